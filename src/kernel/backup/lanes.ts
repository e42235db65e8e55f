/** A few pieces of work at once, and no more than that in memory: whoever adds one waits for a free lane. */
export class Lanes {
  readonly #limit: number;
  readonly #busy = new Set<Promise<unknown>>();
  #failed: { readonly error: unknown } | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Comes back when the work has begun. What it gives is awaited by `settle` or by the caller through `started`. */
  async add<T>(work: () => Promise<T>): Promise<{ readonly started: Promise<T> }> {
    while (this.#busy.size >= this.#limit) await Promise.race(this.#busy);
    if (this.#failed) throw this.#failed.error;
    const started = work();
    const kept: Promise<unknown> = started.catch((error: unknown) => (this.#failed ??= { error })).finally(() => this.#busy.delete(kept));
    this.#busy.add(kept);
    return { started };
  }

  /** Waits for everything; the first failure is thrown. */
  async settle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
    if (this.#failed) throw this.#failed.error;
  }
}
