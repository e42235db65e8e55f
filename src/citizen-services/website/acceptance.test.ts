/** The site through its doors: written, checked, approved by another, public at once, gone at once, light in the worst hour (CMS 1–13). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { systems as listed } from '../../main-systems.ts';
import { type Client, openTestServer, phrased, refusedAs, type Reply, type TestServer, valueOf } from '../../testing-server.ts';
import website from './index.ts';
import { LIGHT_BYTES } from './rules/light.ts';

// Its first page takes the place of the one there is.
const systems = [website, ...listed.filter((system) => system.name !== 'website')];
let house: TestCity;
let server: TestServer;
let [office, section] = ['', ''];
let [author, head, editor, duty]: Client[] = [];
const use = (client: Client | undefined): Client => client ?? assert.fail('not open yet');
const ids: string[] = [];
/** Signed in anew: a test may let weeks go by. */
async function signIn(): Promise<void> {
  [author, head, editor, duty] = await Promise.all(ids.map((id) => server.asStaff(id)));
}
const write: Grant = { permission: 'website.write', scope: ['department:LIFE'] };
const approve: Grant = { permission: 'website.approve', scope: ['department:LIFE'] };

before(async () => {
  registerSystems(systems);
  house = await testCity({ poolSize: 12, start: '2026-03-20T10:00:00+09:00' });
  server = await openTestServer(house, { systems });
  const admin = staffActor(house.id(), ['operations.organization', 'website.edit']);
  office = (await house.must(admin, createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' })).department;
  const people: readonly (readonly [name: string, grants: readonly (string | Grant)[]])[] = [['佐藤 花子', [write, approve]], ['課長 次郎', [write, approve]], ['広報 花子', ['website.edit']], ['宿直 一郎', ['website.emergency']]];
  for (const [name, grants] of people) ids.push(await server.newStaff(grants, name));
  await signIn();
  const at = (parent: string, slug: string, name: string) => use(editor).api('website.saveSection', { parent, slug, name, department: office, door: true });
  const life = String(valueOf(await at('', 'kurashi', 'くらし'))['section']);
  section = String(valueOf(await at(life, 'gomi', 'ごみ'))['section']);
  valueOf(await use(editor).api('website.saveCategory', { code: 'garbage', facet: 'purpose', name: 'ごみ・リサイクル', nameEn: 'Garbage' }));
  valueOf(await use(editor).api('website.saveContact', { department: office, phone: '0243-55-5102' }));
});
after(async () => {
  await server.stop();
  await house.close();
});

const text = (id: string, said: string) => ({ id, type: 'text', content: [said] });
const heading = (id: string, level: number, said: string) => ({ id, type: 'heading', level, text: said });
const BODY = [heading('h1', 2, '申込みの方法'), text('p1', '収集を希望する日の七日前までに、電話で予約してください。'.repeat(8))];
const draftOf = (more: Record<string, unknown> = {}) => ({ title: '粗大ごみの出し方', lead: '大きなごみは予約して出します。', kind: 'guide', lang: 'ja', contact: 'LIFE', categories: ['garbage'], reviewOn: '2027-03-01', blocks: BODY, ...more });

interface Made { readonly page: string; readonly edition: string; readonly path: string; readonly pageNo: string; readonly version: number }
async function written(slug: string, more: Record<string, unknown> = {}): Promise<Made> {
  const made = valueOf(await use(author).api('website.createPage', { section, department: office, kind: 'guide', title: '', slug }));
  const saved = valueOf(await use(author).api('website.saveDraft', { edition: made['edition'], version: 1, ...draftOf(more) }));
  return { page: String(made['page']), edition: String(made['edition']), path: String(made['path']), pageNo: String(made['pageNo']), version: Number(saved['version']) };
}
async function approved(it: { readonly edition: string; readonly version: number }): Promise<Reply> {
  valueOf(await use(author).api('website.submitEdition', { edition: it.edition, version: it.version }));
  return use(head).api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' });
}
const found = async (words: string) => {
  const hits = valueOf(await server.visitor().query('website.search', { q: words }))['hits'];
  return Array.isArray(hits) ? hits.filter(isRecord).map((hit) => String(hit['path'])) : [];
};

test('1 written by one, approved by another: live at its address and under its number, in the list and in the search', async () => {
  const it = await written('sodaigomi');
  assert.equal(it.path, '/kurashi/gomi/sodaigomi.html');
  const visitor = server.visitor();
  assert.equal((await visitor.get(it.path)).status, 404, 'nobody sees a draft');
  assert.equal(valueOf(await approved(it))['state'], 'published');
  const page = await visitor.get(it.path);
  assert.equal(page.status, 200);
  assert.match(phrased(page.text), /申込みの方法/);
  assert.match(page.text, /0243555102|0243-55-5102/);
  assert.ok(page.text.includes(it.pageNo));
  assert.equal((await visitor.get(`/p/${it.pageNo}`)).location, it.path);
  assert.match(phrased((await visitor.get('/kurashi/gomi/')).text), /粗大ごみの出し方/);
  assert.deepEqual(await found('粗大ゴミ'), [it.path]);
});

test('2 whoever wrote a part of it does not approve it, even with the right to approve', async () => {
  const it = await written('jibun', { title: '自分で承認できないこと' });
  valueOf(await use(author).api('website.submitEdition', { edition: it.edition, version: it.version }));
  const no = await use(author).api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' });
  assert.equal(no.status, 403);
  refusedAs(no, 'SelfApproval');
  const silent = await use(head).api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'return' });
  assert.equal(silent.status, 422, 'returned without a word');
  assert.equal(valueOf(await use(head).api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'return', note: '日付を入れてください。' }))['state'], 'draft');
});

