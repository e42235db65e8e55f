/** Joint use (共同利用): several cities behind one door, and nothing of one shows in another. Through HTTP, on a real server. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { citizenIn, factsOf, openTown, type Town } from './cities.fixture.ts';
import { saveFacility } from './citizen-services/reservations/commands/facilities.ts';
import { civicCenterInput } from './citizen-services/reservations/rules/civic-center.fixture.ts';
import { hostName } from './kernel/cities/hosts.ts';
import { addCity, RegistryRefused, registryAs, setOrigin, setState } from './kernel/cities/registry.ts';
import type { Reply } from './kernel/http/testing-client.ts';
import { loadFile, storeFile } from './kernel/files/files.ts';
import { newId, systemRandom } from './kernel/clock.ts';
import type { OpenCity } from './kernel/house.ts';
import type { Letter } from './kernel/notices/mail.ts';
import { savePayee } from './kernel/payments/commands.ts';
import { execute } from './kernel/run.ts';

const EAST = factsOf('東試験町', 'East Test Town', '#8a1c1c');
const WEST = factsOf('西試験町', 'West Test Town', '#123a7a');
const house = { kind: 'system', id: 'test' } as const;
const letters: Letter[] = [];

let town: Town;
let east: OpenCity;
let west: OpenCity;
const registry = () => registryAs(town.installation);
const id = () => newId(east.clock.now(), systemRandom);

/** A gymnasium with a name nobody else has. */
async function facilityIn(city: OpenCity, code: string, name: string): Promise<void> {
  const { caps: _, lottery: __, ...rules } = civicCenterInput;
  const asker = { city, actor: house, lang: 'ja' } as const;
  const payee = await execute(asker, savePayee, { code: 'CITY-GENERAL', name: '試験町' }, id());
  assert.ok(payee.ok);
  const saved = await execute(asker, saveFacility, { code, nameJa: name, nameEn: `Gym ${code}`, kana: 'タイイクカン', category: 'gym', area: 'TEST', address: '試験1', lat: 37.58, lng: 140.43, policy: { ...rules, facility: code, windows: [] } }, id());
  assert.ok(saved.ok, JSON.stringify(saved));
}

before(async () => {
  town = await openTown({ mailer: { email: async (letter) => void letters.push(letter), sms: null } });
  east = await town.make('east', EAST);
  west = await town.make('west', WEST);
  await facilityIn(east, 'HINODE-GYM', '日の出体育館');
  await facilityIn(west, 'YUHI-GYM', '夕日体育館');
  await town.background.settle();
});
after(() => town.close());

/** Everything an answer says, without what is drawn anew each time. */
function said(reply: Reply): string {
  const { date: _, 'x-request-id': __, etag: ___, ...headers } = reply.headers;
  const text = reply.text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID').replaceAll(/受付番号 ?[0-9a-f]+/g, '受付番号');
  return JSON.stringify({ status: reply.status, headers: { ...headers, 'content-length': '' }, text });
}

test('ホスト名が市を選び、知らない名前はどの市の名も言わない', async () => {
  assert.match((await town.at('east').get('/')).text, /東試験町/);
  assert.match((await town.at('west').get('/')).text, /西試験町/);
  for (const path of ['/', '/staff', '/api/openapi.json', '/assets/ui.css', '/nowhere']) {
    const nobody = await town.atHost('nobody.test').get(path);
    assert.equal(nobody.status, 404);
    assert.doesNotMatch(nobody.text, /東試験町|西試験町|East|West|east|west/);
    assert.equal(nobody.text, (await town.atHost('').get('/')).text, 'the same for every unknown name');
  }
});

test('ページ・検索・APIに、ほかの市のものは出ない', async () => {
  for (const [own, other, mine, theirs] of [['east', 'west', /日の出体育館/, /夕日体育館|西試験町|West Test/], ['west', 'east', /夕日体育館/, /日の出体育館|東試験町|East Test/]] as const) {
    const client = town.at(own);
    const list = await client.get('/facilities');
    assert.match(list.text, mine, `${own} shows its own`);
    for (const path of ['/', '/en', '/facilities', '/search?q=体育館', '/find', '/lotteries', '/facilities.csv', '/sign-in', '/nowhere', '/api/reservations.facilityList', `/api/search.public?q=${encodeURIComponent('体育館')}`]) {
      const reply = await client.get(path);
      assert.doesNotMatch(reply.text, theirs, `${path} of ${own} shows something of ${other}`);
    }
  }
});

