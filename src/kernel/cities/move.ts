/**
 * A city's database goes to another PostgreSQL server. People read all the while; they write until the copy starts and again
 * when it stands. Nothing is lost if the mover dies at any step: until the register says otherwise the city is where it was,
 * and whoever holds the administrator's rights puts its state right (`healMoves`).
 */
import pg from 'pg';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connectAs, databaseExists, type Installation } from '../db/installation.ts';
import { fingerprintDifferences, tableFingerprints } from '../db/fingerprint.ts';
import { createDatabase, dropDatabase, migrate, type MigrationFolder } from '../db/migrate.ts';
import { contentsOf, copyOut, plain, replaceRows, type Table, tableDifferences } from './copy.ts';
import { inSnapshot } from './export.ts';
import { type CityRow, findCity, HOUSE, RegistryRefused, registryAs, setState, withClient } from './registry.ts';
import { onServer, prepareServer } from './servers.ts';

export type MoveStep = 'read-only' | 'copied' | 'locked' | 'compared' | 'closed' | 'switched';

export interface MoveOptions {
  readonly to: string;
  readonly folders: readonly MigrationFolder[];
  readonly now: Temporal.Instant;
  /** Called after each step; what it throws is a failure of that step. */
  readonly step?: (step: MoveStep) => Promise<void> | void;
}

/** What people are told; a city that takes longer stays readable. */
const ABOUT = { minutes: 5 } as const;

interface Sides {
  readonly from: Installation;
  readonly to: Installation;
  readonly database: string;
}

/** While the mover lives it holds this lock on the register's database. */
function moveLock(name: string): string {
  return `hashtextextended('yakuba move ' || ${pg.escapeLiteral(name)}, 0)`;
}

export async function moveCity(installation: Installation, dataDir: string, row: CityRow, options: MoveOptions): Promise<void> {
  if (row.server === options.to) throw new RegistryRefused(`「${row.name}」は、もうサーバー ${options.to} にあります。`);
  if (row.state !== 'open') throw new RegistryRefused(`「${row.name}」は開いていないので、移せません。`);
  const registry = registryAs(installation);
  const sides: Sides = { from: onServer(installation, dataDir, row.server), to: await prepareServer(installation, dataDir, options.to), database: row.database };
  if (await databaseExists(sides.to, row.database)) await refuseForeign(sides, installation);
  await withClient({ ...installation.admin, database: HOUSE }, 'move', async (holding) => {
    const locked = await holding.query<{ mine: boolean }>(`select pg_try_advisory_lock(${moveLock(row.name)}) as mine`);
    if (locked.rows[0]?.mine !== true) throw new RegistryRefused(`「${row.name}」は、別のプロセスが移しているところです。`);
    await setState(registry, row.name, 'read_only', { reason: 'move', until: options.now.add(ABOUT) });
    try {
      await options.step?.('read-only');
      await copyAndSwitch(installation, row, sides, options);
    } catch (error) {
      await putBack(installation, dataDir, row.name);
      throw error;
    }
  });
}

/** A database of this name on the target: the rest of a killed move of ours is cleared away, anything else refused. */
async function refuseForeign(sides: Sides, installation: Installation): Promise<void> {
  const rest = await withClient({ ...sides.to.admin, database: 'postgres' }, 'move', (client) =>
    client.query<{ note: string | null }>(`select shobj_description(oid, 'pg_database') as note from pg_database where datname = $1`, [sides.database]));
  if (rest.rows[0]?.note !== noteOf(installation)) throw new RegistryRefused(`移す先にデータベース ${sides.database} がもうあります。何なのかを確かめて、名前を変えるか消してください。`);
  await dropDatabase(sides.to.admin, sides.database);
}

/** Marks a database that a move is filling, or has left behind. */
function noteOf(installation: Installation): string {
  return `yakuba move ${installation.passwords.owner.slice(0, 8)}`;
}

async function copyAndSwitch(installation: Installation, row: CityRow, sides: Sides, options: MoveOptions): Promise<void> {
  const { database } = sides;
  const [source, target] = [connectAs(sides.from, database, 'owner'), connectAs(sides.to, database, 'owner')];
  await createDatabase(sides.to.admin, database);
  await note(sides.to, database, noteOf(installation));
  const applied = await withClient(source, 'move', (client) => client.query<{ id: string }>(`select system || '/' || name as id from kernel.migrations`));
  await migrate(target, options.folders, new Set(applied.rows.map((one) => one.id)));
  await copyTables(source, target, null);
  await options.step?.('copied');
  await withClient(source, 'move', async (client) => {
    // Readers go on; whoever would write waits, for seconds. If this process dies, so does the lock.
    await lockAgainstWriting(client);
    await options.step?.('locked');
    // Looks, sessions and what was under way when the city became read-only.
    const late = await differences(source, target);
    if (late.length > 0) await copyTables(source, target, new Set(late));
    const still = await differences(source, target);
    if (still.length > 0) throw new Error(`写した表が元と同じになりません: ${still.slice(0, 5).join('、')}`);
    await options.step?.('compared');
    await closeSource(sides, client);
    await options.step?.('closed');
    await withClient(registryAs(installation), 'move', (register) => register.query(`update house.cities set server = $2, state = 'open', read_only_reason = null, read_only_until = null where name = $1`, [row.name, options.to]));
    await note(sides.to, database, null);
    await options.step?.('switched');
    await client.query('rollback').catch(() => {});
  });
  // What stays behind is an old copy; a later move back may clear it away.
  await note(sides.from, database, noteOf(installation));
}

