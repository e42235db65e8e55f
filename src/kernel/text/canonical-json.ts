/**
 * Canonical JSON (RFC 8785, JCS): one text for one value, so that a hash of it means the value and not its spelling.
 * What is signed, sealed or compared by hash goes through here.
 */

/** The value has no canonical text: NaN, Infinity, a big integer, a lone surrogate, something that is not JSON. */
export class NotCanonical extends Error {
  constructor(path: string, what: string) {
    super(`${path}: ${what} has no canonical JSON`);
  }
}

/** The canonical text. Members that are `undefined` are left out, as JSON does. Throws NotCanonical. */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** The canonical text in UTF-8, as it is hashed. */
export function canonicalBytes(value: unknown): Uint8Array {
  return Buffer.from(canonicalJson(value), 'utf8');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    // ECMAScript's own spelling of a number is the standard's (RFC 8785 §3.2.2.3); -0 becomes 0.
    if (!Number.isFinite(value)) throw new NotCanonical(path, String(value));
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return writeText(value, path);
  if (Array.isArray(value)) return `[${value.map((one: unknown, index) => (one === undefined ? 'null' : write(one, `${path}[${index}]`))).join(',')}]`;
  if (typeof value === 'object') {
    if ('toJSON' in value && typeof value.toJSON === 'function') return write(JSON.parse(JSON.stringify(value)), path);
    // Sorted by UTF-16 code units (§3.2.3), which is how ECMAScript sorts text.
    const members = Object.entries(value).filter(([, one]) => one !== undefined).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([name, one]) => `${writeText(name, path)}:${write(one, `${path}.${name}`)}`).join(',')}}`;
  }
  throw new NotCanonical(path, typeof value);
}

function writeText(text: string, path: string): string {
  if (!text.isWellFormed()) throw new NotCanonical(path, 'a lone surrogate');
  return JSON.stringify(text);
}
