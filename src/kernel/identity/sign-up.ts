/** How a citizen gets an account. Whoever signs up with a known address sees the same page; only the owner's mail tells. */
import { z } from 'zod';
import type { CommandContext, PrepareContext } from '../act.ts';
import { anyone } from '../actor.ts';
import { choiceField, emailField, field, kanaField, nameField, optional, passwordField, phoneField, withDefault } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, type IdentityTables } from './acts.ts';
import { labels, letterFor, refusals } from './messages.ts';
import { easyToGuess } from './easy-password.ts';
import { hashPassword, QueueFull } from './password.ts';
import { ALL_ACCOUNTS, rememberFailure, takeTurn, waitFor } from './throttle.ts';
import { freshSecret, networkOfDevice, sha256 } from './tokens.ts';

export const PASSWORD_LEAST = 10;
const CONFIRM_HOURS = 24;
const SET_PASSWORD_HOURS = 1;

/** The secret of a one-time link, as it stood in the address. */
export const linkField = field<string>(labels.link, { type: 'string' }, (raw) =>
  typeof raw === 'string' && /^[A-Za-z0-9_-]{20,100}$/.test(raw) ? { ok: true, value: raw } : { ok: false, message: { ja: refusals.LinkUsedUp.ja(), en: refusals.LinkUsedUp.en() } });

/** An address names one account however it was typed. */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}

/** Hashing under the queue's limit. */
export async function hashOrRefuse(ctx: Pick<PrepareContext<never>, 'random'>, password: string): Promise<string | Outcome<never, 'TooMany'>> {
  try {
    return await hashPassword(password, (bytes) => ctx.random(bytes));
  } catch (error) {
    if (error instanceof QueueFull) return refuse('TooMany', { seconds: 10 });
    throw error;
  }
}

/** Hashing a password that is being chosen; not one that strangers try first. `about`: what everybody knows of this person. */
export async function hashChosen(ctx: Pick<PrepareContext<never>, 'random' | 'city'>, password: string, about: readonly (string | null | undefined)[]): Promise<string | Outcome<never, 'TooMany' | 'EasyPassword'>> {
  const { ja, en } = ctx.city.facts.name;
  return easyToGuess(password, [ja, en, ...about.filter((word) => typeof word === 'string')]) ? refuse('EasyPassword') : hashOrRefuse(ctx, password);
}

/** Links that were sent to this citizen open nothing any more: whoever asked for them may not have been the owner. */
export async function voidLinks(ctx: CommandContext<IdentityTables>, citizen: string): Promise<void> {
  await ctx.db.updateTable('kernel.one_time_links').set({ used_at: ctx.now }).where('citizen_id', '=', citizen).where('used_at', 'is', null).execute();
}

/** Letters to one address from one network come slower and slower, whether or not the address is known. */
function letterAttempt(ctx: { readonly actor: CommandContext<never>['actor'] }, email: string) {
  const device = 'device' in ctx.actor ? ctx.actor.device : 'house';
  return { account: `letter:${sha256(email).slice(0, 32)}`, network: networkOfDevice(device) };
}

async function letterWait(ctx: PrepareContext<IdentityTables>, email: string): Promise<Outcome<never, 'TooMany'> | null> {
  const seconds = await waitFor(ctx.db, letterAttempt(ctx, email), ctx.now);
  return seconds > 0 ? refuse('TooMany', { seconds }) : null;
}

async function noteLetter(ctx: CommandContext<IdentityTables>, email: string): Promise<Outcome<never, 'TooMany'> | null> {
  const attempt = letterAttempt(ctx, email);
  const seconds = await takeTurn(ctx.db, attempt, ctx.now);
  if (seconds > 0) return refuse('TooMany', { seconds });
  await rememberFailure(ctx.db, attempt, ctx.now);
  // A letter is no wrong password: the network's own count stays as it was.
  await ctx.db.updateTable('kernel.sign_in_failures').set((eb) => ({ failures: eb('failures', '-', 1) })).where('account', '=', ALL_ACCOUNTS).where('network', '=', attempt.network).execute();
  return null;
}

