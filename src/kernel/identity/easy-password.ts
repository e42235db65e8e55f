/**
 * Which passwords a stranger tries first: those of published leaks, what is written on the town hall's own door, and keys
 * pressed in a row. Length does the rest: no rule asks for digits or signs (NIST SP 800-63B-4, 3.1.1.2).
 */
import { readFileSync } from 'node:fs';

let leaked: ReadonlySet<string> | null = null;

function common(): ReadonlySet<string> {
  leaked ??= new Set(readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map(plain));
  return leaked;
}

/** Words that stand on the door of every town hall that runs this product. */
const OF_THE_HOUSE = ['yakuba', '役場', '市役所', '町役場', '村役場', 'cityhall', 'shiyakusho', 'mypage', 'マイページ'];
const LOOKALIKES: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

/** Letters and digits alone, in small letters. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The password as a guesser sees it: whole, without figures around it, and with signs that stand for letters turned back. */
function cores(password: string): readonly string[] {
  const whole = plain(password);
  const turned = plain([...password.normalize('NFKC')].map((sign) => LOOKALIKES[sign] ?? sign).join(''));
  const bare = (text: string) => text.replaceAll(/^\p{N}+|\p{N}+$/gu, '');
  const barePassword = password.normalize('NFKC').replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const bareTurned = plain([...barePassword].map((sign) => LOOKALIKES[sign] ?? sign).join(''));
  return [...new Set([whole, turned, bare(whole), bareTurned].flatMap((core) => [core, core.replace(/^(.{2,}?)\1+$/u, '$1')]))].filter((core) => [...core].length >= 2);
}

/** Every sign is the neighbour of the one before it: 1234567890, abcdefghij, 9876543210. */
function inARow(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0)).map((step) => (step === -9 ? 1 : step === 9 ? -1 : step));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/**
 * Whether the password is among the first that are tried. `about`: what everybody knows of this person and this city
 * (names, login, mail address); a password that is one of these words with figures around it is no secret.
 */
export function easyToGuess(password: string, about: readonly string[]): boolean {
  const whole = plain(password);
  if (new Set(whole).size < 4 || inARow(whole)) return true;
  const words = new Set([...OF_THE_HOUSE, ...about.flatMap((text) => [text, ...text.split(/[\s@]+/u), ...text.split(/[\s@._-]+/u)])].map(plain).filter((word) => [...word].length >= 2));
  return cores(password).some((core) => common().has(core) || words.has(core));
}
