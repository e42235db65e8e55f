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
    ...(await Promise.all([`${at}/HIDE?date=2027-02-06`, `${at}/HIDE/day?date=2027-02-06`, `${at}/csv/bookings?facility=HIDE`, '/staff/collection/csv/day-book'].map((path) => hall.desk.get(path)))),
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
  const team = await hall.team();
  const mine = await paidBooking(managed('GYM-ALL'), '2027-02-06', 'PM', team);
  const home = words((await team.client.get(`/my/reservations/${mine.at.split('/').at(-1)}/permit.pdf`)).bytes);
  for (const word of ['指定管理者一般社団法人山麓スポーツ振興会', '試験市長に対して審査請求']) assert.ok(home.includes(word), `マイページの許可書に「${word}」がない: ${home}`);
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
    return { at: sent.location, text: words(reply.bytes), pages: execFileSync('pdftotext', ['-', '-'], { input: reply.bytes, encoding: 'utf8' }).split('\f').length - 1 };
  };
  const first = await print('desk');
  assert.equal(first.at, `${made.at}/desk.pdf?receipt=${receipt}&copy=1`);
  for (const word of [String(made['permitNumber']), '公共施設利用許可書', '領収書', '上の金額を領収しました', 'T1234567890123', '1,000円']) assert.ok(first.text.includes(word), `「${word}」がない`);
  assert.ok(!first.text.includes('再発行'));
  assert.equal(first.pages, 2, '許可書が一枚、領収書が一枚');
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
  const twice = await decide(yes, 'grant');
  assert.equal(twice.status, 409, '一度だけ決める');
  assert.match(seen(twice), /受け付けられませんでした/, '申込みが一覧から消えていても、理由を言う');
});

test('公用の申請：画面から申請し、別の人が認めると枠がふさがり、終えると空く。認めなければふさがらない', async () => {
  await hall.facility('BLOCK', plain);
  const page = '/staff/reservations/blocks';
  const ask = async (date: string) => {
    const sent = await hall.desk.post(`${page}?facility=BLOCK`, { _action: 'request', facility: 'BLOCK', units: 'GYM-ALL', date, fromTime: '9:00', lastDate: '', toTime: '12:00', reason: 'event', note: '市の成人式のため', displaces: 'refuse_if_booked' });
    assert.equal(sent.status, 303, seen(sent).slice(-3000));
    const [row] = await hall.rows<{ id: string }>(`select id from reservations.blocks where state = 'requested' order by requested_at desc, id desc limit 1`);
    return row?.id ?? assert.fail('no block');
  };
  const claims = async (block: string) => (await hall.rows<{ count: number }>('select count(*)::int as count from reservations.claims where block_id = $1', [block]))[0]?.count;
  const yes = await ask('2027-02-06');
  assert.equal((await hall.desk.post(page, { _action: 'decide', block: yes, decision: 'approve' })).status, 403, '申請した施設の人は決められない');
  assert.equal((await hall.department.post(page, { _action: 'decide', block: yes, decision: 'approve' })).location, page);
  assert.equal(await claims(yes), 4);
  assert.equal((await hall.desk.post(page, { _action: 'end', block: yes })).location, page);
  assert.equal(await claims(yes), 0);
  const twice = await hall.desk.post(page, { _action: 'end', block: yes });
  assert.equal(twice.status, 409);
  assert.match(seen(twice), /受け付けられませんでした/);
  const no = await ask('2027-02-07');
  assert.equal((await hall.department.post(page, { _action: 'decide', block: no, decision: 'refuse' })).location, page);
  assert.equal(await claims(no), 0);
});

