/** 意見の整理と市の考え方: submissions are put together to opinions, each opinion is answered, and a conclusion is drawn. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, dateField, idField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { partExists } from '../letters.ts';
import { refusals } from '../messages/refusals.ts';
import { stageWords } from '../messages/words.ts';
import { type Ctx, type Locked, openRequest, toWrite, whoOf, withMember } from '../office.ts';
import { outcomes, views } from '../rules/result.ts';
import { consultationField, labels, refOrNone, submissionField, versionField, words } from './fields.ts';
import { submissionToWork } from './receiving.ts';

const writers = [staff('public-comments.write')];
const locks = { WrongStage: refusals.WrongStage, AskedAlready: refusals.AskedAlready };
type LockRefusal = 'WrongStage' | 'AskedAlready' | 'NotFound' | 'NotAllowed';

/** Why the result cannot be worked on; null: it can. */
async function closedFor(ctx: Ctx, found: Locked): Promise<'WrongStage' | 'AskedAlready' | null> {
  if (found.row.state !== 'considering') return 'WrongStage';
  return (await openRequest(ctx.db, found.row.id)) ? 'AskedAlready' : null;
}

async function toConsider(ctx: Ctx, id: string): Promise<Locked | { readonly ok: false; readonly refused: LockRefusal; readonly details: Record<string, unknown> }> {
  const found = await toWrite(ctx, id);
  if (typeof found === 'string') return refuse(found);
  const closed = await closedFor(ctx, found);
  return closed ? refuse(closed, { stage: stageWords[found.stage].ja }) : found;
}

/** Whoever works on a result does not approve it. */
async function worked(ctx: Ctx, { row }: Locked): Promise<void> {
  await ctx.db.updateTable('public_comments.consultations').set({ result_authors: withMember(row.result_authors, whoOf(ctx)) }).where('id', '=', row.id).execute();
  ctx.audit({ subject: `consultation:${row.id}` });
}

const answer = { section: refOrNone, summary: textField(labels.opinion, { max: 2000, lines: true }), view: optional(choiceField({ ja: '市の考え方', en: 'View' }, views)), reply: words({ ja: '考え方の理由', en: 'Reasons' }, 4000, true), change: words({ ja: '案の修正', en: 'Resulting change' }, 2000, true) };

export const saveOpinion = command({
  name: 'public-comments.saveOpinion',
  title: { ja: '意見の概要と市の考え方を保存する', en: 'Save an opinion and its answer' },
  input: z.object({ consultation: consultationField, opinion: optional(idField(labels.opinion)), version: optional(versionField), ...answer }),
  allow: writers,
  refusals: { ...locks, NoSuchPart: refusals.NoSuchPart, ChangeNeeded: refusals.ChangeNeeded },
  async run(ctx, input): Promise<Outcome<{ opinion: string; ordinal: number }, LockRefusal | 'NoSuchPart' | 'ChangeNeeded' | 'Conflict'>> {
    const found = await toConsider(ctx, input.consultation);
    if ('refused' in found) return found;
    if (!(await partExists(ctx, found.row.id, input.section))) return refuse('NoSuchPart');
    const values = { section_ref: input.section, summary: input.summary, view: input.view, reply: input.reply, change: input.change };
    await worked(ctx, found);
    if (input.opinion === null) {
      const last = await ctx.db.selectFrom('public_comments.opinions').select((eb) => eb.fn.max('ordinal').as('last')).where('consultation_id', '=', found.row.id).executeTakeFirst();
      const made = { id: ctx.newId(), ordinal: (last?.last ?? 0) + 1 };
      await ctx.db.insertInto('public_comments.opinions').values({ ...made, consultation_id: found.row.id, ...values }).execute();
      return done({ opinion: made.id, ordinal: made.ordinal });
    }
    const there = await ctx.db.selectFrom('public_comments.opinions').select(['ordinal', 'version']).where('id', '=', input.opinion).where('consultation_id', '=', found.row.id).forUpdate().executeTakeFirst();
    if (!there) return refuse('NotFound');
    if (input.version !== there.version) return refuse('Conflict');
    await ctx.db.updateTable('public_comments.opinions').set({ ...values, version: there.version + 1 }).where('id', '=', input.opinion).execute();
    return done({ opinion: input.opinion, ordinal: there.ordinal });
  },
});

