/** The approval desk after years of work: how fast it opens over a million closed cases, and how many actions a second two cores carry. CLOSED, OPEN and SECONDS change the size. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../src/kernel/act.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { caseView } from '../src/kernel/approval/case-view.ts';
import { agree, approve, closeCase, decide, examine, executeCase } from '../src/kernel/approval/commands.ts';
import { desk, sections, waiting } from '../src/kernel/approval/desk.ts';
import { seats } from '../src/kernel/approval/rules/sakura-2026.fixture.ts';
import { type Pressed, propose, sakura, type Town } from '../src/kernel/approval/town.fixture.ts';
import { openInstallation } from '../src/kernel/db/installation.ts';
import { asOwner, rows } from '../src/kernel/probe.fixture.ts';
import { percentile } from './load.ts';
import { machine, printReport } from './report.ts';

const CLOSED = Number(process.env['CLOSED'] ?? 1_000_000);
const OPEN = Number(process.env['OPEN'] ?? 1000);
const SECONDS = Number(process.env['SECONDS'] ?? 30);
const LOOKS = Number(process.env['LOOKS'] ?? 1500);
const WORKERS = 8;
const READERS = 4;
const CHUNK = 20_000;

/** One case from the draft to its close, through the room: the pattern of the years behind. */
async function pattern(town: Town): Promise<string> {
  const { caseId } = await town.house.must(town.as('civil-clerk'), propose, { kind: 'commitment.supplies', title: '消耗品の購入', amount: 300_000, vendor: town.house.id() });
  for (const [code, command] of [['civil-sub', approve], ['civil-assistant', approve], ['civil-head', decide]] as const) await press(town, code, command, caseId);
  for (const command of [executeCase, closeCase]) await town.house.must(town.as('civil-clerk'), command, { case: caseId, comment: '' });
  return caseId;
}

async function press<I, R extends string>(town: Town, code: string, command: Command<I, Pressed, R>, caseId: string): Promise<void> {
  const said = await town.press(town.as(code), command, caseId);
  if (said !== 'done') throw new Error(`${code} ${command.name}: ${said}`);
}

/** Ids in the order of time, as the house's own are. */
const id = (n: string, place: string) => `(lpad(to_hex(${n}::bigint), 12, '0') || '70008000' || lpad(to_hex(${place}::int), 12, '0'))::uuid`;

/** Copies a case with everything behind it, five years back and on; the rows satisfy every constraint, for they are inserted under them. */
function copies(columns: ReadonlyMap<string, readonly string[]>): string {
  const moments = new Set(['created_at', 'submitted_at', 'due_at', 'decided_at', 'at', 'activated_at', 'acted_at', 'opened_at', 'seen_at']);
  const part = (table: string, own: Readonly<Record<string, string>>) => {
    const all = columns.get(table) ?? [];
    return `insert into kernel.${table} (${all.map((one) => `"${one}"`).join(', ')}) select ${all.map((one) => own[one] ?? (moments.has(one) ? `t."${one}" - interval '5 years' + n * interval '1 minute' * $4` : `t."${one}"`)).join(', ')}
      from generate_series($2::int, $3::int) n, kernel.${table} t where t.${table === 'approval_cases' ? 'id' : 'case_id'} = $1`;
  };
  return `with cases as (${part('approval_cases', { id: id('n', '0'), number: `'B' || n`, subject: `'bench:' || n`, ended_by: id('n', `(select seq from kernel.approval_actions where case_id = $1 and action = 'decide')`), split_key: 'null' })} returning 1),
    versions as (${part('approval_versions', { case_id: id('n', '0') })} returning 1), actions as (${part('approval_actions', { id: id('n', 't.seq'), case_id: id('n', '0') })} returning 1),
    stages as (${part('approval_stages', { case_id: id('n', '0') })} returning 1)
    ${part('approval_steps', { case_id: id('n', '0') })}`;
}

async function fillYears(town: Town): Promise<void> {
  const model = await pattern(town);
  const found = await asOwner<{ table: string; column: string }>(town.house, `select table_name as "table", column_name as "column" from information_schema.columns where table_schema = 'kernel' and table_name in ('approval_cases', 'approval_versions', 'approval_actions', 'approval_stages', 'approval_steps') order by table_name, ordinal_position`);
  const columns = new Map([...Map.groupBy(found, (row) => row.table)].map(([table, list]) => [table, list.map((row) => row.column)]));
  const minutes = (5 * 365 * 24 * 60) / (CLOSED + 1);
  for (let from = 1; from <= CLOSED; from += CHUNK) {
    await asOwner(town.house, copies(columns), [model, from, Math.min(CLOSED, from + CHUNK - 1), minutes]);
    if (from > 1 && (from - 1) % 200_000 === 0) console.log(`  ${(from - 1).toLocaleString('ja-JP')} 件`);
  }
  await asOwner(town.house, 'analyze');
}

/** Cases on their way, of every kind. */
async function fillDesk(town: Town): Promise<void> {
  const kinds = ['commitment.supplies', 'commitment.supplies', 'commitment.works', 'travel.order', 'web.publish'];
  let made = 0;
  await Promise.all(Array.from({ length: WORKERS }, async () => {
    for (let place = made++; place < OPEN; place = made++) {
      const kind = kinds[place % kinds.length];
      await town.house.must(town.as(place % 3 === 0 ? 'general-clerk' : 'civil-clerk'), propose, { kind, title: `件名 ${place}`, amount: kind?.startsWith('commitment') ? 400_000 + place * 9000 : 0, vendor: town.house.id() });
    }
  }));
}

