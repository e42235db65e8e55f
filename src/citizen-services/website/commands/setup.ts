/** フォルダー・分類・問い合わせ先・転送・辞書: what 広報 keeps for everybody. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { dateField, boolField, choiceField, codeField, idField, intField, optional, phoneField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { note } from '../publishing.ts';
import { addressOf, type Ctx, officeCode, takeAddress, whoOf } from '../site.ts';
import { labels, slugField, versionField, words } from './fields.ts';

const editors = [staff('website.edit')];
const versionIfAny = optional(versionField);

/** Everything below a section gets its new address; every old one leads to it in one step. */
export async function moveBelow(ctx: Ctx, section: string, path: string): Promise<boolean> {
  const pages = await ctx.db.selectFrom('website.pages').select(['id', 'slug', 'path']).where('section_id', '=', section).orderBy('id').forUpdate().execute();
  for (const page of pages) {
    const to = addressOf(path, page.slug);
    if (!(await takeAddress(ctx, to, { page: page.id }, 'moved'))) return false;
    await ctx.db.updateTable('website.pages').set((eb) => ({ path: to, version: eb('version', '+', 1) })).where('id', '=', page.id).execute();
    await note(ctx, page.id, 'moved', { note: `${page.path} → ${to}` });
  }
  const below = await ctx.db.selectFrom('website.sections').select(['id', 'slug']).where('parent_id', '=', section).orderBy('id').forUpdate().execute();
  for (const one of below) {
    const to = `${path}${one.slug}/`;
    if (!(await takeAddress(ctx, to, { section: one.id }, 'moved'))) return false;
    await ctx.db.updateTable('website.sections').set((eb) => ({ path: to, version: eb('version', '+', 1) })).where('id', '=', one.id).execute();
    if (!(await moveBelow(ctx, one.id, to))) return false;
  }
  return true;
}

/** A site beside the city's: a school's. Its folders stand below its own address. */
export const saveSite = command({
  name: 'website.saveSite',
  title: { ja: '学校のサイトを作る・直す', en: 'Save a school’s site' },
  input: z.object({ code: textField({ ja: '記号', en: 'Code' }, { max: 32, numbers: true, pattern: { test: /^[a-z][a-z0-9-]{0,31}$/, say: { ja: '「記号」は、半角の英小文字で始め、英小文字・数字・ハイフンで入力してください。', en: 'Please use lower-case letters, digits and hyphens.' } } }), version: versionIfAny, name: textField({ ja: '名前', en: 'Name' }, { max: 60 }), archivedOn: optional(dateField({ ja: '閉じた日', en: 'Archived on' })) }),
  allow: editors,
  refusals: { SlugTaken: { ...refusals.SlugTaken, field: 'code' } },
  async run(ctx, input): Promise<Outcome<{ site: string; path: string }, 'SlugTaken' | 'Conflict' | 'NotFound'>> {
    if (input.code === 'city') return refuse('NotFound');
    const path = `/gakko/${input.code}/`;
    const before = await ctx.db.selectFrom('website.sites').select('version').where('code', '=', input.code).forUpdate().executeTakeFirst();
    if ((before?.version ?? null) !== input.version) return refuse('Conflict');
    if (before) await ctx.db.updateTable('website.sites').set({ name: input.name, archived_on: input.archivedOn, version: before.version + 1 }).where('code', '=', input.code).execute();
    else {
      if (await ctx.db.selectFrom('website.addresses').select('path').where('path', '=', path).executeTakeFirst()) return refuse('SlugTaken');
      await ctx.db.insertInto('website.sites').values({ code: input.code, kind: 'school', name: input.name, path, archived_on: input.archivedOn }).execute();
    }
    ctx.audit({ subject: `site:${input.code}` });
    return done({ site: input.code, path });
  },
});

/** Beginnings of addresses that are not the site's to give: languages, the office, programs, files, numbers. */
const reserved = new Set(['gakko', 'en', 'staff', 'api', 'assets', 'files', 'p', 'c', 'my']);

