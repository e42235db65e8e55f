/** The table of fees as an ordinance prints it, put together so that a phone can show it. Pure. */
import { formatYen, yen } from '../../../../kernel/money/money.ts';
import type { Lang } from '../../../../kernel/view.ts';
import { matchesAny } from '../../rules/policy.ts';
import type { Extra, FacilityPolicy, FeeVersion } from '../../rules/policy.ts';
import { words } from './words.ts';

/** The version in force on a day; before the first one, the first. */
export function feeVersionOn(policy: FacilityPolicy, day: Temporal.PlainDate): FeeVersion | null {
  const versions = (policy.fee?.versions ?? []).toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return versions.findLast((version) => version.validFrom <= day.toString()) ?? versions[0] ?? null;
}

export interface FeeRow {
  readonly key: string;
  readonly units: string;
  readonly condition: string;
  readonly prices: readonly string[];
}

/** Lines that differ only in their slot become one row. */
export function feeRows(policy: FacilityPolicy, version: FeeVersion, classNames: ReadonlyMap<string, string>, lang: Lang): readonly FeeRow[] {
  const w = words(lang).facility;
  const slotNames = new Map(policy.schemes.flatMap((scheme) => (scheme.kind === 'kubun' ? [...scheme.slots, ...scheme.seasons.flatMap((season) => season.slots)] : []).map((slot) => [slot.code, slot.name[lang]])));
  const groups = Map.groupBy(version.table, (row) => `${row.unit} ${row.dayClass ?? ''} ${(row.classes ?? []).join()} ${row.per}`);
  const found = [...groups].flatMap(([key, rows]): FeeRow[] => {
    const [first] = rows;
    if (!first) return [];
    const units = unitNames(policy, [first.unit], lang);
    if (units === '') return [];
    const dayClass = first.dayClass === undefined ? '' : (version.dayClasses.find((one) => one.code === first.dayClass)?.name[lang] ?? w.weekday);
    const classes = (first.classes ?? []).flatMap((pattern) => [...classNames].filter(([code]) => matchesAny([pattern], code)).map(([, name]) => name));
    return [{
      key, units, condition: [dayClass, [...new Set(classes)].join(lang === 'ja' ? '・' : '/')].filter((text) => text !== '').join(' '),
      prices: rows.map((row) => `${row.per === 'slot' ? (slotNames.get(row.slot) ?? w.slot) : w[row.per]} ${row.yen === 0 ? words(lang).common.free : formatYen(yen(row.yen), lang)}`),
    }];
  });
  // Beside a row for some, the row without a condition is for everybody else.
  return found.map((row) => (row.condition === '' && found.some((other) => other.units === row.units && other.condition !== '') ? { ...row, condition: w.otherwise } : row));
}

/** The names of the rooms these patterns mean, as far as they are lent to the public. */
export function unitNames(policy: FacilityPolicy, patterns: readonly string[], lang: Lang): string {
  return policy.units.filter((unit) => matchesAny([...patterns], unit.code) && unit.visibility !== 'staff_only').map((unit) => unit.name[lang]).join(lang === 'ja' ? '、' : ', ');
}

/** 1時間 300円 / 基本使用料の20％ */
export function extraCharge(extra: Extra, lang: Lang): string {
  const w = words(lang).facility;
  return 'percentOfBase' in extra.charge ? w.percentOfBase(extra.charge.percentOfBase) : `${w[extra.charge.per]} ${formatYen(yen(extra.charge.yen), lang)}`;
}

export function reductionAmount(reduce: FeeVersion['reductions'][number]['reduce'], lang: Lang): string {
  const w = words(lang).facility;
  return 'percent' in reduce ? w.percentOff(reduce.percent) : w.yenOff(formatYen(yen(reduce.yen), lang));
}
