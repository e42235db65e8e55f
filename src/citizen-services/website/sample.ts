/** The sample city's site: folders, classifications, contacts and pages, all by commands; and the plan of 2012 as a section of it, by the import that everybody uses. */
import type { Actor } from '../../kernel/actor.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { decideEdition, submitEdition } from './commands/deciding.ts';
import { answerFinding, saveDraft } from './commands/editing.ts';
import { makeEasy } from './commands/easy.ts';
import { saveErrand } from './commands/errands.ts';
import { importDocument } from './commands/importing.ts';
import { createPage } from './commands/pages.ts';
import { saveCategory, saveContact, saveSection, saveWord } from './commands/setup.ts';
import { editionToWrite, placesToWrite } from './queries/office.ts';
import { EASY } from './rules/easy.ts';
import { importMarkdown } from './rules/import/markdown.ts';

interface SampleSite {
  readonly sections: readonly { readonly slug: string; readonly parent: string | null; readonly name: string; readonly nameEn: string; readonly lead: string; readonly office: string; readonly icon: string; readonly door: boolean; readonly ordinal: number }[];
  readonly categories: readonly { readonly code: string; readonly facet: string; readonly name: string; readonly nameEn: string; readonly icon: string; readonly ordinal: number }[];
  readonly contacts: readonly { readonly code: string; readonly phone: string; readonly place: string; readonly hours: string }[];
  readonly words: readonly { readonly kind: string; readonly word: string; readonly becomes: string }[];
  readonly errands: readonly { readonly code: string; readonly page: string | null; readonly [field: string]: unknown }[];
  readonly plan: { readonly section: string; readonly office: string; readonly slug: string; readonly splitAt: number; readonly file: string; readonly categories: readonly string[] };
  readonly pages: readonly { readonly section: string; readonly slug: string; readonly office: string; readonly kind: string; readonly title: string; readonly lead: string; readonly categories: readonly string[]; readonly lang: string; readonly body: readonly string[] }[];
  /** In plain words: of which page, by its address. */
  readonly easy: readonly { readonly of: string; readonly title: string; readonly lead: string; readonly body: readonly string[] }[];
}

const staffed = (id: number, name: string, permissions: readonly string[]): Actor => ({ kind: 'staff', id: `00000000-0000-7000-8000-0000000000${id}`, name, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope: null })) });
const writer = staffed(21, '見本 広報', ['website.write', 'website.edit']);
const head = staffed(22, '見本 課長', ['website.approve']);

/** Answers what asks for a look, submits and approves; what has to be put right first stays a draft. */
async function publish(ctx: SampleContext, edition: string, key: string, at: Temporal.Instant): Promise<boolean> {
  const seen = await ctx.ask(writer, editionToWrite, { edition });
  if (!seen || seen.findings.some((finding) => finding.severity === 'block')) return false;
  for (const [index, finding] of seen.findings.entries()) if (finding.severity === 'confirm') await ctx.must(writer, answerFinding, { edition, finding: finding.key, reason: '内容を確かめました' }, `${key}:answer:${index}`, at);
  await ctx.must(writer, submitEdition, { edition, version: seen.version }, `${key}:submit`, at);
  await ctx.must(head, decideEdition, { edition, version: seen.version + 1, decision: 'approve', note: '' }, `${key}:approve`, at);
  return true;
}

async function stopped(ctx: SampleContext, edition: string): Promise<string> {
  const seen = await ctx.ask(writer, editionToWrite, { edition });
  return seen?.findings.filter((finding) => finding.severity === 'block').map((finding) => `${finding.rule} ${finding.reason}「${finding.excerpt}」`).join('／') ?? '';
}

async function setUp(ctx: SampleContext, site: SampleSite, at: Temporal.Instant) {
  const places = await ctx.ask(writer, placesToWrite, {});
  const office = (code: string) => places.allOffices.find((one) => one.code === code)?.id ?? '';
  const sections = new Map<string, string>();
  for (const one of site.sections) {
    const made = await ctx.must(writer, saveSection, { slug: one.slug, parent: one.parent === null ? '' : (sections.get(one.parent) ?? ''), name: one.name, nameEn: one.nameEn, lead: one.lead, department: office(one.office), ordinal: one.ordinal, door: one.door ? 'on' : '', icon: one.icon }, `site:section:${one.parent ?? ''}/${one.slug}`, at);
    sections.set(one.parent === null ? one.slug : `${one.parent}/${one.slug}`, made.section);
  }
  for (const one of site.categories) await ctx.must(writer, saveCategory, one, `site:category:${one.code}`, at);
  for (const { code, ...contact } of site.contacts) await ctx.must(writer, saveContact, { department: office(code), ...contact }, `site:contact:${code}`, at);
  for (const one of site.words) await ctx.must(writer, saveWord, one, `site:word:${one.kind}:${one.word}:${one.becomes}`, at);
  return { section: (path: string) => sections.get(path) ?? '', office };
}

