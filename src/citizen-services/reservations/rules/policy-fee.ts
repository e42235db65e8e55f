/** What use costs, in the order in which an ordinance says it, and what cancelling costs. */
import { z } from 'zod';
import { roundingModes } from '../../../kernel/money/money.ts';
import { Amount, Code, CodePattern, IfClosed, IsoDate, LegalBasis, MonthDay, Percent, Ratio, Text, Weekday } from './policy-parts.ts';

export const RoundingRule = z.strictObject({
  mode: z.enum(roundingModes).describe('端数の扱い'),
  at: z.enum(['each_step', 'end_of_line', 'end_of_total']).describe('端数を処理する場所（計算のたび／行の終わり／合計の終わり）'),
});

const DayClass = z.strictObject({
  code: Code, name: Text,
  days: z.array(z.union([Weekday, z.literal('holiday')])).default([]).describe('曜日または祝日'),
  season: z.strictObject({ from: MonthDay, to: MonthDay }).optional().describe('季節'),
}).describe('日の区分（土日祝、夏期など）。上から順に最初に当てはまるもの。どれにも当てはまらない日は weekday');

const BaseRow = z.strictObject({
  unit: CodePattern,
  slot: CodePattern.describe('時間区分のコード。時間貸しは「*」'),
  dayClass: Code.optional().describe('日の区分。空欄なら全日'),
  classes: z.array(CodePattern).optional().describe('利用者区分。空欄なら全員'),
  per: z.enum(['slot', 'hour', 'half_hour', 'day', 'person']).default('slot').describe('単位'),
  yen: Amount,
}).describe('使用料表の1行。上から順に最初に当てはまるもの');

const factorCommon = { code: Code, label: Text, ratio: Ratio, ground: z.string().max(200).describe('条例・規則の条項') };
const exclusive = { exclusiveGroup: Code.optional().describe('同じ組の倍率は最も大きいものだけを使う') };

/** Applied in the order day, class, purpose whatever their order in the list. */
const Factor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('day'), ...factorCommon, dayClasses: z.array(Code).min(1).describe('日の区分') }).describe('曜日・季節の倍率'),
  z.strictObject({ kind: z.literal('class'), ...factorCommon, classes: z.array(CodePattern).min(1).describe('利用者区分') }).describe('利用者区分の倍率'),
  z.strictObject({ kind: z.literal('purpose'), ...factorCommon, ...exclusive, purposes: z.array(CodePattern).min(1).describe('利用目的') }).describe('利用目的の倍率'),
  z.strictObject({
    kind: z.literal('admission'), ...factorCommon, ...exclusive,
    over: z.int().min(0).describe('入場料がこの額を超え（無料でない場合は0）'),
    upTo: z.int().min(1).optional().describe('この額以下。空欄なら上限なし'),
  }).describe('入場料の倍率'),
  z.strictObject({ kind: z.literal('commercial'), ...factorCommon, ...exclusive }).describe('営利・宣伝の倍率'),
  z.strictObject({ kind: z.literal('rehearsal'), ...factorCommon, ...exclusive }).describe('準備・練習の倍率'),
]);
export type Factor = z.output<typeof Factor>;

const Extra = z.strictObject({
  code: Code, name: Text,
  kind: z.enum(['climate', 'lighting', 'equipment', 'other']).describe('種類（冷暖房・照明・附属設備・その他）'),
  units: z.array(CodePattern).default(['*']).describe('使える貸出単位'),
  charge: z.union([
    z.strictObject({ per: z.enum(['hour', 'half_hour', 'slot', 'day', 'item', 'item_slot']).describe('単位。hour と half_hour は端数を切り上げ'), yen: Amount }),
    z.strictObject({ percentOfBase: z.int().min(1).max(1000).describe('基本使用料に対する割合（％）') }),
  ]).describe('料金'),
  pool: Code.optional().describe('数に限りがあるとき、その備品のコード'),
  season: z.strictObject({ from: MonthDay, to: MonthDay }).optional().describe('使える季節'),
});
export type Extra = z.output<typeof Extra>;

const Reduction = z.strictObject({
  code: Code, name: Text,
  reduce: z.union([z.strictObject({ percent: Percent }), z.strictObject({ yen: Amount })]).describe('減額（割合または金額）'),
  appliesTo: z.enum(['basic', 'basic+climate', 'all']).describe('対象（基本使用料／基本と冷暖房／すべて）'),
  ground: LegalBasis,
  notWithAdmission: z.boolean().default(false).describe('入場料を取るときは減免しない'),
  classes: z.array(CodePattern).optional().describe('申請できる利用者区分。空欄なら全員'),
  evidence: Text.optional().describe('必要な書類'),
  approval: z.boolean().default(true).describe('所管課の承認が要るか'),
});
export type Reduction = z.output<typeof Reduction>;

export const FeeVersion = z.strictObject({
  code: Code,
  validFrom: IsoDate,
  ordinance: z.string().min(1).describe('使用料を定める条例・別表'),
  dayClasses: z.array(DayClass).default([]).describe('日の区分'),
  table: z.array(BaseRow).describe('使用料表'),
  factors: z.array(Factor).default([]).describe('倍率'),
  extension: z.strictObject({
    percentOfSlot: z.int().min(0).max(300).describe('延長1時間につき区分の使用料の何％か'),
    maxHours: z.int().min(1).max(12).describe('延長できる時間'),
  }).optional().describe('延長（1時間未満は1時間）'),
  extras: z.array(Extra).default([]).describe('冷暖房・照明・附属設備'),
  reductions: z.array(Reduction).default([]).describe('減免'),
  rounding: RoundingRule.describe('端数'),
  taxRatePercent: z.int().min(0).max(30).default(10).describe('消費税率（％、内税）'),
}).describe('使用料の版（改定ごとに一つ）');
export type FeeVersion = z.output<typeof FeeVersion>;

export const FeePolicy = z.strictObject({
  basis: z.enum(['use_date', 'application_date']).describe('改定のとき、利用日と申請日のどちらの料金を使うか'),
  versions: z.array(FeeVersion).min(1).describe('使用料の版'),
});
export type FeePolicy = z.output<typeof FeePolicy>;

export const CancelPolicy = z.strictObject({
  tiers: z.array(z.strictObject({
    daysBeforeMin: z.int().min(0).max(1100).describe('利用日の何日前までか（その日を含む）'),
    chargePercent: Percent.describe('取消料の割合（％）'),
    classes: z.array(CodePattern).optional().describe('利用者区分。空欄なら全員'),
  })).min(1).describe('取消料の段階'),
  rounding: z.enum(roundingModes).default('truncate_10').describe('取消料の端数の扱い'),
  ifClosed: IfClosed,
  chargeUnpaid: z.boolean().default(false).describe('未払いの予約にも取消料を求めるか'),
  ground: z.string().max(200).default('').describe('条例・規則の条項'),
});
export type CancelPolicy = z.output<typeof CancelPolicy>;
