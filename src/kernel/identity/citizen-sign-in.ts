/** How a citizen comes in and goes out. A wrong password is an answer, not a refusal, because what it leaves behind must stay. */
import { z } from 'zod';
import type { CommandContext, PrepareContext } from '../act.ts';
import { anyone, citizen } from '../actor.ts';
import { emailField, field, idField, passwordField, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, type IdentityTables } from './acts.ts';
import { labels, refusals } from './messages.ts';
import { burnChallenge, claimedKey, verifySignIn } from './passkey.ts';
import { QueueFull, verifyPassword } from './password.ts';
import { CITIZEN_SESSION_SECONDS } from './session.ts';
import { foldEmail } from './sign-up.ts';
import { forgetFailures, rememberFailure, takeTurn, waitFor } from './throttle.ts';
import { networkOfDevice, sha256 } from './tokens.ts';

export type SignInResult = 'signedIn' | 'wrong' | 'unconfirmed';

const SESSION_TOKEN = /^y[cs]_[A-Za-z0-9_-]{43}$/;

/** A session token the page made (see `sessionToken`). */
export const sessionTokenField = field<string>(labels.token, { type: 'string' }, (raw) =>
  typeof raw === 'string' && SESSION_TOKEN.test(raw) ? { ok: true, value: raw } : { ok: false, message: { ja: '画面を開き直して、もう一度お試しください。', en: 'Please reload the page and try again.' } });

/** The session this browser had so far; it ends with the new one. What does not look like one is none, for nobody may be kept out by a cookie. */
export const formerTokenField = field<string | null>({ ja: '前のサインイン', en: 'Former session' }, { type: 'string' }, (raw) =>
  ({ ok: true, value: typeof raw === 'string' && SESSION_TOKEN.test(raw) ? raw : null }), true);

export const passkeyAnswerField = textField(labels.passkey, { max: 20_000, numbers: true });

/** Whether a password fits, or TooMany when the queue is full. */
export async function fits(password: string, hash: string | null | undefined): Promise<boolean | Outcome<never, 'TooMany'>> {
  try {
    return await verifyPassword(password, hash);
  } catch (error) {
    if (error instanceof QueueFull) return refuse('TooMany', { seconds: 10 });
    throw error;
  }
}

export function deviceOf(ctx: Pick<PrepareContext<never>, 'actor'>): string {
  return 'device' in ctx.actor ? ctx.actor.device : 'house';
}

interface CitizenSession {
  readonly citizen: string;
  readonly token: string;
  readonly former: string | null;
}

async function openSession(ctx: CommandContext<IdentityTables>, session: CitizenSession): Promise<void> {
  await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', session.citizen).where('expires_at', '<', ctx.now).execute();
  await ctx.db.insertInto('kernel.citizen_sessions').values({
    token_hash: sha256(session.token), citizen_id: session.citizen, created_at: ctx.now, seen_at: ctx.now, expires_at: ctx.now.add({ seconds: CITIZEN_SESSION_SECONDS }), device: deviceOf(ctx),
  })
    // A double click: the second one gets the first one’s answer, and this very session.
    .onConflict((conflict) => conflict.column('token_hash').doNothing()).execute();
  // Whoever had the browser before, or had learnt its session, is out. A double click sends the new one as the former.
  if (session.former !== null && session.former !== session.token) await ctx.db.deleteFrom('kernel.citizen_sessions').where('token_hash', '=', sha256(session.former)).execute();
  ctx.audit({ subject: `citizen:${session.citizen}`, result: 'signedIn', network: networkOfDevice(deviceOf(ctx)) });
}

function attemptOf(ctx: Pick<PrepareContext<never>, 'actor'>, email: string) {
  return { account: `citizen:${foldEmail(email)}`, network: networkOfDevice(deviceOf(ctx)) };
}

