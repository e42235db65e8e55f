/** The pure parts of the citizens' pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civicCenterInput } from '../../rules/civic-center.fixture.ts';
import { definePolicy } from '../../rules/policy.ts';
import { bookAddress, dayFrom, mondayOf, openingsAddress } from './addresses.ts';
import { calendarFile } from './calendar-file.ts';
import { feeVersionOn } from './fee-words.ts';
import { cancelLines, momentWords } from './rule-words.ts';
import { readUse, useFromSearch, useSearch } from './use-details.ts';

const policy = definePolicy(civicCenterInput);
const date = Temporal.PlainDate.from('2026-12-12');

test('選んだ時間のアドレスには、施設・部屋・日・区分だけが入る', () => {
  assert.equal(bookAddress({ facility: 'CIVIC-CENTER-1', unit: 'GYM-A', date, slots: ['AM', 'PM'] }), '/book?facility=CIVIC-CENTER-1&unit=GYM-A&date=2026-12-12&slot=AM&slot=PM');
  assert.equal(bookAddress({ facility: 'F', unit: 'U', date, from: 540, to: 660 }), '/book?facility=F&unit=U&date=2026-12-12&from=9%3A00&to=11%3A00');
  assert.equal(openingsAddress('F', { unit: 'U', week: mondayOf(date) }), '/facilities/F/openings?unit=U&week=2026-12-07');
});

test('a day in an address is read only when it is one', () => {
  assert.equal(dayFrom('2026-12-12')?.toString(), '2026-12-12');
  for (const wrong of ['', '2026-02-30', '12/12', '2026-12-12T00:00']) assert.equal(dayFrom(wrong), null);
});

test('利用の内容は、アドレスを通っても変わらない', () => {
  const names = fc.constantFrom('LIGHT', 'AIRCON', 'STAGE');
  fc.assert(fc.property(
    fc.record({
      purpose: fc.constantFrom('', 'badminton'), persons: fc.nat(500).map(String), admission: fc.constantFrom('', '500'), commercial: fc.boolean(), rehearsal: fc.boolean(), reduction: fc.constantFrom('', 'HALF'),
      extras: fc.uniqueArray(names).map((codes) => codes.map((code, index) => ({ code, quantity: String(index + 1) }))),
    }, { noNullPrototype: true }),
    (use) => assert.deepEqual(useFromSearch(Object.fromEntries(new URLSearchParams(useSearch(use, 'confirm')))), use),
  ));
  assert.deepEqual(readUse(['extra.LIGHT', 'extra.STAGE', 'reduction'], (name) => ({ 'extra.LIGHT': '0', 'extra.STAGE': '2', reduction: 'none' })[name] ?? '').extras, [{ code: 'STAGE', quantity: '2' }]);
});

test('規則を読みやすいことばにする', () => {
  assert.equal(momentWords({ daysBefore: 3, time: '23:59:59', ifClosed: 'as_is' }, 'ja'), '利用日の3日前の23時59分');
  assert.equal(momentWords({ monthsBefore: 2, day: 1, time: '09:00', ifClosed: 'as_is' }, 'ja'), '利用月の2か月前の1日の9時');
  const lines = cancelLines({ tiers: [{ daysBeforeMin: 8, chargePercent: 0 }, { daysBeforeMin: 1, chargePercent: 50 }], rounding: 'truncate_10', ifClosed: 'as_is', chargeUnpaid: false, ground: '' }, 'ja');
  assert.deepEqual(lines, ['利用日の8日前まで：取消料はかかりません', '利用日の1日前まで：使用料の50％', 'それより後：使用料の全額']);
});

test('the fee version of a day is the last that had begun', () => {
  const version = feeVersionOn(policy, date);
  assert.ok(version);
  assert.ok(version.validFrom <= date.toString());
});

test('iCalendar lines stay within 75 octets and cut no character', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (title) => {
    const file = calendarFile('x', [{ uid: 'a@b', title, at: { day: date } }], Temporal.Instant.from('2026-11-23T01:00:00Z'));
    for (const line of file.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(!file.includes('\uFFFD') || title.includes('\uFFFD'));
  }));
  assert.match(calendarFile('x', [{ uid: 'a@b', title: '市民センター, 半面A', at: { day: date } }], Temporal.Instant.from('2026-11-23T01:00:00Z')), /SUMMARY:市民センター\\, 半面A/);
});
