import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, formatSeconds, parseDuration, parseSeconds } from './duration.ts';

const minutes = (text: string) => {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : null;
};

test('as an office writes it', () => {
  for (const [text, wanted] of [['15', 15], ['15分', 15], ['３時間', 180], ['1時間30分', 90], ['2日', 2880], ['2週間', 20160], ['0', 0], ['24h', 1440]] as const) assert.equal(minutes(text), wanted, text);
  for (const text of ['', 'すぐ', '-5', '1.5時間', '3時間と少し', '30分1時間', '999999999', '8週間9999999分']) assert.equal(minutes(text), null, text);
});

test('what is written can be read again', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), (value) => assert.equal(minutes(formatDuration(value)), value)));
  assert.deepEqual([0, 15, 90, 1440, 4320, 20160].map(formatDuration), ['即時', '15分', '1時間30分', '24時間', '3日', '2週間']);
  assert.deepEqual([0, 8, 1508, 3600, 7325].map(formatSeconds), ['0秒', '8秒', '25分08秒', '1時間', '2時間2分05秒']);
});

test('measured times can be read as they are said', () => {
  const seconds = (text: string) => {
    const parsed = parseSeconds(text);
    return parsed.ok ? parsed.value : null;
  };
  for (const [text, wanted] of [['25分08秒', 1508], ['25:08', 1508], ['1:02:05', 3725], ['１時間２分', 3720], ['90', 90], ['', null], ['25:70', null], ['早かった', null], ['-5', null]] as const) assert.equal(seconds(text), wanted, text);
  fc.assert(fc.property(fc.integer({ min: 0, max: 999 * 3600 }), (value) => assert.equal(seconds(formatSeconds(value)), value)));
});
