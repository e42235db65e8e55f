/** 個人開放: books of tickets, the door, the full hall. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, type Client, done, listed, openAcceptanceHall, refused, told } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
/** The one who watches the door for a contractor: no cash, no names. */
let door: Client;
let doorId: string;
const seen = (text: string): string => text.replaceAll(/<wbr ?\/?>|\u200b/gu, '');
/** Another hour or another day: everybody signs in again. */
const clockTo = async (moment: string): Promise<void> => {
  await hall.clockTo(moment);
  door = await hall.server.asStaff(doorId);
};

const withOpenUse = (rules: FacilityPolicyInput): FacilityPolicyInput => ({
  ...rules,
  pools: [...(rules.pools ?? []), { code: 'OPEN', name: { ja: '個人開放', en: 'Drop-in places' }, capacity: 5 }],
  openUse: {
    pool: 'OPEN', stayMinutes: 120, ground: '条例別表第2',
    entries: [{ code: 'ADULT', name: { ja: '一般', en: 'Adult' }, yen: 200 }, { code: 'HELP', name: { ja: '手帳をお持ちの方', en: 'With a certificate' }, yen: 0 }],
    books: [{ code: 'B3', name: { ja: '回数券（3枚）', en: 'Book of 3' }, entry: 'ADULT', uses: 3, months: 1, yen: 500 }, { code: 'PASS', name: { ja: '定期券', en: 'Pass' }, entry: 'ADULT', months: 1, yen: 3000 }],
  },
});

before(async () => {
  hall = await openAcceptanceHall('2027-01-31T10:00:00+09:00');
  await hall.facility('OPENGYM', withOpenUse);
  doorId = await hall.server.newStaff(['reservations.day'], '夜間 管理');
  door = await hall.server.asStaff(doorId);
});
after(() => hall.close());

const sell = async (book: string, tendered = ''): Promise<Answer> => done(await hall.desk.api('reservations.sellBook', { facility: 'OPENGYM', book, tendered }));
const enter = (client: Client, number: unknown, persons = 1) => client.api('reservations.admitWithTickets', { facility: 'OPENGYM', number, persons });
const day = async (more: Readonly<Record<string, string>> = {}) => told(await hall.desk.query('reservations.openUseDay', { facility: 'OPENGYM', ...more }));

let book: Answer;
test('回数券を売ると、お釣りと領収が出て、期限は翌月の末日', async () => {
  book = await sell('B3', '1000');
  assert.deepEqual([book['changeYen'], book['validTo']], [500, '2027-02-28']);
  const [receipt] = await hall.rows<{ amount_yen: number; place: string; title: string }>('select c.amount_yen, c.place, v.title from kernel.receipts c join kernel.receivables v on v.id = c.receivable_id where c.id = $1', [book['receipt']]);
  assert.deepEqual([receipt?.amount_yen, receipt?.place], [500, '試験施設 OPENGYM']);
  assert.match(receipt?.title ?? '', new RegExp(`回数券（3枚）（番号 ${String(book['number'])}）`, 'u'));
  const few = refused(await hall.desk.api('reservations.sellBook', { facility: 'OPENGYM', book: 'B3', tendered: '400' }));
  assert.equal(few.code, 'TenderedTooLittle');
  const [count] = await hall.rows<{ books: number; bills: number }>(`select (select count(*)::int from reservations.ticket_books) as books, (select count(*)::int from kernel.receivables where subject like 'ticket-book:%') as bills`);
  assert.deepEqual([count?.books, count?.bills], [1, 1], 'no money, no book, no bill');
});

test('番号はどう打っても同じ。受付の人は、現金なしで券だけを扱える', async () => {
  const typed = String(book['number']).toLowerCase().replace('-', '');
  assert.equal(done(await enter(door, typed))['left'], 2);
  assert.equal((await door.api('reservations.admit', { facility: 'OPENGYM', entry: 'ADULT', persons: 1 })).status, 403);
  assert.equal(refused(await enter(door, 'ZZZZ-ZZZZ')).code, 'UnknownTicket');
  const elsewhere = await hall.server.asStaff(await hall.server.newStaff([{ permission: 'reservations.day', scope: ['facility:OTHER'] }], '別館 管理'));
  assert.equal((await enter(elsewhere, book['number'])).status, 404);
});

test('同じ回数券を二つの入口で同時に使っても、最後の一枚は一度だけ', async () => {
  assert.equal(done(await enter(hall.desk, book['number']))['left'], 1);
  const both = await Promise.all([enter(door, book['number']), enter(hall.desk, book['number']), enter(door, book['number'])]);
  assert.deepEqual(both.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409, 409]);
  const losers = both.filter((reply) => reply.status === 409).map(refused);
  assert.ok(losers.every((one) => one.code === 'UsedUp' && one.title.includes('残りは0枚')), JSON.stringify(losers));
  const [kept] = await hall.rows<{ used: number; admitted: number }>(`select b.used, (select sum(a.persons)::int from reservations.admissions a where a.book_id = b.id) as admitted from reservations.ticket_books b where b.number = $1`, [book['number']]);
  assert.deepEqual([kept?.used, kept?.admitted], [3, 3]);
});

