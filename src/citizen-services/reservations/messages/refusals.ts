/** What a reservation command can refuse, in words: what happened, why, what to do next. */
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../../kernel/money/money.ts';
import type { Details, Refusals } from '../../../kernel/outcome.ts';
import { isRecord } from '../../../kernel/text/json.ts';

function said(details: Details, lang: 'ja' | 'en', otherwise: string): string {
  return named(details, 'text', lang, otherwise);
}

function named(details: Details, name: string, lang: 'ja' | 'en', otherwise: string): string {
  const text = details[name];
  return isRecord(text) && typeof text[lang] === 'string' ? text[lang] : otherwise;
}

function money(details: Details, name: string, lang: 'ja' | 'en'): string {
  const value = details[name];
  return typeof value === 'number' ? formatYen(yen(value), lang) : '';
}

function moment(details: Details, name: string, lang: 'ja' | 'en'): string {
  const value = details[name];
  return typeof value === 'string' ? formatInstant(Temporal.Instant.from(value), lang) : '';
}

export const refusals = {
  Taken: { ja: (d) => `${named(d, 'when', 'ja', 'この時間')}は、ほかの方が先に予約しました。近い空きは次のとおりです。（料金はかかっていません）`, en: (d) => `${named(d, 'when', 'en', 'This time')} was booked by someone else first. Nearby free times are shown below. (You have not been charged.)` },
  Noise: { ja: () => '音の出る利用と静かな利用が隣り合うため、この時間は予約できません。別の時間か、離れた部屋をお選びください。', en: () => 'A loud and a quiet use would be next to each other. Please choose another time or a room further away.' },
  NotEnough: { status: 409, ja: (d) => said(d, 'ja', '附属設備の残りが足りません。数を減らすか、別の時間をお選びください。'), en: (d) => said(d, 'en', 'Not enough of the equipment is left at that time.') },
  NotOffered: { status: 422, field: 'slots', ja: (d) => said(d, 'ja', 'この時間は予約できません。空き状況から選び直してください。'), en: (d) => said(d, 'en', 'This time cannot be booked. Please choose again from the openings.') },
  OutsideWindow: { ja: (d) => said(d, 'ja', 'いまは受付期間ではありません。'), en: (d) => said(d, 'en', 'Booking is not open now.') },
  InLottery: { ja: () => 'この時間は抽選の受付中です。抽選にお申し込みください。', en: () => 'This time is being given out by lottery. Please enter the lottery.' },
  CapReached: { ja: (d) => said(d, 'ja', '予約できる件数の上限に達しています。取り消すと新しく予約できます。'), en: (d) => said(d, 'en', 'You have reached the limit of bookings.') },
  NotActive: { ja: (d) => said(d, 'ja', 'この利用者登録は、いま有効ではありません（審査中・期限切れ・利用停止など）。マイページの「利用者登録」で確かめてください。'), en: (d) => said(d, 'en', 'This registration is not active at the moment. Please check it on My page.') },
  NotHere: { ja: () => 'この利用者登録では、この施設を予約できません。窓口にお問い合わせください。', en: () => 'This registration does not cover this facility. Please ask at the counter.' },
  PurposeNotAllowed: { status: 422, field: 'purpose', ja: () => 'この部屋では、その目的・種目でのご利用ができません。一覧から選び直してください。', en: () => 'This room cannot be used for that purpose. Please choose another from the list.' },
  TooManyPersons: { status: 422, field: 'persons', ja: (d) => `人数は${String(d['min'])}人から${String(d['max'])}人までです。`, en: (d) => `The number of persons must be between ${String(d['min'])} and ${String(d['max'])}.` },
  GuardianNeeded: { status: 422, ja: () => '未成年の方だけでのご利用には、保護者の登録が必要です。利用者登録に保護者を加えてください。', en: () => 'A guardian must be registered for use by minors only.' },
  NoPrice: { ja: (d) => said(d, 'ja', '使用料が定められていません。窓口にお問い合わせください。'), en: (d) => said(d, 'en', 'No fee is set. Please ask at the counter.') },
  PriceChanged: { ja: (d) => `表示した後に料金が変わりました（${money(d, 'expectedYen', 'ja')} → ${money(d, 'feeYen', 'ja')}）。新しい料金でよろしければ、もう一度送ってください。`, en: (d) => `The fee has changed since it was shown (${money(d, 'expectedYen', 'en')} → ${money(d, 'feeYen', 'en')}). If you agree, please send it again.` },
  HoldEnded: { ja: (d) => `${String(d['minutes'] ?? 10)}分たったため、仮押さえを解除しました（時間切れ）。入力内容は残っています。空いていればもう一度押さえられます。料金はかかっていません。`, en: (d) => `The hold ended after ${String(d['minutes'] ?? 10)} minutes (timed out). What you typed is still here; if the time is free you can hold it again. You have not been charged.` },
  TooManyHolds: { ja: () => '仮押さえは同時に3つまでです。どれかをやめるか、申し込んでから押さえてください。', en: () => 'You can hold at most three times at once. Please submit or give up one first.' },
  WrongState: { ja: (d) => `この予約は、いまの状態（${String(d['state'] ?? '')}）ではその操作ができません。画面を開き直して確かめてください。`, en: () => 'The booking is not in a state that allows this. Please reload and check.' },
  TooLate: { ja: (d) => said(d, 'ja', `ご自身で手続きできる期限を過ぎました${d['until'] ? `（${moment(d, 'until', 'ja')}まで）` : ''}。窓口にお電話ください。`), en: (d) => said(d, 'en', 'The time for doing this yourself has passed. Please call the counter.') },
  TooManyChanges: { ja: (d) => `変更は${String(d['max'])}回までです。取り消して予約し直すか、窓口にご相談ください。`, en: (d) => `A booking can be changed at most ${String(d['max'])} times.` },
  Booked: { ja: (d) => `この時間にはすでに予約が${String(d['count'] ?? '')}件あります。予約を取り消して押さえるときは「予約を取り消して使う」を選び、承認を受けてください。`, en: () => 'There are bookings at this time already.' },
  SamePerson: { ja: () => '申請した人と同じ人は、承認できません。施設の外の担当者が承認してください。', en: () => 'A request must be approved by someone else.' },
  AlreadyWaiting: { ja: () => 'この時間のキャンセル待ちには、すでに登録しています。', en: () => 'You are already on the waiting list for this time.' },
  StillFree: { ja: () => 'この時間は空いています。そのまま予約できます。', en: () => 'This time is free. You can book it now.' },
  OfferOver: { ja: () => 'ご案内の期限を過ぎたため、次の方にご案内しました。', en: () => 'The offer has ended and was passed on.' },
  ReasonNeeded: { status: 422, field: 'reason', ja: () => '規則と違う扱いをするときは、理由を書いてください。理由は公表の対象になります。', en: () => 'Please give a reason for deviating from the rules.' },
  NoRoom: { ja: (d) => `この時間は、一緒に使う${named(d, 'room', 'ja', '部屋')}に空きがありません。別の時間をお選びください。（料金はかかっていません）`, en: (d) => `At this time no ${named(d, 'room', 'en', 'room').toLowerCase()} is free to go along with it. Please choose another time. (You have not been charged.)` },
  FewerNights: { status: 422, field: 'nights', ja: () => '泊数を減らすときは、予約の画面の「泊数を減らす」から手続きしてください。取消料がかかることがあります。', en: () => 'To stay fewer nights, please use “Stay fewer nights” on the booking’s page. A charge may apply.' },
  BadPolicy: { status: 422, ja: (d) => said(d, 'ja', '規則に誤りがあります。'), en: (d) => said(d, 'en', 'The rules contain an error.') },
  CellInUse: { ja: () => '予約のある区画を規則から外すことはできません。先に予約を移すか、取り消してください。', en: () => 'A cell with bookings cannot be removed.' },
} as const satisfies Refusals;
