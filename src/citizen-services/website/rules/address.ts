/** Where a link may lead. The rule LNK-08 tells the author; drawing asks again, so that nothing harmful is ever on a page whatever way it came in. */

const SCHEMES = new Set(['https', 'http', 'mailto', 'tel']);

/** The address as it may stand in a page, or null: `javascript:` and its disguises, `data:`, `//host`, and whatever else is no address. */
export function drawableAddress(address: string): string | null {
  const trimmed = address.trim();
  // eslint-disable-next-line no-control-regex -- browsers drop these characters, which is how a scheme hides
  if (trimmed === '' || /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff\\]/.test(trimmed)) return null;
  if (/^(?:\/(?!\/)|#|\?)/.test(trimmed)) return trimmed;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  return scheme !== undefined && SCHEMES.has(scheme) ? trimmed : null;
}
