/** 組織改正: planned with a list of everything it touches, done at midnight in one transaction, taken back within seven days. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { codeField, dateField, idField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { officeProblems, type OfficeStep } from '../rules/offices.ts';
import { type Ctx, nameOf, takeAddress, whoOf } from '../site.ts';
import { note } from '../publishing.ts';
import { labels, slugField, versionField } from './fields.ts';
import { moveBelow } from './setup.ts';

export const ROLLBACK_DAYS = 7;
const changeField = idField({ ja: '組織改正', en: 'Change of offices' });
const editors = [staff('website.edit')];

const stepsField = listField({ ja: '課の移り変わり', en: 'Offices' }, z.object({ from: codeField({ ja: '改正前の課', en: 'Before' }, 80), to: codeField({ ja: '改正後の課', en: 'After' }, 80) }), { max: 200 });
const sectionsField = withDefault(listField({ ja: 'フォルダー', en: 'Folders' }, z.object({ section: idField(labels.section), slug: slugField }), { max: 200 }), []);

export const planOfficeChange = command({
  name: 'website.planOfficeChange',
  title: { ja: '組織改正を計画する', en: 'Plan a change of offices' },
  input: z.object({ name: textField({ ja: '名前', en: 'Name' }, { max: 100 }), effectiveOn: dateField({ ja: '改正の日', en: 'Effective on' }), offices: stepsField, sections: sectionsField }),
  allow: editors,
  refusals: { UnknownOffice: { ...refusals.UnknownOffice, field: 'offices' }, PlanWrong: { status: 422, field: 'offices', ja: (d) => `計画できません。${typeof d['said'] === 'string' ? d['said'] : '課の移り変わりを確かめてください。'}`, en: (d) => `It cannot be planned. ${typeof d['saidEn'] === 'string' ? d['saidEn'] : 'Please look at the offices again.'}` }, PastDay: { status: 422, field: 'effectiveOn', ja: () => '「改正の日」は、きょうより後の日にしてください。', en: () => 'The day must be in the future.' } },
  async run(ctx, input): Promise<Outcome<{ change: string }, 'UnknownOffice' | 'PlanWrong' | 'PastDay' | 'NotFound'>> {
    if (Temporal.PlainDate.compare(input.effectiveOn, ctx.today) <= 0) return refuse('PastDay');
    const [problem] = officeProblems(input.offices);
    if (problem) return refuse('PlanWrong', { said: problem.ja, saidEn: problem.en });
    if (input.offices.length + input.sections.length === 0) return refuse('PlanWrong', { said: '変わる課かフォルダーを、一つ以上選んでください。', saidEn: 'Choose at least one office or folder.' });
    const codes = [...new Set(input.offices.flatMap((step) => [step.from, step.to]))];
    const known = codes.length === 0 ? [] : await ctx.db.selectFrom('kernel.departments').select('code').where('code', 'in', codes).execute();
    if (known.length !== codes.length) return refuse('UnknownOffice');
    for (const one of input.sections) if (!(await ctx.db.selectFrom('website.sections').select('id').where('id', '=', one.section).where('closed_at', 'is', null).executeTakeFirst())) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('website.office_changes').values({ id, name: input.name, effective_on: input.effectiveOn, offices: JSON.stringify(input.offices), sections: JSON.stringify(input.sections), made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.enqueue('website.officesDue', {}, { at: input.effectiveOn.toZonedDateTime('Asia/Tokyo').toInstant() });
    ctx.audit({ subject: `offices:${id}` });
    return done({ change: id });
  },
});

export const stepsOf = (stored: unknown): readonly OfficeStep[] => (Array.isArray(stored) ? stored.flatMap((one) => (isRecord(one) && typeof one['from'] === 'string' && typeof one['to'] === 'string' ? [{ from: one['from'], to: one['to'] }] : [])) : []);
export const renamesOf = (stored: unknown): readonly { readonly section: string; readonly slug: string }[] => (Array.isArray(stored) ? stored.flatMap((one) => (isRecord(one) && typeof one['section'] === 'string' && typeof one['slug'] === 'string' ? [{ section: one['section'], slug: one['slug'] }] : [])) : []);

type Before = { readonly pages: readonly (readonly [id: string, department: string])[]; readonly sections: readonly (readonly [id: string, department: string])[]; readonly slugs: readonly (readonly [id: string, slug: string])[] };

/** A folder under another name; its old addresses lead on in one step. False: the new one leads somewhere else. */
async function renameSection(ctx: Ctx, id: string, slug: string): Promise<string | false> {
  const row = await ctx.db.selectFrom('website.sections').select(['path', 'slug']).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row || row.slug === slug) return row?.slug ?? false;
  const path = row.path.replace(/[^/]+\/$/, `${slug}/`);
  if (!(await takeAddress(ctx, path, { section: id }, 'moved'))) return false;
  await ctx.db.updateTable('website.sections').set((eb) => ({ slug, path, version: eb('version', '+', 1) })).where('id', '=', id).execute();
  return (await moveBelow(ctx, id, path)) ? row.slug : false;
}

