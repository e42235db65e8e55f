/** What a citizen changes about the own account. */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { citizen } from '../actor.ts';
import { choiceField, emailField, field, kanaField, listField, nameField, optional, passwordField, phoneField, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, type IdentityTables } from './acts.ts';
import { deviceOf, fits, noticeIdField, passkeyAnswerField } from './citizen-sign-in.ts';
import { labels, letterFor, refusals } from './messages.ts';
import { burnChallenge, verifyRegistration } from './passkey.ts';
import { foldEmail, hashChosen, newLink, PASSWORD_LEAST, pathIn, voidLinks } from './sign-up.ts';
import { forgetFailures, rememberFailure, takeTurn, waitFor } from './throttle.ts';
import { networkOfDevice, sha256 } from './tokens.ts';

const CHANGE_EMAIL_HOURS = 24;
const MOST_PASSKEYS = 20;

export const channels = ['inbox', 'email', 'sms'] as const;

type Self = CommandContext<IdentityTables>;

function self(ctx: Pick<Self, 'actor'>): string | null {
  return ctx.actor.kind === 'citizen' ? ctx.actor.id : null;
}

/** Guessing the current password inside a stolen session is as slow as guessing at the door. */
function guess(ctx: Pick<Self, 'actor'>) {
  return { account: `again:${self(ctx) ?? ''}`, network: networkOfDevice(deviceOf(ctx)) };
}

