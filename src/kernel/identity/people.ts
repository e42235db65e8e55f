/** Accounts of staff: who works here, and by which link they set their first password. */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { staff } from '../actor.ts';
import { codeField, emailField, field, idField, kanaField, nameField, optional } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, type IdentityTables } from './acts.ts';
import { labels, letterFor, refusals } from './messages.ts';
import { newLink } from './sign-up.ts';

const STAFF_LINK_HOURS = 72;
const accounts = [staff('operations.accounts')];

const loginField = field<string>(labels.login, { type: 'string', pattern: '^[a-z0-9._-]{2,60}$' }, (raw) => {
  const login = typeof raw === 'string' ? raw.normalize('NFKC').trim().toLowerCase() : '';
  return /^[a-z0-9._-]{2,60}$/.test(login) ? { ok: true, value: login } : { ok: false, message: { ja: '「ログイン名」は、半角の英数字・点・ハイフンで2文字以上にしてください（例 y1234）。', en: '“Login name” needs 2 or more letters, digits, dots or hyphens (e.g. y1234).' } };
});

type NumberOrLogin = 'NumberInUse' | 'LoginInUse';

async function clash(ctx: CommandContext<IdentityTables>, input: { readonly number: string; readonly login: string }, except = ''): Promise<Outcome<never, NumberOrLogin> | null> {
  const others = await ctx.db.selectFrom('kernel.staff').select(['id', 'number', 'login']).where((eb) => eb.or([eb('number', '=', input.number), eb('login', '=', input.login)])).execute();
  const other = others.find((row) => row.id !== except);
  if (!other) return null;
  return refuse(other.number === input.number ? 'NumberInUse' : 'LoginInUse');
}

async function sendStaffLink(ctx: CommandContext<IdentityTables>, person: { readonly id: string; readonly name: string; readonly email: string | null }): Promise<boolean> {
  if (person.email === null) return false;
  const secret = await newLink(ctx, { purpose: 'staff_set_password', staff: person.id, email: person.email, hours: STAFF_LINK_HOURS });
  ctx.notify({ to: { email: person.email }, kind: 'identity.staffSetPassword', href: `/staff/set-password/${secret}`, ...letterFor('staffLink', 'ja', person.name, ctx.city.facts.name) });
  return true;
}

const details = { number: codeField(labels.number, 20), login: loginField, name: nameField(labels.name), kana: kanaField(labels.kana), email: optional(emailField(labels.email)) };

export const createStaff = command({
  name: 'identity.createStaff',
  title: { ja: '職員を登録する', en: 'Add a member of staff' },
  input: z.object(details),
  allow: accounts,
  refusals: { NumberInUse: refusals.NumberInUse, LoginInUse: refusals.LoginInUse },
  async run(ctx, input): Promise<Outcome<{ staff: string; mailed: boolean }, NumberOrLogin>> {
    const taken = await clash(ctx, input);
    if (taken) return taken;
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.staff').values({ id, ...input, password_hash: null, totp_secret: null, created_at: ctx.now, closed_at: null }).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({ staff: id, mailed: await sendStaffLink(ctx, { id, name: input.name, email: input.email }) });
  },
});

