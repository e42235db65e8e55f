/** The database ends while people read, and comes back: what they are answered, what an editor is told, and that publishing goes on. */
import { setTimeout as pause } from 'node:timers/promises';
import { visitorAt } from '../e2e/growth/hall.ts';
import { isRecord } from '../src/kernel/text/json.ts';
import { runWebLoad } from './website-load.ts';
import { lineOf } from './website-times.ts';
import { decide, submitted, type Town } from './website-town.ts';

const ARTICLES = 40;
const UNSEEN = 20;
const PER_SECOND = 300;

export interface OutageOptions {
  readonly minutes: number;
}

/** What a refusal says, in its own words. */
function said(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) && typeof body['title'] === 'string' ? body['title'] : text.slice(0, 80);
  } catch {
    return text.slice(0, 80);
  }
}

export async function measureOutage(town: Town, { minutes }: OutageOptions): Promise<(readonly string[])[]> {
  const ports = [town.main.port, town.second.port];
  const paths = ['/', '/en', '/home', '/disaster', '/disaster.json', '/news', '/sitemap', '/feed.xml', ...town.folders.slice(0, 20), ...town.paths.slice(0, ARTICLES)];
  for (const port of ports) for (const path of paths) await visitorAt(port).get(path);
  const waiting = [await submitted(town, 'KJSTOPPED', null), await submitted(town, 'KJRETURN', null)];
  const seconds = minutes * 60;
  const loading = runWebLoad({ ports, paths, connections: 64, perSecond: PER_SECOND, seconds });
  await pause(seconds * 250);
  await town.stopDatabase();
  const stopped = performance.now();
  await pause(1000);
  const told: Record<string, number> = {};
  const unseen: Record<string, number> = {};
  let words = '';
  const [first, later] = waiting;
  if (!first || !later) throw new Error('nothing waits for a decision');
  for (let index = 0; performance.now() - stopped < seconds * 400; index += 1) {
    const reply = await decide(town, first);
    told[reply.status] = (told[reply.status] ?? 0) + 1;
    if (reply.status !== 200) words = said(reply.text);
    const path = town.paths.at(-1 - index);
    if (index < UNSEEN && path) {
      const { status } = await visitorAt(town.second.port).get(path);
      unseen[status] = (unseen[status] ?? 0) + 1;
    }
    await pause(1000);
  }
  await town.startDatabase();
  const back = performance.now();
  const away = (back - stopped) / 1000;
  let goes = Infinity;
  for (let status = 0; performance.now() - back < 60_000 && goes === Infinity; await pause(100)) {
    ({ status } = await decide(town, later));
    if (status === 200 || status === 201) goes = (performance.now() - back) / 1000;
  }
  const load = await loading;
  const fine = Object.keys(load.statuses).join() === '200';
  const refused = Object.keys(told).every((status) => status === '423') && words !== '';
  return [
    lineOf(`公開ページ ${paths.length} か所、2 プロセス、${minutes} 分（うち ${away.toFixed(0)} 秒は PostgreSQL なし）`, load, { perSecond: load.perSecond, also: `${JSON.stringify(load.statuses)}${fine ? '' : ` ${JSON.stringify(load.others).slice(0, 300)}`}`, goal: '200 のほかは 0', met: fine }),
    lineOf('その間の公開の命令', null, { also: `${JSON.stringify(told)}「${words}」`, goal: 'できない理由を言う', met: refused }),
    lineOf('その間に、誰も開いたことのないページ', null, { also: JSON.stringify(unseen) }),
    lineOf('戻ってから公開できるまで', null, { also: goes === Infinity ? '60 秒では公開できず' : `${goes.toFixed(1)} 秒`, goal: '公開できる', met: goes !== Infinity }),
  ];
}
