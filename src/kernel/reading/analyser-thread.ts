/** The thread that holds the dictionary: half a gigabyte while it works, gone when nobody asks. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import kuromoji from 'kuromoji';

const dictionary = join(dirname(createRequire(import.meta.url).resolve('kuromoji/package.json')), 'dict');

interface Asked {
  readonly id: number;
  readonly texts: readonly string[];
}

const port = parentPort;
kuromoji.builder({ dicPath: dictionary }).build((error, tokenizer) => {
  if (error || !port) throw error ?? new Error('not a thread');
  port.on('message', ({ id, texts }: Asked) => {
    port.postMessage({ id, tokens: texts.map((text) => tokenizer.tokenize(text).map((token) => ({ surface: token.surface_form, reading: token.reading ?? null }))) });
  });
});
