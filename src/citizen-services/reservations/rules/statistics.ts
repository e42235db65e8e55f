/** How much a facility is used. 稼働率 = used ÷ openable slots; closed days and official use are left out and shown beside it. */

export type SlotUse = 'used' | 'no_show' | 'unused' | 'official' | 'maintenance' | 'closed';

export interface SlotRecord {
  readonly unit: string;
  readonly slot: string;
  readonly use: SlotUse;
}

export interface Utilisation {
  readonly openable: number;
  readonly used: number;
  readonly noShow: number;
  readonly official: number;
  readonly maintenance: number;
  readonly closed: number;
  /** In tenths of a percent, rounded half up; null when nothing was openable. */
  readonly ratePerMille: number | null;
  /** Official use as a share of openable and official slots together, in tenths of a percent. */
  readonly officialPerMille: number | null;
}

/** Counts a list of slots. A booked slot to which nobody came counts as not used, and is shown. */
export function utilisationOf(records: readonly SlotRecord[]): Utilisation {
  const count = (use: SlotUse): number => records.filter((record) => record.use === use).length;
  const [used, noShow, official] = [count('used'), count('no_show'), count('official')];
  const openable = used + noShow + count('unused');
  return {
    openable, used, noShow, official, maintenance: count('maintenance'), closed: count('closed'),
    ratePerMille: perMille(used, openable),
    officialPerMille: perMille(official, openable + official),
  };
}

/** The same for each unit, slot or whatever the key says, in the order of first appearance. */
export function utilisationBy(records: readonly SlotRecord[], keyOf: (record: SlotRecord) => string): ReadonlyMap<string, Utilisation> {
  return new Map([...Map.groupBy(records, keyOf)].map(([key, group]) => [key, utilisationOf(group)]));
}

function perMille(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 2000 + whole) / (2 * whole));
}

/** 625 → "62.5%"; "－" when there is nothing to divide by. */
export function formatRate(rate: number | null): string {
  return rate === null ? '－' : `${Math.floor(rate / 10)}.${rate % 10}%`;
}

/** Whether official use takes so much that somebody should look: more than the given percent of what could be lent. */
export function isOfficialUseExcessive(utilisation: Utilisation, limitPercent: number): boolean {
  return utilisation.officialPerMille !== null && utilisation.officialPerMille > limitPercent * 10;
}
