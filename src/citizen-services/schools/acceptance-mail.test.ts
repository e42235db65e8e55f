/** Schools 5, the parents' part: an address, its link, one letter for all its schools, and nothing sent twice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBackground } from '../../kernel/background.ts';
import { logTo } from '../../kernel/log.ts';
import { deliverEvents } from '../../kernel/outbox.ts';
import { registeredSystems } from '../../kernel/registry.ts';
import { sweepMail } from './commands/mail.ts';
import { listIn, openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';

let town: Town;
const lines: string[] = [];
before(async () => {
  logTo((line) => void lines.push(line));
  town = await openTown('2027-03-23T10:00:00+09:00');
  for (let index = 3; index <= 23; index += 1) await town.makeSchool(`school-${index}`, `試験第${index}小学校`, `S${index}`);
});
after(async () => {
  await town.close();
  logTo((line) => void process.stderr.write(line));
});

const settle = () => town.house.background.settle();
const letters = () => town.house.mailbox.letters;
const lettersTo = (address: string) => letters().filter((one) => one.to === address);
const linkIn = (text: string, what: string) => new RegExp(`http://localhost((?:/en)?/schools/mail/${what}/[\\w-]+)`).exec(text)?.[1] ?? assert.fail(`no link in ${text}`);
async function owner<Row>(sql: string, values: unknown[] = []): Promise<readonly Row[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client(town.house.connect('owner'));
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Asks through the form as a browser does, and follows the link. */
async function register(address: string, schools: readonly string[]): Promise<void> {
  const visitor = town.server.visitor();
  const sent = await visitor.post('/schools/mail', { _action: 'ask', address, schools: [...schools] });
  assert.equal(sent.location, '/schools/mail/sent', phrased(sent.text).slice(0, 2000));
  await settle();
  const link = linkIn(lettersTo(address.toLowerCase()).at(-1)?.text ?? '', 'confirm');
  assert.match(phrased((await visitor.get(link)).text), /登録する/);
  const done = await visitor.post(link, { _action: 'confirm' });
  assert.equal(done.location, '/schools/mail/done');
  await settle();
}
const close = async (schools: readonly string[], more: Record<string, unknown> = {}) => valueOf(await town.as('board').api('schools.closeSchools', { schools, kind: 'closure', from: '2027-03-24', reason: '大雪のため', words: '外に出ないでください。', next: '24日16時', ...more }));

test('an address is registered only by its link; looking at the link does nothing, it works once, and it ends after 24 hours', async () => {
  const visitor = town.server.visitor();
  assert.match(phrased((await visitor.get('/schools/mail?school=kita')).text), /value="kita"[^>]*checked|checked[^>]*value="kita"/);
  valueOf(await visitor.api('schools.askForMail', { address: 'Hanako@example.jp', schools: ['kita'] }));
  await settle();
  assert.equal(lettersTo('hanako@example.jp').length, 1);
  const link = linkIn(lettersTo('hanako@example.jp')[0]?.text ?? '', 'confirm');
  const count = async () => Number((await owner<{ n: number }>('select count(*)::int as n from schools.mail_addresses'))[0]?.n);
  assert.match(phrased((await visitor.get(link)).text), /試験北小学校/);
  assert.equal(await count(), 0, 'looking is not pressing');
  assert.equal((await visitor.post(link, { _action: 'confirm' })).location, '/schools/mail/done');
  await settle();
  assert.equal(await count(), 1);
  const again = await visitor.post(link, { _action: 'confirm' });
  assert.equal(again.status, 410, phrased(again.text).slice(0, 500));
  assert.match(phrased((await visitor.get(link)).text), /このリンクは使えません/);
  valueOf(await visitor.api('schools.askForMail', { address: 'late@example.jp', schools: ['kita'] }));
  await settle();
  const late = linkIn(lettersTo('late@example.jp')[0]?.text ?? '', 'confirm');
  town.house.clock.advance({ hours: 24 });
  assert.equal((await visitor.post(late, { _action: 'confirm' })).status, 410);
  await town.house.must({ kind: 'system', id: 'test' }, sweepMail, {});
  assert.deepEqual(await owner('select * from schools.mail_asked'), [], 'nobody confirmed: the address is gone');
  town.house.clock.set('2027-03-23T12:00:00+09:00');
  await town.signIn();
});

