/** One facility: where it is, what it has, and its rules in plain words with the ordinance behind them. */
import { anyone } from '../../../../kernel/actor.ts';
import { type PageContext, page } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Facts, LinkButton, Money, Notice, Page, Section } from '../../../../ui/index.ts';
import { cityRules } from '../../queries/facilities.ts';
import { openings, type Openings } from '../../queries/openings.ts';
import type { CityReservationRules } from '../../rules/policy.ts';
import { isInForce } from '../../rules/windows.ts';
import { matchesAny } from '../../rules/policy.ts';
import { openingsAddress } from './addresses.ts';
import { aboutOf, areaName, categoryName, featureName } from './city-data.ts';
import { extraCharge, feeRows, feeVersionOn, reductionAmount, unitNames } from './fee-words.ts';
import { PlacesMap } from './map.tsx';
import { calendarLines, cancelLines, deadlineLines, momentWords } from './rule-words.ts';
import { words } from './words.ts';

export const facilityPage = page({
  path: '/facilities/:code',
  title: { ja: '施設の案内', en: 'A facility' },
  allow: [anyone('施設の案内と規則は、だれでも見られます')],
  shared: 'day',
  async load(ctx, { params }) {
    const [shown, rules] = await Promise.all([ctx.ask(openings, { facility: params['code'], days: 1 }), ctx.tryAsk(cityRules, {})]);
    return { shown, rules: rules.ok ? rules.value : null };
  },
  view({ shown, rules }, ctx) {
    const w = words(ctx.lang);
    const { facility } = shown;
    const name = ctx.text(facility.name);
    return (
      <Page
        title={name} wide crumbs={[{ to: '/', label: w.common.home }, { to: '/facilities', label: w.common.facilities }]} scripts={['map-view.js']}
        actions={<LinkButton to={openingsAddress(facility.code)} icon="calendar">{w.facility.openings}</LinkButton>}
      >
        <AboutFacility shown={shown} ctx={ctx} />
        <Rooms shown={shown} rules={rules} ctx={ctx} />
        <Section title={w.facility.hours}>
          <DataTable caption={w.facility.hours} hideCaption empty="" rowKey={(line) => `${line.kind} ${line.when} ${line.what}`} rows={calendarLines(facility.policy.calendar, ctx.today, ctx.lang)} columns={[
            { key: 'when', label: w.common.when, render: (line) => line.when },
            { key: 'what', label: w.facility.open, render: (line) => (line.kind === 'closed' ? <><Chip kind="no">{w.facility.closed}</Chip> {line.what}</> : line.what) },
          ]} />
          <p><A to={`/facilities/${facility.code}/calendar.ics`} download>{w.facility.calendar}</A></p>
        </Section>
        <Windows shown={shown} rules={rules} ctx={ctx} />
        <Fees shown={shown} rules={rules} ctx={ctx} />
        <OpenUsePrices shown={shown} ctx={ctx} />
        <Section title={w.facility.deadlines}><ul class="link-list">{deadlineLines(facility.policy, ctx.lang).map((line) => <li key={line}>{line}</li>)}</ul></Section>
        <Section title={w.facility.cancel}>
          <ul class="link-list">{cancelLines(facility.policy.cancel, ctx.lang).map((line) => <li key={line}>{line}</li>)}</ul>
          {facility.policy.cancel.ground && <p class="hint">{w.facility.ground}：{facility.policy.cancel.ground}</p>}
        </Section>
        <p class="hint">{w.facility.ordinance}：{facility.ordinance}</p>
        <p><LinkButton to={openingsAddress(facility.code)} icon="calendar">{w.facility.openings}</LinkButton></p>
      </Page>
    );
  },
});

/** 個人利用: what people pay who come alone, and the books of tickets. */
function OpenUsePrices({ shown, ctx }: Part) {
  const { openUse } = shown.facility.policy;
  const w = words(ctx.lang);
  if (openUse === undefined) return null;
  const rows = [
    ...openUse.entries.map((one) => ({ code: `entry ${one.code}`, name: ctx.text(one.name), yen: one.yen, note: '' })),
    ...openUse.books.map((one) => ({ code: `book ${one.code}`, name: ctx.text(one.name), yen: one.yen, note: w.openUse.good(one.uses ?? null, one.months) })),
  ];
  return (
    <Section title={w.openUse.title}>
      <p>{w.openUse.lead}</p>
      <DataTable caption={w.openUse.title} hideCaption empty="" rows={rows} rowKey={(row) => row.code} columns={[
        { key: 'name', label: w.openUse.kind, render: (row) => row.name }, { key: 'yen', label: w.facility.price, align: 'end', render: (row) => (row.yen === 0 ? w.common.free : <Money yen={row.yen} />) }, { key: 'note', label: w.openUse.note, render: (row) => row.note },
      ]} />
      {openUse.ground !== '' && <p class="hint">{w.facility.ground}：{openUse.ground}</p>}
    </Section>
  );
}

