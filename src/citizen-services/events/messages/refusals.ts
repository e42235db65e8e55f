/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export const refusals = {
  Wrong: { status: 422, ja: (d) => said(d['message']) || '入力に誤りがあります。直してから、もう一度保存してください。', en: () => 'Some entries need correcting.' },
  OpenTaken: { ja: () => 'この行事には、作りかけの版がもうあります。そちらを開いて直してください。', en: () => 'There is an edition in the making already. Please change that one.' },
  NotOpen: { ja: () => 'この版は、もう書き直せません。承認を待っているか、公開されたあとの版です。待っているときは「取り下げる」を、公開されたあとは「内容を直す」を押してください。', en: () => 'This edition can no longer be rewritten.' },
  NotPublic: { ja: () => 'この行事は、いま公開されていません。公開している行事だけに行える操作です。', en: () => 'This event is not public.' },
  NoSuchDay: { status: 422, field: 'day', ja: (d) => `${said(d['day'])}の回は、この行事の繰り返しの中にありません。一覧から選び直してください。`, en: () => 'There is no such occurrence.' },
  PastDay: { status: 422, field: 'firstDay', ja: () => '過ぎた日には移せません。今日か、それより後の日を選んでください。', en: () => 'An occurrence cannot be moved to a day that has passed.' },
  NothingToDo: { ja: () => 'もうそのとおりになっています。画面を開き直して確かめてください。', en: () => 'It is so already.' },
  UnknownOffice: { status: 422, field: 'department', ja: () => 'この所属は見つからないか、あなたが登録できる所属ではありません。一覧から選んでください。', en: () => 'There is no such office, or you may not write for it.' },
  UnknownArea: { status: 422, field: 'areas', ja: () => '地域は、一覧の中から選んでください。', en: () => 'Please choose the areas from the list.' },
  FileUnreadable: { status: 422, field: 'file', ja: (d) => `このファイルを読み取れません。${said(d['why'])}`, en: () => 'This file cannot be read.' },
  FileHasProblems: { status: 422, ja: (d) => `直さないと取り込めないところが${said(d['count'])}か所あるため、何も取り込みませんでした。ファイルを直して、もう一度選んでください。`, en: (d) => `Nothing was taken in: ${said(d['count'])} entries need correcting.` },
  ImportDone: { ja: () => 'このファイルは、もう取り込んであります。', en: () => 'This file has been taken in already.' },
  SourceTaken: { ja: () => '同じ行事を、ほかの人がいま取り込みました。画面を開き直して、下見を確かめてください。', en: () => 'Somebody else has just imported the same event. Please look at the plan again.' },
  NothingToImport: { ja: () => 'このファイルには、新しく取り込むものも、変わったものもありません。', en: () => 'There is nothing new in this file.' },
} as const satisfies Refusals;