test('5 a new edition saved ten times changes no byte before the public until it is published', async () => {
  const it = await written('sashikae', { title: '差し替えの試し' });
  valueOf(await approved(it));
  const visitor = server.visitor();
  const first = await visitor.get(it.path);
  const next = valueOf(await use(author).api('website.startEdition', { page: it.page }));
  let version = 1;
  for (let time = 0; time < 10; time += 1) version = Number(valueOf(await use(author).api('website.saveDraft', { edition: next['edition'], version, ...draftOf({ title: '差し替えの試し', lead: `書き直し${time}回目です。` }) }))['version']);
  assert.equal((await visitor.get(it.path)).headers.etag, first.headers.etag);
  valueOf(await approved({ edition: String(next['edition']), version }));
  const after = await visitor.get(it.path);
  assert.notEqual(after.headers.etag, first.headers.etag);
  assert.match(after.text, /書き直し9回目/);
});

test('6 reserved: not there a second before, there at its moment, gone for good with its title when its time is over', async () => {
  const it = await written('kikan', { title: '期間のあるお知らせ' });
  valueOf(await use(author).api('website.setRelease', { edition: it.edition, publishAt: '2026-04-01T00:00:00+09:00', unpublishAt: '2026-04-30T17:00:00+09:00' }));
  assert.equal(valueOf(await approved(it))['state'], 'scheduled');
  const status = async (time: string) => {
    house.clock.set(time);
    await house.background.settle();
    return (await server.visitor().get(it.path)).status;
  };
  assert.equal(await status('2026-03-31T23:59:59+09:00'), 404);
  assert.equal(await status('2026-04-01T00:00:05+09:00'), 200);
  assert.deepEqual(await found('期間のあるお知らせ'), [it.path]);
  assert.equal(await status('2026-04-30T17:00:05+09:00'), 410);
  assert.match((await server.visitor().get(it.path)).text, /期間のあるお知らせ/);
  assert.deepEqual(await found('期間のあるお知らせ'), []);
});

test('the people come back weeks later', signIn);

test('7 five findings stop a page, each names its place; one press each puts three of them right', async () => {
  const it = await written('tenken', { kind: 'notice', title: '公園の点検のお知らせ', blocks: [
    heading('h1', 2, '点検の日'), heading('h2', 4, '時間'), { id: 'i1', type: 'image', file: 'a'.repeat(64), name: 'kouen.jpg', alt: 'kouen.jpg', decorative: false, caption: '', credit: '', width: 300, height: 200, bytes: 1000, people: false, consent: 'none', positionRemoved: true },
    { id: 'p1', type: 'text', content: ['日　時：4月1日（木）、くわしい内容は', { link: '/kurashi/gomi/', text: ['こちら'] }, '。', BODY[1] && 'content' in BODY[1] ? String(BODY[1].content[0]) : ''] },
  ] });
  const no = refusedAs(await use(author).api('website.submitEdition', { edition: it.edition, version: it.version }), 'FindingsLeft');
  assert.ok(isRecord(no));
  const view = async () => {
    const findings = valueOf(await use(author).query('website.editionToWrite', { edition: it.edition }))['findings'];
    return Array.isArray(findings) ? findings.filter(isRecord) : [];
  };
  const rules = (await view()).map((one) => `${String(one['rule'])} ${String(one['severity'])}`);
  for (const wanted of ['IMG-02 block', 'HED-02 block', 'LNK-01 block', 'CHR-01 confirm', 'DAT-02 block']) assert.ok(rules.includes(wanted), `${wanted} in ${rules.join(', ')}`);
  let { version } = it;
  for (const rule of ['HED-02', 'CHR-01', 'DAT-02']) {
    const finding = (await view()).find((one) => one['rule'] === rule);
    version = Number(valueOf(await use(author).api('website.repairFinding', { edition: it.edition, version, finding: finding?.['key'] }))['version']);
  }
  const { draft } = valueOf(await use(author).query('website.editionToWrite', { edition: it.edition })) as { draft: unknown };
  const said = JSON.stringify(draft);
  assert.match(said, /"level":3/);
  assert.match(said, /日時：4月1日（水）/);
});

