/** Two forms about a time that cannot simply be booked: entering a lottery for it, and waiting until it is free. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatDate, formatInstant, parseDate } from '../../../../kernel/calendar/calendar.ts';
import { act, notFound, type PageContext, page, to } from '../../../../kernel/page.ts';
import { DateField, Empty, Facts, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Radios, Section, Select, Submit, When } from '../../../../ui/index.ts';
import { enterLottery } from '../../commands/lottery.ts';
import { acceptOffer, joinWaiting, leaveWaiting } from '../../commands/waiting.ts';
import { booking } from '../../queries/bookings.ts';
import { lotteryPage, myWaiting } from '../../queries/lottery.ts';
import { myPatrons } from '../../queries/patrons.ts';
import { NoRegistration, timeFacts } from './book.tsx';
import { type Chosen, chosenTime, TimeFields, HiddenWish } from './chosen-time.tsx';
import { lotteryByCode } from './lottery-routes.ts';
import { lotteryWords } from './lottery-words.ts';
import { many, one } from './search-fields.ts';
import { useChoices } from './use-details.ts';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

const timeSearch = z.object({ facility: one, unit: one, date: one, slot: many, from: one, to: one });
type TimeSearch = z.output<typeof timeSearch>;

async function loadTime(ctx: PageContext, search: TimeSearch) {
  const patrons = await ctx.ask(myPatrons, {});
  const active = patrons.filter((patron) => patron.status === 'active' && (patron.facilities.length === 0 || patron.facilities.includes(search.facility)));
  const chosen = await chosenTime(ctx, search, active[0]?.classCode ?? '');
  return chosen?.any ? { chosen, active, waits: patrons.some((patron) => patron.status === 'submitted') } : null;
}

/** The chosen time and who it is for, as hidden and visible fields. */
function TimeAndPatron({ chosen, active, ctx }: { readonly chosen: Chosen; readonly active: readonly { readonly id: string; readonly name: string; readonly number: string }[]; readonly ctx: PageContext }) {
  const w = words(ctx.lang).book;
  const [first] = active;
  return (
    <>
      <Hidden name="unit" value={chosen.unit.unit} /><Hidden name="date" value={chosen.date.toString()} />
      <HiddenWish wish={chosen.wish} />
      {active.length > 1
        ? <Radios name="patron" label={w.who} required value={first?.id ?? ''} options={active.map((patron) => ({ value: patron.id, label: `${patron.name}（${patron.number}）` }))} />
        : first && <><Hidden name="patron" value={first.id} /><Facts rows={[{ label: w.who, value: `${first.name}（${first.number}）` }]} /></>}
    </>
  );
}

