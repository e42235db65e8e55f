import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayLeadTo, partsOf, plainAnswer, wrongLinks } from './answer.ts';

test('paragraphs, points, steps and links', () => {
  assert.deepEqual(partsOf('予約して出します。\n料金がかかります。\n\n・たんす\n- ふとん\n\n1. 電話する\n２．券を買う\n[予約の電話](tel:0243-00-0000)へ。'), [
    { kind: 'paragraph', lines: [['予約して出します。'], ['料金がかかります。']] },
    { kind: 'points', lines: [['たんす'], ['ふとん']] },
    { kind: 'steps', lines: [['電話する'], ['券を買う']] },
    { kind: 'paragraph', lines: [[{ to: 'tel:0243-00-0000', words: '予約の電話' }, 'へ。']] },
  ]);
});

test('a list goes on over a blank line, a paragraph ends there', () => {
  assert.equal(partsOf('・一\n\n・二').length, 1);
  assert.equal(partsOf('一\n\n二').length, 2);
});

test('a link leads to a page of the house, an encrypted address, a telephone or a mailbox, and nowhere else', () => {
  for (const to of ['/faq/3', '/kurashi/gomi.html?x=1#y', 'https://www.soumu.go.jp/a', 'tel:0243-00-0000', 'mailto:a@example.jp']) assert.ok(mayLeadTo(to), to);
  for (const to of ['javascript:alert(1)', '//evil.example', '/\\evil.example', 'http://example.jp', 'https://user@evil.example', 'data:text/html,x', 'JAVASCRIPT:x', '']) assert.ok(!mayLeadTo(to), to);
});

test('a link that may not be stays words, and its author is told', () => {
  assert.deepEqual(partsOf('[ここ](javascript:x)'), [{ kind: 'paragraph', lines: [['[ここ](javascript:x)']] }]);
  assert.deepEqual(wrongLinks('[ここ](javascript:x)と[あちら](/a)と[前](http://a.example)'), ['javascript:x', 'http://a.example']);
});

test('tags are words', () => {
  assert.deepEqual(partsOf('<b>太字</b>'), [{ kind: 'paragraph', lines: [['<b>太字</b>']] }]);
});

test('plain words for a voice', () => {
  assert.equal(plainAnswer('まず\n\n1. [電話](tel:110)する\n2. 待つ'), 'まず\n1. 電話する\n2. 待つ');
});

test('no typing is lost: every letter of the text stands in its parts', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('あ', 'b', ' ', '\n', '・', '-', '[', ']', '(', ')', '/', '1', '.', '<') }), (text) => {
    const kept = partsOf(text).flatMap((part) => part.lines.flat()).map((run) => (typeof run === 'string' ? run : run.words + run.to)).join('');
    for (const letter of ['あ', 'b', '<']) assert.equal([...kept].filter((one) => one === letter).length, [...text].filter((one) => one === letter).length);
  }));
});
