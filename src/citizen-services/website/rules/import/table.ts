/** Tables on their way in: any rows of cells that reach over each other become a grid, and a grid becomes tables of the shape we keep. */
import type { BlockOf } from '../blocks.ts';
import { plainOf } from '../inline.ts';
import type { Out } from './out.ts';
import { PLAIN, plainRuns, type Run } from './runs.ts';

export interface CellIn {
  readonly runs: readonly Run[];
  readonly columns: number;
  /** Rows; 0: to the end. */
  readonly rows: number;
  readonly head: boolean;
}

export interface TableIn {
  readonly caption: string;
  readonly rows: readonly (readonly CellIn[])[];
  /** Rows that stood in the head of the table. */
  readonly headRows: number;
}

const MOST_ROWS = 500;
const MOST_COLUMNS = 40;
const MOST_ROWS_IN_CELL = 50;
const MOST_COLUMNS_IN_CELL = 20;
const WIDEST = 400;
const MOST_SLOTS = 100_000;

type Slot = CellIn | null;
type Grid = readonly (readonly Slot[])[];

/** Every place of the table with the cell that covers it; null where a row was too short. */
function gridOf(rows: TableIn['rows']): Grid | null {
  const grid: (Slot | undefined)[][] = rows.map(() => []);
  let slots = 0;
  for (const [r, row] of rows.entries()) {
    let c = 0;
    for (const cell of row) {
      while (grid[r]?.[c] !== undefined) c += 1;
      if (c >= WIDEST) return null;
      const down = Math.min(rows.length - r, cell.rows === 0 ? rows.length : Math.max(1, cell.rows));
      let wide = 0;
      while (wide < Math.max(1, cell.columns) && c + wide < WIDEST && grid[r]?.[c + wide] === undefined) wide += 1;
      slots += down * wide;
      if (slots > MOST_SLOTS) return null;
      for (let y = r; y < r + down; y += 1) for (let x = c; x < c + wide; x += 1) { const line = grid[y]; if (line && line[x] === undefined) line[x] = cell; }
      c += wide;
    }
  }
  const width = Math.max(0, ...grid.map((row) => row.length));
  if (width * grid.length > MOST_SLOTS) return null;
  return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? null));
}

/** Without rows and columns in which nothing begins: cells only pass through them. */
function tight(grid: Grid): Grid {
  const begins = (y: number, x: number) => { const cell = grid[y]?.[x]; return cell === null || cell === undefined ? false : grid[y - 1]?.[x] !== cell && grid[y]?.[x - 1] !== cell; };
  const rows = grid.flatMap((row, y) => (row.some((_, x) => begins(y, x)) ? [y] : []));
  const columns = (grid[0] ?? []).flatMap((_, x) => (grid.some((_row, y) => begins(y, x)) ? [x] : []));
  return rows.map((y) => columns.map((x) => grid[y]?.[x] ?? null));
}

type Cell = BlockOf<'table'>['rows'][number][number];

/** The part of a grid as rows of cells. A cell that is cut says its words in each part; one that reaches too far is cut. */
function rowsOf(grid: Grid, out: Out): { readonly rows: Cell[][]; readonly after: Cell['content'][] } {
  const done: boolean[][] = grid.map(() => []);
  const said = new Set<CellIn>();
  const after: Cell['content'][] = [];
  const rows = grid.map((row, y) => row.flatMap((cell, x): Cell[] => {
    if (done[y]?.[x]) return [];
    if (cell === null) return [{ content: [] }];
    let [wide, down] = [1, 1];
    while (wide < MOST_COLUMNS_IN_CELL && row[x + wide] === cell && !done[y]?.[x + wide]) wide += 1;
    const line = (at: number) => Array.from({ length: wide }, (_, index) => x + index).every((place) => grid[at]?.[place] === cell && !done[at]?.[place]);
    while (down < MOST_ROWS_IN_CELL && y + down < grid.length && line(y + down)) down += 1;
    for (let at = y; at < y + down; at += 1) for (let place = x; place < x + wide; place += 1) { const marks = done[at]; if (marks) marks[place] = true; }
    const { content, rest } = said.has(cell) ? { content: [], rest: [] } : out.rich(cell.runs);
    said.add(cell);
    if (rest.length > 0) out.notes.add('cell_long', plainOf(content));
    after.push(...rest);
    return [{ content, ...(wide > 1 ? { columns: wide } : {}), ...(down > 1 ? { rows: down } : {}) }];
  }));
  return { rows, after };
}

