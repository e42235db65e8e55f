import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { disclosureHoldUntil, fateOn, fitsYear, type Hold, type Retention, shorterThan, termOf } from './retention.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const five: Retention = { code: '5', starts: 'fiscal_year', years: 5, reviewed: false };
const closed = (on: string, more: { eventOn?: string; releasedOn?: string } = {}) => ({ closedOn: day(on), eventOn: more.eventOn ? day(more.eventOn) : null, releasedOn: more.releasedOn ? day(more.releasedOn) : null });
const expires = (retention: Retention, on: ReturnType<typeof closed>) => termOf(retention, on)?.expires.toString() ?? null;

test('5年: 2026-11-23 と 2027-03-31 の完結は 2032-03-31 まで、2027-04-01 の完結は 2033-03-31 まで', () => {
  assert.equal(termOf(five, closed('2026-11-23'))?.starts.toString(), '2027-04-01');
  assert.deepEqual(['2026-11-23', '2027-03-31', '2027-04-01'].map((on) => expires(five, closed(on))), ['2032-03-31', '2032-03-31', '2033-03-31']);
});

test('暦年で数えるもの（税・給与の一部）は、翌年1月1日から', () => {
  assert.equal(expires({ ...five, starts: 'calendar_year', years: 7 }, closed('2026-11-23')), '2033-12-31');
});

test('契約書は契約が終わった年度の翌年度から。終わるまでは始まらない', () => {
  const contract: Retention = { ...five, starts: 'event' };
  assert.equal(termOf(contract, closed('2026-05-01')), null);
  assert.equal(expires(contract, closed('2026-05-01', { eventOn: '2029-03-31' })), '2034-03-31');
  assert.equal(expires(contract, closed('2030-05-01', { eventOn: '2029-03-31' })), '2036-03-31', '完結があとなら完結から');
});

test('常用は、使い終わるまで始まらない', () => {
  const ledger: Retention = { ...five, code: 'C', starts: 'in_use', years: 1 };
  assert.equal(termOf(ledger, closed('2026-05-01')), null);
  assert.equal(expires(ledger, closed('2026-05-01', { releasedOn: '2031-04-01' })), '2033-03-31');
});

test('開示請求があると、決定の通知から1年は捨てられない: 2032-03-31 で満了、決定 2032-02-14 → 2033-02-14 まで', () => {
  const term = termOf(five, closed('2026-11-23'));
  const before: Hold = { ground: 'disclosure', from: day('2032-02-01'), until: null };
  assert.deepEqual(fateOn(day('2032-04-10'), five, term, [before]), { kind: 'held', by: [before], until: null });
  const after: Hold = { ...before, until: disclosureHoldUntil(day('2032-02-14')) };
  assert.equal(fateOn(day('2033-02-14'), five, term, [after]).kind, 'held');
  assert.deepEqual(fateOn(day('2033-02-15'), five, term, [after]), { kind: 'expired', since: day('2032-04-01') });
});

test('いくつもの事情が重なると、いちばん遅いものが終わるまで', () => {
  const term = termOf(five, closed('2026-11-23'));
  const holds: Hold[] = [{ ground: 'audit', from: day('2031-01-01'), until: day('2032-06-30') }, { ground: 'claw_back', from: day('2031-01-01'), until: day('2034-03-31') }];
  const fate = fateOn(day('2032-05-01'), five, term, holds);
  assert.equal(fate.kind === 'held' && fate.until?.toString(), '2034-03-31');
  const later = fateOn(day('2032-07-01'), five, term, holds);
  assert.equal(later.kind === 'held' && later.by.length, 1);
});

test('永年は、ひとりでには終わらず、見直しを待つ', () => {
  const forever: Retention = { code: 'P', starts: 'fiscal_year', years: 30, reviewed: true };
  assert.equal(fateOn(day('2057-04-01'), forever, termOf(forever, closed('2026-11-23')), []).kind, 'review');
});

test('ファイル基準表より短い保存期間は選べない', () => {
  const forever: Retention = { code: 'P', starts: 'fiscal_year', years: 30, reviewed: true };
  const thirty: Retention = { ...five, years: 30 };
  assert.deepEqual([shorterThan(five, thirty), shorterThan(thirty, five), shorterThan(thirty, forever), shorterThan(forever, thirty), shorterThan(five, five)], [true, false, true, false, false]);
});

test('年度の簿冊には、その年度の文書だけが入る', () => {
  assert.deepEqual([fitsYear(2026, day('2027-03-31')), fitsYear(2026, day('2027-04-01')), fitsYear(2026, day('2026-03-31')), fitsYear(null, day('2020-01-01'))], [true, false, false, true]);
});

test('どの日に完結しても、満了は3月31日で、丸ごとの年数より短くならない', () => {
  const days = fc.integer({ min: 0, max: 40_000 }).map((count) => day('1950-01-01').add({ days: count }));
  fc.assert(fc.property(days, fc.constantFrom(1, 3, 5, 10, 30), (on, years) => {
    const term = termOf({ ...five, years }, { closedOn: on, eventOn: null, releasedOn: null });
    assert.ok(term);
    assert.deepEqual([term.expires.month, term.expires.day], [3, 31]);
    assert.ok(Temporal.PlainDate.compare(term.expires, on.add({ years })) >= 0);
    assert.ok(Temporal.PlainDate.compare(term.expires, on.add({ years: years + 1 }).add({ days: 1 })) <= 0);
  }));
});
