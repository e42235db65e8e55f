/** 空き状況: one room's week, or all rooms of one day. Free times lead to booking; the page itself has no form. */
import { z } from 'zod';
import { anyone } from '../../../../kernel/actor.ts';
import { formatDate, formatTimeRange, holidayName } from '../../../../kernel/calendar/calendar.ts';
import { type PageContext, page } from '../../../../kernel/page.ts';
import { A, Empty, LinkButton, Notice, Page, RangeNav, Section, SlotTable, Tabs } from '../../../../ui/index.ts';
import type { MarkKind, Slot, SlotCell } from '../../../../ui/index.ts';
import { cityRules } from '../../queries/facilities.ts';
import { openings, type Openings, type OpeningDay, type UnitOpening } from '../../queries/openings.ts';
import type { Mark } from '../../rules/availability.ts';
import type { UserClass } from '../../rules/policy.ts';
import { bookAddress, dayFrom, mondayOf, openingsAddress, type OpeningsView } from './addresses.ts';
import { one } from './search-fields.ts';
import { isGridSlot, SlotLinks } from './slot-links.tsx';
import { words } from './words.ts';

const WEEK = 7;

interface Model {
  readonly shown: Openings;
  readonly units: readonly { readonly code: string; readonly name: UnitOpening['name'] }[];
  readonly classes: readonly UserClass[];
  readonly userClass: string;
  readonly day: Temporal.PlainDate | null;
}

export const openingsPage = page({
  path: '/facilities/:code/openings',
  title: { ja: '空き状況', en: 'Availability' },
  allow: [anyone('空きの有無は、だれでも見られます。だれの予約かは出しません')],
  shared: 'moment',
  search: z.object({ week: one, unit: one, day: one, class: one }),
  async load(ctx, { params, search }): Promise<Model> {
    const rules = await ctx.tryAsk(cityRules, {});
    const classes = rules.ok ? (rules.value?.classes ?? []).filter((one) => one.kind !== 'internal') : [];
    const userClass = (classes.find((one) => one.code === search.class) ?? classes[0])?.code ?? '';
    const day = dayFrom(search.day);
    const first = day ?? mondayOf(dayFrom(search.week) ?? ctx.today);
    const shown = await ctx.ask(openings, { facility: params['code'], from: first.toString(), days: day ? 1 : WEEK, unit: day ? '' : search.unit, userClass });
    if (day || search.unit) {
      const all = day ? shown : await ctx.ask(openings, { facility: params['code'], from: first.toString(), days: 1 });
      return { shown, units: all.units, classes, userClass, day };
    }
    return { shown: { ...shown, units: shown.units.slice(0, 1) }, units: shown.units, classes, userClass, day };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const { facility } = model.shown;
    const name = ctx.text(facility.name);
    return (
      <Page
        title={w.openings.title(name)} lead={w.openings.lead} wide
        crumbs={[{ to: '/', label: w.common.home }, { to: '/facilities', label: w.common.facilities }, { to: `/facilities/${facility.code}`, label: name }]}
        actions={<LinkButton to={`/facilities/${facility.code}`} kind="plain">{w.openings.details}</LinkButton>}
      >
        <Choices model={model} ctx={ctx} />
        {model.day === null ? <Week model={model} ctx={ctx} /> : <Day model={model} ctx={ctx} day={model.day} />}
        <Classes model={model} ctx={ctx} />
      </Page>
    );
  },
});

type Part = { readonly model: Model; readonly ctx: PageContext };

function here(model: Model): OpeningsView {
  const [unit] = model.shown.units;
  return { ...(model.day === null && unit ? { unit: unit.code, week: model.shown.from } : {}), ...(model.day ? { day: model.day } : {}), userClass: model.userClass };
}

/** Which room, or all of them. */
function Choices({ model, ctx }: Part) {
  const w = words(ctx.lang).openings;
  const { code } = model.shown.facility;
  const today = Temporal.PlainDate.compare(model.shown.from, ctx.today) < 0 ? ctx.today : model.shown.from;
  const week = mondayOf(model.shown.from);
  return (
    <Tabs label={w.rooms} items={[
      { to: openingsAddress(code, { day: model.day ?? today, userClass: model.userClass }), label: w.oneDay, current: model.day !== null },
      ...model.units.map((unit) => ({ to: openingsAddress(code, { unit: unit.code, week, userClass: model.userClass }), label: ctx.text(unit.name), current: model.day === null && model.shown.units[0]?.code === unit.code })),
    ]} />
  );
}

