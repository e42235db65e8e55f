/** A rule as RFC 5545 writes it, as people read it, and what is wrong with it. */
import { TOKYO } from '../../../kernel/calendar/calendar.ts';
import { type ByDay, type HolidayRule, type Rule, WEEKDAYS, type Weekday } from './recurrence.ts';

/** What was read, or a sentence for the person whose it was. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
export const refused = (message: string) => ({ ok: false, message }) as const;

const LETTERS = '月火水木金土日';
const letterOf = (weekday: Weekday) => LETTERS[WEEKDAYS.indexOf(weekday)] ?? '';
export const japaneseDate = (date: Temporal.PlainDate) => `${date.year}年${date.month}月${date.day}日`;

const MOST_INTERVAL = 120;
const MOST_TIMES = 999;
const whole = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most;

/** Why a rule cannot be used, in words for its author; nothing when it can. */
export function ruleProblems(rule: Rule, first: Temporal.PlainDate): readonly string[] {
  const found: string[] = [];
  if (!whole(rule.interval, 1, MOST_INTERVAL)) found.push(`繰り返しの間隔は、1から${MOST_INTERVAL}までの整数にしてください。`);
  if (rule.freq !== 'MONTHLY' && rule.byDay.some(({ nth }) => nth !== null)) found.push('「第2月曜日」のような指定は、毎月の繰り返しだけで使えます。「毎月」を選ぶか、曜日だけを選んでください。');
  if (rule.freq === 'WEEKLY' && rule.byMonthDay.length > 0) found.push('毎週の繰り返しでは、日にちは選べません。「毎月」を選ぶか、曜日を選んでください。');
  for (const { weekday, nth } of rule.byDay) {
    if (nth === null || whole(Math.abs(nth), 1, 4)) continue;
    const name = `${letterOf(weekday)}曜日`;
    found.push(Math.abs(nth) === 5 ? `第5${name}は、ない月があります。「最終${name}」か、第1から第4までのどれかを選んでください。` : `第${nth}${name}という日はありません。第1から第4までか、「最終」を選んでください。`);
  }
  for (const day of rule.byMonthDay) if (!whole(Math.abs(day), 1, 31)) found.push(`${day}日という日はありません。1から31までか、「末日」を選んでください。`);
  if (rule.end !== null && 'count' in rule.end && !whole(rule.end.count, 1, MOST_TIMES)) found.push(`回数は、1から${MOST_TIMES}までの整数にしてください。`);
  if (rule.end !== null && 'until' in rule.end && Temporal.PlainDate.compare(rule.end.until, first) < 0) found.push(`繰り返しの終わり（${japaneseDate(rule.end.until)}）が、最初の日（${japaneseDate(first)}）より前です。終わりの日を直してください。`);
  return found;
}

const compareDays = (a: ByDay, b: ByDay) => order(a.nth ?? 0) - order(b.nth ?? 0) || WEEKDAYS.indexOf(a.weekday) - WEEKDAYS.indexOf(b.weekday);
/** From the beginning of a month first, then from its end. */
const order = (nth: number) => (nth < 0 ? 100 + nth : nth);

/** One form for rules that say the same. */
export function tidyRule(rule: Rule): Rule {
  const days = new Map(rule.byDay.map((day) => [`${day.nth ?? ''}${day.weekday}`, day]));
  return {
    ...rule, byDay: [...days.values()].toSorted(compareDays), byMonthDay: [...new Set(rule.byMonthDay)].toSorted((a, b) => order(a) - order(b)),
    weekStart: rule.freq === 'WEEKLY' && rule.interval > 1 ? rule.weekStart : 'MO',
  };
}

const compact = (text: string) => text.replaceAll(/[-:]/g, '');

