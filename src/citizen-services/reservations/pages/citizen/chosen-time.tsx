/** The time somebody is choosing on one day in one room: read from an address, shown as fields, priced for each registration. */
import { formatTime, formatTimeRange, parseTime } from '../../../../kernel/calendar/calendar.ts';
import type { PageContext } from '../../../../kernel/page.ts';
import { Checkboxes, Notice, Select } from '../../../../ui/index.ts';
import { openings, type Openings, type OpeningDay, type UnitOpening } from '../../queries/openings.ts';
import { schemeOf, type SlotScheme, type Unit } from '../../rules/policy.ts';
import { dayFrom } from './addresses.ts';
import { words } from './words.ts';

export interface TimeSearch {
  readonly facility: string;
  readonly unit: string;
  readonly date: string;
  readonly slot: readonly string[];
  readonly from: string;
  readonly to: string;
}

export interface Chosen {
  readonly shown: Openings;
  readonly unit: UnitOpening;
  readonly rules: Unit;
  readonly scheme: SlotScheme;
  readonly date: Temporal.PlainDate;
  readonly day: OpeningDay;
  /** As commands want it; empty when nothing is chosen yet. */
  readonly wish: { readonly slots: readonly string[]; readonly from: string; readonly to: string };
  readonly any: boolean;
}

function minutes(text: string): number | null {
  const parsed = text === '' ? null : parseTime(text);
  return parsed?.ok ? parsed.value : null;
}

/** The room and the day of an address with what is free there; null when there is no such room. */
export async function chosenTime(ctx: PageContext, search: TimeSearch, userClass: string): Promise<Chosen | null> {
  const date = dayFrom(search.date);
  if (!date || !search.facility) return null;
  const shown = await ctx.ask(openings, { facility: search.facility, from: date.toString(), days: 1, userClass });
  const unit = shown.units.find((one) => one.code === search.unit);
  const rules = shown.facility.policy.units.find((one) => one.code === search.unit);
  const day = unit?.days[0];
  if (!unit || !rules || !day) return null;
  const scheme = schemeOf(shown.facility.policy, rules);
  if (scheme.kind !== 'hourly') {
    const slots = search.slot.filter((code) => day.slots.some((slot) => slot.code === code));
    return { shown, unit, rules, scheme, date, day, wish: { slots, from: '', to: '' }, any: slots.length > 0 };
  }
  const start = minutes(search.from) ?? day.slots.find((slot) => slot.code === search.slot[0])?.start ?? null;
  const end = minutes(search.to) ?? (start === null ? null : start + scheme.minMinutes);
  return { shown, unit, rules, scheme, date, day, wish: { slots: [], from: start === null ? '' : formatTime(start), to: end === null ? '' : formatTime(end) }, any: start !== null && end !== null };
}

/** 9:00～12:00, or nothing when nothing is chosen. */
export function chosenText(chosen: Chosen, lang: 'ja' | 'en'): string {
  if (chosen.scheme.kind === 'hourly') {
    const start = minutes(chosen.wish.from);
    const end = minutes(chosen.wish.to);
    return start === null || end === null ? '' : formatTimeRange(start, end, lang);
  }
  const slots = chosen.day.slots.filter((slot) => chosen.wish.slots.includes(slot.code));
  const [first] = slots;
  const last = slots.at(-1);
  return first && last ? formatTimeRange(first.start, last.end, lang) : '';
}

/** The day's times to choose from: boxes for named times, start and end for what is lent by the hour. */
export function TimeFields({ chosen, lang, also = [] }: { readonly chosen: Chosen; readonly lang: 'ja' | 'en'; /** Slots that count as free because they are one's own. */ readonly also?: readonly string[] }) {
  const w = words(lang);
  const { day, wish, scheme } = chosen;
  if (day.slots.length === 0) return <Notice title={day.closed ? day.closed[lang] : w.openings.noSlots} />;
  if (scheme.kind === 'hourly') {
    const free = day.slots.filter((slot) => slot.mark === 'free' || also.length > 0);
    return (
      <>
        <Select name="from" label={w.book.start} required value={wish.from} options={free.map((slot) => ({ value: formatTime(slot.start), label: formatTime(slot.start, lang) }))} />
        <Select name="to" label={w.book.end} required value={wish.to} options={free.map((slot) => ({ value: formatTime(slot.end), label: formatTime(slot.end, lang) }))} />
      </>
    );
  }
  return (
    <Checkboxes
      name="slot" label={w.book.times} hint={w.book.timesHint} quiet values={wish.slots}
      options={day.slots.map((slot) => {
        const free = slot.mark === 'free' || also.includes(slot.code);
        return { value: slot.code, label: `${slot.name[lang] === formatTimeRange(slot.start, slot.end, lang) ? '' : `${slot.name[lang]} `}${formatTimeRange(slot.start, slot.end, lang)}${free ? '' : lang === 'ja' ? `（${w.book.taken}）` : ` (${w.book.taken})`}`, disabled: !free };
      })}
    />
  );
}
