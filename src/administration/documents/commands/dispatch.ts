/** 施行と公印: only what was decided goes out, word for word; every seal is counted. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, idField, intField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { manners } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, opens, staffOf } from '../office.ts';
import { diffLines } from '../rules/text-diff.ts';
import { indexDocument } from '../words.ts';
import { textHash } from './draft.ts';
import { departmentField, documentField, labels, words } from './fields.ts';
import { workedOn } from './receive.ts';

async function decidedBody(ctx: Ctx, id: string, version: number): Promise<string> {
  return (await ctx.db.selectFrom('documents.bodies').select('body').where('document_id', '=', id).where('version', '=', version).executeTakeFirstOrThrow()).body;
}

/** The first place where a fair copy is another than what was decided, in words. */
function whereItDiffers(decided: string, sent: string): string {
  const [first] = diffLines(decided, sent, 1);
  if (!first) return '';
  const from = Math.max(0, first.at - 6);
  const around = (text: string) => [...text].slice(from, first.at + 8).join('');
  return `${first.line}行目の${first.at + 1}字目：決裁「${around(first.decided)}」、浄書「${around(first.sent)}」。`;
}

export const dispatch = command({
  name: 'documents.dispatch',
  title: { ja: '施行する（発送の記録）', en: 'Dispatch' },
  input: z.object({
    document: documentField, manner: choiceField({ ja: '送り方', en: 'Manner' }, manners), recipient: textField({ ja: '宛先', en: 'To' }, { max: 120, numbers: true }), sentOn: dateField({ ja: '施行日', en: 'Day' }),
    fairCopy: words({ ja: '浄書した文面', en: 'Fair copy' }, 50_000, true),
  }),
  allow: [staff('documents.work')],
  secret: ['fairCopy'],
  refusals: { NotDecided: refusals.NotDecided, TextDiffers: refusals.TextDiffers, InFuture: { ...refusals.InFuture, field: 'sentOn' } },
  async run(ctx, input): Promise<Outcome<{ dispatch: string }, 'NotDecided' | 'TextDiffers' | 'InFuture' | 'NotFound'>> {
    const row = await workedOn(ctx, input.document);
    if (!row || row.kind !== 'draft') return refuse('NotFound');
    if (row.decided_on === null || row.body_hash === null || !['decided', 'closed'].includes(row.state)) return refuse('NotDecided');
    if (Temporal.PlainDate.compare(input.sentOn, ctx.today) > 0 || Temporal.PlainDate.compare(input.sentOn, row.decided_on) < 0) return refuse('InFuture');
    const hash = input.fairCopy === '' ? row.body_hash : textHash(input.fairCopy);
    if (hash !== row.body_hash) return refuse('TextDiffers', { where: whereItDiffers(await decidedBody(ctx, row.id, row.body_version), input.fairCopy) });
    const id = ctx.newId();
    await ctx.db.insertInto('documents.dispatches').values({ id, document_id: row.id, manner: input.manner, recipient: input.recipient, sent_on: input.sentOn, text_hash: hash, sent_by: staffOf(ctx) ?? row.staff_id, at: ctx.now }).execute();
    await indexDocument(ctx, row.id);
    ctx.audit({ subject: `document:${row.id}` });
    return done({ dispatch: id });
  },
});

export const saveSeal = command({
  name: 'documents.saveSeal',
  title: { ja: '公印を台帳に載せる', en: 'Enter an official seal' },
  input: z.object({ name: textField({ ja: '公印の名', en: 'Name' }, { max: 40 }), department: departmentField }),
  allow: [staff('documents.records')],
  refusals: { NameTaken: refusals.NameTaken },
  async run(ctx, input) {
    if (!(await officeCalled(ctx.db, input.department))) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.seals').values({ id, name: input.name, department_id: input.department }).execute();
    ctx.audit({ subject: `seal:${id}` });
    return done({ seal: id });
  },
});

export const pressSeal = command({
  name: 'documents.pressSeal',
  title: { ja: '公印を押し、記録する', en: 'Press a seal' },
  input: z.object({ seal: idField(labels.seal), document: documentField, sheets: intField({ ja: '押した数', en: 'Sheets' }, { min: 1, max: 10_000 }) }),
  allow: [staff('documents.seal')],
  refusals: { NotDecided: refusals.NotDecided, SecondPersonNeeded: refusals.SecondPersonNeeded },
  async run(ctx, input): Promise<Outcome<{ use: string }, 'NotDecided' | 'SecondPersonNeeded' | 'NotFound' | 'NotAllowed'>> {
    const by = staffOf(ctx);
    if (by === null) return refuse('NotAllowed');
    const seal = await ctx.db.selectFrom('documents.seals').select('id').where('id', '=', input.seal).where('retired_on', 'is', null).executeTakeFirst();
    const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select(['d.id', 'd.kind', 'd.state', 'd.body_hash', 'd.staff_id']).where('d.id', '=', input.document).where((eb) => eb.or([opens(ctx.actor), eb('d.state', 'in', ['decided', 'closed'])])).executeTakeFirst();
    if (!seal || !row || row.kind !== 'draft') return refuse('NotFound');
    if (row.body_hash === null || !['decided', 'closed'].includes(row.state)) return refuse('NotDecided');
    if (row.staff_id === by) return refuse('SecondPersonNeeded');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.seal_uses').values({ id, seal_id: seal.id, document_id: row.id, sheets: input.sheets, pressed_on: ctx.today, text_hash: row.body_hash, pressed_by: by, at: ctx.now }).execute();
    ctx.audit({ subject: `document:${row.id}` });
    return done({ use: id });
  },
});
