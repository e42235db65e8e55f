/**
 * 様式・ファイル: given a name, put into pages, replaced. A replacement is a change of every page that shows the file, and is decided as
 * one: each page gets its next edition, sent together, and shows the new version when that edition is approved. README says why.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fileRefusals } from '../../../kernel/files/files.ts';
import { idField, intField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { findingKey, findingsOf } from '../around.ts';
import { draftOf } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import { isFileBlock, newestVersions } from '../naming.ts';
import type { Draft } from '../rules/texts.ts';
import { type Ctx, mayWrite, nameOf, officeCode, whoOf } from '../site.ts';
import { blockFor, contentField, nameFile, type Taken, takeIn } from '../taking.ts';
import { decideEdition, submitEdition } from './deciding.ts';
import { aboutOf, editionFor, keepDraft, mayEdit } from './editing.ts';
import { editionField, labels, slugField, versionField, words } from './fields.ts';
import { openEdition, pageFor, writers } from './pages.ts';

export const fileField = idField({ ja: '様式・ファイル', en: 'File' });
const authors = [staff('website.write'), staff('website.edit')];
const titleField = textField({ ja: 'ファイルの題', en: 'What it is' }, { max: 100 });
const upload = { name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), content: contentField };
const taking = { FileTooLarge: fileRefusals.FileTooLarge, HiddenInside: refusals.HiddenInside };

async function addVersion(ctx: Ctx, file: string, number: number, sha256: string, note: string): Promise<void> {
  await ctx.db.insertInto('website.named_file_versions').values({ file_id: file, number, sha256, note, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
  ctx.audit({ subject: `file:${file}`, number, file: sha256 });
}

async function addFileRow(ctx: Ctx, row: { readonly handle: string; readonly title: string; readonly department: string }, sha256: string): Promise<string> {
  const id = ctx.newId();
  await ctx.db.insertInto('website.named_files').values({ id, handle: row.handle, title: row.title, department_id: row.department, made_by: whoOf(ctx), made_at: ctx.now }).execute();
  await addVersion(ctx, id, 1, sha256, '');
  return id;
}

export const registerFile = command({
  name: 'website.registerFile',
  title: { ja: '様式・ファイルを登録する', en: 'Register a file' },
  input: z.object({ handle: slugField, title: titleField, department: idField(labels.department), ...upload }),
  allow: authors,
  secret: ['content'],
  refusals: { ...taking, HandleTaken: refusals.HandleTaken, UnknownOffice: refusals.UnknownOffice },
  prepare: (ctx, input) => takeIn(ctx.city, input.name, input.content),
  async run(ctx, input, taken): Promise<Outcome<{ file: string; removed: readonly string[] }, 'FileTooLarge' | 'HiddenInside' | 'HandleTaken' | 'UnknownOffice' | 'NotAllowed'>> {
    const office = await officeCode(ctx.db, input.department);
    if (office === null) return refuse('UnknownOffice');
    if (!mayWrite(ctx, office)) return refuse('NotAllowed');
    await nameFile(ctx, taken);
    return done({ file: await addFileRow(ctx, input, taken.stored.sha256), removed: taken.facts.removed });
  },
});

/** A file that stands on a page already gets a name; the page shows it by the name from its next edition on. */
export const nameBlock = command({
  name: 'website.nameBlock',
  title: { ja: 'ページのファイルに名前を付ける', en: 'Name a file of a page' },
  input: z.object({ edition: editionField, block: textField({ ja: '部品', en: 'Block' }, { max: 40, numbers: true }), handle: slugField, title: titleField }),
  allow: authors,
  refusals: { NotOpen: refusals.NotOpen, NoFileThere: refusals.NoFileThere, HandleTaken: refusals.HandleTaken },
  async run(ctx, input): Promise<Outcome<{ file: string; version: number }, 'NotOpen' | 'NoFileThere' | 'HandleTaken' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition) return refuse('NotFound');
    if (!mayWrite(ctx, edition.office)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const draft = draftOf(edition.row);
    const block = draft.blocks.find((one) => one.id === input.block);
    if (!block || !isFileBlock(block) || block.identity !== undefined || !(await ctx.db.selectFrom('website.files').select('sha256').where('sha256', '=', block.file).executeTakeFirst())) return refuse('NoFileThere');
    const file = await addFileRow(ctx, { handle: input.handle, title: input.title, department: edition.page.department_id }, block.file);
    return done({ file, version: await keepDraft(ctx, edition, { ...draft, blocks: draft.blocks.map((one) => (one.id === block.id ? { ...block, identity: file } : one)) }) });
  },
});

