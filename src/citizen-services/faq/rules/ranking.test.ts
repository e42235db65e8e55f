import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, prepare, rank, similar } from './ranking.ts';

const faq = (number: number, question: string, variants: readonly string[], answer: string): Asked => ({ id: String(number), number, question, variants, answer, words: '' });
const all = [
  faq(1, '粗大ごみはどうやって出しますか', ['大型ごみの捨て方'], '収集の日の七日前までに電話で予約してください。たんす、ベッド、ふとんなどです。'),
  faq(2, 'ごみの収集日はいつですか', ['ごみカレンダー'], '地区ごとに違います。ごみカレンダーを見てください。'),
  faq(3, '住民票の写しはどこで取れますか', ['住民票がほしい'], '市役所の市民課、支所、コンビニで取れます。'),
  faq(4, '引っ越してきたときの手続きは何ですか', ['転入届'], '十四日以内に転入届を出してください。'),
  faq(5, '髙橋記念館は何時から開いていますか', [], '午前九時からです。'),
].map(prepare);
const found = (text: string) => rank(text, all).map((one) => one.faq.number);

test('ｺﾞﾐ, ごみ and ゴミ find the same', () => {
  assert.deepEqual(found('ｺﾞﾐ'), found('ごみ'));
  assert.deepEqual(found('ゴミ'), found('ごみ'));
  assert.deepEqual([...found('ごみ')].toSorted(), [1, 2]);
});

test('髙橋 and 高橋 find the same', () => {
  assert.deepEqual(found('高橋'), [5]);
  assert.deepEqual(found('髙橋'), [5]);
});

test('a whole sentence finds what it means', () => {
  assert.equal(found('粗大ごみを捨てたいです')[0], 1);
  assert.equal(found('住民票を取りたいのですが')[0], 3);
  assert.equal(found('ごみの日はいつですか？')[0], 2);
});

test('a question is found by another way to ask it, and by a word of its answer alone', () => {
  assert.deepEqual(found('転入届'), [4]);
  assert.deepEqual(found('ふとん'), [1]);
  assert.equal(found('大型ごみ')[0], 1);
});

test('引越し finds 引っ越し, and a word of one character counts as one', () => {
  assert.deepEqual(found('引越し'), [4]);
  assert.deepEqual(found('犬の登録'), []);
});

test('one character finds, nothing finds nothing, and what is nowhere finds nothing', () => {
  assert.deepEqual(found('票'), [3]);
  assert.deepEqual(found(''), []);
  assert.deepEqual(found('。？'), []);
  assert.deepEqual(found('墓地の名義変更'), []);
  assert.deepEqual(found('スケートリンク'), []);
});

test('who writes one more of the same is told', () => {
  const [first] = similar('粗大ごみはどうやって出しますか？', all);
  assert.equal(first?.faq.number, 1);
  assert.equal(first?.same, true);
  assert.equal(similar('粗大ごみの手数料はいくらですか', all)[0]?.same, false);
  assert.deepEqual(similar('水道の開栓', all), []);
});
