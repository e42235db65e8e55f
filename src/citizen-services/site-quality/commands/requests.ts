/** What the office does with a request for another form: accept, hand over, refuse with a reason, move to another office, put off, note. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { isBusinessDay } from '../../../kernel/calendar/calendar.ts';
import { choiceField, codeField, dateField, intField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { requestLetters, requestRefusals as refusals } from '../messages/requests.ts';
import { departmentOf, lockedRequest, PERMISSION, requestRulesOn, requestStep, tellOffice, writeToAsker } from '../requests.ts';
import { isOpen, mayErase, mayMove, reminderFor } from '../rules/requests.ts';
import { type Ctx, nameOf, whoOf } from '../site.ts';
import { said, versionField, words } from './fields.ts';
import { requestField } from './request-fields.ts';

const handlers = [staff(PERMISSION), staff('website.write')];
const input = { request: requestField, version: versionField };

type Row = NonNullable<Awaited<ReturnType<typeof lockedRequest>>>;
type OpenRefusal = 'RequestClosed' | 'NotFound' | 'Conflict';

async function openOne(ctx: Ctx, { request, version }: { readonly request: string; readonly version: number }): Promise<Row | OpenRefusal> {
  const row = await lockedRequest(ctx, request);
  if (!row) return 'NotFound';
  if (!isOpen(row.state)) return 'RequestClosed';
  return row.version === version ? row : 'Conflict';
}

export const acceptRequest = command({
  name: 'site-quality.acceptRequest',
  title: { ja: '求めを引き受ける', en: 'Accept a request' },
  input: z.object(input),
  allow: handlers,
  refusals: { RequestClosed: refusals.RequestClosed, AcceptedAlready: refusals.AcceptedAlready },
  async run(ctx, asked): Promise<Outcome<{ mailed: boolean }, OpenRefusal | 'AcceptedAlready'>> {
    const row = await openOne(ctx, asked);
    if (typeof row === 'string') return refuse(row);
    if (!mayMove(row.state, 'accepted')) return refuse('AcceptedAlready');
    await ctx.db.updateTable('site_quality.requests').set({ state: 'accepted', taken_by: whoOf(ctx), taken_name: nameOf(ctx), version: row.version + 1 }).where('id', '=', row.id).execute();
    await requestStep(ctx, row.id, 'accepted');
    return done({ mailed: await writeToAsker(ctx, row, 'site-quality.requestAccepted', (lang) => requestLetters.accepted(lang, row.number, row.due_on)) });
  },
});

export const closeRequest = command({
  name: 'site-quality.closeRequest',
  title: { ja: '求めに答える', en: 'Deliver, or say why not' },
  input: z.object({ ...input, outcome: choiceField({ ja: '結果', en: 'Outcome' }, ['delivered', 'refused'] as const), answer: words({ ja: '本人に伝えること', en: 'What the person is told' }, 1000, true) }),
  allow: handlers,
  secret: ['answer'],
  refusals: { RequestClosed: refusals.RequestClosed, ReasonNeeded: refusals.ReasonNeeded },
  async run(ctx, asked): Promise<Outcome<{ mailed: boolean }, OpenRefusal | 'ReasonNeeded'>> {
    const row = await openOne(ctx, asked);
    if (typeof row === 'string') return refuse(row);
    if (asked.outcome === 'refused' && asked.answer === '') return refuse('ReasonNeeded');
    await ctx.db.updateTable('site_quality.requests').set({ state: asked.outcome, answer: asked.answer, closed_on: ctx.today, closed_by: whoOf(ctx), closed_name: nameOf(ctx), version: row.version + 1 }).where('id', '=', row.id).execute();
    await requestStep(ctx, row.id, asked.outcome);
    return done({ mailed: await writeToAsker(ctx, row, 'site-quality.requestClosed', (lang) => requestLetters[asked.outcome](lang, row.number, asked.answer)) });
  },
});

export const moveRequest = command({
  name: 'site-quality.moveRequest',
  title: { ja: '求めを別の課に引き継ぐ', en: 'Hand a request to another office' },
  input: z.object({ ...input, office: codeField({ ja: '引き継ぐ課', en: 'Office' }, 80), note: words({ ja: '引き継ぐこと', en: 'Remark' }, 1000, true) }),
  allow: handlers,
  secret: ['note'],
  refusals: { RequestClosed: refusals.RequestClosed, UnknownOffice: refusals.UnknownOffice },
  async run(ctx, asked): Promise<Outcome<{ told: number }, OpenRefusal | 'UnknownOffice'>> {
    const row = await openOne(ctx, asked);
    if (typeof row === 'string') return refuse(row);
    const office = await departmentOf(ctx.db, asked.office, ctx.today);
    if (!office || office.id === row.department_id) return refuse('UnknownOffice');
    // Whoever takes it over accepts it anew.
    const moved = { department_id: office.id, state: 'received' as const, taken_by: null, taken_name: '', version: row.version + 1 };
    await ctx.db.updateTable('site_quality.requests').set(moved).where('id', '=', row.id).execute();
    await requestStep(ctx, row.id, 'moved', `${office.name}${asked.note === '' ? '' : `　${asked.note}`}`.slice(0, 1000));
    return done({ told: await tellOffice(ctx, { ...row, ...moved }, 'site-quality.requestMoved', { ja: `別の形での提供の求めを引き継ぎました（${row.number}）`, en: `A request was handed to your office (${row.number})` }, { ja: `${nameOf(ctx)}から。${row.due_on.month}月${row.due_on.day}日までに答えます。`, en: `From ${nameOf(ctx)}. To be answered by ${row.due_on.toString()}.` }) });
  },
});

export const noteRequest = command({
  name: 'site-quality.noteRequest',
  title: { ja: '求めに記録を書く', en: 'Note something on a request' },
  input: z.object({ request: requestField, note: said({ ja: '記録', en: 'Note' }, 1000, true) }),
  allow: handlers,
  secret: ['note'],
  refusals: { RequestClosed: refusals.RequestClosed },
  async run(ctx, asked): Promise<Outcome<{ noted: true }, 'RequestClosed' | 'NotFound'>> {
    const row = await lockedRequest(ctx, asked.request);
    if (!row) return refuse('NotFound');
    // What is noted after the erasure would never be erased.
    if (row.erased_at !== null) return refuse('RequestClosed');
    await requestStep(ctx, row.id, 'noted', asked.note);
    return done({ noted: true });
  },
});

export const setRequestDue = command({
  name: 'site-quality.setRequestDue',
  title: { ja: '答える期日を変える', en: 'Set another day for the answer' },
  input: z.object({ ...input, dueOn: dateField({ ja: '答える期日', en: 'Answer by' }), note: said({ ja: '変える理由', en: 'Reason' }, 500, true) }),
  allow: handlers,
  secret: ['note'],
  refusals: { RequestClosed: refusals.RequestClosed, DuePast: refusals.DuePast },
  async run(ctx, asked): Promise<Outcome<{ mailed: boolean }, OpenRefusal | 'DuePast'>> {
    const row = await openOne(ctx, asked);
    if (typeof row === 'string') return refuse(row);
    if (Temporal.PlainDate.compare(asked.dueOn, ctx.today) <= 0 || Temporal.PlainDate.compare(asked.dueOn, ctx.today.add({ years: 1 })) > 0 || !isBusinessDay(asked.dueOn)) return refuse('DuePast');
    await ctx.db.updateTable('site_quality.requests').set({ due_on: asked.dueOn, version: row.version + 1 }).where('id', '=', row.id).execute();
    await requestStep(ctx, row.id, 'due', asked.note);
    return done({ mailed: await writeToAsker(ctx, row, 'site-quality.requestDue', (lang) => requestLetters.due(lang, row.number, asked.dueOn, asked.note)) });
  },
});

export const remindRequests = command({
  name: 'site-quality.remindRequests',
  title: { ja: '期日の近い求めを担当に知らせる', en: 'Remind the offices of requests' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ reminded: number }, never>> {
    const rows = await ctx.db.selectFrom('site_quality.requests').select(['id', 'number', 'due_on', 'department_id', 'taken_by']).where('state', 'in', ['received', 'accepted']).where('due_on', '<=', ctx.today.add({ days: 7 })).orderBy('due_on').execute();
    let reminded = 0;
    for (const row of rows) {
      const step = reminderFor(row.due_on, ctx.today);
      if (step === null) continue;
      const key = { request_id: row.id, due_on: row.due_on, step };
      const known = await ctx.db.selectFrom('site_quality.request_reminders').select('step').where('request_id', '=', row.id).where('due_on', '=', row.due_on).where('step', '=', step).executeTakeFirst();
      if (known) continue;
      const when = step === 'late' ? '期日を過ぎました' : step === 'today' ? 'きょうが期日です' : `期日まであと${ctx.today.until(row.due_on).days}日です`;
      const told = await tellOffice(ctx, row, 'site-quality.requestReminder', { ja: `別の形での提供の求め（${row.number}）：${when}`, en: `Request ${row.number}: ${step === 'late' ? 'overdue' : step === 'today' ? 'due today' : 'due soon'}` }, { ja: `${row.due_on.month}月${row.due_on.day}日までに答えると、本人に伝えてあります。`, en: `The person was told to expect an answer by ${row.due_on.toString()}.` });
      await ctx.db.insertInto('site_quality.request_reminders').values({ ...key, told, sent_at: ctx.now }).execute();
      reminded += 1;
    }
    return done({ reminded });
  },
});

export const eraseRequests = command({
  name: 'site-quality.eraseRequests',
  title: { ja: '古い求めの連絡先と言葉を消す', en: 'Erase contact data of old requests' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ erased: number }, never>> {
    // Marks against floods are needed for a day.
    await ctx.db.updateTable('site_quality.requests').set({ sent_from: null, mail_mark: null }).where('received_at', '<', ctx.now.subtract({ hours: 24 })).where((eb) => eb.or([eb('sent_from', 'is not', null), eb('mail_mark', 'is not', null)])).execute();
    const { keep_days: keep } = await requestRulesOn(ctx.db, ctx.today);
    const rows = await ctx.db.selectFrom('site_quality.requests').select(['id', 'closed_on', 'version']).where('closed_on', 'is not', null).where('erased_at', 'is', null).forUpdate().execute();
    const due = rows.filter((row) => row.closed_on !== null && mayErase(row.closed_on, keep, ctx.today));
    for (const { id, version } of due) {
      await ctx.db.deleteFrom('site_quality.request_persons').where('request_id', '=', id).execute();
      await ctx.db.updateTable('site_quality.request_steps').set({ note: '' }).where('request_id', '=', id).execute();
      await ctx.db.updateTable('site_quality.requests').set({ answer: '', code_hash: null, erased_at: ctx.now, version: version + 1 }).where('id', '=', id).execute();
      await requestStep(ctx, id, 'erased');
    }
    if (due.length > 0) ctx.audit({ subject: 'format-requests', erased: due.length });
    return done({ erased: due.length });
  },
});

export const setRequestRules = command({
  name: 'site-quality.setRequestRules',
  title: { ja: '求めに答える日数などを決める', en: 'Set the numbers for requests' },
  input: z.object({
    from: dateField({ ja: '適用日', en: 'Valid from' }), answerDays: intField({ ja: '答えるまでの開庁日数', en: 'Working days to answer' }, { min: 1, max: 60 }), keepDays: intField({ ja: '連絡先を残す日数', en: 'Days to keep contact data' }, { min: 30, max: 3650 }),
    browserHourly: intField({ ja: '1台から1時間に送れる件数', en: 'Per browser and hour' }, { min: 1, max: 1000 }), networkHourly: intField({ ja: '同じ回線から1時間に送れる件数', en: 'Per network and hour' }, { min: 1, max: 10_000 }), mailDaily: intField({ ja: '同じアドレスに1日に送る確認メール', en: 'Letters to one address in a day' }, { min: 1, max: 100 }),
  }),
  allow: [staff('site-quality.work')],
  refusals: { RulePast: refusals.RulePast },
  async run(ctx, asked): Promise<Outcome<{ from: string }, 'RulePast'>> {
    if (Temporal.PlainDate.compare(asked.from, ctx.today) <= 0) return refuse('RulePast');
    const row = { answer_days: asked.answerDays, keep_days: asked.keepDays, browser_hourly: asked.browserHourly, network_hourly: asked.networkHourly, mail_daily: asked.mailDaily, set_by: whoOf(ctx), set_name: nameOf(ctx), set_at: ctx.now };
    await ctx.db.insertInto('site_quality.request_rules').values({ valid_from: asked.from, ...row }).onConflict((conflict) => conflict.column('valid_from').doUpdateSet(row)).execute();
    ctx.audit({ subject: `format-request-rules:${asked.from.toString()}` });
    return done({ from: asked.from.toString() });
  },
});
