/**
 * Asking other people's servers whether a page is there. The network belongs to the kernel: whoever opens the house hands a fetcher in
 * (`useLinkFetcher`), and without one nothing is ever asked. It must refuse to connect to addresses of private networks after resolving
 * the name, follow at most a few redirects under the same rule, send HEAD and then GET without a body, and name the city in its user agent.
 */

/** The last status after redirects; null with a reason: no answer. */
export interface LinkAnswer {
  readonly status: number | null;
  readonly why: string;
}

export type LinkFetcher = (address: string) => Promise<LinkAnswer>;

let fetcher: LinkFetcher | null = null;

/** For whoever opens the doors; null takes it away. */
export function useLinkFetcher(next: LinkFetcher | null): void {
  fetcher = next;
}

export const linkFetcher = (): LinkFetcher | null => fetcher;
