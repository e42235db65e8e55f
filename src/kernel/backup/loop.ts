/**
 * The steady backup: ships WAL and new files every half minute, makes a set by the interval, clears away old ones, writes down
 * how it stands. A place that fails is tried again and again; what happened is on the operations page.
 */
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { log, logProblem } from '../log.ts';
import type { BackupConfig } from './config.ts';
import { keepWords } from './keep-rule.ts';
import { timeInName } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import { noteFailedSet, noteRemoved, noteSet, noteState } from './records.ts';
import { type Installed, openSession, type Session } from './session.ts';
import { makeSet } from './set.ts';
import { sweep } from './sweep.ts';
import { othersReading } from './wal-spool.ts';

/** Half the promised minute: the other half is for shipping. */
const SHIP_SECONDS = 30;
/** While nothing happens, the heartbeat is seldom, for each one is written to every city's database. */
const QUIET_NOTE_SECONDS = 120;
const RETRY_SET_SECONDS = 60;

export interface LoopOptions {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly progress: (label: string, done: number, total: number) => void;
  readonly say: (line: string) => void;
  /** For tests and measurements: how often to ship, and how soon to try a set again. */
  readonly shipSeconds?: number;
  readonly retrySeconds?: number;
}

/** Runs until told to stop. Throws only when it cannot begin for a reason that time does not mend. */
export async function runLoop(installed: Installed, config: BackupConfig, options: LoopOptions): Promise<void> {
  const { clock, stop } = options;
  let session = null as Session | null;
  const opened = async (): Promise<Session> => {
    if (session) return session;
    session = await openSession(installed, config.to, clock, false);
    for (const note of session.source.notes) options.say(note);
    return session;
  };
  const keeper = new StateKeeper(installed, config, clock);
  // A wrong key or a place that is another town hall's does not mend itself.
  try {
    await opened();
  } catch (error) {
    await keeper.failed(error, 0);
    if (error instanceof BackupProblem && ['NoKey', 'PlaceTaken', 'CannotCopy'].includes(error.kind)) throw error;
  }
  let wantsSet = false;
  const shipping = every(options.shipSeconds ?? SHIP_SECONDS, stop, async () => {
    try {
      const { shipper, source, place } = await opened();
      const shipped = await shipper.ship();
      if (shipped.gap) wantsSet = true;
      shipper.ownWrites(await keeper.shipped(shipped.coversTo, shipped.wal + shipped.files > 0, await place.free().catch(() => null), source.spool.files().length));
    } catch (error) {
      await keeper.failed(error, session?.source.spool.files().length ?? 0);
    }
  });
  const making = every(Math.min(1, config.everySeconds), stop, async () => {
    const began = clock.now();
    if (!wantsSet && !(await due(session, config, clock, keeper))) return;
    try {
      const { vault, source, shipper, place } = await opened();
      const made = await makeSet(vault, source, shipper, { dataDir: installed.dataDir, clock, progress: options.progress });
      wantsSet = false;
      keeper.lastSet = Temporal.Instant.from(made.value.consistentAt);
      await shipper.gather(made.value.startWal);
      let notes = await noteSet(installed, place.shown, made);
      const swept = await sweep(vault, config.keep, clock.now());
      notes += await noteRemoved(installed, swept.sets, clock.now());
      if (notes > 0) log('backup', { bytes: made.value.bytes, newBytes: made.value.newBytes, files: made.files, removed: swept.sets.length });
      options.say(`バックアップを取りました: ${made.name}`);
    } catch (error) {
      keeper.retryAt = clock.now().add({ seconds: options.retrySeconds ?? RETRY_SET_SECONDS });
      logProblem('backup', error);
      options.say(said(error));
      await noteFailedSet(installed, shownPlace(config.to), began, clock.now(), said(error)).catch(() => 0);
      if (session && error instanceof BackupProblem && error.kind === 'PlaceFull') await makeRoom(session, installed, config, clock).catch((problem: unknown) => logProblem('backup', problem, { what: 'room' }));
      await keeper.failed(error, session?.source.spool.files().length ?? 0);
    }
  });
  await Promise.all([shipping, making]);
  await session?.close();
}

