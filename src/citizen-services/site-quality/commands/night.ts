/** What the night's look at the site leaves behind, and the switch for asking other people's servers. */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { boolField, choiceField, dateField, idField, intField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { byOffice, weekOf } from '../rules/health.ts';
import { afterNight, isBroken } from '../rules/links.ts';
import { pageStates } from '../states.ts';
import { nameOf, whoOf } from '../site.ts';
import { said, versionField, words } from './fields.ts';

const count = intField({ ja: '数', en: 'Count' }, { min: 0, max: 100_000 });
const address = textField({ ja: 'アドレス', en: 'Address' }, { max: 2000, numbers: true });
const night = dateField({ ja: '夜', en: 'Night' });

const pageShape = z.object({
  page: idField({ ja: 'ページ', en: 'Page' }), pageNo: intField({ ja: 'ページ番号', en: 'Page number' }, { min: 1, max: 9_999_999 }), path: address, title: words({ ja: '題名', en: 'Title' }, 400), officeCode: said({ ja: '所属', en: 'Office' }, 80), office: said({ ja: '所属', en: 'Office' }, 200),
  reviewOn: optional(dateField({ ja: '見直す日', en: 'Review on' })), contact: boolField({ ja: '問い合わせ先', en: 'Contact' }), categories: boolField({ ja: '分類', en: 'Category' }), blocks: count, confirms: count, heavy: boolField({ ja: '重い', en: 'Heavy' }),
  rules: listField({ ja: '規則', en: 'Rules' }, said({ ja: '規則', en: 'Rule' }, 20), { max: 100 }), links: listField({ ja: 'リンク', en: 'Links' }, z.object({ address, words: words({ ja: 'リンクの言葉', en: 'Words' }, 200), kind: choiceField({ ja: '種類', en: 'Kind' }, ['own', 'foreign'] as const) }), { max: 5000 }),
});

export const keepPages = command({
  name: 'site-quality.keepPages',
  title: { ja: '夜に見たページを書きとめる', en: 'Keep what the night saw of the pages' },
  input: z.object({ night, pages: listField({ ja: 'ページ', en: 'Pages' }, pageShape, { max: 100 }) }),
  allow: [system],
  secret: ['pages'],
  async run(ctx, input): Promise<Outcome<{ kept: number }, never>> {
    for (const one of input.pages) {
      const row = { page_no: one.pageNo, path: one.path, title: one.title, office_code: one.officeCode, office: one.office, review_on: one.reviewOn, contact: one.contact, categories: one.categories, blocks: one.blocks, confirms: one.confirms, heavy: one.heavy, rules: one.rules, seen_on: input.night };
      await ctx.db.insertInto('site_quality.pages').values({ page_id: one.page, ...row }).onConflict((conflict) => conflict.column('page_id').doUpdateSet(row)).execute();
      await ctx.db.deleteFrom('site_quality.link_uses').where('page_id', '=', one.page).execute();
      const links = [...new Map(one.links.map((link) => [`${link.address}\n${link.words}`, link])).values()];
      if (links.length === 0) continue;
      const addresses = [...new Map(links.map((link) => [link.address, { address: link.address, kind: link.kind }])).values()].toSorted((x, y) => (x.address < y.address ? -1 : 1));
      await ctx.db.insertInto('site_quality.links').values(addresses).onConflict((conflict) => conflict.column('address').doNothing()).execute();
      await ctx.db.insertInto('site_quality.link_uses').values(links.map((link) => ({ page_id: one.page, address: link.address, words: link.words }))).execute();
    }
    return done({ kept: input.pages.length });
  },
});

export const keepAnswers = command({
  name: 'site-quality.keepAnswers',
  title: { ja: '夜に調べたリンクを書きとめる', en: 'Keep what the night heard of the links' },
  input: z.object({ night, answers: listField({ ja: 'リンク', en: 'Links' }, z.object({ address, said: choiceField({ ja: '結果', en: 'Answer' }, ['good', 'failing', 'unclear'] as const), why: words({ ja: '理由', en: 'Reason' }, 120) }), { max: 500 }) }),
  allow: [system],
  secret: ['answers'],
  async run(ctx, input): Promise<Outcome<{ broken: number }, never>> {
    let broken = 0;
    for (const one of input.answers.toSorted((x, y) => (x.address < y.address ? -1 : 1))) {
      const known = await ctx.db.selectFrom('site_quality.links').selectAll().where('address', '=', one.address).forUpdate().executeTakeFirst();
      if (!known) continue;
      const after = afterNight({ nights: known.nights, since: known.since_on, asked: known.asked_on }, input.night, one.said);
      await ctx.db.updateTable('site_quality.links').set({ nights: after.nights, since_on: after.since, asked_on: after.asked, why: after.nights === 0 ? '' : one.said === 'failing' ? one.why : known.why }).where('address', '=', one.address).execute();
      if (isBroken(known.kind, after.nights)) broken += 1;
    }
    return done({ broken });
  },
});

export const closeNight = command({
  name: 'site-quality.closeNight',
  title: { ja: '夜の点検をまとめる', en: 'Sum up the night' },
  input: z.object({ night }),
  allow: [system],
  async run(ctx, input): Promise<Outcome<{ offices: number }, never>> {
    // Pages that went from the public, and addresses that no page leads to any more.
    await ctx.db.deleteFrom('site_quality.pages').where('seen_on', '<', input.night).execute();
    await ctx.db.deleteFrom('site_quality.links').where(sql<boolean>`not exists (select 1 from site_quality.link_uses u where u.address = links.address)`).execute();
    const offices = byOffice(await pageStates(ctx), input.night);
    const week = weekOf(input.night);
    await ctx.db.deleteFrom('site_quality.weeks').where('week_on', '=', week).execute();
    if (offices.length > 0) {
      await ctx.db.insertInto('site_quality.weeks').values(offices.map((one) => ({ week_on: week, office_code: one.officeCode, office: one.office, measured_on: input.night, pages: one.pages, overdue: one.overdue, blocks: one.blocks, confirms: one.confirms, broken: one.broken, uncategorised: one.uncategorised, no_contact: one.noContact, heavy: one.heavy }))).execute();
    }
    return done({ offices: offices.length });
  },
});

export const measureNow = command({
  name: 'site-quality.measureNow',
  title: { ja: 'いま点検する', en: 'Look at the site now' },
  input: z.object({}),
  allow: [staff('site-quality.work')],
  async run(ctx): Promise<Outcome<{ job: string }, never>> {
    return done({ job: ctx.enqueue('site-quality.night', {}, { key: `site-quality.now ${Math.floor(ctx.now.epochMilliseconds / 60_000)}` }) });
  },
});

export const setForeignChecks = command({
  name: 'site-quality.setForeignChecks',
  title: { ja: 'よそのサイトへのリンクを調べるかを決める', en: 'Switch the check of foreign links' },
  input: z.object({ on: boolField({ ja: '調べる', en: 'Check' }), version: versionField }),
  allow: [staff('site-quality.work')],
  async run(ctx, input): Promise<Outcome<{ on: boolean }, 'Conflict'>> {
    const known = await ctx.db.selectFrom('site_quality.settings').selectAll().forUpdate().executeTakeFirstOrThrow();
    if (known.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('site_quality.settings').set({ foreign_on: input.on, changed_by: whoOf(ctx), changed_name: nameOf(ctx), changed_at: ctx.now, version: known.version + 1 }).execute();
    ctx.audit({ subject: 'site-quality-settings', on: input.on });
    return done({ on: input.on });
  },
});
