/** Many pages in one spreadsheet. All or nothing: with one wrong cell nothing is taken, and every wrong cell is named at once. */
import { parseDate } from '../../../../kernel/calendar/parse.ts';
import { readCsv } from '../../../../kernel/text/csv.ts';
import type { Block } from '../blocks.ts';
import { readMarkup } from '../markup.ts';
import type { Draft } from '../texts.ts';
import { importedAddress } from './address.ts';
import { importHtml } from './html.ts';
import { Reader } from './markdown.ts';
import { type ImportNote, Notes } from './note.ts';
import { fitPage, Out } from './out.ts';
import { clean, type Run, runsOf } from './runs.ts';

export interface PageRow {
  /** The row as a spreadsheet numbers it. */
  readonly line: number;
  readonly title: string;
  readonly lead: string;
  readonly kind: Draft['kind'];
  readonly folder: string;
  /** As typed: whoever knows the departments finds it. '' : not said. */
  readonly department: string;
  readonly categories: readonly string[];
  readonly blocks: readonly Block[];
  readonly publishOn: Temporal.PlainDate | null;
  readonly reviewOn: Temporal.PlainDate | null;
  /** Where the page was; these addresses lead to the new one. */
  readonly oldAddresses: readonly string[];
  readonly report: readonly ImportNote[];
}

export interface CsvError {
  readonly line: number;
  /** '' : the whole row or file. */
  readonly column: string;
  readonly message: string;
}

export type PagesCsv = { readonly ok: true; readonly rows: readonly PageRow[] } | { readonly ok: false; readonly errors: readonly CsvError[] };

export interface CsvPagesOptions {
  /** Without it the blocks of each page are numbered b1, b2 … */
  readonly newId?: () => string;
  readonly baseUrl?: string;
  /** Lets an error about a date without a year name the day that was probably meant. */
  readonly today?: Temporal.PlainDate;
}

export const PAGE_COLUMNS = ['題名', '概要', '種類', 'フォルダー', '担当課', '分類', '本文', '公開日', '見直し日', '旧URL'] as const;
type Column = (typeof PAGE_COLUMNS)[number];
const NEEDED: readonly Column[] = ['題名', '種類', 'フォルダー', '本文'];

const KINDS: Readonly<Record<string, Draft['kind']>> = {
  手続き: 'procedure', 手続: 'procedure', お知らせ: 'notice', 告知: 'notice', ニュース: 'news', 新着情報: 'news', 催し: 'event', イベント: 'event', 施設: 'facility', よくある質問: 'faq', FAQ: 'faq', 案内: 'guide', 入口: 'landing',
  緊急: 'emergency', 緊急情報: 'emergency', 学校だより: 'school_news',
};
const KIND_NAMES = '手続き、お知らせ、ニュース、催し、施設、よくある質問、案内、入口、緊急、学校だより';
const LONGEST: Partial<Record<Column, number>> = { 題名: 200, 概要: 400, 担当課: 80, 本文: 500_000 };

const bare = (name: string) => name.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase().replace(/^フォルダ$/, 'フォルダー');
const columnOf = (name: string): Column | undefined => PAGE_COLUMNS.find((column) => bare(column) === bare(name));
const listOf = (text: string): string[] => [...new Set(text.split(/[;；\n]/).map((one) => one.trim()).filter((one) => one !== ''))];
const kindOf = (text: string): Draft['kind'] | undefined => Object.entries(KINDS).find(([name, kind]) => bare(name) === bare(text) || kind === bare(text))?.[1];

/** Whole addresses, or paths of the old site. */
function oldAddress(text: string): boolean {
  const to = importedAddress(text);
  return to.ok && /^(?:https?:\/\/[^/]|\/)/i.test(to.address);
}

const isHtml = (text: string) => /<(?:p|div|br|h[1-6]|ul|ol|dl|table|a|b|strong|span|img|html|body|section|article|blockquote)(?=[\s>/])[^<>]*>/i.test(text);

/** What an author types in a field, with headings, lists and tables as in Markdown around it. */
function readBody(text: string, newId: () => string, baseUrl: string | undefined): { readonly blocks: Block[]; readonly report: readonly ImportNote[]; readonly title: string } {
  if (isHtml(text)) return importHtml(text, { newId, ...(baseUrl === undefined ? {} : { baseUrl }) });
  const notes = new Notes();
  const out = new Out(notes, newId);
  const checked = (run: Run): Run => {
    if (run.format.link === null) return run;
    const to = importedAddress(run.format.link, baseUrl);
    if (!to.ok && to.why !== 'empty') notes.add(to.why, run.format.link.slice(0, 200));
    return { ...run, format: { ...run.format, link: to.ok ? to.address : null } };
  };
  new Reader(out, (said) => runsOf(readMarkup(said)).map(checked)).read(clean(text).split('\n'));
  return { blocks: fitPage(out.blocks, notes), report: notes.list(), title: '' };
}

/** Reads the sheet. `text` may be any text; what is wrong is said row by row. */
export function importPagesCsv(text: string, options: CsvPagesOptions = {}): PagesCsv {
  const read = readCsv(text);
  if (!read.ok) return { ok: false, errors: [{ line: Number(/^(\d+)行目/.exec(read.message.ja)?.[1] ?? 1), column: '', message: read.message.ja }] };
  const headers = headerErrors(read.value.header);
  if (headers.length > 0) return { ok: false, errors: headers };
  if (read.value.records.length === 0) return { ok: false, errors: [{ line: 2, column: '', message: 'ページの行がありません。2行目から、1行に1ページを書いてください。' }] };
  const errors: CsvError[] = [];
  const rows = read.value.records.map(({ row, values }) => readRow(row, new Map(Object.entries(values).map(([name, value]) => [columnOf(name), clean(value).normalize('NFC').trim()])), options, errors));
  twice(rows, errors);
  return errors.length > 0 ? { ok: false, errors: errors.toSorted((one, other) => one.line - other.line) } : { ok: true, rows };
}

