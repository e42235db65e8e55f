/** When a facility is open, and which pieces of time it lends. */
import { z } from 'zod';
import { Code, Hours, IsoDate, MonthDay, Text, Time, Weekday } from './policy-parts.ts';

const common = {
  spaces: z.array(Code).optional().describe('この規則が当てはまる室場。空欄なら施設全体'),
  priority: z.int().min(0).max(100).optional().describe('強さ（大きいほど優先）。空欄なら 臨時40、季節の休止30、休館日20、季節の時間15、通常の時間10'),
  validFrom: IsoDate.optional().describe('この規則の始まり'),
  validTo: IsoDate.optional().describe('この規則の終わり'),
  label: Text.optional().describe('利用者に見せる説明（例 設備点検のため休館）'),
};

const IfHoliday = z.enum(['closed', 'open', 'shift_next_non_holiday'])
  .describe('祝日に当たるとき（休館のまま／開館／開館してその後の最初の平日に休む）');

export const CalendarRule = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'), ...common,
    days: z.array(Weekday).optional().describe('この時間で開く曜日。空欄なら毎日'),
    hours: Hours,
  }).describe('通常の開館時間'),
  z.strictObject({
    type: z.literal('seasonal_open'), ...common, from: MonthDay, to: MonthDay, days: z.array(Weekday).optional().describe('曜日。空欄なら毎日'), hours: Hours,
  }).describe('季節の開館時間'),
  z.strictObject({ type: z.literal('seasonal_closed'), ...common, from: MonthDay, to: MonthDay }).describe('季節の休止（冬季閉鎖など）'),
  z.strictObject({ type: z.literal('weekly_closed'), ...common, dow: Weekday, ifHoliday: IfHoliday.default('closed') }).describe('毎週の休館日'),
  z.strictObject({
    type: z.literal('nth_closed'), ...common, dow: Weekday,
    n: z.union([z.int().min(1).max(5), z.literal('last')]).describe('第何週か。last は最後の週'),
    ifHoliday: IfHoliday.default('closed'),
  }).describe('毎月第○曜日の休館日'),
  z.strictObject({ type: z.literal('monthly_closed'), ...common, day: z.union([z.int().min(1).max(31), z.literal('last')]).describe('毎月の日。last は末日') }).describe('毎月○日の休館日'),
  z.strictObject({ type: z.literal('holiday_closed'), ...common }).describe('国民の祝日の休館'),
  z.strictObject({ type: z.literal('fixed_closed'), ...common, from: MonthDay, to: MonthDay }).describe('毎年同じ日の休館（年末年始など）'),
  z.strictObject({ type: z.literal('special_open'), ...common, from: IsoDate, to: IsoDate, hours: Hours }).describe('臨時の開館'),
  z.strictObject({ type: z.literal('special_closed'), ...common, from: IsoDate, to: IsoDate }).describe('臨時の休館'),
  z.strictObject({
    type: z.literal('listed_closed'), ...common,
    dates: z.array(IsoDate).min(1).describe('日付の一覧（友引など。暦の発行元の表から写す）'),
    nth: z.array(z.int().min(1).max(6)).optional().describe('その月の何番目を休むか（2, 4 なら2番目と4番目）。空欄ならすべて'),
  }).describe('一覧にある日の休館（友引など）'),
]);
export type CalendarRule = z.output<typeof CalendarRule>;

const NamedSlot = z.strictObject({ code: Code, name: Text, start: Time, end: Time }).describe('時間区分');
export type NamedSlot = z.output<typeof NamedSlot>;

const SeasonalSlots = z.array(z.strictObject({ from: MonthDay, to: MonthDay, slots: z.array(NamedSlot).min(1).describe('この季節の区分') }))
  .default([]).describe('季節で区分が変わるとき（日の出・日の入りに合わせる運動場など）');

export const SlotScheme = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('kubun'), code: Code,
    slots: z.array(NamedSlot).min(1).describe('区分（午前・午後・夜間など）'),
    joinGapFree: z.boolean().default(false).describe('続けて借りるとき、区分の間の時間も無料で使えるか'),
    seasons: SeasonalSlots,
  }).describe('時間区分で貸す'),
  z.strictObject({
    kind: z.literal('hourly'), code: Code,
    gridMinutes: z.union([z.literal(15), z.literal(30), z.literal(60)]).describe('刻み（分）'),
    minMinutes: z.int().min(15).max(1440).describe('最短（分）'),
    maxMinutes: z.int().min(15).max(2880).optional().describe('最長（分）'),
  }).describe('時間で貸す'),
  z.strictObject({
    kind: z.literal('frame'), code: Code,
    lengthMinutes: z.int().min(10).max(1440).describe('1こまの長さ（分）'),
    start: Time.optional().describe('最初のこまの始まり。空欄なら開館時刻'),
    seasons: SeasonalSlots,
  }).describe('決まった長さのこまで貸す'),
]);
export type SlotScheme = z.output<typeof SlotScheme>;
