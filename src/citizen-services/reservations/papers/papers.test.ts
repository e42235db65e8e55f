import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { closePaper, isMissingGlyph } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import * as given from './papers.fixture.ts';
import * as papers from './papers.ts';

/** Point it at a folder to look at the papers. */
const keepIn = process.env['PAPERS_IN'];
const folder = keepIn ?? mkdtempSync(path.join(tmpdir(), 'yakuba-reservation-papers-'));
const options: PaperOptions = { createdAt: Temporal.Instant.from('2026-11-24T00:00:00Z') };
after(async () => {
  if (keepIn === undefined) rmSync(folder, { recursive: true });
  await closePaper();
});

interface Read {
  /** All words without white space. */
  readonly text: string;
  readonly pages: readonly string[];
  readonly raw: string;
}

async function read(name: string, printing: Promise<Uint8Array>): Promise<Read> {
  const pdf = await printing;
  const file = path.join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  // -raw keeps a cell's lines together, so that a name which wraps can still be found.
  const pages = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1).map(squeezed);
  return { text: pages.join(''), pages, raw: Buffer.from(pdf).toString('latin1') };
}

const squeezed = (text: string): string => text.replaceAll(/[\s\u200b]/gu, '');

type Case = readonly [name: string, print: () => Promise<Uint8Array>, words: readonly string[], pages: number];

const { person, groupName, markup } = given;
const names = [person, groupName];
const review = ['審査請求', '3か月以内に、二本松市長に対して'];
const cases: readonly Case[] = [
  ['利用者登録申請書', () => papers.registrationApplicationPaper(given.registrationApplication, options), [...names, '令和8年11月20日', '市内在住', 'パスワードを書かないでください'], 1],
  ['利用者登録申請書（用紙）', () => papers.registrationApplicationPaper(given.blankRegistration, options), ['代表者の氏名', '構成員'], 1],
  ['利用者登録申請書（未成年）', () => papers.registrationApplicationPaper(given.minorRegistration, options), ['氏名', person, '平成22年4月2日', '保護者の氏名', '髙橋霞'], 1],
  ['利用者登録証', () => papers.registrationCardPaper(given.registrationCard, options), [...names, '12345670', '令和11年11月23日'], 1],
  ['利用許可申請書', () => papers.useApplicationPaper(given.useApplication, options), [...names, markup, '最高500円', '卓球台6台', '■目的としない', '令和8年12月12日（土）', '13:00～17:00、18:00～21:00'], 1],
  ['利用許可申請書（用紙）', () => papers.useApplicationPaper(given.blankUseApplication, options), ['□目的とする', '□目的としない'], 1],
  ['利用許可書', () => papers.permitPaper(given.permit, options), [groupName, markup, 'R2612-000421', '2026-000123', '5,400円', '6,750円', '−6,080円', '11,670円', 'うち消費税等1,060円', '令和8年12月5日', ...review], 2],
  ['利用許可書（ふつうのもの）', () => papers.permitPaper(given.plainPermit, options), ['使用料はかかりません。', person], 1],
  ['不許可通知書', () => papers.refusalPaper(given.refusal, options), [groupName, '第6条第1項第2号', ...review, 'スポーツ振興会を被告として'], 1],
  ['変更・取消申請書', () => papers.changeApplicationPaper(given.changeApplication, options), [...names, '■変更', '□取消し', '令和8年12月19日（土）'], 1],
  ['変更・取消申請書（用紙）', () => papers.changeApplicationPaper(given.blankChange, options), ['□変更', '□取消し'], 1],
  ['変更許可通知書', () => papers.changeNoticePaper(given.changed, options), [groupName, '変更後の使用料', '2,400円', '還付する額', '9,270円'], 1],
  ['取消通知書', () => papers.changeNoticePaper(given.cancelled, options), ['取消料', '2,500円', '7,500円'], 1],
  ['市の都合による取消通知書', () => papers.changeNoticePaper(given.cancelledByCity, options), ['避難所', '10,000円', '第11条第1項第4号', ...review], 1],
  ['減免申請書', () => papers.reductionApplicationPaper(given.reductionApplication, options), [...names, '条例第9条第3号'], 1],
  ['減免決定通知書', () => papers.reductionDecisionPaper(given.granted, options), ['17,750円', '6,080円', '11,670円', ...review, '裁決を経た後でなければ'], 1],
  ['減免不承認通知書', () => papers.reductionDecisionPaper(given.notGranted, options), ['不承認', '入場料を徴収する催し', '17,750円', ...review], 1],
  ['納入通知書', () => papers.paymentSlipPaper(given.slip, options), [groupName, '令和8年度', '教育使用料', '11,670円', '令和8年12月7日', '2026-0004217', '領収日付印', ...review], 2],
  ['利用料金請求書', () => papers.paymentSlipPaper(given.managerSlip, options), ['利用料金請求書', '支払期限'], 1],
  ['領収証書', () => papers.receiptPaper(given.receipt, options), [groupName, 'T2000020072109', '13,750円', '10%対象', '1,060円', '8%対象', '80円', '課税対象外', '20,000円', '6,250円', '令和8年12月12日'], 1],
  ['許可書と領収書', () => papers.deskPaper(given.plainPermit, given.receipt, options), ['公共施設利用許可書', person, '上の金額を領収しました', 'T2000020072109', '13,750円', '6,250円'], 2],
  ['領収書（控え）', () => papers.receiptPaper({ ...given.reissued, reissue: { on: Temporal.PlainDate.from('2026-12-20'), count: 0 } }, options), ['控え'], 1],
  ['領収書（再発行）', () => papers.receiptPaper(given.reissued, options), ['再発行（1回目）', '収入印紙'], 1],
  ['還付請求書', () => papers.refundClaimPaper(given.refundClaim, options), [...names, '7,500円', '0123456'], 1],
  ['還付請求書（用紙）', () => papers.refundClaimPaper(given.blankRefund, options), ['□普通'], 1],
  ['還付通知書', () => papers.refundNoticePaper(given.refundNotice, options), ['10,000円', '−2,500円', '7,500円', '末尾456', '令和8年12月18日', ...review], 1],
  ['当日利用一覧', () => papers.daySheetPaper(given.daySheet, options), [...names, markup, '090-0000-0001', '□入金11,670円', '■鍵', '公用', '翌1:00', '令和8年12月11日（金）17:00現在'], 2],
  ['当日利用一覧（1時間ごと）', () => papers.daySheetPaper(given.hourlySheet, options), ['9:00～10:00', '20:00～21:00', '期日前投票所の準備'], 2],
  ['ご利用案内', () => papers.signagePaper(given.signage, options), ['第10回市民バドミントン大会', 'ご利用があります'], 1],
  ['鍵貸出簿', () => papers.keyRegisterPaper(given.keyRegister, options), [groupName, 'G-1', '返却時刻'], 1],
  ['抽選結果一覧', () => papers.lotteryResultsPaper(given.lottery, options), ['申込み240件、当選60件', 'きつね-0240', '補欠1番', '5f'.repeat(32)], 6],
  ['定期利用の結果一覧', () => papers.seriesResultsPaper(given.series, options), [groupName, '全52回', '休休館日', '×利用あり'], 2],
  ['日計表', () => papers.cashReportPaper(given.cashReport, options), ['39,900円', '1,335,000円', '−500円（不足）', '0円（一致）'], 1],
  ['月次利用統計', () => papers.monthlyStatisticsPaper(given.monthly, options), ['令和8年12月', '62.5%', '11.1%', '1,234,560円', '団体種別'], 2],
  ['利用年報', () => papers.annualReportPaper(given.annual, options), ['令和8年度', '前年度との比較', '12,345件', '年度計'], 1],
];

