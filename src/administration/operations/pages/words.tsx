/** Words and small parts that several pages of operations share. */
import { When } from '../../../ui/index.ts';

/** How somebody is in a post. */
export const mannerWords = { regular: '本務', concurrent: '兼務', acting: '職務代理', deputy: '代決' } as const;

/** A path with the filters that are set. */
export function linkTo(path: string, search: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** From a day until the day before the half-open end. */
export function Period({ from, to }: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }) {
  return <span><When date={from} style="short" />から{to !== null && <><When date={to.subtract({ days: 1 })} style="short" />まで</>}</span>;
}
