/** What the board and a school's own people look at. */
import { z } from 'zod';
import { officesOf, staff, system } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { editionView } from '../../website/index.ts';
import { query } from '../acts.ts';
import { editionField, schoolField } from '../commands/fields.ts';
import { freshnessOf } from '../freshness.ts';
import { type Asked, mayDecide, mayPublish, mayWork, schoolOf, within } from '../house.ts';
import { namesIn } from '../marks.ts';
import { filmsIn } from '../rules/films.ts';
import { addressesOf } from './mail.ts';
import { isSimple, standsOn, wordsOf } from '../posting.ts';

export const people = [staff('schools.work'), staff('schools.head'), staff('schools.board')];
/** 教頭 may hold no more than the right to approve pages of the school. */
export const readers = [...people, staff('website.approve')];

const maySee = (ctx: Asked, office: string) => mayWork(ctx, office) || mayPublish(ctx, office) || ctx.may('schools.head', `department:${office}`);

/** The schools this person has to do with, with how fresh their news is: those that fell silent first. */
export const overview = query({
  name: 'schools.overview',
  title: { ja: '学校の一覧と更新のようす', en: 'Schools and their freshness' },
  input: z.object({}),
  allow: [...readers, system],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.code', 's.name', 's.kind', 's.area', 's.state', 's.archived_on as archivedOn', 's.version', 'd.code as office']).orderBy('s.ordinal').orderBy('s.code').execute();
    const own = rows.filter((row) => ctx.may('schools.board') || maySee(ctx, row.office));
    const fresh = await freshnessOf(ctx, own.filter((row) => row.state === 'open').map((row) => row.code));
    const reminders = await ctx.db.selectFrom('schools.reminders').select(['school_code as school', 'last_on as last', 'step', 'sent_at as sentAt']).orderBy('sent_at', 'desc').limit(500).execute();
    const order = { red: 0, yellow: 1, green: 2 } as const;
    const open = own.flatMap((row) => {
      const it = fresh.get(row.code);
      return it ? [{ ...row, ...it, reminded: reminders.find((one) => one.school === row.code && (it.last === null ? one.last.year === 1 : Temporal.PlainDate.compare(one.last, it.last) === 0)) ?? null }] : [];
    }).toSorted((a, b) => order[a.colour] - order[b.colour] || (b.age ?? 9999) - (a.age ?? 9999));
    return { open, archived: own.filter((row) => row.state === 'archived'), board: ctx.may('schools.board') };
  },
});

/** How many schools have been silent for long; for the board's menu. */
export const silentCount = query({
  name: 'schools.silentCount',
  title: { ja: '止まっている学校の数', en: 'Silent schools' },
  input: z.object({}),
  allow: [staff('schools.board')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('schools.schools').select('code').where('state', '=', 'open').execute();
    return [...(await freshnessOf(ctx, rows.map((row) => row.code))).values()].filter((one) => one.colour === 'red').length;
  },
});

export const schoolSetup = query({
  name: 'schools.schoolSetup',
  title: { ja: '学校の設定', en: 'A school to set up' },
  input: z.object({ school: schoolField }),
  allow: [staff('schools.board')],
  async run(ctx, input) {
    const row = await schoolOf(ctx.db, input.school);
    if (!row) return null;
    const others = await ctx.db.selectFrom('schools.schools').select(['code', 'name']).where('state', '=', 'open').where('code', '<>', input.school).orderBy('ordinal').execute();
    return { ...row, others };
  },
});

/** Offices a school can be given: those that belong to none yet. */
export const freeOffices = query({
  name: 'schools.freeOffices',
  title: { ja: '学校にできる所属', en: 'Offices without a school' },
  input: z.object({}),
  allow: [staff('schools.board')],
  run: (ctx) => ctx.db.selectFrom('kernel.departments as d').leftJoin('schools.schools as s', 's.department_id', 'd.id').select(['d.id', 'd.code', 'd.name', 's.code as school']).where((eb) => eb.or([eb('d.valid_to', 'is', null), eb('d.valid_to', '>', ctx.today)])).orderBy('d.code').execute(),
});

