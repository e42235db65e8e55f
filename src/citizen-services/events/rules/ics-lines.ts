/** The lines of an iCalendar file (RFC 5545 §3.1): folding, escaping, and a reader that forgives what other programs get wrong. */

const MOST_OCTETS = 75;

const octets = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
};

/** A line of more than 75 octets goes on in the next one, behind a space; no character is cut. */
export function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let room = MOST_OCTETS;
  for (const character of line) {
    const size = octets(character);
    if (size > room) {
      parts.push(part);
      part = '';
      room = MOST_OCTETS - 1;
    }
    part += character;
    room -= size;
  }
  return [...parts, part].join('\r\n ');
}

/** Nothing that could end a line early, or that a reader of UTF-8 would refuse. */
const plain = (text: string) => text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

/** A TEXT value. */
export function escaped(text: string): string {
  return plain(text.replaceAll(/\r\n?/g, '\n')).replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');
}

/** A URI value: it is not escaped, so it must not hold what ends a line. */
export const uri = (text: string) => plain(text).replaceAll(/\s/g, '');

export function unescaped(text: string): string {
  return text.replaceAll(/\\([\\;,:"nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));
}

/** A list of TEXT values. */
export function unescapedList(text: string): readonly string[] {
  return (text.match(/(?:\\.|[^,\\])+/gs) ?? []).map((one) => unescaped(one).trim()).filter((one) => one !== '');
}

export interface Line {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
  /** From 1, in the file as it came. */
  readonly at: number;
}

/** Null: the bytes are not UTF-8. */
export function linesIn(file: Uint8Array | string): readonly Line[] | null {
  const found: Line[] = [];
  for (const [text, at] of unfolded(file)) {
    const decoded = decode(text);
    if (decoded === null) return null;
    const line = lineOf(decoded, at);
    if (line !== null) found.push(line);
  }
  return found;
}

/** Joined as bytes, one character for each: some programs cut inside a character, and only joining them heals it. */
function* unfolded(file: Uint8Array | string): Generator<readonly [string, number]> {
  const bytes = Buffer.from(typeof file === 'string' ? new TextEncoder().encode(file) : file).toString('latin1');
  let logical = '';
  let begun = 1;
  for (const [index, physical] of bytes.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r\n|\n|\r/).entries()) {
    if (/^[ \t]/.test(physical)) {
      logical += physical.slice(1);
      continue;
    }
    if (logical !== '') yield [logical, begun];
    [logical, begun] = [physical, index + 1];
  }
  if (logical !== '') yield [logical, begun];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
function decode(latin1: string): string | null {
  try {
    return utf8.decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return null;
  }
}

/** `NAME;PARAM=value;PARAM="v:a;l":value` */
function lineOf(text: string, at: number): Line | null {
  const head = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)(?:,(?:"[^"]*"|[^";:]*))*)*):/.exec(text);
  if (!head) return null;
  const params = [...(head[2] ?? '').matchAll(/;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";])*)/g)];
  return {
    name: (head[1] ?? '').toUpperCase(), at, value: text.slice(head[0].length),
    params: new Map(params.map((param) => [(param[1] ?? '').toUpperCase(), (param[2] ?? '').replaceAll('"', '')])),
  };
}
