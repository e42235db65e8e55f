/** 施設の規則 by a clerk without JavaScript: a row is added, filled, looked at and saved, and no notation is ever seen. In a real browser. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { type AcceptanceHall, openAcceptanceHall } from '../../acceptance-fixture.ts';
import { isRecord } from '../../../../kernel/text/json.ts';

const chromiumPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
/** Point it at a folder to look at the pages. */
const pictures = process.env['PICTURES_IN'];
let hall: AcceptanceHall;
let browser: Browser;
let context: BrowserContext;

before(async () => {
  hall = await openAcceptanceHall('2026-11-24T10:00:00+09:00');
  await hall.facility('RULES');
  assert.ok(chromiumPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  await context.addCookies([...hall.department.cookies].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/' })));
});
after(async () => {
  await browser.close();
  await hall.close();
});

const address = (part: string) => `http://127.0.0.1:${hall.server.port}/staff/reservations/RULES/rules?part=${part}`;

/** Presses and waits for the page that answers: on a busy machine it comes later than the click. */
async function press(page: Page, button: Locator): Promise<void> {
  const answered = page.waitForEvent('domcontentloaded');
  await button.click();
  await answered;
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function policy(): Promise<Record<string, unknown>> {
  const [row] = await hall.rows<{ policy: unknown }>(`select policy from reservations.facilities where code = 'RULES'`);
  return isRecord(row?.policy) ? row.policy : {};
}

function lastOf(value: unknown): unknown {
  return Array.isArray(value) ? value.at(-1) : undefined;
}

test('臨時休館の行を加え、見てから保存する。JSON はどこにも出ない', async () => {
  const page = await context.newPage();
  await page.goto(address('calendar'));
  assert.doesNotMatch(await page.locator('main').innerText(), /JSON|[{}]/);
  await keepPicture(page, 'rules-calendar');
  await page.locator('select[name="k:calendar:"]').selectOption({ label: '臨時の休館' });
  await press(page, page.locator('button[value="add:calendar"]'));
  assert.match(await page.locator('main').innerText(), /「開館日」に行を加えました/);
  const at = await page.locator('input[name^="t:calendar."][name$=".from:"]').last().getAttribute('name');
  await page.locator(`[name="${at}"]`).fill('2026-12-05');
  await page.locator(`[name="${at?.replace('.from:', '.to:')}"]`).fill('2026-12-06');
  await page.locator('input[name=note]').fill('設備の点検');
  await press(page, page.getByRole('button', { name: '保存せずに見てみる' }).last());
  assert.match(await page.locator('main').innerText(), /この規則にしたとき（まだ保存していません）/);
  await keepPicture(page, 'rules-preview');
  assert.equal(await page.locator('input[name=note]').inputValue(), '設備の点検');
  await press(page, page.getByRole('button', { name: '保存する', exact: true }));
  assert.match(await page.locator('body').innerText(), /第2版/);
  assert.deepEqual(lastOf((await policy())['calendar']), { type: 'special_closed', from: '2026-12-05', to: '2026-12-06' });
});

test('使用料表に行を加え、間違いは場所を言葉で示す。直して保存する', async () => {
  const page = await context.newPage();
  await page.goto(address('fee'));
  await keepPicture(page, 'rules-fee');
  await press(page, page.locator('button[value="add:fee.versions.0.table"]'));
  const rows = page.locator('input[name^="t:fee.versions.0.table."][name$=".unit:"]');
  const name = (await rows.last().getAttribute('name')) ?? '';
  await page.locator(`[name="${name}"]`).fill('MEET-1');
  await press(page, page.getByRole('button', { name: '保存する', exact: true }));
  assert.match(await page.locator('main').innerText(), /「使用料 › .*1行目 › .*行目 › 区分」が、空欄か、正しくない値です/);
  await page.locator(`[name="${name.replace('.unit:', '.slot:')}"]`).fill('*');
  await page.locator(`[name="${name.replace('t:', 'n:').replace('.unit:', '.yen:')}"]`).fill('４００');
  await press(page, page.getByRole('button', { name: '保存する', exact: true }));
  const fee = (await policy())['fee'];
  assert.ok(isRecord(fee) && Array.isArray(fee['versions']) && isRecord(fee['versions'][0]));
  assert.deepEqual(lastOf(fee['versions'][0]['table']), { unit: 'MEET-1', slot: '*', per: 'slot', yen: 400 });
});

test('窓口の人は読むだけで、ここにも JSON は出ない', async () => {
  const desk = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await desk.addCookies([...hall.desk.cookies].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/' })));
  const page = await desk.newPage();
  await page.goto(address('windows'));
  const text = await page.locator('main').innerText();
  assert.match(text, /先着/);
  assert.doesNotMatch(text, /JSON|[{}]/);
  await keepPicture(page, 'rules-read-390');
  await desk.close();
});