export const saveSection = command({
  name: 'website.saveSection',
  title: { ja: 'フォルダーを作る・直す', en: 'Save a folder' },
  input: z.object({
    section: optional(idField(labels.section)), version: versionIfAny, site: withDefault(codeField({ ja: 'サイト', en: 'Site' }, 32), 'city'), parent: optional(idField({ ja: '上のフォルダー', en: 'Folder above' })), slug: slugField, name: textField({ ja: '名前', en: 'Name' }, { max: 40 }), nameEn: words({ ja: '英語の名前', en: 'Name in English' }, 60),
    lead: words({ ja: '説明', en: 'Lead' }, 200), department: idField(labels.department), ordinal: withDefault(intField({ ja: '並び順', en: 'Order' }, { min: 0, max: 9999 }), 100), door: withDefault(boolField({ ja: 'トップに出す', en: 'Door on the first page' }), false), icon: words({ ja: '印', en: 'Icon' }, 20),
  }),
  allow: editors,
  refusals: { SlugTaken: refusals.SlugTaken, Reserved: refusals.Reserved, UnknownOffice: refusals.UnknownOffice, Circle: refusals.Circle },
  async run(ctx, input): Promise<Outcome<{ section: string; path: string }, 'SlugTaken' | 'Reserved' | 'UnknownOffice' | 'Circle' | 'NotFound' | 'Conflict'>> {
    if (input.parent === null && reserved.has(input.slug)) return refuse('Reserved', { slug: input.slug });
    if ((await officeCode(ctx.db, input.department)) === null) return refuse('UnknownOffice');
    const site = await ctx.db.selectFrom('website.sites').select('path').where('code', '=', input.site).executeTakeFirst();
    if (!site) return refuse('NotFound');
    const parent = input.parent === null ? null : ((await ctx.db.selectFrom('website.sections').select(['id', 'path', 'site_code', 'closed_at']).where('id', '=', input.parent).forShare().executeTakeFirst()) ?? 'none');
    if (parent === 'none' || (parent && (parent.closed_at !== null || parent.site_code !== input.site))) return refuse('NotFound');
    const path = `${parent ? parent.path : site.path}${input.slug}/`;
    const facts = { site_code: input.site, parent_id: parent?.id ?? null, slug: input.slug, name: input.name, name_en: input.nameEn, lead: input.lead, path, department_id: input.department, ordinal: input.ordinal, door: input.door, icon: input.icon };
    if (input.section === null) {
      const id = ctx.newId();
      await ctx.db.insertInto('website.sections').values({ id, ...facts }).execute();
      if (!(await takeAddress(ctx, path, { section: id }))) return refuse('SlugTaken');
      ctx.audit({ subject: `section:${id}`, path });
      return done({ section: id, path });
    }
    const before = await ctx.db.selectFrom('website.sections').select(['path', 'version']).where('id', '=', input.section).forUpdate().executeTakeFirst();
    if (!before) return refuse('NotFound');
    if (before.version !== input.version) return refuse('Conflict');
    if (parent && (parent.id === input.section || parent.path.startsWith(before.path))) return refuse('Circle');
    await ctx.db.updateTable('website.sections').set({ ...facts, version: before.version + 1 }).where('id', '=', input.section).execute();
    if (path !== before.path && (!(await takeAddress(ctx, path, { section: input.section }, 'moved')) || !(await moveBelow(ctx, input.section, path)))) return refuse('SlugTaken');
    ctx.audit({ subject: `section:${input.section}`, path });
    return done({ section: input.section, path });
  },
});

