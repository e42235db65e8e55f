/** What the office does with what came: paper and mail typed in, letters of one person put together, threats set apart. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { isAfter, isBefore, toInstant } from '../../../kernel/calendar/calendar.ts';
import { choiceField, dateField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { take } from '../letters.ts';
import { refusals } from '../messages/refusals.ts';
import { stageWords } from '../messages/words.ts';
import { type Ctx, type Locked, toWrite, whoOf } from '../office.ts';
import { decidingDay } from '../rules/period.ts';
import { stillKept } from '../rules/stage.ts';
import { consultationField, letterFields, submissionField, words } from './fields.ts';

const writers = [staff('public-comments.write')];
const NOON = 720;

export const enterSubmission = command({
  name: 'public-comments.enter',
  title: { ja: '紙・メール・ファクスの意見を入力する', en: 'Type in a submission' },
  input: z.object({ consultation: consultationField, channel: choiceField({ ja: '届いた方法', en: 'Way' }, ['mail', 'post', 'fax', 'counter'] as const), receivedOn: dateField({ ja: '受け取った日', en: 'Arrived on' }), postmarkedOn: optional(dateField({ ja: '消印の日', en: 'Postmarked on' })), ...letterFields, lang: choiceField({ ja: 'ことば', en: 'Language' }, ['ja', 'en'] as const) }),
  allow: writers,
  secret: ['body', 'name', 'address'],
  refusals: { WrongStage: refusals.WrongStage, DayWrong: refusals.DayWrong, NoSuchPart: refusals.NoSuchPart },
  async run(ctx, input): Promise<Outcome<{ submission: string; receipt: string; state: 'received' | 'late' }, 'WrongStage' | 'DayWrong' | 'NoSuchPart' | 'NotFound' | 'NotAllowed'>> {
    const found = await toWrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    const { row, stage } = found;
    if (!stillKept(stage) || row.published_on === null || row.closes_on === null) return refuse('WrongStage', { stage: stageWords[stage].ja });
    if (isBefore(input.receivedOn, row.published_on) || isAfter(input.receivedOn, ctx.today)) return refuse('DayWrong');
    const day = decidingDay({ receivedOn: input.receivedOn, postmarkedOn: input.channel === 'post' ? input.postmarkedOn : null }, row.post_rule);
    const state = isAfter(day, row.closes_on) ? 'late' as const : 'received' as const;
    const taken = await take(ctx, row, input, { state, channel: input.channel, receivedAt: toInstant(input.receivedOn, NOON), lang: input.lang, codeHash: null, sentFrom: null, enteredBy: whoOf(ctx) });
    return 'refused' in taken ? taken : done({ ...taken, state });
  },
});

/** A submission, locked, of a consultation of one's own office. */
export async function submissionToWork(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('public_comments.submissions').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return 'NotFound' as const;
  const found: Locked | 'NotFound' | 'NotAllowed' = await toWrite(ctx, row.consultation_id);
  return typeof found === 'string' ? found : { row, consultation: found };
}

export const markSamePerson = command({
  name: 'public-comments.markSamePerson',
  title: { ja: '同じ人の意見としてまとめる', en: 'Mark as the same person' },
  input: z.object({ submission: submissionField, as: optional(textField({ ja: '同じ人の受付番号', en: 'Receipt number of the same person' }, { max: 20, numbers: true })) }),
  allow: writers,
  refusals: { NotSamePlace: refusals.NotSamePlace },
  async run(ctx, input): Promise<Outcome<{ submission: string }, 'NotSamePlace' | 'NotFound' | 'NotAllowed'>> {
    const found = await submissionToWork(ctx, input.submission);
    if (typeof found === 'string') return refuse(found);
    const other = input.as === null ? null : await ctx.db.selectFrom('public_comments.submissions').select(['id', 'consultation_id']).where('receipt', '=', input.as).executeTakeFirst();
    if (other === undefined || (other !== null && (other.consultation_id !== found.row.consultation_id || other.id === found.row.id))) return refuse('NotSamePlace');
    await ctx.db.updateTable('public_comments.submissions').set({ same_person_as: other?.id ?? null }).where('id', '=', found.row.id).execute();
    ctx.audit({ subject: `submission:${found.row.id}` });
    return done({ submission: found.row.id });
  },
});

/** Threats and accusations against persons: kept as evidence, read by those who approve alone. An empty reason opens it again. */
export const restrictSubmission = command({
  name: 'public-comments.restrict',
  title: { ja: '閲覧を制限する・解く', en: 'Restrict a submission' },
  input: z.object({ submission: submissionField, reason: words({ ja: '制限する理由', en: 'Reason' }, 200) }),
  allow: writers,
  async run(ctx, input): Promise<Outcome<{ submission: string }, 'NotFound' | 'NotAllowed'>> {
    const found = await submissionToWork(ctx, input.submission);
    if (typeof found === 'string') return refuse(found);
    await ctx.db.updateTable('public_comments.submissions').set({ restricted: input.reason }).where('id', '=', found.row.id).execute();
    ctx.audit({ subject: `submission:${found.row.id}` });
    return done({ submission: found.row.id });
  },
});
