/** A PostgreSQL of somebody else (DATABASE_URL): its folder and its WAL are not ours to copy, and its operator has means of their own. */
import { BackupProblem } from './problem.ts';
import type { Source } from './source.ts';

export function outsideSource(): Source {
  throw new BackupProblem('CannotCopy', 'DATABASE_URL の PostgreSQL は、この方法ではバックアップできません。その PostgreSQL の側で pg_basebackup と WAL の保管を使い、データフォルダーの files・cities・key を写してください（docs/backup.md の「できないこと」）。');
}
