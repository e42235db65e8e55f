/** 文書管理 in a real browser: from a draft with a consultation that disagrees to the seal, the folder and a redacted copy. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { entry, type Hall, openHall, openPlan, valueOf } from '../src/administration/documents/acceptance.fixture.ts';
import { COOKIE } from '../src/kernel/http/visit.ts';
import { checkAccessible, desktop, phone, type Variant } from './town.ts';

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const pictures = process.env['YAKUBA_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'yakuba-documents-'));
const root = '/staff/documents';
let hall: Hall;
let browser: Browser;
before(async () => {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  hall = await openHall();
  await openPlan(hall, 'AFFAIRS', 2026, [entry(1)]);
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => {
  await browser.close();
  await hall.close();
});

/** Somebody of the hall at a browser of this size. */
async function sit(who: Parameters<Hall['as']>[0], variant: Variant = desktop): Promise<Page> {
  const context = await browser.newContext({ baseURL: hall.server.origin, viewport: { width: variant.width, height: variant.height }, javaScriptEnabled: variant.scripts, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(60_000);
  await context.addCookies([{ name: COOKIE.staff, value: (await hall.as(who)).cookies.get(COOKIE.staff) ?? '', url: hall.server.origin }]);
  return context.newPage();
}

let number = 0;
/** Looks at a page as it opened: nothing moves sideways, nothing hinders people. */
async function look(page: Page, scripts = true): Promise<void> {
  await page.screenshot({ path: join(pictures, `${String(++number).padStart(2, '0')}.png`), fullPage: true });
  if (!scripts) return;
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 0, `${page.url()} は横に動く`);
  await checkAccessible(page);
}

async function go(page: Page, path: string, scripts = true): Promise<void> {
  assert.equal((await page.goto(path))?.status(), 200, path);
  await look(page, scripts);
}

const leaves = (page: Page, act: () => Promise<unknown>) => Promise.all([page.waitForEvent('domcontentloaded'), act()]);
/** A button by its visible words; what is added for readers alone comes after them. */
const press = (page: Page, name: string) => leaves(page, () => page.locator('main').getByRole('button', { name: new RegExp(`^${name}`) }).first().click());

/** Reads the text under decision, goes on to the case and presses. */
async function judge(who: Parameters<Hall['as']>[0], title: string, how: (page: Page) => Promise<unknown>, variant: Variant = desktop): Promise<void> {
  const page = await sit(who, variant);
  await go(page, `${root}/deciding`, variant.scripts);
  await leaves(page, () => page.getByRole('link', { name: title }).first().click());
  assert.match(await page.locator('main').innerText(), /苦情の申出者 安達太郎/);
  await leaves(page, () => page.getByRole('link', { name: '決裁の画面に進む' }).click());
  await how(page);
  await page.context().close();
}

test('起案 → 合議で不同意 → 上の職が決裁 → 公印 → 施行 → 編てつ → 墨塗りした開示', async () => {
  const title = '苦情の処理結果について';
  const clerk = await sit('clerk');
  await go(clerk, `${root}/draft?form=decision`);
  await clerk.getByLabel(/^件名/).fill(title);
  await clerk.getByLabel(/^伺い文/).fill('次のとおり処理してよいか伺います。\n苦情の申出者 安達太郎、電話 0243-00-0000。\n側溝を補修した。');
  await clerk.getByLabel(/^分類/).selectOption({ index: 1 });
  await clerk.getByRole('radio', { name: '非公開' }).check();
  await press(clerk, '保存する');
  const address = new URL(clerk.url()).pathname;
  await look(clerk);
  await press(clerk, '決裁に出す');
  assert.match(await clerk.locator('main').innerText(), /決裁中/);

  // 福祉課長 disagrees on a phone: the decision goes one post up.
  await judge('welfareHead', title, async (page) => {
    await page.getByText('合議に同意しない', { exact: true }).click();
    await page.getByLabel(/^不同意の理由/).fill('再発の防止が書かれていない');
    await press(page, '不同意と答える');
  }, phone);
  await judge('head', title, (page) => press(page, '承認する'));
  await judge('director', title, (page) => press(page, '決裁する'), { ...phone, scripts: false });

  valueOf(await (await hall.as('records')).api('documents.saveSeal', { name: '市長印', department: hall.office('AFFAIRS') }));
  const keeper = await sit('keeper', phone);
  await go(keeper, `${root}/seals`);
  await keeper.locator('main summary').filter({ hasText: title }).first().click();
  await press(keeper, '押したことを記録する');
  assert.match(await keeper.locator('main').innerText(), /公印を押したことを記録しました/);

  await go(clerk, address);
  assert.match(await clerk.locator('main').innerText(), /8二総第1号[\s\S]*不同意[\s\S]*市長印/);
  await leaves(clerk, () => clerk.getByRole('link', { name: '施行する' }).click());
  await look(clerk);
  await clerk.getByLabel(/^宛先/).fill('金色町内会');
  await clerk.getByLabel(/^送り方/).selectOption('post');
  await clerk.getByLabel(/^浄書した文面/).fill('次のとおり処理してよいか伺います。\n苦情の申出者 安達次郎、電話 0243-00-0000。\n側溝を補修した。');
  await press(clerk, '施行を記録する');
  assert.match(await clerk.locator('main').innerText(), /2行目の10字目/, '1字違いは、どこかが分かる');
  assert.equal(await clerk.getByLabel(/^宛先/).inputValue(), '金色町内会');
  await clerk.getByLabel(/^浄書した文面/).fill('');
  await press(clerk, '施行を記録する');
  await press(clerk, '完結させる');
  await clerk.getByLabel(/^入れる簿冊/).selectOption({ index: 1 });
  await press(clerk, '簿冊に入れる');
  assert.match(await clerk.locator('main').innerText(), /編てつ済み/);
  await look(clerk);

  // 開示: without scripts, on a phone.
  const discloser = await sit('discloser', { ...phone, scripts: false });
  await go(discloser, `${root}/requests`, false);
  await discloser.getByText('受付の入力をひらく').click();
  await discloser.getByLabel(/^請求者の氏名/).fill('菊池 花子');
  await discloser.getByLabel(/^請求者の住所/).fill('二本松市金色403番地1');
  await discloser.getByLabel(/^請求する内容/).fill('側溝の苦情の処理結果');
  await press(discloser, '受け付ける');
  assert.match(await discloser.locator('main').innerText(), /令和8年5月27日/, '15日');
  await discloser.getByLabel(/^請求の内容に当たる文書をさがす/).fill('処理結果');
  await press(discloser, 'さがす');
  await press(discloser, '対象にする');
  await leaves(discloser, () => discloser.getByRole('link', { name: /^墨塗りする/ }).click());
  await look(discloser, false);
  await discloser.getByLabel('消すことば 1').fill('安達太郎');
  await discloser.getByLabel('号 1').selectOption('1');
  await discloser.getByLabel('消すことば 2').fill('0243-00-0000');
  await discloser.getByLabel('号 2').selectOption('1');
  await press(discloser, '墨塗りした写しを作る');
  await look(discloser, false);
  const copy = await discloser.getByRole('link', { name: /^文字/ }).getAttribute('href');
  const text = await (await discloser.context().request.get(copy ?? '')).text();
  assert.match(text, /申出者 ■■■■〔1号〕、電話 ■■■■〔1号〕。/);
  assert.match(text, /側溝を補修した/);
  assert.doesNotMatch(text, /安達|0243/);
});

test('登録簿は、ことばでさがし、簿冊と目録は電話の幅でも横に動かない', async () => {
  const clerk = await sit('clerk', phone);
  for (const path of [root, `${root}/register?q=${encodeURIComponent('側溝')}`, `${root}/receive`, `${root}/folders`, `${root}/plans`, `${root}/disposals`]) await go(clerk, path);
  const visitor = await browser.newContext({ baseURL: hall.server.origin, viewport: { width: phone.width, height: phone.height }, locale: 'ja-JP' });
  const page = await visitor.newPage();
  for (const path of ['/documents', '/en/documents']) await go(page, path);
});
