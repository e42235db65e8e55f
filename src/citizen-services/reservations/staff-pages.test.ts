/** The office's pages as a browser uses them: a form is posted, the page leads on, and what it did is looked up. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, book, done, openAcceptanceHall, payExactly, type Reply, stateOf, type Team } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2027-01-21T10:00:00+09:00');
});
after(() => hall.close());

const words = (pdf: Uint8Array): string => execFileSync('pdftotext', ['-raw', '-', '-'], { input: pdf, encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
const seen = (reply: Reply): string => reply.text.replaceAll(/<wbr ?\/?>|\u200b/gu, '');

/** Half a gym costs 1,000 yen, whoever comes, and can be booked half a year ahead. */
function plain(rules: FacilityPolicyInput): FacilityPolicyInput {
  assert.ok(rules.fee);
  const table = ['GYM-ALL', 'GYM-A', 'GYM-B'].flatMap((unit) => ['AM', 'PM', 'NT'].map((slot) => ({ unit, slot, yen: 1000 })));
  return {
    ...rules, units: rules.units.filter((unit) => ['GYM-ALL', 'GYM-A', 'GYM-B'].includes(unit.code)).map((unit) => ({ ...unit, purposes: ['*'] })),
    fee: { ...rules.fee, versions: rules.fee.versions.map((version) => ({ ...version, factors: [], table })) },
    windows: [{ classes: ['*'], phase: 'first_come', open: { monthsBefore: 6, day: 1, time: '09:00', ifClosed: 'as_is' }, legalBasis: '規則第4条' }],
  };
}

async function paidBooking(unit: string, date: string, slot: string, team?: Team): Promise<Answer & { readonly at: string }> {
  const made = done(await book(team ?? (await hall.team()), unit, date, [slot]));
  const paid = await payExactly(hall, made);
  return { ...made, ...paid, at: `/staff/reservations/bookings/${String(made['reservation'])}` };
}

test('似た登録を「別」と確かめると警告が消え、両方の経過に残り、二度目は断られる', async () => {
  const [one, other] = [await hall.team({ name: '油井卓球会' }), await hall.team({ name: '油井卓球クラブ' })];
  const hint = hall.city.id();
  await hall.rows('insert into reservations.duplicate_hints (id, patron_id, other_id, reasons, found_at) values ($1, $2, $3, $4, $5)', [hint, one.id, other.id, ['similar_name'], hall.city.clock.now()]);
  const page = `/staff/reservations/patrons/${one.id}`;
  assert.match(seen(await hall.department.get(page)), /名前がよく似ている/);
  const settled = await hall.department.post(page, { _action: 'settle', hint, verdict: 'different', note: '代表者に電話で確かめた' });
  assert.deepEqual([settled.status, settled.location], [303, page]);
  assert.doesNotMatch(seen(await hall.department.get(page)), /似た登録が/);
  const kept = await hall.rows<{ note: string }>(`select note from reservations.patron_events where what = 'duplicate_settled' and patron_id in ($1, $2)`, [one.id, other.id]);
  assert.deepEqual(kept.map((row) => row.note), Array.from({ length: 2 }, () => '別の人・団体：代表者に電話で確かめた'));
  const again = await hall.department.post(page, { _action: 'settle', hint, verdict: 'same' });
  assert.equal(again.status, 409);
  assert.match(seen(again), /すでに確かめています/);
});

test('停電後の入力：済んだ利用は入金と終わりまで記録し、使っている最中の利用は許可まで、15日前の行は断る', async () => {
  await hall.facility('POWER', plain);
  const page = '/staff/reservations/POWER/reentry';
  const enter = async (date: string, lines: string) => seen(await hall.desk.post(page, { _action: 'book', date, lines }, { follow: true }));
  const states = async (date: string) => (await hall.rows<{ walk_in_name: string; state: string }>(`select r.walk_in_name, r.state from reservations.reservations r join reservations.facilities f on f.id = r.facility_id where f.code = 'POWER' and r.use_date = $1 order by r.walk_in_name`, [date])).map((row) => [row.walk_in_name, row.state]);
  const over = await enter('2027-01-19', '午前, 半面A, 甲の会, 0243-00-1111, 1000\n午後, 半面B, 乙の会, 0243-00-2222');
  assert.match(over, /入金は、予約の画面で記録してください/);
  assert.deepEqual(await states('2027-01-19'), [['乙の会', 'provisional'], ['甲の会', 'completed']]);
  await enter('2027-01-21', '午前, 半面A, 丙の会, 0243-00-3333, 1000');
  assert.deepEqual(await states('2027-01-21'), [['丙の会', 'permitted']], '12時までの利用は、まだ終わっていない');
  assert.match(await enter('2027-01-06', '午前, 半面A, 丁の会, 0243-00-4444, 1000'), /確かめてください/);
  assert.deepEqual(await states('2027-01-06'), []);
  const taken = await hall.rows<{ amount_yen: number }>(`select c.amount_yen from kernel.receipts c join kernel.receivables v on v.id = c.receivable_id where v.title like '試験施設 POWER%'`);
  assert.deepEqual(taken.map((row) => row.amount_yen), [1000, 1000]);
});

