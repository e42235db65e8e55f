/** Words as search sees them: width, case, kana and character variants make no difference. */
import { toHiragana } from './kana.ts';
import { foldVariants } from './name.ts';

/** NFKC, lower case, katakana as hiragana, character families folded, dashes alike. For comparing, never for showing. */
export function foldForSearch(text: string): string {
  const compatible = foldVariants(text).normalize('NFKC').toLowerCase();
  return toHiragana(foldVariants(compatible)).replace(/[‐‑‒–—―−]/g, '-').replace(/(?<=\d)ー(?=\d)/g, '-');
}

/** The words of a folded text: runs of letters, digits and marks. */
function tokens(text: string): string[] {
  return foldForSearch(text).match(/[\p{L}\p{N}\p{M}ー]+/gu) ?? [];
}

/** Overlapping pairs of characters, each once; a word of one character stands for itself. 東京都 → 東京, 京都. */
export function bigrams(text: string): string[] {
  const grams = new Set<string>();
  for (const token of tokens(text)) {
    const characters = Array.from(token);
    if (characters.length === 1) grams.add(token);
    for (let index = 0; index + 1 < characters.length; index += 1) grams.add(characters.slice(index, index + 2).join(''));
  }
  return [...grams];
}

/** What an index stores: the pairs and every single character, so that a search for one character finds too. */
export function indexGrams(text: string): string[] {
  const grams = new Set(bigrams(text));
  for (const token of tokens(text)) for (const character of token) grams.add(character);
  return [...grams];
}

/** How alike two texts are by their pairs, from 0 to 1 (Dice). */
export function likeness(a: string, b: string): number {
  const [left, right] = [new Set(bigrams(a)), new Set(bigrams(b))];
  if (left.size + right.size === 0) return 1;
  let shared = 0;
  for (const gram of left) if (right.has(gram)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}
