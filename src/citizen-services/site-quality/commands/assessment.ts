/** ウェブアクセシビリティ取組確認・評価表: one sheet a fiscal year, filled by a person beside what the system can prove. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { choiceField, dateField, intField, listField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { factsFor } from '../proving.ts';
import { begin, locked, written } from '../publications.ts';
import { formOf, proofs } from '../rules/self-assessment.ts';
import { type Ctx, nameOf, whoOf } from '../site.ts';
import { publicationField, said, versionField, words } from './fields.ts';

async function gather(ctx: Ctx, sheet: string, year: number, fresh: boolean): Promise<number> {
  const { items } = formOf(year);
  const found = new Map(proofs(await factsFor(ctx, year)).map((one) => [one.item, one]));
  for (const item of items) {
    const proof = found.get(item.code);
    const proved = { proved: proof?.points ?? null, proved_why: proof?.why ?? '' };
    if (fresh) await ctx.db.insertInto('site_quality.points').values({ assessment_id: sheet, item: item.code, points: proof?.points ?? 0, evidence: proof?.evidence ?? '', ...proved }).execute();
    // What somebody wrote stays; only what can be proved is looked at anew.
    else await ctx.db.updateTable('site_quality.points').set(proved).where('assessment_id', '=', sheet).where('item', '=', item.code).execute();
  }
  return found.size;
}

export const startAssessment = command({
  name: 'site-quality.startAssessment',
  title: { ja: '取組確認・評価表を作る', en: 'Begin a year’s self-assessment' },
  input: z.object({ fiscalYear: intField({ ja: '年度（西暦）', en: 'Fiscal year' }, { min: 2000, max: 2200 }) }),
  allow: [staff('site-quality.work')],
  refusals: { YearTaken: refusals.YearTaken, YearWrong: refusals.YearWrong },
  async run(ctx, input): Promise<Outcome<{ publication: string; fiscalYear: number }, 'YearTaken' | 'YearWrong'>> {
    if (input.fiscalYear < 2016 || input.fiscalYear > fiscalYearOf(ctx.today)) return refuse('YearWrong');
    const publication = await begin(ctx, 'assessment');
    await ctx.db.insertInto('site_quality.assessments').values({ id: publication, fiscal_year: input.fiscalYear, confirmed_on: ctx.today, form_from: Temporal.PlainDate.from(formOf(input.fiscalYear).from) }).execute();
    await gather(ctx, publication, input.fiscalYear, true);
    return done({ publication, fiscalYear: input.fiscalYear });
  },
});

export const gatherProofs = command({
  name: 'site-quality.gatherProofs',
  title: { ja: '確かめられることを集め直す', en: 'Gather the proofs anew' },
  input: z.object({ publication: publicationField }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft },
  async run(ctx, input): Promise<Outcome<{ found: number }, 'NotDraft' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'assessment');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    const sheet = await ctx.db.selectFrom('site_quality.assessments').select('fiscal_year').where('id', '=', it.id).executeTakeFirstOrThrow();
    const found = await gather(ctx, it.id, sheet.fiscal_year, false);
    await written(ctx, it);
    return done({ found });
  },
});

const evidenceField = textField({ ja: '根拠のアドレス', en: 'Evidence' }, { max: 300, min: 0, numbers: true, pattern: { test: /^(?:|\/[^\s]*|https:\/\/[^\s]+)$/, say: { ja: '「根拠のアドレス」は、/ か https:// で始めてください。', en: '“Evidence” must begin with / or https://.' } } });

export const saveAssessment = command({
  name: 'site-quality.saveAssessment',
  title: { ja: '取組確認・評価表を書く', en: 'Fill in a self-assessment' },
  input: z.object({
    publication: publicationField, version: versionField, confirmedOn: dateField({ ja: '取組内容を確認した日', en: 'Confirmed on' }),
    points: listField({ ja: '項目', en: 'Items' }, z.object({ item: said({ ja: '項目', en: 'Item' }, 30), points: intField({ ja: '点', en: 'Points' }, { min: 0, max: 4 }), remark: words({ ja: '備考', en: 'Remark' }, 500, true), evidence: evidenceField }), { max: 40 }),
  }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft, UnknownItem: refusals.UnknownItem, PointsTooMany: refusals.PointsTooMany },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotDraft' | 'UnknownItem' | 'PointsTooMany' | 'NotFound' | 'Conflict'>> {
    const it = await locked(ctx, input.publication, 'assessment');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    if (it.version !== input.version) return refuse('Conflict');
    const sheet = await ctx.db.selectFrom('site_quality.assessments').select('fiscal_year').where('id', '=', it.id).executeTakeFirstOrThrow();
    const { items } = formOf(sheet.fiscal_year);
    for (const row of input.points) {
      const item = items.find((one) => one.code === row.item);
      if (!item) return refuse('UnknownItem', { item: row.item });
      if (row.points > item.max) return refuse('PointsTooMany', { item: item.ja, max: item.max });
    }
    for (const { item, ...row } of input.points) await ctx.db.updateTable('site_quality.points').set(row).where('assessment_id', '=', it.id).where('item', '=', item).execute();
    await ctx.db.updateTable('site_quality.assessments').set({ confirmed_on: input.confirmedOn }).where('id', '=', it.id).execute();
    return done({ version: await written(ctx, it) });
  },
});

export const noteEffort = command({
  name: 'site-quality.noteEffort',
  title: { ja: '研修・利用者の参加・改善を記録する', en: 'Note a training, a test with users, an improvement' },
  input: z.object({
    kind: choiceField({ ja: '種類', en: 'Kind' }, ['training', 'user_test', 'opinions', 'improvement'] as const), heldOn: dateField({ ja: '行った日', en: 'Day' }), title: said({ ja: '内容', en: 'What' }, 100),
    people: intField({ ja: '人数', en: 'People' }, { min: 0, max: 100_000 }), note: words({ ja: '備考', en: 'Remark' }, 500, true),
  }),
  allow: [staff('site-quality.work')],
  refusals: { DayWrong: refusals.DayWrong },
  async run(ctx, input): Promise<Outcome<{ effort: string }, 'DayWrong'>> {
    if (Temporal.PlainDate.compare(input.heldOn, ctx.today) > 0) return refuse('DayWrong');
    const effort = ctx.newId();
    await ctx.db.insertInto('site_quality.efforts').values({ id: effort, kind: input.kind, held_on: input.heldOn, title: input.title, people: input.people, note: input.note, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: `site-quality-effort:${effort}` });
    return done({ effort });
  },
});
