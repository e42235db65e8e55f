/** 予約をさがす: by number, name, kana, telephone, days, state; the same list as CSV. */
import { staff } from '../../../../kernel/actor.ts';
import { page, route, type PageContext } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/text.ts';
import { A, DataTable, DateField, Form, Money, Page, Pager, Section, Select, TextField, When } from '../../../../ui/index.ts';
import { findBookings } from '../../queries/bookings.ts';
import { staffFacilities } from '../../queries/facilities.ts';
import { DoorTabs } from './home.tsx';
import { home, one, Phone, StateChip, stateWords, times, withSearch } from './words.tsx';

const names = ['q', 'facility', 'from', 'to', 'state', 'after'] as const;
type Search = Readonly<Record<string, string | string[]>>;

function wanted(search: Search, today: Temporal.PlainDate): Record<(typeof names)[number], string> {
  const asked = Object.values(search).some((value) => value !== '');
  const [q, facility, from, to, state, after] = names.map((name) => one(search, name));
  // Nothing asked for: what is coming.
  return { q: q ?? '', facility: facility ?? '', from: asked ? (from ?? '') : today.toString(), to: to ?? '', state: state ?? '', after: after ?? '' };
}

export const bookingsPage = page({
  path: '/staff/reservations/bookings',
  title: { ja: '予約をさがす', en: 'Find bookings' },
  allow: [staff('reservations.desk')],
  async load(ctx, { search }) {
    const ask = wanted(search, ctx.today);
    const [found, facilities] = await Promise.all([ctx.tryAsk(findBookings, ask), ctx.ask(staffFacilities, {})]);
    return { ask, problem: found.ok ? null : found.message, bookings: found.ok ? found.value.bookings : [], next: found.ok ? found.value.next : null, facilities };
  },
  view(model, ctx) {
    const { ask } = model;
    return (
      <Page title="予約をさがす" wide crumbs={[home]} scripts={['desk-grid.js']}>
        <DoorTabs ctx={ctx} current="/staff/reservations/bookings" />
        <Section title="さがす">
          <div data-desk-focus="">
            <Form method="get" label="予約をさがす" search>
              <TextField name="q" label="予約番号・名前・電話" quiet value={ask.q} width="medium" autocomplete="off" />
              <Select name="facility" label="施設" quiet blank="すべて" value={ask.facility} options={model.facilities.map((facility) => ({ value: facility.code, label: facility.name.ja }))} />
              <DateField name="from" label="利用日（から）" quiet native value={ask.from} />
              <DateField name="to" label="（まで）" quiet native value={ask.to} />
              <Select name="state" label="状態" quiet blank="すべて" value={ask.state} options={Object.entries(stateWords).filter(([state]) => state !== 'held').map(([state, { word }]) => ({ value: state, label: word }))} />
            </Form>
          </div>
        </Section>
        <Section title={`見つかった予約　${model.bookings.length}件${model.next === null ? '' : '以上'}`}>
          <DataTable
            caption="見つかった予約" hideCaption keys rows={model.bookings} rowKey={(row) => row.id} current={model.bookings[0]?.id} csvHref={withSearch('/staff/reservations/csv/bookings', { ...ask, after: null })}
            empty={model.problem ?? '当てはまる予約はありません。日付の範囲を広げるか、名前の一部だけでさがしてください。'}
            columns={[
              { key: 'number', label: '予約番号', nowrap: true, render: (row) => <A to={`/staff/reservations/bookings/${row.id}`}>{row.number}</A> },
              { key: 'date', label: '利用日時', render: (row) => <><When date={row.date} style="monthDay" /> {times(row)}</> },
              { key: 'place', label: '施設', render: (row) => <>{row.facility.ja}<small>{row.unit.ja}</small></> },
              { key: 'who', label: '利用者', render: (row) => row.who || '（名前なし）' },
              { key: 'phone', label: '電話', nowrap: true, render: (row) => <Phone number={row.phone} /> },
              { key: 'fee', label: '使用料', align: 'end', render: (row) => <Money yen={row.feeYen} /> },
              { key: 'state', label: '状態', render: (row) => <StateChip state={row.state} /> },
            ]}
          />
          {(model.next !== null || ask.after !== '') && <Pager shown={model.bookings.length} {...(ask.after === '' ? {} : { previousHref: withSearch('/staff/reservations/bookings', { ...ask, after: null }) })} {...(model.next === null ? {} : { nextHref: withSearch('/staff/reservations/bookings', { ...ask, after: model.next }) })} />}
        </Section>
      </Page>
    );
  },
});

const MAX_PAGES = 200;

async function everything(ctx: PageContext, search: Search) {
  const ask = wanted(search, ctx.today);
  const rows = [];
  let after: string | null = '';
  for (let turn = 0; turn < MAX_PAGES && after !== null; turn++) {
    const found: { bookings: Awaited<ReturnType<typeof findBookings.run>>['bookings']; next: string | null } = await ctx.ask(findBookings, { ...ask, after }, 'csv');
    rows.push(...found.bookings);
    after = found.next;
  }
  return rows;
}

export const bookingsCsv = route({
  path: '/staff/reservations/csv/bookings',
  title: { ja: '予約の一覧（CSV）', en: 'Bookings as CSV' },
  allow: [staff('reservations.desk')],
  async run(ctx, { search }) {
    const rows = await everything(ctx, search);
    const body = writeCsv([
      ['予約番号', '施設', '部屋', '利用日', '始まり', '終わり', '利用者', '電話', '目的', '人数', '使用料', '入金', '状態'],
      ...rows.map((row) => {
        const [start = '', end = ''] = times(row).split('～');
        return [row.number, row.facility.ja, row.unit.ja, row.date.toString(), start, end, row.who, row.phone, row.purpose, row.persons, row.feeYen, row.paid ? '済' : '未', stateWords[row.state].word];
      }),
    ]);
    return { type: 'text/csv; charset=utf-8', body, filename: `予約一覧-${ctx.today.toString()}.csv` };
  },
});
