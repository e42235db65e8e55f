/** 利用者登録 below HTTP: applying, deciding, duplicates, who sees whom, dates; against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemRandom } from '../../kernel/clock.ts';
import { staffActor } from '../../kernel/testing.ts';
import { hasMod10Weight3 } from '../../kernel/text/text.ts';
import { reserve } from './commands/book.ts';
import { BANK, decidePatron, registerAtDesk, registerPatron } from './commands/patrons.ts';
import { changeMyContact, changePatron, closePatron, liftSuspension, renewPatron, requestRenewal, suspendPatron } from './commands/patron-standing.ts';
import { seal, unseal } from './commands/seal.ts';
import { type Centre, officer, openCentre } from './fair-use.fixture.ts';
import { patronDays } from './lottery-jobs.ts';
import { findPatron, myPatrons, patronPage, patronsCsv, patronsWaiting, patronsWaitingCount, renewalsAsked } from './queries/patrons.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2026-11-23T10:00:00+09:00');
});
after(() => centre.city.close());

const member = (name: string, residency = 'resident') => ({ name, kana: 'テスト', residency });
const group = (name: string, more: object = {}) => ({
  kind: 'group', name, kana: 'タッキュウクラブ', representative: '安達 太郎', phone: '0243-55-1234', residency: 'resident', evidence: '会員名簿', members: [member('安達 太郎'), member('油井 花子'), member('岳 次郎'), member('郡山 三郎', 'non_resident')], ...more,
});
const atFacility = (code: string) => staffActor(`00000000-0000-7000-8000-0000000000${code.length}9`, [{ permission: 'reservations.patrons', scope: [`facility:${code}`] }]);

test('団体を申し込むと区分が決まり、番号は検査数字つきで順番ではない', async () => {
  const { city } = centre;
  const [one, two] = [await centre.citizen(), await centre.citizen()];
  const first = await city.must(one, registerPatron, group('安達卓球クラブ'));
  const second = await city.must(two, registerPatron, group('岩代囲碁会', { phone: '0243-66-0000', representative: '岩代 一', members: [member('甲 一', 'non_resident'), member('乙 二', 'non_resident'), member('丙 三')] }));
  assert.ok(hasMod10Weight3(first.number) && hasMod10Weight3(second.number));
  assert.notEqual(Math.abs(Number(first.number.slice(0, 7)) - Number(second.number.slice(0, 7))), 1);
  assert.deepEqual([first.classCode, second.classCode], ['R-GROUP', 'N-GROUP']);
  const few = await city.do(one, registerPatron, group('二人会', { members: [member('甲')] }));
  assert.ok(!few.ok && few.refused === 'TooFewMembers');
});

test('同じ代表者と電話・重なる構成員は、断らずに職員にだけ示す', async () => {
  const { city } = centre;
  const again = await centre.citizen();
  const made = await city.must(again, registerPatron, group('ＡＤＡＣＨＩピンポン'));
  assert.ok(!('duplicates' in made), '申し込んだ人には見せない');
  const page = await city.ask(officer, patronPage, { patron: made.patron });
  assert.ok(page.ok && page.value);
  assert.deepEqual(page.value.hints[0]?.reasons, ['same_representative', 'member_overlap']);
  const waiting = await city.ask(officer, patronsWaiting, {});
  assert.ok(waiting.ok && waiting.value.some((row) => row.id === made.patron && row.hints === 1));
});

test('承認すると年数だけ有効になり、却下には理由が要り、どちらも本人に知らせる', async () => {
  const { city } = centre;
  const applicant = await centre.citizen();
  const { patron } = await city.must(applicant, registerPatron, group('承認の会', { phone: '0243-77-0001', representative: '承認 人' }));
  const before = await city.ask(officer, patronsWaitingCount, {});
  const decided = await city.must(officer, decidePatron, { patron, decision: 'approve' });
  assert.equal(decided.validTo, '2029-11-22');
  const after = await city.ask(officer, patronsWaitingCount, {});
  assert.ok(before.ok && after.ok && after.value === before.value - 1);
  const twice = await city.do(officer, decidePatron, { patron, decision: 'approve' });
  assert.ok(!twice.ok && twice.refused === 'PatronState');
  const other = await city.must(applicant, registerPatron, group('却下の会', { phone: '0243-77-0002', representative: '却下 人' }));
  const silent = await city.do(officer, decidePatron, { patron: other.patron, decision: 'reject' });
  assert.ok(!silent.ok && silent.refused === 'ReasonMissing');
  await city.must(officer, decidePatron, { patron: other.patron, decision: 'reject', reason: '名簿が足りません' });
  await city.background.settle();
  const kinds = await centre.rows<{ kind: string }>('select kind from kernel.notices where citizen_id = $1', [applicant.id]);
  assert.deepEqual(kinds.map((row) => row.kind).toSorted(), ['reservations.patronApproved', 'reservations.patronRejected', 'reservations.patronSubmitted', 'reservations.patronSubmitted']);
  const mine = await city.ask(applicant, myPatrons, {});
  assert.ok(mine.ok && mine.value.length === 2);
});

test('施設Xの職員は、施設Xの登録か、施設Xに予約のある登録だけを見る', async () => {
  const { city, unit } = centre;
  const here = await city.must(officer, registerAtDesk, group('市民センターだけの会', { phone: '0243-88-0001', representative: '此処 一', facilities: ['CIVIC-CENTER-1'] }));
  const there = await city.must(officer, registerAtDesk, group('よその会', { phone: '0243-88-0002', representative: '余所 二', facilities: ['OTHER-1'] }));
  const seen = async (code: string, patron: string) => (await city.ask(atFacility(code), patronPage, { patron })).ok;
  assert.deepEqual([await seen('CIVIC-CENTER-1', here.patron), await seen('CIVIC-CENTER-1', there.patron), await seen('OTHER-1', here.patron)], [true, false, false]);
  const blocked = await city.do(atFacility('CIVIC-CENTER-1'), decidePatron, { patron: there.patron, decision: 'approve' });
  assert.ok(!blocked.ok && blocked.refused === 'NotFound');
  await city.must(officer, decidePatron, { patron: there.patron, decision: 'approve' });
  await city.must(officer, changePatron, { patron: there.patron, facilities: ['OTHER-1', 'CIVIC-CENTER-1'], reason: '使う施設の追加' });
  await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2026-12-05', slots: ['AM'], patron: there.patron, reason: '試験' });
  await city.must(officer, changePatron, { patron: there.patron, facilities: ['OTHER-1'], reason: '戻し' });
  assert.equal(await seen('CIVIC-CENTER-1', there.patron), true, '予約があれば見える');
});

test('区分を変えても予約は残り、だれがなぜ変えたかが残る', async () => {
  const { city, unit } = centre;
  const { id, actor } = await centre.patron();
  const booked = await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2026-12-06', slots: ['AM'], patron: id, reason: '試験' });
  const changed = await city.must(officer, changePatron, { patron: id, classCode: 'N-GROUP', reason: '構成員の転出' });
  assert.deepEqual(changed.bookings.map((one) => one.reservation), [booked.reservation]);
  const [row] = await centre.rows<{ class_code: string }>('select class_code from reservations.reservations where id = $1', [booked.reservation]);
  assert.equal(row?.class_code, 'R-GROUP');
  const page = await city.ask(officer, patronPage, { patron: id });
  assert.ok(page.ok && page.value?.history[0]?.what === 'class_changed' && page.value.history[0].note === '構成員の転出');
  const stranger = await city.do(await centre.citizen(), changeMyContact, { patron: id, phone: '0243-11-1111' });
  assert.ok(!stranger.ok && stranger.refused === 'NotFound');
  await city.must(actor, changeMyContact, { patron: id, phone: '0243-11-1111' });
});

test('停止には根拠条項が要り、これからの予約は消さずに示し、期日が来ると自分で解ける', async () => {
  const { city, unit } = centre;
  const { id, actor } = await centre.patron();
  await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2026-12-08', slots: ['AM'], patron: id, reason: '試験' });
  const bare = await city.do(officer, suspendPatron, { patron: id, until: '2026-12-31', reason: '転売' });
  assert.ok(!bare.ok && bare.refused === 'BasisMissing');
  const made = await city.must(officer, suspendPatron, { patron: id, until: '2026-12-31', reason: '転売', legalBasis: '規則第13条' });
  assert.equal(made.bookings.length, 1);
  const refused = await city.do(actor, reserve, { unit: unit('GYM-ALL'), date: '2026-12-09', slots: ['AM'], patron: id });
  assert.ok(!refused.ok && refused.refused === 'NotActive');
  await city.must(officer, liftSuspension, { patron: id, reason: '誤り' });
  await city.must(officer, suspendPatron, { patron: id, until: '2026-11-24', reason: '転売', legalBasis: '規則第13条' });
  city.clock.set('2026-11-25T06:00:00+09:00');
  await centre.run(patronDays);
  const mine = await city.ask(actor, myPatrons, {});
  assert.ok(mine.ok && mine.value[0]?.status === 'active');
});

test('期限の60日前に一度だけ知らせ、過ぎると期限切れになり、更新で戻る', async () => {
  const { city } = centre;
  const { id, actor } = await centre.patron();
  await centre.rows('update reservations.patrons set valid_to = $1 where id = $2', ['2027-01-24', id]);
  city.clock.set('2026-11-25T06:00:00+09:00');
  for (let runs = 0; runs < 2; runs += 1) await centre.run(patronDays);
  await city.background.settle();
  const notices = await centre.rows(`select 1 from kernel.notices where citizen_id = $1 and kind = 'reservations.patronExpiring'`, [actor.id]);
  assert.equal(notices.length, 1);
  city.clock.set('2027-01-25T06:00:00+09:00');
  await centre.run(patronDays);
  const status = async () => (await centre.rows<{ status: string }>('select status from reservations.patrons where id = $1', [id]))[0]?.status;
  assert.equal(await status(), 'expired');
  const renewed = await city.must(officer, renewPatron, { patron: id });
  assert.deepEqual([await status(), renewed.validTo], ['active', '2030-01-24']);
  await city.must(actor, closePatron, { patron: id, reason: '解散' });
  assert.equal(await status(), 'closed');
});

test('還付口座は封じて置かれ、監査にも残らない', async () => {
  const { city } = centre;
  const made = await city.must(officer, registerAtDesk, group('口座の会', { phone: '0243-99-0001', representative: '口座 人', bankAccount: '東邦 普通 1234567' }));
  const [row] = await centre.rows<{ bank_account: Uint8Array }>('select bank_account from reservations.patrons where id = $1', [made.patron]);
  assert.ok(row && !Buffer.from(row.bank_account).includes('1234567'));
  assert.equal(await unseal(city.city, BANK, row.bank_account), '東邦 普通 1234567');
  const broken = new Uint8Array(row.bank_account);
  broken[20] = (broken[20] ?? 0) ^ 1;
  await assert.rejects(unseal(city.city, BANK, broken));
  const traces = await centre.rows<{ detail: unknown }>(`select detail from kernel.audit_entries where command = 'reservations.registerAtDesk'`);
  assert.ok(traces.every((trace) => !JSON.stringify(trace.detail).includes('1234567')));
  assert.notDeepEqual(await seal(city.city, BANK, 'x', systemRandom), await seal(city.city, BANK, 'x', systemRandom));
});

test('10万件の登録からも、番号・フリガナ・電話（初めと終わり）・名前のどれも、索引をたどって20件までを答える', async () => {
  const { city } = centre;
  await centre.rows(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, phone, residency, status, valid_from, valid_to, created_by, created_at)
    select gen_random_uuid(), lpad((20000000 + i)::text, 8, '0'), 'individual', 'R-PERSON', '市民' || i, 'シミン' || chr(12449 + i % 80) || chr(12449 + (i / 80) % 80), '市民' || i, '090' || lpad((i * 997 % 100000000)::text, 8, '0'), 'resident', 'active', '2026-04-01', '2029-03-31', 'test', $1 from generate_series(1, 100000) i`, [city.clock.now()]);
  await centre.rows('analyze reservations.patrons');
  for (const [text, least] of [['20054321', 1], ['シミンアイ', 0], ['09000', 1], ['4321', 1], ['安達卓球', 1], ['市民777', 1]] as const) {
    const found = await city.ask(officer, findPatron, { text });
    assert.ok(found.ok && found.value.length >= least && found.value.length <= 20, text);
  }
  for (const [condition, index] of [[`number = '20054321'`, 'patrons_number_key'], [`kana like 'シミンアイ%'`, 'patrons_by_kana'], [`phone like '09000%'`, 'patrons_by_phone'], [`reverse(phone) like '1234%'`, 'patrons_by_phone_end'], [`folded_name like '市民777%'`, 'patrons_by_folded_name']] as const) {
    const plan = await centre.rows<Record<string, string>>(`explain select id from reservations.patrons where ${condition}`);
    assert.match(JSON.stringify(plan), new RegExp(`using ${index}|on ${index}`), condition);
  }
  const list = await city.ask(officer, patronsCsv, { limit: 10 });
  assert.ok(list.ok && list.value.split('\r\n').length === 12);
});

test('更新は期限の60日前から本人が申し出られ、二度押しても一度で、窓口が更新すると一覧から消える', async () => {
  const { city, rows } = centre;
  const one = await centre.patron();
  const early = await city.do(one.actor, requestRenewal, { patron: one.id });
  assert.ok(!early.ok && early.refused === 'RenewalTooEarly');
  assert.match(early.message, /令和11年1月30日/);
  await rows('update reservations.patrons set valid_to = $2 where id = $1', [one.id, city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().add({ days: 60 })]);
  const stranger = await centre.citizen();
  const foreign = await city.do(stranger, requestRenewal, { patron: one.id });
  assert.ok(!foreign.ok && foreign.refused === 'NotFound');
  await city.must(one.actor, requestRenewal, { patron: one.id });
  await city.must(one.actor, requestRenewal, { patron: one.id });
  const asked = await city.ask(officer, renewalsAsked, {});
  assert.ok(asked.ok);
  assert.deepEqual(asked.value.map((row) => row.id), [one.id]);
  assert.equal((await rows<{ n: number }>(`select count(*)::int as n from reservations.patron_events where patron_id = $1 and what = 'renewal_asked'`, [one.id]))[0]?.n, 1);
  await city.must(officer, renewPatron, { patron: one.id });
  const after = await city.ask(officer, renewalsAsked, {});
  assert.ok(after.ok && after.value.length === 0);
});
