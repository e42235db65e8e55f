/** A small crematorium: two furnaces with six starts a day, two waiting rooms, one hall. */
import type { FacilityPolicyInput } from './policy.ts';

const name = (ja: string, en: string) => ({ ja, en });
const starts = ['10:30', '11:30', '12:30', '13:30', '14:30', '15:30'];
const ends = ['11:30', '12:30', '13:30', '14:30', '15:30', '16:30'];

const furnace = (number: 1 | 2): FacilityPolicyInput['units'][number] => ({
  code: `FURNACE-${number}`, name: name(`${number}号炉`, `Furnace ${number}`), space: 'FURNACE', cells: [`f${number}`], scheme: 'FURNACE', purposes: ['funeral'], approval: 'manual', persons: { max: 40 },
  tied: [
    { code: 'WAITING', name: name('待合室', 'Waiting room'), anyOf: ['w1', 'w2'], minutes: 120 },
    { code: 'HALL', name: name('式場', 'Hall'), anyOf: ['h1'], startsAfter: -120, minutes: 120, onRequest: true, extra: 'hall' },
  ],
  funeral: { residentClass: 'R-PERSON', otherClass: 'N-PERSON' },
});

export const crematoriumInput: FacilityPolicyInput = {
  facility: 'CREMATORIUM', name: name('試験斎場', 'Crematorium'), payee: 'CITY-GENERAL', ordinance: '斎場条例 第5条',
  calendar: [
    { type: 'open', hours: [['08:00', '18:00']] },
    { type: 'listed_closed', dates: ['2027-02-04', '2027-02-09', '2027-02-15', '2027-02-21', '2027-02-27'], nth: [2, 4], label: name('友引', 'Tomobiki') },
  ],
  schemes: [{ kind: 'kubun', code: 'FURNACE', slots: starts.map((start, index) => ({ code: `C${index + 1}`, name: name(start, start), start, end: ends[index] ?? start })) }],
  spaces: [
    { code: 'FURNACE', name: name('火葬炉', 'Furnaces'), cells: [{ code: 'f1', name: name('1号炉', 'Furnace 1') }, { code: 'f2', name: name('2号炉', 'Furnace 2') }] },
    { code: 'WAITING', name: name('待合室', 'Waiting rooms'), cells: [{ code: 'w1', name: name('待合室1', 'Waiting room 1') }, { code: 'w2', name: name('待合室2', 'Waiting room 2') }] },
    { code: 'HALL', name: name('式場', 'Hall'), cells: [{ code: 'h1', name: name('式場', 'Hall') }] },
  ],
  units: [furnace(1), furnace(2)],
  windows: [{ classes: ['*'], phase: 'first_come', open: { daysBefore: 8, time: '00:00' }, legalBasis: '斎場条例施行規則 第3条' }],
  deadlines: { change: { until: { daysBefore: 1, time: '17:00' }, maxTimes: 1 } },
  cancel: { tiers: [{ daysBeforeMin: 0, chargePercent: 0 }], ground: '条例第10条' },
  release: { mode: 'immediate' },
  fee: {
    basis: 'use_date',
    versions: [{
      code: '2026', validFrom: '2026-04-01', ordinance: '斎場条例 別表', table: [{ unit: 'FURNACE-*', slot: '*', classes: ['R-*'], yen: 10_000 }, { unit: 'FURNACE-*', slot: '*', yen: 50_000 }],
      extras: [{ code: 'hall', name: name('式場', 'Hall'), kind: 'other', charge: { per: 'item', yen: 8000 } }], rounding: { mode: 'truncate_10', at: 'end_of_line' },
    }],
  },
};
