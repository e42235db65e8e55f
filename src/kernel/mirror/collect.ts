/** What a visitor gets, address by address, as files a plain web server can hand out. */
import { goodPath } from './bundle.ts';

export interface Fetched {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

/** Asks the house for an address as a visitor without cookies does. */
export type Fetch = (path: string) => Promise<Fetched>;

/** '/' is index.html, '/kurashi/' kurashi/index.html, '/news' news.html; what has an ending keeps it. Null: no file can be called so. */
export function fileFor(address: string): string | null {
  const path = decodeURIComponent(address.replace(/[?#].*$/, '')).replace(/^\//, '');
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : /\.[a-z0-9]{1,8}$/i.test(path) ? path : `${path}.html`;
  return goodPath(file) ? file : null;
}

/** What a page needs to be seen: style sheets, scripts, pictures and files of our own. */
function needs(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|src)="(\/(?:assets|files)\/[^"?#]+)/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
}

const within = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));
const linked = (html: string) => [...html.matchAll(/<a [^>]*href="(\/[^"?#]*)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));

export interface Collected {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Addresses that did not answer 200, with what they answered. */
  readonly left: readonly { readonly address: string; readonly status: number }[];
}

/**
 * Everything from `starts` on: what the site map lists, the folders that are linked, in both languages, with what the pages need.
 * `belongs` says which linked addresses are pages of the site and not services that need the house.
 */
export async function collect(fetch: Fetch, starts: readonly string[], belongs: (address: string) => boolean, said: (count: number) => void = () => {}): Promise<Collected> {
  const files = new Map<string, Uint8Array>();
  const left: { address: string; status: number }[] = [];
  const waiting = [...starts];
  const seen = new Set(waiting);
  const want = (address: string) => {
    if (seen.has(address)) return;
    seen.add(address);
    waiting.push(address);
  };
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const file = fileFor(address);
    if (file === null) continue;
    const answer = await fetch(address);
    if (answer.status !== 200) {
      left.push({ address, status: answer.status });
      continue;
    }
    files.set(file, answer.body);
    if (files.size % 100 === 0) said(files.size);
    const text = /html|xml/.test(answer.type) ? Buffer.from(answer.body).toString('utf8') : '';
    if (answer.type.includes('xml')) for (const whole of within(text)) want(new URL(whole).pathname);
    if (!answer.type.includes('html')) continue;
    for (const needed of needs(text)) want(needed);
    for (const link of linked(text)) if (belongs(link)) want(link);
  }
  return { files, left };
}