/** Row and column heads are told from the cells, not guessed: where there are none, the author is asked. */
function headsOf(table: TableIn, grid: Grid): { readonly row: boolean; readonly column: boolean; readonly others: boolean } {
  const first = grid[0] ?? [];
  const isHead = (cell: Slot | undefined) => cell?.head ?? false;
  const below = grid.slice(1);
  const row = table.headRows > 0 || (first.filter(isHead).length > first.length / 2 && first.length > 1) || (first.length === 1 && isHead(first[0]) && below.length > 0 && !below.some((one) => isHead(one[0])));
  const rest = row ? below : grid;
  const column = rest.length > 0 && first.length > 1 && rest.filter((one) => isHead(one[0])).length > rest.length / 2;
  const others = table.headRows > 1 || rest.some((one) => one.some((cell, x) => isHead(cell) && !(column && x === 0)));
  return { row, column, others };
}

function asText(table: TableIn, out: Out): void {
  out.notes.add('table_text', table.caption || plainRuns(table.rows[0]?.[0]?.runs ?? []));
  if (table.caption !== '') out.text([{ said: table.caption, format: { ...PLAIN, strong: true } }]);
  for (const row of table.rows) out.text(row.flatMap((cell, index): Run[] => [...(index > 0 ? [{ said: '　', format: PLAIN, kept: true } as const] : []), ...cell.runs]));
}

/** Adds the table as one block, or as several where it is larger than one may be. */
export function addTable(table: TableIn, out: Out): void {
  const grid = gridOf(table.rows);
  if (grid === null) return asText(table, out);
  const whole = tight(grid);
  const width = whole[0]?.length ?? 0;
  if (width === 0 || whole.every((row) => row.every((cell) => cell === null || plainRuns(cell.runs) === ''))) return;
  const name = table.caption || plainRuns(whole[0]?.[0]?.runs ?? []);
  if (whole.some((row) => row.includes(null))) out.notes.add('table_ragged', name);
  const heads = headsOf(table, whole);
  if (!heads.row && !heads.column && width > 1) out.notes.add('table_header', name);
  if (heads.others) out.notes.add('table_heads', name);
  if (table.caption === '') out.notes.add('table_caption', name);
  if (whole.length > MOST_ROWS || width > MOST_COLUMNS) out.notes.add('table_split', name);
  const caption = out.short(table.caption);
  const [keptRows, keptColumns] = [heads.row && whole.length > MOST_ROWS ? 1 : 0, heads.column && width > MOST_COLUMNS ? 1 : 0];
  const after: Cell['content'][] = [];
  for (let top = 0; top < whole.length; top += top === 0 ? MOST_ROWS : MOST_ROWS - keptRows) {
    for (let left = 0; left < width; left += left === 0 ? MOST_COLUMNS : MOST_COLUMNS - keptColumns) {
      const lines = [...(top > 0 ? whole.slice(0, keptRows) : []), ...whole.slice(top, top + MOST_ROWS - (top > 0 ? keptRows : 0))];
      const part = lines.map((row) => [...(left > 0 ? row.slice(0, keptColumns) : []), ...row.slice(left, left + MOST_COLUMNS - (left > 0 ? keptColumns : 0))]);
      const made = rowsOf(part, out);
      out.blocks.push({ id: out.newId(), type: 'table', caption, headerRow: heads.row, headerColumn: heads.column, rows: made.rows });
      after.push(...made.after);
    }
  }
  for (const content of after) out.blocks.push({ id: out.newId(), type: 'text', content });
}
