/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

export const refusals = {
  SlugTaken: { field: 'slug', ja: () => 'このアドレスは、もう使われているか、前に使われていました。一度使ったアドレスは別のページに使えません。別の文字にしてください。', en: () => 'This address is or was in use. An address is never given to another page. Please choose another.' },
  Reserved: { status: 422, field: 'slug', ja: (d) => `「${said(d['slug'])}」は、システムが使うアドレスです。別の文字にしてください。`, en: (d) => `“${said(d['slug'])}” is used by the system itself. Please choose another.` },
  OpenTaken: { ja: () => 'このページには、作りかけの版がもうあります。そちらを開いてください。', en: () => 'There is an edition in the making already.' },
  NotOpen: { ja: () => 'この版は、もう書き直せません。承認を待っているか、公開されたあとの版です。直すときは、差し替えの版を作ってください。', en: () => 'This edition can no longer be rewritten.' },
  Clash: { ja: (d) => `ほかの人（${said(d['by'])}）が、同じところを先に書き直しています。両方を見くらべて、残すほうを選んでください。`, en: (d) => `${said(d['by'])} has changed the same place. Please compare both and choose.` },
  FindingsLeft: { status: 422, ja: (d) => `直さないと公開できないところが${said(d['count'])}か所あります。「点検」の一覧から直してください。`, en: (d) => `${said(d['count'])} findings must be put right first.` },
  AnswersLeft: { status: 422, ja: (d) => `確かめてほしいところが${said(d['count'])}か所あります。直すか、「確認した」と理由を書いてください。`, en: (d) => `${said(d['count'])} findings want an answer first.` },
  NoSuchFinding: { ja: () => 'この指摘は、もうありません。直っています。', en: () => 'This finding is gone.' },
  NeverWaived: { status: 422, ja: () => 'この指摘は、誰も「確認した」にできません。消すか、直してください。', en: () => 'This finding cannot be waived by anybody.' },
  InApproval: { ja: () => 'この版は電子決裁で進んでいます。決裁の画面を開いてください。', en: () => 'This edition is decided in the approval room. Please open its case.' },
  BecomesNeeded: { status: 422, field: 'becomes', ja: () => 'やさしい言いかえを入力してください。例：納付 → お金を はらうこと。', en: () => 'Please say it in easy words.' },
  NotPreviewable: { ja: () => 'この版は、もう公開されているか、取りやめられています。プレビューは、公開する前の版で作ります。', en: () => 'Only an edition that is not public yet has previews.' },
  ReaderNeeded: { status: 422, ja: () => '事実確認を頼むときは、相手の所属と名前を入力してください。だれの意見か、あとで分かるようにするためです。', en: () => 'Please give the name and the body of whoever is asked.' },
  PreviewsFull: { ja: () => 'この版で使えるアドレスが20あります。要らないものを取り消してから、作ってください。', en: () => 'There are twenty open links of this edition. Please revoke some first.' },
  RemarksFull: { ja: () => 'このアドレスからの意見が100件になりました。続きは担当課に電話などで伝えてください。', en: () => 'A hundred comments were sent through this address. Please contact the office.' },
  NotForEasy: { status: 422, ja: () => 'やさしい日本語の版は、日本語のページから作ります。', en: () => 'An edition in plain Japanese is made from a page in Japanese.' },
  EasyTaken: { ja: () => 'このページには、やさしい日本語の版がもうあります。ページの記録から開いてください。', en: () => 'There is an edition in plain Japanese already.' },
  OriginalGone: { ja: () => 'もとのページがいま公開されていないので、やさしい日本語の版だけを公開することはできません。', en: () => 'The page it was made from is not public.' },
  NotPublic: { ja: () => 'このページは、いま公開されていません。', en: () => 'This page is not public.' },
  TooLate: { ja: () => '公開から10分を過ぎたので、取り消せません。差し替えの版を作るか、公開を終えてください。', en: () => 'More than ten minutes have passed. Please make a new edition or withdraw the page.' },
  NotEmergency: { status: 422, field: 'kind', ja: () => '緊急に公開できるのは「緊急情報」「お知らせ」「学校ニュース」だけです。種類を確かめてください。', en: () => 'Only emergency information, notices and school news can be published at once.' },
  WhenWrong: { status: 422, field: 'publishAt', ja: () => '公開を終える日時は、公開する日時より後にしてください。過ぎた日時は選べません。', en: () => 'The end must be after the beginning, and neither may be past.' },
  UnknownOffice: { status: 422, field: 'department', ja: () => 'この所属は見つかりません。一覧から選んでください。', en: () => 'There is no such office.' },
  StillUsed: { ja: (d) => `この中に、公開中のページや下位のフォルダーが${said(d['count'])}件あります。先に移すか、公開を終えてください。`, en: (d) => `There are ${said(d['count'])} public pages or folders inside.` },
  Circle: { status: 422, field: 'parent', ja: () => 'フォルダーを、自分の中へは移せません。', en: () => 'A folder cannot be moved into itself.' },
  ModeChanged: { ja: () => 'ほかの人が、先に段階を変えています。いまの段階を見てから、もう一度選んでください。', en: () => 'Somebody else has changed the level meanwhile.' },
  Ended: { ja: () => 'このお知らせは、もう終わっています。', en: () => 'This notice has ended.' },
  RowsWrong: { status: 422, field: 'file', ja: (d) => `取り込みませんでした。${said(d['count'])}か所を直してから、もう一度お試しください。最初のもの：${said(d['first'])}`, en: (d) => `Nothing was imported. ${said(d['count'])} entries need correcting.` },
  HiddenInside: { status: 422, field: 'file', ja: (d) => `このファイルは受け取れません。${said(d['why'])}`, en: () => 'This file cannot be taken.' },
} as const satisfies Refusals;
