/**
 * A pool of connections under one role, with our value types, prepared statements and Kysely on top.
 * Systems never hold one of these: a command or query hands them the handle of its own transaction.
 */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type DatabaseConnection, type Driver, type QueryResult, type CompiledQuery } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectionBudget, Lender } from './budget.ts';
import { EveryConnectionLent } from './lent.ts';
import { Readers } from './readers.ts';
import { noteDuration } from './slow.ts';
import { parameter, valueTypes } from './values.ts';

export interface ConnectTo {
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** A commit does not wait for the disk: what a power cut takes with it is made again. Only for filling a sample city. */
  readonly hasty?: boolean;
}

/** How many statement texts a connection keeps prepared; a list with a varying number of parameters must not fill it. */
const PREPARED_LIMIT = 400;
/** `YAKUBA_PREPARED=off`: behind a pooler in transaction mode every transaction may meet another server connection, where nobody's names are known. */
const PREPARED = process.env['YAKUBA_PREPARED'] !== 'off';

const names = new Map<string, string>();
function statementName(sql: string): string | undefined {
  if (!PREPARED) return undefined;
  const known = names.get(sql);
  if (known) return known;
  if (names.size >= PREPARED_LIMIT) return undefined;
  const name = `y${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return name;
}

/** One physical connection, with the Kysely that speaks over it. */
export class Connection {
  readonly client: pg.PoolClient;
  readonly kysely: Kysely<never>;
  constructor(client: pg.PoolClient) {
    this.client = client;
    this.kysely = new Kysely<never>({ dialect: dialectOver((query) => this.run(query.sql, query.parameters)) });
  }

  #corked = false;

  /** Statements of one turn of the event loop leave in one write: writing wakes the server, and that is the dearest part of a small statement. */
  #gather(): void {
    const stream: unknown = 'connection' in this.client && typeof this.client.connection === 'object' && this.client.connection && 'stream' in this.client.connection ? this.client.connection.stream : null;
    if (this.#corked || !(stream instanceof Writable)) return;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  async run<Row>(sql: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult<Row & pg.QueryResultRow>> {
    this.#gather();
    const name = parameters.length > 0 ? statementName(sql) : undefined;
    const started = performance.now();
    try {
      return await this.client.query<Row & pg.QueryResultRow>({ text: sql, values: parameters.map(parameter), ...(name ? { name } : {}) });
    } finally {
      noteDuration(sql, performance.now() - started);
    }
  }
}

/** How a city's pools share the process's connections. */
export interface Share {
  readonly budget: ConnectionBudget;
  /** Pools of one city share one name. */
  readonly city: string;
}

const CLOSED_ATTEMPTS = 80;
const CLOSED_MILLISECONDS = 100;
const ANSWER_MILLISECONDS = 2000;
/** What the pool says to whoever waited too long for a connection. */
const WAITED_IN_VAIN = /timeout exceeded when trying to connect/;
const IDLE_MILLISECONDS = 30_000;
/** With many cities a resting connection is sooner given back; it outlives the next look at what is shown from memory. */
const IDLE_SHARED_MILLISECONDS = 15_000;

export class Database implements Lender {
  /** For single statements outside a transaction. */
  readonly kysely: Kysely<never>;
  #pool: pg.Pool;
  readonly #size: number;
  readonly #share: Share | null;
  readonly #connections = new WeakMap<pg.PoolClient, Connection>();
  readonly #readers = new Readers<Connection>((work) => this.use(work));
  #lentAt = 0;

  /** Connects when first used. With a share, `size` bounds this pool and the budget bounds all of them together. */
  constructor(to: ConnectTo, size: number, share: Share | null = null) {
    this.#size = size;
    this.#share = share;
    this.#pool = this.#open(to);
    this.kysely = new Kysely<never>({
      dialect: dialectOver((query) => this.#single(query.sql, query.parameters)),
    });
    share?.budget.join(this);
  }

  #open(to: ConnectTo): pg.Pool {
    const pool = new pg.Pool({
      host: to.host, port: to.port, database: to.database, user: to.user, password: to.password,
      max: this.#size + (this.#share?.budget.reserve ?? 0), types: valueTypes, idleTimeoutMillis: this.#share ? IDLE_SHARED_MILLISECONDS : IDLE_MILLISECONDS,
      connectionTimeoutMillis: 10_000, application_name: 'yakuba', ...(to.hasty ? { options: '-c synchronous_commit=off' } : {}),
      // Statements go out without waiting for one another's answers; the order stays. Half of a booking's time was waiting.
      pipeline: true,
    });
    pool.on('error', () => {}); // an idle connection broke; the next use makes a new one
    // The pool listens to resting connections only: one that breaks while it is lent, or on its way there, would end the
    // whole process. Its next statement fails, and it is thrown away.
    pool.on('connect', (client) => client.on('error', () => {}));
    return pool;
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  get physical(): number {
    return this.#pool.totalCount;
  }

  get idle(): number {
    return this.#pool.idleCount;
  }

  get lentAt(): number {
    return this.#lentAt;
  }

  closeOneIdle(): void {
    if (this.#pool.idleCount === 0) return;
    this.#pool.connect().then((client) => client.release(true), () => {});
  }

  /** Closes every resting connection: an idle city costs none. */
  rest(): void {
    for (let left = this.#pool.idleCount; left > 0; left--) this.closeOneIdle();
  }

  /** Lends a connection. A connection on which the network or server failed is thrown away. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#share ? this.#share.budget.within(this.#share.city, this, () => this.#lend(work)) : this.#lend(work);
  }

  /** A statement that only reads is asked once more when the server went away under it: on a new connection, or a new server. */
  async #single(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    const statement = (connection: Connection) => connection.run(sql, parameters);
    // Who holds a connection already must not wait for somebody who waits for one.
    const run = () => (this.#share && !this.#share.budget.holding() ? this.#readers.read(statement) : this.use(statement));
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Error && isConnectionLoss(error) && /^\s*select\b/i.test(sql))) throw error;
      return run();
    }
  }

  /** A database that lets nobody in is being moved: in a moment it stands elsewhere. A server that is full has connections just ending. */
  async #connect(): Promise<pg.PoolClient> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.connect();
      } catch (error) {
        if (error instanceof Error && WAITED_IN_VAIN.test(error.message) && await this.#answers()) throw new EveryConnectionLent();
        if (!(error instanceof Error && 'code' in error && (error.code === '55000' || error.code === '53300')) || attempt >= CLOSED_ATTEMPTS) throw error;
        await pause(CLOSED_MILLISECONDS);
      }
    }
  }

  /** Whether the server talks to a newcomer: it is there, only every connection of ours is lent. */
  async #answers(): Promise<boolean> {
    const { host, port, database, user, password } = this.#pool.options;
    const client = new pg.Client({ host, port, database, user, password, connectionTimeoutMillis: ANSWER_MILLISECONDS, query_timeout: ANSWER_MILLISECONDS });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      client.end().catch(() => {});
    }
  }

  async #lend<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.#lentAt = performance.now();
    const client = await this.#connect().catch((error: unknown) => {
      markLoss(error);
      throw error;
    });
    let connection = this.#connections.get(client);
    if (!connection) {
      connection = new Connection(client);
      this.#connections.set(client, connection);
    }
    let broken: Error | undefined;
    try {
      return await work(connection);
    } catch (error) {
      if (error instanceof Error && markLoss(error)) broken = error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** The database stands on another server now: whoever asks from here on is lent a connection to there. */
  moveTo(to: ConnectTo): void {
    const before = this.#pool;
    this.#readers.leave();
    this.#pool = this.#open(to);
    before.end().catch(() => {});
  }

  async close(): Promise<void> {
    this.#share?.budget.part(this);
    await this.#pool.end();
  }
}

/** Stands where a face holds no credentials of this role: whoever reaches it has taken a wrong turn in the code. */
export class ClosedDatabase extends Database {
  readonly #role: string;
  constructor(role: string) {
    super({ host: '/nonexistent', database: 'none', user: 'none', password: '' }, 1);
    this.#role = role;
  }
  override use<T>(): Promise<T> {
    return Promise.reject(new Error(`this process holds no credentials of the role ${this.#role}`));
  }
}

