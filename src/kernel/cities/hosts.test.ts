import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cityFor, hostName } from './hosts.ts';
import type { CityRow } from './registry.ts';

const row = (name: string, hosts: readonly string[], more: Partial<CityRow> = {}): CityRow => ({
  name, hosts, database: `yakuba_${name}`, server: 'main', origin: null, state: 'open', read_only_reason: null, read_only_until: null, created_at: Temporal.Instant.from('2026-11-23T00:00:00Z'), ...more,
});
const asked = (header: string, cities: readonly CityRow[]) => cityFor(header, cities)?.name ?? null;

test('ポート・大文字・末尾の点は、ホスト名を変えない', () => {
  assert.deepEqual(['Town.Example.JP:8080', 'town.example.jp.', '[::1]:8080', '127.0.0.1', ''].map(hostName), ['town.example.jp', 'town.example.jp', '::1', '127.0.0.1', '']);
});

test('ひとつだけの市は、どの名前で呼ばれても答える', () => {
  const only = [row('a', ['*'])];
  assert.deepEqual(['localhost:8080', '192.168.1.5:8080', 'anything.example'].map((header) => asked(header, only)), ['a', 'a', 'a']);
});

test('二つ目の市が来ると、知らない名前はどの市でもない', () => {
  const two = [row('a', ['*'], { origin: 'https://a.example.jp' }), row('b', ['b.example.jp'])];
  assert.deepEqual(['localhost:8080', 'a.example.jp', 'b.example.jp:443', 'c.example.jp', 'b.example.jp.evil.example', ''].map((header) => asked(header, two)), ['a', 'a', 'b', null, null, null]);
});

test('扉を閉じた市は、自分の名前で呼ばれても答えない', () => {
  const two = [row('a', ['a.example.jp']), row('b', ['b.example.jp'], { state: 'retired' })];
  assert.equal(asked('b.example.jp', two), null);
  assert.equal(asked('b.example.jp', [row('a', ['*']), row('b', ['b.example.jp'], { state: 'retired' })]), 'a');
});
