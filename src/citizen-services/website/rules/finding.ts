/** What a rule says about a draft, and what it may know besides. */
import { type Draft, type Place, replaceAt } from './texts.ts';

/** `block`: the page cannot be submitted. `confirm`: the author puts it right or says why it stays. `info`: to be known. */
export type Severity = 'block' | 'confirm' | 'info';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** Null: the page as a whole, its title or its lead. */
  readonly block: string | null;
  readonly path: readonly (string | number)[];
  /** Characters of the text at the path; 0–0 where the finding is not about characters. */
  readonly start: number;
  readonly end: number;
  readonly excerpt: string;
  /** What is wrong and what would be right, for an author. */
  readonly reason: string;
  /** One press puts it right. `becomes`: what stands there then, for the question before it. */
  readonly fix: { readonly becomes: string; readonly apply: (draft: Draft) => Draft } | null;
  /** Nobody may leave it as it is, whatever their role. */
  readonly never: boolean;
}

export interface Site {
  readonly kind: 'city' | 'school';
  /** The shortest name of a link, unless it is listed. */
  readonly shortestLink: number;
  readonly schemes: readonly string[];
  /** Our own hosts: an address of them is written as a page, not as an address. */
  readonly hosts: readonly string[];
  readonly mailDomain: string;
}

export interface Words {
  /** Short names of links that are good as they are: 広報, 防災 … */
  readonly shortLinks: readonly string[];
  /** Not to be used alone as the name of a link, a picture or a page. */
  readonly unfavourable: readonly string[];
  /** Hard words and what says the same. */
  readonly plain: ReadonlyMap<string, string>;
  readonly departments: readonly string[];
}

/** What is around the draft. Everything a rule needs is given to it, so that it answers the same in the editor and on the server. */
export interface Around {
  readonly site: Site;
  readonly words: Words;
  readonly today: Temporal.PlainDate;
  /** An edition in やさしい日本語. */
  readonly easy: boolean;
  /** Titles of the other pages that are public. */
  readonly titles: ReadonlySet<string>;
  /** How an address of our own stands. */
  readonly page: (address: string) => 'public' | 'withdrawn' | 'missing';
  /** Foreign addresses that failed on three nights in a row. */
  readonly failing: ReadonlySet<string>;
  /** Telephone numbers of the city, digits only. */
  readonly phones: ReadonlySet<string>;
  /** Public pages whose words are nearly these, as their titles. */
  readonly nearlySame: (body: string) => readonly string[];
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  /** The criterion or guideline it stands on. */
  readonly basis: string;
  check(draft: Draft, around: Around): Iterable<Finding>;
}

const EXCERPT = 40;

/** A finding about some characters of a text. `becomes`: what one press writes there. */
export function inText(rule: string, severity: Severity, place: Place, start: number, end: number, reason: string, becomes?: string): Finding {
  const excerpt = place.text.slice(Math.max(0, start - 4), Math.min(place.text.length, Math.max(end, start + 1) + 4)).slice(0, EXCERPT);
  return { rule, severity, block: place.block, path: place.path, start, end, excerpt, reason, never: false, fix: becomes === undefined ? null : { becomes, apply: (draft) => replaceAt(draft, place, start, end, becomes) } };
}

/** A finding about a block, or about the page (null). */
export function about(rule: string, severity: Severity, block: string | null, excerpt: string, reason: string, fix: Finding['fix'] = null): Finding {
  return { rule, severity, block, path: [], start: 0, end: 0, excerpt: excerpt.slice(0, EXCERPT), reason, fix, never: false };
}
