import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { civicCenter, civicCenterInput } from './civic-center.fixture.ts';
import { FacilityPolicy, matchesAny, minutesOf, schemeOf, unitOf } from './policy.ts';

test('施設の規則はJSONとして保存しても同じもの', () => {
  const stored: unknown = JSON.parse(JSON.stringify(civicCenter));
  assert.deepEqual(FacilityPolicy.parse(stored), civicCenter);
});

test('つづりの誤り、定められていないコードは場所とともに断る', () => {
  const problems = (change: object) => {
    const result = FacilityPolicy.safeParse({ ...civicCenterInput, ...change });
    return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.'));
  };
  assert.deepEqual(problems({}), []);
  assert.ok(problems({ calender: [] }).length > 0, 'an unknown field');
  assert.deepEqual(problems({ units: [{ ...civicCenterInput.units[0], cells: ['g9'], scheme: 'NONE' }] }).toSorted(), ['units.0.cells', 'units.0.scheme']);
  assert.deepEqual(problems({ calendar: [{ type: 'weekly_closed', dow: 'mon' }] }), ['calendar']);
  assert.ok(problems({ calendar: [{ type: 'open', hours: [['9:00', '21:00']] }] }).length > 0, 'times have two digits');
});

test('どの項目にも日本語の説明がある', () => {
  const schema = z.toJSONSchema(FacilityPolicy, { io: 'input' });
  const undescribed: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      for (const [name, property] of Object.entries(node.properties)) {
        const known = typeof property === 'object' && property !== null && ('description' in property || 'const' in property);
        if (!known && name !== 'name' && name !== 'label') undescribed.push(`${path}.${name}`);
      }
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
  };
  visit(schema, '');
  assert.deepEqual(undescribed, []);
});

test('区分の型と時刻', () => {
  assert.ok(matchesAny(['N-*'], 'N-GROUP'));
  assert.ok(!matchesAny(['N-*'], 'R-GROUP'));
  assert.ok(matchesAny(['*'], 'anything'));
  assert.equal(minutesOf('26:00'), 1560);
  const unit = unitOf(civicCenter, 'GYM-Q1');
  assert.ok(unit);
  assert.equal(schemeOf(civicCenter, unit).kind, 'kubun');
});
