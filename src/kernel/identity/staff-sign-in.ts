/**
 * The door of the office. A visitor's database role cannot even read who works here, so the door itself (an actor of the
 * house) asks on the visitor's behalf; these commands are open to nobody else and stand in no API.
 */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { anyStaff, system } from '../actor.ts';
import type { City } from '../city.ts';
import { optional, passwordField, textField } from '../fields.ts';
import { type Answer, done, type Outcome, refuse } from '../outcome.ts';
import { ask, execute } from '../run.ts';
import type { Lang } from '../view.ts';
import { command, type IdentityTables, query } from './acts.ts';
import { fits, formerTokenField, passkeyAnswerField, sessionTokenField } from './citizen-sign-in.ts';
import { labels, refusals } from './messages.ts';
import { burnChallenge, claimedKey, verifySignIn } from './passkey.ts';
import { STAFF_SESSION_SECONDS } from './session.ts';
import { hashChosen, linkField, PASSWORD_LEAST, useLink } from './sign-up.ts';
import { forgetFailures, rememberFailure, takeTurn, waitFor } from './throttle.ts';
import { networkOfDevice, sha256 } from './tokens.ts';
import { totpStep } from './totp.ts';

export type StaffSignInResult = 'signedIn' | 'wrong';

const deviceField = textField({ ja: '端末', en: 'Device' }, { max: 100, numbers: true });

interface StaffSession {
  readonly staff: string;
  readonly token: string;
  readonly strong: boolean;
  readonly device: string;
  /** The session this browser had so far. */
  readonly former: string | null;
}

async function openStaffSession(ctx: CommandContext<IdentityTables>, session: StaffSession): Promise<void> {
  await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', session.staff).where('expires_at', '<', ctx.now).execute();
  await ctx.db.insertInto('kernel.staff_sessions').values({
    token_hash: sha256(session.token), staff_id: session.staff, created_at: ctx.now, seen_at: ctx.now, expires_at: ctx.now.add({ seconds: STAFF_SESSION_SECONDS }), strong: session.strong, device: session.device,
  })
    // A double click: the second one gets the first one’s answer, and this very session.
    .onConflict((conflict) => conflict.column('token_hash').doNothing()).execute();
  if (session.former !== null && session.former !== session.token) await ctx.db.deleteFrom('kernel.staff_sessions').where('token_hash', '=', sha256(session.former)).execute();
  ctx.audit({ subject: `staff:${session.staff}`, result: 'signedIn', strong: session.strong, network: networkOfDevice(session.device) });
}

function attemptOf(input: { readonly login: string; readonly device: string }) {
  return { account: `staff:${input.login.normalize('NFKC').toLowerCase()}`, network: networkOfDevice(input.device) };
}

