import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { generate } from 'otplib';
import type { Actor } from '../actor.ts';
import { systemRandom } from '../clock.ts';
import { staffActor as withPermissions, type TestCity, testCity } from '../testing.ts';
import { issueOwnToken } from './api-tokens.ts';
import { changePassword, closeAccount } from './citizen-account.ts';
import { signIn, signOut } from './citizen-sign-in.ts';
import { assignPost, createDepartment, createPost } from './organization.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { closeStaff, createStaff } from './people.ts';
import { changeRole, createRole, giveRole, giveRoleToPost, withdrawRole } from './roles.ts';
import { actorFor, staffActor } from './session.ts';
import { confirmEmail, requestPasswordLink, setPassword, signUp } from './sign-up.ts';
import { enrolTotp } from './staff-account.ts';
import { staffDoor, staffSetPassword } from './staff-sign-in.ts';
import { secondsToWait } from './throttle.ts';
import { registerPermissions } from '../permissions/permissions.ts';
import { registerSystems } from '../registry.ts';
import { defineSystem } from '../system.ts';
import { challengeId, fingerprint, freshSecret, networkOf, openChallenge, sealChallenge, sessionToken } from './tokens.ts';
import { freshTotpSecret, totpStep } from './totp.ts';

const label = { ja: '試験', en: 'test' };
const duties = defineSystem({
  name: 'duty', title: label, pillar: 'administration', faces: ['staff'], dependsOn: [], personal: null, commands: {}, queries: {}, pages: {}, menu: [],
  permissions: { 'duty.ask': { label, notWith: ['duty.decide'] }, 'duty.decide': { label }, 'duty.read': { label } },
});

let house: TestCity;
before(async () => {
  house = await testCity();
});
after(() => house.close());

const key = { key: Buffer.alloc(32, 1), random: systemRandom };
const from = (network: string): Actor => ({ kind: 'visitor', device: fingerprint(house.city, 'browser', network) });
const home = () => from('203.0.113.5');
const admin = withPermissions('01890000-0000-7000-8000-000000000001', ['operations.accounts', 'operations.roles', 'operations.organization', 'operations.tokens']);

function linkIn(text: string | undefined): string {
  return /\/(?:confirm|set-password)\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';
}
/** The newest letter; the clock moves on, so that the next one is newer. */
async function lastLetter(to: string): Promise<string> {
  await house.background.settle();
  house.clock.advance({ seconds: 1 });
  const letter = house.mailbox.letters.findLast((one) => one.to === to.toLowerCase());
  return letter ? `${letter.subject}\n${letter.text}` : '';
}
async function newCitizen(email: string, password = 'とても長い合言葉です'): Promise<void> {
  await house.must(from(`198.51.100.${email.length}`), signUp, { name: '安達 花子', kana: 'あだち はなこ', email, phone: '', language: 'ja', password });
  await house.must(home(), confirmEmail, { secret: linkIn(await lastLetter(email)) });
}
async function tryIn(email: string, password: string, who: Actor = home()) {
  const requestId = house.id();
  const token = sessionToken(house.city, 'citizen', requestId, email, password);
  return { answer: await house.do(who, signIn, { email, password, token }, requestId), token };
}

test('a password fits its own hash only, and nobody’s hash fits nothing', async () => {
  const hash = await hashPassword('ａｂｃ合言葉', systemRandom);
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword('abc合言葉', hash), true, '全角・半角の違いは同じパスワード');
  assert.equal(await verifyPassword('abd合言葉', hash), false);
  assert.equal(await verifyPassword('abc', null), false);
});

test('the waits grow, end at five minutes, and are forgotten after an hour', () => {
  const now = Temporal.Instant.from('2026-11-23T01:00:00Z');
  const waits = [4, 5, 6, 7, 30].map((failures) => secondsToWait({ failures, last_at: now }, 5, now));
  assert.deepEqual(waits, [0, 5, 10, 20, 300]);
  assert.equal(secondsToWait({ failures: 100, last_at: now.subtract({ seconds: 3600 }) }, 5, now), 0);
});

test('networks: IPv4 whole, IPv6 by /56, mapped addresses alike', () => {
  assert.equal(networkOf(key, '2001:db8:1:100::1'), networkOf(key, '2001:db8:1:1ff:a:b:c:d'));
  assert.notEqual(networkOf(key, '2001:db8:1:100::1'), networkOf(key, '2001:db8:1:200::1'));
  assert.equal(networkOf(key, '::ffff:192.0.2.1'), networkOf(key, '192.0.2.1'));
  assert.notEqual(networkOf(key, '192.0.2.1'), networkOf(key, '192.0.2.2'));
});

