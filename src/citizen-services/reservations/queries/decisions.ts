/** Where what the department proposed stands in the approval room. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { type CaseAbout, casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { query } from '../acts.ts';
import { officialUseKind, permitKind } from '../kinds.ts';

export interface Proposal extends CaseAbout {
  readonly decision: string;
  readonly reason: string;
}

/** Whether 決裁規程 bind permits and reductions today, and the open proposals by reservation. */
export const proposals = query({
  name: 'reservations.proposals',
  title: { ja: '起案した許可・減免', en: 'Proposed decisions' },
  input: z.object({}),
  allow: [staff('reservations.approve')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.decisions as p').innerJoin('reservations.reservations as r', 'r.id', 'p.reservation_id').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').select(['r.id', 'f.code', 'p.decision', 'p.reason']).where('p.state', '=', 'open').execute();
    const mine = rows.filter((row) => ctx.may('reservations.approve', `facility:${row.code}`));
    const cases = await casesAbout(ctx.db, permitKind, mine.map((row) => row.id));
    const open = mine.flatMap((row): readonly (Proposal & { readonly reservation: string })[] => {
      const found = cases.get(row.id);
      return found ? [{ ...found, reservation: row.id, decision: row.decision, reason: row.reason }] : [];
    });
    return { bound: await rulesBind(ctx, permitKind), open };
  },
});

/** The cases of block-outs that are asked for, by block. */
export const blockCases = query({
  name: 'reservations.blockCases',
  title: { ja: '公用の決裁', en: 'Cases of block-outs' },
  input: z.object({}),
  allow: [staff('reservations.blocks'), staff('reservations.blocks-approve'), staff('reservations.shelter'), staff('reservations.desk')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select(['b.id', 'f.code']).where('b.state', '=', 'requested').execute();
    const mine = rows.filter((row) => ['blocks', 'blocks-approve', 'shelter', 'desk'].some((name) => ctx.may(`reservations.${name}`, `facility:${row.code}`)));
    return { bound: await rulesBind(ctx, officialUseKind), cases: [...(await casesAbout(ctx.db, officialUseKind, mine.map((row) => row.id)))].map(([block, found]) => ({ block, ...found })) };
  },
});
