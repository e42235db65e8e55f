/** 取込み: a long document, a page of an old site or a whole sheet of pages becomes drafts. All or nothing; `dryRun` makes nothing and says what would be. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, idField, intField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { findingsOf } from '../around.ts';
import { pageKinds } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import type { Block } from '../rules/blocks.ts';
import { importPagesCsv, type PageRow } from '../rules/import/csv.ts';
import { importHtml } from '../rules/import/html.ts';
import { importMarkdown, type Section, splitSections } from '../rules/import/markdown.ts';
import { withoutMyNumbers } from '../rules/page.ts';
import { type Draft, replaceAt } from '../rules/texts.ts';
import { type Ctx, officeCode, whoOf, writtenNumber } from '../site.ts';
import { labels, slugField, words } from './fields.ts';
import { makePage } from './pages.ts';

const REVIEW_MONTHS = 12;
const LONGEST = 2_000_000;
const editors = [staff('website.edit')];

/** What an import made, or would make. */
export interface ImportedPage {
  readonly title: string;
  readonly path: string;
  readonly pageNo: string | null;
  readonly edition: string | null;
  readonly blocks: number;
  /** Findings that stop its submission, and findings that want an answer. */
  readonly toRepair: number;
  readonly toAnswer: number;
  /** What was changed or left out. */
  readonly notes: readonly string[];
}

export interface ImportResult {
  readonly pages: readonly ImportedPage[];
  readonly redirects: number;
}

interface Wanted {
  readonly section: { readonly id: string; readonly path: string };
  readonly slug: string;
  readonly department: { readonly id: string; readonly code: string };
  readonly draft: Draft;
  readonly ordinal?: number;
  readonly notes: readonly string[];
  readonly oldAddresses: readonly string[];
}

const ids = () => {
  let count = 0;
  return () => `b${(count += 1)}`;
};

/** The same block ids begin at b1 on every page. */
const renumbered = (blocks: readonly Block[]): readonly Block[] => blocks.map((block, index) => ({ ...block, id: `b${index + 1}` }));

async function makeAll(ctx: Ctx, wanted: readonly Wanted[], dryRun: boolean, changeNote: string): Promise<ImportResult | { readonly taken: string }> {
  const pages: ImportedPage[] = [];
  let redirects = 0;
  for (const one of wanted) {
    const draft = withoutMyNumbers(one.draft, replaceAt);
    const findings = await findingsOf(ctx, { page: ctx.newId(), section: one.section.id, siteKind: 'city' }, draft);
    const path = `${one.section.path}${one.slug}.html`;
    if (await ctx.db.selectFrom('website.addresses').select('path').where('path', '=', path).executeTakeFirst()) return { taken: path };
    const told = { title: draft.title, path, blocks: draft.blocks.length, toRepair: findings.filter((finding) => finding.severity === 'block').length, toAnswer: findings.filter((finding) => finding.severity === 'confirm').length, notes: one.notes };
    if (dryRun) {
      pages.push({ ...told, pageNo: null, edition: null });
      continue;
    }
    const made = await makePage(ctx, { section: one.section.id, slug: one.slug, department: one.department.id, draft, changeNote, ...(one.ordinal === undefined ? {} : { ordinal: one.ordinal }) });
    if (typeof made === 'string') return { taken: path };
    for (const old of one.oldAddresses) redirects += await leadFrom(ctx, old, made.page);
    pages.push({ ...told, pageNo: made.pageNo, edition: made.edition });
  }
  return { pages, redirects };
}

