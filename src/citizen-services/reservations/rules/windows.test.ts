import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civicCenter } from './civic-center.fixture.ts';
import { CalendarRule, MomentBefore, unitOf } from './policy.ts';
import type { FacilityPolicy, Unit } from './policy.ts';
import { momentBefore, splitReleaseAt, windowFor, withinCaps } from './windows.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const unit = (code: string): Unit => {
  const found = unitOf(civicCenter, code);
  assert.ok(found);
  return found;
};
const yearEndOnly = [CalendarRule.parse({ type: 'open', hours: [['09:00', '21:00']] }), CalendarRule.parse({ type: 'fixed_closed', from: '12-29', to: '01-03' })];
const moment = (text: object) => MomentBefore.parse(text);
const tokyo = (instant: Temporal.Instant) => instant.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString();

test('1月1日に始まる受付は次の開館日、1月4日 9:00から', () => {
  const open = moment({ monthsBefore: 2, day: 1, time: '09:00', ifClosed: 'next_open_day' });
  assert.equal(tokyo(momentBefore(open, day('2027-03-25'), yearEndOnly)), '2027-01-04T09:00:00');
  assert.equal(tokyo(momentBefore({ ...open, ifClosed: 'as_is' }, day('2027-03-25'), yearEndOnly)), '2027-01-01T09:00:00');
});

test('応当日がない月はその末日', () => {
  assert.equal(tokyo(momentBefore(moment({ monthsBefore: 3, day: 'same', time: '09:00' }), day('2027-05-31'), yearEndOnly)), '2027-02-28T09:00:00');
  assert.equal(tokyo(momentBefore(moment({ monthsBefore: 2, day: 'last', time: '23:59:59' }), day('2027-04-10'), yearEndOnly)), '2027-02-28T23:59:59');
  assert.equal(tokyo(momentBefore(moment({ monthsBefore: 2, day: 31, time: '00:00' }), day('2027-04-30'), yearEndOnly)), '2027-02-28T00:00:00');
});

test('市外の方は9:00ちょうどから。1秒前は断る', () => {
  const policy: FacilityPolicy = { ...civicCenter, windows: [{ units: ['*'], classes: ['N-*'], phase: 'first_come', open: moment({ monthsBefore: 1, day: 1, time: '09:00' }), legalBasis: '規則第4条' }] };
  const seeker = { userClass: 'N-PERSON', channel: 'web', className: { ja: '市外の方', en: 'non-residents' } } as const;
  const early = windowFor(policy, unit('GYM-ALL'), seeker, day('2027-03-06'), at('2027-02-01T08:59:59'));
  assert.ok(early.state === 'not_yet');
  assert.equal(early.message.ja, 'この部屋の予約は（市外の方は）令和9年2月1日（月）9:00から始まります。');
  assert.equal(windowFor(policy, unit('GYM-ALL'), seeker, day('2027-03-06'), at('2027-02-01T09:00:00')).state, 'open');
  assert.equal(windowFor(policy, unit('GYM-ALL'), { ...seeker, userClass: 'R-PERSON' }, day('2027-03-06'), at('2027-02-01T09:00:00')).state, 'not_for_you');
});

test('抽選の受付中は抽選、締め切りから先着の始まりまでは待つ', () => {
  const seeker = { userClass: 'R-GROUP', channel: 'web' } as const;
  const state = (now: string) => {
    const verdict = windowFor(civicCenter, unit('GYM-ALL'), seeker, day('2027-03-06'), at(now));
    return verdict.state === 'open' || verdict.state === 'not_yet' ? `${verdict.state} ${verdict.phase}` : verdict.state;
  };
  assert.equal(state('2027-01-09T23:59:59'), 'not_yet lottery');
  assert.equal(state('2027-01-10T00:00:00'), 'open lottery');
  assert.equal(state('2027-01-19T23:59:59'), 'open lottery');
  assert.equal(state('2027-01-20T00:00:00'), 'not_yet first_come');
  assert.equal(state('2027-02-02T08:59:59'), 'not_yet first_come', '2月1日は月曜休館なので2日から');
  assert.equal(state('2027-02-02T09:00:00'), 'open first_come');
});