export const removeOpinion = command({
  name: 'public-comments.removeOpinion',
  title: { ja: '意見の概要を消す', en: 'Remove an opinion' },
  input: z.object({ consultation: consultationField, opinion: idField(labels.opinion) }),
  allow: writers,
  refusals: { ...locks, StillAssigned: refusals.StillAssigned },
  async run(ctx, input): Promise<Outcome<{ opinion: string }, LockRefusal | 'StillAssigned'>> {
    const found = await toConsider(ctx, input.consultation);
    if ('refused' in found) return found;
    const there = await ctx.db.selectFrom('public_comments.opinions').select('id').where('id', '=', input.opinion).where('consultation_id', '=', found.row.id).executeTakeFirst();
    if (!there) return refuse('NotFound');
    const { count } = await ctx.db.selectFrom('public_comments.assignments').select((eb) => eb.fn.countAll<number>().as('count')).where('opinion_id', '=', input.opinion).executeTakeFirstOrThrow();
    if (Number(count) > 0) return refuse('StillAssigned', { count: Number(count) });
    await ctx.db.deleteFrom('public_comments.opinions').where('id', '=', input.opinion).execute();
    await worked(ctx, found);
    return done({ opinion: input.opinion });
  },
});

/** A submission finds its place: opinions it belongs to, or why it is none. With `whole` all letters of the same words go with it. */
export const placeSubmission = command({
  name: 'public-comments.place',
  title: { ja: '提出された意見を整理する', en: 'Assign a submission' },
  input: z.object({ submission: submissionField, opinions: listField(labels.opinion, idField(labels.opinion), { max: 50 }), notOpinion: words({ ja: '意見ではない理由', en: 'Why it is no opinion' }, 200), whole: boolField({ ja: '同じ文面のもの全部', en: 'All of the same text' }) }),
  allow: writers,
  refusals: { ...locks, PlaceOrReason: refusals.PlaceOrReason, NotCounted: refusals.NotCounted },
  async run(ctx, input): Promise<Outcome<{ placed: number }, LockRefusal | 'PlaceOrReason' | 'NotCounted'>> {
    const work = await submissionToWork(ctx, input.submission);
    if (typeof work === 'string') return refuse(work);
    const { row, consultation } = work;
    const closed = await closedFor(ctx, consultation);
    if (closed) return refuse(closed, { stage: stageWords[consultation.stage].ja });
    if (row.state !== 'received') return refuse('NotCounted');
    const wanted = [...new Set(input.opinions)];
    if ((wanted.length === 0) === (input.notOpinion === '')) return refuse('PlaceOrReason');
    const there = wanted.length === 0 ? [] : await ctx.db.selectFrom('public_comments.opinions').select('id').where('consultation_id', '=', consultation.row.id).where('id', 'in', wanted).execute();
    if (there.length !== wanted.length) return refuse('NotFound');
    const all = input.whole && row.text_group !== null
      ? (await ctx.db.selectFrom('public_comments.submissions').select('id').where('consultation_id', '=', consultation.row.id).where('text_group', '=', row.text_group).where('state', '=', 'received').execute()).map(({ id }) => id) : [row.id];
    await ctx.db.deleteFrom('public_comments.assignments').where('submission_id', 'in', all).execute();
    if (wanted.length > 0) await ctx.db.insertInto('public_comments.assignments').values(all.flatMap((submission) => wanted.map((opinion) => ({ submission_id: submission, opinion_id: opinion })))).execute();
    await ctx.db.updateTable('public_comments.submissions').set({ not_opinion: input.notOpinion }).where('id', 'in', all).execute();
    await worked(ctx, consultation);
    return done({ placed: all.length });
  },
});

export const saveResult = command({
  name: 'public-comments.saveResult',
  title: { ja: '結論を保存する', en: 'Save the conclusion' },
  input: z.object({ consultation: consultationField, version: versionField, outcome: optional(choiceField({ ja: '結論', en: 'Outcome' }, outcomes)), decidedOn: optional(dateField({ ja: '決めた日', en: 'Decided on' })), text: words({ ja: '結果の説明', en: 'Words about the result' }, 4000, true), textEn: words({ ja: '結果の説明（英語）', en: 'Words about the result, in English' }, 4000, true) }),
  allow: writers,
  refusals: locks,
  async run(ctx, input): Promise<Outcome<{ version: number }, LockRefusal | 'Conflict'>> {
    const found = await toConsider(ctx, input.consultation);
    if ('refused' in found) return found;
    if (found.row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('public_comments.consultations').set({ outcome: input.outcome, decided_on: input.decidedOn, result_text: input.text, result_text_en: input.textEn, version: found.row.version + 1 }).where('id', '=', found.row.id).execute();
    await worked(ctx, found);
    return done({ version: found.row.version + 1 });
  },
});
