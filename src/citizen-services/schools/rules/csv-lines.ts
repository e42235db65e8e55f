/** Sheets that schools send: children with their consent, and menus. What is wrong is told by line, and never by repeating a name. */
import { formatDate, parseDate } from '../../../kernel/calendar/calendar.ts';
import type { Csv, CsvRecord } from '../../../kernel/text/csv.ts';

export interface ChildLine {
  readonly name: string;
  readonly kana: string;
  /** Null: no sheet came back yet. */
  readonly photoWeb: boolean | null;
  /** Null: not asked, or not answered. */
  readonly nameWeb: boolean | null;
  readonly filmWeb: boolean | null;
}

export interface MenuLine {
  readonly day: Temporal.PlainDate;
  readonly dishes: readonly string[];
  readonly allergens: readonly string[];
  readonly energy: number | null;
}

export interface Allergen {
  readonly code: string;
  readonly name: string;
  readonly otherWords: readonly string[];
  readonly validFrom: Temporal.PlainDate;
  readonly validTo: Temporal.PlainDate | null;
}

export interface Read<T> {
  readonly lines: readonly T[];
  readonly wrong: readonly string[];
}

export const CHILD_COLUMNS = ['氏名', 'ふりがな', '写真のウェブ掲載'] as const;
/** Columns that a sheet may have besides. */
export const CONSENT_COLUMNS = ['氏名のウェブ掲載', '声・動画のウェブ掲載'] as const;
export const MENU_COLUMNS = ['日付', '献立', 'アレルゲン', 'エネルギー'] as const;

const YES = new Set(['可', '○', '〇', 'はい', '同意する', '同意']);
const NO = new Set(['否', '×', '不可', 'いいえ', '同意しない', '不同意']);
const MOST_CHILDREN = 2000;
const KANA = /^[\p{Script=Hiragana}\p{Script=Katakana}ー\s]+$/u;

const said = (record: CsvRecord, ...names: readonly string[]) => (names.map((name) => record.values[name]).find((value) => value !== undefined) ?? '').normalize('NFKC').trim();
const raw = (record: CsvRecord, name: string) => (record.values[name] ?? '').trim();

function missing(csv: Csv, columns: readonly string[], known: (column: string) => readonly string[] = (column) => [column]): readonly string[] {
  return columns.filter((column) => !known(column).some((name) => csv.header.includes(name))).map((column) => `1行目：見出し「${column}」がありません。`);
}

/** What stands in a cell of consent; undefined: nobody can tell. */
const consentOf = (answer: string): boolean | null | undefined => (answer === '' ? null : YES.has(answer) ? true : NO.has(answer) ? false : undefined);

export function readChildren(csv: Csv): Read<ChildLine> {
  const wrong: string[] = [...missing(csv, CHILD_COLUMNS, (column) => (column === 'ふりがな' ? ['ふりがな', 'フリガナ'] : [column]))];
  if (wrong.length > 0) return { lines: [], wrong };
  if (csv.records.length > MOST_CHILDREN) return { lines: [], wrong: [`子どもは${MOST_CHILDREN}人までです（いま${csv.records.length}行）。`] };
  const seen = new Map<string, number>();
  const lines = csv.records.flatMap((record): ChildLine[] => {
    const name = raw(record, '氏名');
    const kana = said(record, 'ふりがな', 'フリガナ');
    if (Array.from(name).length < 2 || Array.from(name).length > 40 || /[\p{N}\p{P}]/u.test(name)) wrong.push(`${record.row}行目：「氏名」を、姓と名のあいだを空けて入力してください。`);
    if (!KANA.test(kana)) wrong.push(`${record.row}行目：「ふりがな」は、ひらがなかカタカナで入力してください。`);
    const answers = [CHILD_COLUMNS[2], ...CONSENT_COLUMNS].map((column) => {
      const answer = consentOf(said(record, column));
      if (answer === undefined) wrong.push(`${record.row}行目：「${column}」は「可」か「否」で入力してください。未提出なら空けておきます。`);
      return answer ?? null;
    });
    const [photoWeb = null, nameWeb = null, filmWeb = null] = answers;
    if (photoWeb === null && (nameWeb !== null || filmWeb !== null)) wrong.push(`${record.row}行目：同意書が出ているときは、「写真のウェブ掲載」も入力してください。`);
    const same = `${name.replaceAll(/\s/gu, '')}|${kana.replaceAll(/\s/gu, '')}`;
    const before = seen.get(same);
    if (before !== undefined) wrong.push(`${record.row}行目：${before}行目と氏名・ふりがなが同じです。同姓同名なら、どちらかが「否」のときは「否」として1行にしてください。`);
    seen.set(same, record.row);
    return [{ name, kana, photoWeb, nameWeb, filmWeb }];
  });
  if (lines.length === 0 && wrong.length === 0) wrong.push('子どもの行がありません。');
  return { lines: wrong.length > 0 ? [] : lines, wrong };
}

