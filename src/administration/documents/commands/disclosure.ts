/** 情報公開: receipt, correction, what was found, third parties, extension, decision, disclosure, fee. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf, formatDate } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, dateField, idField, intField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { dueOf, requestHeld, ruleOn } from '../disclosing.ts';
import { decisions, disclosureManners, requestChannels } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, person, staffOf } from '../office.ts';
import { decideBy, earliestDisclosure } from '../rules/deadline.ts';
import { disclosureHoldUntil } from '../rules/retention.ts';
import { documentField, groundsField, labels, versionField, words } from './fields.ts';
import { holdForRequest } from './keeping.ts';

const allow = [staff('documents.disclosure')];
const requestField = idField(labels.request);
const requestName = (request: { readonly fiscal_year: number; readonly number: number }) => `情報公開請求 ${request.fiscal_year}-${request.number}`;

export const openRequest = command({
  name: 'documents.openRequest',
  title: { ja: '情報公開請求を受け付ける', en: 'Receive a request for disclosure' },
  input: z.object({
    receivedOn: dateField({ ja: '受付日', en: 'Received on' }), channel: choiceField({ ja: '受付の方法', en: 'How it came' }, requestChannels), name: textField({ ja: '請求者の氏名', en: 'Applicant' }, { max: 100 }), address: textField({ ja: '請求者の住所', en: 'Address' }, { max: 200, numbers: true }),
    wanted: textField({ ja: '請求する内容', en: 'What is wanted' }, { max: 1000, lines: true }), manner: choiceField({ ja: '開示の方法', en: 'Manner' }, disclosureManners),
  }),
  allow, secret: ['name', 'address'],
  refusals: { InFuture: { ...refusals.InFuture, field: 'receivedOn' } },
  async run(ctx, input): Promise<Outcome<{ request: string; number: string; due: string | null }, 'InFuture' | 'NotAllowed'>> {
    if (staffOf(ctx) === null) return refuse('NotAllowed');
    if (Temporal.PlainDate.compare(input.receivedOn, ctx.today) > 0) return refuse('InFuture');
    const year = fiscalYearOf(input.receivedOn);
    const number = await ctx.nextNumber(`documents.requests.${year}`);
    const id = ctx.newId();
    await ctx.db.insertInto('documents.requests').values({ id, fiscal_year: year, number, received_on: input.receivedOn, channel: input.channel, applicant_name: input.name, applicant_address: input.address, wanted: input.wanted, manner: input.manner, staff_id: person(ctx) }).execute();
    ctx.audit({ subject: `disclosure:${id}` });
    return done({ request: id, number: `${year}-${number}`, due: decideBy(await ruleOn(ctx.db, input.receivedOn), input.receivedOn, [])?.toString() ?? null });
  },
});

/** The request before its decision, locked; null: there is none such. */
async function undecided(ctx: Ctx, id: string) {
  const row = await requestHeld(ctx, id);
  return row?.state === 'received' ? row : null;
}

export const askCorrection = command({
  name: 'documents.askCorrection', title: { ja: '補正を求める', en: 'Ask for a correction' },
  input: z.object({ request: requestField, what: textField({ ja: '補正してほしいこと', en: 'What' }, { max: 300 }) }), allow, refusals: { StillOpen: refusals.StillOpen },
  async run(ctx, input) {
    const row = await undecided(ctx, input.request);
    if (!row) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.corrections').values({ id, request_id: row.id, asked_on: ctx.today, what: input.what }).execute();
    ctx.audit({ subject: `disclosure:${row.id}` });
    return done({ correction: id });
  },
});

