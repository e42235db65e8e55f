/** The sample city's policy, the test of last year, one sheet, the last weeks' readings and nights; all by the system's own commands. */
import type { Actor } from '../../kernel/actor.ts';
import { fiscalYearOf } from '../../kernel/calendar/calendar.ts';
import { mark } from '../../kernel/identity/tokens.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { noteEffort, saveAssessment, startAssessment } from './commands/assessment.ts';
import { decide, submit } from './commands/deciding.ts';
import { measureNow } from './commands/night.ts';
import { savePolicy } from './commands/policy.ts';
import { createTest, proveTest, saveResults } from './commands/tests.ts';
import { countViews, SEALED } from './commands/views.ts';
import { assessmentRecord, publicationOf, testRecord } from './queries/office.ts';
import { absent, effortTexts, failures, judged, policyText, testText } from './sample-texts.ts';
import { pagesToCheck } from '../website/index.ts';

interface Hands {
  readonly keeper: Actor;
  readonly head: Actor;
}

/** Somebody whose login is shown, or an invented hand in a city without them. */
async function handOf(ctx: SampleContext, number: string, id: string, name: string, permission: string): Promise<Actor> {
  const found = await ctx.city.staffDb.use((connection) => connection.run<{ id: string; name: string }>('select id, name from kernel.staff where number = $1', [number]));
  return { kind: 'staff', ...(found.rows[0] ?? { id, name }), device: 'sample', strong: true, grants: [{ permission, scope: null }] };
}

const nobody: Actor = { kind: 'visitor', device: 'sample' };
const at = (day: Temporal.PlainDate, hour: number) => day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: { hour } }).toInstant();

async function publish(ctx: SampleContext, { keeper, head }: Hands, publication: string, key: string, day: Temporal.PlainDate): Promise<void> {
  const state = await ctx.ask(keeper, publicationOf, { publication });
  const sent = await ctx.must(keeper, submit, { publication, version: state?.version ?? 1 }, `${key}:submit`, at(day, 11));
  await ctx.must(head, decide, { publication, version: sent.version, decision: 'approve', note: '' }, `${key}:approve`, at(day, 15));
}

/** Tested last autumn; what the machines could not say, people said, and two things were found wanting. */
async function makeTest(ctx: SampleContext, hands: Hands, day: Temporal.PlainDate): Promise<void> {
  const { keeper } = hands;
  const made = await ctx.must(keeper, createTest, { level: 'AA', ...testText, technologies: testText.technologies.join('\n'), named: testText.named.join('\n'), size: 40, seed: Number(day.toString().replaceAll('-', '')), fromOn: day.toString(), toOn: day.add({ days: 9 }).toString() }, 'quality:test', at(day, 10));
  await ctx.must(keeper, proveTest, { publication: made.publication }, 'quality:test:prove', at(day, 11));
  for (let ordinal = 1; ordinal <= made.pages; ordinal += 1) {
    const representative = ordinal <= testText.named.length;
    const rows = [...failures.filter((one) => one.ordinal === ordinal).map((one) => ({ criterion: one.criterion, answer: 'fail', note: one.note })), ...(representative ? absent.map((criterion) => ({ criterion, answer: 'na', note: '' })) : [])];
    await ctx.must(keeper, saveResults, { publication: made.publication, ordinal, rows, rest: 'pass' }, `quality:test:${ordinal}`, at(day.add({ days: 9 }), 10));
  }
  // What the rules themselves found wanting stands as it is; the rest is answered.
  const record = await ctx.ask(keeper, testRecord, { number: made.number });
  if (record?.open === 0) await publish(ctx, hands, made.publication, 'quality:test', day.add({ days: 20 }));
}

async function makeSheet(ctx: SampleContext, hands: Hands, year: number, day: Temporal.PlainDate): Promise<void> {
  const { keeper } = hands;
  for (const [index, one] of effortTexts.entries()) await ctx.must(keeper, noteEffort, { kind: one.kind, heldOn: day.subtract({ months: one.months }).toString(), title: one.title, people: one.people, note: '' }, `quality:effort:${index}`, at(day.subtract({ months: one.months }), 17));
  const made = await ctx.must(keeper, startAssessment, { fiscalYear: year }, `quality:sheet:${year}`, at(day, 10));
  const record = await ctx.ask(keeper, assessmentRecord, { fiscalYear: year });
  if (!record) return;
  const points = record.items.map((item) => ({ item: item.code, points: judged[item.code]?.points ?? item.given?.points ?? 0, remark: judged[item.code]?.remark ?? '', evidence: item.given?.evidence ?? '' }));
  await ctx.must(keeper, saveAssessment, { publication: made.publication, version: record.sheet.version, confirmedOn: day.toString(), points }, `quality:sheet:${year}:save`, at(day, 11));
  await publish(ctx, hands, made.publication, `quality:sheet:${year}`, day.add({ days: 5 }));
}

async function makeReadings(ctx: SampleContext, { keeper }: Hands): Promise<void> {
  const { pages } = await ctx.ask(keeper, pagesToCheck, {});
  const paths = ['/', '/search', '/news', ...pages.map((page) => page.path)];
  for (let ago = 62; ago > 0; ago -= 1) {
    const views = paths.flatMap((path, index) => {
      const count = index < 3 ? 60 + ctx.dice(200) : ctx.dice(Math.max(2, 50 - index));
      return count === 0 ? [] : [`${count} ${path}`];
    }).slice(0, 500);
    const day = ctx.today.subtract({ days: ago });
    await ctx.must(nobody, countViews, { views, seal: mark(ctx.city, SEALED, views.join('\n')) }, `quality:views:${ago}`, at(day, 20));
  }
}

const step: SampleStep = {
  name: 'site-quality.site',
  title: 'ウェブサイトの品質',
  // After the site itself.
  order: 61,
  needs: 'website.json',
  async run(ctx) {
    const keeper = await handOf(ctx, '90011', '00000000-0000-7000-8000-0000000000e1', '大内 美穂', 'site-quality.work');
    const hands = { keeper, head: await handOf(ctx, '90013', '00000000-0000-7000-8000-0000000000e2', '佐久間 浩', 'site-quality.approve') };
    const lastYear = ctx.today.subtract({ days: 400 });
    const policy = await ctx.must(keeper, savePolicy, { ...policyText, level: 'AA', targetOn: ctx.today.add({ years: 2 }).toString(), mail: '' }, 'quality:policy', at(lastYear, 9));
    await publish(ctx, hands, policy.publication, 'quality:policy', lastYear);
    await makeTest(ctx, hands, lastYear.add({ days: 20 }));
    ctx.progress(1, 4);
    const year = fiscalYearOf(ctx.today) - 1;
    await makeSheet(ctx, hands, year, Temporal.PlainDate.from(`${year + 1}-03-10`));
    ctx.progress(2, 4);
    await makeReadings(ctx, hands);
    ctx.progress(3, 4);
    // The board of some weeks: the job looks at the pages as of the day it is due.
    for (const weeks of ctx.size === 'tiny' ? [1, 0] : [3, 2, 1, 0]) await ctx.must(keeper, measureNow, {}, `quality:measure:${weeks}`, at(ctx.today.subtract({ days: 7 * weeks }), 8));
    ctx.progress(4, 4);
  },
};

export const sample: readonly SampleStep[] = [step];
