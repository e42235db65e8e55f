/** 公用の割合: how much of a facility's open time its official use takes. A hall that is "always taken" is refused to everybody (地方自治法244条2項). */
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import { openingOf } from './calendar.ts';
import type { FacilityPolicy } from './policy.ts';
import type { Span } from './slots.ts';

/** One cell taken out of a space for a time; the same cell and time may be named twice (asked for and agreed to). */
export interface BlockedCell extends Span {
  readonly space: string;
  readonly cell: string;
}

export interface OfficialShare {
  readonly officialMinutes: number;
  readonly openMinutes: number;
  /** With one decimal. */
  readonly percent: number;
}

/** Above this share of a month the alert of the rules goes off. */
export const ALERT_PERCENT = 30;

/** The share of one month. A block may run through nights and closed days; only what it takes of the open time counts, and once. */
export function officialShare(policy: FacilityPolicy, month: Temporal.PlainDate, blocked: readonly BlockedCell[]): OfficialShare {
  const first = month.with({ day: 1 });
  const next = first.add({ months: 1 });
  const byCell = [...Map.groupBy(blocked, (one) => `${one.space} ${one.cell}`).values()].map((ones) => ({ space: ones[0]?.space ?? '', spans: merged(ones) }));
  let official = 0;
  let open = 0;
  for (let day = first; Temporal.PlainDate.compare(day, next) < 0; day = day.add({ days: 1 })) {
    for (const space of policy.spaces) {
      const opening = openingOf(policy.calendar, day, space.code);
      if (!opening.open) continue;
      for (const hours of opening.hours) {
        open += (hours.end - hours.start) * space.cells.length;
        const [from, to] = [toInstant(day, hours.start).epochMilliseconds, toInstant(day, hours.end).epochMilliseconds];
        for (const cell of byCell) if (cell.space === space.code) official += cell.spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)) / 60_000, 0);
      }
    }
  }
  return { officialMinutes: Math.round(official), openMinutes: open, percent: open === 0 ? 0 : Math.round((official * 1000) / open) / 10 };
}

function merged(spans: readonly Span[]): readonly { readonly from: number; readonly to: number }[] {
  const sorted = spans.map((span) => ({ from: span.from.epochMilliseconds, to: span.to.epochMilliseconds })).toSorted((a, b) => a.from - b.from);
  const result: { from: number; to: number }[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ ...span });
  }
  return result;
}
