/**
 * The short way out for what most people ask: a public page that lies in memory, asked for by nobody in particular. It is
 * answered straight from Node, with the same bytes and headers as the long way. Anything at all out of the ordinary goes
 * the long way.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { City } from '../city.ts';
import { lostSince } from '../db/presence.ts';
import { countRequest } from '../metrics.ts';
import { displayIn, displayKey } from './display.ts';
import { type Buckets, headersOf, networkOf } from './guard.ts';
import { sharedKey, type SharedPage, type SharedPages } from './shared-pages.ts';

export interface ExpressOptions {
  readonly cityOf: (host: string) => City | null | Promise<City | null>;
  readonly shared: SharedPages;
  readonly reads: Buckets | null;
  readonly trustProxy: boolean;
  readonly visited: (city: City, host: string, nowMilliseconds: number) => void;
  readonly seen: (city: City, url: string, agent: string | undefined) => void;
}

interface Ready {
  readonly plain: readonly string[];
  readonly zipped: readonly string[];
  readonly unchanged: readonly string[];
}

const ready = new WeakMap<SharedPage, Ready>();

/** Headers of a page from memory; the long way sends the same. */
export function memoryHeaders(city: City, page: SharedPage): Readonly<Record<string, string>> {
  return { ...headersOf(city), 'content-type': page.type, etag: page.etag, 'cache-control': 'private, no-cache', vary: 'accept-encoding, cookie' };
}

function readyOf(city: City, page: SharedPage): Ready {
  const known = ready.get(page);
  if (known) return known;
  const unchanged = Object.entries(memoryHeaders(city, page)).flat();
  const made = {
    unchanged,
    plain: [...unchanged, 'content-length', String(page.body.byteLength)],
    zipped: [...unchanged, 'content-encoding', 'gzip', 'content-length', String(page.gzip.byteLength)],
  };
  ready.set(page, made);
  return made;
}

/** True: answered. */
export function expressLane(options: ExpressOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { headers, method, url } = request;
    if (method !== 'GET' || url === undefined || headers.authorization !== undefined || headers.cookie?.includes('yakuba_') || url.startsWith('/staff')) return false;
    const host = headers.host ?? '';
    const city = options.cityOf(host);
    if (city === null || city instanceof Promise) return false;
    const started = performance.now();
    const wish = headers.cookie === undefined || lostSince(city.citizenDb) ? '' : displayKey(displayIn(headers.cookie));
    const page = options.shared.kept(city, `${sharedKey(city, url)}${wish}`, started);
    if (!page) return false;
    const forwarded = options.trustProxy ? headers['x-forwarded-for'] : undefined;
    const address = (typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined) ?? request.socket.remoteAddress ?? '';
    if (options.reads && options.reads.take(networkOf(city, address), started) > 0) return false;
    options.visited(city, host, started);
    const made = readyOf(city, page);
    if (headers['if-none-match'] === page.etag) response.writeHead(304, [...made.unchanged]).end();
    else if (headers['accept-encoding']?.includes('gzip')) response.writeHead(200, [...made.zipped]).end(page.gzip);
    else response.writeHead(200, [...made.plain]).end(page.body);
    options.seen(city, url, headers['user-agent']);
    countRequest('citizen', '(memory)', response.statusCode, (performance.now() - started) / 1000);
    return true;
  };
}
