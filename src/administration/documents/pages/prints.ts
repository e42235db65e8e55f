/** What is printed: file plan, disposal list, box label, notice of a decision, statistics. */
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { isMissingGlyph } from '../../../kernel/paper/paper.ts';
import { type Go, problem, route, type RouteBody } from '../../../kernel/page.ts';
import { disposalPaper, labelPaper, planPaper, requestPaper, statisticsPaper } from '../papers/papers.ts';
import { boxContent, disposal, plan, statistics } from '../queries/folders.ts';
import { readers } from '../queries/register.ts';
import { request } from '../queries/requests.ts';
import { disposalsPath, folderHref, plansPath, requestsPath, root } from './words.tsx';

/** A character that no embedded font has is said in words; it never becomes a blank on a paper. */
async function pdf(printing: Promise<Uint8Array>): Promise<RouteBody | Go> {
  try {
    return { type: 'application/pdf', body: await printing };
  } catch (error) {
    if (isMissingGlyph(error)) return problem(error.message);
    throw error;
  }
}

const planPdf = route({ path: `${plansPath}/:id/print.pdf`, title: { ja: 'ファイル基準表（PDF）', en: 'A file plan as PDF' }, allow: [...readers, staff('documents.approvePlan')], run: async (ctx, { params }) => pdf(planPaper(await ctx.ask(plan, { plan: params['id'] }), ctx.city.facts.name.ja, { createdAt: ctx.now })) });

const disposalPdf = route({ path: `${disposalsPath}/:id/print.pdf`, title: { ja: '廃棄リスト（PDF）', en: 'A disposal list as PDF' }, allow: [...readers, staff('documents.dispose')], run: async (ctx, { params }) => pdf(disposalPaper(await ctx.ask(disposal, { disposal: params['id'] }), ctx.city.facts.name.ja, { createdAt: ctx.now })) });

const labelPdf = route({ path: `${root}/boxes/:id/label.pdf`, title: { ja: '箱のラベル', en: 'The label of a box' }, allow: [staff('documents.records')], run: async (ctx, { params }) => pdf(labelPaper(await ctx.ask(boxContent, { box: params['id'] }), ctx.city.facts.name.ja, (folder) => new URL(folderHref(folder), ctx.url).toString(), { createdAt: ctx.now })) });

const noticePdf = route({ path: `${requestsPath}/:id/notice.pdf`, title: { ja: '決定通知書・受付票', en: 'Notice of a decision' }, allow: [staff('documents.disclosure')], run: async (ctx, { params }) => pdf(requestPaper(await ctx.ask(request, { request: params['id'] }, 'print'), ctx.city.facts.name.ja, `${ctx.city.facts.name.ja}長`, ctx.today, { createdAt: ctx.now })) });

const statisticsPdf = route({
  path: `${root}/statistics.pdf`, title: { ja: '文書の統計（PDF）', en: 'Statistics as PDF' }, allow: [staff('documents.records')],
  run: async (ctx, { search }) => pdf(statisticsPaper(await ctx.ask(statistics, { year: typeof search['year'] === 'string' && search['year'] !== '' ? search['year'] : fiscalYearOf(ctx.today) }), ctx.city.facts.name.ja, { createdAt: ctx.now })),
});

export const printouts = [planPdf, disposalPdf, labelPdf, noticePdf, statisticsPdf];
