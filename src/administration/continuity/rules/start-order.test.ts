import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Asset, effectOfLoss, findCircle, type Need, startOrder, withoutImplied } from './start-order.ts';

const asset = (id: string, tier: number, startMinutes: number): Asset => ({ id, code: id, name: id, tier, startMinutes });
const need = (asset: string, needs: string, either = '', kind: Need['kind'] = 'start'): Need => ({ asset, needs, kind, either });

// 電源 10 → サーバー 20 → データベース 15 → 住民記録 5; 回線 A 30 か 回線 B 5 のどちらか → 住民記録
const house = [asset('power', 5, 10), asset('server', 5, 20), asset('db', 5, 15), asset('residents', 3, 5), asset('lineA', 5, 30), asset('lineB', 5, 5), asset('budget', 5, 1)];
const needs = [need('server', 'power'), need('db', 'server'), need('residents', 'db'), need('residents', 'power'), need('residents', 'lineA', '回線'), need('residents', 'lineB', '回線'), need('budget', 'residents', '', 'use')];

test('the order, the longest chain and the total: 10 + 20 + 15 + 5 = 50 minutes', () => {
  const order = startOrder(house, needs);
  assert.equal(order.totalMinutes, 50);
  assert.deepEqual(order.criticalPath, ['power', 'server', 'db', 'residents']);
  const at = (id: string) => order.steps.find((step) => step.id === id);
  assert.deepEqual([at('residents')?.beginMinute, at('residents')?.readyMinute, at('residents')?.waitedFor], [45, 50, 'db']);
  assert.ok((at('db')?.position ?? 0) < (at('residents')?.position ?? 0));
});

test('what an urgent system needs is as urgent as the system', () => {
  const order = startOrder(house, needs);
  assert.equal(order.steps.find((step) => step.id === 'power')?.urgency, 3);
  assert.equal(order.steps.at(-1)?.id, 'budget', 'nothing urgent waits for it, so it comes last');
});

test('of two lines the quicker one counts', () => {
  const order = startOrder(house, [need('residents', 'lineA', '回線'), need('residents', 'lineB', '回線')]);
  assert.equal(order.steps.find((step) => step.id === 'residents')?.beginMinute, 5);
});

test('a circle is found and named, and ordering one is refused', () => {
  assert.deepEqual(findCircle([need('a', 'b'), need('b', 'c'), need('c', 'a')]), ['a', 'b', 'c', 'a']);
  assert.equal(findCircle(needs), null);
  assert.equal(findCircle([need('a', 'b'), need('b', 'a', '', 'use')]), null, 'reduced working may be mutual');
  assert.throws(() => startOrder([asset('a', 1, 1), asset('b', 1, 1)], [need('a', 'b'), need('b', 'a')]), RangeError);
});

test('one line down stops nothing, both stop the system; reduced is not stopped', () => {
  assert.deepEqual(effectOfLoss(house, needs, ['lineA']), { stopped: [], reduced: [] });
  assert.deepEqual(effectOfLoss(house, needs, ['lineA', 'lineB']), { stopped: ['residents'], reduced: ['budget'] });
  assert.deepEqual(effectOfLoss(house, needs, ['power']).stopped, ['server', 'db', 'residents']);
});

test('the picture leaves out what follows from the rest', () => {
  const drawn = withoutImplied(needs).map((one) => `${one.asset}>${one.needs}`);
  assert.ok(!drawn.includes('residents>power'));
  assert.ok(drawn.includes('residents>db') && drawn.includes('residents>lineA') && drawn.includes('budget>residents'));
});

test('any net without circles: everything is started once, after all it needs, and the chain adds up', () => {
  const nets = fc.integer({ min: 1, max: 14 }).chain((count) => fc.record({
    minutes: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: count, maxLength: count }),
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 40 }).map((pairs) => pairs.filter(([a, b]) => a > b)),
  }));
  fc.assert(fc.property(nets, ({ minutes, edges }) => {
    const assets = minutes.map((start, index) => asset(String(index), index % 6, start));
    const links = [...new Set(edges.map(([a, b]) => `${a} ${b}`))].map((text) => text.split(' ')).map(([a = '', b = '']) => need(a, b));
    const { steps, criticalPath, totalMinutes } = startOrder(assets, links);
    assert.equal(new Set(steps.map((step) => step.id)).size, assets.length);
    const ready = new Map(steps.map((step) => [step.id, step]));
    for (const link of links) assert.ok((ready.get(link.asset)?.beginMinute ?? 0) >= (ready.get(link.needs)?.readyMinute ?? 0));
    for (const link of links) assert.ok((ready.get(link.asset)?.position ?? 0) > (ready.get(link.needs)?.position ?? 0));
    assert.equal(criticalPath.reduce((sum, id) => sum + (minutes[Number(id)] ?? 0), 0), totalMinutes);
    assert.equal(findCircle(links), null);
    // What the reduced net reaches is what the whole net reaches.
    const first = links.map((link) => link.needs)[0];
    if (first !== undefined) assert.deepEqual(effectOfLoss(assets, withoutImplied(links), [first]), effectOfLoss(assets, links, [first]));
  }));
});
