/** 配布: a letter goes to the offices it concerns; each accepts it or sends it back with a better address. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, idField, optional } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, person, staffOf, worksIn } from '../office.ts';
import { indexDocument } from '../words.ts';
import { departmentField, documentField, words } from './fields.ts';
import { workedOn } from './receive.ts';

/** Puts it before an office. False: there is no such office. */
export async function send(ctx: Ctx, document: string, department: string): Promise<boolean> {
  if (!(await officeCalled(ctx.db, department))) return false;
  await ctx.db.insertInto('documents.distributions').values({ id: ctx.newId(), document_id: document, department_id: department, sent_by: person(ctx), sent_at: ctx.now }).execute();
  return true;
}

export const distribute = command({
  name: 'documents.distribute',
  title: { ja: '文書を配布する', en: 'Distribute a document' },
  input: z.object({ document: documentField, department: departmentField }),
  allow: [staff('documents.work')],
  refusals: { AlreadyThere: refusals.AlreadyThere, NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'AlreadyThere' | 'NotOpen' | 'NotFound'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.kind !== 'incoming' || row.state !== 'open') return refuse('NotOpen');
    if (row.department_id === input.department) return refuse('AlreadyThere');
    if (!(await send(ctx, row.id, input.department))) return refuse('NotFound');
    ctx.audit({ subject: `document:${row.id}`, to: input.department });
    return done({});
  },
});

/** 受取り puts it into the office's hands when it is the first to accept; 返付 says where it belongs. */
export const answerDistribution = command({
  name: 'documents.answerDistribution',
  title: { ja: '配布を受け取る・返付する', en: 'Accept or return a distribution' },
  input: z.object({ distribution: idField({ ja: '配布', en: 'Distribution' }), answer: choiceField({ ja: '答え', en: 'Answer' }, ['accept', 'return'] as const), reason: words({ ja: '返付の理由', en: 'Why it is returned' }, 200), suggested: optional(departmentField) }),
  allow: [staff('documents.work')],
  refusals: { NotOpen: refusals.NotOpen, ReasonNeeded: refusals.ReasonNeeded },
  async run(ctx, input): Promise<Outcome<{ document: string }, 'NotOpen' | 'ReasonNeeded' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('documents.distributions').selectAll().where('id', '=', input.distribution).forUpdate().executeTakeFirst();
    const office = row ? await officeCalled(ctx.db, row.department_id) : null;
    const by = staffOf(ctx);
    if (!row || !office || by === null || !worksIn(ctx, office)) return refuse('NotFound');
    if (row.state !== 'waiting') return refuse('NotOpen');
    if (input.answer === 'return' && input.reason === '') return refuse('ReasonNeeded');
    if (input.suggested !== null && !(await officeCalled(ctx.db, input.suggested))) return refuse('NotFound');
    const others = await ctx.db.selectFrom('documents.distributions').select('id').where('document_id', '=', row.document_id).where('state', '=', 'accepted').execute();
    await ctx.db.updateTable('documents.distributions').set(input.answer === 'accept' ? { state: 'accepted', answered_by: by, answered_at: ctx.now } : { state: 'returned', answered_by: by, answered_at: ctx.now, reason: input.reason, suggested_id: input.suggested }).where('id', '=', row.id).execute();
    if (input.answer === 'accept' && others.length === 0) {
      await ctx.db.updateTable('documents.documents').set((eb) => ({ department_id: office.id, version: eb('version', '+', 1) })).where('id', '=', row.document_id).where('state', '=', 'open').execute();
      await indexDocument(ctx, row.document_id);
    }
    ctx.audit({ subject: `document:${row.document_id}`, answer: input.answer });
    return done({ document: row.document_id });
  },
});
