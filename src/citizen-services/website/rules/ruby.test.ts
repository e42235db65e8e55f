import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gapsOf, over, rubyOf, type Segment, unreadIn } from './ruby.ts';

const said = (segments: readonly Segment[]) => segments.map(([text, kana]) => (kana === null ? text : `${text}（${kana}）`)).join('');
const own = new Map([['岳温泉', 'だけおんせん'], ['油井', 'ゆい']]);
/** Without a dictionary every gap is one unknown word. */
const bare = (text: string) => said(rubyOf(text, own, gapsOf(text, own).map((gap) => [{ surface: gap, reading: null }])));

test('Portal 8: 4月 is がつ, 20日 is はつか, and the city’s own words come first', () => {
  assert.equal(bare('4月20日に岳温泉へ'), '4月（がつ）20日（はつか）に岳温泉（だけおんせん）へ');
  assert.equal(bare('4月1日から3日まで、油井で'), '4月（がつ）1日（ついたち）から3日（みっか）まで、油井（ゆい）で');
  assert.equal(bare('1日3回、午前9時30分'), '1日（にち）3回（かい）、午前9時（じ）30分（ぷん）');
  assert.equal(bare('1人、2人、3人、15分、24日'), '1人（ひとり）、2人（ふたり）、3人（にん）、15分（ふん）、24日（にじゅうよっか）');
});

test('kana in a word reads itself', () => {
  assert.equal(said(over('引っ越し', 'ヒッコシ')), '引（ひ）っ越（こ）し');
  assert.equal(said(over('出る', 'デル')), '出（で）る');
  assert.equal(said(over('お知らせ', 'オシラセ')), 'お知（し）らせ');
  assert.equal(said(over('手数料', 'テスウリョウ')), '手数料（てすうりょう）');
  assert.equal(said(over('何か変', 'ナンカ')), '何か変（なんか）', 'what does not fit stands over the whole');
});

test('whatever the text and whatever the dictionary says, the segments are the text again', () => {
  const text = fc.string({ unit: fc.constantFrom('岳', '温', '泉', '油', '井', '4', '月', '2', '0', '日', '分', '人', 'の', 'ア', '。', '\n', '𠮷', '々') });
  fc.assert(fc.property(text, fc.string(), (words, reading) => {
    const tokens = gapsOf(words, own).map((gap) => [{ surface: gap, reading: reading === '' ? null : reading }]);
    assert.equal(rubyOf(words, own, tokens).map(([part]) => part).join(''), words);
    assert.equal(rubyOf(words, own, []).map(([part]) => part).join(''), words);
  }), { numRuns: 500 });
});

test('what no reading stands over is named, each once', () => {
  assert.deepEqual(unreadIn({ a: [['予約', 'よやく'], ['して、字を', null]], b: [['字々', null], ['かな', null]], c: [['字を', null]] }), ['字', '字々']);
});
