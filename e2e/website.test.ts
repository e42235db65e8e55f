/** The city's site in a real browser: written beside its picture, approved, read on a phone, by number, with furigana, on paper; and the worst hour. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { draftOf, openSite, type Site, valueOf } from '../src/citizen-services/website/acceptance.fixture.ts';
import { app1 } from '../src/citizen-services/website/rules/files/built.fixture.ts';
import { COOKIE } from '../src/kernel/http/visit.ts';
import { checkAccessible, desktop, phone, type Variant } from './town.ts';

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const pictures = process.env['YAKUBA_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'yakuba-website-'));
const root = '/staff/website';
let site: Site;
let browser: Browser;
before(async () => {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  mkdirSync(pictures, { recursive: true });
  site = await openSite('2026-05-11T10:00:00+09:00');
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => {
  await browser.close();
  await site.close();
});

type Who = Parameters<Site['as']>[0];
async function sit(who: Who | null, variant: Variant = desktop): Promise<Page> {
  const context = await browser.newContext({ baseURL: site.server.origin, viewport: { width: variant.width, height: variant.height }, javaScriptEnabled: variant.scripts, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(60_000);
  if (who) await context.addCookies([{ name: COOKIE.staff, value: site.as(who).cookies.get(COOKIE.staff) ?? '', url: site.server.origin }]);
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`${page.url()}: ${error.message}`));
  page.on('console', (message) => { if (message.type() === 'error' && message.text().includes('Content Security Policy')) assert.fail(`${page.url()}: ${message.text()}`); });
  return page;
}

let number = 0;
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
async function look(page: Page, name: string, scripts = true): Promise<void> {
  await page.screenshot({ path: join(pictures, `${String(++number).padStart(2, '0')}-${name}.png`), fullPage: true });
  if (!scripts) return;
  assert.ok((await sideways(page)) <= 0, `${page.url()} は横に動く`);
  await checkAccessible(page);
}
async function go(page: Page, path: string, name: string, scripts = true): Promise<void> {
  assert.equal((await page.goto(path))?.status(), 200, path);
  await look(page, name, scripts);
}
const leaves = (page: Page, act: () => Promise<unknown>) => Promise.all([page.waitForEvent('domcontentloaded'), act()]);
const press = (page: Page, name: string) => leaves(page, () => page.locator('main').getByRole('button', { name: new RegExp(`^${name}`) }).first().click());
const saved = (page: Page) => page.waitForFunction(() => document.getElementById('saved')?.textContent?.includes('に保存') === true && !document.getElementById('saved')?.textContent?.includes('保存しています'));

test('書く → 自動で保存され、点検と携帯の見え方が変わる → 承認 → 公開のページを携帯で読む', async () => {
  const author = await sit('author', { ...desktop, width: 1440 });
  await go(author, `${root}/new`, 'new');
  await author.getByLabel(/^題名/).fill('資源の日のお知らせ');
  await author.getByLabel(/^フォルダー/).selectOption({ label: '/kurashi/gomi/ ごみ' });
  await author.getByLabel(/^アドレスの文字/).fill('shigen');
  await press(author, '作って、内容を書く');
  await author.getByLabel(/^概要/).fill('資源を出す日が変わります。');
  await author.getByRole('checkbox', { name: 'ごみ・リサイクル' }).check();
  await press(author, '見出し');
  await author.getByLabel(/^見出しの言葉/).fill('出す日');
  await press(author, '文章');
  const version = author.locator('input[name=version]').first();
  const before = await version.inputValue();
  await author.getByLabel(/^文章/).fill('第２水曜日の朝八時までに、集積所に出してください。');
  // The house saves by itself; the picture beside shows it, and the check has its word.
  await author.waitForFunction(() => document.querySelector('.phone')?.textContent?.includes('集積所に出してください') === true);
  assert.notEqual(await version.inputValue(), before);
  await author.waitForFunction(() => document.querySelector('#side')?.textContent?.includes('CHR-02') === true);
  await look(author, 'editor');
  // Typing goes on while it is saved: nothing of it is lost.
  await author.getByLabel(/^文章/).focus();
  await author.keyboard.press('Control+End');
  await author.keyboard.type('雨の日も集めます。びんと缶は、中を洗ってください。', { delay: 60 });
  await saved(author);
  assert.match(await author.getByLabel(/^文章/).inputValue(), /雨の日も集めます。びんと缶は、中を洗ってください。$/);
  const fix = author.locator('#side').getByRole('button', { name: /に直す/ }).first();
  await leaves(author, () => fix.click());
  assert.match(await author.getByLabel(/^文章/).inputValue(), /第2水曜日/);
  // A real picture, with where it was taken put in as a camera does.
  const taken = await author.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 320, height: 240 } });
  const photo = Buffer.concat([taken.subarray(0, 2), app1(1), taken.subarray(2)]);
  await author.getByLabel(/^画像・ファイル/).setInputFiles({ name: 'shigen.jpg', mimeType: 'image/jpeg', buffer: photo });
  await author.getByLabel(/^代わりの言葉・リンクの名前/).fill('びんと缶を分けて入れた箱');
  await press(author, '入れる');
  await author.locator('.toast', { hasText: '撮影場所' }).waitFor();
  for (let left = await author.locator('#side').getByText('このままでよい').count(); left > 0; left = await author.locator('#side').getByText('このままでよい').count()) {
    await author.locator('#side').getByText('このままでよい').first().click();
    await author.locator('#side').getByLabel(/^理由/).first().fill('内容を確かめました');
    await press(author, '確認した');
  }
  await look(author, 'editor-clean');
  await press(author, '保存して、承認を求める');
  await look(author, 'submitted');

  const head = await sit('head', phone);
  await go(head, root, 'desk-phone');
  await leaves(head, () => head.getByRole('link', { name: '資源の日のお知らせ' }).first().click());
  await look(head, 'decide-phone');
  await press(head, '承認する');
  const reader = await sit(null, phone);
  await go(reader, '/kurashi/gomi/shigen.html', 'page-phone');
  assert.ok((await reader.locator('img[alt="びんと缶を分けて入れた箱"]').evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth)) === 320);
  await site.house.background.settle();
  await leaves(reader, () => reader.getByRole('link', { name: 'ふりがなをつける' }).click());
  assert.ok((await reader.locator('ruby').count()) > 3);
  await look(reader, 'ruby-phone');
});

test('JavaScriptのない電話: 災害モードを一人で切り替え、だれもが軽いページを読む', async () => {
  const duty = await sit('duty', { ...phone, scripts: false });
  await go(duty, `${root}/disaster`, 'disaster-desk', false);
  await duty.getByLabel(/^重さ/).first().selectOption('4');
  await duty.getByLabel(/^見出し/).first().fill('土砂災害のおそれがあります');
  await duty.getByLabel(/^地域/).first().fill('岩代地域');
  await press(duty, 'お知らせを出す');
  const reader = await sit(null, phone);
  await go(reader, '/', 'strip');
  assert.match(await reader.locator('.strip').innerText(), /土砂災害のおそれがあります/);
  await duty.getByRole('radio', { name: /^3/ }).check();
  await press(duty, 'この段階にする');
  await go(reader, '/', 'level-3');
  assert.equal(await reader.locator('script, img, link[rel=stylesheet]').count(), 0);
  assert.notEqual(await reader.locator('section').first().evaluate((part) => getComputedStyle(part).borderTopWidth), '0px', 'its own style is obeyed');
  assert.deepEqual(await reader.context().cookies(), []);
  const old = await sit(null, { ...phone, scripts: false });
  await go(old, '/en', 'level-3-en', false);
  await duty.getByRole('radio', { name: /^0/ }).check();
  await press(duty, 'この段階にする');
});

const templates = ['/', '/home', '/disaster', '/kurashi/', '/kurashi/gomi/kata.html', '/news', '/sitemap', '/c/garbage', '/search?q=ごみ', '/search?q=見つからない言葉', '/en', '/en/kurashi/gomi/kata.html', '/gone.html'];

test('公開のひな型は、320px でも 400% でも横に動かず、JavaScriptなしで同じ言葉が読め、紙に住所とQRコードが付く', async () => {
  const blocks = [
    { id: 'h1', type: 'heading', level: 2, text: 'あらまし' }, { id: 'p1', type: 'text', content: ['粗大ごみは、申し込んでから出します。'] }, { id: 'l1', type: 'list', style: 'bullets', items: [{ content: ['ふとん'] }, { content: ['たんす'] }] },
    { id: 't1', type: 'table', caption: '手数料', headerRow: true, headerColumn: false, rows: [[{ content: ['品物'] }, { content: ['円'] }], [{ content: ['ふとん'] }, { content: ['200'] }]] },
    { id: 't2', type: 'table', caption: '横に長い表', headerRow: true, headerColumn: true, rows: [[{ content: ['地区'] }, { content: ['収集'], columns: 2 }, { content: ['備考'] }], [{ content: ['岩代'] }, { content: ['月曜日'] }, { content: ['木曜日'] }, { content: ['祝日は休みます'] }]] },
    { id: 'h2', type: 'heading', level: 2, text: '手順' }, { id: 's1', type: 'steps', items: [{ title: '申し込む', content: ['電話で申し込みます。'] }] }, { id: 'n1', type: 'notice', tone: 'warning', title: '注意', content: ['当日は受け付けません。'] },
    { id: 'a1', type: 'accordion', items: [{ title: '出せないもの', content: ['タイヤ'] }] }, { id: 'm1', type: 'map', title: '場所', points: [{ name: 'クリーンセンター', lat: 37.58, lng: 140.43 }] }, { id: 'h3', type: 'heading', level: 2, text: '関係するページ' }, { id: 'g1', type: 'pages', of: 'children', category: '', count: 5 },
  ];
  const it = await site.written('kata', { title: 'すべての部品のあるページ', blocks });
  const seen = valueOf(await site.as('author').query('website.editionToWrite', { edition: it.edition }))['findings'];
  for (const one of Array.isArray(seen) ? seen : []) if (one.severity === 'confirm') valueOf(await site.as('author').api('website.answerFinding', { edition: it.edition, finding: one.key, reason: '確かめました' }));
  valueOf(await site.approved(it));
  const gone = await site.written('kieta', { title: '終わったページ', blocks: draftOf().blocks });
  valueOf(await site.approved(gone));
  valueOf(await site.as('head').api('website.withdrawPage', { page: gone.page, reason: '終わりました' }));
  const narrow = await sit(null, { ...phone, width: 320 });
  const zoomed = await sit(null, { ...desktop, width: 320, height: 256 });
  const still = await sit(null, { ...phone, scripts: false });
  for (const path of templates) {
    const at = path === '/gone.html' ? gone.path : path;
    await narrow.goto(at);
    await look(narrow, `narrow${at.replaceAll(/[^a-z]/g, '-')}`);
    // 1280 px at 400 % is a window of 320 by 256 (WCAG 1.4.10).
    await zoomed.goto(at);
    assert.ok((await sideways(zoomed)) <= 0, `${at} は400%で横に動く`);
    await still.goto(at);
    // What a script adds is a voice, and no word of the page.
    await narrow.locator('[role=group].read-tools').evaluateAll((tools) => tools.forEach((one) => one.remove()));
    assert.equal(await still.locator('main').innerText(), await narrow.locator('main').innerText(), at);
  }
  const paper = await sit(null);
  await paper.goto(it.path);
  await paper.emulateMedia({ media: 'print' });
  assert.equal(await paper.locator('.page-foot img').isVisible(), true);
  for (const hidden of ['.crumbs', 'header.top', 'footer']) assert.equal(await paper.locator(hidden).first().isVisible(), false, hidden);
  writeFileSync(join(pictures, 'page.pdf'), await paper.pdf({ format: 'A4' }));
});

test('二人が同じ段落を書く: あとの人は両方を見て選び、何も失わない', async () => {
  const it = await site.written('futarime', { title: '二人で書くページ' });
  const first = await sit('author');
  await first.goto(`${root}/editions/${it.edition}/write`);
  valueOf(await site.as('head').api('website.saveDraft', { edition: it.edition, version: it.version, ...draftOf({ title: '二人で書くページ', blocks: [draftOf().blocks[0], { id: 'p1', type: 'text', content: ['課長の文です。'.repeat(20)] }] }) }));
  await first.getByLabel(/^文章/).fill('佐藤の文です。'.repeat(20));
  await first.getByText('ほかの人と食い違ったところ').waitFor();
  await look(first, 'clash');
  assert.match(await first.locator('main').innerText(), /課長の文です。[\s\S]*|佐藤の文です。/);
  await first.getByRole('radio', { name: 'あなたが書いたもの' }).check();
  await press(first, '保存する');
  assert.match(await first.getByLabel(/^文章/).inputValue(), /^佐藤の文です。/);
});

test('保存できない間も、書いたものは画面に残り、つながると保存される', async () => {
  const it = await site.written('kireta', { title: 'つながらない間に書くページ' });
  const author = await sit('author');
  await author.goto(`${root}/editions/${it.edition}/write`);
  await author.route('**/write', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 423, contentType: 'text/html', body: '<p>423</p>' }) : route.continue()));
  await author.getByLabel(/^概要/).fill('つながらない間に書いた概要です。');
  await author.locator('#saved', { hasText: 'いま、保存できません' }).waitFor();
  assert.equal(await author.getByLabel(/^概要/).inputValue(), 'つながらない間に書いた概要です。');
  await author.unroute('**/write');
  await saved(author);
  const draft = valueOf(await site.as('author').query('website.editionToWrite', { edition: it.edition }))['draft'];
  assert.match(JSON.stringify(draft), /つながらない間に書いた概要です。/);
});
