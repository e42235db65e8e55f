/**
 * Everything that is data about a facility: when it opens, what it lends, to whom, from when, for how much.
 * No facility has code of its own. The shape is JSON; dates are ISO strings; every field explains itself in Japanese
 * (`.describe()`), so that an editor page can be made from it. Unknown fields are refused: a misspelt rule must not be ignored.
 */
import { z } from 'zod';
import { Caps, DeadlinePolicy, GroupResidencyRule, LotteryPolicy, PenaltyPolicy, ReleasePolicy, UserClass, WindowRule } from './policy-access.ts';
import { CalendarRule, SlotScheme } from './policy-calendar.ts';
import { CancelPolicy, FeePolicy } from './policy-fee.ts';
import { OpenUsePolicy } from './policy-open-use.ts';
import { Code, Text } from './policy-parts.ts';

export * from './policy-parts.ts';
export * from './policy-calendar.ts';
export * from './policy-fee.ts';
export * from './policy-access.ts';

export const Space = z.strictObject({
  code: Code, name: Text,
  cells: z.array(z.strictObject({ code: Code, name: Text })).min(1).describe('最小区画'),
  areaSquareMetres: z.number().min(0).optional().describe('広さ（㎡）'),
  floor: z.string().max(20).optional().describe('階'),
}).describe('室場');
export type Space = z.output<typeof Space>;

const Minutes = z.int().min(0).max(1440);

export const Unit = z.strictObject({
  code: Code, name: Text,
  space: Code.describe('室場のコード'),
  cells: z.array(Code).min(1).describe('占める最小区画'),
  scheme: Code.describe('時間の貸し方のコード'),
  purposes: z.array(z.string()).min(1).default(['*']).describe('使える目的・種目。「*」はすべて'),
  forbiddenPurposes: z.array(z.string()).default([]).describe('使えない目的・種目'),
  visibility: z.enum(['public_book', 'public_view', 'staff_only']).default('public_book').describe('インターネットで（予約できる／見るだけ／出さない）'),
  approval: z.enum(['auto', 'manual']).default('auto').describe('所管課の承認が要るか'),
  minLeadMinutes: z.int().min(0).default(0).describe('利用の何分前まで受け付けるか'),
  maxMinutesPerDay: z.int().min(15).max(2880).optional().describe('一日に使える長さ（分）'),
  splitReleaseDays: z.int().min(0).max(400).optional().describe('一部分の貸し出しを利用日の何日前から始めるか（全面を優先するとき）'),
  convertDays: z.int().min(0).max(400).optional().describe('予約がないまま利用日のこの日数前になったら、この貸し方を終える（同じ区画の別の貸し方に変わるとき）'),
  buffers: z.strictObject({ before: Minutes.describe('前（分）'), after: Minutes.describe('後（分）') }).default({ before: 0, after: 0 }).describe('準備・片付けにふさぐ時間'),
  setup: z.strictObject({
    partition: z.enum(['open', 'closed']).describe('間仕切り（開ける／閉める）'),
    minutes: Minutes.describe('切り替えに要る時間（分）'),
    claim: z.boolean().default(false).describe('切り替えの時間をふさぐか'),
  }).optional().describe('可動間仕切り'),
  persons: z.strictObject({ min: z.int().min(1).default(1).describe('最少人数'), max: z.int().min(1).describe('定員') }).describe('人数'),
  noise: z.strictObject({ zone: Code.describe('音の届く範囲'), class: z.enum(['quiet', 'normal', 'loud']).describe('音の大きさ') }).optional().describe('音の問題'),
  legal: z.strictObject({
    kind: z.enum(['public_facility', 'other_use']).default('public_facility').describe('公の施設（244条）か目的外使用（238条の4第7項）か'),
    food: z.boolean().default(true).describe('飲食できるか'),
    alcohol: z.boolean().default(false).describe('酒類を飲めるか'),
    commercial: z.boolean().default(true).describe('営利の利用ができるか'),
    guardianForMinors: z.boolean().default(true).describe('未成年だけの利用に保護者が要るか'),
  }).prefault({}).describe('法令・規則による制限'),
  tied: z.array(z.strictObject({
    code: Code, name: Text,
    anyOf: z.array(Code).min(1).describe('このうち空いている一つの区画'),
    startsAfter: z.int().min(-1440).max(1440).default(0).describe('利用の始まりから何分後に使い始めるか（前はマイナス）'),
    minutes: z.int().min(5).max(2880).describe('使う長さ（分）'),
    onRequest: z.boolean().default(false).describe('申込みのときに選んだ場合だけ使うか'),
    extra: Code.optional().describe('使うときに加える料金（附属設備のコード）'),
  }).describe('一緒に使う部屋')).default([]).describe('一緒に使う部屋（斎場の待合室・式場など）。一つの予約で、まとめて押さえる'),
  funeral: z.strictObject({
    residentClass: Code.describe('亡くなられた方が市内に住んでいたときの料金の区分'),
    otherClass: Code.describe('市外に住んでいたときの料金の区分'),
    permitNumber: z.boolean().default(true).describe('利用の前に火葬許可番号が要るか'),
  }).optional().describe('火葬（亡くなられた方の住所で料金を決める）'),
  vehicle: z.strictObject({ plate: z.string().min(1).max(40).describe('登録番号（ナンバー）') }).optional().describe('公用車。空欄でなければ、運転日報（運転者・走行距離・酒気帯びの確認）をつける'),
  stay: z.strictObject({ slot: Code.describe('宿泊の時間区分のコード'), maxNights: z.int().min(1).max(31).describe('続けて泊まれる泊数') }).optional().describe('続けての宿泊（キャンプ場など）。一つの予約で、着いた日から出る日まで押さえる。空欄なら一泊ずつ'),
  lock: Code.optional().describe('電子錠のコード。空欄なら窓口で鍵を渡す'),
  trackCheckIn: z.boolean().default(false).describe('来場を記録し、無断不使用を見つけるか'),
  noShowReleaseMinutes: z.int().min(1).max(240).optional().describe('始まりから何分たっても来場の記録がなければ、窓口を次の人に空けるか（来庁予約など）。空欄なら、時間の終わりまで待つ'),
}).describe('貸出単位');
export type Unit = z.output<typeof Unit>;