interface Part {
  readonly shown: Openings;
  readonly ctx: PageContext;
}
interface PartWithRules extends Part {
  readonly rules: CityReservationRules | null;
}

function AboutFacility({ shown, ctx }: Part) {
  const w = words(ctx.lang);
  const { facility } = shown;
  const about = aboutOf(facility.about);
  const shelter = facility.shelter === 'welfare' ? w.facility.shelter.welfare : w.facility.shelter.designated;
  return (
    <Section title={w.facility.about}>
      {about.notes && about.notes.split('\n').map((line) => <p key={line}>{line}</p>)}
      <Facts rows={[
        { label: w.common.address, value: facility.address },
        facility.phone !== '' && { label: w.common.phone, value: <a class="num" href={`tel:${facility.phone}`}>{facility.phone}</a> },
        { label: w.common.area, value: `${areaName(ctx.city, facility.area, ctx.lang)}・${categoryName(facility.category, ctx.lang)}` },
        about.features.length > 0 && { label: w.facility.features, value: about.features.map((code) => featureName(code, ctx.lang)).join(ctx.lang === 'ja' ? '、' : ', ') },
        about.manager !== '' && { label: w.facility.manager, value: about.manager === 'designated_manager' ? w.facility.designatedManager : about.manager },
      ]} />
      {facility.shelter !== null && <Notice title={shelter}><p>{w.facility.shelterNote}</p></Notice>}
      <PlacesMap city={ctx.city} places={[{ id: facility.code, name: ctx.text(facility.name), ...facility.point, href: `/facilities/${facility.code}` }]} />
    </Section>
  );
}

function Rooms({ shown, rules, ctx }: PartWithRules) {
  const w = words(ctx.lang);
  const { facility, units } = shown;
  const purposeName = new Map((rules?.purposes ?? []).map((purpose) => [purpose.code, ctx.text(purpose.name)]));
  const policyOf = (code: string) => facility.policy.units.find((unit) => unit.code === code);
  const uses = (code: string): string => {
    const wanted = policyOf(code)?.purposes ?? [];
    return wanted.includes('*') ? w.facility.anyUse : wanted.map((purpose) => purposeName.get(purpose) ?? purpose).join(ctx.lang === 'ja' ? '、' : ', ');
  };
  return (
    <Section title={w.facility.rooms}>
      <DataTable caption={w.facility.rooms} hideCaption empty={w.openings.noSlots} rows={units} rowKey={(unit) => unit.code} columns={[
        { key: 'name', label: w.facility.room, render: (unit) => <A to={openingsAddress(facility.code, { unit: unit.code })}>{ctx.text(unit.name)}</A> },
        { key: 'size', label: w.facility.size, render: (unit) => w.common.capacity(unit.persons.max) },
        { key: 'uses', label: w.facility.uses, render: (unit) => <>{uses(unit.code)}{!unit.bookable && <> <Chip kind="info">{w.facility.viewOnly}</Chip></>}</> },
      ]} />
      <ul class="link-list">{useConditions(shown, ctx).map((line) => <li key={line}>{line}</li>)}</ul>
    </Section>
  );
}

/** What every room of the facility forbids. */
function useConditions(shown: Openings, ctx: PageContext): readonly string[] {
  const w = words(ctx.lang).facility;
  const units = shown.facility.policy.units.filter((unit) => unit.visibility !== 'staff_only');
  const every = (test: (unit: (typeof units)[number]) => boolean) => units.length > 0 && units.every(test);
  return [...(every((unit) => !unit.legal.food) ? [w.food] : every((unit) => !unit.legal.alcohol) ? [w.alcohol] : []), ...(every((unit) => !unit.legal.commercial) ? [w.commercial] : []), ...(every((unit) => unit.legal.guardianForMinors) ? [w.guardian] : [])];
}

function classNamesOf(rules: CityReservationRules | null, ctx: PageContext): ReadonlyMap<string, string> {
  return new Map((rules?.classes ?? []).filter((one) => one.kind !== 'internal').map((one) => [one.code, ctx.text(one.name)]));
}

