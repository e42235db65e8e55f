import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, type Held, spellings, taken } from './allergen-words.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const all: readonly Held[] = [
  { code: 'peanut', name: '落花生', otherWords: ['ピーナッツ'], validFrom: day('2015-04-01'), validTo: null },
  { code: 'matsutake', name: 'まつたけ', otherWords: ['松茸'], validFrom: day('2015-04-01'), validTo: day('2024-03-28') },
];

test('spellings are parted as people part them, each once', () => {
  assert.deepEqual(spellings('ピスタチオ、ﾋﾟｽﾀﾁｵ，pistachio\nピスタチオナッツ', 'ピスタチオ'), ['pistachio', 'ピスタチオナッツ']);
  assert.deepEqual(spellings('', 'くるみ'), []);
});

test('a new word is known by its English name', () => {
  assert.equal(codeOf('Pistachio nut (roasted)'), 'pistachio_nut_roasted');
  assert.equal(codeOf('３'), null);
});

test('a spelling means one allergen on a day; a word that has ended is free again', () => {
  assert.equal(taken(['ナッツ', 'ピーナッツ'], 'nut', day('2027-04-01'), null, all), 'ピーナッツ');
  assert.equal(taken(['ピーナッツ'], 'peanut', day('2027-04-01'), null, all), null);
  assert.equal(taken(['松茸'], 'mushroom', day('2024-03-28'), null, all), null);
  assert.equal(taken(['松茸'], 'mushroom', day('2024-03-27'), day('2024-03-28'), all), '松茸');
});
