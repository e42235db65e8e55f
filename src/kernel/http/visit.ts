/** One request, understood: which city, which language, who asks, and the context its page or command gets. */
import { type Actor, holds } from '../actor.ts';
import type { Query } from '../act.ts';
import { tokyoDate } from '../calendar/calendar.ts';
import type { City } from '../city.ts';
import { newId } from '../clock.ts';
import { log } from '../log.ts';
import type { Answer } from '../outcome.ts';
import { notFound, type PageContext, refusedGo, signInFirst, Stop, type Toast } from '../page.ts';
import { ask, type Asker, execute } from '../run.ts';
import { actorId } from '../trail.ts';
import type { Face, Lang } from '../view.ts';

export interface Visit {
  readonly city: City;
  readonly actor: Actor;
  readonly lang: Lang;
  readonly face: Face;
  /** Path without language prefix. */
  readonly path: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly cookies: ReadonlyMap<string, string>;
  readonly requestId: string;
  /** Who asks could not be found out: the database is away. The actor is then a visitor. */
  readonly blind?: boolean;
  /** The doors are about to close: this line is not used again. */
  readonly closing?: boolean;
}

export const COOKIE = { citizen: 'yakuba_citizen', staff: 'yakuba_staff', toast: 'yakuba_toast' } as const;

/**
 * Before a cookie's name where the city is served over https. A browser takes a cookie so named only over https, from this very
 * host and for all its paths (RFC 6265bis 4.1.3.2): neither a neighbouring host nor a line in the clear can plant one.
 */
const HOST_PREFIX = '__Host-';
const prefixOf = (city: Pick<City, 'origin'>) => (city.origin.startsWith('https:') ? HOST_PREFIX : '');

/** As the browser knows it; code asks for it without the prefix. */
export function cookieName(city: Pick<City, 'origin'>, name: string): string {
  return `${prefixOf(city)}${name}`;
}

/** What was sent, under names without the prefix. Over https, what comes without it is not ours. */
export function readCookies(city: Pick<City, 'origin'>, header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  const prefix = prefixOf(city);
  for (const part of (header ?? '').slice(0, 8192).split(';')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    if (name.startsWith(prefix) && name !== prefix) cookies.set(name.slice(prefix.length), part.slice(equals + 1).trim());
  }
  return cookies;
}

/** The header that sets a cookie; 0 seconds take it away. */
export function setCookie(city: Pick<City, 'origin'>, name: string, value: string, maxAgeSeconds: number): string {
  const prefix = prefixOf(city);
  return `${prefix}${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${prefix === '' ? '' : '; Secure'}`;
}

/** Whoever is known and may not leaves a line: which page or file, by its pattern, whose account, which request. */
export function noteRefused(visit: Visit, path: string): void {
  if (visit.actor.kind !== 'visitor') log('refused', { path, actor: actorId(visit.actor), request: visit.requestId });
}

/** '/en/x' is '/x' in English; staff pages are Japanese. */
export function languageOf(pathname: string): { readonly lang: Lang; readonly path: string } {
  if (pathname === '/en' || pathname.startsWith('/en/')) return { lang: 'en', path: pathname.slice(3) || '/' };
  return { lang: 'ja', path: pathname };
}

export function toastFrom(cookies: ReadonlyMap<string, string>): Toast | null {
  const raw = cookies.get(COOKIE.toast);
  if (!raw) return null;
  try {
    const [kind, message]: unknown[] = JSON.parse(Buffer.from(raw, 'base64url').toString('utf8'));
    if ((kind === 'good' || kind === 'warn' || kind === 'bad') && typeof message === 'string') return { kind, message: message.slice(0, 300) };
  } catch {
    // not ours
  }
  return null;
}

export function toastCookie(toast: Toast): string {
  return Buffer.from(JSON.stringify([toast.kind, toast.message])).toString('base64url');
}

export function askerOf({ city, actor, lang }: Visit): Asker {
  return { city, actor, lang };
}

/** The context a page works with. `requestId` makes the form's command happen once. */
export function pageContext(visit: Visit, requestId: string, assetText: PageContext['assetText']): PageContext {
  const asker = askerOf(visit);
  const now = visit.city.clock.now();
  return {
    actor: visit.actor, city: visit.city, lang: visit.lang, now, today: tokyoDate(now), url: visit.url,
    sessionToken: visit.cookies.get(visit.face === 'staff' ? COOKIE.staff : COOKIE.citizen) ?? null,
    may: (permission, scope) => holds(visit.actor, permission, scope),
    text: (text) => text[visit.lang],
    random: (bytes) => visit.city.random(bytes), assetText,
    async ask<I, O>(query: Query<I, O>, input: unknown, purpose?: string): Promise<NonNullable<O>> {
      const answer: Answer<O> = await ask(asker, query, input, purpose);
      if (!answer.ok) {
        if (answer.refused === 'SignInNeeded') throw new Stop(signInFirst);
        throw new Stop(answer.status === 404 || answer.refused === 'NotAllowed' ? notFound : refusedGo(answer));
      }
      if (answer.value === null || answer.value === undefined) throw new Stop(notFound);
      return answer.value;
    },
    tryAsk: (query, input) => ask(asker, query, input),
    do: (command, input, own) => execute(asker, command, input, own ?? requestId),
  };
}

export function freshRequestId(city: City): string {
  return newId(city.clock.now(), city.random);
}
