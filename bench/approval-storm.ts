/** The storm over the approval desk: so many attempts by a crowd, looked at on the way and afterwards. */
import type { RuleSet } from '../src/kernel/approval/rules/rule-set.ts';
import { startDisasterMode } from '../src/kernel/approval/office.ts';
import { sakura2026 } from '../src/kernel/approval/rules/sakura-2026.fixture.ts';
import { sakura, type Town } from '../src/kernel/approval/town.fixture.ts';
import { rows } from '../src/kernel/probe.fixture.ts';
import { Crowd } from './approval-crowd.ts';
import { examineApprovals } from './approval-examine.ts';
import { move } from './approval-moves.ts';

export interface StormOptions {
  readonly attempts: number;
  readonly workers: number;
  readonly say?: (line: string) => void;
}

export interface StormResult {
  readonly attempts: number;
  readonly perSecond: number;
  readonly acknowledged: number;
  readonly cases: number;
  readonly previews: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** What is on record, so that nobody mistakes a quiet hall for a lawful one. */
  readonly actions: Readonly<Record<string, number>>;
  readonly byDeputy: number;
  /** Empty when all is well; otherwise what is wrong, in words. */
  readonly broken: readonly string[];
}

/** As in the ordinance, and larger orders are examined as well: every part of the room has work. */
const RULES: RuleSet = { ...sakura2026, rules: sakura2026.rules.map((rule) => (rule.no === '6b' ? { ...rule, demands: { ...rule.demands, examine: ['CONTRACT-HEAD'] } } : rule)) };
/** Attempts between two looks at the board. */
const ROUND = 200;

/** Runs the storm in a town of its own. */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const town = await stormTown();
  try {
    return await storm(town, options);
  } finally {
    await town.close();
  }
}

/** The town a storm goes over. */
export const stormTown = (): Promise<Town> => sakura({ set: RULES });

/** The storm itself; the town is left as it is afterwards, to be looked at. */
export async function storm(town: Town, { attempts, workers, say = () => {} }: StormOptions): Promise<StormResult> {
  const crowd = new Crowd(town);
  await town.house.must(town.admin, startDisasterMode, { reason: '台風' });
  const begin = performance.now();
  let told = 0;
  while (crowd.attempts < attempts) {
    await crowd.round();
    const until = Math.min(attempts, crowd.attempts + ROUND);
    await Promise.all(Array.from({ length: workers }, async () => {
      while (crowd.attempts < until) await move(crowd);
    }));
    if (crowd.attempts - told >= 20_000) say(`${(told = crowd.attempts).toLocaleString('ja-JP')} 回`);
  }
  await crowd.round();
  const seconds = (performance.now() - begin) / 1000;
  const counted = await rows<{ action: string; count: number }>(town.house, 'select action, count(*)::int as count from kernel.approval_actions group by action order by action');
  const [sums] = await rows<{ cases: number; deputies: number }>(town.house, `select (select count(*)::int from kernel.approval_cases) as cases, (select count(*)::int from kernel.approval_cases where decided_kind = 'deputy') as deputies`);
  return {
    attempts: crowd.attempts, perSecond: crowd.attempts / seconds, acknowledged: crowd.acknowledged, cases: sums?.cases ?? 0, byDeputy: sums?.deputies ?? 0, previews: crowd.compared, refusals: crowd.refusals,
    actions: Object.fromEntries(counted.map((row) => [row.action, row.count])), broken: [...crowd.broken, ...(await examineApprovals(town, say))],
  };
}
