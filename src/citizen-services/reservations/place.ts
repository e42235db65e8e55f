/** A unit with everything its rules say, as a command needs it. Parsed rules are kept per version, for they never change. */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { City } from '../../kernel/city.ts';
import type { Text } from '../../kernel/view.ts';
import { FacilityPolicy, unitOf, type Unit } from './rules/policy.ts';
import type { ReservationsTables } from './rows.ts';

export type Db = Kysely<ReservationsTables> | ReadonlyKysely<ReservationsTables>;

export interface FacilityHead {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly policyNo: number;
  readonly policy: FacilityPolicy;
}

export interface Place {
  readonly facility: FacilityHead;
  readonly unitId: string;
  readonly unit: Unit;
  /** Ascending, so that two bookings lock in the same order. */
  readonly cells: readonly number[];
  readonly zone: string | null;
  readonly noiseClass: string | null;
}

const MAX_KEPT = 2000;
const policies = new WeakMap<City['key'], Map<string, FacilityPolicy>>();

/** The parsed rules of one version of a facility. */
export async function policyOf(city: City, db: Db, facilityId: string, policyNo: number): Promise<FacilityPolicy> {
  let kept = policies.get(city.key);
  if (!kept) policies.set(city.key, (kept = new Map()));
  const key = `${city.origin} ${facilityId} ${policyNo}`;
  const known = kept.get(key);
  if (known) return known;
  const reading = db as ReadonlyKysely<ReservationsTables>;
  const row = await reading.selectFrom('reservations.facilities').select(['policy', 'policy_no']).where('id', '=', facilityId).executeTakeFirstOrThrow();
  const policy = FacilityPolicy.parse(row.policy);
  if (row.policy_no === policyNo) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, policy);
  }
  return policy;
}

/** The unit and its facility; null when there is none, or it is closed for good. */
export async function loadPlace(city: City, db: Db, unitId: string): Promise<Place | null> {
  const reading = db as ReadonlyKysely<ReservationsTables>;
  const row = await reading.selectFrom('reservations.units as u').innerJoin('reservations.facilities as f', 'f.id', 'u.facility_id')
    .select(['u.id', 'u.code', 'u.cell_ids', 'u.zone', 'u.noise_class', 'f.id as facility_id', 'f.code as facility_code', 'f.name_ja', 'f.name_en', 'f.policy_no'])
    .where('u.id', '=', unitId).where('u.closed_at', 'is', null).where('f.closed_at', 'is', null).executeTakeFirst();
  if (!row) return null;
  const policy = await policyOf(city, db, row.facility_id, row.policy_no);
  const unit = unitOf(policy, row.code);
  if (!unit) return null;
  return {
    facility: { id: row.facility_id, code: row.facility_code, name: { ja: row.name_ja, en: row.name_en }, policyNo: row.policy_no, policy },
    unitId: row.id, unit, cells: row.cell_ids.toSorted((a, b) => a - b), zone: row.zone, noiseClass: row.noise_class,
  };
}

export function scopeOf(place: { readonly facility: { readonly code: string } }): string {
  return `facility:${place.facility.code}`;
}
