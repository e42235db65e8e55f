/**
 * A PostgreSQL of somebody else (DATABASE_URL). Its folder is not ours to read, so the machine's own pg_basebackup copies it
 * over a replication connection and pg_receivewal brings its WAL into a spool beside our data, bounded like the private
 * server's: when the place does not take it for too long, the slot is given up, and the next backup begins with a whole copy.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectTo } from '../../db/database.ts';
import type { ClusterCopy } from '../cluster.ts';
import type { GroupWriter } from '../group.ts';
import { BackupProblem } from '../problem.ts';
import type { Source } from '../source.ts';
import { clearDeadReaders, Spool } from '../wal-spool.ts';
import { copyOutside } from './base-backup.ts';
import { type Programs, programsFor } from './programs.ts';
import { WalReceiver } from './receiver.ts';
import { type OutsideFacts, outsideFacts, outsideProblems, SLOT, slotWords } from './server.ts';
import { dropSlot, ensureSlot, holdWal } from './slot.ts';

/** What may wait here for a place that is down. */
const SPOOL_BYTES = 4 * 1024 ** 3;
/** How long a copy waits for WAL to be received again. */
const RECEIVE_TRIES = 60;

export interface OutsideOptions {
  readonly admin: ConnectTo;
  readonly dataDir: string;
  readonly reader: string;
  /** A single set: WAL is kept by the server only for as long as it is made. */
  readonly once: boolean;
  /** For tests. */
  readonly spoolFiles?: number;
  readonly archivePatienceSeconds?: number;
}

/** Where WAL of an outside server waits, one folder for each reader. */
export function spoolsOf(dataDir: string): string {
  return join(dataDir, 'backup', 'wal');
}

/** Opens it, or says what its operator must change. */
export async function outsideSource(options: OutsideOptions): Promise<Source> {
  const facts = await outsideFacts(options.admin);
  const [problem] = outsideProblems(facts);
  if (problem) throw problem;
  const programs = programsFor(facts.major);
  clearDeadReaders(spoolsOf(options.dataDir));
  return new OutsideSource(options, facts, programs, options.once ? await holdWal(options.admin) : null);
}

class OutsideSource implements Source {
  readonly kind = 'outside';
  readonly admin: ConnectTo;
  readonly superuser: string;
  readonly once: boolean;
  readonly spool: Spool;
  readonly notes: readonly string[];
  readonly #options: OutsideOptions;
  readonly #programs: Programs;
  readonly #walBytes: number;
  readonly #most: number;
  readonly #letGo: (() => Promise<void>) | null;
  #receiver: WalReceiver | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: OutsideOptions, facts: OutsideFacts, programs: Programs, letGo: (() => Promise<void>) | null) {
    this.admin = options.admin;
    this.superuser = facts.superuser;
    this.once = options.once;
    this.spool = Spool.beside(spoolsOf(options.dataDir), options.reader);
    this.notes = options.once || facts.slot ? [] : [slotWords(facts)];
    this.#options = options;
    this.#programs = programs;
    this.#walBytes = facts.walBytes;
    this.#most = options.spoolFiles ?? Math.max(8, Math.floor(SPOOL_BYTES / facts.walBytes));
    this.#letGo = letGo;
  }

  /** One after the other, whoever asks: a copy and a shipment may both find that nothing is received any more. */
  keepUp(): Promise<void> {
    const next = this.#turn.then(() => this.#keepUp());
    this.#turn = next.catch(() => {});
    return next;
  }

  async #keepUp(): Promise<void> {
    const full = this.spool.files().length >= this.#most;
    if (this.#receiver?.running) {
      if (full && !this.once) await this.#giveUp();
      return;
    }
    // A single set has no slot to go on from.
    if (this.once) this.#receiver?.mustRun();
    if (!full) await this.#begin();
    else if (!this.spool.gap) await this.#giveUp();
  }

  async #begin(): Promise<void> {
    this.spool.settleIncoming();
    // What a slot made anew does not give again is lost, unless nothing was received yet: then there is nothing to go on from.
    if (!this.once && (await ensureSlot(this.admin)) && this.#receiver !== null) this.spool.markGap();
    this.#receiver = await WalReceiver.begin({ program: this.#programs.receivewal, admin: this.admin, folder: this.spool.incoming, slot: this.once ? null : SLOT, walBytes: this.#walBytes });
  }

  /** The place takes nothing, and neither our disk nor the server's shall be filled with what waits for it. */
  async #giveUp(): Promise<void> {
    await this.#receiver?.end();
    this.spool.markGap();
    if (!this.once) await dropSlot(this.admin);
  }

  async copy(group: GroupWriter, underway: (bytes: number) => void): Promise<ClusterCopy> {
    for (let tries = 0; ; tries++) {
      await this.keepUp();
      if (this.#receiver?.running) break;
      if (tries >= RECEIVE_TRIES) throw new BackupProblem('Busy', '送れていない変更の控え（WAL）がたまっているので、まだ新しい写しを取れません。置き場所に届くようになれば、自動で取り直します。');
      await pause(1000);
    }
    const { archivePatienceSeconds } = this.#options;
    return copyOutside({ admin: this.admin, program: this.#programs.basebackup, ...(archivePatienceSeconds === undefined ? {} : { archivePatienceSeconds }) }, group, underway);
  }

  settled(wal: string): boolean {
    if (this.spool.gap) return false;
    this.#receiver?.mustRun();
    return this.#receiver !== null && wal.slice(8) < this.#receiver.first;
  }

  async close(forget: boolean): Promise<void> {
    await this.#turn;
    await this.#receiver?.end();
    await this.#letGo?.();
    if (forget) this.spool.remove();
  }
}
