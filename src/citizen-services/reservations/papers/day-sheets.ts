/** What happens in a facility today: for the desk, for the wall, and for the key board. */
import { formatInstant, formatTimeRange } from '../../../kernel/calendar/calendar.ts';
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { gridCells } from './day-grid.ts';
import type { TimeColumn } from './day-grid.ts';
import { day, timesText, yenText } from './letter-head.ts';
import type { TimeSpan } from './letter-head.ts';

export interface DaySheetEntry extends TimeSpan {
  /** Reservation number; empty for a block-out. */
  readonly number: string;
  readonly name: string;
  readonly phone: string;
  readonly purpose: string;
  readonly persons: number | null;
  /** 支援措置: name and telephone never reach the paper. */
  readonly hidden: boolean;
  readonly kind: 'reservation' | 'official' | 'maintenance' | 'closed' | 'shelter';
  /** Null when nothing is to be paid. */
  readonly unpaidYen: number | null;
  readonly isKeyOut: boolean;
}

export interface DaySheetData {
  readonly facility: string;
  readonly date: Temporal.PlainDate;
  /** The slots of the facility, or its hours; up to about twelve are readable. */
  readonly columns: readonly TimeColumn[];
  readonly rooms: readonly { readonly name: string; readonly entries: readonly DaySheetEntry[] }[];
  readonly notes: readonly string[];
  /** Lines for uses that come in by hand; sixteen fill a page of their own. */
  readonly blankLines: number;
  readonly printedAt: Temporal.Instant;
  readonly contact: string;
}

/** 当日利用一覧 for the desk, to work from when the power is out. */
export async function daySheetPaper(data: DaySheetData, options?: PaperOptions): Promise<Uint8Array> {
  const rooms = data.rooms.map((room) => ({ name: room.name, ...gridCells(data.columns, room.entries) }));
  return compilePaper({ file: new URL('day-sheet.typ', import.meta.url) }, {
    title: `当日利用一覧　${data.facility}`,
    subtitle: day(data.date),
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    contact: data.contact,
    columns: data.columns.map(columnText),
    rooms: rooms.map((room) => ({
      name: room.name,
      cells: room.cells.map(({ span, entries }) => ({ span, entries: entries.map(entryView), closed: entries.some((entry) => entry.kind !== 'reservation') })),
    })),
    outside: rooms.flatMap((room) => room.outside.map((entry) => { const view = entryView(entry); return `${room.name}　${view.time}　${view.name}　${view.details}`; })),
    notes: ['この用紙には個人情報が載っています。窓口の外に持ち出さず、使い終わったら細断してください。', ...data.notes],
    'blank-lines': data.blankLines,
  }, options);
}

function columnText({ label, start, end }: TimeColumn): string {
  const times = formatTimeRange(start, end, 'ja');
  return label === '' ? times : `${label}　${times}`;
}

const kindNames = { reservation: '', official: '公用', maintenance: '保守・点検', closed: '休館', shelter: '避難所' } as const;

function entryView(entry: DaySheetEntry): { readonly time: string; readonly number: string; readonly name: string; readonly details: string; readonly marks: readonly string[] } {
  const time = formatTimeRange(entry.start, entry.end, 'ja');
  if (entry.kind !== 'reservation') return { time, number: entry.number, name: kindNames[entry.kind], details: entry.purpose, marks: [] };
  const details = [entry.hidden ? '' : entry.phone, entry.purpose, entry.persons === null ? '' : `${entry.persons}人`].filter((part) => part !== '').join('　');
  const paid = entry.unpaidYen === null ? '■入金' : `□入金 ${yenText(entry.unpaidYen)}`;
  return { time, number: entry.number, name: entry.hidden ? '（氏名は表示しません）' : entry.name, details, marks: [entry.isKeyOut ? '■鍵' : '□鍵', paid, '□終了'] };
}

/** Has no field for a name or a telephone number, so none can be printed. */
export interface SignageData {
  readonly facility: string;
  readonly date: Temporal.PlainDate;
  readonly rows: readonly {
    readonly room: string;
    readonly times: readonly TimeSpan[];
    /** Only with the patron's consent. */
    readonly publicTitle: string | null;
  }[];
  readonly notes: readonly string[];
  readonly printedAt: Temporal.Instant;
  readonly contact: string;
}

/** 本日のご利用案内, for the wall or a screen. */
export async function signagePaper(data: SignageData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('signage.typ', import.meta.url) }, {
    title: `${data.facility}　ご利用案内`,
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    day: day(data.date),
    contact: data.contact,
    rows: data.rows.toSorted((a, b) => (a.times[0]?.start ?? 0) - (b.times[0]?.start ?? 0))
      .map(({ room, times, publicTitle }) => ({ room, time: times.map((span) => timesText([span])).join('\n'), title: publicTitle ?? 'ご利用があります' })),
    notes: data.notes,
  }, options);
}

export interface KeyRegisterData {
  readonly facility: string;
  readonly date: Temporal.PlainDate;
  readonly rows: readonly (TimeSpan & { readonly room: string; readonly name: string; readonly hidden: boolean; readonly number: string; readonly keyLabel: string })[];
  readonly blankLines: number;
  readonly printedAt: Temporal.Instant;
  readonly contact: string;
}

/** 鍵貸出簿: who took which key, who brought it back. */
export async function keyRegisterPaper(data: KeyRegisterData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('key-register.typ', import.meta.url) }, {
    title: `鍵貸出簿　${data.facility}`,
    subtitle: day(data.date),
    moment: `${formatInstant(data.printedAt, 'ja')} 現在`,
    contact: data.contact,
    rows: data.rows.map((row) => ({
      time: formatTimeRange(row.start, row.end, 'ja'), room: row.room, number: row.number, key: row.keyLabel,
      name: row.hidden ? '（氏名は表示しません）' : row.name,
    })),
    'blank-lines': data.blankLines,
  }, options);
}
