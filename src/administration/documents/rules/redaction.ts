/**
 * 墨塗り. The copy for the public is made from what is left: the removed text is not covered, it is not there.
 * 情報公開法6条1項: what can be told apart and taken out is taken out, and the rest is disclosed.
 */
export interface Mask {
  /** Characters (code points) from here … */
  readonly from: number;
  /** … up to here, this one left out. */
  readonly to: number;
  /** 不開示情報の号, e.g. '2' (個人情報). */
  readonly ground: string;
}

/** Always equally long, so that the length of what was there says nothing. */
export const BLACK = '■■■■';

/** Why masks cannot be laid; null: they can. */
export function maskProblem(text: string, masks: readonly Mask[]): 'none' | 'outside' | 'overlap' | null {
  const length = [...text].length;
  if (masks.length === 0) return 'none';
  const ordered = masks.toSorted((a, b) => a.from - b.from);
  if (ordered.some((mask) => mask.from < 0 || mask.to <= mask.from || mask.to > length)) return 'outside';
  return ordered.some((mask, index) => (ordered[index + 1]?.from ?? length) < mask.to) ? 'overlap' : null;
}

/** The text without what the masks cover. Masks must lie inside it and apart. */
export function redact(text: string, masks: readonly Mask[]): string {
  const signs = [...text];
  let at = 0;
  let made = '';
  for (const { from, to, ground } of masks.toSorted((a, b) => a.from - b.from)) {
    made += `${signs.slice(at, from).join('')}${BLACK}〔${ground}号〕`;
    at = to;
  }
  return made + signs.slice(at).join('');
}

/** Every place of some words, as masks: what is removed once is removed everywhere. */
export function masksOf(text: string, words: string, ground: string): readonly Mask[] {
  const signs = [...text];
  const wanted = [...words];
  const found: Mask[] = [];
  for (let at = 0; wanted.length > 0 && at + wanted.length <= signs.length; at++) {
    if (!wanted.every((sign, index) => signs[at + index] === sign)) continue;
    found.push({ from: at, to: at + wanted.length, ground });
    at += wanted.length - 1;
  }
  return found;
}

/** The masks without those that lie inside another: a name in a sentence that goes as a whole is gone with it. */
export function outermost(masks: readonly Mask[]): readonly Mask[] {
  const apart: Mask[] = [];
  for (const mask of masks.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const before = apart.at(-1);
    if (before === undefined || mask.to > before.to) apart.push(mask);
  }
  return apart;
}

/** A text in the pieces a person ticks: sentence by sentence, never over a line's end. Joined they are the text again. */
export function pieces(text: string): readonly string[] {
  return text.match(/[^。\n]*(?:。|\n|$)/gu)?.filter((piece) => piece !== '') ?? [];
}