test('a sealed challenge opens for its purpose and time only, however it is bent', () => {
  const end = Temporal.Instant.from('2026-11-23T01:10:00Z');
  const before = end.subtract({ seconds: 1 });
  const sealed = sealChallenge(key, 'sign-in citizen', end);
  assert.ok(openChallenge(key, 'sign-in citizen', sealed, before));
  assert.equal(openChallenge(key, 'sign-in staff', sealed, before), null);
  assert.equal(openChallenge(key, 'sign-in citizen', sealed, end), null);
  assert.match(challengeId(sealed), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  fc.assert(fc.property(fc.integer({ min: 0, max: 37 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
    const bent = Buffer.from(sealed, 'base64url');
    bent[at] = (bent[at] ?? 0) ^ by;
    return openChallenge(key, 'sign-in citizen', bent.toString('base64url'), before) === null;
  }));
});

test('a session token follows what was typed, so a replay without the password opens nothing', () => {
  assert.equal(sessionToken(key, 'citizen', 'request-1', 'a', 'bc'), sessionToken(key, 'citizen', 'request-1', 'a', 'bc'));
  assert.notEqual(sessionToken(key, 'citizen', 'request-1', 'a', 'bc'), sessionToken(key, 'citizen', 'request-1', 'ab', 'c'));
  assert.notEqual(sessionToken(key, 'citizen', 'request-1', 'a', 'bc'), sessionToken(key, 'staff', 'request-1', 'a', 'bc'));
});

test('a code works once, with a step of drift', async () => {
  const secret = freshTotpSecret();
  const now = Temporal.Instant.from('2026-11-23T01:00:15Z');
  const epoch = now.epochMilliseconds / 1000;
  const step = Math.floor(epoch / 30);
  assert.equal(await totpStep(secret, await generate({ secret, epoch }), now, null), step);
  assert.equal(await totpStep(secret, await generate({ secret, epoch: epoch - 30 }), now, null), step - 1);
  assert.equal(await totpStep(secret, await generate({ secret, epoch: epoch - 90 }), now, null), null);
  assert.equal(await totpStep(secret, await generate({ secret, epoch }), now, step), null);
});

test('登録し、メールで確かめ、サインインして出る', async () => {
  await newCitizen('Hanako@Example.jp');
  const { answer, token } = await tryIn('hanako@example.jp', 'とても長い合言葉です');
  assert.deepEqual(answer.ok && answer.value, { result: 'signedIn' });
  const actor = await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen');
  assert.equal(actor.kind, 'citizen');
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'staff')).kind, 'visitor', '市民のサインインは職員の画面で通じない');
  await house.must(actor, signOut, { token });
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'visitor');
});

test('メールを確かめるまではサインインできない', async () => {
  await house.must(from('198.51.100.201'), signUp, { name: '未 確認', kana: 'み かくにん', email: 'mi@example.jp', phone: '', language: 'ja', password: 'とても長い合言葉です' });
  const { answer, token } = await tryIn('mi@example.jp', 'とても長い合言葉です');
  assert.deepEqual(answer.ok && answer.value, { result: 'unconfirmed' });
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'visitor');
});

test('知られているアドレスで登録しても、同じ答えで、持ち主にだけ知らせる', async () => {
  await newCitizen('owner@example.jp');
  const answer = await house.do(from('198.51.100.202'), signUp, { name: '別人', kana: 'べつじん', email: 'owner@example.jp', phone: '', language: 'ja', password: 'まったく別の長い合言葉' });
  assert.deepEqual(answer.ok && answer.value, { sent: true });
  assert.match(await lastLetter('owner@example.jp'), /すでに登録されています/);
  const { answer: still } = await tryIn('owner@example.jp', 'とても長い合言葉です');
  assert.deepEqual(still.ok && still.value, { result: 'signedIn' });
  const unknown = await house.do(from('198.51.100.203'), requestPasswordLink, { email: 'nobody@example.jp' });
  assert.deepEqual(unknown.ok && unknown.value, { sent: true });
});