test('8 an Individual Number is covered before anything is kept, and nobody can waive it', async () => {
  const it = await written('bangou', { title: '番号の試し', blocks: [...BODY, text('p2', '個人番号 1234-5678-9018 と 123456789012')] });
  const { draft } = valueOf(await use(author).query('website.editionToWrite', { edition: it.edition })) as { draft: unknown };
  assert.ok(!JSON.stringify(draft).includes('1234-5678-9018'));
  assert.ok(JSON.stringify(draft).includes('123456789012'), 'twelve digits that are none stay');
  const saves = valueOf(await use(author).query('website.savedState', { edition: it.edition, version: '2' }));
  assert.ok(!JSON.stringify(saves).includes('9018'));
});

test('9 in an emergency one person publishes at once; who published does not review, and who takes it back takes it from the public', async () => {
  const made = valueOf(await use(duty).api('website.createPage', { section, department: office, kind: 'emergency', title: '断水のお知らせ（岩代地域）', slug: 'dansui' }));
  const out = valueOf(await use(duty).api('website.publishNow', { edition: made['edition'], version: 1, reason: '断水' }));
  const path = String(made['path']);
  assert.match(phrased((await server.visitor().get(path)).text), /断水のお知らせ/);
  assert.equal((await use(duty).api('website.reviewEmergency', { edition: out['edition'], decision: 'stands' })).status, 403);
  valueOf(await use(head).api('website.reviewEmergency', { edition: out['edition'], decision: 'take-back', note: '断水は終わりました' }));
  const gone = await server.visitor().get(path);
  assert.equal(gone.status, 410);
  assert.match(gone.text, /断水は終わりました/);
});

test('10 and 11: a drill changes no byte before the public; level 2 is the first page; level 3 fits into 14,336 bytes and needs no database', async () => {
  const visitor = server.visitor();
  const before = (await visitor.get('/')).text;
  valueOf(await use(duty).api('website.setMode', { level: 3, exercise: true, reason: '訓練' }));
  valueOf(await use(duty).api('website.issueNotice', { kind: 'evacuation', severity: 4, headline: '訓練の避難指示', issuedBy: '訓練', exercise: true }));
  const unstamped = (page: string) => page.replaceAll(/\d+時\d+分|value="[^"]*"/g, '');
  assert.equal(unstamped((await visitor.get('/')).text), unstamped(before));
  assert.match(JSON.stringify(valueOf(await use(duty).query('website.drillNow', {}))), /訓練の避難指示/);
  for (let number = 0; number < 12; number += 1) valueOf(await use(duty).api('website.issueNotice', { kind: 'evacuation', severity: 1 + (number % 5), headline: `避難の情報その${number}`.padEnd(30, 'あ'), body: '避'.repeat(200), areas: '針道・太田地区', issuedBy: '災害対策本部' }));
  const strip = (await visitor.get('/kurashi/gomi/')).text;
  assert.ok(strip.indexOf('警戒レベル5') > 0 && strip.indexOf('警戒レベル5') < strip.indexOf('警戒レベル4'), 'the most severe first, above every page');
  const desk = valueOf(await use(duty).query('website.disasterDesk', {}));
  const parts = Array.isArray(desk['parts']) ? desk['parts'].filter(isRecord) : [];
  for (const part of parts) valueOf(await use(duty).api('website.savePart', { part: part['code'], version: part['version'], body: '水'.repeat(600) }));
  valueOf(await use(duty).api('website.setMode', { level: 2, reason: '避難指示' }));
  assert.match(phrased((await visitor.get('/')).text), /<h1>災害情報/);
  assert.equal((await visitor.get('/home')).status, 200);
  valueOf(await use(duty).api('website.setMode', { level: 3, reason: '線が混んでいる' }));
  for (const path of ['/', '/en']) {
    const light = await visitor.get(path);
    assert.equal(light.status, 200);
    assert.ok(Buffer.byteLength(light.text) <= LIGHT_BYTES, `${path}: ${Buffer.byteLength(light.text)} bytes`);
    assert.ok(!/<script|<img|<link|@font-face/.test(light.text), path);
    assert.equal(light.headers['set-cookie'], undefined);
    assert.match(light.text, path === '/' ? /避難の情報その4/ : /Level 5/);
  }
  valueOf(await use(duty).api('website.setMode', { level: 0, reason: '解除' }));
});

