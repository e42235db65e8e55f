/** Whose requests are counted together, and whom the doors believe about where a request comes from. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { h } from 'preact';
import { probeCity, probeSystem } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { Assets } from './assets.ts';
import { networkOf } from './guard.ts';
import { startServer, type RunningServer } from './server.ts';
import { testClient } from './testing-client.ts';

let house: TestCity;
const doors: RunningServer[] = [];
before(async () => {
  house = await probeCity();
});
after(async () => {
  for (const door of doors) await door.stop();
  await house.close();
});

async function open(trustProxy: boolean) {
  const door = await startServer({
    cityOf: () => house.city, systems: [probeSystem()], faces: ['citizen', 'staff'], assets: new Assets(), drawing: { renderPage: () => '', problemPage: () => h('p', null) }, port: 0, trustProxy,
    rate: { reads: { perMinute: 1, burst: 3 }, writes: { perMinute: 1, burst: 3 } },
  });
  doors.push(door);
  const client = testClient(door.port, house.id);
  return async (forwarded: string) => (await client.get('/api/probe.count', { headers: { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded, forwarded: `for=${forwarded}` } })).status;
}

test('a household is one network, however many addresses it has; neighbours are not', () => {
  const of = (address: string) => networkOf(house.city, address);
  assert.equal(of('2001:db8::1'), of('2001:db8::ffff:2'), '短く書かれた住所も');
  assert.equal(of('2001:db8:0:12::1'), of('2001:db8::34:a:b:c:d'), '同じ /56');
  assert.notEqual(of('2001:db8:0:100::1'), of('2001:db8:0:200::1'));
  assert.equal(of('192.0.2.1'), of('::ffff:192.0.2.200'), '同じ /24');
  assert.notEqual(of('192.0.2.1'), of('192.0.3.1'));
  assert.doesNotMatch(of('192.0.2.1'), /192/);
});

test('nobody gets a fresh limit by saying to come from elsewhere', async () => {
  const ask = await open(false);
  const said = [];
  for (let i = 1; i <= 5; i++) said.push(await ask(`203.0.${i}.1`));
  assert.deepEqual(said, [200, 200, 200, 429, 429]);
});

test('behind the own balancer only its own word counts: the last address, not what the visitor wrote before it', async () => {
  const ask = await open(true);
  const said = [];
  for (let i = 1; i <= 5; i++) said.push(await ask(`203.0.${i}.1, 198.51.100.7`));
  assert.deepEqual(said, [200, 200, 200, 429, 429]);
  assert.equal(await ask('203.0.1.1, 198.51.200.7'), 200, '別の網からの人は待たない');
});
