/** Dates and times as people type them: 和暦, ISO, slashes, full-width, and what spreadsheets make of them. */
import { accepted, rejected } from '../text/parsed.ts';
import type { Parsed } from '../text/parsed.ts';
import { formatDate } from './format.ts';
import { eras, formatWareki, lastDayOf, toWareki, warekiYear } from './wareki.ts';
import type { Era } from './wareki.ts';
import { LAST_MINUTE } from './zone.ts';
import type { Minutes } from './zone.ts';

const notUnderstood = rejected(
  '日付を読み取れません。「令和8年4月1日」「R8.4.1」「2026-04-01」のように入力してください。',
  'This is not a date we can read. Please write it like 2026-04-01 (or R8.4.1).',
);

/** Folds width and every dash and dot that is used between numbers; drops spaces. */
function fold(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').replace(/[‐‑‒–—―−ー]/g, '-').replace(/[・。、]/g, '.').toUpperCase();
}

/**
 * Reads a date. `today` is used only to suggest a year to somebody who left it out; a year is never guessed.
 */
export function parseDate(text: string, today: Temporal.PlainDate): Parsed<Temporal.PlainDate> {
  const folded = fold(text);
  const japanese = /^(明治|大正|昭和|平成|令和|M|T|S|H|R)(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?$/.exec(folded);
  if (japanese !== null) return fromWareki(japanese[1] ?? '', japanese[2] ?? '', Number(japanese[3]), Number(japanese[4]));
  const western = /^(?:西暦)?(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/.exec(folded) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(folded);
  if (western !== null) return realDay(Number(western[1]), Number(western[2]), Number(western[3]));
  const yearless = /^(\d{1,2})[月/-](\d{1,2})日?$/.exec(folded);
  if (yearless !== null) return askForYear(Number(yearless[1]), Number(yearless[2]), today);
  if (/^[2-6]\d{4}$/.test(folded)) return askAboutSerial(Number(folded));
  return notUnderstood;
}

function realDay(year: number, month: number, day: number): Parsed<Temporal.PlainDate> {
  const existing = existingDay(year, month, day);
  return existing === null
    ? rejected(`${year}年${month}月${day}日という日はありません。日付をお確かめください。`, `There is no such day as ${year}-${month}-${day}. Please check the date.`)
    : accepted(existing);
}

function existingDay(year: number, month: number, day: number): Temporal.PlainDate | null {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return null;
  return Temporal.PlainDate.from({ year, month, day });
}

function fromWareki(eraText: string, yearText: string, month: number, day: number): Parsed<Temporal.PlainDate> {
  const era = eras.find((candidate) => candidate.name === eraText || candidate.letter === eraText);
  const year = yearText === '元' ? 1 : Number(yearText);
  if (era === undefined || year === 0) return notUnderstood;
  const date = existingDay(era.firstYear + year - 1, month, day);
  const typed = `${era.name}${year === 1 ? '元' : year}年${month}月${day}日`;
  if (date === null) return rejected(`${typed}という日はありません。日付をお確かめください。`, `There is no such day as ${typed}. Please check the date.`);
  return withinEra(era, year, date);
}

/** 昭和64年1月8日 and the like: the day exists, but under another era's name. Says which, and never corrects silently. */
function withinEra(era: Era, year: number, date: Temporal.PlainDate): Parsed<Temporal.PlainDate> {
  if (Temporal.PlainDate.compare(date, era.start) < 0) {
    if (era.name === '明治') {
      return rejected('明治5年までの日付は旧暦のため扱えません。西暦でお調べのうえ、窓口にご相談ください。', 'Dates before 1873 used another calendar. Please ask at the counter.');
    }
    return rejected(
      `${era.name}は${formatWareki(era.start)}からです。${formatWareki(date)}ではありませんか。`,
      `The era ${era.name} starts on ${formatDate(era.start, 'en', 'long')}. Did you mean ${formatWareki(date)}?`,
    );
  }
  const last = lastDayOf(era);
  if (last === null || Temporal.PlainDate.compare(date, last) <= 0) return accepted(date);
  const lastWareki = toWareki(last);
  const until = year === lastWareki.year
    ? `${warekiYear(lastWareki)}は${last.month}月${last.day}日までです`
    : `${era.name}は${lastWareki.year}年${last.month}月${last.day}日までです`;
  return rejected(
    `${until}。${formatWareki(date)}ではありませんか`,
    `The era ${era.name} ended on ${formatDate(last, 'en', 'long')}. Did you mean ${formatWareki(date)} (${date.toString()})?`,
  );
}

function askForYear(month: number, day: number, today: Temporal.PlainDate): Parsed<Temporal.PlainDate> {
  const years = [today.year, today.year + 1, today.year + 2, today.year + 3, today.year + 4];
  const next = years.map((year) => existingDay(year, month, day)).find((date) => date !== null && Temporal.PlainDate.compare(date, today) >= 0);
  if (next === undefined || next === null) return notUnderstood;
  return rejected(
    `年も入力してください。${formatWareki(next)}（${next.toString()}）のことですか。`,
    `Please add the year. Did you mean ${next.toString()}?`,
  );
}

/** The day a spreadsheet means by its serial number: 46113 is 2026-04-01. Correct from 1900-03-01. */
export function spreadsheetDate(serial: number): Temporal.PlainDate {
  return Temporal.PlainDate.from('1899-12-30').add({ days: serial });
}

function askAboutSerial(serial: number): Parsed<Temporal.PlainDate> {
  const date = spreadsheetDate(serial);
  return rejected(
    `${serial} は表計算ソフトの日付の番号のようです。${date.toString()} のことでしたら、そのように入力してください。`,
    `${serial} looks like a spreadsheet's number for a date. If you mean ${date.toString()}, please write it so.`,
  );
}

const timeNotUnderstood = rejected(
  '時刻を読み取れません。「9:00」「13時30分」「翌2:00」のように入力してください。',
  'This is not a time we can read. Please write it like 9:00 or 13:30.',
);

/** Reads a time of day as minutes from midnight: 9:00, 9時半, 午後1時, 0900, 24:00, 翌2:00, 26:00. */
export function parseTime(text: string): Parsed<Minutes> {
  const folded = fold(text).replace(/時半$/, '時30分').replace(/時$/, ':00').replace(/時/, ':').replace(/分$/, '');
  const match = /^(翌日?)?(午前|午後|AM|PM)?(\d{1,2}):(\d{2})$/.exec(folded) ?? /^(翌日?)?(午前|午後|AM|PM)?(\d{1,2})(\d{2})$/.exec(folded)
    ?? /^(翌日?)?(午前|午後|AM|PM)?(\d{1,2}):(\d)$/.exec(folded);
  if (match === null) return timeNotUnderstood;
  const [, nextDay, half, hourText, minuteText] = match;
  const hour = Number(hourText);
  const minute = Number(minuteText);
  if (minute > 59 || (half !== undefined && hour > 12)) return timeNotUnderstood;
  const afternoon = half === '午後' || half === 'PM';
  const hourOfDay = half === undefined ? hour : (hour % 12) + (afternoon ? 12 : 0);
  const minutes = (nextDay === undefined ? 0 : 1440) + hourOfDay * 60 + minute;
  return minutes > LAST_MINUTE ? timeNotUnderstood : accepted(minutes);
}
