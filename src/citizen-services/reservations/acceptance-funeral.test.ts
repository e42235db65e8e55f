/** 斎場: furnace, waiting room and hall in one booking; the deceased; the permit. Over HTTP. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, done, listed, openAcceptanceHall, overlaps, refused, type Reply, stateOf, type Team, told } from './acceptance-fixture.ts';
import { crematoriumInput } from './rules/crematorium.fixture.ts';

let hall: AcceptanceHall;
let unit: (code: string) => string;
let undertaker: Team;
before(async () => {
  hall = await openAcceptanceHall('2027-02-08T10:00:00+09:00');
  unit = await hall.facility('SAIJO', () => crematoriumInput);
  undertaker = await hall.team({ classCode: 'R-COMPANY', name: 'あだたら葬祭' });
});
after(() => hall.close());

const person = { name: '山田 太郎', kana: 'ヤマダ タロウ', age: 88, lastAddress: '試験市金色1', resident: true, kind: 'body', coffin: 'large', pacemaker: true, applicant: '山田 花子', relation: '妻' };
const reserve = (client: { api: Team['client']['api'] }, furnace: string, date: string, slot: string, more: Answer = {}): Promise<Reply> =>
  client.api('reservations.reserve', { unit: unit(furnace), date, slots: [slot], patron: undertaker.id, purpose: 'funeral', persons: 20, ...more });
const cells = async (made: Answer) => (await hall.rows<{ code: string }>('select k.code from reservations.claims c join reservations.cells k on k.id = c.cell_id where c.reservation_id = $1 order by k.code', [made['reservation']])).map((row) => row.code);
const booking = (made: Answer) => `/staff/reservations/bookings/${String(made['reservation'])}`;

let made: Answer;
test('炉と待合室と式場が、一つの予約でまとめて押さえられる', async () => {
  made = done(await reserve(hall.desk, 'FURNACE-1', '2027-02-10', 'C2', { rooms: ['HALL'] }));
  assert.deepEqual([made['state'], made['feeYen']], ['approval_pending', 58_000], 'from outside until we know, and the hall');
  assert.deepEqual(await cells(made), ['f1', 'h1', 'w1']);
  const along = told(await undertaker.client.query('reservations.alongside', { reservation: String(made['reservation']) }));
  assert.deepEqual(listed(along, 'rooms').map((room) => [room['code'], room['from'], room['to']]), [['HALL', '2027-02-10T00:30:00Z', '2027-02-10T02:30:00Z'], ['WAITING', '2027-02-10T02:30:00Z', '2027-02-10T04:30:00Z']]);
});

test('二つ目の炉は二つ目の待合室。待合室が尽きれば、何も押さえずに断る', async () => {
  const second = done(await reserve(hall.desk, 'FURNACE-2', '2027-02-10', 'C2'));
  assert.deepEqual(await cells(second), ['f2', 'w2']);
  const no = refused(await reserve(hall.desk, 'FURNACE-2', '2027-02-10', 'C3'));
  assert.deepEqual([no.status, no.code], [409, 'NoRoom']);
  assert.match(no.title, /待合室に空きがありません/);
  const [left] = await hall.rows<{ count: number }>(`select count(*)::int as count from reservations.claims c join reservations.cells k on k.id = c.cell_id where k.code = 'f2' and c.during && tstzrange('2027-02-10T12:30:00+09:00', '2027-02-10T13:30:00+09:00')`);
  assert.equal(left?.count, 0);
  const grid = told(await hall.server.query('reservations.openings', { facility: 'SAIJO', from: '2027-02-10', days: '1', userClass: 'R-COMPANY' }));
  const marks = listed(listed(listed(grid, 'units').find((one) => one['code'] === 'FURNACE-2') ?? {}, 'days')[0] ?? {}, 'slots').map((slot) => slot['mark']);
  assert.deepEqual(marks.slice(1, 4), ['taken', 'taken', 'free']);
  done(await hall.desk.api('reservations.cancel', { reservation: second['reservation'] }));
  assert.deepEqual(await cells(second), []);
  assert.equal((await reserve(hall.desk, 'FURNACE-2', '2027-02-10', 'C3')).status, 201);
});

test('同時に申し込んでも、待合室が重なることはない', async () => {
  const tries = await Promise.all(Array.from({ length: 12 }, (_, index) => reserve(hall.desk, `FURNACE-${1 + (index % 2)}`, '2027-02-11', `C${1 + (index % 3)}`)));
  assert.ok(tries.every((reply) => reply.status === 201 || reply.status === 409), tries.map((reply) => reply.status).join());
  assert.ok(tries.some((reply) => reply.status === 201));
  assert.equal(await overlaps(hall), 0);
  const [half] = await hall.rows<{ count: number }>(`select count(*)::int as count from reservations.reservations r where r.use_date = '2027-02-11' and r.state = 'approval_pending' and (select count(*) from reservations.claims c where c.reservation_id = r.id) <> 2`);
  assert.equal(half?.count, 0, 'every booking has a furnace and a room');
});

test('亡くなられた方が市内なら市内の額。許可には記録が要り、監査の記録に名前は残らない', async () => {
  assert.equal(refused(await hall.department.api('reservations.decide', { reservation: made['reservation'], decision: 'grant' })).code, 'DeceasedNeeded');
  const saved = done(await undertaker.client.api('reservations.saveDeceased', { reservation: made['reservation'], ...person }));
  assert.equal(saved['feeYen'], 18_000);
  const decided = done(await hall.department.api('reservations.decide', { reservation: made['reservation'], decision: 'grant' }));
  assert.deepEqual([decided['state'], decided['feeYen']], ['provisional', 18_000]);
  assert.equal(refused(await undertaker.client.api('reservations.saveDeceased', { reservation: made['reservation'], ...person, resident: false })).code, 'WrongState', 'after the decision it is the desk’s');
  const corrected = done(await hall.desk.api('reservations.saveDeceased', { reservation: made['reservation'], ...person, resident: false }));
  assert.equal(corrected['feeYen'], 58_000);
  const bills = await hall.rows<{ amount_yen: number; state: string }>(`select amount_yen, state from kernel.receivables where subject = 'reservation:' || $1 order by amount_yen`, [made['reservation']]);
  assert.deepEqual(bills.map((bill) => [bill.amount_yen, bill.state]), [[18_000, 'cancelled'], [58_000, 'open']]);
  done(await hall.desk.api('reservations.saveDeceased', { reservation: made['reservation'], ...person }));
  const audited = await hall.rows<{ text: string }>(`select a::text as text from kernel.audit_entries a where a.command = 'reservations.saveDeceased'`);
  assert.ok(audited.length > 0 && audited.every((row) => !row.text.includes('山田')), 'no name in the audit trail');
});

test('火葬許可証を受け取るまで使えず、同じ番号は一度だけ', async () => {
  const [bill] = await hall.rows<{ id: string; amount_yen: number }>(`select id, amount_yen from kernel.receivables where subject = 'reservation:' || $1 and state = 'open'`, [made['reservation']]);
  done(await hall.desk.api('reservations.pay', { reservation: made['reservation'], receivable: bill?.id, amount: bill?.amount_yen, tendered: bill?.amount_yen }));
  assert.equal(await stateOf(hall, made['reservation']), 'permitted');
  const early = refused(await hall.desk.api('reservations.checkIn', { reservation: made['reservation'] }));
  assert.equal(early.code, 'PermitNeeded');
  assert.match(early.title, /墓地、埋葬等に関する法律14条/);
  done(await hall.desk.api('reservations.receiveCremationPermit', { reservation: made['reservation'], permitNumber: '第 １２３ 号' }));
  const other = done(await reserve(hall.desk, 'FURNACE-1', '2027-02-12', 'C1'));
  assert.equal(refused(await hall.desk.api('reservations.receiveCremationPermit', { reservation: other['reservation'], permitNumber: '第123号' })).code, 'DeceasedNeeded');
  done(await hall.desk.api('reservations.saveDeceased', { reservation: other['reservation'], ...person, name: '佐藤 次郎' }));
  assert.equal(refused(await hall.desk.api('reservations.receiveCremationPermit', { reservation: other['reservation'], permitNumber: '第123号' })).code, 'PermitUsed');
  done(await hall.desk.api('reservations.cancel', { reservation: other['reservation'] }));
  const [kept] = await hall.rows<{ count: number }>('select count(*)::int as count from reservations.deceased where reservation_id = $1', [other['reservation']]);
  assert.equal(kept?.count, 0, 'a cancelled cremation leaves no record of the deceased');
});

test('名札は当日一覧と帳票に出て、掲示と空き状況には出ない。見たことは残る', async () => {
  const path = `/staff/reservations/SAIJO/day`;
  assert.match((await hall.desk.get(`${path}?date=2027-02-10`)).text, /山田 太郎/);
  const words = (reply: Reply) => execFileSync('pdftotext', ['-raw', '-', '-'], { input: reply.bytes, encoding: 'utf8' }).replaceAll(/[\s\u200b\u3000]/gu, '');
  const plates = words(await hall.desk.get('/staff/reservations/SAIJO/name-plates.pdf?date=2027-02-10'));
  assert.ok(plates.includes('山田太郎儀') && plates.includes('11:30') && plates.includes('待合室1') && plates.includes('式場'), plates);
  assert.ok(!plates.includes('金色1') && !plates.includes('88'), 'nothing but the name');
  assert.ok(!words(await hall.desk.get('/staff/reservations/SAIJO/signage.pdf?date=2027-02-10')).includes('山田'));
  assert.ok(!(await hall.server.get('/facilities/SAIJO/openings?week=2027-02-08')).text.includes('山田'));
  assert.match((await hall.desk.get(booking(made))).text, /山田 太郎[\s\S]*第123号/);
  const looks = await hall.rows<{ query: string }>('select distinct query from kernel.looks where $1 = any(subjects) order by query', [`deceased:${String(made['reservation'])}`]);
  assert.deepEqual(looks.map((look) => look.query), ['reservations.alongside', 'reservations.namePlates']);
  const stranger = await hall.team();
  const nothing = await stranger.client.query('reservations.alongside', { reservation: String(made['reservation']) });
  assert.ok(nothing.status === 404 || !nothing.text.includes('山田'), nothing.text);
});

test('変更すると、炉も待合室も式場も一緒に移る', async () => {
  const moved = done(await hall.desk.api('reservations.change', { reservation: made['reservation'], date: '2027-02-12', slots: ['C4'], purpose: 'funeral', reason: '日程の変更' }));
  assert.deepEqual([moved['state'], moved['feeYen']], ['permitted', 18_000]);
  assert.deepEqual(await cells(made), ['f1', 'h1', 'w1']);
  const [room] = await hall.rows<{ from: Temporal.Instant }>(`select lower(during) as "from" from reservations.tied_rooms where reservation_id = $1 and code = 'WAITING'`, [made['reservation']]);
  assert.equal(room?.from.toString(), '2027-02-12T04:30:00Z');
});

test('許可証のないまま時間が過ぎても、済んだことにはならない', async () => {
  const forgotten = done(await reserve(hall.desk, 'FURNACE-2', '2027-02-12', 'C1'));
  done(await hall.desk.api('reservations.saveDeceased', { reservation: forgotten['reservation'], ...person, name: '鈴木 三郎' }));
  done(await hall.department.api('reservations.decide', { reservation: forgotten['reservation'], decision: 'grant' }));
  const [bill] = await hall.rows<{ id: string }>(`select id from kernel.receivables where subject = 'reservation:' || $1 and state = 'open'`, [forgotten['reservation']]);
  done(await hall.desk.api('reservations.pay', { reservation: forgotten['reservation'], receivable: bill?.id, amount: 10_000, tendered: 10_000 }));
  await hall.at('2027-02-12T18:00:00+09:00');
  assert.deepEqual([await stateOf(hall, forgotten['reservation']), await stateOf(hall, made['reservation'])], ['permitted', 'completed']);
});
