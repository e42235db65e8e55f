/** `./yakuba verify` for the sealed log: the tree, what was signed, the rows, what waits. Reads only. */
import { type Finding, finding, type Level } from '../backup/verify/finding.ts';
import type { City } from '../city.ts';
import { readHead } from './checkpoint.ts';
import { haltOf, haltWords } from './halts.ts';
import { type LogKey, keysOf, signerOf, verifiersOf } from './keys.ts';
import { BadNote, openCheckpoint, parseNote, parseSignatureLine, type Verifier } from './note.ts';
import type { Asks, StoredCheckpoint } from './store.ts';
import { checkStamps } from './stamps.ts';
import { checkRows } from './verify-rows.ts';
import { checkTree, type Problem, rootMatches, type TreeCheck } from './verify-tree.ts';

const AREA = '改ざん検知ログ';
const NAMED = 20;
const OLD_HOURS = 1;

export interface LogVerifyOptions {
  /** The city's folder, when it can be read: its key and this machine's last checkpoint. */
  readonly city: Pick<City, 'key' | 'filesDir'> | null;
  readonly now: Temporal.Instant;
  /** False: the tree and the signatures only, not the rows. */
  readonly rows?: boolean;
  readonly progress?: (label: string, done: number) => void;
}

interface NumberedCheckpoint extends StoredCheckpoint {
  readonly number: number;
}

/** All findings, in sentences. The first is the answer; the others say what is wrong. */
export async function logFindings(asks: Asks, options: LogVerifyOptions): Promise<readonly Finding[]> {
  const keys = await keysOf(asks);
  const checkpoints = (await asks.run<NumberedCheckpoint>('select origin, size, root, note, at, number from kernel.log_checkpoints order by number')).rows;
  const head = options.city ? readHead(options.city) : null;
  const names = keys.filter((key) => key.reason !== 'rotation').map(({ origin, fromSize }) => ({ origin, fromSize }));
  const tree = await checkTree(asks, names, [...checkpoints.map((one) => one.size), ...(head ? [head.size] : [])], (done) => options.progress?.('葉', done));
  const stamps = await checkStamps(asks, options.now);
  const problems = [...tree.problems, ...checkSigned(tree, keys, checkpoints), ...await checkKeys(asks, keys, options.city), ...await checkWitnessed(asks, keys, checkpoints), ...stamps.problems];
  if (head && !declared(keys, head.origin, head.size)) {
    const matches = rootMatches(tree, head.size, head.root);
    if (!checkpoints.some((one) => one.origin === head.origin && one.size >= head.size)) problems.push({ said: 'この機械が署名した控えが、表から消されています', where: `${head.size} 件の時点` });
    if (matches === null) problems.push({ said: `記録が短くなっています（この機械の控えは ${head.size.toLocaleString('ja-JP')} 件）`, where: `いま ${tree.size} 件` });
    else if (!matches) problems.push({ said: 'この機械が署名した控えと、木が違います', where: `${head.size} 件の時点` });
  }
  const rows = options.rows === false ? null : await checkRows(asks, tree.size, (done) => options.progress?.('行', done));
  return [...told([...problems, ...(rows?.problems ?? [])], summary(tree, checkpoints, rows?.erased ?? 0)), ...await waiting(asks, options.now, stamps.lapsed)];
}

function summary(tree: TreeCheck, checkpoints: readonly StoredCheckpoint[], erased: number): string {
  const last = checkpoints.at(-1);
  const since = last ? `。${last.at.toString()} に署名した ${last.size.toLocaleString('ja-JP')} 件は、それから 1 文字も変わっていません` : '';
  return `${tree.size.toLocaleString('ja-JP')} 件の記録を、葉・タイル・署名・行のすべてについて計算し直し、合っていました${erased > 0 ? `（うち ${erased.toLocaleString('ja-JP')} 件は内容を廃棄済み）` : ''}${since}`;
}

/** One finding for each kind of damage, with the places. */
function told(problems: readonly Problem[], good: string): readonly Finding[] {
  if (problems.length === 0) return [finding(AREA, 'good', good)];
  const kinds = Map.groupBy(problems, (one) => one.said);
  return [...kinds].map(([said, all]) => finding(AREA, 'damaged', all.length > 1 ? `${said}（${all.length} か所）` : said, all.slice(0, NAMED).map((one) => one.where)));
}

/** A checkpoint of a former name, of leaves that a declared gap has given up. */
function declared(keys: readonly LogKey[], origin: string, size: number): boolean {
  const end = keys.find((key) => key.reason === 'gap' && key.generation > Math.max(0, ...keys.filter((one) => one.origin === origin).map((one) => one.generation)));
  return end !== undefined && size > end.fromSize;
}

