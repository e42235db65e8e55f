/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export const refusals = {
  UnknownOffice: { status: 422, field: 'department', ja: () => 'この担当課は見つからないか、あなたの担当ではありません。一覧から選んでください。', en: () => 'There is no such office, or it is not yours.' },
  NotPlanned: { ja: () => '公表の承認が済んでいるので、もう書き直せません。公表の前なら「承認を取り消す」で準備に戻せます。', en: () => 'The publication has been approved; it can no longer be rewritten.' },
  AskedAlready: { ja: () => 'いま承認を待っています。直すときは、先に承認の求めを取り下げてください。', en: () => 'It waits for approval. Please recall it before changing anything.' },
  EndsBeforeItBegins: { status: 422, field: 'closesOn', ja: () => '締切の日が、公表する日より前です。公表する日以後の日にしてください。', en: () => 'The last day is before the day of publication.' },
  ReasonNeeded: { status: 422, field: 'reason', ja: (d) => `意見を受け付ける日数が${said(d['days'])}日で、${said(d['min'])}日に足りません（公表した日から数えます）。締切を${said(d['earliest'])}以後にするか、短くする理由を書いてください。理由は公表のページに載ります。`, en: (d) => `The period has ${said(d['days'])} days; ${said(d['min'])} are needed, the day of publication included. Please close on ${said(d['earliest'])} or later, or give a reason, which will be published.` },
  RefTaken: { field: 'ref', ja: () => 'この部分の番号は、もう使われています。別の番号にしてください。', en: () => 'This part number is in use already.' },
  Incomplete: { status: 422, ja: (d) => `まだ公表できません。足りないもの：${said(d['missing'])}。「案と期間を書く」で入力してください。`, en: () => 'Something is still missing before this can be published.' },
  NotReady: { status: 422, ja: (d) => `結果をまだ公表できません。${said(d['left'])}。`, en: () => 'The result is not ready yet.' },
  NothingAsked: { ja: () => '承認を待っているものは、いまありません。画面を開き直してください。', en: () => 'Nothing waits for approval now.' },
  DayPast: { ja: (d) => `公表する日（${said(d['day'])}）が過ぎています。日数は公表した日から数えるので、差し戻して日を決め直してもらってください。`, en: () => 'The day of publication has passed. Please return it and have the period set anew.' },
  WrongStage: { ja: (d) => `いまは「${said(d['stage'])}」なので、この操作はできません。画面を開き直して確かめてください。`, en: () => 'This cannot be done in the present state.' },
  NotOpenYet: { ja: () => 'この意見公募は、まだ始まっていないか、見つかりません。一覧から選び直してください。', en: () => 'This consultation is not open. Please choose one from the list.' },
  ResultOut: { ja: () => '結果が公表されたので、意見の受付けは終わりました。市へのご意見は、担当課へお寄せください。', en: () => 'The result has been published and submissions have ended. Please write to the office in charge.' },
  NoWeb: { ja: () => 'この意見公募では、ウェブからの提出を受け付けていません。ページに書いてある方法で提出してください。', en: () => 'This consultation takes no submissions by web. Please use one of the ways named on its page.' },
  NameNeeded: { status: 422, field: 'name', ja: () => 'この意見公募では、氏名が必要です。「氏名」を入力してください。', en: () => 'This consultation asks for your name. Please enter it.' },
  AddressNeeded: { status: 422, field: 'address', ja: () => 'この意見公募では、住所が必要です。「住所」を入力してください。', en: () => 'This consultation asks for your address. Please enter it.' },
  NoSuchPart: { status: 422, field: 'section', ja: () => '案に、この番号の部分はありません。一覧から選び直してください。', en: () => 'The draft has no such part. Please choose from the list.' },
  CodeUsed: { ja: () => 'この送信は、すでに受け付けられています。二重には受け付けていません。', en: () => 'This was received already and has not been taken twice.' },
  PeriodOver: { ja: () => '締切を過ぎたので、直すことも取り下げることもできません。', en: () => 'The period is over; nothing can be changed or withdrawn.' },
  Withdrawn: { ja: () => 'この意見は、取り下げられています。もう一度出すときは、新しく提出してください。', en: () => 'This opinion was withdrawn. To submit again, please send a new one.' },
  DayWrong: { status: 422, field: 'receivedOn', ja: () => '受け取った日は、公表した日から今日までの日にしてください。', en: () => 'The day of arrival must lie between the publication and today.' },
  NotSamePlace: { status: 422, field: 'as', ja: () => '同じ意見公募の、別の受付番号を入力してください。', en: () => 'Please give another receipt number of the same consultation.' },
  ChangeNeeded: { status: 422, field: 'change', ja: () => '「反映する」「一部反映する」のときは、案をどう変えるかを書いてください。', en: () => 'Please write how the draft changes.' },
  StillAssigned: { ja: (d) => `この意見の概要には、提出された意見が${said(d['count'])}件入っています。先にほかへ移してください。`, en: () => 'Submissions still belong to this opinion.' },
  PlaceOrReason: { status: 422, field: 'opinions', ja: () => '意見の概要を1つ以上選ぶか、「意見ではない」の理由を書いてください（両方はできません）。', en: () => 'Please choose at least one opinion, or say why it is none — not both.' },
  NotCounted: { ja: () => '期限後に届いた意見と取り下げられた意見は、整理の対象ではありません。', en: () => 'Late and withdrawn submissions are not assigned.' },
  RulePast: { status: 422, field: 'from', ja: () => '適用日は、あしたより後にしてください。始まった意見公募の数字は変えられません。', en: () => 'The rules can only be changed from tomorrow on.' },
} as const satisfies Refusals;
