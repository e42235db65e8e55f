/** Reading aloud in a real browser, with a voice of the test's own: what is said, in which language, what is shown meanwhile, and where there is no voice. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { draftOf, heading, openSite, type Site, text, valueOf } from '../src/citizen-services/website/acceptance.fixture.ts';
import { checkAccessible } from './town.ts';

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
let site: Site;
let browser: Browser;
let path: string;
before(async () => {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  site = await openSite('2026-05-11T10:00:00+09:00');
  const long = Array.from({ length: 12 }, (_, index) => text(`l${index}`, `長い説明の${index + 1}番目です。${'電話で予約してください。'.repeat(10)}`));
  const made = await site.written('yomiage', draftOf({ title: '読み上げの見本', blocks: [heading('h1', 2, '申込み'), { id: 'p1', type: 'text', content: [{ ruby: 'だけ', text: '岳' }, 'へどうぞ。', { lang: 'en', text: ['Welcome'] }] }, ...long] }));
  valueOf(await site.approved(made));
  path = made.path;
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu'] });
});
after(async () => {
  await browser.close();
  await site.close();
});

/** A voice that says nothing until it is told that it has finished. */
const VOICE = `
  window.heard = [];
  let now = null;
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  Object.defineProperty(window, 'speechSynthesis', { value: { speak(one) { now = one; window.heard.push([one.text, one.lang, one.rate]); }, cancel() { now = null; } }, configurable: true });
  window.finish = () => { const one = now; now = null; one?.dispatchEvent(new Event('end')); };
`;
async function read(voice: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: site.server.origin, viewport: { width: 390, height: 700 }, locale: 'ja-JP' });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error.message));
  await page.addInitScript(voice);
  await page.goto(path);
  return page;
}
const heard = (page: Page) => page.evaluate<readonly (readonly [string, string, number])[]>('window.heard');

test('読み上げる・止める・続ける・速さ: 読みがなで一度だけ読み、いまの段落が見えている', async () => {
  const page = await read(VOICE);
  const group = page.getByRole('group', { name: '読み上げ' });
  await group.getByRole('button', { name: '読み上げる' }).waitFor();
  assert.deepEqual(await heard(page), [], 'nothing begins by itself');
  assert.equal(await group.getByText('止める').isVisible(), false, 'nothing is there to stop');
  await checkAccessible(page);
  await group.getByRole('button', { name: '読み上げる' }).press('Enter');
  assert.equal(await group.getByText('止める').isVisible(), true);
  for (let said = 0; said < 4; said += 1) await page.evaluate('window.finish()');
  assert.deepEqual(await heard(page), [['読み上げの見本', 'ja', 1], ['大きなごみは予約して出します。', 'ja', 1], ['申込み', 'ja', 1], ['だけへどうぞ。', 'ja', 1], ['Welcome', 'en', 1]]);
  assert.equal(await page.evaluate(`document.querySelector('#b-p1').style.outlineStyle`), 'solid');
  await group.getByLabel('速さ').selectOption('1.5');
  assert.deepEqual((await heard(page)).at(-1), ['Welcome', 'en', 1.5], 'the sentence begins again at the new speed');
  await group.getByRole('button', { name: '一時停止' }).click();
  assert.equal(await group.getByRole('status').textContent(), '一時停止しました。');
  await group.getByRole('button', { name: '続ける' }).click();
  assert.equal((await heard(page)).length, 7);
  for (let said = 0; said < 60; said += 1) await page.evaluate('window.finish()');
  assert.ok(await page.evaluate(`(() => { const one = [...document.querySelectorAll('article *')].find((all) => all.style.outlineStyle === 'solid').getBoundingClientRect(); return one.top >= 0 && one.top < innerHeight; })()`), 'kept in view');
  assert.ok(await page.evaluate(`(() => { const one = document.querySelector('[role=group].read-tools').getBoundingClientRect(); return one.top >= 0 && one.bottom <= innerHeight; })()`), 'the buttons as well');
  if (process.env['YAKUBA_SCREENSHOTS']) await page.screenshot({ path: `${process.env['YAKUBA_SCREENSHOTS']}/read-aloud.png` });
  await group.getByRole('button', { name: '止める' }).press('Enter');
  assert.equal(await page.evaluate('document.activeElement.textContent'), '読み上げる');
  assert.equal(await page.evaluate(`[...document.querySelectorAll('article *')].some((one) => one.style.outlineStyle === 'solid')`), false);
  assert.deepEqual(await page.evaluate('[Object.keys(localStorage), Object.keys(sessionStorage)]'), [[], []]);
  await group.getByRole('button', { name: '読み上げる' }).click();
  for (let said = 0; said < 400; said += 1) await page.evaluate('window.finish()');
  assert.equal(await group.getByRole('status').textContent(), '読み終わりました。');
  await page.context().close();
});

test('声のないブラウザーにはボタンがなく、島は 3 KB まで', async () => {
  const page = await read('delete window.speechSynthesis; delete Window.prototype.speechSynthesis;');
  await page.waitForLoadState('networkidle');
  assert.equal(await page.evaluate(`'speechSynthesis' in window`), false);
  assert.equal(await page.getByRole('group', { name: '読み上げ' }).count(), 0);
  const island = await page.evaluate<string>(`document.querySelector('script[src*="read-aloud"]').src`);
  const bytes = (await (await page.request.get(island)).body()).length;
  assert.ok(bytes <= 3 * 1024, `${bytes}`);
  await page.context().close();
});
