/** DEFLATE for rules that look into files: bounded, and an answer instead of an exception. */
import { inflateRawSync } from 'node:zlib';

/** The unpacked bytes; null: damaged, or more than `most`. */
export function inflateRaw(packed: Uint8Array, most: number): Uint8Array | null {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
  } catch {
    return null;
  }
}
