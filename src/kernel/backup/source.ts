/** The PostgreSQL that is backed up, as far as a backup cares: where its finished WAL comes in, and how to copy it whole. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectTo } from '../db/database.ts';
import { copyCluster, type ClusterCopy } from './cluster.ts';
import type { GroupWriter } from './group.ts';
import { Spool } from './wal-spool.ts';

export interface Source {
  readonly kind: 'embedded' | 'outside';
  readonly admin: ConnectTo;
  /** Who may do everything in a copy of it. */
  readonly superuser: string;
  /** For one set only: nobody ships its WAL meanwhile. */
  readonly once: boolean;
  /** What whoever began this should be told. */
  readonly notes: readonly string[];
  readonly spool: Spool;
  copy(group: GroupWriter, underway: (bytes: number) => void): Promise<ClusterCopy>;
  /** Whether a WAL file was handed over already, though it is not in the spool any more. Throws when none comes any more. */
  settled(wal: string): boolean;
  /** Makes sure WAL is coming in; called before every look at the spool. */
  keepUp(): Promise<void>;
  /** `forget`: no more WAL is wanted. */
  close(forget: boolean): Promise<void>;
}

export function embeddedSource(admin: ConnectTo, cluster: string, reader: string, once: boolean): Source {
  const spool = Spool.inCluster(cluster, reader);
  return {
    kind: 'embedded', admin, superuser: admin.user, once, notes: [], spool,
    copy: (group, underway) => copyCluster(admin, cluster, group, underway),
    settled(wal) {
      const status = join(cluster, 'pg_wal', 'archive_status', wal);
      return !existsSync(`${status}.ready`) && (existsSync(`${status}.done`) || !existsSync(join(cluster, 'pg_wal', wal)));
    },
    keepUp: async () => {},
    async close(forget) {
      if (forget) spool.remove();
    },
  };
}