/** At the end of a page, in whichever version is the newest. */
export const insertFile = command({
  name: 'website.insertFile',
  title: { ja: '登録した様式・ファイルを入れる', en: 'Add a registered file' },
  input: z.object({ edition: editionField, file: fileField, words: words({ ja: '代わりの言葉・リンクの名前', en: 'Words for it' }, 300) }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ version: number; block: string }, 'NotOpen' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    const file = await ctx.db.selectFrom('website.named_files').select(['id', 'title']).where('id', '=', input.file).executeTakeFirst();
    const newest = (await newestVersions(ctx.db, [input.file])).get(input.file);
    if (!edition || !file || !newest) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const said = input.words === '' ? file.title : input.words;
    const [draft, id] = [draftOf(edition.row), ctx.newId()];
    const block: Draft['blocks'][number] = newest.picture
      ? { id, type: 'image', file: newest.sha256, name: newest.name, alt: said, decorative: false, caption: '', credit: '', width: 0, height: 0, bytes: 0, people: false, consent: 'none', positionRemoved: false, identity: file.id }
      : { id, type: 'file', file: newest.sha256, name: newest.name, label: said, bytes: 0, kind: 'other', hidden: [], identity: file.id };
    const version = await keepDraft(ctx, edition, { ...draft, blocks: [...draft.blocks, block] });
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, file: file.id });
    return done({ version, block: id });
  },
});

/** What became of a page when a file it shows was replaced. `waiting`: its open edition can take nothing just now; `elsewhere`: another office writes it. */
export interface CarriedPage {
  readonly page: string;
  readonly title: string;
  readonly edition: string | null;
  readonly state: 'submitted' | 'draft' | 'waiting' | 'elsewhere';
}