/** A fresh link of this purpose; older ones of the same person and purpose stop working. */
export async function newLink(ctx: CommandContext<IdentityTables>, link: { readonly purpose: 'confirm_email' | 'set_password' | 'change_email' | 'staff_set_password'; readonly citizen?: string; readonly staff?: string; readonly email: string | null; readonly hours: number }): Promise<string> {
  const secret = freshSecret((bytes) => ctx.random(bytes));
  await ctx.db.updateTable('kernel.one_time_links').set({ used_at: ctx.now }).where('purpose', '=', link.purpose).where('used_at', 'is', null)
    .where(link.citizen === undefined ? 'staff_id' : 'citizen_id', '=', link.citizen ?? link.staff ?? '').execute();
  await ctx.db.insertInto('kernel.one_time_links').values({
    secret_hash: sha256(secret), purpose: link.purpose, citizen_id: link.citizen ?? null, staff_id: link.staff ?? null, email: link.email, expires_at: ctx.now.add({ hours: link.hours }), used_at: null,
  }).execute();
  return secret;
}

/** The path in the reader's language. */
export function pathIn(lang: 'ja' | 'en', path: string): string {
  return lang === 'en' ? `/en${path}` : path;
}

export const signUp = command({
  name: 'identity.signUp',
  title: { ja: 'マイページに登録する', en: 'Sign up' },
  input: z.object({
    name: nameField(labels.name), kana: kanaField(labels.kana), email: emailField(labels.email), phone: optional(phoneField(labels.phone)),
    password: passwordField(labels.newPassword, PASSWORD_LEAST), language: withDefault(choiceField(labels.language, ['ja', 'en']), 'ja'),
  }),
  allow: [anyone('誰でも登録を申し込める')],
  refusals: { EasyPassword: refusals.EasyPassword },
  secret: ['password', 'name', 'kana', 'email', 'phone'],
  async prepare(ctx, input) {
    return await letterWait(ctx, foldEmail(input.email)) ?? await hashChosen(ctx, input.password, [input.email, input.name, input.kana, input.phone]);
  },
  async run(ctx, input, hash) {
    const email = foldEmail(input.email);
    const tooMany = await noteLetter(ctx, email);
    if (tooMany) return tooMany;
    const known = await ctx.db.selectFrom('kernel.citizens').select(['id', 'name', 'language', 'email_confirmed_at', 'closed_at']).where('email', '=', email).forUpdate().executeTakeFirst();
    if (known?.email_confirmed_at) {
      ctx.notify({ to: { email }, kind: 'identity.alreadyKnown', href: pathIn(known.language, '/forgot'), ...letterFor('alreadyKnown', known.language, known.name, ctx.city.facts.name) });
      return done({ sent: true });
    }
    const details = { name: input.name, kana: input.kana, phone: input.phone, language: input.language, password_hash: hash };
    // An address nobody confirmed belongs to nobody yet: the last one to sign up sets the details, and only the newest link works.
    const row = known
      ? await ctx.db.updateTable('kernel.citizens').set(details).where('id', '=', known.id).returning('id').executeTakeFirst()
      : await ctx.db.insertInto('kernel.citizens').values({ id: ctx.newId(), email, email_confirmed_at: null, created_at: ctx.now, closed_at: null, ...details })
        .onConflict((conflict) => conflict.column('email').doNothing()).returning('id').executeTakeFirst();
    if (row) {
      const secret = await newLink(ctx, { purpose: 'confirm_email', citizen: row.id, email, hours: CONFIRM_HOURS });
      ctx.audit({ subject: `citizen:${row.id}` });
      ctx.notify({ to: { email }, kind: 'identity.confirmEmail', href: pathIn(input.language, `/confirm/${secret}`), ...letterFor('confirm', input.language, input.name, ctx.city.facts.name) });
    }
    return done({ sent: true });
  },
});

