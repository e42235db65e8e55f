/** Whether the pages of a PDF have words or only pictures of words. What could not be read is `unknown`, never `no`. */
import { find, u8 } from './bytes.ts';
import type { PdfFile } from './pdf-objects.ts';
import { type Dict, isArray, isDict, isRef, isSpace, isStream, isText, nameOf, type Pdf, Reader, skipSpace } from './pdf-values.ts';

export type HasText = 'yes' | 'no' | 'unknown';

const MOST_PAGES = 5000;
const DEEPEST_FORM = 8;
/** A page number stamped on a scanned page does not make it readable. */
const STAMP = 16;
const MOST_STEPS = 20_000_000;
/** Of a page with so many words no more need be read. */
const ENOUGH = 4096;

export interface Pages {
  /** Null: the tree is broken. */
  readonly count: number | null;
  readonly pages: readonly Dict[];
}

/** The leaves of the page tree, with the resources they inherit. */
export function pagesOf(file: PdfFile, root: Dict): Pages {
  const pages: Dict[] = [];
  const seen = new Set<number>();
  let whole = true;
  const walk = (node: Pdf | undefined, resources: Pdf | undefined, depth: number): void => {
    if (isRef(node)) {
      if (seen.has(node.ref)) {
        whole = false;
        return;
      }
      seen.add(node.ref);
    }
    const dict = file.resolve(node);
    if (!isDict(dict) || depth > 50 || pages.length >= MOST_PAGES) {
      whole = false;
      return;
    }
    const own = dict.get('Resources') ?? resources;
    const kids = file.resolve(dict.get('Kids'));
    if (isArray(kids)) for (const kid of kids) walk(kid, own, depth + 1);
    else pages.push(own === undefined ? dict : new Map([...dict, ['Resources', own]]));
  };
  walk(root.get('Pages'), undefined, 0);
  const top = file.resolve(root.get('Pages'));
  const said = isDict(top) ? file.resolve(top.get('Count')) : null;
  if (whole && pages.length > 0) return { count: pages.length, pages };
  return { count: !file.incomplete && typeof said === 'number' && said > 0 ? said : null, pages };
}

interface Drawn {
  bytes: number;
  readonly fonts: Set<string>;
  readonly objects: Set<string>;
  inlineImage: boolean;
}

/** The operators of a content stream that show text or draw another object. */
function drawnBy(content: Uint8Array, budget: { left: number }): Drawn {
  const drawn: Drawn = { bytes: 0, fonts: new Set(), objects: new Set(), inlineImage: false };
  const reader = new Reader(content, 0, budget);
  let before: Pdf[] = [];
  let font = '';
  while (budget.left > 0 && drawn.bytes < ENOUGH) {
    reader.at = skipSpace(content, reader.at);
    if (reader.at >= content.byteLength) break;
    const value = reader.value();
    if (value !== undefined) {
      before.push(value);
      if (before.length > 64) before = before.slice(-8);
      continue;
    }
    const operator = reader.word();
    if (operator === '') reader.at += 1;
    else if (operator === 'Tf') font = nameOf(before.at(-2)) ?? font;
    else if (operator === 'Do') drawn.objects.add(nameOf(before.at(-1)) ?? '');
    else if (operator === 'Tj' || operator === 'TJ' || operator === "'" || operator === '"') {
      const last = before.at(-1);
      const shown = (isArray(last) ? last : [last]).reduce<number>((sum, one) => sum + (isText(one) ? one.text.byteLength : 0), 0);
      if (shown > 0) drawn.fonts.add(font);
      drawn.bytes += shown;
    } else if (operator === 'ID') {
      drawn.inlineImage = true;
      reader.at = behindImage(content, reader.at);
    }
    before = [];
  }
  return drawn;
}

function behindImage(content: Uint8Array, from: number): number {
  for (let at = find(content, 'EI', from); at >= 0; at = find(content, 'EI', at + 2)) if (isSpace(u8(content, at - 1)) && (at + 2 >= content.byteLength || isSpace(u8(content, at + 2)))) return at + 2;
  return content.byteLength;
}

export class TextLooker {
  readonly #file: PdfFile;
  readonly #budget = { left: MOST_STEPS };
  readonly #fonts = new Map<number, HasText>();

  constructor(file: PdfFile) {
    this.#file = file;
  }

