/** A small town hall for tests of backups: a real private server, a table, stored files; and its way back. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../clock.ts';
import { type Installation, openInstallation } from '../db/installation.ts';
import { openPlace } from './places/open.ts';
import { restore, type RestoreOptions, type Restored } from './restore.ts';
import { newKey, openerFor, RECIPIENTS_FILE } from './seal.ts';
import { type Installed, openSession, type Session } from './session.ts';
import { makeSet, type MadeSet } from './set.ts';
import { Vault } from './vault.ts';

export interface SmallHall {
  readonly dir: string;
  readonly dataDir: string;
  readonly installation: Installation;
  readonly installed: Installed;
  readonly identity: string;
  readonly db: pg.Client;
  insert(n: number): Promise<void>;
  /** Stores bytes as the kernel does; the answer is their name. */
  store(bytes?: Buffer): string;
  storedPath(name: string): string;
  session(to: string, once?: boolean): Promise<Session>;
  set(session: Session): Promise<MadeSet>;
  reading(to: string, identity?: string): Promise<Vault>;
  /** Restores into a folder of its own, looks, and stops the server. */
  restored<T>(from: string, look: (restored: Restored, db: pg.Client, dataDir: string) => Promise<T>, options?: Partial<RestoreOptions>): Promise<T>;
  numbers(db: pg.Client): Promise<number[]>;
  close(): Promise<void>;
}

const silent = () => {};

export interface HallOptions {
  /** Somebody else's PostgreSQL instead of a private one: the address of its operator's role for us. */
  readonly databaseUrl?: string;
}

export async function smallHall(options: HallOptions = {}): Promise<SmallHall> {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-backup-'));
  const dataDir = join(dir, 'data');
  const installation = await openInstallation(dataDir, options);
  const { identity, recipient } = await newKey();
  writeFileSync(join(dataDir, RECIPIENTS_FILE), `# test\n${recipient}\n`);
  const db = new pg.Client(installation.admin);
  db.on('error', () => {});
  await db.connect();
  await db.query('create table kept (n int primary key)');
  const installed: Installed = { dataDir, key: installation.key, admin: installation.admin, passwords: installation.passwords, outside: options.databaseUrl !== undefined };
  const storedPath = (name: string) => join(dataDir, 'files', 'town', name.slice(0, 2), name);
  let targets = 0;
  const reading = async (to: string, key = identity) => new Vault(await openPlace(to), new Uint8Array(), null, openerFor([key]));
  return {
    dir, dataDir, installation, installed, identity, db, storedPath, reading,
    insert: async (n) => void (await db.query('insert into kept values ($1)', [n])),
    store(bytes = randomBytes(3000)) {
      const name = createHash('sha256').update(bytes).digest('hex');
      mkdirSync(join(storedPath(name), '..'), { recursive: true });
      writeFileSync(storedPath(name), bytes);
      return name;
    },
    session: (to, once = false) => openSession(installed, to, systemClock, once),
    set: (session) => makeSet(session.vault, session.source, session.shipper, { dataDir, clock: systemClock, progress: silent }),
    async restored(from, look, more = {}) {
      const target = join(dir, `restored-${++targets}`);
      const vault = await reading(from);
      const found = await restore(vault, { dataDir: target, at: null, progress: silent, ...more });
      const client = new pg.Client(found.admin);
      client.on('error', () => {});
      try {
        await client.connect();
        return await look(found, client, target);
      } finally {
        await client.end();
        await found.server.stop();
        await vault.place.close();
      }
    },
    numbers: async (client) => (await client.query<{ n: number }>('select n from kept order by n')).rows.map((row) => row.n),
    async close() {
      await db.end();
      await installation.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