test('年間計画：読み取れない行があれば一件も取り込まず、直すと予約・休館・重なりを数える。MS932のファイルでもよい', async () => {
  const unit = await hall.facility('PLAN', plain);
  const [club] = [await hall.team({ name: '計画の会' })];
  done(await book(await hall.team(), unit('GYM-ALL'), '2027-04-11', ['AM']));
  const [ids] = await hall.rows<{ facility: string; number: string }>(`select f.id as facility, p.number from reservations.facilities f, reservations.patrons p where f.code = 'PLAN' and p.id = $1`, [club.id]);
  assert.ok(ids);
  const page = '/staff/reservations/series';
  const rows = (...lines: readonly string[]) => ['日付,部屋,登録番号,区分', ...lines].join('\r\n');
  const count = async () => (await hall.rows<{ count: number }>('select count(*)::int as count from reservations.reservations where patron_id = $1', [club.id]))[0]?.count;
  const bad = await hall.desk.post(page, { _action: 'import', facility: ids.facility, year: '2027', csv: rows(`2027/4/10,全面,${ids.number},AM`, `2027/4/10,ない部屋,${ids.number},AM`) });
  assert.equal(bad.status, 422);
  assert.match(seen(bad), /ない部屋/);
  assert.equal(await count(), 0);
  const good = await hall.desk.post(page, { _action: 'import', facility: ids.facility, year: '2027', csv: rows(`2027/4/10,全面,${ids.number},AM`, `4月11日,全面,${ids.number},AM`, `2027-04-12,全面,${ids.number},AM`) }, { follow: true });
  assert.match(seen(good), /予約 1件、休館 1件、重なり 1件/);
  assert.equal(await count(), 1);
  // 「日付,部屋,登録番号,区分」と「全面」を、表計算ソフトが保存する文字コードで。
  const ms932 = Buffer.concat([Buffer.from('93fa95742c9594 89ae2c936f985e94d48d862c8be695aa0d0a'.replaceAll(' ', ''), 'hex'), Buffer.from('2027/4/17,'), Buffer.from('915396ca', 'hex'), Buffer.from(`,${ids.number},AM\r\n`)]);
  const part = (name: string, value: string) => Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const body = Buffer.concat([part('_action', 'import'), part('_request', hall.city.id()), part('facility', ids.facility), part('year', '2027'), Buffer.from('--edge\r\ncontent-disposition: form-data; name="file"; filename="plan.csv"\r\ncontent-type: text/csv\r\n\r\n'), ms932, Buffer.from('\r\n--edge--\r\n')]);
  const sent = await hall.desk.raw('POST', page, body, { headers: { 'content-type': 'multipart/form-data; boundary=edge', 'sec-fetch-site': 'same-origin' } });
  assert.equal(sent.status, 303, seen(sent).slice(-2000));
  assert.equal(await count(), 2);
});

test('点数の取消しと利用停止：理由を書いて取り消し、停止には根拠が要り、解くと元に戻る', async () => {
  await hall.facility('POINTS', plain);
  const club = await hall.team({ name: '点数の会' });
  const [facility] = await hall.rows<{ id: string }>(`select id from reservations.facilities where code = 'POINTS'`);
  const given = done(await hall.department.api('reservations.givePenalty', { patron: club.id, facility: facility?.id, event: 'no_show', note: '来なかった' }));
  const page = '/staff/reservations/penalties';
  const withdraw = (reason: string) => hall.department.post(page, { _action: 'withdraw', penalty: String(given['penalty']), reason });
  assert.equal((await withdraw('')).status, 422);
  assert.equal((await withdraw('道路の通行止めのため')).location, page);
  const [point] = await hall.rows<{ withdrawn_reason: string }>('select withdrawn_reason from reservations.penalties where id = $1', [given['penalty']]);
  assert.equal(point?.withdrawn_reason, '道路の通行止めのため');
  const patron = `/staff/reservations/patrons/${club.id}`;
  const status = async () => (await hall.rows<{ status: string }>('select status from reservations.patrons where id = $1', [club.id]))[0]?.status;
  const suspend = (legalBasis: string) => hall.department.post(patron, { _action: 'suspend', until: '2027-03-31', reason: '設備を壊したまま知らせなかったため', legalBasis });
  const without = await suspend('');
  assert.equal(without.status, 422);
  assert.match(seen(without), /設備を壊したまま知らせなかったため/, '打った理由は消えない');
  assert.equal(await status(), 'active');
  assert.equal((await suspend('施行規則 第12条')).location, patron);
  assert.equal(await status(), 'suspended');
  assert.equal((await hall.department.post(patron, { _action: 'lift', reason: '弁償が済んだため' })).location, patron);
  assert.equal(await status(), 'active');
});

test('避難所：押す前に見える件数と還付額は、押した後に取り消した件数と還付した額に等しい', async () => {
  const unit = await hall.facility('SHELTER', plain);
  await paidBooking(unit('GYM-ALL'), '2027-01-30', 'AM');
  done(await book(await hall.team(), unit('GYM-A'), '2027-01-30', ['PM']));
  await paidBooking(unit('GYM-ALL'), '2027-02-20', 'AM');
  const page = '/staff/reservations/shelter';
  const before = seen(await hall.disaster.get(`${page}?facility=SHELTER`));
  assert.match(before, /これから14日間の予約 2件が取り消されます/);
  assert.match(before.replaceAll(/<[^>]*>/g, ''), /支払い済みの使用料（1,000円）/);
  const opened = await hall.disaster.post(page, { _action: 'open', facility: 'SHELTER', note: '令和9年1月の地震' }, { follow: true });
  assert.match(seen(opened), /予約2件を取り消し/);
  const [back] = await hall.rows<{ yen: number }>(`select sum(f.amount_yen)::int as yen from kernel.refunds f join kernel.receivables v on v.id = f.receivable_id where v.title like '試験施設 SHELTER%'`);
  assert.equal(back?.yen, 1000);
});
