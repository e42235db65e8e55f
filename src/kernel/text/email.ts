import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { toHalfWidth } from './width.ts';

const MAX_LENGTH = 254;
const oldCarrierHabit = {
  ja: '記号の使い方が珍しいアドレスです。まちがいがないかお確かめください。',
  en: 'This address uses dots in an unusual way. Please check it once more.',
};

/**
 * Reads an e-mail address; the domain is stored in lower case. Two dots in a row, or a dot before the @, were allowed
 * by Japanese phone companies and still exist: accepted with a warning.
 */
export function parseEmail(text: string): Parsed<string> {
  const address = toHalfWidth(text).trim();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).toLowerCase();
  const wellFormed = at > 0 && address.length <= MAX_LENGTH && local.length <= 64
    && /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/.test(local)
    && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(domain);
  if (!wellFormed) {
    return rejected('メールアドレスの形をお確かめください（例 hanako@example.jp）。', 'Please check the e-mail address, for example hanako@example.jp.');
  }
  const unusual = local.includes('..') || local.startsWith('.') || local.endsWith('.');
  return accepted(`${local}@${domain}`, unusual ? oldCarrierHabit : undefined);
}