function headerErrors(header: readonly string[]): CsvError[] {
  const unknown = header.filter((name) => name !== '' && columnOf(name) === undefined).map((name) => ({ line: 1, column: name, message: `見出し「${name}」は使えません。使える見出しは、${PAGE_COLUMNS.join('、')}です。` }));
  const missing = NEEDED.filter((column) => !header.some((name) => columnOf(name) === column)).map((column) => ({ line: 1, column, message: `「${column}」の列がありません。1行目に見出しを足してください。` }));
  const known = header.map(columnOf);
  const repeated = known.flatMap((column, index) => (column !== undefined && known.indexOf(column) !== index ? [{ line: 1, column, message: `「${column}」の列が二つあります。一つにしてください。` }] : []));
  return [...unknown, ...missing, ...repeated];
}

function readRow(line: number, values: ReadonlyMap<Column | undefined, string>, options: CsvPagesOptions, errors: CsvError[]): PageRow {
  const wrong = (column: Column, message: string) => { errors.push({ line, column, message: `${line}行目の${column}：${message}` }); };
  const cell = (column: Column): string => {
    const value = values.get(column) ?? '';
    const most = LONGEST[column];
    if (value === '' && NEEDED.includes(column)) wrong(column, '空です。必ず書いてください。');
    if (most !== undefined && value.length > most) wrong(column, `${value.length}字あります。${most}字までにしてください。`);
    return value;
  };
  const date = (column: '公開日' | '見直し日'): Temporal.PlainDate | null => {
    const value = cell(column);
    if (value === '') return null;
    const read = parseDate(value, options.today ?? Temporal.PlainDate.from('9999-01-01'));
    if (read.ok) return read.value;
    wrong(column, options.today === undefined && /^\d{1,2}[月/-]\d{1,2}日?$/.test(value.normalize('NFKC').replaceAll(/\s/g, '')) ? '年がありません。「2026-04-01」のように、年も書いてください。' : read.message.ja);
    return null;
  };
  const [title, lead, kindText, folder, department, body] = [cell('題名'), cell('概要'), cell('種類'), cell('フォルダー'), cell('担当課'), cell('本文')];
  if (/[\n\t]/.test(title)) wrong('題名', '途中で行が変わっています。1行で書いてください。');
  const kind = kindOf(kindText);
  if (kindText !== '' && kind === undefined) wrong('種類', `「${kindText}」という種類はありません。${KIND_NAMES}のどれかを書いてください。`);
  if (folder.length > 200 || /[\\?#<>"\u0000-\u001f]|(?:^|\/)\.{1,2}(?:\/|$)|\/\/|:/.test(folder)) wrong('フォルダー', `「${folder.slice(0, 60)}」はフォルダーとして使えません。「/kurashi/gomi」のように書いてください。`);
  const [publishOn, reviewOn] = [date('公開日'), date('見直し日')];
  if (publishOn && reviewOn && Temporal.PlainDate.compare(reviewOn, publishOn) <= 0) wrong('見直し日', '公開日と同じか、公開日より前です。公開日より後の日にしてください。');
  const oldAddresses = listOf(cell('旧URL'));
  for (const address of oldAddresses) if (!oldAddress(address)) wrong('旧URL', `「${address.slice(0, 100)}」はアドレスとして読めません。https:// か / で始まるアドレスを書いてください。`);
  const categories = listOf(cell('分類'));
  for (const category of categories) if (category.length > 80) wrong('分類', `「${category.slice(0, 20)}…」が長すぎます。80字までで、；で区切って書いてください。`);
  let count = 0;
  const made = readBody(body.slice(0, LONGEST.本文), options.newId ?? (() => `b${count += 1}`), options.baseUrl);
  const cutAway = made.report.find((note) => note.kind === 'blocks_cut');
  if (cutAway) wrong('本文', cutAway.message);
  else if (body !== '' && made.blocks.length === 0 && made.title === '') wrong('本文', '取り込める文章がありません。');
  // A first heading that says the page's title again is the title.
  const blocks = made.title === '' || made.title === title ? made.blocks : [{ id: (options.newId ?? (() => `b${count += 1}`))(), type: 'heading', level: 1, text: made.title } as const, ...made.blocks];
  return { line, title, lead, kind: kind ?? 'guide', folder, department, categories, blocks, publishOn, reviewOn, oldAddresses, report: made.report };
}

/** One old address leads to one page, and one folder has one page of a name. */
function twice(rows: readonly PageRow[], errors: CsvError[]): void {
  const [names, addresses] = [new Map<string, number>(), new Map<string, number>()];
  for (const { line, folder, title, oldAddresses } of rows) {
    const name = JSON.stringify([folder, title]);
    const before = names.get(name);
    if (before !== undefined && title !== '') errors.push({ line, column: '題名', message: `${line}行目の題名：${before}行目と、フォルダーも題名も同じです。どちらかを変えてください。` });
    else names.set(name, line);
    for (const address of oldAddresses) {
      const taken = addresses.get(address);
      if (taken !== undefined) errors.push({ line, column: '旧URL', message: `${line}行目の旧URL：「${address.slice(0, 100)}」は${taken}行目にもあります。古いアドレスの行き先は、一つだけです。` });
      else addresses.set(address, line);
    }
  }
}
