/** Who stands before the door: a person with a session, a program with a token, nobody in particular, or the house itself on its walk. */
import type { Context } from 'hono';
import { IncomingMessage } from 'node:http';
import type { Actor } from '../actor.ts';
import type { City } from '../city.ts';
import { EveryConnectionLent } from '../db/lent.ts';
import { lostSince, noteLoss } from '../db/presence.ts';
import { actorFor, type AskedFace, type Credentials } from '../identity/session.ts';

/** Marks the house's own visits; no request from outside can carry a symbol. */
export const WALK = Symbol('walk');

export function isWalk(c: Pick<Context, 'env'>): boolean {
  const { env }: { env: unknown } = c;
  return typeof env === 'object' && env !== null && WALK in env;
}

/** Node's own request behind this one; null on the house's walk. */
export function incomingOf(c: Pick<Context, 'env'>): IncomingMessage | null {
  const { env }: { env: unknown } = c;
  return typeof env === 'object' && env !== null && 'incoming' in env && env.incoming instanceof IncomingMessage ? env.incoming : null;
}

/** Null: cannot be found out, for the database is away or too many ask at once. */
export async function whoAsks(city: City, credentials: Credentials, face: AskedFace): Promise<Actor | null> {
  if (lostSince(city.citizenDb) || lostSince(city.staffDb)) return null;
  try {
    return await actorFor(city, credentials, face);
  } catch (error) {
    const now = city.clock.now();
    if (error instanceof EveryConnectionLent || noteLoss(city.citizenDb, error, now)) return null;
    throw error;
  }
}
