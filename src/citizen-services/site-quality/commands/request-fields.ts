/** The fields that commands and queries about requests share. */
import { idField, textField } from '../../../kernel/fields.ts';

/** 25 characters of thirty-two: 125 bits, which nobody guesses. Letters that look alike are left out. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{25}$/;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const isCode = (text: string) => CODE.test(text);
/** A fresh code. Of each random byte five bits are taken. */
export function newCode(random: (bytes: number) => Uint8Array): string {
  return [...random(25)].map((byte) => ALPHABET[byte & 31] ?? '0').join('');
}
export const ticketField = textField({ ja: '控えの番号', en: 'Your code' }, { max: 25, numbers: true, pattern: { test: CODE, say: { ja: '「控えの番号」は、25文字の英数字です。画面を開き直してください。', en: 'Your code has 25 letters and digits. Please reload the page.' } } });
export const requestField = idField({ ja: '求め', en: 'Request' });
