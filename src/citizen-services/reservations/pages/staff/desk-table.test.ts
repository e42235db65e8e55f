import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BookingLine } from '../../queries/bookings.ts';
import type { UnitOpening } from '../../queries/openings.ts';
import { civicCenterInput } from '../../rules/civic-center.fixture.ts';
import { FacilityPolicy } from '../../rules/policy.ts';
import { offeredSlots } from '../../rules/slots.ts';
import { type DeskDay, deskColumns, deskRows } from './desk-table.ts';
import { conflictOf, readLines } from './reentry-lines.ts';

const policy = FacilityPolicy.parse(civicCenterInput);
const date = Temporal.PlainDate.from('2026-12-10');
const units = policy.units.map((unit): UnitOpening => ({
  unit: unit.code, code: unit.code, name: unit.name, bookable: true, persons: unit.persons,
  days: [{ date, closed: null, slots: offeredSlots(policy, unit, date).map((slot) => ({ ...slot, mark: 'free' as const, entries: null, yen: 0 })) }],
}));
const booking: BookingLine = {
  id: 'b1', number: 'AAAA-BBBB', state: 'permitted', facility: policy.name, facilityCode: policy.facility, unit: { ja: '半面A', en: 'A' }, unitCode: 'GYM-A', date, start: 780, end: 1020, feeYen: 1000, payBy: null, holdUntil: null, who: '油井卓球愛好会', phone: '', purpose: '', persons: null, paid: true, nights: 1,
};

function day(bookings: readonly BookingLine[]): DeskDay {
  return { policy, units, bookings, blocks: [] };
}

test('every row covers every column exactly once', () => {
  const columns = deskColumns(day([booking]));
  for (const row of deskRows(day([booking]), columns)) assert.equal(row.cells.reduce((sum, cell) => sum + cell.span, 0), columns.length, row.code);
});

test('半面Aの予約は、全面の行にも出て、半面Bの行には出ない', () => {
  const rows = deskRows(day([booking]), deskColumns(day([booking])));
  const booked = (code: string) => rows.find((row) => row.code === code)?.cells.some((cell) => cell.kind === 'booked');
  assert.equal(booked('GYM-A'), true);
  assert.equal(booked('GYM-ALL'), true);
  assert.equal(booked('GYM-B'), false);
});

test('停電後の行を読み、重なりを見つける', () => {
  const [first, second, third] = readLines('9:00-12:00, 半面A, 油井卓球愛好会, 0243-00-0000, １，000円\n午後\t半面B\t山田\n25時\t半面A\t田中', policy, date);
  assert.ok(first?.ok === true);
  assert.deepEqual([first.line.start, first.line.end, first.line.unit], [540, 720, 'GYM-A']);
  assert.equal(first.line.paidYen, 1000);
  assert.ok(second?.ok === true && second.line.start === 780);
  assert.equal(third?.ok, false);
  assert.match(conflictOf(first.line, policy, [{ start: 600, end: 660, label: '安達', cells: policy.units.find((unit) => unit.code === 'GYM-ALL')?.cells ?? [] }]) ?? '', /安達/);
});
