/** 様式・ファイル through the site's doors: one name, many versions, pages that show the one they were approved with. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRecord } from '../../kernel/text/json.ts';
import { draftOf, openSite, phrased, refusedAs, type Site, text, valueOf } from './acceptance.fixture.ts';
import { goodPdf, jpeg, png } from './rules/files/built.fixture.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const author = () => site.as('author');
const head = () => site.as('head');
const visitor = () => site.server.visitor();
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const form = (words: string) => base64(goodPdf({ content: `BT /F1 12 Tf 72 720 Td (${words}, please fill in your name and address) Tj ET` }));
const listIn = (value: Record<string, unknown>, name: string) => {
  const list = value[name];
  assert.ok(Array.isArray(list));
  return list.filter(isRecord);
};

interface File { readonly id: string; readonly handle: string }
async function registered(handle: string, content = form(`First of ${handle}`)): Promise<File> {
  const made = valueOf(await author().api('website.registerFile', { handle, title: `${handle}の申請書`, department: site.office, name: 'shinsei.pdf', content }));
  return { id: String(made['file']), handle };
}
/** A public page that shows the file. */
async function showing(slug: string, file: File, more: Record<string, unknown> = {}) {
  const it = await site.written(slug, { title: `${slug}のページ`, ...more });
  const version = Number(valueOf(await author().api('website.insertFile', { edition: it.edition, file: file.id, words: '申請書' }))['version']);
  valueOf(await site.approved({ ...it, version }));
  return it;
}
const record = async (file: File) => valueOf(await author().query('website.fileRecord', { file: file.id }));
const replace = async (file: File, content: string) => author().api('website.replaceFile', { file: file.id, version: (await record(file))['version'], name: 'shinsei-2.pdf', content, note: '押印の欄をなくした' });
const at = (handle: string) => visitor().get(`/files/by-name/${handle}`);
const linkIn = (page: string) => /href="(\/files\/[0-9a-f]{64}\/[^"]*)"/.exec(page)?.[1] ?? '';
async function later(when: string) {
  site.house.clock.set(when);
  await site.signIn();
}

test('registered and shown: its address leads to the content, with the day beside it; nothing is public before a page is', async () => {
  const file = await registered('hajime');
  assert.equal((await at('hajime')).status, 404);
  refusedAs(await author().api('website.registerFile', { handle: 'hajime', title: '別の', department: site.office, name: 'x.pdf', content: form('Other') }), 'HandleTaken');
  const it = await showing('hajime', file);
  const page = phrased((await visitor().get(it.path)).text);
  assert.match(page, /申請書（PDF[^<]*<\/a>　令和8年3月20日更新/);
  const led = await at('hajime');
  assert.deepEqual([led.status, led.headers['cache-control']], [302, 'public, max-age=60']);
  assert.equal(led.location, linkIn(page));
  assert.equal((await visitor().get(led.location)).status, 200);
  assert.equal((await visitor().get(`/en${it.path}`)).text.includes('(updated'), true);
  assert.equal((await at('nai')).status, 404);
});

