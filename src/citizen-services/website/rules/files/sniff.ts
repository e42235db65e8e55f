/** What a file is, by its content. What its name says counts only between texts that look alike. */
import { decodeMs932 } from '../../../../kernel/text/ms932.ts';
import { find, latin1, startsWith } from './bytes.ts';
import { LIMITS } from './finding.ts';
import { PNG_SIGNATURE } from './png.ts';
import { readZip } from './zip.ts';

export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp';
export type OfficeKind = 'docx' | 'xlsx' | 'pptx';
export type FileKind = PictureKind | OfficeKind | 'pdf' | 'csv' | 'text' | 'vtt' | 'zip' | 'odf' | RefusedKind;
/** Told apart only to say what to send instead. */
export type RefusedKind = 'svg' | 'html' | 'macro' | 'binary-office' | 'old-word' | 'old-excel' | 'old-powerpoint' | 'encrypted-office' | 'old-office' | 'heic' | 'tiff' | 'bmp' | 'program' | 'film' | 'empty' | 'unknown';

export const MEDIA_TYPES: { readonly [kind in FileKind]: string } = {
  jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp', pdf: 'application/pdf', csv: 'text/csv', text: 'text/plain', vtt: 'text/vtt', zip: 'application/zip', odf: 'application/octet-stream',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  svg: 'image/svg+xml', html: 'text/html', macro: 'application/octet-stream', 'binary-office': 'application/octet-stream', 'old-word': 'application/msword', 'old-excel': 'application/vnd.ms-excel', 'old-powerpoint': 'application/vnd.ms-powerpoint',
  'encrypted-office': 'application/octet-stream', 'old-office': 'application/octet-stream', heic: 'image/heic', tiff: 'image/tiff', bmp: 'image/bmp', program: 'application/octet-stream', film: 'video/mp4', empty: 'application/octet-stream', unknown: 'application/octet-stream',
};

const wide = (text: string): string => [...text].map((character) => `${character}\0`).join('');

const BEGINNINGS: readonly (readonly [string, FileKind])[] = [
  ['\u00ff\u00d8\u00ff', 'jpeg'], [PNG_SIGNATURE, 'png'], ['GIF87a', 'gif'], ['GIF89a', 'gif'], ['%PDF-', 'pdf'], ['II*\0', 'tiff'], ['MM\0*', 'tiff'], ['MZ', 'program'], ['\u007fELF', 'program'], ['#!', 'program'],
];

export function sniff(bytes: Uint8Array): FileKind {
  if (bytes.byteLength === 0) return 'empty';
  const beginning = BEGINNINGS.find(([text]) => startsWith(bytes, text));
  // `MZ` and `#!` may begin a text as well.
  if (beginning && (beginning[1] !== 'program' || startsWith(bytes, '#!/') || textOf(bytes) === null)) return beginning[1];
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  if (startsWith(bytes, 'ftyp', 4)) return /^(?:hei|hev|mif|msf|avi)/.test(latin1(bytes.subarray(8, 12))) ? 'heic' : 'film';
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1')) return compoundKind(bytes);
  if (startsWith(bytes, 'PK\u0003\u0004') || startsWith(bytes, 'PK\u0005\u0006')) return zipKind(bytes);
  const text = textOf(bytes);
  if (text === null) return startsWith(bytes, 'BM') ? 'bmp' : 'unknown';
  return textKind(text);
}

/** The old compound files (MS-CFB) name their streams in UTF-16. */
function compoundKind(bytes: Uint8Array): FileKind {
  const names: readonly (readonly [string, FileKind])[] = [['EncryptedPackage', 'encrypted-office'], ['WordDocument', 'old-word'], ['Workbook', 'old-excel'], ['PowerPoint Document', 'old-powerpoint']];
  return names.find(([name]) => find(bytes, wide(name)) >= 0)?.[1] ?? 'old-office';
}

function zipKind(bytes: Uint8Array): FileKind {
  const zip = readZip(bytes, { ...LIMITS, inflatedBytes: Number.POSITIVE_INFINITY, ratio: Number.POSITIVE_INFINITY, entries: 65_535 });
  if (!zip.ok) return 'zip';
  const names = new Set(zip.entries.map((entry) => entry.name.toLowerCase()));
  if (startsWith(zip.entries.find((entry) => entry.name === 'mimetype')?.packed ?? new Uint8Array(), 'application/vnd.oasis.opendocument')) return 'odf';
  if (!names.has('[content_types].xml')) return 'zip';
  // Macros under whatever ending: also the old ones that stand in sheets (Excel 4.0).
  if ([...names].some((name) => /(?:^|\/)vba(?:project|data)[^/]*$|^xl\/(?:macrosheets|dialogsheets)\/|(?:^|\/)activex\//.test(name))) return 'macro';
  // The web edition of Word numbers it: document2.xml.
  if ([...names].some((name) => /^word\/document\d*\.xml$/.test(name))) return 'docx';
  if (names.has('xl/workbook.xml')) return 'xlsx';
  if (names.has('ppt/presentation.xml')) return 'pptx';
  return names.has('xl/workbook.bin') ? 'binary-office' : 'zip';
}

/** Null: no text. UTF-8, UTF-16 with its mark, or MS932, without control characters. */
export function textOf(bytes: Uint8Array): string | null {
  const text = decoded(bytes);
  return text === null || /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/.test(text) ? null : text;
}

function decoded(bytes: Uint8Array): string | null {
  const mark = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(mark, { fatal: true }).decode(bytes);
  } catch {
    return mark === 'utf-8' ? decodeMs932(bytes) : null;
  }
}

function textKind(text: string): FileKind {
  if (/^WEBVTT(?:[ \t\r\n]|$)/.test(text)) return 'vtt';
  const head = text.slice(0, 4096).replace(/^(?:<\?xml[^>]*\?>|<!--[^]*?-->|\s)*/, '').slice(0, 200).toLowerCase();
  if (/^<svg[\s>]/.test(head) || head.startsWith('<!doctype svg')) return 'svg';
  // What a browser that guesses would take for a page.
  if (/^<(?:!doctype|html|head|body|script|iframe|style|title|table|div|font|a|h1|p|b|br|img|meta|link|form)[\s>/]/.test(head)) return 'html';
  if (head.startsWith('<') && /<svg[\s>]/i.test(text.slice(0, 4096))) return 'svg';
  const lines = text.split(/\r\n|\r|\n/, 20).filter((line) => line !== '');
  const columns = (line: string, delimiter: string) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length;
  return [',', '\t'].some((delimiter) => lines.length > 1 && columns(lines[0] ?? '', delimiter) > 1 && lines.every((line) => columns(line, delimiter) === columns(lines[0] ?? '', delimiter))) ? 'csv' : 'text';
}
