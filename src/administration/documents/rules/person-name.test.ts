import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blackOutNames, namesSomebody } from './person-name.ts';

test('敬称の付いた氏名を見つけ、同じ長さの黒丸にする', () => {
  assert.equal(blackOutNames('安達太郎様の件について'), '●●●●様の件について');
  assert.equal(blackOutNames('安達 太郎氏と菊池花子さんの協議'), '●●●●氏と●●●●さんの協議');
});

test('職名や「お客様」は氏名ではない', () => {
  for (const title of ['市長様への手紙の集計', 'お客様アンケートの結果', '福島県知事殿あての要望', '東北財務局長殿への回答', '様式第1号の改正', '皆様のご意見']) assert.equal(namesSomebody(title), false, title);
});

test('黒くしたあとに、氏名は残らない', () => {
  for (const title of ['国分 みどり様からの苦情', '佐藤一様の開示請求']) {
    assert.ok(namesSomebody(title), title);
    assert.doesNotMatch(blackOutNames(title), /国分|みどり|佐藤|一様/);
  }
});
