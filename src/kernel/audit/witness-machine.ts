/** A witness on a machine of its own: two addresses over plain HTTP, its memory in a file. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Signer } from './note.ts';
import type { FileBook } from './watch-book.ts';
import { addCheckpoint } from './witness.ts';

const LIMIT = 64 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return null;
    size += chunk.byteLength;
    if (size > LIMIT) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** For `node:http`: POST …/add-checkpoint and GET …/last-seen. `seconds`: now, in POSIX time. */
export function openFileWitness(book: FileBook, signer: Signer, seconds: () => number): (request: IncomingMessage, response: ServerResponse) => void {
  const answer = async (request: IncomingMessage): Promise<{ readonly status: number; readonly type: string; readonly body: string }> => {
    const url = new URL(request.url ?? '/', 'http://witness.invalid');
    const text = 'text/plain; charset=utf-8';
    if (request.method === 'GET' && url.pathname.endsWith('/last-seen')) {
      const note = book.lastSeen(url.searchParams.get('origin') ?? '');
      return note === null ? { status: 404, type: text, body: 'not known\n' } : { status: 200, type: text, body: note };
    }
    if (request.method !== 'POST' || !url.pathname.endsWith('/add-checkpoint')) return { status: 404, type: text, body: 'not found\n' };
    const body = await bodyOf(request);
    return body === null ? { status: 413, type: text, body: 'too large\n' } : addCheckpoint(book, signer, body, seconds());
  };
  return (request, response) => {
    answer(request).then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body), () => response.writeHead(500).end('problem\n'));
  };
}