/** Windows without a basis in law are not in force and not shown. */
function Windows({ shown, rules, ctx }: PartWithRules) {
  const w = words(ctx.lang);
  const names = classNamesOf(rules, ctx);
  const windows = shown.facility.policy.windows.filter(isInForce);
  const who = (patterns: readonly string[]) => [...names].filter(([code]) => matchesAny(patterns, code)).map(([, name]) => name).join(ctx.lang === 'ja' ? '、' : ', ');
  return (
    <Section title={w.facility.windows}>
      {windows.length === 0 ? <p>{w.facility.alwaysOpen}</p> : (
        <DataTable caption={w.facility.windows} hideCaption empty="" rows={windows.filter((rule) => who(rule.classes) !== '').map((rule, index) => ({ rule, index }))} rowKey={({ index }) => String(index)} columns={[
          { key: 'who', label: w.facility.who, render: ({ rule }) => who(rule.classes) },
          { key: 'kind', label: w.facility.kind, render: ({ rule }) => w.facility[rule.phase] },
          { key: 'period', label: w.facility.period, render: ({ rule }) => `${momentWords(rule.open, ctx.lang)}${ctx.lang === 'ja' ? 'から' : ' – '}${rule.close ? momentWords(rule.close, ctx.lang) : w.facility.untilUse}` },
          { key: 'ground', label: w.facility.ground, render: ({ rule }) => rule.legalBasis },
        ]} />
      )}
    </Section>
  );
}

function Fees({ shown, rules, ctx }: PartWithRules) {
  const w = words(ctx.lang);
  const { policy } = shown.facility;
  const version = feeVersionOn(policy, ctx.today);
  if (!version) return <Section title={w.facility.fees}><p>{w.facility.noFee}</p></Section>;
  const rows = feeRows(policy, version, classNamesOf(rules, ctx), ctx.lang);
  return (
    <Section title={w.facility.fees} aside={<span class="hint">{version.ordinance}</span>}>
      <DataTable caption={w.facility.feeTable} hideCaption empty="" rows={rows} rowKey={(row) => row.key} columns={[
        { key: 'units', label: w.facility.room, render: (row) => row.units },
        ...(rows.some((row) => row.condition !== '') ? [{ key: 'condition', label: w.facility.condition, render: (row: (typeof rows)[number]) => row.condition }] : []),
        { key: 'prices', label: w.facility.price, render: (row) => <ul>{row.prices.map((price) => <li class="num" key={price}>{price}</li>)}</ul> },
      ]} />
      <p class="hint">{w.common.taxIncluded}</p>
      {version.factors.length > 0 && (
        <DataTable caption={w.facility.factors} empty="" rows={version.factors} rowKey={(factor) => factor.code} columns={[
          { key: 'what', label: w.facility.condition, render: (factor) => ctx.text(factor.label) }, { key: 'ratio', label: w.facility.charge, render: (factor) => w.facility.times(factor.ratio.numerator, factor.ratio.denominator) }, { key: 'ground', label: w.facility.ground, render: (factor) => factor.ground },
        ]} />
      )}
      {version.extras.length > 0 && (
        <DataTable caption={w.facility.extras} empty="" rows={version.extras} rowKey={(extra) => extra.code} columns={[{ key: 'what', label: w.facility.extras, render: (extra) => ctx.text(extra.name) }, ...(version.extras.every((extra) => extra.units.includes('*')) ? [] : [{ key: 'units', label: w.facility.room, render: (extra: (typeof version.extras)[number]) => unitNames(policy, extra.units, ctx.lang) }]), { key: 'charge', label: w.facility.charge, render: (extra) => extraCharge(extra, ctx.lang) }]} />
      )}
      {version.reductions.length > 0 && (
        <DataTable caption={w.facility.reductions} empty="" rows={version.reductions.filter((one) => one.ground.trim() !== '')} rowKey={(one) => one.code} columns={[
          { key: 'what', label: w.facility.reductions, render: (one) => ctx.text(one.name) }, { key: 'amount', label: w.facility.charge, render: (one) => <>{reductionAmount(one.reduce, ctx.lang)}{one.approval && <span class="hint">（{w.facility.needsDecision}）</span>}</> },
          { key: 'evidence', label: w.facility.evidence, render: (one) => (one.evidence ? ctx.text(one.evidence) : '') }, { key: 'ground', label: w.facility.ground, render: (one) => one.ground },
        ]} />
      )}
    </Section>
  );
}
