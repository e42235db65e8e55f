/** What the city's first page tells: consultations that are open, with their end. */
import type { HomeNotice } from '../../kernel/system.ts';
import type { PageContext } from '../../kernel/page.ts';
import { publicList } from './queries/public.ts';

/** 24:00 is written as 0:00 of the next day, which people read as a day more: the last minute is told. */
export async function openNotices(ctx: PageContext): Promise<readonly HomeNotice[]> {
  const answer = await ctx.tryAsk(publicList, {});
  return answer.ok ? answer.value.open.map((one) => ({ to: `/public-comments/${one.number}`, title: { ja: `意見募集：${one.title}`, en: `Your opinion on: ${one.titleEn}` }, until: one.closesAt.subtract({ minutes: 1 }) })) : [];
}
