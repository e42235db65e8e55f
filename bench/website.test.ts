/** The parts of the website's measurement that need no town: its pages, its questions, its checks, and that its clock lets no standing still pass. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { BlocksShape } from '../src/citizen-services/website/rules/blocks.ts';
import { measureChecks } from './website-check.ts';
import { runWebLoad } from './website-load.ts';
import { PageMaker, pagesOfBlocks, vocabulary } from './website-pages.ts';
import { measureSearch, questions } from './website-search.ts';
import { HEADS, lineOf, timesOf } from './website-times.ts';

const words = vocabulary();

test('the same number makes the same pages, and every page is one an editor could have written', () => {
  const [one, other] = [new PageMaker(words, 5), new PageMaker(words, 5)];
  const pages = Array.from({ length: 40 }, () => one.next());
  assert.deepEqual(pages, Array.from({ length: 40 }, () => other.next()));
  for (const page of pages) assert.equal(BlocksShape.safeParse(page.blocks).success, true, page.title);
  assert.equal(new Set(pages.map((page) => page.slug)).size, 40);
  for (const blocks of [10, 50, 200]) for (const draft of pagesOfBlocks(words, blocks, 4)) assert.equal(BlocksShape.parse(draft.blocks).length, blocks);
});

test('every kind of question is asked, and what is there is found', () => {
  assert.deepEqual([...questions(words, 10)].filter(([, list]) => list.length < 5).map(([kind]) => kind), []);
  const found = measureSearch(words, 300, 1);
  assert.ok(found.most > 30 && found.characters > 50_000, JSON.stringify([found.most, found.characters]));
  assert.equal(found.byKind.length, questions(words).size);
});

test('the checks are run over pages that have something to find', () => {
  for (const one of measureChecks(words, 4, 1)) assert.ok(one.count > 0 && one.findings > 0 && one.dearest.length === 3, one.name);
});

test('half as many requests at moments of chance: a server that stands still for a while is told of', { timeout: 30_000 }, async () => {
  let asked = 0;
  const server = createServer((request, answer) => {
    asked += 1;
    const stop = performance.now() + 200;
    if (asked === 300) while (performance.now() < stop);
    answer.writeHead(request.url === '/no' ? 404 : 200, { 'content-length': 5 }).end('hello');
  });
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const { port } = address;
  const most = await runWebLoad({ ports: [port], paths: ['/'], connections: 4, perSecond: 0, seconds: 5, requests: 200 });
  assert.deepEqual([most.statuses, most.count], [{ 200: 200 }, 200]);
  const half = await runWebLoad({ ports: [port], paths: ['/', '/no'], connections: 8, perSecond: 400, seconds: 1.5 });
  assert.deepEqual(Object.keys(half.others), ['/no']);
  assert.ok(Math.abs(half.count - 600) < 150, String(half.count));
  assert.ok(half.max >= 150, `the standing still of 200 ms shows as ${half.max}`);
  // Some eighty requests were due in those 200 ms: with a clock that starts when a line is free there would be eight.
  assert.ok(half.p95 > 20, String(half.p95));
  server.closeAllConnections();
  server.close();
});

test('a line of the report says what was missed', () => {
  const line = lineOf('検索', timesOf([1, 2, 30]), { perSecond: 10, goal: 'p95 20 ms 以下', met: false, also: '3 回' });
  assert.equal(line.length, HEADS.length);
  assert.ok(line.includes('未達') && line.includes('30.0'));
});
