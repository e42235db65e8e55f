import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DiffLine, lineDiff } from './line-diff.ts';

const told = (lines: readonly DiffLine[]) => lines.map(({ change, text }) => `${change === 'same' ? ' ' : change === 'gone' ? '-' : '+'}${text}`).join('\n');

test('what was taken away and what was added, in the order of the page', () => {
  assert.equal(told(lineDiff(['題名', '収集日は水曜日です。', '予約が必要です。'], ['題名', '収集日は木曜日です。', '予約が必要です。', '電話で予約します。'])), [' 題名', '-収集日は水曜日です。', '+収集日は木曜日です。', ' 予約が必要です。', '+電話で予約します。'].join('\n'));
  assert.equal(told(lineDiff([], ['新しい'])), '+新しい');
  assert.equal(told(lineDiff(['古い'], [])), '-古い');
  assert.deepEqual(lineDiff([], []), []);
});

test('either text can be read out of the difference, and no shorter way is missed for one line', () => {
  const text = fc.array(fc.constantFrom('あ', 'い', 'う', 'え'), { maxLength: 12 });
  fc.assert(fc.property(text, text, (before, after) => {
    const diff = lineDiff(before, after);
    assert.deepEqual(diff.filter((line) => line.change !== 'new').map((line) => line.text), before);
    assert.deepEqual(diff.filter((line) => line.change !== 'gone').map((line) => line.text), after);
    const changes = diff.filter((line) => line.change !== 'same').length;
    assert.equal(changes, before.length + after.length - 2 * longestCommon(before, after));
  }));
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const next = [0];
    for (const [index, other] of b.entries()) next.push(one === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}
