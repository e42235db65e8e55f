/** 携帯版 through its doors: small, whole, by keys, in parts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { wrongHtml } from '../../testing-html.ts';
import { draftOf, heading, openSite, phrased, type Site, text, valueOf } from './acceptance.fixture.ts';
import { LIGHT_BYTES } from './rules/light.ts';

let site: Site;
before(async () => { site = await openSite('2026-05-11T10:00:00+09:00'); });
after(() => site.close());

const words = (html: string) => phrased(html).replace(/<style>.*?<\/style>/s, '').replaceAll(/<br\s*\/?>/g, '\n').replaceAll(/<[^>]+>/g, '').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&quot;', '"');
const keys = (html: string) => [...html.matchAll(/accesskey="([^"]+)"/g)].map((match) => match[1]);

/** Asks for it and holds what every text page promises. */
async function got(path: string, status = 200): Promise<string> {
  const reply = await site.server.visitor().get(path);
  assert.equal(reply.status, status, path);
  assert.ok(Buffer.byteLength(reply.text) <= LIGHT_BYTES, `${path}: ${Buffer.byteLength(reply.text)} bytes`);
  assert.doesNotMatch(reply.text, /<script|<img|<link[^>]+stylesheet/);
  assert.deepEqual(await wrongHtml(reply.text), [], path);
  assert.equal(new Set(keys(reply.text)).size, keys(reply.text).length, `${path}: keys`);
  return reply.text;
}

test('the first page is a menu of ten keys, each of them leads to a page, in two languages', async () => {
  for (const root of ['', '/en']) {
    const first = await got(`${root}/k`);
    assert.deepEqual(keys(first), ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']);
    for (const [, to] of first.matchAll(/<a href="([^"]+)" accesskey/g)) await got(to ?? '');
  }
  assert.match(await got('/en/k'), /<html lang="en">[\s\S]*Emergency/);
  assert.match(words(await got('/k/phones')), /生活環境課　0243-55-5102/);
});

const table = { id: 't1', type: 'table', caption: '収集の日', headerRow: true, headerColumn: true, rows: [['種類', '曜日', '時間'], ['燃えるごみ', '月・木', '8時30分まで'], ['びん・かん', '水', '8時30分まで']].map((row) => row.map((cell) => ({ content: [cell] }))) };

test('a page is read as text: tables as 見出し：値, links to the text of other pages, the contact, and what it really looks like one press away', async () => {
  const other = await site.written('other', { title: '指定のごみ袋' });
  valueOf(await site.approved(other));
  const made = await site.written('table', { title: 'ごみの収集日', blocks: [heading('h1', 2, '収集の日'), { id: 'p1', type: 'text', content: ['袋は', { link: '/kurashi/gomi/other.html', text: ['指定のごみ袋の案内'] }, `を読んでください。${'朝のうちに出してください。'.repeat(14)}`, { ruby: 'たけ', text: '岳' }] }, table] });
  valueOf(await site.approved(made));
  const html = await got(`/k/p/${made.pageNo}`);
  const read = words(html);
  for (const said of ['種類：燃えるごみ\n曜日：月・木\n時間：8時30分まで', '種類：びん・かん\n曜日：水', '表：収集の日', '岳（たけ）', 'お問い合わせ', '電話 0243-55-5102', `ページ番号 ${made.pageNo}`]) assert.ok(read.includes(said), said);
  assert.match(html, new RegExp(`href="/k/p/${other.pageNo}"`));
  assert.match(html, /rel="canonical" href="[^"]+\/kurashi\/gomi\/table\.html"/);
  assert.match(words(await got('/k/news')), /ごみの収集日（/);
  assert.match(await got('/k/in/kurashi/gomi/'), new RegExp(`/k/p/${made.pageNo}"`));
  assert.match(await got(`/en/k/p/${made.pageNo}`), new RegExp(`<article lang="ja">[\\s\\S]*/en/k/p/${other.pageNo}"`));
});

test('a long page comes in parts, cut between blocks, and nothing of it is lost', async () => {
  const said = Array.from({ length: 60 }, (_, index) => `第${index + 1}の段落です。${'予約は七日前までに電話でお願いします。'.repeat(8)}`);
  const made = await site.written('long', { title: '長い案内', blocks: [...said.map((one, index) => text(`p${index}`, one)), text('huge', `大きな段落。${'ここに長い説明があります。'.repeat(800)}終わりの印。`)] });
  valueOf(await site.approved(made));
  let whole = '';
  let path = `/k/p/${made.pageNo}`;
  let parts = 0;
  for (; path !== '' && parts < 40; parts += 1) {
    const html = await got(path);
    whole += words(html);
    path = /<a href="([^"]+)" accesskey="#"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  }
  assert.ok(parts > 3, `${parts}`);
  for (const one of said) assert.ok(whole.includes(one), one.slice(0, 12));
  assert.equal(whole.split('ここに長い説明があります。').length - 1, 800);
  assert.ok(whole.includes('終わりの印。'));
  assert.match(words(await got(`/k/p/${made.pageNo}?part=2`)), new RegExp(`全${parts}回のうち2回目`));
  await got(`/k/p/${made.pageNo}?part=999`);
});

test('the search answers in text, a number opens the text of its page, what is gone says so', async () => {
  const made = await site.written('sodai', draftOf());
  valueOf(await site.approved(made));
  assert.match(await got('/k/search?q=%E7%B2%97%E5%A4%A7%E3%81%94%E3%81%BF'), new RegExp(`/k/p/${made.pageNo}"`));
  assert.match((await got('/k/search?q=%3Cscript%3E%22')), /&lt;script>/);
  const found = await site.server.visitor().get(`/k/search?q=${made.pageNo}`);
  assert.ok([302, 303].includes(found.status) ? String(found.headers['location']).endsWith(`/k/p/${made.pageNo}`) : found.text.includes('粗大ごみ'));
  valueOf(await site.as('author').api('website.withdrawPage', { page: made.page, reason: '受付を終えたため' }));
  assert.match(words(await got(`/k/p/${made.pageNo}`, 410)), /公開を終えました[\s\S]*受付を終えたため/);
  assert.equal((await site.server.visitor().get('/k/p/9999999')).status, 404);
});

test('an emergency stands first on the menu and in full below key 1', async () => {
  valueOf(await site.as('duty').api('website.issueNotice', { kind: 'evacuation', severity: 4, areas: '針道地区', headline: '避難指示　針道地区', body: '危険な場所から全員避難してください。', headlineEn: '', bodyEn: '', endsAt: '', issuedBy: '災害対策本部' }));
  assert.match(words(await got('/k')), /緊急情報があります（1件）[\s\S]*警戒レベル4 避難指示/);
  assert.match(words(await got('/k/emergency')), /針道地区\n危険な場所から全員避難してください。/);
  assert.match(words(await got('/k/news')), /緊急情報があります/);
});
