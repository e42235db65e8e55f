/** What people do with a case: drafters, reviewers, consulted sections, examiners, deciders. Their posts permit it, not a role. */
import { z } from 'zod';
import { anyStaff, staff } from '../actor.ts';
import { choiceField, idField, intField, listField, optional, textField, withDefault } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command } from './acts.ts';
import { actBase, type Asked, carryOut, openFor, perform, type PerformRefusal, ready, spoken } from './perform.ts';
import { approvalRefusals } from './refusals.ts';
import { type Doing, judge } from './rules/available.ts';
import type { CaseAction } from './rules/case-state.ts';
import { submitCase } from './submit.ts';

const bySeat = [anyStaff('決裁の経路は職で決まり、誰の番かは案件ごとに確かめる')];
const labels = {
  case: { ja: '案件', en: 'Case' }, hash: { ja: '版の指紋', en: 'Version hash' }, seq: { ja: '表示した処理番号', en: 'Last action shown' }, step: { ja: '段階', en: 'Step' }, comment: { ja: '意見・理由', en: 'Comment' },
  stage: { ja: '戻す段階', en: 'Stage' }, urgency: { ja: '緊急度', en: 'Urgency' }, splitAnswer: { ja: '分割発注でない理由', en: 'Why this is no split purchase' }, remark: { ja: '後閲の意見', en: 'Remark' },
};
const hashField = textField(labels.hash, { max: 64, min: 64, numbers: true, pattern: { test: /^[0-9a-f]{64}$/, say: { ja: '案件を開き直してから、もう一度操作してください。', en: 'Please open the case again and repeat.' } } });

export const shown = {
  case: idField(labels.case), hash: hashField, seq: optional(intField(labels.seq, { min: 0, max: 100_000 })), step: optional(intField(labels.step, { min: 1, max: 10_000 })),
  comment: withDefault(textField(labels.comment, { max: 2000, lines: true }), ''),
};

/** One command for one plain thing. `strong`: only after a second factor. */
function doingCommand(name: string, doing: Exclude<Doing, 'submit' | 'edit' | 'returnTo'>, title: { ja: string; en: string }, strong = false) {
  return command({
    name: `approval.${name}`, title, input: z.object(shown), allow: bySeat, refusals: approvalRefusals,
    run: async (ctx, input): Promise<Outcome<{ readonly state: string; readonly seq: number }, PerformRefusal>> =>
      strong && ctx.actor.kind === 'staff' && !ctx.actor.strong ? refuse('SecondFactor') : perform(ctx, input, doing),
  });
}

export const approve = doingCommand('approve', 'approve', { ja: '承認する（回議）', en: 'Approve in the line' });
export const agree = doingCommand('agree', 'agree', { ja: '合議に同意する', en: 'Agree to a consultation' });
export const disagree = doingCommand('disagree', 'disagree', { ja: '合議に同意しない', en: 'Disagree to a consultation' });
export const examine = doingCommand('examine', 'examine', { ja: '審査する', en: 'Examine' });
export const returnToDrafter = doingCommand('return', 'return', { ja: '起案者に差し戻す', en: 'Return to the drafter' });
export const decide = doingCommand('decide', 'decide', { ja: '決裁する', en: 'Decide' }, true);
export const reject = doingCommand('reject', 'reject', { ja: '否決する', en: 'Reject' }, true);
export const recall = doingCommand('recall', 'recall', { ja: '引き戻す', en: 'Recall' });
export const askRecall = doingCommand('askRecall', 'askRecall', { ja: '引戻しを願い出る', en: 'Ask for a recall' });
export const consentRecall = doingCommand('consentRecall', 'consentRecall', { ja: '引戻しに同意する', en: 'Consent to a recall' });
export const pullUp = doingCommand('pullUp', 'pullUp', { ja: '引き上げる', en: 'Pull up' });
export const instruct = doingCommand('instruct', 'instruct', { ja: '事前に指示する', en: 'Instruct beforehand' });
export const acceptEdit = doingCommand('acceptEdit', 'acceptEdit', { ja: '直された文面を確認する', en: 'Accept an edit' });

