/** What other systems know must not stand on a page, such as the names of children: asked with every check, whichever way a draft came in. */
import type { ActContext } from '../../kernel/act.ts';
import type { Finding } from './rules/finding.ts';
import type { Draft } from './rules/texts.ts';
import type { Reader } from './site.ts';

export interface GuardedPage {
  readonly page: string;
  readonly section: string;
  readonly siteKind: 'city' | 'school';
}

export interface Guard {
  /** One guard of a name; a second with it takes its place. */
  readonly name: string;
  /** What it finds in this draft. `db` reads what the asker's role may read. */
  readonly find: (ctx: ActContext & { readonly db: Reader }, about: GuardedPage, draft: Draft) => Promise<readonly Finding[]>;
}

const guards = new Map<string, Guard>();

/** For the door of a system that knows more than the rules do. */
export function addGuard(guard: Guard): void {
  guards.set(guard.name, guard);
}

/** What the guards stop today: consent may have been taken back, or have expired, since a draft was sent. Null: nothing. */
export async function stoppedByGuards(ctx: ActContext & { readonly db: Reader }, about: GuardedPage, draft: Draft): Promise<string | null> {
  return (await guarded(ctx, about, draft)).find((finding) => finding.severity === 'block')?.reason ?? null;
}

export async function guarded(ctx: ActContext & { readonly db: Reader }, about: GuardedPage, draft: Draft): Promise<readonly Finding[]> {
  return (await Promise.all([...guards.values()].map((guard) => guard.find(ctx, about, draft)))).flat();
}
