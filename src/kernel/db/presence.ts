/**
 * Whether a database can be reached. The first loss is noticed by whoever meets it; from then on nobody waits for time-outs
 * of their own: everybody is told at once, until a quiet probe finds the database again.
 */
import { countLoss } from '../metrics.ts';
import { type Database, isConnectionLoss, isDatabaseLoss } from './database.ts';

const PROBE_MILLISECONDS = 500;

class Presence {
  readonly #database: Database;
  /** When it was lost; null: it is there. */
  #lostAt: Temporal.Instant | null = null;
  constructor(database: Database) {
    this.#database = database;
  }

  get lostAt(): Temporal.Instant | null {
    return this.#lostAt;
  }

  lost(now: Temporal.Instant): void {
    if (this.#lostAt) return;
    this.#lostAt = now;
    countLoss();
    void this.#probe();
  }

  async #probe(): Promise<void> {
    for (;;) {
      await new Promise<void>((done) => setTimeout(done, PROBE_MILLISECONDS).unref());
      try {
        // A standby answers too, but nothing can be written there.
        const found = await this.#database.use((connection) => connection.run<{ standby: boolean }>('select pg_is_in_recovery() as standby'));
        if (found.rows[0]?.standby === false) break;
      } catch (error) {
        if (error instanceof Error && !isConnectionLoss(error)) break; // closed for good, or refused for another reason that the next user will meet
      }
    }
    this.#lostAt = null;
  }
}

const presences = new WeakMap<Database, Presence>();

function presenceOf(database: Database): Presence {
  let known = presences.get(database);
  if (!known) presences.set(database, (known = new Presence(database)));
  return known;
}

/** Since when the database cannot be reached; null: as far as is known, it is there. */
export function lostSince(database: Database): Temporal.Instant | null {
  return presences.get(database)?.lostAt ?? null;
}

/** Notes a connection loss; anything else is left alone. Answers whether it was one. */
export function noteLoss(database: Database, error: unknown, now: Temporal.Instant): boolean {
  if (!isDatabaseLoss(error)) return false;
  presenceOf(database).lost(now);
  return true;
}
