/** A small town hall with its sample people, and a real browser in front of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { readCityFile } from '../src/city-files.ts';
import type { CityFacts } from '../src/kernel/city.ts';
import { type FilledCity, type TestCity, testCity } from '../src/kernel/testing.ts';
import { systems } from '../src/main-systems.ts';
import { fillSample } from '../src/sample-city.ts';
import { openTestServer, type TestServer } from '../src/testing-server.ts';

export const samplePassword = 'nihonmatsu-2026';
/** A Wednesday morning; the sample's bookings lie around it. */
export const opening = '2026-11-25T10:00:00+09:00';

export interface Town {
  readonly city: TestCity;
  readonly server: TestServer;
  readonly browser: Browser;
  visitor(variant: Variant): Promise<Visitor>;
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface Variant {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scripts: boolean;
}

export const phone: Variant = { name: '電話', width: 390, height: 844, scripts: true };
export const desktop: Variant = { name: '机', width: 1280, height: 800, scripts: true };
export const variants: readonly Variant[] = [phone, desktop, { ...phone, name: '電話・JavaScriptなし', scripts: false }, { ...desktop, name: '机・JavaScriptなし', scripts: false }];

/** Somebody at a browser. Every page they come to is checked as it opens. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens an address of the town hall and checks the page. */
  go(path: string): Promise<void>;
  /** Presses a button or link that leads to another page, and checks that page. */
  press(name: string | RegExp, inside?: string): Promise<void>;
  /** The words of a PDF behind an address. */
  paper(path: string): Promise<string>;
  close(): Promise<void>;
}

const browserPath = process.env['CHROMIUM'] ?? process.env['YAKUBA_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export async function openTown(): Promise<Town> {
  assert.ok(browserPath, 'Chromium が見つかりません。環境変数 CHROMIUM に場所を書いてください。');
  const filled = process.env['YAKUBA_SAMPLE_CITY'];
  const from: FilledCity | null = filled ? JSON.parse(filled) : null;
  const city = await testCity({ start: opening, sample: true, poolSize: 10, facts: readCityFile<CityFacts>('nihonmatsu', 'city.json'), ...(from ? { from } : {}) });
  if (!from) {
    await fillSample(city.city, systems, { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
    await city.background.settle();
  }
  const server = await openTestServer(city);
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  return {
    city, server, browser,
    rows: (sql, parameters) => city.city.staffDb.use(async (connection) => (await connection.run<never>(sql, parameters)).rows),
    visitor: (variant) => newVisitor(browser, server.origin, variant),
    async close() {
      await browser.close();
      await server.stop();
      await city.close();
    },
  };
}

/** Where pictures of every page go when somebody wants to look; drawing them costs more than the rest of a journey. */
const pictures = process.env['PICTURES'];
let pictureNumber = 0;

async function newVisitor(browser: Browser, origin: string, variant: Variant): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: variant.width, height: variant.height }, javaScriptEnabled: variant.scripts, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
  // Two busy cores may be slow; nothing here waits unless something is wrong.
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  const seen = new Set<string>();
  const check = async () => {
    assert.deepEqual(problems, []);
    if (pictures) await page.screenshot({ path: join(pictures, `${String(++pictureNumber).padStart(3, '0')}-${variant.name}.jpg`), type: 'jpeg', quality: 60 });
    const shape = page.url().replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id');
    if (!variant.scripts || seen.has(shape)) return;
    seen.add(shape);
    await checkAccessible(page);
  };
  return {
    context, page,
    async go(path) {
      const response = await page.goto(path);
      assert.equal(response?.status(), 200, path);
      await check();
    },
    async press(name, inside = 'main') {
      const target = page.locator(inside).getByRole('button', { name, exact: typeof name === 'string' }).or(page.locator(inside).getByRole('link', { name, exact: typeof name === 'string' })).first();
      await Promise.all([page.waitForEvent('domcontentloaded'), target.click()]);
      await check();
    },
    async paper(path) {
      const answer = await context.request.get(path);
      assert.equal(answer.status(), 200, `${path}: ${answer.status()}`);
      assert.equal(answer.headers()['content-type'], 'application/pdf');
      return execFileSync('pdftotext', ['-raw', '-', '-'], { input: await answer.body(), encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
    },
    close: () => context.close(),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** WCAG 2.2 AA (JIS X 8341-3) as far as a machine can see. */
export async function checkAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate<readonly Violation[]>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }).then((result) => result.violations.map((one) => ({ id: one.id, nodes: one.nodes.slice(0, 3).map((node) => ({ html: node.html.slice(0, 200), failureSummary: node.failureSummary })) })))`);
  assert.deepEqual(found, [], `${page.url()} に、使いにくいところがあります`);
}

/** Signs a citizen in with a form. */
export async function signIn(who: Visitor, email: string, password = samplePassword): Promise<void> {
  await who.go('/sign-in');
  await who.page.locator('main input[type=email]').fill(email);
  await who.page.locator('main input[type=password]').fill(password);
  await who.press('サインインする');
}

/** Signs a member of staff in as the sample page offers it: one press, with their code where one is needed. */
export async function staffSignIn(who: Visitor, login: string): Promise<void> {
  await who.go('/staff/sign-in');
  const form = who.page.locator(`form:has(input[name=login][value="${login}"])`);
  await Promise.all([who.page.waitForEvent('domcontentloaded'), form.getByRole('button').click()]);
  await who.page.waitForURL(/\/staff$/);
}
