/** 承認: what one wrote another puts before the public. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField } from '../../../kernel/fields.ts';
import { fourEyes, mayNotDecide, notSent, sentBy } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Changes, changesBetween } from '../corrections.ts';
import { kindPaths, kindWords } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Locked, locked } from '../publications.ts';
import { checklist, openCells } from '../rules/checklist.ts';
import { criteriaAt } from '../rules/criteria.ts';
import { formOf } from '../rules/self-assessment.ts';
import { type Ctx, nameOf, whoOf } from '../site.ts';
import { publicationField, versionField, words } from './fields.ts';

type Incomplete = 'NotOver' | 'NothingCorrected' | 'ResultsOpen' | 'PointsUnproved';

const isEmpty = (changes: Changes) => changes.statement.length === 0 && changes.results.length === 0;

/** What still misses before anybody is asked to approve. */
async function incomplete(ctx: Ctx, it: Locked): Promise<Refused<Incomplete> | null> {
  if (it.kind === 'test') {
    const [test, pages, results] = await Promise.all([
      ctx.db.selectFrom('site_quality.tests').select(['level', 'to_on', 'corrects']).where('id', '=', it.id).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('site_quality.test_pages').select('ordinal').where('test_id', '=', it.id).orderBy('ordinal').execute(),
      ctx.db.selectFrom('site_quality.results').selectAll().where('test_id', '=', it.id).execute(),
    ]);
    if (Temporal.PlainDate.compare(test.to_on, ctx.today) > 0) return refuse('NotOver');
    const list = criteriaAt(test.level);
    const open = openCells(checklist(list, pages.map((page) => page.ordinal), results));
    if (open === 0) return test.corrects !== null && isEmpty(await changesBetween(ctx.db, test.corrects, it.id, false)) ? refuse('NothingCorrected') : null;
    const answered = Map.groupBy(results.filter((result) => list.some((one) => one.number === result.criterion)), (result) => result.ordinal);
    const missing = pages.map((page) => page.ordinal).filter((ordinal) => (answered.get(ordinal)?.length ?? 0) < list.length);
    return refuse('ResultsOpen', { open, pages: `${missing.slice(0, 10).join('・')}${missing.length > 10 ? ' など' : ''}` });
  }
  if (it.kind === 'assessment') {
    const sheet = await ctx.db.selectFrom('site_quality.assessments').select('fiscal_year').where('id', '=', it.id).executeTakeFirstOrThrow();
    const points = await ctx.db.selectFrom('site_quality.points').selectAll().where('assessment_id', '=', it.id).execute();
    const unproved = points.find((one) => one.remark === '' && one.points !== (one.proved ?? 0));
    if (unproved) return refuse('PointsUnproved', { item: formOf(sheet.fiscal_year).items.find((one) => one.code === unproved.item)?.ja ?? unproved.item });
  }
  return null;
}

export const submit = command({
  name: 'site-quality.submit',
  title: { ja: '公開の承認を求める', en: 'Ask for approval' },
  input: z.object({ publication: publicationField, version: versionField }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft, NotOver: refusals.NotOver, NothingCorrected: refusals.NothingCorrected, ResultsOpen: refusals.ResultsOpen, PointsUnproved: refusals.PointsUnproved },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotDraft' | Incomplete | 'NotFound' | 'Conflict'>> {
    const it = await locked(ctx, input.publication);
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    if (it.version !== input.version) return refuse('Conflict');
    const missing = await incomplete(ctx, it);
    if (missing) return missing;
    await ctx.db.updateTable('site_quality.publications').set({ state: 'waiting', ...sentBy(ctx), returned_note: '', version: it.version + 1 }).where('id', '=', it.id).execute();
    ctx.audit({ subject: `site-quality-${it.kind}:${it.id}` });
    return done({ version: it.version + 1 });
  },
});

export const recall = command({
  name: 'site-quality.recall',
  title: { ja: '承認の求めを引き戻す', en: 'Take back the request for approval' },
  input: z.object({ publication: publicationField }),
  allow: [staff('site-quality.work')],
  refusals: { NotWaiting: fourEyes.NotWaiting },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotWaiting' | 'NotFound'>> {
    const it = await locked(ctx, input.publication);
    if (!it) return refuse('NotFound');
    if (it.state !== 'waiting') return refuse('NotWaiting');
    await ctx.db.updateTable('site_quality.publications').set({ state: 'draft', ...notSent, version: it.version + 1 }).where('id', '=', it.id).execute();
    ctx.audit({ subject: `site-quality-${it.kind}:${it.id}` });
    return done({ version: it.version + 1 });
  },
});

