/** What a case's forms ask for. Each names the version and the last action that were shown, so that nobody acts on what was not seen. */
import * as commands from '../../../../kernel/approval/commands.ts';
import { editCase } from '../../../../kernel/approval/edits.ts';
import * as office from '../../../../kernel/approval/office.ts';
import { parseDate, parseTime, toInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, type At, type Fields, type Go, type PageAction, problem, refusedGo, to } from '../../../../kernel/page.ts';
import type { Command } from '../../../../kernel/act.ts';
import { caseHref, root } from './words.tsx';

export interface CaseSearch {
  readonly version?: string | undefined;
  readonly number?: string | undefined;
}
export type CaseAt = At<{ readonly case: string }, CaseSearch>;
type CaseAction = PageAction<{ readonly case: string }, CaseSearch>;

const shownInput = (form: Fields, { params }: CaseAt) => ({ case: params.case, hash: form.get('hash'), seq: form.get('seq'), step: form.get('step'), comment: form.get('comment') });

/** Back to the desk for what is done with; to the case where more is to be looked at. */
function plain<I, O, R extends string>(command: Command<I, O, R>, said: string, stay = false): CaseAction {
  return act<I, O, R, { readonly case: string }, CaseSearch>(command, { input: (form, at) => shownInput(form, at), done: (_value, at) => to(stay ? caseHref(at.params.case) : root, said) });
}

async function recordOral(ctx: Parameters<CaseAction>[0], form: Fields, at: CaseAt): Promise<Go> {
  const day = parseDate(form.get('spokenOn'), ctx.today);
  if (!day.ok) return problem(day.message.ja, 'spokenOn');
  const time = parseTime(form.get('spokenTime'));
  if (!time.ok) return problem(time.message.ja, 'spokenTime');
  const answer = await ctx.do(office.recordOralDecision, { case: at.params.case, manner: form.get('manner'), spokenAt: toInstant(day.value, time.value).toString(), reason: form.get('reason') });
  return answer.ok ? to(caseHref(at.params.case), '口頭の決裁を記録しました。決裁者が確認すると、決裁になります。') : refusedGo(answer);
}

export const caseActions: Readonly<Record<string, CaseAction>> = {
  approve: plain(commands.approve, '承認しました。'), agree: plain(commands.agree, '合議に同意しました。'), disagree: plain(commands.disagree, '不同意として答えました。'), examine: plain(commands.examine, '審査しました。'),
  return: plain(commands.returnToDrafter, '起案者に差し戻しました。'), decide: plain(commands.decide, '決裁しました。'), reject: plain(commands.reject, '否決しました。'),
  recall: plain(commands.recall, '引き戻しました。直してから、もう一度提出してください。', true), askRecall: plain(commands.askRecall, '引戻しを願い出ました。いまの番の人の同意を待ちます。', true), consentRecall: plain(commands.consentRecall, '引戻しに同意しました。'),
  pullUp: plain(commands.pullUp, '引き上げました。省いた人には後閲が届きます。', true), instruct: plain(commands.instruct, '事前の指示を記録しました。', true), acceptEdit: plain(commands.acceptEdit, '直された文面を確認しました。', true),
  returnTo: act(commands.returnToStage, { input: (form, at: CaseAt) => ({ ...shownInput(form, at), stage: form.get('stage') }), done: () => to(root, '前の段階に差し戻しました。') }),
  submit: act(commands.submitDraft, { input: (form, at: CaseAt) => ({ case: at.params.case, urgency: form.get('urgency'), splitAnswer: form.get('splitAnswer') }), done: (value, at) => to(caseHref(at.params.case), `提出しました。番号は ${value.number} です。`) }),
  withdraw: act(commands.withdraw, { input: (form, at: CaseAt) => ({ case: at.params.case, comment: form.get('comment') }), done: (_value, at) => to(caseHref(at.params.case), '取り下げました。') }),
  edit: act(editCase, { input: (form, at: CaseAt) => ({ ...shownInput(form, at), field: form.get('field'), value: form.get('value') }), done: (value, at) => to(caseHref(at.params.case), `文面を直しました（第${value.version}版）。起案者が確認するまで決裁はできません。`) }),
  viewed: act(commands.finishPostView, { input: (form) => ({ view: form.get('view'), remark: form.get('remark') }), done: () => to(root, '確認しました。') }),
  oral: recordOral,
  confirmOral: act(office.confirmOralDecision, { input: (form) => ({ record: form.get('record'), confirm: form.get('confirm') }), done: (value, at: CaseAt) => to(caseHref(at.params.case), value.state === 'decided' ? '確認しました。決裁になりました。' : '口頭の決裁ではないと答えました。') }),
  seal: act(commands.sealCheck, { input: (form, at: CaseAt) => ({ case: at.params.case, comment: form.get('comment') }), done: (_value, at) => to(caseHref(at.params.case), '公印を審査しました。') }),
  execute: act(commands.executeCase, { input: (form, at: CaseAt) => ({ case: at.params.case, comment: form.get('comment') }), done: (_value, at) => to(caseHref(at.params.case), '施行を記録しました。') }),
  close: act(commands.closeCase, { input: (form, at: CaseAt) => ({ case: at.params.case, comment: form.get('comment') }), done: (_value, at) => to(caseHref(at.params.case), '完結しました。') }),
};
