/** The desk by keyboard alone, and what every page owes a phone: few bytes, no sideways scrolling. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desktop, openTown, phone, signIn, staffSignIn, type Town } from './town.ts';

let town: Town;
before(async () => {
  town = await openTown();
});
after(() => town.close());

/** Card, Moran and Newell's keystroke-level model: a practised typist's stroke, and one thought before each step. */
const STROKE_SECONDS = 0.28;
const THOUGHT_SECONDS = 1.35;

test('R12 キーボードだけで、利用者番号から許可書の印刷まで30秒以内（打鍵を数えて見積もる）', async (t) => {
  const clerk = await town.visitor(desktop);
  const { page } = clerk;
  await staffSignIn(clerk, 'mado');
  const [patron] = await town.rows<{ number: string; name: string }>(`select number, name from reservations.patrons where status = 'active' and class_code = 'R-GROUP' and facilities = '{}' order by number limit 1`);
  assert.ok(patron);
  await clerk.go('/staff/reservations/CC-NIHONMATSU?date=2026-12-08');
  let strokes = 0;
  let thoughts = 0;
  const key = async (name: string) => {
    strokes += 1;
    await page.keyboard.press(name);
  };
  const type = async (text: string) => {
    thoughts += 1;
    strokes += text.length;
    await page.keyboard.type(text);
  };
  const enter = async () => {
    thoughts += 1;
    strokes += 1;
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
    // The page puts the hands where the next step is.
    await page.waitForFunction(() => document.activeElement?.closest('[data-desk-focus]') !== null);
  };
  await key('ArrowDown');
  for (let tries = 0; tries < 20 && !(await page.evaluate(() => document.activeElement instanceof HTMLAnchorElement && document.activeElement.href.includes('/new?'))); tries += 1) await key('ArrowRight');
  await enter();
  await type(patron.number);
  await enter();
  assert.ok((await page.locator('main').innerText()).includes(patron.name));
  await enter();
  assert.match(page.url(), /\/staff\/reservations\/bookings\//);
  await type('3000');
  await enter();
  const paid = await page.locator('main').innerText();
  const [owed] = await town.rows<{ amount: number }>('select amount_yen as amount from kernel.receipts order by recorded_at desc limit 1');
  assert.ok(owed && paid.replaceAll(/\s/g, '').includes(`お釣り${(3000 - owed.amount).toLocaleString('ja-JP')}円`), paid.slice(0, 300));
  const printing = page.waitForRequest(/\.pdf/);
  await key('Enter');
  const address = new URL((await printing).url());
  const printed = await clerk.paper(address.pathname + address.search);
  for (const word of [patron.name.replaceAll(/\s/g, ''), '許可', '領収']) assert.ok(printed.includes(word), `紙に「${word}」がない: ${printed}`);
  const seconds = strokes * STROKE_SECONDS + thoughts * THOUGHT_SECONDS;
  t.diagnostic(`${strokes}打鍵、人の手で約${seconds.toFixed(1)}秒`);
  assert.ok(strokes <= 30, `${strokes}打鍵`);
  assert.ok(seconds <= 30, `人の手で約${seconds.toFixed(1)}秒（${strokes}打鍵、${thoughts}段階）`);
  await clerk.close();
});

const open = ['/', '/find', '/find?date=2026-12-05', '/facilities', '/facilities/CC-NIHONMATSU', '/facilities/CC-NIHONMATSU/openings', '/facilities/CIVIC-CENTER-1/openings?day=2026-12-05', '/sign-in', '/sign-up', '/forgot', '/lotteries', '/official-use', '/search?q=体育館', '/en', '/en/find', '/en/facilities/CC-NIHONMATSU/openings'];
const mine = ['/my', '/my/reservations', '/my/registrations', '/my/entries', '/my/waiting', '/my/payments', '/my/inbox', '/my/profile', '/my/security', '/register', '/register?kind=group', '/book?facility=CC-NIHONMATSU&unit=ROOM-1&date=2026-12-05&slot=PM'];
const LIMIT_BYTES = 60 * 1024;

/** Everything a first visit brings over the line except pictures, as sent. */
async function weigh(path: string, cookies: readonly { readonly name: string; readonly value: string }[]): Promise<number> {
  const who = await town.visitor(phone);
  await who.context.addCookies(cookies.map((cookie) => ({ ...cookie, url: town.server.origin })));
  const line = await who.context.newCDPSession(who.page);
  await line.send('Network.enable');
  const pictures = new Set<string>();
  let bytes = 0;
  line.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Image') pictures.add(requestId);
  });
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!pictures.has(requestId)) bytes += encodedDataLength;
  });
  const response = await who.page.goto(path, { waitUntil: 'load' });
  assert.equal(response?.status(), 200, path);
  // Islands ask for their parts after the page has loaded.
  await who.page.evaluate(() => new Promise((rested) => requestIdleCallback(rested, { timeout: 2_000 })));
  await who.close();
  return bytes;
}

test('市民のページは、初めて開いたとき、画像を除いて 60KB 未満', async (t) => {
  const who = await town.visitor(phone);
  await signIn(who, 'hanako@example.jp');
  const cookies = (await who.context.cookies()).map(({ name, value }) => ({ name, value }));
  await who.close();
  const weights = new Map<string, number>();
  const left = [...open, ...mine];
  const scale = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      weights.set(path, await weigh(path, mine.includes(path) ? cookies : []));
    }
  };
  await Promise.all([scale(), scale(), scale()]);
  const [heaviest] = [...weights].toSorted((a, b) => b[1] - a[1]);
  t.diagnostic(`いちばん重いページ: ${heaviest?.join(' ') ?? ''} bytes`);
  assert.deepEqual([...weights].filter(([, bytes]) => bytes >= LIMIT_BYTES || bytes === 0), []);
});

test('幅320pxで、どのページも横に動かない。使いやすさの検査にも合う', async () => {
  const who = await town.visitor({ ...phone, name: '320px', width: 320, height: 640 });
  const wide: string[] = [];
  const look = async (paths: readonly string[]) => {
    for (const path of paths) {
      await who.go(path);
      const width = await who.page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) wide.push(`${path} ${width}px`);
    }
  };
  await look(open);
  await signIn(who, 'hanako@example.jp');
  await look(mine);
  assert.deepEqual(wide, []);
  await who.close();
});

test('窓口の主なページは、使いやすさの検査に合い、電話の幅でも横に動かない', async () => {
  const clerk = await town.visitor(desktop);
  await staffSignIn(clerk, 'mado');
  const wide: string[] = [];
  for (const path of ['/staff', '/staff/reservations', '/staff/reservations/CC-NIHONMATSU?date=2026-12-05', '/staff/reservations/CC-NIHONMATSU/new?date=2026-12-05', '/staff/reservations/CC-NIHONMATSU/day?date=2026-12-05', '/staff/reservations/bookings', '/staff/reservations/patrons', '/staff/reservations/blocks', '/staff/reservations/series']) {
    await clerk.go(path);
    await clerk.page.setViewportSize({ width: phone.width, height: phone.height });
    const width = await clerk.page.evaluate(() => document.documentElement.scrollWidth);
    if (width > phone.width) wide.push(`${path} ${width}px`);
    await clerk.page.setViewportSize({ width: desktop.width, height: desktop.height });
  }
  assert.deepEqual(wide, []);
  await clerk.close();
});