async function look(town: Town): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>();
  const people = seats.map(([code]) => town.as(code.toLowerCase()));
  let asked = 0;
  const one = async (actor: Actor, section: (typeof sections)[number] | 'waiting') => {
    const began = performance.now();
    const answer = section === 'waiting' ? await town.house.ask(actor, waiting, {}) : await town.house.ask(actor, desk, { section });
    if (!answer.ok) throw new Error(answer.refused);
    times.set(section, [...(times.get(section) ?? []), performance.now() - began]);
  };
  const all = [...sections, 'waiting'] as const;
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let place = asked++; place < LOOKS; place = asked++) {
      const actor = people[place % people.length];
      const section = all[Math.floor(place / people.length) % all.length];
      if (actor && section) await one(actor, section);
    }
  }));
  return times;
}

interface Waiting {
  readonly case: string;
  readonly kind: string;
  readonly step: number;
  readonly role: string;
  readonly code: string;
}

/** Whoever's turn it is acts, opening first what must be opened; what is decided makes room for a new draft. */
async function work(town: Town): Promise<{ readonly perSecond: number; readonly times: readonly number[]; readonly opens: readonly number[] }> {
  const times: number[] = [];
  const opens: number[] = [];
  const began = performance.now();
  let board: Waiting[] = [];
  let fetching: Promise<void> | null = null;
  const refill = async () => {
    board = [...await rows<Waiting>(town.house, `select s.case_id as case, c.kind, s.step_no as step, s.role, p.code from kernel.approval_steps s join kernel.approval_cases c on c.id = s.case_id join kernel.posts p on p.id = s.post_id where s.state = 'active' order by s.activated_at limit 500`)];
    fetching = null;
  };
  await Promise.all(Array.from({ length: WORKERS }, async (_, worker) => {
    while (performance.now() - began < SECONDS * 1000) {
      const next = board.shift();
      if (!next) {
        await (fetching ??= refill());
        continue;
      }
      const actor = town.as(next.code.toLowerCase());
      const opening = performance.now();
      const seen = await town.house.ask(actor, caseView, { case: next.case });
      opens.push(performance.now() - opening);
      if (!seen.ok || !seen.value) continue;
      const command = next.role === 'decide' ? decide : next.role === 'examine' ? examine : next.role.startsWith('consult') ? agree : approve;
      const started = performance.now();
      const answer = await town.house.do(actor, command, { case: next.case, hash: seen.value.hash, seq: seen.value.seq, step: next.step, comment: '' });
      if (answer.ok) times.push(performance.now() - started);
      if (answer.ok && answer.value.state === 'decided') {
        const again = performance.now();
        const sent = await town.house.do(town.as('civil-clerk'), propose, { kind: next.kind, title: `追加 ${worker}`, amount: next.kind.startsWith('commitment') ? 400_000 : 0, vendor: town.house.id() });
        if (sent.ok) times.push(performance.now() - again);
      }
    }
  }));
  return { perSecond: times.length / ((performance.now() - began) / 1000), times, opens };
}

const dir = mkdtempSync(join(tmpdir(), 'yakuba-bench-approval-'));
// A durable server: what is measured is what a city would feel.
const installation = await openInstallation(dir);
process.env['YAKUBA_TEST_SERVER'] = JSON.stringify({ admin: installation.admin, passwords: installation.passwords });
const town = await sakura();
try {
  const filling = performance.now();
  await fillYears(town);
  await fillDesk(town);
  const filled = (performance.now() - filling) / 1000;
  await look(town);
  const times = await look(town);
  const { perSecond, times: acts, opens } = await work(town);
  const line = (name: string, list: readonly number[], goal = '') => {
    const sorted = list.toSorted((a, b) => a - b);
    return [name, percentile(sorted, 0.5).toFixed(1), percentile(sorted, 0.95).toFixed(1), percentile(sorted, 0.99).toFixed(1), String(sorted.length), goal];
  };
  const desks = [...times].filter(([section]) => section !== 'waiting');
  printReport('approval', '電子決裁の受信箱と操作', [
    ['', 'p50 ms', 'p95 ms', 'p99 ms', '回', '目標'],
    line('受信箱（全区分）', desks.flatMap(([, list]) => list), 'p95 < 120'),
    ...desks.map(([section, list]) => line(`　${section}`, list)),
    line('届いている数', times.get('waiting') ?? []),
    line('案件を開く（操作しながら）', opens),
    line('操作（承認・合議・審査・決裁・起案）', acts, 'p95 < 150'),
    ['操作 / 秒', '', '', '', perSecond.toFixed(0), '60 以上'],
  ], [`終わった案件 ${CLOSED.toLocaleString('ja-JP')}、進んでいる案件 ${OPEN.toLocaleString('ja-JP')}（準備 ${filled.toFixed(0)} 秒）`, `受信箱を見る人 ${READERS} 人、操作する人 ${WORKERS} 人が同時に、${SECONDS} 秒。どの操作も先に案件を開いている（閲覧の記録が付く）`, '問い合わせとコマンドを直接呼ぶ（HTTP は含まない）。操作する側と町役場と PostgreSQL が同じ 2 コアにいる。永続する PostgreSQL', machine()]);
} finally {
  await town.close();
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
}