/** The old site's address leads to the new page, unless something of ours stands there. */
async function leadFrom(ctx: Ctx, old: string, page: string): Promise<number> {
  const path = old.startsWith('/') ? old : new URL(old).pathname;
  if (/[\s?#]/.test(path) || path === '/') return 0;
  const made = await ctx.db.insertInto('website.addresses').values({ path, page_id: page, reason: 'migration', made_by: whoOf(ctx), made_at: ctx.now }).onConflict((conflict) => conflict.column('path').doNothing()).returning('path').executeTakeFirst();
  return made ? 1 : 0;
}

const sectionFor = (ctx: Ctx, by: { readonly id: string } | { readonly path: string }) => {
  const rows = ctx.db.selectFrom('website.sections').select(['id', 'path']).where('closed_at', 'is', null);
  return ('id' in by ? rows.where('id', '=', by.id) : rows.where('path', '=', by.path)).executeTakeFirst();
};

export const importDocument = command({
  name: 'website.importDocument',
  title: { ja: '文書をページとして取り込む', en: 'Import a document as pages' },
  input: z.object({
    section: idField(labels.section), department: idField(labels.department), kind: withDefault(choiceField({ ja: '種類', en: 'Kind' }, pageKinds), 'guide'), form: choiceField({ ja: '文書の形', en: 'Form' }, ['markdown', 'html'] as const),
    text: textField({ ja: '文書', en: 'Document' }, { max: LONGEST, lines: true, numbers: true }), address: words({ ja: '元のアドレス', en: 'Where it was' }, 500), slug: slugField, splitAt: withDefault(intField({ ja: 'ページに分ける見出しの段', en: 'Split at heading level' }, { min: 0, max: 4 }), 0),
    title: words(labels.title, 200), categories: listField({ ja: '分類', en: 'Categories' }, codeField({ ja: '分類', en: 'Category' }, 32), { max: 20 }), dryRun: withDefault(boolField({ ja: '試すだけ', en: 'Dry run' }), false),
  }),
  allow: editors,
  refusals: { SlugTaken: refusals.SlugTaken, NumberTaken: refusals.SlugTaken, UnknownOffice: refusals.UnknownOffice, TooLong: { status: 422, field: 'text', ja: () => '200ページを超える文書は取り込めません。分けて取り込むか、分ける段を浅くしてください。', en: () => 'More than 200 pages.' } },
  async run(ctx, input): Promise<Outcome<ImportResult, 'SlugTaken' | 'NumberTaken' | 'UnknownOffice' | 'TooLong' | 'NotFound'>> {
    const code = await officeCode(ctx.db, input.department);
    if (code === null) return refuse('UnknownOffice');
    const section = await sectionFor(ctx, { id: input.section });
    if (!section) return refuse('NotFound');
    const whole = input.form === 'markdown' ? importMarkdown(input.text, { newId: ids() }) : importHtml(input.text, { newId: ids(), ...(input.address === '' ? {} : { baseUrl: input.address }) });
    const named = input.title === '' ? whole : { ...whole, title: input.title };
    const parts: readonly Section[] = input.splitAt === 0 ? [{ ...named, parents: [] }] : splitSections(named, input.splitAt);
    if (parts.length > 200) return refuse('TooLong');
    const wanted = parts.map((part, index): Wanted => ({
      section, slug: parts.length === 1 ? input.slug : `${input.slug}-${String(index + 1).padStart(2, '0')}`, department: { id: input.department, code }, ordinal: index, oldAddresses: [], notes: [...(index === 0 ? whole.report : []), ...part.report].map((note) => note.message),
      draft: { title: titleOf(part, named.title), lead: part.lead, kind: input.kind, lang: 'ja', contact: code, categories: input.categories, reviewOn: ctx.today.add({ months: REVIEW_MONTHS }), blocks: renumbered(part.blocks) },
    }));
    const made = await makeAll(ctx, wanted, input.dryRun, `取込み（${input.form}）`);
    if ('taken' in made) return refuse('SlugTaken', { path: made.taken });
    ctx.audit({ subject: `section:${section.id}`, pages: made.pages.length, dryRun: input.dryRun });
    return done(made);
  },
});

/** A chapter's own heading; what stands before the first one keeps the name of the whole. */
const titleOf = (part: Section, whole: string) => (part.title === '' ? whole : part.title).slice(0, 200);

export const importSheet = command({
  name: 'website.importSheet',
  title: { ja: '表（CSV）のページを取り込む', en: 'Import pages from CSV' },
  input: z.object({ csv: textField({ ja: 'CSV', en: 'CSV' }, { max: LONGEST, lines: true, numbers: true }), department: idField(labels.department), address: words({ ja: '元のアドレス', en: 'Where it was' }, 500), dryRun: withDefault(boolField({ ja: '試すだけ', en: 'Dry run' }), false) }),
  allow: editors,
  refusals: { RowsWrong: refusals.RowsWrong, UnknownOffice: refusals.UnknownOffice, SlugTaken: refusals.SlugTaken, NumberTaken: refusals.SlugTaken },
  async run(ctx, input): Promise<Outcome<ImportResult, 'RowsWrong' | 'UnknownOffice' | 'SlugTaken' | 'NumberTaken'>> {
    const code = await officeCode(ctx.db, input.department);
    if (code === null) return refuse('UnknownOffice');
    const read = importPagesCsv(input.csv, { today: ctx.today, ...(input.address === '' ? {} : { baseUrl: input.address }) });
    if (!read.ok) return refuse('RowsWrong', { count: read.errors.length, first: read.errors[0]?.message ?? '', errors: read.errors.slice(0, 50).map((error) => error.message) });
    const placed = await placeRows(ctx, read.rows, { id: input.department, code });
    if ('errors' in placed) return refuse('RowsWrong', { count: placed.errors.length, first: placed.errors[0] ?? '', errors: placed.errors.slice(0, 50) });
    const made = await makeAll(ctx, placed.wanted, input.dryRun, '取込み（CSV）');
    if ('taken' in made) return refuse('SlugTaken', { path: made.taken });
    ctx.audit({ subject: 'import', pages: made.pages.length, dryRun: input.dryRun });
    return done(made);
  },
});

async function placeRows(ctx: Ctx, rows: readonly PageRow[], own: { readonly id: string; readonly code: string }): Promise<{ readonly wanted: readonly Wanted[] } | { readonly errors: readonly string[] }> {
  const [offices, categories] = await Promise.all([ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).execute(), ctx.db.selectFrom('website.categories').select(['code', 'name']).execute()]);
  const wanted: Wanted[] = [];
  const errors: string[] = [];
  for (const [index, row] of rows.entries()) {
    const path = `/${row.folder.replaceAll(/^\/+|\/+$/g, '')}/`;
    const section = await sectionFor(ctx, { path });
    if (!section) errors.push(`${row.line}行目のフォルダー：「${path}」はありません。先にフォルダーを作ってください。`);
    const office = row.department === '' ? own : offices.find((one) => one.name === row.department || one.code === row.department);
    if (!office) errors.push(`${row.line}行目の担当課：「${row.department}」は見つかりません。組織の名前のとおりに書いてください。`);
    const found = row.categories.map((name) => [name, categories.find((one) => one.name === name || one.code === name)] as const);
    for (const [name, category] of found) if (!category) errors.push(`${row.line}行目の分類：「${name}」はありません。`);
    if (!section || !office) continue;
    wanted.push({
      section, slug: slugFor(row, index, ctx), department: office, oldAddresses: row.oldAddresses, notes: row.report.map((note) => note.message),
      draft: { title: row.title, lead: row.lead, kind: row.kind, lang: 'ja', contact: office.code, categories: found.flatMap(([, category]) => (category ? [category.code] : [])), reviewOn: row.reviewOn ?? ctx.today.add({ months: REVIEW_MONTHS }), blocks: renumbered(row.blocks) },
    });
  }
  return errors.length > 0 ? { errors } : { wanted };
}

/** The last part of its old address where there is one, so that people find what they knew. */
function slugFor(row: PageRow, index: number, ctx: Ctx): string {
  const old = (row.oldAddresses[0] ?? '').replace(/[?#].*$/, '').replace(/\/$/, '').replace(/\.[a-z]{2,5}$/i, '').split('/').at(-1)?.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 60) ?? '';
  return old === '' || old === 'index' ? `i${ctx.today.toString().replaceAll('-', '')}-${writtenNumber(index + 1).slice(3)}` : old;
}
