/** 手順書: written by one, approved by another, frozen. */
import { z } from 'zod';
import type { CommandContext } from '../../../kernel/act.ts';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { idField, intField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { index } from '../../../kernel/search/search.ts';
import { command, type Tables } from '../acts.ts';
import { putInForce, runbookKind } from '../kinds.ts';
import { refusals } from '../messages/refusals.ts';
import { keyField, labels, versionField, words } from './fields.ts';

const edit = [staff('continuity.edit')];
const approve = [staff('continuity.approve')];
const runbookField = idField(labels.runbook);
const draftField = idField({ ja: '手順書の版', en: 'Version of the runbook' });

/** What a person is called in a record; the house itself has a name too. */
export function nameOf(ctx: Pick<CommandContext<Tables>, 'actor'>): string {
  return 'name' in ctx.actor ? ctx.actor.name : '自動';
}

export const addRunbook = command({
  name: 'continuity.addRunbook',
  title: { ja: '手順書を作る', en: 'Add a runbook' },
  input: z.object({ key: keyField(30), title: textField({ ja: '題名', en: 'Title' }, { max: 80 }), asset: optional(idField(labels.asset)), ordinal: intField(labels.order, { min: 1, max: 999 }) }),
  allow: edit,
  refusals: { KeyTaken: refusals.KeyTaken },
  async run(ctx, input): Promise<Outcome<{ runbook: string; draft: string }, 'KeyTaken' | 'NotFound'>> {
    if (input.asset !== null && !(await ctx.db.selectFrom('continuity.assets').select('id').where('id', '=', input.asset).executeTakeFirst())) return refuse('NotFound');
    const [runbook, draft] = [ctx.newId(), ctx.newId()];
    const row = await ctx.db.insertInto('continuity.runbooks').values({ id: runbook, code: input.key, title: input.title, asset_id: input.asset, ordinal: input.ordinal }).onConflict((conflict) => conflict.column('code').doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('KeyTaken');
    await ctx.db.insertInto('continuity.runbook_versions').values({ id: draft, runbook_id: runbook, number: 1, state: 'draft', authors: [actorKey(ctx.actor)], author_name: nameOf(ctx) }).execute();
    await index(ctx, { system: 'continuity', kind: 'runbook', id: runbook, title: input.title, note: `手順書 ${input.key}`, href: `/staff/continuity/runbooks/${runbook}`, words: input.key, face: 'staff', permission: 'continuity.view' });
    ctx.audit({ subject: `runbook:${runbook}` });
    return done({ runbook, draft });
  },
});

/** A new draft that begins as a copy of what is in force. */
export const draftRunbook = command({
  name: 'continuity.draftRunbook',
  title: { ja: '手順書の次の版を書き始める', en: 'Begin a new version' },
  input: z.object({ runbook: runbookField }),
  allow: edit,
  refusals: { DraftTaken: refusals.DraftTaken },
  async run(ctx, input): Promise<Outcome<{ draft: string }, 'DraftTaken' | 'NotFound'>> {
    const runbook = await ctx.db.selectFrom('continuity.runbooks').select('id').where('id', '=', input.runbook).forUpdate().executeTakeFirst();
    if (!runbook) return refuse('NotFound');
    const versions = await ctx.db.selectFrom('continuity.runbook_versions').select(['id', 'number', 'state', 'opening']).where('runbook_id', '=', runbook.id).orderBy('number').execute();
    if (versions.some((version) => version.state === 'draft' || version.state === 'submitted')) return refuse('DraftTaken');
    const draft = ctx.newId();
    const last = versions.at(-1);
    await ctx.db.insertInto('continuity.runbook_versions').values({ id: draft, runbook_id: runbook.id, number: (last?.number ?? 0) + 1, state: 'draft', opening: last?.opening ?? '', authors: [actorKey(ctx.actor)], author_name: nameOf(ctx) }).execute();
    const steps = last ? await ctx.db.selectFrom('continuity.runbook_steps').selectAll().where('version_id', '=', last.id).execute() : [];
    if (steps.length > 0) await ctx.db.insertInto('continuity.runbook_steps').values(steps.map((step) => ({ ...step, version_id: draft }))).execute();
    ctx.audit({ subject: `runbook:${runbook.id}` });
    return done({ draft });
  },
});

const step = z.object({
  instruction: words({ ja: 'すること', en: 'Instruction' }, 600, true), typed: words({ ja: '打つもの', en: 'What is typed' }, 300, true), post: words(labels.post, 60), minutes: intField({ ja: '目安の時間', en: 'Minutes' }, { min: 0, max: 1440, unit: { ja: '分', en: 'minutes' } }), proof: words({ ja: '確かめること', en: 'Proof' }, 300, true),
});
/** A form shows some empty lines to write on; what stays empty is no step. */
const isBlank = (raw: unknown) => typeof raw === 'object' && raw !== null && ['instruction', 'typed', 'post', 'proof'].every((name) => !(name in raw) || String(Object.entries(raw).find(([key]) => key === name)?.[1] ?? '').trim() === '');
const steps = z.preprocess((raw) => (Array.isArray(raw) ? raw.filter((one) => !isBlank(one)) : raw), listField({ ja: '手順', en: 'Steps' }, step.extend({ instruction: textField({ ja: 'すること', en: 'Instruction' }, { max: 600, lines: true, numbers: true }), post: textField(labels.post, { max: 60 }), proof: textField({ ja: '確かめること', en: 'Proof' }, { max: 300, lines: true, numbers: true }) }), { max: 60 }));

export const saveDraft = command({
  name: 'continuity.saveDraft',
  title: { ja: '手順を書く', en: 'Save the steps' },
  input: z.object({ draft: draftField, version: versionField, opening: words({ ja: 'いつ使うか', en: 'When it is used' }, 1000, true), steps }),
  allow: edit,
  refusals: { NotDraft: refusals.NotDraft },
  async run(ctx, input): Promise<Outcome<{ runbook: string; version: number }, 'NotDraft' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.runbook_versions').select(['runbook_id', 'state', 'version', 'authors']).where('id', '=', input.draft).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'draft') return refuse('NotDraft');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.deleteFrom('continuity.runbook_steps').where('version_id', '=', input.draft).execute();
    if (input.steps.length > 0) await ctx.db.insertInto('continuity.runbook_steps').values(input.steps.map((one, index) => ({ version_id: input.draft, ordinal: index + 1, ...one }))).execute();
    await ctx.db.updateTable('continuity.runbook_versions').set({ opening: input.opening, authors: [...new Set([...row.authors, actorKey(ctx.actor)])], author_name: nameOf(ctx), version: row.version + 1, returned_note: null }).where('id', '=', input.draft).execute();
    ctx.audit({ subject: `runbook:${row.runbook_id}` });
    return done({ runbook: row.runbook_id, version: row.version + 1 });
  },
});

export const submitDraft = command({
  name: 'continuity.submitDraft',
  title: { ja: '手順書の承認を求める', en: 'Ask for approval' },
  input: z.object({ draft: draftField, version: versionField }),
  allow: edit,
  refusals: { ...approvalRefusals, NotDraft: refusals.NotDraft, NoSteps: refusals.NoSteps },
  async run(ctx, input): Promise<Outcome<{ runbook: string; caseId: string | null }, SubmitRefusal | 'NotDraft' | 'NoSteps' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.runbook_versions').select(['runbook_id', 'state', 'version', 'authors']).where('id', '=', input.draft).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'draft') return refuse('NotDraft');
    if (row.version !== input.version) return refuse('Conflict');
    if (!(await ctx.db.selectFrom('continuity.runbook_steps').select('ordinal').where('version_id', '=', input.draft).limit(1).executeTakeFirst())) return refuse('NoSteps');
    await ctx.db.updateTable('continuity.runbook_versions').set({ state: 'submitted', submitted_at: ctx.now, authors: [...new Set([...row.authors, actorKey(ctx.actor)])], version: row.version + 1 }).where('id', '=', input.draft).execute();
    ctx.audit({ subject: `runbook:${row.runbook_id}` });
    const sent = ctx.actor.kind === 'staff' && (await rulesBind(ctx, runbookKind)) ? await submit(ctx, runbookKind, { subject: input.draft }) : null;
    if (sent && 'refused' in sent) return sent;
    return done({ runbook: row.runbook_id, caseId: sent?.caseId ?? null });
  },
});

