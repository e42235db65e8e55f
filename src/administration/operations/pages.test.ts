/** The doors and the rooms behind them, through HTTP, in the smallest sample city. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Assets } from '../../kernel/http/assets.ts';
import { type RunningServer, startServer } from '../../kernel/http/server.ts';
import { type Client, testClient } from '../../kernel/http/testing-client.ts';
import { tidyIdentity } from '../../kernel/identity/tidy.ts';
import { codeNow } from '../../kernel/identity/totp.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { type TestCity, testCity } from '../../kernel/testing.ts';
import { systems as all } from '../../main-systems.ts';
import { fillSample } from '../../sample-city.ts';
import { renderPage } from '../../ui/context.tsx';
import { problemPage } from '../../ui/problem.tsx';
import { wrongHtml } from '../../testing-html.ts';

// The kernel's own windows alone: they must stand without any other system.
const systems = all.filter((system) => ['my-page', 'desk', 'operations'].includes(system.name));
const PASSWORD = 'nihonmatsu-2026';
let house: TestCity;
let server: RunningServer;

before(async () => {
  registerSystems(systems);
  house = await testCity({ sample: true });
  await fillSample(house.city, systems, { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
  const assets = new Assets();
  for (const name of ['ui.css', 'icon.svg', 'form.js', 'rows.js', 'passkey.js', 'city.css']) assets.add(name, Buffer.from('/* */'));
  server = await startServer({ cityOf: () => house.city, systems, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: 0, rate: null });
});
after(async () => {
  await server.stop();
  await house.close();
});

function browser(): Client {
  return testClient(server.port, () => house.id());
}

/** The code that the sample's sign-in page shows for this login. */
async function enter(login: string): Promise<Client> {
  const client = browser();
  const { value } = (await client.query('identity.sampleLogins')).json() as { value: { login: string; code: string | null }[] };
  const reply = await client.post('/staff/sign-in', { _action: 'signIn', login, password: PASSWORD, code: value.find((one) => one.login === login)?.code ?? '' });
  assert.equal(reply.status, 303, reply.text.slice(0, 3000));
  assert.equal(reply.location, '/staff');
  // The next code is another one.
  house.clock.advance({ seconds: 31 });
  return client;
}

async function shows(client: Client, path: string, ...words: readonly RegExp[]): Promise<string> {
  const reply = await client.get(path, { follow: true });
  assert.equal(reply.status, 200, `${path}: ${reply.status} ${reply.text.replaceAll(/<[^>]*>/g, ' ').slice(0, 400)}`);
  assert.equal(reply.text.match(/<h1/g)?.length, 1, `${path} has one h1`);
  for (const word of words) assert.match(reply.text, word, path);
  assert.deepEqual((await wrongHtml(reply.text)).slice(0, 5), [], path);
  return reply.text;
}

