import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civicCenter, civicCenterInput } from './civic-center.fixture.ts';
import { definePolicy, unitOf } from './policy.ts';
import type { FacilityPolicy, FacilityPolicyInput, Unit } from './policy.ts';
import { claimSpan, offeredSlots, overlaps, requestRange, requestSlots, useSpan } from './slots.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const now = Temporal.Instant.from('2027-01-20T10:00:00+09:00');
const saturday = day('2027-02-06');

function unit(policy: FacilityPolicy, code: string): Unit {
  const found = unitOf(policy, code);
  assert.ok(found);
  return found;
}

const gym = unit(civicCenter, 'GYM-ALL');
const meeting = unit(civicCenter, 'MEET-1');
const codeOf = (answer: { ok: boolean; code?: string }) => (answer.ok ? 'ok' : answer.code);

test('区分: 午前・午後・夜間。休館日には何もない', () => {
  assert.deepEqual(offeredSlots(civicCenter, gym, saturday).map((slot) => [slot.code, slot.start, slot.end]), [['AM', 540, 720], ['PM', 780, 1020], ['NT', 1080, 1260]]);
  assert.deepEqual(offeredSlots(civicCenter, gym, day('2027-02-08')), []);
});

test('続けて借りると間の17–18時は無料でつながる', () => {
  const use = requestSlots(civicCenter, gym, saturday, ['NT', 'PM'], now);
  assert.ok(use.ok);
  assert.deepEqual([use.start, use.end, use.parts.map((part) => part.code)], [780, 1260, ['PM', 'NT']]);
  assert.equal(codeOf(requestSlots(civicCenter, gym, saturday, ['AM', 'NT'], now)), 'gap');
  assert.equal(codeOf(requestSlots(civicCenter, gym, saturday, ['XX'], now)), 'off_boundary');
});

test('区切りに合わない、逆さ、過ぎた時間、休館日は理由とともに断る', () => {
  const ask = (start: number, end: number, date = saturday) => codeOf(requestRange(civicCenter, gym, date, { start, end }, now));
  assert.equal(ask(540, 720), 'ok');
  assert.equal(ask(600, 720), 'off_boundary');
  assert.equal(ask(540, 780), 'off_boundary');
  assert.equal(ask(720, 540), 'end_before_start');
  assert.equal(ask(540, 540), 'end_before_start');
  assert.equal(ask(540, 720, day('2027-02-08')), 'closed');
  assert.equal(ask(540, 720, day('2027-01-19')), 'past');
  const refused = requestRange(civicCenter, gym, saturday, { start: 600, end: 720 }, now);
  assert.ok(!refused.ok && refused.message.ja.includes('9:00～12:00'));
});

test('時間貸し: 30分きざみ、1時間から4時間', () => {
  const ask = (start: number, end: number) => codeOf(requestRange(civicCenter, meeting, saturday, { start, end }, now));
  assert.equal(ask(570, 660), 'ok');
  assert.equal(ask(570, 600), 'too_short');
  assert.equal(ask(570, 840), 'too_long');
  assert.equal(ask(575, 660), 'off_boundary');
  assert.equal(ask(1200, 1290), 'off_boundary');
  const use = requestRange(civicCenter, meeting, saturday, { start: 570, end: 660 }, now);
  assert.ok(use.ok);
  assert.deepEqual(use.parts.map((part) => [part.code, part.start, part.end]), [['HOUR', 570, 660]]);
});

test('こま貸しと季節、24時を越える区分', () => {
  const input: FacilityPolicyInput = {
    ...civicCenterInput,
    calendar: [{ type: 'open', hours: [['09:00', '26:00']] }],
    schemes: [
      { kind: 'kubun', code: 'THREE', slots: [{ code: 'LATE', name: { ja: '深夜', en: 'Late' }, start: '22:00', end: '26:00' }] },
      { kind: 'frame', code: 'HOUR', lengthMinutes: 120, seasons: [{ from: '06-01', to: '08-31', slots: [{ code: 'DAWN', name: { ja: '早朝', en: 'Dawn' }, start: '09:00', end: '11:00' }] }] },
    ],
  };
  const hall = definePolicy(input);
  assert.deepEqual(offeredSlots(hall, unit(hall, 'MEET-1'), saturday).length, 8);
  assert.deepEqual(offeredSlots(hall, unit(hall, 'MEET-1'), day('2027-07-01')).map((slot) => slot.code), ['DAWN']);
  const late = requestSlots(hall, unit(hall, 'GYM-ALL'), saturday, ['LATE'], now);
  assert.ok(late.ok);
  assert.equal(useSpan(late.date, late).to.toString(), Temporal.Instant.from('2027-02-07T02:00:00+09:00').toString());
});

test('9–12時と12–13時は重ならない。片付け30分があると重なる', () => {
  const early = useSpan(saturday, { start: 540, end: 720 });
  const noon = useSpan(saturday, { start: 720, end: 780 });
  assert.ok(!overlaps(early, noon));
  const cleaned = claimSpan({ ...gym, buffers: { before: 0, after: 30 } }, saturday, { start: 540, end: 720 });
  assert.ok(overlaps(cleaned, noon));
});

test('受付の締め切りより後は窓口へ', () => {
  const strict = { ...gym, minLeadMinutes: 1440 };
  assert.equal(codeOf(requestRange(civicCenter, strict, day('2027-01-21'), { start: 540, end: 720 }, now)), 'too_late');
});

test('受け付けた利用は必ず区分からできていて、開館時間の中にある', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 }), (offset, start, end) => {
    const date = day('2027-01-21').add({ days: offset });
    const use = requestRange(civicCenter, meeting, date, { start: start * 30, end: end * 30 }, now);
    if (use.ok) assert.ok(use.start >= 540 && use.end <= 1260 && use.end - use.start >= 60);
  }));
});
