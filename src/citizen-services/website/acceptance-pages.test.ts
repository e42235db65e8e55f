/** The site through its doors, second part: what lists a page, what comes in from outside, and the editor without a script. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { draftOf, type Made, openSite, phrased, refusedAs, type Site, text, valueOf } from './acceptance.fixture.ts';
import { app1, jpeg, LATITUDE, goodPdf, SERIAL, xlsx } from './rules/files/built.fixture.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const holds = (bytes: Uint8Array, part: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(part));
async function blocksOf(edition: string): Promise<readonly Record<string, unknown>[]> {
  const draft = valueOf(await site.as('author').query('website.editionToWrite', { edition }))['draft'];
  assert.ok(isRecord(draft) && Array.isArray(draft['blocks']));
  return draft['blocks'].filter(isRecord);
}
async function findings(edition: string): Promise<readonly Record<string, unknown>[]> {
  const list = valueOf(await site.as('author').query('website.editionToWrite', { edition }))['findings'];
  assert.ok(Array.isArray(list));
  return list.filter(isRecord);
}

test('CMS 1, Calendar 6 and 7: a page stands in its folder, the feeds, the site map and the search; a small correction is no news; a withdrawn one is gone from all and leaves a tombstone', async () => {
  const it = await site.written('haishin', { title: '配信に出るページ' });
  valueOf(await site.approved(it));
  const visitor = site.server.visitor();
  const places = ['/kurashi/gomi/', '/feed.xml', '/feed.xml?in=/kurashi/', '/rss.xml', '/sitemap.xml', '/news'];
  for (const place of places) assert.ok((await visitor.get(place)).text.includes(it.path), place);
  const updated = /<updated>([^<]+)<\/updated>/.exec((await visitor.get('/feed.xml')).text)?.[1];

  site.house.clock.set('2026-03-21T10:00:00+09:00');
  await site.signIn();
  const next = valueOf(await site.as('author').api('website.startEdition', { page: it.page }));
  const edition = String(next['edition']);
  const saved = valueOf(await site.as('author').api('website.saveDraft', { edition, version: 1, ...draftOf({ title: '配信に出るページ', lead: '大きなごみは、予約して出します。' }) }));
  valueOf(await site.as('author').api('website.setRelease', { edition, minor: true }));
  valueOf(await site.approved({ edition, version: Number(saved['version']) }));
  const feed = (await visitor.get('/feed.xml')).text;
  assert.ok(feed.includes('予約して出します'));
  assert.equal(/<updated>([^<]+)<\/updated>/.exec(feed)?.[1], updated, 'a small correction');

  valueOf(await site.as('head').api('website.withdrawPage', { page: it.page, reason: '終わりました' }));
  for (const place of places) {
    const shown = (await visitor.get(place)).text;
    assert.ok(!shown.includes(`href="${it.path}"`) && !shown.includes(`${it.path}</loc>`), place);
  }
  assert.match((await visitor.get('/feed.xml')).text, /<at:deleted-entry ref="tag:/);
  assert.deepEqual(await site.found('配信に出るページ'), []);
  assert.equal((await visitor.get('/feed.xml?in=/nowhere/')).status, 404);
});

test('CMS 15: pasted from Word with three tables and colours: tables stay, what was left out is told', async () => {
  const rows = '<tr><td>品物</td><td>円</td></tr><tr><td>布団</td><td>200</td></tr>';
  const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoNormal style='mso-style:x;font-size:9pt;color:red'>赤い<span style="background:yellow">文字</span></p>${`<table border=1 class=MsoTableGrid>${rows}</table><p>あいだの文です。</p>`.repeat(3)}<script>alert(1)</script></body></html>`;
  const form = { section: site.section, department: site.office, form: 'html', text: html, slug: 'word', title: 'Wordからのページ' };
  const trial = valueOf(await site.as('editor').api('website.importDocument', { ...form, dryRun: true }));
  assert.ok(Array.isArray(trial['pages']) && isRecord(trial['pages'][0]));
  assert.equal(trial['pages'][0]['edition'], null, 'a trial makes nothing');
  const made = valueOf(await site.as('editor').api('website.importDocument', form));
  assert.ok(Array.isArray(made['pages']) && isRecord(made['pages'][0]));
  const [page] = made['pages'];
  const notes = String(page['notes']);
  for (const said of ['書体|文字の大きさ', '背景色', 'プログラム', '見出しの行も列もない表が3個']) assert.match(notes, new RegExp(said), notes);
  const tables = (await blocksOf(String(page['edition']))).filter((block) => block['type'] === 'table');
  assert.equal(tables.length, 3);
  assert.ok(Number(page['toRepair']) >= 3, 'each table asks which line is its head');
  refusedAs(await site.as('editor').api('website.importDocument', form), 'SlugTaken');
  assert.equal((await site.as('author').api('website.importDocument', { ...form, slug: 'word2' })).status, 403);
});

test('the plan of 2012 becomes a section with its headings, notes and tables; what the checks stop is told', async () => {
  const plan: unknown = JSON.parse(readFileSync(new URL('../../../cities/nihonmatsu/informatization-plan-2012.json', import.meta.url), 'utf8'));
  assert.ok(isRecord(plan) && Array.isArray(plan['lines']));
  const made = valueOf(await site.as('editor').api('website.importDocument', { section: site.section, department: site.office, form: 'markdown', text: plan['lines'].join('\n'), slug: 'keikaku', splitAt: 2, title: String(plan['title']), categories: ['garbage'] }));
  assert.ok(Array.isArray(made['pages']));
  const pages = made['pages'].filter(isRecord);
  assert.equal(pages.length, 22);
  const titles = pages.map((page) => String(page['title']));
  for (const title of ['1 第2次二本松市情報化基本計画策定の趣旨', 'Ⅱ 情報化の状況', 'V 基本目標']) assert.ok(titles.includes(title), title);
  const all = (await Promise.all(pages.map((page) => blocksOf(String(page['edition']))))).flat();
  const count = (type: string) => all.filter((block) => block['type'] === type).length;
  assert.ok(count('table') >= 3 && count('heading') >= 40 && count('list') >= 3, `${count('table')} ${count('heading')} ${count('list')}`);
  assert.ok(JSON.stringify(all).includes('"mark":"sup"'), 'notes are marked in the text');
  assert.equal(pages.filter((page) => Number(page['toRepair']) > 0).length, 3);
});

test('a sheet of pages is taken whole or not at all; old addresses lead to the new pages', async () => {
  const head = '題名,概要,種類,フォルダー,担当課,分類,本文,公開日,見直し日,旧URL';
  const good = `${head}\r\n古紙の出し方,古紙はひもで結びます。,案内,/kurashi/gomi,生活環境課,ごみ・リサイクル,"# 出し方\n新聞と雑誌を分けます。",,2027-01-10,https://old.example.jp/koshi.html`;
  const bad = `${good}\r\nもう一つ,,なぞ,/nowhere,宇宙課,,本文,,,`;
  const send = (csv: string) => site.as('editor').api('website.importSheet', { csv, department: site.office });
  const no = await send(bad);
  assert.equal(no.status, 422);
  assert.match(no.text, /3行目/);
  const made = valueOf(await send(good));
  assert.equal(made['redirects'], 1);
  assert.ok(Array.isArray(made['pages']) && isRecord(made['pages'][0]));
  assert.equal(made['pages'][0]['path'], '/kurashi/gomi/koshi.html');
  refusedAs(await send(good), 'SlugTaken');
});

test('CMS 16: a link that runs a program, a drawing with a program and a name with markup stay words', async () => {
  const name = '"><img src=x onerror=alert(1)>.pdf';
  const it = await site.written('xss', { title: '危ないものを入れる試し', blocks: [{ id: 'p1', type: 'text', content: ['前の文', { link: 'java\tscript:alert(1)', text: ['押してはいけないリンク'] }] }] });
  assert.ok((await findings(it.edition)).some((one) => one['severity'] === 'block' && String(one['rule']).startsWith('LNK-')));
  const svg = await site.as('author').api('website.addFile', { edition: it.edition, name: 'e.svg', content: base64(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')), words: '絵' });
  refusedAs(svg, 'HiddenInside');
  assert.match(svg.text, /SVG/);
  const added = valueOf(await site.as('author').api('website.addFile', { edition: it.edition, name, content: base64(goodPdf()), words: '夏祭りのお知らせ' }));
  const block = (await blocksOf(it.edition)).find((one) => one['id'] === added['block']);
  assert.ok(block);
  for (const path of [`/staff/website/editions/${it.edition}/write`, `/staff/website/editions/${it.edition}`]) {
    const page = await site.as('author').get(path);
    assert.equal(page.status, 200);
    assert.ok(!/<img[^>]+onerror/i.test(page.text) && !page.text.includes('javascript:'), path);
  }
  const file = await site.as('author').get(`/staff/website/files/${String(block['file'])}/x.pdf`);
  assert.equal(file.status, 200);
  assert.equal(file.headers['x-content-type-options'], 'nosniff');
  assert.equal((await site.server.visitor().get(`/files/${String(block['file'])}/x.pdf`)).status, 404, 'no public page shows it');
});

test('Schools 1 and IMG-06: a photograph loses where it was taken before anything is stored; what stands for it is asked for; it is public with its page and gone with it', async () => {
  const it = await site.written('shashin', { title: '写真のあるページ' });
  const photo = jpeg({ width: 640, height: 480, before: [app1(6)] });
  assert.ok(holds(photo, LATITUDE));
  const added = valueOf(await site.as('author').api('website.addFile', { edition: it.edition, name: 'IMG_0001.JPG', content: base64(photo), words: '' }));
  assert.match(String(added['removed']), /撮影場所/);
  const block = (await blocksOf(it.edition)).find((one) => one['id'] === added['block']);
  assert.ok(block);
  assert.deepEqual([block['type'], block['width'], block['height'], block['positionRemoved']], ['image', 480, 640, true], 'turned as it is shown');
  const stored = await site.as('author').get(`/staff/website/files/${String(block['file'])}/a.jpg`);
  assert.ok(!holds(stored.bytes, LATITUDE) && !holds(stored.bytes, Buffer.from(SERIAL)));
  assert.ok((await findings(it.edition)).some((one) => one['rule'] === 'IMG-01'));
  const blocks = (await blocksOf(it.edition)).map((one) => (one['id'] === added['block'] ? { ...one, alt: '分別した資源物を並べた棚', width: 1, positionRemoved: false } : one));
  const saved = valueOf(await site.as('author').api('website.saveDraft', { edition: it.edition, version: added['version'], ...draftOf({ title: '写真のあるページ', blocks }) }));
  assert.equal((await blocksOf(it.edition)).find((one) => one['id'] === added['block'])?.['width'], 480, 'facts of a file are not what a program says they are');
  valueOf(await site.approved({ edition: it.edition, version: Number(saved['version']) }));
  const visitor = site.server.visitor();
  const address = /<img src="([^"]+)"/.exec((await visitor.get(it.path)).text)?.[1] ?? '';
  assert.equal((await visitor.get(address)).headers['content-type'], 'image/jpeg');
  valueOf(await site.as('head').api('website.withdrawPage', { page: it.page, reason: '終わりました' }));
  assert.equal((await visitor.get(address)).status, 404);
});

test('PRV-03: a workbook with a hidden sheet stops the page until it is replaced', async () => {
  const it = await site.written('hyou', { title: '表計算のファイルのあるページ' });
  const book = xlsx([{ name: '一覧', content: '<row r="1"><c r="A1" t="inlineStr"><is><t>公開</t></is></c></row>' }, { name: '名簿', state: 'hidden', content: '<row r="1"><c r="A1" t="inlineStr"><is><t>氏名</t></is></c></row>' }]);
  const added = valueOf(await site.as('author').api('website.addFile', { edition: it.edition, name: 'ichiran.xlsx', content: base64(book), words: '一覧' }));
  assert.ok((await findings(it.edition)).some((one) => one['rule'] === 'PRV-03' && one['severity'] === 'block'));
  refusedAs(await site.as('author').api('website.submitEdition', { edition: it.edition, version: added['version'] }), 'FindingsLeft');
});

interface Opened extends Made {
  readonly at: string;
}
async function opened(slug: string, more: Record<string, unknown> = {}): Promise<Opened> {
  const it = await site.written(slug, more);
  return { ...it, at: `/staff/website/editions/${it.edition}/write` };
}
/** The form of the editor as a browser without scripts has it. */
async function formOf(path: string): Promise<Record<string, string>> {
  const html = (await site.as('author').get(path)).text;
  const form = /<div class="editor"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const plain = (value: string) => value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const fields: Record<string, string> = {};
  for (const [, attributes = ''] of form.matchAll(/<input ([^>]*)>/g)) {
    const [name, value, type] = ['name', 'value', 'type'].map((one) => new RegExp(`(?:^|\\s)${one}="([^"]*)"`).exec(attributes)?.[1] ?? '');
    if (name && (type !== 'checkbox' && type !== 'radio' || /\schecked/.test(attributes))) fields[name] = plain(value ?? '');
  }
  for (const [, attributes = '', body = ''] of form.matchAll(/<textarea ([^>]*)>([^<]*)<\/textarea>/g)) fields[/name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = plain(body).replace(/^\n/, '');
  for (const [, attributes = '', body = ''] of form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)) fields[/name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = /<option value="([^"]*)"[^>]*selected/.exec(body)?.[1] ?? '';
  assert.ok(fields['_action'] === 'save' && fields['version'] !== undefined, form.slice(0, 200));
  return fields;
}

