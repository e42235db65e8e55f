import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roundingModes, yen } from '../../../kernel/money/money.ts';
import { civicCenter } from './civic-center.fixture.ts';
import { feeDifference, feeFor } from './fee.ts';
import type { Fee, FeeRequest } from './fee.ts';
import { unitOf } from './policy.ts';
import type { FeePolicy, FeeVersion } from './policy.ts';
import { requestSlots } from './slots.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const policy = civicCenter.fee ?? assert.fail('the fixture has fees');
const [version] = policy.versions;
assert.ok(version);

function withVersion(change: Partial<FeeVersion>): FeePolicy {
  assert.ok(version);
  return { ...policy, versions: [{ ...version, ...change }] };
}

function parts(unitCode: string, date: Temporal.PlainDate, codes: readonly string[]) {
  const unit = unitOf(civicCenter, unitCode) ?? assert.fail(unitCode);
  const use = requestSlots(civicCenter, unit, date, codes, Temporal.Instant.from('2026-11-01T00:00:00Z'));
  assert.ok(use.ok);
  return use.parts;
}

const saturday = day('2027-02-06');
const plain: FeeRequest = {
  unit: 'GYM-ALL', useDate: saturday, applicationDate: day('2027-01-10'), parts: parts('GYM-ALL', saturday, ['PM', 'NT']), userClass: 'R-GROUP', purpose: 'volleyball',
  admissionFee: 0, commercial: false, rehearsal: false, persons: 20, extensionHours: 0, extras: [], reduction: null,
};
const exampleA: FeeRequest = {
  ...plain, userClass: 'N-GROUP', admissionFee: 500, extras: [{ code: 'lighting', quantity: 1 }, { code: 'climate', quantity: 1 }], reduction: 'city_support',
};

function fee(request: FeeRequest, rules: FeePolicy = policy): Fee {
  const result = feeFor(rules, request);
  if (!result.ok) assert.fail(result.message.ja);
  return result;
}

test('例A: 土曜の全面13–21時、市外、入場料500円、照明・冷暖房7時間、後援で半額 → 11,670円（内税1,060円）', () => {
  const result = fee(exampleA);
  assert.equal(result.total, 11_670);
  assert.equal(result.tax, 1060);
  assert.equal(result.gross, 17_750);
  assert.deepEqual(result.trace.map(({ step, subtotal }) => `${step} ${subtotal}`), [
    'base 2000', 'day 2400', 'class 3600', 'purpose 5400',
    'base 2500', 'day 3000', 'class 4500', 'purpose 6750',
    'basic_total 12150', 'extra 14250', 'extra 17750', 'reduction 11675', 'rounding 11670', 'total 11670', 'tax 11670',
  ]);
  assert.deepEqual(result.trace.map(({ label }) => label.ja), [
    '午後', '土日祝', '市外', '入場料1,000円以下', '夜間', '土日祝', '市外', '入場料1,000円以下', '基本使用料', '照明 300円×7時間', '冷暖房 500円×7時間',
    '減免（市の後援）50％', '10円未満切捨て', '合計', 'うち消費税（10％）',
  ]);
  assert.ok(result.trace.every((line) => line.ground !== ''), 'every line names its ground');
  assert.equal(JSON.parse(JSON.stringify(result.trace)).length, 15, 'the trace is stored as JSON');
});

test('例A: 減免の対象が「すべて」なら 17,750×50％ = 8,875 → 8,870円', () => {
  assert.ok(version);
  const all = withVersion({ reductions: version.reductions.map((reduction) => ({ ...reduction, appliesTo: 'all' as const })) });
  assert.equal(fee(exampleA, all).total, 8870);
  const climate = withVersion({ reductions: version.reductions.map((reduction) => ({ ...reduction, appliesTo: 'basic+climate' as const })) });
  assert.equal(fee(exampleA, climate).total, 9920, '(12,150 + 3,500) / 2 = 7,825 → 7,820, plus 2,100');
});

test('例B: 端数を処理する場所で560円と550円', () => {
  const factor = (code: string, numerator: number, denominator: number) => ({
    kind: 'class' as const, code, label: { ja: code, en: code }, ratio: { numerator, denominator }, ground: '備考', classes: ['*'],
  });
  const rules = (at: 'each_step' | 'end_of_line' | 'end_of_total') => withVersion({ factors: [factor('1/4', 1, 4), factor('1.5倍', 15, 10)], rounding: { mode: 'truncate_10', at } });
  const request = { ...plain, parts: parts('GYM-ALL', saturday, ['AM']) };
  assert.equal(fee(request, rules('end_of_line')).total, 560);
  assert.equal(fee(request, rules('each_step')).total, 550);
  const both = { ...plain, parts: parts('GYM-ALL', saturday, ['AM', 'PM']) };
  assert.equal(fee(both, rules('end_of_line')).total, 1310, '560 + 750');
  assert.equal(fee(both, rules('end_of_total')).total, 1310, '562.5 + 750 = 1,312.5');
});

test('平日・市内は表のとおり。営利3倍、準備0.5倍、入場料1,000円超2倍', () => {
  const wednesday = day('2027-02-10');
  const request = { ...plain, useDate: wednesday, parts: parts('GYM-ALL', wednesday, ['AM']) };
  assert.equal(fee(request).total, 1500);
  assert.equal(fee({ ...request, commercial: true }).total, 4500);
  assert.equal(fee({ ...request, rehearsal: true }).total, 750);
  assert.equal(fee({ ...request, admissionFee: 1001 }).total, 3000);
  assert.equal(fee({ ...request, admissionFee: 1000 }).total, 2250);
  assert.equal(fee({ ...request, admissionFee: 1001, commercial: true }).total, 9000);
  assert.ok(version);
  const exclusive = withVersion({ factors: version.factors.map((factor) => (factor.kind === 'day' || factor.kind === 'class' ? factor : { ...factor, exclusiveGroup: 'X' })) });
  assert.equal(fee({ ...request, admissionFee: 1001, commercial: true }, exclusive).total, 4500, 'only the larger of one group');
});

