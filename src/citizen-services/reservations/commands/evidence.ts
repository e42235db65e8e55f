/** 確認書類: sent to a registration or to a booking whose reduction is asked for; taken out again by the office when it is the wrong paper. */
import { z } from 'zod';
import { citizen, staff } from '../../../kernel/actor.ts';
import { idField, optional, textField } from '../../../kernel/fields.ts';
import { done, refuse, type Refusals } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { lockReservation } from '../standing.ts';
import { evidenceFilesField, evidenceRefusals, keepEvidence, type KeptFile, writeEvidence } from './evidence-file.ts';
import { reservationField } from './fields.ts';
import { rememberPatron } from './patron-record.ts';
import { lockForStaff, patronField } from './patrons.ts';

const MAX_PAPERS = 20;
const evidenceField = idField({ ja: '書類', en: 'Paper' });

const NoFile = { status: 422, field: 'evidenceFiles.0', ja: () => 'ファイルを選んでから、送ってください。', en: () => 'Please choose a file first.' } as const satisfies Refusals[string];
const TooManyPapers = { status: 422, ja: () => `書類は${MAX_PAPERS}件までです。足りないときは、窓口にご相談ください。`, en: () => `At most ${MAX_PAPERS} papers can be sent. Please ask at the counter.` } as const satisfies Refusals[string];
const NoReduction = { status: 422, ja: () => 'この予約には、減免の申請がありません。書類は要りません。', en: () => 'No reduction was asked for with this booking, so no papers are needed.' } as const satisfies Refusals[string];

async function hasRoom(ctx: Ctx, column: 'patron_id' | 'reservation_id', id: string, more: number): Promise<boolean> {
  const row = await ctx.db.selectFrom('reservations.evidence').select((eb) => eb.fn.countAll<number>().as('count')).where(column, '=', id).executeTakeFirstOrThrow();
  return row.count + more <= MAX_PAPERS;
}

async function lockPatronOf(ctx: Ctx, id: string): Promise<{ readonly id: string; readonly status: string } | null> {
  if (ctx.actor.kind !== 'citizen') return lockForStaff(ctx, id);
  return (await ctx.db.selectFrom('reservations.patrons').select(['id', 'status']).where('id', '=', id).where('citizen_id', '=', ctx.actor.id).forNoKeyUpdate().executeTakeFirst()) ?? null;
}

/** More papers for a registration: what was missing, or the new year's certificate. */
export const addPatronEvidence = command({
  name: 'reservations.addPatronEvidence',
  title: { ja: '利用者登録の確認書類を送る', en: 'Send papers for a registration' },
  input: z.object({ patron: patronField, evidenceFiles: evidenceFilesField }),
  allow: [citizen, staff('reservations.patrons')],
  secret: ['evidenceFiles'],
  refusals: { ...evidenceRefusals, NoFile, TooManyPapers, PatronState: moreRefusals.PatronState },
  prepare: (ctx, input) => keepEvidence(ctx.city, input.evidenceFiles),
  async run(ctx, input, files: readonly KeptFile[]) {
    const patron = await lockPatronOf(ctx, input.patron);
    if (!patron) return refuse('NotFound');
    if (patron.status === 'closed' || patron.status === 'rejected') return refuse('PatronState', { state: patron.status });
    if (files.length === 0) return refuse('NoFile');
    if (!(await hasRoom(ctx, 'patron_id', patron.id, files.length))) return refuse('TooManyPapers');
    await writeEvidence(ctx, { patron: patron.id }, files);
    await rememberPatron(ctx, patron.id, 'evidence_added', { detail: { papers: files.length } });
    ctx.audit({ subject: `patron:${patron.id}`, papers: files.map((file) => file.sha256) });
    return done({ patron: patron.id, papers: files.length });
  },
});

/** 減免の証明 for one booking. */
export const addReductionEvidence = command({
  name: 'reservations.addReductionEvidence',
  title: { ja: '減免の証明書類を送る', en: 'Send papers for a reduction' },
  input: z.object({ reservation: reservationField, evidenceFiles: evidenceFilesField }),
  allow: [citizen, staff('reservations.desk')],
  secret: ['evidenceFiles'],
  refusals: { ...evidenceRefusals, NoFile, TooManyPapers, NoReduction, WrongState: refusals.WrongState },
  prepare: (ctx, input) => keepEvidence(ctx.city, input.evidenceFiles),
  async run(ctx, input, files: readonly KeptFile[]) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.reduction === null) return refuse('NoReduction');
    if (it.state !== 'approval_pending' && it.state !== 'provisional' && it.state !== 'permitted') return refuse('WrongState', { state: it.state });
    if (files.length === 0) return refuse('NoFile');
    if (!(await hasRoom(ctx, 'reservation_id', it.id, files.length))) return refuse('TooManyPapers');
    await writeEvidence(ctx, { reservation: it.id }, files);
    ctx.audit({ subject: `reservation:${it.id}`, papers: files.map((file) => file.sha256) });
    return done({ reservation: it.id, papers: files.length });
  },
});

/** The wrong paper, or one that shows more than may be kept (個人番号の面など、番号法20条). */
export const removeEvidence = command({
  name: 'reservations.removeEvidence',
  title: { ja: '確認書類を外す', en: 'Remove a paper' },
  input: z.object({ evidence: evidenceField, reason: optional(textField({ ja: '理由', en: 'Reason' }, { max: 300 })) }),
  allow: [staff('reservations.patrons')],
  refusals: { ReasonMissing: moreRefusals.ReasonMissing },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.evidence').select(['id', 'patron_id', 'kind', 'sha256']).where('id', '=', input.evidence).executeTakeFirst();
    const patron = row?.patron_id ? await lockForStaff(ctx, row.patron_id) : null;
    if (!row || !patron) return refuse('NotFound');
    if (!input.reason) return refuse('ReasonMissing');
    await ctx.db.deleteFrom('reservations.evidence').where('id', '=', row.id).execute();
    await rememberPatron(ctx, patron.id, 'evidence_removed', { note: input.reason, detail: { kind: row.kind } });
    ctx.audit({ subject: `patron:${patron.id}`, sha256: row.sha256 });
    return done({ patron: patron.id });
  },
});
