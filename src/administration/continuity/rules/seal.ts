/** What was approved is known by its hash: the SHA-256 of one fixed way of writing it down. */
import { createHash } from 'node:crypto';

/** JSON with sorted keys and without spaces: the same content always gives the same text, also after a database has reordered its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

export function seal(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
