/** 別の形での提供の求め through its doors: who asks, who answers, by when, what is told, what is forgotten, and floods. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Command } from '../../kernel/act.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor } from '../../kernel/testing.ts';
import type { Client } from '../../testing-server.ts';
import { listOf, openTown, phrased, refusedAs, type Town, valueOf } from './acceptance.fixture.ts';
import { newCode } from './commands/request-fields.ts';
import { eraseRequests, remindRequests } from './commands/requests.ts';

let town: Town;
let page: string;
/** Answers requests of the whole hall; of the office by a permission; of another office. */
let desk: string;
let life: string;
let other: string;
let everyPage: string;
before(async () => {
  town = await openTown('2026-10-01T09:00:00+09:00');
  page = (await town.published('gomi')).path;
  desk = await town.server.newStaff(['site-quality.requests', 'site-quality.work'], '広報 次郎');
  life = await town.server.newStaff([{ permission: 'site-quality.requests', scope: ['department:LIFE'] }], '生活 花子');
  other = await town.server.newStaff([{ permission: 'site-quality.requests', scope: ['department:ELSE'] }], '別課 三郎');
  everyPage = await town.server.newStaff(['website.write'], '全庁 四郎');
  await town.house.must(staffActor(town.house.id(), ['operations.organization']), createDepartment, { code: 'ELSE', name: '福祉課', kana: 'フクシカ', parent: '', from: '2020-04-01' });
  await town.house.background.settle();
});
after(() => town.close());