export const closeSection = command({
  name: 'website.closeSection',
  title: { ja: 'フォルダーを閉じる', en: 'Close a folder' },
  input: z.object({ section: idField(labels.section), version: versionField }),
  allow: editors,
  refusals: { StillUsed: refusals.StillUsed },
  async run(ctx, input): Promise<Outcome<{ section: string }, 'StillUsed' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('website.sections').select(['version', 'closed_at']).where('id', '=', input.section).forUpdate().executeTakeFirst();
    if (!row || row.closed_at !== null) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    const pages = await ctx.db.selectFrom('website.pages').select('id').where('section_id', '=', input.section).where('state', '=', 'public').execute();
    const below = await ctx.db.selectFrom('website.sections').select('id').where('parent_id', '=', input.section).where('closed_at', 'is', null).execute();
    if (pages.length + below.length > 0) return refuse('StillUsed', { count: pages.length + below.length });
    await ctx.db.updateTable('website.sections').set({ closed_at: ctx.now, version: row.version + 1 }).where('id', '=', input.section).execute();
    ctx.audit({ subject: `section:${input.section}` });
    return done({ section: input.section });
  },
});

export const saveCategory = command({
  name: 'website.saveCategory',
  title: { ja: '分類を作る・直す', en: 'Save a category' },
  input: z.object({ code: textField({ ja: '記号', en: 'Code' }, { max: 32, numbers: true, pattern: { test: /^[a-z][a-z0-9-]{0,31}$/, say: { ja: '「記号」は、半角の英小文字で始め、英小文字・数字・ハイフンで入力してください。', en: 'Please use lower-case letters, digits and hyphens.' } } }), version: versionIfAny, facet: choiceField({ ja: '見方', en: 'Facet' }, ['purpose', 'life', 'audience'] as const), name: textField({ ja: '名前', en: 'Name' }, { max: 30 }), nameEn: textField({ ja: '英語の名前', en: 'Name in English' }, { max: 40 }), icon: words({ ja: '印', en: 'Icon' }, 20), ordinal: withDefault(intField({ ja: '並び順', en: 'Order' }, { min: 0, max: 9999 }), 100), closed: withDefault(boolField({ ja: '使わない', en: 'Closed' }), false) }),
  allow: editors,
  async run(ctx, input) {
    const before = await ctx.db.selectFrom('website.categories').select('version').where('code', '=', input.code).forUpdate().executeTakeFirst();
    if ((before?.version ?? null) !== input.version) return refuse('Conflict');
    const facts = { facet: input.facet, name: input.name, name_en: input.nameEn, icon: input.icon, ordinal: input.ordinal, closed: input.closed };
    if (before) await ctx.db.updateTable('website.categories').set({ ...facts, version: before.version + 1 }).where('code', '=', input.code).execute();
    else if (!(await ctx.db.insertInto('website.categories').values({ code: input.code, ...facts }).onConflict((conflict) => conflict.column('code').doNothing()).returning('code').executeTakeFirst())) return refuse('Conflict');
    ctx.audit({ subject: `category:${input.code}` });
    return done({ category: input.code });
  },
});

export const saveContact = command({
  name: 'website.saveContact',
  title: { ja: '問い合わせ先を直す', en: 'Save a contact' },
  input: z.object({ department: idField(labels.department), phone: phoneField({ ja: '電話番号', en: 'Telephone' }), place: words({ ja: '場所', en: 'Place' }, 120), hours: words({ ja: '受付時間', en: 'Hours' }, 120), mail: words({ ja: '課のメールアドレス', en: 'Office e-mail' }, 254) }),
  allow: editors,
  refusals: { UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ department: string }, 'UnknownOffice'>> {
    if ((await officeCode(ctx.db, input.department)) === null) return refuse('UnknownOffice');
    const facts = { phone: input.phone, place: input.place, hours: input.hours, mail: input.mail };
    await ctx.db.insertInto('website.contacts').values({ department_id: input.department, ...facts }).onConflict((conflict) => conflict.column('department_id').doUpdateSet((eb) => ({ ...facts, version: eb('website.contacts.version', '+', 1) }))).execute();
    ctx.audit({ subject: `contact:${input.department}` });
    return done({ department: input.department });
  },
});

