/** ファイル基準表・簿冊・箱・事情・廃棄リスト, and the register of folders that anybody may search. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { choiceField, idField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { query } from '../acts.ts';
import { folderField, labels, yearField } from '../commands/fields.ts';
import { standingOf } from '../disposing.ts';
import { folderStates } from '../messages/words.ts';
import { type Asked, officeCalled, ownOffices, worksIn } from '../office.ts';
import { diffPlans, type PlanEntry } from '../rules/plan.ts';
import { PER_PAGE, readers } from './register.ts';

const planField = idField(labels.plan);

/** What forms choose from: own offices, all offices, retentions. */
export const choices = query({
  name: 'documents.choices', title: { ja: '選択肢', en: 'Choices' }, input: z.object({}), allow: [...readers, staff('documents.approvePlan'), staff('documents.seal'), staff('documents.dispose')],
  async run(ctx) {
    const departments = await ctx.db.selectFrom('kernel.departments as d').leftJoin('documents.offices as o', 'o.department_id', 'd.id').select(['d.id', 'd.code', 'd.name', 'o.symbol']).where((eb) => eb.or([eb('d.valid_to', 'is', null), eb('d.valid_to', '>', ctx.today)])).orderBy('d.code').execute();
    const retentions = await ctx.db.selectFrom('documents.retentions').select(['code', 'name']).orderBy('ordinal').execute();
    const seals = await ctx.db.selectFrom('documents.seals').select(['id', 'name']).where('retired_on', 'is', null).orderBy('name').execute();
    return { own: await ownOffices(ctx), departments, retentions, seals };
  },
});

async function entriesOf(ctx: Asked, plan: string) {
  return ctx.db.selectFrom('documents.entries as e').innerJoin('documents.retentions as r', 'r.code', 'e.retention_code').selectAll('e').select('r.name as retention').where('e.plan_id', '=', plan).orderBy('e.code').execute();
}
type EntryRow = Awaited<ReturnType<typeof entriesOf>>[number];
const asEntry = (row: EntryRow): PlanEntry => ({ code: row.code, large: row.large, medium: row.medium, small: row.small, title: row.title, retention: row.retention, confidentiality: row.confidentiality, disclosure: row.disclosure, expiryAction: row.expiry_action, carrier: row.carrier, continuous: row.continuous });

export const plans = query({
  name: 'documents.plans', title: { ja: 'ファイル基準表の一覧', en: 'File plans' }, input: z.object({}), allow: [...readers, staff('documents.approvePlan')],
  run: (ctx) => ctx.db.selectFrom('documents.plans as p').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['p.id', 'p.fiscal_year', 'p.state', 'd.name as office', 'd.code', (eb) => eb.selectFrom('documents.entries as e').whereRef('e.plan_id', '=', 'p.id').select((inner) => inner.fn.countAll<number>().as('count')).as('entries')]).orderBy('p.fiscal_year', 'desc').orderBy('d.code').execute(),
});

export const plan = query({
  name: 'documents.plan', title: { ja: 'ファイル基準表', en: 'A file plan' }, input: z.object({ plan: planField }), allow: [...readers, staff('documents.approvePlan')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.plans as p').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').leftJoin('documents.plans as b', 'b.id', 'p.copied_from').selectAll('p').select(['d.name as office', 'd.code as office_code', 'b.fiscal_year as before_year']).where('p.id', '=', input.plan).executeTakeFirst();
    if (!row) return null;
    const entries = await entriesOf(ctx, row.id);
    const diff = row.copied_from === null ? null : diffPlans((await entriesOf(ctx, row.copied_from)).map(asEntry), entries.map(asEntry));
    return { id: row.id, office: row.office, fiscalYear: row.fiscal_year, state: row.state, version: row.version, beforeYear: row.before_year, openedOn: row.opened_on, mine: worksIn(ctx, { code: row.office_code }) || ctx.may('documents.records'), entries, diff };
  },
});