test('12 two editors: what differs is put together; what clashes is told with both texts, and nothing is lost', async () => {
  const it = await written('futari', { title: '二人で書く', blocks: [text('a', '一つ目'), text('b', '二つ目')] });
  const save = (client: Client | undefined, blocks: unknown, more: Record<string, unknown> = {}) => use(client).api('website.saveDraft', { edition: it.edition, version: it.version, ...draftOf({ title: '二人で書く', blocks }), ...more });
  valueOf(await save(author, [text('a', '一つ目を直した'), text('b', '二つ目')]));
  assert.equal(valueOf(await save(head, [text('a', '一つ目'), text('b', '二つ目も直した')]))['merged'], true);
  const kept = JSON.stringify(valueOf(await use(author).query('website.editionToWrite', { edition: it.edition }))['draft']);
  assert.match(kept, /一つ目を直した/);
  assert.match(kept, /二つ目も直した/);
  const clash = await save(head, [text('a', '一つ目を別に直した'), text('b', '二つ目')]);
  assert.equal(clash.status, 409);
  assert.match(clash.text, /一つ目を直した/);
  assert.match(clash.text, /一つ目を別に直した/);
  valueOf(await save(head, [text('a', '一つ目を別に直した'), text('b', '二つ目')], { clash: 'mine' }));
  assert.match(JSON.stringify(valueOf(await use(author).query('website.editionToWrite', { edition: it.edition }))['draft']), /一つ目を別に直した/);
});

test('13 past its review a page says so; one press of its owner and it is good for another year, in the same edition', async () => {
  const it = await written('minaoshi', { title: '見直しの試し', reviewOn: '2026-06-01' });
  valueOf(await approved(it));
  house.clock.set('2026-07-02T09:00:00+09:00');
  await signIn();
  const visitor = server.visitor();
  assert.match(phrased((await visitor.get(it.path)).text), /見直し期限を過ぎています/);
  valueOf(await use(author).api('website.keepPage', { page: it.page }));
  const page = phrased((await visitor.get(it.path)).text);
  assert.ok(!page.includes('見直し期限を過ぎています'));
  const record = valueOf(await use(author).query('website.pageRecord', { page: it.page }));
  assert.ok(Array.isArray(record['editions']) && record['editions'].length === 1);
});

async function newcomer(name: string, grants: readonly (string | Grant)[]): Promise<Client> {
  return server.asStaff(await server.newStaff(grants, name));
}

test('a folder that is renamed takes its pages along: every old address leads to the new one in one step, and is never given to another', async () => {
  const [keeper, writer] = [await newcomer('広報 次郎', ['website.edit']), await newcomer('環境 三郎', [write])];
  const folder = valueOf(await use(keeper).api('website.saveSection', { slug: 'shoko', name: '商工', department: office }));
  const made = valueOf(await writer.api('website.createPage', { section: folder['section'], department: office, kind: 'guide', title: '', slug: 'hojo' }));
  const saved = valueOf(await writer.api('website.saveDraft', { edition: made['edition'], version: 1, ...draftOf({ title: '商工の補助', reviewOn: '2027-03-01' }) }));
  valueOf(await writer.api('website.submitEdition', { edition: made['edition'], version: saved['version'] }));
  valueOf(await (await newcomer('課長 四郎', [approve])).api('website.decideEdition', { edition: made['edition'], version: Number(saved['version']) + 1, decision: 'approve' }));
  valueOf(await keeper.api('website.saveSection', { section: folder['section'], version: 1, slug: 'shoko-kanko', name: '商工観光', department: office }));
  const old = await server.visitor().get('/shoko/hojo.html', { follow: false });
  assert.equal(old.status, 301);
  assert.equal(old.location, '/shoko-kanko/hojo.html');
  assert.match(phrased((await server.visitor().get('/shoko-kanko/hojo.html')).text), /商工の補助/);
  refusedAs(await keeper.api('website.saveSection', { slug: 'shoko', name: '別の課', department: office }), 'SlugTaken');
});
