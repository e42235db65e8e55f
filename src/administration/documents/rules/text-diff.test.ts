import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffLines } from './text-diff.ts';

test('1字ちがう浄書は、何行目の何字目かが分かる', () => {
  assert.deepEqual(diffLines('補助金を交付する。\n金額 100,000円', '補助金を交付する。\n金額 100,001円'), [{ line: 2, decided: '金額 100,000円', sent: '金額 100,001円', at: 9 }]);
});

test('改行の書き方だけのちがいは、ちがいではない。1行多いのは、ちがい', () => {
  assert.deepEqual(diffLines('甲\r\n乙\n', '甲\n乙'), []);
  assert.deepEqual(diffLines('甲', '甲\n乙').map((one) => one.line), [2]);
});