export const Pool = z.strictObject({
  code: Code, name: Text,
  capacity: z.int().min(1).max(100_000).describe('数・定員'),
  per: z.enum(['slot', 'day']).default('slot').describe('数える単位'),
  units: z.array(Code).optional().describe('使える貸出単位。空欄なら施設全体'),
}).describe('数で管理するもの（卓球台、個人開放の定員など）');
export type Pool = z.output<typeof Pool>;

const FacilityShape = z.strictObject({
  facility: Code.describe('施設のコード'),
  name: Text,
  payee: Code.describe('収納先（市または指定管理者）のコード'),
  ordinance: z.string().min(1).describe('設置条例'),
  calendar: z.array(CalendarRule).min(1).describe('開館日・開館時間'),
  schemes: z.array(SlotScheme).min(1).describe('時間の貸し方'),
  spaces: z.array(Space).min(1).describe('室場と最小区画'),
  units: z.array(Unit).min(1).describe('貸出単位（全面・半面・会議室など）'),
  pools: z.array(Pool).default([]).describe('数で管理するもの'),
  windows: z.array(WindowRule).default([]).describe('受付期間。先に書いたものが優先'),
  caps: Caps.optional().describe('施設全体での上限'),
  deadlines: DeadlinePolicy.describe('支払い・変更・取り消しの期限'),
  cancel: CancelPolicy.describe('取消料'),
  fee: FeePolicy.optional().describe('使用料。空欄なら無料'),
  openUse: OpenUsePolicy.optional().describe('個人開放（個人利用・回数券）。空欄なら行わない'),
  lottery: LotteryPolicy.optional().describe('抽選'),
  release: ReleasePolicy.prefault({ mode: 'next_day' }).describe('取り消された枠の戻し方'),
  penalties: PenaltyPolicy.prefault({}).describe('無断不使用などの点数と利用停止'),
});

/** The rules of one facility, with every code that one part names defined in another. */
export const FacilityPolicy = FacilityShape.superRefine((policy, context) => {
  for (const problem of brokenReferences(policy)) context.addIssue({ code: 'custom', path: [...problem.path], message: problem.message });
});
export type FacilityPolicy = z.output<typeof FacilityPolicy>;
/** As it is written down: what has a default may be left out. */
export type FacilityPolicyInput = z.input<typeof FacilityPolicy>;

