/** B5-6 in a real browser: the downloaded page, opened as a file with the network cut, checks the city's evidence and a PDF. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { decide, officer, sealedCity, type SealedCity } from '../src/kernel/audit/audit.fixture.ts';
import { evidenceFor, evidenceText } from '../src/kernel/audit/evidence.ts';
import { keysOf, verifiersOf, witnessSigner } from '../src/kernel/audit/keys.ts';
import { cosign, parseCheckpointText, parseNote, verifierKey } from '../src/kernel/audit/note.ts';
import { entriesAbout } from '../src/kernel/audit/operations.ts';

const browserPath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const pdf = Buffer.from('%PDF-1.7 施設使用許可書');
const dir = mkdtempSync(join(tmpdir(), 'yakuba-evidence-'));
let house: SealedCity;
let browser: Browser;
let page: Page;
let text: string;
let key: string;
before(async () => {
  house = await sealedCity();
  await house.write(300);
  await house.must(officer, decide, { voucher: 'permit', yen: 300, words: `許可 ${hash('sha256', pdf, 'hex')}` });
  await house.seal();
  // A witness's line, as it comes back from one.
  const signer = witnessSigner({ ...house.city, facts: { ...house.city.facts, code: '072028' } });
  await house.city.staffDb.use(async (asks) => {
    const [last] = (await asks.run<{ note: string; origin: string; size: number }>('select note, origin, size from kernel.log_checkpoints order by size desc limit 1')).rows;
    assert.ok(last);
    await asks.run('insert into kernel.log_witnesses (name, public_key, url, added_at) values ($1, $2, $3, now())', [signer.name, signer.publicKey, 'http://neighbour.invalid']);
    await asks.run('insert into kernel.log_cosignatures (origin, size, witness, line, at) values ($1, $2, $3, $4, now())', [last.origin, last.size, signer.name, cosign(parseCheckpointText(parseNote(last.note).text), signer, 1_795_000_000)]);
    const evidence = await evidenceFor(asks, '試験市', await entriesAbout(house.city, 'voucher:permit'));
    assert.ok(evidence);
    text = evidenceText(evidence);
    const [verifier] = verifiersOf(await keysOf(asks));
    key = verifier ? verifierKey(verifier) : '';
  });
  assert.ok(browserPath, 'Chromium is needed');
  // Where no locale is set, Chromium cannot open a file whose name is Japanese.
  browser = await chromium.launch({ executablePath: browserPath, args: ['--lang=ja-JP', '--no-sandbox', '--disable-gpu'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, offline: true });
  page = await context.newPage();
  await page.goto(`file://${fileURLToPath(new URL('../src/kernel/audit/check-page.html', import.meta.url))}`);
});
after(async () => {
  await browser.close();
  await house.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What the page says once it says what is wanted; choosing a file makes it answer as well, before the next one is chosen. */
async function answer(wanted: RegExp, evidence: string, files: readonly Buffer[], trusted = ''): Promise<string> {
  const put = (name: string, bytes: Buffer | string) => {
    writeFileSync(join(dir, name), bytes);
    return join(dir, name);
  };
  await page.locator('#answer').evaluate((element) => element.replaceChildren());
  await page.setInputFiles('#evidence', put('evidence.json', evidence));
  await page.setInputFiles('#files', files.map((bytes, place) => put(`文書${place}.pdf`, bytes)));
  await page.fill('#key', trusted);
  await page.click('button');
  let said = '';
  for (let look = 0; look < 300 && !wanted.test(said); look++) {
    said = (await page.locator('#answer').innerText()).trim();
    if (!wanted.test(said)) await page.waitForTimeout(100);
  }
  return said;
}

test('B5-6 the right PDF, offline, with the published key: three sentences say so, and name the witness', async () => {
  const said = await answer(/文書0\.pdf/, text, [pdf], key);
  assert.match(said, /✔ \d+ 番の記録（test\.decide、2026年11月23日 10:00:00）は、2026年11月23日 10:00:00 に封印されてから 1 文字も変わっていません。署名: localhost\/log\/072109-[0-9a-f]{8}、証人 yakuba\/witness\/072028-[0-9a-f]{8}。/);
  assert.match(said, /✔ 文書0\.pdf は、市が記録した文書と一致します。$/);
  if (process.env['PICTURES']) {
    await page.screenshot({ path: join(process.env['PICTURES'], 'evidence-390.png'), fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.screenshot({ path: join(process.env['PICTURES'], 'evidence-1280.png'), fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
  }
  assert.match(await answer(/！/, text, []), /！ 市の鍵は、証拠ファイルに入っているものを使いました/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'no sideways scrolling on a phone');
});

test('another PDF, a changed amount, a broken signature, another key, a strange file: each refused in a sentence', async () => {
  assert.match(await answer(/✖ 文書0\.pdf は、この証拠にある文書と一致しません/, text, [Buffer.from('%PDF other')], key), /✖ 文書0\.pdf は、この証拠にある文書と一致しません/);
  assert.match(await answer(/✖ \d+ 番の記録の内容が、封印したときと違います/, text.replace('"yen":300', '"yen":301'), []), /✖ \d+ 番の記録の内容が、封印したときと違います/);
  assert.match(await answer(/✖ \d+ 番の記録の操作・時刻・職員が/, text.replace('"res":"done"', '"res":"gone"'), []), /✖ \d+ 番の記録の操作・時刻・職員が/);
  assert.match(await answer(/✖ .*署名が正しくありません/, text.replace('\\n302\\n', '\\n303\\n'), []), /✖ .*署名が正しくありません/);
  assert.match(await answer(/^✖/, text, [], `${key.slice(0, -4)}AAA=`), /^✖/);
  assert.match(await answer(/✖ 証拠ファイルの形が違います/, '{}', []), /✖ 証拠ファイルの形が違います/);
  assert.match(await answer(/✖ 証拠ファイルとして読めません/, '%PDF', []), /✖ 証拠ファイルとして読めません/);
});
