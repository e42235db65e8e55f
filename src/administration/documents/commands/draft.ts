/** 起案: written, sent for decision. What comes back is written on; what was decided never is. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { choiceField, idField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { attach, fileRefusalsHere, filesField, keepFiles } from '../files.ts';
import { decisionKind } from '../kinds.ts';
import { authorities } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, opens, person, staffOf } from '../office.ts';
import { containsMyNumber as holdsMyNumber } from '../../../kernel/text/my-number.ts';
import { namesSomebody } from '../rules/person-name.ts';
import { shorterThan } from '../rules/retention.ts';
import { sameLines } from '../rules/text-diff.ts';
import { indexDocument } from '../words.ts';
import { confidentialityField, dayIfAny, departmentField, disclosureField, documentField, groundsField, labels, retentionField, titleField, versionField, words } from './fields.ts';
import { registrar } from './plans.ts';
import { workedOn } from './receive.ts';

const MAX_BODY = 50_000;

/** The fingerprint of a text, line ends alike. */
export function textHash(text: string): string {
  return createHash('sha256').update(sameLines(text)).digest('hex');
}

/** A new version of the text when it is another. */
async function writeBody(ctx: Ctx, document: string, before: { readonly version: number; readonly hash: string | null }, body: string): Promise<{ readonly body_version: number; readonly body_hash: string | null }> {
  const hash = textHash(body);
  if (body === '' || hash === before.hash) return { body_version: before.version, body_hash: before.hash };
  await ctx.db.insertInto('documents.bodies').values({ document_id: document, version: before.version + 1, body: sameLines(body), hash, written_by: person(ctx), written_at: ctx.now }).execute();
  return { body_version: before.version + 1, body_hash: hash };
}

type PlanRefusal = 'ShorterThanPlan' | 'NotFound' | 'InvalidInput';

/** The class of the file plan and whether the wished retention is long enough for it. */
async function retentionFor(ctx: Ctx, office: string, entry: string | null, retention: string | null) {
  if (entry === null) return { retention };
  const least = await ctx.db.selectFrom('documents.entries as e').innerJoin('documents.plans as p', 'p.id', 'e.plan_id').innerJoin('documents.retentions as r', 'r.code', 'e.retention_code').select(['r.code', 'r.name', 'r.starts', 'r.years', 'r.reviewed']).where('e.id', '=', entry).where('p.department_id', '=', office).where('p.state', '=', 'approved').executeTakeFirst();
  if (!least) return refuse<PlanRefusal>('NotFound');
  if (retention === null) return { retention: least.code };
  const chosen = await ctx.db.selectFrom('documents.retentions').select(['starts', 'years', 'reviewed']).where('code', '=', retention).executeTakeFirst();
  if (!chosen) return refuse<PlanRefusal>('InvalidInput', { field: 'retention' });
  return shorterThan(chosen, least) ? refuse<PlanRefusal>('ShorterThanPlan', { least: least.name }) : { retention };
}

