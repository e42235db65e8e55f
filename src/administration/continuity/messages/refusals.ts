/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export const refusals = {
  InApproval: { status: 409, ja: () => 'この案は電子決裁で進んでいます。決裁の画面を開いてください。', en: () => 'This proposal is decided in the approval room. Please open its case.' },
  KeyTaken: { field: 'key', ja: () => 'この記号は、もう使われています。別の記号にしてください。', en: () => 'This key is in use already. Please choose another.' },
  Circle: {
    ja: (d) => `先に起動するものが輪になってしまいます${d['names'] ? `（${said(d['names'])}）` : ''}。どれか一つを「なくても動く」に変えるか、外してください。`,
    en: (d) => `This would make a circle of systems that wait for each other${d['names'] ? ` (${said(d['names'])})` : ''}. Please remove one of them.`,
  },
  Taken: { ja: () => 'この組み合わせは、もう登録されています。', en: () => 'This is recorded already.' },
  StillNeeded: { ja: (d) => `このシステムがないと動かないものがあります（${said(d['names'])}）。先にそちらの「必要なもの」から外してください。`, en: (d) => `Others need this system (${said(d['names'])}). Please remove those needs first.` },
  RowsWrong: { status: 422, ja: (d) => `読み込みませんでした。${said(d['count'])}か所を直してから、もう一度お試しください。最初のもの: ${said(d['first'])}`, en: (d) => `Nothing was imported. ${said(d['count'])} entries need correcting. The first: ${said(d['first'])}` },
  CallCircle: { ja: () => '連絡の順番が輪になってしまいます。かける人を選び直してください。', en: () => 'This would make a circle of callers.' },
  OrderTaken: { field: 'ordinal', ja: () => 'この順番は、ほかが使っています。別の番号にしてください。', en: () => 'This place in the order is taken.' },
  FirstTaken: { field: 'caller', ja: () => '最初に連絡を受ける人は、もう決まっています。かける人を選んでください。', en: () => 'Somebody is first already. Please choose who calls.' },
  StillCalls: { ja: (d) => `この人は${said(d['count'])}人に電話をかける役です。先に連絡網で引き継いでください。`, en: (d) => `This person calls ${said(d['count'])} others. Please hand those calls over first.` },
  StaffUnknown: { status: 422, field: 'staffNumber', ja: () => 'この職員番号の職員は見つかりません。番号を確かめてください。', en: () => 'There is no member of staff with this number.' },
  StaffTaken: { field: 'staffNumber', ja: () => 'この職員は、もう連絡先にあります。', en: () => 'This member of staff is a contact already.' },
  DeputySelf: { field: 'deputy', ja: () => '代理は、本人以外の人にしてください。', en: () => 'A deputy must be somebody else.' },
  DraftTaken: { ja: () => 'この手順書には、書きかけか承認待ちの版がもうあります。そちらを直してください。', en: () => 'There is a draft of this runbook already.' },
  NotDraft: { ja: () => 'この版は、もう書き直せません。承認を求めたあとや承認されたあとの版は固定されています。', en: () => 'This version can no longer be rewritten.' },
  NoSteps: { field: 'steps', ja: () => '手順が1つもありません。1つ以上書いてから承認を求めてください。', en: () => 'There are no steps yet.' },
  NotSubmitted: { ja: () => 'この版は、承認待ちではありません。画面を開き直して確かめてください。', en: () => 'This is not waiting for approval.' },
  SecondPersonNeeded: { status: 403, ja: () => '書いた人は、自分では承認できません。別の人に承認してもらってください。', en: () => 'Whoever wrote it cannot approve it. Another person must.' },
  FactsMissing: { status: 422, ja: () => 'UPSは使える電力量、発電機は燃料・毎時の消費・起動までの分が必要です。満負荷の消費は、無負荷より少なくできません。', en: () => 'A UPS needs watt-hours; a generator needs fuel, litres an hour and minutes to start.' },
  InFuture: { status: 422, field: 'at', ja: () => 'まだ来ていない日時の訓練は記録できません。日時を確かめてください。', en: () => 'A drill in the future cannot be recorded.' },
  AlreadyRecorded: { ja: () => 'この訓練は、もう記録されています。直すときは、理由を書いて取り下げてから記録し直してください。', en: () => 'This drill was recorded already. Withdraw it with a reason and record it again.' },
  RuleTaken: { ja: () => 'この四半期のこの訓練は、もう予定にあります。', en: () => 'This drill is planned for this quarter already.' },
  SubmittedAlready: { ja: () => '承認待ちの版がもうあります。承認か差戻しのあとで、次の版を作ってください。', en: () => 'An edition is waiting for approval already.' },
  Done: { ja: () => 'この対応は、もう済みになっています。', en: () => 'This was finished already.' },
} as const satisfies Refusals;
