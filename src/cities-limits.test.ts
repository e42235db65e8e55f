/** A flood at one city's door leaves the other's open. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { factsOf, openTown, type Town } from './cities.fixture.ts';

let town: Town;
before(async () => {
  town = await openTown({ rate: { reads: { perMinute: 1, burst: 5 }, writes: { perMinute: 1, burst: 2 } } });
  await town.make('east', factsOf('東試験町', 'East Test Town', '#8a1c1c'));
  await town.make('west', factsOf('西試験町', 'West Test Town', '#123a7a'));
});
after(() => town.close());

test('一つの市で止められた人も、ほかの市では止められない', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 8; i++) statuses.push((await town.at('east').get('/')).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
  assert.equal((await town.at('west').get('/')).status, 200);
});
