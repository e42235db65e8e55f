import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alternativesTo, entryKey, gridOf, markSigns, summaryOf } from './availability.ts';
import type { Claim, GridQuestion } from './availability.ts';
import { civicCenter } from './civic-center.fixture.ts';
import { overlaps, useSpan } from './slots.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const saturday = day('2027-02-06');
const evening = useSpan(saturday, { start: 1080, end: 1260 });
const claim = (cell: string, change: Partial<Claim> = {}): Claim => ({ cell, kind: 'booking', ...evening, ...change });
const question: GridQuestion = {
  policy: civicCenter, units: civicCenter.units.filter((unit) => unit.space === 'GYM'), dates: [saturday], claims: [], now: at('2027-02-04T12:00:00'),
  seeker: { userClass: 'R-GROUP', channel: 'web' },
};

function marks(change: Partial<GridQuestion>, slot = 'NT'): Record<string, string> {
  const grid = gridOf({ ...question, ...change });
  return Object.fromEntries(grid.map((one) => [one.unit, one.closed === null ? (one.slots.find((candidate) => candidate.slot.code === slot)?.mark ?? 'none') : 'closed']));
}

test('半面Aが仮予約なら全面は×、半面Bは○', () => {
  const claims = [claim('g1'), claim('g2')];
  assert.deepEqual(marks({ claims }), { 'GYM-ALL': 'taken', 'GYM-A': 'taken', 'GYM-B': 'free', 'GYM-Q1': 'taken' });
  assert.deepEqual(marks({ claims }, 'PM'), { 'GYM-ALL': 'free', 'GYM-A': 'free', 'GYM-B': 'free', 'GYM-Q1': 'free' });
  const all = gridOf({ ...question, claims }).find((one) => one.unit === 'GYM-ALL')?.slots.find((one) => one.slot.code === 'NT');
  assert.deepEqual([all?.freeCells, all?.bookable], [2, false]);
  assert.equal(summaryOf(Object.values(marks({ claims })).flatMap((mark) => (mark === 'taken' || mark === 'free' ? [mark] : []))), 'part');
});

test('公用・避難所は公、期限の切れた仮押さえは空き', () => {
  assert.equal(marks({ claims: [claim('g3', { kind: 'block' })] })['GYM-ALL'], 'official');
  assert.equal(marks({ claims: [claim('g3', { kind: 'shelter' })] })['GYM-B'], 'official');
  assert.equal(marks({ claims: [claim('g1', { kind: 'hold', holdUntil: at('2027-02-04T12:00:01') })] })['GYM-A'], 'taken');
  assert.equal(marks({ claims: [claim('g1', { kind: 'hold', holdUntil: at('2027-02-04T12:00:00') })] })['GYM-A'], 'free');
});

test('休館日・過ぎた時間・受付前・対象外・抽選', () => {
  assert.equal(marks({ dates: [day('2027-02-08')] })['GYM-ALL'], 'closed');
  assert.equal(marks({ now: at('2027-02-06T18:00:00') })['GYM-ALL'], 'past');
  assert.equal(marks({ dates: [day('2027-04-10')] })['GYM-ALL'], 'not_yet');
  assert.equal(marks({ seeker: { userClass: 'X', channel: 'web' } })['GYM-ALL'], 'not_for_you');
  assert.equal(marks({ seeker: null })['GYM-ALL'], 'free');
  const april = day('2027-04-10');
  const lotteryEntries = new Map([[entryKey('GYM-ALL', april, 'NT'), 7]]);
  const [first] = gridOf({ ...question, dates: [april], now: at('2027-02-12T12:00:00'), lotteryEntries });
  const slot = first?.slots.find((one) => one.slot.code === 'NT');
  assert.deepEqual([slot?.mark, slot?.entries, slot?.bookable], ['lottery', 7, false]);
  assert.equal(markSigns.lottery.sign, '抽');
});

test('音の出る部屋が入っている時間、静かな部屋は選べない', () => {
  const meeting = civicCenter.units.filter((unit) => unit.code === 'MEET-1');
  const zoneClaims = [{ zone: '2F', noiseClass: 'loud', ...useSpan(saturday, { start: 600, end: 720 }) }];
  const free = gridOf({ ...question, units: meeting, zoneClaims })[0]?.slots.filter((one) => one.mark === 'free').map((one) => one.slot.start) ?? [];
  assert.ok(free.includes(570) && !free.includes(600) && !free.includes(690) && free.includes(720));
});

test('空きの近いところを挙げる: 同じ時間のほかの面、次に近い時間', () => {
  const grid = gridOf({ ...question, claims: [claim('g1'), claim('g2')] });
  const found = alternativesTo(grid, { unit: 'GYM-A', date: saturday, start: 1080 }, 2);
  assert.deepEqual(found.map((one) => `${one.unit} ${one.slot.code}`), ['GYM-B NT', 'GYM-A PM']);
});

test('一つの月、30室: 朝が埋まっていれば、朝だけが埋まり、ほかは空いている', () => {
  const units = Array.from({ length: 30 }, (_, index) => ({ ...(civicCenter.units[0] ?? assert.fail()), code: `U${index}`, cells: [`c${index}a`, `c${index}b`] }));
  const dates = Array.from({ length: 31 }, (_, index) => day('2027-03-01').add({ days: index }));
  const claims = units.flatMap((unit) => dates.flatMap((date) => unit.cells.map((cell) => ({ cell, kind: 'booking' as const, ...useSpan(date, { start: 540, end: 720 }) }))));
  const empty = gridOf({ ...question, units, dates, claims: [] });
  const full = gridOf({ ...question, units, dates, claims });
  assert.equal(full.length, 30 * 31);
  for (const [index, one] of full.entries()) {
    for (const [at, { slot, mark }] of one.slots.entries()) {
      const before = empty[index]?.slots[at]?.mark;
      assert.equal(mark, slot.start < 720 && slot.end > 540 && before === 'free' ? 'taken' : before, `${one.unit} ${one.date.toString()} ${slot.code}`);
    }
  }
});

test('○の枠には、その区画のどの予約も重ならない', () => {
  const anyClaim = fc.record({ cell: fc.constantFrom('g1', 'g2', 'g3', 'g4'), start: fc.integer({ min: 500, max: 1200 }), length: fc.integer({ min: 1, max: 300 }) });
  fc.assert(fc.property(fc.array(anyClaim, { maxLength: 12 }), (list) => {
    const claims = list.map(({ cell, start, length }): Claim => ({ cell, kind: 'booking', ...useSpan(saturday, { start, end: start + length }) }));
    for (const one of gridOf({ ...question, claims })) {
      const cells = civicCenter.units.find((unit) => unit.code === one.unit)?.cells ?? [];
      for (const { slot, mark } of one.slots) {
        const meets = claims.some((taken) => cells.includes(taken.cell) && overlaps(taken, useSpan(saturday, slot)));
        assert.equal(mark === 'taken', meets);
      }
    }
  }), { numRuns: 50 });
});
