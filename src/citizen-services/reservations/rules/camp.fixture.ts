/** The rules of one camp site, as tests use them: nights from 14:00 to 10:00, a summer peak, closed in winter. */
import type { FacilityPolicyInput } from './policy.ts';

const tent = (code: string): FacilityPolicyInput['units'][number] => ({ code, name: { ja: `テントサイト${code.slice(-1)}`, en: `Tent site ${code.slice(-1)}` }, space: 'TENT', cells: [`t${code.slice(-1)}`], scheme: 'NIGHTS', persons: { max: 6 }, purposes: ['*'], stay: { slot: 'STAY', maxNights: 7 } });

export const campInput: FacilityPolicyInput = {
  facility: 'CAMP', name: { ja: '試験キャンプ場', en: 'Camp site' }, payee: 'CITY-GENERAL', ordinance: 'キャンプ場条例 第7条',
  calendar: [{ type: 'seasonal_closed', from: '11-16', to: '04-19', label: { ja: '冬季閉鎖', en: 'closed in winter' } }, { type: 'open', hours: [['10:00', '34:00']] }],
  schemes: [{ kind: 'kubun', code: 'NIGHTS', slots: [{ code: 'STAY', name: { ja: '宿泊', en: 'Overnight' }, start: '14:00', end: '34:00' }] }],
  spaces: [{ code: 'TENT', name: { ja: 'テントサイト', en: 'Tent sites' }, cells: ['t1', 't2', 't3'].map((code) => ({ code, name: { ja: code, en: code } })) }],
  units: [tent('TENT-1'), tent('TENT-2'), tent('TENT-3')],
  pools: [{ code: 'TENTS', name: { ja: '貸しテント', en: 'Tents' }, capacity: 2 }],
  windows: [{ classes: ['*'], phase: 'first_come', open: { monthsBefore: 3, day: 1, time: '09:00' }, legalBasis: '規則第7条' }],
  deadlines: { pay: { daysBefore: 7, time: '23:59:59' }, expireRun: { daysBefore: 6, time: '00:00' }, lateBookingPayWithinMinutes: 120, change: { until: { daysBefore: 3, time: '17:00' }, maxTimes: 2 } },
  cancel: { tiers: [{ daysBeforeMin: 8, chargePercent: 0 }, { daysBeforeMin: 2, chargePercent: 30 }, { daysBeforeMin: 0, chargePercent: 80 }], ground: '条例第10条' },
  fee: {
    basis: 'use_date',
    versions: [{
      code: '2027', validFrom: '2026-04-01', ordinance: 'キャンプ場条例 別表',
      dayClasses: [{ code: 'peak', name: { ja: '夏の繁忙期', en: 'Summer peak' }, season: { from: '07-20', to: '08-31' } }],
      table: [{ unit: 'TENT-*', slot: 'STAY', dayClass: 'peak', yen: 2000 }, { unit: 'TENT-*', slot: 'STAY', yen: 1200 }],
      extras: [
        { code: 'tent-rental', name: { ja: '貸しテント', en: 'Tent rental' }, kind: 'equipment', charge: { per: 'item_slot', yen: 1500 }, pool: 'TENTS' },
        { code: 'firewood', name: { ja: 'まき（1束）', en: 'Firewood' }, kind: 'other', charge: { per: 'item', yen: 600 } },
      ],
      reductions: [
        { code: 'coupon', name: { ja: '利用券', en: 'Coupon' }, reduce: { yen: 500 }, appliesTo: 'all', ground: '条例第9条', approval: false },
        { code: 'half', name: { ja: '市の後援', en: 'Supported by the city' }, reduce: { percent: 50 }, appliesTo: 'all', ground: '条例第9条', approval: false },
      ],
      rounding: { mode: 'truncate_10', at: 'end_of_line' },
    }],
  },
  release: { mode: 'immediate' },
};
