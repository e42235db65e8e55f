/** Whether backups are well, and when the next drill is due. */

export interface BackupFacts {
  readonly everySeconds: number;
  readonly checkedAt: Temporal.Instant;
  readonly coversTo: Temporal.Instant | null;
  readonly lastGood: Temporal.Instant | null;
  readonly freeBytes: number | null;
  /** New bytes of the largest recent set. */
  readonly largestNew: number;
  readonly spooled: number;
  readonly problem: string | null;
}

export type BackupAlarm = 'silent' | 'behind' | 'old' | 'none-yet' | 'problem' | 'space' | 'spool';
export interface Alarm {
  readonly alarm: BackupAlarm;
  /** 'bad': a loss now would cost more than promised. 'wait': it will, if nothing is done. */
  readonly level: 'bad' | 'wait';
}

/** Five minutes without a word, or without WAL at the place: the promised minute is broken beyond doubt. */
const SILENCE_MINUTES = 5;
const SPOOL_WARNING = 64;
const ROOM_FOR_SETS = 10;

export function backupAlarms(facts: BackupFacts, now: Temporal.Instant): readonly Alarm[] {
  const minutes = (since: Temporal.Instant) => now.since(since).total('minutes');
  const alarms: Alarm[] = [];
  if (minutes(facts.checkedAt) > SILENCE_MINUTES) alarms.push({ alarm: 'silent', level: 'bad' });
  else if (facts.coversTo === null || minutes(facts.coversTo) > SILENCE_MINUTES) alarms.push({ alarm: 'behind', level: 'bad' });
  if (facts.lastGood === null) alarms.push({ alarm: 'none-yet', level: 'bad' });
  else if (now.since(facts.lastGood).total('seconds') > 2 * facts.everySeconds) alarms.push({ alarm: 'old', level: 'bad' });
  if (facts.problem !== null) alarms.push({ alarm: 'problem', level: alarms.length > 0 ? 'bad' : 'wait' });
  if (facts.spooled >= SPOOL_WARNING) alarms.push({ alarm: 'spool', level: 'wait' });
  if (facts.freeBytes !== null && facts.freeBytes < Math.max(ROOM_FOR_SETS * facts.largestNew, 1024 ** 3)) alarms.push({ alarm: 'space', level: 'wait' });
  return alarms;
}

export interface DrillDue {
  /** The last day on which the next drill is in time. */
  readonly by: Temporal.PlainDate;
  readonly overdue: boolean;
}

/** A drill in each quarter: after one that brought everything back, the next is due by the end of the following quarter; without one, now. */
export function nextDrill(lastGood: Temporal.PlainDate | null, today: Temporal.PlainDate): DrillDue {
  if (lastGood === null) return { by: today, overdue: true };
  const quarter = lastGood.with({ month: Math.floor((lastGood.month - 1) / 3) * 3 + 1, day: 1 });
  const by = quarter.add({ months: 6 }).subtract({ days: 1 });
  return { by, overdue: Temporal.PlainDate.compare(today, by) > 0 };
}
