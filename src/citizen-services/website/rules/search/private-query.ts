/** 検索語の記録に残さないもの: what people type about themselves into a search box (個人情報保護法 第69条, 番号法 第20条). */
import { containsMyNumber } from '../../../../kernel/text/my-number.ts';
import { parsePhone } from '../../../../kernel/text/phone.ts';

/** Runs of digits with what people put between them. */
const CHAIN = /\+?\d+(?:[\s\-‐‑‒–—―−ー~〜.()・/]{1,3}\d+)*/g;

/**
 * Whether a query must not be logged. Stricter than the rules for pages: twelve digits with a wrong check digit are most likely
 * a number mistyped by one key, and anything around an @ is most likely an address.
 */
export function isPrivateQuery(query: string): boolean {
  const text = query.normalize('NFKC').replace(/[\p{Cf}]/gu, '');
  return /[^\s@]\s?@\s?[^\s@]/.test(text) || containsMyNumber(text) || (text.match(CHAIN) ?? []).some(isPersonalNumber);
}

/** Any neighbouring runs of a chain, joined: 「問い合わせ 0243-55-0000 2026年」 holds a phone number and a year. */
function isPersonalNumber(chain: string): boolean {
  const runs = chain.match(/\d+/g) ?? [];
  return runs.some((_, start) => runs.slice(start).some((_, more) => isPersonal(runs.slice(start, start + more + 1).join(''))));
}

function isPersonal(digits: string): boolean {
  return digits.length === 12 || (digits.length <= 14 && parsePhone(digits.replace(/^(?:00)?81(?=[1-9])/, '0')).ok);
}
