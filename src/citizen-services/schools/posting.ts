/** A post between what a teacher types and the pages of the website: words, photographs, and the request for approval. */
import { isRecord } from '../../kernel/text/json.ts';
import { answerFinding, type Block, editionToWrite, saveDraft, submitEdition } from '../website/index.ts';
import { type Ctx, nameOf, peopleOf, type School, whoOf, within } from './house.ts';
import { typedMark } from './marks.ts';
import { CATEGORY, type Seen } from './messages/words.ts';

/** Paragraphs are parted by an empty line; a single break stays one. */
export function blocksOf(words: string): readonly Block[] {
  return words.split(/\n\s*\n+/).map((one) => one.trim()).filter((one) => one !== '').map((paragraph, index) => ({
    id: `p${index + 1}`, type: 'text', content: paragraph.split('\n').flatMap((line, at) => (at === 0 ? [line] : [{ break: true as const }, line])),
  }));
}

export const wordsOf = (blocks: readonly Block[]): string => blocks.flatMap((block) => (block.type === 'text' ? [block.content.map((part) => (typeof part === 'string' ? part : 'break' in part ? '\n' : '')).join('')] : [])).join('\n\n');

/** Whether the simple screen shows everything that stands on it. */
export const isSimple = (blocks: readonly Block[]) => blocks.every((block) => block.type === 'image' || (block.type === 'text' && block.content.every((part) => typeof part === 'string' || 'break' in part)));

/** Whether a page belongs to this school's site. */
export const standsOn = (path: string, school: string) => path.startsWith(`/gakko/${school}/`);

export interface Post {
  readonly title: string;
  readonly words: string;
  readonly images: readonly Block[];
}

const REVIEW_MONTHS = 12;

export async function save(ctx: Ctx, school: School, edition: string, version: number, post: Post) {
  return ctx.call(saveDraft, {
    edition, version, title: post.title, lead: '', kind: 'school_news', lang: 'ja', contact: school.office, categories: [CATEGORY.code], reviewOn: ctx.today.add({ months: REVIEW_MONTHS }).toString(), blocks: [...blocksOf(post.words), ...post.images],
  });
}

export interface Left {
  readonly key: string;
  readonly rule: string;
  readonly severity: string;
  readonly reason: string;
}

export type Sent = { readonly submitted: true } | { readonly submitted: false; readonly left: readonly Left[] };

const leftIn = (details: Readonly<Record<string, unknown>>): readonly Left[] => (Array.isArray(details['findings']) ? details['findings'].filter(isRecord).map((one) => ({ key: String(one['key']), rule: String(one['rule']), severity: String(one['severity']), reason: String(one['reason']) })) : []);

/** A wide photograph over few words is what school news is; the screen says that leaflets are not to be photographed. */
const ANSWERED: Readonly<Record<string, string>> = { 'IMG-04': '学校の写真です。文字を読ませる画像ではありません。' };

/** Asks for approval. What has to be put right first is told, and the draft stays. */
export async function send(ctx: Ctx, edition: string, version: number): Promise<Sent> {
  const first = await ctx.call(submitEdition, { edition, version });
  if (first.ok) return { submitted: true };
  const left = leftIn(first.details);
  const own = first.refused === 'AnswersLeft' ? left.filter((one) => ANSWERED[one.rule] !== undefined) : [];
  if (own.length === 0) return { submitted: false, left: left.length > 0 ? left : [{ key: '', rule: first.refused, severity: 'block', reason: '承認を求められませんでした。ウェブサイトの画面で確かめてください。' }] };
  for (const one of own) await ctx.call(answerFinding, { edition, finding: one.key, reason: ANSWERED[one.rule] ?? '' });
  const again = await ctx.call(submitEdition, { edition, version });
  return again.ok ? { submitted: true } : { submitted: false, left: leftIn(again.details) };
}

const titleTaken = (sent: Sent) => !sent.submitted && sent.left.some((one) => one.rule === 'MET-01' && one.reason.includes('もうあります'));

/** Saves and asks for approval. 「運動会」 stands on many schools' sites: where the title is taken, it says whose and when. */
export async function saveAndSend(ctx: Ctx, school: School, edition: string, version: number, post: Post): Promise<{ readonly version: number; readonly sent: Sent; readonly title: string }> {
  let [at, title] = [version, post.title];
  for (const tail of ['', `（${school.name}）`, `（${school.name} ${ctx.today.month}月${ctx.today.day}日）`]) {
    title = `${post.title}${tail}`;
    const saved = await save(ctx, school, edition, at, { ...post, title });
    if (!saved.ok) return { version: at, title, sent: { submitted: false, left: [{ key: '', rule: saved.refused, severity: 'block', reason: '保存できませんでした。開き直して、もう一度お試しください。' }] } };
    at = saved.value.version;
    const sent = await send(ctx, edition, at);
    if (!titleTaken(sent)) return { version: sent.submitted ? at + 1 : at, sent, title };
  }
  return { version: at, title, sent: await send(ctx, edition, at) };
}

/** The edition as the website shows it to whoever asks. */
export const editionNow = (ctx: Ctx, edition: string) => within(ctx, editionToWrite, { edition });

export async function imagesOf(ctx: Ctx, edition: string): Promise<readonly Block[]> {
  return (await editionNow(ctx, edition))?.draft.blocks.filter((block) => block.type === 'image') ?? [];
}

/** The ones at this school who may approve hear of it at once. */
export async function tellApprovers(ctx: Ctx, school: School, edition: string, title: string): Promise<void> {
  const href = `/staff/schools/${school.code}/news/${edition}`;
  for (const staff of await peopleOf(ctx, 'website.approve', school.office)) {
    if (`staff:${staff}` !== whoOf(ctx)) ctx.notify({ to: { staff }, kind: 'schools.waiting', href, title: { ja: `学校ニュース「${title}」が承認を待っています`, en: 'School news waits for approval' }, body: { ja: `${school.name}　${nameOf(ctx)}さんが書きました。写真と文を確かめて、承認してください。`, en: `${school.name}: please look at it.` } });
  }
}

/** The children somebody named, one in a line; or the number of the line that is not on the list. */
export async function childrenNamed(ctx: Ctx, school: string, typed: string): Promise<readonly string[] | { readonly line: number }> {
  const found = new Set<string>();
  for (const [index, line] of typed.split('\n').entries()) {
    if (line.trim() === '') continue;
    const rows = await ctx.db.selectFrom('schools.name_marks').select('child_id').where('school_code', '=', school).where('mark', '=', typedMark(ctx.city, line)).execute();
    if (rows.length === 0) return { line: index + 1 };
    for (const row of rows) found.add(row.child_id);
  }
  return [...found];
}

export async function keepPhoto(ctx: Ctx, about: { readonly block: string; readonly page: string; readonly school: string; readonly seen: Seen; readonly children: readonly string[]; readonly blurred?: boolean }): Promise<void> {
  await ctx.db.deleteFrom('schools.photos').where('block_id', '=', about.block).execute();
  await ctx.db.insertInto('schools.photos').values({ block_id: about.block, page_id: about.page, school_code: about.school, seen: about.seen, made_by: whoOf(ctx), made_at: ctx.now, ...(about.blurred ? { blurred_at: ctx.now, blurred_by: whoOf(ctx), blurred_name: nameOf(ctx) } : {}) }).execute();
  if (about.seen === 'children' && about.children.length > 0) await ctx.db.insertInto('schools.photo_children').values(about.children.map((child) => ({ block_id: about.block, child_id: child }))).execute();
}
