/** How backups stand: written by the backup process, read here. */
import { z } from 'zod';
import { actsOf } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import type { KernelTables } from '../../../kernel/db/rows.ts';
import { type Alarm, backupAlarms, nextDrill } from '../rules/backup-state.ts';

const { query } = actsOf<KernelTables>();
const SETS = 40;
const DRILLS = 12;

type Db = Parameters<Parameters<typeof query>[0]['run']>[0]['db'];

async function stateOf(db: Db, now: Temporal.Instant) {
  const [state, sets] = await Promise.all([
    db.selectFrom('kernel.backup_state').select(['place', 'every_seconds', 'keep', 'checked_at', 'covers_to', 'free_bytes', 'spooled', 'problem', 'problem_since']).executeTakeFirst(),
    db.selectFrom('kernel.backup_sets').select(['id', 'manifest', 'place', 'started_at', 'consistent_at', 'finished_at', 'bytes', 'new_bytes', 'files', 'databases', 'damaged_files', 'problem'])
      .where('removed_at', 'is', null).orderBy('finished_at', 'desc').limit(SETS).execute(),
  ]);
  const good = sets.filter((set) => set.problem === null);
  const lastGood = good[0]?.consistent_at ?? null;
  const alarms: readonly Alarm[] = state === undefined ? [] : backupAlarms({
    everySeconds: state.every_seconds, checkedAt: state.checked_at, coversTo: state.covers_to, lastGood, freeBytes: state.free_bytes,
    largestNew: Math.max(0, ...good.slice(0, 10).map((set) => set.new_bytes)), spooled: state.spooled, problem: state.problem,
  }, now);
  return { state: state ?? null, sets, lastGood, alarms };
}

export const backups = query({
  name: 'operations.backups',
  title: { ja: 'バックアップの様子', en: 'Backups' },
  input: z.object({}),
  allow: [staff('operations.backups')],
  async run(ctx) {
    const [{ state, sets, lastGood, alarms }, drills] = await Promise.all([
      stateOf(ctx.db, ctx.now),
      ctx.db.selectFrom('kernel.restore_drills').select(['id', 'at', 'place', 'rto_seconds', 'rpo_seconds', 'tables', 'files', 'all_equal', 'differences', 'note']).orderBy('at', 'desc').limit(DRILLS).execute(),
    ]);
    const goodDrill = drills.find((drill) => drill.all_equal);
    return {
      state: state && { place: state.place, everyMinutes: Math.round(state.every_seconds / 60), keep: state.keep, checkedAt: state.checked_at, coversTo: state.covers_to, freeBytes: state.free_bytes, spooled: state.spooled, problem: state.problem, problemSince: state.problem_since },
      alarms, lastGood, now: ctx.now,
      sets: sets.map((set) => ({ id: set.id, at: set.consistent_at ?? set.finished_at, seconds: set.finished_at.since(set.started_at).total('seconds'), bytes: set.bytes, newBytes: set.new_bytes, files: set.files, damaged: set.damaged_files, place: set.place, problem: set.problem })),
      drills: drills.map((drill) => ({ id: drill.id, at: drill.at, rtoSeconds: Number(drill.rto_seconds), rpoSeconds: Number(drill.rpo_seconds), tables: drill.tables, files: drill.files, allEqual: drill.all_equal, differences: z.array(z.string()).catch([]).parse(drill.differences), note: drill.note })),
      due: nextDrill(goodDrill ? tokyoDate(goodDrill.at) : null, ctx.today),
    };
  },
});

/** For the menu: how many things about backups are red. */
export const backupTroubles = query({
  name: 'operations.backupTroubles',
  title: { ja: 'バックアップの困りごとの数', en: 'Backup alarms' },
  input: z.object({}),
  allow: [staff('operations.backups')],
  run: async (ctx) => (await stateOf(ctx.db, ctx.now)).alarms.filter((one) => one.level === 'bad').length,
});