/** A school's own desk. */
export const desk = query({
  name: 'schools.desk',
  title: { ja: '学校の机', en: 'A school’s desk' },
  input: z.object({ school: schoolField }),
  allow: readers,
  async run(ctx, input) {
    const row = await schoolOf(ctx.db, input.school);
    if (!row || !maySee(ctx, row.office)) return null;
    const year = fiscalYearOf(ctx.today);
    const [mails, fresh, folders, listed, sheets, occasions, lastMenu, closures, withdrawn] = await Promise.all([
      addressesOf(ctx, [row.code]),
      row.state === 'open' ? freshnessOf(ctx, [row.code]) : new Map(), ctx.db.selectFrom('schools.folders').select(['kind', 'path']).where('school_code', '=', row.code).execute(),
      ctx.db.selectFrom('schools.children').select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('listed_at').as('at')]).where('school_code', '=', row.code).where('left_on', 'is', null).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('schools.consents as c').innerJoin('schools.children as k', 'k.id', 'c.child_id').select((eb) => ['c.photo_web as photo', 'c.name_web as name', 'c.film_web as film', eb.fn.countAll<number>().as('count')]).where('k.school_code', '=', row.code).where('k.left_on', 'is', null).where('c.fiscal_year', '=', year).groupBy(['c.photo_web', 'c.name_web', 'c.film_web']).execute(),
      ctx.db.selectFrom('schools.occasions').selectAll().where('school_code', '=', row.code).where('to_on', '>=', ctx.today.subtract({ days: 30 })).orderBy('from_on').limit(100).execute(),
      ctx.db.selectFrom('schools.menus').select((eb) => eb.fn.max('on_day').as('day')).where('school_code', '=', row.code).executeTakeFirst(),
      ctx.db.selectFrom('schools.closures as c').leftJoin('schools.announcements as a', 'a.id', 'c.announcement_id').selectAll('c').select(['a.state as became']).where('c.school_code', '=', row.code).orderBy('c.made_at', 'desc').limit(10).execute(),
      // Whoever took their consent back is looked for in what already stands.
      ctx.db.selectFrom('schools.photos as p').innerJoin('schools.photo_children as k', 'k.block_id', 'p.block_id').innerJoin('schools.consents as c', 'c.child_id', 'k.child_id').select('p.page_id as page').distinct().where('p.school_code', '=', row.code).where('p.blurred_at', 'is', null).where('c.fiscal_year', '=', year).where('c.photo_web', '=', false)
        .union(ctx.db.selectFrom('schools.films as p').innerJoin('schools.film_children as k', (join) => join.onRef('k.page_id', '=', 'p.page_id').onRef('k.block_id', '=', 'p.block_id')).innerJoin('schools.consents as c', 'c.child_id', 'k.child_id').select('p.page_id as page').where('p.school_code', '=', row.code).where('c.fiscal_year', '=', year).where('c.film_web', '=', false))
        .union(ctx.db.selectFrom('schools.name_permits as p').innerJoin('schools.name_marks as m', 'm.mark', 'p.mark').innerJoin('schools.consents as c', 'c.child_id', 'm.child_id').select('p.page_id as page').where('m.school_code', '=', row.code).where('c.fiscal_year', '=', year).where('c.name_web', '=', false)).execute(),
    ]);
    const count = (of: 'photo' | 'name' | 'film', allowed: boolean) => sheets.filter((one) => one[of] === allowed).reduce((sum, one) => sum + Number(one.count), 0);
    const answered = (of: 'photo' | 'name' | 'film') => ({ allowed: count(of, true), withheld: count(of, false), missing: Number(listed.count) - count(of, true) - count(of, false) });
    return {
      code: row.code, name: row.name, office: row.office, state: row.state, archivedOn: row.archived_on, folders, occasions, closures, withdrawn: withdrawn.map((one) => one.page), mails, freshness: fresh.get(row.code) ?? null, lastMenu: lastMenu?.day ?? null, year,
      children: { count: Number(listed.count), at: listed.at, ...answered('photo'), name: answered('name'), film: answered('film') },
      mayWork: mayWork(ctx, row.office) && row.state === 'open', mayBoard: ctx.may('schools.board'), mayDecide: mayDecide(ctx, row.office), mayWrite: ctx.may('website.write', `department:${row.office}`) || ctx.may('website.edit'),
    };
  },
});

