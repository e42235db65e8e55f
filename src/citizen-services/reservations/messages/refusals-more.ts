/** What registrations, lotteries, series, penalties and the waiting list can refuse: what happened, why, what to do next. */
import { formatDate, formatInstant } from '../../../kernel/calendar/calendar.ts';
import type { Details, Refusals } from '../../../kernel/outcome.ts';

function moment(details: Details, name: string, lang: 'ja' | 'en'): string {
  const value = details[name];
  return typeof value === 'string' ? formatInstant(Temporal.Instant.from(value), lang) : '';
}

export const moreRefusals = {
  RulesBind: { ja: () => 'この決定は、決裁規程によって電子決裁で行います。起案して、決裁を受けてください。', en: () => 'The city’s approval rules bind this decision. Please draft it and send it to the approval room.' },
  AlreadyProposed: { ja: () => 'この申込みは、すでに起案されています。進んでいる案件を開いてください。', en: () => 'This application has already been proposed. Please open the case.' },
  TooFewMembers: { status: 422, field: 'members', ja: (d) => `団体の登録には、構成員が${String(d['min'])}人以上必要です（いま${String(d['members'])}人）。構成員を加えてください。`, en: (d) => `A group needs at least ${String(d['min'])} members (now ${String(d['members'])}). Please add members.` },
  RepresentativeNeeded: { status: 422, field: 'representative', ja: () => '団体の代表者のお名前を入力してください。', en: () => 'Please name the group’s representative.' },
  BirthDateNeeded: { status: 422, field: 'birthDate', ja: () => '個人の登録には、生年月日が必要です。', en: () => 'Please enter the date of birth.' },
  UnknownClass: { status: 422, field: 'classCode', ja: () => 'この利用者区分は、市の規則にありません。一覧から選び直してください。', en: () => 'This class is not in the city’s rules. Please choose one from the list.' },
  PatronState: { ja: (d) => `この利用者登録は、いまの状態（${String(d['state'])}）ではその操作ができません。画面を開き直して確かめてください。`, en: () => 'The registration is not in a state that allows this. Please reload and check.' },
  RenewalTooEarly: { ja: (d) => `更新の申出は、期限の60日前（${typeof d['from'] === 'string' ? formatDate(Temporal.PlainDate.from(d['from']), 'ja') : ''}）からできます。`, en: (d) => `You can ask for renewal from ${typeof d['from'] === 'string' ? formatDate(Temporal.PlainDate.from(d['from']), 'en') : ''}, 60 days before the end.` },
  ReasonMissing: { status: 422, field: 'reason', ja: () => '理由を書いてください。理由は、ご本人への通知に載ります。', en: () => 'Please give a reason. It is part of the notice.' },
  NoFuneral: { status: 422, ja: () => 'この予約は火葬の予約ではないため、亡くなられた方の記録は要りません。', en: () => 'This booking is not for a cremation, so nothing about a deceased person is recorded.' },
  DeceasedNeeded: { status: 422, ja: () => '亡くなられた方の記録がありません。先に、予約の画面の「亡くなられた方」に入力してください。使用料は、亡くなられた方の住所で決まります。', en: () => 'Nothing is recorded about the deceased. Please fill that in first: the fee depends on where the deceased lived.' },
  PermitNeeded: { status: 409, ja: () => '火葬許可証を受け取っていないため、始められません（墓地、埋葬等に関する法律14条3項）。許可証を確かめ、番号を記録してください。', en: () => 'It cannot begin before the cremation permit was received (Graveyard and Burial Act, Art. 14). Please check the permit and record its number.' },
  PermitUsed: { field: 'permitNumber', ja: () => 'この火葬許可番号は、別の予約に記録されています。番号を確かめてください。', en: () => 'This permit number is recorded with another booking. Please check it.' },
  NoOpenUse: { status: 422, ja: () => 'この施設の規則に、個人開放の定めがありません。先に規則に入場の区分と料金を加えてください。', en: () => 'The facility’s rules say nothing about people who come alone. Please add them first.' },
  UnknownTicket: { status: 422, ja: () => 'この番号・区分は、この施設にありません。番号を確かめて、もう一度入力してください。', en: () => 'There is no such number or kind at this facility. Please check it.' },
  BookExpired: { ja: (d) => `この回数券の期限は${typeof d['until'] === 'string' ? formatDate(Temporal.PlainDate.from(d['until']), 'ja') : ''}で終わっています。当日の料金で入場を受け付けてください。`, en: (d) => `This book was good until ${typeof d['until'] === 'string' ? formatDate(Temporal.PlainDate.from(d['until']), 'en') : ''}. Please admit at the day’s price.` },
  BookNotPaid: { status: 409, field: 'number', ja: () => 'この回数券は、領収が取り消されたか、代金をお返ししたため使えません。当日の料金で入場を受け付けてください。', en: () => 'The payment for this book was reversed or refunded, so it cannot be used. Please admit at the day’s price.' },
  UsedUp: { ja: (d) => `この回数券の残りは${String(d['left'] ?? 0)}枚です。足りない分は、当日の料金で受け付けてください。`, en: (d) => `This book has ${String(d['left'] ?? 0)} tickets left. Please take the rest at the day’s price.` },
  AlreadyUndone: { ja: () => 'この入場は、すでに取り消されているか、今日のものではありません。', en: () => 'This entry was undone already, or it is not of today.' },
  NoVehicle: { status: 422, ja: () => 'この貸出単位は公用車ではないため、運転日報をつけません。', en: () => 'This is not a car, so there is no driver’s log.' },
  CarOut: { status: 409, ja: () => 'この車は、まだ戻っていません。先に、帰着の走行距離を記録してください。', en: () => 'This car is still out. Please record its return first.' },
  OdometerWrong: { field: 'km', status: 422, ja: (d) => `走行距離計の値が、前後の記録と合いません${typeof d['lastKm'] === 'number' ? `（前の記録は${d['lastKm'].toLocaleString('ja-JP')}km）` : ''}。メーターを確かめるか、月の運転日報で前の記録を直してください。`, en: (d) => `The odometer does not fit the records before and after${typeof d['lastKm'] === 'number' ? ` (last: ${d['lastKm'].toLocaleString('en-US')} km)` : ''}. Please check it, or correct the earlier record.` },
  OdometerGap: { field: 'note', status: 422, ja: (d) => `前の記録（${Number(d['lastKm'] ?? 0).toLocaleString('ja-JP')}km）から離れています。間違いでなければ、理由を「特記事項」に書いてください。`, en: (d) => `This is far from the last record (${Number(d['lastKm'] ?? 0).toLocaleString('en-US')} km). If it is right, please say why in the note.` },
  NotSober: { status: 422, field: 'sober', ja: () => '酒気を帯びていないことを確かめるまで、車を出せません（道路交通法65条、同法施行規則9条の10）。', en: () => 'The car may not leave before the driver was found sober (Road Traffic Act, Art. 65).' },
  NotOut: { status: 409, ja: () => 'この車は、いま出ていないか、まだ戻っていません。画面を開き直してください。', en: () => 'The car is not in that state. Please reload the page.' },
  BasisMissing: { status: 422, field: 'legalBasis', ja: () => '根拠となる条例・規則の条項がないため、この決定はできません（地方自治法244条）。施設の規則に条項を書いてください。', en: () => 'No article stands behind this decision, so it cannot be made (Local Autonomy Act, Art. 244).' },
  NoLotteryRules: { status: 422, ja: () => 'この施設の規則に、抽選の定めがありません。先に規則に抽選を加えてください。', en: () => 'The facility’s rules say nothing about lotteries. Please add them first.' },
  LotteryOverlaps: { ja: (d) => `同じ部屋・期間の抽選「${String(d['name'])}」がすでにあります。期間か部屋を変えてください。`, en: (d) => `The lottery “${String(d['name'])}” already covers these rooms and days.` },
  LotteryCode: { status: 422, field: 'code', ja: () => 'この抽選番号はすでに使われています。別の番号にしてください。', en: () => 'This lottery code is already in use.' },
  BadTimes: { status: 422, field: 'opensAt', ja: () => '日時の順が違います。これから始まる「受付の始まり」→「締切」→「抽選」→「発表」→「確定の期限」→利用日の順にしてください。', en: () => 'The times are out of order: opening (still to come), closing, draw, results, confirmation, use.' },
  EntryClosed: { ja: (d) => (d['opens'] ? `この抽選の受付は、${moment(d, 'opens', 'ja')}から始まります。` : 'この抽選の受付は終わりました。'), en: (d) => (d['opens'] ? `Entry opens on ${moment(d, 'opens', 'en')}.` : 'Entry to this lottery has closed.') },
  NotInLottery: { status: 422, field: 'unit', ja: () => 'この部屋または日は、この抽選の対象ではありません。一覧から選び直してください。', en: () => 'This room or day is not part of the lottery. Please choose from the list.' },
  ClassNotAdmitted: { ja: () => 'ご登録の区分では、この抽選に申し込めません。先着の受付をご利用ください。', en: () => 'Your class cannot enter this lottery. Please use the first-come booking.' },
  AlreadyEntered: { ja: () => '同じ部屋・同じ時間に、すでに申し込んでいます。申込みは一つで足ります。', en: () => 'You have already entered for this room and time.' },
  EntryCap: { ja: (d) => `この抽選に申し込めるのは${String(d['max'])}件までです。取り下げると、別の枠に申し込めます。`, en: (d) => `You can enter at most ${String(d['max'])} times. Withdraw an entry to make another.` },
  LotteryState: { ja: (d) => `この抽選は、いまの段階（${String(d['state'])}）ではその操作ができません。抽選のやり直しはできません。`, en: () => 'The lottery is not at a stage that allows this. A draw cannot be repeated.' },
  NotYet: { ja: (d) => `まだその時刻になっていません（${moment(d, 'at', 'ja')}から）。`, en: (d) => `It is too early (from ${moment(d, 'at', 'en')}).` },
  NoPublicValue: { ja: () => '種に混ぜる公の数字が、まだ入力されていません。公表された値を入力してください。', en: () => 'The public number has not been entered yet.' },
  ValueFixed: { ja: () => '公の数字は、すでに入力されています。変えることはできません。', en: () => 'The public number has been entered and cannot be changed.' },
  ConfirmOver: { ja: (d) => `当選の確定の期限（${moment(d, 'until', 'ja')}）を過ぎたため、確定できません。`, en: (d) => `The time for confirming ended on ${moment(d, 'until', 'en')}.` },
  SeriesEmpty: { status: 422, field: 'weekdays', ja: () => 'この決め方に当てはまる日がありません。曜日と期間を確かめてください。', en: () => 'No date matches. Please check weekdays and period.' },
  SeriesEnded: { ja: () => 'この定期利用は、すでに終わっています。', en: () => 'This series has already ended.' },
  BadRows: { status: 422, field: 'csv', ja: (d) => `読み取れない行があるため、取り込んでいません（${String(d['rows'])}）。直してから、もう一度取り込んでください。`, en: (d) => `Nothing was imported, because some rows cannot be read (${String(d['rows'])}).` },
  PenaltyNotInForce: { status: 422, field: 'event', ja: () => 'このできごとの点数は、施設の規則に根拠条項とともに定められていないため、付けられません。', en: () => 'The facility’s rules give no points for this with a legal basis.' },
  AlreadyGiven: { ja: () => 'この予約には、同じ理由の点数がすでに付いています。', en: () => 'Points for this were already given to this booking.' },
  AlreadyWithdrawn: { ja: () => 'この点数は、すでに取り消されています。', en: () => 'These points have already been withdrawn.' },
  NotOffered: { status: 422, field: 'slots', ja: () => 'この時間はお貸ししていません。空き状況から選び直してください。', en: () => 'This time is not lent. Please choose again from the openings.' },
} as const satisfies Refusals;
