/** Running text as one line of characters: what is said, where its links are, and how a part of it is replaced. */
import type { Inline, Rich } from './blocks.ts';

/** What is read of it. A ruby's reading is not part of the words. */
export function plainOf(rich: Rich): string {
  return rich.map((one) => (typeof one === 'string' ? one : 'break' in one ? '\n' : 'ruby' in one ? one.text : plainOf(one.text))).join('');
}

export interface Found<T> {
  readonly node: T;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Every marked part with its place in the plain text, outer ones first. */
export function partsOf(rich: Rich, from = 0): readonly Found<Exclude<Inline, string>>[] {
  const found: Found<Exclude<Inline, string>>[] = [];
  let at = from;
  for (const one of rich) {
    const text = plainOf([one]);
    if (typeof one !== 'string') {
      found.push({ node: one, start: at, end: at + text.length, text });
      if (!('ruby' in one) && !('break' in one)) found.push(...partsOf(one.text, at));
    }
    at += text.length;
  }
  return found;
}

type Link = Extract<Inline, { link: string }>;

export function linksOf(rich: Rich): readonly Found<Link>[] {
  return partsOf(rich).flatMap((one) => ('link' in one.node ? [{ ...one, node: one.node }] : []));
}

/** The text with the characters from `start` to before `end` replaced; marks around them stay, the new words stand in the first. */
export function replaceIn(rich: Rich, start: number, end: number, words: string): Rich {
  let at = 0;
  let given = false;
  const piece = (text: string): string => {
    const [from, to] = [at, at + text.length];
    at = to;
    // A place between two characters belongs to the run it ends in, so that it is met once.
    if (given && start === end) return text;
    if (to < start || from > end || (to === start && start !== end) || (from === end && start !== end)) return text;
    const [cutFrom, cutTo] = [Math.max(0, start - from), Math.min(text.length, end - from)];
    const middle = given ? '' : words;
    given = true;
    return text.slice(0, cutFrom) + middle + text.slice(cutTo);
  };
  const walk = (nodes: Rich): Inline[] => nodes.map((one) => {
    if (typeof one === 'string') return piece(one);
    if ('break' in one) {
      const kept = piece('\n');
      return kept === '\n' ? one : kept;
    }
    if ('ruby' in one) return { ...one, text: piece(one.text) };
    return { ...one, text: walk(one.text) };
  });
  return walk(rich).filter((one) => one !== '');
}

/** The text with every link to one address leading to another. */
export function relink(rich: Rich, from: string, to: string): Rich {
  return rich.map((one): Inline => {
    if (typeof one === 'string' || 'break' in one || 'ruby' in one) return one;
    const text = relink(one.text, from, to);
    return 'link' in one && one.link === from ? { ...one, link: to, text } : { ...one, text };
  });
}