export const changeProfile = command({
  name: 'identity.changeProfile',
  title: { ja: '登録内容を変える', en: 'Change the profile' },
  input: z.object({ name: nameField(labels.name), kana: kanaField(labels.kana), phone: optional(phoneField(labels.phone)), email: emailField(labels.email), language: choiceField(labels.language, ['ja', 'en']) }),
  allow: [citizen],
  secret: ['name', 'kana', 'phone', 'email'],
  async run(ctx, input) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const before = await ctx.db.selectFrom('kernel.citizens').select(['email', 'name']).where('id', '=', id).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    if (!before) return refuse('NotFound');
    await ctx.db.updateTable('kernel.citizens').set((eb) => ({ name: input.name, kana: input.kana, phone: input.phone, language: input.language, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    ctx.audit({ subject: `citizen:${id}` });
    const email = foldEmail(input.email);
    if (email === before.email) return done({ confirmByMail: false });
    // The new address counts only once its reader says so; an address in use elsewhere gets no link and no different answer.
    const taken = await ctx.db.selectFrom('kernel.citizens').select('id').where('email', '=', email).executeTakeFirst();
    // The address so far hears of it, or a stolen session could carry the account away in silence.
    ctx.notify({ to: { email: before.email }, kind: 'identity.emailChanging', href: pathIn(input.language, '/forgot'), ...letterFor('emailChanging', input.language, before.name, ctx.city.facts.name) });
    if (!taken) {
      const secret = await newLink(ctx, { purpose: 'change_email', citizen: id, email, hours: CHANGE_EMAIL_HOURS });
      ctx.notify({ to: { email }, kind: 'identity.confirmEmail', href: pathIn(input.language, `/confirm/${secret}`), ...letterFor('confirm', input.language, input.name, ctx.city.facts.name) });
    }
    return done({ confirmByMail: true });
  },
});

export const changeChannels = command({
  name: 'identity.changeChannels',
  title: { ja: 'お知らせの受け取り方を変える', en: 'Change how to be told' },
  input: z.object({ channels: listField(labels.channels, choiceField(labels.channels, channels), { max: channels.length }) }),
  allow: [citizen],
  async run(ctx, input) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    // The inbox is the record of what was said; it cannot be switched off.
    const chosen = [...new Set(['inbox', ...input.channels])];
    await ctx.db.updateTable('kernel.citizens').set((eb) => ({ channels: chosen, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    ctx.audit({ subject: `citizen:${id}` });
    return done({});
  },
});

interface Checked {
  readonly right: boolean;
  readonly hash: string;
}

export const changePassword = command({
  name: 'identity.changePassword',
  title: { ja: 'パスワードを変える', en: 'Change the password' },
  input: z.object({ current: optional(passwordField(labels.currentPassword)), password: passwordField(labels.newPassword, PASSWORD_LEAST) }),
  allow: [citizen],
  refusals: { EasyPassword: refusals.EasyPassword },
  secret: ['current', 'password'],
  async prepare(ctx, input): Promise<Checked | Outcome<never, 'TooMany' | 'EasyPassword'>> {
    const seconds = await waitFor(ctx.db, guess(ctx), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const row = await ctx.db.selectFrom('kernel.citizens').select(['password_hash', 'email', 'name', 'kana', 'phone']).where('id', '=', self(ctx) ?? '').executeTakeFirst();
    // Whoever signs in by passkey alone has no password to show.
    const right = row?.password_hash ? await fits(input.current ?? '', row.password_hash) : true;
    if (typeof right !== 'boolean') return right;
    const hash = right ? await hashChosen(ctx, input.password, [row?.email, row?.name, row?.kana, row?.phone]) : '';
    return typeof hash === 'string' ? { right, hash } : hash;
  },
  async run(ctx, _input, checked): Promise<Outcome<{ result: 'changed' | 'wrong' }, 'TooMany' | 'NotAllowed'>> {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const seconds = await takeTurn(ctx.db, guess(ctx), ctx.now);
    if (seconds > 0) return refuse('TooMany', { seconds });
    ctx.audit({ subject: `citizen:${id}` });
    if (!checked.right) {
      await rememberFailure(ctx.db, guess(ctx), ctx.now);
      ctx.audit({ result: 'wrong' });
      return done({ result: 'wrong' });
    }
    await forgetFailures(ctx.db, guess(ctx));
    const row = await ctx.db.updateTable('kernel.citizens').set((eb) => ({ password_hash: checked.hash, version: eb('version', '+', 1) })).where('id', '=', id).returning(['name', 'language']).executeTakeFirst();
    // Every session ends, this one too: the page signs in again with the new password.
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', id).execute();
    await voidLinks(ctx, id);
    if (row) ctx.notify({ to: { citizen: id }, kind: 'identity.passwordChanged', everyChannel: true, ...letterFor('passwordChanged', row.language, row.name, ctx.city.facts.name) });
    return done({ result: 'changed' });
  },
});

export const registerPasskey = command({
  name: 'identity.registerPasskey',
  title: { ja: 'パスキーを登録する', en: 'Add a passkey' },
  input: z.object({ passkey: passkeyAnswerField, name: textField(labels.passkeyName, { max: 60, numbers: true }) }),
  allow: [citizen],
  refusals: { PasskeyProblem: refusals.PasskeyProblem },
  secret: ['passkey'],
  prepare: async (ctx, input) => (await verifyRegistration(ctx.city, 'citizen', self(ctx) ?? '', input.passkey)) ?? refuse('PasskeyProblem'),
  async run(ctx, input, key) {
    const id = self(ctx);
    if (id === null || !(await burnChallenge(ctx.db, key.challenge, ctx.now))) return refuse('PasskeyProblem');
    const owner = await ctx.db.selectFrom('kernel.citizens').select(['name', 'language']).where('id', '=', id).forUpdate().executeTakeFirst();
    const { count } = await ctx.db.selectFrom('kernel.citizen_passkeys').select((eb) => eb.fn.countAll<number>().as('count')).where('citizen_id', '=', id).executeTakeFirstOrThrow();
    if (!owner || count >= MOST_PASSKEYS) return refuse('TooMany', { seconds: 60 });
    await ctx.db.insertInto('kernel.citizen_passkeys').values({ id: key.id, citizen_id: id, staff_id: null, public_key: key.public_key, counter: key.counter, transports: key.transports, name: input.name, created_at: ctx.now, used_at: null }).execute();
    ctx.audit({ subject: `citizen:${id}` });
    ctx.notify({ to: { citizen: id }, kind: 'identity.passkeyAdded', everyChannel: true, ...letterFor('passkeyAdded', owner.language, owner.name, ctx.city.facts.name) });
    return done({});
  },
});

export const closeAccount = command({
  name: 'identity.closeAccount',
  title: { ja: 'マイページの登録を閉じる', en: 'Close the account' },
  input: z.object({ confirm: field<true>({ ja: '確認', en: 'Confirmation' }, { const: true }, (raw) => (raw === true || raw === 'on' || raw === 'true' ? { ok: true, value: true } : { ok: false, message: { ja: '閉じるときは、「確かめました」に印を付けてください。', en: 'Please tick the box to close the account.' } })) }),
  allow: [citizen],
  async run(ctx) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const row = await ctx.db.selectFrom('kernel.citizens').select(['name', 'language', 'email']).where('id', '=', id).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', id).execute();
    await ctx.db.deleteFrom('kernel.citizen_passkeys').where('citizen_id', '=', id).execute();
    await ctx.db.updateTable('kernel.citizen_tokens').set({ revoked_at: ctx.now }).where('citizen_id', '=', id).where('revoked_at', 'is', null).execute();
    // The address becomes free for a new account; what was reserved or paid keeps pointing at this row until its own retention ends.
    await ctx.db.updateTable('kernel.citizens').set((eb) => ({ closed_at: ctx.now, email: `closed:${sha256(`${id}${row.email}`).slice(0, 24)}`, password_hash: null, phone: null, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    ctx.audit({ subject: `citizen:${id}` });
    ctx.notify({ to: { email: row.email }, kind: 'identity.closed', ...letterFor('closed', row.language, row.name, ctx.city.facts.name) });
    return done({});
  },
});

export const readNotice = command({
  name: 'identity.readNotice',
  title: { ja: 'お知らせを読んだことにする', en: 'Mark a message as read' },
  input: z.object({ notice: noticeIdField }),
  allow: [citizen],
  async run(ctx, input) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const row = await ctx.db.updateTable('kernel.notices').set({ read_at: ctx.now }).where('id', '=', input.notice).where('citizen_id', '=', id).where('read_at', 'is', null).returning('id').executeTakeFirst();
    return done({ read: row ? 1 : 0 });
  },
});

export const readAllNotices = command({
  name: 'identity.readAllNotices',
  title: { ja: 'すべてのお知らせを読んだことにする', en: 'Mark all messages as read' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    const id = self(ctx);
    if (id === null) return refuse('NotAllowed');
    const rows = await ctx.db.updateTable('kernel.notices').set({ read_at: ctx.now }).where('citizen_id', '=', id).where('read_at', 'is', null).returning('id').execute();
    return done({ read: rows.length });
  },
});
