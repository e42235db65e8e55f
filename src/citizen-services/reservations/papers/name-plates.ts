/** 斎場の名札. */
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { clockOf } from '../rules/clock.ts';
import { day } from './letter-head.ts';

export interface NamePlatesData {
  readonly facility: string;
  readonly date: Temporal.PlainDate;
  readonly rows: readonly { readonly start: Temporal.Instant; readonly name: string; readonly kana: string; readonly place: string }[];
}

/** One page for each cremation of a day. */
export async function namePlatesPaper(data: NamePlatesData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('name-plates.typ', import.meta.url) }, {
    title: `${data.facility}　名札`, day: day(data.date),
    rows: data.rows.map((row) => ({ time: clockOf(row.start), name: row.name, kana: row.kana, place: row.place })),
  }, options);
}
