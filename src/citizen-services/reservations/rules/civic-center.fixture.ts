/** The rules of one civic centre, as the tests of this folder use them: a gym in parts, two rooms, a lottery, the usual fees. */
import { definePolicy } from './policy.ts';
import type { FacilityPolicyInput } from './policy.ts';

const ratio = (numerator: number, denominator: number) => ({ numerator, denominator });
const ordinance = '市民センター条例 第8条';

const gymFees = (['GYM-ALL', 'GYM-A', 'GYM-B', 'GYM-Q1'] as const).flatMap((unit) => {
  const [morning, afternoon, night] = { 'GYM-ALL': [1500, 2000, 2500], 'GYM-A': [750, 1000, 1250], 'GYM-B': [750, 1000, 1250], 'GYM-Q1': [380, 500, 630] }[unit];
  return [{ unit, slot: 'AM', yen: morning ?? 0 }, { unit, slot: 'PM', yen: afternoon ?? 0 }, { unit, slot: 'NT', yen: night ?? 0 }];
});

export const civicCenterInput: FacilityPolicyInput = {
  facility: 'CIVIC-CENTER-1',
  name: { ja: '市民センター', en: 'Civic Center' },
  payee: 'CITY-GENERAL',
  ordinance,
  calendar: [
    { type: 'weekly_closed', dow: 'mon', ifHoliday: 'shift_next_non_holiday' },
    { type: 'nth_closed', dow: 'wed', n: 3 },
    { type: 'fixed_closed', from: '12-29', to: '01-03' },
    { type: 'open', hours: [['09:00', '21:00']] },
  ],
  schemes: [
    {
      kind: 'kubun', code: 'THREE', joinGapFree: true,
      slots: [
        { code: 'AM', name: { ja: '午前', en: 'Morning' }, start: '09:00', end: '12:00' },
        { code: 'PM', name: { ja: '午後', en: 'Afternoon' }, start: '13:00', end: '17:00' },
        { code: 'NT', name: { ja: '夜間', en: 'Evening' }, start: '18:00', end: '21:00' },
      ],
    },
    { kind: 'hourly', code: 'HOUR', gridMinutes: 30, minMinutes: 60, maxMinutes: 240 },
  ],
  spaces: [
    { code: 'GYM', name: { ja: '体育室', en: 'Gym' }, cells: ['g1', 'g2', 'g3', 'g4'].map((code, index) => ({ code, name: { ja: `${index + 1}番コート`, en: `Court ${index + 1}` } })) },
    { code: 'MEET', name: { ja: '会議室', en: 'Meeting room' }, cells: [{ code: 'm1', name: { ja: '会議室', en: 'Meeting room' } }] },
  ],
  units: [
    { code: 'GYM-ALL', name: { ja: '全面', en: 'Whole gym' }, space: 'GYM', cells: ['g1', 'g2', 'g3', 'g4'], scheme: 'THREE', persons: { max: 200 } },
    { code: 'GYM-A', name: { ja: '半面A', en: 'Half A' }, space: 'GYM', cells: ['g1', 'g2'], scheme: 'THREE', purposes: ['badminton', 'tabletennis', 'volleyball'], persons: { max: 100 } },
    { code: 'GYM-B', name: { ja: '半面B', en: 'Half B' }, space: 'GYM', cells: ['g3', 'g4'], scheme: 'THREE', purposes: ['badminton', 'tabletennis', 'volleyball'], persons: { max: 100 } },
    { code: 'GYM-Q1', name: { ja: '1/4面1', en: 'Quarter 1' }, space: 'GYM', cells: ['g1'], scheme: 'THREE', purposes: ['badminton', 'tabletennis'], splitReleaseDays: 14, persons: { max: 50 } },
    { code: 'MEET-1', name: { ja: '会議室', en: 'Meeting room' }, space: 'MEET', cells: ['m1'], scheme: 'HOUR', persons: { min: 2, max: 20 }, noise: { zone: '2F', class: 'quiet' } },
  ],
  pools: [{ code: 'TT', name: { ja: '卓球台', en: 'Table tennis table' }, capacity: 6 }],
  windows: [
    {
      classes: ['R-GROUP'], phase: 'lottery', legalBasis: '規則第4条', caps: { entries: 10, wins: 4 },
      open: { monthsBefore: 2, day: 10, time: '00:00' }, close: { monthsBefore: 2, day: 19, time: '23:59:59' },
    },
    { classes: ['R-*'], phase: 'first_come', open: { monthsBefore: 1, day: 1, time: '09:00', ifClosed: 'next_open_day' }, legalBasis: '規則第4条', caps: { perMonth: 4 } },
    { classes: ['N-*'], phase: 'first_come', open: { monthsBefore: 1, day: 10, time: '09:00' }, legalBasis: '規則第4条' },
  ],
  deadlines: {
    confirmWin: { monthsBefore: 2, day: 'last', time: '23:59:59' },
    pay: { daysBefore: 3, time: '23:59:59' },
    expireRun: { daysBefore: 2, time: '00:00' },
    reportingGrace: { daysAfter: 1, time: '12:00' },
    lateBookingPayWithinMinutes: 120,
  },
  cancel: { tiers: [{ daysBeforeMin: 60, chargePercent: 25 }, { daysBeforeMin: 14, chargePercent: 50 }, { daysBeforeMin: 0, chargePercent: 100 }], ground: '条例第10条' },
  fee: {
    basis: 'use_date',
    versions: [{
      code: '2026', validFrom: '2026-04-01', ordinance: '条例別表',
      dayClasses: [{ code: 'weekend', name: { ja: '土日祝', en: 'weekend' }, days: ['sat', 'sun', 'holiday'] }],
      table: [...gymFees, { unit: 'MEET-1', slot: '*', per: 'hour', yen: 300 }],
      factors: [
        { kind: 'day', code: 'weekend', label: { ja: '土日祝', en: 'Weekend' }, ratio: ratio(12, 10), ground: '別表備考1', dayClasses: ['weekend'] },
        { kind: 'class', code: 'outside', label: { ja: '市外', en: 'Non-resident' }, ratio: ratio(15, 10), ground: '別表備考2', classes: ['N-*'] },
        { kind: 'admission', code: 'admission-low', label: { ja: '入場料1,000円以下', en: 'Admission up to ¥1,000' }, ratio: ratio(15, 10), ground: '別表備考3', over: 0, upTo: 1000 },
        { kind: 'admission', code: 'admission-high', label: { ja: '入場料1,000円超', en: 'Admission over ¥1,000' }, ratio: ratio(20, 10), ground: '別表備考3', over: 1000 },
        { kind: 'commercial', code: 'commercial', label: { ja: '営利', en: 'Commercial' }, ratio: ratio(30, 10), ground: '別表備考4' },
        { kind: 'rehearsal', code: 'rehearsal', label: { ja: '準備', en: 'Rehearsal' }, ratio: ratio(5, 10), ground: '別表備考5' },
      ],
      extension: { percentOfSlot: 30, maxHours: 2 },
      extras: [
        { code: 'lighting', name: { ja: '照明', en: 'Lighting' }, kind: 'lighting', units: ['GYM-*'], charge: { per: 'hour', yen: 300 } },
        { code: 'climate', name: { ja: '冷暖房', en: 'Heating and cooling' }, kind: 'climate', units: ['GYM-*'], charge: { per: 'hour', yen: 500 } },
        { code: 'tables', name: { ja: '卓球台', en: 'Table tennis table' }, kind: 'equipment', units: ['GYM-*'], charge: { per: 'item_slot', yen: 100 }, pool: 'TT' },
      ],
      reductions: [
        { code: 'city_host', name: { ja: '市の主催', en: 'Hosted by the city' }, reduce: { percent: 100 }, appliesTo: 'all', ground: '条例第9条第1号' },
        { code: 'public_interest_group', name: { ja: '公益団体', en: 'Public-interest group' }, reduce: { percent: 100 }, appliesTo: 'basic', ground: '条例第9条第2号', notWithAdmission: true },
        { code: 'city_support', name: { ja: '市の後援', en: 'Supported by the city' }, reduce: { percent: 50 }, appliesTo: 'basic', ground: '条例第9条第3号' },
      ],
      rounding: { mode: 'truncate_10', at: 'end_of_line' },
    }],
  },
  lottery: { capWins: 4, noOverlap: true, loserBonus: { perLoss: 1, max: 4 } },
  release: { mode: 'next_day', time: '09:00' },
  penalties: {
    points: [{ event: 'no_show', points: 3, legalBasis: '規則第12条' }, { event: 'late_cancel', points: 1, legalBasis: '規則第12条' }, { event: 'resale', points: 10, legalBasis: '' }],
    thresholds: [
      { points: 3, withinMonths: 12, action: 'warning', legalBasis: '規則第13条' },
      { points: 6, withinMonths: 12, action: 'suspend', suspendMonths: 3, legalBasis: '規則第13条' },
    ],
  },
};

export const civicCenter = definePolicy(civicCenterInput);
