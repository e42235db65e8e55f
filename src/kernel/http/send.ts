/** How pages leave the house: headers, entity tags, compression. */
import type { Context } from 'hono';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { memoryHeaders } from './express-lane.ts';
import { answerHeaders, etagOf, securityHeaders } from './guard.ts';
import type { SharedPage } from './shared-pages.ts';
import { COOKIE, setCookie, type Visit } from './visit.ts';

export interface WithVisit {
  Variables: { visit: Visit };
}
export type VisitContext = Context<WithVisit>;

const squeeze = promisify(gzip);
const MIN_COMPRESSED = 1000;

/** 423 Locked: the status of `ReadOnly` and `Unreachable`. */
export const SHUT = 423;
/** 503 Service Unavailable: the status of `Busy`. */
export const BUSY = 503;
/** In seconds. */
const AGAIN: ReadonlyMap<number, number> = new Map([[SHUT, 60], [BUSY, 5]]);

/** When it is worth sending again. */
export function retryAfter(status: number): Readonly<Record<string, string>> {
  const seconds = AGAIN.get(status);
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

/** A page kept for visitors: compressed already, and not sent again to who has it. */
export function fromMemory(c: VisitContext, shared: SharedPage): Response {
  const headers: Record<string, string> = { ...memoryHeaders(c.var.visit.city, shared), ...answerHeaders(c.var.visit) };
  if (c.req.header('if-none-match') === shared.etag) return c.body(null, 304, headers);
  const zipped = (c.req.header('accept-encoding') ?? '').includes('gzip');
  if (zipped) headers['content-encoding'] = 'gzip';
  return c.body((zipped ? shared.gzip : shared.body) as Uint8Array<ArrayBuffer>, 200, headers);
}

/** A page made for this request alone. */
export async function sendHtml(c: VisitContext, html: string, status: number): Promise<Response> {
  const etag = status === 200 && c.req.method !== 'POST' ? etagOf(html) : null;
  const headers: Record<string, string> = { ...answerHeaders(c.var.visit), ...retryAfter(status), 'content-type': 'text/html; charset=utf-8', 'cache-control': c.var.visit.actor.kind === 'visitor' ? 'private, no-cache' : 'private, no-store', vary: 'accept-encoding, cookie', ...(etag ? { etag } : {}) };
  const spent = c.var.visit.cookies.has(COOKIE.toast);
  if (spent) headers['set-cookie'] = setCookie(c.var.visit.city, COOKIE.toast, '', 0);
  if (etag && c.req.header('if-none-match') === etag && !spent) return c.body(null, 304, headers);
  const body = Buffer.from(html, 'utf8');
  if (body.byteLength > MIN_COMPRESSED && (c.req.header('accept-encoding') ?? '').includes('gzip')) {
    return c.body(new Uint8Array(await squeeze(body, { level: 4 })), status as 200, { ...headers, 'content-encoding': 'gzip' });
  }
  return c.body(new Uint8Array(body), status as 200, headers);
}

/** A page as it is kept in memory. */
export async function sharedPage(content: string | Uint8Array, type: string): Promise<SharedPage> {
  const body = Buffer.from(content);
  return { status: 200, type, body, gzip: await squeeze(body, { level: 6 }), etag: etagOf(content) };
}

/** A Host that is nobody's: the answer names no city. */
export function noSuchCity(c: VisitContext): Response {
  return c.text('この名前の市役所は、ここにはありません。住所（URL）をお確かめください。\nThere is no city hall of this name here. Please check the address.\n', 404, { ...securityHeaders, 'cache-control': 'no-store' });
}

/** For a page whose address is its key. */
export function unkept(answer: Response): Response {
  for (const [name, value] of [['cache-control', 'private, no-store'], ['x-robots-tag', 'noindex, nofollow, noarchive'], ['referrer-policy', 'no-referrer']] as const) answer.headers.set(name, value);
  answer.headers.delete('etag');
  return answer;
}
