/** Broken links, for the offices whose pages they stand on. */
import { z } from 'zod';
import { staff, system } from '../../../kernel/actor.ts';
import { choiceField, codeField, dateField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { linkFetcher } from '../fetching.ts';
import { brokenLink } from '../states.ts';

/** Lists of pages and links are for everybody who writes or approves pages: they are who puts them right. */
export const listReaders = [staff('site-quality.work'), staff('site-quality.approve'), staff('website.write'), staff('website.approve'), staff('website.edit')];

export const linksToAsk = query({
  name: 'site-quality.linksToAsk',
  title: { ja: '調べるリンク', en: 'Links to ask' },
  input: z.object({ night: dateField({ ja: '夜', en: 'Night' }) }),
  allow: [system],
  async run(ctx, input) {
    const { foreign_on: foreignOn } = await ctx.db.selectFrom('site_quality.settings').select('foreign_on').executeTakeFirstOrThrow();
    const links = await ctx.db.selectFrom('site_quality.links').select(['address', 'kind']).where((eb) => eb.or([eb('kind', '=', 'own'), eb('nights', '>', 0), eb('asked_on', 'is', null), eb('asked_on', '<', input.night)])).orderBy('address').execute();
    return { foreignOn, links: links.filter((link) => link.kind === 'own' || foreignOn) };
  },
});

const officeField = withDefault(codeField({ ja: '所属', en: 'Office' }, 80), '');

export const brokenLinks = query({
  name: 'site-quality.brokenLinks',
  title: { ja: 'リンク切れ', en: 'Broken links' },
  input: z.object({ office: officeField, kind: withDefault(choiceField({ ja: '種類', en: 'Kind' }, ['all', 'own', 'foreign'] as const), 'all') }),
  allow: listReaders,
  async run(ctx, input) {
    const all = ctx.db.selectFrom('site_quality.links as l').innerJoin('site_quality.link_uses as u', 'u.address', 'l.address').innerJoin('site_quality.pages as p', 'p.page_id', 'u.page_id').where(brokenLink);
    const ofOffice = input.office === '' ? all : all.where('p.office_code', '=', input.office);
    const rows = await (input.kind === 'all' ? ofOffice : ofOffice.where('l.kind', '=', input.kind)).select(['l.address', 'l.kind', 'l.nights', 'l.why', 'l.since_on as since', 'u.words', 'p.page_id as page', 'p.page_no as pageNo', 'p.path', 'p.title', 'p.office_code as officeCode', 'p.office']).orderBy('p.office_code').orderBy('p.page_no').orderBy('l.address').orderBy('u.words').limit(5000).execute();
    const [settings, totals, offices, seen] = await Promise.all([
      ctx.db.selectFrom('site_quality.settings').select(['foreign_on as foreignOn', 'changed_name as changedName', 'changed_at as changedAt', 'version']).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('site_quality.links').select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.countAll<number>().filterWhere('kind', '=', 'foreign').as('foreign')]).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('site_quality.pages').select(['office_code as code', 'office as name']).distinct().orderBy('office_code').execute(),
      ctx.db.selectFrom('site_quality.pages').select((eb) => eb.fn.max('seen_on').as('on')).executeTakeFirst(),
    ]);
    return { rows, settings, canAsk: linkFetcher() !== null, links: Number(totals.all), foreign: Number(totals.foreign), offices, seenOn: seen?.on ?? null };
  },
});