test('定員までで、満ちていれば券も現金も減らさない。時間がたてば、また入れる', async () => {
  const paid = done(await hall.desk.api('reservations.admit', { facility: 'OPENGYM', entry: 'ADULT', persons: 2, tendered: '1000' }));
  assert.deepEqual([paid['yen'], paid['changeYen']], [400, 600]);
  const pass = await sell('PASS');
  assert.deepEqual([(await day())['inside'], (await day())['capacity']], [5, 5]);
  const full = refused(await enter(door, pass['number']));
  assert.deepEqual([full.status, full.code], [409, 'NotEnough']);
  assert.match(full.title, /個人開放は、残り0です/);
  assert.equal(refused(await hall.desk.api('reservations.admit', { facility: 'OPENGYM', entry: 'ADULT', persons: 1 })).code, 'NotEnough');
  const [money] = await hall.rows<{ yen: number }>(`select coalesce(sum(amount_yen), 0)::int as yen from kernel.receivables where subject like 'admission:%'`);
  assert.equal(money?.yen, 400, 'nobody paid for a full hall');
  await clockTo('2027-01-31T12:30:00+09:00');
  assert.equal((await day())['inside'], 0);
  assert.equal(done(await enter(door, pass['number']))['left'], null, 'a pass counts nothing off');
});

test('取り消せるのは今日の券の入場だけで、券と定員が戻り、二度は戻らない', async () => {
  const other = await sell('B3');
  const entered = done(await enter(hall.desk, other['number'], 3));
  assert.equal(refused(await enter(hall.desk, other['number'])).code, 'UsedUp');
  const page = '/staff/reservations/OPENGYM/open-use';
  const undone = await hall.desk.post(page, { _action: 'undo', admission: String(entered['admission']) });
  assert.deepEqual([undone.status, undone.location], [303, page]);
  assert.equal(refused(await hall.desk.api('reservations.undoAdmission', { admission: entered['admission'] })).code, 'AlreadyUndone');
  assert.equal((await door.api('reservations.undoAdmission', { admission: entered['admission'] })).status, 403);
  const again = done(await enter(hall.desk, other['number'], 3));
  assert.equal(again['left'], 0, 'the three places were free again, too');
  await clockTo('2027-02-01T09:00:00+09:00');
  assert.equal(refused(await hall.desk.api('reservations.undoAdmission', { admission: again['admission'] })).code, 'AlreadyUndone', 'yesterday is closed');
});

test('日計は、区分ごとに現金と回数券を分け、取り消した入場を数えない', async () => {
  const it = await day({ date: '2027-01-31' });
  assert.deepEqual(listed(it, 'totals'), [{ entry: 'ADULT', cash: 2, tickets: 7, persons: 9, yen: 400 }, { entry: 'HELP', cash: 0, tickets: 0, persons: 0, yen: 0 }]);
  assert.deepEqual(listed(it, 'sales').map((one) => [one['code'], one['count'], one['yen']]), [['B3', 2, 1000], ['PASS', 1, 3000]]);
  assert.equal(listed(it, 'admissions').filter((one) => one['undone'] === true).length, 1);
});

test('無料の区分に領収は要らず、領収を取り消した回数券と期限の過ぎた回数券は使えない', async () => {
  const free = done(await hall.desk.api('reservations.admit', { facility: 'OPENGYM', entry: 'HELP', persons: 2 }));
  assert.deepEqual([free['yen'], free['receipt']], [0, null]);
  const wrong = await sell('B3');
  const accounts = await hall.server.asStaff(await hall.server.newStaff(['payments.refund', 'payments.read'], '会計 四郎'));
  done(await accounts.api('payments.reverseReceipt', { receipt: wrong['receipt'], reason: '売り間違い' }));
  assert.equal(refused(await enter(hall.desk, wrong['number'])).code, 'BookNotPaid');
  const late = await sell('B3');
  assert.equal(late['validTo'], '2027-03-01');
  await clockTo('2027-03-01T21:00:00+09:00');
  assert.equal(done(await enter(hall.desk, late['number']))['left'], 2, 'good on its last day');
  await clockTo('2027-03-02T09:00:00+09:00');
  const over = refused(await enter(hall.desk, late['number']));
  assert.equal(over.code, 'BookExpired');
  assert.match(over.title, /令和9年3月1日/);
});

test('画面：売った番号と領収が見え、断られても打った番号が残る。料金は市民の画面にも出る', async () => {
  const page = '/staff/reservations/OPENGYM/open-use';
  const sold = await hall.desk.post(page, { _action: 'sell', book: 'B3', tendered: '1000' }, { follow: true });
  assert.match(seen(sold.text), /回数券を売りました[\s\S]*領収番号/);
  const no = await hall.desk.post(page, { _action: 'tickets', number: 'abcd-efgh', persons: '2' });
  assert.equal(no.status, 422);
  assert.match(no.text, /value="abcd-efgh"/);
  assert.ok(!seen((await door.get(page)).text).includes('回数券を売る'), 'no cash for whoever only watches the door');
  const shown = seen((await hall.server.get('/facilities/OPENGYM')).text);
  assert.match(shown, /個人利用（予約なし）[\s\S]*一般[\s\S]*200[\s\S]*回数券（3枚）[\s\S]*買った日から1か月/);
  const nothing = await hall.facility('PLAIN');
  assert.ok(nothing('GYM-ALL'));
  assert.equal((await hall.desk.get('/staff/reservations/PLAIN/open-use')).status, 404);
  assert.equal(refused(await hall.desk.api('reservations.admit', { facility: 'PLAIN', entry: 'ADULT', persons: 1 })).code, 'NoOpenUse');
});
