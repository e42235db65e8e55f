/** What of the sealed log needs somebody's attention, from what is known of it. */

export type LogAlarm = 'halted' | 'clock' | 'damaged' | 'unverified' | 'badFiles' | 'unscrubbed' | 'waiting' | 'noWitness' | 'silentWitness' | 'stampEnds';

export interface LogFacts {
  readonly now: Temporal.Instant;
  readonly halt: { readonly reason: 'clock' | 'shorter' | 'different' } | null;
  readonly size: number;
  /** When the oldest entry that is not sealed was written; null: none waits. */
  readonly waitingSince: Temporal.Instant | null;
  readonly begun: Temporal.Instant | null;
  readonly verified: { readonly at: Temporal.Instant; readonly worst: 'good' | 'incomplete' | 'damaged' | 'unknown' } | null;
  readonly scrubbed: readonly { readonly share: number; readonly at: Temporal.Instant }[];
  readonly badFiles: number;
  readonly witnesses: readonly { readonly addedAt: Temporal.Instant; readonly lastAt: Temporal.Instant | null; readonly problem: string | null }[];
  /** Ends of the certificates of stamps that nobody has renewed. */
  readonly stampEnds: Temporal.Instant | null;
}

const hours = (now: Temporal.Instant, at: Temporal.Instant) => now.since(at).total('hours');

/** Two nights without a verification, two weeks without a whole scrub, an hour without a seal, a day without a witness. */
const LIMITS = { verification: 50, scrub: 14 * 24, waiting: 1, witness: 24, stamp: 30 * 24 } as const;
const SHARES = 7;

export function alarmsOf(facts: LogFacts): readonly { readonly alarm: LogAlarm; readonly level: 'bad' | 'warn' }[] {
  const { now } = facts;
  const young = facts.begun === null || hours(now, facts.begun) < LIMITS.verification;
  const old = (at: Temporal.Instant | undefined, limit: number) => at === undefined || hours(now, at) > limit;
  const alarms: { alarm: LogAlarm; level: 'bad' | 'warn' }[] = [];
  const say = (alarm: LogAlarm, level: 'bad' | 'warn', when: boolean) => void (when && alarms.push({ alarm, level }));
  say('halted', 'bad', facts.halt !== null && facts.halt.reason !== 'clock');
  say('clock', 'warn', facts.halt?.reason === 'clock');
  say('damaged', 'bad', facts.verified !== null && (facts.verified.worst === 'damaged' || facts.verified.worst === 'unknown'));
  say('badFiles', 'bad', facts.badFiles > 0);
  say('unverified', 'warn', !young && old(facts.verified?.at, LIMITS.verification));
  say('unscrubbed', 'warn', facts.begun !== null && hours(now, facts.begun) > LIMITS.scrub && Array.from({ length: SHARES }, (_, share) => share).some((share) => old(facts.scrubbed.find((one) => one.share === share)?.at, LIMITS.scrub)));
  say('waiting', 'warn', facts.halt === null && facts.waitingSince !== null && hours(now, facts.waitingSince) > LIMITS.waiting);
  say('noWitness', 'warn', facts.witnesses.length === 0);
  say('silentWitness', 'warn', facts.witnesses.some((one) => hours(now, one.lastAt ?? one.addedAt) > LIMITS.witness));
  say('stampEnds', 'warn', facts.stampEnds !== null && hours(facts.stampEnds, now) < LIMITS.stamp);
  return alarms;
}
