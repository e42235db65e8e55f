/** The published draw as a file, for anybody who wants to repeat it. */
import { anyone } from '../../../../kernel/actor.ts';
import { notFound, type PageContext, route, type Route } from '../../../../kernel/page.ts';
import { lotteryDownload, lotteryList } from '../../queries/lottery.ts';
import { singleFile, VERIFIER_FILE } from '../../verifier/verifier.ts';

const why = anyone('抽選の結果とその根拠は公表するもの');

/** A lottery by the code in its address. */
export async function lotteryByCode(ctx: PageContext, code: string | undefined) {
  const all = await ctx.ask(lotteryList, { limit: 200 });
  return all.find((one) => one.code === code) ?? null;
}

const published = route({
  path: '/lotteries/:code/published.json',
  title: { ja: '抽選の検証用データ', en: 'Lottery data for verification' },
  allow: [why],
  async run(ctx, { params }) {
    const lottery = await lotteryByCode(ctx, params['code']);
    if (!lottery) return notFound;
    const body = await ctx.ask(lotteryDownload, { lottery: lottery.id });
    return { type: 'application/json', body: JSON.stringify(body), filename: `lottery-${lottery.code}.json` };
  },
});

/** Built from `verifier/verifier.client.ts`; it stands alone, so it fits into one file. */
const VERIFIER_SCRIPT = 'verifier.js';

const verifierFile = route({
  path: '/lotteries/:code/verifier.html',
  title: { ja: '抽選を確かめる道具', en: 'Tool for checking a lottery' },
  allow: [why],
  async run(ctx, { params }) {
    const script = ctx.assetText(VERIFIER_SCRIPT);
    if (script === null || !(await lotteryByCode(ctx, params['code']))) return notFound;
    return { type: 'text/html; charset=utf-8', body: singleFile(script), filename: VERIFIER_FILE };
  },
});

export const lotteryRoutes: readonly Route[] = [published, verifierFile];