const at = (moment: string) => town.house.clock.set(`${moment}+09:00`);
const ticket = () => newCode((bytes) => town.house.city.random(bytes));
const staffAs = (id: string) => town.server.asStaff(id);
const hidden = (text: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
const rows = async (sql: string, values: readonly unknown[] = []) => (await town.house.city.staffDb.use((connection) => connection.run<Record<string, unknown>>(sql, values))).rows;
let browsers = 0;
/** Each asker at a browser of their own, unless a test wants a crowd at one. */
const ask = (more: Record<string, unknown> = {}, client: Client = town.server.visitor(), browser = `browser ${(browsers += 1)}`) => client.api('site-quality.requestFormat', { page, form: 'braille', mail: 'hanako@example.jp', ticket: ticket(), ...more }, { headers: { 'user-agent': browser } });
const idOf = async (number: unknown) => String((await rows('select id from site_quality.requests where number = $1', [number]))[0]?.['id']);
const record = async (client: Client, id: string) => valueOf(await client.query('site-quality.request', { request: id }));
const lettersTo = (mail: string) => rows(`select n.kind, n.title, n.body, n.href from kernel.sendings s join kernel.notices n on n.id = s.notice_id where s.address = $1 order by n.at, n.id`, [mail]);
const houseDo = async <O>(command: Command<Record<string, never>, O>) => {
  await town.house.must({ kind: 'system', id: 'test' }, command, {});
  await town.house.background.settle();
};

test('asked without script from a page: prefilled, kept when something misses, a number and the day, the same answer when pressed again', async () => {
  at('2026-10-01T09:00:00');
  const visitor = town.server.visitor();
  const path = `/accessibility/request?page=${encodeURIComponent(`${page}?name=secret#x`)}`;
  const form = await visitor.get(path);
  assert.equal(form.status, 200);
  assert.ok(phrased(form.text).includes('gomiの手続き'));
  assert.equal(hidden(form.text, 'page'), page, 'without what stood behind the path');
  assert.match(phrased(form.text), /10開庁日のうち（きょうなら10月16日（金）まで）/);
  assert.equal(form.headers['set-cookie'], undefined);
  const typed = { _action: 'send', page, subject: '', form: 'large_print', details: '22ポイントで', name: '安達 花子', mail: '', phone: '', address: '', wishOn: '令和8年10月9日' };
  const missing = await visitor.post(path, { ...typed, ticket: hidden(form.text, 'ticket') });
  assert.equal(missing.status, 422);
  assert.match(phrased(missing.text), /メール・電話・住所のうち、1つ以上を書いてください。お渡し/);
  assert.match(missing.text, /value="安達 花子"/);
  assert.equal(hidden(missing.text, 'page'), page, 'the page is not lost with an error');
  const whole = { ...typed, mail: 'Hanako@Example.jp', ticket: hidden(missing.text, 'ticket'), _request: town.house.id() };
  const sent = await visitor.post(path, whole);
  assert.equal(sent.location, `/accessibility/request/${whole.ticket}`);
  assert.equal((await visitor.post(path, whole)).location, sent.location, 'pressed twice');
  assert.equal((await visitor.post(path, { ...whole, _request: town.house.id() })).location, sent.location, 'sent again from the back button');
  const receipt = await visitor.get(sent.location);
  const said = phrased(receipt.text);
  for (const words of ['2026-0001', '令和8年10月16日（金）までにお答えします', '大きな文字（拡大）', 'gomiの手続き', '令和8年10月9日', '確かめのメールを送りました']) assert.ok(said.includes(words), words);
  assert.doesNotMatch(receipt.text, /安達|hanako|22ポイント/i, 'the citizens’ face cannot read a person back');
  assert.match(receipt.text, /name="robots" content="noindex"/);
  assert.match(String(receipt.headers['cache-control']), /no-store/, 'a shared browser keeps no receipt');
  await town.house.background.settle();
  const letters = await lettersTo('Hanako@example.jp');
  assert.equal(letters.length, 1);
  assert.match(String(letters[0]?.['body']), /2026-0001[\s\S]*令和8年10月16日（金）まで/);
  assert.equal(letters[0]?.['href'], sent.location);
  assert.doesNotMatch(JSON.stringify(letters), /安達|22ポイント/);
  const english = await visitor.get(`/en${sent.location}`);
  assert.match(phrased(english.text), /You will have an answer by Fri 16 Oct|You will have an answer by/);
  assert.match(phrased((await visitor.get('/accessibility')).text), /このページを別の形で受け取りたい方へ/);
});

test('neither the trail, nor a notice to staff, nor the table holds a word of the person; the form tells of a person too', async () => {
  at('2026-10-02T09:00:00');
  const asked = valueOf(await ask({ mail: 'only-here@example.jp', phone: '0243-55-1234', name: '名を 伏せる', address: '金色403-1', details: 'とくべつな文章', subject: 'とくべつな書類', form: 'sign_video' }));
  await town.house.background.settle();
  const client = await staffAs(desk);
  const list = await client.get('/staff/site-quality/requests');
  const csv = await client.get('/staff/site-quality/requests.csv?state=all');
  const notices = JSON.stringify(await rows(`select title, body from kernel.notices where kind = 'site-quality.requestNew'`));
  const trail = JSON.stringify(await rows(`select detail::text as detail from kernel.audit_entries where command like 'site-quality.%equest%'`));
  assert.match(csv.text, new RegExp(`${String(asked['number'])},受付,ウェブ,2026-10-02,手話の動画,`));
  assert.match(notices, new RegExp(String(asked['number'])));
  for (const [what, text] of [['list', list.text], ['csv', csv.text], ['notices', notices], ['trail', trail]] as const) assert.doesNotMatch(text, /only-here|55-?1234|名を 伏せる|403-1|とくべつな/, what);
  assert.doesNotMatch(trail, /sign_video/);
  const whole = await record(client, await idOf(asked['number']));
  assert.equal((whole['person'] as Record<string, unknown>)['address'], '金色403-1');
  const looks = await rows(`select 1 from kernel.looks where query = 'site-quality.request' and actor_id = $1 and $2 = any (subjects)`, [desk, `format-request:${String(whole['id'])}`]);
  assert.ok(looks.length > 0, 'the look was written down');
});

test('bad input: each is refused with the field and what would be right; nothing of it is stored', async () => {
  at('2026-10-05T09:00:00');
  const stored = (await rows('select count(*)::int as n from site_quality.requests'))[0]?.['n'];
  for (const [more, code, field] of [
    [{ page: '', subject: '' }, 'SubjectMissing', 'subject'], [{ page: 'https://evil.example/x' }, 'PageWrong', 'page'], [{ page: '//evil.example' }, 'PageWrong', 'page'], [{ page: 'javascript:alert(1)' }, 'PageWrong', 'page'],
    [{ form: 'other' }, 'FormUnsaid', 'details'], [{ mail: '' }, 'ReachMissing', 'mail'], [{ mail: '', address: '金色403-1' }, 'NameMissing', 'name'], [{ wishOn: '2026-10-04' }, 'WishPast', 'wishOn'],
  ] as const) {
    const reply = await ask(more);
    assert.equal(reply.status, 422, JSON.stringify(more));
    assert.match(JSON.stringify(refusedAs(reply, code)), new RegExp(`"${field}"`));
  }
  for (const more of [{ form: 'telepathy' }, { mail: 'a@b' }, { phone: '12' }, { details: 'あ'.repeat(1001) }, { subject: 'x'.repeat(301) }, { details: '私の番号は 1234-5678-9018 です' }, { wishOn: '2026-02-30' }, { ticket: 'short' }, { mail: { $ne: '' } }, { details: 'a\u0000b' }]) assert.equal((await ask(more)).status, 422, JSON.stringify(more));
  assert.equal((await rows('select count(*)::int as n from site_quality.requests'))[0]?.['n'], stored);
  // What is typed is shown as typed and does nothing.
  const script = valueOf(await ask({ subject: '<script>alert(1)</script>', details: '"><img src=x onerror=alert(1)>' }));
  const shown = await (await staffAs(desk)).get(`/staff/site-quality/requests/${await idOf(script['number'])}`);
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.text, /<script>alert|<img src=x/);
  const odd = await town.server.visitor().get(`/accessibility/request?page=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.equal(odd.status, 200);
  assert.doesNotMatch(odd.text, /<script>alert/);
  assert.equal((await town.server.visitor().get('/accessibility/request?page=https://evil.example/')).status, 200);
});

test('a flood from one browser is stopped and told how long to wait; others get in; one address gets three letters a day', async () => {
  at('2026-10-06T09:00:00');
  const flood = town.server.visitor();
  for (let sent = 0; sent < 5; sent += 1) assert.equal(valueOf(await ask({ mail: 'victim@example.jp' }, flood, 'flooder'))['mailed'], sent < 3);
  const stopped = await ask({}, flood, 'flooder');
  assert.equal(stopped.status, 429);
  assert.match(String(refusedAs(stopped, 'TooMany')['title']), /3600秒ほど待って/);
  const kept = await flood.post('/accessibility/request', { _action: 'send', subject: '六番目の書類', form: 'audio', mail: 'x@example.jp', ticket: ticket() }, { headers: { 'user-agent': 'flooder' } });
  assert.equal(kept.status, 429);
  assert.match(kept.text, /六番目の書類/);
  assert.equal(valueOf(await ask({ mail: 'VICTIM@example.jp' }))['mailed'], false, 'from whatever browser, in whatever letters');
  await town.house.background.settle();
  assert.equal((await lettersTo('victim@example.jp')).length, 3);
  at('2026-10-06T10:00:01');
  valueOf(await ask({}, flood, 'flooder'));
});

test('twelve at one moment, one of them twice with one code: each number once, none left out', async () => {
  at('2026-10-07T09:00:00');
  const code = ticket();
  const replies = await Promise.all(Array.from({ length: 13 }, (_, index) => ask(index < 2 ? { ticket: code } : {})));
  const numbers = replies.filter((reply) => reply.status === 201).map((reply) => Number(String(valueOf(reply)['number']).slice(5))).toSorted((x, y) => x - y);
  assert.equal(numbers.length, 12);
  assert.deepEqual(numbers, numbers.map((_, index) => (numbers[0] ?? 0) + index));
  refusedAs(replies.find((reply) => reply.status !== 201) ?? assert.fail('one code was taken twice'), 'CodeUsed');
});

test('the office of the page sees it, another does not; whoever writes every page handles none by that', async () => {
  at('2026-10-08T09:00:00');
  await town.signIn();
  const id = await idOf(valueOf(await ask({ page: '', subject: `https://${new URL(town.house.city.origin).host}${page} のこと` }))['number']);
  for (const client of [await staffAs(desk), await staffAs(life), town.as('author')]) assert.equal((await record(client, id))['path'], page, 'found in the words');
  for (const staff of [other, everyPage]) {
    const client = await staffAs(staff);
    assert.equal((await client.query('site-quality.request', { request: id })).status, 404);
    assert.equal((await client.get(`/staff/site-quality/requests/${id}`)).status, 404);
    refusedAs(await client.api('site-quality.acceptRequest', { request: id, version: 1 }), 'NotFound');
    assert.equal(Number(valueOf(await client.query('site-quality.requests', { state: 'all' }))['count']), 0);
  }
  assert.equal((await town.server.visitor().query('site-quality.request', { request: id })).status, 401);
  assert.equal((await town.as('head').get('/staff/site-quality/requests')).status, 404, 'whoever approves has no business with it');
  // A paper of nobody's page: the whole hall's people alone.
  const paper = await idOf(valueOf(await ask({ page: '', subject: '納税の通知' }))['number']);
  assert.equal((await (await staffAs(life)).query('site-quality.request', { request: paper })).status, 404);
  assert.equal((await record(await staffAs(desk), paper))['office'], null);
});

test('received, accepted, handed to another office, accepted there, delivered; each step tells the person; what is closed stays', async () => {
  at('2026-10-09T09:00:00');
  const code = ticket();
  const asked = valueOf(await ask({ mail: 'taro@example.jp', ticket: code }));
  const id = await idOf(asked['number']);
  const clerk = await staffAs(life);
  valueOf(await clerk.api('site-quality.acceptRequest', { request: id, version: 1 }));
  refusedAs(await clerk.api('site-quality.acceptRequest', { request: id, version: 2 }), 'AcceptedAlready');
  refusedAs(await clerk.api('site-quality.closeRequest', { request: id, version: 1, outcome: 'delivered' }), 'Conflict');
  refusedAs(await clerk.api('site-quality.closeRequest', { request: id, version: 2, outcome: 'refused' }), 'ReasonNeeded');
  refusedAs(await clerk.api('site-quality.moveRequest', { request: id, version: 2, office: 'NOWHERE' }), 'UnknownOffice');
  refusedAs(await clerk.api('site-quality.setRequestDue', { request: id, version: 2, dueOn: '2026-10-25', note: '日曜' }), 'DuePast');
  valueOf(await clerk.api('site-quality.setRequestDue', { request: id, version: 2, dueOn: '2026-11-06', note: '点字の図を作るのに日がかかるため。' }));
  valueOf(await clerk.api('site-quality.noteRequest', { request: id, note: '点訳の会に頼んだ' }));
  assert.match(phrased((await clerk.get(`/staff/site-quality/requests/${id}`)).text), /点訳の会に頼んだ/);
  assert.equal((await clerk.post(`/staff/site-quality/requests/${id}`, { _action: 'close', request: id, version: '3', outcome: 'delivered', answer: '郵便で送りました。' })).status, 303);
  refusedAs(await clerk.api('site-quality.closeRequest', { request: id, version: 4, outcome: 'refused', answer: 'やはり' }), 'RequestClosed');
  refusedAs(await clerk.api('site-quality.setRequestDue', { request: id, version: 4, dueOn: '2026-11-06', note: 'x' }), 'RequestClosed');
  await town.house.background.settle();
  assert.deepEqual((await lettersTo('taro@example.jp')).map((one) => String(one['kind'])).toSorted(), ['site-quality.requestAccepted', 'site-quality.requestClosed', 'site-quality.requestDue', 'site-quality.requestReceived']);
  const receipt = phrased((await town.server.visitor().get(`/accessibility/request/${code}`)).text);
  for (const words of ['お渡し済み', '郵便で送りました。']) assert.ok(receipt.includes(words), words);
  assert.doesNotMatch(receipt, /点訳の会/);
});

test('a refusal: its reason reaches the person; a move tells the other office’s people and the first one sees it no more', async () => {
  at('2026-10-13T09:00:00');
  const code = ticket();
  const id = await idOf(valueOf(await ask({ mail: 'jiro@example.jp', ticket: code }))['number']);
  const moved = valueOf(await (await staffAs(life)).api('site-quality.moveRequest', { request: id, version: 1, office: 'ELSE', note: '福祉のこと' }));
  assert.equal(moved['told'], 1);
  assert.equal((await (await staffAs(life)).query('site-quality.request', { request: id })).status, 404);
  valueOf(await (await staffAs(other)).api('site-quality.closeRequest', { request: id, version: 2, outcome: 'refused', answer: '原本がもう残っていません。電話で内容をお伝えできます。' }));
  await town.house.background.settle();
  assert.match(JSON.stringify(await lettersTo('jiro@example.jp')), /原本がもう残っていません/);
  assert.match(phrased((await town.server.visitor().get(`/accessibility/request/${code}`)).text), /原本がもう残っていません。電話で/);
  assert.doesNotMatch(JSON.stringify(await rows(`select detail::text as detail from kernel.audit_entries where command = 'site-quality.closeRequest'`)), /原本がもう/);
});

test('two press at the same moment: one accepts, the other hears that somebody did', async () => {
  at('2026-10-14T09:00:00');
  const id = await idOf(valueOf(await ask())['number']);
  const [one, two] = [await staffAs(desk), await staffAs(life)];
  const replies = await Promise.all([one.api('site-quality.acceptRequest', { request: id, version: 1 }), two.api('site-quality.acceptRequest', { request: id, version: 1 })]);
  assert.deepEqual(replies.map((reply) => reply.status).toSorted(), [201, 409]);
});

test('taken by phone: typed in by the office that has it, without a code; days count from the day it was received', async () => {
  at('2026-10-15T09:00:00');
  const clerk = await staffAs(life);
  const typed = { subject: '広報 10月号', form: 'read_aloud', phone: '0243-55-1111', channel: 'phone', receivedOn: '2026-10-14', office: 'LIFE' };
  assert.equal((await clerk.get('/staff/site-quality/requests/new')).status, 200);
  const made = valueOf(await clerk.api('site-quality.enterRequest', typed));
  const whole = await record(clerk, String(made['request']));
  assert.deepEqual([whole['dueOn'], whole['channel'], whole['mailed']], ['2026-10-28', 'phone', false]);
  refusedAs(await clerk.api('site-quality.enterRequest', { ...typed, office: 'ELSE' }), 'NotAllowed');
  refusedAs(await clerk.api('site-quality.enterRequest', { ...typed, office: '' }), 'NotAllowed');
  refusedAs(await clerk.api('site-quality.enterRequest', { ...typed, receivedOn: '2026-10-16' }), 'ReceivedWrong');
  assert.equal((await town.server.visitor().api('site-quality.enterRequest', typed)).status, 401);
});

test('reminders three days before, on the day and after, once each, to whoever works on it; a new day is reminded of anew', async () => {
  at('2026-11-10T09:00:00');
  const id = await idOf(valueOf(await ask())['number']);
  valueOf(await (await staffAs(life)).api('site-quality.acceptRequest', { request: id, version: 1 }));
  assert.equal((await record(await staffAs(desk), id))['dueOn'], '2026-11-25');
  const told = async () => (await rows(`select n.title from kernel.notices n where n.kind = 'site-quality.requestReminder' and n.href = $1 and n.staff_id = $2 order by n.at`, [`/staff/site-quality/requests/${id}`, life])).map((row) => String(row['title']).replace(/^.*：/, ''));
  for (const day of ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-25', '2026-11-26', '2026-11-27']) {
    at(`${day}T07:40:00`);
    await houseDo(remindRequests);
  }
  assert.deepEqual(await told(), ['期日まであと3日です', 'きょうが期日です', '期日を過ぎました']);
  at('2026-11-27T09:00:00');
  valueOf(await (await staffAs(life)).api('site-quality.setRequestDue', { request: id, version: 2, dueOn: '2026-12-01', note: '図があるため。' }));
  at('2026-11-28T07:40:00');
  await houseDo(remindRequests);
  assert.equal((await told()).length, 4);
  const late = valueOf(await (await staffAs(desk)).query('site-quality.requests', { state: 'late', sort: 'number' }));
  assert.ok(listOf(late['rows']).length > 0 && listOf(late['rows']).every((row) => row['late'] === true));
});

test('the numbers change from a day on; what was promised stays; whoever only answers cannot change them', async () => {
  at('2026-12-01T09:00:00');
  const numbers = { from: '2026-12-02', answerDays: 5, keepDays: 90, browserHourly: 5, networkHourly: 30, mailDaily: 3 };
  assert.equal((await (await staffAs(life)).api('site-quality.setRequestRules', numbers)).status, 403);
  refusedAs(await (await staffAs(desk)).api('site-quality.setRequestRules', { ...numbers, from: '2026-12-01' }), 'RulePast');
  valueOf(await (await staffAs(desk)).api('site-quality.setRequestRules', numbers));
  assert.equal(valueOf(await ask())['dueOn'], '2026-12-15');
  at('2026-12-02T09:00:00');
  assert.equal(valueOf(await ask())['dueOn'], '2026-12-09');
});

test('after the days a city keeps them, name, ways, words and notes are gone; the number, the days and the public count stay', async () => {
  at('2026-12-03T09:00:00');
  const code = ticket();
  const asked = valueOf(await ask({ mail: 'gone@example.jp', name: '消える 名前', details: '消える文章', ticket: code }));
  const id = await idOf(asked['number']);
  const open = await idOf(valueOf(await ask({ mail: 'stays@example.jp' }))['number']);
  valueOf(await (await staffAs(desk)).api('site-quality.noteRequest', { request: id, note: '消える記録' }));
  at('2026-12-07T09:00:00');
  valueOf(await (await staffAs(desk)).api('site-quality.closeRequest', { request: id, version: 1, outcome: 'delivered', answer: '消える答え' }));
  at('2027-03-06T03:50:00');
  await houseDo(eraseRequests);
  assert.equal((await town.server.visitor().get(`/accessibility/request/${code}`)).status, 200, 'ninety days are not over');
  at('2027-03-07T03:50:00');
  await houseDo(eraseRequests);
  const whole = await record(await staffAs(desk), id);
  assert.equal(whole['person'], null);
  assert.deepEqual([whole['closedOn'], whole['days'], whole['answer']], ['2026-12-07', 2, '']);
  const left = JSON.stringify(await rows('select r.*, s.note from site_quality.requests r join site_quality.request_steps s on s.request_id = r.id where r.id = $1', [id]));
  assert.doesNotMatch(left, /消える/);
  assert.equal((await town.server.visitor().get(`/accessibility/request/${code}`)).status, 404);
  refusedAs(await (await staffAs(desk)).api('site-quality.noteRequest', { request: id, note: 'あとから' }), 'RequestClosed');
  assert.equal(((await record(await staffAs(desk), open))['person'] as Record<string, unknown>)['mail'], 'stays@example.jp', 'what is open is kept');
  assert.equal((await rows('select 1 from site_quality.requests where sent_from is not null or mail_mark is not null')).length, 0, 'marks last a day');
  const counts = valueOfList(await town.server.visitor().query('site-quality.requestCounts'));
  assert.equal(counts[0]?.['year'], 2026);
  const all = Number((await rows('select count(*)::int as n from site_quality.requests'))[0]?.['n']);
  assert.equal(counts[0]?.['received'], all);
  assert.match(phrased((await town.server.visitor().get('/accessibility')).text), /受けた数 \d+件、答えた数 \d+件（うち期日まで \d+件）/);
});

test('the yearly sheet cites the requests that were answered, at an address everybody may read', async () => {
  await town.signIn();
  const made = valueOf(await town.as('keeper').api('site-quality.startAssessment', { fiscalYear: 2026 }));
  const sheet = valueOf(await town.as('keeper').query('site-quality.assessmentRecord', { fiscalYear: '2026' }));
  const given = listOf(sheet['items']).find((item) => item['code'] === 'opinions')?.['given'] as Record<string, unknown>;
  assert.ok(made['publication']);
  assert.deepEqual([given['proved'], given['evidence']], [2, '/accessibility#requests']);
  assert.match(String(given['provedWhy']), /別の形での提供の求めに、1年以内に\d+件答えています/);
});

function valueOfList(reply: { json(): unknown; status: number; text: string }): readonly Record<string, unknown>[] {
  const body = reply.json() as { value?: unknown };
  return listOf(body.value);
}
