/** What an account must withstand: easy passwords, questions about who is here, half a factor, links that outlive their reason. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from '../actor.ts';
import { staffActor, type TestCity, testCity } from '../testing.ts';
import { changePassword, changeProfile } from './citizen-account.ts';
import { signIn, signOutEverywhere } from './citizen-sign-in.ts';
import { easyToGuess } from './easy-password.ts';
import { closeStaff, createStaff, endCitizenSessions, endStaffSessions, resetStaffPassword } from './people.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { actorFor, forget } from './session.ts';
import { confirmEmail, requestPasswordLink, setPassword, signUp } from './sign-up.ts';
import { staffRemovePasskey, staffSignOutEverywhere } from './staff-account.ts';
import { staffDoor } from './staff-sign-in.ts';
import { fingerprint, sessionToken, sha256 } from './tokens.ts';
import { offeredTotpSecret } from './totp.ts';

let house: TestCity;
before(async () => {
  house = await testCity();
});
after(() => house.close());

const PASSWORD = '川べりの犬と七つの鐘';
const admin = staffActor('01890000-0000-7000-8000-000000000001', ['operations.accounts']);
const from = (network: string): Actor => ({ kind: 'visitor', device: fingerprint(house.city, 'browser', network) });
let network = 0;
const somewhere = () => from(`198.51.${Math.floor(++network / 250)}.${network % 250}`);
const asCitizen = (token: string) => actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen');
const asStaff = (token: string) => actorFor(house.city, { staffToken: token, device: 'd' }, 'staff');
const person = (email: string, password = PASSWORD) => ({ name: '安達 花子', kana: 'あだち はなこ', email, phone: '', language: 'ja', password });

async function letters(to: string): Promise<string[]> {
  await house.background.settle();
  house.clock.advance({ seconds: 1 });
  return house.mailbox.letters.filter((one) => one.to === to).map((one) => `${one.subject}\n${one.text}`);
}
const linkIn = (text: string | undefined) => /\/(?:confirm|set-password)\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';

async function newCitizen(email: string): Promise<void> {
  await house.must(somewhere(), signUp, person(email));
  await house.must(somewhere(), confirmEmail, { secret: linkIn((await letters(email)).at(-1)) });
}
async function enter(email: string, password: string, who = somewhere(), former: unknown = null, requestId = house.id()) {
  const token = sessionToken(house.city, 'citizen', requestId, email, password);
  return { token, answer: await house.do(who, signIn, { email, password, token, former }, requestId) };
}
async function newStaff(login: string): Promise<string> {
  const { staff } = await house.must(admin, createStaff, { number: login, login, name: `職員 ${login}`, kana: 'しょくいん', email: `${login}@city.example.jp` });
  const secret = linkIn((await letters(`${login}@city.example.jp`)).at(-1));
  assert.ok((await staffDoor.setPassword({ city: house.city, lang: 'ja', requestId: house.id() }, { secret, password: PASSWORD })).ok);
  return staff;
}
async function staffIn(login: string, former: unknown = null) {
  const requestId = house.id();
  const token = sessionToken(house.city, 'staff', requestId, login, PASSWORD, '');
  return { token, answer: await staffDoor.signIn({ city: house.city, lang: 'ja', requestId }, { login, password: PASSWORD, code: '', token, former, device: fingerprint(house.city, 'b', '10.0.0.1') }) };
}

test('what strangers try first is easy to guess, however it is dressed up; a phrase is not', () => {
  const about = ['二本松市', 'Nihonmatsu City', 'hanako@example.jp', '安達 花子', 'あだち はなこ'];
  for (const easy of ['password123', 'Password123!', 'P@ssw0rd2026', '1234567890', '9876543210', 'abcdefghij', 'aaaaaaaaaa', 'qwertyuiop', '1q2w3e4r5t', 'iloveyou2026', 'dragondragon', 'baseball!!2026', 'Nihonmatsu2026', '二本松市20260401', 'yakuba-2026', 'hanako1234', '安達花子12345', 'ｐａｓｓｗｏｒｄ１２３']) {
    assert.equal(easyToGuess(easy, about), true, easy);
  }
  for (const good of [PASSWORD, 'correct horse battery staple', 'a long enough passphrase', 'xkq7v2mzp9', '二本松の桜は四月の終わり', '阿武隈川を渡る風2026']) assert.equal(easyToGuess(good, about), false, good);
});

test('every place where a password is chosen refuses an easy one, and names the field', async () => {
  await newCitizen('easy@example.jp');
  const { token } = await enter('easy@example.jp', PASSWORD);
  const me = await asCitizen(token);
  await house.must(somewhere(), requestPasswordLink, { email: 'easy@example.jp' });
  const secret = linkIn((await letters('easy@example.jp')).at(-1));
  const { staff } = await house.must(admin, createStaff, { number: 'y2001', login: 'y2001', name: '職員', kana: 'しょくいん', email: 'y2001@city.example.jp' });
  const link = linkIn((await letters('y2001@city.example.jp')).at(-1));
  const tries = [
    await house.do(somewhere(), signUp, person('new@example.jp', 'password123')), await house.do(somewhere(), signUp, person('hanako-adachi@example.jp', 'hanako-adachi1')),
    await house.do(me, changePassword, { current: PASSWORD, password: 'qwertyuiop' }), await house.do(somewhere(), setPassword, { secret, password: '1234567890' }),
    await staffDoor.setPassword({ city: house.city, lang: 'ja', requestId: house.id() }, { secret: link, password: 'y2001y2001y2001' }),
  ];
  for (const answer of tries) {
    assert.ok(!answer.ok && answer.refused === 'EasyPassword' && answer.status === 422, JSON.stringify(answer));
    assert.deepEqual(answer.errors.map((error) => error.path), ['password']);
  }
  assert.ok(staff);
});

test('ten characters at least, two hundred at most, of any kind and in any mixture', async () => {
  const said = async (password: string) => {
    const answer = await house.do(somewhere(), signUp, person(`length${++network}@example.jp`, password));
    return answer.ok ? 'taken' : answer.errors.map((error) => error.path).join();
  };
  assert.equal(await said('九文字の合言葉だよ'), 'password');
  assert.equal(await said('十文字の合言葉ですよ'), 'taken');
  assert.equal(await said('zqv wnx kjy'), 'taken', '小文字だけ');
  assert.equal(await said('4917305826194'), 'taken', '数字だけ');
  assert.equal(await said('桜と川の町で'.repeat(11)), 'taken', '66文字');
  assert.equal(await said('長'.repeat(201)), 'password');
});

test('nothing of a password is cut off, folded to small letters or trimmed', async () => {
  const long = `${'a1'.repeat(90)}z`;
  const hash = await hashPassword(long);
  assert.equal(await verifyPassword(`${'a1'.repeat(90)}y`, hash), false, '最後の一文字まで');
  const spaced = await hashPassword(' Mixed Case と空白 ');
  assert.equal(await verifyPassword('Mixed Case と空白', spaced), false);
  assert.equal(await verifyPassword(' mixed case と空白 ', spaced), false);
  assert.equal(await verifyPassword(' Mixed Case と空白 ', spaced), true);
});

test('no answer tells whether an account exists', async () => {
  await newCitizen('here@example.jp');
  const wrong = await enter('here@example.jp', 'ちがう合言葉です。');
  const nobody = await enter('nobody-here@example.jp', 'ちがう合言葉です。');
  assert.deepEqual(wrong.answer, nobody.answer);
  assert.deepEqual(await house.do(somewhere(), requestPasswordLink, { email: 'here@example.jp' }), await house.do(somewhere(), requestPasswordLink, { email: 'nobody-here@example.jp' }));
  assert.deepEqual(await house.do(somewhere(), signUp, person('here@example.jp')), await house.do(somewhere(), signUp, person('nobody-yet@example.jp')));
  const stranger = await staffDoor.signIn({ city: house.city, lang: 'ja', requestId: house.id() }, { login: 'y-nobody', password: PASSWORD, code: '', token: sessionToken(house.city, 'staff', 'r', 'x'), device: 'net.b' });
  assert.deepEqual(stranger.ok && stranger.value, { result: 'wrong', strong: false });
});

test('who signs in again on the same browser gets a new session, and the one before ends; a double click or a planted cookie changes nothing', async () => {
  await newCitizen('again@example.jp');
  await newCitizen('again-other@example.jp');
  const kindOf = async (actor: Promise<Actor>) => (await actor).kind;
  const elsewhere = await enter('again@example.jp', PASSWORD);
  const first = await enter('again@example.jp', PASSWORD);
  const wrong = await enter('again@example.jp', 'ちがう合言葉です。', somewhere(), first.token);
  assert.ok(wrong.answer.ok && wrong.answer.value.result === 'wrong');
  assert.equal(await kindOf(asCitizen(first.token)), 'citizen', 'まちがえただけでは終わらない');
  // The browser sends what the first click set while the second is under way.
  const requestId = house.id();
  const second = await enter('again@example.jp', PASSWORD, somewhere(), first.token, requestId);
  const twice = await enter('again@example.jp', PASSWORD, somewhere(), second.token, requestId);
  assert.equal(twice.token, second.token);
  forget(house.city, first.token);
  assert.deepEqual(await Promise.all([first, second, elsewhere].map((one) => kindOf(asCitizen(one.token)))), ['visitor', 'citizen', 'citizen']);
  // Another person on the same browser: the one before is out.
  const other = await enter('again-other@example.jp', PASSWORD, somewhere(), second.token);
  forget(house.city, second.token);
  assert.deepEqual(await Promise.all([second, other].map((one) => kindOf(asCitizen(one.token)))), ['visitor', 'citizen']);
  for (const planted of ['', 'yc_short', 'x'.repeat(5000), { a: 1 }, 7]) assert.ok((await enter('again@example.jp', PASSWORD, somewhere(), planted)).answer.ok);

  await newStaff('y2090');
  const before = await staffIn('y2090');
  const now = await staffIn('y2090', before.token);
  forget(house.city, before.token);
  assert.deepEqual(await Promise.all([before, now].map((one) => kindOf(asStaff(one.token)))), ['visitor', 'staff']);
  const said = await house.city.staffDb.use((connection) => connection.run<{ detail: unknown }>(`select detail from kernel.audit_entries where command in ('identity.signIn', 'identity.staffSignIn')`));
  assert.doesNotMatch(JSON.stringify(said.rows), /y[cs]_[A-Za-z0-9_-]{43}/, '操作の記録に、どちらの値もない');
});

test('fields that are not part of signing up change nothing', async () => {
  await house.must(somewhere(), signUp, { ...person('mass@example.jp'), email_confirmed_at: '2026-01-01T00:00:00Z', emailConfirmedAt: true, version: 9, channels: ['sms'], id: '01890000-0000-7000-8000-00000000abcd' });
  const found = await house.city.staffDb.use((connection) => connection.run<{ id: string; email_confirmed_at: unknown; version: number; channels: string[] }>('select id, email_confirmed_at, version, channels from kernel.citizens where email = $1', ['mass@example.jp']));
  const [row] = found.rows;
  assert.deepEqual([row?.email_confirmed_at, row?.version, row?.channels], [null, 1, ['inbox', 'email']]);
  assert.notEqual(row?.id, '01890000-0000-7000-8000-00000000abcd');
});

test('a citizen’s session ends after thirty days, however often it is used', async () => {
  await newCitizen('month@example.jp');
  const { token } = await enter('month@example.jp', PASSWORD);
  for (let half = 0; half < 59; half++) {
    house.clock.advance({ seconds: 12 * 3600 - 1 });
    assert.equal((await asCitizen(token)).kind, 'citizen', `半日 ${half}`);
  }
  house.clock.advance({ hours: 12, minutes: 2 });
  assert.equal((await asCitizen(token)).kind, 'visitor');
});

test('of a session and a link only the hash is kept', async () => {
  await newCitizen('hash@example.jp');
  const { token } = await enter('hash@example.jp', PASSWORD);
  assert.match(token, /^yc_[\w-]{43}$/, '256ビット');
  await house.must(somewhere(), requestPasswordLink, { email: 'hash@example.jp' });
  const secret = linkIn((await letters('hash@example.jp')).at(-1));
  const found = await house.city.staffDb.use((connection) => connection.run<{ session: string; link: string; kept: string }>(
    `select (select token_hash from kernel.citizen_sessions s where s.citizen_id = c.id) as session, (select secret_hash from kernel.one_time_links l where l.citizen_id = c.id and used_at is null) as link,
            (select string_agg(t::text, '') from kernel.citizen_sessions t) || (select string_agg(t::text, '') from kernel.one_time_links t) as kept from kernel.citizens c where email = $1`, ['hash@example.jp']));
  assert.equal(found.rows[0]?.session, sha256(token));
  assert.equal(found.rows[0]?.link, sha256(secret));
  assert.ok(!found.rows[0]?.kept.includes(token) && !found.rows[0]?.kept.includes(secret));
});

test('a link to set a password works for an hour', async () => {
  await newCitizen('hour@example.jp');
  await house.must(somewhere(), requestPasswordLink, { email: 'hour@example.jp' });
  const secret = linkIn((await letters('hour@example.jp')).at(-1));
  house.clock.advance({ minutes: 61 });
  const late = await house.do(somewhere(), setPassword, { secret, password: '別の川べりの犬の合言葉' });
  assert.equal(!late.ok && late.refused, 'LinkUsedUp');
});

test('a change of address is told to the address so far, and choosing a new password cancels it', async () => {
  await newCitizen('before@example.jp');
  const { token } = await enter('before@example.jp', PASSWORD);
  await house.must(await asCitizen(token), changeProfile, { name: '安達 花子', kana: 'あだち はなこ', phone: '', email: 'thief@example.jp', language: 'ja' });
  const stolen = linkIn((await letters('thief@example.jp')).at(-1));
  assert.ok(stolen);
  assert.match((await letters('before@example.jp')).at(-1) ?? '', /メールアドレスの変更の申し出/);
  await house.must(somewhere(), requestPasswordLink, { email: 'before@example.jp' });
  await house.must(somewhere(), setPassword, { secret: linkIn((await letters('before@example.jp')).at(-1)), password: '新しい川べりの合言葉' });
  const late = await house.do(somewhere(), confirmEmail, { secret: stolen });
  assert.equal(!late.ok && late.refused, 'LinkUsedUp');
  const owner = await enter('before@example.jp', '新しい川べりの合言葉');
  assert.deepEqual(owner.answer.ok && owner.answer.value, { result: 'signedIn' });
});

test('a password alone takes no factor away: removing a staff passkey needs a second factor', async () => {
  const id = await newStaff('y2002');
  await house.city.staffDb.use((connection) => connection.run(`insert into kernel.passkeys (id, staff_id, public_key, counter, name, created_at) values ('key-of-y2002', $1, '\\x00', 0, '席', $2)`, [id, house.clock.now()]));
  const weak = await asStaff((await staffIn('y2002')).token);
  assert.ok(weak.kind === 'staff' && !weak.strong);
  const refused = await house.do(weak, staffRemovePasskey, { passkey: 'key-of-y2002' });
  assert.equal(!refused.ok && refused.refused, 'NotAllowed');
  await house.must({ ...weak, strong: true }, staffRemovePasskey, { passkey: 'key-of-y2002' });
});

test('sessions end at once: by their owner, by an administrator, with the account', async () => {
  await newCitizen('ends@example.jp');
  const first = await enter('ends@example.jp', PASSWORD);
  const other = await enter('ends@example.jp', PASSWORD);
  const me = await asCitizen(first.token);
  assert.ok(me.kind === 'citizen');
  await house.must(me, signOutEverywhere, {});
  assert.deepEqual([(await asCitizen(first.token)).kind, (await asCitizen(other.token)).kind], ['visitor', 'visitor']);
  const third = await enter('ends@example.jp', PASSWORD);
  assert.equal((await asCitizen(third.token)).kind, 'citizen');
  await house.must(admin, endCitizenSessions, { citizen: me.id });
  assert.equal((await asCitizen(third.token)).kind, 'visitor');

  const id = await newStaff('y2003');
  const ends: (() => Promise<unknown>)[] = [
    async () => house.must(await asStaff((await staffIn('y2003')).token), staffSignOutEverywhere, {}), () => house.must(admin, endStaffSessions, { staff: id }), () => house.must(admin, closeStaff, { staff: id }),
  ];
  for (const end of ends) {
    const { token } = await staffIn('y2003');
    assert.equal((await asStaff(token)).kind, 'staff');
    await end();
    assert.equal((await asStaff(token)).kind, 'visitor');
  }
});

test('every sign-in is on record, right or wrong: whose account, which network, how strong; never what was typed', async () => {
  house.clock.advance({ minutes: 1 });
  const from = house.clock.now();
  await newCitizen('record@example.jp');
  const who = somewhere();
  await enter('record@example.jp', 'まちがいの合言葉です', who);
  await enter('record@example.jp', PASSWORD, who);
  await newStaff('y2004');
  await staffIn('y2004');
  const found = await house.city.staffDb.use((connection) => connection.run<{ subject: string | null; detail: Record<string, unknown> }>(
    `select subject, detail - 'input' as detail from kernel.audit_entries where command in ('identity.signIn', 'identity.staffSignIn') and at >= $1`, [from]));
  // They may stand at the same moment of the clock; what they say tells them apart.
  assert.equal(found.rows.length, 3);
  const staff = found.rows.find((row) => row.subject?.startsWith('staff:'));
  const [right, wrong] = ['signedIn', 'wrong'].map((result) => found.rows.find((row) => row.subject?.startsWith('citizen:') && row.detail['result'] === result));
  assert.deepEqual([staff?.detail['result'], staff?.detail['strong'], right?.detail['result'], wrong?.detail['result']], ['signedIn', false, 'signedIn', 'wrong']);
  assert.equal(right?.subject, wrong?.subject);
  assert.match(right?.subject ?? '', /^citizen:/);
  assert.equal(right?.detail['network'], wrong?.detail['network']);
  assert.doesNotMatch(JSON.stringify(found.rows), /合言葉|record@example\.jp|198\.51/);
});

test('a lost factor is taken away by an administrator, never by oneself, and ends what was open', async () => {
  const id = await newStaff('y2005');
  await house.city.staffDb.use((connection) => connection.run(`update kernel.staff set totp_secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567' where id = $1`, [id]));
  const { token } = await staffIn('y2005');
  const oneself = await house.do(staffActor(id, ['operations.accounts']), resetStaffPassword, { staff: id, factors: true });
  assert.equal(!oneself.ok && oneself.refused, 'NotYourself');
  const unpermitted = await house.do(staffActor(id, []), resetStaffPassword, { staff: id, factors: true });
  assert.equal(!unpermitted.ok && unpermitted.refused, 'NotAllowed');
  await house.must(admin, resetStaffPassword, { staff: id, factors: true });
  assert.equal((await asStaff(token)).kind, 'visitor');
  const left = await house.city.staffDb.use((connection) => connection.run<{ totp_secret: string | null }>('select totp_secret from kernel.staff where id = $1', [id]));
  assert.equal(left.rows[0]?.totp_secret, null);
});

test('the secret of a code is 160 bits, another for every person, city key and exchange', () => {
  const key = { key: Buffer.alloc(32, 1) };
  const secrets = [offeredTotpSecret(key, 'a', 1), offeredTotpSecret(key, 'a', 2), offeredTotpSecret(key, 'b', 1), offeredTotpSecret({ key: Buffer.alloc(32, 2) }, 'a', 1)];
  assert.equal(new Set(secrets).size, secrets.length);
  for (const secret of secrets) assert.match(secret, /^[A-Z2-7]{32}$/);
});
