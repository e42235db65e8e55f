/**
 * Failed sign-ins slow down and never lock: a lock-out would be a weapon in a rival's hand on the morning of a lottery.
 * What grows is the wait of (account × network), and of one network over all accounts; the owner of an account who comes
 * from another network signs in at once.
 */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { IdentityTables } from './acts.ts';

/** Mistypings that cost nothing. */
const FREE_FOR_ACCOUNT = 5;
/** A school or an office behind one address mistypes more than a household. */
const FREE_FOR_NETWORK = 30;
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 300;
/** After so long without a failure everything is forgotten. */
export const FORGET_AFTER_SECONDS = 3600;

/** The row that stands for a network over all accounts. */
export const ALL_ACCOUNTS = '*';

export interface Failures {
  readonly failures: number;
  readonly last_at: Temporal.Instant;
}

/** Seconds still to wait before the next attempt; 0 when it may be made now. */
export function secondsToWait(seen: Failures | undefined, free: number, now: Temporal.Instant): number {
  if (!seen || seen.failures < free) return 0;
  const since = (now.epochMilliseconds - seen.last_at.epochMilliseconds) / 1000;
  if (since >= FORGET_AFTER_SECONDS) return 0;
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(seen.failures - free, 20));
  return Math.max(0, Math.ceil(wait - since));
}

export interface Attempt {
  /** The account as typed, folded: 'citizen:taro@example.jp', 'staff:y1234'. */
  readonly account: string;
  readonly network: string;
}

/** The wait of this attempt by what is known now; for refusing before the expensive check. */
export async function waitFor(db: ReadonlyKysely<IdentityTables>, attempt: Attempt, now: Temporal.Instant): Promise<number> {
  const rows = await db.selectFrom('kernel.sign_in_failures').select(['account', 'failures', 'last_at'])
    .where('network', '=', attempt.network).where('account', 'in', [attempt.account, ALL_ACCOUNTS]).execute();
  const own = rows.find((row) => row.account === attempt.account);
  const network = rows.find((row) => row.account === ALL_ACCOUNTS);
  return Math.max(secondsToWait(own, FREE_FOR_ACCOUNT, now), secondsToWait(network, FREE_FOR_NETWORK, now));
}

/** Takes the turn of this attempt: parallel guesses for one account stand in a line, and the line feels each failure. */
export async function takeTurn(db: Kysely<IdentityTables>, attempt: Attempt, now: Temporal.Instant): Promise<number> {
  const row = await db.insertInto('kernel.sign_in_failures').values({ ...attempt, failures: 0, last_at: now })
    .onConflict((conflict) => conflict.columns(['account', 'network']).doUpdateSet((eb) => ({ failures: eb.ref('kernel.sign_in_failures.failures') })))
    .returning(['failures', 'last_at']).executeTakeFirst();
  return secondsToWait(row, FREE_FOR_ACCOUNT, now);
}

/** Remembers a failure of this account from this network, and of this network as a whole. */
export async function rememberFailure(db: Kysely<IdentityTables>, attempt: Attempt, now: Temporal.Instant): Promise<void> {
  const forgotten = now.subtract({ seconds: FORGET_AFTER_SECONDS });
  for (const account of [attempt.account, ALL_ACCOUNTS]) {
    await db.insertInto('kernel.sign_in_failures').values({ account, network: attempt.network, failures: 1, last_at: now })
      .onConflict((conflict) => conflict.columns(['account', 'network']).doUpdateSet((eb) => ({
        failures: eb.case().when('kernel.sign_in_failures.last_at', '<', forgotten).then(1).else(eb('kernel.sign_in_failures.failures', '+', 1)).end(),
        last_at: now,
      }))).execute();
  }
}

/** The right password came: this account's failures from this network are over. */
export async function forgetFailures(db: Kysely<IdentityTables>, attempt: Attempt): Promise<void> {
  await db.deleteFrom('kernel.sign_in_failures').where('account', '=', attempt.account).where('network', '=', attempt.network).execute();
}
