/** ファイル基準表: written by the office, copied from the year before, approved by a second person, opened on 1 April. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { fiscalYear, fiscalYearStart } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, idField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { carriers, expiryActions } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, ownOffice, person, staffOf, worksIn } from '../office.ts';
import { blackOutNames } from '../rules/person-name.ts';
import { classesThatDiffer } from '../rules/plan.ts';
import { indexFolder } from '../words.ts';
import { confidentialityField, departmentField, disclosureField, labels, retentionField, versionField, yearField } from './fields.ts';

const write = [staff('documents.work'), staff('documents.records')];
const planField = idField(labels.plan);

/** The plan, locked, when the actor may write it. */
async function ownPlan(ctx: Ctx, id: string) {
  const plan = await ctx.db.selectFrom('documents.plans').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const office = plan ? await officeCalled(ctx.db, plan.department_id) : null;
  return plan && office && (worksIn(ctx, office) || ctx.may('documents.records')) ? plan : null;
}

export const saveOffice = command({
  name: 'documents.saveOffice',
  title: { ja: '文書記号を登録する', en: 'Set an office’s symbol' },
  input: z.object({ department: departmentField, symbol: textField({ ja: '文書記号', en: 'Symbol' }, { max: 8, pattern: { test: /^[^\s0-9０-９]{1,8}$/, say: { ja: '「文書記号」は、数字と空白を除く8文字までで入力してください（例 二総）。', en: '“Symbol” may have up to 8 characters without digits.' } } }) }),
  allow: [staff('documents.records')],
  refusals: { SymbolTaken: refusals.SymbolTaken },
  async run(ctx, input) {
    if (!(await officeCalled(ctx.db, input.department))) return refuse('NotFound');
    await ctx.db.insertInto('documents.offices').values({ department_id: input.department, symbol: input.symbol }).onConflict((conflict) => conflict.column('department_id').doUpdateSet((eb) => ({ symbol: eb.ref('excluded.symbol'), version: eb('documents.offices.version', '+', 1) }))).execute();
    ctx.audit({ subject: `office:${input.department}` });
    return done({ department: input.department });
  },
});

export const makePlan = command({
  name: 'documents.makePlan',
  title: { ja: 'ファイル基準表を作る', en: 'Make a file plan' },
  input: z.object({ department: departmentField, fiscalYear: yearField, copyFrom: optional(yearField) }),
  allow: write,
  refusals: { NoOffice: refusals.NoOffice, YearTaken: refusals.YearTaken },
  async run(ctx, input): Promise<Outcome<{ plan: string; entries: number }, 'NoOffice' | 'YearTaken' | 'NotFound' | 'NotAllowed'>> {
    const office = await officeCalled(ctx.db, input.department);
    if (!office || !(worksIn(ctx, office) || ctx.may('documents.records'))) return refuse('NotFound');
    if (office.symbol === null) return refuse('NoOffice');
    const source = input.copyFrom === null ? null : await ctx.db.selectFrom('documents.plans').select('id').where('department_id', '=', office.id).where('fiscal_year', '=', input.copyFrom).executeTakeFirst();
    if (source === undefined) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.plans').values({ id, department_id: office.id, fiscal_year: input.fiscalYear, state: 'draft', copied_from: source?.id ?? null }).execute();
    const entries = source === null ? [] : await ctx.db.selectFrom('documents.entries').selectAll().where('plan_id', '=', source.id).orderBy('code').execute();
    if (entries.length > 0) await ctx.db.insertInto('documents.entries').values(entries.map((entry) => ({ ...entry, id: ctx.newId(), plan_id: id, copied_from: entry.id, version: 1 }))).execute();
    ctx.audit({ subject: `plan:${id}` });
    return done({ plan: id, entries: entries.length });
  },
});

const named = (label: { ja: string; en: string }) => textField(label, { max: 40, numbers: true });

