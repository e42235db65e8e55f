/** DV等支援措置: a hidden name is a number on every page, list, file and search for whoever does not decide about registrations. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, book, type Client, done, listed, openAcceptanceHall, payExactly, type Team, told } from './acceptance-fixture.ts';

let hall: AcceptanceHall;
let hidden: Team;
let number = '';
let reservation = '';
before(async () => {
  hall = await openAcceptanceHall('2027-01-19T10:00:00+09:00');
  const unit = await hall.facility('HIDE');
  hidden = await hall.team({ name: '霞桜ひそかの会', members: ['霞 さくら'] });
  await hall.rows(`update reservations.patrons set kana = 'カスミザクラ', representative = '霞 さくら', phone = '0249991234', email = 'kasumi@example.jp' where id = $1`, [hidden.id]);
  number = (await hall.rows<{ number: string }>('select number from reservations.patrons where id = $1', [hidden.id]))[0]?.number ?? '';
  // Hidden by the very form of the office, after the registration was there.
  const form = await hall.department.post(`/staff/reservations/patrons/${hidden.id}`, { _action: 'change', hiddenName: 'yes', reason: '支援措置の申出' });
  assert.equal(form.status, 303, form.text.slice(0, 300));
  const booked = done(await book(hidden, unit('GYM-ALL'), '2027-02-06', ['AM']));
  await payExactly(hall, booked);
  reservation = String(booked['reservation']);
  await hall.city.background.settle();
});
after(() => hall.close());

const secrets = ['霞桜', 'カスミザクラ', '霞 さくら', '霞さくら', '0249991234', '024-999-1234', 'kasumi@'];

function assertSilent(text: string, what: string): void {
  const seen = text.replaceAll(/<wbr ?\/?>|\u200b/gu, '');
  for (const secret of secrets) assert.ok(!seen.includes(secret), `${what}: ${secret} …${seen.slice(Math.max(0, seen.indexOf(secret) - 200), seen.indexOf(secret) + 60)}`);
}

const desk = (client: Client) => ['', '/HIDE?date=2027-02-06', '/HIDE/day?date=2027-02-06', '/bookings?facility=HIDE', `/bookings/${reservation}`, `/patrons/${hidden.id}`, `/patrons?q=${number}`, '/series', '/csv/bookings?facility=HIDE', '/HIDE/new?unit=GYM-ALL&date=2027-02-07&slot=AM'].map(async (path) => ({ path, reply: await client.get(`/staff/reservations${path}`) }));

test('窓口の画面・一覧・CSVには番号だけ。予約は番号で扱える', async () => {
  for (const { path, reply } of await Promise.all(desk(hall.desk))) {
    assert.ok(reply.status === 200 || reply.status === 404, `${path}: ${reply.status}`);
    assertSilent(reply.text, path);
  }
  const shown = await hall.desk.get(`/staff/reservations/bookings/${reservation}`);
  assert.match(shown.text.replaceAll(/<wbr ?\/?>|\u200b/gu, ''), new RegExp(`登録 ${number}`));
});

test('名前・フリガナ・電話では、あるとも無いとも答えない。番号なら見つかる', async () => {
  for (const text of ['霞桜ひそか', 'カスミザクラ', '0249991234', '1234']) {
    assert.deepEqual(listed(await hall.desk.query('reservations.findPatron', { text })), [], text);
    if (text !== '1234') assert.deepEqual(listed(told(await hall.desk.query('reservations.findBookings', { q: text })), 'bookings'), [], text);
  }
  const found = listed(await hall.desk.query('reservations.findPatron', { text: number }));
  assert.deepEqual(found.map((one) => [one['name'], one['phone'], one['kana']]), [[`登録 ${number}`, '', '']]);
  assert.equal(listed(told(await hall.desk.query('reservations.findBookings', { q: number })), 'bookings').length, 1);
});

test('全体の検索と市民の画面にも出ない', async () => {
  for (const text of ['霞桜ひそかの会', 'カスミザクラ']) {
    const everywhere = await hall.desk.get(`/staff/search?q=${encodeURIComponent(text)}`);
    assert.ok(everywhere.status < 500);
    assert.ok(!everywhere.text.includes(hidden.id), '登録の番地も出ない');
    const open = await hall.server.get(`/search?q=${encodeURIComponent(text)}`);
    assert.ok(!open.text.includes(hidden.id));
  }
  const entries = await hall.rows(`select from kernel.search_entries where title like '%霞桜%' or note like '%霞桜%'`);
  assert.deepEqual(entries, []);
  assertSilent((await hall.server.get('/facilities/HIDE/openings?week=2027-02-01')).text, 'openings');
});

test('登録を審査する職員には名前が見え、見たことが残る。承認だけの職員には見えない', async () => {
  const page = await hall.department.get(`/staff/reservations/patrons/${hidden.id}`);
  assert.match(page.text.replaceAll(/<wbr ?\/?>|\u200b/gu, ''), /霞桜ひそかの会/);
  const looks = await hall.rows(`select from kernel.looks where query = 'reservations.patronPage' and $1 = any(subjects)`, [`patron:${hidden.id}`]);
  assert.ok(looks.length > 0);
  assert.equal(listed(await hall.department.query('reservations.findPatron', { text: '霞桜ひそか' })).length, 1);
  const approver = await hall.server.asStaff(await hall.server.newStaff(['reservations.approve'], '承認 係'));
  assertSilent((await approver.get(`/staff/reservations/bookings/${reservation}`)).text, 'approver');
  assertSilent((await approver.get('/staff/reservations/approvals')).text, 'approvals');
  const watcher = await hall.server.asStaff(await hall.server.newStaff(['reservations.patterns', 'reservations.statistics'], '点検 係'));
  assertSilent((await watcher.get('/staff/reservations/patterns')).text, 'patterns');
  assertSilent((await watcher.get('/staff/reservations/csv/statistics?from=2027-02-01&to=2027-02-28')).text, 'statistics');
});
