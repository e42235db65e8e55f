import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonical, seal } from './seal.ts';

test('order of keys does not matter, order of lists does', () => {
  assert.equal(canonical({ b: [1, null], a: 'ア' }), '{"a":"ア","b":[1,null]}');
  assert.equal(seal({ a: 1, b: 2 }), seal({ b: 2, a: 1 }));
  assert.notEqual(seal([1, 2]), seal([2, 1]));
});

test('what comes back from JSON has the same seal', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assert.equal(seal(JSON.parse(JSON.stringify(value))), seal(JSON.parse(canonical(value))));
  }));
});
