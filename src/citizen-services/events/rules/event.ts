/** An event as the calendar, feeds and other systems see it, and what is wrong with one that somebody typed. */
import { expand, firstDay, horizon, type EventStatus, type Expansion, type IsHoliday, lastDay, type Occurrence, type Series, type When, type Window } from './recurrence.ts';
import { japaneseDate, type Read, refused, ruleProblems } from './rrule.ts';

export interface Place {
  readonly name: string;
  readonly address: string;
  readonly at: { readonly lat: number; readonly lng: number } | null;
}

export interface CalendarEvent extends Series {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** As the city names it to readers. */
  readonly categories: readonly string[];
  readonly place: Place | null;
  /** Where one takes part from home. */
  readonly onlineUrl: string | null;
  /** The page of the event, whole. */
  readonly url: string;
  readonly image: string | null;
  readonly organiser: string;
  /** Yen; 0 is free of charge. Null: it depends, and the note says on what. */
  readonly fee: number | null;
  readonly feeNote: string;
  readonly capacity: number | null;
  readonly applyFrom: Temporal.Instant | null;
  readonly applyUntil: Temporal.Instant | null;
  readonly status: EventStatus;
  /** Grows with every change of the event as a whole. */
  readonly sequence: number;
  readonly updatedAt: Temporal.Instant;
}

export const occurrencesOf = (event: CalendarEvent, window: Window, isHoliday: IsHoliday): Expansion => expand(event, window, isHoliday);

/** An event that is cancelled takes all its occurrences with it. */
export function statusOf(event: CalendarEvent, occurrence: Occurrence | null): EventStatus {
  return event.status === 'cancelled' ? 'cancelled' : (occurrence?.change?.status ?? event.status);
}

/** What readers see beside the title; empty when all is as planned. */
export const STATUS_WORDS: Readonly<Record<EventStatus, string>> = { scheduled: '', postponed: '延期', cancelled: '中止', moved_online: 'オンライン開催' };

export interface Typed {
  readonly allDay: boolean;
  readonly firstDay: Temporal.PlainDate;
  readonly firstTime: Temporal.PlainTime | null;
  /** Null: the same day. */
  readonly lastDay: Temporal.PlainDate | null;
  readonly lastTime: Temporal.PlainTime | null;
}

/** Day and time as a form has them. */
export function readWhen(typed: Typed): Read<When> {
  const last = typed.lastDay ?? typed.firstDay;
  if (Temporal.PlainDate.compare(last, typed.firstDay) < 0) return refused(`終わりの日（${japaneseDate(last)}）が、始まりの日（${japaneseDate(typed.firstDay)}）より前です。どちらかを直してください。`);
  if (typed.allDay) {
    return typed.firstTime || typed.lastTime ? refused('「終日」の行事に、時刻が入っています。時刻を消すか、「終日」を外してください。') : { ok: true, value: { allDay: true, first: typed.firstDay, last } };
  }
  if (typed.firstTime === null) return refused('始まる時刻を入力してください。時刻を決めない行事は、「終日」を選んでください。');
  if (typed.lastTime === null && typed.lastDay !== null && !typed.lastDay.equals(typed.firstDay)) return refused('終わる時刻を入力してください。時刻を決めない行事は、「終日」を選んでください。');
  const from = typed.firstDay.toPlainDateTime(typed.firstTime);
  const to = typed.lastTime === null ? null : last.toPlainDateTime(typed.lastTime);
  if (to !== null && Temporal.PlainDateTime.compare(to, from) <= 0) return refused('終わる時刻が、始まる時刻より前か、同じです。夜中をまたぐときは、終わりの日を翌日にしてください。');
  return { ok: true, value: { allDay: false, from, to } };
}

export interface Problem {
  readonly field: 'title' | 'when' | 'rule' | 'exdates' | 'applyFrom' | 'applyUntil' | 'place' | 'fee' | 'changes';
  readonly message: string;
}

const dayOf = (moment: Temporal.Instant) => moment.toZonedDateTimeISO('Asia/Tokyo').toPlainDate();

