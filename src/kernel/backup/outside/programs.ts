/** PostgreSQL's own pg_basebackup and pg_receivewal on this machine: they may be newer than the server, never older. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BackupProblem } from '../problem.ts';

export interface Programs {
  readonly major: number;
  readonly basebackup: string;
  readonly receivewal: string;
}

export interface WhereToLook {
  /** Where Debian keeps one folder for each major version. */
  readonly versions: string;
  readonly path: string;
}

function usual(): WhereToLook {
  return { versions: '/usr/lib/postgresql', path: process.env['PATH'] ?? '' };
}

/** The programs in a folder, when both are there. Asked what they are: a folder's name may say anything. */
function programsIn(folder: string): Programs | null {
  const [basebackup, receivewal] = [join(folder, 'pg_basebackup'), join(folder, 'pg_receivewal')];
  if (!existsSync(basebackup) || !existsSync(receivewal)) return null;
  const majors = [basebackup, receivewal].map((program) => Number(/\(PostgreSQL\) (\d+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 0));
  return { major: Math.min(...majors), basebackup, receivewal };
}

/** The newest programs of this machine that fit a server of this major version. Throws with what to install. */
export function programsFor(server: number, where: WhereToLook = usual()): Programs {
  const folders = existsSync(where.versions) ? readdirSync(where.versions).map((name) => join(where.versions, name, 'bin')) : [];
  const found = [...folders, ...where.path.split(delimiter).filter((folder) => folder !== '')].map(programsIn).filter((one) => one !== null && one.major > 0).toSorted((a, b) => (b?.major ?? 0) - (a?.major ?? 0));
  const [newest] = found;
  if (!newest) throw new BackupProblem('CannotCopy', `この機械に、PostgreSQL の pg_basebackup と pg_receivewal がありません。apt-get install postgresql-client-${server} を実行してください（データベースと同じか、より新しい版）。`);
  if (newest.major < server) throw new BackupProblem('CannotCopy', `データベースは PostgreSQL ${server}、この機械の pg_basebackup と pg_receivewal は ${newest.major} です。古いものでは写せません。apt-get install postgresql-client-${server} を実行してください。`);
  return newest;
}