/** What an author said to the old edition holds for the new one, except of what was replaced. */
async function carryAnswers(ctx: Ctx, page: string, id: string): Promise<void> {
  const edition = await editionFor(ctx, id);
  const before = await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', page).where('state', '=', 'published').executeTakeFirst();
  if (!edition || !before) return;
  const old = new Map(draftOf(before).blocks.map((block) => [block.id, JSON.stringify(block)]));
  const draft = draftOf(edition.row);
  const same = new Set(draft.blocks.filter((block) => old.get(block.id) === JSON.stringify(block)).map((block) => block.id));
  const answers = new Map((await ctx.db.selectFrom('website.answers').select(['finding', 'reason']).where('edition_id', '=', before.id).execute()).map((row) => [row.finding, row.reason]));
  for (const finding of await findingsOf(ctx, aboutOf(edition), draft)) {
    const reason = answers.get(findingKey(finding));
    if (finding.severity !== 'confirm' || reason === undefined || (finding.block !== null && !same.has(finding.block))) continue;
    await ctx.db.insertInto('website.answers').values({ edition_id: id, finding: findingKey(finding), reason: `第${before.number}版のまま：${reason}`.slice(0, 200), made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
  }
}

interface Replaced {
  readonly file: string;
  readonly title: string;
  readonly number: number;
  readonly sha256: string;
}

async function tellAuthor(ctx: Ctx, to: string, page: string, title: string, it: Replaced): Promise<void> {
  if (to.startsWith('staff:') && to !== whoOf(ctx)) ctx.notify({ to: { staff: to.slice('staff:'.length) }, kind: 'website.fileReplaced', title: { ja: `「${it.title}」に新しい版があります`, en: `“${it.title}” has a new version` }, body: { ja: `「${title}」は前の版を見せています。差し替えの版を作ると、新しい版になります。`, en: `“${title}” still shows the former version.` }, href: `/staff/website/pages/${page}` });
}

/** Brings the newest version into every page that shows the file: into drafts as they stand, into public pages by an edition that is sent at once. */
async function carry(ctx: Ctx, it: Replaced): Promise<readonly CarriedPage[]> {
  const carried: CarriedPage[] = [];
  const joined = async (edition: string) => void (await ctx.db.insertInto('website.named_file_editions').values({ file_id: it.file, number: it.number, edition_id: edition }).onConflict((conflict) => conflict.doNothing()).execute());
  const open = await ctx.db.selectFrom('website.editions as e').innerJoin('website.pages as p', 'p.id', 'e.page_id').select(['e.id', 'e.page_id as page', 'e.title', 'e.state', 'e.blocks', 'e.saved_by as savedBy']).where('e.state', 'in', ['draft', 'submitted', 'scheduled'])
    .where((eb) => eb.or([sql<boolean>`e.blocks @> ${JSON.stringify([{ identity: it.file }])}::jsonb`, eb('e.page_id', 'in', eb.selectFrom('website.named_file_uses').select('page_id').where('file_id', '=', it.file).where('sha256', '<>', it.sha256))])).orderBy('e.page_id').execute();
  for (const one of open) {
    const blocks = draftOf({ ...emptyRow, blocks: one.blocks }).blocks.filter((block) => isFileBlock(block) && block.identity === it.file);
    if (blocks.length > 0 && blocks.every((block) => isFileBlock(block) && block.file === it.sha256)) continue;
    const edition = one.state === 'draft' && blocks.length > 0 ? await editionFor(ctx, one.id) : null;
    if (edition && mayWrite(ctx, edition.office)) {
      await keepDraft(ctx, edition, draftOf(edition.row));
      await joined(one.id);
      carried.push({ page: one.page, title: one.title, edition: one.id, state: 'draft' });
    } else {
      if (edition) await tellAuthor(ctx, one.savedBy, one.page, one.title, it);
      carried.push({ page: one.page, title: one.title, edition: one.id, state: edition ? 'elsewhere' : 'waiting' });
    }
  }
  const busy = new Set(open.map((one) => one.page));
  const behind = await ctx.db.selectFrom('website.named_file_uses as u').innerJoin('website.editions as e', (join) => join.onRef('e.page_id', '=', 'u.page_id').on('e.state', '=', 'published')).select(['u.page_id as page', 'e.title', 'e.saved_by as savedBy']).distinct().where('u.file_id', '=', it.file).where('u.sha256', '<>', it.sha256).orderBy('u.page_id').execute();
  for (const { page, title, savedBy } of behind.filter((one) => !busy.has(one.page))) {
    const locked = await pageFor(ctx, page, mayWrite);
    const opened = typeof locked === 'string' ? null : await openEdition(ctx, page, (draft) => draft, `「${it.title}」を第${it.number}版に差し替えました。`);
    if (opened === null) await tellAuthor(ctx, savedBy, page, title, it);
    if (opened === null || opened === 'OpenTaken') {
      carried.push({ page, title, edition: null, state: opened === null ? 'elsewhere' : 'waiting' });
      continue;
    }
    await carryAnswers(ctx, page, opened.edition);
    await joined(opened.edition);
    const sent = await ctx.call(submitEdition, { edition: opened.edition, version: 1 });
    carried.push({ page, title, edition: opened.edition, state: sent.ok ? 'submitted' : 'draft' });
  }
  return carried;
}
const emptyRow = { title: '', lead: '', kind: 'guide', lang: 'ja', contact: '', categories: [], review_on: null };

async function lockedFile(ctx: Ctx, id: string) {
  const file = await ctx.db.selectFrom('website.named_files').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!file) return 'NotFound' as const;
  return mayWrite(ctx, (await officeCode(ctx.db, file.department_id)) ?? '') ? file : ('NotAllowed' as const);
}

export const replaceFile = command({
  name: 'website.replaceFile',
  title: { ja: '様式・ファイルを新しい版に差し替える', en: 'Replace a file by a new version' },
  input: z.object({ file: fileField, version: versionField, ...upload, note: words({ ja: '変わったところ', en: 'What changed' }, 200) }),
  allow: authors,
  secret: ['content'],
  refusals: { ...taking, SameFile: refusals.SameFile, OtherKind: refusals.OtherKind },
  prepare: (ctx, input) => takeIn(ctx.city, input.name, input.content),
  async run(ctx, input, taken: Taken): Promise<Outcome<{ number: number; removed: readonly string[]; pages: readonly CarriedPage[] }, 'FileTooLarge' | 'HiddenInside' | 'SameFile' | 'OtherKind' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const file = await lockedFile(ctx, input.file);
    if (typeof file === 'string') return refuse(file);
    if (file.version !== input.version) return refuse('Conflict');
    const newest = (await newestVersions(ctx.db, [file.id])).get(file.id);
    if (!newest) return refuse('NotFound');
    if (newest.sha256 === taken.stored.sha256) return refuse('SameFile');
    if (newest.picture !== (blockFor(taken, 'new', '').type === 'image')) return refuse('OtherKind');
    await nameFile(ctx, taken);
    await addVersion(ctx, file.id, newest.number + 1, taken.stored.sha256, input.note);
    await ctx.db.updateTable('website.named_files').set({ version: file.version + 1 }).where('id', '=', file.id).execute();
    const pages = await carry(ctx, { file: file.id, title: file.title, number: newest.number + 1, sha256: taken.stored.sha256 });
    return done({ number: newest.number + 1, removed: taken.facts.removed, pages });
  },
});

