/** pg_receivewal as a child: writes the server's WAL into a folder as it comes, and tells the server how far it is safe. */
import type { ChildProcess } from 'node:child_process';
import type { ConnectTo } from '../../db/database.ts';
import { BackupProblem } from '../problem.ts';
import { lastError, libpqEnvironment, listen, type Said } from './child.ts';
import { leashed } from './leash.ts';

const STREAMING = /starting log streaming at ([0-9A-F]+)\/([0-9A-F]+) \(timeline (\d+)\)/;
const BEGIN_PATIENCE_MS = 30_000;

export interface Receiving {
  readonly program: string;
  readonly admin: ConnectTo;
  /** Empty: where pg_receivewal goes on follows from what lies there, and otherwise from the slot. */
  readonly folder: string;
  /** Null: from now on, whatever was before. */
  readonly slot: string | null;
  readonly walBytes: number;
}

export class WalReceiver {
  readonly #child: ChildProcess;
  readonly #said: Said;
  #running = true;
  #stopping = false;
  /** The first file it receives, without its timeline. */
  readonly first: string;

  private constructor(child: ChildProcess, said: Said, first: string) {
    this.#child = child;
    this.#said = said;
    this.first = first;
    void said.ended.then(() => (this.#running = false));
  }

  /** Comes back when the WAL is streaming. Throws with what the server answered when it is not. */
  static async begin(how: Receiving): Promise<WalReceiver> {
    const words = ['--directory', how.folder, '--no-loop', '--no-password', '--verbose', ...(how.slot === null ? [] : ['--slot', how.slot])];
    const child = leashed(how.program, words, libpqEnvironment(how.admin));
    child.stdout?.resume();
    let begun: (start: RegExpExecArray) => void = () => {};
    const streaming = new Promise<RegExpExecArray>((done) => (begun = done));
    const said = listen(child, (text) => {
      const found = STREAMING.exec(text);
      if (found) begun(found);
    });
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<null>((done) => (late = setTimeout(() => done(null), BEGIN_PATIENCE_MS)));
    const start = await Promise.race([streaming, said.ended.then(() => null), patience]);
    clearTimeout(late);
    if (start === null) {
      child.stdin?.end();
      await said.ended;
      throw notReceiving(said.text());
    }
    return new WalReceiver(child, said, walPosition(start[1] ?? '', start[2] ?? '', how.walBytes));
  }

  get running(): boolean {
    return this.#running;
  }

  /** Throws when it has ended by itself. */
  mustRun(): void {
    if (!this.#running && !this.#stopping) throw notReceiving(this.#said.text());
  }

  async end(): Promise<void> {
    this.#stopping = true;
    this.#child.stdin?.end();
    await this.#said.ended;
  }
}

function notReceiving(said: string): BackupProblem {
  return new BackupProblem('Busy', `PostgreSQL から変更の控え（WAL）を受け取れません（${lastError(said)}）。しばらくして、もう一度試します。続くときは、PostgreSQL が動いているか、複製（replication）の接続が許されているかを、./yakuba doctor で確かめてください。`);
}

/** The part of a WAL file's name that follows from a position. */
function walPosition(high: string, low: string, walBytes: number): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${hex(Number.parseInt(high, 16))}${hex(Math.floor(Number.parseInt(low, 16) / walBytes))}`;
}
