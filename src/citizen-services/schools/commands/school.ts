/** 学校: a site with its folders, and the office whose people write it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, idField, intField, optional, phoneField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { saveCategory, saveSection, saveSite } from '../../website/index.ts';
import { command } from '../acts.ts';
import { type Ctx, reading } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { CATEGORY, folderKinds, folderWords, schoolKinds } from '../messages/words.ts';
import { areaField, schoolField, versionField, words } from './fields.ts';

/** Words of addresses below /schools and /staff/schools. */
const reserved = new Set(['city', 'new', 'menus', 'closure', 'post', 'mail', 'allergens']);

async function makeFolders(ctx: Ctx, school: string, department: string): Promise<'SlugTaken' | null> {
  // Somebody made it before: then it stands.
  await ctx.call(saveCategory, { ...CATEGORY, facet: 'audience', ordinal: 90 });
  for (const kind of folderKinds) {
    const { ja, en, slug, ordinal } = folderWords[kind];
    const made = await ctx.call(saveSection, { site: school, slug, name: ja, nameEn: en, department, ordinal });
    if (!made.ok) return 'SlugTaken';
    await ctx.db.insertInto('schools.folders').values({ school_code: school, kind, section_id: made.value.section, path: made.value.path }).execute();
  }
  return null;
}

export const saveSchool = command({
  name: 'schools.saveSchool',
  title: { ja: '学校を加える・直す', en: 'Save a school' },
  input: z.object({
    school: schoolField, version: optional(versionField), name: textField({ ja: '名前', en: 'Name' }, { max: 60 }), nameEn: textField({ ja: '英語の名前', en: 'Name in English' }, { max: 80 }), kind: choiceField({ ja: '種類', en: 'Kind' }, schoolKinds), department: idField({ ja: '所属', en: 'Office' }),
    area: areaField, address: words({ ja: '所在地', en: 'Address' }, 120), phone: optional(phoneField({ ja: '電話', en: 'Phone' })), ordinal: withDefault(intField({ ja: '並び順', en: 'Order' }, { min: 0, max: 9999 }), 100),
  }),
  allow: [staff('schools.board')],
  refusals: { CodeTaken: refusals.CodeTaken, DepartmentTaken: refusals.DepartmentTaken, UnknownOffice: refusals.UnknownOffice, NeedsEditor: refusals.NeedsEditor, Archived: refusals.Archived },
  async run(ctx, input): Promise<Outcome<{ school: string }, 'CodeTaken' | 'DepartmentTaken' | 'UnknownOffice' | 'NeedsEditor' | 'Archived' | 'NotFound' | 'Conflict'>> {
    if (!ctx.may('website.edit')) return refuse('NeedsEditor');
    if (!(await reading(ctx.db).selectFrom('kernel.departments').select('code').where('id', '=', input.department).executeTakeFirst())) return refuse('UnknownOffice');
    const facts = { name: input.name, name_en: input.nameEn, kind: input.kind, department_id: input.department, area: input.area, address: input.address, phone: input.phone ?? '', ordinal: input.ordinal };
    const before = await ctx.db.selectFrom('schools.schools').selectAll().where('code', '=', input.school).forUpdate().executeTakeFirst();
    ctx.audit({ subject: `school:${input.school}` });
    if (before) {
      if (before.state === 'archived') return refuse('Archived');
      if (before.version !== input.version) return refuse('Conflict');
      if (before.name !== input.name) {
        const site = await ctx.call(saveSite, { code: input.school, version: before.site_version, name: input.name });
        if (!site.ok) return refuse('Conflict');
      }
      await ctx.db.updateTable('schools.schools').set({ ...facts, site_version: before.site_version + (before.name === input.name ? 0 : 1), version: before.version + 1 }).where('code', '=', input.school).execute();
      return done({ school: input.school });
    }
    if (input.version !== null) return refuse('NotFound');
    const site = reserved.has(input.school) ? null : await ctx.call(saveSite, { code: input.school, name: input.name });
    if (!site?.ok) return refuse('CodeTaken');
    await ctx.db.insertInto('schools.schools').values({ code: input.school, ...facts, site_version: 1 }).execute();
    return (await makeFolders(ctx, input.school, input.department)) === null ? done({ school: input.school }) : refuse('CodeTaken');
  },
});

/** 閉校・統合: the site stays at its addresses and says so; nothing is written any more. */
export const archiveSchool = command({
  name: 'schools.archiveSchool',
  title: { ja: '学校を閉じる（統合）', en: 'Close or merge a school' },
  input: z.object({ school: schoolField, version: versionField, on: dateField({ ja: '閉校の日', en: 'Closed on' }), mergedInto: optional(schoolField) }),
  allow: [staff('schools.board')],
  refusals: { UnknownSchool: refusals.UnknownSchool, NeedsEditor: refusals.NeedsEditor, Archived: refusals.Archived },
  async run(ctx, input): Promise<Outcome<{ school: string }, 'UnknownSchool' | 'NeedsEditor' | 'Archived' | 'NotFound' | 'Conflict'>> {
    if (!ctx.may('website.edit')) return refuse('NeedsEditor');
    const row = await ctx.db.selectFrom('schools.schools').selectAll().where('code', '=', input.school).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state === 'archived') return refuse('Archived');
    if (row.version !== input.version) return refuse('Conflict');
    if (input.mergedInto !== null) {
      const into = input.mergedInto === input.school ? undefined : await ctx.db.selectFrom('schools.schools').select('state').where('code', '=', input.mergedInto).executeTakeFirst();
      if (into?.state !== 'open') return refuse('UnknownSchool');
    }
    const site = await ctx.call(saveSite, { code: input.school, version: row.site_version, name: row.name, archivedOn: input.on.toString() });
    if (!site.ok) return refuse('Conflict');
    await ctx.db.updateTable('schools.schools').set({ state: 'archived', archived_on: input.on, merged_into: input.mergedInto, site_version: row.site_version + 1, version: row.version + 1 }).where('code', '=', input.school).execute();
    // Nobody posts here again: the names are not needed any more.
    await ctx.db.deleteFrom('schools.name_marks').where('school_code', '=', input.school).execute();
    // And nobody's mail: parents choose their new school themselves. An address that is left without a school is not kept.
    await ctx.db.deleteFrom('schools.mail_schools').where('school_code', '=', input.school).execute();
    await ctx.db.deleteFrom('schools.mail_addresses as a').where((eb) => eb.not(eb.exists(eb.selectFrom('schools.mail_schools as s').select('s.mail_id').whereRef('s.mail_id', '=', 'a.id')))).execute();
    ctx.audit({ subject: `school:${input.school}`, mergedInto: input.mergedInto ?? '' });
    return done({ school: input.school });
  },
});
