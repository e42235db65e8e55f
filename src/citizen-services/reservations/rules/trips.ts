/** 運転日報: whether a car may drive off or come back as it is written down, and what a month came to. */

export interface TripFact {
  readonly outKm: number;
  /** Null while it is out. */
  readonly inKm: number | null;
}

export type TripProblem = 'CarOut' | 'OdometerWrong' | 'OdometerGap';

/** Further than this in one trip is more often a slip of the finger than a journey: it wants a word why. */
const FAR_KM = 500;

/**
 * The odometer only goes up. Kilometres that no trip accounts for are allowed (a garage drove it), but somebody says why.
 * @param last the car's last trip, or null for its first.
 */
export function driveOffProblem(last: TripFact | null, outKm: number, note: string): TripProblem | null {
  if (last === null) return null;
  if (last.inKm === null) return 'CarOut';
  if (outKm < last.inKm) return 'OdometerWrong';
  return outKm > last.inKm && note.trim() === '' ? 'OdometerGap' : null;
}

export function comeBackProblem(outKm: number, inKm: number, note: string): TripProblem | null {
  if (inKm < outKm) return 'OdometerWrong';
  return inKm - outKm > FAR_KM && note.trim() === '' ? 'OdometerGap' : null;
}

export interface CarMonth {
  readonly count: number;
  readonly km: number;
  /** Kilometres between trips that no trip accounts for. */
  readonly unaccountedKm: number;
}

/** Trips of one car in the order they were driven. What is still out counts as a trip without kilometres. */
export function monthOf(trips: readonly TripFact[]): CarMonth {
  const km = trips.reduce((sum, one) => sum + (one.inKm === null ? 0 : one.inKm - one.outKm), 0);
  const unaccountedKm = trips.reduce((sum, one, index) => sum + Math.max(0, one.outKm - (trips[index - 1]?.inKm ?? one.outKm)), 0);
  return { count: trips.length, km, unaccountedKm };
}
