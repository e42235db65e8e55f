/**
 * Evidence (証拠パッケージ): one file that proves, without the town hall, that something was recorded and has not changed since.
 * It opens the commitment of each entry and holds a C2SP tlog-proof for it; the checkpoint in it is signed by the log and its witnesses.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../text/canonical-json.ts';
import { bodyOf, commit, headOf, parseEntry, type SealedRow } from './entry.ts';
import { keysOf, verifiersOf } from './keys.ts';
import { BadNote, openCheckpoint, parseVerifierKey, type Verifier, verifierKey } from './note.ts';
import { type Asks, cosignedNote, lastCheckpoint, tilesIn } from './store.ts';
import { nodesFrom } from './tiles.ts';
import { type Hash, HASH_BYTES, includes, inclusionRanges, leafHash, proofOf } from './tree.ts';

const PROOF = 'c2sp.org/tlog-proof@v1';
export const EVIDENCE = 'yakuba.evidence@v1';

export interface TlogProof {
  readonly index: number;
  readonly proof: readonly Hash[];
  readonly checkpoint: string;
}

export function writeProof({ index, proof, checkpoint }: TlogProof): string {
  return `${PROOF}\nindex ${index}\n${proof.map((one) => `${Buffer.from(one).toString('base64')}\n`).join('')}\n${checkpoint}`;
}

/** Throws BadNote. */
export function readProof(text: string): TlogProof {
  const cut = text.indexOf('\n\n');
  const [first, index = '', ...lines] = text.slice(0, Math.max(cut, 0)).split('\n').filter((line, place) => !(place === 1 && line.startsWith('extra ')));
  const at = /^index (0|[1-9]\d*)$/.exec(index)?.[1];
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  if (first !== PROOF || at === undefined || !Number.isSafeInteger(Number(at)) || proof.some((one, place) => one.byteLength !== HASH_BYTES || one.toString('base64') !== lines[place])) throw new BadNote('not a tlog-proof');
  return { index: Number(at), proof, checkpoint: text.slice(cut + 2) };
}

const Sealed = z.object({ salt: z.string(), text: z.record(z.string(), z.unknown()) });
const EvidenceFile = z.object({
  format: z.literal(EVIDENCE), city: z.string(), log: z.array(z.string()).min(1), witnesses: z.array(z.string()),
  // `body` null: lawfully erased, or withheld from this reader; its commitment stands in the head.
  entries: z.array(z.object({ entry: z.string(), head: Sealed, body: Sealed.nullable(), proof: z.string() })).min(1),
});
export type Evidence = z.infer<typeof EvidenceFile>;

interface OpenedLeaf extends SealedRow {
  readonly idx: number;
  readonly entry: Buffer;
  readonly prev: number | null;
  readonly mark: Buffer | null;
  readonly headSalt: Buffer;
  readonly bodySalt: Buffer | null;
  readonly bodyCom: Buffer;
}

/** Evidence for these audit entries, by their ids. `withhold`: heads only. Null: one of them is not under a checkpoint yet. */
export async function evidenceFor(asks: Asks, city: string, ids: readonly string[], options: { readonly withhold?: boolean } = {}): Promise<Evidence | null> {
  const last = await lastCheckpoint(asks);
  const leaves = (await asks.run<OpenedLeaf>(
    `select l.idx, l.entry, l.prev, l.mark, s.head_salt as "headSalt", s.body_salt as "bodySalt", s.body_com as "bodyCom", 'a' as source, a.id, a.at, a.command as act, a.outcome, a.actor_kind as "actorKind", a.actor_id as "actorId",
            a.on_behalf as "onBehalf", a.request_id as "requestId", a.parent, a.subject, null as subjects, null as purpose, a.detail
       from kernel.log_leaves l join kernel.log_salts s on s.idx = l.idx join kernel.audit_entries a on a.id = l.row_id where l.source = 'a' and l.row_id = any($1::uuid[]) order by l.idx`, [ids])).rows;
  if (!last || leaves.length === 0 || leaves.length < ids.length || leaves.some((leaf) => leaf.idx >= last.size)) return null;
  const checkpoint = await cosignedNote(asks, last);
  const nodes = nodesFrom(last.size, tilesIn(asks));
  const witnesses = await asks.run<{ name: string; public_key: Buffer }>('select name, public_key from kernel.log_witnesses order by name');
  const entries: Evidence['entries'] = [];
  for (const leaf of leaves) {
    entries.push({
      entry: leaf.entry.toString('utf8'), head: { salt: leaf.headSalt.toString('base64'), text: headOf(leaf, leaf, leaf.bodyCom) },
      body: leaf.bodySalt === null || options.withhold ? null : { salt: leaf.bodySalt.toString('base64'), text: bodyOf(leaf) },
      proof: writeProof({ index: leaf.idx, proof: await proofOf(nodes, inclusionRanges(leaf.idx, last.size)), checkpoint }),
    });
  }
  return {
    format: EVIDENCE, city, log: verifiersOf(await keysOf(asks)).map(verifierKey),
    witnesses: witnesses.rows.map((row) => verifierKey({ name: row.name, publicKey: row.public_key, kind: 'witness' })), entries,
  };
}

