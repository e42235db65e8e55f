/** Where a fair copy differs from what was decided: line by line, and in the line the first sign that is another. */
export interface LineDiff {
  /** Counted from 1. */
  readonly line: number;
  readonly decided: string;
  readonly sent: string;
  /** Characters that are alike before the first difference. */
  readonly at: number;
}

/** Line ends alone are no difference: \r\n and \n are the same paper. */
export function sameLines(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

/** The lines that differ, at most `most`; none: word for word the same. */
export function diffLines(decided: string, sent: string, most = 5): readonly LineDiff[] {
  const [left, right] = [sameLines(decided).split('\n'), sameLines(sent).split('\n')];
  const found: LineDiff[] = [];
  for (let index = 0; index < Math.max(left.length, right.length) && found.length < most; index++) {
    const [a, b] = [left[index] ?? '', right[index] ?? ''];
    if (a !== b || index >= left.length || index >= right.length) found.push({ line: index + 1, decided: a, sent: b, at: alike([...a], [...b]) });
  }
  return found;
}

function alike(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((sign, index) => sign !== b[index]);
  return first === -1 ? a.length : first;
}
