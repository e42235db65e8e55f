/** What this system asks of the website, and who acts. */
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { registeredSystems } from '../../kernel/registry.ts';
import { editionToWrite, pagesToCheck, type PageToCheck } from '../website/index.ts';
import type { Tables } from './acts.ts';
import type { OpenFinding } from './rules/evidence.ts';
import { type Either as EitherReader, readingOf } from '../../kernel/db/reading.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = EitherReader<Tables>;
export const reading = readingOf<Tables>;
export type Either = ActContext & { readonly db: Reader };

/** The website's own queries, asked in the same transaction: what a sample is drawn from is what stands at that moment. */
export function asQuestion(ctx: Either): QueryContext<never> {
  return { ...ctx, db: ctx.db, shown: () => {} } as unknown as QueryContext<never>;
}

/** Every public page, by its number. */
export async function publicPages(ctx: Either): Promise<readonly PageToCheck[]> {
  const all: PageToCheck[] = [];
  for (;;) {
    const { pages, more } = await pagesToCheck.run(asQuestion(ctx), { after: all.at(-1)?.pageNo ?? 0 });
    all.push(...pages);
    if (!more) return all;
  }
}

/** What the authoring rules say of an edition today, and of which parts it is made. Null: there is no such edition. */
export async function looksOf(ctx: Either, edition: string): Promise<{ readonly types: readonly string[]; readonly findings: readonly OpenFinding[] } | null> {
  const seen = await editionToWrite.run(asQuestion(ctx), { edition });
  return seen ? { types: [...new Set(seen.draft.blocks.map((block) => block.type))], findings: seen.findings.map((one) => ({ rule: one.rule, severity: one.severity, reason: one.reason, answered: one.answer !== null })) } : null;
}

/** The city's own names: a link to them is a link to ourselves. */
export const hostsOf = (ctx: Pick<ActContext, 'city'>): readonly string[] => [new URL(ctx.city.origin).host];

/** What a page that is none of the tree calls itself: the search, the site map, a page of another system. */
export function knownTitle(path: string): string | null {
  if (path === '/') return 'トップページ';
  return registeredSystems().flatMap((system) => system.pages).find((page) => page.face === 'citizen' && page.path === path)?.title.ja ?? null;
}
