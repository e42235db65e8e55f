/** People of the sample city: accounts that need no mail, and the logins its sign-in pages show. Refused in a real city. */
import { z } from 'zod';
import { anyone, system } from '../actor.ts';
import { emailField, kanaField, nameField, optional, passwordField, phoneField, textField } from '../fields.ts';
import { done, refuse } from '../outcome.ts';
import { isRecord } from '../text/json.ts';
import { command, query } from './acts.ts';
import { labels } from './messages.ts';
import { foldEmail, hashOrRefuse } from './sign-up.ts';
import { codeNow } from './totp.ts';

export const sampleCitizen = command({
  name: 'identity.sampleCitizen',
  title: { ja: '見本のまちの市民を作る', en: 'Make a citizen of the sample city' },
  input: z.object({ email: emailField(labels.email), name: nameField(labels.name), kana: kanaField(labels.kana), phone: optional(phoneField(labels.phone)), password: passwordField(labels.password) }),
  allow: [system],
  secret: ['password'],
  prepare: (ctx, input) => (ctx.city.sample ? hashOrRefuse(ctx, input.password) : Promise.resolve(refuse('NotAllowed'))),
  async run(ctx, input, hash) {
    const id = ctx.newId();
    const row = await ctx.db.insertInto('kernel.citizens').values({ id, email: foldEmail(input.email), email_confirmed_at: ctx.now, name: input.name, kana: input.kana, phone: input.phone, password_hash: hash, created_at: ctx.now, closed_at: null })
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ password_hash: hash })).returning('id').executeTakeFirstOrThrow();
    return done({ citizen: row.id });
  },
});

export const samplePassword = command({
  name: 'identity.samplePassword',
  title: { ja: '見本のまちの職員のパスワードを決める', en: 'Set a sample member’s password' },
  input: z.object({ login: textField(labels.login, { max: 60, numbers: true }), password: passwordField(labels.password), totp: optional(textField(labels.code, { max: 64, numbers: true })) }),
  allow: [system],
  secret: ['password', 'totp'],
  prepare: (ctx, input) => (ctx.city.sample ? hashOrRefuse(ctx, input.password) : Promise.resolve(refuse('NotAllowed'))),
  async run(ctx, input, hash) {
    const row = await ctx.db.updateTable('kernel.staff').set({ password_hash: hash, totp_secret: input.totp, totp_step: null }).where('login', '=', input.login).returning('id').executeTakeFirst();
    return row ? done({ staff: row.id }) : refuse('NotFound');
  },
});

const SETTING = 'sample.logins';

export interface SampleLogin {
  readonly face: 'citizen' | 'staff';
  readonly who: string;
  readonly login: string;
  readonly password: string;
  readonly totp?: string;
  /** What this person can be seen doing. */
  readonly can: string;
}

function isLogin(value: unknown): value is SampleLogin {
  return isRecord(value) && ['who', 'login', 'password', 'can'].every((name) => typeof value[name] === 'string') && (value['face'] === 'citizen' || value['face'] === 'staff');
}

export const showSampleLogins = command({
  name: 'identity.showSampleLogins',
  title: { ja: '見本のログインをサインインの画面に出す', en: 'Show the sample logins' },
  input: z.object({ logins: z.array(z.any()).max(100) }),
  allow: [system],
  secret: ['logins'],
  async run(ctx, input) {
    if (!ctx.city.sample) return refuse('NotAllowed');
    const value = JSON.stringify(input.logins.filter(isLogin));
    await ctx.db.insertInto('kernel.settings').values({ name: SETTING, value }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute();
    return done({});
  },
});

/** Empty in a real city. A staff login comes with the code its phone would show now. */
export const sampleLogins = query({
  name: 'identity.sampleLogins',
  title: { ja: '見本のログイン', en: 'Sample logins' },
  input: z.object({}),
  allow: [anyone('見本のまちのサインインの画面に出す。本当のまちでは空')],
  async run(ctx) {
    if (!ctx.city.sample) return [];
    const row = await ctx.db.selectFrom('kernel.settings').select('value').where('name', '=', SETTING).executeTakeFirst();
    const logins: unknown[] = Array.isArray(row?.value) ? row.value : [];
    return Promise.all(logins.filter(isLogin).map(async ({ totp, ...login }) => ({ ...login, code: totp ? await codeNow(totp, ctx.now) : null })));
  },
});
