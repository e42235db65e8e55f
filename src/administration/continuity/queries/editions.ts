/** 計画の版 and the chapters written by hand. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { casesAbout } from '../../../kernel/approval/about.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { labels } from '../commands/fields.ts';
import { planKind } from '../kinds.ts';
import { type Plan } from '../rules/plan.ts';
import { seal } from '../rules/seal.ts';

const readers = [staff('continuity.view'), staff('continuity.approve')];

export const editionList = query({
  name: 'continuity.editionList',
  title: { ja: '計画の版の一覧', en: 'Editions' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [editions, chapters] = await Promise.all([
      ctx.db.selectFrom('continuity.editions').select(['id', 'number', 'state', 'change_note as changeNote', 'hash', 'made_name as madeName', 'made_at as madeAt', 'decided_name as decidedName', 'decided_at as decidedAt']).orderBy('number', 'desc').limit(200).execute(),
      ctx.db.selectFrom('continuity.chapters').select(['code', 'ordinal', 'heading', 'body', 'as_of as asOf', 'version']).orderBy('ordinal').orderBy('code').execute(),
    ]);
    return { editions, chapters };
  },
});

/** What was frozen is read as the plan it was: the shape is fixed by `makeEdition`, the content by its hash. */
function planOf(snapshot: unknown): Plan {
  return snapshot as Plan;
}

export const edition = query({
  name: 'continuity.edition',
  title: { ja: '計画の版', en: 'An edition' },
  input: z.object({ edition: idField(labels.edition) }),
  allow: readers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('continuity.editions').selectAll().where('id', '=', input.edition).executeTakeFirst();
    if (!row) return null;
    const { snapshot, made_by: madeBy, decided_by: _, ...facts } = row;
    return { ...facts, plan: planOf(snapshot), intact: seal(snapshot) === row.hash, mine: ctx.actor.kind === 'staff' && madeBy === `staff:${ctx.actor.id}`, case: (await casesAbout(ctx.db, planKind, [row.id])).get(row.id) ?? null };
  },
});
