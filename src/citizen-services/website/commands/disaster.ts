/** 災害モード: levels, notices, and what the disaster page says. One person, one confirmation, also on a phone. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, idField, instantField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { levelWords, noticeKinds } from '../messages/words.ts';
import { reminderDue, type Level } from '../rules/disaster.ts';
import { nameOf, whoOf } from '../site.ts';
import { labels, versionField, words } from './fields.ts';

// `system`: the machine's own command line and whatever is heard from a warning system may start it too.
const emergency = [staff('website.emergency'), system];
const drillField = withDefault(boolField({ ja: '訓練', en: 'Drill' }), false);

export const setMode = command({
  name: 'website.setMode',
  title: { ja: '災害モードの段階を変える', en: 'Set the level of disaster mode' },
  input: z.object({ level: intField({ ja: '段階', en: 'Level' }, { min: 0, max: 3 }), exercise: drillField, reason: words(labels.reason, 200), version: optional(versionField) }),
  allow: emergency,
  refusals: { ModeChanged: refusals.ModeChanged },
  async run(ctx, input): Promise<Outcome<{ level: number; version: number }, 'ModeChanged'>> {
    const before = await ctx.db.selectFrom('website.modes').select(['level', 'version']).where('exercise', '=', input.exercise).forUpdate().executeTakeFirstOrThrow();
    if (input.version !== null && before.version !== input.version) return refuse('ModeChanged');
    if (before.level === input.level) return done({ level: before.level, version: before.version });
    await ctx.db.updateTable('website.modes').set({ level: input.level, since: ctx.now, reason: input.reason, changed_by: whoOf(ctx), changed_name: nameOf(ctx), version: before.version + 1 }).where('exercise', '=', input.exercise).execute();
    await ctx.db.insertInto('website.mode_changes').values({ exercise: input.exercise, level: input.level, reason: input.reason, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: input.exercise ? 'disaster:drill' : 'disaster:mode', level: input.level });
    return done({ level: input.level, version: before.version + 1 });
  },
});

const noticeFields = {
  kind: choiceField({ ja: '種類', en: 'Kind' }, noticeKinds), severity: intField({ ja: '重さ', en: 'Severity' }, { min: 1, max: 5 }), areas: words({ ja: '地域', en: 'Areas' }, 200), headline: textField({ ja: '見出し', en: 'Headline' }, { max: 30 }), body: words({ ja: '本文', en: 'Text' }, 200, true),
  headlineEn: words({ ja: '英語の見出し', en: 'Headline in English' }, 80), bodyEn: words({ ja: '英語の本文', en: 'Text in English' }, 400, true), endsAt: optional(instantField({ ja: '終わる日時', en: 'Ends at' })), issuedBy: textField({ ja: '発信者', en: 'Issued by' }, { max: 60 }),
};

export const issueNotice = command({
  name: 'website.issueNotice',
  title: { ja: '緊急のお知らせを出す', en: 'Issue an emergency notice' },
  input: z.object({ ...noticeFields, exercise: drillField }),
  allow: emergency,
  refusals: { WhenWrong: { ...refusals.WhenWrong, field: 'endsAt' } },
  async run(ctx, input): Promise<Outcome<{ notice: string; level: number }, 'WhenWrong'>> {
    if (input.endsAt !== null && Temporal.Instant.compare(input.endsAt, ctx.now) <= 0) return refuse('WhenWrong');
    const id = ctx.newId();
    await ctx.db.insertInto('website.notices').values({ id, kind: input.kind, severity: input.severity, areas: input.areas, headline: input.headline, body: input.body, headline_en: input.headlineEn, body_en: input.bodyEn, starts_at: ctx.now, ends_at: input.endsAt, exercise: input.exercise, issued_by: input.issuedBy, made_by: whoOf(ctx), made_at: ctx.now, changed_at: ctx.now }).execute();
    // A notice nobody is shown is no notice: with the first one the site leaves level 0.
    const mode = await ctx.db.selectFrom('website.modes').select('level').where('exercise', '=', input.exercise).executeTakeFirstOrThrow();
    const raised = mode.level === 0 ? await ctx.call(setMode, { level: 1, exercise: input.exercise, reason: input.headline }) : null;
    ctx.audit({ subject: `notice:${id}`, severity: input.severity });
    return done({ notice: id, level: raised && 'value' in raised ? raised.value.level : mode.level });
  },
});

export const changeNotice = command({
  name: 'website.changeNotice',
  title: { ja: '緊急のお知らせを改める', en: 'Update an emergency notice' },
  input: z.object({ notice: idField(labels.notice), version: versionField, ...noticeFields }),
  allow: emergency,
  refusals: { Ended: refusals.Ended },
  async run(ctx, input): Promise<Outcome<{ notice: string }, 'Ended' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('website.notices').select(['state', 'version']).where('id', '=', input.notice).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'live') return refuse('Ended');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('website.notices').set({ kind: input.kind, severity: input.severity, areas: input.areas, headline: input.headline, body: input.body, headline_en: input.headlineEn, body_en: input.bodyEn, ends_at: input.endsAt, issued_by: input.issuedBy, changed_at: ctx.now, version: row.version + 1 }).where('id', '=', input.notice).execute();
    ctx.audit({ subject: `notice:${input.notice}`, severity: input.severity });
    return done({ notice: input.notice });
  },
});

export const endNotice = command({
  name: 'website.endNotice',
  title: { ja: '緊急のお知らせを終える・取り消す', en: 'End or cancel an emergency notice' },
  input: z.object({ notice: idField(labels.notice), manner: choiceField({ ja: '終え方', en: 'How' }, ['ended', 'cancelled'] as const) }),
  allow: emergency,
  refusals: { Ended: refusals.Ended },
  async run(ctx, input): Promise<Outcome<{ notice: string }, 'Ended' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('website.notices').select('state').where('id', '=', input.notice).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'live') return refuse('Ended');
    await ctx.db.updateTable('website.notices').set((eb) => ({ state: input.manner, ended_at: ctx.now, changed_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', input.notice).execute();
    ctx.audit({ subject: `notice:${input.notice}`, manner: input.manner });
    return done({ notice: input.notice });
  },
});

export const savePart = command({
  name: 'website.savePart',
  title: { ja: '災害トップの欄を書く', en: 'Write a part of the disaster page' },
  input: z.object({ part: codeField({ ja: '欄', en: 'Part' }, 20), version: versionField, body: words({ ja: '内容', en: 'Text' }, 600, true), bodyEn: words({ ja: '英語の内容', en: 'Text in English' }, 800, true) }),
  allow: emergency,
  async run(ctx, input): Promise<Outcome<{ part: string }, 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('website.parts').select('version').where('code', '=', input.part).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('website.parts').set({ body: input.body, body_en: input.bodyEn, as_of: input.body === '' ? null : ctx.now, version: row.version + 1 }).where('code', '=', input.part).execute();
    ctx.audit({ subject: `part:${input.part}` });
    return done({ part: input.part });
  },
});

/** Asks whoever switched it on, every six hours, whether level 2 or 3 still holds. */
export const remindMode = command({
  name: 'website.remindMode',
  title: { ja: '災害モードが続いていることを知らせる', en: 'Remind of disaster mode' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ reminded: boolean }, never>> {
    const mode = await ctx.db.selectFrom('website.modes').select(['level', 'since', 'changed_by', 'reminded_at']).where('exercise', '=', false).forUpdate().executeTakeFirstOrThrow();
    if (!reminderDue(mode.level as Level, mode.since, mode.reminded_at, ctx.now)) return done({ reminded: false });
    await ctx.db.updateTable('website.modes').set({ reminded_at: ctx.now }).where('exercise', '=', false).execute();
    if (mode.changed_by.startsWith('staff:')) {
      const level = levelWords[mode.level] ?? { ja: '', en: '' };
      ctx.notify({ to: { staff: mode.changed_by.slice('staff:'.length) }, kind: 'website.modeLasts', title: { ja: '災害モードが続いています', en: 'Disaster mode is still on' }, body: { ja: `ウェブサイトは「${level.ja}」のままです。続けるか、段階を下げてください。`, en: `The website is still at “${level.en}”. Please keep or lower it.` }, href: '/staff/website/disaster' });
    }
    ctx.audit({ subject: 'disaster:mode', reminded: mode.level });
    return done({ reminded: true });
  },
});