  ofPage(page: Dict): HasText {
    const contents = this.#file.resolve(page.get('Contents'));
    const streams = (isArray(contents) ? contents : [contents]).map((one) => this.#file.resolve(one)).filter((one) => one !== null);
    const found = { readable: 0, unreadable: 0, picture: false, unsure: streams.some((one) => !isStream(one)) };
    const parts = streams.filter(isStream).map((stream) => this.#file.content(stream));
    if (parts.some((part) => part === null)) found.unsure = true;
    // An operator may stand in another stream than its operands: they are one text.
    this.#look(spaced(parts.filter((part) => part !== null)), page.get('Resources'), found, new Set(), 0);
    if (this.#budget.left <= 0) found.unsure = true;
    if (found.readable > STAMP || (found.readable > 0 && !found.picture)) return 'yes';
    return found.unsure || found.unreadable > STAMP ? 'unknown' : 'no';
  }

  #look(content: Uint8Array, resources: Pdf | undefined, found: { readable: number; unreadable: number; picture: boolean; unsure: boolean }, seen: Set<number>, depth: number): void {
    const file = this.#file;
    const drawn = drawnBy(content, this.#budget);
    if (drawn.inlineImage) found.picture = true;
    const own = file.resolve(resources);
    const part = (name: string): Dict => {
      const dict = isDict(own) ? file.resolve(own.get(name)) : null;
      return isDict(dict) ? dict : new Map<string, Pdf>();
    };
    if (drawn.bytes > 0) {
      const fonts = [...drawn.fonts].map((name) => this.#font(part('Font').get(name)));
      if (fonts.includes('yes')) found.readable += drawn.bytes;
      else found.unreadable += drawn.bytes;
    }
    for (const name of drawn.objects) {
      const reference = part('XObject').get(name);
      const object = file.resolve(reference);
      if (!isStream(object)) continue;
      if (nameOf(file.resolve(object.dict.get('Subtype'))) !== 'Form') {
        found.picture = true;
        continue;
      }
      if (depth >= DEEPEST_FORM || (isRef(reference) && seen.has(reference.ref))) continue;
      if (isRef(reference)) seen.add(reference.ref);
      const inner = file.content(object);
      if (inner) this.#look(inner, object.dict.get('Resources') ?? resources, found, seen, depth + 1);
      else found.unsure = true;
    }
  }

  /** Whether the shapes of a font are known as characters: only then can they be read aloud or searched (ISO 32000-2 §9.10.2). */
  #font(value: Pdf | undefined): HasText {
    const known = isRef(value) ? this.#fonts.get(value.ref) : undefined;
    if (known !== undefined) return known;
    const said = this.#readable(this.#file.resolve(value));
    if (isRef(value)) this.#fonts.set(value.ref, said);
    return said;
  }

  #readable(font: Pdf): HasText {
    const file = this.#file;
    if (!isDict(font)) return 'unknown';
    if (isStream(file.resolve(font.get('ToUnicode')))) return 'yes';
    const subtype = nameOf(file.resolve(font.get('Subtype')));
    if (subtype !== 'Type0') return subtype === 'Type3' ? 'unknown' : 'yes';
    const encoding = nameOf(file.resolve(font.get('Encoding')));
    if (encoding !== undefined && !encoding.startsWith('Identity')) return 'yes';
    const descendants = file.resolve(font.get('DescendantFonts'));
    const descendant = isArray(descendants) ? file.resolve(descendants[0]) : null;
    const system = isDict(descendant) ? file.resolve(descendant.get('CIDSystemInfo')) : null;
    const ordering = isDict(system) ? file.resolve(system.get('Ordering')) : null;
    return isText(ordering) && /^(?:Japan1|GB1|CNS1|Korea1|KR)$/.test(String.fromCharCode(...ordering.text.subarray(0, 10))) ? 'yes' : 'unknown';
  }
}

function spaced(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength + 1, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
    all[at] = 10;
    at += 1;
  }
  return all;
}

/** One answer for the file: any page with words makes it a text; pages without are counted apart. */
export function summed(answers: readonly HasText[]): { readonly hasText: HasText; readonly without: number } {
  const without = answers.filter((answer) => answer === 'no').length;
  return { hasText: answers.includes('yes') ? 'yes' : answers.length > 0 && without === answers.length ? 'no' : 'unknown', without };
}
