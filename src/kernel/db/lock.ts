/**
 * One process per data folder. The lock is a socket the operating system takes back when its holder dies,
 * so there is never a stale lock to clear: abstract on Linux, a file beside the temporary files elsewhere.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Holder {
  readonly pid: number;
  readonly since: string;
  readonly what: string;
}

/** The folder is held by another process; the message says by whom. */
export class FolderHeld extends Error {
  readonly holder: Holder | null;
  constructor(folder: string, holder: Holder | null) {
    super(
      holder
        ? `データフォルダー ${folder} は、プロセス ${holder.pid}（${holder.what}、${holder.since} から、${hostname()}）が使っています。先にそちらを終わらせるか、--data で別のフォルダーを指定してください。`
        : `データフォルダー ${folder} は、別のプロセスが使っています。先にそちらを終わらせるか、--data で別のフォルダーを指定してください。`,
    );
    this.holder = holder;
  }
}

function addressOf(folder: string): string {
  const { dev, ino } = statSync(folder);
  const name = `yakuba-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.lock`);
}

function askHolder(address: string): Promise<Holder | null | 'nobody'> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk.toString('utf8')));
    socket.on('error', () => done('nobody'));
    socket.on('close', () => {
      try {
        const said: Holder = JSON.parse(text);
        done(said);
      } catch {
        done(null);
      }
    });
  });
}

/** Takes the folder or throws FolderHeld. The returned function gives it back. */
export async function holdFolder(folder: string, what: string, since: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const address = addressOf(folder);
  const holder: Holder = { pid: process.pid, since, what };
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await tryListen(address, JSON.stringify(holder));
    if (server) {
      server.unref();
      return () => server.close();
    }
    const other = await askHolder(address);
    if (other !== 'nobody') throw new FolderHeld(folder, other);
    if (process.platform !== 'linux') rmSync(address, { force: true }); // the file of a process that died
  }
  throw new FolderHeld(folder, null);
}

function tryListen(address: string, said: string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(said);
    });
    server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? done(null) : fail(error)));
    server.listen(address, () => done(server));
  });
}