export const returnToStage = command({
  name: 'approval.returnToStage', title: { ja: '前の段階に差し戻す', en: 'Return to an earlier stage' }, input: z.object({ ...shown, stage: intField(labels.stage, { min: 1, max: 10_000 }) }), allow: bySeat, refusals: approvalRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly state: string; readonly seq: number }, PerformRefusal>> {
    const prepared = await ready(ctx, input, 'returnTo');
    if ('refused' in prepared) return prepared;
    const { opened, may } = prepared;
    const { state } = opened.loaded;
    const earlier = state.steps.some((step) => step.stage === input.stage && step.version === state.version && step.status !== 'superseded' && may.step !== null && step.stage < may.step.stage);
    if (!earlier) return refuse('WrongState');
    const carried = await carryOut(ctx, opened.loaded, opened.organization, { ...actBase(ctx, prepared, input.comment), action: 'returnTo', payload: { stage: input.stage } }, { seenAt: prepared.seen });
    return 'refused' in carried ? carried : done({ state: carried.state.status, seq: carried.seq });
  },
});

export const submitDraft = command({
  name: 'approval.submit', title: { ja: '起案を提出する', en: 'Submit a draft' },
  input: z.object({ case: idField(labels.case), urgency: withDefault(choiceField(labels.urgency, ['ordinary', 'urgent', 'same_day']), 'ordinary'), splitAnswer: optional(textField(labels.splitAnswer, { max: 1000, lines: true })) }),
  allow: bySeat, refusals: approvalRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly number: string; readonly version: number }, PerformRefusal>> {
    const opened = await openFor(ctx, input.case);
    if (!opened) return refuse('NotFound');
    const may = judge(opened.situation, opened.staff, 'submit');
    if (!may.ok) return spoken(may, opened);
    const sent = await submitCase(ctx, opened.loaded, input);
    if ('refused' in sent) return sent;
    ctx.audit({ subject: `approval:${input.case}`, number: sent.number });
    return done(sent);
  },
});

/** 取下げ: the drafter ends it; after a decision never. */
export const withdraw = command({
  name: 'approval.withdraw', title: { ja: '取り下げる', en: 'Withdraw' }, input: z.object({ case: shown.case, comment: shown.comment }), allow: bySeat, refusals: approvalRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly state: string; readonly seq: number }, PerformRefusal>> {
    const opened = await openFor(ctx, input.case);
    if (!opened) return refuse('NotFound');
    const may = judge(opened.situation, opened.staff, 'withdraw');
    if (!may.ok) return may.refused === 'WrongState' ? refuse('AlreadyEnded') : spoken(may, opened);
    if (input.comment === '') return refuse('CommentNeeded');
    const carried = await carryOut(ctx, opened.loaded, opened.organization, { ...actBase(ctx, { opened, may, seen: null }, input.comment), action: 'withdraw' });
    return 'refused' in carried ? carried : done({ state: carried.state.status, seq: carried.seq });
  },
});

/** 一括: each item is a decision of its own with a record of its own; one that fails stops no other. */
export const approveTogether = command({
  name: 'approval.approveTogether', title: { ja: 'まとめて処理する', en: 'Approve several' },
  input: z.object({ items: listField({ ja: '案件', en: 'Cases' }, textField({ ja: '案件', en: 'Case' }, { max: 200, numbers: true, pattern: { test: /^[0-9a-f-]{36}:[0-9a-f]{64}:\d{1,5}:\d{1,6}$/, say: { ja: '一覧を開き直してください。', en: 'Please reload the list.' } } }), { min: 1, max: 100 }) }),
  allow: bySeat, refusals: approvalRefusals,
  async run(ctx, input) {
    const results: { readonly case: string; readonly title: string | null; readonly ok: boolean; readonly refused: string | null; readonly message: string | null }[] = [];
    for (const item of input.items) {
      const [id = '', hash = '', step = '', seq = ''] = item.split(':');
      const asked: Asked = { case: id, hash, step: Number(step), seq: Number(seq), comment: '' };
      // What may not be known answers like what is not there, in a list as well.
      const loaded = (await openFor(ctx, id))?.loaded;
      const title = loaded?.row.title ?? null;
      const role = loaded?.state.steps.find((one) => one.no === asked.step)?.role;
      const excluded = loaded && (!loaded.kind.bulkOk || loaded.row.disagreements > 0) ? (loaded.row.disagreements > 0 ? '不同意の合議があるため、一件ずつ開いて処理してください。' : 'この種類は、一件ずつ開いて処理してください。') : null;
      if (excluded !== null) {
        results.push({ case: id, title, ok: false, refused: 'Excluded', message: excluded });
        continue;
      }
      const one = role === 'decide' ? decide : role === 'examine' ? examine : role === 'consult_agree' || role === 'consult_notify' ? agree : approve;
      const answer = await ctx.call(one, asked);
      results.push({ case: id, title, ok: answer.ok, refused: answer.ok ? null : answer.refused, message: answer.ok ? null : sentenceOf(answer.refused, answer.details) });
    }
    return done({ results });
  },
});

