/**
 * Two editors at once: what each changed since the version both began with is put together, block by block. Where both changed the same
 * place in different ways, nobody's words win by themselves; both are shown beside each other and one of the editors decides.
 */
import { canonicalJson } from '../../../kernel/text/canonical-json.ts';
import type { Block } from './blocks.ts';
import type { Draft } from './texts.ts';

export type Place = 'title' | 'lead' | 'kind' | 'lang' | 'contact' | 'categories' | 'reviewOn';

export interface Clash {
  /** A field of the page, or the id of a block. */
  readonly at: Place | `block:${string}`;
  /** Null: the block was not there, or was taken away. */
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Merged {
  /** Where both clash, it holds what the other editor saved. */
  readonly draft: Draft;
  readonly clashes: readonly Clash[];
}

const same = (a: unknown, b: unknown) => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** What a place becomes; undefined: both changed it, each in another way. */
function choose<T>(base: T, mine: T, theirs: T): { readonly value: T } | undefined {
  if (same(mine, theirs) || same(mine, base)) return { value: theirs };
  return same(theirs, base) ? { value: mine } : undefined;
}

/**
 * The order of one side with what only the other has put in behind the block it followed there. Whoever moved blocks keeps the order;
 * when both did, the other editor's order stays, because it is saved already.
 */
function orderOf(base: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const kept = (ids: readonly string[]) => ids.filter((id) => base.includes(id) && mine.includes(id) && theirs.includes(id));
  const [leading, other] = same(kept(theirs), kept(base)) ? [mine, theirs] : [theirs, mine];
  const order = [...leading];
  for (const [index, id] of other.entries()) {
    if (order.includes(id)) continue;
    const before = other.slice(0, index).findLast((one) => order.includes(one));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}

/** Puts together what two editors made of one version. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const clashes: Clash[] = [];
  const field = <T>(at: Place, of: (draft: Draft) => T): T => {
    const chosen = choose(of(base), of(mine), of(theirs));
    if (chosen) return chosen.value;
    clashes.push({ at, base: of(base), mine: of(mine), theirs: of(theirs) });
    return of(theirs);
  };
  const draft = {
    title: field('title', (it) => it.title), lead: field('lead', (it) => it.lead), kind: field('kind', (it) => it.kind), lang: field('lang', (it) => it.lang),
    contact: field('contact', (it) => it.contact), categories: field('categories', (it) => it.categories), reviewOn: field('reviewOn', (it) => it.reviewOn),
  };
  const blocks: Block[] = [];
  const ids = (it: Draft) => it.blocks.map((block) => block.id);
  for (const id of orderOf(ids(base), ids(mine), ids(theirs))) {
    const find = (it: Draft) => it.blocks.find((block) => block.id === id) ?? null;
    const chosen = choose(find(base), find(mine), find(theirs));
    const block = chosen ? chosen.value : find(theirs);
    if (!chosen) clashes.push({ at: `block:${id}`, base: find(base), mine: find(mine), theirs: find(theirs) });
    if (block !== null) blocks.push(block);
  }
  return { draft: { ...draft, blocks }, clashes };
}
