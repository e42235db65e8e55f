/** 番号法 第15条・第20条: ordinary forms must not collect a 個人番号, not even by accident in a free text. */
import { isMyNumber } from './check-digits.ts';
import { rejected } from './parsed.ts';

const LENGTH = 12;

/**
 * Whether a free text holds 12 digits that pass the check digit of a 個人番号: in one run, or in neighbouring runs joined by
 * spaces and hyphens (1234-5678-9018). A run is never cut, so longer numbers (法人番号, slip numbers) do not trip it.
 * About one in eleven random 12-digit numbers does; a reviewer may exempt a field that asks for such numbers.
 */
export function containsMyNumber(text: string): boolean {
  return (folded(text).match(CHAIN) ?? []).some(holdsOne);
}

/** The text with 「（番号）」 for every chain of digits that holds one; a text that holds none comes back as it was. */
export function withoutMyNumbers(text: string): string {
  return containsMyNumber(text) ? folded(text).replace(CHAIN, (chain) => (holdsOne(chain) ? '（番号）' : chain)) : text;
}

const folded = (text: string) => text.normalize('NFKC').replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '');

/** Runs of digits, grouped wherever only spaces or hyphens stand between them. */
const CHAIN = /\d+(?:[\s\-‐‑‒–—―−ー.]{1,3}\d+)*/g;

function holdsOne(chain: string): boolean {
  const runs = chain.match(/\d+/g) ?? [];
  return runs.some((_, start) => isMyNumber(joinUpToLength(runs, start)));
}

function joinUpToLength(runs: readonly string[], start: number): string {
  let joined = '';
  for (const run of runs.slice(start, start + LENGTH)) {
    if (joined.length >= LENGTH) break;
    joined += run;
  }
  return joined;
}

export const myNumberRefusal = rejected(
  '個人番号（マイナンバー）は入力しないでください',
  'Please do not enter a My Number (Individual Number).',
);
