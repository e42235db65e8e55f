import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { closesAt, daysLeft, decidingDay, earliestClose, isLate, periodDays, periodProblem } from './period.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const period = (publishedOn: string, closesOn: string, reason = '') => ({ publishedOn: day(publishedOn), closesOn: day(closesOn), reason });

test('the day of publication counts: published on 1 April, 30 days end on 30 April', () => {
  assert.equal(earliestClose(day('2026-04-01'), 30).toString(), '2026-04-30');
  assert.equal(periodDays(period('2026-04-01', '2026-04-30')), 30);
  assert.equal(periodProblem(period('2026-04-01', '2026-04-30'), 30), null);
});

test('29 days need a reason, and blanks are none', () => {
  assert.equal(periodProblem(period('2026-04-01', '2026-04-29'), 30), 'ReasonNeeded');
  assert.equal(periodProblem(period('2026-04-01', '2026-04-29', '　 '), 30), 'ReasonNeeded');
  assert.equal(periodProblem(period('2026-04-01', '2026-04-29', '国の補助の申請期限が迫っているため'), 30), null);
});

test('no reason makes a period end before it begins', () => assert.equal(periodProblem(period('2026-04-02', '2026-04-01', '急ぐため'), 30), 'EndsBeforeItBegins'));

test('over the end of February, with and without 29 February', () => {
  assert.equal(earliestClose(day('2027-02-01'), 30).toString(), '2027-03-02');
  assert.equal(earliestClose(day('2028-02-01'), 30).toString(), '2028-03-01');
});

test('it ends at 24:00 in Japan: a second before is in time, the stroke itself is late', () => {
  assert.equal(closesAt(day('2026-04-30')).toString(), '2026-04-30T15:00:00Z');
  assert.equal(isLate(Temporal.Instant.from('2026-04-30T23:59:59.999+09:00'), day('2026-04-30')), false);
  assert.equal(isLate(Temporal.Instant.from('2026-05-01T00:00:00+09:00'), day('2026-04-30')), true);
});

test('days left: the last day is one, the day after none', () => {
  assert.deepEqual(['2026-04-01', '2026-04-30', '2026-05-01', '2026-06-01'].map((today) => daysLeft(day('2026-04-30'), day(today))), [30, 1, 0, 0]);
});

test('消印有効 looks at the postmark, 必着 at the arrival; a postmark after the arrival is not believed', () => {
  const post = { receivedOn: day('2026-05-02'), postmarkedOn: day('2026-04-30') };
  assert.equal(decidingDay(post, 'postmark').toString(), '2026-04-30');
  assert.equal(decidingDay(post, 'arrival').toString(), '2026-05-02');
  assert.equal(decidingDay({ ...post, postmarkedOn: day('2026-05-09') }, 'postmark').toString(), '2026-05-02');
  assert.equal(decidingDay({ ...post, postmarkedOn: null }, 'postmark').toString(), '2026-05-02');
});

test('whatever the day and the number: the earliest end is the shortest period without a reason', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 365 }), (offset, minDays) => {
    const publishedOn = day('2020-01-01').add({ days: offset });
    const closesOn = earliestClose(publishedOn, minDays);
    assert.equal(periodDays({ publishedOn, closesOn }), minDays);
    assert.equal(periodProblem({ publishedOn, closesOn, reason: '' }, minDays), null);
    assert.notEqual(periodProblem({ publishedOn, closesOn: closesOn.subtract({ days: 1 }), reason: '' }, minDays), null);
  }));
});
