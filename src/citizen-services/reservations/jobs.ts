/** What runs by itself. Each booking is a command with a key of its own, so a job that runs twice does nothing the second time. */
import { job } from '../../kernel/jobs/job.ts';
import { extendShelter } from './commands/blocks.ts';
import { finish, missed } from './commands/desk.ts';
import { expire, remindBalance } from './commands/expiry.ts';
import { maskExpired } from './commands/retention.ts';
import { balancesToRemind, lapsing, late, openShelters, over } from './queries/due.ts';

/** Unpaid bookings lapse on the minute their rules say. */
export const lapseUnpaid = job({
  name: 'reservations.lapseUnpaid',
  title: { ja: '期限切れの仮予約を取り消す', en: 'Lapse unpaid bookings' },
  every: { minutes: 1 },
  async run(ctx) {
    let lapsed = 0;
    for (;;) {
      const due = await ctx.ask(lapsing, {});
      let moved = 0;
      for (const id of due) {
        const answer = await ctx.do(expire, { reservation: id }, `lapse:${id}:${ctx.dueAt.toString()}`);
        if (answer.ok && !answer.repeated) moved++;
      }
      lapsed += moved;
      if (moved === 0 || ctx.cancelled()) return { lapsed };
    }
  },
});

export const remindBalances = job({
  name: 'reservations.remindBalances',
  title: { ja: '残金の期限を知らせる', en: 'Remind of balances' },
  every: { dailyAt: [9, 0] },
  async run(ctx) {
    const due = await ctx.ask(balancesToRemind, {});
    for (const id of due) await ctx.do(remindBalance, { reservation: id }, `remind:${id}:${ctx.dueAt.toString()}`);
    return { reminded: due.length };
  },
});

/** Uses whose time is over end; where check-in is tracked and nobody came, as a no-show. */
export const endUses = job({
  name: 'reservations.endUses',
  title: { ja: '終わった利用を記録する', en: 'Record finished uses' },
  every: { minutes: 15 },
  async run(ctx) {
    let ended = 0;
    for (;;) {
      const due = await ctx.ask(over, {});
      let moved = 0;
      for (const { id, state, tracked } of due) {
        const answer = state === 'permitted' && tracked ? await ctx.do(missed, { reservation: id }, `end:${id}`) : await ctx.do(finish, { reservation: id }, `end:${id}`);
        if (answer.ok && !answer.repeated) moved++;
      }
      ended += moved;
      if (moved === 0 || ctx.cancelled()) return { ended };
    }
  },
});

/** 来庁予約: nobody came within the minutes the counter waits; it is free for the next. */
export const freeCounters = job({
  name: 'reservations.freeCounters',
  title: { ja: '来なかった来庁予約の窓口を空ける', en: 'Free counters nobody came to' },
  every: { minutes: 1 },
  async run(ctx) {
    const due = await ctx.ask(late, {});
    for (const id of due) await ctx.do(missed, { reservation: id }, `late:${id}`);
    return { freed: due.length };
  },
});

export const keepShelters = job({
  name: 'reservations.keepShelters',
  title: { ja: '避難所の使用を続ける', en: 'Keep shelters open' },
  every: { dailyAt: [0, 10] },
  async run(ctx) {
    const open = await ctx.ask(openShelters, {});
    for (const block of open) await ctx.do(extendShelter, { block }, `shelter:${block}:${ctx.dueAt.toString()}`);
    return { open: open.length };
  },
});

/** Names and contacts past their term are taken out, a batch at a time. */
export const maskOld = job({
  name: 'reservations.maskOld',
  title: { ja: '保存期限の過ぎた氏名・連絡先を伏せる', en: 'Mask personal data past its term' },
  every: { dailyAt: [2, 30] },
  async run(ctx) {
    let masked = 0;
    for (let batch = 0; !ctx.cancelled(); batch++) {
      const answer = await ctx.do(maskExpired, {}, `mask:${ctx.dueAt.toString()}:${batch}`);
      if (!answer.ok || answer.value.masked === 0) break;
      masked += answer.value.masked;
    }
    return { masked };
  },
});

export const jobs = [lapseUnpaid, remindBalances, endUses, freeCounters, keepShelters, maskOld];
