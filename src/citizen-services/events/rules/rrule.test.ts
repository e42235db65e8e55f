import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { day, rule } from './event.fixture.ts';
import { type HolidayRule, type Rule, WEEKDAYS } from './recurrence.ts';
import { readRule, ruleWords, tidyRule, writeRule } from './rrule.ts';

const FIRST = day('2026-09-14');
const time = Temporal.PlainTime.from('10:00');
const refusal = (text: string) => {
  const read = readRule(text, FIRST, null);
  return read.ok ? 'taken' : read.message;
};

test('a rule is written as the standard has it, UNTIL of the kind the event is', () => {
  const it = rule('FREQ=MONTHLY;BYDAY=2MO;UNTIL=20270331');
  assert.equal(writeRule(it, null), 'FREQ=MONTHLY;BYDAY=2MO;UNTIL=20270331');
  assert.equal(writeRule(it, time), 'FREQ=MONTHLY;BYDAY=2MO;UNTIL=20270331T010000Z');
  assert.equal(writeRule(rule('RRULE:freq=weekly;wkst=su;byday=we,MO,MO;interval=2;count=10'), null), 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU;COUNT=10');
});

test('UNTIL is a moment: the occurrence of that day belongs to the rule only when it has begun by then', () => {
  const until = (text: string) => {
    const read = readRule(`FREQ=DAILY;UNTIL=${text}`, FIRST, time);
    return read.ok && read.value.end && 'until' in read.value.end ? read.value.end.until.toString() : null;
  };
  assert.deepEqual(['20270331', '20270331T010000Z', '20270331T005959Z', '20270331T235959', '20270331T145959Z', '20270331T235959Z'].map(until), ['2027-03-31', '2027-03-31', '2027-03-30', '2027-03-31', '2027-03-31', '2027-03-31']);
});

test('what other programs write for the same', () => {
  assert.deepEqual(rule('FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2'), rule('FREQ=MONTHLY;BYDAY=2MO'));
  assert.deepEqual(rule('FREQ=WEEKLY;BYDAY=MO;WKST=SU;'), rule('FREQ=WEEKLY;BYDAY=MO'));
  assert.deepEqual(rule('FREQ=MONTHLY;BYDAY=+1TU'), rule('FREQ=MONTHLY;BYDAY=1TU'));
});

test('nonsense is refused with a sentence', () => {
  assert.match(refusal('FREQ=MONTHLY;BYDAY=5MO'), /^第5月曜日は、ない月があります。「最終月曜日」か/);
  assert.match(refusal('FREQ=MONTHLY;BYDAY=7MO'), /第7月曜日という日はありません/);
  assert.match(refusal('FREQ=WEEKLY;BYDAY=2MO'), /毎月の繰り返しだけ/);
  assert.match(refusal('FREQ=MONTHLY;BYMONTHDAY=32'), /32日という日はありません/);
  assert.match(refusal('FREQ=MONTHLY;BYMONTHDAY=0'), /0日という日はありません/);
  assert.match(refusal('FREQ=DAILY;INTERVAL=0'), /間隔/);
  assert.match(refusal('FREQ=DAILY;COUNT=0'), /回数/);
  assert.match(refusal('FREQ=DAILY;COUNT=3;UNTIL=20270101'), /どちらか一方/);
  assert.match(refusal('FREQ=DAILY;UNTIL=20260101'), /繰り返しの終わり（2026年1月1日）が、最初の日（2026年9月14日）より前です/);
  assert.match(refusal('FREQ=DAILY;UNTIL=20260231'), /という日時はありません/);
  assert.match(refusal('FREQ=YEARLY'), /毎年の繰り返しは扱えません/);
  assert.match(refusal('FREQ=HOURLY'), /毎日・毎週・毎月/);
  assert.match(refusal('FREQ=DAILY;BYHOUR=3'), /BYHOUR/);
  assert.match(refusal('FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1'), /BYSETPOS/);
  assert.match(refusal('FREQ=WEEKLY;BYDAY=XX'), /曜日を読み取れません/);
  for (const text of ['', 'FREQ', 'FREQ=DAILY;FREQ=DAILY', 'FREQ=DAILY;=', 'FREQ=DAILY;COUNT=x', 'FREQ=MONTHLY;BYMONTHDAY=x', '毎月']) assert.notEqual(refusal(text), 'taken');
  fc.assert(fc.property(fc.string(), (text) => typeof refusal(`FREQ=MONTHLY;${text}`) === 'string'));
});

test('a rule as people say it', () => {
  const say = (text: string, holidays: HolidayRule = 'as_is') => ruleWords(rule(text), FIRST, holidays);
  assert.equal(say('FREQ=MONTHLY;BYDAY=2MO', 'next_day'), '毎月第2月曜日（祝日のときは翌日）');
  assert.equal(say('FREQ=MONTHLY;BYDAY=2MO,4MO', 'skip'), '毎月第2・第4月曜日（祝日は休み）');
  assert.equal(say('FREQ=MONTHLY;BYDAY=1MO,1TH,-1FR', 'next_weekday'), '毎月第1月・木曜日・最終金曜日（祝日のときは次の平日）');
  assert.equal(say('FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR'), '2か月ごとの最終金曜日');
  assert.equal(say('FREQ=MONTHLY;INTERVAL=12;BYDAY=2SA'), '毎年9月の第2土曜日');
  assert.equal(say('FREQ=MONTHLY;INTERVAL=12'), '毎年9月14日');
  assert.equal(say('FREQ=MONTHLY;BYDAY=-2FR'), '毎月最後から2番目の金曜日');
  assert.equal(say('FREQ=MONTHLY;BYDAY=MO'), '毎月の月曜日');
  assert.equal(say('FREQ=MONTHLY'), '毎月14日');
  assert.equal(say('FREQ=MONTHLY;BYMONTHDAY=5,20,-1'), '毎月5日・20日・末日');
  assert.equal(say('FREQ=MONTHLY;BYMONTHDAY=31'), '毎月31日（その日がない月を除く）');
  assert.equal(say('FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR'), '毎月13日のうち金曜日に当たる日');
  assert.equal(say('FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10'), '毎週月・水曜日、全10回');
  assert.equal(say('FREQ=WEEKLY'), '毎週月曜日');
  assert.equal(say('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270331'), '2週間ごとの火曜日、2027年3月31日まで');
  assert.equal(say('FREQ=DAILY'), '毎日');
  assert.equal(say('FREQ=DAILY;INTERVAL=3'), '3日ごと');
  assert.equal(say('FREQ=DAILY;BYDAY=MO,TU'), '毎日（月・火曜日だけ）');
});

test('what was written is read as the same rule', () => {
  const weekday = fc.constantFrom(...WEEKDAYS);
  const anyRule: fc.Arbitrary<Rule> = fc.record({
    freq: fc.constantFrom('DAILY' as const, 'WEEKLY' as const, 'MONTHLY' as const), interval: fc.integer({ min: 1, max: 120 }), weekStart: fc.constantFrom('MO' as const, 'SU' as const),
    byDay: fc.array(fc.record({ weekday, nth: fc.constantFrom(null, 1, 2, 3, 4, -1, -2, -3, -4) })), byMonthDay: fc.array(fc.integer({ min: -31, max: 31 }).filter((it) => it !== 0)),
    end: fc.oneof(fc.constant(null), fc.record({ count: fc.integer({ min: 1, max: 999 }) }), fc.record({ until: fc.integer({ min: 0, max: 4000 }).map((days) => FIRST.add({ days })) })),
  }).map((it) => tidyRule({ ...it, byDay: it.freq === 'MONTHLY' ? it.byDay : it.byDay.map((one) => ({ ...one, nth: null })), byMonthDay: it.freq === 'WEEKLY' ? [] : it.byMonthDay }));
  const anyTime = fc.oneof(fc.constant(null), fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) }).map((it) => Temporal.PlainTime.from(it)));
  fc.assert(fc.property(anyRule, anyTime, (it, begins) => {
    const text = writeRule(it, begins);
    const read = readRule(text, FIRST, begins);
    assert.ok(read.ok, text);
    assert.deepEqual(JSON.parse(JSON.stringify(read.value)), JSON.parse(JSON.stringify(it)));
    assert.equal(writeRule(read.value, begins), text);
  }));
});
