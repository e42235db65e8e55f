/** The course of a consultation: what time does, what people do, the numbers of the 要綱, and what is forgotten in the end. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { isAfter, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { dateField, intField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command, query } from '../acts.ts';
import { findable } from '../findable.ts';
import { refusals } from '../messages/refusals.ts';
import { stageWords } from '../messages/words.ts';
import { type Ctx, rulesOn, stageOf, step, toWrite, whoOf } from '../office.ts';
import { sameTexts } from '../rules/same-text.ts';
import { consultationField } from './fields.ts';

/** Whether time has anything to do: asked every minute, so that a minute in which nothing happens leaves no trace. */
export const somethingDue = query({
  name: 'public-comments.somethingDue',
  title: { ja: '期日の来た意見公募があるか', en: 'Whether anything is due' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<boolean> {
    const { archive_days: keep } = await rulesOn(ctx.db, ctx.today);
    const due = await ctx.db.selectFrom('public_comments.consultations').select('id').where('approved_at', 'is not', null).where((eb) => eb.or([
      eb.and([eb('state', '=', 'planned'), eb('published_on', '<=', ctx.today)]), eb.and([eb('state', '=', 'open'), eb('closes_on', '<', ctx.today)]), eb.and([eb('state', '=', 'result_published'), eb('result_at', '<', ctx.now.subtract({ hours: 24 * (keep - 1) }))]),
    ])).limit(1).executeTakeFirst();
    return due !== undefined || (await ctx.db.selectFrom('public_comments.senders').select('submission_id').where('version', '>', 1).where('cleared', '=', false).limit(1).executeTakeFirst()) !== undefined;
  },
});

/** Opens what is due, closes what is over, puts old results into the archive. Answers what was closed, whose texts are then compared. */
export const advance = command({
  name: 'public-comments.advance',
  title: { ja: '意見公募を期日どおりに進める', en: 'Open, close and archive on time' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ opened: number; closed: readonly string[]; archived: number }, never>> {
    const rows = await ctx.db.selectFrom('public_comments.consultations').selectAll().where('state', 'in', ['planned', 'open', 'result_published']).where('approved_at', 'is not', null).forUpdate().execute();
    const { archive_days: keep } = await rulesOn(ctx.db, ctx.today);
    const closed: string[] = [];
    let [opened, archived] = [0, 0];
    for (const row of rows) {
      const now = stageOf(row, ctx.now);
      if (row.state === 'planned' && now !== 'planned') {
        await step(ctx, row.id, 'opened');
        await findable(ctx, row);
        opened += 1;
      }
      if (now === 'closed') {
        await step(ctx, row.id, 'closed');
        closed.push(row.id);
      }
      if (now !== row.state) await ctx.db.updateTable('public_comments.consultations').set({ state: now, version: row.version + 1 }).where('id', '=', row.id).execute();
      if (row.state === 'result_published' && row.result_at !== null && !isAfter(tokyoDate(row.result_at).add({ days: keep }), ctx.today)) {
        await putAway(ctx, row);
        archived += 1;
      }
    }
    await clearOlderSenders(ctx);
    return done({ opened, closed, archived });
  },
});

async function putAway(ctx: Ctx, row: { readonly id: string; readonly version: number }): Promise<void> {
  await ctx.db.updateTable('public_comments.consultations').set({ state: 'archived', archived_at: ctx.now, version: row.version + 1 }).where('id', '=', row.id).execute();
  await step(ctx, row.id, 'archived');
}

/** A sender who changes or withdraws adds a row; what stood there before is nobody's business any more. */
async function clearOlderSenders(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('public_comments.senders as s').where((eb) => eb.exists(eb.selectFrom('public_comments.senders as n').select('n.version').whereRef('n.submission_id', '=', 's.submission_id').whereRef('n.version', '>', 's.version'))).execute();
  await ctx.db.updateTable('public_comments.senders').set({ cleared: true }).where('version', '>', 1).where('cleared', '=', false).execute();
}

/** Compares all texts of a consultation: fifty characters in a row make a copy, unless they stand in the draft. */
export const compareTexts = command({
  name: 'public-comments.compareTexts',
  title: { ja: '同じ文面の意見をまとめる', en: 'Group identical texts' },
  input: z.object({ consultation: consultationField }),
  allow: [staff('public-comments.write'), system],
  async prepare(ctx, input) {
    const [texts, sections] = await Promise.all([
      ctx.db.selectFrom('public_comments.submissions').select(['id', 'body as text']).where('consultation_id', '=', input.consultation).where('state', '=', 'received').orderBy('received_at').orderBy('receipt').execute(),
      ctx.db.selectFrom('public_comments.sections').select('body').where('consultation_id', '=', input.consultation).execute(),
    ]);
    return sameTexts(texts, sections.map((section) => section.body));
  },
  async run(ctx, input, groups): Promise<Outcome<{ grouped: number }, 'NotFound' | 'NotAllowed'>> {
    if (ctx.actor.kind !== 'system') {
      const found = await toWrite(ctx, input.consultation);
      if (typeof found === 'string') return refuse(found);
    }
    const before = await ctx.db.selectFrom('public_comments.submissions').select(['id', 'text_group']).where('consultation_id', '=', input.consultation).execute();
    for (const row of before) {
      const now = groups.get(row.id) ?? null;
      if (now !== row.text_group) await ctx.db.updateTable('public_comments.submissions').set({ text_group: now }).where('id', '=', row.id).execute();
    }
    ctx.audit({ subject: `consultation:${input.consultation}` });
    return done({ grouped: groups.size });
  },
});

/** 検討を始める: from here on opinions are put together (行政手続法 第42条: 提出意見を十分に考慮しなければならない). */
export const startConsidering = command({
  name: 'public-comments.startConsidering',
  title: { ja: '意見の検討を始める', en: 'Begin to consider' },
  input: z.object({ consultation: consultationField }),
  allow: [staff('public-comments.write')],
  refusals: { WrongStage: refusals.WrongStage },
  async run(ctx, input): Promise<Outcome<{ consultation: string }, 'WrongStage' | 'NotFound' | 'NotAllowed'>> {
    const found = await toWrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    if (found.stage !== 'closed') return refuse('WrongStage', { stage: stageWords[found.stage].ja });
    if (found.row.state === 'open') await step(ctx, found.row.id, 'closed');
    await ctx.db.updateTable('public_comments.consultations').set({ state: 'considering', version: found.row.version + 1 }).where('id', '=', found.row.id).execute();
    await step(ctx, found.row.id, 'considering');
    ctx.audit({ subject: `consultation:${found.row.id}` });
    return done({ consultation: found.row.id });
  },
});

export const archiveConsultation = command({
  name: 'public-comments.archive',
  title: { ja: '結果を過去の意見公募に移す', en: 'Move to the archive' },
  input: z.object({ consultation: consultationField }),
  allow: [staff('public-comments.write')],
  refusals: { WrongStage: refusals.WrongStage },
  async run(ctx, input): Promise<Outcome<{ consultation: string }, 'WrongStage' | 'NotFound' | 'NotAllowed'>> {
    const found = await toWrite(ctx, input.consultation);
    if (typeof found === 'string') return refuse(found);
    if (found.row.state !== 'result_published') return refuse('WrongStage', { stage: stageWords[found.stage].ja });
    await putAway(ctx, found.row);
    ctx.audit({ subject: `consultation:${found.row.id}` });
    return done({ consultation: found.row.id });
  },
});

/** 氏名・住所の消去, so many years after the archive as the rules of today say (個人情報保護法 第22条: no longer than needed). */
export const forgetSenders = command({
  name: 'public-comments.forgetSenders',
  title: { ja: '保存期間を過ぎた氏名・住所を消す', en: 'Remove names and addresses' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ consultations: number }, never>> {
    const { keep_years: years } = await rulesOn(ctx.db, ctx.today);
    const rows = await ctx.db.selectFrom('public_comments.consultations').select(['id', 'archived_at']).where('state', '=', 'archived').where('forgotten_at', 'is', null).forUpdate().execute();
    const due = rows.filter((row) => row.archived_at !== null && !isAfter(tokyoDate(row.archived_at).add({ years }), ctx.today));
    for (const { id } of due) {
      const own = ctx.db.selectFrom('public_comments.submissions').select('id').where('consultation_id', '=', id);
      await ctx.db.deleteFrom('public_comments.senders').where('submission_id', 'in', own).execute();
      await ctx.db.updateTable('public_comments.submissions').set({ named: false, addressed: false, person_mark: null, code_hash: null }).where('consultation_id', '=', id).execute();
      await ctx.db.updateTable('public_comments.consultations').set({ forgotten_at: ctx.now }).where('id', '=', id).execute();
      await step(ctx, id, 'forgotten');
    }
    return done({ consultations: due.length });
  },
});

export const setRules = command({
  name: 'public-comments.setRules',
  title: { ja: '要綱の数字を決める', en: 'Set the rules' },
  input: z.object({
    from: dateField({ ja: '適用日', en: 'Valid from' }), minDays: intField({ ja: '意見を受け付ける日数', en: 'Days of the period' }, { min: 1, max: 365 }), basis: textField({ ja: '根拠とする条例・要綱', en: 'Basis' }, { max: 200 }), archiveDays: intField({ ja: '結果を過去に移すまでの日数', en: 'Days until the archive' }, { min: 1, max: 3650 }),
    keepYears: intField({ ja: '氏名・住所を残す年数', en: 'Years to keep names' }, { min: 0, max: 30 }), browserHourly: intField({ ja: '1台から1時間に送れる件数', en: 'Per browser and hour' }, { min: 1, max: 1000 }), networkHourly: intField({ ja: '同じ回線から1時間に送れる件数', en: 'Per network and hour' }, { min: 1, max: 10_000 }),
  }),
  allow: [staff('public-comments.setup')],
  refusals: { RulePast: refusals.RulePast },
  async run(ctx, input): Promise<Outcome<{ from: string }, 'RulePast'>> {
    if (!isAfter(input.from, ctx.today)) return refuse('RulePast');
    const row = { min_days: input.minDays, basis: input.basis, archive_days: input.archiveDays, keep_years: input.keepYears, browser_hourly: input.browserHourly, network_hourly: input.networkHourly, set_by: whoOf(ctx), set_at: ctx.now };
    await ctx.db.insertInto('public_comments.rules').values({ valid_from: input.from, ...row }).onConflict((conflict) => conflict.column('valid_from').doUpdateSet(row)).execute();
    ctx.audit({ subject: `public-comment-rules:${input.from.toString()}` });
    return done({ from: input.from.toString() });
  },
});
