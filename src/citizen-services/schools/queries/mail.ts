/** The parents' mail as visitors and the office see it: the schools of a link, and numbers. Never an address. */
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { sha256 } from '../../../kernel/identity/tokens.ts';
import { query } from '../acts.ts';
import { linkField } from '../commands/mail.ts';
import type { Asked } from '../house.ts';

/** Names of the schools a living link was asked for. */
export const mailLink = query({
  name: 'schools.mailLink',
  title: { ja: '学校のお知らせメールの確認のリンク', en: 'The link that confirms an address' },
  input: z.object({ secret: linkField }),
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  async run(ctx, input) {
    const link = await ctx.db.selectFrom('schools.mail_links').select('schools').where('secret_hash', '=', sha256(input.secret)).where('used_at', 'is', null).where('expires_at', '>', ctx.now).executeTakeFirst();
    if (!link) return null;
    return ctx.db.selectFrom('schools.schools').select(['code', 'name', 'name_en as nameEn']).where('code', 'in', link.schools).where('state', '=', 'open').orderBy('ordinal').orderBy('code').execute();
  },
});

/** How many addresses a closure of these schools would reach. */
export async function addressesOf(ctx: Pick<Asked, 'db'>, schools: readonly string[]): Promise<number> {
  if (schools.length === 0) return 0;
  const row = await ctx.db.selectFrom('schools.mail_schools').select((eb) => eb.fn.count<number>('mail_id').distinct().as('count')).where('school_code', 'in', [...schools]).executeTakeFirstOrThrow();
  return Number(row.count);
}

const columns = ['a.id', 'a.kind', 'a.from_on as from', 'a.to_on as to', 'a.reason', 'a.words', 'a.next', 'a.state', 'a.version', 'a.made_name as by', 'a.made_at as at'] as const;

/** What was announced and still stands, the newest first. */
export const announcements = query({
  name: 'schools.announcements',
  title: { ja: 'いま出している臨時休校などのお知らせ', en: 'What is announced now' },
  input: z.object({}),
  allow: [staff('schools.board')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('schools.announcements as a').select(columns).where('a.state', '=', 'live').where('a.to_on', '>=', ctx.today).orderBy('a.made_at', 'desc').limit(100).execute();
    const [schools, mailings] = rows.length === 0 ? [[], []] : await Promise.all([
      ctx.db.selectFrom('schools.closures as c').innerJoin('schools.schools as s', 's.code', 'c.school_code').select(['c.announcement_id as announcement', 's.name']).where('c.announcement_id', 'in', rows.map((row) => row.id)).orderBy('s.ordinal').execute(),
      ctx.db.selectFrom('schools.mailings').select(['announcement_id as announcement', 'mails']).where('announcement_id', 'in', rows.map((row) => row.id)).execute(),
    ]);
    const open = await ctx.db.selectFrom('schools.schools').select('code').where('state', '=', 'open').execute();
    return {
      reach: await addressesOf(ctx, open.map((one) => one.code)),
      live: rows.map((row) => ({ ...row, schools: schools.filter((one) => one.announcement === row.id).map((one) => one.name), mails: mailings.find((one) => one.announcement === row.id)?.mails ?? null })),
    };
  },
});

export const announcement = query({
  name: 'schools.announcement',
  title: { ja: '臨時休校などのお知らせ', en: 'An announcement' },
  input: z.object({ announcement: idField({ ja: 'お知らせ', en: 'Announcement' }) }),
  allow: [staff('schools.board')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('schools.announcements as a').select([...columns, 'a.last_on as lastOn', 'a.closed_name as closedBy', 'a.closed_at as closedAt']).where('a.id', '=', input.announcement).executeTakeFirst();
    if (!row) return null;
    const [schools, mailings, next] = await Promise.all([
      ctx.db.selectFrom('schools.closures as c').innerJoin('schools.schools as s', 's.code', 'c.school_code').select(['s.code', 's.name', 'c.page_path as path']).where('c.announcement_id', '=', row.id).orderBy('s.ordinal').orderBy('s.code').execute(),
      ctx.db.selectFrom('schools.mailings').select(['what', 'mails', 'made_at as at']).where('announcement_id', '=', row.id).orderBy('made_at').execute(),
      ctx.db.selectFrom('schools.announcements').select('id').where('replaces', '=', row.id).executeTakeFirst(),
    ]);
    return { ...row, schools, mailings, replacedBy: next?.id ?? null, over: row.state !== 'live' || Temporal.PlainDate.compare(row.to, ctx.today) < 0, reach: await addressesOf(ctx, schools.map((one) => one.code)) };
  },
});
