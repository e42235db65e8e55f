/** The dry run: what a file would make, change and leave, and why. */
import { z } from 'zod';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { mayWrite } from '../calendar-store.ts';
import { writers } from '../commands/editing.ts';
import { planImport, planMark } from '../importing.ts';

export const importPlan = query({
  name: 'events.importPlan',
  title: { ja: '取込みの下見', en: 'What an import would do' },
  input: z.object({ import: idField({ ja: '取込み', en: 'Import' }) }),
  allow: writers,
  async run(ctx, input) {
    const file = await ctx.db.selectFrom('events.imports as i').innerJoin('kernel.departments as d', 'd.id', 'i.department_id').selectAll('i').select(['d.name as office', 'd.code as officeCode']).where('i.id', '=', input.import).executeTakeFirst();
    if (!file || !mayWrite(ctx, file.officeCode)) return null;
    const head = { id: file.id, kind: file.kind, name: file.name, office: file.office, madeName: file.made_name, madeAt: file.made_at, doneAt: file.done_at, added: file.added, changed: file.changed };
    if (file.done_at !== null) return { ...head, items: [], problems: [], repairs: [], mark: '', counts: { new: 0, update: 0, same: 0, older: 0, left: 0 } };
    const plan = await planImport(ctx, file);
    const count = (decision: string) => plan.items.filter((item) => item.decision === decision).length;
    return {
      ...head, problems: plan.problems, repairs: plan.repairs, mark: planMark(plan), counts: { new: count('new'), update: count('update'), same: count('same'), older: count('older'), left: count('left') },
      items: plan.items.map(({ line, title, when, decision, reason, event, changes }) => ({ line, title, when, decision, reason, event, changes: changes.length })),
    };
  },
});

export const recentImports = query({
  name: 'events.recentImports',
  title: { ja: '最近の取込み', en: 'Recent imports' },
  input: z.object({}),
  allow: writers,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('events.imports as i').innerJoin('kernel.departments as d', 'd.id', 'i.department_id').select(['i.id', 'i.name', 'i.kind', 'i.made_name as madeName', 'i.made_at as madeAt', 'i.done_at as doneAt', 'i.added', 'i.changed', 'd.name as office', 'd.code as officeCode']).orderBy('i.made_at', 'desc').limit(50).execute();
    return rows.filter((row) => mayWrite(ctx, row.officeCode)).slice(0, 20);
  },
});
