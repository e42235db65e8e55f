/**
 * How PostgreSQL's values become ours and back. Installed once per client; no system ever sees a `Date`.
 *   date → Temporal.PlainDate · timestamptz → Temporal.Instant · int8 → number (checked) · numeric → exact decimal text
 *   tstzrange → TimeRange (half-open) · daterange stays text
 */
import pg from 'pg';

/** Half-open: `from` belongs to it, `to` does not. `to` null: open end. */
export interface TimeRange {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}

const OID = { int8: 20, date: 1082, timestamptz: 1184, tstzrange: 3910, timestamptzArray: 1185, dateArray: 1182, int8Array: 1016 } as const;

function instant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}

function checkedInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a safe integer`);
  return value;
}

function timeRange(text: string): TimeRange | null {
  const match = /^\["?([^",]+)"?,"?([^",)]*)"?\)$/.exec(text);
  if (!match?.[1]) return null;
  return { from: instant(match[1]), to: match[2] && match[2] !== 'infinity' ? instant(match[2]) : null };
}

function list<T>(parse: (text: string) => T): (text: string) => T[] {
  return (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map((part) => parse(part.replaceAll('"', ''))));
}

const parsers = new Map<number, (text: string) => unknown>([
  [OID.int8, checkedInteger],
  [OID.date, (text) => Temporal.PlainDate.from(text)],
  [OID.timestamptz, instant],
  [OID.tstzrange, timeRange],
  [OID.timestamptzArray, list(instant)],
  [OID.dateArray, list((text) => Temporal.PlainDate.from(text))],
  [OID.int8Array, list(checkedInteger)],
]);

/** For `new pg.Client({ types })`. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: unknown) {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, 'text');
  },
};

/** The text PostgreSQL reads as this range. */
export function rangeText(from: Temporal.Instant, to: Temporal.Instant | null): string {
  return `[${from.toString()},${to?.toString() ?? ''})`;
}

/** What a parameter looks like on the wire. Plain objects become JSON; lists stay PostgreSQL arrays. */
export function parameter(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value;
  if (value instanceof Temporal.Instant || value instanceof Temporal.PlainDate) return value.toString();
  if (Array.isArray(value)) return value.map(parameter);
  if (value instanceof Uint8Array) return value;
  return JSON.stringify(value);
}
