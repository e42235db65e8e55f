import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineDiff } from './diff.ts';

test('one line replaced, one added', () => {
  assert.deepEqual(lineDiff(['一', '二', '三'], ['一', '弐', '三', '四']), [
    { change: 'same', text: '一' }, { change: 'gone', text: '二' }, { change: 'new', text: '弐' }, { change: 'same', text: '三' }, { change: 'new', text: '四' },
  ]);
});

test('both texts can be read from it', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''));
  fc.assert(fc.property(lines, lines, (before, after) => {
    const diff = lineDiff(before, after);
    assert.deepEqual(diff.filter((one) => one.change !== 'new').map((one) => one.text), before);
    assert.deepEqual(diff.filter((one) => one.change !== 'gone').map((one) => one.text), after);
  }));
});
