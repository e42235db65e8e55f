/** Booking, second and third step: what for, then everything once more with the fee, then the application. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatInstant, formatTime } from '../../../../kernel/calendar/calendar.ts';
import { notFound, type PageContext, page, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { Checkbox, Facts, Form, FormActions, Hidden, LinkButton, Money, Notice, Page, Section, Steps, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { abandon, hold, submit } from '../../commands/book.ts';
import { booking, type BookingView, quote } from '../../queries/bookings.ts';
import { mondayOf, openingsAddress } from './addresses.ts';
import { Alternatives } from './alternatives.tsx';
import { FeeLines } from './fee-lines.tsx';
import { type PartLine, PartLines } from './part-lines.tsx';
import { plainNumber, readUse, type UseChoices, useChoices, type UseForm, useFromSearch, useInput, useProblem, useSearch } from './use-details.ts';
import { UseFields } from './use-fields.tsx';
import { HiddenWish } from './chosen-time.tsx';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

export const idParams = z.object({ id: z.uuid() });

/** When a booking is, as a command wants it. */
export function wishOf(booking: Pick<BookingView, 'slots' | 'start' | 'end' | 'nights'>): { readonly slots: readonly string[]; readonly from: string; readonly to: string; readonly nights: string } {
  return booking.slots[0] === 'HOUR' ? { slots: [], from: formatTime(booking.start), to: formatTime(booking.end), nights: '' } : { slots: booking.slots, from: '', to: '', nights: booking.nights > 1 ? String(booking.nights) : '' };
}

async function load(ctx: PageContext, id: string) {
  const held = await ctx.ask(booking, { reservation: id });
  const choices = await useChoices(ctx, { facility: held.facility.code, unit: held.unit.code, date: held.date, classCode: held.classCode });
  return choices ? { held, choices } : null;
}