export const enterLotteryPage = page({
  path: '/lotteries/:code/enter',
  title: { ja: '抽選に申し込む', en: 'Enter a lottery' },
  allow: [citizen],
  search: timeSearch,
  async load(ctx, { params, search }) {
    const found = await lotteryByCode(ctx, params['code']);
    if (!found) return notFound;
    const [lottery, patrons] = await Promise.all([ctx.ask(lotteryPage, { lottery: found.id }), ctx.ask(myPatrons, {})]);
    const facility = lottery.facilityCode;
    const wanted = parseDate(search.date, ctx.today);
    const inside = wanted.ok && Temporal.PlainDate.compare(lottery.useFrom, wanted.value) <= 0 && Temporal.PlainDate.compare(wanted.value, lottery.useTo) <= 0;
    const date = inside ? wanted.value : lottery.useFrom;
    const unit = lottery.unitCodes.includes(search.unit) ? search.unit : (lottery.unitCodes[0] ?? '');
    const active = patrons.filter((patron) => patron.status === 'active' && (patron.facilities.length === 0 || patron.facilities.includes(facility)));
    const chosen = await chosenTime(ctx, { ...search, facility, unit, date: date.toString() }, '');
    if (!chosen) return notFound;
    const choices = await useChoices(ctx, { facility, unit, date, classCode: active[0]?.classCode ?? '' });
    return { lottery, chosen, active, waits: patrons.some((patron) => patron.status === 'submitted'), purposes: choices?.purposes ?? [], outside: search.date !== '' && !inside };
  },
  view({ lottery, chosen, active, waits, purposes, outside }, ctx) {
    const w = words(ctx.lang);
    const l = lotteryWords(ctx.lang);
    const entries = chosen.day.slots.find((slot) => chosen.wish.slots.includes(slot.code))?.entries ?? 0;
    return (
      <Page title={l.enterTitle} crumbs={[{ to: '/lotteries', label: l.title }, { to: `/lotteries/${lottery.code}`, label: ctx.text(lottery.name) }]} lead={l.lead}>
        {outside && <Notice kind="warn" title={l.outside(formatDate(lottery.useFrom, ctx.lang), formatDate(lottery.useTo, ctx.lang))} />}
        {active.length === 0 && <NoRegistration waits={waits} ctx={ctx} />}
        {active.length > 0 && chosen.any && (
          <Form action="enter" to={`/lotteries/${lottery.code}/enter${ctx.url.search}`} about={{ lottery: lottery.id }}>
            <Facts rows={[...timeFacts(chosen, ctx), { label: l.entries, value: l.alone(entries) }, { label: l.closes, value: <When instant={lottery.closesAt} /> }, { label: l.results, value: <When instant={lottery.resultsAt} /> }]} />
            <TimeAndPatron chosen={chosen} active={active} ctx={ctx} />
            {purposes.length > 0 && <Select name="purpose" label={w.book.purpose} required value="" options={purposes.map((purpose) => ({ value: purpose.code, label: ctx.text(purpose.name) }))} />}
            <NumberField name="persons" label={w.book.persons} required hint={w.book.personsHint(chosen.rules.persons.min, chosen.rules.persons.max)} />
            {lottery.freed !== null && <NumberField name="pick" label={l.pick} hint={l.pickHint} />}
            <FormActions next={l.enterNext}><Submit>{l.enter}</Submit></FormActions>
          </Form>
        )}
        <Section title={chosen.any ? w.book.otherTimes : l.choose}>
          <Form method="get" to={`/lotteries/${lottery.code}/enter`} label={l.choose} submit={l.showTime} inline={false} {...(chosen.any ? {} : { kind: 'primary' as const })}>
            <Select name="unit" label={w.facility.room} required blank={null} value={chosen.unit.code} options={chosen.shown.units.filter((unit) => lottery.unitCodes.includes(unit.code)).map((unit) => ({ value: unit.code, label: ctx.text(unit.name) }))} />
            <DateField name="date" label={w.common.date} required value={chosen.date} />
            <TimeFields chosen={chosen} lang={ctx.lang} also={chosen.day.slots.map((slot) => slot.code)} />
          </Form>
        </Section>
      </Page>
    );
  },
  actions: {
    enter: act(enterLottery, { done: (value, _at, ctx) => to('/my/entries', lotteryWords(ctx.lang).entered(value.number)) }),
  },
});

export const waitingPage = page({
  path: '/waiting',
  title: { ja: '空きを待つ', en: 'Wait for a vacancy' },
  allow: [citizen],
  search: timeSearch,
  load: async (ctx, { search }) => (await loadTime(ctx, search)) ?? to('/my/waiting'),
  view({ chosen, active, waits }, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={w.waiting.title} lead={w.waiting.lead} crumbs={[{ to: '/', label: w.common.home }, { to: `/facilities/${chosen.shown.facility.code}/openings`, label: ctx.text(chosen.shown.facility.name) }]}>
        <Facts rows={timeFacts(chosen, ctx)} />
        {active.length === 0 ? <NoRegistration waits={waits} ctx={ctx} /> : (
          <Form action="join" to={`/waiting${ctx.url.search}`}>
            <TimeAndPatron chosen={chosen} active={active} ctx={ctx} />
            <FormActions><Submit>{w.waiting.join}</Submit></FormActions>
          </Form>
        )}
      </Page>
    );
  },
  actions: {
    join: act(joinWaiting, { done: (_value, _at, ctx) => to('/my/waiting', words(ctx.lang).waiting.joined) }),
  },
});

