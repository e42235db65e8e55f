/** 公用車: keys out and back, the odometer that only goes up, nobody drives drunk. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, done, listed, openAcceptanceHall, refused, type Reply, stateOf, told } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
let unit: (code: string) => string;

/** Two cars of the city, lent by the half hour to its departments for nothing. */
const cars = (rules: FacilityPolicyInput): FacilityPolicyInput => {
  const { fee: _, lottery: __, ...rest } = rules;
  return {
    ...rest, pools: [],
    calendar: [{ type: 'open', hours: [['08:30', '22:00']] }],
    spaces: [{ code: 'LOT', name: { ja: '駐車場', en: 'Lot' }, cells: [{ code: 'c1', name: { ja: '1号車', en: 'Car 1' } }, { code: 'c2', name: { ja: '2号車', en: 'Car 2' } }] }],
    units: [
      { code: 'CAR-1', name: { ja: '軽バン', en: 'Van' }, space: 'LOT', cells: ['c1'], scheme: 'HOUR', persons: { max: 4 }, visibility: 'staff_only', vehicle: { plate: '試験 480 あ 11-01' } },
      { code: 'BIKE', name: { ja: '自転車', en: 'Bicycle' }, space: 'LOT', cells: ['c2'], scheme: 'HOUR', persons: { max: 1 }, visibility: 'staff_only' },
    ],
    windows: [{ classes: ['O-*'], phase: 'first_come', open: { monthsBefore: 6, day: 1, time: '08:30' }, legalBasis: '公用車管理規程 第5条' }],
  };
};

before(async () => {
  hall = await openAcceptanceHall('2027-02-01T08:30:00+09:00');
  unit = await hall.facility('CARS', cars);
});
after(() => hall.close());

const lend = async (from: string, to: string, code = 'CAR-1'): Promise<Answer> =>
  done(await hall.desk.api('reservations.reserve', { unit: unit(code), date: '2027-02-01', from, to, walkInName: '建設課', userClass: 'O-OFFICE', channel: 'desk', persons: 1 }));
const driveOff = (it: Answer, km: number, more: Answer = {}): Promise<Reply> =>
  hall.desk.api('reservations.driveOff', { reservation: it['reservation'], driver: '安斎 一郎', destination: '岳下の現場', km, checkedBy: '武藤 二葉', sober: true, ...more });
const comeBack = (it: Answer, km: number, more: Answer = {}): Promise<Reply> => hall.desk.api('reservations.comeBack', { reservation: it['reservation'], km, checkedBy: '武藤 二葉', alcohol: 'none', ...more });

let first: Answer;
let second: Answer;
test('酒気帯びを確かめるまで、鍵は出ない。出発すると利用中になる', async () => {
  first = await lend('09:00', '11:00');
  second = await lend('13:00', '15:00');
  const no = refused(await driveOff(first, 12_000, { sober: false }));
  assert.deepEqual([no.status, no.code], [422, 'NotSober']);
  assert.match(no.title, /道路交通法65条/);
  assert.equal(await stateOf(hall, first['reservation']), 'permitted');
  done(await driveOff(first, 12_000));
  assert.equal(await stateOf(hall, first['reservation']), 'in_use');
  const audited = await hall.rows<{ text: string }>(`select a::text as text from kernel.audit_entries a where a.command = 'reservations.driveOff'`);
  assert.ok(audited.length > 0 && audited.every((row) => !row.text.includes('安斎')), 'no name in the audit trail');
});

test('出ている車は、別の予約では出せず、利用も終えられない。時間が過ぎても、戻るまで終わらない', async () => {
  assert.deepEqual([(await driveOff(second, 12_000)).status, refused(await driveOff(second, 12_000)).code], [409, 'CarOut']);
  assert.equal(refused(await hall.desk.api('reservations.finish', { reservation: first['reservation'] })).code, 'CarOut');
  await hall.at('2027-02-01T12:00:00+09:00');
  assert.equal(await stateOf(hall, first['reservation']), 'in_use');
});

test('戻りの走行距離は出発より小さくなく、桁を間違えたら止まる', async () => {
  assert.equal(refused(await comeBack(first, 11_999)).code, 'OdometerWrong');
  const far = refused(await comeBack(first, 120_042));
  assert.equal(far.code, 'OdometerGap');
  assert.match(far.title, /12,000km/);
  assert.equal(done(await comeBack(first, 12_042))['drivenKm'], 42);
  assert.equal(refused(await comeBack(first, 12_050)).code, 'NotOut');
  await hall.at('2027-02-01T12:30:00+09:00');
  assert.equal(await stateOf(hall, first['reservation']), 'completed');
});

