/**
 * Passwords: argon2id (RFC 9106) as a PHC string, with the smaller of OWASP's recommended settings.
 * A verification costs 19 MiB and some 30 ms, so only a few run at once and the line behind them is short:
 * a flood of sign-ins is told to come back instead of taking the house down.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const AT_ONCE = 2;
const MAX_WAITING = 40;

/** Too many passwords are being checked right now. */
export class QueueFull extends Error {
  constructor() {
    super('the password queue is full');
  }
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MAX_WAITING) throw new QueueFull();
    await new Promise<void>((resolve) => void waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    // The place is handed over, not given back, so that nobody slips in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

interface Settings {
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly tagLength: number;
}

function derive(password: string, settings: Settings): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', {
      message: password.normalize('NFKC'), nonce: settings.salt, parallelism: settings.lanes, tagLength: settings.tagLength, memory: settings.memory, passes: settings.passes,
    }, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

/** The PHC string to store. Throws `QueueFull` when too many wait. */
export async function hashPassword(password: string, random: (bytes: number) => Uint8Array = randomBytes): Promise<string> {
  const salt = Buffer.from(random(16));
  const tag = await inTurn(() => derive(password, { memory: MEMORY_KIB, passes: PASSES, lanes: LANES, salt, tagLength: TAG_BYTES }));
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(salt)}$${unpadded(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** An account that does not exist takes as long as one that does. */
const NOBODY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(Buffer.alloc(16, 7))}$${unpadded(Buffer.alloc(TAG_BYTES, 7))}`;

/** Whether the password is the one behind the hash. Without a hash the same work is done and the answer is no. Throws `QueueFull`. */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const match = PHC.exec(hash ?? NOBODY) ?? PHC.exec(NOBODY);
  if (!match) return false;
  const [, memory, passes, lanes, salt = '', tag = ''] = match;
  const expected = Buffer.from(tag, 'base64');
  const settings = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes), salt: Buffer.from(salt, 'base64'), tagLength: expected.length };
  const found = await inTurn(() => derive(password, settings));
  return timingSafeEqual(found, expected) && typeof hash === 'string' && PHC.test(hash);
}
