import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { commitOf, draw, type LotteryEntry, rootOf, seedOf } from '../rules/lottery.ts';
import { checkText, findEntry } from './check.ts';
import { sha256Hex } from './sha256.ts';
import { singleFile } from './verifier.ts';

const known = (text: string) => createHash('sha256').update(text).digest('hex');

test('自前のSHA-256は、どの文字列でもnode:cryptoと同じ', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) assert.equal(sha256Hex('a'.repeat(length)), known('a'.repeat(length)));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => sha256Hex(text) === known(text)));
});

const entry = (id: string, applicant: string, unit: string, slot: string, weight = 1): LotteryEntry => ({ id, applicant, unit, slot, weight });
const saturday = '2027-01-16T18:00/21:00';
const entries = [entry('E0001', 'U-101', 'GYM-ALL', saturday), entry('E0002', 'U-102', 'GYM-A', saturday), entry('E0003', 'U-103', 'GYM-A', saturday), entry('E0004', 'U-104', 'GYM-B', saturday, 2)];
const secretHex = '00112233445566778899aabbccddeeff'.repeat(2);
const ground = { cellsOf: { 'GYM-ALL': ['g1', 'g2', 'g3', 'g4'], 'GYM-A': ['g1', 'g2'], 'GYM-B': ['g3', 'g4'] } };
const options = { mode: 'entries' as const, capWins: 1, noOverlap: false, oneEachRound: false, stages: [] };
const root = rootOf(entries, known);
const seed = seedOf({ lotteryId: 'LOT', root, secretHex, publicValue: '5f' }, known);
const published = { algorithm: 'emuni-lottery/1', lotteryId: 'LOT', commit: commitOf(secretHex, known), root, secretHex, publicValue: '5f', entries, ground, options, results: draw(entries, seed, ground, options, known).map((one) => ({ id: one.entry.id, outcome: one.outcome })) };

test('R7 公表されたデータは「一致しました」、一文字でも変えると「一致しません」', () => {
  const lines = checkText(JSON.stringify(published));
  assert.match(lines[0]?.ja ?? '', /^一致しました/);
  assert.ok(lines.every((line) => line.ok) && lines.length === 4);
  for (const altered of [{ entries: entries.with(1, entry('E0002', 'U-109', 'GYM-A', saturday)) }, { secretHex: secretHex.replace('0', '1') }, { results: published.results.map((one) => ({ ...one, outcome: 'won' })) }]) {
    assert.match(checkText(JSON.stringify({ ...published, ...altered }))[0]?.ja ?? '', /^一致しません/);
  }
});

test('読めないものには、何を確かめればよいかを言う', () => {
  for (const text of ['', '{', '[]', '{"lotteryId":1}', JSON.stringify({ ...published, entries: [{}] })]) assert.match(checkText(text)[0]?.ja ?? '', /読み取れません/);
});

test('自分の申込みが一覧にあるかを探せる', () => {
  assert.ok(findEntry(JSON.stringify(published), 'u-104').ok);
  assert.ok(!findEntry(JSON.stringify(published), 'E9999').ok);
});

test('一つのファイルに収まり、台本の中身で壊れない', () => {
  const html = singleFile('const x = "</script><!--";');
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  assert.throws(() => singleFile('import{a}from"./chunk-1234.js";a()'));
  assert.throws(() => singleFile('import "./chunk.js"'));
  assert.doesNotThrow(() => singleFile('const important = "from here";'));
});
