/**
 * The thread that prints. Typst compiles synchronously, and a thick paper takes long enough to stall every citizen
 * who is waiting for a page; so it happens here. One compiler lives as long as the thread: fonts are read once.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { missingCharacters } from './diagnostics.ts';
import type { PaperAnswer, PaperJob } from './paper-message.ts';

/** Typst's root: templates import "/kernel/paper/house.typ" from here. */
const sourceRoot = path.resolve(import.meta.dirname, '../..');
const dataFile = path.join(sourceRoot, 'paper-data.json');

/** Typst memoizes across compiles; results unused for this many papers are forgotten, so a long print run stays flat. */
const MEMORY_IN_PAPERS = 20;

const FONTS = [
  '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
  '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
  '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  '@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf',
];

function createCompiler(): NodeCompiler {
  const require = createRequire(import.meta.url);
  const fontBlobs = FONTS.map((font) => readFileSync(require.resolve(font)));
  return NodeCompiler.create({ workspace: sourceRoot, fontArgs: [{ fontBlobs }] });
}

const compiler = createCompiler();

function print(job: PaperJob): PaperAnswer {
  // The data is a file that exists for the compiler only; it is never part of the source.
  compiler.mapShadow(dataFile, Buffer.from(job.dataJson));
  try {
    const compiled = compiler.compile({ mainFilePath: job.templatePath });
    const document = compiled.result;
    if (document === null) {
      const failure = compiled.takeError();
      return { id: job.id, kind: 'broken-template', diagnostics: JSON.stringify(failure?.shortDiagnostics ?? []) };
    }
    const pdf = compiler.pdf(document, { pdfStandard: job.standard, creationTimestamp: job.createdAtSeconds });
    return { id: job.id, kind: 'printed', pdf: Uint8Array.from(pdf), pages: document.numOfPages };
  } catch (failure) {
    return explain(job.id, failure instanceof Error ? failure.message : String(failure));
  } finally {
    compiler.evictCache(MEMORY_IN_PAPERS);
  }
}

function explain(id: number, diagnostics: string): PaperAnswer {
  const characters = missingCharacters(diagnostics);
  return characters.length > 0 ? { id, kind: 'missing-glyph', characters } : { id, kind: 'broken-template', diagnostics };
}

parentPort?.on('message', (job: PaperJob) => {
  const answer = print(job);
  parentPort?.postMessage(answer, answer.kind === 'printed' ? [answer.pdf.buffer] : []);
});