test('市民は、見本のログインで入り、自分のページを見て、出る', async () => {
  const client = browser();
  await shows(client, '/sign-in', /見本のログイン/, /hanako@example\.jp/);
  const wrong = await client.post('/sign-in', { _action: 'signIn', email: 'hanako@example.jp', password: 'ちがう' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /メールアドレスかパスワードが違います/);
  assert.match(wrong.text, /value="hanako@example\.jp"/, '打ったものは残る');
  assert.doesNotMatch(wrong.text, /ちがう/);
  const right = await client.post('/sign-in?next=%2Fmy%2Finbox', { _action: 'signIn', email: 'hanako@example.jp', password: PASSWORD });
  assert.equal(right.location, '/my/inbox');
  for (const path of ['/my', '/my/inbox', '/my/profile', '/my/security', '/my/payments', '/en/my', '/en/my/security']) await shows(client, path);
  await client.post('/my/profile', { _action: 'channels', channels: ['email'] });
  const changed = await client.post('/my/profile', { _action: 'change', name: '安達 花子', kana: 'あだち はなこ', phone: '', email: 'hanako@example.jp', language: 'ja' });
  assert.equal(changed.status, 303, changed.text.slice(0, 2000));
  await client.post('/my/sign-out', { _action: 'signOut' });
  assert.equal((await client.get('/my')).location, '/sign-in?next=%2Fmy');
});

test('サインインのあとは、この家の中にしか進まない', async () => {
  const client = browser();
  const reply = await client.post('/sign-in?next=https%3A%2F%2Fevil.example', { _action: 'signIn', email: 'taro@example.jp', password: PASSWORD });
  assert.equal(reply.location, '/my');
});

test('登録から確認まで、画面だけで進む', async () => {
  const client = browser();
  const sent = await client.post('/sign-up', { _action: 'signUp', name: '新 市民', kana: 'しん しみん', email: 'new@example.jp', phone: '', password: 'とても長い合言葉です' });
  assert.equal(sent.location, '/sign-up/sent');
  await house.background.settle();
  const path = /\/confirm\/[\w-]+/.exec(house.mailbox.letters.at(-1)?.text ?? '')?.[0] ?? '';
  await shows(client, path, /確認する/);
  assert.equal((await client.post(path, { _action: 'confirm' })).location, '/sign-in');
  await shows(client, path, /このリンクは使えません/);
  for (const open of ['/sign-up', '/sign-up/sent', '/forgot', '/forgot/sent', '/set-password/none', '/en/sign-up']) await shows(client, open);
});

test('システム管理者は、職員・役割・組織・しごと・送信を見て、変える', async () => {
  const client = await enter('admin');
  for (const path of ['/staff', '/staff/me', '/staff/search?q=市', '/staff/operations/accounts', '/staff/operations/accounts?q=さとう', '/staff/operations/roles', '/staff/operations/new-role', '/staff/operations/matrix', '/staff/operations/organization', '/staff/operations/jobs', '/staff/operations/mail', '/staff/operations/tokens', '/staff/operations/health', '/staff/operations/new-account']) await shows(client, path);
  const made = await client.post('/staff/operations/new-account', { _action: 'create', number: '91000', login: 'Y91000', name: '新人 一郎', kana: 'しんじん いちろう', email: 'y91000@city.example.jp' });
  assert.equal(made.status, 303, made.text.slice(0, 2000));
  const page = await shows(client, made.location, /新人 一郎/, /y91000/);
  const role = /<option value="([0-9a-f-]{36})"[^>]*>窓口</.exec(page)?.[1] ?? '';
  const given = await client.post(made.location, { _action: 'give', role, scope: 'facility:SHIROYAMA-GYM-1', from: '2026-11-23', to: '' });
  assert.equal(given.status, 303, given.text.slice(0, 3000));
  const after = await shows(client, made.location, /facility:SHIROYAMA-GYM-1/);
  const mine = /name="given" value="([^"]+)"/.exec(after)?.[1] ?? '';
  assert.equal((await client.post(made.location, { _action: 'withdraw', given: mine })).status, 303);
  const csv = await client.get('/staff/operations/accounts.csv');
  assert.match(csv.text, /新人 一郎/);
  assert.equal((await client.get('/staff/operations/audit')).status, 404, '監査は、別の人の仕事');
});

test('所属の画面で職に就け、役割を付け、外す', async () => {
  const client = await enter('admin');
  const tree = await shows(client, '/staff/operations/organization', /スポーツ振興課/);
  const path = /href="(\/staff\/operations\/organization\/[0-9a-f-]{36})"[^>]*>スポーツ振興課/.exec(tree)?.[1] ?? '';
  const page = await shows(client, path, /佐藤 陽子/);
  assert.equal((await client.post(path, { _action: 'post', code: '8040-X', title: '主任', rank: '55' })).status, 303);
  const again = await shows(client, path, /主任/);
  const post = /<option value="([0-9a-f-]{36})"[^>]*>主任/.exec(again)?.[1] ?? '';
  const assigned = await client.post(path, { _action: 'assign', staff: 'admin', post, manner: 'concurrent', from: '2026-11-23', to: '' });
  assert.equal(assigned.status, 303, assigned.text.slice(0, 2000));
  await shows(client, path, /兼務/);
  assert.ok(page.length > 0);
});

test('監査は、だれが何をしたかと、だれを見たかを調べる', async () => {
  const client = await enter('kansa');
  await shows(client, '/staff/operations/audit', /職員を登録する/);
  await shows(client, '/staff/operations/audit?actor=admin&outcome=done&from=2026-01-01');
  await shows(client, '/staff/operations/audit?subject=%E5%AE%89%E9%81%94%20%E8%8A%B1%E5%AD%90');
  await shows(client, '/staff/operations/looks?actor=admin');
  await shows(client, '/staff/operations/matrix');
  assert.match((await client.get('/staff/operations/audit.csv')).text, /日時,だれが/);
  assert.match((await client.get('/staff/operations/looks.csv')).text, /見たもの/);
});

