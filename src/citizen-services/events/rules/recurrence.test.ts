import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHoliday } from '../../../kernel/calendar/holidays.ts';
import { allDay, at, day, rule, series, timed } from './event.fixture.ts';
import { type Change, expand, horizon, type HolidayRule, named, type Rule, type Series, WEEKDAYS } from './recurrence.ts';

const days = (it: Series, from: string, to: string) => expand(it, { from: day(from), to: day(to) }, isHoliday).occurrences.map(({ when }) => (when.allDay ? when.first : when.from.toPlainDate()).toString());
const change = (id: string, given: Partial<Change> = {}): Change => ({ id: day(id), status: 'scheduled', when: null, note: '', sequence: 1, updatedAt: at('2026-08-02T09:00:00'), ...given });

test('毎月第2月曜、祝日の場合は翌日: every occurrence keeps the name of its Monday', () => {
  const consultation = series(timed('2026-09-01T10:00', '2026-09-01T12:00'), { rule: rule('FREQ=MONTHLY;BYDAY=2MO'), holidayRule: 'next_day' });
  assert.deepEqual(days(consultation, '2026-09-01', '2027-03-31'), ['2026-09-14', '2026-10-13', '2026-11-09', '2026-12-14', '2027-01-12', '2027-02-08', '2027-03-08']);
  assert.deepEqual(named(consultation, { from: day('2026-10-01'), to: day('2026-10-31') }, isHoliday).map(({ id, when }) => [id.toString(), when.allDay || when.from.toString()]), [['2026-10-12', '2026-10-13T10:00:00']]);
});

test('a closing day each Monday moves to the next day that is no holiday', () => {
  const closed = series(allDay('2026-04-06'), { rule: rule('FREQ=WEEKLY;BYDAY=MO'), holidayRule: 'next_day' });
  assert.deepEqual(days(closed, '2027-03-20', '2027-03-30'), ['2027-03-23', '2027-03-29']);
  // 5/4, 5/5 and 5/6 are holidays in a row.
  assert.deepEqual(days(closed, '2026-05-01', '2026-05-12'), ['2026-05-07', '2026-05-11']);
  assert.deepEqual(days({ ...closed, holidayRule: 'skip' }, '2026-05-01', '2026-05-12'), ['2026-05-11']);
  assert.deepEqual(days({ ...closed, holidayRule: 'as_is' }, '2026-05-01', '2026-05-12'), ['2026-05-04', '2026-05-11']);
});

test('from a Friday that is a holiday the next day is Saturday, the next weekday is Monday', () => {
  const friday = series(allDay('2026-09-04'), { rule: rule('FREQ=WEEKLY;BYDAY=FR') });
  // 2028-02-11 is 建国記念の日, a Friday.
  assert.deepEqual(days({ ...friday, holidayRule: 'next_day' }, '2028-02-08', '2028-02-17'), ['2028-02-12']);
  assert.deepEqual(days({ ...friday, holidayRule: 'next_weekday' }, '2028-02-08', '2028-02-17'), ['2028-02-14']);
});

test('two occurrences never share a day: who is moved gives way', () => {
  const both = series(allDay('2026-04-06'), { rule: rule('FREQ=WEEKLY;BYDAY=MO,TU'), holidayRule: 'next_day' });
  assert.deepEqual(named(both, { from: day('2026-10-12'), to: day('2026-10-13') }, isHoliday).map(({ id }) => id.toString()), ['2026-10-13']);
  assert.deepEqual(named(both, { from: day('2026-05-04'), to: day('2026-05-10') }, isHoliday).map(({ id, when }) => `${id.toString()} ${when.allDay ? when.first.toString() : ''}`), ['2026-05-04 2026-05-07']);
});

