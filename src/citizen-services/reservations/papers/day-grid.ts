/** Puts a room's bookings into the time columns of the day sheet. */
import type { Minutes } from '../../../kernel/calendar/calendar.ts';
import type { TimeSpan } from './letter-head.ts';

export interface TimeColumn {
  readonly label: string;
  readonly start: Minutes;
  readonly end: Minutes;
}

export interface GridCell<Entry> {
  /** How many columns the cell covers. */
  readonly span: number;
  /** Empty for free time; several when short bookings share a column. */
  readonly entries: readonly Entry[];
}

/** Cells that cover every column exactly once, and the bookings that touch none (翌2:00). */
export function gridCells<Entry extends TimeSpan>(columns: readonly TimeColumn[], entries: readonly Entry[]): { readonly cells: readonly GridCell<Entry>[]; readonly outside: readonly Entry[] } {
  const placed = entries.toSorted((a, b) => a.start - b.start)
    .map((entry) => ({ entry, first: columns.findIndex((column) => touches(column, entry)), last: columns.findLastIndex((column) => touches(column, entry)) }));
  const outside = placed.filter(({ first }) => first < 0).map(({ entry }) => entry);
  const cells: GridCell<Entry>[] = [];
  let column = 0;
  while (column < columns.length) {
    const group = groupFrom(placed, column);
    cells.push({ span: group.last - column + 1, entries: group.entries });
    column = group.last + 1;
  }
  return { cells, outside };
}

interface Placed<Entry> {
  readonly entry: Entry;
  readonly first: number;
  readonly last: number;
}

/** The bookings that begin in a column, with all that overlap them column by column. */
function groupFrom<Entry>(placed: readonly Placed<Entry>[], column: number): { readonly last: number; readonly entries: readonly Entry[] } {
  let last = column;
  const entries: Entry[] = [];
  for (const { entry, first, last: end } of placed.toSorted((a, b) => a.first - b.first)) {
    const begins = entries.length === 0 ? first === column : first >= column && first <= last;
    if (!begins) continue;
    entries.push(entry);
    last = Math.max(last, end);
  }
  return { last, entries };
}

function touches(column: TimeColumn, entry: TimeSpan): boolean {
  return entry.start < column.end && entry.end > column.start;
}