test('祝日は土日と同じ。時間貸しは1時間未満を1時間とする', () => {
  const holiday = day('2027-02-11');
  assert.equal(fee({ ...plain, useDate: holiday, parts: parts('GYM-ALL', holiday, ['AM']) }).total, 1800);
  const part = { code: 'HOUR', name: { ja: '9:00～10:30', en: '9:00–10:30' }, start: 540, end: 630 };
  assert.equal(fee({ ...plain, useDate: day('2027-02-10'), unit: 'MEET-1', parts: [part] }).total, 600);
});

test('一日いくらの料金は、続けて借りても一度だけ', () => {
  assert.ok(version);
  const wednesday = day('2027-02-10');
  const perDay = withVersion({ table: [{ unit: 'GYM-ALL', slot: '*', per: 'day', yen: 5000 }] });
  assert.equal(fee({ ...plain, useDate: wednesday, parts: parts('GYM-ALL', wednesday, ['AM', 'PM', 'NT']) }, perDay).total, 5000);
});

test('延長・備品・実際の時間', () => {
  const wednesday = day('2027-02-10');
  const request = { ...plain, useDate: wednesday, parts: parts('GYM-ALL', wednesday, ['PM', 'NT']) };
  assert.equal(fee({ ...request, extensionHours: 0.5 }).total, 5250, '4,500 + 2,500 × 30 % for one started hour');
  assert.equal(fee({ ...request, extras: [{ code: 'tables', quantity: 3 }] }).total, 5100, '3 tables in 2 slots at 100');
  assert.equal(fee({ ...request, extras: [{ code: 'lighting', quantity: 1, minutes: 61 }] }).total, 5100, '2 started hours');
  const refused = feeFor(policy, { ...request, extensionHours: 3 });
  assert.ok(!refused.ok && refused.code === 'extension_too_long');
});

test('全額減免・入場料があると受けられない減免・知らないもの', () => {
  assert.equal(fee({ ...exampleA, reduction: 'city_host' }).total, 0);
  const code = (change: Partial<FeeRequest>, rules = policy) => {
    const result = feeFor(rules, { ...exampleA, ...change });
    return result.ok ? 'ok' : result.code;
  };
  assert.equal(code({ reduction: 'public_interest_group' }), 'reduction_not_allowed');
  assert.equal(code({ reduction: 'public_interest_group', admissionFee: 0 }), 'ok');
  assert.equal(code({ reduction: 'mayor' }), 'reduction_not_allowed');
  assert.equal(code({ extras: [{ code: 'piano', quantity: 1 }] }), 'unknown_extra');
  assert.equal(code({ unit: 'MEET-1', extras: [] }), 'ok');
  assert.equal(code({}, withVersion({ table: [] })), 'no_price');
  assert.equal(code({ useDate: day('2026-03-31') }), 'no_version');
});

test('料金改定: 利用日で決めるか、申請日で決めるか', () => {
  assert.ok(version);
  const raised: FeeVersion = { ...version, code: '2027', validFrom: '2027-04-01', table: version.table.map((row) => ({ ...row, yen: row.yen * 2 })) };
  const april = day('2027-04-10');
  const request = { ...plain, useDate: april, applicationDate: day('2027-03-01'), parts: parts('GYM-ALL', april, ['AM']) };
  assert.equal(fee(request, { basis: 'use_date', versions: [raised, version] }).total, 3600);
  assert.equal(fee(request, { basis: 'application_date', versions: [raised, version] }).total, 1800);
});

test('変更の差額', () => {
  assert.deepEqual(feeDifference(yen(2000), yen(3500)), { kind: 'pay_more', amount: 1500 });
  assert.deepEqual(feeDifference(yen(3500), yen(2000)), { kind: 'refund', amount: 1500 });
  assert.equal(feeDifference(yen(0), yen(0)).kind, 'same');
});

test('減免は料金を増やさず、合計は0円以上で、最後の行に合計が残る', () => {
  const request = fc.record({
    userClass: fc.constantFrom('R-GROUP', 'N-PERSON'), admissionFee: fc.constantFrom(0, 500, 2000), commercial: fc.boolean(), rehearsal: fc.boolean(),
    extras: fc.subarray([{ code: 'lighting', quantity: 1 }, { code: 'climate', quantity: 1 }, { code: 'tables', quantity: 2 }]), extensionHours: fc.constantFrom(0, 1, 2),
  });
  const rounding = fc.record({ mode: fc.constantFrom(...roundingModes), at: fc.constantFrom('each_step' as const, 'end_of_line' as const, 'end_of_total' as const) });
  fc.assert(fc.property(request, rounding, fc.constantFrom('city_host', 'city_support'), (change, rule, reduction) => {
    const rules = withVersion({ rounding: rule });
    const full = fee({ ...plain, ...change }, rules);
    const less = fee({ ...plain, ...change, reduction }, rules);
    assert.ok(less.total <= full.total && less.total >= 0);
    assert.equal(less.reduced, less.gross - less.total);
    assert.equal(full.trace.findLast((line) => line.step === 'total')?.subtotal, String(full.total));
  }));
});
