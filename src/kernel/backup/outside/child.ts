/** PostgreSQL's programs as children: how they find the server, and what becomes of what they say. */
import type { ChildProcess } from 'node:child_process';
import type { ConnectTo } from '../../db/database.ts';

/** The server's address and password by the environment, where no other user of this machine can read them. Their own words in English. */
export function libpqEnvironment(admin: ConnectTo): NodeJS.ProcessEnv {
  return {
    ...process.env, PGHOST: admin.host, PGPORT: String(admin.port ?? 5432), PGUSER: admin.user, PGPASSWORD: admin.password, PGAPPNAME: 'yakuba-backup', PGCONNECT_TIMEOUT: '20',
    PGDATABASE: undefined, PGSERVICE: undefined, PGOPTIONS: undefined, LC_ALL: 'C', TZ: 'UTC',
  };
}

export interface Said {
  /** The last lines on standard error. */
  text(): string;
  readonly ended: Promise<number | null>;
}

const KEPT = 8000;

/** Listens to standard error and for the end. A program that cannot be started ends with null. */
export function listen(child: ChildProcess, heard: (text: string) => void = () => {}): Said {
  let kept = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    kept = (kept + chunk.toString('utf8')).slice(-KEPT);
    heard(kept);
  });
  const ended = new Promise<number | null>((done) => {
    child.once('error', (error) => {
      kept += error.message;
      done(null);
    });
    child.once('close', (code) => done(code));
  });
  return { text: () => kept, ended };
}

/** What a program said last that was an error, for the end of a sentence. */
export function lastError(said: string): string {
  const lines = said.trim().split('\n').filter((line) => /error|fatal|could not|failed/i.test(line));
  return (lines.at(-1) ?? said.trim().split('\n').at(-1) ?? '').replace(/^pg_\w+: /, '').slice(0, 300);
}
