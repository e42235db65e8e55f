/** Tags of an XML text, one after the other: enough to see what office files hide, and nothing that could be led astray (no DTD, no entities of one's own). */

export interface Tag {
  /** Without its prefix: who writes the file chooses that. */
  readonly name: string;
  readonly attributes: string;
  readonly kind: 'open' | 'close' | 'empty';
  /** From `<` to behind `>`. */
  readonly start: number;
  readonly end: number;
}

/** Null: no text we read. */
export function xmlText(bytes: Uint8Array): string | null {
  try {
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.slice(0, 2000).includes('<!DOCTYPE') ? null : text;
  } catch {
    return null;
  }
}

const SKIPPED: readonly (readonly [string, string])[] = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>'], ['<!', '>']];

/** Only the wanted names are taken apart; of the others the beginning is read. Ends at whatever is no XML. */
export function* tags(xml: string, wanted: ReadonlySet<string> | null = null): Generator<Tag> {
  let at = xml.indexOf('<');
  while (at >= 0) {
    const next = xml.charCodeAt(at + 1);
    const skipped = next === 0x21 || next === 0x3f ? SKIPPED.find(([opening]) => xml.startsWith(opening, at)) : undefined;
    if (skipped) {
      const end = xml.indexOf(skipped[1], at + skipped[0].length);
      if (end < 0) return;
      at = xml.indexOf('<', end);
      continue;
    }
    const closing = next === 0x2f;
    let from = at + (closing ? 2 : 1);
    let to = from;
    for (; to < xml.length; to += 1) {
      const code = xml.charCodeAt(to);
      if (code === 0x3a) from = to + 1;
      else if (code <= 0x20 || code === 0x3e || code === 0x2f || code === 0x3c) break;
    }
    const name = xml.slice(from, to);
    if (wanted && !wanted.has(name)) {
      at = xml.indexOf('<', to);
      continue;
    }
    const end = endOf(xml, to);
    if (end < 0) return;
    const empty = xml[end - 2] === '/' && !closing;
    yield { name, attributes: xml.slice(to, end - (empty ? 2 : 1)), kind: closing ? 'close' : empty ? 'empty' : 'open', start: at, end };
    at = xml.indexOf('<', end);
  }
}

function endOf(xml: string, from: number): number {
  for (let at = from; at < xml.length; at += 1) {
    const code = xml.charCodeAt(at);
    if (code === 0x3e) return at + 1;
    if (code !== 0x22 && code !== 0x27) continue;
    at = xml.indexOf(code === 0x22 ? '"' : "'", at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal ?? Number.NaN);
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '';
  });
}

/** Undefined: not there. The name is given without a prefix. */
export function attribute(tag: Tag, name: string): string | undefined {
  const pattern = /(?:^|\s)(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
  for (const match of tag.attributes.matchAll(pattern)) if (match[1] === name) return unescaped(match[2] ?? match[3] ?? '');
  return undefined;
}

/** `1`, `true`, `on`, or there without a value. */
export const isOn = (value: string | undefined): boolean => value === undefined || value === '1' || value === 'true' || value === 'on';

/** The texts inside the elements of this name, in their order. */
export function textsIn(xml: string, name: string): readonly string[] {
  const found: string[] = [];
  let from = -1;
  for (const tag of tags(xml, new Set([name]))) {
    if (tag.kind === 'open') from = tag.end;
    else if (tag.kind === 'close' && from >= 0) {
      found.push(unescaped(xml.slice(from, tag.start).replaceAll(/<[^<>]*>/g, '')));
      from = -1;
    }
  }
  return found;
}

/** The root element with its declarations and nothing inside; null: there is none. */
export function emptied(xml: string): string | null {
  for (const tag of tags(xml)) {
    if (tag.kind === 'close') return null;
    const whole = xml.slice(tag.start, tag.end);
    const qualified = /^<([^\s/>]+)/.exec(whole)?.[1];
    if (qualified === undefined) return null;
    return `${xml.slice(0, tag.start)}${tag.kind === 'empty' ? whole : `${whole}</${qualified}>`}`;
  }
  return null;
}

/** Without these elements, whether empty or with all that is in them. Elements of one name inside each other go with the outermost. */
export function without(xml: string, names: ReadonlySet<string>, only: (tag: Tag) => boolean = () => true): string {
  const kept: string[] = [];
  let from = 0;
  let depth = 0;
  let name = '';
  for (const tag of tags(xml, names)) {
    if (depth > 0) {
      if (tag.name !== name || tag.kind === 'empty') continue;
      depth += tag.kind === 'open' ? 1 : -1;
      if (depth === 0) from = tag.end;
    } else if (tag.kind !== 'close' && only(tag)) {
      kept.push(xml.slice(from, tag.start));
      from = tag.end;
      if (tag.kind === 'open') {
        depth = 1;
        name = tag.name;
      }
    }
  }
  // An element that never ends: nothing is cut, for nobody knows where.
  return depth > 0 ? xml : `${kept.join('')}${xml.slice(from)}`;
}
