/** The public list and a public page from memory, beside MediaWiki, Redmine and nginx on this machine, in turns in one run. Needs root; installs from Debian. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoadResult, runLoad } from './load.ts';
import { type Row, startMediaWiki } from './peers/mediawiki.ts';
import { startNginx } from './peers/nginx.ts';
import { startRedmine } from './peers/redmine.ts';
import { ask, memoryOf, type Peer } from './peers/running.ts';
import { machine, printReport } from './report.ts';
import { openStage, requestText } from './stage.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const CONNECTIONS = 16;
const FACILITIES = 79;

interface Target {
  readonly name: string;
  readonly port: number;
  readonly texts: readonly string[];
  readonly requests: number;
  readonly memory: () => number;
  readonly results: LoadResult[];
}

const dir = mkdtempSync(join(tmpdir(), 'yakuba-peers-'));
const stage = await openStage({ facilities: FACILITIES, patrons: 1 });
const peers: Peer[] = [];
try {
  const rows = await stage.city.staffDb.use((connection) => connection.run<{ name: string; kana: string; address: string }>('select name_ja as name, kana, address from reservations.facilities order by code'));
  const list: readonly Row[] = rows.rows;
  const page = await ask(stage.server.port, '/facilities');
  if (page?.status !== 200) throw new Error('一覧のページがありません。');
  const own = () => memoryOf(process.pid);
  const get = (path: string) => requestText('GET', path, { accept: 'text/html' });
  const targets: Target[] = [
    { name: '役場: 一覧のページ（記憶から）', port: stage.server.port, texts: [get('/facilities')], requests: 15_000, memory: own, results: [] },
    { name: '役場: 一覧のページ（毎回作る）', port: stage.server.port, texts: Array.from({ length: 2000 }, (_, index) => get(`/facilities?n=${index}-${process.pid}`)), requests: 1500, memory: own, results: [] },
  ];
  const add = (peer: Peer | null, requests: number) => {
    if (!peer) return;
    peers.push(peer);
    targets.push({ name: peer.name, port: peer.port, texts: [get(peer.path)], requests, memory: () => peer.memory(), results: [] });
  };
  add(await startNginx(dir, page.bytes), 15_000);
  add(await startMediaWiki(dir, list), 200);
  add(await startRedmine(dir, list), 100);
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) {
      // What is made each time must be asked for with addresses nobody has asked for yet.
      const texts = target.texts.length > 1 ? target.texts.map((text) => text.replace('?n=', `?n=${round}x`)) : target.texts;
      target.results.push(await runLoad({ port: target.port, connections: CONNECTIONS, requests: target.requests, warmUp: Math.min(200, target.requests), texts: [...texts] }));
    }
  }
  const middle = (target: Target) => target.results.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(target.results.length / 2)];
  const table = targets.map((target) => {
    const result = middle(target);
    return [target.name, (result?.perSecond ?? 0).toFixed(1), (result?.p50 ?? 0).toFixed(1), (result?.p99 ?? 0).toFixed(1), String(Math.round((result?.bytes ?? 0) / (result?.requests ?? 1))), `${(target.memory() / 1024 / 1024).toFixed(0)} MB`, JSON.stringify(result?.statuses ?? {})];
  });
  const rate = (start: string) => middle(targets.find((one) => one.name.startsWith(start)) ?? targets[0] as Target)?.perSecond ?? 0;
  const has = (start: string) => targets.some((one) => one.name.startsWith(start));
  const cached = rate('役場: 一覧のページ（記憶');
  printReport('peers', '同じ機械での比べ', [['', '要求 / 秒', 'p50 ms', 'p99 ms', '回線上のバイト', 'メモリー', '状態'], ...table], [
    `記憶からのページは nginx の ${((cached / rate('nginx')) * 100).toFixed(0)} %（目標 30 % 以上）`,
    ...(has('MediaWiki') ? [`記憶からのページは MediaWiki の記事の ${(cached / rate('MediaWiki')).toFixed(0)} 倍（目標 200 倍以上）`] : ['MediaWiki は入れられませんでした']),
    ...(has('Redmine') ? [`一覧は Redmine の一覧の ${(cached / rate('Redmine')).toFixed(0)} 倍（目標 60 倍以上）、毎回作っても ${(rate('役場: 一覧のページ（毎回') / rate('Redmine')).toFixed(1)} 倍`] : [`Redmine は入れられませんでした。一覧は MediaWiki の ${(cached / rate('MediaWiki')).toFixed(0)} 倍（目標 15 倍以上）`]),
    `行 ${list.length}、接続 ${CONNECTIONS}、${ROUNDS} 回ずつ順に測った中央の値。メモリーは PSS`, machine(),
  ]);
} finally {
  for (const peer of peers) await peer.stop();
  await stage.close();
  rmSync(dir, { recursive: true, force: true });
}
