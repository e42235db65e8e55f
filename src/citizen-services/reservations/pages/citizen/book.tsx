/** Booking, first step: the chosen time, who it is for, what it costs; then it is held. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatDate } from '../../../../kernel/calendar/calendar.ts';
import { act, notFound, type PageContext, page, to } from '../../../../kernel/page.ts';
import { Facts, Form, FormActions, Hidden, LinkButton, Money, Notice, Page, Radios, Refusal, Section, Steps, Submit, When } from '../../../../ui/index.ts';
import type { Fact } from '../../../../ui/index.ts';
import { hold } from '../../commands/book.ts';
import { quote } from '../../queries/bookings.ts';
import { myPatrons } from '../../queries/patrons.ts';
import { bookAddress, mondayOf, openingsAddress } from './addresses.ts';
import { Alternatives } from './alternatives.tsx';
import { type Chosen, chosenText, chosenTime, TimeFields, HiddenWish } from './chosen-time.tsx';
import { many, one } from './search-fields.ts';
import { words } from './words.ts';

export interface Offer {
  readonly patron: { readonly id: string; readonly name: string; readonly number: string; readonly classCode: string };
  readonly quote: Awaited<ReturnType<typeof quoteFor>>;
}

/** What the time would cost this class; null when nothing is chosen yet. */
export async function quoteFor(ctx: PageContext, chosen: Chosen, userClass: string) {
  if (!chosen.any) return null;
  const answer = await ctx.tryAsk(quote, { unit: chosen.unit.unit, date: chosen.date.toString(), ...chosen.wish, userClass });
  return answer.ok ? answer.value : null;
}

const MAX_OFFERS = 8;

export const bookPage = page({
  path: '/book',
  title: { ja: '予約する', en: 'Book' },
  allow: [citizen],
  search: z.object({ facility: one, unit: one, date: one, slot: many, from: one, to: one, nights: one }),
  async load(ctx, { search }) {
    const patrons = await ctx.ask(myPatrons, {});
    const active = patrons.filter((one) => one.status === 'active' && (one.facilities.length === 0 || one.facilities.includes(search.facility))).slice(0, MAX_OFFERS);
    const chosen = await chosenTime(ctx, search, active[0]?.classCode ?? 'R-PERSON');
    if (!chosen) return notFound;
    const offers: readonly Offer[] = await Promise.all(active.map(async (patron) => ({ patron, quote: await quoteFor(ctx, chosen, patron.classCode) })));
    return { chosen, offers, waits: patrons.some((one) => one.status === 'submitted') };
  },
  view({ chosen, offers, waits }, ctx) {
    const w = words(ctx.lang);
    const { facility } = chosen.shown;
    const back = openingsAddress(facility.code, { unit: chosen.unit.code, week: mondayOf(chosen.date) });
    return (
      <Page title={w.book.title} crumbs={[{ to: '/', label: w.common.home }, { to: `/facilities/${facility.code}`, label: ctx.text(facility.name) }, { to: back, label: w.openings.crumb }]}>
        <Steps steps={w.book.steps} current={0} />
        {(offers.length === 0 || !chosen.any) && <Facts rows={timeFacts(chosen, ctx)} />}
        {offers.length === 0 ? <NoRegistration waits={waits} ctx={ctx} /> : <HoldForm chosen={chosen} offers={offers} ctx={ctx} back={back} />}
        <Alternatives facility={facility.code} codeOf={(id) => chosen.shown.units.find((unit) => unit.unit === id)?.code ?? null} />
        <Section title={w.book.otherTimes}>
          <Form method="get" to="/book" label={w.book.otherTimes} submit={w.book.changeTimes} inline={false}>
            <Hidden name="facility" value={facility.code} /><Hidden name="unit" value={chosen.unit.code} /><Hidden name="date" value={chosen.date.toString()} />
            <TimeFields chosen={chosen} lang={ctx.lang} />
          </Form>
        </Section>
      </Page>
    );
  },
  actions: {
    hold: act(hold, { done: (value, _at, ctx) => to(`/book/${value.reservation}`, words(ctx.lang).book.held) }),
  },
});

export function timeFacts(chosen: Chosen, ctx: PageContext): readonly Fact[] {
  const w = words(ctx.lang);
  return [
    { label: w.common.when, value: <><When date={chosen.date} /> <b class="num">{chosenText(chosen, ctx.lang)}</b></> },
    { label: w.common.where, value: `${ctx.text(chosen.shown.facility.name)} ${ctx.text(chosen.unit.name)}` },
  ];
}

