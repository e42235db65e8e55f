/** Whether the folders of a list may end today, each by its own term and holds. */
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { type Reader, reading } from './office.ts';
import { type Fate, fateOn, type Hold, type Retention, type Term } from './rules/retention.ts';

export interface Standing {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly fiscalYear: number;
  readonly fate: Fate;
}

/** What may happen to folders on a day. Also those that are in use; null days mean the term has not begun. */
export async function standingOf(db: Reader, ids: readonly string[], day: Temporal.PlainDate): Promise<readonly Standing[]> {
  if (ids.length === 0) return [];
  const folders = await reading(db).selectFrom('documents.folders as f').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.title', 'f.fiscal_year', 'f.state', 'f.term_starts', 'f.expires_on', 'f.extended_until', 'r.reviewed']).where('f.id', 'in', [...ids]).orderBy('f.code').orderBy('f.fiscal_year').execute();
  const holds = await reading(db).selectFrom('documents.holds').select(['folder_id', 'ground', 'from_on', 'until_on']).where('folder_id', 'in', [...ids]).where('lifted_on', 'is', null).orderBy('from_on').execute();
  return folders.map((folder) => {
    const retention: Pick<Retention, 'reviewed'> = { reviewed: folder.reviewed };
    const last = folder.expires_on !== null && folder.extended_until !== null && Temporal.PlainDate.compare(folder.extended_until, folder.expires_on) > 0 ? folder.extended_until : folder.expires_on;
    const term: Term | null = folder.term_starts === null || last === null ? null : { starts: folder.term_starts, expires: last };
    const own: readonly Hold[] = holds.filter((hold) => hold.folder_id === folder.id).map((hold) => ({ ground: hold.ground, from: hold.from_on, until: hold.until_on }));
    return { id: folder.id, code: folder.code, title: folder.title, fiscalYear: folder.fiscal_year, fate: fateOn(day, retention, term, own) };
  });
}

/** The first reason why a folder that is to end may not; null: all may. */
export async function obstacleOf(ctx: { readonly db: Reader; readonly today: Temporal.PlainDate }, disposal: string): Promise<Refused<'NotExpired' | 'Held' | 'Forever'> | null> {
  const items = await reading(ctx.db).selectFrom('documents.disposal_items').select('folder_id').where('disposal_id', '=', disposal).where('fate', '<>', 'keep').execute();
  return firstObstacle(await standingOf(ctx.db, items.map((item) => item.folder_id), ctx.today));
}

/** Why one of these may not end. */
export function firstObstacle(folders: readonly Standing[]): Refused<'NotExpired' | 'Held' | 'Forever'> | null {
  for (const { fate, title: name, code } of folders) {
    const title = `${code} ${name}`;
    switch (fate.kind) {
      case 'expired': break;
      case 'held': return refuse('Held', { title, ground: fate.by[0]?.ground ?? 'other', until: fate.until?.toString() ?? '' });
      case 'review': return refuse('Forever', { title });
      case 'running': return refuse('NotExpired', { title, until: '起算していない' });
      case 'kept': return refuse('NotExpired', { title, until: fate.until.toString() });
    }
  }
  return null;
}
