/** Who may book what, when, how often; deadlines, lottery, release of cancelled slots, penalties. */
import { z } from 'zod';
import { roundingModes } from '../../../kernel/money/money.ts';
import { Channel, ClockTime, Code, CodePattern, LegalBasis, MomentBefore, Text } from './policy-parts.ts';

export const UserClass = z.strictObject({
  code: Code, name: Text,
  kind: z.enum(['individual', 'group', 'company', 'internal']).describe('個人・団体・法人・庁内'),
  residency: z.enum(['resident', 'work_or_school', 'non_resident', 'any']).describe('市内・在勤在学・市外・問わない'),
  legalBasis: LegalBasis,
});
export type UserClass = z.output<typeof UserClass>;

/** Which class a group falls into by where its members live, work and study. */
export const GroupResidencyRule = z.strictObject({
  minMembers: z.int().min(1).max(100).describe('最少人数'),
  sharePercent: z.int().min(1).max(100).describe('市内の人の割合（％）'),
  comparison: z.enum(['more_than', 'at_least']).describe('「超える」（過半数は50を超える）か「以上」か'),
  countWorkOrSchool: z.boolean().describe('在勤・在学の人も市内と数えるか'),
  countNeighbours: z.array(z.string().regex(/^\d{6}$/)).default([]).describe('協定により市内と数える市町村の団体コード'),
  residentClass: Code.describe('満たすときの区分'),
  otherClass: Code.describe('満たさないときの区分'),
  legalBasis: LegalBasis,
});
export type GroupResidencyRule = z.output<typeof GroupResidencyRule>;

export const Caps = z.strictObject({
  openBookings: z.int().min(1).optional().describe('同時に持てるこれからの予約の数'),
  perMonth: z.int().min(1).optional().describe('利用月ごとの数'),
  perWeek: z.int().min(1).optional().describe('利用週（月曜から）ごとの数'),
  perDay: z.int().min(1).optional().describe('利用日ごとの数'),
  consecutiveDays: z.int().min(1).optional().describe('続けて使える日数'),
  entries: z.int().min(1).optional().describe('抽選に申し込める数（利用月ごと）'),
  wins: z.int().min(1).optional().describe('抽選に当たる数（利用月ごと）'),
  countedPer: z.enum(['patron', 'person']).default('patron').describe('登録ごとに数えるか、人ごとに数えるか'),
}).describe('数の上限');
export type Caps = z.output<typeof Caps>;

export const WindowRule = z.strictObject({
  units: z.array(CodePattern).default(['*']).describe('貸出単位'),
  classes: z.array(CodePattern).min(1).describe('利用者区分'),
  channels: z.array(Channel).optional().describe('受け付けの道すじ。空欄ならすべて'),
  phase: z.enum(['lottery', 'first_come']).describe('抽選か先着か'),
  open: MomentBefore.describe('受付の始まり'),
  close: MomentBefore.optional().describe('受付の終わり（この時刻を含む）。空欄なら利用の開始まで'),
  caps: Caps.optional(),
  legalBasis: LegalBasis,
}).describe('受付期間');
export type WindowRule = z.output<typeof WindowRule>;

/** 分納: a part of the fee first, the rest later. The first part's deadline is `pay`. */
export const DepositRule = z.strictObject({
  percent: z.int().min(1).max(99).describe('前納金の割合（使用料の％）'),
  rounding: z.enum(roundingModes).default('truncate_10').describe('前納金の端数の扱い（切り捨てた分は残金に入る）'),
  balance: MomentBefore.describe('残金の期限（この時刻を含む）。前納金の期限は「支払いの期限」'),
  permitAfter: z.enum(['deposit', 'all']).default('deposit').describe('許可する時（前納金の支払い後／全額の支払い後）'),
});
export type DepositRule = z.output<typeof DepositRule>;

