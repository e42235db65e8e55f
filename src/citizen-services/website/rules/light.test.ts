import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutTo, fitTexts } from './light.ts';

const size = (text: string) => Buffer.byteLength(text);

test('a text is cut behind a sentence, and never inside a character', () => {
  assert.deepEqual(cutTo('避難所は三か所です。', 100), { text: '避難所は三か所です。', cut: false });
  assert.deepEqual(cutTo('避難所は三か所です。毛布があります。', 48), { text: '避難所は三か所です。', cut: true });
  assert.deepEqual(cutTo('避難避難避難避難', 12), { text: '避難避…', cut: true });
});

test('every head stands while there is room; a long text takes nothing from those behind it', () => {
  const { fitted, left } = fitTexts([{ head: '避難', body: 'あ'.repeat(1000) }, { head: '水', body: '給水は市役所です。' }], 700, 10);
  assert.equal(left, 0);
  assert.equal(fitted[1]?.body, '給水は市役所です。');
  assert.equal(fitted[0]?.cut, true);
});

test('whatever is said, it stays within the bytes', () => {
  const item = fc.record({ head: fc.string({ maxLength: 30, unit: 'grapheme' }), body: fc.string({ maxLength: 300, unit: 'grapheme' }) });
  fc.assert(fc.property(fc.array(item, { maxLength: 20 }), fc.integer({ min: 0, max: 6000 }), (items, budget) => {
    const { fitted, left } = fitTexts(items, budget, 20);
    assert.ok(fitted.reduce((sum, one) => sum + size(one.item.head) + size(one.body) + 20, 0) <= budget);
    assert.equal(fitted.length + left, items.length);
    for (const one of fitted) assert.ok(one.cut || one.body === one.item.body);
  }));
});
