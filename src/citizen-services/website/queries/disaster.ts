/** What the worst hour needs: the level, the notices in force, the parts of the disaster page. */
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import type { StripLine } from '../../../kernel/view.ts';
import { query } from '../acts.ts';
import { noticeLabel } from '../messages/words.ts';
import { freshness, inOrder, type Level, stripOf } from '../rules/disaster.ts';
import type { Asked } from '../site.ts';

const open = [anyone('緊急のお知らせは、誰にでも見せます')];

async function noticesNow(ctx: Asked) {
  const since = ctx.now.subtract({ hours: 24 });
  const rows = await ctx.db.selectFrom('website.public_notices').selectAll().where((eb) => eb.or([eb('state', '=', 'live'), eb('ended_at', '>', since)])).limit(200).execute();
  return rows.map((row) => ({
    id: row.id, kind: row.kind, severity: row.severity, areas: row.areas, headline: { ja: row.headline, en: row.headline_en === '' ? row.headline : row.headline_en }, body: { ja: row.body, en: row.body_en === '' ? row.body : row.body_en },
    startsAt: row.starts_at, endsAt: row.ends_at as Temporal.Instant | null, changedAt: row.changed_at, endedAt: row.ended_at as Temporal.Instant | null, state: row.state as 'live' | 'ended' | 'cancelled', issuedBy: row.issued_by,
  }));
}
export type DisasterNotice = Awaited<ReturnType<typeof noticesNow>>[number];

export const disasterNow = query({
  name: 'website.disasterNow',
  title: { ja: 'いまの災害情報', en: 'Disaster information now' },
  input: z.object({}),
  allow: open,
  async run(ctx) {
    const [mode, notices, parts] = await Promise.all([
      ctx.db.selectFrom('website.public_mode').select(['level', 'since']).executeTakeFirstOrThrow(), noticesNow(ctx), ctx.db.selectFrom('website.public_parts').selectAll().orderBy('ordinal').execute(),
    ]);
    return {
      level: mode.level as Level, since: mode.since, at: ctx.now, notices: inOrder(notices, ctx.now),
      parts: parts.map((part) => {
        const asOf = part.as_of as Temporal.Instant | null;
        return { code: part.code, title: { ja: part.title, en: part.title_en }, body: { ja: part.body, en: part.body_en === '' ? part.body : part.body_en }, asOf, freshness: freshness({ asOf, freshMinutes: part.fresh_minutes }, ctx.now) };
      }),
    };
  },
});

/** Asked with every page that is drawn. */
export const strip = query({
  name: 'website.strip',
  title: { ja: '全ページの帯', en: 'The lines above every page' },
  input: z.object({}),
  allow: open,
  async run(ctx): Promise<readonly StripLine[]> {
    const mode = await ctx.db.selectFrom('website.public_mode').select('level').executeTakeFirstOrThrow();
    if (mode.level === 0) return [];
    return stripOf(await noticesNow(ctx), mode.level as Level, ctx.now).map((notice) => ({
      kind: notice.state === 'cancelled' ? 'info' : notice.severity >= 4 ? 'bad' : notice.severity >= 2 ? 'warn' : 'info',
      text: `${noticeLabel(notice, ctx.lang)}${ctx.lang === 'ja' ? '：' : ': '}${notice.headline[ctx.lang]}${notice.areas === '' ? '' : `（${notice.areas}）`}`,
      to: '/disaster',
    }));
  },
});

/** The console: both modes, all notices of late, the parts as they are typed. */
export const disasterDesk = query({
  name: 'website.disasterDesk',
  title: { ja: '災害モードの画面', en: 'Disaster console' },
  input: z.object({}),
  allow: [staff('website.emergency'), staff('website.edit'), staff('website.approve')],
  async run(ctx) {
    const [modes, notices, parts, changes] = await Promise.all([
      ctx.db.selectFrom('website.modes').selectAll().orderBy('exercise').execute(), ctx.db.selectFrom('website.notices').selectAll().orderBy('state', 'desc').orderBy('severity', 'desc').orderBy('changed_at', 'desc').limit(100).execute(),
      ctx.db.selectFrom('website.parts').selectAll().orderBy('ordinal').execute(), ctx.db.selectFrom('website.mode_changes').selectAll().orderBy('id', 'desc').limit(20).execute(),
    ]);
    return { modes, notices, parts: parts.map((part) => ({ ...part, freshness: freshness({ asOf: part.as_of, freshMinutes: part.fresh_minutes }, ctx.now) })), changes };
  },
});

/** What a drill shows: the same page, from the drill's own rows. */
export const drillNow = query({
  name: 'website.drillNow',
  title: { ja: '訓練の災害情報', en: 'The drill' },
  input: z.object({}),
  allow: [staff('website.emergency'), staff('website.edit'), staff('website.write'), staff('website.approve')],
  async run(ctx) {
    const [mode, rows] = await Promise.all([ctx.db.selectFrom('website.modes').select(['level', 'since']).where('exercise', '=', true).executeTakeFirstOrThrow(), ctx.db.selectFrom('website.notices').selectAll().where('exercise', '=', true).orderBy('changed_at', 'desc').limit(100).execute()]);
    const notices = rows.map((row): DisasterNotice => ({ id: row.id, kind: row.kind, severity: row.severity, areas: row.areas, headline: { ja: row.headline, en: row.headline_en === '' ? row.headline : row.headline_en }, body: { ja: row.body, en: row.body_en === '' ? row.body : row.body_en }, startsAt: row.starts_at, endsAt: row.ends_at, changedAt: row.changed_at, endedAt: row.ended_at, state: row.state, issuedBy: row.issued_by }));
    return { level: mode.level as Level, since: mode.since, at: ctx.now, notices: inOrder(notices, ctx.now), parts: [] };
  },
});