function sentenceOf(refused: string, details: Readonly<Record<string, unknown>>): string {
  const texts: Readonly<Record<string, { readonly ja: (details: Readonly<Record<string, unknown>>) => string }>> = approvalRefusals;
  return texts[refused]?.ja(details) ?? '見つかりません。一覧を開き直してください。';
}

/** 後閲: read afterwards; the decision stays as it is. */
export const finishPostView = command({
  name: 'approval.finishPostView', title: { ja: '後閲を済ませる', en: 'Finish a post view' }, input: z.object({ view: idField({ ja: '後閲', en: 'Post view' }), remark: withDefault(textField(labels.remark, { max: 1000, lines: true }), '') }), allow: bySeat, refusals: approvalRefusals,
  async run(ctx, input): Promise<Outcome<Record<string, never>, PerformRefusal>> {
    const view = await ctx.db.selectFrom('kernel.approval_post_views').select(['case_id', 'post_id', 'staff_id', 'done_at', 'kind']).where('id', '=', input.view).forUpdate().executeTakeFirst();
    const opened = view ? await openFor(ctx, view.case_id) : null;
    if (!view || !opened) return refuse('NotFound');
    const mine = view.staff_id === opened.staff || opened.organization.holdings.some((holding) => holding.post === view.post_id && holding.staff === opened.staff && holding.manner !== 'deputy');
    if (!mine) return refuse('NotYourStep');
    if (view.done_at !== null) return refuse('WrongState');
    await ctx.db.updateTable('kernel.approval_post_views').set({ done_at: ctx.now, done_by: opened.staff, remark: input.remark }).where('id', '=', input.view).execute();
    const action: CaseAction = { ...actBase(ctx, { opened, may: { ok: true, step: null, post: view.post_id, capacity: 'self', absent: null }, seen: null }, input.remark), action: 'viewed' };
    const carried = await carryOut(ctx, opened.loaded, opened.organization, action);
    return 'refused' in carried ? carried : done({});
  },
});

function officeCommand(name: string, action: 'seal' | 'execute' | 'close', title: { ja: string; en: string }, permission: string | null) {
  return command({
    name: `approval.${name}`, title, input: z.object({ case: shown.case, comment: shown.comment }), allow: permission === null ? bySeat : [staff(permission)], refusals: approvalRefusals,
    async run(ctx, input): Promise<Outcome<{ readonly state: string; readonly seq: number }, PerformRefusal>> {
      const opened = await openFor(ctx, input.case);
      if (!opened) return refuse('NotFound');
      const { loaded, organization, staff: actor } = opened;
      // The drafter carries out what was decided, or the office does.
      if (permission === null && loaded.row.drafter_id !== actor && !ctx.may('approval.office')) return refuse('NotDrafter');
      const from = { seal: ['decided'], execute: ['decided', 'sealed'], close: ['executed'] }[action];
      if (!from.includes(loaded.state.status)) return refuse('WrongState');
      const carried = await carryOut(ctx, loaded, organization, { ...actBase(ctx, { opened, may: { ok: true, step: null, post: null, capacity: 'office', absent: null }, seen: null }, input.comment), action });
      return 'refused' in carried ? carried : done({ state: carried.state.status, seq: carried.seq });
    },
  });
}

export const sealCheck = officeCommand('sealCheck', 'seal', { ja: '公印を審査する', en: 'Check the seal' }, 'approval.seal');
export const executeCase = officeCommand('execute', 'execute', { ja: '施行する', en: 'Execute' }, null);
export const closeCase = officeCommand('close', 'close', { ja: '完結する', en: 'Close' }, null);
