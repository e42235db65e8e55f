/** The papers at their addresses. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { type PageContext, route } from '../../../kernel/page.ts';
import { agesPaper, sheetPaper, testPaper } from '../papers/papers.ts';
import { agesInput, pageAges } from '../queries/board.ts';
import { listReaders } from '../queries/links.ts';
import { assessmentReport, testReport } from '../queries/public.ts';
import { TEST_KEY } from '../rules/correction.ts';

const open = [anyone('試験結果と評価表は公表するものです')];
const fromOf = ({ city }: PageContext) => ({ city: city.facts.name.ja, contact: `${city.facts.name.ja}　${city.facts.phone}` });
const paramOf = (params: Record<string, string>, name: string) => z.string().regex(/^[1-9]\d{0,5}$/).safeParse(params[name]).data ?? '';

export const testPdf = route({
  path: '/accessibility/results/:number/report.pdf',
  title: { ja: '試験結果報告書（PDF）', en: 'Test report as PDF' },
  allow: open,
  async run(ctx, { params }) {
    const report = await ctx.ask(testReport, { number: z.string().regex(TEST_KEY).safeParse(params['number']).data ?? '' });
    return { type: 'application/pdf', body: await testPaper(report, fromOf(ctx), { createdAt: report.test.public_at }) };
  },
});

export const sheetPdf = route({
  path: '/accessibility/assessments/:year/sheet.pdf',
  title: { ja: '取組確認・評価表（PDF）', en: 'Self-assessment as PDF' },
  allow: open,
  async run(ctx, { params }) {
    return { type: 'application/pdf', body: await sheetPaper(await ctx.ask(assessmentReport, { fiscalYear: paramOf(params, 'year') }), fromOf(ctx), { createdAt: ctx.now }) };
  },
});

const MOST = 2000;

export const agesPdf = route({
  path: '/staff/site-quality/pages.pdf',
  title: { ja: 'ページの点検表（PDF）', en: 'Pages with owner and review, as PDF' },
  allow: listReaders,
  async run(ctx, { search }) {
    const asked = agesInput.safeParse(search);
    const model = await ctx.ask(pageAges, asked.success ? asked.data : {});
    const office = asked.success ? model.offices.find((one) => one.code === asked.data.office)?.name : undefined;
    return { type: 'application/pdf', filename: `点検表-${ctx.today.toString()}.pdf`, body: await agesPaper({ ...model, rows: model.rows.slice(0, MOST) }, office ?? '全庁', ctx.today, fromOf(ctx), { createdAt: ctx.now }) };
  },
});

export const paperRoutes = [testPdf, sheetPdf, agesPdf];
