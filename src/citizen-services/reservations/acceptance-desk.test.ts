/** 受け入れ試験 R9–R13, R17: windows, shelters, cancellation charges, the counter, noise and official use. Over HTTP. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, book, done, listed, managerNumber, openAcceptanceHall, payExactly, refused, stateOf, type Team, told } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2027-01-19T10:00:00+09:00');
});
after(() => hall.close());

type Fee = NonNullable<FacilityPolicyInput['fee']>;
/** The same rules with one price for every slot of the whole gym and nothing that multiplies it. */
function flat(rules: FacilityPolicyInput, yen: number): FacilityPolicyInput {
  assert.ok(rules.fee);
  const versions = rules.fee.versions.map((version): Fee['versions'][number] => ({ ...version, factors: [], table: ['AM', 'PM', 'NT'].map((slot) => ({ unit: 'GYM-ALL', slot, yen })) }));
  return { ...rules, units: rules.units.filter((unit) => unit.code === 'GYM-ALL'), fee: { ...rules.fee, versions } };
}

/** Bookings open for everybody half a year ahead. */
function longAhead(rules: FacilityPolicyInput): FacilityPolicyInput {
  return { ...rules, windows: [{ classes: ['*'], phase: 'first_come', open: { monthsBefore: 6, day: 1, time: '09:00', ifClosed: 'as_is' }, legalBasis: '規則第4条' }] };
}

