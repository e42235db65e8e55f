/** What whoever has an opinion can do: send it without signing in, and with the code of the receipt change it or take it back. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { networkOfDevice, sha256 } from '../../../kernel/identity/tokens.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { compareSoon, partExists, personMark, senderProblem, keptSender, take } from '../letters.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, rulesOn } from '../office.ts';
import { isLate } from '../rules/period.ts';
import { stageAt, stillKept } from '../rules/stage.ts';
import { letterFields, numberField, ticketField } from './fields.ts';

const open = [anyone('意見は、だれでも、サインインせずに出せます')];
const own = [anyone('控えの番号を知っている、出した本人だけが使えます')];

/** Seconds until this browser or network may send again; 0: now. Counted in the database, so that all processes count together. */
async function waitFor(ctx: Ctx): Promise<number> {
  if (!('device' in ctx.actor)) return 0;
  const { device } = ctx.actor;
  const [rules, hour] = [await rulesOn(ctx.db, ctx.today), ctx.now.subtract({ minutes: 60 })];
  const rows = await ctx.db.selectFrom('public_comments.submissions').select(['sent_from', 'received_at']).where('sent_from', 'is not', null).where('received_at', '>', hour).where(sql<string>`split_part(sent_from, '.', 1)`, '=', networkOfDevice(device)).orderBy('received_at', 'desc').limit(rules.network_hourly).execute();
  const mine = rows.filter((row) => row.sent_from === device);
  const oldest = mine.length >= rules.browser_hourly ? mine[rules.browser_hourly - 1] : rows.length >= rules.network_hourly ? rows.at(-1) : undefined;
  return oldest ? Math.max(1, Math.ceil((oldest.received_at.epochMilliseconds - hour.epochMilliseconds) / 1000)) : 0;
}

/** A consultation as the public sees it, and where it stands now. */
async function publicOne(ctx: Ctx, by: { readonly number: string } | { readonly id: string }) {
  const asked = ctx.db.selectFrom('public_comments.public_consultations').selectAll();
  const row = await ('number' in by ? asked.where('number', '=', by.number) : asked.where('id', '=', by.id)).executeTakeFirst();
  if (!row) return null;
  // A view's columns have no checks of their own to be typed by; the table has.
  const facts = { id: row.id, number: row.number, channels: row.channels, closesOn: row.closes_on, name_rule: row.name_rule as 'none' | 'optional' | 'required', address_rule: row.address_rule as 'none' | 'optional' | 'required' };
  return { ...facts, stage: stageAt({ state: row.state as 'open', approved: true, publishedOn: row.published_on, closesOn: row.closes_on }, ctx.now) };
}

export const submitOpinion = command({
  name: 'public-comments.submit',
  title: { ja: '意見を提出する', en: 'Submit an opinion' },
  input: z.object({ number: numberField, ...letterFields, ticket: ticketField }),
  allow: open,
  secret: ['body', 'name', 'address', 'ticket'],
  refusals: { NotOpenYet: refusals.NotOpenYet, ResultOut: refusals.ResultOut, NoWeb: refusals.NoWeb, NameNeeded: refusals.NameNeeded, AddressNeeded: refusals.AddressNeeded, NoSuchPart: refusals.NoSuchPart, CodeUsed: refusals.CodeUsed },
  async run(ctx, input): Promise<Outcome<{ receipt: string; state: 'received' | 'late' }, 'NotOpenYet' | 'ResultOut' | 'NoWeb' | 'NameNeeded' | 'AddressNeeded' | 'NoSuchPart' | 'CodeUsed' | 'TooMany'>> {
    const found = await publicOne(ctx, { number: input.number });
    if (!found || found.stage === 'planned') return refuse('NotOpenYet');
    if (!stillKept(found.stage)) return refuse('ResultOut');
    if (!found.channels.includes('web')) return refuse('NoWeb');
    const missing = senderProblem(found, input);
    if (missing) return refuse(missing);
    const seconds = await waitFor(ctx);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const state = isLate(ctx.now, found.closesOn) ? 'late' as const : 'received' as const;
    const taken = await take(ctx, found, input, { state, channel: 'web', receivedAt: ctx.now, lang: ctx.lang, codeHash: sha256(input.ticket), sentFrom: 'device' in ctx.actor ? ctx.actor.device : null, enteredBy: null });
    return 'refused' in taken ? taken : done({ receipt: taken.receipt, state });
  },
});

