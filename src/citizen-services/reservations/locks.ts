/**
 * 電子錠. What the house asks of any lock, and the one kind that needs no network: a lock that knows a shared secret and
 * accepts a time-limited code. A cloud lock is another `Lock`; a failing one never blocks a permit, the desk's phone number is shown.
 */
import { createHmac } from 'node:crypto';

export interface LockRange {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

export interface LockGrant {
  readonly credential: string;
  /** The vendor's own name of the grant, for revoking. */
  readonly reference: string;
}

export interface LockEvent {
  readonly reference: string;
  readonly at: Temporal.Instant;
  readonly kind: 'unlocked' | 'refused';
}

/** Each call may fail or be repeated; granting the same reservation again gives the same grant. */
export interface Lock {
  grant(lockCode: string, range: LockRange, reservation: string): Promise<LockGrant>;
  revoke(reference: string): Promise<void>;
  listEvents(since: Temporal.Instant): Promise<readonly LockEvent[]>;
}

const CODE_DIGITS = 6;

/** The code a lock with this secret accepts during the range. Same in, same out: the lock works it out by itself. */
export function offlineCode(secret: Uint8Array, lockCode: string, range: LockRange): string {
  const digest = createHmac('sha256', secret).update(`${lockCode}\n${range.from.toString()}\n${range.to.toString()}`).digest();
  return String(digest.readUInt32BE(0) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0');
}

/** Locks with a keypad and a clock of their own. They report nothing back. */
export function offlineCodeLock(secret: Uint8Array): Lock {
  return {
    grant: async (lockCode, range, reservation) => ({ credential: offlineCode(secret, lockCode, range), reference: `offline:${lockCode}:${reservation}` }),
    revoke: async () => {},
    listEvents: async () => [],
  };
}

const MARGIN = { minutes: 10 } as const;

/** People come a little early and leave a little late. */
export function keyRange(use: LockRange): LockRange {
  return { from: use.from.subtract(MARGIN), to: use.to.add(MARGIN) };
}

let connected: ((secret: Uint8Array) => Lock) | null = null;

/** Connects another kind of lock, e.g. a vendor's cloud; null goes back to keypad locks. */
export function connectLocks(make: ((secret: Uint8Array) => Lock) | null): void {
  connected = make;
}

export function lockOf(secret: Uint8Array): Lock {
  return (connected ?? offlineCodeLock)(secret);
}
