/** What the nightly inspections found: on record in the trail, told to those who must act, shown on the operations page. */
import { z } from 'zod';
import { actsOf, type CommandContext } from '../act.ts';
import { system } from '../actor.ts';
import type { Level } from '../backup/verify/finding.ts';
import type { KernelTables } from '../db/rows.ts';
import { logProblem } from '../log.ts';
import { done } from '../outcome.ts';

const { command } = actsOf<KernelTables>();

/** 情報システム and 監査: whoever holds one of these is told. */
export const TOLD = ['operations.jobs', 'operations.audit', 'operations.log'] as const;
/** Subjects under which the inspections stand in the trail. */
export const VERIFICATIONS = 'log:verification';
export const SCRUBS = 'log:scrub';
const LOG_PAGE = '/staff/operations/log';
/** Enough for everything a person can look into in a day; the number of places is said in the sentence. */
const MAX_FINDINGS = 100;
const MAX_PLACES = 20;

const levels = ['good', 'incomplete', 'damaged', 'unknown'] as const satisfies readonly Level[];
export const Found = z.object({ area: z.string().max(100), level: z.enum(levels), said: z.string().max(1000), where: z.array(z.string().max(500)).max(MAX_PLACES) });

/** Everybody who holds one of the permissions today, by a role of the own or of the post. */
async function staffWith(ctx: CommandContext<KernelTables>, permissions: readonly string[]): Promise<readonly string[]> {
  const given = ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').innerJoin('kernel.staff as s', 's.id', 'g.staff_id').select('g.staff_id as staff')
    .where('p.permission', 'in', permissions).where('s.closed_at', 'is', null).where('g.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('g.valid_to', 'is', null), eb('g.valid_to', '>', ctx.today)]));
  const seated = ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.post_roles as r', 'r.post_id', 'h.post_id').innerJoin('kernel.role_permissions as p', 'p.role_id', 'r.role_id').innerJoin('kernel.staff as s', 's.id', 'h.staff_id').select('h.staff_id as staff')
    .where('p.permission', 'in', permissions).where('s.closed_at', 'is', null).where('h.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)]));
  return (await given.union(seated).execute()).map((row) => row.staff);
}

async function alarm(ctx: CommandContext<KernelTables>, kind: string, title: { readonly ja: string; readonly en: string }, said: readonly string[]): Promise<number> {
  const people = await staffWith(ctx, TOLD);
  // Whoever reads the process's own log is told even where nobody holds a permission.
  logProblem('sealed log', new Error(title.ja), { findings: said.length, told: people.length });
  const list = said.slice(0, 5).map((line) => `・${line}`).join('\n');
  for (const staff of people) {
    ctx.notify({ to: { staff }, kind, title, href: LOG_PAGE, everyChannel: true, body: {
      ja: `${list}\n記録や原本に手を加えず、画面にある場所を確かめてください。バックアップは消さないでください。`, en: `${said.length} findings. Please leave records and files as they are, keep every backup, and look at the places named on the page.` } });
  }
  return people.length;
}

/** One nightly verification: what it looked at and what it found. The entry is sealed like any other. */
export const recordVerification = command({
  name: 'audit.verified', title: { ja: '改ざん検知ログを検証した', en: 'The sealed log was verified' },
  input: z.object({ size: z.number().int().nonnegative(), seconds: z.number().nonnegative(), findings: z.array(Found).max(MAX_FINDINGS) }),
  allow: [system],
  async run(ctx, { findings }) {
    const bad = findings.filter((one) => one.level === 'damaged' || one.level === 'unknown');
    ctx.audit({ subject: VERIFICATIONS });
    if (bad.length === 0) return done({ told: 0 });
    const told = await alarm(ctx, 'audit.damaged', { ja: '記録の改ざんの疑いがあります', en: 'The records may have been tampered with' }, bad.map((one) => `${one.said}：${one.where.slice(0, 3).join('、')}`));
    return done({ told });
  },
});

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** A stored file that is not what its record says. `named`: the tables whose rows name it. */
export const BadFile = z.object({ sha256: Hash, what: z.enum(['changed', 'missing']), named: z.array(z.string().max(200)).max(MAX_PLACES) });
export type BadFile = z.infer<typeof BadFile>;

export function fileWords({ sha256, what, named }: BadFile): string {
  return `${what === 'changed' ? '中身が変わったファイル' : '置き場所にないファイル'} ${sha256.slice(0, 16)}…（${named.length > 0 ? named.join('、') : 'どの記録からも指されていない'}）`;
}

/** Told while the scrub goes on, folder by folder: nobody waits until morning for what is known now. */
export const recordBadFiles = command({
  name: 'audit.filesDamaged', title: { ja: '保管したファイルの異常を見つけた', en: 'Damaged stored files were found' },
  input: z.object({ folder: z.string().regex(/^[0-9a-f]{2}$/), files: z.array(BadFile).min(1).max(MAX_FINDINGS), more: z.number().int().nonnegative() }),
  allow: [system],
  async run(ctx, { files, more }) {
    ctx.audit({ subject: SCRUBS });
    const told = await alarm(ctx, 'audit.filesDamaged', { ja: '保管したファイルに異常があります', en: 'Stored files are damaged' }, [...files.map(fileWords), ...(more > 0 ? [`ほか ${more} 件`] : [])]);
    return done({ told });
  },
});

export const recordScrub = command({
  name: 'audit.scrubbed', title: { ja: '保管したファイルを点検した', en: 'Stored files were scrubbed' },
  input: z.object({ share: z.number().int().min(0).max(6), files: z.number().int().nonnegative(), bytes: z.number().int().nonnegative() }),
  allow: [system],
  run(ctx) {
    ctx.audit({ subject: SCRUBS });
    return Promise.resolve(done({}));
  },
});
