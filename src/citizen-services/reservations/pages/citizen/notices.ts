/** What the first page says is new: the lotteries that take entries. */
import type { PageContext } from '../../../../kernel/page.ts';
import type { Text } from '../../../../kernel/view.ts';
import { lotteryList } from '../../queries/lottery.ts';
import { words } from './words.ts';

export interface HomeNotice {
  readonly to: string;
  readonly title: Text;
  readonly until: Temporal.Instant | null;
}

export async function noticesFor(ctx: PageContext): Promise<readonly HomeNotice[]> {
  const lotteries = await ctx.tryAsk(lotteryList, { limit: 50 });
  if (!lotteries.ok) return [];
  return lotteries.value.filter((one) => one.isOpen).map((one) => ({
    to: `/lotteries/${one.code}`, title: { ja: words('ja').home.lotteryOpen(one.name.ja), en: words('en').home.lotteryOpen(one.name.en) }, until: one.closesAt,
  }));
}
