/** Every row against its leaf: changed, gone, or never sealed; and the chain of entries about each subject. */
import { bodyOf, commit, headOf, parseEntry, type SealedRow } from './entry.ts';
import type { Asks } from './store.ts';
import type { Problem } from './verify-tree.ts';

const CHUNK = 2000;
const NAMED = 20;

interface SealedLeaf extends Omit<SealedRow, 'id' | 'at'> {
  readonly idx: number;
  readonly id: string | null;
  readonly at: Temporal.Instant | null;
  readonly rowId: string;
  readonly entry: Buffer;
  readonly sealedAt: Temporal.Instant;
  readonly prev: number | null;
  readonly mark: Buffer | null;
  readonly headSalt: Buffer | null;
  readonly bodySalt: Buffer | null;
  readonly bodyCom: Buffer | null;
  readonly erasedBy: number | null;
}

const READ = `
select l.idx, l.source, l.row_id as "rowId", l.entry, l.sealed_at as "sealedAt", l.prev, l.mark, s.head_salt as "headSalt", s.body_salt as "bodySalt", s.body_com as "bodyCom", e.erased_by as "erasedBy",
       coalesce(a.id, k.id) as id, coalesce(a.at, k.at) as at, coalesce(a.command, k.query) as act, a.outcome, coalesce(a.actor_kind, k.actor_kind) as "actorKind", coalesce(a.actor_id, k.actor_id) as "actorId",
       a.on_behalf as "onBehalf", a.request_id as "requestId", a.parent, a.subject, k.subjects, k.purpose, a.detail
  from kernel.log_leaves l left join kernel.log_salts s on s.idx = l.idx left join kernel.log_erasures e on e.idx = l.idx
  left join kernel.audit_entries a on l.source = 'a' and a.id = l.row_id left join kernel.looks k on l.source = 'l' and k.id = l.row_id
 where l.idx >= $1 and l.idx < $2 order by l.idx`;

export interface RowsCheck {
  readonly rows: number;
  readonly erased: number;
  readonly problems: readonly Problem[];
}

export function tableOf(source: string): string {
  return source === 'a' ? 'kernel.audit_entries' : 'kernel.looks';
}

class RowReader {
  readonly #asks: Asks;
  readonly problems: Problem[] = [];
  readonly #chain = new Map<string, number>();
  /** What each entry 'log.erase' allows, and what was erased on its strength. */
  readonly #allowed = new Map<number, Set<number>>();
  readonly #erased = new Map<number, number>();
  rows = 0;

  constructor(asks: Asks) {
    this.#asks = asks;
  }

  get erased(): number {
    return this.#erased.size;
  }

  #say(said: string, leaf: SealedLeaf): void {
    this.problems.push({ said, where: `${tableOf(leaf.source)} ${leaf.rowId}（葉 ${leaf.idx}、${leaf.sealedAt.toString()} に封印）` });
  }

  async read(size: number, progress: (rows: number) => void): Promise<void> {
    for (let from = 0; from < size; from += CHUNK) {
      const leaves = (await this.#asks.run<SealedLeaf>(READ, [from, from + CHUNK])).rows;
      for (const leaf of leaves) this.#check(leaf);
      this.rows += leaves.length;
      progress(Math.min(from + CHUNK, size));
    }
    this.#checkErasures();
    await this.#unsealed();
  }

  #check(leaf: SealedLeaf): void {
    if (leaf.mark) {
      const mark = leaf.mark.toString('hex');
      if (leaf.prev !== (this.#chain.get(mark) ?? null)) this.#say('同じ対象の、前の記録へのつながりが違います', leaf);
      this.#chain.set(mark, leaf.idx);
    }
    if (leaf.erasedBy !== null) this.#erased.set(leaf.idx, leaf.erasedBy);
    if (leaf.id === null || leaf.at === null) return this.#say('行が消されています', leaf);
    if (!leaf.headSalt || !leaf.bodyCom) return this.#say('封印を開く値が消されています', leaf);
    const row: SealedRow = { ...leaf, id: leaf.id, at: leaf.at };
    if (leaf.bodySalt === null && leaf.erasedBy === null) return this.#say('根拠の記録なしに、内容が消されています', leaf);
    this.#compare(leaf, row, leaf.headSalt, leaf.bodyCom);
    if (row.act === 'log.erase' && row.source === 'a') this.#allowed.set(leaf.idx, indicesIn(row.detail));
  }

  #compare(leaf: SealedLeaf, row: SealedRow, headSalt: Buffer, bodyCom: Buffer): void {
    const com = parseEntry(leaf.entry)?.com;
    // What is erased must be empty; its body can no longer be computed, its head still is.
    const emptied = row.subject === null && JSON.stringify(row.detail) === '{}' && (row.actorId === null || (row.actorKind !== 'citizen' && row.actorKind !== 'visitor'));
    const body = leaf.bodySalt === null ? emptied && leaf.erasedBy !== null : commit(leaf.bodySalt, bodyOf(row)).equals(bodyCom) && leaf.erasedBy === null;
    const head = com !== undefined && commit(headSalt, headOf(row, leaf, bodyCom)).equals(com);
    if (!head && !body) this.#say('行か、封印を開く値が、封印したときと違います', leaf);
    else if (!head) this.#say(row.source === 'a' ? '操作・結果・時刻・職員（at, command, outcome, actor, on_behalf, request_id, parent）が、封印したときと違います' : '時刻・問い合わせ・職員（at, query, actor）が、封印したときと違います', leaf);
    else if (!body) this.#say(leaf.erasedBy === null ? (row.source === 'a' ? '対象か内容（subject, detail）が、封印したときと違います' : '対象か目的（subjects, purpose）が、封印したときと違います') : '廃棄したはずの内容が残っているか、書き込まれています', leaf);
  }

  #checkErasures(): void {
    for (const [idx, by] of this.#erased) if (!this.#allowed.get(by)?.has(idx)) this.problems.push({ said: '廃棄の根拠の記録が、この葉を挙げていません', where: `葉 ${idx}（根拠とされた葉 ${by}）` });
    for (const [by, indices] of this.#allowed) for (const idx of indices) if (this.#erased.get(idx) === undefined) this.problems.push({ said: '廃棄したと記録されているのに、廃棄されていません', where: `葉 ${idx}（根拠の葉 ${by}）` });
  }

  async #unsealed(): Promise<void> {
    for (const [source, name] of [['a', 'command'], ['l', 'query']] as const) {
      const table = tableOf(source);
      const found = await this.#asks.run<{ id: string; at: Temporal.Instant; act: string }>(
        `select r.id, r.at, r.${name} as act from ${table} r where not exists (select from kernel.log_leaves l where l.row_id = r.id and l.source = $1) and not exists (select from kernel.log_queue q where q.row_id = r.id and q.source = $1) order by r.at limit ${NAMED}`, [source]);
      for (const row of found.rows) this.problems.push({ said: '記録のない行です（命令を通さずに入れられました）', where: `${table} ${row.id}（${row.act}、${row.at.toString()} と名乗る）` });
    }
  }
}

function indicesIn(detail: unknown): Set<number> {
  const found = typeof detail === 'object' && detail !== null && 'indices' in detail && Array.isArray(detail.indices) ? detail.indices : [];
  return new Set(found.filter((one): one is number => typeof one === 'number'));
}

/** Compares all rows. Reads every row once. */
export async function checkRows(asks: Asks, size: number, progress: (rows: number) => void = () => {}): Promise<RowsCheck> {
  const reader = new RowReader(asks);
  await reader.read(size, progress);
  return { rows: reader.rows, erased: reader.erased, problems: reader.problems };
}