export const bookDetailsPage = page({
  path: '/book/:id',
  title: { ja: '申込みの内容', en: 'Your application' },
  allow: [citizen],
  params: idParams,
  async load(ctx, { params, search }) {
    const found = await load(ctx, params.id);
    if (!found) return notFound;
    if (found.held.state !== 'held') return to(`/my/reservations/${params.id}`);
    const use = useFromSearch(search);
    const confirming = search['step'] === 'confirm' && useProblem(use, found.choices) === null;
    const price = confirming ? await ctx.tryAsk(quote, { unit: found.held.unit.id, date: found.held.date.toString(), ...wishOf(found.held), userClass: found.held.classCode, ...useInput({ ...use, reduction: countedReduction(use, found.choices) }) }) : null;
    const ended = found.held.holdUntil !== null && Temporal.Instant.compare(found.held.holdUntil, ctx.now) <= 0;
    return { ...found, use, ended, confirming, price: price?.ok ? price.value : null };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const { held, choices } = model;
    const back = openingsAddress(held.facility.code, { unit: held.unit.code, week: mondayOf(held.date) });
    return (
      <Page title={model.confirming ? w.book.confirmTitle : w.book.detailsTitle} crumbs={[{ to: '/', label: w.common.home }, { to: back, label: ctx.text(held.facility.name) }]}>
        <Steps steps={w.book.steps} current={model.confirming ? 2 : 1} />
        {model.ended ? <HoldOver held={held} use={model.use} ctx={ctx} choices={choices} confirming={model.confirming} /> : held.holdUntil && <Notice title={w.book.heldUntil(formatInstant(held.holdUntil, ctx.lang, 'monthDay'))}><p>{w.book.minutesLeft(Math.max(1, Math.floor((held.holdUntil.epochMilliseconds - ctx.now.epochMilliseconds) / 60_000)))}{w.book.heldText}</p></Notice>}
        <Facts rows={[
          { label: w.common.when, value: <><When date={held.date} /> <b class="num">{formatTimes(held.start, held.end, ctx.lang)}</b></> },
          { label: w.common.where, value: `${ctx.text(held.facility.name)} ${ctx.text(held.unit.name)}` },
          held.patron !== null && { label: w.book.who, value: `${held.patron.name}（${held.patron.number}）` },
        ]} />
        {model.confirming ? <Confirm held={held} choices={choices} use={model.use} price={model.price} ended={model.ended} ctx={ctx} /> : (
          <Form action="details">
            <UseFields use={model.use} choices={choices} lang={ctx.lang} />
            <FormActions next={w.book.checkNext}><Submit>{w.book.check}</Submit></FormActions>
          </Form>
        )}
        <Form action="abandon" about={{ reservation: held.id }} inline><Submit kind="plain">{w.book.giveUp}</Submit></Form>
      </Page>
    );
  },
  actions: {
    async details(ctx, form, { params }) {
      const found = await load(ctx, params.id);
      if (!found) return notFound;
      const w = words(ctx.lang).book;
      const use = readUse(form.names(), (name) => form.get(name).trim());
      const wrong = useProblem(use, found.choices);
      const { min, max } = found.choices.rules.persons;
      if (wrong) return problem({ purpose: w.noPurpose, persons: w.badPersons(min, max), number: w.badNumber }[wrong.kind], wrong.field);
      return to(`/book/${params.id}?${useSearch({ ...use, persons: plainNumber(use.persons), admission: plainNumber(use.admission) }, 'confirm')}`);
    },
    async submit(ctx, form, { params }) {
      let reservation = params.id;
      if (form.get('_again') !== '') {
        // The hold had ended: take the time once more and apply at once, so that nothing typed is lost.
        const old = await ctx.ask(booking, { reservation });
        const held = await ctx.do(hold, { unit: old.unit.id, date: old.date.toString(), ...wishOf(old), patron: old.patron?.id ?? '' }, `${form.get('_request')}-hold`);
        if (!held.ok) return refusedGo(held);
        reservation = held.value.reservation;
      }
      const answer = await ctx.do(submit, { ...form.input(), reservation });
      return answer.ok ? to(`/my/reservations/${answer.value.reservation}`, words(ctx.lang).book.done(answer.value.number)) : refusedGo(answer);
    },
    async abandon(ctx, _form, { params }) {
      const held = await ctx.ask(booking, { reservation: params.id });
      const answer = await ctx.do(abandon, { reservation: params.id });
      if (!answer.ok) return refusedGo(answer);
      return to(openingsAddress(held.facility.code, { unit: held.unit.code, week: mondayOf(held.date) }), words(ctx.lang).book.gaveUp);
    },
    async again(ctx, form) {
      const answer = await ctx.do(hold, form.input());
      return answer.ok ? to(`/book/${answer.value.reservation}?${form.get('_use')}`, words(ctx.lang).book.held) : refusedGo(answer);
    },
  },
});

/** A reduction that somebody must decide does not count before it is granted. */
function countedReduction(use: UseForm, choices: UseChoices): string {
  return choices.reductions.find((one) => one.code === use.reduction)?.approval === false ? use.reduction : '';
}

interface Part {
  readonly held: BookingView;
  readonly choices: UseChoices;
  readonly use: UseForm;
  readonly ctx: PageContext;
}

function HoldOver({ held, use, ctx, choices, confirming }: Part & { readonly confirming: boolean }) {
  const w = words(ctx.lang).book;
  const wish = wishOf(held);
  return (
    <>
      <Notice kind="warn" title={w.ended}><p>{w.endedText}</p></Notice>
      {!confirming && <Form action="again">
        <Hidden name="unit" value={held.unit.id} /><Hidden name="date" value={held.date.toString()} />
        <HiddenWish wish={wish} />
        {held.patron && <Hidden name="patron" value={held.patron.id} />}
        <Hidden name="_use" value={useSearch(use, '')} />
        <FormActions><Submit>{w.again}</Submit></FormActions>
      </Form>}
      <Alternatives facility={held.facility.code} codeOf={(id) => choices.shown.units.find((unit) => unit.unit === id)?.code ?? null} />
    </>
  );
}

