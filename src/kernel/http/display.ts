/**
 * How a reader wants pages shown: the size of the words and their colours. A wish, not a person: a cookie that says nothing else,
 * set only by who chose something, so that it works without a script and on every page at once.
 */
import { COLOURS, type Display, standardDisplay, TEXT_SIZES } from '../view.ts';

export const DISPLAY_COOKIE = 'display';
export const DISPLAY_SECONDS = 365 * 24 * 60 * 60;

/** As the cookie carries it: `large.dark`. */
export function displayWord({ text, colours }: Display): string {
  return `${text}.${colours}`;
}

/** What a cookie says; anything else is the usual. */
export function displayOf(word: string | undefined): Display {
  const [text, colours, ...more] = (word ?? '').split('.');
  const size = TEXT_SIZES.find((one) => one === text);
  const colour = COLOURS.find((one) => one === colours);
  return size && colour && more.length === 0 ? { text: size, colours: colour } : standardDisplay;
}

/** Added to the key of a page in memory: who wishes something else than the usual gets pages of its own. */
export function displayKey(display: Display): string {
  return display.text === 'standard' && display.colours === 'browser' ? '' : ` ${displayWord(display)}`;
}

/** From the raw header of a request that is in a hurry. */
export function displayIn(header: string | undefined): Display {
  return header === undefined ? standardDisplay : displayOf(/(?:^|; ?)(?:__Host-)?display=([a-z.]+)/.exec(header)?.[1]);
}
