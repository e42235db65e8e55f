/** What the people who keep the site's quality work with. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { dateField, intField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { publicationField, testKeyField } from '../commands/fields.ts';
import { changesBetween } from '../corrections.ts';
import { checklist, claimOf, levelMet, openCells } from '../rules/checklist.ts';
import { testKey } from '../rules/correction.ts';
import { additions, criteriaAt } from '../rules/criteria.ts';
import { formOf, sums, total } from '../rules/self-assessment.ts';
import { byDay, byPage } from '../rules/statistics.ts';
import { type Asked, knownTitle, whoOf } from '../site.ts';

export const readers = [staff('site-quality.work'), staff('site-quality.approve')];

const head = ['u.id', 'u.kind', 'u.state', 'u.version', 'u.authors', 'u.made_name as madeName', 'u.made_at as madeAt', 'u.submitted_by as submittedBy', 'u.decided_name as decidedName', 'u.public_at as publicAt', 'u.returned_note as returnedNote'] as const;

/** What somebody who looks at it may do. */
function powers(ctx: Asked, it: { readonly state: string; readonly authors: readonly string[]; readonly submittedBy: string | null }) {
  const mine = it.authors.includes(whoOf(ctx)) || it.submittedBy === whoOf(ctx);
  return { mine, mayWrite: it.state === 'draft' && ctx.may('site-quality.work'), mayRecall: it.state === 'waiting' && ctx.may('site-quality.work'), mayDecide: it.state === 'waiting' && !mine && ctx.may('site-quality.approve') };
}

export const waitingCount = query({
  name: 'site-quality.waitingCount',
  title: { ja: '承認を待っている数', en: 'How many wait for approval' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    if (!ctx.may('site-quality.approve')) return 0;
    const rows = await ctx.db.selectFrom('site_quality.publications').select(['authors', 'submitted_by']).where('state', '=', 'waiting').execute();
    return rows.filter((row) => !row.authors.includes(whoOf(ctx)) && row.submitted_by !== whoOf(ctx)).length;
  },
});

export const policies = query({
  name: 'site-quality.policies',
  title: { ja: '方針の一覧', en: 'Policies' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('site_quality.policies as p').innerJoin('site_quality.publications as u', 'u.id', 'p.id').select(head).select(['p.scope', 'p.level', 'p.target_on as targetOn', 'p.exceptions', 'p.contact', 'p.phone', 'p.mail', 'p.note']).where('u.state', '<>', 'dropped').orderBy('u.made_at', 'desc').limit(50).execute();
    const current = rows.find((row) => row.state === 'public') ?? null;
    const open = rows.find((row) => row.state === 'draft' || row.state === 'waiting') ?? null;
    return { rows, current, open: open ? { ...open, ...powers(ctx, open) } : null, mayBegin: open === null && ctx.may('site-quality.work') };
  },
});

export const testList = query({
  name: 'site-quality.testList',
  title: { ja: '試験の一覧', en: 'Tests' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('site_quality.tests as t').innerJoin('site_quality.publications as u', 'u.id', 't.id').select(head).select(['t.number', 't.edition', 't.level', 't.from_on as fromOn', 't.to_on as toOn', 't.size', 't.seed'])
      .select((eb) => [
        eb.selectFrom('site_quality.results as r').whereRef('r.test_id', '=', 't.id').where('r.criterion', 'in', criteriaAt('AA').map((one) => one.number)).select((one) => one.fn.countAll<number>().as('count')).as('answered'),
        eb.selectFrom('site_quality.test_pages as p').whereRef('p.test_id', '=', 't.id').select((one) => one.fn.countAll<number>().as('count')).as('pages'),
      ]).where('u.state', '<>', 'dropped').orderBy('t.number', 'desc').orderBy('t.edition', 'desc').limit(100).execute();
    return rows.map((row) => ({ ...row, answered: Number(row.answered ?? 0), pages: Number(row.pages ?? 0), cells: Number(row.pages ?? 0) * criteriaAt(row.level).length }));
  },
});

