/**
 * Papers: PDFs from Typst templates, tagged (PDF/UA-1) or archival (PDF/A-2b), with embedded Japanese fonts.
 * A character that cannot be printed is an error that names it, never a blank on a citizen's permit.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { PaperAnswer, PaperJob, PaperStandard } from './paper-message.ts';

export type { PaperStandard } from './paper-message.ts';
export { barcode } from './barcode.ts';
export type { BarcodeKind } from './barcode.ts';

/** A `.typ` file: `{ file: new URL('papers/permit.typ', import.meta.url) }`. It must lie under `src/`. */
export interface PaperTemplate {
  readonly file: URL;
}

export interface PaperOptions {
  /** Default: 'ua-1', which a screen reader can read. 'a-2b' for what goes to the archive. */
  readonly standard?: PaperStandard;
  /** The PDF's creation date. The same data and moment give the same bytes. Default: now. */
  readonly createdAt?: Temporal.Instant;
}

/** A paper needs a character that none of the embedded fonts has. */
export interface MissingGlyph extends Error {
  readonly name: 'MissingGlyph';
  readonly characters: readonly string[];
}

export function isMissingGlyph(error: unknown): error is MissingGlyph {
  return error instanceof Error && error.name === 'MissingGlyph';
}

interface Waiting {
  readonly thread: Worker;
  readonly resolve: (pdf: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: Error) => void;
}

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/**
 * Prints a paper. `data` goes to the template as JSON (read there with `paper-data()`), never into its source.
 * Rejects with `MissingGlyph` when a character cannot be printed, and with an ordinary Error when the template is broken.
 */
export function compilePaper(template: PaperTemplate, data: unknown, options: PaperOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  lastId += 1;
  const job: PaperJob = {
    id: lastId,
    templatePath: fileURLToPath(template.file),
    dataJson: JSON.stringify(data),
    standard: options.standard ?? 'ua-1',
    createdAtSeconds: Math.floor((options.createdAt ?? Temporal.Now.instant()).epochMilliseconds / 1000),
  };
  return new Promise((resolve, reject) => {
    const thread = (worker ??= startWorker());
    waiting.set(job.id, { thread, resolve, reject });
    // Referenced while it prints, so that a command-line run does not end before its paper is done.
    thread.ref();
    thread.postMessage(job);
  });
}

/** Ends the printing thread; papers still in it are refused, the next one starts a new thread. */
export async function closePaper(): Promise<void> {
  const thread = worker;
  worker = null;
  await thread?.terminate();
}

function startWorker(): Worker {
  const thread = new Worker(new URL('paper-worker.ts', import.meta.url));
  thread.on('message', (answer: PaperAnswer) => settle(thread, answer));
  thread.on('error', (error) => abandon(thread, error instanceof Error ? error : new Error(String(error))));
  thread.on('exit', () => abandon(thread, new Error('The printing thread has stopped.')));
  return thread;
}

function settle(thread: Worker, answer: PaperAnswer): void {
  const asked = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (waiting.size === 0) thread.unref();
  if (answer.kind === 'printed') asked?.resolve(answer.pdf);
  else asked?.reject(answer.kind === 'missing-glyph' ? missingGlyph(answer.characters) : new Error(`The paper's template is broken: ${answer.diagnostics}`));
}

/** A compiler that died takes its waiting papers along; the next paper gets a fresh thread. */
function abandon(thread: Worker, error: Error): void {
  if (worker === thread) worker = null;
  for (const [id, asked] of waiting) {
    if (asked.thread !== thread) continue;
    waiting.delete(id);
    asked.reject(error);
  }
}

function missingGlyph(characters: readonly string[]): MissingGlyph {
  const shown = characters.map((text) => `「${text}」(${codePoints(text)})`).join('、');
  const message = `印刷できない文字があります: ${shown}。別の文字に置き換えてください。`;
  return Object.assign(new Error(message), { name: 'MissingGlyph' as const, characters });
}

function codePoints(text: string): string {
  return [...text].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}
