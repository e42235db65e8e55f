/** A drill as a record: what was measured, and the event by which other systems (the continuity plan) hear of it. */
import { z } from 'zod';
import { actsOf, eventType } from '../act.ts';
import { system } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { done } from '../outcome.ts';

const { command } = actsOf<KernelTables>();

const Measured = z.object({
  kind: z.literal('restore'),
  /** When the drill began (ISO 8601). */
  at: z.string(),
  rtoSeconds: z.number().nonnegative(),
  rpoSeconds: z.number().nonnegative(),
  tables: z.number().int().nonnegative(),
  files: z.number().int().nonnegative(),
  allEqual: z.boolean(),
  note: z.string(),
});
export type DrillHeld = z.infer<typeof Measured>;

export const drillHeld = eventType('kernel.drillHeld', Measured);

export const recordDrill = command({
  name: 'backup.recordDrill',
  title: { ja: '復元の訓練を記録する', en: 'Record a restore drill' },
  input: Measured.extend({ place: z.string(), manifest: z.string(), differences: z.array(z.string()).max(200) }),
  allow: [system],
  async run(ctx, { place, manifest, differences, ...measured }) {
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.restore_drills').values({
      id, at: Temporal.Instant.from(measured.at), place, manifest, rto_seconds: measured.rtoSeconds.toFixed(1), rpo_seconds: measured.rpoSeconds.toFixed(1),
      tables: measured.tables, files: measured.files, all_equal: measured.allEqual, differences: JSON.stringify(differences), note: measured.note,
    }).execute();
    ctx.audit({ subject: `drill:${id}`, rtoSeconds: measured.rtoSeconds, rpoSeconds: measured.rpoSeconds, allEqual: measured.allEqual });
    ctx.emit(drillHeld, measured);
    return done({ drill: id });
  },
});
