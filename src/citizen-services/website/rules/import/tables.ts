/** Tables of a parsed page: which of them are tables, and what is in their cells. */
import { attribute, classOf, type Element, elementsBelow, holds, isElement, wordsOf } from './dom.ts';
import type { Flow } from './flow.ts';
import { clean, type Format, PLAIN, plainRuns, type Run } from './runs.ts';
import type { CellIn, TableIn } from './table.ts';

const ROWS = new Set(['thead', 'tbody', 'tfoot', 'tr']);
const isCell = (element: Element) => element.tagName === 'td' || element.tagName === 'th';

/** The table's own rows, not those of tables in its cells. */
function rowsOf(table: Element): { readonly row: Element; readonly head: boolean }[] {
  return [...elementsBelow(table, (one) => ROWS.has(one.tagName))].filter((one) => one.tagName === 'tr').map((row) => ({ row, head: row.parentNode !== null && isElement(row.parentNode) && row.parentNode.tagName === 'thead' }));
}

const cellsOf = (row: Element): Element[] => row.childNodes.filter((node): node is Element => isElement(node) && isCell(node));
const BLOCKS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'iframe', 'article', 'section']);
const LISTS = new Set(['ul', 'ol', 'dl', 'iframe', 'img']);

/** A table that only says where things stand on the screen. Heads, a caption or lines around the cells say it is a real one. */
function isLayout(table: Element, rows: readonly { readonly row: Element }[]): boolean {
  if (/^(?:presentation|none)$/.test(attribute(table, 'role') ?? '')) return true;
  const cells = rows.flatMap(({ row }) => cellsOf(row));
  if (cells.length === 1) return true;
  if (cells.some((cell) => cell.tagName === 'th') || table.childNodes.some((node) => isElement(node) && (node.tagName === 'caption' || node.tagName === 'thead'))) return false;
  const filled = cells.filter((cell) => wordsOf(cell) !== '');
  if (holds(table, new Set(['table']))) return !/\bMso/.test(classOf(table)) || filled.length <= 1;
  if (/^[1-9]/.test(attribute(table, 'border') ?? '') || /\b(?:Mso|xl)/.test(classOf(table))) return false;
  return cells.some((cell) => holds(cell, BLOCKS)) || (rows.length <= 3 && cells.some((cell) => holds(cell, LISTS)));
}

const span = (text: string | null, most: number): number => (text !== null && /^\s*\d/.test(text) ? Math.min(most, Number.parseInt(text, 10)) : 1);

export function readTable(flow: Flow, table: Element, format: Format): TableIn | 'layout' {
  const rows = rowsOf(table);
  if (isLayout(table, rows)) return 'layout';
  const caption = table.childNodes.find((node): node is Element => isElement(node) && node.tagName === 'caption');
  return {
    caption: caption ? plainRuns(flow.collect(caption, format)) : clean(attribute(table, 'summary') ?? '').trim(),
    headRows: rows.filter((row) => row.head).length,
    rows: rows.map(({ row }) => cellsOf(row).map((cell): CellIn => ({
      runs: flow.cell(cell, flow.formatOf(row, format)), columns: span(attribute(cell, 'colspan'), 1000), rows: span(attribute(cell, 'rowspan'), 65_534), head: cell.tagName === 'th',
    }))).filter((row) => row.length > 0),
  };
}

/** A table in a cell: a line for each row. */
export function linesOfTable(table: TableIn): Run[] {
  return table.rows.flatMap((row, r): Run[] => [
    ...(r > 0 ? [{ said: { break: true }, format: PLAIN } as const] : []),
    ...row.flatMap((cell, c): Run[] => [...(c > 0 ? [{ said: '　', format: PLAIN, kept: true } as const] : []), ...cell.runs]),
  ]);
}
