/** What a citizen sees of the own account. The signed-in person only: nothing here takes anybody's id. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../act.ts';
import { anyone, citizen } from '../actor.ts';
import { idField, optional } from '../fields.ts';
import { type IdentityTables, query } from './acts.ts';
import { linkField } from './sign-up.ts';
import { sha256 } from './tokens.ts';

const INBOX_PAGE = 20;

function self(ctx: Pick<QueryContext<IdentityTables>, 'actor'>): string {
  return ctx.actor.kind === 'citizen' ? ctx.actor.id : '';
}

export const myProfile = query({
  name: 'identity.myProfile',
  title: { ja: '自分の登録内容', en: 'My profile' },
  input: z.object({}),
  allow: [citizen],
  run: async (ctx) => {
    const row = await ctx.db.selectFrom('kernel.citizens').select(['id', 'name', 'kana', 'email', 'phone', 'language', 'channels', 'password_hash', 'created_at']).where('id', '=', self(ctx)).executeTakeFirst();
    if (!row) return null;
    const { password_hash, created_at, ...profile } = row;
    const pending = await ctx.db.selectFrom('kernel.one_time_links').select('email').where('citizen_id', '=', row.id).where('purpose', '=', 'change_email').where('used_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirst();
    return { ...profile, hasPassword: password_hash !== null, since: created_at, pendingEmail: pending?.email ?? null };
  },
});

export const mySecurity = query({
  name: 'identity.mySecurity',
  title: { ja: '自分のパスキーとサインイン', en: 'My passkeys and sessions' },
  input: z.object({}),
  allow: [citizen],
  run: async (ctx) => {
    const [passkeys, sessions] = await Promise.all([
      ctx.db.selectFrom('kernel.citizen_passkeys').select(['id', 'name', 'created_at as createdAt', 'used_at as usedAt']).where('citizen_id', '=', self(ctx)).orderBy('created_at').execute(),
      ctx.db.selectFrom('kernel.citizen_sessions').select(['created_at as createdAt', 'seen_at as seenAt', 'device']).where('citizen_id', '=', self(ctx)).where('expires_at', '>', ctx.now).orderBy('seen_at', 'desc').limit(50).execute(),
    ]);
    const here = 'device' in ctx.actor ? ctx.actor.device : '';
    return { passkeys, sessions: sessions.map(({ device, ...session }) => ({ ...session, here: device === here })) };
  },
});

export const myInbox = query({
  name: 'identity.myInbox',
  title: { ja: '自分へのお知らせ', en: 'My messages' },
  input: z.object({ before: optional(idField({ ja: '続き', en: 'Before' })) }),
  allow: [citizen],
  run: async (ctx, input) => {
    let rows = ctx.db.selectFrom('kernel.notices').select(['id', 'kind', 'title', 'body', 'href', 'at', 'read_at as readAt']).where('citizen_id', '=', self(ctx));
    // The anchor is read among the asker's own messages, so somebody else's id says nothing.
    if (input.before) rows = rows.where(sql<boolean>`(at, id) < (select at, id from kernel.notices where id = ${input.before} and citizen_id = ${self(ctx)})`);
    const found = await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(INBOX_PAGE + 1).execute();
    const messages = found.slice(0, INBOX_PAGE);
    return { messages, next: found.length > INBOX_PAGE ? (messages.at(-1)?.id ?? null) : null };
  },
});

export const myMessage = query({
  name: 'identity.myMessage',
  title: { ja: '自分へのお知らせ一件', en: 'One of my messages' },
  input: z.object({ notice: idField({ ja: 'お知らせ', en: 'Message' }) }),
  allow: [citizen],
  run: async (ctx, input) => (await ctx.db.selectFrom('kernel.notices').select(['id', 'kind', 'title', 'body', 'href', 'at', 'read_at as readAt']).where('citizen_id', '=', self(ctx)).where('id', '=', input.notice).executeTakeFirst()) ?? null,
});

export const myUnread = query({
  name: 'identity.myUnread',
  title: { ja: '読んでいないお知らせの数', en: 'How many messages are unread' },
  input: z.object({}),
  allow: [citizen],
  run: async (ctx) => {
    const row = await ctx.db.selectFrom('kernel.notices').select((eb) => eb.fn.countAll<number>().as('count')).where('citizen_id', '=', self(ctx)).where('read_at', 'is', null).executeTakeFirst();
    return { unread: row?.count ?? 0 };
  },
});

/** Whether a link still works, so that the page can say so before anything is typed. */
export const linkLives = query({
  name: 'identity.linkLives',
  title: { ja: 'リンクが使えるか', en: 'Whether a link works' },
  input: z.object({ secret: linkField }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  run: async (ctx, input) => {
    const row = await ctx.db.selectFrom('kernel.one_time_links').select('purpose').where('secret_hash', '=', sha256(input.secret)).where('citizen_id', 'is not', null).where('used_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirst();
    return { lives: row !== undefined, purpose: row?.purpose ?? null };
  },
});
