/** 手順書 and their versions. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { casesAbout } from '../../../kernel/approval/about.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { runbookKind } from '../kinds.ts';
import { labels } from '../commands/fields.ts';
import { seal } from '../rules/seal.ts';

const readers = [staff('continuity.view'), staff('continuity.approve')];

export const runbookList = query({
  name: 'continuity.runbookList',
  title: { ja: '手順書の一覧', en: 'Runbooks' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [rows, versions, sums] = await Promise.all([
      ctx.db.selectFrom('continuity.runbooks as r').leftJoin('continuity.assets as a', 'a.id', 'r.asset_id').select(['r.id', 'r.code', 'r.title', 'r.ordinal', 'a.name as asset']).orderBy('r.ordinal').orderBy('r.code').limit(500).execute(),
      ctx.db.selectFrom('continuity.runbook_versions').select(['id', 'runbook_id', 'number', 'state', 'approved_at as approvedAt', 'approved_name as approvedName', 'author_name as author']).where('state', '<>', 'superseded').execute(),
      ctx.db.selectFrom('continuity.runbook_steps').select((eb) => ['version_id', eb.fn.sum<string>('minutes').as('minutes'), eb.fn.countAll<number>().as('steps')]).groupBy('version_id').execute(),
    ]);
    return rows.map((row) => {
      const own = versions.filter((version) => version.runbook_id === row.id);
      const approved = own.find((version) => version.state === 'approved') ?? null;
      const sum = sums.find((one) => one.version_id === approved?.id);
      return { ...row, approved, draft: own.find((version) => version.state !== 'approved') ?? null, minutes: Number(sum?.minutes ?? 0), steps: sum?.steps ?? 0 };
    });
  },
});

export const runbook = query({
  name: 'continuity.runbook',
  title: { ja: '手順書', en: 'A runbook' },
  input: z.object({ runbook: idField(labels.runbook) }),
  allow: readers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('continuity.runbooks as r').leftJoin('continuity.assets as a', 'a.id', 'r.asset_id').select(['r.id', 'r.code', 'r.title', 'a.id as assetId', 'a.name as asset']).where('r.id', '=', input.runbook).executeTakeFirst();
    if (!row) return null;
    const versions = await ctx.db.selectFrom('continuity.runbook_versions').select(['id', 'number', 'state', 'opening', 'authors', 'author_name as author', 'submitted_at as submittedAt', 'returned_note as returnedNote', 'approved_name as approvedName', 'approved_at as approvedAt', 'hash', 'version']).where('runbook_id', '=', row.id).orderBy('number', 'desc').execute();
    const steps = versions.length === 0 ? [] : await ctx.db.selectFrom('continuity.runbook_steps').select(['version_id', 'instruction', 'typed', 'post', 'minutes', 'proof']).where('version_id', 'in', versions.map((version) => version.id)).orderBy('ordinal').execute();
    const mine = ctx.actor.kind === 'staff' ? `staff:${ctx.actor.id}` : '';
    const cases = await casesAbout(ctx.db, runbookKind, versions.filter((version) => version.state === 'draft' || version.state === 'submitted').map((version) => version.id));
    return {
      ...row,
      versions: versions.map(({ authors, ...version }) => {
        const own = steps.filter((step) => step.version_id === version.id).map(({ version_id: _, ...step }) => step);
        // The seal is made again each time somebody looks: what was approved is what stands here.
        return { ...version, case: cases.get(version.id) ?? null, steps: own, mine: authors.includes(mine), intact: version.hash === null || version.hash === seal({ code: row.code, title: row.title, number: version.number, opening: version.opening, steps: own }) };
      }),
    };
  },
});