export const signIn = command({
  name: 'identity.signIn',
  title: { ja: 'サインインする', en: 'Sign in' },
  input: z.object({ email: emailField(labels.email), password: passwordField(labels.password), token: sessionTokenField, former: formerTokenField }),
  allow: [anyone('本人であることは、パスワードで確かめる')],
  secret: ['password', 'token', 'former', 'email'],
  async prepare(ctx, input) {
    const seconds = await waitFor(ctx.db, attemptOf(ctx, input.email), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const account = await ctx.db.selectFrom('kernel.citizens').select(['id', 'password_hash', 'email_confirmed_at']).where('email', '=', foldEmail(input.email)).where('closed_at', 'is', null).executeTakeFirst();
    const right = await fits(input.password, account?.password_hash);
    if (typeof right !== 'boolean') return right;
    return { id: right ? (account?.id ?? null) : null, tried: account?.id ?? null, hash: account?.password_hash ?? null, confirmed: Boolean(account?.email_confirmed_at) };
  },
  async run(ctx, input, found): Promise<Outcome<{ result: SignInResult }, 'TooMany'>> {
    const attempt = attemptOf(ctx, input.email);
    const seconds = await takeTurn(ctx.db, attempt, ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    // The password may have been changed while it was being checked: then it is the wrong one.
    const account = found.id === null ? undefined : await ctx.db.selectFrom('kernel.citizens').select('id').where('id', '=', found.id).where('password_hash', '=', found.hash).where('closed_at', 'is', null).forShare().executeTakeFirst();
    if (!account) {
      await rememberFailure(ctx.db, attempt, ctx.now);
      // Whose account it was and from which network, as a mark: otherwise nobody could tell an attack from a mistyping.
      ctx.audit({ result: 'wrong', network: attempt.network, ...(found.tried === null ? {} : { subject: `citizen:${found.tried}` }) });
      return done({ result: 'wrong' });
    }
    await forgetFailures(ctx.db, attempt);
    if (!found.confirmed) {
      ctx.audit({ subject: `citizen:${account.id}`, result: 'unconfirmed' });
      return done({ result: 'unconfirmed' });
    }
    await openSession(ctx, { citizen: account.id, token: input.token, former: input.former });
    return done({ result: 'signedIn' });
  },
});

export const signInByPasskey = command({
  name: 'identity.signInByPasskey',
  title: { ja: 'パスキーでサインインする', en: 'Sign in with a passkey' },
  input: z.object({ passkey: passkeyAnswerField, token: sessionTokenField, former: formerTokenField }),
  allow: [anyone('本人であることは、パスキーで確かめる')],
  refusals: { PasskeyProblem: refusals.PasskeyProblem },
  secret: ['passkey', 'token', 'former'],
  async prepare(ctx, input) {
    const id = claimedKey(input.passkey);
    const key = id === null ? undefined : await ctx.db.selectFrom('kernel.citizen_passkeys').select(['id', 'public_key', 'counter', 'citizen_id']).where('id', '=', id).executeTakeFirst();
    const proof = key ? await verifySignIn(ctx.city, 'citizen', key, input.passkey) : null;
    return key?.citizen_id && proof ? { key: key.id, citizen: key.citizen_id, ...proof } : refuse('PasskeyProblem');
  },
  async run(ctx, input, proof) {
    const owner = await ctx.db.selectFrom('kernel.citizens').select('id').where('id', '=', proof.citizen).where('closed_at', 'is', null).where('email_confirmed_at', 'is not', null).executeTakeFirst();
    if (!owner || !(await burnChallenge(ctx.db, proof.challenge, ctx.now))) return refuse('PasskeyProblem');
    await ctx.db.updateTable('kernel.citizen_passkeys').set({ counter: proof.counter, used_at: ctx.now }).where('id', '=', proof.key).execute();
    await openSession(ctx, { citizen: owner.id, token: input.token, former: input.former });
    return done({ result: 'signedIn' as const });
  },
});

export const signOut = command({
  name: 'identity.signOut',
  title: { ja: 'サインアウトする', en: 'Sign out' },
  input: z.object({ token: sessionTokenField }),
  allow: [citizen],
  secret: ['token'],
  async run(ctx, input) {
    if (ctx.actor.kind !== 'citizen') return refuse('NotAllowed');
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('token_hash', '=', sha256(input.token)).where('citizen_id', '=', ctx.actor.id).execute();
    return done({});
  },
});

export const signOutEverywhere = command({
  name: 'identity.signOutEverywhere',
  title: { ja: 'すべての端末からサインアウトする', en: 'Sign out everywhere' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return refuse('NotAllowed');
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', ctx.actor.id).execute();
    ctx.audit({ subject: `citizen:${ctx.actor.id}` });
    return done({});
  },
});

export const removePasskey = command({
  name: 'identity.removePasskey',
  title: { ja: 'パスキーを消す', en: 'Remove a passkey' },
  input: z.object({ passkey: textField(labels.passkey, { max: 1400, numbers: true }) }),
  allow: [citizen],
  refusals: { LastKey: refusals.LastKey },
  async run(ctx, input) {
    if (ctx.actor.kind !== 'citizen') return refuse('NotAllowed');
    const owner = await ctx.db.selectFrom('kernel.citizens').select('password_hash').where('id', '=', ctx.actor.id).forUpdate().executeTakeFirst();
    const keys = await ctx.db.selectFrom('kernel.citizen_passkeys').select('id').where('citizen_id', '=', ctx.actor.id).execute();
    if (!keys.some((key) => key.id === input.passkey)) return refuse('NotFound');
    if (keys.length === 1 && !owner?.password_hash) return refuse('LastKey');
    await ctx.db.deleteFrom('kernel.citizen_passkeys').where('id', '=', input.passkey).where('citizen_id', '=', ctx.actor.id).execute();
    ctx.audit({ subject: `citizen:${ctx.actor.id}` });
    return done({});
  },
});

/** The id field of a notice, for marking it read. */
export const noticeIdField = idField({ ja: 'お知らせ', en: 'Message' });