const words = (pdf: Uint8Array): string => execFileSync('pdftotext', ['-raw', '-', '-'], { input: pdf, encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');

test('R11 取消料：10,000円を払い、60日前なら7,500円、59日前なら5,000円、13日前なら0円を返す。台風で市が取り消せば10,000円', async () => {
  const unit = await hall.facility('R11', (rules) => longAhead(flat(rules, 10_000)));
  const team = await hall.team();
  const made: Answer[] = [];
  for (const [date, slot] of [['2027-03-20', 'AM'], ['2027-03-20', 'PM'], ['2027-03-20', 'NT'], ['2027-03-21', 'AM']] as const) {
    const booking = done(await book(team, unit('GYM-ALL'), date, [slot]));
    assert.equal(booking['feeYen'], 10_000);
    await payExactly(hall, booking);
    made.push(booking);
  }
  for (const [index, day, refund] of [[0, '2027-01-19', 7500], [1, '2027-01-20', 5000], [2, '2027-03-07', 0]] as const) {
    await hall.clockTo(`${day}T12:00:00+09:00`);
    const ended = done(await team.client.api('reservations.cancel', { reservation: made[index]?.['reservation'], expectedCharge: 10_000 - refund }));
    assert.deepEqual([ended['chargeYen'], ended['refundYen']], [10_000 - refund, refund], day);
  }
  const typhoon = done(await hall.desk.api('reservations.cancel', { reservation: made[3]?.['reservation'], cause: 'weather', reason: '台風のため' }));
  assert.deepEqual([typhoon['state'], typhoon['refundYen']], ['cancelled_by_city', 10_000]);
  const due = await hall.rows<{ amount_yen: number }>(`select f.amount_yen from kernel.refunds f join kernel.receivables r on r.id = f.receivable_id where r.citizen_id = $1 order by f.amount_yen`, [team.citizen]);
  assert.deepEqual(due.map((row) => row.amount_yen), [5000, 7500, 10_000]);
});

test('R9 市外の利用者：2027-02-01 08:59:59 は「9:00から」と断り、09:00:00 は受け付ける（サーバーの時計で）', async () => {
  const unit = await hall.facility('R9', (rules) => ({ ...rules, windows: (rules.windows ?? []).map((window) => (window.classes.includes('N-*') ? { ...window, open: { monthsBefore: 1, day: 1, time: '09:00' } } : window)) }));
  const outside = await hall.team({ classCode: 'N-GROUP' });
  await hall.clockTo('2027-02-01T08:59:59+09:00');
  const early = refused(await book(outside, unit('GYM-ALL'), '2027-03-06', ['AM']));
  assert.deepEqual([early.status, early.code, early.details['opens']], [409, 'OutsideWindow', '2027-02-01T00:00:00Z']);
  assert.match(early.title, /9(:00|時)/);
  await hall.clockTo('2027-02-01T09:00:00+09:00');
  assert.equal((await book(outside, unit('GYM-ALL'), '2027-03-06', ['AM'])).status, 201);
});

test('R13 音楽室（大きな音）10–12 のとき、同じ階の静かな利用 11–13 は理由とともに断り、別の大きな音の利用は受け付ける', async () => {
  const unit = await hall.facility('R13', (rules) => {
    const [quiet] = rules.units.filter((one) => one.code === 'MEET-1');
    assert.ok(quiet && rules.fee);
    const rooms = ['MUSIC-1', 'MUSIC-2'];
    return {
      ...rules,
      spaces: [...rules.spaces, ...rooms.map((code) => ({ code, name: { ja: '音楽室', en: 'Music room' }, cells: [{ code: `c-${code}`, name: { ja: '音楽室', en: 'Music room' } }] }))],
      units: [...rules.units, ...rooms.map((code) => ({ ...quiet, code, name: { ja: '音楽室', en: 'Music room' }, space: code, cells: [`c-${code}`], noise: { zone: '2F', class: 'loud' as const } }))],
      fee: { ...rules.fee, versions: rules.fee.versions.map((version) => ({ ...version, table: [...version.table, ...rooms.map((code) => ({ unit: code, slot: '*', per: 'hour' as const, yen: 400 }))] })) },
    };
  });
  const [band, go, drums] = [await hall.team(), await hall.team(), await hall.team()];
  const hours = (team: Team, room: string, from: string, to: string) => book(team, unit(room), '2027-02-06', [], { from, to, purpose: '' });
  assert.equal((await hours(band, 'MUSIC-1', '10:00', '12:00')).status, 201);
  const no = refused(await hours(go, 'MEET-1', '11:00', '13:00'));
  assert.deepEqual([no.status, no.code], [409, 'Noise']);
  assert.match(no.title, /音の出る利用と静かな利用/);
  assert.equal((await hours(drums, 'MUSIC-2', '11:00', '13:00')).status, 201);
});

test('R12 窓口：2,480円に3,000円を受け取り、おつり520円。許可書と、指定管理者の登録番号の入った領収書が出る', async () => {
  const unit = await hall.facility('R12', (rules) => ({ ...flat(rules, 2480), payee: 'SPORTS-ASSOC' }));
  const team = await hall.team({ name: '髙橋クラブ' });
  const made = done(await hall.desk.api('reservations.reserve', { unit: unit('GYM-ALL'), date: '2027-02-16', slots: ['AM'], patron: team.id, purpose: 'badminton', persons: 12, channel: 'desk' }));
  assert.equal(made['feeYen'], 2480);
  const paid = done(await hall.desk.api('reservations.pay', { reservation: made['reservation'], receivable: made['receivable'], amount: 2480, tendered: 3000 }));
  assert.equal(paid['changeYen'], 520);
  assert.match(String(paid['permitNumber']), /^R12-2026-00001$/);
  const receipt = told(await hall.desk.query('payments.receipt', { receipt: String(paid['receipt']) }));
  assert.deepEqual([receipt['amountYen'], receipt['tenderedYen'], receipt['changeYen'], receipt['taxYen']], [2480, 3000, 520, 225]);
  const at = `/staff/reservations/bookings/${String(made['reservation'])}`;
  const unnoted = words((await hall.desk.get(`${at}/receipt.pdf?receipt=${String(paid['receipt'])}&copy=1`)).bytes);
  assert.ok(unnoted.includes('控え'), 'アドレスに何と書いても、記録のない印刷は原本にならない');
  const printed = await hall.desk.get(`${at}/receipt.pdf?receipt=${String(paid['receipt'])}`);
  assert.equal(printed.headers['content-type'], 'application/pdf');
  const text = words(printed.bytes);
  for (const word of [managerNumber, '山麓スポーツ振興会', '2,480', '520', '225', '髙橋クラブ']) assert.ok(text.includes(word), `領収書に「${word}」がない: ${text}`);
  assert.ok(!text.includes('T1234567890123'), '市の登録番号ではない');
  const permit = words((await hall.desk.get(`${at}/permit.pdf`)).bytes);
  for (const word of [String(paid['permitNumber']), '髙橋クラブ']) assert.ok(permit.includes(word), `許可書に「${word}」がない`);
});

test('R10 避難所：第一体育館を今から終わり未定で開くと、14日の予約が市の都合で消え、払った人に還付し、代わりを添えて知らせる。閉じても予約は戻らない', async () => {
  const unit = await hall.facility('R10');
  await hall.facility('R10-NEXT');
  const [paid, unpaid, later] = [await hall.team(), await hall.team(), await hall.team()];
  const first = done(await book(paid, unit('GYM-ALL'), '2027-02-06', ['AM']));
  await payExactly(hall, first);
  const second = done(await book(unpaid, unit('GYM-A'), '2027-02-13', ['NT']));
  const beyond = done(await book(later, unit('GYM-ALL'), '2027-02-20', ['AM']));
  const before = hall.city.mailbox.letters.length;
  const opened = done(await hall.disaster.api('reservations.openShelter', { facility: 'R10', note: '令和9年2月 地震' }));
  assert.equal(opened['cancelled'], 2);
  await hall.city.background.settle();
  assert.deepEqual([await stateOf(hall, first['reservation']), await stateOf(hall, second['reservation'])], ['cancelled_by_city', 'cancelled_by_city']);
  assert.equal(await stateOf(hall, beyond['reservation']), 'provisional');
  const [refund] = await hall.rows<{ amount_yen: number }>('select f.amount_yen from kernel.refunds f where f.receivable_id = $1', [first['receivable']]);
  assert.equal(refund?.amount_yen, first['feeYen']);
  const letters = hall.city.mailbox.letters.slice(before).filter((letter) => letter.subject.includes('市の都合により'));
  assert.equal(letters.length, 2);
  assert.ok(letters.every((letter) => /近い空き|空き状況のページ/.test(letter.text)));
  const marks = async () => listed(listed(listed(told(await hall.server.query('reservations.openings', { facility: 'R10', from: '2027-02-06', days: '1', unit: 'GYM-ALL' })), 'units')[0] ?? {}, 'days')[0] ?? {}, 'slots').map((slot) => slot['mark']);
  assert.ok((await marks()).every((mark) => mark !== 'free'));
  // 毎日0:10に、14日先の一日が空けられる。
  await hall.at('2027-02-07T00:10:00+09:00');
  assert.equal(await stateOf(hall, beyond['reservation']), 'cancelled_by_city');
  done(await hall.disaster.api('reservations.endBlock', { block: opened['block'] }));
  const [claims] = await hall.rows<{ count: number }>(`select count(*)::int as count from reservations.claims c join reservations.cells k on k.id = c.cell_id join reservations.facilities f on f.id = k.facility_id where f.code = 'R10'`);
  assert.equal(claims?.count, 0);
  assert.equal(await stateOf(hall, first['reservation']), 'cancelled_by_city');
  const again = await hall.team();
  assert.equal((await book(again, unit('GYM-ALL'), '2027-02-13', ['AM'])).status, 201);
});

test('R17 公用で5月の90%をふさぐ申請は所管課の承認を待ち、承認されると公開の表に「公用」、割合が目安を超えたと知らせる', async () => {
  await hall.clockTo('2027-04-20T10:00:00+09:00');
  await hall.facility('R17');
  const asked = done(await hall.desk.api('reservations.requestBlock', { facility: 'R17', units: [], from: '2027-05-01T00:00:00+09:00', to: '2027-05-29T00:00:00+09:00', reason: 'official', note: '庁舎改修に伴う事務所として使用' }));
  assert.equal(asked['state'], 'requested');
  const mark = async () => listed(listed(listed(told(await hall.server.query('reservations.openings', { facility: 'R17', from: '2027-05-08', days: '1', unit: 'GYM-ALL' })), 'units')[0] ?? {}, 'days')[0] ?? {}, 'slots')[0]?.['mark'];
  assert.notEqual(await mark(), 'official', '承認されるまでは、ふさがらない');
  const early = (await hall.department.get('/staff/reservations')).text.replaceAll(/<wbr ?\/?>|\u200b/gu, '');
  assert.match(early, /公用が、5月の開館時間の\d+(\.\d)?％になります（承認待ちの申請を含む/, '先の月でも、申請の時点で知らせる');
  assert.equal(refused(await hall.desk.api('reservations.decideBlock', { block: asked['block'], decision: 'approve' })).status, 403, '施設の人は承認できない');
  done(await hall.department.api('reservations.decideBlock', { block: asked['block'], decision: 'approve' }));
  assert.equal(await mark(), 'official');
  const page = await hall.server.get('/facilities/R17/openings?unit=GYM-ALL&week=2027-05-03');
  // 表の印は「公」の一字。
  assert.match(page.text, /class="mark public"><b aria-hidden="true">公</);
  const share = listed(told(await hall.server.query('reservations.officialUse', { month: '2027-05-01' })), 'shares').find((one) => one['code'] === 'R17');
  assert.ok(Number(share?.['percent']) > 85 && Number(share?.['percent']) <= 100, JSON.stringify(share));
  await hall.clockTo('2027-05-01T10:00:00+09:00');
  const board = await hall.desk.get('/staff/reservations/blocks');
  assert.equal(board.status, 200);
  assert.match(board.text.replaceAll(/<wbr ?\/?>|\u200b/gu, ''), /公用が、今月の開館時間の/);
});