/** Whether somebody else has one of the chosen times by now. */
function isTaken(chosen: Chosen): boolean {
  return chosen.lostNights.length > 0 || chosen.day.slots.some((slot) => chosen.wish.slots.includes(slot.code) && slot.mark === 'taken');
}

export function NoRegistration({ waits, ctx }: { readonly waits: boolean; readonly ctx: PageContext }) {
  const w = words(ctx.lang).book;
  return (
    <Notice kind="warn" title={w.noRegistration}>
      <p>{waits ? w.waitingRegistration : w.noRegistrationText}</p>
      <p>{waits ? <LinkButton to="/my/registrations" kind="second">{w.seeRegistrations}</LinkButton> : <LinkButton to="/register">{w.register}</LinkButton>}</p>
    </Notice>
  );
}

function Taken({ chosen, ctx, back }: { readonly chosen: Chosen; readonly ctx: PageContext; readonly back: string }) {
  const w = words(ctx.lang);
  const wait = bookAddress({ facility: chosen.shown.facility.code, unit: chosen.unit.code, date: chosen.date, slots: chosen.wish.slots }, '/waiting');
  return (
    <>
      <Facts rows={timeFacts(chosen, ctx)} />
      <Refusal />
      <Notice kind="warn" title={w.book.takenNow}><p>{chosen.lostNights.length > 0 ? w.nights.lost(chosen.lostNights.map((date) => formatDate(date, ctx.lang, 'monthDay')).join(ctx.lang === 'ja' ? '、' : ', ')) : w.waiting.lead}</p></Notice>
      <div class="form inline"><LinkButton to={back}>{w.book.choose}</LinkButton> {chosen.wish.nights === '' && <LinkButton to={wait} kind="second">{w.openings.wait}</LinkButton>}</div>
    </>
  );
}

interface HoldFormProps {
  readonly chosen: Chosen;
  readonly offers: readonly Offer[];
  readonly ctx: PageContext;
  readonly back: string;
}

function HoldForm({ chosen, offers, ctx, back }: HoldFormProps) {
  const w = words(ctx.lang);
  if (!chosen.any) return <Notice title={w.book.pickTime} />;
  if (!chosen.unit.bookable) return <Notice title={w.book.askCounter}><p>{chosen.shown.facility.phone}</p></Notice>;
  const [first] = offers;
  if (isTaken(chosen)) return <Taken chosen={chosen} ctx={ctx} back={back} />;
  const possible = offers.filter((offer) => offer.quote?.bookable === true);
  const payBy = (possible[0] ?? first)?.quote?.payBy ?? null;
  const why = first?.quote?.why ?? null;
  return (
    <>
      {possible.length === 0 && <Notice kind="warn" title={w.book.notBookable}>{why && <p>{ctx.text(why)}</p>}</Notice>}
      <Form action="hold" to={`${ctx.url.pathname.replace(/^\/en(?=\/)/, '')}${ctx.url.search}`}>
        <Hidden name="unit" value={chosen.unit.unit} /><Hidden name="date" value={chosen.date.toString()} />
        <HiddenWish wish={chosen.wish} />
        {offers.length > 1
          ? <Radios name="patron" label={w.book.who} hint={w.book.whoWhy} required value={(possible[0] ?? first)?.patron.id ?? ''} options={offers.map((offer) => ({ value: offer.patron.id, label: `${offer.patron.name}（${offer.patron.number}）`, note: offer.quote === null || offer.quote.feeYen === null ? '' : <>{w.book.feeAbout} <Money yen={offer.quote.feeYen} /></> }))} />
          : first && <Hidden name="patron" value={first.patron.id} />}
        <Facts rows={[
          ...timeFacts(chosen, ctx),
          offers.length === 1 && first !== undefined && { label: w.book.who, value: `${first.patron.name}（${first.patron.number}）` },
          offers.length === 1 && first?.quote?.feeYen !== undefined && first.quote.feeYen !== null && { label: w.book.feeAbout, value: <b>{first.quote.feeYen === 0 ? w.common.free : <Money yen={first.quote.feeYen} />}</b> },
          payBy !== null && { label: w.book.payBy, value: <When instant={payBy} /> },
        ]} />
        <p class="hint">{w.book.feeNote}</p>
        {possible.length > 0 && (
          <FormActions next={w.book.holdNext(chosen.shown.facility.policy.deadlines.holdMinutes)}>
            <Submit>{w.book.hold}</Submit> <LinkButton to={back} kind="plain">{w.book.choose}</LinkButton>
          </FormActions>
        )}
      </Form>
    </>
  );
}