export const saveEntry = command({
  name: 'documents.saveEntry',
  title: { ja: 'ファイル基準表の行を書く', en: 'Write a row of the file plan' },
  input: z.object({
    plan: planField, entry: optional(idField(labels.entry)), code: textField({ ja: '記号', en: 'Code' }, { max: 20, numbers: true, pattern: { test: /^[0-9A-Z]{1,3}(-[0-9A-Z]{1,3}){3}$/, say: { ja: '「記号」は、大-中-小-番の形で入力してください（例 01-02-03-1）。', en: '“Code” must look like 01-02-03-1.' } } }),
    large: named({ ja: '大分類', en: 'Large class' }), medium: named({ ja: '中分類', en: 'Medium class' }), small: named({ ja: '小分類', en: 'Small class' }), title: textField({ ja: '簿冊の名', en: 'Folder title' }, { max: 100 }),
    retention: retentionField, confidentiality: confidentialityField, disclosure: disclosureField, expiryAction: choiceField({ ja: '満了のとき', en: 'At the end' }, expiryActions), carrier: choiceField({ ja: '媒体', en: 'Carrier' }, carriers), continuous: boolField({ ja: '年度で分けない', en: 'Runs on' }),
  }),
  allow: write,
  refusals: { CodeTaken: refusals.CodeTaken, PlanFixed: refusals.PlanFixed },
  async run(ctx, input): Promise<Outcome<{ entry: string }, 'CodeTaken' | 'PlanFixed' | 'NotFound' | 'InvalidInput'>> {
    const plan = await ownPlan(ctx, input.plan);
    if (!plan) return refuse('NotFound');
    if (!(await ctx.db.selectFrom('documents.retentions').select('code').where('code', '=', input.retention).executeTakeFirst())) return refuse('InvalidInput', { field: 'retention' });
    const facts = {
      code: input.code, large: input.large, medium: input.medium, small: input.small, title: input.title, public_title: blackOutNames(input.title), retention_code: input.retention, confidentiality: input.confidentiality, disclosure: input.disclosure,
      expiry_action: input.expiryAction, carrier: input.carrier, continuous: input.continuous,
    };
    const id = input.entry ?? ctx.newId();
    if (input.entry === null) await ctx.db.insertInto('documents.entries').values({ id, plan_id: plan.id, ...facts }).execute();
    else {
      const row = await ctx.db.updateTable('documents.entries').set((eb) => ({ ...facts, version: eb('version', '+', 1) })).where('id', '=', id).where('plan_id', '=', plan.id).returning('id').executeTakeFirst();
      if (!row) return refuse('NotFound');
    }
    ctx.audit({ subject: `plan:${plan.id}` });
    return done({ entry: id });
  },
});

export const dropEntry = command({
  name: 'documents.dropEntry',
  title: { ja: 'ファイル基準表の行を除く', en: 'Drop a row of the file plan' },
  input: z.object({ plan: planField, entry: idField(labels.entry) }),
  allow: write,
  refusals: { PlanFixed: refusals.PlanFixed, FolderExists: refusals.FolderExists },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'PlanFixed' | 'FolderExists' | 'NotFound'>> {
    const plan = await ownPlan(ctx, input.plan);
    if (!plan) return refuse('NotFound');
    if (await ctx.db.selectFrom('documents.folders').select('id').where('entry_id', '=', input.entry).executeTakeFirst()) return refuse('FolderExists');
    await ctx.db.updateTable('documents.documents').set({ entry_id: null }).where('entry_id', '=', input.entry).where('state', '=', 'drafting').execute();
    const gone = await ctx.db.deleteFrom('documents.entries').where('id', '=', input.entry).where('plan_id', '=', plan.id).returning('code').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `plan:${plan.id}`, dropped: gone.code });
    return done({});
  },
});

export const submitPlan = command({
  name: 'documents.submitPlan',
  title: { ja: 'ファイル基準表の承認を求める', en: 'Ask for approval of a file plan' },
  input: z.object({ plan: planField, version: versionField }),
  allow: write,
  refusals: { PlanFixed: refusals.PlanFixed, ClassesDiffer: refusals.ClassesDiffer, NothingInPlan: refusals.NothingInPlan },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'PlanFixed' | 'ClassesDiffer' | 'NothingInPlan' | 'NotFound' | 'Conflict' | 'NotAllowed'>> {
    const plan = await ownPlan(ctx, input.plan);
    const by = staffOf(ctx);
    if (!plan) return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    if (plan.version !== input.version) return refuse('Conflict');
    if (plan.state !== 'draft') return refuse('PlanFixed');
    const entries = await ctx.db.selectFrom('documents.entries').select(['code', 'large', 'medium', 'small']).where('plan_id', '=', plan.id).orderBy('code').execute();
    if (entries.length === 0) return refuse('NothingInPlan');
    const codes = classesThatDiffer(entries);
    if (codes.length > 0) return refuse('ClassesDiffer', { codes: codes.join('、') });
    await ctx.db.updateTable('documents.plans').set({ state: 'submitted', submitted_by: by, version: plan.version + 1 }).where('id', '=', plan.id).execute();
    ctx.audit({ subject: `plan:${plan.id}` });
    return done({ version: plan.version + 1 });
  },
});

