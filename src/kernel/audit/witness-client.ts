/** The log's side of witnessing: hands the newest checkpoint with its proof to every witness and keeps what they sign. */
import type { City } from '../city.ts';
import { logProblem } from '../log.ts';
import { checkAgainst } from './checkpoint.ts';
import { haltOf } from './halts.ts';
import { keysOf, verifiersOf } from './keys.ts';
import { BadNote, openCheckpoint, type Verifier } from './note.ts';
import { holdingLog } from './sequencer.ts';
import { type Asks, lastCheckpoint, type StoredCheckpoint, tilesIn } from './store.ts';
import { nodesFrom } from './tiles.ts';
import { consistencyRanges, proofOf } from './tree.ts';
import { submissionText } from './witness.ts';

const PATIENCE_MILLISECONDS = 8000;
const MAX_ANSWER = 64 * 1024;

interface WitnessRow {
  readonly name: string;
  readonly public_key: Buffer;
  readonly url: string;
  readonly last_size: number;
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

async function send(url: string, body: string): Promise<Answered> {
  const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, { method: 'POST', body, headers: { 'content-type': 'text/plain; charset=utf-8' }, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  return { status: response.status, body: (await response.text()).slice(0, MAX_ANSWER) };
}

async function witnessesOf(asks: Asks, checkpoint: StoredCheckpoint | null): Promise<readonly WitnessRow[]> {
  return (await asks.run<WitnessRow>('select name, public_key, url, last_size from kernel.log_witnesses w where not exists (select from kernel.log_cosignatures c where c.witness = w.name and c.origin = $1 and c.size = $2) order by name', [checkpoint?.origin ?? '', checkpoint?.size ?? -1])).rows;
}

/** Asks every witness that has not signed the newest checkpoint. The number says how many did now. */
export async function askWitnesses(city: City): Promise<number> {
  const { checkpoint, witnesses, halted } = await city.staffDb.use(async (asks) => {
    const last = await lastCheckpoint(asks);
    return { checkpoint: last, witnesses: last ? await witnessesOf(asks, last) : [], halted: await haltOf(asks) };
  });
  if (!checkpoint || (halted && halted.reason !== 'clock')) return 0;
  let signed = 0;
  for (const witness of witnesses) {
    try {
      const problem = await askOne(city, checkpoint, witness);
      if (problem === null) signed++;
      await note(city, witness.name, problem);
    } catch (error) {
      logProblem('witness', error, { witness: witness.name });
      await note(city, witness.name, error instanceof Error ? error.message : 'problem');
    }
  }
  return signed;
}

async function note(city: City, name: string, problem: string | null): Promise<void> {
  await city.staffDb.use((asks) => asks.run('update kernel.log_witnesses set problem = $2 where name = $1 and problem is distinct from $2', [name, problem]));
}

/** Null: it signed. */
async function askOne(city: City, checkpoint: StoredCheckpoint, witness: WitnessRow): Promise<string | null> {
  let old = Math.min(witness.last_size, checkpoint.size);
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await send(witness.url, await submission(city, checkpoint, old));
    if (answer.status === 200) return keep(city, checkpoint, witness, answer.body);
    const known = Number(answer.body.trim());
    if (answer.status !== 409 || !Number.isSafeInteger(known)) return answer.status === 422 ? contradicted(city, witness, 'the witness has seen another history') : `${answer.status} ${answer.body.trim().slice(0, 200)}`;
    if (known > checkpoint.size || known === old) return contradicted(city, witness, `the witness knows another or a longer log (${known})`);
    old = known;
  }
  return 'the witness changed its mind';
}

async function submission(city: City, checkpoint: StoredCheckpoint, old: number): Promise<string> {
  const proof = await city.staffDb.use((asks) => proofOf(nodesFrom(checkpoint.size, tilesIn(asks)), consistencyRanges(old, checkpoint.size)));
  return submissionText({ old, proof, note: checkpoint.note });
}

/** What a witness says is not believed; the note it keeps, signed by this log's own key, is. */
async function contradicted(city: City, witness: WitnessRow, problem: string): Promise<string> {
  await compare(city, witness);
  return problem;
}

async function keep(city: City, checkpoint: StoredCheckpoint, witness: WitnessRow, body: string): Promise<string | null> {
  const verifier: Verifier = { name: witness.name, publicKey: witness.public_key, kind: 'witness' };
  const lines = body.split('\n').filter((line) => line.startsWith(`— ${witness.name} `));
  return city.staffDb.use(async (asks) => {
    const keys = verifiersOf(await keysOf(asks));
    for (const line of lines) {
      try {
        if (openCheckpoint(`${checkpoint.note}${line}\n`, [...keys, verifier]).signed.every((one) => one.by !== verifier)) continue;
      } catch (error) {
        if (error instanceof BadNote) continue;
        throw error;
      }
      await asks.run(
        `with known as (update kernel.log_witnesses set last_size = $2 where name = $3)
         insert into kernel.log_cosignatures (origin, size, witness, line, at) values ($1, $2, $3, $4, $5) on conflict on constraint log_cosignatures_pkey do nothing`, [checkpoint.origin, checkpoint.size, witness.name, `${line}\n`, city.clock.now()]);
      return null;
    }
    return 'the answer holds no signature of this witness';
  });
}

/** At the start: does a witness know a longer log under this name, or another one? Unreachable witnesses say nothing. */
export async function checkWitnesses(city: City): Promise<void> {
  for (const witness of await city.staffDb.use((asks) => witnessesOf(asks, null))) await compare(city, witness);
}

/** Halts the log when it does not begin with what it signed in front of this witness. */
async function compare(city: City, witness: WitnessRow): Promise<void> {
  const keys = await city.staffDb.use((asks) => keysOf(asks));
  const origin = keys.at(-1)?.origin;
  if (origin === undefined) return;
  const { note: theirs } = await lastSeenBy(witness, origin).catch(() => ({ note: null }));
  if (theirs === null) return;
  try {
    const seen = openCheckpoint(theirs, verifiersOf(keys));
    if (seen.origin === origin) await holdingLog(city, (asks) => checkAgainst(asks, city, { ...seen, by: witness.name }));
  } catch (error) {
    // A note that no key of ours signed proves nothing.
    if (!(error instanceof BadNote)) throw error;
  }
}

/** What the witness saw last of this log, as the log signed it. */
export async function lastSeenBy(witness: { readonly url: string }, origin: string): Promise<{ readonly note: string | null }> {
  const response = await fetch(`${witness.url.replace(/\/$/, '')}/last-seen?origin=${encodeURIComponent(origin)}`, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  return { note: response.status === 200 ? (await response.text()).slice(0, MAX_ANSWER) : null };
}