function classLabel(model: Model, ctx: PageContext): string {
  const found = model.classes.find((one) => one.code === model.userClass);
  return found ? ctx.text(found.name) : '';
}

function Week({ model, ctx }: Part) {
  const w = words(ctx.lang).openings;
  const { facility, from } = model.shown;
  const [unit] = model.shown.units;
  if (!unit) return <Empty title={w.noSlots} />;
  const move = (days: number) => openingsAddress(facility.code, { ...here(model), week: from.add({ days }) });
  const days = unit.days.map((day) => {
    const holiday = holidayName(day.date, ctx.lang);
    return { date: day.date, ...(holiday === null ? {} : { holiday }) };
  });
  const slots = weekSlots(unit, facility.code, ctx);
  const closures = [...new Map(unit.days.flatMap((day) => (day.closed ? [[ctx.text(day.closed), day.date] as const] : [])).map(([why, date]) => [why, date]))];
  return (
    <div class="section-body" id="week">
      <h2>{ctx.text(unit.name)}</h2>
      <RangeNav
        label={w.week} swap="week" current={`${formatDate(from, ctx.lang, 'monthDay')}${ctx.lang === 'ja' ? '〜' : ' – '}${formatDate(from.add({ days: WEEK - 1 }), ctx.lang, 'monthDay')}`}
        {...(Temporal.PlainDate.compare(from, ctx.today) > 0 ? { previous: { to: move(-WEEK), label: w.previousWeek } } : {})} next={{ to: move(WEEK), label: w.nextWeek }}
      />
      {!unit.bookable && <Notice title={w.viewOnly}>{facility.phone && <p><A to={`tel:${facility.phone}`}>{facility.phone}</A></p>}</Notice>}
      {slots.length === 0 ? <Empty title={w.noSlots} /> : <SlotTable caption={w.caption(classLabel(model, ctx))} days={days} slots={slots} />}
      {closures.map(([why, date]) => <p class="hint" key={why}>{formatDate(date, ctx.lang, 'monthDay')}{ctx.lang === 'ja' ? '：' : ': '}{why}</p>)}
      <p class="hint">{words(ctx.lang).common.taxIncluded}</p>
    </div>
  );
}

const kinds: Readonly<Record<Mark, MarkKind>> = { free: 'free', part: 'part', taken: 'taken', closed: 'closed', lottery: 'lottery', official: 'public', not_yet: 'none', not_for_you: 'none', past: 'none' };

/** 9〜12時: the narrow first column of a week. */
function shortRange(start: number, end: number, lang: 'ja' | 'en'): string {
  const whole = lang === 'ja' && start % 60 === 0 && end % 60 === 0 && end <= 1440;
  return whole ? `${start / 60}〜${end / 60}時` : formatTimeRange(start, end, lang);
}

/** All times that any day of the week has, in order; a grid of half hours is shown by the hour. */
function weekSlots(unit: UnitOpening, facility: string, ctx: PageContext): readonly Slot[] {
  const all = unit.days.flatMap((day) => day.slots);
  const grid = all.length > 0 && all.every(isGridSlot);
  const rows = new Map<number, number>();
  for (const slot of all) {
    if (grid) rows.set(Math.floor(slot.start / 60) * 60, Math.floor(slot.start / 60) * 60 + 60);
    else rows.set(slot.start, Math.max(slot.end, rows.get(slot.start) ?? 0));
  }
  return [...rows].toSorted(([a], [b]) => a - b).map(([start, end]) => ({
    label: shortRange(start, end, ctx.lang),
    cells: unit.days.map((day) => cellOf(day, unit, facility, start, end, ctx)),
  }));
}

