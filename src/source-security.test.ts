/** What the source itself must not contain: ways to run what somebody sent, weak ciphers, secrets, addresses of strangers. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isTest = (path: string) => /[.-](?:test|fixture|tmp)\.tsx?$|\/testing/.test(path);
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).filter((path) => !isTest(path)).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const browser = sources.filter(({ path }) => path.includes('.client.'));

/** Every place where the pattern stands, as 'path: what stands there'. */
function places(among: readonly { readonly path: string; readonly text: string }[], pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) => [...text.matchAll(pattern)].map((match) => `${path}: ${match[0].trim()}`)).toSorted();
}
const files = (found: readonly string[]) => [...new Set(found.map((place) => place.slice(0, place.indexOf(':'))))];

test('the scan sees the sources', () => {
  assert.ok(sources.length > 200 && browser.length >= 5);
  assert.deepEqual(places([{ path: 'x', text: 'a = eval(b)' }], /\beval\(/g), ['x: eval(']);
});

test('nothing that was sent is ever run: no eval, no function made of text, no shell that reads words', () => {
  assert.deepEqual(places(sources, /\beval\(|new Function\(|node:vm|\bexecSync\(|[^.\w]exec\(|shell: *true|setTimeout\(['"`]/g), []);
  assert.deepEqual(files(places(sources, /\bspawn\(|\bspawnSync\(|\bexecFile(?:Sync)?\(|\bfork\(/g)).filter((path) => !/^src\/kernel\/(?:db\/embedded|backup\/)/.test(path)), []);
});

test('HTML that is not a component’s stands in a few known places, all of the house’s own making', () => {
  assert.deepEqual(files(places(sources, /dangerouslySetInnerHTML/g)), ['src/administration/continuity/pages/picture.tsx', 'src/citizen-services/events/pages/json-ld.tsx', 'src/citizen-services/reservations/pages/citizen/map.tsx', 'src/ui/charts.tsx']);
  assert.deepEqual(places(browser, /\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|createContextualFragment/g), []);
});

test('the browser keeps nothing and talks to nobody else', () => {
  assert.deepEqual(places(browser, /localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie|navigator\.serviceWorker/g), []);
  assert.deepEqual(places(browser, /postMessage\(|addEventListener\('message'|new WebSocket|new EventSource|RTCPeerConnection|sendBeacon|importScripts/g), []);
  assert.deepEqual(places(sources, /<(?:script|link|img|iframe|object|embed)[^>]*(?:src|href)=["'{`]+https?:\/\//g), []);
  assert.deepEqual(places(globSync('src/**/*.css', { cwd: root }).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })), /@import url|url\(["']?(?:https?:)?\/\//g), []);
});

test('chance and ciphers come from the platform, and none is weak', () => {
  assert.deepEqual(places(sources, /Math\.random/g), []);
  assert.deepEqual([...new Set(sources.flatMap(({ text }) => [...text.matchAll(/create(?:Hash|Hmac)\('([^']+)'/g)].map((match) => match[1])))].toSorted(), ['sha1', 'sha256']);
  assert.deepEqual(places(sources, /createHash\('sha1'\).*/g), ["src/kernel/http/guard.ts: createHash('sha1').update(body).digest('base64url').slice(0, 20)}\"`;"], '版の印（ETag）だけ');
  assert.deepEqual([...new Set(sources.flatMap(({ text }) => [...text.matchAll(/createCipheriv\('([^']+)'|name: '(AES-[A-Z]+)'/g)].map((match) => match[1] ?? match[2])))].toSorted(), ['AES-GCM', 'chacha20-poly1305']);
  assert.deepEqual(files(places(sources, /md5/gi)), ['src/kernel/db/fingerprint.ts'], '写しと元の行を比べる目印だけ');
  assert.deepEqual(places(sources, /des-(?:ede|cbc|ecb)|rc4|aes-\d+-(?:ecb|cbc)|RSA_PKCS1_PADDING|rejectUnauthorized: *false|NODE_TLS_REJECT_UNAUTHORIZED/gi), []);
});

test('no secret stands in the source', () => {
  const kept = sources.concat(globSync(['bin/**/*.ts', 'deploy/**/*', '*.json', 'cities/**/*.json'], { cwd: root, exclude: (path) => path.includes('node_modules') }).filter((path) => /\.(?:ts|json|conf|cfg|sh|service|yml|yaml)$/.test(path)).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
  assert.deepEqual(places(kept, /-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[A-Z0-9]{20,}|AKIA[0-9A-Z]{16}|yk_[cs]_[A-Za-z0-9_-]{43}|postgres:\/\/[^:\s'"`]+:(?!パスワード|password|\.\.\.)[A-Za-z0-9]{12,}@/g), []);
});

test('dependencies are exact, locked with their hashes, and come from one registry', () => {
  const { dependencies, devDependencies }: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
  const lock: { packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
  assert.ok(locked.length > 100);
  for (const [path, { integrity }] of locked) assert.match(integrity ?? '', /^sha512-/, path);
});
