/** 帳票: every letter and list that the office prints, from the page that leads to it, with what it must say. Over HTTP. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, book, done, openAcceptanceHall, payExactly } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2026-11-24T10:00:00+09:00');
});
after(() => hall.close());

const words = (pdf: Uint8Array): string => execFileSync('pdftotext', ['-raw', '-', '-'], { input: pdf, encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
const at = (made: Answer) => `/staff/reservations/bookings/${String(made['reservation'])}`;

/** Follows the link from the page, as a hand does, and reads the paper. */
async function printed(page: string, link: string, client = hall.desk): Promise<string> {
  const seen = await client.get(page);
  assert.equal(seen.status, 200, seen.text.slice(0, 300));
  const path = link.startsWith('/') ? link : `${page}/${link}`;
  assert.ok(seen.text.includes(`href="${path.replaceAll('&', '&amp;')}`), `${page} に ${path} への道がない`);
  const reply = await client.get(path);
  assert.equal(reply.headers['content-type'], 'application/pdf', reply.text.slice(0, 300));
  return words(reply.bytes);
}

function says(text: string, wanted: readonly string[]): void {
  for (const word of wanted) assert.ok(text.includes(word), `「${word}」がない: ${text.slice(0, 600)}`);
}

const withReduction = (rules: FacilityPolicyInput): FacilityPolicyInput => ({
  ...rules, fee: rules.fee && { ...rules.fee, versions: rules.fee.versions.map((version) => ({ ...version, reductions: [{ code: 'BACKED', name: { ja: '市の後援', en: 'Backed by the city' }, reduce: { percent: 50 }, appliesTo: 'basic', ground: '条例第9条第3号', approval: true }] })) },
});

test('納入通知書、変更・取消申請書と通知書、還付請求書と通知書：その手続きの時にだけ、予約の画面から印刷できる', async () => {
  const unit = await hall.facility('LETTERS');
  const team = await hall.team({ name: '手紙の会' });
  const made = done(await book(team, unit('GYM-ALL'), '2026-12-17', ['NT']));
  const fee = Number(made['feeYen']).toLocaleString('ja-JP');
  says(await printed(at(made), 'slip.pdf'), ['納入通知書', '手紙の会', `${fee}円`, '審査請求']);
  says(await printed(at(made), 'change-application.pdf'), ['利用変更・取消申請書', String(made['number']), '手紙の会']);
  for (const early of ['change-notice', 'refund-claim', 'refund-notice', 'reduction-decision']) assert.equal((await hall.desk.get(`${at(made)}/${early}.pdf`)).status, 404, early);
  await payExactly(hall, made);
  assert.equal((await hall.desk.get(`${at(made)}/slip.pdf`)).status, 404, '払い終われば、納めるものはない');
  done(await hall.desk.api('reservations.change', { reservation: made['reservation'], unit: unit('GYM-ALL'), date: '2026-12-18', slots: ['NT'], reason: '会員の都合' }));
  says(await printed(at(made), 'change-notice.pdf'), ['利用の変更許可について', '12月17日', '12月18日', '会員の都合']);
  done(await hall.desk.api('reservations.cancel', { reservation: made['reservation'], cause: 'city', reason: '屋根の修理' }));
  says(await printed(at(made), 'change-notice.pdf'), ['利用許可の取消しについて', '屋根の修理', '審査請求', `還付する額${fee}円`]);
  says(await printed(at(made), 'refund-claim.pdf'), ['還付請求書', `${fee}円`, '口座番号']);
  assert.equal((await hall.desk.get(`${at(made)}/refund-notice.pdf`)).status, 404, '二人目が認めるまでは、通知しない');
  const accounts = await hall.server.asStaff(await hall.server.newStaff(['payments.refund', 'payments.read'], '会計 花子'));
  const [refund] = await hall.rows<{ id: string }>(`select f.id from kernel.refunds f join kernel.receivables r on r.id = f.receivable_id where r.subject = $1`, [`reservation:${String(made['reservation'])}`]);
  done(await accounts.api('payments.approveRefund', { refund: refund?.id }));
  says(await printed(at(made), 'refund-notice.pdf'), ['使用料の還付について', '屋根の修理', `${fee}円`]);
});