test('replaced: every page gets its next edition, sent together; the public sees the old one until somebody else approves, then the new one with its day', async () => {
  const file = await registered('kaeru');
  const pages = [await showing('kaeru-1', file), await showing('kaeru-2', file)];
  const old = (await at('kaeru')).location;
  await later('2026-04-01T09:00:00+09:00');
  const seen = phrased((await author().get(`/staff/website/files/${file.id}`)).text);
  for (const it of pages) assert.ok(seen.includes(it.path), 'before it is pressed, the pages are shown');
  const replaced = valueOf(await replace(file, form('Second')));
  assert.equal(replaced['number'], 2);
  assert.deepEqual(listIn(replaced, 'pages').map((one) => one['state']), ['submitted', 'submitted']);
  assert.equal((await at('kaeru')).location, old);
  assert.equal(linkIn((await visitor().get(pages[0]?.path ?? '')).text), old);
  const self = valueOf(await author().api('website.approveReplacement', { file: file.id, number: 2 }));
  assert.deepEqual([self['approved'], listIn(self, 'left').map((one) => one['why'])], [0, ['SelfApproval', 'SelfApproval']]);
  const view = phrased((await head().get(`/staff/website/editions/${String(listIn(replaced, 'pages')[0]?.['edition'])}`)).text);
  assert.match(view, /<ins>ファイル：shinsei-2\.pdf/);
  assert.match(view, /を第2版に差し替えました/);
  const pressed = await head().post(`/staff/website/files/${file.id}`, { _action: 'approve', number: '2' });
  assert.equal(pressed.status, 303, pressed.text.slice(0, 300));
  const now = (await at('kaeru')).location;
  assert.notEqual(now, old);
  for (const it of pages) {
    const shown = phrased((await visitor().get(it.path)).text);
    assert.equal(linkIn(shown), now);
    assert.match(shown, /令和8年4月1日更新/);
  }
  assert.equal((await visitor().get(old)).status, 404, 'the old version is no longer handed out');
  assert.equal((await author().get(`/staff/website${old}`)).status, 200, 'and stays readable to staff');
  const versions = listIn(await record(file), 'versions');
  assert.deepEqual(versions.map((one) => [one['number'], one['note'], one['publicAt'] !== null]), [[2, '押印の欄をなくした', true], [1, '', true]]);
  refusedAs(await replace(file, form('Second')), 'SameFile');
  refusedAs(await replace(file, base64(jpeg())), 'OtherKind');
  refusedAs(await author().api('website.replaceFile', { file: file.id, version: 1, name: 'x.pdf', content: form('Third') }), 'Conflict');
});

test('the edition of a replacement is taken back within ten minutes: the old version is public again, and its address follows', async () => {
  const file = await registered('modosu');
  const it = await showing('modosu', file);
  const old = (await at('modosu')).location;
  valueOf(await replace(file, form('Wrong')));
  valueOf(await head().api('website.approveReplacement', { file: file.id, number: 2 }));
  assert.notEqual((await at('modosu')).location, old);
  valueOf(await head().api('website.undoPublication', { page: it.page }));
  assert.equal((await at('modosu')).location, old);
  const uses = listIn(await record(file), 'uses');
  assert.deepEqual(uses.map((one) => [one['number'], one['behind']]), [[1, true]]);
  const carried = valueOf(await author().api('website.carryFile', { file: file.id }));
  assert.deepEqual(listIn(carried, 'pages').map((one) => one['state']), ['submitted']);
  assert.deepEqual(listIn(valueOf(await author().api('website.carryFile', { file: file.id })), 'pages').map((one) => one['state']), [], 'and not twice');
});

test('withdrawn: neither the content nor the name answers', async () => {
  const file = await registered('owari');
  const it = await showing('owari', file);
  const where = (await at('owari')).location;
  valueOf(await head().api('website.withdrawPage', { page: it.page, reason: '終わりました' }));
  assert.deepEqual([(await at('owari')).status, (await visitor().get(where)).status], [404, 404]);
});

test('drafts follow, what waits does not, other offices are told, and without the right nothing is replaced', async () => {
  const file = await registered('betsu');
  const drafted = await site.written('betsu-draft', { title: '下書きのページ' });
  valueOf(await author().api('website.insertFile', { edition: drafted.edition, file: file.id }));
  const waits = await showing('betsu-waits', file);
  const open = valueOf(await author().api('website.startEdition', { page: waits.page }));
  valueOf(await author().api('website.submitEdition', { edition: open['edition'], version: 1 }));
  const stranger = await site.server.asStaff(await site.server.newStaff([{ permission: 'website.write', scope: ['department:OTHER'] }, { permission: 'website.approve', scope: ['department:OTHER'] }], '別の課'));
  assert.equal((await stranger.api('website.replaceFile', { file: file.id, version: 1, name: 'x.pdf', content: form('Theirs') })).status, 403);
  const replaced = listIn(valueOf(await replace(file, form('Newer'))), 'pages');
  assert.deepEqual(new Map(replaced.map((one) => [one['page'], one['state']])), new Map([[drafted.page, 'draft'], [waits.page, 'waiting']]));
  const seen = valueOf(await author().query('website.editionToWrite', { edition: drafted.edition }));
  assert.ok(isRecord(seen['draft']));
  assert.ok(listIn(seen['draft'], 'blocks').some((block) => block['name'] === 'shinsei-2.pdf'));
  const view = phrased((await head().get(`/staff/website/editions/${String(open['edition'])}`)).text);
  assert.match(view, /このファイルには新しい版（第2版「shinsei-2\.pdf」）があります/, 'whoever approves is told');
});

