/** Changing and cancelling one's own booking. What it costs is said before the button, and checked again when it is pressed. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatYen, yen } from '../../../../kernel/money/money.ts';
import { act, notFound, type PageContext, page, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { ledgerOf } from '../../../../kernel/payments/queries.ts';
import { Checkbox, Facts, Form, FormActions, Hidden, LinkButton, Money, Notice, Page, RangeNav, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import { cancel, change } from '../../commands/change.ts';
import { booking, type BookingView, quote } from '../../queries/bookings.ts';
import { bookAddress } from './addresses.ts';
import { Alternatives } from './alternatives.tsx';
import { HiddenUse, idParams, wishOf } from './book-details.tsx';
import { type Chosen, chosenText, chosenTime, TimeFields, HiddenWish, wishPairs } from './chosen-time.tsx';
import { many, one } from './search-fields.ts';
import { plainNumber, type UseChoices, useChoices, type UseForm, useFromSearch, useInput, useProblem, useSearch } from './use-details.ts';
import { UseFields } from './use-fields.tsx';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

function crumbsFor(it: BookingView, ctx: PageContext) {
  const w = words(ctx.lang);
  return [{ to: '/my/reservations', label: w.mine.title }, { to: `/my/reservations/${it.id}`, label: w.booking.title(it.number) }];
}

/** Nothing was paid, and the facility does not charge for what was not paid. */
export async function isUnpaid(ctx: PageContext, it: BookingView): Promise<boolean> {
  if (!it.cancellation || it.cancellation.due > 0 || it.feeYen === 0) return false;
  const ledger = await ctx.ask(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` });
  return ledger.receivables.every((one) => one.paidYen === 0);
}

function Present({ it, ctx }: { readonly it: BookingView; readonly ctx: PageContext }) {
  const w = words(ctx.lang);
  return <Facts rows={[{ label: w.common.when, value: <><When date={it.date} /> <span class="num">{formatTimes(it.start, it.end, ctx.lang)}</span></> }, { label: w.common.where, value: `${ctx.text(it.facility.name)} ${ctx.text(it.unit.name)}` }, { label: w.common.fee, value: it.feeYen === 0 ? w.common.free : <Money yen={it.feeYen} /> }]} />;
}

export const cancelPage = page({
  path: '/my/reservations/:id/cancel',
  title: { ja: '予約を取り消す', en: 'Cancel a booking' },
  allow: [citizen],
  params: idParams,
  async load(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params.id });
    return { it, unpaid: await isUnpaid(ctx, it) };
  },
  view({ it, unpaid }, ctx) {
    const w = words(ctx.lang);
    const { cancellation } = it;
    return (
      <Page title={w.booking.cancelTitle} crumbs={crumbsFor(it, ctx)} lead={w.booking.cancelLead}>
        <Present it={it} ctx={ctx} />
        {!cancellation || !it.mayCancel ? <Notice kind="warn" title={w.booking.cannotCancel}><p><a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></p></Notice> : (
          <Form action="cancel">
            <Facts rows={[
              { label: w.booking.charge, value: unpaid ? <b>{w.booking.unpaidFree}</b> : cancellation.charge === 0 ? <b>{w.booking.noCharge}</b> : <><b><Money yen={cancellation.charge} /></b>（{w.booking.chargePercent(cancellation.chargePercent)}）</> },
              !unpaid && { label: w.booking.refund, value: <Money yen={cancellation.refund} /> },
              cancellation.ground !== '' && { label: w.booking.ground, value: cancellation.ground },
            ]} />
            <Hidden name="expectedCharge" value={cancellation.charge} />
            <TextField name="reason" label={w.booking.cancelReason} hint={w.booking.cancelReasonHint} maxlength={300} width="long" />
            <Checkbox name="sure" label={w.booking.cancelConfirm} required />
            <FormActions><Submit kind="danger">{w.booking.cancelSubmit}</Submit> <LinkButton to={`/my/reservations/${it.id}`} kind="plain">{w.booking.keep}</LinkButton></FormActions>
          </Form>
        )}
      </Page>
    );
  },
  actions: {
    async cancel(ctx, form, { params }) {
      const w = words(ctx.lang).booking;
      if (form.get('sure') === '') return problem(w.cancelConfirmError, 'sure');
      const unpaid = await isUnpaid(ctx, await ctx.ask(booking, { reservation: params.id }));
      const answer = await ctx.do(cancel, { reservation: params.id, cause: 'patron', reason: form.get('reason'), expectedCharge: form.get('expectedCharge') });
      return answer.ok ? to(`/my/reservations/${params.id}`, unpaid || answer.value.chargeYen === 0 ? w.cancelledFree : w.cancelled(formatYen(yen(answer.value.chargeYen), ctx.lang))) : refusedGo(answer);
    },
  },
});

/** The use as it stands. A granted reduction goes on counting. */
function presentUse(it: BookingView): UseForm {
  return { purpose: it.purpose, persons: it.persons === null ? '' : String(it.persons), admission: it.admissionYen === null ? '' : String(it.admissionYen), commercial: it.commercial, rehearsal: it.rehearsal, extras: it.extras.map((one) => ({ code: one.code, quantity: String(one.quantity) })), reduction: it.reductionState === 'granted' ? (it.reduction ?? '') : '' };
}

/** What the address asks for; as long as nothing was asked, the use as it stands. */
function askedUse(it: BookingView, search: Readonly<Record<string, string | readonly string[]>>): UseForm {
  const present = presentUse(it);
  if (search['use'] === undefined) return present;
  const asked = useFromSearch(search);
  // Leaving the field empty takes an admission fee back; the command would read "unchanged".
  return { ...asked, persons: plainNumber(asked.persons), admission: asked.admission === '' && it.admissionYen !== null ? '0' : plainNumber(asked.admission), reduction: present.reduction };
}

/** The same use, whatever the order of the equipment. */
function sameUse(one: UseForm, other: UseForm): boolean {
  const told = (use: UseForm) => JSON.stringify([use.purpose, use.persons, use.admission, use.commercial, use.rehearsal, use.extras.map((extra) => `${extra.code} ${extra.quantity}`).toSorted()]);
  return told(one) === told(other);
}

const timeOf = z.looseObject({ unit: one, date: one, slot: many, from: one, to: one, nights: one });

export const changePage = page({
  path: '/my/reservations/:id/change',
  title: { ja: '予約を変更する', en: 'Change a booking' },
  allow: [citizen],
  params: idParams,
  async load(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params.id });
    const search = searchOf(ctx.url);
    const time = timeOf.parse(search);
    const chosen = await chosenTime(ctx, { facility: it.facility.code, unit: time.unit || it.unit.code, date: time.date || it.date.toString(), slot: time.slot, from: time.from, to: time.to, nights: time.nights }, it.classCode);
    const choices = chosen && (await useChoices(ctx, { facility: it.facility.code, unit: chosen.unit.code, date: chosen.date, classCode: it.classCode }));
    if (!chosen || !choices) return notFound;
    const own = chosen.date.equals(it.date) && chosen.unit.code === it.unit.code;
    const use = askedUse(it, search);
    const same = own && JSON.stringify(chosen.wish) === JSON.stringify(wishOf(it)) && sameUse(use, presentUse(it));
    const wrong = search['use'] === undefined ? null : useProblem(use, choices);
    const price = chosen.any && !same && !wrong ? await ctx.tryAsk(quote, { unit: chosen.unit.unit, date: chosen.date.toString(), ...chosen.wish, userClass: it.classCode, ...useInput(use) }) : null;
    return { it, chosen, choices, own, use, wrong, price: price?.ok ? price.value : null };
  },
  view({ it, chosen, choices, own, use, wrong, price }, ctx) {
    const w = words(ctx.lang);
    if (!it.mayChange) return <Page title={w.booking.changeTitle} crumbs={crumbsFor(it, ctx)}><Notice kind="warn" title={w.booking.cannotChange}><p><a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></p></Notice></Page>;
    const path = `/my/reservations/${it.id}/change`;
    const move = (days: number) => `${bookAddress({ facility: it.facility.code, unit: chosen.unit.code, date: chosen.date.add({ days }) }, path)}&use=1&${useSearch(use, '')}`;
    const { min, max } = choices.rules.persons;
    return (
      <Page title={w.booking.changeTitle} crumbs={crumbsFor(it, ctx)} lead={w.booking.changeLead}>
        <Section title={w.booking.current}><Present it={it} ctx={ctx} /></Section>
        <Section title={w.booking.chooseNew}>
          <RangeNav label={w.openings.day} previous={{ to: move(-1), label: w.openings.previousDay }} current={<When date={chosen.date} />} next={{ to: move(1), label: w.openings.nextDay }} />
          {wrong && <Notice kind="bad" title={{ purpose: w.book.noPurpose, persons: w.book.badPersons(min, max), number: w.book.badNumber }[wrong.kind]} />}
          <Form method="get" to={path} label={w.booking.chooseNew} submit={w.booking.showChange} inline={false}>
            <Hidden name="date" value={chosen.date.toString()} /><Hidden name="use" value="1" />
            <Select name="unit" label={w.facility.room} required blank={null} value={chosen.unit.code} options={chosen.shown.units.filter((unit) => unit.bookable).map((unit) => ({ value: unit.code, label: ctx.text(unit.name) }))} />
            <TimeFields chosen={chosen} lang={ctx.lang} also={own ? it.slots : []} />
            <UseFields use={use} choices={choices} lang={ctx.lang} reductions={false} />
          </Form>
        </Section>
        {price !== null && <NewBooking it={it} chosen={chosen} choices={choices} use={use} price={price} ctx={ctx} path={path} />}
        <Alternatives facility={it.facility.code} codeOf={(id) => chosen.shown.units.find((unit) => unit.unit === id)?.code ?? null} />
      </Page>
    );
  },
  actions: {
    change: act(change, { input: (form, at) => ({ ...form.input(), reservation: at.params.id }), done: (_value, at, ctx) => to(`/my/reservations/${at.params.id}`, words(ctx.lang).booking.changed) }),
  },
});

function searchOf(url: URL): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => {
    const all = url.searchParams.getAll(name);
    return [name, all.length === 1 ? (all[0] ?? '') : all];
  }));
}

interface New {
  readonly it: BookingView;
  readonly chosen: Chosen;
  readonly choices: UseChoices;
  readonly use: UseForm;
  readonly price: { readonly feeYen: number | null; readonly why: { readonly ja: string; readonly en: string } | null };
  readonly ctx: PageContext;
  readonly path: string;
}

/** The booking as it would be, with what it costs more or less, and the button that makes it so. */
function NewBooking({ it, chosen, choices, use, price, ctx, path }: New) {
  const w = words(ctx.lang);
  if (price.feeYen === null) return <Notice kind="warn" title={price.why ? ctx.text(price.why) : w.book.notBookable} />;
  const difference = price.feeYen - it.feeYen;
  const search = new URLSearchParams([['unit', chosen.unit.code], ['date', chosen.date.toString()], ...wishPairs(chosen.wish)].map(([name, value]) => [name, value] as [string, string]));
  const extras = use.extras.map((one) => `${choices.extras.find((extra) => extra.code === one.code)?.name[ctx.lang] ?? one.code} ${one.quantity}`);
  return (
    <Form action="change" to={`${path}?${search.toString()}&use=1&${useSearch(use, '')}`}>
      {price.why && <Notice kind="warn" title={ctx.text(price.why)} />}
      <Facts rows={[
        { label: w.common.when, value: <><When date={chosen.date} /> <b class="num">{chosenText(chosen, ctx.lang)}</b></> },
        { label: w.common.where, value: `${ctx.text(it.facility.name)} ${ctx.text(chosen.unit.name)}` },
        use.purpose !== '' && { label: w.booking.purpose, value: choices.purposes.find((one) => one.code === use.purpose)?.name[ctx.lang] ?? use.purpose },
        use.persons !== '' && { label: w.common.persons, value: `${use.persons}${w.common.personsUnit}` },
        extras.length > 0 && { label: w.booking.extras, value: extras.join(ctx.lang === 'ja' ? '、' : ', ') },
        it.reductionState === 'granted' && { label: w.booking.reduction, value: choices.reductions.find((one) => one.code === it.reduction)?.name[ctx.lang] ?? w.booking.reductionStates.granted },
        { label: w.booking.newFee, value: <b>{price.feeYen === 0 ? w.common.free : <Money yen={price.feeYen} />}</b> },
      ]} />
      <Hidden name="unit" value={chosen.unit.unit} /><Hidden name="date" value={chosen.date.toString()} />
      <HiddenWish wish={chosen.wish} />
      <HiddenUse use={{ ...use, reduction: '' }} expectedFee={price.feeYen} /><Hidden name="version" value={it.version} />
      <FormActions next={difference === 0 ? w.booking.same : difference > 0 ? w.booking.difference(formatYen(yen(difference), ctx.lang)) : w.booking.giveBack(formatYen(yen(-difference), ctx.lang))}><Submit>{w.booking.changeSubmit}</Submit></FormActions>
    </Form>
  );
}