async function carryOut(ctx: Ctx, id: string): Promise<'SlugTaken' | 'NotPlanned' | { readonly pages: number }> {
  const change = await ctx.db.selectFrom('website.office_changes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (change?.state !== 'planned') return 'NotPlanned';
  const steps = stepsOf(change.offices);
  const offices = new Map((await ctx.db.selectFrom('kernel.departments').select(['id', 'code']).execute()).map((row) => [row.code, row.id]));
  const before = { pages: [] as [string, string][], sections: [] as [string, string][], slugs: [] as [string, string][] };
  for (const { from, to } of steps) {
    const [old, next] = [offices.get(from), offices.get(to)];
    if (old === undefined || next === undefined) return 'NotPlanned';
    const pages = await ctx.db.updateTable('website.pages').set((eb) => ({ department_id: next, version: eb('version', '+', 1) })).where('department_id', '=', old).returning('id').execute();
    const sections = await ctx.db.updateTable('website.sections').set((eb) => ({ department_id: next, version: eb('version', '+', 1) })).where('department_id', '=', old).returning('id').execute();
    before.pages.push(...pages.map((row): [string, string] => [row.id, old]));
    before.sections.push(...sections.map((row): [string, string] => [row.id, old]));
    for (const page of pages) await note(ctx, page.id, 'moved', { note: `組織改正「${change.name}」` });
    // The first of the merged offices that has a card gives it to the new one, which may change it at any time.
    const card = await ctx.db.selectFrom('website.contacts').select(['phone', 'place', 'hours', 'mail']).where('department_id', '=', old).executeTakeFirst();
    if (card) await ctx.db.insertInto('website.contacts').values({ department_id: next, ...card }).onConflict((conflict) => conflict.column('department_id').doNothing()).execute();
    await ctx.db.deleteFrom('website.office_successions').where('code', '=', from).execute();
    await ctx.db.insertInto('website.office_successions').values({ code: from, becomes: to, change_id: id }).execute();
  }
  for (const one of renamesOf(change.sections)) {
    const old = await renameSection(ctx, one.section, one.slug);
    if (old === false) return 'SlugTaken';
    before.slugs.push([one.section, old]);
  }
  await ctx.db.updateTable('website.office_changes').set({ state: 'done', done_at: ctx.now, before: JSON.stringify(before), version: change.version + 1 }).where('id', '=', id).execute();
  ctx.audit({ subject: `offices:${id}`, pages: before.pages.length });
  return { pages: before.pages.length };
}

/** At midnight of their day, by the machine; what cannot be carried out stays planned, and the office is told. */
export const carryOutDue = command({
  name: 'website.carryOutDue',
  title: { ja: '日の来た組織改正を行う', en: 'Carry out what is due' },
  input: z.object({}),
  allow: [system],
  refusals: { SlugTaken: refusals.SlugTaken },
  async run(ctx): Promise<Outcome<{ done: number }, 'SlugTaken'>> {
    const due = await ctx.db.selectFrom('website.office_changes').select('id').where('state', '=', 'planned').where('effective_on', '<=', ctx.today).orderBy('effective_on').orderBy('made_at').execute();
    let count = 0;
    for (const one of due) {
      const made = await carryOut(ctx, one.id);
      if (made === 'SlugTaken') return refuse('SlugTaken');
      if (made !== 'NotPlanned') count += 1;
    }
    return done({ done: count });
  },
});

export const dropOfficeChange = command({
  name: 'website.dropOfficeChange',
  title: { ja: '組織改正の計画をやめる', en: 'Drop a planned change' },
  input: z.object({ change: changeField, version: versionField }),
  allow: editors,
  refusals: { NotPlanned: { ja: () => 'この組織改正は、計画の段階ではありません。', en: () => 'It is not planned any more.' } },
  async run(ctx, input): Promise<Outcome<{ change: string }, 'NotPlanned' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('website.office_changes').select(['state', 'version']).where('id', '=', input.change).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'planned') return refuse('NotPlanned');
    await ctx.db.updateTable('website.office_changes').set({ state: 'dropped', version: row.version + 1 }).where('id', '=', input.change).execute();
    ctx.audit({ subject: `offices:${input.change}` });
    return done({ change: input.change });
  },
});