/** The city's classes of users and how groups fall into them; shared by all facilities. */
export const CityReservationRules = z.strictObject({
  classes: z.array(UserClass).min(1).describe('利用者区分'),
  groupResidency: GroupResidencyRule.describe('団体の市内・市外の決め方'),
  purposes: z.array(z.strictObject({ code: Code, name: Text, sport: z.boolean().default(false).describe('種目か') })).describe('利用目的・種目'),
  registrationYears: z.int().min(1).max(10).default(3).describe('利用者登録の有効年数'),
});
export type CityReservationRules = z.output<typeof CityReservationRules>;
export type CityReservationRulesInput = z.input<typeof CityReservationRules>;

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function brokenReferences(policy: z.output<typeof FacilityShape>): Problem[] {
  const cells = new Set(policy.spaces.flatMap((space) => space.cells.map((cell) => cell.code)));
  const spaces = new Set(policy.spaces.map((space) => space.code));
  const schemes = new Set(policy.schemes.map((scheme) => scheme.code));
  const units = new Set(policy.units.map((unit) => unit.code));
  const pools = new Set(policy.pools.map((pool) => pool.code));
  const problems: Problem[] = [];
  const need = (known: ReadonlySet<string>, code: string, path: readonly (string | number)[]): void => {
    if (!known.has(code)) problems.push({ path, message: `「${code}」は定められていません` });
  };
  if (units.size < policy.units.length) problems.push({ path: ['units'], message: '同じコードの貸出単位が二つあります' });
  for (const [index, unit] of policy.units.entries()) {
    need(spaces, unit.space, ['units', index, 'space']);
    need(schemes, unit.scheme, ['units', index, 'scheme']);
    const slots = policy.schemes.find((scheme) => scheme.code === unit.scheme);
    if (unit.stay !== undefined) need(new Set(slots?.kind === 'kubun' ? slots.slots.map((slot) => slot.code) : []), unit.stay.slot, ['units', index, 'stay', 'slot']);
    for (const cell of unit.cells) need(cells, cell, ['units', index, 'cells']);
    for (const tied of unit.tied) for (const cell of tied.anyOf) need(cells, cell, ['units', index, 'tied']);
  }
  for (const [index, rule] of policy.calendar.entries()) for (const space of rule.spaces ?? []) need(spaces, space, ['calendar', index, 'spaces']);
  for (const [index, pool] of policy.pools.entries()) for (const unit of pool.units ?? []) need(units, unit, ['pools', index, 'units']);
  for (const [index, version] of (policy.fee?.versions ?? []).entries()) {
    for (const extra of version.extras) if (extra.pool !== undefined) need(pools, extra.pool, ['fee', 'versions', index, 'extras']);
  }
  if (policy.openUse?.pool !== undefined) need(pools, policy.openUse.pool, ['openUse', 'pool']);
  const entries = new Set(policy.openUse?.entries.map((entry) => entry.code));
  for (const [index, book] of (policy.openUse?.books ?? []).entries()) need(entries, book.entry, ['openUse', 'books', index, 'entry']);
  if (policy.deadlines.deposit !== undefined && policy.deadlines.pay === undefined) problems.push({ path: ['deadlines', 'deposit'], message: '分納には、前納金の期限（支払いの期限）が要ります' });
  if (!policy.calendar.some((rule) => rule.type === 'open' || rule.type === 'seasonal_open')) problems.push({ path: ['calendar'], message: '開館時間の規則がありません' });
  return problems;
}

/** Checks the rules of a facility and fills in the defaults. Throws `ZodError` with every problem and its path. */
export function definePolicy(policy: FacilityPolicyInput): FacilityPolicy {
  return FacilityPolicy.parse(policy);
}

/** The unit with this code, or undefined. */
export function unitOf(policy: FacilityPolicy, code: string): Unit | undefined {
  return policy.units.find((unit) => unit.code === code);
}

export function schemeOf(policy: FacilityPolicy, unit: Unit): SlotScheme {
  const scheme = policy.schemes.find((candidate) => candidate.code === unit.scheme);
  if (scheme === undefined) throw new RangeError(`Unit ${unit.code} names the unknown scheme ${unit.scheme}`);
  return scheme;
}
