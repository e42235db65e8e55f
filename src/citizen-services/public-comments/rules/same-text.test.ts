import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldText, sameTexts } from './same-text.ts';

const PASSAGE = '道の駅の駐車場を広げるより先に、通学路の歩道を直してください。子どもが毎朝、車のすぐ横を歩いています。冬は雪で道幅がさらに狭くなります。';
const groups = (texts: Readonly<Record<string, string>>, quoted: readonly string[] = []) => Object.fromEntries(sameTexts(Object.entries(texts).map(([id, text]) => ({ id, text })), quoted));

test('one passage in three letters makes a group; what stands around it does not matter', () => {
  assert.deepEqual(groups({ a: `市長様。${PASSAGE}`, b: '図書館の開館時間を延ばしてください。', c: `${PASSAGE}よろしくお願いします。`, d: PASSAGE }), { a: 1, c: 1, d: 1 });
});

test('width, line breaks, blanks and punctuation do not hide a copy', () => {
  assert.deepEqual(groups({ a: 'ABC123'.repeat(12), b: ' ａｂｃ１２３、\n'.repeat(12) }), { a: 1, b: 1 });
});

test('forty-nine characters in common are not fifty', () => {
  const common = Array.from({ length: 49 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
  const fifty = `${common}甲`;
  assert.deepEqual(groups({ a: `${common}甲乙丙`, b: `${common}丁戊己` }), {});
  assert.deepEqual(groups({ a: `${fifty}乙丙`, b: `${fifty}丁戊` }), { a: 1, b: 1 });
});

test('a passage of the draft that two people quote makes no group', () => {
  assert.deepEqual(groups({ a: `「${PASSAGE}」に賛成です。`, b: `「${PASSAGE}」は要りません。` }, [`第2章　${PASSAGE}`]), {});
});

test('short texts are the same when all of them is', () => assert.deepEqual(groups({ a: '賛成です。', b: '賛成です', c: '賛成です！がんばって' }), { a: 1, b: 1 }));

test('likeness is passed on, and an empty text is like nothing', () => {
  const [one, two] = ['春'.repeat(3) + PASSAGE, '秋祭りの会場を駅前に移し、歩いて来られる人を増やす案に賛成します。臨時のバスもぜひ出してください。夜も明るくしてください。'];
  assert.deepEqual(groups({ a: one, b: `${PASSAGE}${two}`, c: two, d: '', e: '' }), { a: 1, b: 1, c: 1 });
});

test('whatever the texts: copies always meet, and the order of the rest does not part them', () => {
  fc.assert(fc.property(fc.array(fc.string({ minLength: 0, maxLength: 200 }), { maxLength: 6 }), (others) => {
    const found = sameTexts([{ id: 'first', text: PASSAGE }, ...others.map((text, index) => ({ id: String(index), text })), { id: 'last', text: `　${PASSAGE}。` }]);
    assert.ok(found.get('first') !== undefined && found.get('first') === found.get('last'));
  }));
});

/** The same question asked in the plainest way. */
function plainly(a: string, b: string): boolean {
  const [one, other] = [foldText(a), foldText(b)];
  if (one.length < 50 || other.length < 50) return one !== '' && one === other;
  return Array.from({ length: one.length - 49 }, (_, at) => one.slice(at, at + 50)).some((run) => other.includes(run));
}

test('two texts, whatever they share and wherever: the same answer as the plainest comparison gives', () => {
  const word = fc.string({ unit: fc.constantFrom('あ', 'い', 'う', 'え'), maxLength: 60 });
  const shared = fc.string({ unit: fc.constantFrom('か', 'き', 'く', 'け', 'こ', 'さ', 'し', 'す'), minLength: 40, maxLength: 60 });
  fc.assert(fc.property(word, word, word, word, shared, (a, b, c, d, middle) => {
    const [one, other] = [`${a}${middle}${b}`, `${c}${middle}${d}`];
    assert.equal(groups({ one, other })['one'] !== undefined, plainly(one, other));
  }), { numRuns: 500 });
});

test('a thousand long letters, half of them copies, are compared in a moment', () => {
  const letters = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [String(index), index % 2 === 0 ? `${index}番　${PASSAGE.repeat(3)}` : Array.from({ length: 60 }, (_, at) => String.fromCodePoint(0x4e00 + ((index * 7919 + at * 104729) % 20_000))).join('').repeat(3)]));
  const found = groups(letters);
  assert.equal(Object.values(found).filter((number) => number === 1).length, 500);
});
