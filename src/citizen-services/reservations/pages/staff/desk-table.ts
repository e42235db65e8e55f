/** The desk's grid, worked out before it is drawn: the columns of a day, and for every room what stands in them. */
import type { FacilityPolicy } from '../../rules/policy.ts';
import type { BookingLine } from '../../queries/bookings.ts';
import type { UnitOpening } from '../../queries/openings.ts';

export interface DeskColumn {
  readonly start: number;
  readonly end: number;
}

interface Span extends DeskColumn {
  /** How many columns the cell covers. */
  readonly span: number;
}

type OfferedSlot = UnitOpening['days'][number]['slots'][number];

export interface DeskBlock extends DeskColumn {
  readonly id: string;
  readonly label: string;
  readonly state: string;
  readonly cells: readonly string[];
}

export type DeskCell =
  | (Span & { readonly kind: 'booked'; readonly bookings: readonly BookingLine[]; readonly blocks: readonly DeskBlock[] })
  | (Span & { readonly kind: 'slot'; readonly slot: OfferedSlot })
  | (Span & { readonly kind: 'nothing' });

export interface DeskRow {
  readonly unit: string;
  readonly code: string;
  readonly name: string;
  readonly closed: string | null;
  readonly cells: readonly DeskCell[];
}

export interface DeskDay {
  readonly policy: FacilityPolicy;
  readonly units: readonly UnitOpening[];
  readonly bookings: readonly BookingLine[];
  readonly blocks: readonly DeskBlock[];
}

/** Every moment at which something can begin or end cuts a column. */
export function deskColumns(day: DeskDay): readonly DeskColumn[] {
  const slots = day.units.flatMap((unit) => unit.days.flatMap((one) => one.slots));
  const taken = [...slots, ...day.bookings];
  if (taken.length === 0) return [];
  const first = Math.min(...taken.map((one) => one.start));
  const last = Math.max(...taken.map((one) => one.end));
  const cuts = [...new Set([...taken, ...day.blocks].flatMap((one) => [one.start, one.end]).map((minute) => Math.min(last, Math.max(first, minute))))].toSorted((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({ start, end: cuts[index + 1] ?? start }));
}

/** The rooms in the order of the rules. A booking of the whole shows in the rows of its parts as well. */
export function deskRows(day: DeskDay, columns: readonly DeskColumn[]): readonly DeskRow[] {
  const cellsOf = new Map(day.policy.units.map((unit) => [unit.code, new Set(unit.cells)]));
  const meets = (own: ReadonlySet<string>, other: Iterable<string>) => [...other].some((cell) => own.has(cell));
  return day.units.map((unit) => {
    const own = cellsOf.get(unit.code) ?? new Set<string>();
    const bookings = day.bookings.filter((one) => occupies(one) && (one.unitCode === unit.code || meets(own, cellsOf.get(one.unitCode) ?? [])));
    const blocks = day.blocks.filter((one) => meets(own, one.cells));
    const offered = unit.days[0];
    return { unit: unit.unit, code: unit.code, name: unit.name.ja, closed: offered?.closed?.ja ?? null, cells: joined(columns.map((column) => cellAt(column, bookings, blocks, offered?.slots ?? []))) };
  });
}

function occupies(booking: BookingLine): boolean {
  return booking.state !== 'no_show';
}

function touches(column: DeskColumn, one: DeskColumn): boolean {
  return one.start < column.end && one.end > column.start;
}

function cellAt(column: DeskColumn, bookings: readonly BookingLine[], blocks: readonly DeskBlock[], slots: readonly OfferedSlot[]): DeskCell {
  const here = { bookings: bookings.filter((one) => touches(column, one)), blocks: blocks.filter((one) => touches(column, one)) };
  if (here.bookings.length > 0 || here.blocks.length > 0) return { ...column, span: 1, kind: 'booked', ...here };
  const slot = slots.find((one) => one.start <= column.start && one.end >= column.end);
  return slot ? { ...column, span: 1, kind: 'slot', slot } : { ...column, span: 1, kind: 'nothing' };
}

/** Neighbours that hold the same thing become one cell. */
function joined(cells: readonly DeskCell[]): readonly DeskCell[] {
  const rows: DeskCell[] = [];
  for (const cell of cells) {
    const last = rows.at(-1);
    if (last && keyOf(last) === keyOf(cell)) rows[rows.length - 1] = { ...last, span: last.span + 1, end: cell.end };
    else rows.push(cell);
  }
  return rows;
}

function keyOf(cell: DeskCell): string {
  switch (cell.kind) {
    case 'booked': return [...cell.bookings, ...cell.blocks].map((one) => one.id).join(' ');
    case 'slot': return `slot ${cell.slot.code}`;
    case 'nothing': return 'nothing';
  }
}

/** What the desk may still start here. Windows and lotteries can be overridden with a reason; a closed day and the past cannot. */
export function mayStart(slot: OfferedSlot): boolean {
  return slot.mark === 'free' || slot.mark === 'part' || slot.mark === 'lottery' || slot.mark === 'not_yet' || slot.mark === 'not_for_you';
}