for (const [name, print, words, pages] of cases) {
  test(`${name}: PDF/UA-1 で、書くべきことが書いてある`, async () => {
    const paper = await read(name, print());
    assert.match(paper.raw, /pdfuaid:part>1</u);
    for (const word of words) assert.ok(paper.text.includes(squeezed(word)), `「${word}」がありません:\n${paper.text}`);
    assert.equal(paper.pages.length, pages, 'ページ数');
  });
}

test('氏名を伏せる人の名前と電話は、窓口の一覧にも鍵貸出簿にも載らない', async () => {
  for (const printing of [papers.daySheetPaper(given.daySheet, options), papers.keyRegisterPaper(given.keyRegister, options)]) {
    const { text } = await read('hidden', printing);
    assert.ok(!text.includes(squeezed(given.secretName)) && !text.includes('090-9999-9999'), text);
    assert.ok(text.includes('氏名は表示しません'));
  }
});

test('240行の抽選結果は、どのページにも見出しがある', async () => {
  const { pages } = await read('抽選結果一覧', papers.lotteryResultsPaper(given.lottery, options));
  const listed = pages.filter((words) => words.includes('きつね-'));
  assert.ok(listed.length > 3);
  for (const page of listed) assert.ok(page.includes('申込者（別名）'), page);
});

test('金額が合わない帳票は刷らない', async () => {
  const refused = [
    () => papers.permitPaper({ ...given.permit, totalYen: 11_671 }),
    () => papers.paymentSlipPaper({ ...given.slip, totalYen: 1 }),
    () => papers.receiptPaper({ ...given.receipt, totals: given.receipt.totals.slice(1) }),
    () => papers.receiptPaper({ ...given.receipt, tenderedYen: 13_749 }),
    () => papers.receiptPaper({ ...given.receipt, payee: { ...given.receipt.payee, registrationNumber: '2000020072109' } }),
    () => papers.refundNoticePaper({ ...given.refundNotice, refundYen: 7501 }),
    () => papers.changeNoticePaper({ ...given.cancelledByCity, appeal: null }),
    () => papers.cashReportPaper({ ...given.cashReport, drawers: given.cashReport.drawers.map((drawer) => ({ ...drawer, countedYen: drawer.countedYen + 1 })) }),
  ];
  for (const print of refused) await assert.rejects(print, RangeError);
});

test('印刷できない文字は、空白にせず知らせる', async () => {
  await assert.rejects(papers.permitPaper({ ...given.permit, patronName: '卓球😀クラブ' }, options), (error: unknown) => isMissingGlyph(error) && error.characters.includes('😀'));
});
