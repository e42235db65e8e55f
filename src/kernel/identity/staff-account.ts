/** What a member of staff changes about the own account. */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { anyStaff } from '../actor.ts';
import { idField, passwordField, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, type IdentityTables } from './acts.ts';
import { deviceOf, fits, passkeyAnswerField } from './citizen-sign-in.ts';
import { labels, refusals } from './messages.ts';
import { burnChallenge, verifyRegistration } from './passkey.ts';
import { hashChosen, PASSWORD_LEAST } from './sign-up.ts';
import { forgetFailures, rememberFailure, takeTurn, waitFor } from './throttle.ts';
import { networkOfDevice } from './tokens.ts';
import { totpStep } from './totp.ts';

type Self = CommandContext<IdentityTables>;
const own = [anyStaff('自分の登録を自分で変える')];
const MOST_PASSKEYS = 20;

function self(ctx: Pick<Self, 'actor'>): string | null {
  return ctx.actor.kind === 'staff' ? ctx.actor.id : null;
}

function guess(ctx: Pick<Self, 'actor'>) {
  return { account: `again:staff:${self(ctx) ?? ''}`, network: networkOfDevice(deviceOf(ctx)) };
}

interface Checked {
  readonly right: boolean;
  readonly hash: string;
}

export const staffChangePassword = command({
  name: 'identity.staffChangePassword',
  title: { ja: '職員が自分のパスワードを変える', en: 'Staff change their password' },
  input: z.object({ current: passwordField(labels.currentPassword), password: passwordField(labels.newPassword, PASSWORD_LEAST) }),
  allow: own,
  refusals: { EasyPassword: refusals.EasyPassword },
  secret: ['current', 'password'],
  async prepare(ctx, input): Promise<Checked | Outcome<never, 'TooMany' | 'EasyPassword'>> {
    const seconds = await waitFor(ctx.db, guess(ctx), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const row = await ctx.db.selectFrom('kernel.staff').select(['password_hash', 'login', 'number', 'email', 'name', 'kana']).where('id', '=', self(ctx) ?? '').executeTakeFirst();
    const right = await fits(input.current, row?.password_hash);
    if (typeof right !== 'boolean') return right;
    const hash = right ? await hashChosen(ctx, input.password, [row?.login, row?.number, row?.email, row?.name, row?.kana]) : '';
    return typeof hash === 'string' ? { right, hash } : hash;
  },
  async run(ctx, _input, checked): Promise<Outcome<{ result: 'changed' | 'wrong' }, 'TooMany' | 'NotAllowed'>> {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const seconds = await takeTurn(ctx.db, guess(ctx), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    ctx.audit({ subject: `staff:${id}`, result: checked.right ? 'changed' : 'wrong' });
    if (!checked.right) {
      await rememberFailure(ctx.db, guess(ctx), ctx.now);
      return done({ result: 'wrong' });
    }
    await forgetFailures(ctx.db, guess(ctx));
    await ctx.db.updateTable('kernel.staff').set((eb) => ({ password_hash: checked.hash, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', id).execute();
    return done({ result: 'changed' });
  },
});

/** The secret was made by the page and shown as a QR code; the code proves that the phone has it. */
export const enrolTotp = command({
  name: 'identity.enrolTotp',
  title: { ja: '確認コードを使い始める', en: 'Start using codes' },
  input: z.object({
    secret: textField(labels.code, { max: 64, numbers: true, pattern: { test: /^[A-Z2-7]{32,64}$/, say: { ja: '画面を開き直してください。', en: 'Please reload the page.' } } }),
    code: textField(labels.code, { max: 20, numbers: true }),
  }),
  allow: own,
  refusals: { WrongCode: refusals.WrongCode },
  secret: ['secret', 'code'],
  prepare: async (ctx, input) => (await totpStep(input.secret, input.code, ctx.now, null)) ?? refuse('WrongCode'),
  async run(ctx, input, step) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const row = await ctx.db.selectFrom('kernel.staff').select('totp_secret').where('id', '=', id).forUpdate().executeTakeFirst();
    // Exchanging a factor needs the factor: a password alone must not be able to put its own phone in place.
    if (row?.totp_secret && ctx.actor.kind === 'staff' && !ctx.actor.strong) return refuse('NotAllowed');
    await ctx.db.updateTable('kernel.staff').set((eb) => ({ totp_secret: input.secret, totp_step: step, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

export const staffRegisterPasskey = command({
  name: 'identity.staffRegisterPasskey',
  title: { ja: '職員がパスキーを登録する', en: 'Staff add a passkey' },
  input: z.object({ passkey: passkeyAnswerField, name: textField(labels.passkeyName, { max: 60, numbers: true }) }),
  allow: own,
  refusals: { PasskeyProblem: refusals.PasskeyProblem },
  secret: ['passkey'],
  prepare: async (ctx, input) => (await verifyRegistration(ctx.city, 'staff', self(ctx) ?? '', input.passkey)) ?? refuse('PasskeyProblem'),
  async run(ctx, input, key) {
    const id = self(ctx);
    if (id === null || !(await burnChallenge(ctx.db, key.challenge, ctx.now))) return refuse('PasskeyProblem');
    const row = await ctx.db.selectFrom('kernel.staff').select('totp_secret').where('id', '=', id).forUpdate().executeTakeFirst();
    const keys = await ctx.db.selectFrom('kernel.passkeys').select('id').where('staff_id', '=', id).execute();
    if (keys.length >= MOST_PASSKEYS) return refuse('TooMany', { seconds: 60 });
    if ((row?.totp_secret || keys.length > 0) && ctx.actor.kind === 'staff' && !ctx.actor.strong) return refuse('NotAllowed');
    await ctx.db.insertInto('kernel.passkeys').values({ id: key.id, citizen_id: null, staff_id: id, public_key: key.public_key, counter: key.counter, transports: key.transports, name: input.name, created_at: ctx.now, used_at: null }).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

export const staffRemovePasskey = command({
  name: 'identity.staffRemovePasskey',
  title: { ja: '職員がパスキーを消す', en: 'Staff remove a passkey' },
  input: z.object({ passkey: textField(labels.passkey, { max: 1400, numbers: true }) }),
  allow: own,
  async run(ctx, input) {
    const id = self(ctx);
    // Taking a factor away needs the factor: otherwise a password alone could clear the way for a key of its own.
    if (id === null || (ctx.actor.kind === 'staff' && !ctx.actor.strong)) return refuse('NotAllowed');
    const row = await ctx.db.deleteFrom('kernel.passkeys').where('id', '=', input.passkey).where('staff_id', '=', id).returning('id').executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

/** Ends every session of one's own, the one that asks as well. */
export const staffSignOutEverywhere = command({
  name: 'identity.staffSignOutEverywhere',
  title: { ja: '職員がすべての端末からサインアウトする', en: 'Staff sign out everywhere' },
  input: z.object({}),
  allow: own,
  async run(ctx) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', id).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

export const staffReadNotice = command({
  name: 'identity.staffReadNotice',
  title: { ja: '受信箱の知らせを読んだことにする', en: 'Mark a staff message as read' },
  input: z.object({ notice: idField({ ja: 'お知らせ', en: 'Message' }) }),
  allow: [anyStaff('自分の受信箱')],
  async run(ctx, input) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const row = await ctx.db.updateTable('kernel.notices').set({ read_at: ctx.now }).where('id', '=', input.notice).where('staff_id', '=', id).where('read_at', 'is', null).returning('id').executeTakeFirst();
    return done({ read: row ? 1 : 0 });
  },
});