test('ordinals from the end, days a month does not have, and the end of the rule', () => {
  assert.deepEqual(days(series(allDay('2026-09-01'), { rule: rule('FREQ=MONTHLY;BYDAY=-1FR') }), '2026-09-01', '2026-11-30'), ['2026-09-25', '2026-10-30', '2026-11-27']);
  assert.deepEqual(days(series(allDay('2027-01-31'), { rule: rule('FREQ=MONTHLY') }), '2027-01-01', '2027-05-31'), ['2027-01-31', '2027-03-31', '2027-05-31']);
  assert.deepEqual(days(series(allDay('2027-01-31'), { rule: rule('FREQ=MONTHLY;BYMONTHDAY=-1') }), '2027-01-01', '2027-03-31'), ['2027-01-31', '2027-02-28', '2027-03-31']);
  assert.deepEqual(days(series(allDay('2026-09-01'), { rule: rule('FREQ=DAILY;INTERVAL=3;COUNT=3') }), '2026-09-01', '2027-03-31'), ['2026-09-01', '2026-09-04', '2026-09-07']);
  assert.deepEqual(days(series(allDay('2026-09-01'), { rule: rule('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260915') }), '2026-09-01', '2027-03-31'), ['2026-09-01', '2026-09-08', '2026-09-15']);
  // RFC 5545 §3.8.5.3: the begin of a week decides which Sunday is of the same week.
  assert.deepEqual(days(series(allDay('1997-08-05'), { rule: rule('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO') }), '1997-08-01', '1997-12-31'), ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24']);
  assert.deepEqual(days(series(allDay('1997-08-05'), { rule: rule('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU') }), '1997-08-01', '1997-12-31'), ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31']);
});

test('exceptions and additions: a named day is kept on a holiday, and nothing takes place on an excluded one', () => {
  const monthly = series(allDay('2026-09-14'), { rule: rule('FREQ=MONTHLY;BYDAY=2MO'), holidayRule: 'next_day', exdates: [day('2026-11-09')], rdates: [day('2026-11-23')] });
  assert.deepEqual(days(monthly, '2026-10-01', '2026-12-31'), ['2026-10-13', '2026-11-23', '2026-12-14']);
  // Whether they exclude the day of the rule or the day the public knows.
  for (const without of ['2026-10-12', '2026-10-13']) assert.deepEqual(days({ ...monthly, exdates: [day(without)] }, '2026-10-01', '2026-10-31'), []);
});

test('one is cancelled or moved, the others are not touched; a change of what is no longer there is reported', () => {
  const weekly = series(timed('2026-09-01T10:00', '2026-09-01T12:00'), { rule: rule('FREQ=WEEKLY;BYDAY=TU'), changes: [
    change('2026-09-08', { status: 'cancelled' }), change('2026-09-15', { when: timed('2026-09-17T13:00', '2026-09-17T15:00') }), change('2026-09-30', { status: 'cancelled' }),
    change('2026-12-22', { when: timed('2026-09-20T10:00', null) }),
  ] });
  const { occurrences, lost } = expand(weekly, { from: day('2026-09-01'), to: day('2026-09-30') }, isHoliday);
  assert.deepEqual(occurrences.map(({ id, when, change: it }) => [id.toString(), when.allDay || when.from.toString(), it?.status ?? null]), [
    ['2026-09-01', '2026-09-01T10:00:00', null], ['2026-09-08', '2026-09-08T10:00:00', 'cancelled'], ['2026-09-15', '2026-09-17T13:00:00', 'scheduled'],
    ['2026-12-22', '2026-09-20T10:00:00', 'scheduled'], ['2026-09-22', '2026-09-22T10:00:00', null], ['2026-09-29', '2026-09-29T10:00:00', null],
  ]);
  assert.deepEqual(lost.map(({ id }) => id.toString()), ['2026-09-30']);
});

test('what lasts several days is in every window it touches; a night until 0:00 does not touch the next day', () => {
  const festival = series(allDay('2026-10-04', '2026-10-06'));
  assert.equal(days(festival, '2026-10-06', '2026-10-10').length, 1);
  assert.equal(days(festival, '2026-10-07', '2026-10-10').length, 0);
  assert.equal(days(series(timed('2026-10-04T20:00', '2026-10-05T00:00')), '2026-10-05', '2026-10-10').length, 0);
  assert.equal(horizon(day('2026-10-04')).to.toString(), '2027-11-04');
});

test('a calendar in which every day is a holiday, or a rule nothing fits, comes to an end', () => {
  assert.equal(expand(series(allDay('2026-09-01'), { rule: rule('FREQ=DAILY'), holidayRule: 'next_day' }), horizon(day('2026-09-01')), () => true).occurrences.length, 0);
  assert.deepEqual(days(series(allDay('2027-02-01'), { rule: rule('FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;COUNT=3') }), '2027-02-01', '2040-02-01'), []);
});

const START = day('2026-01-01');
const weekday = fc.constantFrom(...WEEKDAYS);
const end = fc.oneof(fc.constant(null), fc.record({ count: fc.integer({ min: 1, max: 30 }) }), fc.integer({ min: 0, max: 500 }).map((after) => ({ until: START.add({ days: 40 + after }) })));
const anyRule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ freq: fc.constant('DAILY' as const), byDay: fc.array(weekday.map((it) => ({ weekday: it, nth: null })), { maxLength: 2 }), byMonthDay: fc.array(fc.constantFrom(1, 13, 31, -1, -3), { maxLength: 2 }) }),
  fc.record({ freq: fc.constant('WEEKLY' as const), byDay: fc.array(weekday.map((it) => ({ weekday: it, nth: null })), { maxLength: 3 }), byMonthDay: fc.constant([]) }),
  fc.record({ freq: fc.constant('MONTHLY' as const), byDay: fc.array(fc.record({ weekday, nth: fc.constantFrom(null, 1, 2, 3, 4, -1, -2) }), { maxLength: 2 }), byMonthDay: fc.array(fc.constantFrom(1, 13, 29, 30, 31, -1, -3), { maxLength: 2 }) }),
).chain((part) => fc.record({ interval: fc.integer({ min: 1, max: 4 }), weekStart: fc.constantFrom('MO' as const, 'SU' as const), end }).map((rest) => ({ ...part, ...rest })));

