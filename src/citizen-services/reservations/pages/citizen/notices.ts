/** What the first page says is new: for now the lotteries that take entries. */
import type { PageContext } from '../../../../kernel/page.ts';
import type { Text } from '../../../../kernel/view.ts';

export interface HomeNotice {
  readonly to: string;
  readonly title: Text;
  readonly until: Temporal.Instant | null;
}

export async function noticesFor(_ctx: PageContext): Promise<readonly HomeNotice[]> {
  return [];
}