test('ほかの市にあるものと、どこにもないものは、同じ答え', async () => {
  const pairs = [['/facilities/YUHI-GYM', '/facilities/NONE-GYM'], ['/facilities/YUHI-GYM/openings', '/facilities/NONE-GYM/openings'], ['/api/reservations.openings?facility=YUHI-GYM&days=1', '/api/reservations.openings?facility=NONE-GYM&days=1']] as const;
  for (const [there, nowhere] of pairs) {
    const [a, b] = [await town.at('east').get(there), await town.at('east').get(nowhere)];
    assert.equal(a.status, 404, there);
    assert.equal(said(a).replaceAll('YUHI-GYM', 'NONE-GYM'), said(b).replaceAll('YUHI-GYM', 'NONE-GYM'));
  }
});

test('市のセッションは、ほかの市ではだれでもない（同じ番号の人がいても）', async () => {
  const citizen = id();
  await citizenIn(east, citizen, 'same@example.jp', '東 太郎');
  await citizenIn(west, citizen, 'same@example.jp', '西 花子');
  const mine = await town.asCitizen('east', citizen);
  assert.match((await mine.get('/my')).text, /東 太郎/);
  const elsewhere = town.at('west');
  elsewhere.cookies.set('__Host-yakuba_citizen', mine.token);
  const shut = await elsewhere.get('/my');
  assert.equal(shut.status, 303);
  assert.match(shut.location, /^\/sign-in/);
  const home = await elsewhere.get('/');
  assert.doesNotMatch(home.text, /東 太郎|西 花子/);
  // And back: what was remembered of nobody there does not stick here.
  assert.match((await mine.get('/my')).text, /東 太郎/);
  // A cookie is for the name that gave it: no Domain, so a browser never takes it along.
  const given = await town.at('east').post('/sign-in', { email: 'nobody@example.jp', password: 'not the password' });
  for (const line of given.headers['set-cookie'] ?? []) assert.doesNotMatch(line, /domain=/i);
});

test('鍵は市ごとにちがい、ファイルもほかの市からは読めない', async () => {
  assert.notDeepEqual(east.key, west.key);
  assert.notEqual(east.filesDir, west.filesDir);
  const stored = await storeFile(east, Buffer.from('%PDF-1.7 of the east'), { limit: 1000, types: ['application/pdf'] });
  assert.ok('sha256' in stored);
  assert.equal(Buffer.from(await loadFile(east, stored.sha256)).toString(), '%PDF-1.7 of the east');
  await assert.rejects(loadFile(west, stored.sha256), /ENOENT/);
  assert.ok(!existsSync(join(west.filesDir, stored.sha256.slice(0, 2))));
});

test('同じ要求番号でも、市ごとに一度ずつ行われる', async () => {
  const key = id();
  const input = { code: 'SAME-KEY', name: '同じ鍵の受取人' };
  for (const city of [east, west]) {
    const answer = await execute({ city, actor: house, lang: 'ja' }, savePayee, input, key);
    assert.ok(answer.ok && !answer.repeated);
  }
  const again = await execute({ city: east, actor: house, lang: 'ja' }, savePayee, input, key);
  assert.ok(again.ok && again.repeated);
});

test('番号は市ごとに数え、ほかの市の番号を進めない', async () => {
  const next = (city: OpenCity) => city.staffDb.use(async (connection) => (await connection.run<{ last: number }>(`insert into kernel.numbers (series, last) values ('test.series', 1) on conflict (series) do update set last = numbers.last + 1 returning last`)).rows[0]?.last);
  assert.deepEqual([await next(east), await next(east), await next(east)], [1, 2, 3]);
  assert.equal(await next(west), 1);
});