test('二度押しは同じサインイン、パスワードのない送り直しでは入れない', async () => {
  await newCitizen('twice@example.jp');
  const requestId = house.id();
  const right = sessionToken(house.city, 'citizen', requestId, 'twice@example.jp', 'とても長い合言葉です');
  const both = await Promise.all([1, 2].map(() => house.do(home(), signIn, { email: 'twice@example.jp', password: 'とても長い合言葉です', token: right }, requestId)));
  assert.ok(both.every((answer) => answer.ok && answer.value.result === 'signedIn'));
  assert.equal((await actorFor(house.city, { citizenToken: right, device: 'd' }, 'citizen')).kind, 'citizen');
  const stolen = sessionToken(house.city, 'citizen', requestId, 'twice@example.jp', 'wrong');
  await house.do(home(), signIn, { email: 'twice@example.jp', password: 'wrong', token: stolen }, requestId);
  assert.equal((await actorFor(house.city, { citizenToken: stolen, device: 'd' }, 'citizen')).kind, 'visitor');
});

test('当て続ける人は待たされ、別の場所の本人はすぐに入れる', async () => {
  await newCitizen('target@example.jp');
  const attacker = from('192.0.2.66');
  const tries = await Promise.all(Array.from({ length: 12 }, (_, index) => tryIn('target@example.jp', `guess-${index}`, attacker)));
  const refused = tries.filter(({ answer }) => !answer.ok && answer.refused === 'TooMany').length;
  assert.ok(refused >= 6, `並べて撃っても数えられる（断られたのは${refused}件）`);
  const right = await tryIn('target@example.jp', 'とても長い合言葉です', attacker);
  assert.equal(right.answer.ok, false, '攻撃した場所からは、合っていても待つ');
  const owner = await tryIn('target@example.jp', 'とても長い合言葉です', from('203.0.113.77'));
  assert.deepEqual(owner.answer.ok && owner.answer.value, { result: 'signedIn' });
  house.clock.advance({ minutes: 6 });
  const later = await tryIn('target@example.jp', 'とても長い合言葉です', attacker);
  assert.deepEqual(later.answer.ok && later.answer.value, { result: 'signedIn' }, '締め出しはしない');
});

test('リンクは一度だけ、パスワードを決め直すとほかのサインインは終わる', async () => {
  await newCitizen('reset@example.jp');
  const { token } = await tryIn('reset@example.jp', 'とても長い合言葉です');
  await house.must(from('198.51.100.204'), requestPasswordLink, { email: 'reset@example.jp' });
  const secret = linkIn(await lastLetter('reset@example.jp'));
  await house.must(home(), setPassword, { secret, password: '新しい長い合言葉です' });
  const again = await house.do(home(), setPassword, { secret, password: 'もっと新しい合言葉です' });
  assert.equal(!again.ok && again.refused, 'LinkUsedUp');
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'visitor');
  const { answer } = await tryIn('reset@example.jp', '新しい長い合言葉です');
  assert.deepEqual(answer.ok && answer.value, { result: 'signedIn' });
});

test('サインインは12時間使わなければ終わる', async () => {
  await newCitizen('idle@example.jp');
  const { token } = await tryIn('idle@example.jp', 'とても長い合言葉です');
  house.clock.advance({ hours: 11 });
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'citizen');
  house.clock.advance({ hours: 11 });
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'citizen', '使っていれば続く');
  house.clock.advance({ hours: 13 });
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'visitor');
});

test('パスワードを変え、閉じると、同じアドレスで登録し直せる', async () => {
  await newCitizen('leaver@example.jp');
  const { token } = await tryIn('leaver@example.jp', 'とても長い合言葉です');
  const actor = await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen');
  const wrong = await house.must(actor, changePassword, { current: 'ちがう', password: '新しい長い合言葉です' });
  assert.equal(wrong.result, 'wrong');
  assert.equal((await house.must(actor, changePassword, { current: 'とても長い合言葉です', password: '新しい長い合言葉です' })).result, 'changed');
  await house.must(actor, closeAccount, { confirm: true });
  const { answer } = await tryIn('leaver@example.jp', '新しい長い合言葉です');
  assert.deepEqual(answer.ok && answer.value, { result: 'wrong' });
  house.clock.advance({ seconds: 1 });
  await newCitizen('leaver@example.jp');
});

