/** Booking decisions per second over HTTP, beside the bare SQL of the same claims in the same run. */
import pg from 'pg';
import { parameter } from '../src/kernel/db/values.ts';
import { percentile, runLoad } from './load.ts';
import { machine, printReport } from './report.ts';
import { openStage, requestText, type Stage } from './stage.ts';

const CLIENTS = 32;
const REQUESTS = Number(process.env['REQUESTS'] ?? 12_000);
const SLOTS = { AM: [9, 12], PM: [13, 17], NT: [18, 21] } as const;

interface Wish {
  readonly unit: Stage['units'][number];
  readonly date: Temporal.PlainDate;
  readonly slot: keyof typeof SLOTS;
}

function wishes(stage: Stage, count: number, from: number): Wish[] {
  const today = stage.city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const codes = Object.keys(SLOTS) as (keyof typeof SLOTS)[];
  return Array.from({ length: count }, () => {
    const unit = stage.units[Math.floor(Math.random() * stage.units.length)];
    const slot = codes[Math.floor(Math.random() * codes.length)];
    if (!unit || !slot) throw new Error('no units');
    return { unit, date: today.add({ days: from + Math.floor(Math.random() * 300) }), slot };
  });
}

/** The same places with nothing around them: sweep, claims, commit. */
async function bare(stage: Stage, list: readonly Wish[]): Promise<{ perSecond: number; p99: number; won: number }> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, async () => {
    const client = new pg.Client(stage.connect('staff'));
    await client.connect();
    await client.query("set session_replication_role = default").catch(() => {});
    return client;
  }));
  const block = await clients[0]?.query<{ id: string }>(`insert into reservations.blocks (id, facility_id, cell_ids, during, reason, public_label, displaces, state, requested_by, requested_at)
    select gen_random_uuid(), id, '{1}', tstzrange(now(), now() + interval '1 hour'), 'maintenance', '', 'refuse_if_booked', 'approved', 'bench', now() from reservations.facilities limit 1 returning id`);
  const blockId = block?.rows[0]?.id;
  const times: number[] = [];
  let next = 0;
  let won = 0;
  const begin = performance.now();
  await Promise.all(clients.map(async (client) => {
    for (let wish = list[next++]; wish; wish = list[next++]) {
      const started = performance.now();
      const [start, end] = SLOTS[wish.slot];
      const at = (hour: number) => wish.date.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: { hour } }).toInstant().toString();
      const during = `[${at(start)},${at(end)})`;
      await client.query('begin');
      await client.query({ name: 'sweep', text: 'delete from reservations.claims where cell_id = any($1) and during && $2::tstzrange and hold_until <= now()', values: [wish.unit.cells, during].map(parameter) });
      try {
        await client.query({ name: 'claim', text: `insert into reservations.claims (cell_id, during, kind, block_id) select c, $2::tstzrange, 'block', $3::uuid from unnest($1::int[]) c order by c`, values: [wish.unit.cells, during, blockId].map(parameter) });
        await client.query('commit');
        won++;
      } catch {
        await client.query('rollback');
      }
      times.push(performance.now() - started);
    }
  }));
  const seconds = (performance.now() - begin) / 1000;
  await clients[0]?.query('delete from reservations.claims where block_id = $1', [blockId]);
  await Promise.all(clients.map((client) => client.end()));
  times.sort((a, b) => a - b);
  return { perSecond: list.length / seconds, p99: percentile(times, 0.99), won };
}

const stage = await openStage({ facilities: 20, patrons: 500 });
try {
  const bareList = wishes(stage, REQUESTS, 10);
  const before = await bare(stage, bareList);
  const patron = () => stage.patrons[Math.floor(Math.random() * stage.patrons.length)];
  const texts = wishes(stage, REQUESTS, 10).map((wish) => {
    const who = patron();
    return requestText('POST', '/api/reservations.reserve', { token: who?.token ?? '', body: { unit: wish.unit.id, date: wish.date.toString(), slots: [wish.slot], patron: who?.id, purpose: 'badminton', persons: 4 } });
  });
  const cpuBefore = process.cpuUsage();
  const result = await runLoad({ port: stage.server.port, connections: CLIENTS, requests: REQUESTS - 500, texts, warmUp: 500 });
  const cpu = process.cpuUsage(cpuBefore);
  const share = result.perSecond / before.perSecond;
  printReport('booking', '予約の決定（HTTP）と、同じ場所を取るだけの SQL', [
    ['', '決定 / 秒', 'p50 ms', 'p99 ms', '成立', '断り'],
    ['HTTP /api/reservations.reserve', result.perSecond.toFixed(0), result.p50.toFixed(1), result.p99.toFixed(1), String(result.statuses['201'] ?? 0), String(result.statuses['409'] ?? 0)],
    ['SQL だけ（掃除・占有・確定）', before.perSecond.toFixed(0), '', before.p99.toFixed(1), String(before.won), String(bareList.length - before.won)],
    ['割合', `${(share * 100).toFixed(0)} %`, '', '', '', ''],
  ], [`サーバーの計算時間 ${((cpu.user + cpu.system) / 1000 / (REQUESTS)).toFixed(2)} ms/件（うちシステム ${(cpu.system / 1000 / REQUESTS).toFixed(2)}）`, `クライアント ${CLIENTS}、要求 ${result.requests}、状態 ${JSON.stringify(result.statuses)}`, `サーバーのメモリー ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB`, '目標: 1,000/秒以上、p99 200 ms 未満、SQL だけの 45 % 以上', machine()]);
} finally {
  await stage.close();
}
