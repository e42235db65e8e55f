/** My bookings: what is coming and what is over. */
import { z } from 'zod';
import { citizen } from '../../../../kernel/actor.ts';
import { page } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, LinkButton, Money, Page, Tabs, When } from '../../../../ui/index.ts';
import type { ChipKind } from '../../../../ui/index.ts';
import { type BookingLine, myBookings } from '../../queries/bookings.ts';
import { type BookingState, bookingStateNames } from '../../rules/booking-state.ts';
import { one } from './search-fields.ts';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

const chips: Readonly<Record<BookingState, ChipKind>> = {
  held: 'wait', provisional: 'wait', approval_pending: 'wait', permitted: 'ok', in_use: 'ok', completed: 'no', no_show: 'bad', expired: 'bad', refused: 'bad', cancelled: 'no', cancelled_by_city: 'bad',
};

export function StateChip({ state, lang }: { readonly state: BookingState; readonly lang: 'ja' | 'en' }) {
  return <Chip kind={chips[state]}>{words(lang).mine.states[state] ?? bookingStateNames[state][lang]}</Chip>;
}

export const myReservationsPage = page({
  path: '/my/reservations',
  title: { ja: '自分の予約', en: 'My bookings' },
  allow: [citizen],
  search: z.object({ past: one }),
  async load(ctx, { search }) {
    return { past: search.past !== '', bookings: await ctx.ask(myBookings, { past: search.past !== '' }) };
  },
  view({ past, bookings }, ctx) {
    const w = words(ctx.lang);
    const link = (line: BookingLine) => (line.state === 'held' ? `/book/${line.id}` : `/my/reservations/${line.id}`);
    return (
      <Page title={w.mine.title} crumbs={[{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }]} actions={<LinkButton to="/find" icon="search">{w.mine.find}</LinkButton>}>
        <Tabs label={w.mine.tabs} items={[{ to: '/my/reservations', label: w.mine.upcoming, current: !past }, { to: '/my/reservations?past=1', label: w.mine.past, current: past }]} />
        <DataTable
          caption={past ? w.mine.past : w.mine.upcoming} hideCaption rows={bookings} rowKey={(line) => line.id}
          empty={<Empty title={past ? w.mine.nothingPast : w.mine.nothing} next={past ? null : <LinkButton to="/find" kind="second">{w.mine.find}</LinkButton>} />}
          columns={[
            { key: 'when', label: w.common.when, render: (line) => <A to={link(line)}><When date={line.date} /> <span class="num">{formatTimes(line.start, line.end, ctx.lang)}</span></A> },
            { key: 'where', label: w.common.where, render: (line) => `${ctx.text(line.facility)} ${ctx.text(line.unit)}` },
            { key: 'state', label: w.common.status, render: (line) => <StateChip state={line.state} lang={ctx.lang} /> },
            { key: 'fee', label: w.common.fee, align: 'end', render: (line) => (line.feeYen === 0 ? (line.state === 'held' ? '—' : w.common.free) : <><Money yen={line.feeYen} />{!past && line.state === 'permitted' && line.paid && <span class="hint">（{w.mine.paid}）</span>}</>) },
            { key: 'due', label: w.mine.due, render: (line) => (line.state === 'held' && line.holdUntil ? <><When instant={line.holdUntil} style="monthDay" /><span class="hint"> {w.mine.heldUntil}</span></> : line.payBy ? <><When instant={line.payBy} style="monthDay" /><span class="hint"> {w.mine.payBy}</span></> : '—') },
          ]}
        />
      </Page>
    );
  },
});
