import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fiscalYearOf, isBusinessDay } from '../../../kernel/calendar/calendar.ts';
import { askingProblem, countsByYear, daysTaken, dueOf, mayErase, mayMove, ownPath, pathIn, reminderFor, requestStates } from './requests.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const hosts = ['www.city.example.jp'];

test('ten working days after Thursday 2026-10-01 is Friday 2026-10-16 (スポーツの日 on the 12th); over the new year more calendar days pass', () => {
  assert.equal(dueOf(day('2026-10-01'), 10).toString(), '2026-10-16');
  assert.equal(dueOf(day('2026-12-21'), 10).toString(), '2027-01-08');
  assert.equal(daysTaken(day('2026-10-01'), day('2026-10-16')), 10);
  assert.equal(daysTaken(day('2026-10-01'), day('2026-10-01')), 0);
});

test('the day of an answer is always one on which somebody works', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 60 }), (offset, days) => isBusinessDay(dueOf(day('2026-01-01').add({ days: offset }), days))));
});

test('a closed request moves no more, and nothing goes back', () => {
  const moves = requestStates.flatMap((from) => requestStates.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`));
  assert.deepEqual(moves, ['received accepted', 'received delivered', 'received refused', 'accepted delivered', 'accepted refused']);
});

test('reminders: three days before, on the day, and after it', () => {
  const due = day('2026-10-16');
  assert.deepEqual(['2026-10-12', '2026-10-13', '2026-10-15', '2026-10-16', '2026-10-17'].map((today) => reminderFor(due, day(today))), [null, 'soon', 'soon', 'today', 'late']);
});

test('a year after the closing, not a day before', () => {
  assert.equal(mayErase(day('2026-10-16'), 365, day('2027-10-15')), false);
  assert.equal(mayErase(day('2026-10-16'), 365, day('2027-10-16')), true);
});

test('a path is one of ours, without query, fragment and language; nothing else passes', () => {
  for (const [text, path] of [['/kurashi/gomi.html', '/kurashi/gomi.html'], ['https://www.city.example.jp/en/kurashi/gomi.html?name=x#part', '/kurashi/gomi.html'], ['//evil.example/x', ''], ['https://evil.example/x', ''], ['javascript:alert(1)', ''], ['/a b', ''], ['/\\evil.example', ''], [`/${'a'.repeat(300)}`, ''], ['', '']] as const) assert.equal(ownPath(text, hosts), path, text);
  assert.equal(pathIn('ごみの出し方（https://www.city.example.jp/kurashi/gomi.html）と、届いた納税通知書', hosts), '/kurashi/gomi.html');
  assert.equal(pathIn('/kurashi/gomi.html の表', hosts), '/kurashi/gomi.html');
  assert.equal(pathIn('納税通知書（1/2枚目）', hosts), '');
});

test('what must be said: what it is about, which other form, one way to reach, a name for a letter', () => {
  const whole = { page: '/a.html', subject: '', form: 'braille', details: '', name: '', mail: 'a@example.jp', phone: '', address: '' } as const;
  assert.equal(askingProblem(whole), null);
  assert.equal(askingProblem({ ...whole, page: '' }), 'SubjectMissing');
  assert.equal(askingProblem({ ...whole, form: 'other' }), 'FormUnsaid');
  assert.equal(askingProblem({ ...whole, mail: '' }), 'ReachMissing');
  assert.equal(askingProblem({ ...whole, mail: '', address: '金色403-1' }), 'NameMissing');
});

test('counted by fiscal year of arrival; in time is up to the day itself', () => {
  const row = (received: string, due: string, closed: string | null) => ({ receivedOn: day(received), dueOn: day(due), closedOn: closed === null ? null : day(closed) });
  assert.deepEqual(countsByYear([row('2026-03-31', '2026-04-14', '2026-04-15'), row('2026-04-01', '2026-04-15', '2026-04-15'), row('2026-05-01', '2026-05-20', null)], fiscalYearOf), [{ year: 2026, received: 2, answered: 1, inTime: 1 }, { year: 2025, received: 1, answered: 1, inTime: 0 }]);
});