/** The classes of approved plans in which an office may draft or file in a year. */
export const classes = query({
  name: 'documents.classes', title: { ja: '分類', en: 'Classes' }, input: z.object({ department: idField(labels.department) }), allow: readers,
  run: (ctx, input) => ctx.db.selectFrom('documents.entries as e').innerJoin('documents.plans as p', 'p.id', 'e.plan_id').innerJoin('documents.retentions as r', 'r.code', 'e.retention_code').select(['e.id', 'e.code', 'e.title', 'p.fiscal_year', 'r.name as retention', 'r.code as retention_code']).where('p.department_id', '=', input.department).where('p.state', '=', 'approved').orderBy('p.fiscal_year', 'desc').orderBy('e.code').limit(1000).execute(),
});

export const folderSearch = { q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), office: optional(idField(labels.department)), year: optional(yearField), state: optional(choiceField({ ja: '状態', en: 'State' }, folderStates)), expired: optional(choiceField({ ja: '満了', en: 'Expired' }, ['yes'] as const)), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) };

export const folders = query({
  name: 'documents.folders', title: { ja: '簿冊の一覧', en: 'Folders' }, input: z.object(folderSearch), allow: readers,
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('documents.folders as f').innerJoin('kernel.departments as o', 'o.id', 'f.department_id').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').leftJoin('documents.boxes as b', 'b.id', 'f.box_id');
    const grams = bigrams(input.q);
    if (grams.length > 0) rows = rows.where(sql<boolean>`f.grams @> ${grams}::text[]`);
    if (input.office !== null) rows = rows.where('f.department_id', '=', input.office);
    if (input.year !== null) rows = rows.where('f.fiscal_year', '=', input.year);
    if (input.state !== null) rows = rows.where('f.state', '=', input.state);
    if (input.expired !== null) rows = rows.where('f.state', '=', 'closed').where('f.expires_on', '<', ctx.today);
    const total = (await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    const found = await rows.select(['f.id', 'f.code', 'f.title', 'f.large', 'f.medium', 'f.small', 'f.fiscal_year', 'f.continuous', 'f.state', 'f.expires_on', 'f.carrier', 'o.name as office', 'r.name as retention', 'b.code as box', 'b.storehouse', 'b.shelf']).orderBy('f.fiscal_year', 'desc').orderBy('o.code').orderBy('f.code').orderBy('f.id').offset((input.page - 1) * PER_PAGE).limit(PER_PAGE).execute();
    return { rows: found, total, page: input.page, pages: Math.max(1, Math.ceil(total / PER_PAGE)) };
  },
});

export const folder = query({
  name: 'documents.folder', title: { ja: '簿冊', en: 'A folder' }, input: z.object({ folder: folderField }), allow: readers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.folders as f').innerJoin('kernel.departments as o', 'o.id', 'f.department_id').innerJoin('kernel.departments as m', 'm.id', 'f.made_by_id').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').leftJoin('documents.boxes as b', 'b.id', 'f.box_id').selectAll('f').select(['o.name as office', 'm.name as made_by', 'r.name as retention', 'r.starts', 'b.code as box', 'b.storehouse', 'b.shelf']).where('f.id', '=', input.folder).executeTakeFirst();
    if (!row) return null;
    const office = await officeCalled(ctx.db, row.department_id);
    const [holds, moves, standing, disposal] = await Promise.all([
      ctx.db.selectFrom('documents.holds').select(['id', 'ground', 'basis', 'from_on', 'until_on', 'lifted_on', 'lift_reason', 'request_id']).where('folder_id', '=', row.id).orderBy('from_on').execute(),
      ctx.db.selectFrom('documents.folder_moves as v').innerJoin('kernel.departments as a', 'a.id', 'v.from_id').innerJoin('kernel.departments as b', 'b.id', 'v.to_id').select(['v.moved_on', 'v.reason', 'a.name as from', 'b.name as to']).where('v.folder_id', '=', row.id).orderBy('v.moved_on').execute(),
      standingOf(ctx.db, [row.id], ctx.today),
      ctx.db.selectFrom('documents.disposal_items as i').innerJoin('documents.disposals as p', 'p.id', 'i.disposal_id').select(['p.id', 'p.title', 'p.state', 'i.fate']).where('i.folder_id', '=', row.id).orderBy('p.made_on', 'desc').executeTakeFirst(),
    ]);
    const { grams: _, ...facts } = row;
    return { ...facts, mine: office !== null && worksIn(ctx, office), holds, moves, fate: standing[0]?.fate ?? null, disposal: disposal ?? null };
  },
});

