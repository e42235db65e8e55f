/** Asking other people's servers whether a page is there: the kernel's way out, unless this installation has none or a test brings its own. */
import { askOutside, mayAskOutside, type OutwardAnswer } from '../../kernel/http/outward.ts';

/** Asks one address; `origin`: the city in whose name, for the other side's log. */
export type LinkFetcher = (address: string, origin: string) => Promise<OutwardAnswer>;

const outward: LinkFetcher = (address, origin) => askOutside(address, { agent: `Yakuba-link-check (+${origin}/)` });

let fetcher: LinkFetcher | null = mayAskOutside() ? outward : null;

/** For tests; null: there is no way out. */
export function useLinkFetcher(next: LinkFetcher | null): void {
  fetcher = next;
}

export const linkFetcher = (): LinkFetcher | null => fetcher;