test('根拠のない受付期間は働かない', () => {
  const policy: FacilityPolicy = { ...civicCenter, windows: civicCenter.windows.map((rule) => ({ ...rule, legalBasis: ' ' })) };
  assert.equal(windowFor(policy, unit('GYM-ALL'), { userClass: 'X', channel: 'web' }, day('2027-03-06'), at('2027-01-01T00:00:00')).state, 'open');
});

test('1/4面は14日前から', () => {
  const seeker = { userClass: 'R-PERSON', channel: 'web' } as const;
  assert.equal(tokyo(splitReleaseAt(unit('GYM-Q1'), day('2027-03-20')) ?? at('2000-01-01T00:00:00')), '2027-03-06T00:00:00');
  assert.equal(windowFor(civicCenter, unit('GYM-Q1'), seeker, day('2027-03-20'), at('2027-03-05T23:59:59')).state, 'not_yet');
  assert.equal(windowFor(civicCenter, unit('GYM-Q1'), seeker, day('2027-03-20'), at('2027-03-06T00:00:00')).state, 'open');
  assert.equal(windowFor(civicCenter, unit('GYM-A'), seeker, day('2027-03-20'), at('2027-03-05T23:59:59')).state, 'open');
});

test('上限: 今月の予約は4件まで', () => {
  const used = ['2027-02-01', '2027-02-08', '2027-02-15', '2027-02-22'].map(day);
  const refused = withinCaps({ perMonth: 4, countedPer: 'patron' }, used, day('2027-02-25'), day('2027-02-01'));
  assert.ok(!refused.ok);
  assert.equal(refused.message.ja, '今月の予約は4件までです。取り消すと新しく予約できます。');
  assert.ok(withinCaps({ perMonth: 4, countedPer: 'patron' }, used, day('2027-03-01'), day('2027-02-01')).ok);
  const run = ['2027-02-01', '2027-02-02', '2027-02-04'].map(day);
  const check = (caps: object, wanted: string) => {
    const verdict = withinCaps({ countedPer: 'patron', ...caps }, run, day(wanted), day('2027-02-02'));
    return verdict.ok ? 'ok' : verdict.code;
  };
  assert.equal(check({ consecutiveDays: 3 }, '2027-02-03'), 'consecutiveDays');
  assert.equal(check({ consecutiveDays: 3 }, '2027-02-05'), 'ok');
  assert.equal(check({ openBookings: 2 }, '2027-03-05'), 'openBookings');
  assert.equal(check({ perDay: 1 }, '2027-02-04'), 'perDay');
  assert.equal(check({ perWeek: 3 }, '2027-02-07'), 'perWeek');
  assert.equal(check({ perWeek: 3 }, '2027-02-08'), 'ok');
});

test('受付の始まりは時がたっても閉じない: 一度開いた先着は利用日まで開いている', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (offset, later) => {
    const useDate = day('2027-02-01').add({ days: offset });
    const seeker = { userClass: 'N-GROUP', channel: 'web' } as const;
    const now = at('2027-01-01T09:00:00').add({ hours: offset * 24 });
    const first = windowFor(civicCenter, unit('GYM-ALL'), seeker, useDate, now).state;
    if (first === 'open') assert.equal(windowFor(civicCenter, unit('GYM-ALL'), seeker, useDate, now.add({ hours: later * 24 })).state, 'open');
  }));
});

test('予約がないまま5日前になると、全面の貸し方は終わり、半面の貸し方が始まる', () => {
  const policy = { ...civicCenter, units: civicCenter.units.map((one) => (one.code === 'GYM-ALL' ? { ...one, convertDays: 5 } : one.code === 'GYM-A' ? { ...one, splitReleaseDays: 5 } : one)) };
  const state = (code: string, now: string) => {
    const found = policy.units.find((one) => one.code === code);
    assert.ok(found);
    return windowFor(policy, found, { userClass: 'R-GROUP', channel: 'web' }, day('2027-02-20'), at(now)).state;
  };
  assert.deepEqual([state('GYM-ALL', '2027-02-14T23:59:59'), state('GYM-A', '2027-02-14T23:59:59')], ['open', 'not_yet']);
  assert.deepEqual([state('GYM-ALL', '2027-02-15T00:00:00'), state('GYM-A', '2027-02-15T00:00:00')], ['closed', 'open']);
});
