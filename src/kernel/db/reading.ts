/** Helper functions of a system are asked from commands and queries alike: what only reads takes either. */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';

/** A query's reader or a command's open transaction. */
export type Either<T> = ReadonlyKysely<T> | Kysely<T>;

/** A transaction seen as what it can be read with; Kysely's readonly form is the same object with fewer verbs. */
export function readingOf<T>(db: Either<T>): ReadonlyKysely<T> {
  return db as unknown as ReadonlyKysely<T>;
}
