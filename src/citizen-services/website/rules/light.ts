/** 軽量固定: what fits into the one page that a full line and an old phone can still take (14 KB, everything included). */
export const LIGHT_BYTES = 14_336;

const bytes = new TextEncoder();
/** As it stands in the page: what is markup is written out. */
export const sizeOf = (text: string) => bytes.encode(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')).byteLength;

/** The text cut at the end of a sentence or a line where there is one, so that it takes at most so many bytes. */
export function cutTo(text: string, most: number): { readonly text: string; readonly cut: boolean } {
  if (sizeOf(text) <= most) return { text, cut: false };
  let kept = '';
  let used = sizeOf('…');
  for (const character of text) {
    used += sizeOf(character);
    if (used > most) break;
    kept += character;
  }
  const end = Math.max(kept.lastIndexOf('。') + 1, kept.lastIndexOf('\n'));
  return { text: end > kept.length / 2 ? kept.slice(0, end).trimEnd() : most < sizeOf('…') ? '' : `${kept}…`, cut: true };
}

export interface LightText {
  readonly head: string;
  readonly body: string;
}

export interface Fitted<T> {
  readonly item: T;
  readonly body: string;
  readonly cut: boolean;
}

/**
 * What of the texts goes into so many bytes: every head in its order while there is room, then the bodies in the same order, each at most
 * its fair share of what is left, so that a long one takes nothing from those behind it. `frame`: bytes that stand around each.
 */
export function fitTexts<T extends LightText>(items: readonly T[], budget: number, frame: number): { readonly fitted: readonly Fitted<T>[]; readonly left: number } {
  const headed: T[] = [];
  let room = budget;
  for (const item of items) {
    const cost = sizeOf(item.head) + frame;
    if (cost > room) break;
    room -= cost;
    headed.push(item);
  }
  const fitted = headed.map((item, index) => {
    const share = Math.floor(room / (headed.length - index));
    const { text, cut } = cutTo(item.body, share);
    room -= sizeOf(text);
    return { item, body: text, cut };
  });
  return { fitted, left: items.length - headed.length };
}
