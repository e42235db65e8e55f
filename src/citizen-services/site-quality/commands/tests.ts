/** 試験: pages drawn, what machines saw, what people judged (JIS X 8341-3:2016 附属書JB). */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, intField, listField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { begin, locked, written } from '../publications.ts';
import { addressOf } from '../rules/links.ts';
import { criteriaAt, isCriterion, standard } from '../rules/criteria.ts';
import { type Evidence, fromAxe, fromRules } from '../rules/evidence.ts';
import { drawSample, listHash } from '../rules/sampling.ts';
import { type Ctx, hostsOf, knownTitle, looksOf, publicPages, whoOf } from '../site.ts';
import { criterionField, levelField, linesField, publicationField, said, words } from './fields.ts';

const ordinalField = intField({ ja: 'ページの番号', en: 'Page' }, { min: 1, max: 200 });

export const createTest = command({
  name: 'site-quality.createTest',
  title: { ja: '試験を始め、ページを選ぶ', en: 'Begin a test and draw its pages' },
  input: z.object({
    level: levelField, scope: said({ ja: '対象となるウェブページ', en: 'Scope' }, 1000, true), technologies: linesField({ ja: '依存したウェブコンテンツ技術', en: 'Technologies relied upon' }, { most: 12, max: 40 }), tester: said({ ja: '試験した人・会社', en: 'Tested by' }, 120),
    fromOn: dateField({ ja: '試験を始めた日', en: 'First day' }), toOn: dateField({ ja: '試験を終えた日', en: 'Last day' }),
    size: withDefault(intField({ ja: 'ページの数', en: 'Pages' }, { min: 1, max: 200 }), 40), seed: intField({ ja: '乱数の種', en: 'Seed' }, { min: 0, max: 4_294_967_295 }), named: linesField({ ja: '必ず試験するページ', en: 'Named pages' }, { most: 40, max: 300 }),
  }),
  allow: [staff('site-quality.work')],
  refusals: { NoPages: refusals.NoPages, NamedWrong: refusals.NamedWrong, TechnologiesMissing: refusals.TechnologiesMissing, DaysWrong: refusals.DaysWrong },
  async run(ctx, input): Promise<Outcome<{ publication: string; number: number; pages: number }, 'NoPages' | 'NamedWrong' | 'TechnologiesMissing' | 'DaysWrong'>> {
    if (input.technologies.length === 0) return refuse('TechnologiesMissing');
    if (Temporal.PlainDate.compare(input.fromOn, input.toOn) > 0) return refuse('DaysWrong');
    const named = input.named.map((path) => addressOf(path, hostsOf(ctx)));
    const wrong = named.find((one) => one.kind !== 'own' || one.address.length > 300 || /\s/.test(one.address));
    if (wrong) return refuse('NamedWrong', { path: wrong.address });
    const list = await publicPages(ctx);
    if (list.length === 0) return refuse('NoPages');
    const known = new Map(list.map((page) => [page.path, page]));
    const outside = (path: string) => ({ path, title: knownTitle(path) ?? path, edition: null });
    const drawn = drawSample<{ readonly path: string; readonly title: string; readonly edition: string | null }>(list, named.map(({ address }) => known.get(address) ?? outside(address)), input.size, input.seed);
    const publication = await begin(ctx, 'test');
    const number = await ctx.nextNumber('site-quality.tests');
    await ctx.db.insertInto('site_quality.tests').values({
      id: publication, number, standard, level: input.level, scope: input.scope, technologies: input.technologies, tester: input.tester, from_on: input.fromOn, to_on: input.toOn,
      seed: input.seed, size: input.size, listed: list.length, list_hash: listHash(list.map((page) => page.path)), drawn_at: ctx.now,
    }).execute();
    await ctx.db.insertInto('site_quality.test_pages').values(drawn.map(({ page, how }, index) => ({ test_id: publication, ordinal: index + 1, path: page.path, title: page.title, how, edition_id: page.edition }))).execute();
    return done({ publication, number, pages: drawn.length });
  },
});

export const changeTest = command({
  name: 'site-quality.changeTest',
  title: { ja: '試験の記載事項を直す', en: 'Correct what is said about a test' },
  input: z.object({
    publication: publicationField, scope: said({ ja: '対象となるウェブページ', en: 'Scope' }, 1000, true), technologies: linesField({ ja: '依存したウェブコンテンツ技術', en: 'Technologies relied upon' }, { most: 12, max: 40 }), tester: said({ ja: '試験した人・会社', en: 'Tested by' }, 120),
    fromOn: dateField({ ja: '試験を始めた日', en: 'First day' }), toOn: dateField({ ja: '試験を終えた日', en: 'Last day' }),
  }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft, TechnologiesMissing: refusals.TechnologiesMissing, DaysWrong: refusals.DaysWrong },
  async run(ctx, input): Promise<Outcome<{ version: number }, 'NotDraft' | 'TechnologiesMissing' | 'DaysWrong' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'test');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    if (input.technologies.length === 0) return refuse('TechnologiesMissing');
    if (Temporal.PlainDate.compare(input.fromOn, input.toOn) > 0) return refuse('DaysWrong');
    await ctx.db.updateTable('site_quality.tests').set({ scope: input.scope, technologies: input.technologies, tester: input.tester, from_on: input.fromOn, to_on: input.toOn }).where('id', '=', it.id).execute();
    return done({ version: await written(ctx, it) });
  },
});