export function evidenceText(evidence: Evidence): string {
  return `${canonicalJson(evidence)}\n`;
}

export interface EvidenceCheck {
  readonly level: 'good' | 'damaged' | 'unknown';
  /** For people, a line each. */
  readonly said: readonly string[];
  /** What the reader should know besides. */
  readonly note?: string;
}

/**
 * Checks evidence with nothing but itself. `trusted`: verifier keys known from elsewhere (the city's gazette, a neighbour); without
 * them the keys in the file are used, which is said. `files`: that are claimed to be named in it.
 */
export function checkEvidence(text: string, options: { readonly trusted?: readonly string[]; readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[] } = {}): EvidenceCheck {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { level: 'unknown', said: ['証拠ファイルとして読めません。'] };
  }
  const read = EvidenceFile.safeParse(parsed);
  if (!read.success) return { level: 'unknown', said: ['証拠ファイルの形が違います。'] };
  try {
    const known = (options.trusted ?? []).map(parseVerifierKey);
    const logs = known.some((key) => key.kind === 'log') ? known : [...read.data.log.map(parseVerifierKey), ...known];
    const verifiers = [...logs, ...read.data.witnesses.map(parseVerifierKey)];
    const said = read.data.entries.map((entry) => checkEntry(entry, verifiers));
    const hashes = new Set(read.data.entries.flatMap((entry) => (entry.body ? canonicalJson(entry.body.text).match(/[0-9a-f]{64}/g) ?? [] : [])));
    for (const file of options.files ?? []) said.push(checkFile(file, hashes));
    return { level: 'good', said, ...(logs === known ? {} : { note: '町の鍵は、この証拠ファイルに入っているものを使いました。市の公表した鍵と同じか、確かめてください。' }) };
  } catch (error) {
    if (error instanceof BadNote || error instanceof Tampered) return { level: 'damaged', said: [error instanceof Tampered ? error.message : `署名か証明が正しくありません（${error.message}）。`] };
    throw error;
  }
}

class Tampered extends Error {}

function checkEntry({ entry, head, body, proof }: Evidence['entries'][number], verifiers: readonly Verifier[]): string {
  const { index, proof: path, checkpoint } = readProof(proof);
  const opened = openCheckpoint(checkpoint, verifiers);
  const bytes = Buffer.from(entry);
  if (!includes(leafHash(bytes), index, opened.size, path, opened.root)) throw new Tampered(`${index} 番の記録は、署名された記録に入っていません。`);
  const leaf = parseEntry(bytes);
  if (!leaf || !commit(Buffer.from(head.salt, 'base64'), head.text).equals(leaf.com)) throw new Tampered(`${index} 番の記録の操作・時刻・職員が、封印したときと違います。`);
  if (body && commit(Buffer.from(body.salt, 'base64'), body.text).toString('base64') !== head.text['body']) throw new Tampered(`${index} 番の記録の内容が、封印したときと違います。`);
  const witnesses = opened.signed.filter((one) => one.by.kind === 'witness').map((one) => one.by.name);
  return `${index} 番の記録（${String(head.text['act'])}、${moment(String(head.text['at']))}）は、${moment(leaf.second)} に封印されてから 1 文字も変わっていません${body ? '' : '（本文は廃棄済みか、非開示です）'}。署名: ${opened.origin}${witnesses.length > 0 ? `、証人 ${witnesses.join('、')}` : '（証人なし）'}。`;
}

const words = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'long', timeStyle: 'medium' });

/** In Japanese time, to the second. */
function moment(text: string): string {
  return words.format(Temporal.Instant.from(text).epochMilliseconds);
}

function checkFile({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }, hashes: ReadonlySet<string>): string {
  const sha256 = hash('sha256', bytes, 'hex');
  if (!hashes.has(sha256)) throw new Tampered(`${name} は、この証拠にある文書と一致しません（SHA-256 ${sha256}）。`);
  return `${name} は、市が記録した文書と一致します（SHA-256 ${sha256.slice(0, 16)}…）。`;
}
