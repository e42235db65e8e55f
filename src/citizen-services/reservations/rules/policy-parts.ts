/** The small pieces from which a facility's rules are written: texts, codes, days, times, rates. All of it is plain JSON. */
import { z } from 'zod';

export const Text = z.strictObject({
  ja: z.string().min(1).describe('日本語'),
  en: z.string().min(1).describe('英語'),
});

export const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/).describe('コード（英数字とハイフン）');

/** 'R-GROUP', or 'N-*' for every code that begins with 'N-'. */
export const CodePattern = z.string().regex(/^(\*|[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\*?)$/).describe('コード。「N-*」は N- で始まるものすべて、「*」はすべて');

export const IsoDate = z.iso.date().describe('日付（例 2027-04-01）');

/** A day of every year. Ranges may run over the new year: 12-29 to 01-03. */
export const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/).describe('毎年の月日（例 12-29）');

/** Time of a business day, 00:00 to 48:00; beyond 24:00 it is the night after. */
export const Time = z.string().regex(/^(([0-3]\d|4[0-7]):[0-5]\d|48:00)$/).describe('時刻（例 09:00。翌2時は 26:00）');

/** A moment of a calendar day, with seconds where a deadline needs them. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/).describe('時刻（例 09:00、23:59:59）');

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const Weekday = z.enum(weekdays).describe('曜日');

export const Ratio = z.strictObject({
  numerator: z.int().min(0).max(1_000_000).describe('分子（1.5倍なら15）'),
  denominator: z.int().min(1).max(1_000_000).describe('分母（1.5倍なら10）'),
}).describe('倍率');

export const Amount = z.int().min(0).max(100_000_000).describe('金額（円、税込）');
export const Percent = z.int().min(0).max(100).describe('割合（％）');
export const Hours = z.array(z.tuple([Time, Time])).min(1).describe('開いている時間帯（始まり、終わり）');

/** 条例・規則の条項. A rule that limits or punishes and names none stays out of force (地方自治法 第244条第2項・第3項). */
export const LegalBasis = z.string().max(200).describe('根拠となる条例・規則の条項。空欄の規則は働きません');

/** When a moment falls on a closed day of the facility. */
export const IfClosed = z.enum(['as_is', 'next_open_day']).default('as_is').describe('休館日に当たるとき（そのまま／次の開館日）');

/** A moment counted back from the day of use. */
export const MomentBefore = z.union([
  z.strictObject({
    monthsBefore: z.int().min(0).max(36).describe('利用月の何か月前か'),
    day: z.union([z.int().min(1).max(31), z.enum(['last', 'same'])]).describe('その月の何日か。last は末日、same は利用日と同じ日（応当日）'),
    time: ClockTime,
    ifClosed: IfClosed,
  }).describe('利用月の○か月前の○日'),
  z.strictObject({
    daysBefore: z.int().min(0).max(1100).describe('利用日の何日前か'),
    time: ClockTime,
    ifClosed: IfClosed,
  }).describe('利用日の○日前'),
]);
export type MomentBefore = z.output<typeof MomentBefore>;

export const channels = ['web', 'phone', 'desk', 'kiosk', 'lottery', 'recurring', 'api'] as const;
export const Channel = z.enum(channels).describe('受け付けの道すじ');
export type Channel = z.output<typeof Channel>;

export { matchesAny } from './pattern.ts';

/** '26:00' → 1560. The text has passed the schema. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
