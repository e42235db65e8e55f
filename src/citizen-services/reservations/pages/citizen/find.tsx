/** いつ・どこで・何を: what is free on a day, each time a link to booking it. */
import { z } from 'zod';
import { anyone } from '../../../../kernel/actor.ts';
import { formatDate, parseDate } from '../../../../kernel/calendar/calendar.ts';
import { page } from '../../../../kernel/page.ts';
import { DateField, Empty, Form, Heading, Notice, NumberField, Page, Radios, RangeNav, Section, Select, useUi } from '../../../../ui/index.ts';
import { cityRules } from '../../queries/facilities.ts';
import { facilityList, findFree, type FreeUnit } from '../../queries/openings.ts';
import { openingsAddress } from './addresses.ts';
import { areaName, distanceText } from './city-data.ts';
import { areaOptions } from './facilities.tsx';
import { NearMe, PlacesMap } from './map.tsx';
import { one } from './search-fields.ts';
import { SlotLinks } from './slot-links.tsx';
import { words } from './words.ts';

const times: Readonly<Record<string, { readonly from: string; readonly to: string }>> = { am: { from: '0:00', to: '12:00' }, pm: { from: '12:00', to: '17:00' }, night: { from: '17:00', to: '24:00' } };

export const findPage = page({
  path: '/find',
  title: { ja: '空いている部屋をさがす', en: 'Find a free room' },
  allow: [anyone('空きの有無は、だれでも見られます')],
  shared: 'moment',
  search: z.object({ date: one, time: one, purpose: one, area: one, persons: one }),
  async load(ctx, { search }) {
    const [everything, rules] = await Promise.all([ctx.ask(facilityList, {}), ctx.tryAsk(cityRules, {})]);
    const form = { areas: [...new Set(everything.map((facility) => facility.area))], purposes: rules.ok ? (rules.value?.purposes ?? []) : [] };
    if (search.date === '') return { ...form, date: null, wrong: null, free: null };
    const date = parseDate(search.date, ctx.today);
    if (!date.ok) return { ...form, date: null, wrong: ctx.text(date.message), free: null };
    const wish = { date: date.value.toString(), purpose: search.purpose, area: search.area, persons: search.persons, ...(times[search.time] ?? {}), userClass: rules.ok ? (rules.value?.classes[0]?.code ?? '') : '' };
    const free = await ctx.tryAsk(findFree, wish);
    return { ...form, date: date.value, wrong: free.ok ? null : (free.errors[0]?.message ?? free.message), free: free.ok ? free.value : null };
  },
  view({ areas, purposes, date, wrong, free }, ctx, { search }) {
    const w = words(ctx.lang);
    const again = (day: Temporal.PlainDate) => `/find?${new URLSearchParams({ ...search, date: day.toString() }).toString()}`;
    return (
      <Page title={w.find.title} lead={w.find.lead} wide crumbs={[{ to: '/', label: w.common.home }]} scripts={['map-view.js', 'near-me.js']}>
        {wrong !== null && <Notice kind="bad" title={wrong} role="alert" />}
        <Form method="get" label={w.find.title} submit={w.find.submit} kind="primary" inline={false}>
          <DateField name="date" label={w.common.date} required value={date ?? (search.date || ctx.today.add({ days: 7 }))} />
          <Radios name="time" label={w.find.time} quiet inline value={search.time || 'any'} options={[{ value: 'any', label: w.find.anyTime }, { value: 'am', label: w.find.morning }, { value: 'pm', label: w.find.afternoon }, { value: 'night', label: w.find.evening }]} />
          <div class="form inline">
          {purposes.length > 0 && <Select name="purpose" label={w.common.purpose} quiet blank={w.common.none} value={search.purpose} options={purposes.map((purpose) => ({ value: purpose.code, label: ctx.text(purpose.name) }))} />}
          <Select name="area" label={w.common.area} quiet blank={w.common.all} value={search.area} options={areaOptions(ctx.city, areas, ctx.lang)} />
          <NumberField name="persons" label={w.common.persons} quiet value={search.persons} {...(w.common.personsUnit ? { unit: w.common.personsUnit } : {})} />
          </div>
        </Form>
        {free !== null && date !== null && (
          <Section id="free" title={w.find.results(formatDate(date, ctx.lang, 'withWeekday'), free.length)}>
            <RangeNav label={w.openings.day} previous={{ to: again(date.subtract({ days: 1 })), label: w.openings.previousDay }} current={formatDate(date, ctx.lang, 'monthDay')} next={{ to: again(date.add({ days: 1 })), label: w.openings.nextDay }} />
            {free.length === 0 ? <Empty title={w.find.nothing} next={w.find.nothingNext} /> : <FreeList free={free} date={date} city={ctx.city} />}
          </Section>
        )}
      </Page>
    );
  },
});

const SPREAD_OUT = 3;

function FreeList({ free, date, city }: { readonly free: readonly FreeUnit[]; readonly date: Temporal.PlainDate; readonly city: Parameters<typeof areaName>[0] }) {
  const { lang, href } = useUi();
  const w = words(lang);
  const facilities = [...Map.groupBy(free, (unit) => unit.facility).values()].flatMap((units) => (units[0] ? [{ first: units[0], units }] : []));
  return (
    <>
      <p>{w.find.choose}</p>
      <NearMe list="free-list" />
      <PlacesMap city={city} places={facilities.map(({ first }) => ({ id: first.facility, name: first.facilityName[lang], ...first.point, href: openingsAddress(first.facility, { day: date }) }))} />
      <div class="card-grid" id="free-list">
        {facilities.map(({ first, units }, index) => (
          <div class="card" key={first.facility} data-lat={first.point.lat} data-lng={first.point.lng}>
            <Heading level={3} text={`${facilities.length <= 24 ? `${index + 1}　` : ''}${first.facilityName[lang]}`} />
            <p class="hint">{areaName(city, first.area, lang)}　<span data-distance>{first.metres === null ? '' : w.common.distance(distanceText(first.metres))}</span></p>
            {/* Of many places only the nearest are spread out; the others open with one press, so that a phone can reach the last one. */}
            <details open={index < SPREAD_OUT}><summary>{w.find.rooms(units.length)}<span class="vh">：{first.facilityName[lang]}</span></summary>
            {units.map((unit) => (
              <div key={unit.unit}>
                <p><b>{unit.unitName[lang]}</b>　<span class="hint">{w.common.capacity(unit.persons)}</span></p>
                <SlotLinks facility={unit.facility} unit={unit.unitCode} name={`${unit.facilityName[lang]} ${unit.unitName[lang]}`} date={date} slots={unit.slots} />
              </div>
            ))}
            </details>
            <p><a href={href(openingsAddress(first.facility, { day: date }))}>{w.find.otherDay}<span class="vh">：{first.facilityName[lang]}</span></a></p>
          </div>
        ))}
      </div>
    </>
  );
}
