/** リンク切れ: which addresses are asked, how an answer counts, and when an address is called broken. */

/** A foreign server may be repaired over night or be slow once: it has to fail so many nights running. Of our own pages we know. */
export const NIGHTS = 3;

export type Kind = 'own' | 'foreign' | 'other';

export interface Address {
  readonly kind: Kind;
  /** Own: the path without query and fragment. Foreign: without its fragment. */
  readonly address: string;
}

/** Where a link of a page leads, seen from the city's own hosts. mailto:, tel: and the like are not asked. */
export function addressOf(link: string, hosts: readonly string[]): Address {
  const text = link.trim();
  if (text.startsWith('/') && !text.startsWith('//')) return { kind: 'own', address: pathOf(text) };
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return { kind: 'other', address: text };
  if (hosts.includes(url.host)) return { kind: 'own', address: pathOf(url.pathname) };
  url.hash = '';
  return { kind: 'foreign', address: url.href };
}

function pathOf(text: string): string {
  const path = text.replace(/[?#].*$/s, '');
  const plain = path === '/en' ? '/' : path.startsWith('/en/') ? path.slice(3) : path;
  return plain === '' ? '/' : plain;
}

/** Whether our server may be sent there: names of the public network on their usual ports, never an address of a network like our own. */
export function mayAsk(address: string): boolean {
  const url = URL.parse(address);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.port !== '' || url.username !== '' || url.password !== '') return false;
  const host = url.hostname.toLowerCase();
  if (host.startsWith('[') || /^[\d.]+$/.test(host) || !host.includes('.')) return false;
  return !/\.(?:local|localhost|internal|home|lan|lgwan|test|invalid|onion|arpa)\.?$/.test(host);
}

/** What came back: good, failing with a reason, or nothing that tells (asked to come later: too many, not allowed for robots). */
export function verdict(status: number | null): 'good' | 'failing' | 'unclear' {
  if (status === null) return 'failing';
  if (status >= 200 && status < 400) return 'good';
  // Behind a sign-in, not for robots, too many at once: somebody is at home.
  if (status === 401 || status === 403 || status === 405 || status === 429) return 'unclear';
  return 'failing';
}

export interface Known {
  readonly nights: number;
  readonly since: Temporal.PlainDate | null;
  readonly asked: Temporal.PlainDate | null;
}

/** The count after a night. A night that was counted is not counted twice; an unclear one changes nothing; a night on which nobody asked breaks no row. */
export function afterNight(known: Known, night: Temporal.PlainDate, said: ReturnType<typeof verdict>): Known {
  // Asked a second time on one day: good news counts at once.
  if (said !== 'good' && known.asked !== null && Temporal.PlainDate.compare(known.asked, night) >= 0) return known;
  if (said === 'unclear') return { ...known, asked: night };
  if (said === 'good') return { nights: 0, since: null, asked: night };
  return { nights: known.nights + 1, since: known.since ?? night, asked: night };
}

export const isBroken = (kind: 'own' | 'foreign', nights: number): boolean => nights >= (kind === 'own' ? 1 : NIGHTS);

/** Whether a path is one of a route's: '/faq/:number', '/p/:number{[0-9]{1,7}}', '/:path{.+\.html}'. Takes the pattern's words only; its expressions count as anything. */
export function matchesPattern(pattern: string, path: string): boolean {
  const [want, have] = [pattern.split('/'), path.split('/')];
  if (/[{*]/.test(pattern)) return false;
  return want.length === have.length && want.every((word, index) => (word.startsWith(':') ? (have[index] ?? '') !== '' : word === have[index]));
}
