/** The FAQ through its doors: written, approved by another, found, answered, judged without knowing by whom. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type Client, openTestServer, phrased, refusedAs, type TestServer, valueOf } from '../../testing-server.ts';

let house: TestCity;
let server: TestServer;
let office = '';
let [author, head, keeper]: Client[] = [];
const ids: string[] = [];
const use = (client: Client | undefined): Client => client ?? assert.fail('not open yet');
const write: Grant = { permission: 'faq.write', scope: ['department:LIFE'] };
const approve: Grant = { permission: 'faq.approve', scope: ['department:LIFE'] };

const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);
const rows = <Row>(sql: string, values: readonly unknown[] = []) => house.city.staffDb.use(async (connection) => (await connection.run<Row & object>(sql, values)).rows);

async function signIn(): Promise<void> {
  [author, head, keeper] = await Promise.all(ids.map((id) => server.asStaff(id)));
}

before(async () => {
  house = await testCity({ poolSize: 12, start: '2026-03-20T10:00:00+09:00' });
  server = await openTestServer(house);
  office = (await house.must(staffActor(house.id(), ['operations.organization']), createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' })).department;
  for (const [name, grants] of [['佐藤 花子', [write, approve]], ['課長 次郎', [write, approve]], ['広報 花子', ['faq.arrange']]] as const) ids.push(await server.newStaff([...grants], name));
  await signIn();
  // Schedules begin with the first look at them.
  await house.background.settle();
  valueOf(await use(keeper).api('faq.saveCategory', { code: 'garbage', name: 'ごみ・リサイクル', nameEn: 'Garbage', icon: 'trash' }));
});
after(async () => {
  await server.stop();
  await house.close();
});

interface Made { readonly faq: string; readonly edition: string; readonly number: number; readonly version: number }
async function written(question: string, more: Record<string, unknown> = {}): Promise<Made> {
  const made = valueOf(await use(author).api('faq.createFaq', { department: office, question }));
  const saved = valueOf(await use(author).api('faq.saveDraft', { edition: made['edition'], version: 1, question, answer: '電話で予約してください。', categories: ['garbage'], reviewOn: '2027-03-01', ...more }));
  return { faq: String(made['faq']), edition: String(made['edition']), number: Number(made['number']), version: Number(saved['version']) };
}
async function published(question: string, more: Record<string, unknown> = {}): Promise<Made> {
  const it = await written(question, more);
  valueOf(await use(author).api('faq.submitEdition', { edition: it.edition, version: it.version }));
  assert.equal(valueOf(await use(head).api('faq.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' }))['state'], 'public');
  return it;
}
const found = async (q: string) => listOf(valueOf(await server.visitor().query('faq.search', { q }))['faqs']).map((one) => Number(one['number']));

test('written by one, approved by another, public at once in both languages, in the list, in the search of the FAQ and of the house', async () => {
  const it = await written('粗大ごみはどうやって出しますか', { variants: ['大型ごみの捨て方', '粗大ゴミを捨てたい'], answer: '収集の日の七日前までに予約してください。\n\n・たんす\n・ふとん\n\n[ごみの分け方](/faq/1)も見てください。', questionEn: 'How do I dispose of bulky waste?', answerEn: 'Please book by phone.' });
  const visitor = server.visitor();
  assert.equal((await visitor.get(`/faq/${it.number}`)).status, 404, 'nobody sees a draft');
  assert.deepEqual(await found('粗大ごみ'), []);
  valueOf(await use(author).api('faq.submitEdition', { edition: it.edition, version: it.version }));
  const own = await use(author).api('faq.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' });
  assert.equal(own.status, 403);
  refusedAs(own, 'SelfApproval');
  refusedAs(await use(head).api('faq.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'return' }), 'NoteNeeded');
  valueOf(await use(head).api('faq.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' }));
  const page = phrased((await visitor.get(`/faq/${it.number}`)).text);
  assert.match(page, /<h1>粗大ごみはどうやって出しますか<\/h1>/);
  assert.match(page, /<li><span aria-hidden="true">・<\/span>たんす<\/li>/);
  assert.match(page, /生活環境課/);
  assert.match(page, /itemtype="https:\/\/schema.org\/FAQPage"/);
  assert.match(phrased((await visitor.get(`/en/faq/${it.number}`)).text), /How do I dispose of bulky waste/);
  assert.match(phrased((await visitor.get('/faq')).text), /粗大ごみはどうやって出しますか/);
  const machine = JSON.parse((await visitor.get(`/faq/${it.number}/faq.jsonld`)).text);
  assert.ok(isRecord(machine) && machine['@type'] === 'FAQPage');
  assert.deepEqual(await found('bulky waste'), [it.number]);
  assert.equal((await visitor.get('/en/faq?q=bulky')).location, '/en/faq/search?q=bulky');
  assert.equal((await visitor.get('/faq/search?q=bulky')).headers['set-cookie'], undefined);
  for (const q of ['ｺﾞﾐ', 'ごみ', 'ゴミ', '大型ごみを捨てたいです', '粗大ごみ']) assert.deepEqual(await found(q), [it.number], q);
  assert.match((await visitor.query('search.public', { q: '大型ごみ' })).text, new RegExp(`/faq/${it.number}"`));
});

test('10 feedback “no” 30 times by one client per day → counted once; next day again; no cookie, no address, no way back to the client', async () => {
  const it = await published('資源ごみの日はいつですか');
  const visitor = server.visitor();
  for (let time = 0; time < 30; time += 1) {
    const reply = await visitor.post(`/faq/${it.number}`, { _action: 'feedback', helped: 'no' });
    assert.equal(reply.status, 303, reply.text.slice(0, 200));
    assert.equal(reply.location, `/faq/${it.number}?thanks=${time === 0 ? 1 : 2}`);
    assert.equal(reply.headers['set-cookie'], undefined);
  }
  const counted = () => rows<{ day: string; yes: number; no: number }>('select day::text, yes, no from faq.days where faq_id = $1 and yes + no > 0 order by day', [it.faq]);
  assert.deepEqual(await counted(), [{ day: '2026-03-20', yes: 0, no: 1 }]);
  // Another browser of the same house counts for itself.
  await visitor.post(`/faq/${it.number}`, { _action: 'feedback', helped: 'yes' }, { headers: { 'user-agent': 'another' } });
  assert.deepEqual(await counted(), [{ day: '2026-03-20', yes: 1, no: 1 }]);
  assert.match(phrased((await visitor.get(`/faq/${it.number}?thanks=2`)).text), /きょうの評価は、すでに数えています/);
  const before = await rows<{ about: string; client: string; network: string }>('select about, client, network from faq.marks');
  assert.equal(before.length, 2);
  assert.doesNotMatch(JSON.stringify(before), /127\.0\.0\.1|yakuba-test/);
  house.clock.set('2026-03-21T00:01:30+09:00');
  await house.background.settle();
  assert.deepEqual(await rows('select 1 from faq.marks'), [], 'thrown away with the day');
  await visitor.post(`/faq/${it.number}`, { _action: 'feedback', helped: 'no' });
  assert.deepEqual(await counted(), [{ day: '2026-03-20', yes: 1, no: 1 }, { day: '2026-03-21', yes: 0, no: 1 }]);
  await signIn();
});

test('one network with ever new browsers counts twenty times a day', async () => {
  const it = await published('電池はどこに出しますか');
  for (let browser = 0; browser < 25; browser += 1) await server.visitor().post(`/faq/${it.number}`, { _action: 'feedback', helped: 'no' }, { headers: { 'user-agent': `browser ${browser}` } });
  assert.deepEqual(await rows('select no from faq.days where faq_id = $1 and no > 0', [it.faq]), [{ no: 20 }]);
});

test('the trail says that feedback was given, not on what and not which', async () => {
  const trail = await rows<{ detail: unknown }>(`select detail from kernel.audit_entries where command = 'faq.giveFeedback'`);
  assert.ok(trail.length > 30);
  assert.doesNotMatch(JSON.stringify(trail), /helped|"number"|words/);
});

test('a remark loses telephone numbers and addresses; an Individual Number is refused; the citizens’ face cannot read remarks', async () => {
  const it = await published('ペットボトルの出し方は');
  const visitor = server.visitor();
  const number = await visitor.post(`/faq/${it.number}`, { _action: 'feedback', helped: 'no', words: '私の番号は 1234-5678-9018 です' });
  assert.equal(number.status, 422);
  assert.match(phrased(number.text), /マイナンバー/);
  await visitor.post(`/faq/${it.number}`, { _action: 'feedback', helped: 'no', words: '料金が分からない。0243-55-5102 か taro@example.jp へ' });
  assert.deepEqual(await rows('select words from faq.remarks'), [{ words: '料金が分からない。（電話番号） か （メールアドレス） へ' }]);
  assert.match((await use(head).query('faq.remarks')).text, /料金が分からない/);
  assert.equal((await visitor.query('faq.remarks')).status, 401);
  await assert.rejects(house.city.citizenDb.use((connection) => connection.run('select words from faq.remarks')), /permission denied/);
  await assert.rejects(house.city.citizenDb.use((connection) => connection.run('select answer from faq.editions')), /permission denied/);
});

test('8 a search without result becomes a needed answer when three different people asked; personal words are never kept; a draft in one press', async () => {
  const ask = (q: string, browser: string) => server.visitor().get(`/faq/search?q=${encodeURIComponent(q)}`, { headers: { 'user-agent': browser } });
  const needed = async () => listOf(await (async () => { const body = (await use(author).query('faq.needed')).json(); return isRecord(body) ? body['value'] : []; })()).map((one) => [one['words'], one['clients']]);
  for (let time = 0; time < 5; time += 1) assert.match(phrased((await ask('墓地の名義変更', 'one')).text), /見つかりませんでした/);
  await ask('墓地の名義変更', 'two');
  assert.deepEqual(await needed(), [], 'two people are not yet several');
  assert.doesNotMatch(JSON.stringify(await rows('select * from faq.marks')), /墓地/);
  await ask('墓地の名義変更？', 'three');
  assert.deepEqual(await needed(), [['墓地の名義変更', 3]]);
  await ask('墓地の名義変更', 'four');
  assert.deepEqual(await needed(), [['墓地の名義変更', 4]]);
  for (const q of ['taro@example.jp', '0243-55-5102', '1234-5678-9018', '９０１２３４５６７８']) for (const browser of ['a', 'b', 'c', 'd']) assert.equal((await ask(q, browser)).status, 200);
  assert.equal((await needed()).length, 1);
  assert.doesNotMatch(JSON.stringify(await rows(`select detail from kernel.audit_entries where command = 'faq.noteSearch'`)), /墓地|taro|5102|9018/);
  const [row] = await rows<{ id: string }>('select id from faq.needed');
  const drafted = await use(author).post('/staff/faq/needed', { _action: 'draft', needed: row?.id ?? '', department: office });
  assert.match(drafted.location, /^\/staff\/faq\/editions\//);
  assert.match(phrased((await use(author).get(drafted.location)).text), /墓地の名義変更/);
  assert.deepEqual(await needed(), []);
});

test('a new edition changes nothing before the public until it is approved; both stand in the record with what changed', async () => {
  const it = await published('ごみ袋はどこで買えますか', { answer: '市内の店で買えます。' });
  const next = String(valueOf(await use(author).api('faq.startEdition', { faq: it.faq }))['edition']);
  refusedAs(await use(author).api('faq.startEdition', { faq: it.faq }), 'AlreadyOpen');
  const saved = valueOf(await use(author).api('faq.saveDraft', { edition: next, version: 1, question: 'ごみ袋はどこで買えますか', answer: '市内の店と支所で買えます。', categories: ['garbage'], reviewOn: '2027-03-01' }));
  refusedAs(await use(author).api('faq.saveDraft', { edition: next, version: 1, question: 'x' }), 'Conflict');
  assert.match((await server.visitor().get(`/faq/${it.number}`)).text, /市内の店で買えます/);
  valueOf(await use(author).api('faq.submitEdition', { edition: next, version: saved['version'] }));
  const view = phrased((await use(head).get(`/staff/faq/editions/${next}`)).text);
  assert.match(view, /<del>市内の店で買えます。<\/del>/);
  assert.match(view, /<ins>市内の店と支所で買えます。<\/ins>/);
  valueOf(await use(head).api('faq.decideEdition', { edition: next, version: Number(saved['version']) + 1, decision: 'approve' }));
  assert.match((await server.visitor().get(`/faq/${it.number}`)).text, /市内の店と支所で買えます/);
  assert.match(phrased((await use(head).get(`/staff/faq/${it.faq}`)).text), /前の版/);
});

test('withdrawn: 410 with the reason, gone from every search at once; written anew and approved it is back under its number', async () => {
  const it = await published('古紙回収の補助はありますか');
  refusedAs(await use(keeper).api('faq.withdrawFaq', { faq: it.faq, reason: 'x' }), 'NotAllowed');
  valueOf(await use(head).api('faq.withdrawFaq', { faq: it.faq, reason: '制度が終わりました' }));
  const gone = await server.visitor().get(`/faq/${it.number}`);
  assert.equal(gone.status, 410);
  assert.match(phrased(gone.text), /制度が終わりました/);
  assert.deepEqual(await found('古紙回収の補助'), []);
  assert.doesNotMatch((await server.visitor().query('search.public', { q: '古紙回収' })).text, /古紙/);
  const again = String(valueOf(await use(author).api('faq.startEdition', { faq: it.faq }))['edition']);
  valueOf(await use(author).api('faq.submitEdition', { edition: again, version: 1 }));
  valueOf(await use(head).api('faq.decideEdition', { edition: again, version: 2, decision: 'approve' }));
  assert.equal((await server.visitor().get(`/faq/${it.number}`)).status, 200);
});

test('what is missing or may not be is told at its field before approval is asked', async () => {
  const submit = async (more: Record<string, unknown>) => {
    const it = await written('試しの質問です', more);
    return use(author).api('faq.submitEdition', { edition: it.edition, version: it.version });
  };
  refusedAs(await submit({ answer: '' }), 'AnswerMissing');
  refusedAs(await submit({ categories: [] }), 'CategoryMissing');
  refusedAs(await submit({ questionEn: 'Only half' }), 'EnglishHalf');
  refusedAs(await submit({ answer: '[ここ](javascript:alert(1))' }), 'LinksWrong');
  refusedAs(await submit({ reviewOn: '2028-04-01' }), 'ReviewWrong');
  refusedAs(await submit({ reviewOn: '2026-03-21' }), 'ReviewWrong');
  const long = await use(author).api('faq.createFaq', { department: office, question: 'あ'.repeat(61) });
  assert.equal(long.status, 422);
  assert.equal((await use(keeper).api('faq.createFaq', { department: office, question: '広報は書けない' })).status, 403);
});

test('tags are words, never markup', async () => {
  const it = await published('<b>太い</b>質問ですか', { answer: '<script>alert(1)</script>\n・<img src=x onerror=alert(1)>' });
  const { text } = await server.visitor().get(`/faq/${it.number}`);
  assert.ok(!text.includes('<script>alert') && !text.includes('<img src=x'));
  assert.match(text, /&lt;script>alert/);
});

test('who is about to write the same is told by the same ranking', async () => {
  const near = listOf(valueOf(await use(author).query('faq.similar', { question: '粗大ごみはどうやって出すのですか' }))['similar']);
  assert.equal(near[0]?.['question'], '粗大ごみはどうやって出しますか');
  assert.equal(near[0]?.['same'], true);
});

test('readings are counted in the process and written a little later; a made-up count is refused', async () => {
  const it = await published('生ごみ処理機の補助はありますか');
  for (let time = 0; time < 3; time += 1) await server.visitor().get(`/faq/${it.number}`);
  house.clock.advance({ minutes: 2 });
  await server.visitor().get(`/faq/${it.number}`);
  assert.deepEqual(await rows('select views from faq.days where faq_id = $1', [it.faq]), [{ views: 4 }]);
  assert.match(phrased((await server.visitor().get('/faq')).text), /よく読まれている質問/);
  assert.equal((await server.visitor().api('faq.countViews', { views: [`${it.faq} 999`], seal: 'made up' })).status, 403);
});

test('past its review the office is reminded, the public told after thirty days, and one press keeps it for another year', async () => {
  const it = await published('見直しの試しですか', { reviewOn: '2026-04-20' });
  house.clock.set('2026-04-20T06:50:00+09:00');
  await house.background.settle();
  house.clock.set('2026-04-20T07:00:30+09:00');
  await house.background.settle();
  const told = await rows(`select 1 from kernel.notices where kind = 'faq.review'`);
  assert.ok(told.length >= 2, `told ${told.length}`);
  house.clock.set('2026-05-21T09:00:00+09:00');
  await signIn();
  assert.match(phrased((await server.visitor().get(`/faq/${it.number}`)).text), /見直し期限を過ぎています/);
  valueOf(await use(author).api('faq.keepFaq', { faq: it.faq }));
  assert.doesNotMatch(phrased((await server.visitor().get(`/faq/${it.number}`)).text), /見直し期限を過ぎています/);
});