/** The same handle with a type that cannot write; a query's `insertInto` does not compile. */
export function readingOnly(db: Kysely<never>): ReadonlyKysely<never> {
  return db as unknown as ReadonlyKysely<never>;
}

const losses = new WeakSet<Error>();

/** A visitor's broken line looks just like a database's: only what was met here counts. */
function markLoss(error: unknown): boolean {
  if (!(error instanceof Error) || !isConnectionLoss(error)) return false;
  losses.add(error);
  return true;
}

/** Whether this error is a database that went away, and not somebody else's broken line. */
export function isDatabaseLoss(error: unknown): boolean {
  return error instanceof Error && losses.has(error);
}

/** The server went away (or was told to), as opposed to having refused a statement. */
export function isConnectionLoss(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  // 25006: the server became a standby under our feet; what is written goes to another one.
  return code.startsWith('08') || code === '25006' || code === '57P01' || code === '57P02' || code === '57P03' || ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ENOENT'].includes(code)
    || /Connection terminated|connection timeout|Client has encountered a connection error|timeout exceeded when trying to connect/.test(error.message);
}

function dialectOver(run: (query: CompiledQuery) => Promise<pg.QueryResult>) {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await run(query);
      const changed = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(result.command);
      return { rows: result.rows, ...(changed ? { numAffectedRows: BigInt(result.rowCount ?? 0) } : {}) };
    },
    async *streamQuery() {
      yield* [];
      throw new Error('streaming is not used');
    },
  };
  const nothing = async () => {};
  const driver: Driver = {
    init: nothing, destroy: nothing, releaseConnection: nothing,
    acquireConnection: async () => connection,
    beginTransaction: () => Promise.reject(new Error('a transaction is the kernel’s affair')),
    commitTransaction: nothing, rollbackTransaction: nothing,
  };
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
