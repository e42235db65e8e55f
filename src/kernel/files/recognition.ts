/**
 * 文字の読み取り (OCR) by a program of the machine. `YAKUBA_TEXT_RECOGNITION` is its command line, with {file} where the picture's path goes;
 * what it writes to its output is the text: `tesseract {file} stdout -l jpn`. Without it nothing is read, and pages say so.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { isRecord } from '../text/json.ts';

const run = promisify(execFile);
const PATIENCE_MILLISECONDS = 120_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** The machine has no such program: not the picture's fault, and to be mended by somebody. */
export class NoProgram extends Error {}

export interface Recognizer {
  /** What the program is called, for the record. */
  readonly program: string;
  /** The text of a picture. Throws NoProgram when there is none to run, another error when it ends with one, says too much or takes too long. */
  read(bytes: Uint8Array, mediaType: 'image/jpeg' | 'image/png'): Promise<string>;
}

/** The machine's own reader; null: there is none. The command line is split at spaces and never given to a shell. */
export function recognizer(line = process.env['YAKUBA_TEXT_RECOGNITION']): Recognizer | null {
  const [program, ...words] = (line ?? '').split(' ').filter((word) => word !== '');
  if (program === undefined) return null;
  if (!words.includes('{file}')) throw new Error('YAKUBA_TEXT_RECOGNITION には、画像の場所を入れる {file} を書いてください。');
  return {
    program: basename(program).slice(0, 100),
    async read(bytes, mediaType) {
      const folder = await mkdtemp(join(tmpdir(), 'yakuba-reading-'));
      try {
        const file = join(folder, mediaType === 'image/png' ? 'scan.png' : 'scan.jpg');
        await writeFile(file, bytes, { mode: 0o600 });
        const { stdout } = await run(program, words.map((word) => (word === '{file}' ? file : word)), { timeout: PATIENCE_MILLISECONDS, maxBuffer: MOST_BYTES, encoding: 'utf8' }).catch((error: unknown) => {
          throw isRecord(error) && (error['code'] === 'ENOENT' || error['code'] === 'EACCES') ? new NoProgram(program) : error;
        });
        return stdout;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
