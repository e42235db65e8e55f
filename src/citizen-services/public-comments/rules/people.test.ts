import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedOf, type Letter, personKey, tally } from './people.ts';

const letter = (id: string, more: Partial<Letter> = {}): Letter => ({ id, state: 'received', personMark: null, samePersonAs: null, sentFrom: null, textGroup: null, ...more });
const counted = (letters: readonly Letter[]) => (({ people, submissions, received, late, withdrawn }) => ({ people, submissions, received, late, withdrawn }))(tally(letters));

test('a person is known by name and address together, however they are written', () => {
  assert.equal(personKey('髙橋　太郎', '二本松市金色４０３－１'), personKey('高橋太郎', '二本松市 金色403-1'));
  assert.equal(personKey('佐藤 花子', ''), null);
  assert.equal(personKey('', '二本松市金色'), null);
});

test('three letters of one person on three matters: one person, three submissions', () => {
  assert.deepEqual(counted([letter('a', { personMark: 'P' }), letter('b', { personMark: 'P' }), letter('c', { personMark: 'P' }), letter('d')]), { people: 2, submissions: 4, received: 4, late: 0, withdrawn: 0 });
});

test('the same words from ten people count ten times, and from one of them twice only once', () => {
  const ten = Array.from({ length: 10 }, (_, index) => letter(`m${index}`, { textGroup: 1, personMark: `P${index}` }));
  assert.deepEqual(counted([...ten, letter('again', { textGroup: 1, personMark: 'P3' })]), { people: 10, submissions: 10, received: 11, late: 0, withdrawn: 0 });
  assert.equal(countedOf(tally([...ten, letter('again', { textGroup: 1, personMark: 'P3' }), letter('late', { state: 'late' })]), ['m3', 'again', 'm4', 'late']), 2, 'of an opinion with these four letters, two count');
  assert.deepEqual(tally([...ten, letter('again', { textGroup: 1, personMark: 'P3' })]).groups, [{ group: 1, letters: 11, people: 10 }]);
});

test('nameless: the same words from one browser are one person’s, other words from it are not taken for the same', () => {
  assert.equal(tally([letter('a', { textGroup: 1, sentFrom: 'X' }), letter('b', { textGroup: 1, sentFrom: 'X' }), letter('c', { sentFrom: 'X' })]).people, 2);
});

test('late letters and letters taken back are kept and not counted', () => {
  assert.deepEqual(counted([letter('a'), letter('b', { state: 'late' }), letter('c', { state: 'withdrawn' })]), { people: 1, submissions: 1, received: 1, late: 1, withdrawn: 1 });
});

test('two letters that the office knows to be one person’s, through a third', () => {
  assert.equal(tally([letter('a'), letter('b', { samePersonAs: 'a' }), letter('c', { samePersonAs: 'b' }), letter('d', { samePersonAs: 'gone' })]).people, 2);
});

test('whatever comes: people ≤ submissions ≤ letters, and the order makes no difference', () => {
  const one = fc.record({ state: fc.constantFrom('received' as const, 'late' as const, 'withdrawn' as const), personMark: fc.constantFrom(null, 'P', 'Q'), samePersonAs: fc.constantFrom(null, '0', '1', '2'), sentFrom: fc.constantFrom(null, 'X', 'Y'), textGroup: fc.constantFrom(null, 1, 2) });
  fc.assert(fc.property(fc.array(one, { maxLength: 12 }), (all) => {
    const letters = all.map((more, index) => letter(String(index), more));
    const found = tally(letters);
    assert.ok(found.people <= found.submissions && found.submissions <= found.received);
    assert.deepEqual(counted(letters.toReversed()), counted(letters));
  }));
});
