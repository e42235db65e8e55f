/** Tokens for programs. The page makes the secret and shows it once; only its hash is kept, and it never does more than its owner. */
import { z } from 'zod';
import { anyStaff, staff } from '../actor.ts';
import { field, idField, intField, optional, textField } from '../fields.ts';
import { done, type Outcome, refuse } from '../outcome.ts';
import { command, query } from './acts.ts';
import { labels, refusals } from './messages.ts';
import { sha256 } from './tokens.ts';

const tokens = [staff('operations.tokens')];
const LONGEST_DAYS = 366;

const tokenField = field<string>(labels.token, { type: 'string' }, (raw) =>
  typeof raw === 'string' && /^yk_s_[A-Za-z0-9_-]{43}$/.test(raw) ? { ok: true, value: raw } : { ok: false, message: { ja: '画面を開き直して、もう一度お試しください。', en: 'Please reload the page and try again.' } });

export const createService = command({
  name: 'identity.createService',
  title: { ja: '連携するサービスを登録する', en: 'Add a service' },
  input: z.object({ name: textField(labels.serviceName, { max: 80 }) }),
  allow: tokens,
  refusals: { NameInUse: refusals.NameInUse },
  async run(ctx, input) {
    const row = await ctx.db.insertInto('kernel.services').values({ id: ctx.newId(), name: input.name, created_at: ctx.now, closed_at: null }).onConflict((conflict) => conflict.column('name').doNothing()).returning('id').executeTakeFirst();
    if (!row) return refuse('NameInUse');
    ctx.audit({ subject: `service:${row.id}` });
    return done({ service: row.id });
  },
});

/** For a service with a role; the holder of operations.tokens decides. */
export const issueToken = command({
  name: 'identity.issueToken',
  title: { ja: 'サービスのトークンを発行する', en: 'Issue a service token' },
  input: z.object({ service: idField(labels.service), role: idField(labels.role), name: textField(labels.tokenName, { max: 80 }), days: intField(labels.days, { min: 1, max: LONGEST_DAYS }), token: tokenField }),
  allow: tokens,
  secret: ['token'],
  async run(ctx, input) {
    const service = await ctx.db.selectFrom('kernel.services').select('id').where('id', '=', input.service).where('closed_at', 'is', null).executeTakeFirst();
    const role = await ctx.db.selectFrom('kernel.roles').select('id').where('id', '=', input.role).executeTakeFirst();
    if (!service || !role) return refuse('NotFound');
    await ctx.db.insertInto('kernel.api_tokens').values({ token_hash: sha256(input.token), staff_id: null, service_id: service.id, role_id: role.id, name: input.name, created_at: ctx.now, expires_at: ctx.now.add({ hours: input.days * 24 }), revoked_at: null }).execute();
    ctx.audit({ subject: `service:${service.id}`, role: role.id });
    return done({});
  },
});

/** For oneself: the token may what its owner may, except what needs a second factor. */
export const issueOwnToken = command({
  name: 'identity.issueOwnToken',
  title: { ja: '自分のトークンを発行する', en: 'Issue a token for myself' },
  input: z.object({ name: textField(labels.tokenName, { max: 80 }), days: intField(labels.days, { min: 1, max: LONGEST_DAYS }), token: tokenField }),
  allow: [anyStaff('自分のトークンは自分で持つ')],
  secret: ['token'],
  async run(ctx, input) {
    // A token must not outlive a stolen password: it takes a second factor to make one.
    if (ctx.actor.kind !== 'staff' || !ctx.actor.strong) return refuse('NotAllowed');
    await ctx.db.insertInto('kernel.api_tokens').values({ token_hash: sha256(input.token), staff_id: ctx.actor.id, service_id: null, role_id: null, name: input.name, created_at: ctx.now, expires_at: ctx.now.add({ hours: input.days * 24 }), revoked_at: null }).execute();
    ctx.audit({ subject: `staff:${ctx.actor.id}` });
    return done({});
  },
});

/** The first sixteen characters of the hash tell a token on a page without giving anything away. */
const markField = textField(labels.token, { max: 16, min: 16, numbers: true, pattern: { test: /^[0-9a-f]{16}$/, say: { ja: 'トークンを一覧から選び直してください。', en: 'Please choose the token from the list.' } } });

export const revokeToken = command({
  name: 'identity.revokeToken',
  title: { ja: 'トークンを止める', en: 'Revoke a token' },
  input: z.object({ mark: markField }),
  allow: [staff('operations.tokens'), anyStaff('自分のトークンを止める')],
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotFound'>> {
    let change = ctx.db.updateTable('kernel.api_tokens').set({ revoked_at: ctx.now }).where('token_hash', 'like', `${input.mark}%`).where('revoked_at', 'is', null);
    if (!ctx.may('operations.tokens')) change = change.where('staff_id', '=', ctx.actor.kind === 'staff' ? ctx.actor.id : '');
    const row = await change.returning(['staff_id', 'service_id', 'name']).executeTakeFirst();
    if (!row) return refuse('NotFound');
    ctx.audit({ subject: row.staff_id === null ? `service:${row.service_id ?? ''}` : `staff:${row.staff_id}`, token: row.name });
    return done({});
  },
});

export const tokenList = query({
  name: 'identity.tokenList',
  title: { ja: 'トークンの一覧', en: 'Tokens' },
  input: z.object({ own: optional(textField(labels.token, { max: 5 })) }),
  allow: [staff('operations.tokens'), anyStaff('自分のトークンを見る')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('kernel.api_tokens').leftJoin('kernel.staff', 'kernel.staff.id', 'kernel.api_tokens.staff_id').leftJoin('kernel.services', 'kernel.services.id', 'kernel.api_tokens.service_id').leftJoin('kernel.roles', 'kernel.roles.id', 'kernel.api_tokens.role_id')
      .select(['kernel.api_tokens.token_hash', 'kernel.api_tokens.name', 'kernel.staff.name as person', 'kernel.services.name as service', 'kernel.roles.name as role', 'kernel.api_tokens.created_at', 'kernel.api_tokens.expires_at', 'kernel.api_tokens.revoked_at']);
    if (input.own !== null || !ctx.may('operations.tokens')) rows = rows.where('kernel.api_tokens.staff_id', '=', ctx.actor.kind === 'staff' ? ctx.actor.id : '');
    const found = await rows.orderBy('kernel.api_tokens.created_at', 'desc').limit(500).execute();
    return found.map((row) => ({
      mark: row.token_hash.slice(0, 16), name: row.name, owner: row.person ?? row.service ?? '', role: row.role, createdAt: row.created_at, expiresAt: row.expires_at,
      state: row.revoked_at !== null ? ('revoked' as const) : Temporal.Instant.compare(row.expires_at, ctx.now) <= 0 ? ('over' as const) : ('live' as const),
    }));
  },
});

export const serviceList = query({
  name: 'identity.serviceList',
  title: { ja: '連携するサービス', en: 'Services' },
  input: z.object({}),
  allow: tokens,
  run: (ctx) => ctx.db.selectFrom('kernel.services').select(['id', 'name', 'created_at as createdAt', 'closed_at as closedAt']).orderBy('name').limit(500).execute(),
});
