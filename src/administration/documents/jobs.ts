/** What runs by itself: on 1 April at midnight, and on any night after an approval, the folders of the year are there. */
import { loadFile } from '../../kernel/files/files.ts';
import { recognizer } from '../../kernel/files/recognition.ts';
import { job } from '../../kernel/jobs/job.ts';
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
      const found = await reader.read(await loadFile(ctx.city, scan.sha256), scan.mediaType).catch(() => null);
      const text = (found ?? '').replaceAll('\u0000', '').normalize('NFC').trim().slice(0, MAX_READ);
      const kept = await ctx.do(keepReading, { attachment: scan.id, read: found !== null, text, program: reader.program }, `documents-read:${scan.id}`);
      if (kept.ok && found !== null) read += 1;
    }
    return { read };
  },
});

export const jobs = [openFoldersJob, readScansJob];