export const decide = command({
  name: 'site-quality.decide',
  title: { ja: '公開を承認する・差し戻す', en: 'Approve or return' },
  input: z.object({ publication: publicationField, version: versionField, decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words({ ja: '意見', en: 'Remark' }, 500, true) }),
  allow: [staff('site-quality.approve')],
  refusals: fourEyes,
  async run(ctx, input): Promise<Outcome<{ state: 'public' | 'draft' }, 'NotWaiting' | 'SelfApproval' | 'NoteNeeded' | 'NotFound' | 'Conflict'>> {
    const it = await locked(ctx, input.publication);
    if (!it) return refuse('NotFound');
    const refused = mayNotDecide(ctx, it, it.state === 'waiting', input.version);
    if (refused) return refused;
    ctx.audit({ subject: `site-quality-${it.kind}:${it.id}`, decision: input.decision });
    if (input.decision === 'return') {
      if (input.note === '') return refuse('NoteNeeded');
      await ctx.db.updateTable('site_quality.publications').set({ state: 'draft', returned_note: input.note, ...notSent, version: it.version + 1 }).where('id', '=', it.id).execute();
      tell(ctx, it, { ja: `${kindWords[it.kind]}が差し戻されました`, en: 'A document was returned' }, { ja: `${nameOf(ctx)}：${input.note}`, en: `${nameOf(ctx)}: ${input.note}` });
      return done({ state: 'draft' });
    }
    // A policy takes the place of the one before it; results and sheets stand side by side.
    if (it.kind === 'policy') await ctx.db.updateTable('site_quality.publications').set({ state: 'past', ended_at: ctx.now }).where('kind', '=', 'policy').where('state', '=', 'public').execute();
    // A corrected edition takes the place of the one it corrects, which stays readable.
    if (it.kind === 'test') await ctx.db.updateTable('site_quality.publications').set({ state: 'past', ended_at: ctx.now }).where('state', '=', 'public').where('id', 'in', (eb) => eb.selectFrom('site_quality.tests').select('corrects').where('id', '=', it.id).where('corrects', 'is not', null).$castTo<{ corrects: string }>()).execute();
    await ctx.db.updateTable('site_quality.publications').set({ state: 'public', public_at: ctx.now, decided_by: whoOf(ctx), decided_name: nameOf(ctx), version: it.version + 1 }).where('id', '=', it.id).execute();
    tell(ctx, it, { ja: `${kindWords[it.kind]}を公開しました`, en: 'A document is public' }, { ja: `${nameOf(ctx)}が承認しました。`, en: `${nameOf(ctx)} approved it.` });
    return done({ state: 'public' });
  },
});

function tell(ctx: Ctx, it: Locked, title: { readonly ja: string; readonly en: string }, body: { readonly ja: string; readonly en: string }): void {
  if (it.submitted_by?.startsWith('staff:')) ctx.notify({ to: { staff: it.submitted_by.slice('staff:'.length) }, kind: 'site-quality.decided', href: kindPaths[it.kind], title, body });
}

export const drop = command({
  name: 'site-quality.drop',
  title: { ja: '下書きを取りやめる', en: 'Drop a draft' },
  input: z.object({ publication: publicationField }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft },
  async run(ctx, input): Promise<Outcome<{ dropped: true }, 'NotDraft' | 'NotFound'>> {
    const it = await locked(ctx, input.publication);
    if (!it) return refuse('NotFound');
    // A year has one sheet: it is put right, not thrown away.
    if (it.state !== 'draft' || it.kind === 'assessment') return refuse('NotDraft');
    await ctx.db.updateTable('site_quality.publications').set({ state: 'dropped', ended_at: ctx.now, version: it.version + 1 }).where('id', '=', it.id).execute();
    if (it.kind === 'test') await ctx.db.updateTable('site_quality.tests').set({ edition: null }).where('id', '=', it.id).where('corrects', 'is not', null).execute();
    ctx.audit({ subject: `site-quality-${it.kind}:${it.id}` });
    return done({ dropped: true });
  },
});
