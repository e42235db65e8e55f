/**
 * What a school's page is asked besides the rules of every page: no child's name, no face, voice or film without this year's consent.
 * PRV-… also stops what is published in an emergency. 個人情報保護法 第69条（利用及び提供の制限）.
 */
import type { ActContext } from '../../kernel/act.ts';
import { fiscalYearOf, formatFiscalYear } from '../../kernel/calendar/calendar.ts';
import { about, type Draft, type Finding, type Guard, type GuardedPage, inText, placesOf } from '../website/index.ts';
import { type Reader, reading } from './house.ts';
import { namesIn } from './marks.ts';
import { filmsIn } from './rules/films.ts';

/** Null: a folder somebody made in a school's site beside ours; then every school's names are looked for. */
async function schoolOfSection(db: Reader, section: string) {
  return (await reading(db).selectFrom('schools.folders as f').innerJoin('schools.schools as s', 's.code', 'f.school_code').select(['s.code', 's.state', 's.name']).where('f.section_id', '=', section).executeTakeFirst()) ?? null;
}

async function namesFound(ctx: ActContext, db: Reader, school: string | null, page: string, draft: Draft): Promise<readonly Finding[]> {
  const listed = reading(db).selectFrom('schools.name_marks').select('mark');
  const year = fiscalYearOf(ctx.today);
  const [rows, permits] = await Promise.all([
    (school === null ? listed : listed.where('school_code', '=', school)).execute(),
    // Whoever said no for this year is not named, whatever the 校長 let stand before.
    reading(db).selectFrom('schools.name_permits as p').select('p.mark').where('p.page_id', '=', page).where((eb) => eb.not(eb.exists(eb.selectFrom('schools.name_marks as m').innerJoin('schools.consents as c', 'c.child_id', 'm.child_id').select('m.mark').whereRef('m.mark', '=', 'p.mark').where('c.fiscal_year', '=', year).where('c.name_web', '=', false)))).execute(),
  ]);
  const marks = new Set(rows.map((row) => row.mark));
  for (const permit of permits) marks.delete(permit.mark);
  // What was found is not shown again in lists and letters; the place in the text is.
  return placesOf(draft).flatMap((place) => namesIn(ctx.city, place.text, marks).map((name) => ({ ...inText('PRV-11', 'block', place, name.start, name.end, '名簿にある子どもの名前です。消すか、「Aさん」などに替えてください。表彰などで本人と保護者の同意があるときは、校長が理由を書いて認められます。'), excerpt: '（子どもの名前）' })));
}

async function photosFound(ctx: ActContext, db: Reader, draft: Draft): Promise<readonly Finding[]> {
  const images = draft.blocks.flatMap((block) => (block.type === 'image' && !block.decorative ? [block] : []));
  const ids = images.map((image) => image.id).filter((id) => /^[0-9a-f-]{36}$/.test(id));
  if (images.length === 0) return [];
  const year = fiscalYearOf(ctx.today);
  const [answers, children] = ids.length === 0 ? [[], []] : await Promise.all([
    reading(db).selectFrom('schools.photos').select(['block_id', 'seen', 'blurred_at']).where('block_id', 'in', ids).execute(),
    reading(db).selectFrom('schools.photo_children as p').leftJoin('schools.consents as c', (join) => join.onRef('c.child_id', '=', 'p.child_id').on('c.fiscal_year', '=', year)).select(['p.block_id', 'c.photo_web as photoWeb']).where('p.block_id', 'in', ids).execute(),
  ]);
  return images.flatMap((image): readonly Finding[] => {
    const answer = answers.find((row) => row.block_id === image.id);
    const stop = (rule: string, reason: string) => [about(rule, 'block', image.id, image.alt, reason)];
    if (!answer) return stop('PRV-12', 'だれが写っているかが、答えられていません。学校の画面で答えてください。');
    if (answer.seen !== 'children' || answer.blurred_at !== null) return [];
    const here = children.filter((row) => row.block_id === image.id);
    if (here.some((row) => row.photoWeb === false)) return stop('PRV-13', '写真のウェブ掲載に同意していない子どもが写っています。その子にぼかしを入れた写真に替えて、確かめてください。');
    if (here.length === 0 || here.some((row) => row.photoWeb === null)) return stop('PRV-14', `${formatFiscalYear(year, 'ja')}の同意書が出ていない子どもが写っています。同意は3月31日24時で切れます。同意書を入れるか、その子にぼかしを入れた写真に替えてください。`);
    return [];
  });
}

async function filmsFound(ctx: ActContext, db: Reader, page: string, draft: Draft): Promise<readonly Finding[]> {
  const films = filmsIn(draft.blocks);
  if (films.length === 0) return [];
  const year = fiscalYearOf(ctx.today);
  const [answers, children] = await Promise.all([
    reading(db).selectFrom('schools.films').select(['block_id', 'address', 'seen']).where('page_id', '=', page).execute(),
    reading(db).selectFrom('schools.film_children as p').leftJoin('schools.consents as c', (join) => join.onRef('c.child_id', '=', 'p.child_id').on('c.fiscal_year', '=', year)).select(['p.block_id', 'c.film_web as filmWeb']).where('p.page_id', '=', page).execute(),
  ]);
  return films.flatMap((film): readonly Finding[] => {
    // Another address is another film.
    const answer = answers.find((row) => row.block_id === film.id && row.address === film.address);
    const stop = (rule: string, reason: string) => [about(rule, 'block', film.id, film.title, reason)];
    if (!answer) return stop('PRV-12', '動画・音声に、だれが出ているかが、答えられていません。学校の画面で答えてください。');
    if (answer.seen !== 'children') return [];
    const here = children.filter((row) => row.block_id === film.id);
    if (here.some((row) => row.filmWeb === false)) return stop('PRV-13', '声・動画のウェブ掲載に同意していない子どもが出ています。その子が分からないものに替えてください。');
    if (here.length === 0 || here.some((row) => row.filmWeb === null)) return stop('PRV-14', `${formatFiscalYear(year, 'ja')}の、声・動画の同意が出ていない子どもが出ています。同意書を入れるか、その子が分からないものに替えてください。`);
    return [];
  });
}

export const guard: Guard = {
  name: 'schools',
  async find(ctx, page: GuardedPage, draft) {
    if (page.siteKind !== 'school') return [];
    const db = reading(ctx.db);
    const school = await schoolOfSection(db, page.section);
    if (school?.state === 'archived') return [about('SCH-01', 'block', null, school.name, '閉校した学校のサイトは、記録として残します。書き直しはできません。')];
    const [names, photos, films] = await Promise.all([namesFound(ctx, db, school?.code ?? null, page.page, draft), photosFound(ctx, db, draft), filmsFound(ctx, db, page.page, draft)]);
    return [...names, ...photos, ...films];
  },
};
