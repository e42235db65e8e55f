/** Addresses as old pages write them: what they lead to, or why they lead nowhere. */
import { drawableAddress } from '../address.ts';

export type Address =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly why: 'link_unsafe' | 'link_unusable' | 'link_relative' | 'link_anchor' | 'empty' };

const LONGEST = 2000;
/** Schemes that run or carry content of their own. */
const UNSAFE = /^(?:java|vb|live|j)script$|^(?:data|blob|filesystem|view-source|mhtml|jar|mocha|about|feed)$/;
const bad = (why: Extract<Address, { ok: false }>['why']): Address => ({ ok: false, why });

/** What browsers and readers do not see is taken out before a scheme is looked for, and wide letters are letters. */
const folded = (text: string) => text.normalize('NFKC').replaceAll(/[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g, '').toLowerCase();

function parsed(text: string, base: string | undefined): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** The whole address, or the path on our own site. Never one that `drawableAddress` would refuse. */
export function importedAddress(raw: string, base?: string): Address {
  const text = raw.trim();
  const seen = folded(text);
  if (seen === '') return bad('empty');
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(seen)?.[1];
  if (scheme !== undefined && UNSAFE.test(scheme)) return bad('link_unsafe');
  if ((scheme !== undefined && !/^(?:https?|mailto|tel)$/.test(scheme)) || text.includes('\\')) return bad('link_unusable');
  if (text.startsWith('#')) return bad('link_anchor');
  const web = base !== undefined && /^https?:\/\//i.test(base) ? base : undefined;
  const whole = scheme !== undefined || text.startsWith('//') ? parsed(text.startsWith('//') ? `https:${text}` : text, undefined) : web === undefined ? null : parsed(text, web);
  if (whole === null && (scheme !== undefined || text.startsWith('//'))) return bad('link_unusable');
  if (whole !== null && web !== undefined && whole.hash !== '' && whole.href.split('#', 1)[0] === parsed(web, undefined)?.href.split('#', 1)[0]) return bad('link_anchor');
  const address = drawableAddress((whole === null ? text : whole.href).normalize('NFC').replaceAll(/[ \u3000]/g, (blank) => encodeURIComponent(blank)));
  if (address === null || address.length > LONGEST) return bad(whole === null && address === null ? 'link_relative' : 'link_unusable');
  return address.startsWith('?') || address.startsWith('#') ? bad('link_relative') : { ok: true, address };
}

const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|csv|zip|lzh|jtd|rtf|odt|ods)(?:[?#]|$)/i;
export const leadsToFile = (address: string): boolean => FILE.test(address);
