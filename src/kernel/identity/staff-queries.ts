/** What a member of staff sees of the own account and inbox. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../act.ts';
import { anyStaff } from '../actor.ts';
import { idField, optional } from '../fields.ts';
import { type IdentityTables, query } from './acts.ts';

const INBOX_PAGE = 30;
const own = [anyStaff('自分の登録と受信箱')];

function self(ctx: Pick<QueryContext<IdentityTables>, 'actor'>): string {
  // Somebody without a row of their own: a uuid nobody has.
  return ctx.actor.kind === 'staff' ? ctx.actor.id : '00000000-0000-0000-0000-000000000000';
}

export const staffSelf = query({
  name: 'identity.staffSelf',
  title: { ja: '自分の職員登録', en: 'My staff account' },
  input: z.object({}),
  allow: own,
  run: async (ctx) => {
    const id = self(ctx);
    const row = await ctx.db.selectFrom('kernel.staff').select(['id', 'number', 'login', 'name', 'kana', 'email', 'totp_secret', 'version']).where('id', '=', id).executeTakeFirst();
    if (!row) return null;
    const [passkeys, posts] = await Promise.all([
      ctx.db.selectFrom('kernel.passkeys').select(['id', 'name', 'created_at as createdAt', 'used_at as usedAt']).where('staff_id', '=', id).orderBy('created_at').execute(),
      ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as p', 'p.id', 'h.post_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['h.id', 'd.name as department', 'p.title', 'h.manner', 'h.valid_from as from', 'h.valid_to as to'])
        .where('h.staff_id', '=', id).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)])).orderBy('p.rank').execute(),
    ]);
    const { totp_secret, ...person } = row;
    return { ...person, hasTotp: totp_secret !== null, passkeys, posts, strong: ctx.actor.kind === 'staff' && ctx.actor.strong };
  },
});

export const staffInbox = query({
  name: 'identity.staffInbox',
  title: { ja: '自分の受信箱', en: 'My staff inbox' },
  input: z.object({ before: optional(idField({ ja: '続き', en: 'Before' })) }),
  allow: own,
  run: async (ctx, input) => {
    let rows = ctx.db.selectFrom('kernel.notices').select(['id', 'kind', 'title', 'body', 'href', 'at', 'read_at as readAt']).where('staff_id', '=', self(ctx));
    if (input.before) rows = rows.where(sql<boolean>`(at, id) < (select at, id from kernel.notices where id = ${input.before} and staff_id = ${self(ctx)})`);
    const found = await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(INBOX_PAGE + 1).execute();
    const messages = found.slice(0, INBOX_PAGE);
    return { messages, next: found.length > INBOX_PAGE ? (messages.at(-1)?.id ?? null) : null };
  },
});

export const staffMessage = query({
  name: 'identity.staffMessage',
  title: { ja: '受信箱の一件', en: 'One staff message' },
  input: z.object({ notice: idField({ ja: 'お知らせ', en: 'Message' }) }),
  allow: own,
  run: async (ctx, input) => (await ctx.db.selectFrom('kernel.notices').select(['id', 'kind', 'title', 'body', 'href', 'at', 'read_at as readAt']).where('staff_id', '=', self(ctx)).where('id', '=', input.notice).executeTakeFirst()) ?? null,
});

/** How many messages wait unread; the number beside the inbox in the menu. */
export const staffUnread = query({
  name: 'identity.staffUnread',
  title: { ja: '読んでいない知らせの数', en: 'Unread staff messages' },
  input: z.object({}),
  allow: own,
  run: async (ctx) => {
    const row = await ctx.db.selectFrom('kernel.notices').select((eb) => eb.fn.countAll<number>().as('count')).where('staff_id', '=', self(ctx)).where('read_at', 'is', null).executeTakeFirst();
    return row?.count ?? 0;
  },
});