export const saveDraft = command({
  name: 'documents.saveDraft',
  title: { ja: '起案文書を書く', en: 'Write a draft' },
  input: z.object({
    document: optional(documentField), version: optional(versionField), department: departmentField, title: titleField, titleReason: words({ ja: '氏名を入れるわけ', en: 'Why a name is needed' }, 200), body: words({ ja: '伺い文', en: 'Text' }, MAX_BODY, true), summary: words({ ja: '要旨', en: 'Summary' }, 2000, true),
    entry: optional(idField(labels.entry)), retention: optional(retentionField), authority: withDefault(choiceField({ ja: '決裁区分', en: 'Authority' }, authorities), 'section_head'), confidentiality: confidentialityField, disclosure: disclosureField, grounds: groundsField, due: dayIfAny(labels.due),
    answers: optional(idField({ ja: '回答する収受文書', en: 'Answers' })), files: filesField,
  }),
  allow: [staff('documents.work')],
  secret: ['body', 'files'],
  refusals: { NoOffice: refusals.NoOffice, TitleNamesSomebody: refusals.TitleNamesSomebody, ShorterThanPlan: refusals.ShorterThanPlan, GroundNeeded: refusals.GroundNeeded, ...fileRefusalsHere },
  prepare: async (ctx, input) => keepFiles(ctx.city, input.files),
  async run(ctx, input, files): Promise<Outcome<{ document: string; version: number }, 'NoOffice' | 'TitleNamesSomebody' | 'ShorterThanPlan' | 'GroundNeeded' | 'TextFixed' | 'MyNumberInFile' | 'NotFound' | 'Conflict' | 'InvalidInput' | 'NotAllowed'>> {
    if (staffOf(ctx) === null) return refuse('NotAllowed');
    const own = await registrar(ctx, input.department);
    if (!own) return refuse('NoOffice');
    if (namesSomebody(input.title) && input.titleReason === '') return refuse('TitleNamesSomebody');
    if (input.disclosure === 'partial' && input.grounds.length === 0) return refuse('GroundNeeded');
    const kept = await retentionFor(ctx, own.office.id, input.entry, input.retention);
    if ('refused' in kept) return kept;
    if (input.answers !== null && !(await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select('d.id').where('d.id', '=', input.answers).where('d.kind', '=', 'incoming').where(opens(ctx.actor)).executeTakeFirst())) return refuse('NotFound');
    const id = input.document ?? ctx.newId();
    const facts = { title: input.title, title_reason: input.titleReason, summary: input.summary, confidentiality: input.confidentiality, disclosure: input.disclosure, withheld_grounds: input.grounds, retention_code: kept.retention, entry_id: input.entry, due_on: input.due, authority: input.authority, answers_id: input.answers };
    let version = 1;
    if (input.document === null) {
      await ctx.db.insertInto('documents.documents').values({ id, kind: 'draft', number_department_id: own.office.id, department_id: own.office.id, fiscal_year: fiscalYearOf(ctx.today), symbol: own.office.symbol, registered_on: ctx.today, state: 'drafting', staff_id: own.by, ...facts }).execute();
      await ctx.db.updateTable('documents.documents').set(await writeBody(ctx, id, { version: 0, hash: null }, input.body)).where('id', '=', id).execute();
    } else {
      const row = await workedOn(ctx, id);
      if (!row || row.kind !== 'draft' || row.department_id !== own.office.id) return refuse('NotFound');
      if (row.state !== 'drafting') return refuse('TextFixed');
      if (row.version !== input.version) return refuse('Conflict');
      version = row.version + 1;
      await ctx.db.updateTable('documents.documents').set({ ...facts, ...(await writeBody(ctx, id, { version: row.body_version, hash: row.body_hash }, input.body)), version }).where('id', '=', id).execute();
    }
    const attached = await attach(ctx, id, files, input.confidentiality);
    if (attached) return attached;
    await indexDocument(ctx, id);
    ctx.audit({ subject: `document:${id}` });
    return done({ document: id, version });
  },
});

type SendRefusal = SubmitRefusal | 'NoBody' | 'NoClass' | 'NotOpen' | 'Conflict';

/** 提出. A case that came back goes on as the next version of the same case. */
export const sendDraft = command({
  name: 'documents.sendDraft',
  title: { ja: '決裁に出す', en: 'Send for decision' },
  input: z.object({ document: documentField, version: versionField, urgency: withDefault(choiceField({ ja: '緊急度', en: 'Urgency' }, ['ordinary', 'urgent', 'same_day']), 'ordinary'), note: withDefault(textField({ ja: '添え書き', en: 'Note' }, { max: 200, min: 0 }), '') }),
  allow: [staff('documents.work')],
  refusals: { ...approvalRefusals, NoBody: refusals.NoBody, NoClass: refusals.NoClass, NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ caseId: string; caseNumber: string }, SendRefusal>> {
    const row = await workedOn(ctx, input.document);
    if (!row || row.kind !== 'draft') return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'drafting') return refuse('NotOpen');
    if (row.body_hash === null) return refuse('NoBody');
    if (row.entry_id === null) return refuse('NoClass');
    const body = await ctx.db.selectFrom('documents.bodies').select('body').where('document_id', '=', row.id).where('version', '=', row.body_version).executeTakeFirstOrThrow();
    if (row.confidentiality !== 'secret' && holdsMyNumber(body.body)) return refuse('MyNumberInside');
    await ctx.db.updateTable('documents.documents').set({ state: 'in_route', version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `document:${row.id}` });
    const sent = await submit(ctx, decisionKind, { subject: row.id, urgency: input.urgency });
    return 'refused' in sent ? sent : done({ caseId: sent.caseId, caseNumber: sent.number });
  },
});