test('還付：求めた人は承認できず、現金は窓口の名前なしに払えず、払うと日計と締めから引かれる。領収の取消しも締めに響く', async () => {
  const unit = await hall.facility('BACK', plain);
  const first = await paidBooking(unit('GYM-ALL'), '2027-02-06', 'AM');
  const second = await paidBooking(unit('GYM-ALL'), '2027-02-06', 'PM');
  await paidBooking(unit('GYM-ALL'), '2027-02-06', 'NT');
  const both = await hall.server.asStaff(await hall.server.newStaff(['reservations.desk', 'payments.refund', 'payments.read'], '兼務 三郎'));
  const accounts = await hall.server.asStaff(await hall.server.newStaff(['payments.refund', 'payments.read'], '会計 四郎'));
  assert.equal((await both.post(first.at, { _action: 'cancel', cause: 'weather', reason: '台風のため' })).status, 303);
  const [refund] = await hall.rows<{ id: string; state: string }>('select id, state from kernel.refunds where receivable_id = $1', [first['receivable']]);
  assert.ok(refund);
  const page = '/staff/collection/refunds';
  const own = await both.post(page, { _action: 'approve', refund: refund.id });
  assert.equal(own.status, 409);
  assert.match(seen(own), /別の人が承認/);
  assert.equal((await accounts.post(page, { _action: 'approve', refund: refund.id })).location, page);
  const nowhere = await hall.desk.post(page, { _action: 'pay', refund: refund.id, method: 'cash', place: ' ' });
  assert.equal(nowhere.status, 422);
  assert.match(seen(nowhere), /現金を出した窓口の名前/);
  const place = '試験施設 BACK';
  assert.equal((await hall.desk.post(page, { _action: 'pay', refund: refund.id, method: 'cash', place })).location, page);
  const reversed = await accounts.post(`/staff/collection/receipts/${String(second['receipt'])}`, { _action: 'reverse', reason: '打ち間違い' });
  assert.equal(reversed.location, '/staff/collection');
  const book1 = seen(await hall.desk.get(`/staff/collection?place=${encodeURIComponent(place)}`));
  assert.match(book1, /現金で返した還付　1件/);
  const closed = await hall.desk.post('/staff/collection', { _action: 'close', place, day: '2027-01-21', counted: '1000' });
  assert.equal(closed.status, 303);
  const [drawer] = await hall.rows<{ expected_yen: number; counted_yen: number }>('select expected_yen, counted_yen from kernel.cash_closings where place = $1', [place]);
  assert.deepEqual(drawer, { expected_yen: 1000, counted_yen: 1000 }, '3,000円 − 還付1,000円 − 取消し1,000円');
});

test('名前を出さない登録は、当日一覧・鍵貸出簿・CSV・統計・空き状況のどこにも名前と電話が出ない', async () => {
  const unit = await hall.facility('HIDE', plain);
  const hidden = await hall.team({ name: '霞桜ひそかの会' });
  await hall.rows(`update reservations.patrons set hidden_name = true, kana = 'カスミザクラ', representative = '霞 さくら', phone = '0249991234', email = 'kasumi@example.jp' where id = $1`, [hidden.id]);
  await paidBooking(unit('GYM-ALL'), '2027-02-06', 'AM', hidden);
  const [row] = await hall.rows<{ number: string; facility: string }>(`select p.number, f.id as facility from reservations.patrons p, reservations.facilities f where p.id = $1 and f.code = 'HIDE'`, [hidden.id]);
  assert.ok(row);
  const at = '/staff/reservations';
  const printed = await Promise.all([`${at}/HIDE/day.pdf?date=2027-02-06`, `${at}/HIDE/keys.pdf?date=2027-02-06`].map(async (path) => words((await hall.desk.get(path)).bytes)));
  for (const text of printed) assert.ok(text.includes(`登録${row.number}`), text);
  const listed = [
    ...(await Promise.all([`${at}/HIDE?date=2027-02-06`, `${at}/HIDE/day?date=2027-02-06`, `${at}/csv/bookings?facility=HIDE`].map((path) => hall.desk.get(path)))),
    await hall.department.get(`${at}/csv/patrons`), await hall.department.get(`${at}/csv/statistics?from=2027-02-01&to=2027-02-28`), await hall.department.get(`${at}/statistics`), await hall.server.get('/facilities/HIDE/openings?week=2027-02-01'),
  ];
  for (const reply of listed) assert.equal(reply.status, 200, reply.text.slice(0, 200));
  for (const text of [...printed, ...listed.map(seen)]) for (const secret of ['霞桜', 'カスミザクラ', '霞さくら', '霞 さくら', '0249991234', '024-999-1234', 'kasumi@']) assert.ok(!text.includes(secret), `${secret}: ${text.slice(0, 300)}`);
});

