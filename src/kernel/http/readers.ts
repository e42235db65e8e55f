/** Tells the systems that want to know (`System.seen`) which public pages are read; never by whom. */
import type { City } from '../city.ts';
import type { System } from '../system.ts';
import { isWalk } from './asking.ts';
import type { VisitContext } from './send.ts';

export class Readers {
  readonly #told: readonly NonNullable<System['seen']>[];

  constructor(systems: readonly System[]) {
    this.#told = systems.flatMap((system) => system.seen ?? []);
  }

  /** A page kept for everybody was answered; other addresses carry secrets and persons' numbers and are not told. */
  read(c: VisitContext, answer: Response): Response {
    const { city, url } = c.var.visit;
    if (c.req.method === 'GET' && !isWalk(c) && (answer.status === 200 || answer.status === 304)) this.tell(city, `${url.pathname}${url.search}`, c.req.header('user-agent'));
    return answer;
  }

  tell(city: City, url: string, agent = ''): void {
    for (const seen of this.#told) seen(city, { url, agent });
  }
}