/** The submission of this code, locked, while its sender may still change it. */
async function ownOne(ctx: Ctx, code: string) {
  const row = await ctx.db.selectFrom('public_comments.submissions').selectAll().where('code_hash', '=', sha256(code)).forUpdate().executeTakeFirst();
  if (!row) return 'NotFound' as const;
  if (row.state === 'withdrawn') return 'Withdrawn' as const;
  const consultation = await publicOne(ctx, { id: row.consultation_id });
  if (!consultation || consultation.stage !== 'open') return 'PeriodOver' as const;
  ctx.audit({ subject: `submission:${row.id}`, receipt: row.receipt });
  return { row, consultation };
}

export const reviseOwn = command({
  name: 'public-comments.reviseOwn',
  title: { ja: '自分の意見を直す', en: 'Change my opinion' },
  input: z.object({ code: ticketField, ...letterFields }),
  allow: own,
  secret: ['code', 'body', 'name', 'address'],
  refusals: { PeriodOver: refusals.PeriodOver, Withdrawn: refusals.Withdrawn, NameNeeded: refusals.NameNeeded, AddressNeeded: refusals.AddressNeeded, NoSuchPart: refusals.NoSuchPart },
  async run(ctx, input): Promise<Outcome<{ receipt: string }, 'PeriodOver' | 'Withdrawn' | 'NameNeeded' | 'AddressNeeded' | 'NoSuchPart' | 'NotFound'>> {
    const found = await ownOne(ctx, input.code);
    if (typeof found === 'string') return refuse(found);
    const { row, consultation } = found;
    if (!(await partExists(ctx, consultation.id, input.section))) return refuse('NoSuchPart');
    // The citizens' face cannot read a name back: both are left as they are, or both are given anew.
    const anew = keptSender(consultation, input);
    const replaces = anew.name !== '' || anew.address !== '';
    if (replaces) {
      const missing = senderProblem(consultation, anew);
      if (missing) return refuse(missing);
      await ctx.db.insertInto('public_comments.senders').values({ submission_id: row.id, version: row.version + 1, ...anew }).execute();
    }
    await ctx.db.updateTable('public_comments.submissions').set({ body: input.body, section_ref: input.section, lang: ctx.lang, changed_at: ctx.now, version: row.version + 1, ...(replaces ? { named: anew.name !== '', addressed: anew.address !== '', person_mark: personMark(ctx, anew) } : {}) }).where('id', '=', row.id).execute();
    compareSoon(ctx, row.consultation_id);
    return done({ receipt: row.receipt });
  },
});

export const withdrawOwn = command({
  name: 'public-comments.withdrawOwn',
  title: { ja: '自分の意見を取り下げる', en: 'Withdraw my opinion' },
  input: z.object({ code: ticketField }),
  allow: own,
  secret: ['code'],
  refusals: { PeriodOver: refusals.PeriodOver, Withdrawn: refusals.Withdrawn },
  async run(ctx, input): Promise<Outcome<{ receipt: string }, 'PeriodOver' | 'Withdrawn' | 'NotFound'>> {
    const found = await ownOne(ctx, input.code);
    if (typeof found === 'string') return refuse(found);
    const { row } = found;
    await ctx.db.insertInto('public_comments.senders').values({ submission_id: row.id, version: row.version + 1 }).execute();
    await ctx.db.updateTable('public_comments.submissions').set({ state: 'withdrawn', body: '', named: false, addressed: false, person_mark: null, text_group: null, changed_at: ctx.now, version: row.version + 1 }).where('id', '=', row.id).execute();
    return done({ receipt: row.receipt });
  },
});
