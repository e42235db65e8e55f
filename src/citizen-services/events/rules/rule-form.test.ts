import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { day, rule } from './event.fixture.ts';
import { WEEKDAYS } from './recurrence.ts';
import { ruleEnglish } from './rule-english.ts';
import { NO_RULE, partsOfRule, type RuleParts, ruleOfParts } from './rule-form.ts';
import { writeRule } from './rrule.ts';

const made = (parts: Partial<RuleParts>) => {
  const read = ruleOfParts({ ...NO_RULE, ...parts }, day('2026-09-01'));
  return read.ok ? (read.value === null ? 'once' : writeRule(read.value, null)) : read.message;
};

test('what a form says becomes a rule', () => {
  assert.equal(made({}), 'once');
  assert.equal(made({ repeat: 'weekly', weekdays: ['TU', 'FR'] }), 'FREQ=WEEKLY;BYDAY=TU,FR');
  assert.equal(made({ repeat: 'weekly', interval: 2 }), 'FREQ=WEEKLY;INTERVAL=2');
  assert.equal(made({ repeat: 'monthly_weekday', nths: [2, 4], weekdays: ['TH'] }), 'FREQ=MONTHLY;BYDAY=2TH,4TH');
  assert.equal(made({ repeat: 'monthly_weekday', nths: [-1], weekdays: ['SU'], end: 'until', until: day('2027-03-31') }), 'FREQ=MONTHLY;BYDAY=-1SU;UNTIL=20270331');
  assert.equal(made({ repeat: 'monthly_day', monthDays: '１５日、末日' }), 'FREQ=MONTHLY;BYMONTHDAY=15,-1');
  assert.equal(made({ repeat: 'daily', end: 'count', count: 5 }), 'FREQ=DAILY;COUNT=5');
});

test('what is missing or wrong is said', () => {
  assert.match(made({ repeat: 'monthly_weekday', weekdays: ['MO'] }), /何番目かと曜日の両方/);
  assert.match(made({ repeat: 'monthly_day', monthDays: '三日' }), /「1、15」や「末日」/);
  assert.match(made({ repeat: 'monthly_day', monthDays: '32' }), /32日という日はありません/);
  assert.match(made({ repeat: 'weekly', end: 'until' }), /終わりの日を入力/);
  assert.match(made({ repeat: 'weekly', end: 'count' }), /回数を入力/);
  assert.match(made({ repeat: 'weekly', end: 'until', until: day('2026-08-01') }), /より前です/);
});

test('every rule of the form comes back into the form as it was', () => {
  const subset = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });
  fc.assert(fc.property(fc.constantFrom('daily' as const, 'weekly' as const, 'monthly_weekday' as const, 'monthly_day' as const), fc.integer({ min: 1, max: 24 }), subset(WEEKDAYS), subset([1, 2, 3, 4, -1]), fc.boolean(), (repeat, interval, weekdays, nths, ends) => {
    const parts: RuleParts = { ...NO_RULE, repeat, interval, weekdays: repeat === 'weekly' || repeat === 'monthly_weekday' ? weekdays : [], nths: repeat === 'monthly_weekday' ? nths : [], monthDays: repeat === 'monthly_day' ? '15、末日' : '', ...(ends ? { end: 'until' as const, until: day('2027-03-31') } : {}) };
    const first = ruleOfParts(parts, day('2026-09-01'));
    assert.ok(first.ok && first.value);
    const back = partsOfRule(first.value);
    assert.ok(back);
    const again = ruleOfParts(back, day('2026-09-01'));
    assert.ok(again.ok && again.value && writeRule(again.value, null) === writeRule(first.value, null));
  }));
});

test('a rule that says more than the form is kept as it is', () => {
  assert.equal(partsOfRule(rule('FREQ=MONTHLY;BYDAY=1MO,3TH')), null);
  assert.equal(partsOfRule(rule('FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13')), null);
  assert.equal(partsOfRule(rule('FREQ=DAILY;BYDAY=SA,SU')), null);
  assert.deepEqual(partsOfRule(null), NO_RULE);
});

test('the same rules in English', () => {
  const says = (text: string, holidays: Parameters<typeof ruleEnglish>[2] = 'as_is') => ruleEnglish(rule(text), day('2026-09-01'), holidays);
  assert.equal(says('FREQ=MONTHLY;BYDAY=2MO', 'next_day'), 'Every month on the second Monday (the next day when it is a national holiday)');
  assert.equal(says('FREQ=WEEKLY'), 'Every week on Tuesday');
  assert.equal(says('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', 'skip'), 'Every 2 weeks on Monday and Thursday (not on national holidays)');
  assert.equal(says('FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20270331'), 'Every month on the last day, until 31 March 2027');
  assert.equal(says('FREQ=DAILY;COUNT=3'), 'Every day, 3 times');
  assert.equal(says('FREQ=MONTHLY'), 'Every month on day 1');
});
