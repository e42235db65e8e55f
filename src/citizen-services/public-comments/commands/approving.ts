/** 承認: the publication and the result each want a second person, and nobody approves what is partly their own. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatDate, isBefore } from '../../../kernel/calendar/calendar.ts';
import { choiceField } from '../../../kernel/fields.ts';
import { fourEyes } from '../../../kernel/four-eyes.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { obstacleInWords, stageWords } from '../messages/words.ts';
import { type Ctx, type Locked, lockedConsultation, mayApprove, mayWrite, nameOf, openRequest, step, toWrite, whoOf } from '../office.ts';
import { findable } from '../findable.ts';
import { countedOf, tally } from '../rules/people.ts';
import { obstacles } from '../rules/result.ts';
import { lettersOf, workOf } from '../work.ts';
import { compareTexts } from './course.ts';
import { consultationField, labels, versionField, words } from './fields.ts';

const what = choiceField({ ja: '何の承認か', en: 'What' }, ['publish', 'result'] as const);

/** What a consultation lacks before it can be published. */
async function missingIn(ctx: Ctx, { row }: Locked): Promise<readonly string[]> {
  const [section, document] = await Promise.all([
    ctx.db.selectFrom('public_comments.sections').select('id').where('consultation_id', '=', row.id).limit(1).executeTakeFirst(),
    ctx.db.selectFrom('public_comments.documents').select('ordinal').where('consultation_id', '=', row.id).limit(1).executeTakeFirst(),
  ]);
  return [
    ...(row.purpose === '' ? ['何について、なぜ意見を求めるか'] : []), ...(row.basis === '' ? ['根拠とする条例・要綱'] : []), ...(row.published_on === null ? ['公表する日'] : []), ...(row.closes_on === null ? ['締切の日'] : []),
    ...(section || document ? [] : ['案の本文か資料']), ...(row.channels.some((channel) => channel !== 'web') && row.how_to === '' ? ['提出先・提出のしかた'] : []), ...(row.phone === '' ? ['問い合わせの電話'] : []),
  ];
}

export const askApproval = command({
  name: 'public-comments.askApproval',
  title: { ja: '承認を求める', en: 'Ask for approval' },
  input: z.object({ consultation: consultationField, what }),
  allow: [staff('public-comments.write')],
  refusals: { NotPlanned: refusals.NotPlanned, AskedAlready: refusals.AskedAlready, Incomplete: refusals.Incomplete, NotReady: refusals.NotReady, WrongStage: refusals.WrongStage },
  async run(ctx, input): Promise<Outcome<{ request: string }, 'NotPlanned' | 'AskedAlready' | 'Incomplete' | 'NotReady' | 'WrongStage' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await toWrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    const { row } = found;
    if (await openRequest(ctx.db, row.id)) return refuse('AskedAlready');
    if (input.what === 'publish') {
      if (row.state !== 'planned' || row.approved_at !== null) return refuse('NotPlanned');
      const missing = await missingIn(ctx, found);
      if (missing.length > 0) return refuse('Incomplete', { missing: missing.join('、') });
    } else {
      if (row.state !== 'considering') return refuse('WrongStage', { stage: stageWords[found.stage].ja });
      const left = obstacles(await workOf(ctx.db, row));
      if (left.length > 0) return refuse('NotReady', { left: left.map(obstacleInWords).join('。') });
      // What came last is compared as well before anything is counted.
      const compared = await ctx.call(compareTexts, { consultation: row.id });
      if (!compared.ok) return refuse('Conflict');
    }
    const request = ctx.newId();
    await ctx.db.insertInto('public_comments.requests').values({ id: request, consultation_id: row.id, what: input.what, asked_by: whoOf(ctx), asked_name: nameOf(ctx), asked_at: ctx.now }).execute();
    await step(ctx, row.id, input.what === 'publish' ? 'asked' : 'result_asked');
    ctx.audit({ subject: `consultation:${row.id}` });
    return done({ request });
  },
});

/** 取下げ of a request; and of an approval whose day has not come. */
export const recallApproval = command({
  name: 'public-comments.recallApproval',
  title: { ja: '承認の求めを取り下げる・承認を取り消す', en: 'Recall a request or an approval' },
  input: z.object({ consultation: consultationField }),
  allow: [staff('public-comments.write'), staff('public-comments.approve')],
  refusals: { NothingAsked: refusals.NothingAsked },
  async run(ctx, input): Promise<Outcome<{ consultation: string }, 'NothingAsked' | 'NotFound' | 'NotAllowed'>> {
    const found = await lockedConsultation(ctx, input.consultation);
    if (!found) return refuse('NotFound');
    if (!mayWrite(ctx, found.office) && !mayApprove(ctx, found.office)) return refuse('NotAllowed');
    const request = await openRequest(ctx.db, found.row.id);
    if (request) await ctx.db.updateTable('public_comments.requests').set({ state: 'recalled', decided_by: whoOf(ctx), decided_name: nameOf(ctx), decided_at: ctx.now }).where('id', '=', request.id).execute();
    else if (found.row.approved_at !== null && found.stage === 'planned') await ctx.db.updateTable('public_comments.consultations').set({ approved_by: null, approved_name: null, approved_at: null, version: found.row.version + 1 }).where('id', '=', found.row.id).execute();
    else return refuse('NothingAsked');
    await step(ctx, found.row.id, 'recalled');
    ctx.audit({ subject: `consultation:${found.row.id}` });
    return done({ consultation: found.row.id });
  },
});

