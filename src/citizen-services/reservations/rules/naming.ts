/** What the codes of the rules are called. A code the rules no longer know is shown as it stands. */
import type { Text } from '../../../kernel/view.ts';
import type { CityReservationRules, FacilityPolicy } from './policy.ts';

const nameIn = (list: readonly { readonly code: string; readonly name: Text }[] | undefined, code: string) => list?.find((one) => one.code === code)?.name.ja ?? code;

export const purposeName = (rules: Pick<CityReservationRules, 'purposes'> | null, code: string) => nameIn(rules?.purposes, code);
export const className = (rules: Pick<CityReservationRules, 'classes'> | null, code: string) => nameIn(rules?.classes, code);

/** The reduction with its ground, as a facility's rules name it. */
export function reductionNamed(policy: Pick<FacilityPolicy, 'fee'> | null | undefined, code: string | null) {
  return code === null ? null : (policy?.fee?.versions.flatMap((version) => version.reductions).find((one) => one.code === code) ?? null);
}