export const changeStaff = command({
  name: 'identity.changeStaff',
  title: { ja: '職員の登録を直す', en: 'Change a member of staff' },
  input: z.object({ staff: idField(labels.person), ...details }),
  allow: accounts,
  refusals: { NumberInUse: refusals.NumberInUse, LoginInUse: refusals.LoginInUse },
  async run(ctx, { staff: id, ...input }): Promise<Outcome<Record<string, never>, NumberOrLogin | 'NotFound'>> {
    const taken = await clash(ctx, input, id);
    if (taken) return taken;
    const row = await ctx.db.updateTable('kernel.staff').set((eb) => ({ ...input, version: eb('version', '+', 1) })).where('id', '=', id).returning('id').executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

export const closeStaff = command({
  name: 'identity.closeStaff',
  title: { ja: '職員の登録を閉じる', en: 'Close a staff account' },
  input: z.object({ staff: idField(labels.person) }),
  allow: accounts,
  refusals: { NotYourself: refusals.NotYourself },
  async run(ctx, { staff: id }) {
    if (ctx.actor.kind === 'staff' && ctx.actor.id === id) return refuse('NotYourself');
    const row = await ctx.db.updateTable('kernel.staff').set((eb) => ({ closed_at: ctx.now, totp_secret: null, password_hash: null, version: eb('version', '+', 1) })).where('id', '=', id).where('closed_at', 'is', null).returning('id').executeTakeFirst();
    if (!row) return refuse('NotFound');
    await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', id).execute();
    await ctx.db.deleteFrom('kernel.passkeys').where('staff_id', '=', id).execute();
    await ctx.db.updateTable('kernel.api_tokens').set({ revoked_at: ctx.now }).where('staff_id', '=', id).where('revoked_at', 'is', null).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

/** Ends every session of a member of staff: a machine was left open, or something is wrong. The account stays. */
export const endStaffSessions = command({
  name: 'identity.endStaffSessions',
  title: { ja: '職員のサインインをすべて終わらせる', en: 'End a staff member’s sessions' },
  input: z.object({ staff: idField(labels.person) }),
  allow: accounts,
  async run(ctx, { staff: id }) {
    const person = await ctx.db.selectFrom('kernel.staff').select('id').where('id', '=', id).executeTakeFirst();
    if (!person) return refuse('NotFound');
    await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', id).execute();
    ctx.audit({ subject: `staff:${id}` });
    return done({});
  },
});

/** Ends every session of a citizen. Nothing is told about whether there were any. */
export const endCitizenSessions = command({
  name: 'identity.endCitizenSessions',
  title: { ja: '市民のサインインをすべて終わらせる', en: 'End a citizen’s sessions' },
  input: z.object({ citizen: idField(labels.person) }),
  allow: accounts,
  async run(ctx, { citizen: id }) {
    const person = await ctx.db.selectFrom('kernel.citizens').select('id').where('id', '=', id).executeTakeFirst();
    if (!person) return refuse('NotFound');
    await ctx.db.deleteFrom('kernel.citizen_sessions').where('citizen_id', '=', id).execute();
    ctx.audit({ subject: `citizen:${id}` });
    return done({});
  },
});

/** Mails a new link. The second factor goes too when the phone was lost. */
export const resetStaffPassword = command({
  name: 'identity.resetStaffPassword',
  title: { ja: '職員にパスワードのリンクを送る', en: 'Send a password link to staff' },
  input: z.object({ staff: idField(labels.person), factors: optional(field<boolean>({ ja: '確認コードとパスキーも消す', en: 'Second factors too' }, { type: 'boolean' }, (raw) => ({ ok: true, value: raw === true || raw === 'on' || raw === 'true' }))) }),
  allow: accounts,
  refusals: { NotYourself: refusals.NotYourself, NoAddress: { ja: () => 'この職員にはメールアドレスが登録されていません。先に登録してください。', en: () => 'This person has no e-mail address yet.' } },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotYourself' | 'NoAddress' | 'NotFound'>> {
    const person = await ctx.db.selectFrom('kernel.staff').select(['id', 'name', 'email']).where('id', '=', input.staff).where('closed_at', 'is', null).forUpdate().executeTakeFirst();
    if (!person) return refuse('NotFound');
    if (input.factors && ctx.actor.kind === 'staff' && ctx.actor.id === person.id) return refuse('NotYourself');
    if (!(await sendStaffLink(ctx, person))) return refuse('NoAddress');
    if (input.factors) {
      await ctx.db.updateTable('kernel.staff').set({ totp_secret: null, totp_step: null }).where('id', '=', person.id).execute();
      await ctx.db.deleteFrom('kernel.passkeys').where('staff_id', '=', person.id).execute();
      await ctx.db.deleteFrom('kernel.staff_sessions').where('staff_id', '=', person.id).execute();
    }
    ctx.audit({ subject: `staff:${person.id}` });
    return done({});
  },
});
