/** CSV as spreadsheets in Japanese offices read and write it (RFC 4180, BOM, CRLF; UTF-8 or MS932). */
import Papa from 'papaparse';
import { decodeMs932 } from './ms932.ts';
import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';

export type CsvCell = string | number | bigint | boolean | null | { toString(): string };

export interface CsvOptions {
  /** Default true: without it older spreadsheets show UTF-8 as garbage. Switch off for MS932. */
  readonly bom?: boolean;
  /** Default true: a cell that a spreadsheet would run as a formula gets a leading apostrophe. Switch off for data exchanged between programs. */
  readonly guardFormulas?: boolean;
}

/** Writes rows as CSV text with CRLF after every row. null becomes an empty cell. */
export function writeCsv(rows: readonly (readonly CsvCell[])[], options: CsvOptions = {}): string {
  const guard = options.guardFormulas ?? true;
  const lines = rows.map((row) => `${row.map((cell) => writeCell(cell, guard)).join(',')}\r\n`);
  return `${options.bom ?? true ? '\ufeff' : ''}${lines.join('')}`;
}

function writeCell(cell: CsvCell, guard: boolean): string {
  const text = cell === null ? '' : String(cell);
  const harmless = !/^[=+\-@\t\r]/.test(text) || /^[+-]?\d+(\.\d+)?$/.test(text);
  const guarded = guard && !harmless ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export interface CsvRecord {
  /** The row's number as a spreadsheet shows it; the header is row 1. */
  readonly row: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface Csv {
  readonly encoding: 'utf-8' | 'utf-16le' | 'ms932';
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  /** Every row with the header, as cells. */
  readonly rows: readonly (readonly string[])[];
}

/** Reads a CSV file with a header row. UTF-8, UTF-16 with BOM, and MS932 are told apart by their bytes. Empty rows are skipped. */
export function readCsv(source: Uint8Array | string): Parsed<Csv> {
  const decoded = decode(source);
  if (decoded === null) return rejected('文字コードを読み取れません。UTF-8またはShift_JISのCSVで保存し直してください。', 'The file is neither UTF-8 nor Shift_JIS. Please save it again as CSV.');
  const parsed = Papa.parse<string[]>(decoded.text, { header: false, skipEmptyLines: false, delimiter: delimiterOf(decoded.text) });
  const broken = parsed.errors.find((error) => error.type === 'Quotes');
  if (broken !== undefined) {
    const row = (broken.row ?? 0) + 1;
    return rejected(`${row}行目の引用符（"）が閉じていません。`, `A quotation mark in row ${row} is not closed.`);
  }
  const [header = [], ...body] = parsed.data;
  return toRecords(decoded.encoding, header.map((name) => name.trim()), body);
}

/** Commas, unless the heading row has only tabs: text copied out of a spreadsheet. */
function delimiterOf(text: string): string {
  const heading = text.split(/[\r\n]/, 1)[0] ?? '';
  return heading.includes('\t') && !heading.includes(',') ? '\t' : ',';
}

function toRecords(encoding: Csv['encoding'], header: readonly string[], body: readonly (readonly string[])[]): Parsed<Csv> {
  if (header.every((name) => name === '')) return rejected('1行目に見出しがありません。', 'The first row has no headings.');
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined) return rejected(`見出し「${twice}」が二つあります。`, `The heading "${twice}" appears twice.`);
  const records: CsvRecord[] = [];
  const rows: (readonly string[])[] = [header];
  for (const [index, cells] of body.entries()) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const row = index + 2;
    if (cells.length > header.length && cells.slice(header.length).some((cell) => cell !== '')) {
      return rejected(`${row}行目の列が見出しより多くあります（${cells.length}列）。`, `Row ${row} has more columns than there are headings (${cells.length}).`);
    }
    records.push({ row, values: Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])) });
    rows.push(cells);
  }
  return accepted({ encoding, header, records, rows });
}

/** A text file as somebody saved it: UTF-8, UTF-16 with BOM or MS932; null: none of them. */
export const decodeText = (source: Uint8Array): string | null => decode(source)?.text ?? null;

function decode(source: Uint8Array | string): { readonly encoding: Csv['encoding']; readonly text: string } | null {
  if (typeof source === 'string') return { encoding: 'utf-8', text: source.replace(/^\ufeff/, '') };
  if (source[0] === 0xff && source[1] === 0xfe) return { encoding: 'utf-16le', text: new TextDecoder('utf-16le').decode(source) };
  const utf8 = decodeUtf8(source);
  if (utf8 !== null) return { encoding: 'utf-8', text: utf8 };
  const ms932 = decodeMs932(source);
  return ms932 === null ? null : { encoding: 'ms932', text: ms932 };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
