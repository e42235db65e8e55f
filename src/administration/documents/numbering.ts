/** 文書番号: one series for each office and fiscal year. The row of the series stays locked until the end, so a refusal leaves no gap. */
import type { Ctx, Office } from './office.ts';

export function drawNumber(ctx: Ctx, office: Pick<Office, 'id'>, fiscalYear: number): Promise<number> {
  return ctx.nextNumber(`documents.${office.id}.${fiscalYear}`);
}