/** One post, as its author and whoever approves it see it. */
export const newsView = query({
  name: 'schools.newsView',
  title: { ja: '学校ニュースを見る', en: 'A post' },
  input: z.object({ school: schoolField, edition: editionField }),
  allow: readers,
  async run(ctx, input) {
    const row = await schoolOf(ctx.db, input.school);
    if (!row || !maySee(ctx, row.office)) return null;
    const it = await within(ctx, editionView, { edition: input.edition });
    if (!it || !standsOn(it.path, row.code)) return null;
    const images = it.draft.blocks.flatMap((block) => (block.type === 'image' ? [block] : []));
    const ids = images.map((one) => one.id).filter((id) => /^[0-9a-f-]{36}$/.test(id));
    const films = filmsIn(it.draft.blocks);
    const [filmAnswers, filmChildren, answers, children, permits, marks] = await Promise.all([
      films.length === 0 ? [] : ctx.db.selectFrom('schools.films').select(['block_id as block', 'address', 'seen']).where('page_id', '=', it.page).execute(),
      films.length === 0 ? [] : ctx.db.selectFrom('schools.film_children').select((eb) => ['block_id as block', eb.fn.countAll<number>().as('count')]).where('page_id', '=', it.page).groupBy('block_id').execute(),
      ids.length === 0 ? [] : ctx.db.selectFrom('schools.photos').selectAll().where('block_id', 'in', ids).execute(),
      ids.length === 0 ? [] : ctx.db.selectFrom('schools.photo_children').select((eb) => ['block_id as block', eb.fn.countAll<number>().as('count')]).where('block_id', 'in', ids).groupBy('block_id').execute(),
      ctx.db.selectFrom('schools.name_permits').select(['reason', 'made_name as by', 'made_at as at']).where('page_id', '=', it.page).execute(),
      ctx.db.selectFrom('schools.name_marks').select('mark').where('school_code', '=', row.code).execute(),
    ]);
    const words = wordsOf(it.draft.blocks);
    const names = namesIn(ctx.city, `${it.draft.title}\n${words}`, new Set(marks.map((one) => one.mark))).length;
    const photos = images.map((image) => {
      const answer = answers.find((one) => one.block_id === image.id);
      return { block: image.id, file: image.file, name: image.name, alt: image.alt, width: image.width, height: image.height, seen: answer?.seen ?? null, children: Number(children.find((one) => one.block === image.id)?.count ?? 0), blurredBy: answer?.blurred_name ?? null, positionRemoved: image.positionRemoved, findings: it.findings.filter((one) => one.block === image.id) };
    });
    return {
      ...it, school: row.code, schoolName: row.name, archived: row.state === 'archived', words, simple: isSimple(it.draft.blocks), photos,
      films: films.map((film) => ({ block: film.id, title: film.title, soundOnly: film.soundOnly, seen: filmAnswers.find((one) => one.block === film.id && one.address === film.address)?.seen ?? null, children: Number(filmChildren.find((one) => one.block === film.id)?.count ?? 0), findings: it.findings.filter((one) => one.block === film.id && one.rule.startsWith('PRV-')) })),
permits, names, mayPermit: names > 0 && ctx.may('schools.head', `department:${row.office}`),
      mayRewrite: it.state === 'draft' && it.mayWrite && row.state === 'open' && mayWork(ctx, row.office),
    };
  },
});

/** The schools whose menus or consents this person may import. */
export const mySchools = query({
  name: 'schools.mySchools',
  title: { ja: 'わたしの学校', en: 'My schools' },
  input: z.object({}),
  allow: people,
  async run(ctx) {
    const offices = ctx.may('schools.board') ? 'city' : officesOf(ctx.actor, 'schools.work');
    const rows = ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.code', 's.name', 's.kind', 's.area']).where('s.state', '=', 'open').orderBy('s.ordinal').orderBy('s.code');
    if (offices === 'city') return rows.execute();
    return offices.length === 0 ? [] : rows.where('d.code', 'in', [...offices]).execute();
  },
});
