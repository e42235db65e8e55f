/** What is printed: 起案用紙 of a case, 別表 of a rule set. */
import { anyStaff, staff } from '../../../../kernel/actor.ts';
import { ruleSetView } from '../../../../kernel/approval/rule-queries.ts';
import { type Go, problem, route, type RouteBody } from '../../../../kernel/page.ts';
import { isMissingGlyph } from '../../../../kernel/paper/paper.ts';
import { schedulePaper, sheetPaper } from '../../papers/papers.ts';
import { loadCase } from './case-model.ts';
import { root } from './words.tsx';

/** A character that no embedded font has is said in words; it never becomes a blank on a paper. */
async function pdf(printing: Promise<Uint8Array>): Promise<RouteBody | Go> {
  try {
    return { type: 'application/pdf', body: await printing };
  } catch (error) {
    if (isMissingGlyph(error)) return problem(error.message);
    throw error;
  }
}

const sheet = route({
  path: `${root}/:case/sheet.pdf`, title: { ja: '起案用紙', en: 'A case on paper' }, allow: [anyStaff('経路の関係者だけが見る。見える範囲は案件ごとに確かめる')],
  async run(ctx, { params }) {
    const { it } = await loadCase(ctx, params['case'] ?? '', {});
    return it.version === 0 ? problem('まだ提出されていない起案は、印刷できません。') : pdf(sheetPaper(it, ctx.city.facts.name.ja, { createdAt: ctx.now }));
  },
});

const schedule = route({
  path: `${root}/rules/sets/:set/schedule.pdf`, title: { ja: '決裁規程の別表', en: 'A rule set on paper' }, allow: [staff('approval.rules'), staff('approval.publish'), staff('approval.office')],
  run: async (ctx, { params }) => pdf(schedulePaper(await ctx.ask(ruleSetView, { ruleSet: params['set'] }), ctx.city.facts.name.ja, { createdAt: ctx.now })),
});

export const prints = [sheet, schedule];