/** `FREQ=MONTHLY;BYDAY=2MO;UNTIL=…`. `time`: when the event begins, null when it lasts all day; UNTIL has to be of the same kind (RFC 5545 §3.3.10). */
export function writeRule(rule: Rule, time: Temporal.PlainTime | null): string {
  const parts = [`FREQ=${rule.freq}`];
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`);
  if (rule.byDay.length > 0) parts.push(`BYDAY=${rule.byDay.map(({ weekday, nth }) => `${nth ?? ''}${weekday}`).join(',')}`);
  if (rule.byMonthDay.length > 0) parts.push(`BYMONTHDAY=${rule.byMonthDay.join(',')}`);
  if (rule.weekStart !== 'MO') parts.push(`WKST=${rule.weekStart}`);
  if (rule.end !== null && 'count' in rule.end) parts.push(`COUNT=${rule.end.count}`);
  else if (rule.end !== null) {
    const last = rule.end.until;
    const moment = time === null ? last.toString() : last.toZonedDateTime({ timeZone: TOKYO, plainTime: time }).toInstant().toString({ smallestUnit: 'second' });
    parts.push(`UNTIL=${compact(moment)}`);
  }
  return parts.join(';');
}

const weekdayNamed = (name: string) => WEEKDAYS.find((one) => one === name);
const integer = (text: string) => (/^[+-]?\d{1,4}$/.test(text) ? Number(text) : Number.NaN);

/** The last day on which an occurrence may begin. */
function untilDay(text: string, time: Temporal.PlainTime | null): Temporal.PlainDate | null {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, utc] = found;
  try {
    if (hour === undefined) return Temporal.PlainDate.from(`${year}-${month}-${day}`);
    const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    const local = utc === 'Z' ? Temporal.Instant.from(`${moment}Z`).toZonedDateTimeISO(TOKYO).toPlainDateTime() : Temporal.PlainDateTime.from(moment);
    const late = time !== null && Temporal.PlainTime.compare(local.toPlainTime(), time) < 0;
    return local.toPlainDate().subtract({ days: late ? 1 : 0 });
  } catch {
    return null;
  }
}

/** Reads what `writeRule` writes and what other calendars write for the same; says what it does not know. */
export function readRule(text: string, first: Temporal.PlainDate, time: Temporal.PlainTime | null): Read<Rule> {
  const parts = new Map<string, string>();
  for (const part of text.trim().replace(/^RRULE:/i, '').toUpperCase().split(';').filter(Boolean)) {
    const [name = '', value] = part.split('=', 2);
    if (value === undefined || value === '' || parts.has(name)) return refused(`繰り返しの決まり「${part}」を読み取れません。`);
    parts.set(name, value);
  }
  const take = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const freq = take('FREQ');
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY') {
    return refused(freq === 'YEARLY' ? '毎年の繰り返しは扱えません。その年の行事として、1回ずつ登録してください。' : '繰り返しは、毎日・毎週・毎月のどれかにしてください。');
  }
  const days = (take('BYDAY') ?? '').split(',').filter(Boolean).map((day) => /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(day));
  const byDay = days.flatMap((found) => {
    const weekday = weekdayNamed(found?.[2] ?? '');
    return weekday ? [{ weekday, nth: found?.[1] === undefined ? null : Number(found[1]) }] : [];
  });
  if (byDay.length < days.length) return refused('繰り返しの曜日を読み取れません。');
  const position = take('BYSETPOS');
  if (position !== undefined) {
    // The same as 2MO, said in another way.
    const [only] = byDay;
    if (freq !== 'MONTHLY' || byDay.length !== 1 || only?.nth !== null || parts.has('BYMONTHDAY')) return refused('繰り返しの決まり「BYSETPOS」は扱えません。「第2月曜日」のように登録してください。');
    byDay[0] = { weekday: only.weekday, nth: integer(position) };
  }
  const count = take('COUNT');
  const until = take('UNTIL');
  if (count !== undefined && until !== undefined) return refused('繰り返しの終わりは、回数か日付の、どちらか一方にしてください。');
  const last = until === undefined ? null : untilDay(until, time);
  if (until !== undefined && last === null) return refused(`繰り返しの終わり「${until}」という日時はありません。`);
  const weekStart = take('WKST') ?? 'MO';
  const interval = integer(take('INTERVAL') ?? '1');
  if (weekStart !== 'MO' && weekStart !== 'SU' && freq === 'WEEKLY' && interval > 1) return refused('週の始まりは、月曜日か日曜日にしてください。');
  const rule = tidyRule({
    freq, byDay, interval, byMonthDay: (take('BYMONTHDAY') ?? '').split(',').filter(Boolean).map(integer),
    weekStart: weekStart === 'SU' ? 'SU' : 'MO', end: count !== undefined ? { count: integer(count) } : last ? { until: last } : null,
  });
  for (const name of parts.keys()) return refused(`繰り返しの決まり「${name}」は扱えません。毎日・毎週・毎月の、曜日か日にちで登録してください。`);
  const [problem] = ruleProblems(rule, first);
  return problem === undefined ? { ok: true, value: rule } : refused(problem);
}

const nthName = (nth: number) => (nth > 0 ? `第${nth}` : nth === -1 ? '最終' : `最後から${-nth}番目の`);
const dayName = (day: number) => (day > 0 ? `${day}日` : day === -1 ? '末日' : `末日の${-day - 1}日前`);
const weekdayNames = (days: readonly ByDay[]) => `${days.map(({ weekday }) => letterOf(weekday)).join('・')}曜日`;

/** 第2・第4月曜日, 第1月・木曜日・最終金曜日. */
function inMonthWords(days: readonly ByDay[]): string {
  const nths = [...new Set(days.map(({ nth }) => nth))];
  const group = (nth: number | null) => weekdayNames(days.filter((day) => day.nth === nth));
  if (nths.length > 1 && new Set(nths.map(group)).size === 1) return `${nths.map((nth) => (nth === null ? '' : nthName(nth))).join('・')}${group(nths[0] ?? null)}`;
  return nths.map((nth) => `${nth === null ? '' : nthName(nth)}${group(nth)}`).join('・');
}

function monthWords(rule: Rule, first: Temporal.PlainDate): string {
  const often = rule.interval === 1 ? '毎月' : rule.interval === 12 ? `毎年${first.month}月` : `${rule.interval}か月ごとの`;
  const dates = rule.byDay.length > 0 && rule.byMonthDay.length === 0 ? [] : rule.byMonthDay.length > 0 ? rule.byMonthDay : [first.day];
  if (dates.length === 0) return `${often}${rule.interval === 12 || rule.byDay.every(({ nth }) => nth === null) && rule.interval === 1 ? 'の' : ''}${inMonthWords(rule.byDay)}`;
  const short = rule.interval !== 12 && rule.byDay.length === 0 && dates.some((day) => Math.abs(day) > 28) ? '（その日がない月を除く）' : '';
  const words = `${often}${dates.map(dayName).join('・')}${short}`;
  return rule.byDay.length === 0 ? words : `${words}のうち${inMonthWords(rule.byDay)}に当たる日`;
}

function dayWords(rule: Rule): string {
  const often = rule.interval === 1 ? '毎日' : `${rule.interval}日ごと`;
  const only = [...(rule.byMonthDay.length > 0 ? [rule.byMonthDay.map(dayName).join('・')] : []), ...(rule.byDay.length > 0 ? [weekdayNames(rule.byDay)] : [])];
  return only.length === 0 ? often : `${often}（${only.join('の')}だけ）`;
}

function weekWords(rule: Rule, first: Temporal.PlainDate): string {
  const days = rule.byDay.length > 0 ? weekdayNames(rule.byDay) : `${LETTERS[first.dayOfWeek - 1]}曜日`;
  return rule.interval === 1 ? `毎週${days}` : `${rule.interval}週間ごとの${days}`;
}

const HOLIDAY_WORDS: Readonly<Record<HolidayRule, string>> = { as_is: '', skip: '（祝日は休み）', next_day: '（祝日のときは翌日）', next_weekday: '（祝日のときは次の平日）' };

/** 毎月第2月曜日（祝日のときは翌日）、2027年3月31日まで. `first`: the day from which the rule holds. */
export function ruleWords(rule: Rule, first: Temporal.PlainDate, holidays: HolidayRule): string {
  const words = rule.freq === 'DAILY' ? dayWords(rule) : rule.freq === 'WEEKLY' ? weekWords(rule, first) : monthWords(rule, first);
  const end = rule.end === null ? '' : 'count' in rule.end ? `、全${rule.end.count}回` : `、${japaneseDate(rule.end.until)}まで`;
  return `${words}${HOLIDAY_WORDS[holidays]}${end}`;
}