export const answerCorrection = command({
  name: 'documents.answerCorrection', title: { ja: '補正を受け付ける', en: 'Record a correction' }, input: z.object({ request: requestField, answeredOn: dateField({ ja: '補正のあった日', en: 'Answered on' }) }), allow, refusals: { InFuture: { ...refusals.InFuture, field: 'answeredOn' } },
  async run(ctx, input): Promise<Outcome<{ due: string | null }, 'InFuture' | 'NotFound'>> {
    const row = await undecided(ctx, input.request);
    const open = row ? await ctx.db.selectFrom('documents.corrections').select(['id', 'asked_on']).where('request_id', '=', row.id).where('answered_on', 'is', null).executeTakeFirst() : undefined;
    if (!row || !open) return refuse('NotFound');
    if (Temporal.PlainDate.compare(input.answeredOn, ctx.today) > 0 || Temporal.PlainDate.compare(input.answeredOn, open.asked_on) < 0) return refuse('InFuture');
    await ctx.db.updateTable('documents.corrections').set({ answered_on: input.answeredOn }).where('id', '=', open.id).execute();
    ctx.audit({ subject: `disclosure:${row.id}` });
    return done({ due: (await dueOf(ctx.db, row))?.toString() ?? null });
  },
});

export const extendRequest = command({
  name: 'documents.extendRequest', title: { ja: '決定の期限を延長する', en: 'Extend the time' },
  input: z.object({ request: requestField, days: intField({ ja: '延長する日数', en: 'Days' }, { min: 1, max: 120 }), reason: textField({ ja: '延長の理由', en: 'Why' }, { max: 300 }) }), allow,
  refusals: { TooLong: refusals.TooLong, TooLate: refusals.TooLate, AlreadyExtended: refusals.AlreadyExtended, WaitingForCorrection: refusals.WaitingForCorrection },
  async run(ctx, input): Promise<Outcome<{ due: string | null }, 'TooLong' | 'TooLate' | 'AlreadyExtended' | 'WaitingForCorrection' | 'NotFound'>> {
    const row = await undecided(ctx, input.request);
    if (!row) return refuse('NotFound');
    if (row.extended_days > 0) return refuse('AlreadyExtended');
    const rule = await ruleOn(ctx.db, row.received_on);
    if (input.days > rule.extension) return refuse('TooLong', { most: rule.extension });
    const due = await dueOf(ctx.db, row);
    if (due === null) return refuse('WaitingForCorrection');
    // The letter that extends has to go out while the time still runs (情報公開法10条2項).
    if (Temporal.PlainDate.compare(ctx.today, due) > 0) return refuse('TooLate', { due: formatDate(due, 'ja') });
    await ctx.db.updateTable('documents.requests').set({ extended_days: input.days, extension_reason: input.reason, extended_on: ctx.today, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `disclosure:${row.id}`, days: input.days });
    return done({ due: (await dueOf(ctx.db, { ...row, extended_days: input.days }))?.toString() ?? null });
  },
});

/** 特定: a hit is taken or left, with the reason. What is taken is held at once. */
export const judgeHit = command({
  name: 'documents.judgeHit', title: { ja: '対象文書を特定する', en: 'Judge a hit' }, input: z.object({ request: requestField, document: documentField, included: boolField({ ja: '対象とする', en: 'Included' }), reason: words({ ja: '対象としない理由', en: 'Why not' }, 200) }), allow, refusals: { ReasonNeeded: refusals.ReasonNeeded, FolderGone: refusals.FolderGone },
  async run(ctx, input): Promise<Outcome<{ held: boolean }, 'ReasonNeeded' | 'FolderGone' | 'NotFound' | 'NotAllowed'>> {
    const row = await undecided(ctx, input.request);
    const document = await ctx.db.selectFrom('documents.documents').select(['id', 'folder_id', 'state']).where('id', '=', input.document).executeTakeFirst();
    const by = staffOf(ctx);
    if (!row || !document) return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    if (!input.included && input.reason === '') return refuse('ReasonNeeded');
    const hit = { included: input.included, reason: input.included ? '' : input.reason, judged_by: by, judged_at: ctx.now };
    await ctx.db.insertInto('documents.request_hits').values({ request_id: row.id, document_id: document.id, ...hit }).onConflict((conflict) => conflict.columns(['request_id', 'document_id']).doUpdateSet(hit)).execute();
    const hold = input.included && document.folder_id !== null;
    if (hold && document.folder_id !== null) await holdForRequest(ctx, document.folder_id, { id: row.id, name: requestName(row), from: row.received_on });
    ctx.audit({ subject: `disclosure:${row.id}`, document: document.id, included: input.included });
    return done({ held: hold });
  },
});

