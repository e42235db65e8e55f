/** What runs by itself: on 1 April at midnight, and on any night after an approval, the folders of the year are there. */
import { loadFile } from '../../kernel/files/files.ts';
import { type Recognizer, recognizer } from '../../kernel/files/recognition.ts';
import { job, type JobContext } from '../../kernel/jobs/job.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { containsMyNumber } from '../../kernel/text/my-number.ts';
import { openYear } from './commands/plans.ts';
import { keepReading, MAX_READ } from './commands/readings.ts';
import { unreadScans } from './queries/readings.ts';

export const openFoldersJob = job({
  name: 'documents.openYear',
  title: { ja: '年度の簿冊を作る', en: 'Open the folders of the year' },
  every: { dailyAt: [0, 0] },
  async run(ctx) {
    const opened = await ctx.do(openYear, {}, `documents-open:${ctx.dueAt.toString()}`);
    return { folders: opened.ok ? opened.value.folders : 0 };
  },
});

/** The text of one scan, as it can be kept; null: it could not be read. */
async function readOne(ctx: JobContext, reader: Recognizer, scan: { readonly sha256: string; readonly mediaType: 'image/jpeg' | 'image/png' }): Promise<string | null | 'no program'> {
  try {
    const found = (await reader.read(await loadFile(ctx.city, scan.sha256), scan.mediaType)).normalize('NFC').replaceAll(/(?![\n\t])[\p{Cc}\p{Co}\p{Cs}\p{Cn}]/gu, ' ').trim();
    // An Individual Number that stands on the paper does not go into the index (番号法 第20条).
    return (containsMyNumber(found) ? found.normalize('NFKC').replaceAll(/\d[\d -]{10,}\d/g, '（番号）') : found).slice(0, MAX_READ);
  } catch (error) {
    return isRecord(error) && (error['code'] === 'ENOENT' || error['code'] === 'EACCES') && error['syscall'] !== 'open' ? 'no program' : null;
  }
}

/** Pictures of paper are read by the machine's program, where there is one; a few at a time, for reading is slow. */
export const readScansJob = job({
  name: 'documents.readScans',
  title: { ja: 'スキャンの文字を読み取る', en: 'Read scans' },
  every: { minutes: 2 },
  async run(ctx) {
    const reader = recognizer();
    if (!reader) return { read: 0 };
    const waiting = await ctx.ask(unreadScans, {});
    let read = 0;
    for (const scan of waiting) {
      if (ctx.cancelled()) break;
      const found = await readOne(ctx, reader, scan);
      // Without its program the machine reads nothing; the scans wait until somebody has mended the line.
      if (found === 'no program') break;
      const key = `documents-read:${scan.id}`;
      const kept = await ctx.do(keepReading, { attachment: scan.id, read: found !== null, text: found ?? '', program: reader.program }, key);
      if (kept.ok && found !== null) read += 1;
      // What cannot be kept must not stand in the way of the next ones.
      if (!kept.ok && found !== null) await ctx.do(keepReading, { attachment: scan.id, read: false, text: '', program: reader.program }, `${key}:failed`);
    }
    return { read };
  },
});

export const jobs = [openFoldersJob, readScansJob];