test('減免申請書と決定通知書：認めたときは減免した額、認めないときは理由と教示が載る', async () => {
  const unit = await hall.facility('REDUCED', withReduction);
  const ask = async (day: string, decision: string, reason: string) => {
    const made = done(await book(await hall.team(), unit('GYM-ALL'), day, ['NT'], { reduction: 'BACKED' }));
    says(await printed(at(made), 'reduction-application.pdf'), ['使用料減免申請書', '市の後援', '条例第9条第3号']);
    done(await hall.department.api('reservations.decide', { reservation: made['reservation'], decision, reason }));
    return printed(at(made), 'reduction-decision.pdf');
  };
  says(await ask('2026-12-17', 'grant', ''), ['使用料の減免について', '50％', '減免する額', '審査請求']);
  says(await ask('2026-12-18', 'grant_without_reduction', '市の後援ではないため'), ['減免の不承認について', '市の後援ではないため', '審査請求']);
});

test('登録証と登録申請書は登録の画面から。期限の切れた登録の登録証は出ない', async () => {
  const team = await hall.team({ name: '登録の会', members: ['安達 太郎', '油井 花子'] });
  const page = `/staff/reservations/patrons/${team.id}`;
  const [row] = await hall.rows<{ number: string }>('select number from reservations.patrons where id = $1', [team.id]);
  says(await printed(page, 'card.pdf', hall.department), ['登録の会', row?.number ?? '?', '有効期間']);
  says(await printed(page, 'application.pdf', hall.department), ['利用者登録申請書', '登録の会', '安達太郎', '油井花子']);
  await hall.rows(`update reservations.patrons set status = 'expired' where id = $1`, [team.id]);
  assert.equal((await hall.department.get(`${page}/card.pdf`)).status, 404);
});

test('掲示・日計表・月次統計・年報・定期利用の結果：名前を出してよいものだけが掲示に出て、数は画面と同じ', async () => {
  const unit = await hall.facility('LISTS');
  const [shown, silent] = [await hall.team({ name: '見せる会' }), await hall.team({ name: '見せない会' })];
  await payExactly(hall, done(await book(shown, unit('GYM-A'), '2026-11-28', ['NT'], { title: '冬の交流会', titlePublic: true })));
  await payExactly(hall, done(await book(silent, unit('GYM-B'), '2026-11-28', ['NT'], { title: '内緒の練習' })));
  const [taken] = await hall.rows<{ yen: number }>(`select sum(c.amount_yen)::int as yen from kernel.receipts c where c.place = '試験施設 LISTS'`);
  const board = await printed('/staff/reservations/LISTS/day?date=2026-11-28', '/staff/reservations/LISTS/signage.pdf?date=2026-11-28');
  says(board, ['試験施設LISTSご利用案内', '冬の交流会', 'ご利用があります']);
  for (const secret of ['見せる会', '見せない会', '内緒']) assert.ok(!board.includes(secret), secret);
  says(await printed('/staff/reservations/LISTS/day?date=2026-11-24', '/staff/reservations/LISTS/cash.pdf?date=2026-11-24'), ['日計表', '試験施設LISTS', `${(taken?.yen ?? -1).toLocaleString('ja-JP')}円`]);
  const statistics = '/staff/reservations/statistics?from=2026-11-01&to=2026-11-30';
  says(await printed(statistics, '/staff/reservations/statistics/month.pdf?from=2026-11-01', hall.department), ['月次利用統計', '令和8年11月', '試験施設LISTS', '室場別', '稼働率']);
  says(await printed(statistics, '/staff/reservations/statistics/year.pdf?from=2026-11-01', hall.department), ['公共施設利用年報', '令和8年度', '月別', '前年度との比較']);
  for (const wrong of ['2026-13-01', 'x', '2026-02-31']) assert.ok((await hall.department.get(`/staff/reservations/statistics/year.pdf?from=${wrong}`)).status < 500, wrong);
  for (const paper of ['day', 'keys', 'signage', 'cash']) assert.ok((await hall.desk.get(`/staff/reservations/LISTS/${paper}.pdf?date=2026-02-31`)).status < 500, paper);
  const series = done(await hall.desk.api('reservations.bookSeries', { unit: unit('MEET-1'), patron: shown.id, slots: [], from: '19:00', to: '21:00', seriesFrom: '2026-12-01', seriesUntil: '2026-12-31', weekdays: [2], persons: 10 }));
  says(await printed('/staff/reservations/series', `/staff/reservations/series/${String(series['series'])}/results.pdf`), ['定期利用の結果一覧', '毎週火曜日', '見せる会']);
});
