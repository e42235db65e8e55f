/** Reads '--name value' and '--name=value'; an unknown name is refused with the names that would be right. */
export function readWords(words: readonly string[], known: readonly string[], flags: readonly string[] = []): { readonly options: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('--')) {
      rest.push(word);
      continue;
    }
    const [name = '', given] = word.slice(2).split('=', 2);
    if (flags.includes(name)) options.set(name, 'yes');
    else if (known.includes(name)) {
      const value = given ?? words[++i];
      if (value === undefined) throw new Error(`--${name} には値が要ります。`);
      options.set(name, value);
    } else throw new Error(`--${name} という選択肢はありません（使えるもの: ${[...known, ...flags].map((one) => `--${one}`).join('、') || 'なし'}）。`);
  }
  return { options, rest };
}
