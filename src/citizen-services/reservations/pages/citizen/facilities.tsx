/** All public facilities: a list to filter, a map beside it, and the same as CSV. */
import { z } from 'zod';
import { anyone } from '../../../../kernel/actor.ts';
import type { City } from '../../../../kernel/city.ts';
import { page, route } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/text.ts';
import type { Lang } from '../../../../kernel/view.ts';
import { A, Empty, Form, LinkButton, Page, Section, Select, useUi } from '../../../../ui/index.ts';
import { cityRules } from '../../queries/facilities.ts';
import { facilityList, type FacilitySummary } from '../../queries/openings.ts';
import { areaName, areasOf, categoryName, distanceText } from './city-data.ts';
import { NearMe, PlacesMap } from './map.tsx';
import { one } from './search-fields.ts';
import { words } from './words.ts';

const listAllow = [anyone('どこに何があるかは、だれでも見られます')];

export const facilitiesPage = page({
  path: '/facilities',
  title: { ja: '施設をさがす', en: 'Facilities' },
  allow: listAllow,
  shared: 'day',
  search: z.object({ area: one, category: one, purpose: one, lat: one, lng: one }),
  async load(ctx, { search }) {
    const [found, everything, rules] = await Promise.all([ctx.tryAsk(facilityList, search), ctx.ask(facilityList, {}), ctx.tryAsk(cityRules, {})]);
    return { facilities: found.ok ? found.value : everything, categories: [...new Set(everything.map((one) => one.category))], areas: [...new Set(everything.map((one) => one.area))], purposes: rules.ok ? (rules.value?.purposes ?? []) : [] };
  },
  view({ facilities, categories, areas, purposes }, ctx, { search }) {
    const w = words(ctx.lang);
    const filtered = search.area !== '' || search.category !== '' || search.purpose !== '';
    return (
      <Page title={w.facilities.title} lead={w.facilities.lead} wide crumbs={[{ to: '/', label: w.common.home }]} scripts={['map-view.js', 'near-me.js']} actions={<LinkButton to="/find" icon="search">{w.home.findTitle}</LinkButton>}>
        <Form method="get" label={w.facilities.filter} submit={w.facilities.submit}>
          <Select name="area" label={w.common.area} quiet blank={w.common.all} value={search.area} options={areaOptions(ctx.city, areas, ctx.lang)} />
          <Select name="category" label={w.common.category} quiet blank={w.common.all} value={search.category} options={categories.map((code) => ({ value: code, label: categoryName(code, ctx.lang) }))} />
          {purposes.length > 0 && <Select name="purpose" label={w.common.purpose} quiet blank={w.common.all} value={search.purpose} options={purposes.map((purpose) => ({ value: purpose.code, label: ctx.text(purpose.name) }))} />}
        </Form>
        {facilities.length === 0
          ? <Empty title={w.facilities.nothing} next={<><p>{w.facilities.nothingNext}</p><p><A to="/facilities">{w.facilities.clear}</A></p></>} />
          : (
            <Section title={w.facilities.count(facilities.length)} aside={filtered ? <A to="/facilities">{w.facilities.clear}</A> : <A to="/facilities.csv" download>{w.facilities.csv}</A>}>
              <NearMe list="facility-list" />
              <div class="with-map">
              <PlacesMap city={ctx.city} places={facilities.map((one) => ({ id: one.code, name: ctx.text(one.name), ...one.point, href: `/facilities/${one.code}` }))} />
              <FacilityItems city={ctx.city} facilities={facilities} />
              </div>
            </Section>
          )}
      </Page>
    );
  },
});

/** The areas as choices, in the city's own order. */
export function areaOptions(city: City, codes: readonly string[], lang: Lang): readonly { value: string; label: string }[] {
  const known = areasOf(city).filter((area) => codes.includes(area.code));
  return known.length > 0 ? known.map((area) => ({ value: area.code, label: area.name[lang] })) : codes.map((code) => ({ value: code, label: code }));
}

function FacilityItems({ city, facilities }: { readonly city: City; readonly facilities: readonly FacilitySummary[] }) {
  const { lang, href } = useUi();
  const w = words(lang);
  return (
    <ol class="link-list" id="facility-list">
      {facilities.map((one, index) => (
        <li key={one.code} data-lat={one.point.lat} data-lng={one.point.lng}>
          <span class="link-lead">{facilities.length <= 24 ? `${index + 1}　` : ''}{areaName(city, one.area, lang)} <span data-distance>{one.metres === null ? '' : w.common.distance(distanceText(one.metres))}</span></span>
          <span><a href={href(`/facilities/${one.code}`)}>{one.name[lang]}</a><span class="link-note">{categoryName(one.category, lang)}・{w.facilities.units(one.units)}・{one.address}</span></span>
        </li>
      ))}
    </ol>
  );
}

export const facilitiesCsv = route({
  path: '/facilities.csv',
  title: { ja: '施設の一覧（CSV）', en: 'List of facilities (CSV)' },
  allow: listAllow,
  async run(ctx) {
    const facilities = await ctx.ask(facilityList, {});
    const body = writeCsv([
      ['施設コード', '名称', '名称_カナ', '名称_英語', '種類', '地域', '所在地', '緯度', '経度', '電話番号', '貸出単位数'],
      ...facilities.map((one) => [one.code, one.name.ja, one.kana, one.name.en, categoryName(one.category, 'ja'), areaName(ctx.city, one.area, 'ja'), one.address, String(one.point.lat), String(one.point.lng), one.phone, String(one.units)]),
    ]);
    return { type: 'text/csv; charset=utf-8', body, filename: 'facilities.csv' };
  },
});