function cellOf(day: OpeningDay, unit: UnitOpening, facility: string, start: number, end: number, ctx: PageContext): SlotCell {
  const w = words(ctx.lang).openings;
  if (day.closed) return { mark: 'closed' };
  const inside = day.slots.filter((slot) => slot.start >= start && slot.start < end);
  const [first] = inside;
  if (!first) return { mark: 'none' };
  const free = inside.find((slot) => slot.mark === 'free');
  const wish = isGridSlot(first) ? { from: (free ?? first).start } : { slots: [first.code] };
  const time = { facility, unit: unit.code, date: day.date, ...wish };
  if (free) {
    return { mark: inside.every((slot) => slot.mark === 'free') ? 'free' : 'part', ...(free.yen === null || isGridSlot(first) ? {} : { priceYen: free.yen }), ...(unit.bookable ? { href: bookAddress(time) } : {}) };
  }
  if (first.mark === 'lottery') return { mark: 'lottery', count: first.entries ?? 0, href: bookAddress(time, '/lotteries') };
  if (first.mark === 'taken' && unit.bookable) return { mark: 'taken', href: bookAddress(time, '/waiting'), note: w.waiting };
  const note = { not_yet: w.notYet, past: w.over, not_for_you: w.notForYou }[String(first.mark)];
  return { mark: kinds[first.mark], ...(note ? { note } : {}) };
}

function Day({ model, ctx, day }: Part & { readonly day: Temporal.PlainDate }) {
  const w = words(ctx.lang);
  const { facility, units } = model.shown;
  const move = (days: number) => openingsAddress(facility.code, { ...here(model), day: day.add({ days }) });
  return (
    <div class="section-body" id="day">
      <RangeNav
        label={w.openings.day} swap="day" current={formatDate(day, ctx.lang, 'withWeekday')}
        {...(Temporal.PlainDate.compare(day, ctx.today) > 0 ? { previous: { to: move(-1), label: w.openings.previousDay } } : {})} next={{ to: move(1), label: w.openings.nextDay }}
      />
      {units.map((unit) => <DayUnit key={unit.code} unit={unit} facility={facility.code} date={day} ctx={ctx} />)}
    </div>
  );
}

function DayUnit({ unit, facility, date, ctx }: { readonly unit: UnitOpening; readonly facility: string; readonly date: Temporal.PlainDate; readonly ctx: PageContext }) {
  const w = words(ctx.lang);
  const [day] = unit.days;
  const free = (day?.slots ?? []).filter((slot) => slot.mark === 'free');
  return (
    <Section title={ctx.text(unit.name)} aside={<A to={openingsAddress(facility, { unit: unit.code, week: mondayOf(date) })} about={ctx.text(unit.name)}>{w.openings.oneWeek}</A>}>
      {day?.closed && <p>{ctx.text(day.closed)}</p>}
      {!day?.closed && free.length === 0 && <p>{day && day.slots.length > 0 ? daySaid(day, ctx) : w.openings.noSlots}</p>}
      {free.length > 0 && unit.bookable && <SlotLinks facility={facility} unit={unit.code} name={ctx.text(unit.name)} date={date} slots={free} />}
      {free.length > 0 && !unit.bookable && <p>{w.openings.viewOnly}</p>}
    </Section>
  );
}

/** Why there is nothing to choose that day: each reason once. */
function daySaid(day: OpeningDay, ctx: PageContext): string {
  const w = words(ctx.lang);
  const said: Readonly<Record<Mark, string>> = { free: '', part: '', taken: w.book.taken, closed: w.openings.closed, lottery: w.openings.lottery, official: ctx.lang === 'ja' ? '公用' : 'official use', not_yet: w.openings.notYet, not_for_you: w.openings.notForYou, past: w.openings.over };
  const [only, ...others] = [...new Set(day.slots.map((slot) => slot.mark))];
  if (only !== undefined && others.length === 0) return said[only];
  return day.slots.map((slot) => `${formatTimeRange(slot.start, slot.end, ctx.lang)} ${said[slot.mark]}`).slice(0, 8).join(ctx.lang === 'ja' ? '、' : ', ');
}

function Classes({ model, ctx }: Part) {
  const w = words(ctx.lang).openings;
  if (model.classes.length < 2) return null;
  return (
    <details>
      <summary>{w.classes}</summary>
      <p>{w.classWhy}</p>
      <ul>
        {model.classes.map((one) => <li key={one.code}><A to={openingsAddress(model.shown.facility.code, { ...here(model), userClass: one.code })} current={one.code === model.userClass}>{ctx.text(one.name)}</A></li>)}
      </ul>
    </details>
  );
}