type Decided = Outcome<{ state: string }, 'NothingAsked' | 'SelfApproval' | 'NoteNeeded' | 'DayPast' | 'NotReady' | 'NotFound' | 'NotAllowed' | 'Conflict'>;

async function publish(ctx: Ctx, { row }: Locked): Promise<Decided> {
  const { published_on: day } = row;
  if (day === null || isBefore(day, ctx.today)) return refuse('DayPast', { day: day === null ? '' : formatDate(day, 'ja') });
  const opens = !isBefore(ctx.today, day);
  await ctx.db.updateTable('public_comments.consultations').set({ approved_by: whoOf(ctx), approved_name: nameOf(ctx), approved_at: ctx.now, state: opens ? 'open' : 'planned', version: row.version + 1 }).where('id', '=', row.id).execute();
  await step(ctx, row.id, 'approved');
  if (opens) {
    await step(ctx, row.id, 'opened');
    await findable(ctx, row);
  }
  return done({ state: opens ? 'open' : 'planned' });
}

async function publishResult(ctx: Ctx, { row }: Locked): Promise<Decided> {
  const left = obstacles(await workOf(ctx.db, row));
  if (left.length > 0) return refuse('NotReady', { left: left.map(obstacleInWords).join('。') });
  const counts = tally(await lettersOf(ctx.db, row.id));
  const { people, submissions, received, late } = counts;
  const assigned = Map.groupBy(await ctx.db.selectFrom('public_comments.assignments as a').innerJoin('public_comments.opinions as o', 'o.id', 'a.opinion_id').select(['a.opinion_id', 'a.submission_id']).where('o.consultation_id', '=', row.id).execute(), (one) => one.opinion_id);
  for (const [opinion, letters] of assigned) await ctx.db.updateTable('public_comments.opinions').set({ submissions: countedOf(counts, letters.map((one) => one.submission_id)) }).where('id', '=', opinion).execute();
  await ctx.db.updateTable('public_comments.consultations').set({ result_by: whoOf(ctx), result_name: nameOf(ctx), result_at: ctx.now, state: 'result_published', people, submissions, received, late, version: row.version + 1 }).where('id', '=', row.id).execute();
  // The marks were for floods and for counting, and both are over; whose letters belong together is written down before they go.
  for (const [id, { person }] of counts.persons) if (person !== id) await ctx.db.updateTable('public_comments.submissions').set({ same_person_as: person }).where('id', '=', id).where('same_person_as', 'is', null).execute();
  await ctx.db.updateTable('public_comments.submissions').set({ sent_from: null }).where('consultation_id', '=', row.id).execute();
  await step(ctx, row.id, 'result_published');
  await findable(ctx, row);
  return done({ state: 'result_published' });
}

export const decideApproval = command({
  name: 'public-comments.decideApproval',
  title: { ja: '公表・結果を承認する・差し戻す', en: 'Approve or return' },
  input: z.object({ consultation: consultationField, version: versionField, what, decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words(labels.note, 500, true) }),
  allow: [staff('public-comments.approve')],
  refusals: { NothingAsked: refusals.NothingAsked, SelfApproval: fourEyes.SelfApproval, NoteNeeded: fourEyes.NoteNeeded, DayPast: refusals.DayPast, NotReady: refusals.NotReady },
  async run(ctx, input): Promise<Decided> {
    const found = await lockedConsultation(ctx, input.consultation);
    if (!found) return refuse('NotFound');
    const { row } = found;
    if (!mayApprove(ctx, found.office)) return refuse('NotAllowed');
    const request = await openRequest(ctx.db, row.id);
    if (request?.what !== input.what) return refuse('NothingAsked');
    if (row.version !== input.version) return refuse('Conflict');
    const me = whoOf(ctx);
    ctx.audit({ subject: `consultation:${row.id}` });
    if (input.decision === 'return') {
      if (input.note === '') return refuse('NoteNeeded');
      await ctx.db.updateTable('public_comments.requests').set({ state: 'returned', decided_by: me === request.asked_by ? null : me, decided_name: nameOf(ctx), decided_at: ctx.now, note: input.note }).where('id', '=', request.id).execute();
      await step(ctx, row.id, 'returned', input.note);
      return done({ state: row.state });
    }
    const authors = input.what === 'publish' ? row.authors : row.result_authors;
    if (request.asked_by === me || authors.includes(me)) return refuse('SelfApproval');
    await ctx.db.updateTable('public_comments.requests').set({ state: 'approved', decided_by: me, decided_name: nameOf(ctx), decided_at: ctx.now, note: input.note }).where('id', '=', request.id).execute();
    return input.what === 'publish' ? publish(ctx, found) : publishResult(ctx, found);
  },
});
