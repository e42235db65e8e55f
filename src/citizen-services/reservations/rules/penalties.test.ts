import assert from 'node:assert/strict';
import { test } from 'node:test';
import { civicCenter } from './civic-center.fixture.ts';
import { inactiveRules, isSuspended, standingOf } from './penalties.ts';
import type { Incident } from './penalties.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const missed = (on: string, withdrawn = false): Incident => ({ event: 'no_show', on: day(on), withdrawn });
const policy = civicCenter.penalties;
const today = day('2027-02-10');

test('無断不使用1回で注意、2回で3か月の利用停止', () => {
  assert.deepEqual(standingOf(policy, [], today), { points: 0, action: 'none', suspendedUntil: null, legalBases: [] });
  const warned = standingOf(policy, [missed('2027-02-01')], today);
  assert.deepEqual([warned.points, warned.action, warned.legalBases], [3, 'warning', ['規則第12条', '規則第13条']]);
  const suspended = standingOf(policy, [missed('2026-11-30'), missed('2027-02-01')], today);
  assert.deepEqual([suspended.points, suspended.action, suspended.suspendedUntil?.toString()], [6, 'suspend', '2027-05-01']);
  assert.ok(isSuspended(suspended, day('2027-05-01')));
  assert.ok(!isSuspended(suspended, day('2027-05-02')));
});

test('異議が認められた分と12か月より前の分は数えない', () => {
  assert.equal(standingOf(policy, [missed('2026-11-30'), missed('2027-02-01', true)], today).action, 'warning');
  assert.equal(standingOf(policy, [missed('2026-02-09'), missed('2027-02-01')], today).points, 3);
});

test('根拠の条項がない規則は働かない', () => {
  assert.equal(standingOf(policy, [{ event: 'resale', on: day('2027-02-01'), withdrawn: false }], today).points, 0);
  assert.deepEqual(inactiveRules(policy), ['points.resale']);
  const groundless = { ...policy, thresholds: policy.thresholds.map((threshold) => ({ ...threshold, legalBasis: '' })) };
  assert.equal(standingOf(groundless, [missed('2027-01-01'), missed('2027-02-01')], today).action, 'none');
});
