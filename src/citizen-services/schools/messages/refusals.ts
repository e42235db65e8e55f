/** What a command of this system says when it refuses: what happened, why, what to do. */
import type { Refusals } from '../../../kernel/outcome.ts';

const said = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const lines = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

export const refusals = {
  CodeTaken: { field: 'school', ja: () => 'この記号は、ほかの学校かフォルダーで使われています。別の記号にしてください。', en: () => 'This code is in use. Please choose another.' },
  DepartmentTaken: { field: 'department', ja: () => 'この所属は、ほかの学校のものです。学校ごとに一つの所属を選んでください。', en: () => 'This office belongs to another school.' },
  UnknownOffice: { status: 422, field: 'department', ja: () => 'この所属は見つかりません。一覧から選んでください。', en: () => 'There is no such office.' },
  UnknownSchool: { status: 422, field: 'mergedInto', ja: () => '統合先の学校が見つかりません。開いている学校から選んでください。', en: () => 'There is no such open school.' },
  NeedsEditor: { status: 403, ja: () => '学校のサイトを作るには、「サイト全体を整える（広報）」の権限も要ります。広報の担当に頼んでください。', en: () => 'This also needs the permission to keep the whole site.' },
  NeedsEmergency: { status: 403, ja: () => '一度に知らせるには、「ページを作る・直す」（市全体）と「緊急に発信する」の権限も要ります。広報か防災の担当に頼んでください。', en: () => 'This also needs the permissions to write all pages and to publish in an emergency.' },
  Archived: { ja: () => 'この学校は閉校しています。サイトは記録として残り、書き足せません。', en: () => 'This school has closed. Its site is kept as a record.' },
  UnknownChild: { status: 422, ja: (d) => `${said(d['line'])}行目の子どもが、この学校の名簿に見つかりません。名簿のとおりの漢字かかなで、1行に一人ずつ入力してください。名簿が古いときは、先に名簿を入れ替えてください。`, en: (d) => `The child in line ${said(d['line'])} is not on the school’s list.` },
  ChildrenNeeded: { status: 422, ja: () => '「だれか分かる子どもが写っている」ときは、写っている子どもを1行に一人ずつ入力してください。', en: () => 'Please name the children who can be recognised.' },
  PhotoRefused: { status: 422, ja: (d) => `${said(d['number'])}枚目の写真は受け取れません。${said(d['why'])}`, en: (d) => `Photograph ${said(d['number'])} cannot be taken.` },
  SamePhoto: { status: 422, field: 'photo', ja: () => '元の写真と同じものです。写っている子どもにぼかしを入れた写真を選んでください。', en: () => 'This is the same photograph. Please choose the blurred one.' },
  NotSimple: { ja: () => 'このページには、見出しや表など、この画面で直せないものが入っています。ウェブサイトの編集の画面で直してください。', en: () => 'Please use the website’s own editor for this page.' },
  NotOpen: { ja: () => 'このニュースは、もう書き直せません。承認を待っているか、公開されたあとです。', en: () => 'This news can no longer be rewritten.' },
  NothingFound: { status: 422, ja: () => 'このニュースには、名簿の名前が見つかりません。', en: () => 'No name of the list was found here.' },
  NameWithheld: { status: 422, ja: (d) => `氏名のウェブ掲載に同意していない子どもが${said(d['count'])}人います。名前を消すか「Aさん」などに替えるか、同意書を確かめて直してください。`, en: (d) => `${said(d['count'])} of these children may not be named on the web.` },
  NotPublished: { status: 422, ja: (d) => `「${said(d['school'])}」のサイトに出せなかったので、どの学校にも出していません。わけ：${said(d['why'])}`, en: (d) => `Nothing was published: ${said(d['school'])} refused (${said(d['why'])}).` },
  DaysWrong: { status: 422, field: 'to', ja: () => '終わりの日は、始まりの日から数えて長すぎないように、始まりの日以後にしてください（行事は120日、休校は60日まで）。', en: () => 'The last day must not be before the first, nor too far from it.' },
  DayPast: { status: 422, field: 'to', ja: () => '終わりの日が過ぎています。今日か、これからの日にしてください。', en: () => 'The last day is past.' },
  OccasionTaken: { field: 'title', ja: () => '同じ日に、同じ名前の行事がもうあります。', en: () => 'There is such an occasion on this day already.' },
  AnnouncementOver: { ja: () => 'このお知らせは、もう終わっているか、別の内容に変わっています。一覧を開き直してください。', en: () => 'This announcement is over, or was changed. Please open the list again.' },
  ResumesWrong: { status: 422, field: 'resumes', ja: (d) => `「ふだんどおりになる日」は、今日から${said(d['latest'])}までの日にしてください。`, en: (d) => `Please choose a day from today to ${said(d['latest'])}.` },
  AllergenTaken: { field: 'from', ja: () => 'この言葉には、同じ日から始まる行がもうあります。新しい言葉のときは、英語の名前を替えてください。', en: () => 'There is a row for this word and day already.' },
  WordTaken: { field: 'otherWords', ja: (d) => `「${said(d['word'])}」は、その期間、別のアレルゲンの書き方です。献立の表が読めなくなるので、使えません。`, en: (d) => `“${said(d['word'])}” means another allergen on those days.` },
  TooManyWords: { status: 422, field: 'otherWords', ja: (d) => `ほかの書き方は、20文字までの言葉を${said(d['most'])}個までにしてください。`, en: (d) => `At most ${said(d['most'])} spellings of up to 20 characters, please.` },
  FromPast: { status: 422, field: 'from', ja: () => 'その日は過ぎています。今日か、これからの日にしてください。過ぎた日の献立は、そのときの言葉のまま残します。', en: () => 'This day is past. Please choose today or a later day.' },
  InMenus: { ja: (d) => `その日からあとの献立${said(d['days'])}件に、この言葉が入っています。先に献立を入れ直してください。`, en: (d) => `${said(d['days'])} menus on those days name it. Please import those menus anew first.` },
  HoldsNow: { ja: () => 'この言葉は、もう始まっています。取りやめる代わりに、終わりの日を決めてください。', en: () => 'This word holds already. Please set the day it ends.' },
  NotProposed: { ja: () => 'このページは、いまの一覧にありません。もう決めたか、写真が替わったか、公開が終わっています。一覧を開き直してください。', en: () => 'This page is not on the list now. Please open the list again.' },
  NeedsApprover: { status: 403, ja: () => '公開を終えるには、この学校の「ページを承認する」の権限が要ります。教頭か校長に頼んでください。', en: () => 'This needs the permission to approve pages of this school.' },
  LinkUsedUp: { status: 410, ja: () => 'このリンクは使えません。期限（24時間）が過ぎたか、もう使われています。もう一度、申し込んでください。', en: () => 'This link is no longer valid. Please register again.' },
  RowsWrong: { status: 422, field: 'file', ja: (d) => `取り込みませんでした（${said(d['count'])}か所）。直してから、もう一度お試しください。${lines(d['lines']).slice(0, 5).join(' ')}`, en: (d) => `Nothing was imported. ${said(d['count'])} entries need correcting.` },
} as const satisfies Refusals;
