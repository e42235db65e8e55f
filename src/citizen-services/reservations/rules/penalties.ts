/** Points for missed and misused bookings, and what follows from them. A rule without a legal basis is not in force. */
import { addMonthsAnniversary } from '../../../kernel/calendar/calendar.ts';
import type { PenaltyPolicy } from './policy.ts';
import { isInForce } from './windows.ts';

export interface Incident {
  readonly event: PenaltyPolicy['points'][number]['event'];
  readonly on: Temporal.PlainDate;
  /** Taken back after an appeal. */
  readonly withdrawn: boolean;
}

export interface Standing {
  readonly points: number;
  readonly action: 'none' | 'warning' | 'suspend';
  /** The last day of the suspension; the existing bookings are left to staff to judge. */
  readonly suspendedUntil: Temporal.PlainDate | null;
  /** The articles that the letter names: of the points and of the threshold. */
  readonly legalBases: readonly string[];
}

/** Where a patron stands on a day: the severest threshold reached within its own period. */
export function standingOf(policy: PenaltyPolicy, incidents: readonly Incident[], on: Temporal.PlainDate): Standing {
  const reached = policy.thresholds.filter(isInForce)
    .map((threshold) => ({ threshold, counted: countedSince(policy, incidents, addMonthsAnniversary(on, -threshold.withinMonths), on) }))
    .filter(({ threshold, counted }) => counted.points >= threshold.points)
    .toSorted((a, b) => b.threshold.points - a.threshold.points);
  const [severest] = reached;
  if (severest === undefined) return { points: longestCount(policy, incidents, on), action: 'none', suspendedUntil: null, legalBases: [] };
  const { threshold, counted } = severest;
  const from = counted.last ?? on;
  return {
    points: counted.points,
    action: threshold.action,
    suspendedUntil: threshold.action === 'suspend' ? addMonthsAnniversary(from, threshold.suspendMonths) : null,
    legalBases: [...new Set([...counted.legalBases, threshold.legalBasis])],
  };
}

/** Whether the patron may not book on a day. */
export function isSuspended(standing: Standing, on: Temporal.PlainDate): boolean {
  return standing.suspendedUntil !== null && Temporal.PlainDate.compare(on, standing.suspendedUntil) <= 0;
}

/** Rules that an administrator entered but that do not work, because no article stands behind them. */
export function inactiveRules(policy: PenaltyPolicy): readonly string[] {
  return [
    ...policy.points.filter((rule) => !isInForce(rule)).map((rule) => `points.${rule.event}`),
    ...policy.thresholds.filter((rule) => !isInForce(rule)).map((rule) => `thresholds.${rule.points}`),
  ];
}

interface Count {
  readonly points: number;
  readonly last: Temporal.PlainDate | null;
  readonly legalBases: readonly string[];
}

function countedSince(policy: PenaltyPolicy, incidents: readonly Incident[], since: Temporal.PlainDate, on: Temporal.PlainDate): Count {
  const rules = policy.points.filter(isInForce);
  const counting = incidents.flatMap((incident) => {
    const rule = rules.find((candidate) => candidate.event === incident.event);
    const inPeriod = Temporal.PlainDate.compare(incident.on, since) >= 0 && Temporal.PlainDate.compare(incident.on, on) <= 0;
    return rule !== undefined && inPeriod && !incident.withdrawn ? [{ incident, rule }] : [];
  });
  return {
    points: counting.reduce((sum, { rule }) => sum + rule.points, 0),
    last: counting.map(({ incident }) => incident.on).toSorted(Temporal.PlainDate.compare).at(-1) ?? null,
    legalBases: counting.map(({ rule }) => rule.legalBasis),
  };
}

function longestCount(policy: PenaltyPolicy, incidents: readonly Incident[], on: Temporal.PlainDate): number {
  const months = Math.max(0, ...policy.thresholds.map((threshold) => threshold.withinMonths));
  return countedSince(policy, incidents, addMonthsAnniversary(on, -months), on).points;
}
