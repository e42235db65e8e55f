/** 泊数を減らす: each shorter stay with what it costs, then the same once more with the button. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { formatDate } from '../../../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../../../kernel/money/money.ts';
import { act, notFound, page, to } from '../../../../kernel/page.ts';
import { Facts, Form, FormActions, Hidden, LinkButton, Money, Notice, Page, Radios, Section, Submit, When } from '../../../../ui/index.ts';
import { shortenStay } from '../../commands/shorten.ts';
import { booking } from '../../queries/bookings.ts';
import { shorterStays } from '../../queries/stays.ts';
import { idParams } from './book-details.tsx';
import { one } from './search-fields.ts';
import { words } from './words.ts';

export const fewerNightsPage = page({
  path: '/my/reservations/:id/nights',
  title: { ja: '泊数を減らす', en: 'Stay fewer nights' },
  allow: [citizen],
  params: idParams,
  search: z.object({ nights: one }),
  async load(ctx, { params, search }) {
    const it = await ctx.ask(booking, { reservation: params.id });
    if (it.nights === 1) return notFound;
    const options = await ctx.ask(shorterStays, { reservation: params.id });
    return { it, options, chosen: options.find((option) => String(option.nights) === search.nights) ?? null };
  },
  view({ it, options, chosen }, ctx) {
    const w = words(ctx.lang);
    const back = `/my/reservations/${it.id}`;
    const amount = (value: number) => formatYen(yen(value), ctx.lang);
    const crumbs = [{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }, { to: '/my/reservations', label: w.mine.title }, { to: back, label: it.number }];
    return (
      <Page title={w.nights.fewer} crumbs={crumbs} lead={w.nights.lead}>
        <Facts rows={[
          { label: w.common.when, value: <><When date={it.date} />　{w.nights.count(it.nights)}</> },
          { label: w.common.where, value: `${ctx.text(it.facility.name)} ${ctx.text(it.unit.name)}` },
          { label: w.common.fee, value: it.feeYen === 0 ? w.common.free : <Money yen={it.feeYen} /> },
        ]} />
        {options.length === 0 && <Notice kind="warn" title={w.booking.cannotCancel}><p><a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></p></Notice>}
        {options.length > 0 && chosen === null && (
          <Form method="get" to={`${back}/nights`} label={w.nights.fewer} submit={w.nights.check} inline={false}>
            <Radios name="nights" label={w.nights.choose} required value={String(options[0]?.nights ?? '')} options={options.map((option) => ({
              value: String(option.nights), label: w.nights.keep(option.nights, formatDate(option.leaves, ctx.lang, 'withWeekday')), note: w.nights.cost(amount(option.feeYen), amount(option.chargeYen), option.refundYen > 0 ? amount(option.refundYen) : ''),
            }))} />
          </Form>
        )}
        {chosen !== null && (
          <Section title={w.nights.keep(chosen.nights, formatDate(chosen.leaves, ctx.lang, 'withWeekday'))}>
            <Facts rows={[
              { label: w.booking.charge, value: chosen.chargeYen === 0 ? w.booking.noCharge : <Money yen={chosen.chargeYen} /> },
              { label: w.booking.newFee, value: <b><Money yen={chosen.feeYen} /></b> },
              chosen.refundYen > 0 && { label: w.booking.refund, value: <Money yen={chosen.refundYen} /> },
            ]} />
            <Form action="shorten" to={`${back}/nights?nights=${chosen.nights}`}>
              <Hidden name="nights" value={chosen.nights} /><Hidden name="expectedCharge" value={chosen.chargeYen} />
              <FormActions next={w.nights.sure}><Submit kind="danger">{w.nights.confirm}</Submit> <LinkButton to={back} kind="plain">{w.nights.back}</LinkButton></FormActions>
            </Form>
          </Section>
        )}
      </Page>
    );
  },
  actions: {
    shorten: act(shortenStay, { input: (form, { params }) => ({ ...form.input(), reservation: params.id }), done: (value, at, ctx) => to(`/my/reservations/${at.params.id}`, words(ctx.lang).nights.done(value.nights)) }),
  },
});
