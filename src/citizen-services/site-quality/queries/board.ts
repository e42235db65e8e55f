/** 健康診断 and 点検表. */
import { z } from 'zod';
import { choiceField, codeField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { byOffice, isOverdue, nothing, plus, soundness } from '../rules/health.ts';
import { publicPages } from '../site.ts';
import { pageStates } from '../states.ts';
import { listReaders } from './links.ts';

const WEEKS = 12;

export const healthBoard = query({
  name: 'site-quality.healthBoard',
  title: { ja: 'サイトの健康診断', en: 'Health of the site' },
  input: z.object({}),
  allow: listReaders,
  async run(ctx) {
    const [pages, weeks, seen, waiting] = await Promise.all([
      pageStates(ctx),
      ctx.db.selectFrom('site_quality.weeks').selectAll().where('week_on', '>', ctx.today.subtract({ days: 7 * WEEKS })).orderBy('week_on').execute(),
      ctx.db.selectFrom('site_quality.pages').select((eb) => eb.fn.max('seen_on').as('on')).executeTakeFirst(),
      ctx.db.selectFrom('site_quality.publications').select(['id', 'kind', 'authors']).where('state', '=', 'waiting').execute(),
    ]);
    const offices = byOffice(pages, ctx.today);
    const trend = [...Map.groupBy(weeks, (week) => week.week_on.toString())].map(([on, rows]) => ({ on: Temporal.PlainDate.from(on), ...rows.reduce((sum, row) => plus(sum, { pages: row.pages, overdue: row.overdue, blocks: row.blocks, confirms: row.confirms, broken: row.broken, uncategorised: row.uncategorised, noContact: row.no_contact, heavy: row.heavy }), nothing) }));
    return { offices, all: offices.reduce((sum, one) => plus(sum, one), nothing), sound: soundness(pages, ctx.today), trend, seenOn: seen?.on ?? null, waiting: waiting.map(({ id, kind }) => ({ id, kind })) };
  },
});

const orders = ['review', 'office', 'changed', 'number'] as const;
export const agesInput = z.object({ office: withDefault(codeField({ ja: '所属', en: 'Office' }, 80), ''), state: withDefault(choiceField({ ja: '状態', en: 'State' }, ['all', 'overdue', 'soon'] as const), 'all'), sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, orders), 'review') });

const SOON_DAYS = 30;
const FAR = Temporal.PlainDate.from('9999-12-31');

/** As the pages stand at this moment, not as the night saw them. */
export const pageAges = query({
  name: 'site-quality.pageAges',
  title: { ja: 'ページの点検表', en: 'Pages with owner and review' },
  input: agesInput,
  allow: listReaders,
  async run(ctx, input) {
    const all = await publicPages(ctx);
    const found = all.filter((page) => (input.office === '' || page.officeCode === input.office) && (input.state === 'all' || (input.state === 'overdue' ? isOverdue(page.reviewOn, ctx.today) : page.reviewOn !== null && !isOverdue(page.reviewOn, ctx.today) && Temporal.PlainDate.compare(page.reviewOn, ctx.today.add({ days: SOON_DAYS })) <= 0)));
    const rows = found.map(({ types: _, links, ...page }) => ({ ...page, days: page.changedAt.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().until(ctx.today).days, overdue: isOverdue(page.reviewOn, ctx.today), links: links.length }));
    const by = { review: (x: (typeof rows)[number], y: (typeof rows)[number]) => Temporal.PlainDate.compare(x.reviewOn ?? FAR.subtract({ years: 9000 }), y.reviewOn ?? FAR.subtract({ years: 9000 })), office: (x: (typeof rows)[number], y: (typeof rows)[number]) => x.officeCode.localeCompare(y.officeCode), changed: (x: (typeof rows)[number], y: (typeof rows)[number]) => y.days - x.days, number: () => 0 }[input.sort];
    const offices = [...new Map(all.map((page) => [page.officeCode, page.office]))].map(([code, name]) => ({ code, name })).toSorted((x, y) => x.code.localeCompare(y.code));
    return { rows: rows.toSorted((x, y) => by(x, y) || x.pageNo - y.pageNo), offices, count: all.length };
  },
});
