/**
 * A witness (C2SP tlog-witness): keeps the last size and root it saw of each log it knows, asks for a proof that the new tree
 * begins with the old one, and signs. A shorter or another tree gets no signature, so two histories cannot both be shown.
 */
import { BadNote, type Checkpoint, cosign, openCheckpoint, type Signer } from './note.ts';
import { consistent, type Hash, HASH_BYTES } from './tree.ts';

export interface Watched {
  readonly origin: string;
  readonly publicKey: Uint8Array;
  readonly size: number;
  /** Null: nothing seen yet. */
  readonly root: Hash | null;
}

/** Where a witness keeps what it saw. `change` runs while nobody else may change the same log's line, and is kept before it answers. */
export interface WatchBook {
  change(origin: string, decide: (watched: Watched | null) => { readonly keep: { readonly size: number; readonly root: Hash; readonly note: string } | null; readonly answer: WitnessAnswer }): Promise<WitnessAnswer>;
}

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

const MAX_PROOF = 63;
const MAX_BODY = 64 * 1024;

const said = (status: WitnessAnswer['status'], body: string): WitnessAnswer => ({ status, type: 'text/plain; charset=utf-8', body: `${body}\n` });

export interface Submission {
  readonly old: number;
  readonly proof: readonly Hash[];
  readonly note: string;
}

export function submissionText({ old, proof, note }: Submission): string {
  return `old ${old}\n${proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`;
}

/** Null: not of the form of add-checkpoint. */
export function parseSubmission(body: string): Submission | null {
  const cut = body.indexOf('\n\n');
  if (cut < 0 || body.length > MAX_BODY) return null;
  const [first = '', ...lines] = body.slice(0, cut).split('\n');
  const old = /^old (0|[1-9]\d*)$/.exec(first)?.[1];
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  if (old === undefined || !Number.isSafeInteger(Number(old)) || lines.length > MAX_PROOF || proof.some((hash, place) => hash.byteLength !== HASH_BYTES || hash.toString('base64') !== lines[place])) return null;
  return { old: Number(old), proof, note: body.slice(cut + 2) };
}

/** Answers add-checkpoint as the specification says. `seconds`: now, in POSIX time. */
export async function addCheckpoint(book: WatchBook, signer: Signer, body: string, seconds: number): Promise<WitnessAnswer> {
  const submission = parseSubmission(body);
  if (!submission) return said(400, 'not an add-checkpoint request');
  const origin = submission.note.slice(0, Math.max(submission.note.indexOf('\n'), 0));
  return book.change(origin, (watched) => {
    if (!watched) return { keep: null, answer: said(404, 'this log is not known here') };
    let checkpoint: Checkpoint;
    try {
      checkpoint = openCheckpoint(submission.note, [{ name: origin, publicKey: watched.publicKey, kind: 'log' }]);
    } catch (error) {
      if (error instanceof BadNote) return { keep: null, answer: said(403, error.message) };
      throw error;
    }
    const answer = judge(watched, submission, checkpoint);
    if (answer) return { keep: null, answer };
    return { keep: { ...checkpoint, note: submission.note }, answer: { status: 200, type: 'text/plain; charset=utf-8', body: cosign(checkpoint, signer, seconds) } };
  });
}

/** Null: it may be signed. */
function judge(watched: Watched, { old, proof }: Submission, checkpoint: Checkpoint): WitnessAnswer | null {
  if (old > checkpoint.size) return said(400, 'the old size is larger than the new');
  if (old !== watched.size) return { status: 409, type: 'text/x.tlog.size', body: `${watched.size}\n` };
  if (watched.root === null) return proof.length === 0 ? null : said(422, 'no proof can lead here from an empty tree');
  if (consistent(watched.size, checkpoint.size, watched.root, checkpoint.root, proof)) return null;
  return watched.size === checkpoint.size ? { status: 409, type: 'text/x.tlog.size', body: `${watched.size}\n` } : said(422, 'the new tree does not begin with the old one');
}