/** What waits for a second person; what waits in the approval room is decided there. */
async function submitted(ctx: CommandContext<Tables>, draft: string, version: number) {
  const row = await ctx.db.selectFrom('continuity.runbook_versions as v').innerJoin('continuity.runbooks as r', 'r.id', 'v.runbook_id').select(['v.runbook_id', 'v.state', 'v.version', 'v.authors', 'v.number', 'v.opening', 'r.code', 'r.title']).where('v.id', '=', draft).forUpdate().executeTakeFirst();
  if (!row) return refuse('NotFound');
  if (row.state !== 'submitted') return refuse('NotSubmitted');
  if ((await casesAbout(ctx.db, runbookKind, [draft])).has(draft)) return refuse('InApproval');
  return row.version === version ? { ok: true as const, row } : refuse('Conflict');
}

function tellAuthor(ctx: CommandContext<Tables>, authors: readonly string[], title: string, href: string, word: { readonly ja: string; readonly en: string }): void {
  const last = authors.at(-1);
  if (!last?.startsWith('staff:')) return;
  ctx.notify({ to: { staff: last.slice('staff:'.length) }, kind: 'continuity.decided', title: { ja: `${title}：${word.ja}`, en: `${title}: ${word.en}` }, body: { ja: `「${title}」が${word.ja}になりました。`, en: `“${title}” is ${word.en}.` }, href });
}

