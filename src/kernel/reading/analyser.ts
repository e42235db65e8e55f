/** How Japanese is read: a morphological analyser (kuromoji with IPADIC) in a thread of its own. For work in the background, never for an answer somebody waits for. */
import { Worker } from 'node:worker_threads';

export interface Token {
  readonly surface: string;
  /** In katakana; null: the dictionary does not know it. */
  readonly reading: string | null;
}

const IDLE_MILLISECONDS = 30_000;
const MOST_WAIT = 120_000;

interface Waiting {
  readonly done: (tokens: readonly (readonly Token[])[]) => void;
  readonly failed: (error: Error) => void;
}

class Analyser {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #next = 1;
  #idle: NodeJS.Timeout | null = null;

  read(texts: readonly string[]): Promise<readonly (readonly Token[])[]> {
    if (this.#idle) clearTimeout(this.#idle);
    const worker = this.#worker ?? this.#start();
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<readonly (readonly Token[])[]>();
    this.#waiting.set(id, { done: resolve, failed: reject });
    const limit = setTimeout(() => this.#end(new Error('the analyser does not answer')), MOST_WAIT);
    limit.unref();
    worker.ref();
    worker.postMessage({ id, texts });
    return promise.finally(() => {
      clearTimeout(limit);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#rest();
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./analyser-thread.ts', import.meta.url));
    worker.on('message', ({ id, tokens }: { id: number; tokens: readonly (readonly Token[])[] }) => this.#waiting.get(id)?.done(tokens));
    worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker = worker;
    return worker;
  }

  /** Nobody waits: the thread is kept warm for a while, and holds no process open that wants to end. */
  #rest(): void {
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#end(new Error('the analyser rests')), IDLE_MILLISECONDS);
    this.#idle.unref();
  }

  #end(error: Error): void {
    const worker = this.#worker;
    this.#worker = null;
    for (const one of this.#waiting.values()) one.failed(error);
    this.#waiting.clear();
    void worker?.terminate();
  }
}

const analyser = new Analyser();

/** The words of each text with their readings, in order: together they are the text again. */
export const readingsOf = (texts: readonly string[]): Promise<readonly (readonly Token[])[]> => (texts.length === 0 ? Promise.resolve([]) : analyser.read(texts));