test('the answer is the same whether the address was known or not; nobody’s mailbox is filled, and one network does not ask without end', async () => {
  const visitor = town.server.visitor();
  const before = letters().length;
  const [known, unknown] = [await visitor.api('schools.askForMail', { address: 'hanako@example.jp', schools: ['kita'] }), await visitor.api('schools.askForMail', { address: 'nobody@example.jp', schools: ['kita'] })];
  assert.deepEqual([known.status, known.json()], [unknown.status, unknown.json()]);
  await settle();
  const [first, second] = letters().slice(before);
  const plain = (text = '') => text.replaceAll(/confirm\/[\w-]+/g, 'confirm/…');
  assert.equal(plain(first?.text), plain(second?.text));
  for (let index = 0; index < 5; index += 1) valueOf(await town.server.visitor().api('schools.askForMail', { address: 'nobody@example.jp', schools: ['kita'] }));
  await settle();
  assert.equal(lettersTo('nobody@example.jp').length, 3, 'three in an hour, and no word of it');
  let refused = 0;
  for (let index = 0; index < 12; index += 1) {
    const answer = await visitor.api('schools.askForMail', { address: `p${index}@example.jp`, schools: ['kita'] });
    if (answer.status === 429) refused += 1;
  }
  assert.ok(refused > 0, 'one browser');
  town.house.clock.advance({ hours: 2 });
  await town.signIn();
  refusedAs(await visitor.api('schools.askForMail', { address: 'a@example.jp', schools: ['nowhere'] }), 'UnknownSchool');
  const wrong = await visitor.post('/schools/mail', { _action: 'ask', address: 'ではない', schools: 'kita' });
  assert.equal(wrong.status, 422);
  assert.match(phrased(wrong.text), /メールアドレス/);
});

test('Schools 5: the board closes 23 schools; each address gets one letter within ten seconds, naming all its schools; nothing twice when the process dies in between', async () => {
  await register('three@example.jp', ['kita', 'minami', 'school-5']);
  await register('one@example.jp', ['school-9']);
  for (let index = 0; index < 6; index += 1) await register(`parent${index}@example.jp`, [`school-${3 + index}`, 'kita']);
  const schools = listIn(valueOf(await town.as('board').query('schools.overview')), 'open').map((one) => String(one['code']));
  assert.equal(schools.length, 23);
  const before = letters().length;
  const began = performance.now();
  const made = await close(schools);
  await settle();
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 10, `${seconds.toFixed(1)} s`);
  const sent = letters().slice(before);
  assert.equal(sent.length, 9, 'hanako, three, one and six');
  assert.equal(new Set(sent.map((one) => one.to)).size, 9);
  const three = lettersTo('three@example.jp').at(-1);
  assert.match(three?.subject ?? '', /臨時休校（3月24日）試験北小学校ほか2校/);
  for (const name of ['試験北小学校', '試験南小学校', '試験第5小学校', '大雪のため', '24日16時']) assert.ok(three?.text.includes(name), name);
  assert.ok(!three?.text.includes('試験第9小学校'));
  const one = lettersTo('one@example.jp').at(-1);
  assert.match(one?.text ?? '', /http:\/\/localhost\/schools\/school-9/);
  // What a death between the hearer's work and its mark leaves: the work is there, the marks are not.
  await owner('delete from kernel.deliveries');
  await owner("update kernel.outbox set delivered_at = null where event like 'schools.closure%'");
  await settle();
  // And one before it: another process takes the work up, two of them side by side.
  const second = await close(['kita'], { kind: 'late', from: '2027-03-25', reason: '道路の凍結' });
  const other = startBackground([town.house.city], registeredSystems(), { mailer: { email: async (letter) => void letters().push(letter), sms: null }, loop: false });
  await Promise.all([settle(), other.settle(), deliverEvents(town.house.city, registeredSystems()), deliverEvents(town.house.city, registeredSystems())]);
  await other.stop();
  await settle();
  const counts = await owner<{ id: string; mails: number }>('select announcement_id as id, mails from schools.mailings order by made_at');
  assert.deepEqual(counts, [{ id: made['announcement'], mails: 9 }, { id: second['announcement'], mails: 8 }]);
  const queued = await owner<{ n: number }>("select count(*)::int as n from kernel.sendings s join kernel.notices n on n.id = s.notice_id where n.kind = 'schools.closureMail'");
  assert.equal(queued[0]?.n, 17);
});