/** Password, and the code where a second factor is enrolled. Without a code the session is not strong. */
export const staffSignIn = command({
  name: 'identity.staffSignIn',
  title: { ja: '職員がサインインする', en: 'Staff sign-in' },
  input: z.object({ login: textField(labels.login, { max: 60, numbers: true }), password: passwordField(labels.password), code: optional(textField(labels.code, { max: 20, numbers: true })), token: sessionTokenField, former: formerTokenField, device: deviceField }),
  allow: [system],
  secret: ['password', 'code', 'token', 'former'],
  async prepare(ctx, input) {
    const seconds = await waitFor(ctx.db, attemptOf(input), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const account = await ctx.db.selectFrom('kernel.staff').select(['id', 'password_hash', 'totp_secret', 'totp_step']).where('login', '=', input.login.normalize('NFKC').toLowerCase()).where('closed_at', 'is', null).executeTakeFirst();
    const right = await fits(input.password, account?.password_hash);
    if (typeof right !== 'boolean') return right;
    const step = account?.totp_secret && input.code !== null ? await totpStep(account.totp_secret, input.code, ctx.now, account.totp_step) : null;
    // A wrong code is as wrong as a wrong password, and the answer does not tell which.
    const accepted = right && account !== undefined && (input.code === null || step !== null);
    return { id: accepted ? account.id : null, tried: account?.id ?? null, hash: account?.password_hash ?? null, step };
  },
  async run(ctx, input, found): Promise<Outcome<{ result: StaffSignInResult; strong: boolean }, 'TooMany'>> {
    const attempt = attemptOf(input);
    const seconds = await takeTurn(ctx.db, attempt, ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const account = found.id === null ? undefined : await ctx.db.selectFrom('kernel.staff').select(['id', 'totp_step']).where('id', '=', found.id).where('password_hash', '=', found.hash).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    // Two sign-ins with one code at the same moment: the second one comes too late.
    const reused = found.step !== null && account?.totp_step !== null && account?.totp_step !== undefined && account.totp_step >= found.step;
    if (!account || reused) {
      await rememberFailure(ctx.db, attempt, ctx.now);
      ctx.audit({ result: 'wrong', network: attempt.network, ...(found.tried === null ? {} : { subject: `staff:${found.tried}` }) });
      return done({ result: 'wrong', strong: false });
    }
    await forgetFailures(ctx.db, attempt);
    if (found.step !== null) await ctx.db.updateTable('kernel.staff').set({ totp_step: found.step }).where('id', '=', account.id).execute();
    await openStaffSession(ctx, { staff: account.id, token: input.token, strong: found.step !== null, device: input.device, former: input.former });
    return done({ result: 'signedIn', strong: found.step !== null });
  },
});

export const staffSignInByPasskey = command({
  name: 'identity.staffSignInByPasskey',
  title: { ja: '職員がパスキーでサインインする', en: 'Staff sign-in with a passkey' },
  input: z.object({ passkey: passkeyAnswerField, token: sessionTokenField, former: formerTokenField, device: deviceField }),
  allow: [system],
  refusals: { PasskeyProblem: refusals.PasskeyProblem },
  secret: ['passkey', 'token', 'former'],
  async prepare(ctx, input) {
    const id = claimedKey(input.passkey);
    const key = id === null ? undefined : await ctx.db.selectFrom('kernel.passkeys').select(['id', 'public_key', 'counter', 'staff_id']).where('id', '=', id).where('staff_id', 'is not', null).executeTakeFirst();
    const proof = key ? await verifySignIn(ctx.city, 'staff', key, input.passkey) : null;
    return key?.staff_id && proof ? { key: key.id, staff: key.staff_id, ...proof } : refuse('PasskeyProblem');
  },
  async run(ctx, input, proof) {
    const owner = await ctx.db.selectFrom('kernel.staff').select('id').where('id', '=', proof.staff).where('closed_at', 'is', null).executeTakeFirst();
    if (!owner || !(await burnChallenge(ctx.db, proof.challenge, ctx.now))) return refuse('PasskeyProblem');
    await ctx.db.updateTable('kernel.passkeys').set({ counter: proof.counter, used_at: ctx.now }).where('id', '=', proof.key).execute();
    // A passkey with user verification is two factors by itself.
    await openStaffSession(ctx, { staff: owner.id, token: input.token, strong: true, device: input.device, former: input.former });
    return done({ result: 'signedIn' as const, strong: true });
  },
});

export const staffSetPassword = command({
  name: 'identity.staffSetPassword',
  title: { ja: '職員がリンクからパスワードを決める', en: 'Staff set the password by link' },
  input: z.object({ secret: linkField, password: passwordField(labels.newPassword, PASSWORD_LEAST) }),
  allow: [system],
  refusals: { LinkUsedUp: refusals.LinkUsedUp, EasyPassword: refusals.EasyPassword },
  secret: ['secret', 'password'],
  async prepare(ctx, input) {
    const live = await ctx.db.selectFrom('kernel.one_time_links as l').leftJoin('kernel.staff as s', 's.id', 'l.staff_id').select(['s.login', 's.number', 's.email', 's.name', 's.kana']).where('l.secret_hash', '=', sha256(input.secret)).where('l.used_at', 'is', null).where('l.expires_at', '>', ctx.now).executeTakeFirst();
    return live ? hashChosen(ctx, input.password, [live.login, live.number, live.email, live.name, live.kana]) : refuse('LinkUsedUp');
  },
  async run(ctx, input, hash) {
    const link = await useLink(ctx, input.secret, ['staff_set_password']);
    if (!link?.staff_id) return refuse('LinkUsedUp');
    const row = await ctx.db.updateTable('kernel.staff').set((eb) => ({ password_hash: hash, version: eb('version', '+', 1) })).where('id', '=', link.staff_id).where('closed_at', 'is', null).returning('id').executeTakeFirst();
    if (!row) return refuse('LinkUsedUp');
    await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', row.id).execute();
    ctx.audit({ subject: `staff:${row.id}` });
    return done({ set: true });
  },
});

/** Whether a staff link still works, before anything is typed. */
export const staffLinkLives = query({
  name: 'identity.staffLinkLives',
  title: { ja: '職員のリンクが使えるか', en: 'Whether a staff link works' },
  input: z.object({ secret: linkField }),
  allow: [system],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.one_time_links').select('purpose').where('secret_hash', '=', sha256(input.secret)).where('purpose', '=', 'staff_set_password').where('used_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirst();
    return { lives: row !== undefined };
  },
});

export const staffSignOut = command({
  name: 'identity.staffSignOut',
  title: { ja: '職員がサインアウトする', en: 'Staff sign-out' },
  input: z.object({ token: sessionTokenField }),
  allow: [anyStaff('自分のサインインを終える')],
  secret: ['token'],
  async run(ctx, input) {
    if (ctx.actor.kind !== 'staff') return refuse('NotAllowed');
    await ctx.db.deleteFrom('kernel.staff_sessions').where('token_hash', '=', sha256(input.token)).where('staff_id', '=', ctx.actor.id).execute();
    return done({});
  },
});

interface AtTheDoor {
  readonly city: City;
  readonly lang: Lang;
  readonly requestId: string;
}

/** What the office's door asks as the house, for somebody who is not signed in yet. Only the sign-in pages call it. */
export const staffDoor = {
  signIn: ({ city, lang, requestId }: AtTheDoor, input: unknown): Promise<Answer<{ result: StaffSignInResult; strong: boolean }>> =>
    execute({ city, lang, actor: { kind: 'system', id: 'staff-door' } }, staffSignIn, input, requestId),
  signInByPasskey: ({ city, lang, requestId }: AtTheDoor, input: unknown): Promise<Answer<{ result: StaffSignInResult; strong: boolean }>> =>
    execute({ city, lang, actor: { kind: 'system', id: 'staff-door' } }, staffSignInByPasskey, input, requestId),
  setPassword: ({ city, lang, requestId }: AtTheDoor, input: unknown): Promise<Answer<{ set: boolean }>> =>
    execute({ city, lang, actor: { kind: 'system', id: 'staff-door' } }, staffSetPassword, input, requestId),
  linkLives: async ({ city, lang }: Omit<AtTheDoor, 'requestId'>, secret: string): Promise<boolean> => {
    const answer = await ask({ city, lang, actor: { kind: 'system', id: 'staff-door' } }, staffLinkLives, { secret });
    return answer.ok && answer.value.lives;
  },
} as const;
