/** The sample city may be cut off at any moment while it is filled; whoever starts again goes on. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { add, addAndRefuse, probeCity, probeSystem, rows } from './kernel/probe.fixture.ts';
import type { SampleStep } from './kernel/sample.ts';
import type { TestCity } from './kernel/testing.ts';
import { fillSample } from './sample-city.ts';

let house: TestCity;
before(async () => {
  house = await probeCity({}, { sample: true });
});
after(() => house.close());

const visitor = { kind: 'visitor', device: 'sample' } as const;

test('a fill that was cut off twice goes on: what was done stays done once, what was refused is refused again', async () => {
  let cuts = 2;
  const step: SampleStep = { name: 'probe', title: '試し', order: 1, async run(ctx) {
    await ctx.must(visitor, add, { name: '一' }, 'one');
    assert.equal((await ctx.do(visitor, addAndRefuse, { name: '二' }, 'two')).ok, false);
    if (cuts-- > 0) throw new Error('cut off');
    await ctx.must(visitor, add, { name: '三' }, 'three');
  } };
  const fill = () => fillSample(house.city, [{ ...probeSystem(), sample: [step] }], { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
  for (let cut = 0; cut < 2; cut += 1) await assert.rejects(fill(), /cut off/);
  await fill();
  const names = await rows<{ name: string }>(house, 'select name from probe.things order by id');
  assert.deepEqual(names.map(({ name }) => name).toSorted(), ['一', '三']);
  const trail = await rows<{ command: string; outcome: string }>(house, `select command, outcome from kernel.audit_entries where command like 'probe.%'`);
  assert.equal(trail.filter(({ command, outcome }) => command === 'probe.addAndRefuse' && outcome === 'Unwanted').length, 3);
  assert.equal(trail.filter(({ command }) => command === 'probe.add').length, 2);
  await fill();
  assert.equal((await rows(house, 'select 1 from probe.things')).length, 2, 'a city that is filled is left alone');
});