/** For the pages that could not follow when the file was replaced, and can now. */
export const carryFile = command({
  name: 'website.carryFile',
  title: { ja: '前の版のままのページを新しい版に合わせる', en: 'Bring the newest version into the pages left behind' },
  input: z.object({ file: fileField }),
  allow: authors,
  async run(ctx, input): Promise<Outcome<{ pages: readonly CarriedPage[] }, 'NotFound' | 'NotAllowed'>> {
    const file = await lockedFile(ctx, input.file);
    if (typeof file === 'string') return refuse(file);
    const newest = (await newestVersions(ctx.db, [file.id])).get(file.id);
    if (!newest) return refuse('NotFound');
    ctx.audit({ subject: `file:${file.id}`, number: newest.number });
    return done({ pages: await carry(ctx, { file: file.id, title: file.title, number: newest.number, sha256: newest.sha256 }) });
  },
});

export const saveFile = command({
  name: 'website.saveFile',
  title: { ja: '様式・ファイルの題と担当を直す', en: 'Save a file' },
  input: z.object({ file: fileField, version: versionField, title: titleField, department: idField(labels.department) }),
  allow: authors,
  refusals: { UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ file: string }, 'UnknownOffice' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const file = await lockedFile(ctx, input.file);
    if (typeof file === 'string') return refuse(file);
    if (file.version !== input.version) return refuse('Conflict');
    if ((await officeCode(ctx.db, input.department)) === null) return refuse('UnknownOffice');
    await ctx.db.updateTable('website.named_files').set({ title: input.title, department_id: input.department, version: file.version + 1 }).where('id', '=', file.id).execute();
    ctx.audit({ subject: `file:${file.id}` });
    return done({ file: file.id });
  },
});

/** The editions of one replacement that wait for this approver, in one press; each is decided by the rules of its own page. */
export const approveReplacement = command({
  name: 'website.approveReplacement',
  title: { ja: '差替えをまとめて承認する', en: 'Approve a replacement' },
  input: z.object({ file: fileField, number: intField({ ja: '版', en: 'Version' }, { min: 1, max: 100_000 }) }),
  allow: [staff('website.approve')],
  async run(ctx, input): Promise<Outcome<{ approved: number; left: readonly { readonly edition: string; readonly title: string; readonly why: string }[] }, 'NotFound'>> {
    const rows = await ctx.db.selectFrom('website.named_file_editions as n').innerJoin('website.editions as e', 'e.id', 'n.edition_id').select(['e.id', 'e.title', 'e.version']).where('n.file_id', '=', input.file).where('n.number', '=', input.number).where('e.state', '=', 'submitted').orderBy('e.page_id').execute();
    if (rows.length === 0) return refuse('NotFound');
    const left: { readonly edition: string; readonly title: string; readonly why: string }[] = [];
    for (const row of rows) {
      const decided = await ctx.call(decideEdition, { edition: row.id, version: row.version, decision: 'approve', note: '' });
      if (!decided.ok) left.push({ edition: row.id, title: row.title, why: decided.refused });
    }
    ctx.audit({ subject: `file:${input.file}`, number: input.number, approved: rows.length - left.length });
    return done({ approved: rows.length - left.length, left });
  },
});
