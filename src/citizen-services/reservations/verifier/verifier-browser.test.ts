/** R7 in a real browser: the verifier as a file without a network, and in the lottery's own page under our own rules for scripts. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openTestServer, type TestServer } from '../../../testing-server.ts';
import { drawLottery, freezeLottery, setPublicValue } from '../commands/lottery-draw.ts';
import { publishLottery } from '../commands/lottery-results.ts';
import { type Centre, house, officer, openCentre } from '../fair-use.fixture.ts';
import { workedExample } from './worked-example.fixture.ts';

const chromiumPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'yakuba-verifier-'));
let centre: Centre;
let server: TestServer;
let browser: Browser;
let published = '';

before(async () => {
  centre = await openCentre('2026-11-09T10:00:00+09:00');
  const { city } = centre;
  const { lottery } = await workedExample(centre);
  await city.must(house, freezeLottery, { lottery });
  await city.must(officer, setPublicValue, { lottery, value: '5f'.repeat(32) });
  await city.must(house, drawLottery, { lottery });
  await city.must(house, publishLottery, { lottery });
  server = await openTestServer(city);
  published = (await server.get('/lotteries/LOT-2027-01-GYM/published.json')).text;
  assert.ok(chromiumPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
});
after(async () => {
  await browser.close();
  await server.stop();
  await centre.city.close();
  rmSync(folder, { recursive: true });
});

async function verdict(page: Page, text: string): Promise<string> {
  await page.locator('#draw-text').fill(text);
  await page.getByRole('button', { name: '確かめる' }).click();
  return page.locator('lottery-verifier li').first().innerText();
}

async function checksBoth(page: Page): Promise<void> {
  assert.match(await verdict(page, published), /^○ 一致しました。申込み6件/);
  assert.match(await verdict(page, published.replace('U-102', 'U-103')), /^× 一致しません/);
  assert.match(await verdict(page, '{'), /読み取れません/);
}

test('R7 保存した道具は、ネットワークのない端末でファイルとして開いても「一致しました」「一致しません」を言う', async () => {
  const tool = await server.get('/lotteries/LOT-2027-01-GYM/verifier.html');
  assert.equal(tool.status, 200);
  assert.match(String(tool.headers['content-disposition']), /^attachment; filename\*=UTF-8''lottery-verifier\.html$/);
  const file = join(folder, 'lottery-verifier.html');
  writeFileSync(file, tool.text);
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await checksBoth(page);
  // Chosen as a file instead of pasted.
  const data = join(folder, 'lottery.json');
  writeFileSync(data, published);
  await page.reload();
  await page.locator('#draw-file').setInputFiles(data);
  await page.getByText('一致しました').waitFor();
  await page.locator('#draw-mine').fill('u-104');
  await page.getByRole('button', { name: '一覧から探す' }).click();
  await page.getByText('一覧にあります: E0004').waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test('抽選のページの中でも、外からの台本を許さないままで確かめられる', async () => {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const answer = await page.goto(`${server.origin}/lotteries/LOT-2027-01-GYM`);
  assert.match(answer?.headers()['content-security-policy'] ?? '', /script-src 'self'/);
  await checksBoth(page);
  assert.deepEqual(problems, []);
  await page.close();
});

test('ない抽選の道具は見つからない', async () => {
  assert.equal((await server.get('/lotteries/NONE/verifier.html')).status, 404);
});
