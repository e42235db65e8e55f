/** The storm over the approval desk: so many attempts by a crowd, looked at on the way and afterwards. */
import type { RuleSet } from '../src/kernel/approval/rules/rule-set.ts';
import { startDisasterMode } from '../src/kernel/approval/office.ts';
import { sakura2026 } from '../src/kernel/approval/rules/sakura-2026.fixture.ts';
import { sakura, type Town } from '../src/kernel/approval/town.fixture.ts';
import { isConnectionLoss } from '../src/kernel/db/database.ts';
import { asOwner, rows } from '../src/kernel/probe.fixture.ts';
import { Crowd } from './approval-crowd.ts';
import { examineApprovals } from './approval-examine.ts';
import { move } from './approval-moves.ts';

export interface StormOptions {
  readonly attempts: number;
  readonly workers: number;
  readonly say?: (line: string) => void;
  /** Waited for between two rounds; what it takes is not counted. */
  readonly rest?: () => Promise<void>;
  /** Ends it after the round under way; what was done until then is looked at. */
  readonly over?: AbortSignal;
}

export interface StormResult {
  readonly attempts: number;
  /** Of the storm itself, without what the examiner takes. */
  readonly seconds: number;
  readonly acknowledged: number;
  readonly cases: number;
  readonly previews: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** What is on record, so that nobody mistakes a quiet hall for a lawful one. */
  readonly actions: Readonly<Record<string, number>>;
  readonly byDeputy: number;
  /** How often every connection was cut, and how many of them were in the middle of something. */
  readonly cuts: number;
  readonly cutUnderWay: number;
  /** Empty when all is well; otherwise what is wrong, in words. */
  readonly broken: readonly string[];
}

/** As in the ordinance, and larger orders are examined as well: every part of the room has work. */
const RULES: RuleSet = { ...sakura2026, rules: sakura2026.rules.map((rule) => (rule.no === '6b' ? { ...rule, demands: { ...rule.demands, examine: ['CONTRACT-HEAD'] } } : rule)) };
/** Attempts between two looks at the board. */
const ROUND = 200;
/** Rounds between two cuts of every connection. */
const ROUNDS_A_CUT = 5;

/** A look that the cut ended is taken again later; everything else that is thrown is a bug. */
async function moveOn(crowd: Crowd): Promise<void> {
  try {
    await move(crowd);
  } catch (error) {
    if (!(error instanceof Error && isConnectionLoss(error))) throw error;
  }
}

/** Attempts on one town; more go over several, one after the other, so that each is looked at while its desk is still of a city's size. */
const A_TOWN = 100_000;

/** Runs the storm in towns of its own. */
export async function runStorm(options: StormOptions): Promise<StormResult & { readonly towns: number }> {
  const results: StormResult[] = [];
  for (let left = options.attempts; left > 0 && !options.over?.aborted; left -= A_TOWN) {
    const town = await stormTown();
    try {
      const result = await storm(town, { ...options, attempts: Math.min(left, A_TOWN) });
      results.push(result);
      options.say?.(`町 ${results.length}: ${result.attempts.toLocaleString('ja-JP')} 回、${result.seconds.toFixed(0)} 秒、壊れたもの ${result.broken.length}${result.broken.slice(0, 5).map((line) => `\n  ${line}`).join('')}`);
    } finally {
      await town.close();
    }
  }
  const sum = (of: (result: StormResult) => number) => results.reduce((all, result) => all + of(result), 0);
  const counts = (of: (result: StormResult) => Readonly<Record<string, number>>) => {
    const all: Record<string, number> = {};
    for (const [name, count] of results.flatMap((result) => Object.entries(of(result)))) all[name] = (all[name] ?? 0) + count;
    return all;
  };
  return {
    towns: results.length, attempts: sum((one) => one.attempts), seconds: sum((one) => one.seconds), acknowledged: sum((one) => one.acknowledged), cases: sum((one) => one.cases), previews: sum((one) => one.previews),
    byDeputy: sum((one) => one.byDeputy), cuts: sum((one) => one.cuts), cutUnderWay: sum((one) => one.cutUnderWay), refusals: counts((one) => one.refusals), actions: counts((one) => one.actions), broken: results.flatMap((result, index) => result.broken.map((line) => `町 ${index + 1}: ${line}`)),
  };
}

/** The town a storm goes over. */
export async function stormTown(): Promise<Town> {
  const town = await sakura({ set: RULES });
  // For the examiner, who looks up the log of every action.
  await asOwner(town.house, 'create index storm_requests on kernel.audit_entries (request_id)');
  return town;
}

/** The storm itself; the town is left as it is afterwards, to be looked at. */
export async function storm(town: Town, { attempts, workers, say = () => {}, rest = () => Promise.resolve(), over }: StormOptions): Promise<StormResult> {
  const crowd = new Crowd(town);
  await town.house.must(town.admin, startDisasterMode, { reason: '台風' });
  let seconds = 0;
  let rounds = 0;
  let told = 0;
  while (crowd.attempts < attempts && !over?.aborted) {
    await rest();
    const begin = performance.now();
    await crowd.round();
    const until = Math.min(attempts, crowd.attempts + ROUND);
    const cutting = ++rounds % ROUNDS_A_CUT === 0 ? crowd.cut() : null;
    await Promise.all(Array.from({ length: workers }, async () => {
      while (crowd.attempts < until) await moveOn(crowd);
    }));
    await cutting;
    seconds += (performance.now() - begin) / 1000;
    if (crowd.attempts - told >= 20_000) say(`${(told = crowd.attempts).toLocaleString('ja-JP')} 回`);
  }
  await crowd.round();
  const counted = await rows<{ action: string; count: number }>(town.house, 'select action, count(*)::int as count from kernel.approval_actions group by action order by action');
  const [sums] = await rows<{ cases: number; deputies: number }>(town.house, `select (select count(*)::int from kernel.approval_cases) as cases, (select count(*)::int from kernel.approval_cases where decided_kind = 'deputy') as deputies`);
  return {
    attempts: crowd.attempts, seconds, acknowledged: crowd.acknowledged, cases: sums?.cases ?? 0, byDeputy: sums?.deputies ?? 0, cuts: crowd.cuts, cutUnderWay: crowd.cutUnderWay, previews: crowd.compared, refusals: crowd.refusals,
    actions: Object.fromEntries(counted.map((row) => [row.action, row.count])), broken: [...crowd.broken, ...(await examineApprovals(town, say))],
  };
}