function checkSigned(tree: TreeCheck, keys: readonly LogKey[], checkpoints: readonly NumberedCheckpoint[]): readonly Problem[] {
  const verifiers = verifiersOf(keys);
  const problems: Problem[] = [];
  // After a gap that was declared, numbers go on from what was left.
  const missing = checkpoints.findIndex((one, place) => one.number !== place + 1);
  if (missing >= 0) problems.push({ said: '署名した控えが消されています', where: `第 ${missing + 1} 号` });
  for (const one of checkpoints) {
    const where = `${one.origin} ${one.size} 件（${one.at.toString()}）`;
    try {
      const opened = openCheckpoint(one.note, verifiers);
      // Whoever is passed over elsewhere is missed here: all who signed a note of our own are ours.
      if (opened.signed.length !== parseNote(one.note).signatures.length || opened.origin !== one.origin || opened.size !== one.size || Buffer.compare(opened.root, one.root) !== 0) problems.push({ said: '署名した控えと、その写しが違います', where });
    } catch (error) {
      if (!(error instanceof BadNote)) throw error;
      problems.push({ said: '控えの署名が正しくありません', where });
      continue;
    }
    if (declared(keys, one.origin, one.size)) continue;
    const matches = rootMatches(tree, one.size, one.root);
    if (matches === null) problems.push({ said: '記録が短くなっています（控えより葉が少ない）', where });
    else if (!matches) problems.push({ said: '木が、署名した控えと違います', where });
  }
  return problems;
}

/** Each key is announced by the log itself, and is the one that follows from the city's own. */
async function checkKeys(asks: Asks, keys: readonly LogKey[], city: LogVerifyOptions['city']): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const commands = { begin: 'log.begin', rotation: 'log.key', gap: 'log.gap' } as const;
  for (const key of keys) {
    const where = `第 ${key.generation} 世代（${key.origin}）`;
    if (city && Buffer.compare(signerOf(city, key.generation, key.origin).publicKey, key.publicKey) !== 0) problems.push({ said: '署名の鍵が、町の鍵から作ったものと違います', where });
    const announced = key.reason === 'rotation' ? key.fromSize - 1 : key.fromSize;
    const found = await asks.run('select 1 from kernel.log_leaves l join kernel.audit_entries a on a.id = l.row_id where l.idx = $1 and a.command = $2', [announced, commands[key.reason]]);
    if (found.rowCount === 0) problems.push({ said: '署名の鍵を始めたという記録がありません', where });
  }
  return problems;
}

async function checkWitnessed(asks: Asks, keys: readonly LogKey[], checkpoints: readonly StoredCheckpoint[]): Promise<readonly Problem[]> {
  const witnesses: readonly Verifier[] = (await asks.run<{ name: string; public_key: Buffer }>('select name, public_key from kernel.log_witnesses')).rows.map((row) => ({ name: row.name, publicKey: row.public_key, kind: 'witness' }));
  const lines = await asks.run<{ origin: string; size: number; witness: string; line: string }>('select origin, size, witness, line from kernel.log_cosignatures order by size');
  const problems: Problem[] = [];
  for (const { origin, size, witness, line } of lines.rows) {
    const checkpoint = checkpoints.find((one) => one.origin === origin && one.size === size);
    const key = witnesses.find((one) => one.name === witness);
    try {
      if (!key && parseSignatureLine(line).name === witness && checkpoint) continue; // a witness that is no longer asked: nobody here can say more
      if (key && checkpoint && openCheckpoint(checkpoint.note + line, [...verifiersOf(keys), key]).signed.some((one) => one.by === key)) continue;
    } catch (error) {
      if (!(error instanceof BadNote)) throw error;
    }
    problems.push({ said: '証人の署名が正しくありません', where: `${witness}、${size} 件` });
  }
  return problems;
}

/** What is not wrong and not finished: entries that wait, a log that stands still. */
async function waiting(asks: Asks, now: Temporal.Instant, lapsed: number): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const say = (level: Level, said: string) => void found.push(finding(AREA, level, said));
  const stopped = await haltOf(asks);
  if (stopped) say(stopped.reason === 'clock' ? 'incomplete' : 'damaged', haltWords(stopped));
  const [queue] = (await asks.run<{ rows: number; old: number }>(
    `select count(*)::int as rows, count(*) filter (where coalesce(a.at, k.at) < $1)::int as old from kernel.log_queue q left join kernel.audit_entries a on q.source = 'a' and a.id = q.row_id left join kernel.looks k on q.source = 'l' and k.id = q.row_id`, [now.subtract({ hours: OLD_HOURS })])).rows;
  if (queue && queue.old > 0) say('incomplete', `${queue.old.toLocaleString('ja-JP')} 件が、1 時間より長く封印を待っています（町役場を開くと、まもなく封印されます）`);
  if (lapsed > 0) say('incomplete', `時刻の証明のうち ${lapsed} 件は、証明書の期限までに更新されていません（./yakuba log stamp で更新できます）`);
  return found;
}
