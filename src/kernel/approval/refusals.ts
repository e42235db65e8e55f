/** Why something cannot be done with a case, and what to do instead. */
import type { Refusals } from '../outcome.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const list = (value: unknown) => (Array.isArray(value) ? value.map(String).join('、') : '');
const deputyReasons: Readonly<Record<string, readonly [ja: string, en: string]>> = {
  rule: ['この事項は代決できません', 'this matter is not left to deputies'], flag: ['重要・異例・疑義・先例・紛争にあたる事項は代決できません', 'important, exceptional or disputed matters are not left to deputies'],
  disagreed: ['合議が整っていない案件は代決できません', 'a consulted section disagreed'], notUrgent: ['急ぎでも、事前の指示があるものでもありません', 'it is neither urgent nor instructed beforehand'],
};
const deputy = (details: Readonly<Record<string, unknown>>) => deputyReasons[text(details['why'])] ?? ['代決できない事項です', 'it is not left to deputies'];

export const approvalRefusals = {
  StaleVersion: { status: 409, ja: (d) => `この案件は${text(d['at']) ? `${text(d['at'])}に${text(d['by'])}が${text(d['what'])}` : 'ほかの人が先に処理し'}ました。何も書き込んでいません。最新の内容を表示して、確かめてください。`, en: (d) => `Somebody acted on this case first${text(d['at']) ? ` (${text(d['at'])})` : ''}. Nothing was written. Please look at it as it stands now.` },
  NotYourStep: { status: 409, ja: (d) => `この案件は、いまは${list(d['titles']) || 'ほかの職'}の番です。あなたの受信箱を開き直して、届いているものを確かめてください。`, en: (d) => `It is the turn of ${list(d['titles']) || 'another post'}. Please reload your desk.` },
  DeputyNotAllowed: { status: 403, ja: (d) => `代決できない事項(${text(d['article'])})です。${deputy(d)[0]}。決裁者の登庁を待つか、職務代理の発令を総務担当に相談してください。`, en: (d) => `Not for a deputy (${text(d['article'])}): ${deputy(d)[1]}. Wait for the decider, or ask for an acting holder to be ordered.` },
  HolderPresent: { status: 409, ja: () => '決裁者は不在として登録されていません。不在のときは、先に不在を登録してください。在席のときは本人が決裁します。', en: () => 'The decider is not registered as absent. Register the absence first, or let the decider decide.' },
  HolderVacant: { status: 409, ja: (d) => `${text(d['title']) || 'この職'}は欠員です。欠員は不在ではないので、代決はできません。事務取扱か職務代理の発令を総務担当に依頼してください。`, en: (d) => `The post ${text(d['title'])} is vacant. Vacancy is not absence; ask for somebody to be ordered to fill it.` },
  SelfDecision: { status: 403, ja: (d) => `自分が起案した案件は、自分では決裁できません（規程 行${text(d['rule'])}、${text(d['article'])}）。${text(d['next']) ? `${text(d['next'])}の決裁を受けてください。` : '上位の職の決裁を受けてください。'}`, en: (d) => `You drafted this, so you cannot decide it (rule ${text(d['rule'])}). Ask the next higher post.` },
  MissingConsult: { status: 409, ja: (d) => `まだ答えのない合議・審査があります：${list(d['titles'])}。答えを待つか、急ぐときは相手の課に連絡してください。`, en: (d) => `Still to answer: ${list(d['titles'])}. Wait for them, or call them when it is urgent.` },
  EditOpen: { status: 409, ja: () => '途中で直された文面を、起案者がまだ確認していません。起案者に確認を頼んでください。', en: () => 'The drafter has not yet accepted the changed text. Please ask the drafter.' },
  RecallNeedsConsent: { status: 409, ja: (d) => `すでに審査が始まっているため、引き戻すには${list(d['titles'])}の同意が必要です。「引戻しを願い出る」から頼んでください。`, en: (d) => `Review has begun: ${list(d['titles'])} must consent. Please ask for the recall.` },
  NotDrafter: { status: 403, ja: () => 'この操作は起案者だけができます。起案者に頼んでください。', en: () => 'Only the drafter can do this.' },
  NothingToPullUp: { status: 409, ja: () => '引き上げる前の段階がありません。そのまま処理してください。', en: () => 'Nobody below you is left to pass over.' },
  NotEditable: { status: 409, ja: () => 'この種類の案件は、途中で文面を直せません。意見を付けて差し戻してください。', en: () => 'This kind cannot be edited on the way. Return it with a comment.' },
  WrongState: { status: 409, ja: () => 'いまの段階では、この操作はできません。案件を開き直して、できる操作を確かめてください。', en: () => 'This is not possible at the present stage. Please open the case again.' },
  NotSeen: { status: 409, ja: () => '内容をまだ開いていません。案件を開いて読んでから、処理してください。', en: () => 'You have not opened the present text. Please read it first.' },
  CommentNeeded: { status: 422, field: 'comment', ja: () => '理由を書いてください。相手が次に何をすればよいかが分かるようにします。', en: () => 'Please write why, so that the other side knows what to do.' },
  NoRule: { status: 409, ja: () => '決裁規程に該当がありません。内容を確かめ、規程の所管（総務担当）に相談してください。', en: () => 'No row of the approval rules matches. Please ask the office that keeps the rules.' },
  NoPost: { status: 409, ja: () => 'いま職に就いていないため、起案できません。所属の登録を総務担当に確かめてください。', en: () => 'You hold no post today, so you cannot draft. Please ask the personnel office.' },
  UnknownPost: { status: 409, ja: (d) => `規程にある職「${text(d['code'])}」が組織にありません。総務担当に知らせてください。`, en: (d) => `The rules name a post that does not exist (${text(d['code'])}).` },
  NoDecider: { status: 409, ja: (d) => `${text(d['authority'])}以上の職が、起案者の上にありません。総務担当に知らせてください。`, en: () => 'There is no post with enough authority above the drafter.' },
  FactsWrong: { status: 422, ja: (d) => `決裁に必要な項目が足りないか、違っています：${list(d['problems'])}。直してから、もう一度出してください。`, en: (d) => `Facts are missing or wrong: ${list(d['problems'])}.` },
  MyNumberInside: { status: 422, ja: () => '個人番号（マイナンバー）と思われる12けたの数字があります。番号法により、決裁の文面には書けません。消してから出してください。', en: () => 'There is what looks like an Individual Number (My Number). The law keeps it out of case texts; please remove it.' },
  SplitSuspected: { status: 409, field: 'splitAnswer', ja: (d) => `30日以内の同じ相手・同じ科目との合計が${Number(d['total']).toLocaleString('ja-JP')}円になり、合わせれば${text(d['authority'])}の決裁です。分割発注でない理由を書いて出してください。理由は決裁者と監査に見えます。`, en: (d) => `Together with recent orders this is ${Number(d['total']).toLocaleString('en-US')} yen, which ${text(d['authority'])} would decide. Please say why it is not a split purchase.` },
  AlreadyOpen: { status: 409, ja: () => 'この件の決裁は、すでに進んでいます。進んでいる案件を開いてください。', en: () => 'A case about this is already under way.' },
  AlreadyEnded: { status: 409, ja: () => 'この案件は、すでに終わっています。決裁を変えるときは、変更・取消しの起案をしてください。', en: () => 'This case has ended. A wrong decision is corrected by a new case.' },
  EffectRefused: { status: 409, ja: (d) => `決裁を反映できませんでした：${text(d['ja'])}。何も書き込んでいません。起案者に差し戻して直してもらってください。`, en: (d) => `The decision could not take effect: ${text(d['en'])}. Nothing was written.` },
  EditChangesRoute: { status: 409, ja: () => 'この直しで決裁の道筋が変わります。意見を付けて起案者に差し戻してください。', en: () => 'This change would alter the route. Return it to the drafter instead.' },
  SecondFactor: { status: 403, ja: () => '決裁には二段階の本人確認が必要です。確認コードかパスキーでサインインし直してください。', en: () => 'Deciding needs a second factor. Please sign in again with your code or passkey.' },
} as const satisfies Refusals;

export type ApprovalRefusal = keyof typeof approvalRefusals;
