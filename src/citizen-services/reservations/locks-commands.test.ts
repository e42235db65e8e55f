/** 電子錠: a fake lock that can fail and answer twice; the permit never depends on it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from '../../kernel/actor.ts';
import { staffActor, type TestCity, testCity } from '../../kernel/testing.ts';
import { savePayee } from '../../kernel/payments/commands.ts';
import '../../main-systems.ts';
import { reserve } from './commands/book.ts';
import { cancel, change } from './commands/change.ts';
import { pay } from './commands/desk.ts';
import { saveFacility } from './commands/facilities.ts';
import { booking } from './queries/bookings.ts';
import { connectLocks, type Lock, offlineCode } from './locks.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';

let city: TestCity;
let unit = '';
const desk = staffActor('00000000-0000-7000-8000-000000000001', ['reservations.desk', 'payments.cash']);
const house = { kind: 'system', id: 'test' } as const;

/** A vendor's cloud with moods. */
class FakeLock implements Lock {
  readonly granted = new Map<string, string>();
  readonly revoked: string[] = [];
  failing = false;
  calls = 0;
  async grant(lockCode: string, _range: unknown, reservation: string) {
    this.calls++;
    if (this.failing) throw new Error('vendor is down');
    const reference = `fake:${lockCode}:${reservation}`;
    this.granted.set(reference, this.granted.get(reference) ?? String(1000 + this.granted.size));
    return { credential: this.granted.get(reference) ?? '', reference };
  }
  async revoke(reference: string) {
    this.revoked.push(reference);
  }
  async listEvents() {
    return [];
  }
}
const lock = new FakeLock();

before(async () => {
  city = await testCity({ start: '2027-01-20T10:00:00+09:00' });
  connectLocks(() => lock);
  await city.must(house, savePayee, { code: 'CITY-GENERAL', name: '試験市' });
  const units = civicCenterInput.units.map((one) => ({ ...one, lock: 'DOOR-1' }));
  await city.must(house, saveFacility, { code: 'CIVIC-CENTER-1', nameJa: '市民センター', nameEn: 'Civic Center', kana: 'シミンセンター', category: 'gym', area: 'A', address: '金色1', lat: 37.58, lng: 140.43, policy: { ...civicCenterInput, units } });
  const rows = await city.city.staffDb.use((connection) => connection.run<{ id: string }>(`select id from reservations.units where code = 'GYM-A'`));
  unit = rows.rows[0]?.id ?? '';
});
after(async () => {
  connectLocks(null);
  await city.close();
});

async function permitted(date: string): Promise<string> {
  const made = await city.must(desk, reserve, { unit, date, slots: ['AM'], walkInName: '試験 花子', userClass: 'R-PERSON', purpose: 'badminton', persons: 4, reason: '試験' });
  await city.must(desk, pay, { reservation: made.reservation, receivable: made.receivable ?? '', amount: made.feeYen, tendered: made.feeYen });
  await city.background.settle();
  return made.reservation;
}

async function grants(reservation: string): Promise<{ state: string; credential: string | null; valid_from: Temporal.Instant }[]> {
  const found = await city.city.staffDb.use((connection) => connection.run<{ state: string; credential: string | null; valid_from: Temporal.Instant }>('select state, credential, valid_from from reservations.key_grants where reservation_id = $1', [reservation]));
  return found.rows;
}

test('許可されると、10分前から使える暗証番号が発行され、取り消すと無効になる', async () => {
  const reservation = await permitted('2027-02-05');
  const [grant] = await grants(reservation);
  assert.equal(grant?.state, 'issued');
  assert.equal(grant.valid_from.toString(), Temporal.Instant.from('2027-02-05T08:50:00+09:00').toString());
  await city.must(desk, cancel, { reservation });
  await city.background.settle();
  assert.equal((await grants(reservation))[0]?.state, 'revoked');
  assert.deepEqual(lock.revoked, [`fake:DOOR-1:${reservation}`]);
});

test('暗証番号は、利用の24時間前から終わりまで、窓口だけに見える', async () => {
  const reservation = await permitted('2027-02-09');
  const seen = async (actor: Actor) => {
    const answer = await city.ask(actor, booking, { reservation });
    return answer.ok ? (answer.value?.keys.map((key) => [key.state, key.credential]) ?? []) : [];
  };
  const department = staffActor('00000000-0000-7000-8000-000000000002', ['reservations.approve']);
  const [grant] = await grants(reservation);
  assert.deepEqual(await seen(desk), [['issued', null]], 'まだ見えない');
  const start = city.clock.now();
  city.clock.set('2027-02-08T08:50:00+09:00');
  assert.deepEqual(await seen(desk), [['issued', grant?.credential ?? '']]);
  assert.deepEqual(await seen(department), [['issued', null]], '扉を開けない人には見せない');
  city.clock.set('2027-02-09T12:11:00+09:00');
  assert.deepEqual(await seen(desk), [['issued', null]], '終わったら見せない');
  city.clock.set(start.toString());
});

test('時間を変えると、前の暗証番号は無効になり、新しい時間のものが発行される', async () => {
  const reservation = await permitted('2027-02-12');
  await city.must(desk, change, { reservation, date: '2027-02-13', slots: ['AM'], reason: '試験' });
  await city.must(desk, change, { reservation, date: '2027-02-12', slots: ['PM'], reason: '試験' });
  const owed = await city.city.staffDb.use((connection) => connection.run<{ id: string; open: number }>(`select id, amount_yen - paid_yen as open from kernel.receivables where subject = $1 and state = 'open'`, [`reservation:${reservation}`]));
  for (const one of owed.rows) await city.must(desk, pay, { reservation, receivable: one.id, amount: one.open, tendered: one.open });
  await city.background.settle();
  const issued = (await grants(reservation)).filter((grant) => grant.state === 'issued');
  assert.equal(issued.length, 1);
  assert.equal(issued[0]?.valid_from.toString(), Temporal.Instant.from('2027-02-12T12:50:00+09:00').toString());
});

test('錠の会社が止まっていても許可は有効で、窓口で渡すことになる', async () => {
  lock.failing = true;
  const reservation = await permitted('2027-02-06');
  lock.failing = false;
  assert.equal((await grants(reservation))[0]?.state, 'failed');
  const row = await city.city.staffDb.use((connection) => connection.run<{ state: string }>('select state from reservations.reservations where id = $1', [reservation]));
  assert.equal(row.rows[0]?.state, 'permitted');
});

test('同じ錠と時間の暗証番号は、いつ計算しても同じで、時間が違えば違う', () => {
  const secret = new Uint8Array(32).fill(7);
  const range = { from: Temporal.Instant.from('2027-02-05T08:50:00+09:00'), to: Temporal.Instant.from('2027-02-05T12:10:00+09:00') };
  assert.equal(offlineCode(secret, 'DOOR-1', range), offlineCode(secret, 'DOOR-1', range));
  assert.match(offlineCode(secret, 'DOOR-1', range), /^\d{6}$/);
  assert.notEqual(offlineCode(secret, 'DOOR-1', range), offlineCode(secret, 'DOOR-1', { ...range, to: range.to.add({ minutes: 30 }) }));
});
