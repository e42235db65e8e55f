/** 停電後の入力: the lines written by hand on the day sheet, typed or pasted afterwards. */
import { formatTimeRange, parseTime } from '../../../../kernel/calendar/calendar.ts';
import { parseInteger, readCsv } from '../../../../kernel/text/text.ts';
import { type FacilityPolicy, unitOf } from '../../rules/policy.ts';
import { offeredSlots } from '../../rules/slots.ts';

export interface ReentryLine {
  /** As it was typed, to be shown again. */
  readonly text: string;
  readonly unit: string;
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly phone: string;
  /** What was taken in cash; null when nothing. */
  readonly paidYen: number | null;
}

export type ReadLine = { readonly ok: true; readonly text: string; readonly line: ReentryLine } | { readonly ok: false; readonly text: string; readonly why: string };

export const MAX_LINES = 30;

/** 「時間, 部屋, 名前または登録番号, 電話, 受け取った額」, one use a line; a tab, a comma or 、 between. */
export function readLines(text: string, policy: FacilityPolicy, date: Temporal.PlainDate): readonly ReadLine[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('時間')).slice(0, MAX_LINES).map((line) => readLine(line, policy, date));
}

function cellsOf(line: string): readonly string[] {
  const parsed = line.includes('"') ? readCsv(line) : null;
  const first = parsed?.ok === true ? parsed.value.header : null;
  return (first ?? line.split(/[\t,、，]/)).map((cell) => cell.trim());
}

function readLine(text: string, policy: FacilityPolicy, date: Temporal.PlainDate): ReadLine {
  const [time = '', room = '', name = '', phone = '', ...rest] = cellsOf(text);
  // The comma of 1,000 is not the end of a cell.
  const paid = rest.join('');
  const bad = (why: string): ReadLine => ({ ok: false, text, why });
  const plain = (word: string) => word.normalize('NFKC').replaceAll(/\s/g, '');
  const unit = unitOf(policy, room) ?? policy.units.find((one) => plain(one.name.ja) === plain(room));
  if (!unit) return bad(`部屋「${room}」が見つかりません。${policy.units.slice(0, 4).map((one) => one.name.ja).join('・')} などの名前で書いてください。`);
  const span = timeOf(time, policy, unit.code, date);
  if (span === null) return bad(`時間「${time}」を読み取れません。例 9:00-12:00、または ${offeredSlots(policy, unit, date)[0]?.name.ja ?? '午前'}`);
  if (name === '') return bad('名前がありません。');
  const amount = paid === '' ? null : parseInteger(paid.replace(/円$/, ''), { min: 0 });
  if (amount !== null && !amount.ok) return bad(`受け取った額「${paid}」を読み取れません。数字で書いてください。`);
  return { ok: true, text, line: { text, unit: unit.code, ...span, name, phone, paidYen: amount === null || amount.value === 0 ? null : amount.value } };
}

function timeOf(text: string, policy: FacilityPolicy, unitCode: string, date: Temporal.PlainDate): { readonly start: number; readonly end: number } | null {
  const unit = unitOf(policy, unitCode);
  const named = unit ? offeredSlots(policy, unit, date).find((slot) => slot.code === text || slot.name.ja === text) : undefined;
  if (named) return { start: named.start, end: named.end };
  const [from = '', to = ''] = text.normalize('NFKC').split(/[-~～–〜から]+/);
  const start = parseTime(from);
  const end = parseTime(to);
  return start.ok && end.ok && end.value > start.value ? { start: start.value, end: end.value } : null;
}

export interface Occupied {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly cells: readonly string[];
}

/** What stands in the way of a line: a booking that is already there, a block-out, or an earlier line. Null: nothing. */
export function conflictOf(line: ReentryLine, policy: FacilityPolicy, occupied: readonly Occupied[]): string | null {
  const cells = unitOf(policy, line.unit)?.cells ?? [];
  const hit = occupied.find((one) => one.start < line.end && one.end > line.start && one.cells.some((cell) => cells.includes(cell)));
  return hit ? `${formatTimeRange(hit.start, hit.end, 'ja')} ${hit.label}` : null;
}
