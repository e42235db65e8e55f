/**
 * Single statements of one city share a connection instead of borrowing one each: they go out one behind the other without
 * waiting for answers. A page that asks three things needs one connection then, and a hundred cities a hundred, not three.
 */

/** So many may be on their way over one connection; a slow one keeps no more than these waiting. */
const DEEP = 4;

interface Reader<C> {
  /** Rejected when none could be lent: whoever waits for it gets the same answer. */
  readonly connection: Promise<C>;
  underway: number;
  /** Gives the connection back, as the last one leaves. */
  end(): void;
  failure: unknown;
}

export class Readers<C> {
  readonly #open = new Set<Reader<C>>();
  readonly #lend: (work: (connection: C) => Promise<void>) => Promise<void>;

  /** `lend` gives a connection out until the work's promise is settled, and throws away one on which it was rejected with a loss. */
  constructor(lend: (work: (connection: C) => Promise<void>) => Promise<void>) {
    this.#lend = lend;
  }

  /** Runs one statement over a connection that others read on, or are about to, or over one that others may then join. */
  read<T>(statement: (connection: C) => Promise<T>): Promise<T> {
    for (const reader of this.#open) if (reader.underway < DEEP) return this.#over(reader, statement);
    return this.#over(this.#borrow(), statement);
  }

  /** Nobody else is to join what is open now: the database stands elsewhere. */
  leave(): void {
    this.#open.clear();
  }

  #borrow(): Reader<C> {
    const lent = Promise.withResolvers<C>();
    const used = Promise.withResolvers<void>();
    this.#lend((connection) => {
      lent.resolve(connection);
      return used.promise;
    }).catch(lent.reject); // nothing, once it was lent: each statement has its own answer
    const reader: Reader<C> = { connection: lent.promise, underway: 0, failure: null, end: () => (reader.failure === null ? used.resolve() : used.reject(reader.failure)) };
    used.promise.catch(() => {}); // when it was never lent
    this.#open.add(reader);
    return reader;
  }

  async #over<T>(reader: Reader<C>, statement: (connection: C) => Promise<T>): Promise<T> {
    reader.underway++;
    try {
      return await statement(await reader.connection);
    } catch (error) {
      reader.failure ??= error;
      this.#open.delete(reader); // a refused statement costs others nothing, a broken line must not be joined
      throw error;
    } finally {
      if (--reader.underway === 0) {
        this.#open.delete(reader);
        reader.end();
      }
    }
  }
}
