import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRate, isOfficialUseExcessive, utilisationBy, utilisationOf } from './statistics.ts';
import type { SlotRecord, SlotUse } from './statistics.ts';

const records = (uses: Readonly<Partial<Record<SlotUse, number>>>, unit = 'GYM'): SlotRecord[] => {
  const list: SlotRecord[] = [];
  for (const use of ['used', 'no_show', 'unused', 'official', 'maintenance', 'closed'] as const) {
    for (let index = 0; index < (uses[use] ?? 0); index += 1) list.push({ unit, slot: 'AM', use });
  }
  return list;
};

test('稼働率: 使った50 ÷ 貸せた80 = 62.5％。休館と公用は入れずに別に示す', () => {
  const result = utilisationOf(records({ used: 50, unused: 28, no_show: 2, official: 10, maintenance: 3, closed: 20 }));
  assert.deepEqual([result.openable, result.used, result.noShow, result.official, result.closed, result.maintenance], [80, 50, 2, 10, 20, 3]);
  assert.equal(formatRate(result.ratePerMille), '62.5%');
  assert.equal(formatRate(result.officialPerMille), '11.1%');
  assert.equal(formatRate(utilisationOf(records({ closed: 5 })).ratePerMille), '－');
});

test('公用が9割なら知らせる', () => {
  assert.ok(isOfficialUseExcessive(utilisationOf(records({ official: 90, unused: 10 })), 20));
  assert.ok(!isOfficialUseExcessive(utilisationOf(records({ official: 10, unused: 90 })), 20));
});

test('室ごとに分けても、数の合計は変わらない', () => {
  const any = fc.record({ unit: fc.constantFrom('A', 'B', 'C'), slot: fc.constant('AM'), use: fc.constantFrom<SlotUse>('used', 'no_show', 'unused', 'official', 'closed') });
  fc.assert(fc.property(fc.array(any), (list) => {
    const whole = utilisationOf(list);
    const parts = [...utilisationBy(list, (record) => record.unit).values()];
    for (const key of ['openable', 'used', 'official', 'closed'] as const) assert.equal(parts.reduce((sum, part) => sum + part[key], 0), whole[key]);
    assert.ok(whole.ratePerMille === null || (whole.ratePerMille >= 0 && whole.ratePerMille <= 1000));
  }));
});
