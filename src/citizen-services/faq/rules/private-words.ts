/** What people type about themselves (個人情報保護法 第61条, 番号法 第20条): not kept of a search, taken out of a remark. */
import { parsePhone } from '../../../kernel/text/phone.ts';

/** Runs of digits with what people put between them. */
const CHAIN = /\+?\d+(?:[\s\-‐‑‒–—―−ー~〜.()・/]{1,3}\d+)*/g;
const MAIL = /[^\s@、。,「」（）()<>]+\s?@\s?[^\s@、。,「」（）()<>]+/g;
/** A year, a fee and a page's number are shorter; numbers that stand for somebody are not. */
const LONG = 8;

const folded = (text: string) => text.normalize('NFKC').replace(/\p{Cf}/gu, '');
const digitsOf = (chain: string) => chain.replaceAll(/\D/g, '');
const isPhone = (chain: string) => parsePhone(digitsOf(chain).replace(/^81(?=[1-9]\d{8,})/, '0')).ok;

/** Whether words of a search may not be kept: a mail address, a telephone number, any long number. */
export function looksPersonal(words: string): boolean {
  const text = folded(words);
  return /\S\s?@\s?\S/.test(text) || (text.match(CHAIN) ?? []).some((chain) => digitsOf(chain).length >= LONG || isPhone(chain));
}

/** A remark without mail addresses, telephone numbers and other long numbers; a text that holds none comes back as it was. */
export function withoutPersonal(words: string): string {
  const text = folded(words);
  const masked = text.replace(MAIL, '（メールアドレス）').replace(CHAIN, (chain) => (isPhone(chain) ? '（電話番号）' : digitsOf(chain).length >= LONG ? '（番号）' : chain));
  return masked === text ? words : masked;
}
