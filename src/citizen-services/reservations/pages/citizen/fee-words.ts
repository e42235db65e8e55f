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
  const join = lang === 'ja' ? '、' : ', ';
  const slotNames = new Map(policy.schemes.flatMap((scheme) => (scheme.kind === 'kubun' ? [...scheme.slots, ...scheme.seasons.flatMap((season) => season.slots)] : []).map((slot) => [slot.code, slot.name[lang]])));
  const groups = Map.groupBy(version.table, (row) => `${row.unit} ${row.dayClass ?? ''} ${(row.classes ?? []).join()} ${row.per}`);
  return [...groups].flatMap(([key, rows]): FeeRow[] => {
    const [first] = rows;
    if (!first) return [];
    const units = policy.units.filter((unit) => matchesAny([first.unit], unit.code) && unit.visibility !== 'staff_only').map((unit) => unit.name[lang]);
    if (units.length === 0) return [];
    const dayClass = first.dayClass === undefined ? '' : (version.dayClasses.find((one) => one.code === first.dayClass)?.name[lang] ?? w.weekday);
    const classes = (first.classes ?? []).flatMap((pattern) => [...classNames].filter(([code]) => matchesAny([pattern], code)).map(([, name]) => name));
    return [{
      key, units: units.join(join), condition: [dayClass, [...new Set(classes)].join(lang === 'ja' ? '・' : '/')].filter((text) => text !== '').join(' '),
      prices: rows.map((row) => `${row.per === 'slot' ? (slotNames.get(row.slot) ?? w.slot) : w[row.per]} ${row.yen === 0 ? words(lang).common.free : formatYen(yen(row.yen), lang)}`),
    }];
  });
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
