/** The nightly sweep of the file store: noted in the audit trail first, then done; what it did stands on the jobs page. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { actsOf } from '../act.ts';
import { system } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { job } from '../jobs/job.ts';
import { done } from '../outcome.ts';
import { findLeftovers, removeLeftovers } from './sweep.ts';

const { command } = actsOf<KernelTables>();
/** More names than this would make the entry a list nobody reads; how many there are it says in any case. */
const NAMED_IN_AUDIT = 100;

export const noteSweep = command({
  name: 'files.sweep',
  title: { ja: 'どこからも使われていないファイルを片付ける', en: 'Sweep away unused files' },
  input: z.object({ orphans: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(NAMED_IN_AUDIT), orphanCount: z.number().int().nonnegative(), parts: z.number().int().nonnegative(), bytes: z.number().int().nonnegative() }),
  allow: [system],
  // What is about to go stands in the entry as the command's input; there is nothing else to change.
  run: () => Promise.resolve(done({})),
});

export const sweepFilesJob = job({
  name: 'files.sweep',
  title: { ja: 'どこからも使われていないファイルの片付け', en: 'Sweeping away unused files' },
  every: { dailyAt: [4, 10] },
  async run(ctx) {
    const found = await findLeftovers(ctx.city);
    const count = found.orphans.length + found.parts.length;
    if (count === 0) return { removed: 0, bytes: 0 };
    // Its own key for its own finds: a job that is taken up again notes what it removes, and notes the same only once.
    const finds = createHash('sha256').update([...found.orphans, ...found.parts].join('\n')).digest('hex').slice(0, 24);
    const noted = await ctx.do(noteSweep, { orphans: found.orphans.slice(0, NAMED_IN_AUDIT), orphanCount: found.orphans.length, parts: found.parts.length, bytes: found.bytes }, `${ctx.dueAt.toString()}:${finds}`);
    // A city that takes no changes just now is being copied or moved: its files stay as they are until tomorrow.
    if (!noted.ok) return { removed: 0, bytes: 0, put_off: noted.refused };
    const removed = await removeLeftovers(ctx.city, found);
    if (removed > 0) await ctx.progress(removed, removed, `${removed.toLocaleString('ja-JP')} 件（${(found.bytes / 1024 ** 2).toFixed(1)} MB）を片付けました`);
    return { removed, bytes: found.bytes };
  },
});