test('窓口職員は、運用管理の画面を開けない', async () => {
  const client = await enter('mado');
  await shows(client, '/staff', /受信箱/);
  for (const path of ['/staff/operations/accounts', '/staff/operations/roles', '/staff/operations/audit', '/staff/operations/jobs', '/staff/operations/accounts.csv']) assert.equal((await client.get(path)).status, 404, path);
});

test('確認コードのないサインインでは、役割を触れない', async () => {
  const client = browser();
  await client.post('/staff/sign-in', { _action: 'signIn', login: 'admin', password: PASSWORD, code: '' });
  await shows(client, '/staff/operations/accounts');
  assert.equal((await client.get('/staff/operations/roles')).status, 403);
});

test('職員は、自分の画面で確認コードを使い始め、トークンを作る', async () => {
  const client = await enter('bousai');
  const page = await shows(client, '/staff/me', /二次元コード/);
  const secret = (/<code>([A-Z2-7 ]{39})<\/code>/.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const wrong = await client.post('/staff/me', { _action: 'totp', code: '000000' });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.text.replaceAll(' ', '').includes(secret), '打ちまちがえても、読み取った二次元コードのまま');
  assert.equal((await client.post('/staff/me', { _action: 'totp', code: await codeNow(secret, house.clock.now()) })).status, 303);
  assert.doesNotMatch(await shows(client, '/staff/me'), /二次元コード/, '替えるには、確認コードで入り直す');
  house.clock.advance({ seconds: 31 });
  const strong = browser();
  await strong.post('/staff/sign-in', { _action: 'signIn', login: 'bousai', password: PASSWORD, code: await codeNow(secret, house.clock.now()) });
  const made = await strong.post('/staff/me', { _action: 'token', name: '夜間の集計', days: '30' }, { follow: true });
  const token = /yk_s_[\w-]{43}/.exec(made.text)?.[0] ?? '';
  const program = browser();
  assert.equal((await program.query('identity.staffSelf', {}, { headers: { authorization: `Bearer ${token}` } })).status, 200);
  assert.equal((await program.query('identity.staffSelf')).status, 401);
});

test('自分の領収書は見え、他人の領収書は、ないのと同じ', async () => {
  const [payee, bill, receipt] = [house.id(), house.id(), house.id()];
  const now = house.clock.now();
  await house.city.staffDb.use(async (connection) => {
    const owner = await connection.run<{ id: string }>(`select id from kernel.citizens where email = 'hanako@example.jp'`);
    await connection.run(`insert into kernel.payees (id, code, name, registration_number) values ($1, 'P', '試験の受取人', 'T2000020072109')`, [payee]);
    await connection.run(`insert into kernel.receivables (id, number, payee_id, source, subject, payer_name, citizen_id, title, lines, amount_yen, tax_yen, paid_yen, state, created_at)
      values ($1, 'R-1', $2, 'reservations', 'reservation:1', '安達 花子', $3, '体育館の使用料', '[{"label":"使用料","amountYen":1100}]', 1100, 100, 1100, 'paid', $4)`, [bill, payee, owner.rows[0]?.id, now]);
    await connection.run(`insert into kernel.receipts (id, number, receivable_id, amount_yen, method, paid_at, recorded_at) values ($1, 'C-1', $2, 1100, 'cash', $3, $3)`, [receipt, bill, now]);
  });
  const enterAs = async (email: string) => {
    const client = browser();
    await client.post('/sign-in', { _action: 'signIn', email, password: PASSWORD });
    return client;
  };
  const hanako = await enterAs('hanako@example.jp');
  await shows(hanako, '/my/payments', /C-1/, /支払い済み/);
  await shows(hanako, `/my/payments/${receipt}`, /T2000020072109/, /うち消費税/);
  await shows(hanako, `/en/my/payments/${receipt}`, /Registration number/);
  assert.equal((await (await enterAs('taro@example.jp')).get(`/my/payments/${receipt}`)).status, 404);
});

test('片付けは、終わったサインインだけを消す', async () => {
  const client = await enter('mado');
  await house.must({ kind: 'system', id: 'test' }, tidyIdentity, {});
  await shows(client, '/staff');
  house.clock.advance({ hours: 13 });
  const { sessions } = await house.must({ kind: 'system', id: 'test' }, tidyIdentity, {});
  assert.ok(sessions > 0);
});

test('見本でないまちには、見本のログインは出ない', async () => {
  const real = await testCity();
  const answer = await real.ask({ kind: 'visitor', device: 'd' }, (await import('../../kernel/identity/sample-people.ts')).sampleLogins, {});
  assert.deepEqual(answer.ok && answer.value, []);
  await real.close();
});
