/** 保護者へのメール: how an address is folded, marked and counted. The address itself stands in two tables, and in nobody's answer. */
import { sql } from 'kysely';
import type { City } from '../../kernel/city.ts';
import { mark, networkOfDevice, sha256 } from '../../kernel/identity/tokens.ts';
import type { Ctx } from './house.ts';

export const LINK_HOURS = 24;
/** From one browser and from one network in an hour. A school's evening for parents is one network. */
const BROWSER_HOURLY = 10;
const NETWORK_HOURLY = 120;
/** Letters to one address: nobody's mailbox is filled by a stranger. */
const LETTERS_HOURLY = 3;
const LETTERS_DAILY = 10;

/** One address, however it was typed. */
export const folded = (address: string): string => address.toLowerCase();
export const addressMark = (city: Pick<City, 'key'>, address: string): string => mark(city, 'schools.mail', address);
/** The secret of the link that stops the letters: the same in each letter, known to nobody without the city's key. */
export const stopSecret = (city: Pick<City, 'key'>, mail: string): string => `${mark(city, 'schools.mail.stop', mail)}${mark(city, 'schools.mail.stop.more', mail)}`;
export const stopHash = (city: Pick<City, 'key'>, mail: string): string => sha256(stopSecret(city, mail));

/** Seconds until this browser or network may ask again (0: now), and whether one more letter may go to the address. Those who ask at once stand in line. */
export async function turnOf(ctx: Ctx, address: string): Promise<{ readonly wait: number; readonly letter: boolean }> {
  const device = 'device' in ctx.actor ? ctx.actor.device : 'house';
  const network = networkOfDevice(device);
  const marked = addressMark(ctx.city, address);
  for (const line of [`schools.mail ${network}`, `schools.mail ${marked}`]) await sql`select pg_advisory_xact_lock(hashtextextended(${line}, 0))`.execute(ctx.db);
  const [hour, day] = [ctx.now.subtract({ hours: 1 }), ctx.now.subtract({ hours: 24 })];
  const near = await ctx.db.selectFrom('schools.mail_links').select(['device', 'asked_at']).where('asked_at', '>', hour).where(sql<string>`split_part(device, '.', 1)`, '=', network).orderBy('asked_at', 'desc').limit(NETWORK_HOURLY).execute();
  const letters = await ctx.db.selectFrom('schools.mail_links').select('asked_at').where('address_mark', '=', marked).where('asked_at', '>', day).orderBy('asked_at', 'desc').limit(LETTERS_DAILY).execute();
  const mine = near.filter((row) => row.device === device);
  const oldest = mine.length >= BROWSER_HOURLY ? mine[BROWSER_HOURLY - 1] : near.length >= NETWORK_HOURLY ? near.at(-1) : undefined;
  const wait = oldest ? Math.max(1, Math.ceil((oldest.asked_at.epochMilliseconds - hour.epochMilliseconds) / 1000)) : 0;
  const lately = letters.filter((row) => Temporal.Instant.compare(row.asked_at, hour) > 0).length;
  return { wait, letter: lately < LETTERS_HOURLY && letters.length < LETTERS_DAILY };
}
