/** What is printed: the report of a test, a year's sheet, the list of pages that goes around an office. */
import { fiscalYear, formatDate, formatFiscalYear, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { compilePaper, isMissingGlyph, type PaperOptions } from '../../../kernel/paper/paper.ts';
import type { Changes } from '../corrections.ts';
import { claimWords, editionWords, statementWords, verdictWords } from '../messages/words.ts';
import type { pageAges } from '../queries/board.ts';
import type { assessmentReport, testReport } from '../queries/public.ts';
import type { Verdict } from '../rules/correction.ts';
import type { Line } from '../rules/checklist.ts';

interface Part {
  readonly heading: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Shares of the width; 0: as wide as its words. */
  readonly widths: readonly number[];
  readonly numeric?: readonly number[];
}

interface List {
  readonly title: string;
  readonly date: Temporal.PlainDate;
  readonly basis: string;
  readonly contact: string;
  readonly landscape?: boolean;
  readonly facts: readonly (readonly [string, string])[];
  readonly parts: readonly Part[];
}

/** A page's title may hold a character that no printing face has: it stands as 〓 on the paper, and the page keeps it. */
async function printed(list: List, options?: PaperOptions): Promise<Uint8Array> {
  const data = { ...list, date: list.date.toString(), landscape: list.landscape ?? false, parts: list.parts.map((part) => ({ ...part, numeric: part.numeric ?? [] })) };
  const template = { file: new URL('list.typ', import.meta.url) };
  try {
    return await compilePaper(template, data, options);
  } catch (error) {
    if (!isMissingGlyph(error)) throw error;
    const missing = new Set(error.characters);
    const without = (value: unknown): unknown => (typeof value === 'string' ? Array.from(value, (one) => (missing.has(one) ? '〓' : one)).join('') : Array.isArray(value) ? value.map(without) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner)])) : value);
    return compilePaper(template, without(data), options);
  }
}

type Report = NonNullable<Awaited<ReturnType<typeof testReport.run>>>;
type Sheet = NonNullable<Awaited<ReturnType<typeof assessmentReport.run>>>;
type Ages = Awaited<ReturnType<typeof pageAges.run>>;
interface From {
  readonly city: string;
  readonly contact: string;
}

const lineRow = (line: Line) => [line.criterion.number, line.criterion.ja, line.criterion.level, line.applies ? 'あり' : 'なし', line.passed === null ? '―' : line.passed ? '適合' : '不適合', line.remark];
const lineHeader = ['番号', '達成基準', 'レベル', '適用', '結果', '備考'];
const lineWidths = [0, 3, 0, 0, 0, 3];

const spoken = (one: { readonly verdict: Verdict; readonly note: string }) => [verdictWords[one.verdict].ja, one.note].filter((text) => text !== '').join('：');
const correctionRows = ({ statement, results }: Changes): readonly (readonly string[])[] => [...statement.map((one) => [statementWords[one.part].ja, one.before, one.after]), ...results.map((one) => [`${one.criterion}　ページ${one.ordinal}`, spoken(one.before), spoken(one.after)])];

