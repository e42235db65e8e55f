/** 個人開放: people who come alone, without a booking. */
import { z } from 'zod';
import { Amount, Code, Text } from './policy-parts.ts';

export const OpenUsePolicy = z.strictObject({
  pool: Code.optional().describe('定員を数える備品のコード。空欄なら定員なし'),
  stayMinutes: z.int().min(30).max(1440).default(120).describe('入場してから何分いるとみなすか（定員を数える）'),
  entries: z.array(z.strictObject({ code: Code, name: Text, yen: Amount })).min(1).describe('入場の区分と料金（一般、高校生以下など）'),
  books: z.array(z.strictObject({
    code: Code, name: Text,
    entry: Code.describe('使える入場の区分'),
    uses: z.int().min(1).max(200).optional().describe('枚数。空欄なら期間中何回でも（定期券）'),
    months: z.int().min(1).max(60).describe('使える月数'),
    yen: Amount,
  })).default([]).describe('回数券・定期券'),
  ground: z.string().max(200).default('').describe('条例・規則の条項'),
});
export type OpenUsePolicy = z.output<typeof OpenUsePolicy>;