async function newStaff(login: string, password = '職員の長い合言葉です') {
  const { staff } = await house.must(admin, createStaff, { number: login, login, name: `職員 ${login}`, kana: 'しょくいん', email: `${login}@city.example.jp` });
  const secret = linkIn(await lastLetter(`${login}@city.example.jp`));
  const set = await staffDoor.setPassword({ city: house.city, lang: 'ja', requestId: house.id() }, { secret, password });
  assert.ok(set.ok);
  return staff;
}
async function staffIn(login: string, password: string, code = '') {
  const requestId = house.id();
  const token = sessionToken(house.city, 'staff', requestId, login, password, code);
  const device = fingerprint(house.city, 'b', '10.0.0.1');
  return { token, answer: await staffDoor.signIn({ city: house.city, lang: 'ja', requestId }, { login, password, code, token, device }) };
}

test('職員は、リンクでパスワードを決め、確認コードがあるときだけ強いサインインになる', async () => {
  const id = await newStaff('y1001');
  const first = await staffIn('y1001', '職員の長い合言葉です');
  assert.deepEqual(first.answer.ok && first.answer.value, { result: 'signedIn', strong: false });
  const actor = await actorFor(house.city, { staffToken: first.token, device: 'd' }, 'staff');
  assert.ok(actor.kind === 'staff' && actor.id === id && !actor.strong);
  const secret = freshTotpSecret();
  const codeNow = () => generate({ secret, epoch: Math.floor(house.clock.now().epochMilliseconds / 1000) });
  await house.must(actor, enrolTotp, { secret, code: await codeNow() });
  const seen = await staffIn('y1001', '職員の長い合言葉です', await codeNow());
  assert.deepEqual(seen.answer.ok && seen.answer.value, { result: 'wrong', strong: false }, '登録に使ったコードは、もう使えない');
  house.clock.advance({ seconds: 30 });
  const strong = await staffIn('y1001', '職員の長い合言葉です', await codeNow());
  assert.deepEqual(strong.answer.ok && strong.answer.value, { result: 'signedIn', strong: true });
  const weakEnrol = await house.do(actor, enrolTotp, { secret: freshTotpSecret(), code: '000000' });
  assert.equal(weakEnrol.ok, false, 'パスワードだけでは、確認コードを取り替えられない');
});

test('職員のサインインは60分使わなければ終わり、使い続けても12時間まで', async () => {
  await newStaff('y1002');
  const { token } = await staffIn('y1002', '職員の長い合言葉です');
  for (let half = 0; half < 23; half++) {
    house.clock.advance({ minutes: 30 });
    assert.equal((await actorFor(house.city, { staffToken: token, device: 'd' }, 'staff')).kind, 'staff');
  }
  house.clock.advance({ minutes: 31 });
  assert.equal((await actorFor(house.city, { staffToken: token, device: 'd' }, 'staff')).kind, 'visitor');
  const second = await staffIn('y1002', '職員の長い合言葉です');
  house.clock.advance({ minutes: 61 });
  assert.equal((await actorFor(house.city, { staffToken: second.token, device: 'd' }, 'staff')).kind, 'visitor');
});

test('市民の画面からは、職員のサインインを呼べない', async () => {
  const answer = await house.do(home(), staffSetPassword, { secret: freshSecret(systemRandom), password: '長い長い合言葉です' });
  assert.equal(answer.ok, false);
});

test('役割は人と職から届き、期間の外では届かない', async () => {
  const today = house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const id = await newStaff('y1003');
  const { role: none } = await house.must(admin, createRole, { code: 'empty', name: '空の役割', note: '', permissions: [] });
  const unknown = await house.do(admin, createRole, { code: 'bad', name: '知らない権限', note: '', permissions: ['nobody.knows'] });
  assert.equal(!unknown.ok && unknown.refused, 'UnknownPermission');
  await house.city.staffDb.use((connection) => connection.run(`insert into kernel.role_permissions (role_id, permission) values ($1, 'test.read')`, [none]));
  const { given } = await house.must(admin, giveRole, { staff: id, role: none, scope: ['facility:GYM-2'], from: today.toString(), to: today.add({ days: 3 }).toString() });
  const { token } = await staffIn('y1003', '職員の長い合言葉です');
  const now = async () => actorFor(house.city, { staffToken: token, device: 'd' }, 'staff');
  assert.deepEqual(await now().then((actor) => actor.kind === 'staff' && actor.grants), [{ permission: 'test.read', scope: ['facility:GYM-2'] }]);
  await house.must(admin, withdrawRole, { given });
  assert.deepEqual(await now().then((actor) => actor.kind === 'staff' && actor.grants), [], '外した役割はすぐに届かなくなる');
  const { department } = await house.must(admin, createDepartment, { code: 'D1', name: '生涯学習課', kana: 'しょうがいがくしゅうか', parent: '', from: '2026-04-01' });
  const { post } = await house.must(admin, createPost, { department, code: 'D1-1', title: '課長', rank: 10, parent: '' });
  await house.must(admin, giveRoleToPost, { post, role: none, scope: [] });
  await house.must(admin, assignPost, { post, staff: id, manner: 'acting', from: today.toString(), to: '' });
  assert.deepEqual(await now().then((actor) => actor.kind === 'staff' && actor.grants), [{ permission: 'test.read', scope: null }], '職務代理は職の権限を持つ');
  const other = await newStaff('y1004');
  const taken = await house.do(admin, assignPost, { post, staff: other, manner: 'regular', from: today.add({ days: 1 }).toString(), to: '' });
  assert.equal(!taken.ok && taken.refused, 'PostTaken');
  assert.deepEqual((await staffActor(house.city, 'y1003'))?.grants, [{ permission: 'test.read', scope: null }]);
});

