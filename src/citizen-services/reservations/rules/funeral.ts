/** 斎場: whose residence decides the fee, and what must be there before a cremation begins. */
import type { Unit } from './policy.ts';

export interface Deceased {
  /** Lived in the city by the register (住民登録). */
  readonly resident: boolean;
  readonly permitNumber: string | null;
}

/** The class whose fee counts: that of the deceased, not of whoever applies. Unknown counts as from outside, so that nothing is asked for later. */
export function feeClassOf(unit: Pick<Unit, 'funeral'>, applicantClass: string, deceased: Pick<Deceased, 'resident'> | null): string {
  if (unit.funeral === undefined) return applicantClass;
  return deceased?.resident === true ? unit.funeral.residentClass : unit.funeral.otherClass;
}

export type FuneralProblem = 'DeceasedNeeded' | 'PermitNeeded';

/** 火葬場の管理者は、許可証を受理した後でなければ、火葬を行ってはならない（墓地、埋葬等に関する法律14条3項）. */
export function mayCremate(unit: Pick<Unit, 'funeral'>, deceased: Deceased | null): FuneralProblem | null {
  if (unit.funeral === undefined) return null;
  if (deceased === null) return 'DeceasedNeeded';
  return unit.funeral.permitNumber && deceased.permitNumber === null ? 'PermitNeeded' : null;
}

/** When a tied room is occupied, counted from the beginning of the use. */
export function tiedSpan(tied: { readonly startsAfter: number; readonly minutes: number }, useStart: Temporal.Instant): { readonly from: Temporal.Instant; readonly to: Temporal.Instant } {
  const from = useStart.add({ minutes: tied.startsAfter });
  return { from, to: from.add({ minutes: tied.minutes }) };
}

/** Rooms that go along: those that always do, and those that were asked for. */
export function tiedOf(unit: Pick<Unit, 'tied'>, asked: readonly string[]): Unit['tied'] {
  return unit.tied.filter((one) => !one.onRequest || asked.includes(one.code));
}
