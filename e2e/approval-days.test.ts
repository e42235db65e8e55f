/** Two days of the year at the approval desk in a real browser: the day somebody is away, and 1 April. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openApprovals, type OpenTown, pressed } from '../src/administration/desk/approvals.fixture.ts';
import { sakura2026 } from '../src/kernel/approval/rules/sakura-2026.fixture.ts';
import { COOKIE } from '../src/kernel/http/visit.ts';
import { assignPost, endHolding } from '../src/kernel/identity/organization.ts';
import { rows } from '../src/kernel/probe.fixture.ts';
import type { Client } from '../src/testing-server.ts';
import { checkAccessible, desktop, phone, type Variant } from './town.ts';

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const pictures = process.env['PICTURES'];
const root = '/staff/approvals';
let open: OpenTown;
let browser: Browser;
before(async () => {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  open = await openApprovals('2027-03-30T08:40:00+09:00');
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => {
  await browser.close();
  await open.close();
});

const signedIn = (page: Page, client: Client) => page.context().addCookies([{ name: COOKIE.staff, value: client.cookies.get(COOKIE.staff) ?? '', url: open.server.origin }]);

/** Somebody signed in at a browser of this size. */
async function sit(client: Client, variant: Variant): Promise<Page> {
  const context = await browser.newContext({ baseURL: open.server.origin, viewport: { width: variant.width, height: variant.height }, javaScriptEnabled: variant.scripts, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await signedIn(page, client);
  return page;
}

let picture = 0;
async function go(page: Page, path: string): Promise<string> {
  assert.equal((await page.goto(path))?.status(), 200, path);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 0, `${path} は横に動く`);
  await checkAccessible(page);
  if (pictures) await page.screenshot({ path: join(pictures, `days-${String(++picture).padStart(2, '0')}.png`), fullPage: true });
  return page.locator('main').innerText();
}

const leaves = (page: Page, act: () => Promise<unknown>) => Promise.all([page.waitForEvent('domcontentloaded'), act()]);
const press = (page: Page, name: string) => leaves(page, () => page.locator('main').getByRole('button', { name: new RegExp(`^${name}`) }).first().click());
const follow = (page: Page, name: string) => leaves(page, () => page.locator('main').getByRole('link', { name, exact: true }).first().click());
const reads = (page: Page) => page.locator('main').innerText();

test('不在の日: 部長が不在を登録し、次長が電話で代決し、戻った部長が後閲する', async () => {
  const title = '水道管の緊急修繕';
  const director = await sit(await open.at('build-director'), phone);
  await go(director, `${root}/absence`);
  await director.getByLabel(/^終わりの日/).fill('2027-03-30');
  await director.getByLabel(/^種類/).selectOption('trip');
  await director.getByLabel(/^理由/).fill('県庁での会議');
  await press(director, '不在を登録する');
  assert.match(await reads(director), /県庁での会議/);

  const id = await open.proposed('commitment.works', { amount: 5_000_000, urgency: 'same_day', title });
  for (const code of ['civil-sub', 'civil-assistant', 'civil-head']) await pressed(await open.at(code), `${root}/${id}`, 'approve', { comment: '確かめました' });
  for (const code of ['finance-head', 'contract-head']) await pressed(await open.at(code), `${root}/${id}`, 'agree');

  open.town.house.clock.set('2027-03-30T10:00:00+09:00');
  const vice = await sit(await open.at('build-vice'), phone);
  assert.match(await go(vice, root), /水道管の緊急修繕[\s\S]*代決/);
  await follow(vice, title);
  assert.match(await reads(vice), /決裁者が不在のため、あなたが代決できます/);
  await vice.getByLabel(/^意見/).first().fill('部長の指示のとおり');
  await press(vice, '代決する');
  assert.match(await go(vice, `${root}/${id}`), /代決：建設部次長 花子/);
  assert.equal((await open.town.see(open.town.as('civil-clerk'), id)).state, 'decided');

  open.town.house.clock.set('2027-03-31T08:40:00+09:00');
  const back = await sit(await open.at('build-director'), desktop);
  assert.match(await go(back, `${root}?view=postView`), /水道管の緊急修繕[\s\S]*後閲（代決）/);
  await follow(back, title);
  await back.getByLabel(/^気づいたこと/).fill('了解');
  await press(back, '後閲');
  assert.match(await go(back, `${root}/${id}`), /了解/);
  assert.doesNotMatch(await go(back, `${root}?view=postView`), /水道管の緊急修繕/);
  for (const page of [director, vice, back]) await page.context().close();
});

test('4月1日: 途中の案件は新しい課長に続き、新しい規程は、その日からの案件だけに効く', async () => {
  const { house } = open.town;
  house.clock.set('2027-03-31T13:00:00+09:00');
  // 年度末: the new table is written, read by a second person and waits for its day.
  const body = { ...sakura2026, rules: sakura2026.rules.map((rule) => (rule.no === '1' ? { ...rule, when: [{ op: 'between', fact: 'amount', min: null, max: 500_000 }] } : rule.no === '2' ? { ...rule, when: [{ op: 'between', fact: 'amount', min: 500_000, max: 10_000_000 }] } : rule)) };
  const writer = await sit(await open.office(['approval.rules'], '規程 書手'), desktop);
  await go(writer, `${root}/rules/new`);
  await writer.getByLabel(/^名称/).fill('さくら市決裁規程（令和9年度）');
  await writer.getByLabel(/^根拠/).fill('令和9年訓令第3号');
  await writer.getByLabel(/^執行機関のコード/).fill('mayor');
  await writer.getByLabel(/^名義/).fill('市長');
  await writer.getByLabel(/^施行日/).fill('2027-04-01');
  await writer.getByLabel(/^表/).fill(JSON.stringify(body, null, 1));
  await press(writer, '案を作る');
  const rules = new URL(writer.url()).pathname;
  const publisher = await sit(await open.office(['approval.publish'], '規程 読手'), desktop);
  assert.match(await go(publisher, rules), /すべて確かめました[\s\S]*金額 1,300,000円以下 → 金額 500,000円以下/);
  await press(publisher, '審査した');
  await press(publisher, '証明を確かめて施行する');
  assert.match(await reads(publisher), /施行待ち/);

  const before = await open.proposed('commitment.works', { amount: 900_000, title: '三月のうちに出した工事' });
  for (const code of ['civil-sub', 'civil-assistant']) await pressed(await open.at(code), `${root}/${before}`, 'approve');
  const old = await sit(await open.at('civil-head'), desktop);
  await go(old, `${root}/${before}`);

  // The personnel notice: the head of civil works and the head of contracts change places.
  for (const [code, person] of [['CIVIL-HEAD', 'contract-head'], ['CONTRACT-HEAD', 'civil-head']] as const) {
    const [holding] = await rows<{ id: string }>(house, 'select id from kernel.holdings where post_id = $1 and valid_to is null', [open.town.post(code)]);
    await house.must(open.town.admin, endHolding, { holding: holding?.id, day: '2027-04-01' });
    await house.must(open.town.admin, assignPost, { post: open.town.post(code), staff: open.town.id(person), manner: 'regular', from: '2027-04-01', to: '' });
  }
  house.clock.set('2027-04-01T08:35:00+09:00');
  await house.background.settle();

  // Yesterday's page of the former head, who has signed in this morning: the decision is no longer theirs.
  await signedIn(old, await open.at('civil-head'));
  await old.getByLabel(/^意見/).first().fill('三月に見たもの');
  await press(old, '決裁する');
  assert.match(await reads(old), /いまは建設課長の番です/);
  assert.equal((await open.town.see(open.town.as('civil-clerk'), before)).state, 'in_route');
  const [was, is] = [await sit(await open.at('civil-head'), phone), await sit(await open.at('contract-head'), phone)];
  assert.doesNotMatch(await go(was, root), /三月のうちに出した工事/);
  assert.match(await go(is, root), /三月のうちに出した工事/);
  await follow(is, '三月のうちに出した工事');
  await press(is, '決裁する');
  assert.equal((await open.town.see(open.town.as('civil-clerk'), before)).state, 'decided', '出した日の規程のとおり、課長が決裁する');

  const since = await open.proposed('commitment.works', { amount: 900_000, title: '四月に出した工事' });
  for (const code of ['civil-sub', 'civil-assistant']) await pressed(await open.at(code), `${root}/${since}`, 'approve');
  const shown = await go(is, `${root}/${since}`);
  assert.match(shown, /建設部長/, '新しい規程では、同じ額を部長が決裁する');
  await press(is, '承認する');
  assert.equal((await open.town.see(open.town.as('civil-clerk'), since)).state, 'in_route');
  for (const page of [writer, publisher, old, was, is]) await page.context().close();
});
