/**
 * What each face can do at the database, tried for real: every table × verb × role over a connection of that role, against
 * what the migrations promised; and everything else by which a role might reach further.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type ConnectTo } from './kernel/db/database.ts';
import { connectAs, type Installation, openInstallation, prepareDatabase } from './kernel/db/installation.ts';
import { refuseOtherLevel, refuseStrongRole } from './kernel/db/migrate.ts';
import { migrationsOf } from './kernel/house.ts';
import { offeredOn } from './kernel/http/faces.ts';
import { systems } from './main-systems.ts';

const FACES = ['citizen', 'staff'] as const;
const VERBS = ['select', 'insert', 'update', 'delete'] as const;
const CITY = 'yakuba_faces';

let dir: string;
let installation: Installation;
let admin: pg.Client;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yakuba-faces-'));
  installation = await openInstallation(dir, { throwAway: true });
  await prepareDatabase(installation, CITY, migrationsOf(systems));
  admin = await connected({ ...installation.admin, database: CITY });
});
after(async () => {
  await admin.end();
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function connected(to: ConnectTo): Promise<pg.Client> {
  const client = new pg.Client(to);
  await client.connect();
  return client;
}

async function as<T>(to: ConnectTo, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected(to);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface TableRow {
  readonly name: string;
  readonly kind: string;
  readonly column: string;
  readonly updatable: boolean;
  readonly citizen: readonly string[] | null;
  readonly staff: readonly string[] | null;
}

async function tables(): Promise<readonly TableRow[]> {
  const found = await admin.query<TableRow>(
    `select n.nspname || '.' || quote_ident(c.relname) as name, c.relkind::text as kind, (select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum limit 1) as column,
            pg_relation_is_updatable(c.oid, false) = 28 as updatable, p.citizen, p.staff
       from pg_class c join pg_namespace n on n.oid = c.relnamespace left join kernel.protected_tables p on p.table_name = n.nspname || '.' || c.relname
      where c.relkind in ('r', 'v', 'm', 'p') and n.nspname !~ '^(pg_|information_schema)' order by 1`);
  return found.rows;
}

/** A statement of the verb. It is only explained: PostgreSQL asks for the right all the same, and nothing happens. */
function attempt({ name, column }: TableRow, verb: (typeof VERBS)[number]): string {
  switch (verb) {
    case 'select': return `select 1 from ${name}`;
    case 'insert': return `insert into ${name} default values`;
    case 'update': return `update ${name} set ${column} = default`;
    case 'delete': return `delete from ${name}`;
  }
}

/** Whether the role may: only "permission denied" means no. */
async function may(client: pg.Client, table: TableRow, verb: (typeof VERBS)[number]): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query(`explain ${attempt(table, verb)}`);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== '42501') return true;
    return false;
  } finally {
    await client.query('rollback');
  }
}

for (const face of FACES) {
  test(`${face} の役割は、どの表でも約束された動詞だけを使える`, async () => {
    const all = await tables();
    assert.ok(all.length > 60, String(all.length));
    const wrong: string[] = [];
    await as(connectAs(installation, CITY, face), async (client) => {
      for (const table of all) {
        for (const verb of VERBS) {
          const promised = (table[face] ?? []).includes(verb);
          if (table.kind === 'v' && verb !== 'select' && !table.updatable) continue;
          if ((await may(client, table, verb)) !== promised) wrong.push(`${table.name} ${verb}: ${promised ? 'promised and refused' : 'not promised and allowed'}`);
        }
        for (const verb of ['truncate', 'references', 'trigger', 'maintain']) {
          const held = await client.query<{ held: boolean }>('select has_table_privilege($1, $2) as held', [table.name, verb]).catch(() => null);
          if (held?.rows[0]?.held) wrong.push(`${table.name} ${verb}`);
        }
      }
    });
    assert.deepEqual(wrong, []);
  });

  test(`${face} の役割は、何も作れず、だれにもなれず、ほかのデータベースに入れない`, async () => {
    await admin.query('create sequence kernel.test_sequence');
    await admin.query('create database elsewhere');
    await admin.query('revoke all on database elsewhere from public');
    try {
      await as(connectAs(installation, CITY, face), async (client) => {
        for (const sql of [
          'create table kernel.mine (id int)', 'create schema mine', 'create temporary table mine (id int)', 'create table public.mine (id int)', 'drop extension btree_gist', 'create role somebody', 'create database mine',
          `select nextval('kernel.test_sequence')`, 'set role yakuba_owner', 'set role postgres', `set role yakuba_${face === 'citizen' ? 'staff' : 'citizen'}`, 'set session authorization postgres',
          `copy kernel.settings to '/tmp/stolen'`, `copy kernel.settings from program 'id'`, `select pg_read_file('/etc/passwd')`, `select lo_import('/etc/passwd')`, 'alter table kernel.settings add column mine int',
          `alter system set log_statement = 'none'`, 'set session_replication_role = replica', `select passwd from pg_shadow`, 'select kernel.protect(\'kernel.settings\', citizen => \'{delete}\')',
        ]) await assert.rejects(client.query(sql), /permission denied|must be|denied|cannot|owner/i, sql);
        const made = await client.query<{ name: string }>(`select nspname as name from pg_namespace where has_schema_privilege(oid, 'create')`);
        assert.deepEqual(made.rows, []);
        const others = await client.query<{ name: string }>(`select datname as name from pg_database where datallowconn and has_database_privilege(oid, 'connect') and datname <> current_database() order by 1`);
        assert.deepEqual(others.rows, [], 'databases that are no city of ours');
      });
      await assert.rejects(as({ ...connectAs(installation, 'elsewhere', face) }, async () => {}), /permission denied/);
      await assert.rejects(as({ ...connectAs(installation, 'postgres', face) }, async () => {}), /permission denied/);
    } finally {
      await admin.query('drop sequence kernel.test_sequence');
      await admin.query('drop database elsewhere');
    }
  });
}