test('指定管理者の施設では、許可書の発行者と教示の被告は指定管理者、審査請求は市長。市の施設では市長', async () => {
  const managed = await hall.facility('MANAGED', (rules) => ({ ...plain(rules), payee: 'SPORTS-ASSOC' }));
  const own = await hall.facility('OWN', plain);
  const theirs = words((await hall.desk.get(`${(await paidBooking(managed('GYM-ALL'), '2027-02-06', 'AM')).at}/permit.pdf`)).bytes);
  for (const word of ['指定管理者一般社団法人山麓スポーツ振興会', '一般社団法人山麓スポーツ振興会を被告として', '試験市長に対して審査請求']) assert.ok(theirs.includes(word), `「${word}」がない: ${theirs}`);
  const ours = words((await hall.desk.get(`${(await paidBooking(own('GYM-ALL'), '2027-02-06', 'AM')).at}/permit.pdf`)).bytes);
  for (const word of ['試験市を被告として（訴訟において試験市を代表する者は試験市長です。）', '試験市長（公印省略）']) assert.ok(ours.includes(word.replaceAll('（公印', '(公印').replaceAll('省略）', '省略)')), `「${word}」がない: ${ours}`);
  assert.ok(!ours.includes('指定管理者'));
});

test('領収書：一枚目には印がなく、二枚目からは再発行の回数が入る。許可書と領収書は一つの印刷で出る', async () => {
  const unit = await hall.facility('PRINT', plain);
  const made = await paidBooking(unit('GYM-ALL'), '2027-02-06', 'AM');
  const receipt = String(made['receipt']);
  const print = async (paper: string) => {
    const sent = await hall.desk.post(`/staff/collection/receipts/${receipt}`, { _action: 'print', paper });
    assert.equal(sent.status, 303);
    const reply = await hall.desk.get(sent.location);
    assert.equal(reply.headers['content-type'], 'application/pdf', reply.text.slice(0, 300));
    return { at: sent.location, text: words(reply.bytes) };
  };
  const first = await print('desk');
  assert.equal(first.at, `${made.at}/desk.pdf?receipt=${receipt}&copy=1`);
  for (const word of [String(made['permitNumber']), '公共施設利用許可書', '領収書', '上の金額を領収しました', 'T1234567890123', '1,000円']) assert.ok(first.text.includes(word), `「${word}」がない`);
  assert.ok(!first.text.includes('再発行'));
  assert.ok((await print('booking')).text.includes('再発行（1回目）'));
  assert.ok((await print('')).text.includes('再発行（2回目）'), '収納の画面からの印刷も、同じ数に入る');
  assert.ok(words((await hall.desk.get(`${made.at}/receipt.pdf?receipt=${receipt}`)).bytes).includes('再発行'), '記録のない印刷は、原本にならない');
  const paid = seen(await hall.desk.get(`${made.at}?paid=${receipt}`));
  assert.match(paid, /data-desk-focus[^>]*><form[^>]*action="\/staff\/collection\/receipts\//, '受け取った後の Enter が、許可書と領収書を印刷する');
});

test('承認の画面：理由のない不許可は打った内容のまま断られ、理由は通知書に載る。許可すると入金を待つ', async () => {
  const unit = await hall.facility('DECIDE', (rules) => ({ ...plain(rules), units: plain(rules).units.map((one) => ({ ...one, approval: 'manual' as const })) }));
  const [no, yes] = [done(await book(await hall.team(), unit('GYM-ALL'), '2027-02-06', ['AM'])), done(await book(await hall.team(), unit('GYM-ALL'), '2027-02-06', ['PM']))];
  const page = '/staff/reservations/approvals';
  const decide = (made: Answer, decision: string, reason = '') => hall.department.post(page, { _action: 'decide', reservation: String(made['reservation']), decision, reason });
  assert.match((await hall.department.get(page)).text, new RegExp(String(no['number'])));
  assert.equal((await decide(no, 'refuse')).status, 422);
  assert.equal(await stateOf(hall, no['reservation']), 'approval_pending');
  assert.equal((await decide(no, 'refuse', '床の工事が終わっていないため')).location, page);
  assert.equal(await stateOf(hall, no['reservation']), 'refused');
  const letter = words((await hall.desk.get(`/staff/reservations/bookings/${String(no['reservation'])}/refusal.pdf`)).bytes);
  for (const word of ['床の工事が終わっていないため', '審査請求', '試験市を被告として']) assert.ok(letter.includes(word), letter);
  assert.equal((await decide(yes, 'grant')).location, page);
  assert.equal(await stateOf(hall, yes['reservation']), 'provisional');
  assert.equal((await decide(yes, 'grant')).status, 409, '一度だけ決める');
});
