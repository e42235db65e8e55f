/** The time somebody is choosing on one day in one room: read from an address, shown as fields, priced for each registration. */
import { formatTime, formatTimeRange, parseTime } from '../../../../kernel/calendar/calendar.ts';
import type { PageContext } from '../../../../kernel/page.ts';
import { Checkboxes, Hidden, Notice, Select } from '../../../../ui/index.ts';
import { openings, type Openings, type OpeningDay, type UnitOpening } from '../../queries/openings.ts';
import { schemeOf, type SlotScheme, type Unit } from '../../rules/policy.ts';
import { dayFrom } from './addresses.ts';
import { formatTimes } from '../../rules/nights.ts';
import { words } from './words.ts';

export interface TimeSearch {
  readonly facility: string;
  readonly unit: string;
  readonly date: string;
  readonly slot: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly nights?: string;
}

export interface Chosen {
  readonly shown: Openings;
  readonly unit: UnitOpening;
  readonly rules: Unit;
  readonly scheme: SlotScheme;
  readonly date: Temporal.PlainDate;
  readonly day: OpeningDay;
  /** As commands want it; empty when nothing is chosen yet. */
  readonly wish: { readonly slots: readonly string[]; readonly from: string; readonly to: string; /** Of a stay; '' for everything else. */ readonly nights: string };
  /** Nights of the stay that somebody else has. */
  readonly lostNights: readonly Temporal.PlainDate[];
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
  const nights = /^([1-9]|[12]\d|30)$/.test(search.nights ?? '') ? Number(search.nights) : 1;
  const shown = await ctx.ask(openings, { facility: search.facility, from: date.toString(), days: nights, userClass });
  const unit = shown.units.find((one) => one.code === search.unit);
  const rules = shown.facility.policy.units.find((one) => one.code === search.unit);
  const day = unit?.days[0];
  if (!unit || !rules || !day) return null;
  const scheme = schemeOf(shown.facility.policy, rules);
  if (scheme.kind !== 'hourly') {
    if (rules.stay && nights > 1) {
      const { slot } = rules.stay;
      const lostNights = unit.days.filter((one) => one.slots.some((offered) => offered.code === slot && offered.mark !== 'free')).map((one) => one.date);
      return { shown, unit, rules, scheme, date, day, wish: { slots: [slot], from: '', to: '', nights: String(nights) }, lostNights, any: true };
    }
    const slots = search.slot.filter((code) => day.slots.some((slot) => slot.code === code));
    return { shown, unit, rules, scheme, date, day, wish: { slots, from: '', to: '', nights: '' }, lostNights: [], any: slots.length > 0 };
  }
  const start = minutes(search.from) ?? day.slots.find((slot) => slot.code === search.slot[0])?.start ?? null;
  const end = minutes(search.to) ?? (start === null ? null : start + scheme.minMinutes);
  return { shown, unit, rules, scheme, date, day, wish: { slots: [], from: start === null ? '' : formatTime(start), to: end === null ? '' : formatTime(end), nights: '' }, lostNights: [], any: start !== null && end !== null };
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
  const later = Math.max(0, Number(chosen.wish.nights) - 1) * 1440;
  return first && last ? formatTimes(first.start, last.end + later, lang) : '';
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
  if (chosen.rules.stay) {
    const { slot, maxNights } = chosen.rules.stay;
    return (
      <>
        <Hidden name="slot" value={slot} />
        <Select name="nights" label={w.nights.label} hint={w.nights.hint(maxNights)} required blank={null} value={wish.nights || '1'} options={Array.from({ length: maxNights }, (_, index) => ({ value: String(index + 1), label: w.nights.count(index + 1) }))} />
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

/** The chosen time as the fields of a command. */
export function HiddenWish({ wish }: { readonly wish: Chosen['wish'] }) {
  return (
    <>
      {wish.slots.map((slot) => <Hidden key={slot} name="slots" value={slot} />)}
      {wish.nights !== '' && <Hidden name="nights" value={wish.nights} />}
      {wish.from !== '' && <><Hidden name="from" value={wish.from} /><Hidden name="to" value={wish.to} /></>}
    </>
  );
}

/** The chosen time as it stands in an address. */
export function wishPairs(wish: Chosen['wish']): readonly (readonly [string, string])[] {
  return [...wish.slots.map((slot) => ['slot', slot] as const), ...(wish.nights === '' ? [] : [['nights', wish.nights] as const]), ...(wish.from === '' ? [] : [['from', wish.from] as const, ['to', wish.to] as const])];
}
