/** What changed between two texts, line by line: the shortest way from one to the other (Myers, 1986, in its plain form). */
export interface DiffLine {
  readonly change: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** More changes than anybody reads; beyond them the rest is shown as replaced. */
const MOST = 2000;

export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (text: string): DiffLine => ({ change: 'same', text });
  const middle = between(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...before.slice(0, head).map(same), ...middle, ...before.slice(before.length - tail).map(same)];
}

function between(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const gone = (text: string): DiffLine => ({ change: 'gone', text });
  const fresh = (text: string): DiffLine => ({ change: 'new', text });
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= Math.min(before.length + after.length, MOST); depth += 1) {
    trace.push(new Map(furthest));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const [left, right] = [furthest.get(diagonal - 1) ?? -1, furthest.get(diagonal + 1) ?? -1];
      let x = diagonal === -depth || (diagonal !== depth && left < right) ? right : left + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walked(before, after, trace);
    }
  }
  return [...before.map(gone), ...after.map(fresh)];
}

function walked(before: readonly string[], after: readonly string[], trace: readonly Map<number, number>[]): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [before.length, after.length];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const reached = trace[depth] ?? new Map<number, number>();
    const diagonal = x - y;
    const [left, right] = [reached.get(diagonal - 1) ?? -1, reached.get(diagonal + 1) ?? -1];
    const from = diagonal === -depth || (diagonal !== depth && left < right) ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = depth === 0 ? [0, 0] : [reached.get(from) ?? 0, (reached.get(from) ?? 0) - from];
    while (x > fromX && y > fromY) lines.push({ change: 'same', text: before[(y -= 1, x -= 1)] ?? '' });
    if (depth === 0) break;
    if (x === fromX) lines.push({ change: 'new', text: after[(y -= 1)] ?? '' });
    else lines.push({ change: 'gone', text: before[(x -= 1)] ?? '' });
  }
  return lines.toReversed();
}