async function easyPages(ctx: SampleContext, site: SampleSite, pages: ReadonlyMap<string, string>, at: Temporal.Instant): Promise<void> {
  for (const [index, one] of site.easy.entries()) {
    const original = site.pages.find((page) => `/${page.section}/${page.slug}.html` === one.of);
    if (!original) throw new Error(`見本のやさしい日本語：もとのページ ${one.of} がありません`);
    const key = `site:easy:${one.of}`;
    let count = 0;
    const { blocks } = importMarkdown(one.body.join('\n'), { newId: () => `b${(count += 1)}` });
    const made = await ctx.must(writer, makeEasy, { page: pages.get(one.of) ?? '' }, key, at);
    await ctx.must(writer, saveDraft, { edition: made.edition, version: 1, title: one.title, lead: one.lead, kind: original.kind, lang: EASY, contact: original.office, categories: original.categories, reviewOn: ctx.today.add({ days: 200 + index }).toString(), blocks }, `${key}:save`, at);
    if (!(await publish(ctx, made.edition, key, at))) throw new Error(`見本のページ ${one.title} は、点検に通りません：${await stopped(ctx, made.edition)}`);
  }
}

const step: SampleStep = {
  name: 'website.site',
  title: '市ウェブサイト',
  // Before 決裁規程 bind: what stands on the site was decided in the offices.
  order: 60,
  needs: 'website.json',
  async run(ctx) {
    const site = ctx.data<SampleSite>('website.json');
    const begun = ctx.today.subtract({ days: 40 }).toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '09:00' }).toInstant();
    const { section, office } = await setUp(ctx, site, begun);
    const published: { readonly path: string; readonly page: string; readonly pageNo: string }[] = [];
    for (const [index, one] of site.pages.entries()) {
      // Guides stand since the beginning, news came in day by day.
      const at = begun.add({ hours: 24 * (one.kind === 'notice' || one.kind === 'news' ? 38 - index % 12 * 3 : 1), minutes: index * 7 });
      const key = `site:page:${one.section}/${one.slug}`;
      let count = 0;
      const { blocks } = importMarkdown(one.body.join('\n'), { newId: () => `b${(count += 1)}` });
      const made = await ctx.must(writer, createPage, { section: section(one.section), department: office(one.office), kind: one.kind, title: one.title, slug: one.slug }, key, at);
      await ctx.must(writer, saveDraft, { edition: made.edition, version: 1, title: one.title, lead: one.lead, kind: one.kind, lang: one.lang, contact: one.office, categories: one.categories, reviewOn: ctx.today.add({ days: 20 + index * 9 }).toString(), blocks }, `${key}:save`, at);
      if (!(await publish(ctx, made.edition, key, at))) throw new Error(`見本のページ ${one.title} は、点検に通りません：${await stopped(ctx, made.edition)}`);
      published.push(made);
      ctx.progress(index + 1, site.pages.length);
    }
    await easyPages(ctx, site, new Map(published.map((made) => [made.path, made.page])), begun.add({ hours: 48 }));
    const numbers = new Map<string, number>();
    for (const made of published) numbers.set(made.path, Number(made.pageNo));
    for (const { page, ...errand } of site.errands) await ctx.must(writer, saveErrand, { ...errand, pageNo: page === null ? '' : (numbers.get(page) ?? '') }, `site:errand:${errand.code}`, begun);
    const plan = ctx.data<{ readonly title: string; readonly lines: readonly string[] }>(site.plan.file);
    const at = begun.add({ hours: 72 });
    const imported = await ctx.must(writer, importDocument, { section: section(site.plan.section), department: office(site.plan.office), form: 'markdown', text: plan.lines.join('\n'), slug: site.plan.slug, splitAt: site.plan.splitAt, title: plan.title, categories: site.plan.categories }, 'site:plan', at);
    // What the checks stop stays a draft, with its findings for whoever puts it right.
    for (const [index, one] of imported.pages.entries()) if (one.edition !== null) await publish(ctx, one.edition, `site:plan:${index}`, at.add({ minutes: index }));
  },
};

export const sample: readonly SampleStep[] = [step];
