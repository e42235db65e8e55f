/** The two inspections that run by themselves: the sealed log every night, the stored files a seventh a night. */
import { z } from 'zod';
import { type Finding, finding } from '../backup/verify/finding.ts';
import type { City } from '../city.ts';
import { type JobContext, job } from '../jobs/job.ts';
import { isRecord } from '../text/json.ts';
import { BadFile, recordBadFiles, recordScrub, recordVerification, SCRUBS } from './alarm.ts';
import { checkStart } from './checkpoint.ts';
import { foldersOf, scrubFolder, SHARES, weighFolder } from './scrub.ts';
import { holdingLog } from './sequencer.ts';
import { stateOf } from './store.ts';
import { logFindings } from './verify.ts';

const MAX_FINDINGS = 100;
const MAX_NAMED = 100;
/** A share is due again when its last time lies this far back; a night that was missed is made up for by two in the next. */
const DUE_HOURS = 6.5 * 24;
const SHARES_A_NIGHT = 2;
/** The runner takes a job for dead that is silent for five minutes. */
const BEAT_MILLISECONDS = 30_000;

/** Leaves, tiles, signatures, rows: everything is computed again. Halts the log where it is shorter or another one than what was signed. */
async function verifyNow(city: City, beat: (done: number) => void): Promise<{ readonly size: number; readonly findings: readonly Finding[] }> {
  await holdingLog(city, (asks) => checkStart(asks, city));
  return city.staffDb.use(async (asks) => {
    // Reading everything takes longer than any page may.
    await asks.run('set statement_timeout = 0');
    try {
      const { size } = await stateOf(asks);
      return { size, findings: await logFindings(asks, { city, now: city.clock.now(), progress: (_, done) => beat(done) }) };
    } finally {
      await asks.run('reset statement_timeout');
    }
  });
}

/** Tells the runner now and then that the work goes on. */
function heart(ctx: JobContext): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < BEAT_MILLISECONDS) return;
    last = performance.now();
    ctx.progress(done, done, `${done.toLocaleString('ja-JP')} 件を調べました`).catch(() => {});
  };
}

export const verifyLogJob = job({
  name: 'audit.verify', title: { ja: '改ざん検知ログの検証', en: 'Verification of the sealed log' }, every: { dailyAt: [3, 20] },
  async run(ctx) {
    const began = performance.now();
    // What cannot be looked at is a finding of its own: nobody should take silence for health.
    const { size, findings } = await verifyNow(ctx.city, heart(ctx)).catch((error: unknown) => ({ size: 0, findings: [finding('改ざん検知ログ', 'unknown', `検証が途中で止まりました（${error instanceof Error ? error.message.slice(0, 300) : '理由不明'}）`)] }));
    const told = findings.slice(0, MAX_FINDINGS).map((one) => ({ ...one, said: one.said.slice(0, 1000), where: one.where.map((place) => place.slice(0, 500)) }));
    const noted = await ctx.do(recordVerification, { size, seconds: Math.round((performance.now() - began) / 100) / 10, findings: told }, `audit.verify:${ctx.jobId}`);
    return { size, findings: findings.filter((one) => one.level !== 'good').length, noted: noted.ok };
  },
});

const Scrubbed = z.object({ share: z.number(), files: z.number(), bytes: z.number() });

export interface ScrubOnRecord extends z.infer<typeof Scrubbed> {
  readonly at: Temporal.Instant;
}

/** What the trail says of the last scrub of each share before a moment. */
export async function scrubsOf(city: Pick<City, 'staffDb'>, before: Temporal.Instant): Promise<readonly ScrubOnRecord[]> {
  const found = await city.staffDb.use((asks) => asks.run<{ at: Temporal.Instant; detail: unknown }>(`select at, detail from kernel.audit_entries where subject = $1 and command = 'audit.scrubbed' and outcome = 'done' and at < $2 order by at desc limit 50`, [SCRUBS, before]));
  const last = new Map<number, ScrubOnRecord>();
  for (const { at, detail } of found.rows) {
    const read = Scrubbed.safeParse(isRecord(detail) ? detail['input'] : null);
    if (read.success && !last.has(read.data.share)) last.set(read.data.share, { ...read.data, at });
  }
  return [...last.values()].toSorted((a, b) => a.share - b.share);
}

/** Which shares are due tonight: never looked at first, then the oldest. */
export function sharesDue(done: readonly Pick<ScrubOnRecord, 'share' | 'at'>[], now: Temporal.Instant): readonly number[] {
  const age = (share: number) => {
    const last = done.find((one) => one.share === share);
    return last ? now.since(last.at).total('hours') : Infinity;
  };
  return Array.from({ length: SHARES }, (_, share) => share).filter((share) => age(share) >= DUE_HOURS).toSorted((a, b) => (age(a) === age(b) ? a - b : age(b) - age(a))).slice(0, SHARES_A_NIGHT);
}

/** Folders this very job has behind it, if its process died on the way. */
async function behind(ctx: JobContext): Promise<number> {
  return (await ctx.city.staffDb.use((asks) => asks.run<{ done_count: number }>('select done_count from kernel.jobs where id = $1', [ctx.jobId]))).rows[0]?.done_count ?? 0;
}

export const scrubFilesJob = job({
  name: 'audit.scrub', title: { ja: '保管したファイルの点検', en: 'Scrub of stored files' }, every: { dailyAt: [2, 30] },
  async run(ctx) {
    // As of the moment it was due: taken up again, the job has the same plan.
    const plan = sharesDue(await scrubsOf(ctx.city, ctx.dueAt), ctx.dueAt).flatMap((share) => foldersOf(share).map((folder, place, all) => ({ share, folder, last: place === all.length - 1 })));
    const start = await behind(ctx);
    let sum = { files: 0, bytes: 0 };
    let bad = 0;
    for (const [place, { share, folder, last }] of plan.entries()) {
      if (ctx.cancelled()) break;
      const found = place < start ? { ...(await weighFolder(ctx.city, folder)), bad: [] } : await scrubFolder(ctx.city, folder);
      sum = { files: sum.files + found.files, bytes: sum.bytes + found.bytes };
      bad += found.bad.length;
      if (found.bad.length > 0) await ctx.do(recordBadFiles, { folder, files: found.bad.slice(0, MAX_NAMED), more: Math.max(0, found.bad.length - MAX_NAMED) }, `audit.scrub:${ctx.jobId}:${folder}`);
      if (last) {
        await ctx.do(recordScrub, { share, ...sum }, `audit.scrub:${ctx.jobId}:share-${share}`);
        sum = { files: 0, bytes: 0 };
      }
      if (place >= start) await ctx.progress(place + 1, plan.length, bad === 0 ? '' : `異常 ${bad} 件`);
    }
    return { folders: plan.length - start, bad };
  },
});

const BadOnRecord = z.object({ files: z.array(BadFile) });

/** Damaged files named in the trail since a moment, newest first. */
export async function badFilesSince(city: Pick<City, 'staffDb'>, since: Temporal.Instant): Promise<readonly (BadFile & { readonly at: Temporal.Instant })[]> {
  const found = await city.staffDb.use((asks) => asks.run<{ at: Temporal.Instant; detail: unknown }>(`select at, detail from kernel.audit_entries where subject = $1 and command = 'audit.filesDamaged' and outcome = 'done' and at >= $2 order by at desc limit 100`, [SCRUBS, since]));
  return found.rows.flatMap(({ at, detail }) => {
    const read = BadOnRecord.safeParse(isRecord(detail) ? detail['input'] : null);
    return read.success ? read.data.files.map((file) => ({ ...file, at })) : [];
  });
}
