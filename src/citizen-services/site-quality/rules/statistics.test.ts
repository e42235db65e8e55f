import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { byDay, byPage, countedPath, type DayCount, FEWEST, publicCounts } from './statistics.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const [from, to] = [day('2026-10-01'), day('2026-10-03')];
const row = (on: string, path: string, views: number): DayCount => ({ day: day(on), path, views });

test('a page under five is not named; two of them make a sum, one alone does not', () => {
  const seen = publicCounts([row('2026-10-01', '/a.html', 9), row('2026-10-02', '/b.html', 4), row('2026-10-02', '/c.html', 3)], from, to);
  assert.deepEqual(seen.pages, [{ path: '/a.html', views: 9 }]);
  assert.deepEqual([seen.others, seen.otherPages], [7, 2]);
  assert.deepEqual(publicCounts([row('2026-10-01', '/a.html', 9), row('2026-10-02', '/b.html', 4)], from, to).others, null);
});

test('days: a small one without its number, and the next smallest with it, for alone it would be what is missing from the sum', () => {
  assert.deepEqual(publicCounts([row('2026-10-01', '/a.html', 9), row('2026-10-02', '/a.html', 4), row('2026-10-03', '/a.html', 6)], from, to).days.map((one) => one.views), [9, null, null]);
  assert.deepEqual(byDay([row('2026-10-01', '/a.html', 2), row('2026-10-01', '/b.html', 3)], from, to).map((one) => one.views), [5, 0, 0]);
});

test('staff see all: the most read first', () => {
  assert.deepEqual(byPage([row('2026-10-01', '/a.html', 2), row('2026-10-02', '/a.html', 2), row('2026-10-02', '/b.html', 3)]), [{ path: '/a.html', views: 4 }, { path: '/b.html', views: 3 }]);
});

test('whatever was counted, no number from one to four is ever public', () => {
  const counts = fc.array(fc.record({ day: fc.constantFrom('2026-10-01', '2026-10-02', '2026-10-03'), path: fc.constantFrom('/a', '/b', '/c', '/d'), views: fc.integer({ min: 1, max: 12 }) }));
  fc.assert(fc.property(counts, (list) => {
    const seen = publicCounts(list.map((one) => row(one.day, one.path, one.views)), from, to);
    for (const { views } of seen.pages) assert.ok(views >= FEWEST);
    for (const { views } of seen.days) assert.ok(views === null || views === 0 || views >= FEWEST);
    assert.ok(seen.others === null || seen.others >= FEWEST);
    const missing = seen.pages.reduce((sum, one) => sum + one.views, seen.others ?? 0) - seen.days.reduce((sum, one) => sum + (one.views ?? 0), 0);
    const without = seen.days.filter((one) => one.views === null).length;
    assert.ok(missing === 0 || (missing >= FEWEST && without >= 2) || seen.days.every((one) => one.views === null || one.views === 0), `${missing} missing of ${without} days`);
  }));
});

test('an address is counted without language, query and fragment; a person’s own pages are not', () => {
  assert.equal(countedPath('/en/kurashi/?q=secret#x'), '/kurashi/');
  assert.equal(countedPath('/en'), '/');
  for (const own of ['/my/messages/1', '/staff/x', '/api/x', '/sign-in', 'x', `/${'a'.repeat(400)}`, '/a b']) assert.equal(countedPath(own), null, own);
});
