/** What leaves as a file: 起案用紙 and attachments of a case, 別表 of a rule set. */
import { anyStaff, staff } from '../../../../kernel/actor.ts';
import { caseView } from '../../../../kernel/approval/case-view.ts';
import { ruleSetView } from '../../../../kernel/approval/rule-queries.ts';
import { loadFile } from '../../../../kernel/files/files.ts';
import { type Go, notFound, problem, route, type RouteBody } from '../../../../kernel/page.ts';
import { isMissingGlyph } from '../../../../kernel/paper/paper.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
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

/** An attachment as it was frozen with its version: whoever may see the version may read it, and the look is recorded like that of the page. */
const file = route({
  path: `${root}/:case/files/:version/:file`, title: { ja: '案件の添付', en: 'An attachment of a case' }, allow: [anyStaff('経路の関係者だけが見る。見える範囲は案件ごとに確かめる')],
  async run(ctx, { params }) {
    const it = await ctx.ask(caseView, { case: params['case'], version: params['version'] });
    const kept = (Array.isArray(it.files) ? it.files : []).find((one: unknown) => isRecord(one) && one['id'] === params['file']);
    if (!isRecord(kept)) return notFound;
    return { type: String(kept['mediaType']), body: await loadFile(ctx.city, String(kept['sha256'])), filename: String(kept['name']) };
  },
});

export const prints = [sheet, schedule, file];
