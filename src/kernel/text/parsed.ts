import type { Text } from '../view.ts';

/** The answer of every reader of typed text: the value as stored, or what to tell the person who typed it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; /** Accepted, but worth saying. */ readonly warning?: Text }
  | { readonly ok: false; readonly message: Text };

export function accepted<T>(value: T, warning?: Text): Parsed<T> {
  return warning === undefined ? { ok: true, value } : { ok: true, value, warning };
}

export function rejected(ja: string, en: string): { readonly ok: false; readonly message: Text } {
  return { ok: false, message: { ja, en } };
}