async function note(server: Installation, database: string, text: string | null): Promise<void> {
  await withClient({ ...server.admin, database: 'postgres' }, 'move', (client) => client.query(`comment on database ${database} is ${text === null ? 'null' : pg.escapeLiteral(text)}`));
}

const LOCK_ATTEMPTS = 100;

/** All tables at once. Who writes just now may hold one and want another, so the lock is asked for briefly, let go and asked for again. */
async function lockAgainstWriting(client: pg.Client): Promise<void> {
  const { tables } = await contentsOf(client);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`begin; set local lock_timeout = '300ms'; lock table ${tables.map(({ name }) => name).join(', ')} in share mode`);
      return;
    } catch (error) {
      await client.query('rollback');
      const busy = error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
      if (!busy || attempt >= LOCK_ATTEMPTS) throw error;
      await pause(100);
    }
  }
}

/** Readers under way get so long to end by themselves. */
const READERS_MILLISECONDS = 3_000;

/** Nobody writes into the old database any more: nobody comes in, those who rest or wait to write are sent away, those who read may end. */
async function closeSource({ from, database }: Sides, holding: pg.Client): Promise<void> {
  const me = await holding.query<{ pid: number }>('select pg_backend_pid() as pid');
  await withClient({ ...from.admin, database: 'postgres' }, 'move', async (admin) => {
    await admin.query(`alter database ${database} with allow_connections false`);
    const until = performance.now() + READERS_MILLISECONDS;
    for (;;) {
      const late = performance.now() > until;
      const left = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> $2 and ($3 or state <> 'active' or wait_event_type = 'Lock')`, [database, me.rows[0]?.pid ?? 0, late]);
      const all = await admin.query('select 1 from pg_stat_activity where datname = $1 and pid <> $2', [database, me.rows[0]?.pid ?? 0]);
      if (all.rowCount === 0 || (late && left.rowCount === 0)) return;
      await pause(20);
    }
  });
}

async function differences(source: Parameters<typeof tableFingerprints>[0], target: typeof source): Promise<readonly string[]> {
  return fingerprintDifferences(await tableFingerprints(source), await tableFingerprints(target)).map((one) => one.table);
}

/** All tables, or these, from one snapshot of the source. Sequences always. */
async function copyTables(source: Parameters<typeof tableFingerprints>[0], target: typeof source, only: ReadonlySet<string> | null): Promise<void> {
  await withClient(source, 'move', (from) => inSnapshot(from, async () => {
    const contents = await contentsOf(from);
    await withClient(target, 'move', async (to) => {
      await plain(to);
      const different = tableDifferences(contents.tables, (await contentsOf(to)).tables);
      if (different.length > 0) throw new Error(`表の形が合いません: ${different.slice(0, 3).join('、')}`);
      const wanted = contents.tables.filter((table) => !only || only.has(table.name));
      await replaceRows(to, wanted, contents.sequences, async (table: Table) => {
        const pipe = new PassThrough();
        copyOut(from, table, pipe).catch((error: unknown) => pipe.destroy(error instanceof Error ? error : new Error(String(error))));
        return pipe;
      });
    });
  }));
}

/** The city is open where the register says it is. */
async function putBack(installation: Installation, dataDir: string, name: string): Promise<void> {
  const registry = registryAs(installation);
  const now = await findCity(registry, name);
  if (!now) return;
  const { admin } = onServer(installation, dataDir, now.server);
  await withClient({ ...admin, database: 'postgres' }, 'move', (client) => client.query(`alter database ${now.database} with allow_connections true`));
  if (now.state === 'read_only' && now.read_only_reason === 'move') await setState(registry, name, 'open');
}

/** Opens cities again whose mover died. Whoever holds the administrator's rights calls this whenever it looks at the register. */
export async function healMoves(installation: Installation, dataDir: string, rows: readonly CityRow[]): Promise<void> {
  for (const row of rows.filter((one) => one.state === 'read_only' && one.read_only_reason === 'move')) {
    await withClient({ ...installation.admin, database: HOUSE }, 'heal', async (client) => {
      const got = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${moveLock(row.name)}) as mine`);
      if (got.rows[0]?.mine === true) await putBack(installation, dataDir, row.name);
    });
  }
}
