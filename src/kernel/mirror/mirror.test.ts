/** CMS 18: a mirror serves what the city signed, newest last, and nothing that was altered. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { signerFrom } from '../audit/note.ts';
import { applyBundle, MANIFEST, servedSequence, writeBundle } from './apply.ts';
import { bundleKey, BundleRefused, goodPath, makeManifest, sha256Of } from './bundle.ts';
import { collect, fileFor } from './collect.ts';

let place = '';
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'yakuba-mirror-'));
});
after(() => rm(place, { recursive: true }));

const signer = signerFrom('www.city.example.jp/site', Buffer.alloc(32, 7));
const stranger = signerFrom('www.city.example.jp/site', Buffer.alloc(32, 8));
const key = bundleKey(signer);

async function bundle(sequence: number, words: string, by = signer): Promise<string> {
  const folder = join(place, `bundle-${sequence}-${words}-${by === signer ? 'own' : 'other'}`);
  const contents = new Map([['index.html', Buffer.from(`<p>${words}</p>`)], ['kurashi/gomi/index.html', Buffer.from('<p>ごみ</p>')]]);
  const files = [...contents].map(([path, bytes]) => ({ path, sha256: sha256Of(bytes), bytes: bytes.byteLength }));
  await writeBundle(folder, makeManifest({ city: '072109', origin: 'https://www.city.example.jp', sequence, madeAt: '2026-11-27T09:00:00Z', files }, by), contents);
  return folder;
}
const served = (site: string) => readFile(join(site, 'current', 'index.html'), 'utf8');
const refused = (words: RegExp) => (error: unknown) => error instanceof BundleRefused && words.test(error.message);

test('CMS 18: 120 is taken; 119, an altered byte, another key, a missing file and a link are refused with the reason, and 120 is served on', async () => {
  const site = join(place, 'site');
  await applyBundle(await bundle(120, 'hundred-twenty'), site, key);
  assert.equal(await served(site), '<p>hundred-twenty</p>');
  await assert.rejects(applyBundle(await bundle(119, 'older'), site, key), refused(/119 は、いま出している 120 より新しくありません/));
  await assert.rejects(applyBundle(await bundle(120, 'again'), site, key), refused(/新しくありません/));
  const altered = await bundle(121, 'altered');
  await writeFile(join(altered, 'files', 'index.html'), '<p>altereD</p>');
  await assert.rejects(applyBundle(altered, site, key), refused(/index\.html の中身が、一覧と違います/));
  const list = await bundle(122, 'list');
  await writeFile(join(list, MANIFEST), (await readFile(join(list, MANIFEST), 'utf8')).replace('"sequence":122', '"sequence":123'));
  await assert.rejects(applyBundle(list, site, key), refused(/署名が合いません/));
  await assert.rejects(applyBundle(await bundle(124, 'stranger', stranger), site, key), refused(/署名が合いません/));
  const gap = await bundle(125, 'gap');
  await rm(join(gap, 'files', 'kurashi', 'gomi', 'index.html'));
  await assert.rejects(applyBundle(gap, site, key), refused(/がありません/));
  const link = await bundle(126, 'link');
  await rm(join(link, 'files', 'index.html'));
  await symlink('/etc/hostname', join(link, 'files', 'index.html'));
  await assert.rejects(applyBundle(link, site, key), refused(/ふつうのファイルではありません/));
  const unfinished = await bundle(127, 'unfinished');
  await rm(join(unfinished, MANIFEST));
  await assert.rejects(applyBundle(unfinished, site, key), refused(/写し終わっていない/));
  assert.deepEqual([await served(site), await servedSequence(site)], ['<p>hundred-twenty</p>', 120]);
  await applyBundle(await bundle(128, 'next'), site, key);
  assert.equal(await served(site), '<p>next</p>');
});

test('no file of a bundle lies outside it, and every address has one name', () => {
  for (const path of ['../x', '/etc/passwd', 'a/../b', 'a//b', 'c:\\x', 'a\u0000b', '.', '']) assert.equal(goodPath(path), false, path);
  assert.deepEqual(['/', '/kurashi/', '/kurashi/gomi.html', '/news', '/en', '/feed.xml', '/assets/ui-1.css', '/%2e%2e/x'].map(fileFor), ['index.html', 'kurashi/index.html', 'kurashi/gomi.html', 'news.html', 'en.html', 'feed.xml', 'assets/ui-1.css', null]);
});

test('collecting follows the site map and the folders, takes what pages need, and tells what did not answer', async () => {
  const house: Record<string, [number, string, string]> = {
    '/': [200, 'text/html', '<link href="/assets/ui.css"><a href="/kurashi/">くらし</a><a href="/find">予約</a>'], '/kurashi/': [200, 'text/html', '<a href="/kurashi/gomi.html">ごみ</a><img src="/files/ab/x.jpg">'],
    '/kurashi/gomi.html': [200, 'text/html', 'ごみ'], '/sitemap.xml': [200, 'application/xml', '<loc>https://c.jp/kurashi/gomi.html</loc><loc>https://c.jp/gone.html</loc>'], '/gone.html': [410, 'text/html', ''], '/assets/ui.css': [200, 'text/css', 'a{}'], '/files/ab/x.jpg': [200, 'image/jpeg', 'JPEG'],
  };
  const found = await collect(async (path) => { const [status, type, body] = house[path] ?? [404, 'text/html', '']; return { status, type, body: Buffer.from(body) }; }, ['/', '/sitemap.xml'], (address) => address.endsWith('/') || address.endsWith('.html'));
  assert.deepEqual([...found.files.keys()].toSorted(), ['assets/ui.css', 'files/ab/x.jpg', 'index.html', 'kurashi/gomi.html', 'kurashi/index.html', 'sitemap.xml']);
  assert.deepEqual(found.left, [{ address: '/gone.html', status: 410 }]);
});
