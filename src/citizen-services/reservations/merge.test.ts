/** 登録の統合: asked for by one, decided by another, nothing lost, no suspension washed off, and undone row by row. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, book, type Client, done, openAcceptanceHall, refused, type Team } from './acceptance-fixture.ts';

let hall: AcceptanceHall;
let second: Client;
let unit: (code: string) => string;
before(async () => {
  hall = await openAcceptanceHall('2027-01-19T10:00:00+09:00');
  second = await hall.server.asStaff(await hall.server.newStaff(['reservations.patrons'], '別の 職員'));
  unit = await hall.facility('MERGE');
});
after(() => hall.close());

const standing = async (team: Team) => (await hall.rows<{ status: string; until: string | null }>('select status, suspended_until::text as until from reservations.patrons where id = $1', [team.id]))[0];
const bookings = async (team: Team) => (await hall.rows<{ id: string }>('select id from reservations.reservations where patron_id = $1 order by id', [team.id])).map((row) => row.id);
const ask = (client: Client, keep: Team, gone: Team) => client.api('reservations.requestMerge', { keep: keep.id, gone: gone.id, reason: '同じ団体の二重登録' });

test('申し出た人は決められず、別の人が認めると、予約・枠・点数が移り、使わないほうは終わり、両方に知らせる', async () => {
  const [keep, gone] = [await hall.team(), await hall.team()];
  const own = done(await book(keep, unit('GYM-ALL'), '2027-02-06', ['AM']));
  const moved = done(await book(gone, unit('GYM-ALL'), '2027-02-06', ['PM']));
  await hall.rows(`insert into reservations.penalties (id, patron_id, event, points, legal_basis, at, given_by) values ($1, $2, 'no_show', 3, '規則第12条', now(), 'test')`, [hall.city.id(), gone.id]);
  assert.equal(refused(await ask(hall.department, keep, keep)).code, 'InvalidInput');
  const merge = done(await ask(hall.department, keep, gone))['merge'];
  assert.equal(refused(await ask(second, keep, gone)).code, 'AlreadyAsked');
  assert.equal(refused(await hall.department.api('reservations.decideMerge', { merge, decision: 'approve' })).code, 'SamePerson');
  assert.deepEqual(await bookings(gone), [moved['reservation']], 'まだ何も変わらない');
  const board = await second.get('/staff/reservations/patrons');
  assert.match(board.text.replaceAll(/<wbr ?\/?>|\u200b/gu, ''), /まとめる申出があります/);
  const pressed = await second.post('/staff/reservations/patrons', { _action: 'merge', merge: String(merge), decision: 'approve' });
  assert.equal(pressed.status, 303, pressed.text.slice(0, 300));
  assert.deepEqual(await bookings(keep), [own['reservation'], moved['reservation']].map(String).toSorted());
  assert.equal((await standing(gone))?.status, 'closed');
  const owners = await hall.rows<{ patron_id: string }>(`select distinct patron_id from reservations.claims where reservation_id = any($1::uuid[])`, [[own['reservation'], moved['reservation']]]);
  assert.deepEqual(owners.map((row) => row.patron_id), [keep.id]);
  assert.equal((await hall.rows('select from reservations.penalties where patron_id = $1', [keep.id])).length, 1, '点数も消えない');
  await hall.city.background.settle();
  const told = await hall.rows<{ citizen_id: string }>(`select citizen_id from kernel.notices where kind = 'reservations.patronsMerged'`);
  assert.deepEqual(told.map((row) => row.citizen_id).toSorted(), [keep.citizen, gone.citizen].toSorted());

  // Undone: exactly what was moved goes back; what the kept one booked since stays with it.
  const since = done(await book(keep, unit('GYM-ALL'), '2027-02-13', ['AM']));
  done(await second.api('reservations.undoMerge', { merge, reason: '別の団体だった' }));
  assert.deepEqual(await bookings(gone), [moved['reservation']]);
  assert.deepEqual(await bookings(keep), [own['reservation'], since['reservation']].map(String).toSorted());
  assert.deepEqual([(await standing(keep))?.status, (await standing(gone))?.status], ['active', 'active']);
  assert.equal((await hall.rows('select from reservations.penalties where patron_id = $1', [gone.id])).length, 1);
  assert.equal(refused(await second.api('reservations.undoMerge', { merge, reason: '二度目' })).code, 'WrongState');
});

test('停止中の登録をまとめても、停止は消えない。取り消せば元に戻る', async () => {
  const [keep, gone] = [await hall.team(), await hall.team()];
  await hall.rows(`update reservations.patrons set status = 'suspended', suspended_until = '2027-06-30' where id = $1`, [gone.id]);
  const merge = done(await ask(hall.department, keep, gone))['merge'];
  done(await second.api('reservations.decideMerge', { merge, decision: 'approve' }));
  assert.deepEqual(await standing(keep), { status: 'suspended', until: '2027-06-30' });
  assert.equal(refused(await book(keep, unit('GYM-ALL'), '2027-02-20', ['AM'])).code, 'NotActive');
  done(await second.api('reservations.undoMerge', { merge, reason: '誤り' }));
  assert.deepEqual([await standing(keep), await standing(gone)], [{ status: 'active', until: null }, { status: 'suspended', until: '2027-06-30' }]);
});

test('個人と団体はまとめられず、認めなければ何も変わらない', async () => {
  const [keep, gone] = [await hall.team(), await hall.team()];
  await hall.rows(`update reservations.patrons set kind = 'individual' where id = $1`, [gone.id]);
  assert.equal(refused(await ask(hall.department, keep, gone)).code, 'OtherKind');
  await hall.rows(`update reservations.patrons set kind = 'group' where id = $1`, [gone.id]);
  const merge = done(await ask(hall.department, keep, gone))['merge'];
  done(await second.api('reservations.decideMerge', { merge, decision: 'refuse' }));
  assert.equal((await standing(gone))?.status, 'active');
  assert.ok(done(await ask(second, keep, gone))['merge'], '断られた後、あらためて申し出られる');
});
