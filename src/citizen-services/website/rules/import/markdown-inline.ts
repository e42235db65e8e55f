/** Marks within a line of Markdown, and the few tags people put there. What is not a mark is words. */
import { importedAddress, leadsToFile } from './address.ts';
import type { Notes } from './note.ts';
import { clean, type Format, PLAIN, type Run } from './runs.ts';

export interface Inlines {
  readonly notes: Notes;
  /** Number of a note, or null when there is none of that name. */
  readonly noteNumber: (name: string) => number | null;
  readonly image: (address: string, alt: string) => void;
}

const DEEPEST = 16;
const PATTERNS = {
  escape: /\\([!-/:-@[-`{-~])/y,
  code: /(`{1,3})([^`\n][^`]{0,4000}?)\1(?!`)/y,
  image: /!\[([^[\]]{0,1000})\]\(\s*(?:<([^<>\n]{0,2000})>|([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200})?))(?:\s+(?:"[^"]{0,400}"|'[^']{0,400}'))?\s*\)/y,
  link: /\[((?:[^[\]\\]|\\.|\[[^[\]]{0,200}\]){1,1000})\]\(\s*(?:<([^<>\n]{0,2000})>|([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200})?))(?:\s+(?:"[^"]{0,400}"|'[^']{0,400}'))?\s*\)/y,
  note: /\[\^([^\]\s]{1,100})\]/y,
  auto: /<((?:https?:\/\/|mailto:|tel:)[^<>\s]{1,2000})>/y,
  tag: /<(\/?)([a-z][a-z0-9:]{0,20})(?:\s[^<>]{0,1000})?\/?>/iy,
  entity: /&(amp|lt|gt|quot|nbsp|#39);/y,
} as const;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

const isWordSign = (char: string) => /[\p{L}\p{N}_]/u.test(char);

function opens(text: string, from: number, sign: string): boolean {
  const after = text.charAt(from + sign.length);
  return after !== '' && !/\s/.test(after) && !(sign.startsWith('_') && from > 0 && isWordSign(text.charAt(from - 1)));
}

/** Where stars or lines that open here close, or -1. */
function closing(text: string, from: number, sign: string): number {
  for (let end = text.indexOf(sign, from + sign.length + 1); end !== -1; end = text.indexOf(sign, end + 1)) {
    if (/\s/.test(text.charAt(end - 1)) || text.charAt(end - 1) === '\\') continue;
    if (sign.length === 1 && (text.charAt(end + 1) === sign || text.charAt(end - 1) === sign)) continue;
    if (sign.startsWith('_') && isWordSign(text.charAt(end + sign.length))) continue;
    return end;
  }
  return -1;
}

const TAGS: Readonly<Record<string, Partial<Format>>> = { sup: { script: 'sup' }, sub: { script: 'sub' }, b: { strong: true }, strong: { strong: true }, i: { em: true }, em: { em: true } };

export function inlineRuns(text: string, around: Inlines, format: Format = PLAIN, depth = 0): Run[] {
  const runs: Run[] = [];
  const open: { readonly tag: string; readonly before: Format }[] = [];
  const none = new Set<string>();
  let [now, from, index] = [format, 0, 0];
  const words = (said: string) => { if (said !== '') runs.push({ said: clean(said), format: now }); };
  const take = (length: number, act: () => void) => {
    words(text.slice(from, index));
    act();
    index += length;
    from = index;
  };
  const linked = (found: RegExpExecArray, name: string, said: string) => take(found[0].length, () => {
    const to = importedAddress(said);
    if (!to.ok && to.why !== 'empty') around.notes.add(to.why, `${name} ${said.slice(0, 200)}`);
    if (to.ok && leadsToFile(to.address)) around.notes.add('files_to_bring', name);
    runs.push(...inlineRuns(name, around, to.ok ? { ...now, link: to.address } : now, DEEPEST));
  });
  const tag = (found: RegExpExecArray, name: string) => take(found[0].length, () => {
    const last = open.at(-1);
    const mark = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined;
    if (name === 'br') runs.push({ said: { break: true }, format: now });
    else if (found[1] === '/' && last?.tag === name) {
      now = last.before;
      open.pop();
    } else if (found[1] === '' && mark) {
      open.push({ tag: name, before: now });
      now = { ...now, ...mark };
    } else around.notes.add('style_other', found[0]);
  });
  /** One sign; false when it is a word. */
  const sign = (char: string): boolean => {
    if (char === '\\') { const found = at(PATTERNS.escape, text, index); if (found) take(2, () => words(found[1] ?? '')); return found !== null; }
    if (char === '`') { const found = at(PATTERNS.code, text, index); if (found) take(found[0].length, () => words(found[2] ?? '')); return found !== null; }
    if (char === '&') { const found = at(PATTERNS.entity, text, index); if (found) take(found[0].length, () => words(ENTITIES[found[1] ?? ''] ?? '')); return found !== null; }
    if (char === '!') { const found = at(PATTERNS.image, text, index); if (found) take(found[0].length, () => around.image(found[2] ?? found[3] ?? '', found[1] ?? '')); return found !== null; }
    if (char === '[') {
      const note = at(PATTERNS.note, text, index);
      const number = note ? around.noteNumber(note[1] ?? '') : null;
      if (note && number !== null) take(note[0].length, () => runs.push({ said: String(number), format: { ...now, script: 'sup' } }));
      if (note) return number !== null;
      const found = depth < DEEPEST ? at(PATTERNS.link, text, index) : null;
      if (found) linked(found, found[1] ?? '', found[2] ?? found[3] ?? '');
      return found !== null;
    }
    if (char === '<') {
      const auto = at(PATTERNS.auto, text, index);
      if (auto) linked(auto, auto[1] ?? '', auto[1] ?? '');
      const found = auto ? null : at(PATTERNS.tag, text, index);
      if (found) tag(found, (found[2] ?? '').toLowerCase());
      return auto !== null || found !== null;
    }
    const mark = text.startsWith(char + char, index) ? char + char : char;
    const may = depth < DEEPEST && !none.has(mark) && opens(text, index, mark);
    const end = may ? closing(text, index, mark) : -1;
    // What found no end once finds none further on: unclosed signs cost one look.
    if (may && end === -1) none.add(mark);
    if (end === -1) {
      index += mark.length;
      return true;
    }
    take(end + mark.length - index, () => runs.push(...inlineRuns(text.slice(index + mark.length, end), around, { ...now, ...(mark.length === 2 ? { strong: true } : { em: true }) }, depth + 1)));
    return true;
  };
  while (index < text.length) {
    const char = text.charAt(index);
    if (!'\\`&![<*_'.includes(char) || !sign(char)) index += 1;
  }
  words(text.slice(from, index));
  return runs;
}

/** Lines of a paragraph: two blanks or a backslash at the end are a new line. */
export function paragraphRuns(lines: readonly string[], inline: (text: string) => Run[]): Run[] {
  const parts = lines.map((line) => line.trimStart()).join('\n').split(/(?: {2,}|\\)\n/);
  return parts.flatMap((part, index): Run[] => [...(index > 0 ? [{ said: { break: true }, format: PLAIN } as const] : []), ...inline(part.trimEnd())]);
}
