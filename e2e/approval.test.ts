/** 電子決裁 in a real browser: by keyboard, on a phone, without scripts; every page is checked for what hinders people. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openApprovals, type OpenTown, pressed } from '../src/administration/desk/approvals.fixture.ts';
import { COOKIE } from '../src/kernel/http/visit.ts';
import { checkAccessible, desktop, phone, type Variant } from './town.ts';

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const root = '/staff/approvals';
let open: OpenTown;
let browser: Browser;
before(async () => {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  open = await openApprovals();
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => {
  await browser.close();
  await open.close();
});

/** The holder of a post at a browser of this size. */
async function sit(code: string, variant: Variant): Promise<Page> {
  const context = await browser.newContext({ baseURL: open.server.origin, viewport: { width: variant.width, height: variant.height }, javaScriptEnabled: variant.scripts, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(20_000);
  await context.addCookies([{ name: COOKIE.staff, value: (await open.at(code)).cookies.get(COOKIE.staff) ?? '', url: open.server.origin }]);
  return context.newPage();
}

async function go(page: Page, path: string): Promise<void> {
  assert.equal((await page.goto(path))?.status(), 200, path);
}

const leaves = (page: Page, act: () => Promise<unknown>) => Promise.all([page.waitForEvent('domcontentloaded'), act()]);

test('受信箱は j・k・Enter・a だけで進み、軽い種類は確かめの画面に、ほかは処理の欄に着く', async () => {
  await open.proposed('commitment.works', { amount: 500_000, title: '一件目の工事' });
  open.town.house.clock.advance({ minutes: 1 });
  await open.proposed('commitment.supplies', { amount: 20_000, title: '二件目の消耗品' });
  const page = await sit('civil-sub', desktop);
  await go(page, root);
  await page.keyboard.press('j');
  await leaves(page, () => page.keyboard.press('a'));
  assert.match(page.url(), /\/staff\/approvals\/[0-9a-f-]{36}#act$/);
  await page.goBack();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await leaves(page, () => page.keyboard.press('a'));
  const words = await page.locator('main').innerText();
  assert.ok(words.includes('次の1件を処理します') && words.includes('二件目の消耗品') && words.includes('20,000円'), words);
  await leaves(page, () => page.getByRole('button', { name: 'この1件を承認・決裁する' }).click());
  assert.match(await page.locator('main').innerText(), /1件を処理しました/);
  await page.context().close();
});

test('電話でJavaScriptなしでも、読んで、意見を書き、決裁まで進む', async () => {
  const id = await open.proposed('commitment.works', { amount: 700_000, title: '側溝の補修' });
  for (const [code, button] of [['civil-sub', '承認する'], ['civil-assistant', '承認する'], ['civil-head', '決裁する']] as const) {
    const page = await sit(code, { ...phone, scripts: false });
    await go(page, root);
    await leaves(page, () => page.getByRole('link', { name: '側溝の補修', exact: true }).click());
    await page.getByRole('link', { name: '処理に進む' }).click();
    const act = page.locator('#act');
    assert.match(await act.innerText(), /金額 700,000円/, '押す前に金額がもう一度出る');
    await act.getByLabel(/^意見/).first().fill('よい');
    const size = await act.getByRole('button', { name: button }).boundingBox();
    assert.ok(size && size.height >= 38, `${size?.height}px`);
    await leaves(page, () => act.getByRole('button', { name: button }).click());
    await page.context().close();
  }
  assert.equal((await open.town.see(open.town.as('civil-clerk'), id)).state, 'decided');
});

test('どの画面も、電話と机の幅で横に動かず、使いやすさの検査に合う', async () => {
  const id = await open.proposed('commitment.works', { amount: 9_800_000, title: '市道12号線（金色地内）舗装補修工事' });
  for (const code of ['civil-sub', 'civil-assistant', 'civil-head']) await pressed(await open.at(code), `${root}/${id}`, 'approve', { comment: '確かめました' });
  await pressed(await open.at('finance-head'), `${root}/${id}`, 'disagree', { comment: '見積りが一社だけです' });
  const paths = { 'contract-head': [root, `${root}/${id}`, `${root}/together`, `${root}/absence`], 'civil-clerk': [`${root}?view=mine`, `${root}/${id}`] };
  for (const variant of [phone, desktop]) {
    for (const [code, own] of Object.entries(paths)) {
      const page = await sit(code, variant);
      for (const path of own) {
        await go(page, path);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= variant.width, `${path} ${variant.name}`);
        await page.evaluate(() => {
          for (const folded of document.querySelectorAll('details')) folded.open = true;
        });
        await checkAccessible(page);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= variant.width, `${path} ${variant.name}, unfolded`);
      }
      await page.context().close();
    }
  }
});
