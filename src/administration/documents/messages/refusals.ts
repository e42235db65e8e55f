/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';
import { holdWords } from './words.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const ground = (value: unknown) => Object.entries(holdWords).find(([key]) => key === value)?.[1].ja ?? 'ほかの事情';

export const refusals = {
  RegisterTaken: { field: 'content', ja: () => 'このファイルは、もう取り込まれています。やり直すときは、先に前の取り込みを取り消してください。', en: () => 'This file has been imported already. Undo that import first.' },
  NotLegacy: { status: 422, field: 'content', ja: (d) => String(d['ja'] ?? '読み込めませんでした。'), en: (d) => String(d['en'] ?? 'It could not be read.') },
  // the file plan
  NoOffice: { status: 422, field: 'department', ja: () => 'この所属には、まだ文書記号がありません。文書係に登録を頼んでください。', en: () => 'This office has no symbol yet. Please ask the records office.' },
  SymbolTaken: { field: 'symbol', ja: () => 'この文書記号は、ほかの所属が使っています。', en: () => 'Another office uses this symbol.' },
  YearTaken: { field: 'fiscalYear', ja: () => 'この年度のファイル基準表は、もうあります。そちらを開いて直してください。', en: () => 'There is a file plan for this year already.' },
  CodeTaken: { field: 'code', ja: () => 'この記号は、もう使われています。別の記号にしてください。', en: () => 'This code is in use already.' },
  PlanFixed: { ja: () => 'このファイル基準表は、承認待ちか承認済みです。直すときは、先に「直せるように戻す」を押してください。', en: () => 'This plan is fixed. Reopen it first.' },
  ClassesDiffer: { status: 422, ja: (d) => `同じ分類の記号に、違う名が付いています：${said(d['codes'])}。どちらかにそろえてください。`, en: (d) => `The same class has two names: ${said(d['codes'])}.` },
  NothingInPlan: { status: 422, ja: () => '簿冊が一つもありません。加えてから承認を求めてください。', en: () => 'There is nothing in this plan yet.' },
  SecondPersonNeeded: { status: 403, ja: () => '自分が出したものは、自分では承認・実行できません。別の人に頼んでください。', en: () => 'Another person must do this.' },
  FolderExists: { ja: () => 'この行の簿冊は、もう作られています。使わない簿冊は、完結させてください。', en: () => 'There is a folder for this entry already.' },
  // numbers, titles, files
  TitleNamesSomebody: { status: 422, field: 'title', ja: () => '件名に個人の氏名が入っているようです。件名は目録に載ります。氏名を除くか、必要なわけを「氏名を入れるわけ」に書いてください。', en: () => 'The title seems to name a person. Titles are public: leave the name out, or say why it is needed.' },
  FileTaken: { ja: () => '同じファイルが、この文書にもう付いています。', en: () => 'This file is attached already.' },
  MyNumberInFile: { status: 422, field: 'file', ja: () => 'ファイルに個人番号（マイナンバー）と思われる12けたの数字があります。番号を消したものを付けるか、文書の扱いを「秘」にしてください。', en: () => 'The file seems to hold an Individual Number. Remove it, or make the document secret.' },
  TextFixed: { ja: () => '決裁に出したあとや完結したあとは、本文と添付を変えられません。差戻しや引戻しのあとで直してください。', en: () => 'The text is fixed once it was sent for decision or closed.' },
  NotOpen: { ja: (d) => `この文書は、いまの段階（${said(d['state']) || '処理済み'}）ではこの操作ができません。画面を開き直して確かめてください。`, en: () => 'This cannot be done at the present stage.' },
  AlreadyThere: { field: 'department', ja: () => 'この課には、もう配布してあります。', en: () => 'This office has it already.' },
  StillWaiting: { ja: (d) => `まだ受け取られていない配布があります（${said(d['offices'])}）。受取りか返付を待つか、配布先に確かめてください。`, en: () => 'Some offices have not accepted it yet.' },
  // decision and dispatch
  NoBody: { status: 422, field: 'body', ja: () => '伺い文がありません。書いてから決裁に出してください。', en: () => 'There is no text yet.' },
  NoClass: { status: 422, field: 'entry', ja: () => '分類（ファイル基準表の簿冊）を選んでください。', en: () => 'Please choose the class.' },
  ShorterThanPlan: { status: 422, field: 'retention', ja: (d) => `保存期間が、ファイル基準表の「${said(d['least'])}」より短くなっています。同じか長いものを選んでください。`, en: (d) => `Shorter than the plan allows (${said(d['least'])}).` },
  NotDecided: { ja: () => 'まだ決裁されていません。決裁のあとで行ってください。', en: () => 'This was not decided yet.' },
  TextDiffers: { status: 409, field: 'fairCopy', ja: (d) => `浄書が、決裁された文面と違います。${said(d['where'])} 決裁された文面のとおりに直すか、変更の起案をしてください。`, en: (d) => `The fair copy differs from what was decided. ${said(d['where'])}` },
  InFuture: { status: 422, ja: () => 'まだ来ていない日は記録できません。日付を確かめてください。', en: () => 'A day in the future cannot be recorded.' },
  NameTaken: { field: 'name', ja: () => 'この名前は、もう登録されています。', en: () => 'This name is taken.' },
  // filing and keeping
  WrongFolder: { status: 422, field: 'folder', ja: () => 'この簿冊には入れられません。同じ課の、同じ年度（または常用）の、使用中の簿冊を選んでください。', en: () => 'Not a folder for this document: choose an open one of the same office and year.' },
  FolderTooShort: { status: 422, field: 'folder', ja: (d) => `この簿冊の保存期間（${said(d['folder'])}）は、文書の保存期間（${said(d['document'])}）より短く、先に捨てられてしまいます。ほかの簿冊を選んでください。`, en: () => 'The folder ends before the document may.' },
  Unfiled: { ja: (d) => `編てつされていない文書が${said(d['count'])}件あります（${said(d['numbers'])}）。完結させて簿冊に入れてから、引継ぎをしてください。`, en: (d) => `${said(d['count'])} documents are not filed yet.` },
  NotActive: { ja: () => 'この簿冊は、もう完結しています。', en: () => 'This folder is closed already.' },
  FolderGone: { ja: () => 'この簿冊は、もう廃棄・移管されています。', en: () => 'This folder is gone.' },
  HoldLifted: { ja: () => 'この事情は、もう解かれています。', en: () => 'This hold was lifted already.' },
  DatesWrong: { status: 422, field: 'until', ja: () => '終わりの日が、始まりの日より前になっています。', en: () => 'The end lies before the beginning.' },
  SameOffice: { status: 422, field: 'to', ja: () => '移す先は、いまの所管と違う課にしてください。', en: () => 'Choose another office.' },
  // disposal
  NotExpired: { ja: (d) => `保存期間が終わっていない簿冊は捨てられません${d['title'] ? `（${said(d['title'])}、${said(d['until'])}まで）` : ''}。満了の翌日から手続できます。`, en: () => 'A folder whose term has not ended cannot be disposed of.' },
  Held: { ja: (d) => `廃棄を止める事情があります${d['title'] ? `（${said(d['title'])}、${ground(d['ground'])}、${said(d['until']) || '期限なし'}）` : ''}。事情が終わるか解かれてから手続してください。`, en: () => 'A hold stands against it.' },
  Forever: { ja: (d) => `永年の簿冊は、満了で廃棄できません${d['title'] ? `（${said(d['title'])}）` : ''}。見直しをして、保存を続けてください。`, en: () => 'Permanent folders are reviewed, not destroyed.' },
  ListedAlready: { ja: () => 'この簿冊は、ほかの廃棄リストに載っています。そちらが終わってから手続してください。', en: () => 'It stands on another list.' },
  ListFixed: { ja: () => 'このリストは、もう決裁に出してあり、変えられません。差戻しのあとで直してください。', en: () => 'The list is fixed.' },
  NothingListed: { status: 422, ja: () => 'リストに簿冊がありません。加えてから決裁に出してください。', en: () => 'The list is empty.' },
  ReasonNeeded: { status: 422, field: 'reason', ja: () => '理由を書いてください。', en: () => 'Please say why.' },
  // disclosure
  WaitingForCorrection: { ja: () => '補正を待っています。補正があってから決定してください。', en: () => 'A correction is awaited.' },
  StillOpen: { ja: () => '前に求めた補正が、まだ返ってきていません。', en: () => 'An earlier correction is still open.' },
  TooLong: { status: 422, field: 'days', ja: (d) => `延長できるのは${said(d['most'])}日までです。`, en: (d) => `At most ${said(d['most'])} days.` },
  TooLate: { ja: (d) => `もとの期限（${said(d['due'])}）を過ぎてからの延長はできません。速やかに決定してください。`, en: (d) => `It was due on ${said(d['due'])}; too late to extend.` },
  AlreadyExtended: { ja: () => '期限は、もう延長してあります。', en: () => 'It was extended already.' },
  NothingChosen: { status: 422, ja: () => '開示する文書が特定されていません。「対象文書の特定」で選んでください。', en: () => 'No document was chosen.' },
  DecisionUndecided: { status: 422, field: 'decisionDocument', ja: () => '決定の起案が、まだ決裁されていません。決裁された起案の番号を入れてください。', en: () => 'The draft of this decision was not decided.' },
  GroundNeeded: { status: 422, field: 'grounds', ja: () => '不開示情報の号を選んでください。', en: () => 'Please choose the item of the ordinance.' },
  OpinionMissing: { ja: () => '第三者の意見が、まだ返ってきていません。返事か「意見なし」を記録してから決定してください。', en: () => 'A third party has not answered.' },
  TooEarly: { ja: (d) => `開示できるのは${said(d['from'])}からです（第三者が反対しているため、通知から2週間をおきます）。`, en: (d) => `Disclosure from ${said(d['from'])} on.` },
  NotRedacted: { ja: (d) => `まだ写しが作られていない文書があります（${said(d['titles'])}）。墨塗りをして写しを作ってください。`, en: () => 'Some copies were not made yet.' },
  MasksWrong: { status: 422, field: 'words', ja: (d) => (d['why'] === 'none' ? '消すことばが、文書の中に見つかりません。文字を確かめてください。' : '消すところが重なっています。長いことばから指定し直してください。'), en: (d) => (d['why'] === 'none' ? 'Nothing was found to remove.' : 'The masks overlap.') },
  NotText: { status: 422, field: 'transcript', ja: () => 'この添付は文字の文書ではありません。PDFや画像を塗りつぶしても下の文字は取り出せるため、そのままでは写しにしません。読み取った文面を「書き起こした文面」に入れてください。', en: () => 'This file is not text. Please type what it says: covered words of a PDF could be uncovered.' },
  FeeDue: { ja: (d) => `手数料${said(d['yen'])}円が、まだ納められていません。`, en: (d) => `A fee of ${said(d['yen'])} yen is due.` },
} as const satisfies Refusals;
