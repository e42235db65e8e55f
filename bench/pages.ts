/** The facility list and an openings page, beside node:http sending a constant page of the same size, in one run. */
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { runLoad } from './load.ts';
import { machine, printReport } from './report.ts';
import { openStage, requestText } from './stage.ts';

const REQUESTS = Number(process.env['REQUESTS'] ?? 20_000);
const CONNECTIONS = 32;

const stage = await openStage({ facilities: 79, patrons: 1 });
try {
  const paths = { '施設の一覧 /facilities': '/facilities', '空き状況 /facilities/…/openings': '/facilities/HALL-1/openings' };
  const rows: string[][] = [['', '要求 / 秒', 'p50 ms', 'p99 ms', '回線上のバイト', '状態']];
  for (const [name, path] of Object.entries(paths)) {
    const result = await runLoad({ port: stage.server.port, connections: CONNECTIONS, requests: REQUESTS, warmUp: 1000, texts: [requestText('GET', path, { accept: 'text/html' })] });
    const size = Math.round(result.bytes / result.requests);
    rows.push([name, result.perSecond.toFixed(0), result.p50.toFixed(1), result.p99.toFixed(1), String(size), JSON.stringify(result.statuses)]);
    const constant = gzipSync(randomBytes(Math.max(100, size - 1200)), { level: 1 });
    const plain = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip', 'content-length': constant.length }).end(constant));
    await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done));
    const { port } = plain.address() as AddressInfo;
    const bare = await runLoad({ port, connections: CONNECTIONS, requests: REQUESTS, warmUp: 1000, texts: [requestText('GET', path)] });
    plain.closeAllConnections();
    plain.close();
    rows.push([`　node:http で同じ大きさの決まったページ`, bare.perSecond.toFixed(0), bare.p50.toFixed(1), bare.p99.toFixed(1), String(Math.round(bare.bytes / bare.requests)), JSON.stringify(bare.statuses)]);
  }
  // Each request for another week, so that none is answered from memory.
  const today = stage.city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const texts = Array.from({ length: 4000 }, (_, index) => requestText('GET', `/facilities/HALL-${1 + (index % 79)}/openings?week=${today.add({ days: 7 * (index % 50) }).toString()}&n=${index}`, { accept: 'text/html' }));
  const fresh = await runLoad({ port: stage.server.port, connections: CONNECTIONS, requests: 3000, warmUp: 300, texts });
  rows.push(['空き状況（毎回ちがう週、記憶なし）', fresh.perSecond.toFixed(0), fresh.p50.toFixed(1), fresh.p99.toFixed(1), String(Math.round(fresh.bytes / fresh.requests)), JSON.stringify(fresh.statuses)]);
  printReport('pages', '公開ページの速さ', rows, [`接続 ${CONNECTIONS}、施設 79、要求 ${REQUESTS}`, `サーバーのメモリー ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB`, '目標: 1,000/秒以上、p99 40 ms 以下', machine()]);
} finally {
  await stage.close();
}
