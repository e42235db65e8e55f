import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appealBy, decideBy, type DeadlineRule, earliestDisclosure, sueBy } from './deadline.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const rule: DeadlineRule = { days: 15, extension: 45, movesOffHolidays: false };

test('2026-11-04 の受付から15日: 2026-11-19。補正に5日かかると 2026-11-24', () => {
  assert.equal(decideBy(rule, day('2026-11-04'), [])?.toString(), '2026-11-19');
  assert.equal(decideBy(rule, day('2026-11-04'), [{ asked: day('2026-11-06'), answered: day('2026-11-11') }])?.toString(), '2026-11-24');
});

test('2026-12-21 の受付から15日: 2027-01-05。年末年始でも、条例が動かすと定めたときだけ動く', () => {
  assert.equal(decideBy(rule, day('2026-12-21'), [])?.toString(), '2027-01-05');
  assert.equal(decideBy({ ...rule, movesOffHolidays: true }, day('2026-12-17'), [])?.toString(), '2027-01-04', '1月1日は休み、3日まで年末年始');
});

test('補正を待つあいだは進まない', () => {
  assert.equal(decideBy(rule, day('2026-11-04'), [{ asked: day('2026-11-06'), answered: null }]), null);
});

test('延長は、条例の日数まで', () => {
  assert.equal(decideBy(rule, day('2026-11-04'), [], 30)?.toString(), '2026-12-19');
  assert.equal(decideBy(rule, day('2026-11-04'), [], 400)?.toString(), '2027-01-03');
});

test('第三者が反対した文書は、通知から2週間おいて開示する。教示は3か月と6か月', () => {
  assert.deepEqual([earliestDisclosure(day('2026-12-01'), true), earliestDisclosure(day('2026-12-01'), false), appealBy(day('2026-11-30')), sueBy(day('2026-08-31'))].map(String), ['2026-12-15', '2026-12-01', '2027-02-28', '2027-02-28']);
});
