/** A full hall taken over in one change: every booking ends, every yen goes back, everybody is told. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { staffActor } from '../../kernel/testing.ts';
import { openShelter } from './commands/blocks.ts';
import { type Centre, openCentre } from './fair-use.fixture.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2026-11-09T06:00:00+09:00', { ...civicCenterInput, calendar: [{ type: 'open', hours: [['09:00', '21:00']] }] });
});
after(() => centre.city.close());

const disaster = staffActor('00000000-0000-7000-8000-000000000077', ['reservations.shelter']);
const BOOKINGS = 100;

/** Bookings of every part of the gym over the next days, half of them paid, as rows: a hundred sign-ins would prove nothing more. */
async function fillHall(): Promise<void> {
  const { id } = await centre.patron();
  await centre.rows(`insert into reservations.reservations (id, number, facility_id, unit_id, patron_id, class_code, use_date, slots, use_range, claim_range, channel, state, pay_by, permit_number, persons, fee_yen, purpose, policy_no, created_by, created_at)
    select gen_random_uuid(), 'FULL-' || i, $1, $2, $3, 'R-GROUP', d, '{AM}', r, r, 'desk', case when i % 2 = 0 then 'permitted' else 'provisional' end, null, case when i % 2 = 0 then 'FULL-' || i end, 10, 1000, 'badminton', 1, 'test', now()
      from (select i, date '2026-11-10' + (i % 12) as d, tstzrange((date '2026-11-10' + (i % 12) + time '09:00') at time zone 'Asia/Tokyo' + (i / 12) * interval '1 hour', (date '2026-11-10' + (i % 12) + time '10:00') at time zone 'Asia/Tokyo' + (i / 12) * interval '1 hour') as r from generate_series(0, ${BOOKINGS - 1}) i) g`, [centre.facility, centre.unit('GYM-ALL'), id]);
  await centre.rows(`insert into reservations.claims (cell_id, during, kind, reservation_id, patron_id) select c, r.claim_range, 'booking', r.id, r.patron_id from reservations.reservations r join reservations.units u on u.id = r.unit_id, unnest(u.cell_ids) c where r.number like 'FULL-%'`);
  await centre.rows(`insert into kernel.receivables (id, number, payee_id, source, subject, payer_name, title, lines, amount_yen, paid_yen, tax_percent, tax_yen, state, created_at)
    select gen_random_uuid(), r.number, (select id from kernel.payees limit 1), 'reservations', 'reservation:' || r.id, '試験クラブ', '使用料', '[]', 1000, case when r.state = 'permitted' then 1000 else 0 end, 10, 90, case when r.state = 'permitted' then 'paid' else 'open' end, now() from reservations.reservations r where r.number like 'FULL-%'`);
}

test('100件の予約のある体育館を避難所にすると、一つの変更ですべてが市の都合で消え、払った分は全額が戻り、全員に知らせる', async () => {
  await fillHall();
  const opened = await centre.city.must(disaster, openShelter, { facility: 'CIVIC-CENTER-1', note: '令和8年11月 地震' });
  assert.equal(opened.cancelled, BOOKINGS);
  const states = await centre.rows<{ state: string; count: number }>(`select state, count(*)::int as count from reservations.reservations where number like 'FULL-%' group by 1`);
  assert.deepEqual(states, [{ state: 'cancelled_by_city', count: BOOKINGS }]);
  const money = await centre.rows<{ state: string; count: number; back: number }>(`select state, count(*)::int as count, sum(refunded_yen)::int as back from kernel.receivables where number like 'FULL-%' group by 1 order by 1`);
  assert.deepEqual(money, [{ state: 'cancelled', count: BOOKINGS / 2, back: 0 }, { state: 'paid', count: BOOKINGS / 2, back: 1000 * (BOOKINGS / 2) }]);
  const history = await centre.rows<{ count: number; refunds: number }>(`select count(*)::int as count, count(*) filter (where (e.detail->>'refundYen')::int = 1000)::int as refunds from reservations.events e join reservations.reservations r on r.id = e.reservation_id where r.number like 'FULL-%' and e.to_state = 'cancelled_by_city'`);
  assert.deepEqual(history, [{ count: BOOKINGS, refunds: BOOKINGS / 2 }]);
  const claims = await centre.rows<{ kind: string }>('select distinct kind from reservations.claims');
  assert.deepEqual(claims, [{ kind: 'shelter' }]);
  await centre.city.background.settle();
  const [told] = await centre.rows<{ count: number }>(`select count(*)::int as count from kernel.notices where kind = 'reservations.cancelled_by_city'`);
  assert.equal(told?.count, BOOKINGS);
});