/** The same asked of one day after the other, in the words of the standard. */
function fits(it: Rule, start: Temporal.PlainDate, date: Temporal.PlainDate): boolean {
  const weekdayIs = (one: { readonly weekday: string }) => WEEKDAYS[date.dayOfWeek - 1] === one.weekday;
  const monthDay = it.byMonthDay.length === 0 || it.byMonthDay.some((one) => (one > 0 ? date.day === one : date.day - date.daysInMonth - 1 === one));
  switch (it.freq) {
    case 'DAILY': return start.until(date, { largestUnit: 'days' }).days % it.interval === 0 && monthDay && (it.byDay.length === 0 || it.byDay.some(weekdayIs));
    case 'WEEKLY': {
      const begin = (of: Temporal.PlainDate) => of.subtract({ days: it.weekStart === 'MO' ? of.dayOfWeek - 1 : of.dayOfWeek % 7 });
      return (begin(start).until(begin(date), { largestUnit: 'days' }).days / 7) % it.interval === 0 && (it.byDay.length === 0 ? date.dayOfWeek === start.dayOfWeek : it.byDay.some(weekdayIs));
    }
    case 'MONTHLY': {
      if (((date.year - start.year) * 12 + date.month - start.month) % it.interval !== 0) return false;
      const nthIs = (nth: number | null) => nth === null || (nth > 0 ? Math.ceil(date.day / 7) === nth : Math.ceil((date.daysInMonth - date.day + 1) / 7) === -nth);
      if (it.byDay.length === 0 && it.byMonthDay.length === 0) return date.day === start.day;
      return monthDay && (it.byDay.length === 0 || it.byDay.some((one) => weekdayIs(one) && nthIs(one.nth)));
    }
  }
}

function scanned(it: Series, to: Temporal.PlainDate): readonly string[] {
  if (!it.when.allDay || !it.rule) return [];
  const found: string[] = [];
  const moved: string[] = [];
  let counted = 0;
  for (let date = it.when.first; Temporal.PlainDate.compare(date, to) <= 0; date = date.add({ days: 1 })) {
    if (it.rule.end && 'until' in it.rule.end && Temporal.PlainDate.compare(date, it.rule.end.until) > 0) break;
    if (!fits(it.rule, it.when.first, date)) continue;
    counted += 1;
    if (it.rule.end && 'count' in it.rule.end && counted > it.rule.end.count) break;
    let goal = date;
    if (it.holidayRule !== 'as_is' && isHoliday(date)) {
      if (it.holidayRule === 'skip') continue;
      while (isHoliday(goal) || (it.holidayRule === 'next_weekday' && goal.dayOfWeek > 5)) goal = goal.add({ days: 1 });
    }
    if (it.exdates.some((one) => one.equals(date) || one.equals(goal))) continue;
    (goal.equals(date) ? found : moved).push(goal.toString());
  }
  for (const goal of moved) if (!found.includes(goal)) found.push(goal);
  return found;
}

test('the expansion agrees with a scan of every day, from whatever day one looks', () => {
  fc.assert(fc.property(anyRule, fc.constantFrom<HolidayRule>('as_is', 'skip', 'next_day', 'next_weekday'), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 400 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 }), (it, holidayRule, offset, skipped, without) => {
    const first = START.add({ days: offset });
    const given = series({ allDay: true, first, last: first }, { rule: it, holidayRule, exdates: without.map((after) => START.add({ days: after })) });
    const window = { from: START.add({ days: skipped }), to: START.add({ days: skipped + 200 }) };
    const found = expand(given, window, isHoliday).occurrences.map(({ when }) => (when.allDay ? when.first.toString() : ''));
    assert.deepEqual(found, scanned(given, window.to).filter((one) => one >= window.from.toString() && one <= window.to.toString()).toSorted());
  }), { numRuns: 300 });
});