export const decidePlan = command({
  name: 'documents.decidePlan',
  title: { ja: 'ファイル基準表を承認する・戻す', en: 'Approve or return a file plan' },
  input: z.object({ plan: planField, version: versionField, decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const) }),
  allow: [staff('documents.approvePlan')],
  refusals: { SecondPersonNeeded: refusals.SecondPersonNeeded, NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ folders: number }, 'SecondPersonNeeded' | 'NotOpen' | 'NotFound' | 'Conflict' | 'NotAllowed'>> {
    const by = staffOf(ctx);
    const plan = await ctx.db.selectFrom('documents.plans').selectAll().where('id', '=', input.plan).forUpdate().executeTakeFirst();
    if (!plan) return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    if (plan.version !== input.version) return refuse('Conflict');
    if (plan.state !== 'submitted') return refuse('NotOpen');
    if (input.decision === 'return') await ctx.db.updateTable('documents.plans').set({ state: 'draft', submitted_by: null, version: plan.version + 1 }).where('id', '=', plan.id).execute();
    else await ctx.db.updateTable('documents.plans').set({ state: 'approved', approved_by: by, approved_at: ctx.now, version: plan.version + 1 }).where('id', '=', plan.id).execute();
    ctx.audit({ subject: `plan:${plan.id}` });
    return done({ folders: input.decision === 'approve' ? await openFolders(ctx, plan.id) : 0 });
  },
});

export const reopenPlan = command({
  name: 'documents.reopenPlan',
  title: { ja: 'ファイル基準表を直せるように戻す', en: 'Reopen a file plan' },
  input: z.object({ plan: planField, version: versionField }),
  allow: write,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotOpen' | 'NotFound' | 'Conflict'>> {
    const plan = await ownPlan(ctx, input.plan);
    if (!plan) return refuse('NotFound');
    if (plan.version !== input.version) return refuse('Conflict');
    if (plan.state === 'draft') return refuse('NotOpen');
    await ctx.db.updateTable('documents.plans').set({ state: 'draft', submitted_by: null, approved_by: null, approved_at: null, version: plan.version + 1 }).where('id', '=', plan.id).execute();
    ctx.audit({ subject: `plan:${plan.id}` });
    return done({});
  },
});

/** Makes the folders of an approved plan whose year has begun. A folder that runs on is there already: its row was copied. */
async function openFolders(ctx: Ctx, planId: string): Promise<number> {
  const plan = await ctx.db.selectFrom('documents.plans').selectAll().where('id', '=', planId).where('state', '=', 'approved').forUpdate().executeTakeFirst();
  if (!plan || Temporal.PlainDate.compare(fiscalYearStart(fiscalYear(plan.fiscal_year)), ctx.today) > 0) return 0;
  const entries = await ctx.db.selectFrom('documents.entries as e').selectAll('e').where('e.plan_id', '=', plan.id)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('documents.folders as f').select('f.id').whereRef('f.entry_id', '=', 'e.id')))).orderBy('e.code').execute();
  let made = 0;
  for (const entry of entries) {
    if (entry.continuous && entry.copied_from !== null && (await runsOn(ctx, entry.copied_from))) continue;
    const id = ctx.newId();
    await ctx.db.insertInto('documents.folders').values({
      id, entry_id: entry.id, code: entry.code, title: entry.title, public_title: entry.public_title, large: entry.large, medium: entry.medium, small: entry.small, department_id: plan.department_id, made_by_id: plan.department_id, fiscal_year: plan.fiscal_year, continuous: entry.continuous,
      retention_code: entry.retention_code, confidentiality: entry.confidentiality, disclosure: entry.disclosure, expiry_action: entry.expiry_action, carrier: entry.carrier, opened_on: ctx.today, state: 'active',
    }).execute();
    await indexFolder(ctx, id);
    made++;
  }
  if (plan.opened_on === null) await ctx.db.updateTable('documents.plans').set({ opened_on: ctx.today }).where('id', '=', plan.id).execute();
  return made;
}

/** Whether the entry, or one it was copied from, has an open folder without a year. */
async function runsOn(ctx: Ctx, entry: string): Promise<boolean> {
  for (let id: string | null = entry; id !== null;) {
    const row: { copied_from: string | null; state: string | null } | undefined = await ctx.db.selectFrom('documents.entries as e').leftJoin('documents.folders as f', 'f.entry_id', 'e.id').select(['e.copied_from', 'f.state']).where('e.id', '=', id).executeTakeFirst();
    if (row?.state === 'active') return true;
    id = row?.copied_from ?? null;
  }
  return false;
}

/** 4月1日0時: the folders of every approved plan whose year has begun. */
export const openYear = command({
  name: 'documents.openYear',
  title: { ja: '年度の簿冊を作る', en: 'Open the folders of the year' },
  input: z.object({}),
  allow: [system, staff('documents.records')],
  async run(ctx) {
    const plans = await ctx.db.selectFrom('documents.plans').select('id').where('state', '=', 'approved').where('opened_on', 'is', null).orderBy('id').execute();
    let folders = 0;
    for (const plan of plans) folders += await openFolders(ctx, plan.id);
    return done({ folders });
  },
});

/** Whether the actor may register in this office at all; for commands that begin there. */
export async function registrar(ctx: Ctx, department: string) {
  const office = await ownOffice(ctx, department);
  return office ? { office, by: person(ctx) } : null;
}