export const approveRunbook = command({
  name: 'continuity.approveRunbook',
  title: { ja: '手順書を承認する', en: 'Approve a runbook' },
  input: z.object({ draft: draftField, version: versionField }),
  allow: approve,
  refusals: { NotSubmitted: refusals.NotSubmitted, SecondPersonNeeded: refusals.SecondPersonNeeded, InApproval: refusals.InApproval },
  async run(ctx, input): Promise<Outcome<{ runbook: string; hash: string }, 'InApproval' | 'NotSubmitted' | 'SecondPersonNeeded' | 'NotFound' | 'Conflict'>> {
    const found = await submitted(ctx, input.draft, input.version);
    if (!found.ok) return found;
    const { row } = found;
    if (row.authors.includes(actorKey(ctx.actor))) return refuse('SecondPersonNeeded');
    const hash = await putInForce(ctx, input.draft, { key: actorKey(ctx.actor), name: nameOf(ctx) });
    tellAuthor(ctx, row.authors, row.title, `/staff/continuity/runbooks/${row.runbook_id}`, { ja: '承認', en: 'approved' });
    ctx.audit({ subject: `runbook:${row.runbook_id}`, hash });
    return done({ runbook: row.runbook_id, hash });
  },
});

export const returnRunbook = command({
  name: 'continuity.returnRunbook',
  title: { ja: '手順書を差し戻す', en: 'Return a runbook' },
  input: z.object({ draft: draftField, version: versionField, reason: textField(labels.reason, { max: 500, lines: true }) }),
  allow: approve,
  refusals: { NotSubmitted: refusals.NotSubmitted, InApproval: refusals.InApproval },
  async run(ctx, input): Promise<Outcome<{ runbook: string }, 'InApproval' | 'NotSubmitted' | 'NotFound' | 'Conflict'>> {
    const found = await submitted(ctx, input.draft, input.version);
    if (!found.ok) return found;
    const { row } = found;
    await ctx.db.updateTable('continuity.runbook_versions').set({ state: 'draft', submitted_at: null, returned_note: input.reason, version: row.version + 1 }).where('id', '=', input.draft).execute();
    tellAuthor(ctx, row.authors, row.title, `/staff/continuity/runbooks/${row.runbook_id}`, { ja: '差戻し', en: 'returned' });
    ctx.audit({ subject: `runbook:${row.runbook_id}` });
    return done({ runbook: row.runbook_id });
  },
});