const beforeOf = (stored: unknown): Before => {
  const pairs = (value: unknown): [string, string][] => (Array.isArray(value) ? value.flatMap((one: unknown) => (Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'string' ? [[one[0], one[1]] as [string, string]] : [])) : []);
  const record = isRecord(stored) ? stored : {};
  return { pages: pairs(record['pages']), sections: pairs(record['sections']), slugs: pairs(record['slugs']) };
};

export const rollBackOfficeChange = command({
  name: 'website.rollBackOfficeChange',
  title: { ja: '組織改正を元に戻す（7日以内）', en: 'Take a change of offices back' },
  input: z.object({ change: changeField, version: versionField }),
  allow: editors,
  refusals: { NotDone: { ja: () => 'この組織改正は、まだ行っていないか、もう元に戻しました。', en: () => 'It has not been carried out, or was taken back.' }, TooLateToRollBack: { ja: () => `行ってから${ROLLBACK_DAYS}日を過ぎたので、元に戻せません。新しい改正を計画してください。`, en: () => 'More than seven days have passed.' }, SlugTaken: refusals.SlugTaken },
  async run(ctx, input): Promise<Outcome<{ pages: number }, 'NotDone' | 'TooLateToRollBack' | 'SlugTaken' | 'NotFound' | 'Conflict'>> {
    const change = await ctx.db.selectFrom('website.office_changes').selectAll().where('id', '=', input.change).forUpdate().executeTakeFirst();
    if (!change) return refuse('NotFound');
    if (change.version !== input.version) return refuse('Conflict');
    if (change.state !== 'done' || change.done_at === null) return refuse('NotDone');
    if (Temporal.Instant.compare(change.done_at.add({ hours: 24 * ROLLBACK_DAYS }), ctx.now) < 0) return refuse('TooLateToRollBack');
    const before = beforeOf(change.before);
    for (const [section, slug] of before.slugs.toReversed()) if ((await renameSection(ctx, section, slug)) === false) return refuse('SlugTaken');
    for (const [id, department] of before.pages) {
      await ctx.db.updateTable('website.pages').set((eb) => ({ department_id: department, version: eb('version', '+', 1) })).where('id', '=', id).execute();
      await note(ctx, id, 'moved', { note: `組織改正「${change.name}」を元に戻しました` });
    }
    for (const [id, department] of before.sections) await ctx.db.updateTable('website.sections').set((eb) => ({ department_id: department, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    await ctx.db.deleteFrom('website.office_successions').where('change_id', '=', change.id).execute();
    await ctx.db.updateTable('website.office_changes').set({ state: 'rolled_back', rolled_back_at: ctx.now, version: change.version + 1 }).where('id', '=', change.id).execute();
    ctx.audit({ subject: `offices:${change.id}`, pages: before.pages.length });
    return done({ pages: before.pages.length });
  },
});