function Confirm({ held, choices, use, price, ended, ctx }: Part & { readonly ended: boolean; readonly price: { readonly feeYen: number | null; readonly trace: Parameters<typeof FeeLines>[0]['trace']; readonly payBy: Temporal.Instant | null; readonly parts: readonly PartLine[] } | null }) {
  const w = words(ctx.lang);
  if (!price || price.feeYen === null) return <Notice kind="bad" title={w.book.noPrice}><p>{held.facility.phone}</p></Notice>;
  const reduction = choices.reductions.find((one) => one.code === use.reduction);
  const waits = choices.rules.approval === 'manual' || reduction?.approval === true;
  const next = waits ? w.book.submitNext.approval : price.feeYen === 0 ? w.book.submitNext.free : w.book.submitNext.provisional;
  const extras = use.extras.map((one) => `${choices.extras.find((extra) => extra.code === one.code)?.name[ctx.lang] ?? one.code} ${one.quantity}`);
  return (
    <>
      <Facts rows={[
        { label: w.booking.purpose, value: choices.purposes.find((one) => one.code === use.purpose)?.name[ctx.lang] ?? '' },
        { label: w.common.persons, value: `${use.persons}${w.common.personsUnit}` },
        use.admission !== '' && { label: w.book.admission, value: <Money yen={Number(use.admission)} /> },
        use.commercial && { label: w.book.commercial, value: w.book.yes },
        use.rehearsal && { label: w.book.rehearsal, value: w.book.yes },
        extras.length > 0 && { label: w.book.equipment, value: extras.join(ctx.lang === 'ja' ? '、' : ', ') },
        reduction !== undefined && { label: w.book.reduction, value: `${reduction.name[ctx.lang]}${reduction.approval ? `（${w.facility.needsDecision}）` : ''}` },
      ]} />
      <p><LinkButton to={`/book/${held.id}?${useSearch(use, '')}`} kind="second" icon="edit">{w.book.fix}</LinkButton></p>
      <Section title={w.book.yourFee}>
        <Facts rows={[
          { label: w.common.fee, value: <><b>{price.feeYen === 0 ? w.common.free : <Money yen={price.feeYen} />}</b>　<span class="hint">{w.common.taxIncluded}</span></> },
          price.payBy !== null && price.feeYen > 0 && price.parts.length === 0 && { label: w.book.payBy, value: <When instant={price.payBy} /> },
        ]} />
        <PartLines parts={price.parts} lang={ctx.lang} />
        <details><summary>{w.book.feeLines}</summary><FeeLines trace={price.trace} /></details>
      </Section>
      <Form action="submit" to={`/book/${held.id}?${useSearch(use, 'confirm')}`}>
        <HiddenUse use={use} expectedFee={price.feeYen} />
        <TextField name="title" label={w.book.eventTitle} hint={w.book.eventTitleHint} maxlength={60} width="long" />
        <Checkbox name="titlePublic" label={w.book.titlePublic} />
        <TextArea name="remarks" label={w.book.remarks} hint={w.book.remarksHint} rows={3} maxlength={500} />
        {ended && <Hidden name="_again" value="1" />}
        <FormActions next={next}><Submit>{ended ? w.book.againSubmit : w.book.submit}</Submit></FormActions>
      </Form>
    </>
  );
}

/** A use as hidden fields of a form whose command wants `detailFields`. */
export function HiddenUse({ use, expectedFee }: { readonly use: UseForm; readonly expectedFee: number }) {
  return (
    <>
      <Hidden name="purpose" value={use.purpose} /><Hidden name="persons" value={use.persons} /><Hidden name="admission" value={use.admission} /><Hidden name="reduction" value={use.reduction} />
      {use.commercial && <Hidden name="commercial" value="on" />}
      {use.rehearsal && <Hidden name="rehearsal" value="on" />}
      {use.extras.map((extra, index) => <><Hidden name={`extras.${index}.code`} value={extra.code} /><Hidden name={`extras.${index}.quantity`} value={extra.quantity} /></>)}
      <Hidden name="expectedFee" value={expectedFee} />
    </>
  );
}
