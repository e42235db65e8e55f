/**
 * Ships WAL and new files, so that a loss costs at most the time between two shipments. Asks PostgreSQL to finish its WAL file
 * only when somebody wrote since the last time, which shows in the transaction numbers; an idle town hall ships nothing.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { Named, Shipment, WalFile } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import type { Source } from './source.ts';
import { copyThese, noFiles } from './stored.ts';
import { NewFiles } from './tree.ts';
import { PIECE_BYTES, type Vault } from './vault.ts';

const ARCHIVE_PATIENCE_MS = 30_000;
const LOOK_MS = 20;

export interface Shipped {
  /** Everything committed before this is at the place. */
  readonly coversTo: Temporal.Instant;
  readonly wal: number;
  readonly files: number;
  readonly gap: boolean;
  readonly damaged: readonly string[];
}

/** Now, but never at or before what the last shipment said. */
function after(last: Temporal.Instant | null, now: Temporal.Instant): Temporal.Instant {
  const next = last?.add({ microseconds: 1 });
  return next && Temporal.Instant.compare(next, now) > 0 ? next : now;
}

interface Moment {
  readonly at: string;
  readonly low: string;
  readonly high: string;
}

export class Shipper {
  readonly #vault: Vault;
  readonly #source: Source;
  readonly #clock: Clock;
  readonly #dataDir: string;
  readonly #newFiles: NewFiles;
  /** The next transaction number when everything written was shipped. */
  #clean: bigint | null = null;
  #client: pg.Client | null = null;
  #head: string | null = null;
  /** Where the last shipment ended; the names of what follows go on from here even when the server's clock is set back. */
  #coversFrom: Temporal.Instant | null = null;
  /** Finished WAL that is at the place, since the last set began. */
  readonly #shipped = new Map<string, WalFile>();
  /** Shipments that a set has not gathered yet. */
  #loose: Named<Shipment>[] = [];
  #failing = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault, source: Source, dataDir: string, clock: Clock) {
    this.#vault = vault;
    this.#source = source;
    this.#dataDir = dataDir;
    this.#clock = clock;
    this.#newFiles = new NewFiles(dataDir);
  }

  /** Continues after what is at the place. */
  async begin(): Promise<void> {
    const last = (await this.#vault.names('shipments')).at(-1);
    if (last === undefined) return;
    const { sha256, value } = await this.#vault.shipment(last);
    this.#head = sha256;
    this.#coversFrom = Temporal.Instant.from(value.coversTo);
  }

  /** One after the other, whoever asks. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => {});
    return next;
  }

  /** Ships what was written since the last time. `finish`: even when nothing seems to have been written. */
  ship(finish = false): Promise<Shipped> {
    return this.#inTurn(async () => {
      await this.#source.keepUp();
      // While the place does not take what waits already, PostgreSQL is not asked to make more of it.
      if (this.#failing) await this.#probe();
      const before = await this.#moment();
      const written = this.#clean === null || BigInt(before.high) !== this.#clean;
      if (written || finish) await this.#finishWal();
      const gap = this.#source.spool.gap;
      const found = await this.collectWal();
      const report = noFiles();
      await copyThese(this.#vault, this.#dataDir, await this.#newFiles.find(), report);
      const coversTo = after(this.#coversFrom, Temporal.Instant.from(before.at));
      if (found.length > 0 || report.groups.length > 0 || gap) {
        const shipment = await this.#vault.putManifest<Shipment>({ kind: 'shipment', format: 1, from: (this.#coversFrom ?? coversTo).toString(), coversTo: coversTo.toString(), wal: found, groups: report.groups, gap, previous: this.#head });
        this.#head = shipment.sha256;
        this.#loose.push(shipment);
      }
      if (gap) this.#source.spool.clearGap();
      this.#source.spool.drop(found.map((file) => file.name));
      // A transaction that was open when we looked may have ended after the switch without taking a new number.
      this.#clean = before.low === before.high ? BigInt(before.high) : null;
      this.#coversFrom = coversTo;
      this.#failing = false;
      return { coversTo, wal: found.length, files: report.files, gap, damaged: report.damaged };
    }).catch((error: unknown) => {
      this.#failing = true;
      this.#newFiles.forget();
      throw error;
    });
  }

  async #probe(): Promise<void> {
    await this.collectWal();
    await this.#vault.place.put('probe', Buffer.from(this.#clock.now().toString()));
  }

  /** Our own notes take transaction numbers too; they alone are no reason to ship. */
  ownWrites(count: number): void {
    if (this.#clean !== null) this.#clean += BigInt(count);
  }

  /** Puts the spooled WAL away without dropping it. */
  async collectWal(): Promise<WalFile[]> {
    const found: WalFile[] = [];
    for (const name of this.#source.spool.files()) {
      const bytes = await readFile(this.#source.spool.path(name));
      const pieces = [];
      for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) pieces.push(await this.#vault.put(bytes.subarray(at, at + PIECE_BYTES)));
      const file = { name, pieces };
      this.#shipped.set(name, file);
      found.push(file);
    }
    return found;
  }

  /** Puts the spooled WAL away and drops it; for a set that nobody ships for. */
  drain(): Promise<void> {
    return this.#inTurn(async () => this.#source.spool.drop((await this.collectWal()).map((file) => file.name)));
  }

  /** Work during which nothing is shipped. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(work);
  }

  /** Waits until this WAL file is at the place or in the spool, and gives all from `first` to it. */
  async walBetween(first: string, last: string): Promise<WalFile[]> {
    await this.waitFor(last);
    await this.#inTurn(() => this.collectWal());
    return [...this.#shipped.values()].filter(({ name }) => name.length === 24 && name >= first && name <= last).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** After a set: its shipments become one, and what lies before the set is forgotten here. */
  gather(startWal: string): Promise<void> {
    return this.#inTurn(async () => {
      for (const name of this.#shipped.keys()) if (name < startWal) this.#shipped.delete(name);
      const loose = this.#loose;
      const [first, last] = [loose[0], loose.at(-1)];
      this.#loose = [];
      if (!first || !last || first === last) return;
      const whole = await this.#vault.putManifest<Shipment>({
        ...last.value, from: first.value.from, previous: first.value.previous, gap: loose.some((one) => one.value.gap),
        wal: loose.flatMap((one) => one.value.wal), groups: loose.flatMap((one) => one.value.groups),
      });
      this.#head = whole.sha256;
      await this.#vault.place.remove(loose.map((one) => one.name));
    });
  }

  async waitFor(wal: string): Promise<void> {
    const { spool } = this.#source;
    for (let waited = 0; !this.#shipped.has(wal) && !spool.has(wal) && !this.#source.settled(wal); waited += LOOK_MS) {
      if (spool.gap) return;
      if (waited > ARCHIVE_PATIENCE_MS) throw new BackupProblem('CannotCopy', 'データベースが変更の控え（WAL）を渡しません。ディスクの空きと postgres.log を確かめてください。');
      await pause(LOOK_MS);
    }
  }

  async #finishWal(): Promise<void> {
    const found = await this.#ask<{ wal: string }>('select pg_walfile_name(pg_switch_wal() - 1) as wal');
    await this.waitFor(found.wal);
  }

  /** The present moment of the server: time and transaction numbers. */
  async #moment(): Promise<Moment> {
    return this.#ask<Moment>(`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, pg_snapshot_xmin(s)::text as low, pg_snapshot_xmax(s)::text as high from pg_current_snapshot() as s`);
  }

  async #ask<Row extends pg.QueryResultRow>(text: string): Promise<Row> {
    try {
      this.#client ??= await this.#connect();
      const row = (await this.#client.query<Row>(text)).rows[0];
      if (!row) throw new Error('no row');
      return row;
    } catch (error) {
      await this.#client?.end().catch(() => {});
      this.#client = null;
      if (error instanceof Error && 'code' in error && error.code === '42501') {
        throw new BackupProblem('CannotCopy', `データベースの利用者 ${this.#source.admin.user} は、変更の控え（WAL）を区切れません。スーパーユーザーで「grant execute on function pg_switch_wal() to ${this.#source.admin.user}」を実行してください。`, { cause: error });
      }
      throw error;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#source.admin, database: 'postgres', application_name: 'yakuba-backup' });
    client.on('error', () => (this.#client = null));
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#client?.end().catch(() => {});
    this.#client = null;
  }
}
