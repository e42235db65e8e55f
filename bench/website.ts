/**
 * The city's website: the page of level 3 and articles beside nginx, search over 60,000 pages, the authoring checks, from the decision
 * to the public, and reading while the database is away. `--minutes 10` (default 2) for the last, which `--only 6` makes a result of its own; `--pages`, `--publications`, `--only 1,5`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, printReport } from './report.ts';
import { measureChecks } from './website-check.ts';
import { measureOutage } from './website-outage.ts';
import { vocabulary } from './website-pages.ts';
import { measurePublishing } from './website-publish.ts';
import { measureSearchApart } from './website-search.ts';
import { atRest, measureArticles, measureLevelThree, measureSearchDoors, worstHour } from './website-serve.ts';
import { headline, HEADS, lineOf, MISSED } from './website-times.ts';
import { openTown } from './website-town.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '2' }, pages: { type: 'string', default: '60000' }, publications: { type: 'string', default: '100' }, seconds: { type: 'string', default: '6' }, only: { type: 'string', default: '1,2,3,4,5,6' } } });
const [minutes, pages, publications, seconds] = [values.minutes, values.pages, values.publications, values.seconds].map(Number);
const parts = new Set(values.only.split(','));
if (!minutes || !pages || !publications || !seconds) throw new Error('--minutes、--pages、--publications、--seconds は 0 より大きい数です。');

const started = performance.now();
const before = loadavg()[0] ?? 0;
const say = (line: string) => console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
const words = vocabulary();
const rows: (readonly string[])[] = [HEADS];
const add = (name: string, more: readonly (readonly string[])[]) => {
  rows.push(headline(name), ...more);
  say(name);
  for (const line of more) say(`  ${line.filter((cell) => cell !== '').join('  ')}`);
};

if (parts.has('3')) {
  const found = await measureSearchApart(pages);
  add(`検索（索引そのもの、${pages} ページ、本文 ${(found.characters / 1e6).toFixed(1)} 百万字）`, [
    lineOf('すべての問い', found.all, { also: `${found.all.count} 回、CPU の持ち分 ${(found.share * 100).toFixed(0)} %、いちばん多く見つかる語 ${found.most} ページ`, goal: 'p95 20 ms 以下', met: found.all.p95 <= 20 }),
    ...found.byKind.map((one) => lineOf(`　${one.kind}`, one, { also: `遅かったのは「${one.slowest}」`, goal: 'p95 20 ms 以下', met: one.p95 <= 20 })),
    lineOf('　開いてはじめての一巡', found.cold), lineOf('　ページ 1 枚を入れ替える', found.putMilliseconds),
    lineOf('作る', null, { also: `${found.buildSeconds.toFixed(1)} 秒（うち索引 ${found.indexSeconds.toFixed(1)} 秒）、メモリー ${found.megabytes.toFixed(0)} MB（RSS の差、ページの本文を含む）` }),
  ]);
}
if (parts.has('4')) {
  const checked = measureChecks(words);
  add('点検（57 の規則、1 ページあたり）', checked.map((one) => lineOf(one.name, one, { also: `CPU の持ち分 ${(one.share * 100).toFixed(0)} %、指摘 ${one.findings.toFixed(1)} 件、重いのは ${one.dearest.map(([rule, took]) => `${rule} ${took.toFixed(1)}`).join('、')}`, goal: 'p95 50 ms 以下', met: one.p95 <= 50 })));
}
if (['1', '2', '3', '5', '6'].some((part) => parts.has(part))) {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-website-nginx-'));
  const town = await openTown(words, pages, say);
  const pace = { seconds, connections: 32 };
  try {
    if (parts.has('3') || parts.has('5')) add(`検索（扉から、${pages} ページ、1 プロセス）`, await measureSearchDoors(town, words, pace));
    if (parts.has('5')) add('公開してから見えるまで（毎回あたらしい接続で見る）', await measurePublishing(town, { publications, withdrawals: Math.max(1, Math.floor(publications / 5)) }));
    await atRest([town.main.pid, town.second.pid], 45);
    if (parts.has('2')) add('ふつうのページ', await measureArticles(town, dir, pace));
    if (parts.has('1') || parts.has('6')) await worstHour(town, words);
    if (parts.has('1')) {
      await atRest([town.main.pid, town.second.pid], 20);
      add('災害モード 3 のトップ', await measureLevelThree(town, dir, pace));
    }
    if (parts.has('6')) add('データベースが止まる', await measureOutage(town, { minutes }));
  } finally {
    await town.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
const missed = rows.filter((row) => row.includes(MISSED)).length;
// Ten minutes without the speeds beside them are a result of their own.
const alone = values.only === '6';
printReport(alone ? 'website-outage' : 'website', alone ? 'データベースが止まった市ウェブサイト' : '市ウェブサイトの速さ', rows, [
  `${machine()}。役場のプロセス 2 つ（両方の入口・市民の入口）、PostgreSQL、測る側のプロセス 1 つが、同じ機械のコアを分け合う`,
  `始めたときの負荷（1 分平均）${before.toFixed(1)}: 0 に近くなければ、ほかの仕事も同じ機械で動いていた。「CPU の持ち分」は、測っている間にその仕事が CPU を使えた割合で、100 % を大きく下回れば、時間にはほかの仕事を待った分が入っている。かかった時間 ${((performance.now() - started) / 60_000).toFixed(1)} 分`,
  '「できるだけ多く」は 32 接続で続けて、「半分を不規則に」は到着の時刻を先に決めて（ポアソン）、その時刻から測る。サーバーが止まった間の分も数える',
  `ページ ${pages} 枚は、町字・施設・組織の名前、2012 年の計画、見本のページと質問から作り、表に直接入れた（1 枚ずつ命令で公開すると何時間もかかる）。公開の測定は命令で行う`,
  '1 プロセスは市民の入口だけ、2 プロセスは両方の入口のプロセスを加えて測る側が半分ずつ送る。住所ごとの流量の制限は外して測る。nginx は同じ gzip のバイトをファイルとして返す',
  missed === 0 ? '目標はすべて達成' : `届かなかった目標: ${missed} 件（表の「未達」）`,
]);
