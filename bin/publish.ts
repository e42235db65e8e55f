/** `./yakuba publish --to 場所`: the public site as a signed bundle for any mirror; `./yakuba mirror` takes one. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createHmac } from 'node:crypto';
import { makeAssets } from '../src/assets.ts';
import { signerFrom, type Signer } from '../src/kernel/audit/note.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { startServer } from '../src/kernel/http/server.ts';
import type { OpenCity } from '../src/kernel/house.ts';
import { writeBundle } from '../src/kernel/mirror/apply.ts';
import { bundleKey, makeManifest, sha256Of } from '../src/kernel/mirror/bundle.ts';
import { collect, type Fetch } from '../src/kernel/mirror/collect.ts';
import { systems } from '../src/main-systems.ts';
import { renderPage } from '../src/ui/context.tsx';
import { problemPage } from '../src/ui/problem.tsx';
import { withCity } from './city-beside.ts';
import { buildIslands } from './islands.ts';
import { readWords } from './words.ts';

const HELP = `使い方: ./yakuba publish --to 場所 [--city 市] [--data ./data]
  公開しているページ・新着・サイトマップ・災害情報・画像を、署名した一束にして 場所/bundle-番号 に書きます。
  ./yakuba publish --key   鏡（ミラー）に一度だけ渡す鍵を出します。
  鏡の機械では ./yakuba mirror --from 束 --to 公開フォルダー --key 鍵`;

/** Where everything else is found from. */
const STARTS = ['/', '/home', '/disaster', '/disaster.json', '/news', '/sitemap', '/events', '/faq', '/public-comments', '/schools', '/accessibility', '/feed.xml', '/rss.xml', '/sitemap.xml', '/robots.txt', '/events.ics', '/events.csv', '/en', '/en/home', '/en/disaster', '/en/news', '/en/sitemap', '/en/events', '/en/faq'];
/** Pages that are read; services need the house, and a copy of their forms would only disappoint. */
const read = /^(?:\/en)?(?:\/$|\/(?:[a-z0-9-]+\/)+$|\/.*\.html$|\/c\/[a-z0-9-]+$|\/(?:events|faq|public-comments|schools|facilities|accessibility)(?:\/[A-Za-z0-9-]+)*$|\/news$)/;

function signerOf(city: OpenCity): Signer {
  const host = URL.canParse(city.origin) ? new URL(city.origin).host : 'yakuba.invalid';
  return signerFrom(`${host}/site/${city.facts.code}`, createHmac('sha256', city.key).update('published site').digest());
}

/** The next number, for good: a bundle that was not finished leaves a gap and no harm. */
async function nextSequence(city: OpenCity): Promise<number> {
  const taken = await city.staffDb.use((asks) => asks.run<{ value: number }>(`insert into kernel.settings (name, value) values ('site-bundle', '1'::jsonb) on conflict (name) do update set value = to_jsonb((kernel.settings.value #>> '{}')::int + 1) returning (value #>> '{}')::int as value`));
  return taken.rows[0]?.value ?? 1;
}

async function publish(city: OpenCity, to: string): Promise<void> {
  const server = await startServer({ cityOf: () => city, systems, faces: ['citizen'], assets: makeAssets(city.facts, await buildIslands()), drawing: { renderPage, problemPage }, port: 0, rate: null });
  try {
    const ask: Fetch = async (path) => {
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual', headers: { 'accept-encoding': 'identity' } });
      return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: new Uint8Array(await answer.arrayBuffer()) };
    };
    const { files, left } = await collect(ask, STARTS, (address) => read.test(address), (count) => console.log(`  ${count} 件`));
    const list = [...files].map(([path, bytes]) => ({ path, sha256: sha256Of(bytes), bytes: bytes.byteLength }));
    const sequence = await nextSequence(city);
    const signed = makeManifest({ city: city.facts.code, origin: city.origin, sequence, madeAt: systemClock.now().toString({ smallestUnit: 'second' }), files: list }, signerOf(city));
    mkdirSync(to, { recursive: true });
    const folder = join(to, `bundle-${String(sequence).padStart(8, '0')}`);
    await writeBundle(folder, signed, files);
    for (const one of left.filter(({ status }) => status >= 500)) console.log(`  ！ ${one.address} は ${one.status} でした。入れていません。`);
    console.log(`${folder} に ${list.length} 件、${(list.reduce((sum, file) => sum + file.bytes, 0) / 1024 / 1024).toFixed(1)} MB を書きました（番号 ${sequence}）。`);
  } finally {
    await server.stop();
  }
}

export async function run(given: readonly string[]): Promise<void> {
  const words = readWords(given, ['to', 'city', 'data'], ['key', 'help']);
  const to = words.options.get('to');
  if (words.options.has('help') || (to === undefined && !words.options.has('key'))) return console.log(HELP);
  await withCity('./yakuba publish', words.options, async (city) => {
    if (to === undefined) return console.log(bundleKey(signerOf(city)));
    await publish(city, resolve(to));
  });
}