interface Answer {
  readonly test_id: string;
  readonly ordinal: number;
  readonly criterion: string;
  readonly source: Evidence['source'];
  readonly made_by: string;
  readonly made_at: Temporal.Instant;
  readonly applies: boolean;
  readonly passed: boolean | null;
  readonly note: string;
}

/** Keeps what a machine saw, and answers with it what nobody has answered: what fails, and what is not there. */
async function keepEvidence(ctx: Ctx, test: string, source: Evidence['source'], byPage: ReadonlyMap<number, readonly Evidence[]>): Promise<{ readonly kept: number; readonly answered: number }> {
  const ordinals = [...byPage.keys()];
  if (ordinals.length === 0) return { kept: 0, answered: 0 };
  await ctx.db.deleteFrom('site_quality.evidence').where('test_id', '=', test).where('source', '=', source).where('ordinal', 'in', ordinals).execute();
  await ctx.db.deleteFrom('site_quality.results').where('test_id', '=', test).where('source', '=', source).where('ordinal', 'in', ordinals).execute();
  const rows = [...byPage].flatMap(([ordinal, all]) => all.map((one) => ({ test_id: test, ordinal, ...one, made_at: ctx.now })));
  if (rows.length > 0) await ctx.db.insertInto('site_quality.evidence').values(rows).execute();
  const answers = [...byPage].flatMap(([ordinal, all]) => [...Map.groupBy(all, (one) => one.criterion)].flatMap(([criterion, own]) => {
    const fails = own.find((one) => one.outcome === 'fail');
    const absent = own.every((one) => one.outcome === 'not_applicable') ? own[0] : undefined;
    const by = { test_id: test, ordinal, criterion, source, made_by: whoOf(ctx), made_at: ctx.now };
    const answer: readonly Answer[] = fails ? [{ ...by, applies: true, passed: false, note: `${fails.rule}：${fails.said}`.slice(0, 300) }] : absent ? [{ ...by, applies: false, passed: null, note: '' }] : [];
    return answer;
  }));
  if (answers.length === 0) return { kept: rows.length, answered: 0 };
  const made = await ctx.db.insertInto('site_quality.results').values(answers).onConflict((conflict) => conflict.columns(['test_id', 'ordinal', 'criterion']).doNothing()).returning('criterion').execute();
  return { kept: rows.length, answered: made.length };
}

export const proveTest = command({
  name: 'site-quality.proveTest',
  title: { ja: '点検の規則で調べる', en: 'Let the authoring rules look at the pages' },
  input: z.object({ publication: publicationField }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft },
  async run(ctx, input): Promise<Outcome<{ pages: number; kept: number; answered: number }, 'NotDraft' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'test');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    const pages = await ctx.db.selectFrom('site_quality.test_pages').select(['ordinal', 'edition_id']).where('test_id', '=', it.id).where('edition_id', 'is not', null).orderBy('ordinal').execute();
    const byPage = new Map<number, readonly Evidence[]>();
    for (const page of pages) {
      const seen = page.edition_id === null ? null : await looksOf(ctx, page.edition_id);
      if (seen) byPage.set(page.ordinal, fromRules(seen.types, seen.findings));
    }
    const kept = await keepEvidence(ctx, it.id, 'rules', byPage);
    await written(ctx, it);
    return done({ pages: byPage.size, ...kept });
  },
});

export const takeAxe = command({
  name: 'site-quality.takeAxe',
  title: { ja: 'axe の検査結果を取り込む', en: 'Take in a report of axe' },
  input: z.object({ publication: publicationField, ordinal: ordinalField, report: said({ ja: 'axe の結果（JSON）', en: 'Report of axe (JSON)' }, 400_000, true) }),
  allow: [staff('site-quality.work')],
  // A report holds whole pages; what is kept of it stands in the evidence.
  secret: ['report'],
  refusals: { NotDraft: refusals.NotDraft, NotAxe: refusals.NotAxe },
  async run(ctx, input): Promise<Outcome<{ kept: number; answered: number }, 'NotDraft' | 'NotAxe' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'test');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    const evidence = fromAxe(input.report);
    if (evidence === null) return refuse('NotAxe');
    const page = await ctx.db.selectFrom('site_quality.test_pages').select('ordinal').where('test_id', '=', it.id).where('ordinal', '=', input.ordinal).executeTakeFirst();
    if (!page) return refuse('NotFound');
    const kept = await keepEvidence(ctx, it.id, 'axe', new Map([[page.ordinal, evidence]]));
    await written(ctx, it);
    return done(kept);
  },
});

