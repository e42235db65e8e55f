/**
 * 試験対象ページの選択: named pages that stand for the site, and pages drawn at random (JIS X 8341-3:2016 附属書JB.1.2; WAIC's guide to it
 * takes about forty in all). The draw can be repeated by anybody: pages stand in the order of SHA-256 of "seed, line break, path", and the first
 * ones are taken. The order in which the list came in makes no difference.
 */
import { createHash } from 'node:crypto';

export interface Candidate {
  readonly path: string;
  readonly title: string;
}

export interface Drawn<C extends Candidate> {
  readonly page: C;
  readonly how: 'named' | 'random';
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Which list it was drawn from: SHA-256 over its paths in order, one a line. */
export function listHash(paths: readonly string[]): string {
  return sha256([...new Set(paths)].toSorted().join('\n'));
}

/** The named pages in their order, filled up to `size` from the list. A named page that is not in the list is taken as it is. */
export function drawSample<C extends Candidate>(list: readonly C[], named: readonly C[], size: number, seed: number): readonly Drawn<C>[] {
  const first = [...new Map(named.map((page) => [page.path, page])).values()];
  const taken = new Set(first.map((page) => page.path));
  const others = [...new Map(list.map((page) => [page.path, page])).values()].filter((page) => !taken.has(page.path));
  const ranked = others.map((page) => ({ page, rank: sha256(`${seed}\n${page.path}`) })).toSorted((x, y) => (x.rank < y.rank ? -1 : 1));
  const random = ranked.slice(0, Math.max(0, size - first.length)).map(({ page }) => page).toSorted((x, y) => (x.path < y.path ? -1 : 1));
  return [...first.map((page) => ({ page, how: 'named' as const })), ...random.map((page) => ({ page, how: 'random' as const }))];
}
