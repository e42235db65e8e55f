/** What is done to the log on purpose, each with an entry of its own: erasure, a new key, going on after a declared gap. */
import type { City } from '../city.ts';
import { rootAt, signNow, writeHead } from './checkpoint.ts';
import { clearHalt, haltOf, haltWords } from './halts.ts';
import { addKey, keysOf, originAfterGap } from './keys.ts';
import { holdingLog, sealOwn, sealWaiting, wholeSecond } from './sequencer.ts';
import { type Asks, lastCheckpoint, stateOf } from './store.ts';

/** The log cannot do this now; the message says why and what to do. */
export class LogRefused extends Error {}

async function holding<T>(city: City, work: (asks: Asks) => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const done = await holdingLog(city, async (asks) => ({ value: await work(asks) }));
    if (done) return done.value;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  throw new LogRefused('ほかのプロセスが記録を封印しているので、いまは行えません。少し待ってから、もう一度実行してください。');
}

async function refuseHalted(asks: Asks): Promise<void> {
  const stopped = await haltOf(asks);
  if (stopped) throw new LogRefused(`${haltWords(stopped)}。`);
}

async function sealAll(asks: Asks, city: City): Promise<void> {
  while ((await sealWaiting(asks, city)) > 0);
  await refuseHalted(asks);
}

export interface ErasureBasis {
  /** The law or rule, e.g. 二本松市文書管理規程 第40条. */
  readonly law: string;
  /** The decision that allows it, e.g. 決裁第123号. */
  readonly approval: string;
}

interface ErasedLeaf {
  readonly idx: number;
  readonly prev: number | null;
}

/**
 * Destroys what these audit entries say of people and things (保存期間満了の廃棄, 個人情報の消去): body and salt go, the leaf stays,
 * and an entry of the log names the basis and every place. Answers how many, and that entry's place. Throws LogRefused.
 */
export async function eraseEntries(city: City, entries: readonly string[], basis: ErasureBasis, by: string): Promise<{ readonly erased: number; readonly idx: number }> {
  if (basis.law.trim() === '' || basis.approval.trim() === '') throw new LogRefused('廃棄の根拠（法令・規程）と決裁番号を指定してください。');
  return holding(city, async (asks) => {
    await sealAll(asks, city);
    // What the log says about itself is not about anybody and stays.
    const found = (await asks.run<ErasedLeaf>(
      `select l.idx, l.prev from kernel.log_leaves l join kernel.audit_entries a on a.id = l.row_id where l.source = 'a' and l.row_id = any($1::uuid[]) and a.command !~ '^(log|clock|audit)\\.' and not exists (select from kernel.log_erasures e where e.idx = l.idx) order by l.idx`, [entries])).rows;
    if (found.length === 0) throw new LogRefused('廃棄する記録が見つかりません（すでに廃棄済みかもしれません）。');
    const key = (await keysOf(asks)).at(-1);
    if (!key) throw new LogRefused('記録がまだ始まっていません。');
    const now = await momentOf(asks, city);
    const idx = await sealOwn(asks, city, key, 'log.erase', { ...basis, count: found.length, indices: found.map((leaf) => leaf.idx) }, now, by);
    const erased = (await asks.run<{ erased: number }>('select kernel.erase_from_log($1) as erased', [idx])).rows[0]?.erased ?? 0;
    return { erased, idx };
  });
}

/** The ids of the sealed audit entries about a subject. */
export async function entriesAbout(city: Pick<City, 'staffDb'>, subject: string): Promise<readonly string[]> {
  return (await city.staffDb.use((connection) => connection.run<{ id: string }>('select id from kernel.audit_entries where subject = $1 order by at, id', [subject]))).rows.map((row) => row.id);
}

async function momentOf(asks: Asks, city: City): Promise<Temporal.Instant> {
  const { sealedAt } = await stateOf(asks);
  const now = wholeSecond(city.clock.now());
  return sealedAt && Temporal.Instant.compare(now, sealedAt) < 0 ? sealedAt : now;
}

/** Exchanges the signing key. The next checkpoint is signed with both, so that the old one vouches for the new. */
export async function rotateKey(city: City, by: string): Promise<number> {
  const generation = await holding(city, async (asks) => {
    await sealAll(asks, city);
    const key = (await keysOf(asks)).at(-1);
    if (!key) throw new LogRefused('記録がまだ始まっていません。');
    const now = await momentOf(asks, city);
    const next = key.generation + 1;
    await sealOwn(asks, city, key, 'log.key', { generation: next }, now, by);
    await addKey(asks, city, { generation: next, origin: key.origin, fromSize: (await stateOf(asks)).size, reason: 'rotation', at: now });
    return { next, note: await signNow(asks, city) };
  });
  if (generation.note) writeHead(city, generation.note);
  return generation.next;
}

export interface DeclaredGap {
  readonly origin: string;
  readonly idx: number;
  readonly lost: { readonly from: number; readonly to: number } | null;
}

/**
 * Goes on after a restored backup or a cut log: under a new name, whose tree begins with what is left, and whose next leaf names
 * the log before, what was known of it, and what is lost. Witnesses take it as a new log. Throws LogRefused.
 */
export async function declareGap(city: City, reason: string, by: string): Promise<DeclaredGap> {
  if (reason.trim() === '') throw new LogRefused('欠けのわけを --reason で書いてください。');
  const done = await holding(city, async (asks) => {
    const stopped = await haltOf(asks);
    if (!stopped || stopped.reason === 'clock') throw new LogRefused('記録は止まっていません。欠けを宣言するのは、記録が短くなったか、控えと違うときだけです。');
    const before = (await keysOf(asks)).at(-1);
    if (!before) throw new LogRefused('記録がまだ始まっていません。');
    const { size } = await stateOf(asks);
    // Tiles of leaves that are gone.
    await asks.run('delete from kernel.log_tiles where (n + 1) * (256::numeric ^ (level + 1)) > $1', [size]);
    await clearHalt(asks);
    const now = await momentOf(asks, city);
    const origin = originAfterGap(before.origin);
    const known = Number(stopped.detail['known'] ?? size);
    const lost = known > size ? { from: size, to: known - 1 } : null;
    const root = Buffer.from(await rootAt(asks, size)).toString('base64');
    const signed = await lastCheckpoint(asks);
    await addKey(asks, city, { generation: before.generation + 1, origin, fromSize: size, reason: 'gap', at: now });
    const idx = await sealOwn(asks, city, { origin }, 'log.gap', { before: before.origin, size, root, known: stopped.detail, lastCheckpoint: signed ? { size: signed.size, origin: signed.origin } : null, lost, reason }, now, by);
    return { origin, idx, lost, note: await signNow(asks, city) };
  });
  if (done.note) writeHead(city, done.note);
  return { origin: done.origin, idx: done.idx, lost: done.lost };
}
