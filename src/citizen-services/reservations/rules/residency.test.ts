import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupResidencyRule } from './policy.ts';
import { residencyOf } from './residency.ts';
import type { MemberResidency } from './residency.ts';

const rule = GroupResidencyRule.parse({
  minMembers: 5, sharePercent: 50, comparison: 'more_than', countWorkOrSchool: true, countNeighbours: ['072010'], residentClass: 'R-GROUP', otherClass: 'N-GROUP', legalBasis: '規則第3条',
});
const members = (ties: string): MemberResidency[] => Array.from(ties, (letter) => ({ tie: letter === 'R' ? 'resident' : letter === 'W' ? 'work' : letter === 'S' ? 'school' : 'none' }));

test('過半数が市内在住・在勤・在学なら市内団体', () => {
  assert.equal(residencyOf(rule, members('RWSNN')).userClass, 'R-GROUP');
  assert.equal(residencyOf(rule, members('RWNN')).userClass, 'N-GROUP', 'exactly half is no majority');
  assert.equal(residencyOf({ ...rule, comparison: 'at_least' }, members('RWNN')).userClass, 'R-GROUP');
  assert.equal(residencyOf({ ...rule, countWorkOrSchool: false }, members('RWSNN')).userClass, 'N-GROUP');
  assert.equal(residencyOf(rule, [...members('RRNN'), { tie: 'none', municipality: '072010' }]).userClass, 'R-GROUP', 'a neighbour by agreement');
});

test('人数が足りるか', () => {
  assert.equal(residencyOf(rule, members('RRRR')).isLargeEnough, false);
  assert.equal(residencyOf(rule, members('RRRRR')).isLargeEnough, true);
  assert.equal(residencyOf(rule, []).userClass, 'N-GROUP');
});