export const myWaitingPage = page({
  path: '/my/waiting',
  title: { ja: '空き待ち', en: 'My waiting list' },
  allow: [citizen],
  load: async (ctx) => (await ctx.ask(myWaiting, {})).filter((one) => one.state === 'waiting' || one.state === 'offered'),
  view(waiting, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={w.waiting.mine} lead={w.waiting.lead} crumbs={[{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }]}>
        {waiting.length === 0 && <Empty title={w.waiting.none} next={<LinkButton to="/find" kind="second">{w.mine.find}</LinkButton>} />}
        {waiting.map((one) => (
          <Section key={one.id} title={`${ctx.text(one.facility)} ${ctx.text(one.unit)}`}>
            {one.state === 'offered' && one.offerUntil && <Notice kind="good" title={w.waiting.offerUntil(formatInstant(one.offerUntil, ctx.lang))} />}
            <Facts rows={[{ label: w.common.when, value: one.use.from ? <When instant={one.use.from} /> : <When date={one.useDate} /> }, { label: w.book.who, value: one.patronName }, { label: w.waiting.mine, value: w.waiting.place(one.rank) }]} />
            {one.state === 'offered' && (one.reservation !== null
              ? <p><LinkButton to={`/my/waiting/${one.id}`}>{w.waiting.accept}</LinkButton></p>
              : null)}
            <Form action="leave" about={{ waiting: one.id }} inline><Submit kind="plain">{w.waiting.leave}</Submit></Form>
          </Section>
        ))}
      </Page>
    );
  },
  actions: {
    leave: act(leaveWaiting, { done: (_value, _at, ctx) => to('/my/waiting', words(ctx.lang).waiting.left) }),
  },
});

/** Taking what was offered: what for and how many, then it is booked. */
export const acceptOfferPage = page({
  path: '/my/waiting/:id',
  title: { ja: '空いた時間を予約する', en: 'Take an offer' },
  allow: [citizen],
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const waiting = (await ctx.ask(myWaiting, {})).find((one) => one.id === params.id && one.state === 'offered');
    if (!waiting || waiting.reservation === null) return notFound;
    const held = await ctx.ask(booking, { reservation: waiting.reservation });
    const choices = await useChoices(ctx, { facility: held.facility.code, unit: held.unit.code, date: held.date, classCode: held.classCode });
    return { one: waiting, choices, held };
  },
  view({ one, choices, held }, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={w.waiting.accept} crumbs={[{ to: '/my/waiting', label: w.waiting.mine }]}>
        <Facts rows={[{ label: w.common.when, value: <><When date={held.date} /> <b class="num">{formatTimes(held.start, held.end, ctx.lang)}</b></> }, { label: w.common.where, value: `${ctx.text(one.facility)} ${ctx.text(one.unit)}` }, { label: w.book.who, value: one.patronName }]} />
        <Form action="accept" about={{ waiting: one.id }}>
          {choices !== null && choices.purposes.length > 0 && <Select name="purpose" label={w.book.purpose} required value="" options={choices.purposes.map((purpose) => ({ value: purpose.code, label: ctx.text(purpose.name) }))} />}
          <NumberField name="persons" label={w.book.persons} required />
          <FormActions next={w.book.submitNext.provisional}><Submit>{w.waiting.accept}</Submit></FormActions>
        </Form>
      </Page>
    );
  },
  actions: {
    accept: act(acceptOffer, { done: (value, _at, ctx) => to(`/my/reservations/${value.reservation}`, words(ctx.lang).waiting.accepted) }),
  },
});
