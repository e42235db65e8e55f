/** What everybody may read: the policy, results, yearly sheets, readings by month. Only the public views are asked. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { field, intField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { testKeyField } from '../commands/fields.ts';
import { changesBetween } from '../corrections.ts';
import { checklist, claimOf, levelMet } from '../rules/checklist.ts';
import { testKey } from '../rules/correction.ts';
import { additions, criteriaAt, levelOf } from '../rules/criteria.ts';
import { formOf, sums, total } from '../rules/self-assessment.ts';
import { publicCounts } from '../rules/statistics.ts';
import { knownTitle, publicPages } from '../site.ts';

const MOST_PAGES = 100;
const open = [anyone('方針・試験結果・評価表は公表するものです')];

export const accessibility = query({
  name: 'site-quality.accessibility',
  title: { ja: 'ウェブアクセシビリティ方針', en: 'Accessibility policy' },
  input: z.object({}),
  allow: open,
  async run(ctx) {
    const [policy, tests, sheets] = await Promise.all([
      ctx.db.selectFrom('site_quality.public_policy').selectAll().executeTakeFirst(),
      ctx.db.selectFrom('site_quality.public_tests').select(['number', 'edition', 'standard', 'level', 'from_on as fromOn', 'to_on as toOn', 'public_at as publicAt']).where('state', '=', 'public').orderBy('number', 'desc').limit(50).execute(),
      ctx.db.selectFrom('site_quality.public_assessments').select(['fiscal_year as fiscalYear', 'confirmed_on as confirmedOn']).orderBy('fiscal_year', 'desc').execute(),
    ]);
    return { policy: policy ?? null, tests, sheets };
  },
});

export const testReport = query({
  name: 'site-quality.testReport',
  title: { ja: '試験結果', en: 'Test result' },
  input: z.object({ number: testKeyField }),
  allow: open,
  async run(ctx, input) {
    const key = testKey(input.number);
    if (key === null) return null;
    // The newest edition first: '3' is the one that stands.
    const all = await ctx.db.selectFrom('site_quality.public_tests').selectAll().where('number', '=', key.number).orderBy('edition', 'desc').execute();
    const test = key.edition === null ? all[0] : all.find((one) => one.edition === key.edition);
    if (!test) return null;
    const before = (test.corrects as string | null) === null ? null : await changesBetween(ctx.db, test.corrects, test.id, true);
    const [pages, results] = await Promise.all([
      ctx.db.selectFrom('site_quality.public_test_pages').select(['ordinal', 'path', 'title', 'how']).where('test_id', '=', test.id).orderBy('ordinal').execute(),
      ctx.db.selectFrom('site_quality.public_results').select(['ordinal', 'criterion', 'applies', 'passed', 'note']).where('test_id', '=', test.id).execute(),
    ]);
    const ordinals = pages.map((page) => page.ordinal);
    const level = levelOf(test.level);
    const lines = checklist(criteriaAt(level), ordinals, results);
    return { test, editions: all.map((one) => ({ edition: one.edition, publicAt: one.public_at, current: one === all[0] })), correction: before === null ? null : { reason: test.correction, ...before }, pages, lines, more: checklist(additions, ordinals, results).filter((line) => line.open < ordinals.length), claim: claimOf(lines), met: levelMet(level, ordinals, results) };
  },
});

export const assessmentReport = query({
  name: 'site-quality.assessmentReport',
  title: { ja: '取組確認・評価表', en: 'Yearly self-assessment' },
  input: z.object({ fiscalYear: intField({ ja: '年度', en: 'Fiscal year' }, { min: 2016, max: 2200 }) }),
  allow: open,
  async run(ctx, input) {
    const sheet = await ctx.db.selectFrom('site_quality.public_assessments').selectAll().where('fiscal_year', '=', input.fiscalYear).executeTakeFirst();
    if (!sheet) return null;
    const rows = await ctx.db.selectFrom('site_quality.public_points').select(['item', 'points', 'remark', 'evidence']).where('assessment_id', '=', sheet.id).execute();
    const { items } = formOf(sheet.fiscal_year);
    const given = new Map(rows.map((row) => [row.item, row]));
    const groups = sums(items, new Map(rows.map((row) => [row.item, row.points])));
    return {
      fiscalYear: sheet.fiscal_year, confirmedOn: sheet.confirmed_on, groups, organisation: total(groups, 'organisation'), site: total(groups, 'site'),
      // An office's own address helps nobody outside.
      items: items.map((item) => ({ ...item, points: given.get(item.code)?.points ?? 0, remark: given.get(item.code)?.remark ?? '', evidence: (given.get(item.code)?.evidence ?? '').startsWith('/staff') ? '' : (given.get(item.code)?.evidence ?? '') })),
    };
  },
});

/** '2026-10'. Whole months only: two times that overlap would tell by their difference what each of them hides. */
export const monthField: z.ZodType<string> = field({ ja: '月', en: 'Month' }, { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}$' }, (raw) => {
  const text = typeof raw === 'string' ? raw : '';
  return /^20\d\d-(?:0[1-9]|1[0-2])$/.test(text) ? { ok: true, value: text } : { ok: false, message: { ja: '「月」は、2026-10 のように入力してください。', en: '“Month” must be like 2026-10.' } };
});

export const publicStatistics = query({
  name: 'site-quality.publicStatistics',
  title: { ja: 'サイトの読まれ方', en: 'How the site is read' },
  input: z.object({ month: monthField }),
  allow: [anyone('5回に満たない数は見せません。だれが読んだかは、はじめから残していません')],
  async run(ctx, input) {
    const from = Temporal.PlainDate.from(`${input.month}-01`);
    const to = from.add({ months: 1 }).subtract({ days: 1 });
    // A month is told when it is over: a month that grows would tell by its growth.
    if (Temporal.PlainDate.compare(to, ctx.today) >= 0) return { month: input.month, over: false as const };
    const rows = await ctx.db.selectFrom('site_quality.views').select(['day', 'path', 'views']).where('day', '>=', from).where('day', '<=', to).execute();
    const counts = publicCounts(rows, from, to);
    const titles = new Map((await publicPages(ctx)).map((page) => [page.path, page.title]));
    return { month: input.month, over: true as const, ...counts, pages: counts.pages.slice(0, MOST_PAGES).map((page) => ({ ...page, title: titles.get(page.path) ?? knownTitle(page.path) })) };
  },
});