async function testWith(ctx: Asked, typed: string) {
  const key = testKey(typed);
  if (key === null) return null;
  const asked = ctx.db.selectFrom('site_quality.tests as t').innerJoin('site_quality.publications as u', 'u.id', 't.id').select(head).select(['t.number', 't.edition', 't.corrects', 't.correction', 't.standard', 't.level', 't.scope', 't.technologies', 't.tester', 't.from_on as fromOn', 't.to_on as toOn', 't.seed', 't.size', 't.listed', 't.list_hash as listHash', 't.drawn_at as drawnAt']).where('t.number', '=', key.number);
  // Without an edition: the newest there is.
  const test = await (key.edition === null ? asked.orderBy('t.edition', (order) => order.desc().nullsLast()) : asked.where('t.edition', '=', key.edition)).limit(1).executeTakeFirst();
  if (!test) return null;
  const [pages, results, evidence] = await Promise.all([
    ctx.db.selectFrom('site_quality.test_pages').select(['ordinal', 'path', 'title', 'how', 'edition_id as edition']).where('test_id', '=', test.id).orderBy('ordinal').execute(),
    ctx.db.selectFrom('site_quality.results').select(['ordinal', 'criterion', 'applies', 'passed', 'note', 'source']).where('test_id', '=', test.id).execute(),
    ctx.db.selectFrom('site_quality.evidence').select(['ordinal', 'criterion', 'source', 'rule', 'outcome', 'said']).where('test_id', '=', test.id).orderBy('criterion').orderBy('source').orderBy('rule').execute(),
  ]);
  return { test: { ...test, ...powers(ctx, test) }, pages, results, evidence };
}

export const testRecord = query({
  name: 'site-quality.testRecord',
  title: { ja: '試験の記録', en: 'A test' },
  input: z.object({ number: testKeyField }),
  allow: readers,
  async run(ctx, input) {
    const found = await testWith(ctx, input.number);
    if (!found) return null;
    const changes = found.test.corrects === null ? null : await changesBetween(ctx.db, found.test.corrects, found.test.id, false);
    const later = await ctx.db.selectFrom('site_quality.tests').select(['number', 'edition']).where('corrects', '=', found.test.id).where('edition', 'is not', null).executeTakeFirst();
    const { test, pages, results, evidence } = found;
    const list = criteriaAt(test.level);
    const ordinals = pages.map((page) => page.ordinal);
    const lines = checklist(list, ordinals, results);
    const byPage = Map.groupBy(results.filter((one) => list.some((criterion) => criterion.number === one.criterion)), (one) => one.ordinal);
    const seen = Map.groupBy(evidence, (one) => one.ordinal);
    return {
      test, changes, later: later ?? null, lines, open: openCells(lines), claim: claimOf(lines), met: levelMet(test.level, ordinals, results), more: checklist(additions, ordinals, results).filter((line) => line.open < ordinals.length),
      pages: pages.map((page) => ({ ...page, answered: byPage.get(page.ordinal)?.length ?? 0, failing: byPage.get(page.ordinal)?.filter((one) => one.passed === false).length ?? 0, axe: seen.get(page.ordinal)?.some((one) => one.source === 'axe') ?? false, look: seen.get(page.ordinal)?.filter((one) => one.outcome === 'look').length ?? 0 })), cells: list.length,
    };
  },
});

export const testPage = query({
  name: 'site-quality.testPage',
  title: { ja: '試験のページ', en: 'A page of a test' },
  input: z.object({ number: testKeyField, ordinal: intField({ ja: 'ページの番号', en: 'Page' }, { min: 1, max: 200 }) }),
  allow: readers,
  async run(ctx, input) {
    const found = await testWith(ctx, input.number);
    const page = found?.pages.find((one) => one.ordinal === input.ordinal);
    if (!found || !page) return null;
    const results = new Map(found.results.filter((one) => one.ordinal === page.ordinal).map((one) => [one.criterion, one]));
    const evidence = Map.groupBy(found.evidence.filter((one) => one.ordinal === page.ordinal), (one) => one.criterion);
    const row = (criterion: ReturnType<typeof criteriaAt>[number]) => ({ criterion, result: results.get(criterion.number) ?? null, evidence: evidence.get(criterion.number) ?? [] });
    return { test: found.test, page, rows: criteriaAt(found.test.level).map(row), more: additions.map(row), last: found.pages.length };
  },
});

