/** What changed between two texts, line by line: what both have in common stands, the rest went or came. */
export interface DiffLine {
  readonly change: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** An answer has at most a few hundred lines, so the plain table of common lengths is quick enough. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  const at = (x: number, y: number) => common[x * width + y] ?? 0;
  for (let x = before.length - 1; x >= 0; x -= 1) {
    for (let y = after.length - 1; y >= 0; y -= 1) common[x * width + y] = before[x] === after[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
  }
  const lines: DiffLine[] = [];
  let [x, y] = [0, 0];
  while (x < before.length || y < after.length) {
    const [old, fresh] = [before[x], after[y]];
    if (old !== undefined && old === fresh) {
      lines.push({ change: 'same', text: old });
      [x, y] = [x + 1, y + 1];
    } else if (old !== undefined && (fresh === undefined || at(x + 1, y) >= at(x, y + 1))) {
      lines.push({ change: 'gone', text: old });
      x += 1;
    } else {
      lines.push({ change: 'new', text: fresh ?? '' });
      y += 1;
    }
  }
  return lines;
}