/** 転送: an address of an old site, or a short one on a poster, that leads to a page or away. Never taken back. */
export const addRedirect = command({
  name: 'website.addRedirect',
  title: { ja: '転送を加える', en: 'Add a redirect' },
  input: z.object({ from: textField({ ja: '元のアドレス', en: 'From' }, { max: 300, numbers: true, pattern: { test: /^\/[^\s?#]*$/, say: { ja: '「元のアドレス」は / で始めてください（例：/old/gomi.html）。', en: 'Please begin with /.' } } }), to: textField({ ja: '行き先', en: 'To' }, { max: 500, numbers: true, pattern: { test: /^(\/(?!\/)|https:\/\/)\S*$/, say: { ja: '「行き先」は / か https:// で始めてください。ページなら /p/番号 でも書けます。', en: 'Please begin with / or https://.' } } }), reason: withDefault(choiceField({ ja: 'わけ', en: 'Reason' }, ['redirect', 'migration'] as const), 'redirect') }),
  allow: editors,
  refusals: { SlugTaken: { ...refusals.SlugTaken, field: 'from' } },
  async run(ctx, input): Promise<Outcome<{ from: string }, 'SlugTaken' | 'NotFound'>> {
    const number = /^\/p\/0*(\d{1,7})$/.exec(input.to)?.[1];
    const named = number === undefined ? await ctx.db.selectFrom('website.addresses').select(['page_id', 'section_id', 'to_address']).where('path', '=', input.to).executeTakeFirst() : await ctx.db.selectFrom('website.pages').select('id as page_id').where('page_no', '=', Number(number)).executeTakeFirst();
    if (number !== undefined && !named) return refuse('NotFound');
    // What leads to a page leads to the page wherever it goes, in one step.
    const target = named?.page_id ? { page_id: named.page_id } : named && 'section_id' in named && named.section_id ? { section_id: named.section_id } : { to_address: named && 'to_address' in named && named.to_address ? named.to_address : input.to };
    const made = await ctx.db.insertInto('website.addresses').values({ path: input.from, ...target, reason: input.reason, made_by: whoOf(ctx), made_at: ctx.now }).onConflict((conflict) => conflict.column('path').doNothing()).returning('path').executeTakeFirst();
    if (!made) return refuse('SlugTaken');
    ctx.audit({ subject: `address:${input.from}` });
    return done({ from: input.from });
  },
});

const wordInput = { kind: choiceField({ ja: '辞書', en: 'Dictionary' }, ['short_link', 'unfavourable', 'plain', 'reading', 'synonym', 'easy', 'basic'] as const), word: textField({ ja: '言葉', en: 'Word' }, { max: 60, numbers: true }) };

export const saveWord = command({
  name: 'website.saveWord',
  title: { ja: '辞書に言葉を入れる', en: 'Add a word' },
  input: z.object({ ...wordInput, becomes: words({ ja: '言いかえ', en: 'Becomes' }, 60) }),
  allow: editors,
  refusals: { BecomesNeeded: refusals.BecomesNeeded },
  async run(ctx, input): Promise<Outcome<{ word: string }, 'BecomesNeeded'>> {
    // One press would put nothing in the place of a hard word.
    if (input.kind === 'easy' && input.becomes === '') return refuse('BecomesNeeded');
    await ctx.db.deleteFrom('website.words').where('kind', '=', input.kind).where('word', '=', input.word).execute();
    await ctx.db.insertInto('website.words').values({ kind: input.kind, word: input.word, becomes: input.becomes }).execute();
    ctx.audit({ subject: `word:${input.kind}` });
    return done({ word: input.word });
  },
});

export const removeWord = command({
  name: 'website.removeWord',
  title: { ja: '辞書から言葉を外す', en: 'Remove a word' },
  input: z.object(wordInput),
  allow: editors,
  async run(ctx, input) {
    const gone = await ctx.db.deleteFrom('website.words').where('kind', '=', input.kind).where('word', '=', input.word).returning('word').executeTakeFirst();
    ctx.audit({ subject: `word:${input.kind}` });
    return gone ? done({ word: input.word }) : refuse('NotFound');
  },
});