/** 試験結果報告書 (JIS X 8341-3:2016 附属書JB.3.1). */
export function testPaper({ test, pages, lines, more, claim, met, correction }: Report, from: From, options?: PaperOptions): Promise<Uint8Array> {
  const random = pages.filter((page) => page.how === 'random').length;
  return printed({
    title: `ウェブアクセシビリティ試験結果報告書（第${test.number}回${editionWords(test.edition, 'ja')}）`, date: tokyoDate(test.public_at), basis: `${test.standard} 附属書JB`, contact: from.contact,
    facts: [
      ['団体', from.city], ...(correction === null ? [] : [['訂正した理由', correction.reason] as const]), ['規格', test.standard], ['対応度', `適合レベル${test.level}${claimWords[claim].ja}`], ['満たしているレベル', met ?? 'なし'], ['対象', test.scope], ['依存した技術', test.technologies.join('、')], ['試験した人', test.tester],
      ['期間', `${formatDate(test.from_on, 'ja')}～${formatDate(test.to_on, 'ja')}`], ['ページの選び方', `代表 ${pages.length - random}、無作為 ${random}（公開中の${test.listed}ページから）`], ['乱数の種', String(test.seed)], ['一覧の指紋', test.list_hash.replaceAll(/.{8}(?=.)/g, '$& ')],
    ],
    parts: [
      ...(correction === null ? [] : [{ heading: '訂正したところ', header: ['ところ', '前の版', 'この版'], rows: correctionRows(correction), widths: [3, 3, 3] }]),
      { heading: `達成基準チェックリスト（${lines.length}）`, header: lineHeader, rows: lines.map(lineRow), widths: lineWidths },
      ...(more.length === 0 ? [] : [{ heading: 'WCAG 2.2 で加わった達成基準（規格の外）', header: lineHeader, rows: more.map(lineRow), widths: lineWidths }]),
      { heading: `試験したページ（${pages.length}）`, header: ['番号', '題名', 'アドレス', '選び方'], rows: pages.map((page) => [String(page.ordinal), page.title, page.path, page.how === 'named' ? '代表' : '無作為']), widths: [0, 3, 3, 0], numeric: [0] },
    ],
  }, options);
}

/** 取組確認・評価表. */
export function sheetPaper(it: Sheet, from: From, options?: PaperOptions): Promise<Uint8Array> {
  const rows = (part: 'organisation' | 'site') => it.items.filter((item) => item.part === part).map((item) => [item.group, item.ja, `${item.points}／${item.max}`, item.steps[item.points] ?? '', [item.remark, item.evidence].filter((one) => one !== '').join('　')]);
  const part = (heading: string, which: 'organisation' | 'site'): Part => ({ heading, header: ['区分', '項目', '点', '取組', '備考・根拠'], rows: rows(which), widths: [2, 2, 0, 4, 4] });
  return printed({
    title: `ウェブアクセシビリティ取組確認・評価表（${formatFiscalYear(fiscalYear(it.fiscalYear), 'ja')}）`, date: it.confirmedOn, basis: 'みんなの公共サイト運用ガイドライン（総務省）', contact: from.contact,
    facts: [['団体', from.city], ['確認した日', formatDate(it.confirmedOn, 'ja')], ['団体全体', `${it.organisation.points}点（満点${it.organisation.max}点）`], ['公式ホームページ', `${it.site.points}点（満点${it.site.max}点）`], ...it.groups.map((group): readonly [string, string] => [group.group, `${group.points}点（満点${group.max}点）`])],
    parts: [part('団体全体の取組', 'organisation'), part('公式ホームページの取組', 'site')],
  }, options);
}

/** 点検表: with room for who looked and when. */
export function agesPaper({ rows }: Ages, office: string, today: Temporal.PlainDate, from: From, options?: PaperOptions): Promise<Uint8Array> {
  return printed({
    title: `ウェブページ点検表（${office}）`, date: today, basis: '見直す日は、ページごとに担当課が決めたもの', contact: from.contact, landscape: true, facts: [],
    parts: [{
      heading: `公開中のページ　${rows.length.toLocaleString('ja-JP')}件`, header: ['番号', '題名', 'アドレス', '担当の所属', '最後に直した日', '見直す日', '', '確かめた日', '確かめた人'],
      rows: rows.map((row) => [String(row.pageNo).padStart(7, '0'), row.title, row.path, row.office, formatDate(tokyoDate(row.changedAt), 'ja', 'short'), row.reviewOn === null ? 'なし' : formatDate(row.reviewOn, 'ja', 'short'), row.overdue ? '過ぎています' : '', '', '']), widths: [0, 4, 4, 0, 0, 0, 0, 2, 2],
    }],
  }, options);
}