export const DeadlinePolicy = z.strictObject({
  confirmWin: MomentBefore.optional().describe('当選の確定の期限。過ぎると当選は取り消し。空欄なら確定は不要'),
  pay: MomentBefore.optional().describe('支払いの期限（この時刻を含む）。空欄なら期限なし'),
  expireRun: MomentBefore.optional().describe('未払いの予約を取り消す時刻'),
  deposit: DepositRule.optional().describe('分納（前納金と残金）。空欄なら一度に払う'),
  reportingGrace: z.strictObject({ daysAfter: z.int().min(0).max(7).describe('支払い期限の日の何日後か'), time: ClockTime }).optional()
    .describe('コンビニ払いの知らせを待つ時刻'),
  lateBookingPayWithinMinutes: z.int().min(5).max(10_080).default(120).describe('支払い期限を過ぎてから予約したとき、何分以内に払うか'),
  holdMinutes: z.int().min(1).max(60).default(10).describe('仮押さえの長さ（分）'),
  change: z.strictObject({ until: MomentBefore.describe('変更できる期限'), maxTimes: z.int().min(0).max(20).describe('変更できる回数') }).optional().describe('利用者による変更。空欄なら窓口だけ'),
  cancelUntil: MomentBefore.optional().describe('利用者が取り消せる期限。空欄なら利用の開始まで'),
});
export type DeadlinePolicy = z.output<typeof DeadlinePolicy>;

export const LotteryPolicy = z.strictObject({
  mode: z.enum(['entries', 'ranked']).default('entries').describe('申込ごとの抽選か、希望順位つきの抽選か'),
  capWins: z.int().min(1).optional().describe('一人が当たる数'),
  noOverlap: z.boolean().default(true).describe('同じ人が同じ時間に二つ当たらないようにする'),
  oneEachRound: z.boolean().default(false).describe('全員が一巡するまで、当たった人は待つ'),
  stages: z.array(z.strictObject({ code: Code, name: Text, classes: z.array(CodePattern).min(1).describe('この段階の利用者区分'), units: z.array(CodePattern).default(['*']).describe('この段階の貸出単位') })).default([])
    .describe('優先の段階。空欄なら全員一度に'),
  loserBonus: z.strictObject({ perLoss: z.int().min(1).max(10).describe('外れた月ごとに増える重み'), max: z.int().min(1).max(20).describe('重みの上限') }).optional()
    .describe('外れ続けた人の重み（当たると元に戻る）'),
  drawDay: MomentBefore.optional().describe('抽選の時刻'),
  resultsAt: MomentBefore.optional().describe('結果の発表'),
  publicRandomness: Text.optional().describe('種に混ぜる公の数字（締め切りの後に公表されるもの）'),
});
export type LotteryPolicy = z.output<typeof LotteryPolicy>;

export const ReleasePolicy = z.strictObject({
  mode: z.enum(['immediate', 'next_day', 'random_within_window', 'mini_lottery']).describe('取り消された枠をいつ戻すか'),
  time: ClockTime.default('09:00').describe('翌日に戻す時刻'),
  windowMinutes: z.int().min(10).max(2880).default(720).describe('でたらめな時刻に戻すときの幅（分）'),
  miniLotteryHours: z.int().min(1).max(168).default(24).describe('小さな抽選の受付時間'),
  immediateWithinHours: z.int().min(0).max(168).default(24).describe('利用までこの時間を切ったらすぐに戻す'),
  waitingListOfferHours: z.int().min(1).max(168).default(24).describe('補欠への案内の期限（時間）'),
});
export type ReleasePolicy = z.output<typeof ReleasePolicy>;

export const penaltyEvents = ['no_show', 'late_cancel', 'no_cleanup', 'damage', 'purpose_fraud', 'resale', 'multi_account'] as const;
export const PenaltyPolicy = z.strictObject({
  points: z.array(z.strictObject({ event: z.enum(penaltyEvents).describe('できごと'), points: z.int().min(1).max(100).describe('点数'), legalBasis: LegalBasis }))
    .default([]).describe('点数'),
  thresholds: z.array(z.strictObject({
    points: z.int().min(1).max(1000).describe('この点数に達したら'),
    withinMonths: z.int().min(1).max(60).describe('さかのぼって数える月数'),
    action: z.enum(['warning', 'suspend']).describe('注意か利用停止か'),
    suspendMonths: z.int().min(0).max(24).default(0).describe('利用停止の月数'),
    legalBasis: LegalBasis,
  })).default([]).describe('段階'),
});
export type PenaltyPolicy = z.output<typeof PenaltyPolicy>;
