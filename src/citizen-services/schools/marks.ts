/** Names under the city's key. Whoever has the database without the key can neither read nor guess them (個人情報保護法 第66条). */
import type { City } from '../../kernel/city.ts';
import { mark } from '../../kernel/identity/tokens.ts';
import { type Candidate, candidatesIn, identityOf, typedName, type Wanted, wantedOf, withoutOverlaps } from './rules/names.ts';

type Keyed = Pick<City, 'key'>;

const markOf = (city: Keyed, one: Wanted) => mark(city, 'schools.name', `${one.what}:${one.text}`);

export const marksOf = (city: Keyed, name: string, kana: string): readonly string[] => [...new Set(wantedOf(name, kana).map((one) => markOf(city, one)))];
export const identityMark = (city: Keyed, name: string, kana: string): string => mark(city, 'schools.child', identityOf(name, kana));
/** The mark of a whole name as somebody typed it, in kanji or in kana. */
export const typedMark = (city: Keyed, typed: string): string => markOf(city, { what: 'full', text: typedName(typed) });

export interface NameFound extends Candidate {
  readonly mark: string;
}

/** Which of these marks a text holds, and where. */
export function namesIn(city: Keyed, text: string, marks: ReadonlySet<string>): readonly NameFound[] {
  if (marks.size === 0) return [];
  const seen = new Map<string, string>();
  const found: NameFound[] = [];
  for (const one of candidatesIn(text)) {
    const key = `${one.what}:${one.text}`;
    const known = seen.get(key) ?? markOf(city, one);
    seen.set(key, known);
    if (marks.has(known)) found.push({ ...one, mark: known });
  }
  return withoutOverlaps(found);
}