test('the fact stands in the outbox, typed, for boards that listen later', async () => {
  const [fact] = await owner<{ payload: Record<string, unknown> }>("select payload from kernel.outbox where event = 'schools.closureAnnounced' order by at limit 1");
  assert.ok(fact);
  assert.deepEqual([fact.payload['what'], fact.payload['kind'], fact.payload['from'], fact.payload['to'], fact.payload['reason'], fact.payload['replaces']], ['announced', 'closure', '2027-03-24', '2027-03-24', '大雪のため', null]);
  const schools = fact.payload['schools'];
  assert.ok(Array.isArray(schools) && schools.length === 23);
  assert.deepEqual(schools.find((one) => one.code === 'kita'), { code: 'kita', name: '試験北小学校', nameEn: 'kita elementary school', path: '/schools/kita' });
});

test('what changes and what ends is told by a second letter; the site leads from the old page to the new', async () => {
  const made = await close(['kita', 'minami'], { from: '2027-03-25', to: '2027-03-26' });
  await settle();
  const [row] = await owner<{ path: string }>("select page_path as path from schools.closures where announcement_id = $1 and school_code = 'kita'", [made['announcement']]);
  const desk = `/staff/schools/closure/${String(made['announcement'])}`;
  assert.match(phrased((await town.as('board').get(desk)).text), /変えて知らせる/);
  assert.notEqual((await town.as('teacher').get(desk)).status, 200);
  const before = lettersTo('three@example.jp').length;
  const form = { _action: 'change', announcement: String(made['announcement']), version: '1', kind: 'closure', from: '2027-03-25', to: '2027-03-29', reason: '大雪が続くため', words: '', next: '' };
  const changed = await town.as('board').post(desk, form);
  assert.equal(changed.status, 303, phrased(changed.text).slice(0, 1500));
  await settle();
  assert.equal(lettersTo('three@example.jp').length, before + 1);
  assert.match(lettersTo('three@example.jp').at(-1)?.subject ?? '', /【変更】臨時休校/);
  const visitor = town.server.visitor();
  const old = await visitor.get(row?.path ?? '');
  assert.equal(old.status, 410);
  assert.match(phrased(old.text), /【変更】臨時休校/);
  const page = phrased((await visitor.get('/schools/kita')).text);
  assert.match(page, /大雪が続くため/);
  refusedAs(await town.as('board').api('schools.changeClosure', { ...form, announcement: made['announcement'], version: 1 }), 'AnnouncementOver');
  const now = changed.location.split('?')[0]?.split('/').at(-1) ?? '';
  refusedAs(await town.as('board').api('schools.endClosure', { announcement: now, version: 1, resumes: '2027-04-02' }), 'ResumesWrong');
  refusedAs(await town.as('board').api('schools.endClosure', { announcement: now, version: 7, resumes: '2027-03-26' }), 'Conflict');
  valueOf(await town.as('board').api('schools.endClosure', { announcement: now, version: 1, resumes: '2027-03-26', words: '給食はありません。' }));
  await settle();
  // What is over has left the city's strip; what was changed had left it before.
  const lines = [String(made['announcement']), now].map((id) => owner(`select n.state from schools.announcements a join website.notices n on n.id = a.notice_id where a.id = '${id}'`));
  assert.deepEqual((await Promise.all(lines)).flat(), [{ state: 'ended' }, { state: 'ended' }]);
  assert.match(lettersTo('three@example.jp').at(-1)?.subject ?? '', /臨時休校の終わり/);
  assert.match(lettersTo('three@example.jp').at(-1)?.text ?? '', /3月26日（金）から、ふだんどおりです[\s\S]*給食はありません/);
  assert.ok(!phrased((await visitor.get('/schools/kita')).text).includes('大雪が続くため'));
  // 25 March was a day without school, 26 was none.
  assert.deepEqual(await owner("select to_on::text as day from schools.closed_days where school_code = 'minami' and from_on = '2027-03-25'"), [{ day: '2027-03-25' }]);
});

