/** Which city a Host header asks for. Pure. */
import type { CityRow } from './registry.ts';

/** The name without its port, as it is compared: 'Town.Example.JP:8080' is 'town.example.jp', '[::1]:8080' is '::1'. */
export function hostName(header: string): string {
  const bracket = /^\[([^\]]+)\](?::\d+)?$/.exec(header);
  const name = bracket?.[1] ?? header.replace(/:\d*$/, '');
  return name.toLowerCase().replace(/\.$/, '');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * Every name a city answers to. A city named '*' answers to any name while it is the only one; beside others, to its
 * address's own name and to this computer's.
 */
export function cityFor(header: string, cities: readonly CityRow[]): CityRow | null {
  const open = cities.filter((city) => city.state !== 'retired');
  const name = hostName(header);
  const named = open.find((city) => city.hosts.includes(name));
  if (named) return named;
  const any = open.find((city) => city.hosts.includes('*'));
  if (!any) return null;
  const own = any.origin === null ? '' : hostName(new URL(any.origin).host);
  return open.length === 1 || LOOPBACK.has(name) || (own !== '' && name === own) ? any : null;
}
