/** The sample's calendar can be made on any day of the year. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { staffActor, testCity, testFacts, type TestCity } from '../../kernel/testing.ts';
import { fillSample } from '../../sample-city.ts';
import events from './index.ts';
import { eventList, monthEvents } from './queries/public.ts';
import { sampleEvents } from './sample-events.ts';

const areas = ['NIHONMATSU', 'ADACHI', 'IWASHIRO', 'TOWA'].map((code) => ({ code, name: { ja: code, en: code } }));
const days = ['2026-11-23', '2027-02-28', '2027-10-02', '2028-05-21'];
const houses: TestCity[] = [];
before(async () => {
  registerSystems([events]);
  for (const day of days) houses.push(await testCity({ start: `${day}T09:00:00+09:00`, sample: true, facts: { ...testFacts, areas } }));
});
after(async () => {
  for (const house of houses) await house.close();
});

for (const [index, day] of days.entries()) {
  test(`filled on ${day}`, async () => {
    const house = houses[index] ?? assert.fail('open');
    await house.must(staffActor(house.id(), ['operations.organization']), createDepartment, { code: '3040', name: '健康増進課', kana: 'ケンコウゾウシンカ', parent: '', from: '2020-04-01' });
    await fillSample(house.city, [events], { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
    const visitor = { kind: 'visitor', device: 'test' } as const;
    const list = await house.ask(visitor, eventList, {});
    assert.ok(list.ok);
    assert.equal(list.value.count, sampleEvents.filter((one) => one.stage === undefined).length);
    const month = await house.ask(visitor, monthEvents, {});
    assert.ok(month.ok && month.value.rows.some((row) => row.status === 'scheduled'));
    assert.ok(list.value.rows.every((row) => row.title !== ''));
  });
}