test('次の運転は前の続きから。離れていれば理由を求め、二つの窓口が同時に鍵を出しても一度だけ', async () => {
  assert.equal(refused(await driveOff(second, 12_041, { note: '思い違い' })).code, 'OdometerWrong');
  assert.equal(refused(await driveOff(second, 12_060)).code, 'OdometerGap');
  const third = await lend('15:00', '17:00');
  const both = await Promise.all([driveOff(second, 12_060, { note: '車検で整備工場が運転' }), driveOff(third, 12_060, { note: '車検で整備工場が運転' }), driveOff(second, 12_060, { note: '車検で整備工場が運転' })]);
  assert.deepEqual(both.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409, 409]);
  const [out] = await hall.rows<{ count: number }>('select count(*)::int as count from reservations.trips where in_at is null');
  assert.equal(out?.count, 1);
  const gone = both[1]?.status === 201 ? third : second;
  done(await comeBack(gone, 12_100, { alcohol: 'found', note: '帰着後に飲酒の疑い' }));
});

test('同じ距離を二度走ったことにはできない。訂正は前後の記録の間で、直す前の値が残る', async () => {
  const month = async () => listed(told(await hall.desk.query('reservations.tripMonth', { facility: 'CARS', month: '2027-02-01' })), 'cars')[0] ?? {};
  const before = await month();
  assert.deepEqual([before['count'], before['km'], before['unaccountedKm']], [2, 82, 18]);
  const trip = listed(before, 'trips')[1]?.['id'];
  assert.equal(refused(await hall.desk.api('reservations.correctTrip', { trip, outKm: 12_030, inKm: 12_100, reason: '読み違い' })).code, 'OdometerWrong');
  const [first1] = listed(before, 'trips');
  done(await hall.desk.api('reservations.correctTrip', { trip: first1?.['id'], outKm: 12_000, inKm: 12_052, reason: '読み違い' }));
  const after1 = await month();
  assert.deepEqual([after1['km'], after1['unaccountedKm']], [92, 8]);
  assert.match(String(listed(after1, 'trips')[0]?.['note']), /訂正（12000～12042km から）：読み違い/);
  await assert.rejects(hall.rows(`insert into reservations.trips (id, reservation_id, unit_id, driver, destination, out_at, out_km, checked_out_by, saved_by, in_at, in_km, checked_in_by, sober_in) select $1, reservation_id, unit_id, 'x', 'x', out_at, 12010, 'x', 'x', out_at, 12020, 'x', true from reservations.trips limit 1`, [hall.city.id()]), /trips_odometer_wrong/);
});

test('画面：予約の画面から出発を記録し、断られても書いたものが残る。月の日報とCSVに出る。車でないものに日報はない', async () => {
  const last = await lend('17:00', '18:00');
  const path = `/staff/reservations/bookings/${String(last['reservation'])}`;
  const empty = await hall.desk.post(path, { _action: 'driveOff', driver: '本多 三郎', destination: '針道', km: '12100', checkedBy: '武藤 二葉', sober: '', note: '' });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /value="本多 三郎"/);
  assert.equal((await hall.desk.post(path, { _action: 'driveOff', driver: '本多 三郎', destination: '針道', km: '12100', checkedBy: '武藤 二葉', sober: 'on', note: '' })).location, path);
  const page = (await hall.desk.get('/staff/reservations/CARS/trips?month=2027-02-01')).text.replaceAll(/<wbr ?\/?>/gu, '');
  assert.match(page, /試験 480 あ 11-01[\s\S]*運転中[\s\S]*本多 三郎/);
  assert.match(page, /帰着時に酒気帯び/);
  assert.match((await hall.desk.get('/staff/reservations/csv/driver-log?facility=CARS&month=2027-02-01')).text, /12000,12052,52/);
  const bike = await lend('13:00', '14:00', 'BIKE');
  assert.equal(refused(await driveOff(bike, 1)).code, 'NoVehicle');
  const elsewhere = await hall.server.asStaff(await hall.server.newStaff([{ permission: 'reservations.desk', scope: ['facility:OTHER'] }], '別館 窓口'));
  assert.equal((await elsewhere.get('/staff/reservations/CARS/trips')).status, 404);
  assert.equal((await elsewhere.api('reservations.driveOff', { reservation: last['reservation'], driver: 'あ', destination: 'い', km: 1, checkedBy: 'う', sober: true })).status, 404);
});