const answers = ['open', 'na', 'pass', 'fail'] as const;

export const saveResults = command({
  name: 'site-quality.saveResults',
  title: { ja: 'ページの試験結果を書く', en: 'Write the results of a page' },
  input: z.object({
    publication: publicationField, ordinal: ordinalField,
    rows: listField({ ja: '結果', en: 'Results' }, z.object({ criterion: criterionField, answer: choiceField({ ja: '結果', en: 'Result' }, answers), note: words({ ja: '備考', en: 'Remark' }, 300) }), { max: 60 }),
    rest: withDefault(choiceField({ ja: 'まだ答えていない達成基準', en: 'Unanswered criteria' }, ['leave', 'pass'] as const), 'leave'),
  }),
  allow: [staff('site-quality.work')],
  refusals: { NotDraft: refusals.NotDraft, ReasonNeeded: refusals.ReasonNeeded, UnknownCriterion: refusals.UnknownCriterion },
  async run(ctx, input): Promise<Outcome<{ answered: number }, 'NotDraft' | 'ReasonNeeded' | 'UnknownCriterion' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'test');
    if (!it) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotDraft');
    const unknown = input.rows.find((row) => !isCriterion(row.criterion));
    if (unknown) return refuse('UnknownCriterion', { criterion: unknown.criterion });
    const [page, test, before, against] = await Promise.all([
      ctx.db.selectFrom('site_quality.test_pages').select('ordinal').where('test_id', '=', it.id).where('ordinal', '=', input.ordinal).executeTakeFirst(),
      ctx.db.selectFrom('site_quality.tests').select('level').where('id', '=', it.id).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('site_quality.results').select(['criterion', 'applies', 'passed', 'note']).where('test_id', '=', it.id).where('ordinal', '=', input.ordinal).execute(),
      ctx.db.selectFrom('site_quality.evidence').select('criterion').where('test_id', '=', it.id).where('ordinal', '=', input.ordinal).where('outcome', '=', 'fail').execute(),
    ]);
    if (!page) return refuse('NotFound');
    const given = new Map(input.rows.map((row) => [row.criterion, row]));
    const open = criteriaAt(test.level).filter((one) => { const row = given.get(one.number); return row ? row.answer === 'open' : !before.some((known) => known.criterion === one.number); });
    const rows = [...given.values(), ...(input.rest === 'pass' ? open.filter((one) => !against.some((fail) => fail.criterion === one.number)).map((one) => ({ criterion: one.number, answer: 'pass' as const, note: given.get(one.number)?.note ?? '' })) : [])];
    const unreasoned = rows.find((row) => (row.answer === 'pass' || row.answer === 'na') && row.note === '' && against.some((one) => one.criterion === row.criterion));
    if (unreasoned) return refuse('ReasonNeeded', { criterion: unreasoned.criterion });
    const chosen = new Map(rows.map((row) => [row.criterion, row]));
    const emptied = [...chosen.values()].filter((row) => row.answer === 'open').map((row) => row.criterion);
    if (emptied.length > 0) await ctx.db.deleteFrom('site_quality.results').where('test_id', '=', it.id).where('ordinal', '=', input.ordinal).where('criterion', 'in', emptied).execute();
    // What a machine answered and a person left as it was stays the machine's.
    const changed = [...chosen.values()].filter((row) => row.answer !== 'open').map((row) => ({ criterion: row.criterion, applies: row.answer !== 'na', passed: row.answer === 'na' ? null : row.answer === 'pass', note: row.note }))
      .filter((row) => !before.some((known) => known.criterion === row.criterion && known.applies === row.applies && known.passed === row.passed && known.note === row.note));
    if (changed.length > 0) {
      await ctx.db.insertInto('site_quality.results').values(changed.map((row) => ({ test_id: it.id, ordinal: input.ordinal, ...row, source: 'person' as const, made_by: whoOf(ctx), made_at: ctx.now })))
        .onConflict((conflict) => conflict.columns(['test_id', 'ordinal', 'criterion']).doUpdateSet((eb) => ({ applies: eb.ref('excluded.applies'), passed: eb.ref('excluded.passed'), note: eb.ref('excluded.note'), source: eb.ref('excluded.source'), made_by: eb.ref('excluded.made_by'), made_at: eb.ref('excluded.made_at') }))).execute();
    }
    await written(ctx, it);
    return done({ answered: chosen.size - emptied.length });
  },
});
