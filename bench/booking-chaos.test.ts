/** The suite's own round of chaos: 3,000 attempts with the server killed in the middle; `./yakuba bench booking-chaos` makes a million. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos.ts';

test('3千回の混乱と途中の kill -9 のあとも、重なりも、半端も、失われた予約もない', { timeout: 600_000 }, async () => {
  const result = await runChaos({ attempts: 3_000, clients: 32, kills: 1 });
  assert.deepEqual(result.broken, []);
  assert.equal(result.kills, 1);
  assert.ok(result.acknowledged > 200, `only ${result.acknowledged} bookings were made`);
});
