import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReleasePolicy } from './policy.ts';
import { offerUntil, releaseOf } from './release.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const tokyo = (instant: Temporal.Instant | null) => instant?.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString() ?? null;
const policy = (mode: string) => ReleasePolicy.parse({ mode });
const question = { cancelledAt: at('2027-02-01T22:15:00'), useStart: at('2027-02-20T18:00:00'), random: 0.5 };

test('取り消された枠は翌日9:00に戻る', () => {
  const release = releaseOf(policy('next_day'), question);
  assert.deepEqual([release.how, tokyo(release.at)], ['scheduled', '2027-02-02T09:00:00']);
});

test('すぐに・でたらめな時刻に・小さな抽選で', () => {
  assert.equal(tokyo(releaseOf(policy('immediate'), question).at), '2027-02-01T22:15:00');
  assert.equal(tokyo(releaseOf(policy('random_within_window'), question).at), '2027-02-02T04:15:01');
  const lottery = releaseOf(policy('mini_lottery'), question);
  assert.deepEqual([lottery.how, tokyo(lottery.at)], ['mini_lottery', '2027-02-02T22:15:00']);
});

test('利用が近いときはすぐに戻す', () => {
  assert.equal(releaseOf(policy('next_day'), { ...question, useStart: at('2027-02-03T08:59:59') }).how, 'immediate');
  assert.equal(releaseOf(policy('next_day'), { ...question, useStart: at('2027-02-03T09:00:00') }).how, 'scheduled');
});

test('補欠への案内は24時間、利用が近ければ残りの半分', () => {
  assert.equal(tokyo(offerUntil(policy('next_day'), at('2027-02-01T09:00:00'), question.useStart)), '2027-02-02T09:00:00');
  assert.equal(tokyo(offerUntil(policy('next_day'), at('2027-02-20T08:00:00'), question.useStart)), '2027-02-20T13:00:00');
  assert.equal(offerUntil(policy('next_day'), at('2027-02-20T17:30:00'), question.useStart), null);
});

test('戻る時刻は取り消しより前にも、利用の始まりより後にもならない', () => {
  const modes = fc.constantFrom('immediate', 'next_day', 'random_within_window', 'mini_lottery');
  fc.assert(fc.property(modes, fc.integer({ min: 1, max: 40_000 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (mode, minutes, random) => {
    const useStart = question.cancelledAt.add({ minutes });
    const { at: released } = releaseOf(policy(mode), { ...question, useStart, random });
    assert.ok(Temporal.Instant.compare(released, question.cancelledAt) >= 0 && Temporal.Instant.compare(released, useStart) <= 0);
  }));
});
