/** What a city says of itself, kept in its own database, so that the database and the folder are the whole city. */
import type pg from 'pg';
import { z } from 'zod';
import type { CityFacts } from '../city.ts';

const Words = z.object({ ja: z.string().min(1), en: z.string().min(1) });
const Kept = z.object({
  facts: z.looseObject({
    code: z.string().regex(/^\d{6}$/), name: Words, address: Words, phone: z.string(), colour: z.string().regex(/^#[0-9a-f]{6}$/i).optional(), colourWash: z.string().regex(/^#[0-9a-f]{6}$/i).optional(),
    areas: z.array(z.looseObject({ code: z.string(), name: Words })).optional(),
  }),
  outline: z.json(),
  /** Invented data, with logins shown. */
  sample: z.boolean(),
});

export interface KeptCity {
  readonly facts: CityFacts;
  readonly outline: unknown;
  readonly sample: boolean;
}

type Asks = Pick<pg.Client, 'query'>;

/** Null: this database was made before cities were self-contained, or it is no city's. */
export async function readFacts(client: Asks): Promise<KeptCity | null> {
  const found = await client.query<{ value: unknown }>(`select value from kernel.settings where name = 'city'`);
  if (found.rows.length === 0) return null;
  return Kept.parse(found.rows[0]?.value);
}

/** Refuses facts that no page could show. */
export async function writeFacts(client: Asks, city: KeptCity): Promise<void> {
  const parsed = Kept.safeParse(city);
  if (!parsed.success) throw new Error(`city.json の ${parsed.error.issues.map((issue) => issue.path.slice(1).join('.')).join('、')} が正しくありません。`);
  await client.query(`insert into kernel.settings (name, value) values ('city', $1::jsonb) on conflict (name) do update set value = excluded.value`, [JSON.stringify(parsed.data)]);
}
