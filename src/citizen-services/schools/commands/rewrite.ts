/** 書き直す: words, photographs, who is to be seen; and the two ways on, a blurred photograph and the head's word for a name. */
import { z } from 'zod';
import { officeScope, staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { boolField, consentField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { addFile, answerFinding, placesOf } from '../../website/index.ts';
import { command } from '../acts.ts';
import { type Ctx, fileRefused, nameOf, type School, schoolToWork, whoOf } from '../house.ts';
import { namesIn } from '../marks.ts';
import { refusals } from '../messages/refusals.ts';
import { childrenNamed, editionNow, imagesOf, isSimple, keepPhoto, type Left, save, saveAndSend, send, standsOn, tellApprovers, wordsOf } from '../posting.ts';
import { altField, blockField, childrenField, contentField, editionField, labels, schoolField, seenField, versionField } from './fields.ts';

const people = [staff('schools.work'), staff('schools.board')];
const about = { school: schoolField, edition: editionField };
type No = 'Archived' | 'NotFound' | 'NotAllowed' | 'NotOpen' | 'NotSimple';

/** The school and the edition in the making, if the edition stands in this school's site; else what to answer. */
async function draftToWork(ctx: Ctx, code: string, id: string): Promise<{ readonly school: School; readonly it: NonNullable<Awaited<ReturnType<typeof editionNow>>> } | No> {
  const school = await schoolToWork(ctx, code);
  if (typeof school === 'string') return school;
  if (!ctx.may('website.write', officeScope(school.office)) && !ctx.may('website.edit')) return 'NotAllowed';
  const it = await editionNow(ctx, id);
  if (!it || !standsOn(it.path, school.code)) return 'NotFound';
  if (it.state !== 'draft') return 'NotOpen';
  return isSimple(it.draft.blocks) ? { school, it } : 'NotSimple';
}

export interface Rewritten {
  readonly submitted: boolean;
  readonly left: readonly Left[];
}

export const rewriteNews = command({
  name: 'schools.rewriteNews',
  title: { ja: '学校ニュースを直して、承認を求める', en: 'Rewrite school news' },
  input: z.object({
    ...about, version: versionField, title: textField(labels.title, { max: 40, numbers: true }), words: textField(labels.words, { max: 4000, lines: true, numbers: true }),
    photos: listField({ ja: '写真', en: 'Photographs' }, z.object({ block: blockField, alt: altField, remove: withDefault(boolField({ ja: '外す', en: 'Remove' }), false) }), { max: 20 }),
  }),
  allow: people,
  refusals: { Archived: refusals.Archived, NotOpen: refusals.NotOpen, NotSimple: refusals.NotSimple },
  async run(ctx, input): Promise<Outcome<Rewritten, No | 'Conflict'>> {
    const found = await draftToWork(ctx, input.school, input.edition);
    if (typeof found === 'string') return refuse(found);
    const { school, it } = found;
    if (it.version !== input.version) return refuse('Conflict');
    const images = (await imagesOf(ctx, input.edition)).flatMap((block) => {
      const wanted = input.photos.find((photo) => photo.block === block.id);
      return wanted?.remove ? [] : [wanted && block.type === 'image' ? { ...block, alt: wanted.alt } : block];
    });
    const { sent } = await saveAndSend(ctx, school, input.edition, input.version, { title: input.title, words: input.words, images });
    ctx.audit({ subject: `school:${school.code}`, page: it.page, submitted: sent.submitted });
    if (sent.submitted) await tellApprovers(ctx, school, input.edition, input.title);
    return done({ submitted: sent.submitted, left: sent.submitted ? [] : sent.left });
  },
});

/** 「確かめた」: what only wants a look is answered in one press, and approval asked for again. */
export const answerAndSend = command({
  name: 'schools.answerAndSend',
  title: { ja: '確かめて、承認を求める', en: 'Answer and ask for approval' },
  input: z.object({ ...about, version: versionField, reason: textField({ ja: '確かめたこと', en: 'What was looked at' }, { max: 200, numbers: true }) }),
  allow: people,
  refusals: { Archived: refusals.Archived, NotOpen: refusals.NotOpen, NotSimple: refusals.NotSimple },
  async run(ctx, input): Promise<Outcome<Rewritten, No | 'Conflict'>> {
    const found = await draftToWork(ctx, input.school, input.edition);
    if (typeof found === 'string') return refuse(found);
    if (found.it.version !== input.version) return refuse('Conflict');
    for (const one of found.it.findings) if (one.severity === 'confirm' && one.answer === null) await ctx.call(answerFinding, { edition: input.edition, finding: one.key, reason: input.reason });
    const sent = await send(ctx, input.edition, input.version);
    ctx.audit({ subject: `school:${found.school.code}`, page: found.it.page, submitted: sent.submitted });
    if (sent.submitted) await tellApprovers(ctx, found.school, input.edition, found.it.draft.title);
    return done({ submitted: sent.submitted, left: sent.submitted ? [] : sent.left });
  },
});

/** Who is to be seen on a picture: also one that came in by the website's own editor. */
export const markPhoto = command({
  name: 'schools.markPhoto',
  title: { ja: '写っている人を答える', en: 'Say who is to be seen' },
  input: z.object({ ...about, block: blockField, seen: seenField, children: childrenField }),
  allow: people,
  secret: ['children'],
  refusals: { Archived: refusals.Archived, NotOpen: refusals.NotOpen, NotSimple: refusals.NotSimple, UnknownChild: { ...refusals.UnknownChild, field: 'children' }, ChildrenNeeded: { ...refusals.ChildrenNeeded, field: 'children' } },
  async run(ctx, input): Promise<Outcome<{ block: string }, No | 'UnknownChild' | 'ChildrenNeeded'>> {
    const found = await draftToWork(ctx, input.school, input.edition);
    if (typeof found === 'string' && found !== 'NotSimple') return refuse(found);
    const school = typeof found === 'string' ? await schoolToWork(ctx, input.school) : found.school;
    const it = typeof found === 'string' ? await editionNow(ctx, input.edition) : found.it;
    if (typeof school === 'string' || !it?.draft.blocks.some((block) => block.type === 'image' && block.id === input.block)) return refuse('NotFound');
    const named = input.seen === 'children' ? await childrenNamed(ctx, school.code, input.children) : [];
    if ('line' in named) return refuse('UnknownChild', { line: named.line });
    if (input.seen === 'children' && named.length === 0) return refuse('ChildrenNeeded');
    await keepPhoto(ctx, { block: input.block, page: it.page, school: school.code, seen: input.seen, children: named });
    ctx.audit({ subject: `school:${school.code}`, page: it.page, photo: input.block, seen: input.seen });
    return done({ block: input.block });
  },
});

/** ぼかしを入れた写真に替える. Nobody's face is looked for by a machine: a person blurs, and says that it was looked at. */
export const blurPhoto = command({
  name: 'schools.blurPhoto',
  title: { ja: 'ぼかしを入れた写真に替える', en: 'Replace by a blurred photograph' },
  input: z.object({ ...about, block: blockField, name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), photo: contentField, confirmed: consentField({ ja: '同意のない子どもの顔と名札が見えないことを確かめた', en: 'Nobody without consent can be recognised' }) }),
  allow: people,
  secret: ['photo'],
  refusals: { Archived: refusals.Archived, NotOpen: refusals.NotOpen, NotSimple: refusals.NotSimple, PhotoRefused: { ...refusals.PhotoRefused, field: 'photo' }, SamePhoto: refusals.SamePhoto },
  async prepare(ctx, input) {
    const no = await fileRefused(ctx, input.edition, { name: input.name, content: input.photo });
    return no ? refuse('PhotoRefused', { number: 1, why: String(no.details['why'] ?? '大きすぎます。') }) : undefined;
  },
  async run(ctx, input): Promise<Outcome<{ block: string }, No | 'PhotoRefused' | 'SamePhoto' | 'Conflict'>> {
    const found = await draftToWork(ctx, input.school, input.edition);
    if (typeof found === 'string') return refuse(found);
    const { school, it } = found;
    const old = it.draft.blocks.find((block) => block.id === input.block);
    if (old?.type !== 'image') return refuse('NotFound');
    const added = await ctx.call(addFile, { edition: input.edition, name: input.name, content: input.photo, words: old.alt });
    if (!added.ok) return refuse('PhotoRefused', { number: 1, why: '' });
    const images = await imagesOf(ctx, input.edition);
    const fresh = images.find((block) => block.id === added.value.block);
    if (fresh?.type !== 'image' || fresh.file === old.file) return refuse('SamePhoto');
    const children = await ctx.db.selectFrom('schools.photo_children').select('child_id').where('block_id', '=', input.block).execute();
    const kept = images.flatMap((block) => (block.id === fresh.id ? [] : block.id === old.id ? [fresh] : [block]));
    const saved = await save(ctx, school, input.edition, added.value.version, { title: it.draft.title, words: wordsOf(it.draft.blocks), images: kept });
    if (!saved.ok) return refuse('Conflict');
    await keepPhoto(ctx, { block: fresh.id, page: it.page, school: school.code, seen: 'children', children: children.map((row) => row.child_id), blurred: true });
    await ctx.db.deleteFrom('schools.photos').where('block_id', '=', input.block).execute();
    ctx.audit({ subject: `school:${school.code}`, page: it.page, photo: fresh.id, instead: input.block });
    return done({ block: fresh.id });
  },
});

/** 校長 lets the names that were found on a page stand: 表彰, with the consent of the child and of the parents. */
export const permitNames = command({
  name: 'schools.permitNames',
  title: { ja: '子どもの名前を載せることを認める', en: 'Let a child’s name stand' },
  input: z.object({ ...about, reason: textField({ ja: '理由', en: 'Reason' }, { max: 200, numbers: true }) }),
  allow: [staff('schools.head')],
  refusals: { NothingFound: refusals.NothingFound, NameWithheld: refusals.NameWithheld },
  async run(ctx, input): Promise<Outcome<{ permitted: number }, 'NothingFound' | 'NameWithheld' | 'NotFound' | 'NotAllowed'>> {
    const school = await ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.code', 'd.code as office']).where('s.code', '=', input.school).executeTakeFirst();
    if (!school) return refuse('NotFound');
    if (!ctx.may('schools.head', officeScope(school.office))) return refuse('NotAllowed');
    const it = await editionNow(ctx, input.edition);
    if (!it || !standsOn(it.path, school.code)) return refuse('NotFound');
    const marks = await ctx.db.selectFrom('schools.name_marks').select(['mark', 'child_id']).where('school_code', '=', school.code).execute();
    const all = new Set(marks.map((row) => row.mark));
    const named = new Set(placesOf(it.draft).flatMap((place) => namesIn(ctx.city, place.text, all).map((one) => one.mark)));
    // Whoever may be named may be named in every way: 鈴木花子, and then 花子さん.
    const children = new Set(marks.filter((row) => named.has(row.mark)).map((row) => row.child_id));
    const found = new Set(marks.filter((row) => children.has(row.child_id)).map((row) => row.mark));
    if (found.size === 0) return refuse('NothingFound');
    const withheld = await ctx.db.selectFrom('schools.consents').select('child_id').where('child_id', 'in', [...children]).where('fiscal_year', '=', fiscalYearOf(ctx.today)).where('name_web', '=', false).execute();
    if (withheld.length > 0) return refuse('NameWithheld', { count: withheld.length });
    await ctx.db.insertInto('schools.name_permits').values([...found].map((mark) => ({ page_id: it.page, mark, reason: input.reason, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }))).onConflict((conflict) => conflict.doNothing()).execute();
    ctx.audit({ subject: `school:${school.code}`, page: it.page, permitted: children.size });
    return done({ permitted: children.size });
  },
});