/** The open folders into which a document of an office and year may go. */
export const openFolders = query({
  name: 'documents.openFolders', title: { ja: '使用中の簿冊', en: 'Folders in use' }, input: z.object({ department: idField(labels.department), fiscalYear: yearField }), allow: readers,
  run: (ctx, input) => ctx.db.selectFrom('documents.folders as f').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.title', 'f.entry_id', 'r.name as retention']).where('f.department_id', '=', input.department).where('f.state', '=', 'active').where((eb) => eb.or([eb('f.continuous', '=', true), eb('f.fiscal_year', '=', input.fiscalYear)])).orderBy('f.code').execute(),
});

export const boxes = query({
  name: 'documents.boxes', title: { ja: '書庫の箱', en: 'Boxes' }, input: z.object({}), allow: readers,
  run: (ctx) => ctx.db.selectFrom('documents.boxes as b').select(['b.id', 'b.code', 'b.storehouse', 'b.shelf', (eb) => eb.selectFrom('documents.folders as f').whereRef('f.box_id', '=', 'b.id').select((inner) => inner.fn.countAll<number>().as('count')).as('folders')]).orderBy('b.code').execute(),
});

/** A box with every folder in it, for its label. */
export const boxContent = query({
  name: 'documents.boxContent', title: { ja: '箱の中の簿冊', en: 'What is in a box' }, input: z.object({ box: idField({ ja: '箱', en: 'Box' }) }), allow: [staff('documents.records')],
  async run(ctx, input) {
    const box = await ctx.db.selectFrom('documents.boxes').select(['id', 'code', 'storehouse', 'shelf']).where('id', '=', input.box).executeTakeFirst();
    if (!box) return null;
    const inside = await ctx.db.selectFrom('documents.folders as f').innerJoin('kernel.departments as o', 'o.id', 'f.department_id').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.title', 'f.fiscal_year', 'f.expires_on', 'o.name as office', 'r.name as retention']).where('f.box_id', '=', box.id).orderBy('f.fiscal_year').orderBy('f.code').limit(500).execute();
    return { ...box, folders: inside };
  },
});

const disposers = [...readers, staff('documents.dispose')];

export const disposals = query({
  name: 'documents.disposals', title: { ja: '廃棄リストの一覧', en: 'Disposal lists' }, input: z.object({}), allow: disposers,
  run: (ctx) => ctx.db.selectFrom('documents.disposals as p').innerJoin('kernel.departments as o', 'o.id', 'p.department_id').select(['p.id', 'p.title', 'p.made_on', 'p.state', 'o.name as office', (eb) => eb.selectFrom('documents.disposal_items as i').whereRef('i.disposal_id', '=', 'p.id').select((inner) => inner.fn.countAll<number>().as('count')).as('folders')]).orderBy('p.made_on', 'desc').orderBy('p.id', 'desc').limit(200).execute(),
});