test('メールは自分の市の名と住所だけを言い、ほかの市の仕事は動かさない', async () => {
  letters.length = 0;
  const signedUp = await town.at('east').api('identity.signUp', { email: 'new@example.jp', name: '東 新', kana: 'ひがし あらた', password: 'a long enough passphrase', phone: '0243000001' });
  assert.equal(signedUp.status, 201, signedUp.text);
  await town.background.settle();
  assert.equal(letters.length, 1, 'one letter');
  const [letter] = letters;
  assert.match(`${letter?.subject}${letter?.text}`, /東試験町/);
  assert.match(letter?.text ?? '', /https:\/\/east\.test\//);
  assert.doesNotMatch(`${letter?.subject}${letter?.text}`, /西試験町|west/);
  const waiting = await west.staffDb.use((connection) => connection.run<{ n: number }>('select (select count(*) from kernel.sendings)::int + (select count(*) from kernel.citizens where email = $1)::int as n', ['new@example.jp']));
  assert.equal(waiting.rows[0]?.n, 0);
});

test('色と印は市ごと、ほかの市のものは取れない', async () => {
  const addresses = async (name: string) => {
    const page = (await town.at(name).get('/')).text;
    return { css: /\/assets\/city-[0-9a-f]+\.css/.exec(page)?.[0] ?? '', shared: /\/assets\/ui-[0-9a-f]+\.css/.exec(page)?.[0] ?? '' };
  };
  const [a, b] = [await addresses('east'), await addresses('west')];
  assert.notEqual(a.css, b.css);
  assert.equal(a.shared, b.shared);
  assert.match((await town.at('east').get(a.css)).text, /#8a1c1c/i);
  assert.match((await town.at('west').get(b.css)).text, /#123a7a/i);
  assert.equal((await town.at('east').get(b.css)).status, 404);
  assert.equal((await town.at('east').get(a.shared)).status, 200);
});

test('新しい市は再起動なしで開き、閉じた市は同じ答えで見えなくなる', async () => {
  const before = await town.atHost('north.test').get('/');
  assert.equal(before.status, 404);
  await town.make('north', factsOf('北試験町', 'North Test Town', '#0c472a'));
  assert.match((await town.at('north').get('/')).text, /北試験町/);
  await setState(registry(), 'north', 'retired');
  await town.cities.look();
  const after = await town.atHost('north.test').get('/');
  assert.equal(said(after), said(before));
  await setState(registry(), 'north', 'open');
  await town.cities.look();
  assert.match((await town.at('north').get('/')).text, /北試験町/);
});

test('知らない名前と閉じた市は、どの道でも、どの動詞でも、同じ答え', async () => {
  await town.make('south', factsOf('南試験町', 'South Test Town', '#0c472a'));
  await setState(registry(), 'south', 'retired');
  await town.cities.look();
  for (const path of ['/', '/en', '/staff', '/my', '/facilities/HINODE-GYM', '/api/openapi.json', '/api/reservations.facilityList', '/nowhere']) {
    const [shut, nobody] = [await town.at('south').get(path), await town.atHost('nobody.test').get(path)];
    assert.equal(shut.status, 404, path);
    assert.equal(said(shut), said(nobody), path);
  }
  const body = { email: 'somebody@example.jp', password: 'not the password' };
  for (const path of ['/sign-in', '/staff/sign-in', '/nowhere']) {
    const [shut, nobody] = [await town.at('south').post(path, body), await town.atHost('nobody.test').post(path, body)];
    assert.equal(shut.status, 404, path);
    assert.equal(said(shut), said(nobody), path);
  }
});

test('ほかの市のセッションは、だれのものでもないセッションと同じ答え', async () => {
  const citizen = id();
  await citizenIn(east, citizen, 'session@example.jp', '東 次郎');
  const { token } = await town.asCitizen('east', citizen);
  // A token of the same shape that no city ever gave.
  const invented = `${token.slice(0, -6)}${token.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`;
  for (const cookie of ['__Host-yakuba_citizen', '__Host-yakuba_staff']) {
    const [theirs, nobodys] = [token, invented].map((value) => {
      const client = town.at('west');
      client.cookies.set(cookie, value);
      return client;
    });
    assert.ok(theirs && nobodys);
    for (const path of ['/', '/my', '/my/reservations', '/staff', `/my/reservations/${citizen}`, `/my/inbox/${citizen}`, '/api/reservations.facilityList']) assert.equal(said(await theirs.get(path)), said(await nobodys.get(path)), `${cookie} ${path}`);
  }
  const bearer = (value: string) => town.at('west').get('/api/reservations.facilityList', { headers: { authorization: `Bearer ${value}` } });
  assert.equal(said(await bearer(token)), said(await bearer(invented)));
});

test('ほかの市のお知らせの番号は、どこにもない番号と同じ答え', async () => {
  const [citizen, notice] = [id(), id()];
  for (const city of [east, west]) await citizenIn(city, citizen, 'notice@example.jp');
  await east.staffDb.use((connection) => connection.run(`insert into kernel.notices (id, citizen_id, kind, title, body, at) values ($1, $2, 'test', '東の知らせ', '東だけ', $3)`, [notice, citizen, east.clock.now()]));
  assert.equal((await (await town.asCitizen('east', citizen)).get(`/my/inbox/${notice}`)).status, 200);
  const elsewhere = await town.asCitizen('west', citizen);
  const [theirs, nowhere] = [await elsewhere.get(`/my/inbox/${notice}`), await elsewhere.get(`/my/inbox/${id()}`)];
  assert.equal(theirs.status, 404);
  assert.equal(said(theirs), said(nowhere));
});

test('登録の変更は、知らせだけで伝わる', async () => {
  const heard = new Promise<void>((done) => town.cities.onPoke((name) => name === 'echo' && done()));
  await addCity(registry(), { name: 'echo', database: west.database.replace('west', 'echo'), hosts: ['echo.test'] });
  await heard;
  assert.ok(town.cities.names().includes('echo'));
  await setState(registry(), 'echo', 'retired');
});

test('変えたシステムは、ほかのプロセスの同じ市だけに伝わり、変えた本人には返ってこない', async () => {
  const beside = await town.beside();
  try {
    const [theirs, others] = [await beside.openByName('east'), await beside.openByName('west')];
    assert.ok(theirs && others);
    const before = { own: east.version('reservations'), ownDesk: east.version('desk'), theirs: theirs.version('reservations'), desk: theirs.version('desk'), others: others.version('reservations') };
    east.changed('reservations');
    for (let left = 200; left > 0 && theirs.version('reservations') === before.theirs; left -= 1) await pause(25);
    // What was told came back to whoever told it, too, before what is told now.
    theirs.changed('desk');
    for (let left = 200; left > 0 && east.version('desk') === before.ownDesk; left -= 1) await pause(25);
    assert.equal(theirs.version('reservations'), before.theirs + 1);
    assert.deepEqual([theirs.version('desk'), east.version('desk')], [before.desk + 1, before.ownDesk + 1]);
    assert.equal(others.version('reservations'), before.others);
    assert.equal(east.version('reservations'), before.own + 1, 'its own words do not count twice');
  } finally {
    await beside.close();
  }
});

test('読むだけの市は、その理由と終わりを言い、開くと元に戻る', async () => {
  const until = Temporal.Instant.from('2099-01-01T00:00:00Z');
  await setState(registry(), 'west', 'read_only', { reason: 'maintenance', until });
  await town.cities.look();
  assert.equal(west.readOnly()?.reason, 'maintenance');
  assert.equal(west.readOnly()?.until?.toString(), until.toString());
  assert.equal(east.readOnly(), null);
  assert.equal((await town.at('west').get('/facilities')).status, 200);
  await setState(registry(), 'west', 'open');
  await town.cities.look();
  assert.equal(west.readOnly(), null);
});

test('公開する住所が変わると、次の手紙から新しい住所を使う', async () => {
  await setOrigin(registry(), 'west', 'https://new-west.example.jp');
  await town.cities.look();
  assert.equal(west.origin, 'https://new-west.example.jp');
  await setOrigin(registry(), 'west', 'https://west.test');
  await town.cities.look();
  assert.equal(west.origin, 'https://west.test');
});

test('同じ名前・同じデータベース・同じホストの市は登録できない', async () => {
  for (const city of [{ name: 'east', database: 'yakuba_other', hosts: [] }, { name: 'other', database: 'yakuba_east', hosts: [] }, { name: 'other', database: 'yakuba_other', hosts: ['east.test'] }, { name: 'Other', database: 'yakuba_other', hosts: [] }, { name: 'other', database: 'yakuba_other', hosts: ['Other.test'] }]) {
    await assert.rejects(addCity(registry(), city), RegistryRefused, JSON.stringify(city));
  }
  assert.equal(hostName('EAST.test:80'), 'east.test');
});

test('混んだ市の接続は上限を超えず、ほかの市は待たされない', async () => {
  const { budget } = town;
  const slow = Array.from({ length: 60 }, () => east.citizenDb.use((connection) => connection.run('select pg_sleep(0.05)')));
  const quick = await west.citizenDb.use((connection) => connection.run<{ one: number }>('select 1 as one'));
  assert.equal(quick.rows[0]?.one, 1);
  assert.ok(budget.inUse <= budget.perCity + 1, `${budget.inUse} lent, ${budget.perCity} may one city hold`);
  assert.ok(budget.physical <= budget.limit + budget.reserve);
  await Promise.all(slow);
  assert.equal(budget.inUse, 0);
});

test('どの接続も貸し出されている間は、混んでいると言い、記録が失われたとは言わない。ほかの市は開いている', async () => {
  const citizen = id();
  await citizenIn(east, citizen, 'busy@example.jp');
  const client = await town.asCitizen('east', citizen);
  assert.equal((await client.get('/my')).status, 200);
  const [given, lent] = [Promise.withResolvers<void>(), town.budget.perCity];
  const borrowers = Array.from({ length: lent }, () => east.citizenDb.use(() => given.promise));
  east.changed('identity'); // who this is must be asked anew
  try {
    const [page, sent, elsewhere] = await Promise.all([client.get('/my'), client.api('reservations.reserve', {}), town.at('west').get('/facilities')]);
    assert.equal(page.status, 503);
    assert.match(page.text, /ただいま混み合っています/);
    assert.match(page.text.replaceAll('<wbr/>', ''), /操作は行われていません。数秒待ってから、もう一度お試しください/);
    assert.equal(page.headers['retry-after'], '5');
    assert.equal(sent.status, 503);
    assert.match(sent.text, /"code":"Busy"/);
    assert.equal(sent.headers['retry-after'], '5');
    assert.equal(elsewhere.status, 200);
  } finally {
    given.resolve();
    await Promise.all(borrowers);
  }
  assert.equal((await client.get('/my')).status, 200, 'and nobody is told that the record was lost');
});
