/** What whoever looked into a file says about it, and how much is looked at. */
import type { Inflate } from './bytes.ts';

/** `block`: the file is not taken. `confirm`: the author answers, or sends another file. `info`: to be known. */
export type FileSeverity = 'block' | 'confirm' | 'info';

export type FileCode =
  | 'too-large' | 'too-many-pixels' | 'empty' | 'kind-refused' | 'macro' | 'old-office' | 'encrypted' | 'damaged' | 'unsupported' | 'bomb' | 'active-content' | 'name-differs'
  | 'removed' | 'turned' | 'not-examined' | 'unsafe-members'
  | 'author' | 'title' | 'custom' | 'thumbnail' | 'path' | 'picture-records' | 'comments' | 'notes' | 'changes' | 'hidden-text' | 'under-black' | 'hidden-sheets' | 'hidden-cells' | 'hidden-slides'
  | 'external-links' | 'connections' | 'cached-data' | 'embedded' | 'template'
  | 'script' | 'launch' | 'attachments' | 'no-text' | 'text-unknown' | 'untagged' | 'unnamed' | 'annotations';

/** What the block of a file calls hidden (`rules/blocks.ts`). */
export type Hidden = 'sheets' | 'comments' | 'changes' | 'author' | 'under_black';

export interface FileFinding {
  readonly code: FileCode;
  readonly severity: FileSeverity;
  /** What is there and what to do, for an author. */
  readonly reason: string;
  /** `cleaned`: the clean copy no longer has it. `left`: only the author can take it out. Absent: nothing that could be taken out. */
  readonly cleaning?: 'cleaned' | 'left';
  readonly hidden?: Hidden;
}

export interface Limits {
  readonly pictureBytes: number;
  readonly pixels: number;
  readonly fileBytes: number;
  /** Of an archive, all entries together, unpacked. */
  readonly inflatedBytes: number;
  readonly entries: number;
  /** How many times larger than packed; counted only above a size that could hurt. */
  readonly ratio: number;
  /** Of a PDF, all streams that are looked into, each time they are. */
  readonly pdfInflatedBytes: number;
  readonly pdfObjects: number;
}

const MEGABYTE = 1024 ** 2;

export const LIMITS: Limits = {
  pictureBytes: 20 * MEGABYTE, pixels: 40_000_000, fileBytes: 50 * MEGABYTE, inflatedBytes: 200 * MEGABYTE, entries: 5000, ratio: 200, pdfInflatedBytes: 100 * MEGABYTE, pdfObjects: 300_000,
};

export interface Looking {
  readonly inflate: Inflate;
  readonly limits: Limits;
}

export const blocked = (code: FileCode, reason: string): FileFinding => ({ code, severity: 'block', reason });

/** Names for a sentence: the first few, and how many more. */
export function few(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => `「${name.length > 40 ? `${name.slice(0, 40)}…` : name}」`).join('');
  return names.length > most ? `${shown}ほか${names.length - most}件` : shown;
}

/** What somebody may not read may not be kept either: control and direction characters of names in files. */
export const readable = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