export const askThirdParty = command({
  name: 'documents.askThirdParty', title: { ja: '第三者に意見を聞く', en: 'Ask a third party' }, input: z.object({ request: requestField, name: textField({ ja: '第三者の名', en: 'Third party' }, { max: 100 }) }), allow, secret: ['name'],
  async run(ctx, input) {
    const row = await undecided(ctx, input.request);
    if (!row) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.third_parties').values({ id, request_id: row.id, name: input.name, asked_on: ctx.today }).execute();
    ctx.audit({ subject: `disclosure:${row.id}` });
    return done({ thirdParty: id });
  },
});

export const recordOpinion = command({
  name: 'documents.recordOpinion', title: { ja: '第三者の意見を記録する', en: 'Record a third party’s opinion' }, input: z.object({ thirdParty: idField({ ja: '第三者', en: 'Third party' }), opinion: choiceField({ ja: '意見', en: 'Opinion' }, ['agrees', 'objects', 'silent'] as const) }), allow,
  async run(ctx, input) {
    const party = await ctx.db.selectFrom('documents.third_parties').select('request_id').where('id', '=', input.thirdParty).where('opinion', 'is', null).executeTakeFirst();
    const row = party ? await undecided(ctx, party.request_id) : null;
    if (!party || !row) return refuse('NotFound');
    await ctx.db.updateTable('documents.third_parties').set({ opinion: input.opinion, answered_on: ctx.today }).where('id', '=', input.thirdParty).execute();
    ctx.audit({ subject: `disclosure:${row.id}` });
    return done({});
  },
});

type DecideRefusal = 'WaitingForCorrection' | 'DecisionUndecided' | 'NothingChosen' | 'OpinionMissing' | 'ReasonNeeded' | 'GroundNeeded' | 'NotRedacted' | 'NotFound';

/** 決定の通知. The decision itself was drafted and decided; here it is tied to the request, and the clocks behind it begin. */
export const decideRequest = command({
  name: 'documents.decideRequest', title: { ja: '開示・不開示の決定を通知する', en: 'Give notice of the decision' },
  input: z.object({ request: requestField, decision: choiceField({ ja: '決定', en: 'Decision' }, decisions), decisionDocument: idField({ ja: '決定の起案', en: 'Decided draft' }), grounds: groundsField, reason: words({ ja: '不開示の理由', en: 'Reason' }, 1000, true) }), allow,
  refusals: { WaitingForCorrection: refusals.WaitingForCorrection, DecisionUndecided: refusals.DecisionUndecided, NothingChosen: refusals.NothingChosen, OpinionMissing: refusals.OpinionMissing, ReasonNeeded: refusals.ReasonNeeded, GroundNeeded: refusals.GroundNeeded, NotRedacted: refusals.NotRedacted },
  async run(ctx, input): Promise<Outcome<{ discloseFrom: string | null; heldUntil: string }, DecideRefusal>> {
    const row = await undecided(ctx, input.request);
    if (!row) return refuse('NotFound');
    const draft = await ctx.db.selectFrom('documents.documents').select(['kind', 'decided_on']).where('id', '=', input.decisionDocument).executeTakeFirst();
    if (draft?.kind !== 'draft' || draft.decided_on === null) return refuse('DecisionUndecided');
    if ((await dueOf(ctx.db, row)) === null) return refuse('WaitingForCorrection');
    const parties = await ctx.db.selectFrom('documents.third_parties').select('opinion').where('request_id', '=', row.id).execute();
    if (parties.some((party) => party.opinion === null)) return refuse('OpinionMissing');
    const chosen = await ctx.db.selectFrom('documents.request_hits as h').innerJoin('documents.documents as d', 'd.id', 'h.document_id').select(['d.id', 'd.title', 'd.folder_id']).where('h.request_id', '=', row.id).where('h.included', '=', true).execute();
    const discloses = input.decision === 'full' || input.decision === 'partial';
    if (discloses && chosen.length === 0) return refuse('NothingChosen');
    if (input.decision !== 'full' && input.reason === '') return refuse('ReasonNeeded');
    if (!['full', 'absent'].includes(input.decision) && input.grounds.length === 0) return refuse('GroundNeeded');
    if (input.decision === 'partial') {
      const made = await ctx.db.selectFrom('documents.redactions').select('document_id').where('request_id', '=', row.id).execute();
      if (made.length === 0) return refuse('NotRedacted', { titles: chosen.map((one) => one.title).join('、') });
    }
    const from = discloses ? earliestDisclosure(ctx.today, parties.some((party) => party.opinion === 'objects')) : null;
    const until = disclosureHoldUntil(ctx.today);
    await ctx.db.updateTable('documents.requests').set({ state: 'decided', decision: input.decision, decision_document_id: input.decisionDocument, decision_grounds: input.grounds, decision_reason: input.reason, notice_on: ctx.today, disclose_from: from, version: row.version + 1 }).where('id', '=', row.id).execute();
    for (const folder of new Set(chosen.flatMap((one) => one.folder_id ?? []))) await holdForRequest(ctx, folder, { id: row.id, name: requestName(row), from: row.received_on });
    await ctx.db.updateTable('documents.holds').set({ until_on: until }).where('request_id', '=', row.id).execute();
    ctx.audit({ subject: `disclosure:${row.id}`, decision: input.decision });
    return done({ discloseFrom: from?.toString() ?? null, heldUntil: until.toString() });
  },
});

