/** Words of allergens by the days they hold: which stands in another one's way, and what a list of other spellings says. */

export interface Held {
  readonly code: string;
  readonly name: string;
  readonly otherWords: readonly string[];
  readonly validFrom: Temporal.PlainDate;
  /** The first day it holds no more; null: it goes on. */
  readonly validTo: Temporal.PlainDate | null;
}

/** Spellings as somebody types them, each once, without the word itself. */
export const spellings = (typed: string, name: string): readonly string[] => [...new Set(typed.split(/[、，,・／/\n]+/u).map((one) => one.normalize('NFKC').trim()).filter((one) => one !== '' && one !== name))];

/** The code of a new word: its English name in small letters. Null: nothing is left of it. */
export function codeOf(nameEn: string): string | null {
  const code = nameEn.toLowerCase().replaceAll(/[^a-z]+/g, '_').replaceAll(/^_+|_+$/g, '').slice(0, 30).replace(/_+$/, '');
  return code === '' ? null : code;
}

const overlap = (one: Held, from: Temporal.PlainDate, to: Temporal.PlainDate | null) => (to === null || Temporal.PlainDate.compare(one.validFrom, to) < 0) && (one.validTo === null || Temporal.PlainDate.compare(one.validTo, from) > 0);

/** A spelling that means another allergen on some of these days; a sheet could then not be read. */
export function taken(words: readonly string[], code: string, from: Temporal.PlainDate, to: Temporal.PlainDate | null, all: readonly Held[]): string | null {
  const others = new Set(all.filter((one) => one.code !== code && overlap(one, from, to)).flatMap((one) => [one.name, ...one.otherWords]));
  return words.find((word) => others.has(word)) ?? null;
}