test('所有者の権利で動く関数は、法定の消去の一つだけで、市民の役割は呼べない', async () => {
  const found = await admin.query<{ name: string }>(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname !~ '^(pg_|information_schema)'`);
  // It does nothing but what an entry already sealed into the log names (src/kernel/audit/acceptance.test.ts).
  assert.deepEqual(found.rows, [{ name: 'kernel.erase_from_log(bigint)' }]);
  await as(connectAs(installation, CITY, 'citizen'), async (client) => {
    await assert.rejects(client.query('select kernel.erase_from_log(1)'), /permission denied/);
  });
});

test('面の役割はどの列にも、表の約束より多くの権利を持たない', async () => {
  const found = await admin.query<{ name: string }>(`select attrelid::regclass || '.' || attname as name from pg_attribute where attacl is not null and attrelid::regclass::text !~ '^(pg_|information_schema)'`);
  assert.deepEqual(found.rows, []);
});

test('強い役割は、どんな連なりの先でも見つけて断る', async () => {
  const to = (user: string): ConnectTo => ({ ...installation.admin, database: CITY, user, password: 'test' });
  for (const sql of [
    'create role t_plain login password \'test\'', 'create role t_super login superuser password \'test\'', 'create role t_makes login createrole password \'test\'', 'create role t_skips login bypassrls password \'test\'',
    'create role t_chain login noinherit password \'test\'', 'create role t_middle noinherit', 'create role t_top noinherit', 'grant t_middle to t_chain', 'grant t_top to t_middle', 'grant yakuba_owner to t_top',
    'create role t_files login noinherit password \'test\'', 'create role t_between noinherit', 'grant t_between to t_files', 'grant pg_read_server_files to t_between',
    'create role t_both login noinherit password \'test\'', 'grant yakuba_staff to t_both',
    'create role t_hidden login superuser password \'test\'', 'alter role t_hidden set role t_plain',
    'create role t_owns login password \'test\'', 'create schema t_schema authorization t_owns',
    'create role t_group nologin', 'create role t_member login password \'test\'', 'grant t_group to t_member',
  ]) await admin.query(sql);
  const all = ['t_plain', 't_super', 't_makes', 't_skips', 't_chain', 't_files', 't_both', 't_hidden', 't_owns', 't_member'];
  for (const user of all) await admin.query(`grant connect on database ${CITY} to ${user}`);
  for (const user of ['t_super', 't_makes', 't_skips', 't_chain', 't_files', 't_both', 't_hidden', 't_owns']) await assert.rejects(refuseStrongRole(to(user)), /権限が強すぎます/, user);
  for (const user of ['t_plain', 't_member']) await refuseStrongRole(to(user));
  for (const face of FACES) await refuseStrongRole(connectAs(installation, CITY, face));
  await assert.rejects(refuseStrongRole(connectAs(installation, CITY, 'owner')), /権限が強すぎます/);
  await assert.rejects(refuseStrongRole({ ...installation.admin, database: CITY }), /権限が強すぎます/);
  // A face that was given a way to the owner is found the same day.
  await admin.query('grant t_middle to yakuba_citizen');
  await assert.rejects(refuseStrongRole(connectAs(installation, CITY, 'citizen')), /権限が強すぎます/);
  await admin.query('revoke t_middle from yakuba_citizen');
  await refuseStrongRole(connectAs(installation, CITY, 'citizen'));
});

test('この版の移行がそろっていないデータベースは、面の役割のままで見分ける', async () => {
  const folders = migrationsOf(systems);
  for (const face of FACES) {
    await refuseOtherLevel(connectAs(installation, CITY, face), folders);
    await assert.rejects(refuseOtherLevel(connectAs(installation, CITY, face), folders.slice(0, -1)), /この版のプログラムに合っていません/);
  }
  await prepareDatabase(installation, 'yakuba_older', folders.slice(0, 1));
  await assert.rejects(refuseOtherLevel(connectAs(installation, 'yakuba_older', 'citizen'), folders), /この版のプログラムに合っていません/);
  await prepareDatabase(installation, 'yakuba_empty', []);
  await assert.rejects(refuseOtherLevel(connectAs(installation, 'yakuba_empty', 'citizen'), folders), /この版のプログラムに合っていません/);
});

test('市民の入口のAPIには、職員だけの命令も問い合わせもない', () => {
  for (const system of systems) {
    const offered = offeredOn(system, ['citizen']);
    for (const one of [...offered.commands, ...offered.queries]) assert.ok(one.allow.some((line) => line.who === 'citizen' || line.who === 'anyone'), one.name);
    for (const one of offeredOn(system, ['staff']).commands) assert.ok(one.allow.some((line) => line.who === 'staff' || line.who === 'any-staff'), one.name);
    assert.equal(offeredOn(system, ['citizen', 'staff']), system);
  }
  const count = (face: 'citizen' | 'staff') => systems.reduce((sum, system) => sum + offeredOn(system, [face]).commands.length, 0);
  assert.ok(count('citizen') > 5 && count('staff') > count('citizen'));
});
