import assert from 'node:assert/strict';
import { test } from 'node:test';
import { civicCenter } from './civic-center.fixture.ts';
import { type BlockedCell, officialShare } from './official-use.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const policy = { ...civicCenter, spaces: civicCenter.spaces.filter((space) => space.code === 'GYM') };
const may = Temporal.PlainDate.from('2027-05-01');
const block = (cell: string, from: string, to: string): BlockedCell => ({ space: 'GYM', cell, from: at(from), to: at(to) });

test('夜と休館日は数えず、重なる申請は一度だけ数える', () => {
  const one = officialShare(policy, may, [block('g1', '2027-05-08T00:00', '2027-05-09T00:00')]);
  assert.equal(one.officialMinutes, 12 * 60, '土曜 9–21時');
  assert.deepEqual(officialShare(policy, may, [block('g1', '2027-05-08T00:00', '2027-05-09T00:00'), block('g1', '2027-05-08T10:00', '2027-05-08T12:00')]), one);
  assert.equal(officialShare(policy, may, [block('g1', '2027-05-10T00:00', '2027-05-11T00:00')]).officialMinutes, 0, '月曜は休館');
  assert.equal(officialShare(policy, may, [block('g1', '2027-06-05T00:00', '2027-06-06T00:00')]).officialMinutes, 0, 'ほかの月');
});

test('全部の区画を一か月ふさげば100％', () => {
  const all = policy.spaces.flatMap((space) => space.cells.map((cell) => block(cell.code, '2027-05-01T00:00', '2027-06-01T00:00')));
  assert.equal(officialShare(policy, may, all).percent, 100);
});