/**
 * A full place is emptied of what nobody needs: of the set that did not fit, and of what the retention no longer asks for. At
 * once, unless another process is making a set whose objects nobody needs yet; WAL has to go on being shipped.
 */
async function makeRoom({ vault, source, shipper }: Session, installed: Installed, config: BackupConfig, clock: Clock): Promise<void> {
  const others = othersReading(dirname(source.spool.folder));
  const swept = await shipper.alone(() => sweep(vault, config.keep, clock.now(), ...(others ? [] : [0])));
  await noteRemoved(installed, swept.sets, clock.now());
  log('backup', { room: swept.objects, removed: swept.sets.length });
}

async function due(session: Session | null, config: BackupConfig, clock: Clock, keeper: StateKeeper): Promise<boolean> {
  const now = clock.now();
  if (keeper.retryAt && Temporal.Instant.compare(now, keeper.retryAt) < 0) return false;
  if (session && keeper.lastSet === undefined) {
    // Sets of before this process count, but WAL may have been missed while nobody was here: begin with a whole one.
    const last = (await session.vault.names('sets').catch(() => [])).at(-1);
    keeper.lastSet = null;
    if (last !== undefined) log('backup', { earlier: timeInName(last).toString() });
  }
  return !keeper.lastSet || now.since(keeper.lastSet).total('seconds') >= config.everySeconds;
}

async function every(seconds: number, stop: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    await work();
    await pause(seconds * 1000, undefined, { signal: stop }).catch(() => {});
  }
}

/** The sentence for people; what is not meant for them becomes a general one. */
export function said(error: unknown): string {
  return error instanceof BackupProblem ? error.message : `バックアップが途中で止まりました（${error instanceof Error ? error.name : 'problem'}）。`;
}

class StateKeeper {
  lastSet: Temporal.Instant | null | undefined = undefined;
  retryAt: Temporal.Instant | null = null;
  #noted: Temporal.Instant | null = null;
  #problem: string | null = null;
  readonly #installed: Installed;
  readonly #config: BackupConfig;
  readonly #clock: Clock;

  constructor(installed: Installed, config: BackupConfig, clock: Clock) {
    this.#installed = installed;
    this.#config = config;
    this.#clock = clock;
  }

  /** How many transactions the note took. */
  async shipped(coversTo: Temporal.Instant, moved: boolean, freeBytes: number | null, spooled: number): Promise<number> {
    const quiet = this.#noted !== null && this.#clock.now().since(this.#noted).total('seconds') < QUIET_NOTE_SECONDS;
    if (!moved && quiet && this.#problem === null) return 0;
    this.#problem = null;
    return this.#note(coversTo, freeBytes, spooled, null);
  }

  async failed(error: unknown, spooled: number): Promise<void> {
    if (!(error instanceof BackupProblem)) logProblem('backup', error);
    this.#problem = said(error);
    await this.#note(null, null, spooled, this.#problem);
  }

  async #note(coversTo: Temporal.Instant | null, freeBytes: number | null, spooled: number, problem: string | null): Promise<number> {
    try {
      const now = this.#clock.now();
      const written = await noteState(this.#installed, { place: shownPlace(this.#config.to), everySeconds: this.#config.everySeconds, keep: keepWords(this.#config.keep), checkedAt: now, coversTo, freeBytes, spooled, problem });
      this.#noted = now;
      return written;
    } catch (error) {
      logProblem('backup', error, { what: 'state' });
      return 0;
    }
  }
}

/** Without what follows a question mark or stands before an at sign: both may hold secrets. */
export function shownPlace(to: string): string {
  return to.replace(/\?.*$/, '').replace(/^([a-z0-9]+:\/\/)[^/@]*@/, '$1');
}