test('one press stops the letters and removes the address; opening the link alone does not', async () => {
  const link = linkIn(lettersTo('three@example.jp').at(-1)?.text ?? '', 'stop');
  const visitor = town.server.visitor();
  assert.match(phrased((await visitor.get(link)).text), /メールをやめる/);
  await settle();
  const kept = async () => (await owner("select 1 from schools.mail_addresses where address = 'three@example.jp'")).length;
  assert.equal(await kept(), 1);
  assert.equal((await visitor.post(link, { _action: 'stop' })).location, '/schools/mail/stopped');
  await settle();
  assert.equal(await kept(), 0);
  const before = lettersTo('three@example.jp').length;
  await close(['kita', 'minami', 'school-5'], { kind: 'early', from: '2027-03-24' });
  await settle();
  assert.equal(lettersTo('three@example.jp').length, before);
  assert.equal((await visitor.post('/schools/mail/stop/abcdefghijklmnopqrstuvwxyz', { _action: 'stop' })).location, '/schools/mail/stopped', 'the same answer for a link of nobody');
});

test('a new link takes the place of the schools before it, in the language it was asked in', async () => {
  const english = town.server.visitor();
  const sent = await english.post('/en/schools/mail', { _action: 'ask', address: 'one@example.jp', schools: 'minami' });
  assert.equal(sent.location, '/en/schools/mail/sent');
  await settle();
  const link = linkIn(lettersTo('one@example.jp').at(-1)?.text ?? '', 'confirm');
  assert.match(link, /^\/en\//);
  await english.post(link, { _action: 'confirm' });
  await settle();
  assert.deepEqual(await owner("select s.school_code as code, a.lang from schools.mail_schools s join schools.mail_addresses a on a.id = s.mail_id where a.address = 'one@example.jp'"), [{ code: 'minami', lang: 'en' }]);
});

test('the school sees how many, and nobody’s address; no trail, no log line and no address of ours holds one; the citizens’ face cannot read any', async () => {
  const desk = phrased((await town.as('teacher').get('/staff/schools/kita')).text);
  assert.match(desk, /7件のアドレス/);
  for (const path of ['/staff/schools/kita', '/staff/schools/closure', '/staff/schools']) assert.ok(!(await town.as('board').get(path)).text.includes('@example.jp'), path);
  assert.deepEqual(await owner("select command from kernel.audit_entries where detail::text like '%example.jp%'"), []);
  assert.deepEqual(await owner("select command from kernel.requests where answer::text like '%example.jp%'"), []);
  assert.ok(!lines.some((line) => line.includes('example.jp') || line.includes('/confirm/')), lines.join(''));
  const { default: pg } = await import('pg');
  const citizen = new pg.Client(town.house.connect('citizen'));
  await citizen.connect();
  for (const table of ['mail_addresses', 'mail_asked', 'mail_schools']) await assert.rejects(citizen.query(`select * from schools.${table}`), /permission denied/, table);
  await citizen.end();
});

test('a school that closes for good takes its registrations along', async () => {
  await register('only@example.jp', ['school-23']);
  valueOf(await town.as('board').api('schools.archiveSchool', { school: 'school-23', version: 1, on: '2027-03-31', mergedInto: 'kita' }));
  assert.deepEqual(await owner("select 1 from schools.mail_addresses where address = 'only@example.jp'"), []);
});
