/**
 * The Typst compiler reports a failed export as one string: Rust's debug form of its diagnostics. A character that no
 * embedded font can draw appears there as: the text `"😀"` could not be displayed with font …
 * Only under PDF/UA-1 and PDF/A-2b is that an error; a plain PDF would have a blank instead, so we never make one.
 */
const MISSING = /the text `\\?"((?:[^`])*?)\\?"` could not be displayed/gu;

/** The characters (grapheme by grapheme) no font of ours has; empty when the failure was something else. */
export function missingCharacters(diagnostics: string): string[] {
  const found = new Set<string>();
  for (const match of diagnostics.matchAll(MISSING)) {
    const text = unescapeRust(match[1] ?? '');
    if (text !== '') found.add(text);
  }
  return [...found];
}

/** Rust's debug output writes what it thinks unprintable as \u{1f600}, twice escaped inside a message. */
function unescapeRust(text: string): string {
  return text
    .replace(/\\+u\{([0-9a-f]+)\}/giu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/\\+(["'\\])/gu, '$1');
}
