import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AdmissionFact, asBookNumber, dayTotals, mayUseBook, ticketsLeft, validUntil } from './open-use.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

test('8月31日に買った6か月の回数券は2月末日まで使える', () => {
  assert.equal(validUntil(day('2026-08-31'), 6).toString(), '2027-02-28');
  assert.equal(validUntil(day('2026-04-01'), 12).toString(), '2027-04-01');
});

test('11枚つづりは11回まで、期限の日まで。定期券は期限まで何回でも', () => {
  const book = { uses: 11, used: 9, validTo: day('2027-02-28') };
  assert.equal(ticketsLeft(book), 2);
  assert.equal(mayUseBook(book, 2, day('2027-02-28')), null);
  assert.equal(mayUseBook(book, 3, day('2027-02-28')), 'UsedUp');
  assert.equal(mayUseBook(book, 1, day('2027-03-01')), 'BookExpired');
  assert.equal(mayUseBook({ uses: null, used: 500, validTo: day('2027-02-28') }, 1, day('2027-02-01')), null);
});

test('日計は現金と回数券の人数を分け、どの入場も一度だけ数える', () => {
  const facts: AdmissionFact[] = [{ entry: 'adult', persons: 2, yen: 400, withBook: false }, { entry: 'adult', persons: 1, yen: 0, withBook: true }, { entry: 'old', persons: 1, yen: 50, withBook: false }];
  assert.deepEqual(dayTotals(facts, ['adult', 'child']), [
    { entry: 'adult', cash: 2, tickets: 1, persons: 3, yen: 400 }, { entry: 'child', cash: 0, tickets: 0, persons: 0, yen: 0 }, { entry: 'old', cash: 1, tickets: 0, persons: 1, yen: 50 },
  ]);
  fc.assert(fc.property(fc.array(fc.record({ entry: fc.constantFrom('a', 'b', 'c'), persons: fc.integer({ min: 1, max: 50 }), yen: fc.integer({ min: 0, max: 9999 }), withBook: fc.boolean() })), (list) => {
    const totals = dayTotals(list, ['b']);
    assert.equal(totals.reduce((sum, one) => sum + one.persons, 0), list.reduce((sum, one) => sum + one.persons, 0));
    assert.ok(totals.every((one) => one.cash + one.tickets === one.persons));
  }));
});

test('番号は、全角でも小文字でも、区切りがなくても同じ', () => {
  for (const typed of ['K7M2-Q9XD', 'k7m2q9xd', 'Ｋ７Ｍ２－Ｑ９ＸＤ', ' K7M2 Q9XD ']) assert.equal(asBookNumber(typed), 'K7M2-Q9XD');
  assert.equal(asBookNumber('123'), '123');
});