export const assessmentList = query({
  name: 'site-quality.assessmentList',
  title: { ja: '評価表の一覧', en: 'Self-assessments' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [sheets, points, efforts] = await Promise.all([
      ctx.db.selectFrom('site_quality.assessments as a').innerJoin('site_quality.publications as u', 'u.id', 'a.id').select(head).select(['a.fiscal_year as fiscalYear', 'a.confirmed_on as confirmedOn']).orderBy('a.fiscal_year', 'desc').execute(),
      ctx.db.selectFrom('site_quality.points').select(['assessment_id as sheet', 'item', 'points']).execute(),
      ctx.db.selectFrom('site_quality.efforts').select(['id', 'kind', 'held_on as heldOn', 'title', 'people', 'note', 'made_name as madeName']).orderBy('held_on', 'desc').limit(200).execute(),
    ]);
    return {
      efforts, today: ctx.today, mayWork: ctx.may('site-quality.work'),
      rows: sheets.map((sheet) => {
        const groups = sums(formOf(sheet.fiscalYear).items, new Map(points.filter((one) => one.sheet === sheet.id).map((one) => [one.item, one.points])));
        return { ...sheet, organisation: total(groups, 'organisation'), site: total(groups, 'site') };
      }),
    };
  },
});

export const assessmentRecord = query({
  name: 'site-quality.assessmentRecord',
  title: { ja: '評価表', en: 'A self-assessment' },
  input: z.object({ fiscalYear: intField({ ja: '年度', en: 'Fiscal year' }, { min: 2016, max: 2200 }) }),
  allow: readers,
  async run(ctx, input) {
    const sheet = await ctx.db.selectFrom('site_quality.assessments as a').innerJoin('site_quality.publications as u', 'u.id', 'a.id').select(head).select(['a.fiscal_year as fiscalYear', 'a.confirmed_on as confirmedOn']).where('a.fiscal_year', '=', input.fiscalYear).executeTakeFirst();
    if (!sheet) return null;
    const rows = await ctx.db.selectFrom('site_quality.points').select(['item', 'points', 'remark', 'evidence', 'proved', 'proved_why as provedWhy']).where('assessment_id', '=', sheet.id).execute();
    const { items } = formOf(sheet.fiscalYear);
    const given = new Map(rows.map((row) => [row.item, row]));
    const groups = sums(items, new Map(rows.map((row) => [row.item, row.points])));
    return { sheet: { ...sheet, ...powers(ctx, sheet) }, groups, organisation: total(groups, 'organisation'), site: total(groups, 'site'), items: items.map((item) => ({ ...item, given: given.get(item.code) ?? null })) };
  },
});

export const publicationOf = query({
  name: 'site-quality.publicationOf',
  title: { ja: '文書の状態', en: 'State of a document' },
  input: z.object({ publication: publicationField }),
  allow: readers,
  async run(ctx, input) {
    return (await ctx.db.selectFrom('site_quality.publications').select(['id', 'kind', 'state', 'version']).where('id', '=', input.publication).executeTakeFirst()) ?? null;
  },
});

const MOST_DAYS = 400;
export const statisticsInput = z.object({ from: optional(dateField({ ja: 'いつから', en: 'From' })), to: optional(dateField({ ja: 'いつまで', en: 'To' })) });

export const statistics = query({
  name: 'site-quality.statistics',
  title: { ja: 'アクセスの集計', en: 'Readings' },
  input: statisticsInput,
  allow: readers,
  async run(ctx, input) {
    const to = input.to ?? ctx.today;
    const asked = input.from ?? to.subtract({ days: 29 });
    const earliest = to.subtract({ days: MOST_DAYS });
    const from = Temporal.PlainDate.compare(asked, to) > 0 ? to : Temporal.PlainDate.compare(asked, earliest) < 0 ? earliest : asked;
    const rows = await ctx.db.selectFrom('site_quality.views as v').leftJoin('site_quality.pages as p', 'p.path', 'v.path').select(['v.day', 'v.path', 'v.views', 'p.title', 'p.office']).where('v.day', '>=', from).where('v.day', '<=', to).execute();
    const titles = new Map(rows.map((row) => [row.path, { title: row.title, office: row.office }]));
    const pages = byPage(rows).map((page) => ({ ...page, title: titles.get(page.path)?.title ?? knownTitle(page.path), office: titles.get(page.path)?.office ?? null }));
    return { from, to, days: byDay(rows, from, to), pages, total: pages.reduce((sum, page) => sum + page.views, 0) };
  },
});
