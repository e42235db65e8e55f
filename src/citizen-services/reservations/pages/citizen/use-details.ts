/** What a use is for, as it travels between the steps of booking: purposes and numbers, nothing about persons. */
import type { PageContext } from '../../../../kernel/page.ts';
import { cityRules } from '../../queries/facilities.ts';
import { openings, type Openings, type UnitOpening } from '../../queries/openings.ts';
import { inSeason } from '../../rules/calendar.ts';
import { matchesAny, type CityReservationRules, type Extra, type FeeVersion, type Unit } from '../../rules/policy.ts';
import { feeVersionOn } from './fee-words.ts';

export interface UseForm {
  readonly purpose: string;
  readonly persons: string;
  readonly admission: string;
  readonly commercial: boolean;
  readonly rehearsal: boolean;
  readonly extras: readonly { readonly code: string; readonly quantity: string }[];
  readonly reduction: string;
}

const EXTRA = 'extra.';

/** Reads the fields by name, from an address or from a form. */
export function readUse(names: readonly string[], get: (name: string) => string): UseForm {
  return {
    purpose: get('purpose'), persons: get('persons'), admission: get('admission'), commercial: get('commercial') !== '', rehearsal: get('rehearsal') !== '', reduction: get('reduction') === 'none' ? '' : get('reduction'),
    extras: names.filter((name) => name.startsWith(EXTRA)).map((name) => ({ code: name.slice(EXTRA.length), quantity: get(name) })).filter((one) => one.quantity !== '' && one.quantity !== '0'),
  };
}

export function useFromSearch(search: Readonly<Record<string, string | readonly string[]>>): UseForm {
  return readUse(Object.keys(search), (name) => {
    const value = search[name] ?? '';
    return typeof value === 'string' ? value : (value.at(-1) ?? '');
  });
}

export function useSearch(use: UseForm, step: '' | 'confirm'): string {
  const search = new URLSearchParams();
  for (const name of ['purpose', 'persons', 'admission', 'reduction'] as const) if (use[name] !== '') search.set(name, use[name]);
  for (const name of ['commercial', 'rehearsal'] as const) if (use[name]) search.set(name, 'on');
  for (const extra of use.extras) search.set(`${EXTRA}${extra.code}`, extra.quantity);
  if (step !== '') search.set('step', step);
  return search.toString();
}

/** '２０人' as '20'. */
export function plainNumber(text: string): string {
  return text.normalize('NFKC').replaceAll(/[,人円\s]/g, '');
}

/** The same as the fields of a command. */
export function useInput(use: UseForm): Record<string, unknown> {
  return { purpose: use.purpose, persons: use.persons, admission: use.admission, commercial: use.commercial, rehearsal: use.rehearsal, extras: use.extras, reduction: use.reduction };
}

/** What can be chosen for a use of one room on one day. */
export interface UseChoices {
  readonly shown: Openings;
  readonly unit: UnitOpening;
  readonly rules: Unit;
  readonly purposes: readonly CityReservationRules['purposes'][number][];
  readonly extras: readonly Extra[];
  readonly reductions: FeeVersion['reductions'];
}

export async function useChoices(ctx: PageContext, place: { readonly facility: string; readonly unit: string; readonly date: Temporal.PlainDate; readonly classCode: string }): Promise<UseChoices | null> {
  const [shown, city] = await Promise.all([ctx.ask(openings, { facility: place.facility, unit: place.unit, from: place.date.toString(), days: 1, userClass: place.classCode }), ctx.tryAsk(cityRules, {})]);
  const [unit] = shown.units;
  const rules = shown.facility.policy.units.find((one) => one.code === place.unit);
  if (!unit || !rules) return null;
  const version = feeVersionOn(shown.facility.policy, place.date);
  const purposes = (city.ok ? (city.value?.purposes ?? []) : []).filter((one) => (rules.purposes.includes('*') || matchesAny(rules.purposes, one.code)) && !matchesAny(rules.forbiddenPurposes, one.code));
  return {
    shown, unit, rules, purposes,
    extras: (version?.extras ?? []).filter((extra) => matchesAny(extra.units, rules.code) && !rules.tied.some((tied) => tied.extra === extra.code) && (extra.season === undefined || inSeason(extra.season.from, extra.season.to, place.date))),
    reductions: (version?.reductions ?? []).filter((one) => one.ground.trim() !== '' && (one.classes === undefined || matchesAny(one.classes, place.classCode))),
  };
}

/** What is wrong with the numbers and choices before anybody asks for the fee: the field and the kind of problem. */
export function useProblem(use: UseForm, choices: UseChoices): { readonly field: string; readonly kind: 'purpose' | 'persons' | 'number' } | null {
  const isCount = (text: string) => /^\d{1,9}$/.test(text.normalize('NFKC').replaceAll(/[,人円]/g, ''));
  const { min, max } = choices.rules.persons;
  const persons = Number(use.persons.normalize('NFKC').replace(/人$/, ''));
  if (choices.purposes.length > 0 && !choices.purposes.some((one) => one.code === use.purpose)) return { field: 'purpose', kind: 'purpose' };
  if (!isCount(use.persons) || persons < min || persons > max) return { field: 'persons', kind: 'persons' };
  if (use.admission !== '' && !isCount(use.admission)) return { field: 'admission', kind: 'number' };
  const wrong = use.extras.find((extra) => !isCount(extra.quantity));
  return wrong ? { field: `${EXTRA}${wrong.code}`, kind: 'number' } : null;
}

