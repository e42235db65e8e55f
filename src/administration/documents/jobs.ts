/** What runs by itself: on 1 April at midnight, and on any night after an approval, the folders of the year are there. */
import { loadFile } from '../../kernel/files/files.ts';
import { NoProgram, type Recognizer, recognizer } from '../../kernel/files/recognition.ts';
import { job, type JobContext } from '../../kernel/jobs/job.ts';
import { withoutMyNumbers } from '../../kernel/text/my-number.ts';
import { openYear } from './commands/plans.ts';
import { keepReading, MAX_READ } from './commands/readings.ts';
import { type Scan, unreadScans } from './queries/readings.ts';

export const openFoldersJob = job({
  name: 'documents.openYear',
  title: { ja: '年度の簿冊を作る', en: 'Open the folders of the year' },
  every: { dailyAt: [0, 0] },
  async run(ctx) {
    const opened = await ctx.do(openYear, {}, `documents-open:${ctx.dueAt.toString()}`);
    return { folders: opened.ok ? opened.value.folders : 0 };
  },
});

/** The text of one scan, as it can be kept: no Individual Number goes into the index (番号法 第20条). Null: it could not be read. */
async function readOne(ctx: JobContext, reader: Recognizer, scan: Scan): Promise<string | null> {
  try {
    const found = await reader.read(await loadFile(ctx.city, scan.sha256), scan.mediaType);
    return withoutMyNumbers(found.normalize('NFC').replaceAll(/(?![\n\t])[\p{Cc}\p{Co}\p{Cs}\p{Cn}]/gu, ' ').trim()).slice(0, MAX_READ);
  } catch (error) {
    if (error instanceof NoProgram) throw error;
    return null;
  }
}

async function readAll(ctx: JobContext, reader: Recognizer, scans: readonly Scan[]): Promise<number> {
  let read = 0;
  for (const scan of scans) {
    if (ctx.cancelled()) break;
    const found = await readOne(ctx, reader, scan);
    const keep = (text: string | null, key: string) => ctx.do(keepReading, { attachment: scan.id, read: text !== null, text: text ?? '', program: reader.program }, key);
    const kept = await keep(found, `documents-read:${scan.id}`);
    if (kept.ok && found !== null) read += 1;
    // What cannot be kept must not stand in the way of the next ones.
    if (!kept.ok && found !== null) await keep(null, `documents-read:${scan.id}:failed`);
  }
  return read;
}

/** Pictures of paper are read by the machine's program, where there is one; a few at a time, for reading is slow. */
export const readScansJob = job({
  name: 'documents.readScans',
  title: { ja: 'スキャンの文字を読み取る', en: 'Read scans' },
  every: { minutes: 2 },
  async run(ctx) {
    const reader = recognizer();
    if (!reader) return { read: 0 };
    // Without its program the machine reads nothing; the job fails where the office sees it, and the scans wait.
    return { read: await readAll(ctx, reader, await ctx.ask(unreadScans, {})) };
  },
});

export const jobs = [openFoldersJob, readScansJob];
