/** The walk through the public pages: in the order of the links, and behind those who wait for an answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { City } from '../city.ts';
import { linksIn, PublicWalk } from './walk.ts';

// The walk asks a city for nothing but whether its database is away.
const city = { citizenDb: {} } as unknown as City;
const pages: Readonly<Record<string, string>> = { '/': '<a href="/one">1</a><a href="/two?w=3">2</a>', '/en': '', '/one': '<a href="/">0</a>' };

/** One walk to its end: every step in order, and how often it asked whether others are waiting. */
async function walked(busyness: (asked: number) => number): Promise<readonly string[]> {
  const steps: string[] = [];
  let asked = 0;
  let before = 0;
  await new Promise<void>((done) => {
    const walk = new PublicWalk({
      room: () => true,
      busy: () => busyness(asked++),
      fetch: async (_, __, path) => {
        steps.push(`${path} ${asked - before}`);
        before = asked;
        return { html: pages[path] ?? null };
      },
      walked: async (_, paths) => {
        steps.push(`${paths.size} pages ${asked - before}`);
        done();
      },
    });
    walk.visited(city, 'localhost', 0);
    walk.visited(city, 'localhost', 1_000_000_000); // a city is walked once at a time
  });
  return steps;
}

test('links of the house are followed, those with a question mark, of assets and of elsewhere are not', () => {
  assert.deepEqual(linksIn('<a href="/a#b"></a><a href="/c?d"></a><a href="//e.example/"></a><img src="/f.png"><a href="/staff/g"></a><a href="/assets/h"></a><a href="https://i.example/"></a><a class="x" href="/j/">'), ['/a', '/f.png', '/j/']);
});

test('a process with time for it walks from page to page', async () => {
  assert.deepEqual(await walked(() => 0), ['/ 0', '/en 2', '/one 2', '3 pages 2']);
});

test('while others are being answered the walk waits, and goes on when they are', async () => {
  // Asked 0 and 1 around the first step, then three more times until it is calm.
  assert.deepEqual(await walked((asked) => (asked < 4 ? 0.9 : 0)), ['/ 0', '/en 5', '/one 2', '3 pages 2']);
});

test('on a day that never calms down it walks all the same, page by page', async () => {
  assert.deepEqual(await walked((asked) => (asked < 30 ? 1 : 0)), ['/ 0', '/en 21', '/one 10', '3 pages 2']);
});