test('兼ねてはならない権限は、役割・職・役割の変更のどの道でも一人に集まらない', async () => {
  registerSystems([duties]);
  const today = house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString();
  const make = async (code: string, permissions: string[]) => (await house.must(admin, createRole, { code, name: code, note: '', permissions })).role;
  const [ask, decide, plain] = [await make('ask', ['duty.ask']), await make('decide', ['duty.decide']), await make('plain', ['duty.read'])];
  const both = await house.do(admin, createRole, { code: 'both', name: '両方', note: '', permissions: ['duty.ask', 'duty.decide'] });
  assert.equal(!both.ok && both.refused, 'ConflictingPermissions');
  const staff = await newStaff('y1006');
  await house.must(admin, giveRole, { staff, role: ask, scope: [], from: today, to: '' });
  await house.must(admin, giveRole, { staff, role: plain, scope: [], from: today, to: '' });
  const second = await house.do(admin, giveRole, { staff, role: decide, scope: [], from: today, to: '' });
  assert.equal(!second.ok && second.refused, 'ConflictingPermissions', '二つの役割で');
  const { department } = await house.must(admin, createDepartment, { code: 'D2', name: '会計課', kana: 'かいけいか', parent: '', from: '2026-04-01' });
  const { post } = await house.must(admin, createPost, { department, code: 'D2-1', title: '係長', rank: 40, parent: '' });
  await house.must(admin, giveRoleToPost, { post, role: decide, scope: [] });
  const seated = await house.do(admin, assignPost, { post, staff, manner: 'concurrent', from: today, to: '' });
  assert.equal(!seated.ok && seated.refused, 'ConflictingPermissions', '職に就いて');
  const grown = await house.do(admin, changeRole, { role: plain, version: 1, name: 'plain', note: '', permissions: ['duty.read', 'duty.decide'] });
  assert.equal(!grown.ok && grown.refused, 'ConflictingPermissions', '役割が育って');
});

test('トークンは持ち主の権限だけで働き、閉じれば止まる', async () => {
  registerPermissions({ 'test.strong': { label: { ja: '強い', en: 'strong' }, strong: true } });
  const id = await newStaff('y1005');
  const owner = await staffActor(house.city, 'y1005');
  assert.ok(owner);
  const token = freshSecret(systemRandom, 'yk_s_');
  const weak = await house.do({ ...owner, strong: false }, issueOwnToken, { name: '試験', days: 30, token });
  assert.equal(weak.ok, false);
  await house.must(owner, issueOwnToken, { name: '試験', days: 30, token });
  const actor = await actorFor(house.city, { bearer: token, device: 'd' }, 'api');
  assert.ok(actor.kind === 'staff' && actor.id === id && !actor.strong);
  assert.equal((await actorFor(house.city, { bearer: token, device: 'd' }, 'staff')).kind, 'visitor', '画面ではトークンは通じない');
  await house.must(admin, closeStaff, { staff: id });
  assert.equal((await actorFor(house.city, { bearer: token, device: 'd' }, 'api')).kind, 'visitor');
});

test('秘密は、監査にも回答にも残らない', async () => {
  const found = await house.city.staffDb.use((connection) => connection.run<{ text: string }>(
    `select string_agg(detail::text, '') || (select string_agg(answer::text, '') from kernel.requests) as text from kernel.audit_entries`));
  const text = found.rows[0]?.text ?? '';
  assert.ok(text.length > 100);
  assert.doesNotMatch(text, /合言葉|yk_s_|y[cs]_[\w-]{20}/);
});
