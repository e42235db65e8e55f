/** 組織改正 before it is done: everything it touches, by address. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { renamesOf, ROLLBACK_DAYS, stepsOf } from '../commands/offices.ts';
import { type Asked, writtenNumber } from '../site.ts';

const editors = [staff('website.edit')];
const LISTED = 500;

export const officeChanges = query({
  name: 'website.officeChanges',
  title: { ja: '組織改正の一覧', en: 'Changes of offices' },
  input: z.object({}),
  allow: editors,
  async run(ctx) {
    const [rows, offices, sections] = await Promise.all([
      ctx.db.selectFrom('website.office_changes').select(['id', 'name', 'effective_on as effectiveOn', 'state', 'made_name as by', 'made_at as at', 'done_at as doneAt', 'offices', 'sections']).orderBy('effective_on', 'desc').orderBy('made_at', 'desc').limit(100).execute(),
      ctx.db.selectFrom('kernel.departments').select(['code', 'name', 'valid_from as from', 'valid_to as to']).orderBy('code').execute(),
      ctx.db.selectFrom('website.sections').select(['id', 'path', 'name', 'slug']).where('closed_at', 'is', null).orderBy('path').execute(),
    ]);
    return { rows: rows.map((row) => ({ ...row, offices: stepsOf(row.offices).length, sections: renamesOf(row.sections).length })), offices, sections };
  },
});

async function touched(ctx: Asked, steps: readonly { readonly from: string; readonly to: string }[]) {
  const codes = steps.map((step) => step.from);
  if (codes.length === 0) return { pages: [], count: 0, cards: [] };
  const pages = ctx.db.selectFrom('website.pages as p').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').where('d.code', 'in', codes);
  const [rows, count, cards] = await Promise.all([
    pages.select(['p.id', 'p.page_no as pageNo', 'p.path', 'p.state', 'd.name as office', 'd.code']).orderBy('p.path').limit(LISTED).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    ctx.db.selectFrom('website.contacts as c').innerJoin('kernel.departments as d', 'd.id', 'c.department_id').select(['d.code', 'd.name', 'c.phone']).where('d.code', 'in', codes).orderBy('d.code').execute(),
  ]);
  return { pages: rows.map((row) => ({ ...row, pageNo: writtenNumber(row.pageNo) })), count: Number(count.count), cards };
}

export const officeChange = query({
  name: 'website.officeChange',
  title: { ja: '組織改正の内容と影響', en: 'A change of offices and what it touches' },
  input: z.object({ change: idField({ ja: '組織改正', en: 'Change' }) }),
  allow: editors,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('website.office_changes').selectAll().where('id', '=', input.change).executeTakeFirst();
    if (!row) return null;
    const steps = stepsOf(row.offices);
    const renames = renamesOf(row.sections);
    const [effect, names, sections] = await Promise.all([
      touched(ctx, steps), ctx.db.selectFrom('kernel.departments').select(['code', 'name']).execute(),
      renames.length === 0 ? [] : ctx.db.selectFrom('website.sections').select(['id', 'path', 'name']).where('id', 'in', renames.map((one) => one.section)).execute(),
    ]);
    const nameOf = (code: string) => names.find((one) => one.code === code)?.name ?? code;
    const folders = await Promise.all(renames.map(async ({ section, slug }) => {
      const one = sections.find((each) => each.id === section);
      const path = one?.path ?? '';
      const { count } = await ctx.db.selectFrom('website.pages').select((eb) => eb.fn.countAll<number>().as('count')).where('path', 'like', `${path.replaceAll(/[%_\\]/g, '\\$&')}%`).executeTakeFirstOrThrow();
      return { name: one?.name ?? '', from: path, to: row.state === 'planned' ? path.replace(/[^/]+\/$/, `${slug}/`) : path, addresses: Number(count) };
    }));
    const until = row.done_at?.add({ hours: 24 * ROLLBACK_DAYS }) ?? null;
    return {
      id: row.id, name: row.name, effectiveOn: row.effective_on, state: row.state, version: row.version, by: row.made_name, at: row.made_at, doneAt: row.done_at, rolledBackAt: row.rolled_back_at,
      offices: steps.map((step) => ({ ...step, fromName: nameOf(step.from), toName: nameOf(step.to) })), folders, pages: effect.pages, pageCount: effect.count, cards: effect.cards,
      rollbackUntil: row.state === 'done' && until !== null && Temporal.Instant.compare(until, ctx.now) >= 0 ? until : null,
    };
  },
});
