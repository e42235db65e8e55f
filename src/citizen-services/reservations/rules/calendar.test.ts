import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDayOnOrAfter, openingOf } from './calendar.ts';
import { civicCenter } from './civic-center.fixture.ts';
import { CalendarRule } from './policy.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const reasonOn = (rules: readonly CalendarRule[], text: string, space?: string) => {
  const opening = openingOf(rules, day(text), space);
  return opening.open ? opening.hours.map(({ start, end }) => `${start / 60}-${end / 60}`).join(',') : opening.rule;
};

test('月曜休館、祝日に当たるときは次の祝日でない日', () => {
  const rules = civicCenter.calendar;
  assert.equal(reasonOn(rules, '2026-11-16'), 'weekly_closed');
  assert.equal(reasonOn(rules, '2026-11-17'), '9-21');
  assert.equal(reasonOn(rules, '2026-11-23'), '9-21', '勤労感謝の日の月曜日は開く');
  assert.equal(reasonOn(rules, '2026-11-24'), 'weekly_closed', 'その翌日に休む');
  assert.equal(reasonOn(rules, '2026-11-25'), '9-21');
  assert.equal(reasonOn(rules, '2026-05-04'), '9-21', '連休の月曜日は開く');
  assert.equal(reasonOn(rules, '2026-05-06'), '9-21');
  assert.equal(reasonOn(rules, '2026-05-07'), 'weekly_closed', '連休のあとの最初の平日に休む');
  assert.equal(reasonOn(rules, '2026-09-24'), 'weekly_closed', '敬老の日・国民の休日・秋分の日が続いたあと');
});

test('第3水曜日、年末年始、次の開館日', () => {
  const rules = civicCenter.calendar;
  assert.equal(reasonOn(rules, '2026-11-18'), 'nth_closed');
  assert.equal(reasonOn(rules, '2026-11-11'), '9-21');
  assert.equal(reasonOn(rules, '2026-12-28'), 'weekly_closed');
  assert.equal(reasonOn(rules, '2026-12-29'), 'fixed_closed');
  assert.equal(reasonOn(rules, '2027-01-03'), 'fixed_closed');
  assert.equal(openDayOnOrAfter(rules, day('2026-12-28'))?.toString(), '2027-01-05');
  assert.equal(openDayOnOrAfter([], day('2026-12-28')), null);
});

test('臨時は季節より、季節の休止は毎週より強い。室場ごとの規則は他の室場に及ばない', () => {
  const rules = ([
    { type: 'open', hours: [['09:00', '21:00']] },
    { type: 'open', days: ['sun'], hours: [['09:00', '17:00']], priority: 11 },
    { type: 'weekly_closed', dow: 'mon' },
    { type: 'seasonal_open', from: '07-01', to: '08-31', hours: [['06:00', '21:00']] },
    { type: 'seasonal_closed', from: '12-01', to: '03-31', spaces: ['GROUND'] },
    { type: 'special_open', from: '2026-08-10', to: '2026-08-10', hours: [['10:00', '15:00'], ['18:00', '26:00']] },
    { type: 'special_closed', from: '2026-08-12', to: '2026-08-12', label: { ja: '設備点検のため休館', en: 'Closed for inspection' } },
    { type: 'monthly_closed', day: 'last', validFrom: '2027-01-01' },
    { type: 'nth_closed', dow: 'thu', n: 'last', validTo: '2026-12-31' },
  ] satisfies readonly unknown[]).map((rule) => CalendarRule.parse(rule));
  assert.equal(reasonOn(rules, '2026-08-03'), 'weekly_closed', '季節の時間は休館日を開けない');
  assert.equal(reasonOn(rules, '2026-08-04'), '6-21');
  assert.equal(reasonOn(rules, '2026-08-10'), '10-15,18-26');
  assert.equal(reasonOn(rules, '2026-08-12'), 'special_closed');
  assert.equal(reasonOn(rules, '2026-10-04'), '9-17');
  assert.equal(reasonOn(rules, '2027-01-15', 'GROUND'), 'seasonal_closed');
  assert.equal(reasonOn(rules, '2027-01-15', 'GYM'), '9-21');
  assert.equal(reasonOn(rules, '2026-11-26'), 'nth_closed');
  assert.equal(reasonOn(rules, '2027-06-30'), 'monthly_closed');
  const closed = openingOf(rules, day('2026-08-12'));
  assert.ok(!closed.open && closed.reason.ja === '設備点検のため休館');
});

test('友引の表から、その月の2番目と4番目だけを休む。表にない月は休まない', () => {
  const table = ['2027-05-03', '2027-05-09', '2027-05-15', '2027-05-21', '2027-05-27'];
  const rules = [CalendarRule.parse({ type: 'open', hours: [['08:30', '17:15']] }), CalendarRule.parse({ type: 'listed_closed', dates: table, nth: [2, 4], label: { ja: '友引のため休業', en: 'Closed (tomobiki)' } })];
  assert.deepEqual(table.map((date) => openingOf(rules, day(date)).open), [true, false, true, false, true]);
  const closed = openingOf(rules, day('2027-05-09'));
  assert.ok(!closed.open && closed.reason.ja === '友引のため休業');
  assert.ok(openingOf(rules, day('2027-06-08')).open);
  const all = [rules[0], CalendarRule.parse({ type: 'listed_closed', dates: table })].filter((rule) => rule !== undefined);
  assert.ok(table.every((date) => !openingOf(all, day(date)).open));
});