/** 開示の実施. A copy is handed out when its fee was paid. */
export const disclose = command({
  name: 'documents.disclose', title: { ja: '開示を実施する', en: 'Disclose' }, input: z.object({ request: requestField, version: versionField, sheets: intField({ ja: '写しの枚数', en: 'Sheets' }, { max: 100_000 }), paidOn: optional(dateField({ ja: '手数料を受け取った日', en: 'Fee paid on' })) }), allow,
  refusals: { TooEarly: refusals.TooEarly, FeeDue: refusals.FeeDue, NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ feeYen: number }, 'TooEarly' | 'FeeDue' | 'NotOpen' | 'NotFound' | 'Conflict'>> {
    const row = await requestHeld(ctx, input.request);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'decided' || row.disclose_from === null) return refuse('NotOpen');
    if (Temporal.PlainDate.compare(ctx.today, row.disclose_from) < 0) return refuse('TooEarly', { from: formatDate(row.disclose_from, 'ja') });
    const fee = row.manner === 'copy' ? input.sheets * (await ruleOn(ctx.db, row.received_on)).copyYen : 0;
    if (fee > 0 && input.paidOn === null) return refuse('FeeDue', { yen: fee.toLocaleString('ja-JP') });
    await ctx.db.updateTable('documents.requests').set({ state: 'disclosed', disclosed_on: ctx.today, fee_sheets: input.sheets, fee_yen: fee, fee_paid_on: fee > 0 ? input.paidOn : null, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `disclosure:${row.id}`, feeYen: fee });
    return done({ feeYen: fee });
  },
});

export const withdrawRequest = command({
  name: 'documents.withdrawRequest', title: { ja: '請求の取下げを記録する', en: 'Record a withdrawal' }, input: z.object({ request: requestField }), allow,
  async run(ctx, input) {
    const row = await undecided(ctx, input.request);
    if (!row) return refuse('NotFound');
    await ctx.db.updateTable('documents.requests').set({ state: 'withdrawn', version: row.version + 1 }).where('id', '=', row.id).execute();
    await ctx.db.updateTable('documents.holds').set({ lifted_on: ctx.today, lift_reason: '請求の取下げ' }).where('request_id', '=', row.id).where('lifted_on', 'is', null).execute();
    ctx.audit({ subject: `disclosure:${row.id}` });
    return done({});
  },
});
