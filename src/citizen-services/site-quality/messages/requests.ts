/** Words of requests for another form: names of what is chosen from, and why something is not done. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import type { Refusals } from '../../../kernel/outcome.ts';
import type { Text } from '../../../kernel/view.ts';
import type { RequestsRow } from '../rows.ts';
import type { RequestedForm, RequestState } from '../rules/requests.ts';

export const formWords: Readonly<Record<RequestedForm, Text>> = {
  braille: { ja: '点字', en: 'Braille' }, large_print: { ja: '大きな文字（拡大）', en: 'Large print' }, audio: { ja: '音声（録音）', en: 'Sound recording' }, text: { ja: 'テキストデータ', en: 'Plain text file' },
  read_aloud: { ja: '電話や窓口での読み上げ', en: 'Read aloud, by phone or at a counter' }, sign_video: { ja: '手話の動画', en: 'Video in Japanese Sign Language' }, other: { ja: 'その他', en: 'Something else' },
};
export const requestStateWords: Readonly<Record<RequestState, Text>> = {
  received: { ja: '受付', en: 'Received' }, accepted: { ja: '準備中', en: 'In preparation' }, delivered: { ja: 'お渡し済み', en: 'Delivered' }, refused: { ja: 'お渡しできません', en: 'Not possible' },
};
export const requestChannelWords: Readonly<Record<RequestsRow['channel'], string>> = { web: 'ウェブ', phone: '電話', counter: '窓口', post: '郵便', mail: 'メール' };
export const requestStepWords = {
  entered: '職員が入力しました', accepted: '引き受けました', moved: '担当の課を変えました', noted: '記録', due: '期日を変えました', delivered: '渡しました', refused: '渡せないと答えました', erased: '連絡先と言葉を消しました',
} as const;

export const requestRefusals = {
  SubjectMissing: { status: 422, field: 'subject', ja: () => 'どのページ・どの書類かを書いてください。題名やアドレスが分からないときは、「納税の通知」のように分かる言葉でかまいません。', en: () => 'Please say which page or paper it is. If you know neither title nor address, your own words will do.' },
  PageWrong: { status: 422, field: 'page', ja: () => '「ページのアドレス」は、市のサイトのものを / から書いてください（例 /kurashi/gomi.html）。', en: () => 'The address must be one of this site, beginning with /, such as /kurashi/gomi.html.' },
  FormUnsaid: { status: 422, field: 'details', ja: () => '「その他」を選んだときは、どんな形がよいかを「くわしい希望」に書いてください。', en: () => 'Please say in “Details” which form you would like.' },
  ReachMissing: { status: 422, field: 'mail', ja: () => 'メール・電話・住所のうち、1つ以上を書いてください。お渡しするときと、お尋ねするときに使います。', en: () => 'Please give at least one of e-mail, telephone and address, so that we can reach you.' },
  NameMissing: { status: 422, field: 'name', ja: () => '郵便で送るときは、宛名に使うお名前を書いてください。', en: () => 'A letter needs a name. Please give one.' },
  WishPast: { status: 422, field: 'wishOn', ja: () => '「いつまでに」は、きょうか、それより後の日にしてください。分からないときは、空けておいてください。', en: () => 'The day must not be in the past. Leave it empty if any day will do.' },
  CodeUsed: { status: 409, ja: () => 'この求めは、もう受け付けています。画面を開き直してください。', en: () => 'This request has been received already. Please reload the page.' },
  RequestClosed: { ja: () => 'この求めには、もう答えています。新しい求めとして受け付けてください。', en: () => 'This request has been answered already.' },
  AcceptedAlready: { ja: () => 'この求めは、もう引き受けられています。画面を開き直してください。', en: () => 'This request has been accepted already. Please reload the page.' },
  ReasonNeeded: { status: 422, field: 'answer', ja: () => '渡せないときは、理由と、代わりにできることを書いてください。そのまま本人に伝わります。', en: () => 'Please say why it is not possible, and what is instead. The person will read it.' },
  UnknownOffice: { status: 422, field: 'office', ja: () => 'その課は、いまありません。一覧から選び直してください。', en: () => 'There is no such office now. Please choose from the list.' },
  DuePast: { status: 422, field: 'dueOn', ja: () => '「答える期日」は、あすより後の、役所の開いている日にしてください。', en: () => 'The day must be a working day after today.' },
  RulePast: { status: 422, field: 'from', ja: () => '「適用日」は、あすより後の日にしてください。すでに受け付けた求めの期日は変わりません。', en: () => 'The first day must be after today.' },
} as const satisfies Refusals;

interface Letter {
  readonly title: string;
  readonly body: string;
}
type Lang = 'ja' | 'en';

/** What the city writes to whoever asked. Nothing of their own words comes back: an address typed by a stranger gets no stranger's text. */
export const requestLetters = {
  received: (lang: Lang, number: string, due: Temporal.PlainDate): Letter => (lang === 'ja'
    ? { title: `別の形での提供の求めを受け付けました（${number}）`, body: `受付番号は ${number} です。\n${formatDate(due, 'ja', 'withWeekday')}までに、市からお答えします。\nお心当たりがないときは、このメールをそのままにしてください。` }
    : { title: `We have received your request (${number})`, body: `Your number is ${number}.\nThe city will answer by ${formatDate(due, 'en', 'withWeekday')}.\nIf you did not ask for anything, please ignore this message.` }),
  accepted: (lang: Lang, number: string, due: Temporal.PlainDate): Letter => (lang === 'ja'
    ? { title: `準備を始めました（${number}）`, body: `${number} の準備を始めました。${formatDate(due, 'ja', 'withWeekday')}までにお渡しします。` }
    : { title: `We are preparing it (${number})`, body: `We are preparing what you asked for (${number}). You will have it by ${formatDate(due, 'en', 'withWeekday')}.` }),
  due: (lang: Lang, number: string, due: Temporal.PlainDate, note: string): Letter => (lang === 'ja'
    ? { title: `お答えする日が変わりました（${number}）`, body: `${number} は、${formatDate(due, 'ja', 'withWeekday')}までにお答えします。\n${note}` }
    : { title: `The day of our answer has changed (${number})`, body: `We will answer ${number} by ${formatDate(due, 'en', 'withWeekday')}.\n${note}` }),
  delivered: (lang: Lang, number: string, note: string): Letter => (lang === 'ja'
    ? { title: `お渡ししました（${number}）`, body: `${number} をお渡ししました。${note === '' ? '' : `\n${note}`}\n読みにくいところがあれば、お知らせください。` }
    : { title: `Delivered (${number})`, body: `What you asked for (${number}) has been delivered.${note === '' ? '' : `\n${note}`}\nPlease tell us if something is hard to use.` }),
  refused: (lang: Lang, number: string, note: string): Letter => (lang === 'ja'
    ? { title: `お渡しできませんでした（${number}）`, body: `${number} は、次の理由でお渡しできません。\n${note}` }
    : { title: `We cannot provide it (${number})`, body: `We cannot provide ${number} for this reason:\n${note}` }),
} as const;
