/**
 * Asking other people's servers whether a page is there. What stands in a page is written by people, so an address may lead anywhere:
 * to this machine, to the city's own network, to a cloud's secrets. The name is resolved here, an address of a network that is not
 * public is refused, and the connection goes to exactly the address that was looked at (no second resolution to be lied to).
 * `YAKUBA_OUTWARD=off`: this installation has no way out, and nothing is ever asked.
 */
import { lookup as resolve } from 'node:dns/promises';
import { type ClientRequest, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** The last status after redirects; null with a reason in Japanese: no answer. */
export interface OutwardAnswer {
  readonly status: number | null;
  readonly why: string;
}

export interface OutwardOptions {
  /** Who asks, for the other side's log. */
  readonly agent: string;
  /** Another judge of addresses: for tests, whose servers stand on this machine. */
  readonly allowed?: (address: string) => boolean;
  readonly patienceMilliseconds?: number;
}

const MAX_REDIRECTS = 5;
const PATIENCE_MILLISECONDS = 10_000;

/** Networks nobody's public page stands in (IANA special-purpose registries, RFC 6890 and what it names). */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
];
const blocked4 = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) blocked4.addSubnet(network, prefix, 'ipv4');
/** Of IPv6 only what is given to the public (2000::/3), without its own exceptions: tunnels that carry an IPv4 address, and examples. */
const public6 = new BlockList();
public6.addSubnet('2000::', 3, 'ipv6');
const blocked6 = new BlockList();
for (const [network, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) blocked6.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked4.check(address, 'ipv4');
  return family === 6 && public6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
}

class Refused extends Error {}

/** Where a name leads, when every one of its addresses is allowed; a name that leads to both worlds is not trusted in either. */
async function addressOf(hostname: string, allowed: (address: string) => boolean): Promise<{ readonly address: string; readonly family: number }> {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await resolve(bare, { all: true, verbatim: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new Refused('この名前のサーバーはありません');
  if (!found.every((one) => allowed(one.address))) throw new Refused('公開されていないネットワークのアドレスです');
  return first;
}

interface Head {
  readonly status: number;
  readonly location: string | undefined;
}

/** One request; the body is never read. */
async function ask(url: URL, method: 'HEAD' | 'GET', { agent, allowed = isPublicAddress, patienceMilliseconds = PATIENCE_MILLISECONDS }: OutwardOptions): Promise<Head> {
  const { address, family } = await addressOf(url.hostname, allowed);
  return new Promise((done, fail) => {
    const request: ClientRequest = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, {
      method, agent: false, headers: { 'user-agent': agent, accept: '*/*', connection: 'close' }, signal: AbortSignal.timeout(patienceMilliseconds),
      lookup: (_name, options, answer) => (options.all ? answer(null, [{ address, family }]) : answer(null, address, family)),
    }, (response) => {
      done({ status: response.statusCode ?? 0, location: response.headers.location });
      response.destroy();
    });
    request.once('error', fail);
    request.end();
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ABORT_ERR' || (error instanceof Error && error.name === 'TimeoutError')) return '時間内に応答がありません';
  if (/CERT|SSL|TLS|SELF_SIGNED|ALTNAME|VERIFY/.test(code)) return '証明書を確かめられません';
  return 'つながりません';
}

/** Servers that do not know HEAD, or answer it otherwise than GET, are asked once more. */
const NOT_BY_HEAD: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 410, 429, 500, 501, 503]);

/**
 * The status of a page elsewhere: HEAD, then GET where HEAD was no good, through at most five redirects, each under the same rule.
 * Only http and https on their own ports, without a name and password in the address. Never throws.
 */
export async function askOutside(address: string, options: OutwardOptions): Promise<OutwardAnswer> {
  try {
    let url = URL.parse(address);
    for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
      if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return { status: null, why: 'http か https のアドレスではありません' };
      if (url.port !== '' && !options.allowed) return { status: null, why: '通常と違うポートのアドレスは調べません' };
      let head = await ask(url, 'HEAD', options);
      if (NOT_BY_HEAD.has(head.status)) head = await ask(url, 'GET', options);
      if (head.status < 300 || head.status >= 400 || !head.location) return { status: head.status, why: '' };
      url = URL.parse(head.location, url);
    }
    return { status: null, why: '転送が続いて終わりません' };
  } catch (error) {
    return { status: null, why: reasonOf(error) };
  }
}

/** Whether this installation may ask at all. */
export const mayAskOutside = (): boolean => process.env['YAKUBA_OUTWARD'] !== 'off';