test('the editor without a script: a part is added, written, moved and taken out; every press saves first', async () => {
  const it = await opened('script', { title: 'スクリプトなしで書く' });
  const press = async (button: string, more: Record<string, string> = {}) => {
    const { _request: _, ...fields } = await formOf(it.at);
    const reply = await site.as('author').post(it.at, { ...fields, ...more, _do: button });
    assert.equal(reply.status, 303, phrased(reply.text).slice(0, 400));
    return reply;
  };
  assert.match((await press('add list h1')).location ?? '', /#e-/);
  let blocks = await blocksOf(it.edition);
  assert.deepEqual(blocks.map((block) => block['type']), ['heading', 'list', 'text']);
  await press('save', { 'b.1.items': '燃えるごみ\n資源', 'b.1.style': 'numbers', title: 'スクリプトなしで書いた' });
  blocks = await blocksOf(it.edition);
  assert.deepEqual(blocks[1]?.['items'], [{ content: ['燃えるごみ'] }, { content: ['資源'] }]);
  await press(`up ${String(blocks[1]?.['id'])}`, { 'b.1.items': '燃えるごみ\n資源\n粗大ごみ' });
  blocks = await blocksOf(it.edition);
  assert.deepEqual([blocks[0]?.['type'], Array.isArray(blocks[0]?.['items']) ? blocks[0]['items'].length : 0], ['list', 3]);
  await press(`drop ${String(blocks[0]?.['id'])}`);
  assert.deepEqual((await blocksOf(it.edition)).map((block) => block['type']), ['heading', 'text']);
  assert.match((await site.as('author').get(it.at)).text, /スクリプトなしで書いた/);
  const record = await site.as('author').post(it.at, { ...(await formOf(it.at)), _do: 'submit' });
  assert.equal(record.location, `/staff/website/editions/${it.edition}`);
  assert.match((await site.as('head').get(`/staff/website/editions/${it.edition}`)).text, /承認する/);
  assert.ok(!(await site.as('author').get(`/staff/website/editions/${it.edition}`)).text.includes('value="approve"'), 'CMS 2: no button for whoever wrote it');
});

test('a finding is put right, another answered, by their buttons; what was typed with them is kept', async () => {
  const it = await opened('naosu', { title: '点検のボタン', blocks: [text('p1', '日　時：4月1日（水）'), text('p2', '収集を希望する日の七日前までに、電話で予約してください。'.repeat(8))] });
  const finding = (await findings(it.edition)).find((one) => one['rule'] === 'CHR-01');
  assert.ok(finding, JSON.stringify(await findings(it.edition)));
  const reply = await site.as('author').post(it.at, { ...(await formOf(it.at)), 'b.1.content': '書き足した文です。'.repeat(12), _do: `repair ${String(finding['key'])}` });
  assert.equal(reply.status, 303);
  const blocks = JSON.stringify(await blocksOf(it.edition));
  assert.ok(blocks.includes('日時：4月1日（水）') && blocks.includes('書き足した文です。'), blocks);
});

test('CMS 12 in the editor: two people, one paragraph: the second sees both texts, keeps what was typed, and chooses', async () => {
  const it = await opened('futari', { title: '二人で書く' });
  const mine = await formOf(it.at);
  valueOf(await site.as('head').api('website.saveDraft', { edition: it.edition, version: it.version, ...draftOf({ title: '二人で書く', blocks: [{ id: 'h1', type: 'heading', level: 2, text: '申込みの方法' }, text('p1', '課長が書いた文です。'.repeat(12))] }) }));
  const { _request: _, ...fields } = mine;
  const typed = { ...fields, 'b.1.content': '佐藤が書いた文です。'.repeat(12), lead: '佐藤の概要です。' };
  const clash = await site.as('author').post(it.at, { ...typed, _do: 'save' });
  assert.equal(clash.status, 409);
  const shown = phrased(clash.text);
  for (const words of ['課長が書いた文です。', '佐藤が書いた文です。', '課長 次郎さんが保存したもの', '佐藤の概要です。']) assert.ok(shown.includes(words), words);
  const solved = await site.as('author').post(it.at, { ...typed, clash: 'mine', _do: 'save' });
  assert.equal(solved.status, 303);
  const saved = valueOf(await site.as('author').query('website.editionToWrite', { edition: it.edition }))['draft'];
  assert.ok(isRecord(saved));
  assert.ok(JSON.stringify(saved['blocks']).includes('佐藤が書いた文です。') && saved['lead'] === '佐藤の概要です。');
});

test('a page of four hundred parts can be opened and saved', async () => {
  const blocks = Array.from({ length: 400 }, (_, index) => (index % 10 === 0 ? { id: `t${index}`, type: 'table', caption: '表', headerRow: true, headerColumn: false, rows: [[{ content: ['あ'] }], [{ content: ['い'] }]] } : text(`t${index}`, `${index}番目の段落です。`)));
  const it = await opened('nagai', { title: '長いページ', blocks });
  const fields = await formOf(it.at);
  assert.ok(Object.keys(fields).length < 2000, `${Object.keys(fields).length} fields`);
  const reply = await site.as('author').post(it.at, { ...fields, 'b.399.content': '終わりの段落です。', _do: 'save' });
  assert.equal(reply.status, 303, reply.text.slice(0, 300));
  assert.deepEqual((await blocksOf(it.edition))[399]?.['content'], ['終わりの段落です。']);
});

test('the disaster desk on a phone: a notice, the levels, and the page of the worst hour with its own style obeyed', async () => {
  const duty = site.as('duty');
  const said = await duty.post('/staff/website/disaster', { _action: 'issue', kind: 'water', severity: '2', headline: '断水のお知らせ', areas: '岩代地域', body: '給水所を開きます。', issuedBy: '災害対策本部' });
  assert.equal(said.status, 303, phrased(said.text).slice(0, 300));
  assert.match(phrased((await site.server.visitor().get('/kurashi/gomi/')).text), /断水のお知らせ/);
  const version = /name="version" value="(\d+)"/.exec((await duty.get('/staff/website/disaster')).text)?.[1] ?? '';
  assert.equal((await duty.post('/staff/website/disaster', { _action: 'mode', level: '3', version })).status, 303);
  const page = await site.server.visitor().get('/');
  const style = /<style>([^<]*)<\/style>/.exec(page.text)?.[1] ?? '';
  const { createHash } = await import('node:crypto');
  assert.ok(style !== '' && String(page.headers['content-security-policy']).includes(createHash('sha256').update(style).digest('base64')));
  const data: unknown = (await site.server.visitor().get('/disaster.json')).json();
  assert.ok(isRecord(data) && data['level'] === 3 && Array.isArray(data['notices']) && data['notices'].length === 1);
  const again = /name="version" value="(\d+)"/.exec((await duty.get('/staff/website/disaster')).text)?.[1] ?? '';
  assert.equal((await duty.post('/staff/website/disaster', { _action: 'mode', level: '0', version: again })).status, 303);
  assert.equal((await site.as('author').get('/staff/website/disaster')).status, 200, 'who approves may look');
});

test('CMS 14: two offices become one on their day: what it touches is listed before, old addresses lead on in one step, contacts follow, and within a week all of it goes back', async () => {
  const admin = staffActor(site.house.id(), ['operations.organization']);
  const offices = new Map<string, string>();
  for (const [code, name] of [['SHOKO', '商工課'], ['KANKO', '観光課'], ['SHOKAN', '商工観光課']] as const) offices.set(code, (await site.house.must(admin, createDepartment, { code, name, kana: 'カ', parent: '', from: '2020-04-01' })).department);
  const api = (name: string, input: unknown) => site.as('editor').api(`website.${name}`, input);
  const folder = String(valueOf(await api('saveSection', { slug: 'shoko', name: '商工課から', department: offices.get('SHOKO') }))['section']);
  for (const [code, phone] of [['SHOKO', '0243-55-5120'], ['SHOKAN', '0243-55-5199']] as const) valueOf(await api('saveContact', { department: offices.get(code), phone }));
  const paths: string[] = [];
  for (const [slug, code] of [['yushi', 'SHOKO'], ['hojo', 'SHOKO'], ['annai', 'KANKO']] as const) {
    const made = valueOf(await api('createPage', { section: folder, department: offices.get(code), kind: 'guide', title: '', slug }));
    const saved = valueOf(await api('saveDraft', { edition: made['edition'], version: 1, ...draftOf({ title: `商工の案内 ${slug}`, contact: code, lead: `${slug}の案内です。` }) }));
    valueOf(await api('submitEdition', { edition: made['edition'], version: saved['version'] }));
    const chief = await site.server.newStaff([{ permission: 'website.approve', scope: [`department:${code}`] }], `${code} 課長`);
    valueOf(await (await site.server.asStaff(chief)).api('website.decideEdition', { edition: made['edition'], version: Number(saved['version']) + 1, decision: 'approve' }));
    paths.push(String(made['path']));
  }
  const visitor = site.server.visitor();
  assert.match((await visitor.get('/shoko/yushi.html')).text, /0243-55-5120/);
  const plan = { name: '令和8年4月1日の組織改正', effectiveOn: '2026-04-01', offices: [{ from: 'SHOKO', to: 'SHOKAN' }, { from: 'KANKO', to: 'SHOKAN' }], sections: [{ section: folder, slug: 'shokokanko' }] };
  assert.equal((await api('planOfficeChange', { ...plan, offices: [{ from: 'SHOKO', to: 'KANKO' }, { from: 'KANKO', to: 'SHOKAN' }] })).status, 422);
  const change = String(valueOf(await api('planOfficeChange', plan))['change']);
  const trial = valueOf(await site.as('editor').query('website.officeChange', { change }));
  assert.equal(trial['pageCount'], 3);
  assert.ok(Array.isArray(trial['cards']) && trial['cards'].length === 1 && JSON.stringify(trial['folders']).includes('/shokokanko/'));
  assert.equal((await visitor.get('/shoko/yushi.html')).status, 200, 'planned, not done');
  assert.match(phrased((await site.as('editor').get(`/staff/website/offices/${change}`)).text), /3ページと問い合わせ先1件が変わります/);

  site.house.clock.set('2026-04-01T00:00:30+09:00');
  await site.house.background.settle();
  await site.signIn();
  for (const path of paths) {
    const old = await visitor.get(path);
    assert.deepEqual([old.status, old.location], [301, path.replace('/shoko/', '/shokokanko/')]);
    assert.match((await visitor.get(old.location)).text, /商工観光課[\s\S]*0243-55-5199/, 'the contact follows, the words stay');
  }
  assert.equal((await visitor.get('/shoko/')).location, '/shokokanko/');
  const done = valueOf(await site.as('editor').query('website.officeChange', { change }));
  valueOf(await api('rollBackOfficeChange', { change, version: done['version'] }));
  assert.equal((await visitor.get('/shokokanko/yushi.html')).location, '/shoko/yushi.html');
  assert.match((await visitor.get('/shoko/yushi.html')).text, /商工課[\s\S]*0243-55-5120/);
});
