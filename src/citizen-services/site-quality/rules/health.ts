/** サイトの健康診断: what is open in each office's public pages. */

export interface PageState {
  readonly officeCode: string;
  readonly office: string;
  readonly reviewOn: Temporal.PlainDate | null;
  readonly contact: boolean;
  readonly categories: boolean;
  readonly blocks: number;
  readonly confirms: number;
  readonly heavy: boolean;
  readonly broken: number;
}

export interface OfficeHealth {
  readonly officeCode: string;
  readonly office: string;
  readonly pages: number;
  readonly overdue: number;
  /** Findings that would stop a page today, and those nobody has answered. */
  readonly blocks: number;
  readonly confirms: number;
  readonly broken: number;
  readonly uncategorised: number;
  readonly noContact: number;
  readonly heavy: number;
}

/** The Monday of the week. */
export const weekOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 });

/** Past its day; a page without one is as good as past. */
export const isOverdue = (reviewOn: Temporal.PlainDate | null, today: Temporal.PlainDate): boolean => reviewOn === null || Temporal.PlainDate.compare(reviewOn, today) < 0;

const numbers = ['pages', 'overdue', 'blocks', 'confirms', 'broken', 'uncategorised', 'noContact', 'heavy'] as const;
type Numbers = Pick<OfficeHealth, (typeof numbers)[number]>;

export const nothing: Numbers = { pages: 0, overdue: 0, blocks: 0, confirms: 0, broken: 0, uncategorised: 0, noContact: 0, heavy: 0 };

export function plus(left: Numbers, right: Numbers): Numbers {
  return { pages: left.pages + right.pages, overdue: left.overdue + right.overdue, blocks: left.blocks + right.blocks, confirms: left.confirms + right.confirms, broken: left.broken + right.broken, uncategorised: left.uncategorised + right.uncategorised, noContact: left.noContact + right.noContact, heavy: left.heavy + right.heavy };
}

/** What an office has to do: everything but the number of its pages. */
export const toDo = (one: Numbers): number => one.overdue + one.blocks + one.confirms + one.broken + one.uncategorised + one.noContact + one.heavy;

export function byOffice(pages: readonly PageState[], today: Temporal.PlainDate): readonly OfficeHealth[] {
  return [...Map.groupBy(pages, (page) => page.officeCode)].map(([officeCode, own]) => ({
    officeCode, office: own[0]?.office ?? officeCode,
    ...own.reduce<Numbers>((sum, page) => plus(sum, { pages: 1, overdue: isOverdue(page.reviewOn, today) ? 1 : 0, blocks: page.blocks, confirms: page.confirms, broken: page.broken, uncategorised: page.categories ? 0 : 1, noContact: page.contact ? 0 : 1, heavy: page.heavy ? 1 : 0 }), nothing),
  })).toSorted((x, y) => toDo(y) - toDo(x) || (x.officeCode < y.officeCode ? -1 : 1));
}

/** Pages a reader would trust: nothing open. 0–100, whole. */
export function soundness(pages: readonly PageState[], today: Temporal.PlainDate): number | null {
  if (pages.length === 0) return null;
  const sound = pages.filter((page) => !isOverdue(page.reviewOn, today) && page.contact && page.categories && page.blocks === 0 && page.confirms === 0 && page.broken === 0).length;
  return Math.floor((sound * 100) / pages.length);
}
