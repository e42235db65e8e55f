/** Just enough of DER (ITU-T X.690) for time stamps: reading definite-length elements, and writing them. */

export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */
  readonly whole: Buffer;
}

/** The bytes are no DER of the expected form. */
export class BadDer extends Error {}

export const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, utf8: 0x0c, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31 } as const;

/** [n], constructed. */
export const context = (n: number) => 0xa0 + n;

function readOne(bytes: Buffer, at: number): { readonly element: Element; readonly next: number } {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new BadDer('cut off');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count < 1 || count > 4 || start + count > bytes.byteLength) throw new BadDer('length');
    length = bytes.readUIntBE(start, count);
    start += count;
  }
  const end = start + length;
  if (end > bytes.byteLength) throw new BadDer('cut off');
  return { element: { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) }, next: end };
}

/** The elements that stand one after another. */
export function elementsOf(bytes: Uint8Array): readonly Element[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Element[] = [];
  for (let at = 0; at < all.byteLength;) {
    const { element, next } = readOne(all, at);
    found.push(element);
    at = next;
  }
  return found;
}

/** The one element that the bytes are. */
export function elementOf(bytes: Uint8Array, tag: number): Element {
  const [element, ...more] = elementsOf(bytes);
  if (!element || more.length > 0 || element.tag !== tag) throw new BadDer(`not one element of tag ${tag}`);
  return element;
}

export function partsOf(element: Element | undefined, tag: number): readonly Element[] {
  if (element?.tag !== tag) throw new BadDer(`tag ${tag} expected`);
  return elementsOf(element.content);
}

export function oidOf(element: Element | undefined): string {
  if (element?.tag !== TAG.oid) throw new BadDer('no object identifier');
  const numbers: number[] = [];
  let value = 0;
  for (const byte of element.content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

/** YYYYMMDDHHMMSS[.f]Z. */
export function timeOf(element: Element | undefined): Temporal.Instant {
  const found = element?.tag === TAG.generalizedTime ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(element.content.toString('latin1')) : null;
  if (!found) throw new BadDer('no time');
  const [, year, month, day, hour, minute, second, fraction = ''] = found;
  return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
}

/** One element. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.byteLength;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : size < 0x10000 ? [0x82, size >> 8, size & 0xff] : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.byteLength - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  return der(TAG.integer, (digits[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), digits);
}

export function oid(text: string): Buffer {
  const [top = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [top * 40 + second, ...rest].flatMap((number) => {
    const digits = [number % 128];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) + 128);
    return digits;
  });
  return der(TAG.oid, Buffer.from(bytes));
}

export function generalizedTime(at: Temporal.Instant): Buffer {
  return der(TAG.generalizedTime, Buffer.from(at.toString({ smallestUnit: 'second', roundingMode: 'trunc' }).replaceAll(/[-:T]/g, '')));
}