const parts = (text: string) => text.split(/[、，,・／/\n]+/u).map((one) => one.normalize('NFKC').trim()).filter((one) => one !== '');
const NONE = new Set(['なし', '無し', '-', '―', 'ー']);

function known(word: string, day: Temporal.PlainDate, allergens: readonly Allergen[]): string | null {
  const holds = allergens.filter((one) => Temporal.PlainDate.compare(one.validFrom, day) <= 0 && (one.validTo === null || Temporal.PlainDate.compare(day, one.validTo) < 0));
  return holds.find((one) => one.name === word || one.otherWords.includes(word))?.code ?? null;
}

export function readMenus(csv: Csv, allergens: readonly Allergen[], today: Temporal.PlainDate): Read<MenuLine> {
  const wrong: string[] = [...missing(csv, MENU_COLUMNS.slice(0, 3))];
  if (wrong.length > 0) return { lines: [], wrong };
  const seen = new Map<string, number>();
  const lines = csv.records.flatMap((record): MenuLine[] => {
    const day = parseDate(raw(record, '日付'), today);
    if (!day.ok) {
      wrong.push(`${record.row}行目：${day.message.ja}`);
      return [];
    }
    const before = seen.get(day.value.toString());
    if (before !== undefined) wrong.push(`${record.row}行目：${before}行目と同じ日（${formatDate(day.value, 'ja')}）です。`);
    seen.set(day.value.toString(), record.row);
    if (Math.abs(today.until(day.value, { largestUnit: 'day' }).days) > 200) wrong.push(`${record.row}行目：日付（${formatDate(day.value, 'ja')}）が、今日から離れすぎています。年を確かめてください。`);
    const dishes = raw(record, '献立').split(/[、，\n]+/u).map((one) => one.trim()).filter((one) => one !== '');
    if (dishes.length === 0 || dishes.length > 20 || dishes.some((one) => Array.from(one).length > 60)) wrong.push(`${record.row}行目：「献立」は、料理を「、」で区切って20品までにしてください。`);
    const words = parts(raw(record, 'アレルゲン')).filter((one) => !NONE.has(one));
    const codes = words.flatMap((word) => {
      const code = known(word, day.value, allergens);
      if (code === null) wrong.push(`${record.row}行目：アレルゲン「${word.slice(0, 20)}」は、${formatDate(day.value, 'ja')}の表示の言葉にありません。`);
      return code === null ? [] : [code];
    });
    const energy = said(record, 'エネルギー').replace(/kcal$/i, '').trim();
    if (energy !== '' && !/^[1-9]\d{0,3}$/.test(energy)) wrong.push(`${record.row}行目：「エネルギー」は、キロカロリーを整数で入力してください。`);
    return [{ day: day.value, dishes, allergens: [...new Set(codes)], energy: /^[1-9]\d{0,3}$/.test(energy) && Number(energy) <= 3000 ? Number(energy) : null }];
  });
  if (lines.length === 0 && wrong.length === 0) wrong.push('献立の行がありません。');
  return { lines: wrong.length > 0 ? [] : lines, wrong };
}