export const confirmEmail = command({
  name: 'identity.confirmEmail',
  title: { ja: 'メールアドレスを確認する', en: 'Confirm the e-mail address' },
  input: z.object({ secret: linkField }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  refusals: { LinkUsedUp: refusals.LinkUsedUp, EmailInUse: refusals.EmailInUse },
  secret: ['secret'],
  async run(ctx, input): Promise<Outcome<{ purpose: string }, 'LinkUsedUp' | 'EmailInUse'>> {
    const link = await useLink(ctx, input.secret, ['confirm_email', 'change_email']);
    if (!link?.citizen_id) return refuse('LinkUsedUp');
    await ctx.db.updateTable('kernel.citizens').set((eb) => ({ email_confirmed_at: ctx.now, version: eb('version', '+', 1), ...(link.email === null ? {} : { email: link.email }) }))
      .where('id', '=', link.citizen_id).where('closed_at', 'is', null).execute();
    ctx.audit({ subject: `citizen:${link.citizen_id}` });
    return done({ purpose: link.purpose });
  },
});

/** Uses a link up; null when there is none, it is over, or it was used. */
export async function useLink(ctx: CommandContext<IdentityTables>, secret: string, purposes: readonly ('confirm_email' | 'set_password' | 'change_email' | 'staff_set_password')[]) {
  return ctx.db.updateTable('kernel.one_time_links').set({ used_at: ctx.now })
    .where('secret_hash', '=', sha256(secret)).where('purpose', 'in', purposes).where('used_at', 'is', null).where('expires_at', '>', ctx.now)
    .returning(['purpose', 'citizen_id', 'staff_id', 'email']).executeTakeFirst();
}

export const requestPasswordLink = command({
  name: 'identity.requestPasswordLink',
  title: { ja: 'パスワードを決め直すリンクを頼む', en: 'Ask for a password link' },
  input: z.object({ email: emailField(labels.email) }),
  allow: [anyone('パスワードを忘れた人が使う。登録の有無は答えから分からない')],
  secret: ['email'],
  prepare: async (ctx, input) => (await letterWait(ctx, foldEmail(input.email))) ?? undefined,
  async run(ctx, input) {
    const email = foldEmail(input.email);
    const tooMany = await noteLetter(ctx, email);
    if (tooMany) return tooMany;
    const found = await ctx.db.selectFrom('kernel.citizens').select(['id', 'name', 'language']).where('email', '=', email).where('closed_at', 'is', null).executeTakeFirst();
    if (!found) {
      ctx.notify({ to: { email }, kind: 'identity.noAccount', href: pathIn(ctx.lang, '/sign-up'), ...letterFor('noAccount', ctx.lang, '', ctx.city.facts.name) });
      return done({ sent: true });
    }
    const secret = await newLink(ctx, { purpose: 'set_password', citizen: found.id, email, hours: SET_PASSWORD_HOURS });
    ctx.audit({ subject: `citizen:${found.id}` });
    ctx.notify({ to: { email }, kind: 'identity.setPassword', href: pathIn(found.language, `/set-password/${secret}`), ...letterFor('setPassword', found.language, found.name, ctx.city.facts.name) });
    return done({ sent: true });
  },
});

export const setPassword = command({
  name: 'identity.setPassword',
  title: { ja: 'リンクからパスワードを決める', en: 'Set the password by link' },
  input: z.object({ secret: linkField, password: passwordField(labels.newPassword, PASSWORD_LEAST) }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  refusals: { LinkUsedUp: refusals.LinkUsedUp, EasyPassword: refusals.EasyPassword },
  secret: ['secret', 'password'],
  async prepare(ctx, input) {
    const live = await ctx.db.selectFrom('kernel.one_time_links').select('email').where('secret_hash', '=', sha256(input.secret)).where('used_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirst();
    return live ? hashChosen(ctx, input.password, [live.email]) : refuse('LinkUsedUp');
  },
  async run(ctx, input, hash) {
    const link = await useLink(ctx, input.secret, ['set_password']);
    if (!link?.citizen_id) return refuse('LinkUsedUp');
    const before = await ctx.db.selectFrom('kernel.citizens').select(['email_confirmed_at', 'name', 'language']).where('id', '=', link.citizen_id).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    if (!before) return refuse('LinkUsedUp');
    // Whoever reads the address's mail owns the account: what somebody else left in it before is thrown out.
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', link.citizen_id).execute();
    await voidLinks(ctx, link.citizen_id);
    if (!before.email_confirmed_at) await ctx.db.deleteFrom('kernel.citizen_passkeys').where('citizen_id', '=', link.citizen_id).execute();
    await ctx.db.updateTable('kernel.citizens').set((eb) => ({ password_hash: hash, email_confirmed_at: before.email_confirmed_at ?? ctx.now, version: eb('version', '+', 1) })).where('id', '=', link.citizen_id).execute();
    ctx.audit({ subject: `citizen:${link.citizen_id}` });
    ctx.notify({ to: { citizen: link.citizen_id }, kind: 'identity.passwordChanged', everyChannel: true, ...letterFor('passwordChanged', before.language, before.name, ctx.city.facts.name) });
    return done({ set: true });
  },
});
