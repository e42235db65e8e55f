/** Registrations that may be the same people twice. The answer goes to staff; nobody is refused because of it. */
import { foldForSearch, groupName, likeness } from '../../../kernel/text/text.ts';

export interface PatronTraits {
  readonly id: string;
  readonly name: string;
  readonly representative: { readonly name: string; readonly phone: string } | null;
  /** Keys of natural persons, however the caller recognises them. */
  readonly members: readonly string[];
  readonly bankAccount: string | null;
  readonly device: string | null;
}

export type DuplicateSign = 'same_representative' | 'member_overlap' | 'same_account' | 'same_device' | 'similar_name';

export interface DuplicateSuspicion {
  readonly patron: string;
  readonly other: string;
  readonly signs: readonly DuplicateSign[];
}

/** Members in common, as a share of the smaller group. */
const MEMBER_OVERLAP_PERCENT = 70;
/** How alike two names must be by their pairs of letters: 〇〇イーグルスA and 〇〇イーグルスB are. */
const NAME_LIKENESS = 0.8;

/** The registrations that share a telling sign with this one. A similar name alone is none: it only adds weight. */
export function duplicatesOf(candidate: PatronTraits, others: readonly PatronTraits[]): readonly DuplicateSuspicion[] {
  return others.filter((other) => other.id !== candidate.id).flatMap((other) => {
    const signs = signsBetween(candidate, other);
    const telling = signs.some((sign) => sign !== 'similar_name');
    return telling || isSameName(candidate, other) ? [{ patron: candidate.id, other: other.id, signs }] : [];
  });
}

function signsBetween(a: PatronTraits, b: PatronTraits): DuplicateSign[] {
  const signs: DuplicateSign[] = [];
  if (a.representative !== null && b.representative !== null && samePerson(a.representative, b.representative)) signs.push('same_representative');
  if (membersOverlap(a.members, b.members)) signs.push('member_overlap');
  if (a.bankAccount !== null && a.bankAccount === b.bankAccount) signs.push('same_account');
  if (a.device !== null && a.device === b.device) signs.push('same_device');
  if (isSameName(a, b) || likeness(groupName(a.name), groupName(b.name)) >= NAME_LIKENESS) signs.push('similar_name');
  return signs;
}

function samePerson(a: { readonly name: string; readonly phone: string }, b: { readonly name: string; readonly phone: string }): boolean {
  const fold = (name: string): string => foldForSearch(name).replace(/\s+/g, '');
  return fold(a.name) === fold(b.name) && a.phone === b.phone;
}

function membersOverlap(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  const smaller = Math.min(left.size, right.size);
  const shared = [...left].filter((member) => right.has(member)).length;
  return smaller > 1 && shared * 100 >= MEMBER_OVERLAP_PERCENT * smaller;
}

function isSameName(a: PatronTraits, b: PatronTraits): boolean {
  return groupName(a.name) === groupName(b.name);
}