test('what the new file brings is asked anew: answers about the old one do not hold for it; other answers do', async () => {
  const scanned = (width: number) => base64(goodPdf({ content: `q 0 0 ${width} 20 re S Q` }));
  const file = await registered('kotae', scanned(10));
  const it = await site.written('kotae', { title: '答えのページ', blocks: [...draftOf().blocks, text('p9', '受付は 8:30 からです。')] });
  const version = Number(valueOf(await author().api('website.insertFile', { edition: it.edition, file: file.id, words: '申請書' }))['version']);
  const findings = listIn(valueOf(await author().query('website.editionToWrite', { edition: it.edition })), 'findings').filter((one) => one['severity'] === 'confirm');
  assert.ok(findings.some((one) => one['rule'] === 'PDF-02') && findings.length >= 2, JSON.stringify(findings.map((one) => one['rule'])));
  for (const one of findings) valueOf(await author().api('website.answerFinding', { edition: it.edition, finding: String(one['key']), reason: '確かめました' }));
  valueOf(await site.approved({ ...it, version }));
  const [carried] = listIn(valueOf(await replace(file, scanned(11))), 'pages');
  assert.equal(carried?.['state'], 'draft');
  const left = listIn(valueOf(await author().query('website.editionToWrite', { edition: String(carried?.['edition']) })), 'findings').filter((one) => one['severity'] === 'confirm');
  assert.deepEqual(left.filter((one) => one['answer'] === null).map((one) => one['rule']), ['PDF-02']);
  assert.ok(left.some((one) => isRecord(one['answer']) && String(one['answer']['reason']).startsWith('第1版のまま')));
});

test('a file that stands on a page is given a name; the form of the editor keeps it; a replaced picture asks for consent again', async () => {
  const it = await site.written('namae', { title: '名前のページ' });
  const added = valueOf(await author().api('website.addFile', { edition: it.edition, name: 'machi.jpg', content: base64(jpeg()), words: '市役所の建物' }));
  const named = valueOf(await author().api('website.nameBlock', { edition: it.edition, block: added['block'], handle: 'machi-shashin', title: '市役所の写真' }));
  refusedAs(await author().api('website.nameBlock', { edition: it.edition, block: added['block'], handle: 'machi-2', title: '二度目' }), 'NoFileThere');
  const editor = await author().get(`/staff/website/editions/${it.edition}/write`);
  assert.match(editor.text, new RegExp(`identity&quot;:&quot;${String(named['file'])}`));
  const draft = (seen: Record<string, unknown>) => (isRecord(seen['draft']) ? listIn(seen['draft'], 'blocks') : []);
  const before = draft(valueOf(await author().query('website.editionToWrite', { edition: it.edition }))).find((one) => one['type'] === 'image');
  valueOf(await author().api('website.replaceFile', { file: named['file'], version: 1, name: 'machi.png', content: base64(png()) }));
  const after = draft(valueOf(await author().query('website.editionToWrite', { edition: it.edition }))).find((one) => one['type'] === 'image');
  assert.deepEqual([after?.['name'], after?.['consent'], after?.['alt']], ['machi.png', 'none', '市役所の建物']);
  assert.notEqual(after?.['id'], before?.['id'], 'another picture is another block');
  assert.notEqual(after?.['file'], before?.['file']);
});

test('an identity that is none, or another kind’s, is dropped when a draft is saved', async () => {
  const file = await registered('shurui');
  const it = await site.written('shurui', { title: '種類のページ' });
  const image = { id: 'i1', type: 'image', file: 'a'.repeat(64), name: 'x.jpg', alt: '建物', decorative: false, caption: '', credit: '', width: 1, height: 1, bytes: 1, people: false, consent: 'none', positionRemoved: false };
  for (const identity of [file.id, '00000000-0000-7000-8000-000000000000']) {
    const seen = valueOf(await author().query('website.editionToWrite', { edition: it.edition }));
    valueOf(await author().api('website.saveDraft', { edition: it.edition, version: seen['version'], ...draftOf({ blocks: [{ ...image, identity }] }) }));
    const now = valueOf(await author().query('website.editionToWrite', { edition: it.edition }));
    assert.ok(isRecord(now['draft']) && listIn(now['draft'], 'blocks').every((block) => block['identity'] === undefined));
  }
});