function whenProblem(when: When): string | null {
  const backwards = when.allDay ? Temporal.PlainDate.compare(when.last, when.first) < 0 : when.to !== null && Temporal.PlainDateTime.compare(when.to, when.from) < 0;
  return backwards ? '終わりが、始まりより前です。どちらかを直してください。' : null;
}

/** The end of the last occurrence; null while the rule has no end. */
function endOf(event: CalendarEvent, isHoliday: IsHoliday): Temporal.PlainDate | null {
  if (event.rule !== null && event.rule.end === null) return null;
  const start = firstDay(event.when);
  const { occurrences } = expand(event, { from: start, to: start.add({ years: 10 }) }, isHoliday);
  return occurrences.reduce((end, { when }) => (Temporal.PlainDate.compare(lastDay(when), end) > 0 ? lastDay(when) : end), lastDay(event.when));
}

/** Everything that keeps an event from being published, in words for its author. */
export function eventProblems(event: CalendarEvent, isHoliday: IsHoliday): readonly Problem[] {
  const found: Problem[] = [];
  const say = (field: Problem['field'], message: string) => found.push({ field, message });
  const start = firstDay(event.when);
  if (event.title.trim() === '') say('title', '行事の名前を入力してください。');
  const backwards = whenProblem(event.when);
  if (backwards !== null) say('when', backwards);
  for (const message of event.rule ? ruleProblems(event.rule, start) : []) say('rule', message);
  for (const change of event.changes) {
    const wrong = change.when ? whenProblem(change.when) : null;
    if (wrong !== null) say('changes', `${japaneseDate(change.id)}の回: ${wrong}`);
  }
  if (event.fee !== null && !(Number.isSafeInteger(event.fee) && event.fee >= 0)) say('fee', '料金は、0以上の整数（円）で入力してください。');
  if (event.place?.at) {
    const { lat, lng } = event.place.at;
    if (lat > 120 && lng < 50) say('place', '緯度と経度が入れ替わっています。入れ替えてください。');
    else if (!(lat >= 20 && lat <= 46 && lng >= 122 && lng <= 154)) say('place', '緯度と経度が、日本の中ではありません。地図で場所を選び直してください。');
  }
  if (event.applyFrom && event.applyUntil && Temporal.Instant.compare(event.applyUntil, event.applyFrom) < 0) say('applyUntil', '申込みの締切が、申込みの始まりより前です。どちらかを直してください。');
  if (found.some(({ field }) => field === 'when' || field === 'rule')) return found;
  if (expand(event, horizon(start), isHoliday).occurrences.length === 0) say('rule', 'この決まりに合う日が、1年のうちに1日もありません。曜日・日にち・除く日を確かめてください。');
  const end = endOf(event, isHoliday);
  if (event.applyUntil && end && Temporal.PlainDate.compare(dayOf(event.applyUntil), end) > 0) say('applyUntil', `申込みの締切（${japaneseDate(dayOf(event.applyUntil))}）が、行事の終わり（${japaneseDate(end)}）より後です。どちらかを直してください。`);
  if (event.applyFrom && end && Temporal.PlainDate.compare(dayOf(event.applyFrom), end) > 0) say('applyFrom', `申込みの始まり（${japaneseDate(dayOf(event.applyFrom))}）が、行事の終わり（${japaneseDate(end)}）より後です。どちらかを直してください。`);
  return found;
}

/** 「20名（先着）」 → 20 and 「先着」. What is not one number of people stays a note: 「20～30名」, 「各回10組」. */
export function readCapacity(text: string): { readonly count: number | null; readonly note: string } {
  const folded = text.normalize('NFKC').trim();
  const found = /^(?:定員|先着)?\s*([\d,]{1,7})\s*(?:名|人)?(?:程度|まで)?\s*(?:\((.*)\))?$/.exec(folded);
  const count = Number((found?.[1] ?? '').replaceAll(',', ''));
  if (!found || !(count > 0)) return { count: null, note: text.trim() };
  const words = ['先着', '程度'].filter((word) => folded.replace(/\(.*\)$/, '').includes(word));
  return { count, note: [...words, ...(found[2] ? [found[2].trim()] : [])].join('、') };
}
