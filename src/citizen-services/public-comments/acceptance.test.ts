/** Public comment through its doors: the period, the form, what comes late, what one may change, and floods. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client } from '../../testing-server.ts';
import { facts, openConsultation, openTown, opinion, record, refusedAs, ticket, type Town, valueOf } from './acceptance.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown('2026-03-25T10:00:00+09:00');
});
after(() => town.close());

const at = (moment: string) => town.house.clock.set(`${moment}+09:00`);
const plain = (page: string) => page.replaceAll('<wbr/>', '').replaceAll('<wbr>', '');
const hidden = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
const submit = (client: Client, number: string, body: string, more: Record<string, unknown> = {}) => client.api('public-comments.submit', opinion(number, body, more));

test('5 published 2026-04-01: closing 2026-04-29 without a reason is refused (29 days), 2026-04-30 is accepted; what comes at 2026-05-01 00:00:00 is late', async () => {
  at('2026-03-25T10:00:00');
  const { writer } = await town.clients();
  const made = valueOf(await writer.api('public-comments.createConsultation', { title: '期間のこと', department: town.office }));
  const consultation = made['consultation'];
  const short = await writer.api('public-comments.saveConsultation', { consultation, version: 1, ...facts({ closesOn: '2026-04-29' }) });
  assert.equal(short.status, 422);
  const said = String(refusedAs(short, 'ReasonNeeded')['title']);
  assert.match(said, /29日で、30日に足りません/);
  assert.match(said, /令和8年4月30日/);
  assert.equal((await writer.api('public-comments.saveConsultation', { consultation, version: 1, ...facts({ closesOn: '2026-04-30' }) })).status, 201);
  assert.equal((await writer.api('public-comments.saveConsultation', { consultation, version: 2, ...facts({ closesOn: '2026-04-29', reason: '国の補助の申請期限が4月30日のため。' }) })).status, 201);

  const { number } = await openConsultation(town);
  const visitor = town.server.visitor();
  at('2026-03-31T23:59:59');
  assert.equal((await visitor.get(`/public-comments/${number}`)).status, 404, 'nobody sees it before its day');
  refusedAs(await submit(visitor, number, '早すぎる意見'), 'NotOpenYet');
  at('2026-04-30T23:59:59');
  assert.equal(valueOf(await submit(visitor, number, '間に合った意見'))['state'], 'received');
  at('2026-05-01T00:00:00');
  assert.equal(valueOf(await submit(visitor, number, '一瞬おくれた意見'))['state'], 'late');
  const counts = (await record((await town.clients()).writer, number))['counts'];
  assert.deepEqual(counts, { people: 1, submissions: 1, received: 1, late: 1, withdrawn: 0, groups: [] });
});

test('a shorter period shows its reason; the page tells what is asked, until when, and how many days are left', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town, { closesOn: '2026-04-20', reason: '国の補助の申請期限が迫っているため。' });
  at('2026-04-11T09:00:00');
  const page = await town.server.visitor().get(`/public-comments/${number}`);
  assert.equal(page.status, 200);
  const text = plain(page.text);
  assert.match(text, /国の補助の申請期限が迫っているため/);
  assert.match(text, /あと10日/);
  assert.match(text, /id="part-2-1"/);
  assert.match(plain((await town.server.visitor().get('/public-comments')).text), /第3次環境基本計画（案）/);
  const english = await town.server.visitor().get(`/en/public-comments/${number}`);
  assert.match(english.text, /Third Basic Environment Plan/);
  assert.match(english.text, /10 days left/);
});

test('nobody approves what they wrote or asked for, however many permissions they hold; what is not approved is not public', async () => {
  at('2026-03-25T10:00:00');
  const { writer, head, stranger } = await town.clients();
  const made = valueOf(await writer.api('public-comments.createConsultation', { title: '自分で承認できないこと', department: town.office }));
  const consultation = made['consultation'];
  const number = String(made['number']);
  refusedAs(await writer.api('public-comments.askApproval', { consultation, what: 'publish' }), 'Incomplete');
  valueOf(await writer.api('public-comments.saveConsultation', { consultation, version: 1, ...facts() }));
  valueOf(await writer.api('public-comments.saveDocuments', { consultation, documents: [{ label: '計画案（PDF）', url: 'https://example.jp/plan.pdf' }] }));
  valueOf(await writer.api('public-comments.askApproval', { consultation, what: 'publish' }));
  const decide = { consultation, version: (await record(head, number))['version'], what: 'publish', decision: 'approve' };
  refusedAs(await writer.api('public-comments.decideApproval', decide), 'SelfApproval');
  assert.equal((await stranger.api('public-comments.decideApproval', decide)).status, 403);
  refusedAs(await writer.api('public-comments.saveConsultation', { consultation, version: decide.version, ...facts() }), 'AskedAlready');
  refusedAs(await head.api('public-comments.decideApproval', { ...decide, decision: 'return' }), 'NoteNeeded');
  valueOf(await head.api('public-comments.decideApproval', decide));
  refusedAs(await writer.api('public-comments.saveSection', { consultation, ref: '9', heading: 'あとから', body: '足す' }), 'NotPlanned');
  at('2026-03-31T12:00:00');
  assert.equal((await town.server.visitor().get(`/public-comments/${number}`)).status, 404);
  at('2026-04-01T00:00:01');
  assert.equal((await town.server.visitor().get(`/public-comments/${number}`)).status, 200);
});

test('a day of publication that has passed cannot be approved: the period counts from it', async () => {
  at('2026-03-25T10:00:00');
  const { writer } = await town.clients();
  const made = valueOf(await writer.api('public-comments.createConsultation', { title: 'おくれた承認', department: town.office }));
  valueOf(await writer.api('public-comments.saveConsultation', { consultation: made['consultation'], version: 1, ...facts() }));
  valueOf(await writer.api('public-comments.saveSection', { consultation: made['consultation'], ref: '1', heading: '目標', body: '本文' }));
  valueOf(await writer.api('public-comments.askApproval', { consultation: made['consultation'], what: 'publish' }));
  at('2026-04-02T09:00:00');
  const { head } = await town.clients();
  refusedAs(await head.api('public-comments.decideApproval', { consultation: made['consultation'], version: (await record(head, String(made['number'])))['version'], what: 'publish', decision: 'approve' }), 'DayPast');
});

test('a citizen writes, sees it again to check, goes back with everything kept, sends, and holds a receipt', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town, { nameRule: 'required' });
  at('2026-04-10T20:00:00');
  const path = `/public-comments/${number}`;
  const visitor = town.server.visitor();
  const empty = await visitor.post(path, { _action: 'check', body: '', section: '2-1', address: '二本松市金色403-1' });
  assert.equal(empty.status, 422);
  assert.match(empty.text, /「ご意見」を入力してください/);
  assert.match(empty.text, /氏名が必要です/);
  assert.match(empty.text, /value="二本松市金色403-1"/, 'what was typed is kept');
  const typed = { body: '川の水質は、月ごとに公表してください。\n子どもが泳ぐ場所を先に。', section: '2-1', name: '安達 花子', address: '二本松市金色403-1' };
  const check = await visitor.post(path, { _action: 'check', ...typed });
  assert.equal(check.status, 200);
  assert.match(plain(check.text), /まだ送っていません/);
  assert.doesNotMatch(check.text, /<title>エラー/);
  const again = await visitor.post(path, { _action: 'again', ...typed });
  assert.match(again.text, /川の水質は、月ごとに公表してください。/);
  assert.doesNotMatch(again.text, /受け付けられませんでした|<title>エラー/);
  const code = hidden(check.text, 'ticket');
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{25}$/);
  const sent = await visitor.post(path, { _action: 'send', ...typed, ticket: code });
  assert.equal(sent.location, `/public-comments/own/${code}?sent=1`);
  const twice = await visitor.post(path, { _action: 'send', ...typed, ticket: code });
  assert.equal(twice.location, sent.location, 'sent again after all: the same receipt');
  const receipt = await visitor.get(sent.location);
  assert.match(plain(receipt.text), new RegExp(`${number}-0001`));
  assert.doesNotMatch(receipt.text, /安達 花子|金色403/, 'the citizens’ face cannot read a name back');
  assert.equal((await visitor.get(`/public-comments/own/${number}-0001`)).status, 404, 'the receipt number opens nothing');
  const wrong = await visitor.post('/public-comments/own', { _action: 'open', receipt: `${number}-0001` });
  assert.equal(wrong.status, 422);
  const found = await visitor.post('/public-comments/own', { _action: 'open', receipt: code.toLowerCase().replaceAll(/(.{5})/g, '$1 ') });
  assert.equal(found.location, `/public-comments/own/${code}`);
});

test('with the code one’s own opinion is changed and taken back until the period ends, and nothing of it stays', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town);
  at('2026-04-10T20:00:00');
  const visitor = town.server.visitor();
  const [first, second] = [ticket(), ticket()];
  for (const code of [first, second]) valueOf(await visitor.api('public-comments.submit', { number, body: '最初の文', name: '安達 花子', address: '二本松市金色1', ticket: code }));
  valueOf(await visitor.api('public-comments.reviseOwn', { code: first, body: '直した文', section: '1' }));
  assert.match((await visitor.get(`/public-comments/own/${first}`)).text, /直した文/);
  valueOf(await visitor.api('public-comments.withdrawOwn', { code: second }));
  refusedAs(await visitor.api('public-comments.reviseOwn', { code: second, body: 'もう一度' }), 'Withdrawn');
  assert.doesNotMatch((await visitor.get(`/public-comments/own/${second}`)).text, /最初の文/);
  await town.house.background.settle();
  at('2026-04-10T20:02:00');
  await town.house.background.settle();
  const kept = await town.house.city.staffDb.use((connection) => connection.run<{ name: string; body: string }>(`select n.name, s.body from public_comments.submissions s join public_comments.senders n on n.submission_id = s.id where s.receipt like $1 order by s.receipt`, [`${number}-%`]));
  assert.deepEqual(kept.rows, [{ name: '安達 花子', body: '直した文' }, { name: '', body: '' }], 'the older row of the one who withdrew is gone');
  at('2026-05-01T00:00:00');
  refusedAs(await visitor.api('public-comments.reviseOwn', { code: first, body: 'おそい直し' }), 'PeriodOver');
  refusedAs(await visitor.api('public-comments.withdrawOwn', { code: first }), 'PeriodOver');
});

test('an Individual Number is refused with a sentence, and the trail holds neither text nor name', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town);
  at('2026-04-10T20:00:00');
  const visitor = town.server.visitor();
  const refused = await submit(visitor, number, '私の個人番号は 1234-5678-9018 です。');
  assert.equal(refused.status, 422);
  assert.match(refused.text, /個人番号（マイナンバー）は入力しないでください/);
  assert.equal((await submit(visitor, number, 'あ'.repeat(4000))).status, 201);
  assert.equal((await submit(visitor, number, 'あ'.repeat(4001))).status, 422);
  valueOf(await submit(visitor, number, '記録に残らない文章', { name: '名を 伏せる' }));
  const trail = await town.house.city.staffDb.use((connection) => connection.run<{ detail: string }>(`select detail::text as detail from kernel.audit_entries where command = 'public-comments.submit'`));
  assert.ok(trail.rows.length > 0);
  for (const { detail } of trail.rows) assert.doesNotMatch(detail, /記録に残らない文章|名を 伏せる|TEST0000/);
});

test('a flood from one browser is stopped with a sentence that says how long to wait; others get in', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town, { publishedOn: '2026-05-10', closesOn: '2026-06-10' });
  at('2026-05-12T08:00:00');
  const visitor = town.server.visitor();
  for (let sent = 0; sent < 10; sent += 1) valueOf(await submit(visitor, number, `意見その${sent}`));
  const stopped = await submit(visitor, number, '十一番目');
  assert.equal(stopped.status, 429);
  assert.match(String(refusedAs(stopped, 'TooMany')['title']), /3600秒|秒ほど待って/);
  const path = `/public-comments/${number}`;
  const shown = await visitor.post(path, { _action: 'send', body: '十一番目の文章', section: '', name: '', address: '', ticket: ticket() });
  assert.equal(shown.status, 429);
  assert.match(shown.text, /十一番目の文章/, 'what was typed is kept');
  valueOf(await town.server.visitor().api('public-comments.submit', opinion(number, '別の人の意見'), { headers: { 'user-agent': 'another browser' } }));
  at('2026-05-12T09:00:01');
  valueOf(await submit(visitor, number, '一時間たって'));
});

test('twelve send at the same moment, one of them twice with one code: every receipt number once, none left out', async () => {
  at('2026-03-25T10:00:00');
  const { number } = await openConsultation(town, { publishedOn: '2026-07-01', closesOn: '2026-07-31' });
  at('2026-07-02T08:00:00');
  const code = ticket();
  const send = (index: number) => town.server.visitor().api('public-comments.submit', opinion(number, `同時の意見${index}`, index < 2 ? { ticket: code } : {}), { headers: { 'user-agent': `crowd ${index}` } });
  const replies = await Promise.all(Array.from({ length: 13 }, (_, index) => send(index)));
  const receipts = replies.filter((reply) => reply.status === 201).map((reply) => String(valueOf(reply)['receipt'])).toSorted();
  assert.deepEqual(receipts, Array.from({ length: 12 }, (_, index) => `${number}-${String(index + 1).padStart(4, '0')}`));
  const refused = replies.find((reply) => reply.status !== 201) ?? assert.fail('one code was taken twice');
  refusedAs(refused, 'CodeUsed');
});

test('two heads decide at the same moment: one of them does, the other hears that nothing waits', async () => {
  at('2026-03-25T10:00:00');
  const { writer, head } = await town.clients();
  const second = await town.server.asStaff(await town.server.newStaff(['public-comments.approve'], '部長 五郎'));
  const { consultation, number } = valueOf(await writer.api('public-comments.createConsultation', { title: '同時の承認', department: town.office }));
  valueOf(await writer.api('public-comments.saveConsultation', { consultation, version: 1, ...facts() }));
  valueOf(await writer.api('public-comments.saveSection', { consultation, ref: '1', heading: '目標', body: '本文' }));
  valueOf(await writer.api('public-comments.askApproval', { consultation, what: 'publish' }));
  const decide = { consultation, version: (await record(head, String(number)))['version'], what: 'publish', decision: 'approve' };
  const replies = await Promise.all([head, second].map((client) => client.api('public-comments.decideApproval', decide)));
  assert.deepEqual(replies.map((reply) => reply.status).toSorted(), [201, 409]);
  refusedAs(replies.find((reply) => reply.status === 409) ?? assert.fail(), 'NothingAsked');
});
