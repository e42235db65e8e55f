/**
 * All objects of a PDF. The file is read from its beginning to its end instead of by its table of places, for the table is what damaged and
 * dishonest files have wrong; an object that is written again later counts in its later form, as in a file that was saved on top of itself.
 */
import { find, startsWith, u8, type Inflate } from './bytes.ts';
import type { Limits } from './finding.ts';
import { type Dict, isArray, isDict, isDigit, isRef, isSpace, isStream, nameOf, type Pdf, Reader, type Stream } from './pdf-values.ts';

export interface PdfFile {
  readonly objects: ReadonlyMap<number, Pdf>;
  /** Also those that were written anew later: what they say can be read as well. */
  readonly every: readonly Pdf[];
  readonly trailers: readonly Dict[];
  /** Something could not be taken apart: what was not found may be in it. */
  readonly incomplete: boolean;
  resolve(value: Pdf | undefined): Pdf;
  /** Unpacked; null: packed in a way we do not read, or too large. */
  content(stream: Stream): Uint8Array | null;
}

const MOST_STEPS = 8_000_000;
/** More is no damage but play. */
const MOST_UNREADABLE = 10_000;

export function readPdf(bytes: Uint8Array, inflate: Inflate, limits: Pick<Limits, 'pdfInflatedBytes' | 'pdfObjects'>): PdfFile {
  const budget = { left: Math.max(MOST_STEPS, bytes.byteLength) };
  const objects = new Map<number, Pdf>();
  const every: Pdf[] = [];
  const trailers: Dict[] = [];
  let inflated = 0;
  let incomplete = false;
  let unreadable = 0;

  const file: PdfFile = {
    objects, every, trailers, get incomplete() { return incomplete; },
    resolve(value) {
      let found: Pdf = value ?? null;
      for (let hops = 0; isRef(found); hops += 1) {
        if (hops > 20) return null;
        found = objects.get(found.ref) ?? null;
      }
      return found;
    },
    content({ dict, raw }) {
      const filter = file.resolve(dict.get('Filter'));
      const filters = (isArray(filter) ? filter : filter === null ? [] : [filter]).map((one) => nameOf(file.resolve(one)));
      if (filters.length === 0) {
        // Counted too: a thousand pages may show one large stream.
        inflated += raw.byteLength;
        return inflated <= limits.pdfInflatedBytes ? raw : null;
      }
      const parameters = file.resolve(dict.get('DecodeParms'));
      const first = isArray(parameters) ? file.resolve(parameters[0]) : parameters;
      const predictor = isDict(first) ? file.resolve(first.get('Predictor')) : null;
      if (filters.length !== 1 || (filters[0] !== 'FlateDecode' && filters[0] !== 'Fl') || (typeof predictor === 'number' && predictor > 1)) return null;
      const left = limits.pdfInflatedBytes - inflated;
      // Two bytes of zlib's header stand before the data (RFC 1950).
      const content = left > 0 && raw.byteLength > 2 ? inflate(raw.subarray(2), left) : null;
      // What failed may have failed at the limit: it counts as all it could have become (DEFLATE gives 1032 bytes for one at most).
      inflated += content?.byteLength ?? Math.max(0, Math.min(left, raw.byteLength * 1032));
      return content;
    },
  };

  const add = (number: number, value: Pdf): void => {
    every.push(value);
    objects.set(number, value);
    if (!isStream(value)) return;
    const type = nameOf(value.dict.get('Type'));
    if (type === 'XRef') trailers.push(value.dict);
    if (type === 'ObjStm') addPacked(value);
  };

  const addPacked = (stream: Stream): void => {
    const content = file.content(stream);
    const count = file.resolve(stream.dict.get('N'));
    const first = file.resolve(stream.dict.get('First'));
    if (!content || typeof count !== 'number' || typeof first !== 'number') {
      incomplete = true;
      return;
    }
    const head = new Reader(content, 0, budget);
    for (let index = 0; index < count && objects.size < limits.pdfObjects; index += 1) {
      const number = head.value();
      const offset = head.value();
      if (typeof number !== 'number' || typeof offset !== 'number') break;
      const value = new Reader(content, first + offset, budget).value();
      // Its strings stand in packed data: nowhere in the file itself.
      if (value !== undefined) {
        every.push(value);
        objects.set(number, value);
      }
    }
  };

  let trailer = find(bytes, 'trailer');
  for (let at = find(bytes, 'obj'); at >= 0 || trailer >= 0;) {
    if (budget.left < 0 || every.length > limits.pdfObjects || unreadable > MOST_UNREADABLE) {
      incomplete = true;
      break;
    }
    if (trailer >= 0 && (at < 0 || trailer < at)) {
      const dict = new Reader(bytes, trailer + 7, budget).value();
      if (isDict(dict)) trailers.push(dict);
      trailer = find(bytes, 'trailer', trailer + 7);
      continue;
    }
    const number = numberBefore(bytes, at);
    if (number === null) {
      at = find(bytes, 'obj', at + 3);
      continue;
    }
    const reader = new Reader(bytes, at + 3, budget);
    const value = reader.value();
    let next = at + 3;
    if (value !== undefined) {
      if (isDict(value)) reader.skip();
      const stream = isDict(value) ? streamAt(bytes, reader.at, value) : null;
      if (stream === 'endless') {
        incomplete = true;
        add(number, value);
        break;
      }
      add(number, stream ? stream.stream : value);
      next = stream ? stream.end : reader.at;
    } else {
      incomplete = true;
      unreadable += 1;
    }
    at = find(bytes, 'obj', next);
    if (trailer >= 0 && trailer < next) trailer = find(bytes, 'trailer', next);
  }
  return file;
}

/** `12 0 ` before `obj`; null: `endobj`, or a word of something else. */
function numberBefore(bytes: Uint8Array, at: number): number | null {
  const back = (from: number, test: (code: number) => boolean, most: number): number => {
    let place = from;
    while (place > 0 && from - place < most && test(u8(bytes, place - 1))) place -= 1;
    return place;
  };
  const generationEnd = back(at, isSpace, 8);
  const generation = back(generationEnd, isDigit, 5);
  const end = back(generation, isSpace, 8);
  const start = back(end, isDigit, 9);
  if (generation === generationEnd || end === generation || start === end) return null;
  let number = 0;
  for (let place = start; place < end; place += 1) number = number * 10 + u8(bytes, place) - 48;
  return number;
}

function streamAt(bytes: Uint8Array, word: number, dict: Dict): { readonly stream: Stream; readonly end: number } | 'endless' | null {
  if (!startsWith(bytes, 'stream', word)) return null;
  const start = word + 6 + (u8(bytes, word + 6) === 13 ? (u8(bytes, word + 7) === 10 ? 2 : 1) : u8(bytes, word + 6) === 10 ? 1 : 0);
  const length = dict.get('Length');
  // The length it gives is believed when the end stands there: data may contain the word.
  if (typeof length === 'number' && length >= 0 && find(bytes, 'endstream', start + length, start + length + 14) >= 0) return { stream: { dict, raw: bytes.subarray(start, start + length), start }, end: start + length };
  const end = find(bytes, 'endstream', start);
  return end < 0 ? 'endless' : { stream: { dict, raw: bytes.subarray(start, end), start }, end };
}
