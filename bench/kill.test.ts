/** The suite's own eight rounds of `bench/kill.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runKills } from './kill.ts';

test('役場とデータベースを代わるがわる8回 kill -9 しても、受け付けた操作はちょうど一度ずつあり、宙に浮いたファイルはない', { timeout: 600_000 }, async () => {
  const result = await runKills({ rounds: 8, clients: 8 });
  assert.deepEqual(result.broken, []);
  assert.deepEqual([result.halls, result.databases], [4, 4]);
  assert.equal(result.fell, 0, 'a town hall outlives its database');
  for (const command of ['reserve', 'cancel', 'addPatronEvidence']) assert.ok((result.acknowledged[command] ?? 0) > 5, `${command}: ${JSON.stringify(result.acknowledged)} ${JSON.stringify(result.statuses)}`);
});
