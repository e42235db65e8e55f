/** Every way a query is typed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pageNumberOf, parseQuery, synonymsOf } from './query.ts';
import { defaultSynonyms } from './words.ts';

const shape = (typed: string) => {
  const { all, none } = parseQuery(typed);
  return [all.map((terms) => terms.map((term) => (term.phrase ? `"${term.text}"` : term.text))), none.map((term) => term.text)];
};

test('all words, phrases, words not wanted, either word', () => {
  assert.deepEqual(shape('粗大ゴミ　出し方'), [[['粗大ごみ'], ['出し方']], []]);
  assert.deepEqual(shape('"避難 所"'), [[['"避難所"']], []]);
  assert.deepEqual(shape('避難所 -福祉'), [[['避難所']], ['福祉']]);
  assert.deepEqual(shape('避難所　－福祉 ー洪水'), [[['避難所']], ['福祉', '洪水']]);
  assert.deepEqual(shape('断水 OR 給水 二本松'), [[['断水', '給水'], ['二本松']], []]);
  assert.deepEqual(shape('Wi-Fi AND -"市民 課"'), [[['wiーfi']], ['市民課']]);
  assert.deepEqual(shape('“park golf” 、ごみ。'), [[['"park golf"'], ['ごみ']], []]);
});

test('what is no query', () => {
  for (const typed of ['', '　 ', '""', '-', '。、', 'OR', '・']) assert.deepEqual(shape(typed), [[], []], typed);
  assert.deepEqual(shape('OR ごみ'), [[['ごみ']], []]);
  assert.deepEqual(shape('"ごみ'), [[['"ごみ"']], []]);
});

test('at most ten terms of a hundred characters', () => {
  const many = parseQuery('あ い う え お か き く け こ さ');
  assert.equal(many.all.length, 10);
  assert.equal(many.cut, true);
  const long = parseQuery('😀'.repeat(101));
  assert.equal(long.all[0]?.[0]?.text, '😀'.repeat(100));
  assert.equal(long.cut, true);
  assert.equal(parseQuery('あ い').cut, false);
});

test('synonyms have a direction, are at most five, and are not for phrases', () => {
  const synonyms = synonymsOf(defaultSynonyms);
  const words = (typed: string) => parseQuery(typed, synonyms).all[0]?.[0]?.words;
  assert.deepEqual(words('断水'), ['断水', '給水']);
  assert.deepEqual(words('給水'), ['給水']);
  assert.deepEqual(words('粗大ゴミ'), ['粗大ごみ', '大型ごみ']);
  assert.deepEqual(words('"断水"'), ['断水']);
  assert.deepEqual(words('サーバー'), ['さーばー', 'さーば']);
  assert.deepEqual(words('コンピュータ室')?.slice(0, 2), ['こんぴゅーた室', 'こんぴゅーたー室']);
  assert.deepEqual(words('カバー'), ['かばー']);
  assert.ok(words('ウイルス')?.includes('うぃるす'));
  assert.ok(words('ヴァイオリン')?.includes('ばいおりん'));
  const many = synonymsOf([{ same: ['一', '二', '三', '四', '五', '六', '七'] }]);
  assert.deepEqual(parseQuery('一', many).all[0]?.[0]?.words, ['一', '二', '三', '四', '五', '六']);
});

test('seven digits are the number of a page', () => {
  assert.equal(pageNumberOf('1234567'), 1_234_567);
  assert.equal(pageNumberOf(' １２３４５６７ '), 1_234_567);
  assert.equal(pageNumberOf('123456'), null);
  assert.equal(pageNumberOf('12345678'), null);
});

test('anything can be typed, and the one form of a query means the same', () => {
  const typed = fc.string({ unit: fc.constantFrom('あ', '市', 'A', 'O', 'R', ' ', '　', '"', '“', '-', 'ー', '、', '・', '1', '😀', '|', '\n'), maxLength: 130 });
  fc.assert(fc.property(fc.oneof(typed, fc.string({ unit: 'binary' })), (text) => {
    const query = parseQuery(text);
    const terms = [...query.all.flat(), ...query.none];
    assert.ok(terms.length <= 10);
    for (const term of terms) assert.ok(term.text !== '' && term.words[0] === term.text && term.words.length <= 6);
  }));
});
