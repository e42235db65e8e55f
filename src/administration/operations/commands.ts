/** What an operator does with work that runs by itself: stop it, do it again, send again. */
import { z } from 'zod';
import { actsOf } from '../../kernel/act.ts';
import { staff } from '../../kernel/actor.ts';
import type { KernelTables } from '../../kernel/db/rows.ts';
import { idField } from '../../kernel/fields.ts';
import { done, refuse } from '../../kernel/outcome.ts';

const { command } = actsOf<KernelTables>();

const jobInput = z.object({ job: idField({ ja: 'しごと', en: 'Job' }) });
const TooLate = {
  ja: () => 'このしごとは、もう終わっているか、別の状態になっています。画面を開き直して確かめてください。',
  en: () => 'The job has already ended or changed. Please reload the page.',
};

/** A running job notices at its next safe place; what it has done stays done. */
export const cancelJob = command({
  name: 'operations.cancelJob',
  title: { ja: 'しごとを取り消す', en: 'Cancel a job' },
  input: jobInput,
  allow: [staff('operations.jobs')],
  refusals: { TooLate },
  async run(ctx, input) {
    const row = await ctx.db.updateTable('kernel.jobs').set({ state: 'cancelled', finished_at: ctx.now }).where('id', '=', input.job).where('state', 'in', ['waiting', 'running']).returning('name').executeTakeFirst();
    if (!row) return refuse('TooLate');
    ctx.audit({ subject: `job:${input.job}`, job: row.name });
    return done({});
  },
});

/** The job's own keys keep what was already done from happening twice. */
export const retryJob = command({
  name: 'operations.retryJob',
  title: { ja: 'しごとをやり直す', en: 'Retry a job' },
  input: jobInput,
  allow: [staff('operations.jobs')],
  refusals: { TooLate },
  async run(ctx, input) {
    const row = await ctx.db.updateTable('kernel.jobs').set({ state: 'waiting', run_at: ctx.now, attempts: 0, problem: null, finished_at: null, message: '' }).where('id', '=', input.job).where('state', 'in', ['failed', 'cancelled']).returning('name').executeTakeFirst();
    if (!row) return refuse('TooLate');
    ctx.audit({ subject: `job:${input.job}`, job: row.name });
    ctx.city.poke();
    return done({});
  },
});

export const retrySending = command({
  name: 'operations.retrySending',
  title: { ja: '送り直す', en: 'Send again' },
  input: z.object({ sending: idField({ ja: '送信', en: 'Sending' }) }),
  allow: [staff('operations.mail')],
  refusals: { TooLate: { ja: () => 'この送信は、すでに済んでいるか、送っている途中です。', en: () => 'This has been sent or is being sent.' } },
  async run(ctx, input) {
    const row = await ctx.db.updateTable('kernel.sendings').set({ state: 'waiting', attempts: 0, next_try_at: ctx.now, problem: null }).where('id', '=', input.sending).where('state', 'in', ['dead', 'kept']).returning('id').executeTakeFirst();
    if (!row) return refuse('TooLate');
    ctx.audit({ subject: `sending:${row.id}` });
    ctx.city.poke();
    return done({});
  },
});

export const retryEvent = command({
  name: 'operations.retryEvent',
  title: { ja: '届かなかった連絡を届け直す', en: 'Deliver an event again' },
  input: z.object({ event: idField({ ja: '連絡', en: 'Event' }) }),
  allow: [staff('operations.jobs')],
  async run(ctx, input) {
    const row = await ctx.db.updateTable('kernel.outbox').set({ attempts: 0, next_try_at: null, problem: null }).where('id', '=', input.event).where('delivered_at', 'is', null).returning('event').executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: `event:${input.event}`, event: row.event });
    ctx.city.poke();
    return done({});
  },
});
