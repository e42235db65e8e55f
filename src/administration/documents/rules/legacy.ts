/** A line of an old register: taken with what its class is called here, or left with the reason why not. */
import { containsMyNumber, withoutMyNumbers } from '../../../kernel/text/my-number.ts';

/** The columns of the file; the first five must be there. */
export const legacyColumns = ['分類', '件名', '文書番号', '登録日', '差出人', '満了日', '保管場所'] as const;
export const neededColumns = legacyColumns.slice(0, 4);

export const legacyReasons = {
  class: '分類が対応表にありません', title: '件名がありません', date: '登録日を読み取れません', expiry: '満了日を読み取れないか、登録日より前です', duplicate: '同じ番号・日付・件名の文書が、もうあります', length: '件名・番号・差出人・保管場所が長すぎます', characters: '制御文字か外字があります', my_number: '個人番号（マイナンバー）と思われる数字があります',
} as const;
export type LegacyReason = keyof typeof legacyReasons;

/** The words of a reason as it is kept. */
export function legacyReasonWord(reason: string): string {
  return Object.entries(legacyReasons).find(([code]) => code === reason)?.[1] ?? reason;
}

export interface LegacyLine {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface TakenLine {
  readonly line: number;
  readonly oldClass: string;
  readonly title: string;
  readonly number: string;
  readonly registeredOn: string;
  readonly sender: string;
  readonly expiresOn: string | null;
  readonly place: string;
}

export interface LeftLine {
  readonly line: number;
  readonly oldClass: string;
  readonly reason: LegacyReason;
  readonly content: Readonly<Record<string, string>>;
}

const ERAS: Readonly<Record<string, number>> = { 令和: 2018, R: 2018, 平成: 1988, H: 1988, 昭和: 1925, S: 1925 };

/** A day as old systems write it: 2015-04-01, 2015/4/1, 20150401, 平成27年4月1日, H27.4.1. Null: none that exists. */
export function legacyDay(text: string): string | null {
  const folded = text.normalize('NFKC').trim();
  const western = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(folded) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(folded);
  const era = /^(令和|平成|昭和|[RHS])(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(folded);
  const parts = western ? [Number(western[1]), Number(western[2]), Number(western[3])] : era ? [(ERAS[era[1] ?? ''] ?? 0) + (era[2] === '元' ? 1 : Number(era[2])), Number(era[3]), Number(era[4])] : null;
  if (!parts) return null;
  try {
    return Temporal.PlainDate.from({ year: parts[0] ?? 0, month: parts[1] ?? 0, day: parts[2] ?? 0 }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

/** What makes two lines of one system the same document. */
export const legacyKey = (line: Pick<TakenLine, 'number' | 'registeredOn' | 'title'>) => `${line.number}\u0000${line.registeredOn}\u0000${line.title}`;

/** Control characters and characters of private use (外字), which nobody else can read. */
const UNKEEPABLE = /[\p{Cc}\p{Co}]/u;

/** What of a line may be kept beside its reason: no control characters, and of an Individual Number nothing (番号法 第20条). */
export function keepable(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, withoutMyNumbers(text.replaceAll(/[\p{Cc}\p{Co}]/gu, '□'))]));
}

/** Judges one line; `classes`: the old classes that are mapped. */
export function judgeLine(line: LegacyLine, classes: ReadonlySet<string>): TakenLine | LeftLine {
  const value = (name: (typeof legacyColumns)[number]) => (line.values[name] ?? '').trim();
  const oldClass = value('分類');
  const left = (reason: LegacyReason): LeftLine => ({ line: line.line, oldClass, reason, content: keepable(line.values) });
  if (Object.values(line.values).some((text) => UNKEEPABLE.test(text))) return left('characters');
  const [title, number, sender, place] = [value('件名'), value('文書番号'), value('差出人'), value('保管場所')];
  if (!classes.has(oldClass)) return left('class');
  if (title === '') return left('title');
  if (title.length > 200 || number.length > 60 || sender.length > 100 || place.length > 100) return left('length');
  if (containsMyNumber(`${title} ${sender} ${number} ${place}`)) return left('my_number');
  const registeredOn = legacyDay(value('登録日'));
  if (registeredOn === null) return left('date');
  const expiresOn = value('満了日') === '' ? null : legacyDay(value('満了日'));
  if (value('満了日') !== '' && (expiresOn === null || expiresOn < registeredOn)) return left('expiry');
  return { line: line.line, oldClass, title, number, registeredOn, sender, expiresOn, place };
}
