/** Finding the line of the fee table, the day class, the extra and the reduction that a use falls under. */
import { isHoliday } from '../../../kernel/calendar/calendar.ts';
import { applyRatio, fraction, percent, yen } from '../../../kernel/money/money.ts';
import type { Fraction, Yen } from '../../../kernel/money/money.ts';
import type { Text } from '../../../kernel/view.ts';
import { inSeason } from './calendar.ts';
import type { FeeProblem, FeeRequest } from './fee.ts';
import { matchesAny, weekdays } from './policy.ts';
import type { Extra, FeePolicy, FeeVersion } from './policy.ts';
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Slot } from './slots.ts';

/** The version in force on the day that the ordinance looks at: the day of use or of application (経過措置). */
export function findVersion(policy: FeePolicy, request: FeeRequest): FeeVersion | null {
  const day = (policy.basis === 'use_date' ? request.useDate : request.applicationDate).toString();
  const [latest] = policy.versions.filter((version) => version.validFrom <= day).toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  return latest ?? null;
}

/** The code of the first day class that fits, else 'weekday'. */
export function dayClassOf(version: FeeVersion, date: Temporal.PlainDate): string {
  const weekday = weekdays[date.dayOfWeek - 1];
  const found = version.dayClasses.find(({ days, season }) => {
    const dayFits = days.length === 0 || days.some((day) => day === weekday || (day === 'holiday' && isHoliday(date)));
    return dayFits && (season === undefined || inSeason(season.from, season.to, date));
  });
  return found?.code ?? 'weekday';
}

/** Step 1: the table's amount for one part, or null when the table has no line for it. */
export function findBaseRow(version: FeeVersion, request: FeeRequest, part: Slot): Yen | null {
  const dayClass = dayClassOf(version, request.useDate);
  const row = version.table.find((candidate) => matchesAny([candidate.unit], request.unit) && matchesAny([candidate.slot], part.code)
    && (candidate.dayClass === undefined || candidate.dayClass === dayClass)
    && (candidate.classes === undefined || matchesAny(candidate.classes, request.userClass)));
  if (row === undefined) return null;
  const minutes = part.end - part.start;
  switch (row.per) {
    case 'slot': return yen(row.yen);
    // A price per day is paid once, with the first part of the day.
    case 'day': return yen(part === request.parts[0] ? row.yen : 0);
    // 1時間（30分）に満たない時間は1時間（30分）とする。
    case 'hour': return yen(row.yen * Math.ceil(minutes / 60));
    case 'half_hour': return yen(row.yen * Math.ceil(minutes / 30));
    case 'person': return yen(row.yen * request.persons);
  }
}

/** Step 6: one extra's amount before rounding, and how it is explained. */
export function extraLine(extra: Extra, wanted: FeeRequest['extras'][number], parts: readonly Slot[], basic: Fraction): { readonly amount: Fraction; readonly label: Text } {
  const { charge } = extra;
  if ('percentOfBase' in charge) {
    return { amount: applyRatio(basic, percent(charge.percentOfBase)), label: { ja: `${extra.name.ja}（基本使用料の${charge.percentOfBase}％）`, en: `${extra.name.en} (${charge.percentOfBase}% of the basic fee)` } };
  }
  const minutes = wanted.minutes ?? parts.reduce((sum, part) => sum + part.end - part.start, 0);
  const count = countFor(charge.per, minutes, parts.length, wanted.quantity);
  const [ja, en] = countWords(charge.per, count);
  return { amount: fraction(charge.yen * count), label: { ja: `${extra.name.ja} ${charge.yen}円×${ja}`, en: `${extra.name.en} ¥${charge.yen} × ${en}` } };
}

type ExtraUnit = 'hour' | 'half_hour' | 'slot' | 'day' | 'item' | 'item_slot';

function countFor(per: ExtraUnit, minutes: number, slots: number, quantity: number): number {
  switch (per) {
    case 'hour': return Math.ceil(minutes / 60);
    case 'half_hour': return Math.ceil(minutes / 30);
    case 'slot': return slots;
    case 'day': return 1;
    case 'item': return quantity;
    case 'item_slot': return quantity * slots;
  }
}

function countWords(per: ExtraUnit, count: number): readonly [string, string] {
  switch (per) {
    case 'hour': return [`${count}時間`, `${count} h`];
    case 'half_hour': return [`${count * 30}分`, `${count * 30} min`];
    case 'slot': return [`${count}区分`, `${count} slots`];
    case 'day': return ['1日', '1 day'];
    case 'item':
    case 'item_slot': return [`${count}`, `${count}`];
  }
}

/** Step 7: the reduction that was granted, if the rules allow it for this use. */
export function reductionFor(version: FeeVersion, request: FeeRequest): FeeVersion['reductions'][number] | Refusal<FeeProblem> {
  const reduction = version.reductions.find((candidate) => candidate.code === request.reduction);
  if (reduction === undefined || reduction.ground.trim() === '') {
    return refusal('reduction_not_allowed', 'この減免は定められていません。', 'This reduction is not provided for.');
  }
  if (reduction.notWithAdmission && request.admissionFee > 0) {
    return refusal('reduction_not_allowed', `入場料を取る利用は「${reduction.name.ja}」の減免を受けられません。`, `"${reduction.name.en}" does not apply when admission is charged.`);
  }
  if (reduction.classes !== undefined && !matchesAny(reduction.classes, request.userClass)) {
    return refusal('reduction_not_allowed', `ご登録の区分では「${reduction.name.ja}」の減免を受けられません。`, `Your registration does not qualify for "${reduction.name.en}".`);
  }
  return reduction;
}