export const disposal = query({
  name: 'documents.disposal', title: { ja: '廃棄リスト', en: 'A disposal list' }, input: z.object({ disposal: idField(labels.disposal) }), allow: disposers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.disposals as p').innerJoin('kernel.departments as o', 'o.id', 'p.department_id').innerJoin('kernel.staff as s', 's.id', 'p.drafted_by').selectAll('p').select(['o.name as office', 'o.code', 's.name as drafter']).where('p.id', '=', input.disposal).executeTakeFirst();
    if (!row) return null;
    const items = await ctx.db.selectFrom('documents.disposal_items as i').innerJoin('documents.folders as f', 'f.id', 'i.folder_id').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.title', 'f.fiscal_year', 'f.expires_on', 'f.state', 'i.fate', 'i.reason', 'i.extended_until', 'r.name as retention', (eb) => eb.selectFrom('documents.documents as d').whereRef('d.folder_id', '=', 'f.id').select((inner) => inner.fn.countAll<number>().as('count')).as('documents')]).where('i.disposal_id', '=', row.id).orderBy('f.code').orderBy('f.fiscal_year').orderBy('f.id').execute();
    const certificate = await ctx.db.selectFrom('documents.certificates').select(['body', 'hash', 'made_at']).where('disposal_id', '=', row.id).executeTakeFirst();
    const { code, ...facts } = row;
    return { ...facts, mine: worksIn(ctx, { code }) || ctx.may('documents.records'), items, certificate: certificate ?? null };
  },
});

/** ファイル管理簿 for everybody: folders, never what is in them. */
export const publicRegister = query({
  name: 'documents.publicRegister', title: { ja: 'ファイル管理簿をさがす', en: 'Search the file register' }, input: z.object({ q: folderSearch.q, year: folderSearch.year, page: folderSearch.page }), allow: [anyone('公文書の目録は、だれでも見られます')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('documents.public_register as p');
    // The view shows blacked-out titles, so they are what is searched: nobody finds a folder by a name it hides.
    for (const word of input.q.split(/[\s　]+/u).filter((one) => one !== '').slice(0, 5)) rows = rows.where(sql<boolean>`position(lower(normalize(${word}::text, NFKC)) in lower(normalize(concat_ws(' ', p.title, p.large, p.medium, p.small, p.office, p.made_by, p.fiscal_year), NFKC))) > 0`);
    if (input.year !== null) rows = rows.where('p.fiscal_year', '=', input.year);
    const total = (await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    const found = await rows.selectAll().orderBy('p.fiscal_year', 'desc').orderBy('p.office').orderBy('p.code').orderBy('p.id').offset((input.page - 1) * PER_PAGE).limit(PER_PAGE).execute();
    return { rows: found, total, page: input.page, pages: Math.max(1, Math.ceil(total / PER_PAGE)) };
  },
});

/** 統計 of a fiscal year, by office. */
export const statistics = query({
  name: 'documents.statistics', title: { ja: '文書の統計', en: 'Statistics' }, input: z.object({ year: yearField }), allow: [staff('documents.records')],
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.number_department_id').select(['o.name as office', sql<number>`count(*) filter (where d.kind = 'incoming' and d.state <> 'void')::int`.as('incoming'), sql<number>`count(*) filter (where d.kind = 'draft')::int`.as('drafts'), sql<number>`count(*) filter (where d.decided_on is not null)::int`.as('decided'), sql<number>`count(*) filter (where d.state = 'void')::int`.as('voided'), sql<number>`count(*) filter (where d.state in ('open', 'drafting', 'in_route', 'decided', 'closed'))::int`.as('unfiled')]).where('d.fiscal_year', '=', input.year).groupBy(['o.code', 'o.name']).orderBy('o.code').execute();
    const kept = await ctx.db.selectFrom('documents.folders').select(['state', (eb) => eb.fn.countAll<number>().as('count')]).groupBy('state').orderBy('state').execute();
    const requests = await ctx.db.selectFrom('documents.requests').select([sql<string>`coalesce(decision, state)`.as('outcome'), (eb) => eb.fn.countAll<number>().as('count')]).where('fiscal_year', '=', input.year).groupBy(sql`coalesce(decision, state)`).orderBy('outcome').execute();
    return { year: input.year, rows, folders: kept, requests };
  },
});
