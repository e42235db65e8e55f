/** 文書の登録簿: full-text search inside the permissions, filters, order, pages, CSV; one document with all that belongs to it. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyStaff, staff, officesOf } from '../../../kernel/actor.ts';
import { choiceField, dateField, idField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { query } from '../acts.ts';
import { alike } from '../commands/receive.ts';
import { documentField, labels, yearField } from '../commands/fields.ts';
import { documentStates, kinds } from '../messages/words.ts';
import { type Asked, knows, opens, ownOffices, worksIn } from '../office.ts';
import { writeNumber } from '../rules/number.ts';
import { findDocuments, MOST_FOUND } from './finding.ts';

export const readers = [staff('documents.work'), staff('documents.records'), staff('documents.disclosure'), staff('documents.archive')];
export const PER_PAGE = 50;
export const MOST_ROWS = 5000;
const MOST_COUNTED = 10_000;
/** So many hits of a word are counted and can be paged through; whoever has more needs another word. */
const MOST_LISTED = 2000;
export const registerSorts = ['newest', 'number', 'title', 'due'] as const;

export const registerSearch = {
  q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), kind: optional(choiceField({ ja: '種類', en: 'Kind' }, kinds)), state: optional(choiceField({ ja: '段階', en: 'State' }, documentStates)), office: optional(idField(labels.department)), year: optional(yearField),
  from: optional(dateField({ ja: 'この日から', en: 'From' })), to: optional(dateField({ ja: 'この日まで', en: 'To' })), folder: optional(idField(labels.folder)), late: optional(choiceField({ ja: '期限', en: 'Due' }, ['late', 'week'] as const)), sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, registerSorts), 'newest'),
};
const searchShape = z.object(registerSearch);
type Search = z.output<typeof searchShape>;

/** The conditions, and the documents that hold the words when words were asked for. */
interface Looked {
  readonly asked: Search;
  readonly ids: readonly string[] | null;
}

function matching(ctx: Asked, { asked, ids }: Looked) {
  let rows = ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.staff as s', 's.id', 'd.staff_id').where(knows(ctx.actor));
  if (ids !== null) rows = rows.where(sql<boolean>`d.id = any(${[...ids]}::uuid[])`);
  if (asked.kind !== null) rows = rows.where('d.kind', '=', asked.kind);
  if (asked.state !== null) rows = rows.where('d.state', '=', asked.state);
  if (asked.office !== null) rows = rows.where((eb) => eb.or([eb('d.department_id', '=', asked.office), eb('d.number_department_id', '=', asked.office)]));
  if (asked.year !== null) rows = rows.where('d.fiscal_year', '=', asked.year);
  if (asked.from !== null) rows = rows.where('d.registered_on', '>=', asked.from);
  if (asked.to !== null) rows = rows.where('d.registered_on', '<=', asked.to);
  if (asked.folder !== null) rows = rows.where('d.folder_id', '=', asked.folder);
  if (asked.late !== null) rows = rows.where('d.due_on', asked.late === 'late' ? '<' : '<=', asked.late === 'late' ? ctx.today : ctx.today.add({ days: 7 })).where('d.state', 'in', ['open', 'drafting', 'in_route', 'decided']);
  return rows;
}

/** A secret document shows strangers its number and nothing else. */
export const SECRET_TITLE = '（秘）';

async function listed(ctx: Asked, looked: Looked, offset: number, limit: number) {
  const { asked } = looked;
  let rows = matching(ctx, looked).select(['d.id', 'd.kind', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.registered_on', 'd.title', 'd.state', 'd.due_on', 'd.sender_name', 'd.confidentiality', 'd.retention_code', 'd.void_reason', 'o.name as office', 's.name as person', opens(ctx.actor).as('opens')]);
  if (asked.sort === 'number') rows = rows.orderBy('d.fiscal_year', 'desc').orderBy('d.symbol').orderBy('d.number', 'desc');
  else if (asked.sort === 'title') rows = rows.orderBy('d.title');
  else if (asked.sort === 'due') rows = rows.orderBy(sql`d.due_on nulls last`);
  else rows = rows.orderBy('d.registered_on', 'desc').orderBy(sql`d.number desc nulls first`);
  const found = await rows.orderBy('d.id').offset(offset).limit(limit).execute();
  return found.map(({ fiscal_year, symbol, number, ...row }) => ({ ...row, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }), ...(row.opens || row.confidentiality !== 'secret' ? {} : { title: SECRET_TITLE, sender_name: '', void_reason: '' }) }));
}

export const register = query({
  name: 'documents.register', title: { ja: '文書の登録簿', en: 'The register' }, input: z.object({ ...registerSearch, page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }), allow: readers,
  async run(ctx, input) {
    const offset = (input.page - 1) * PER_PAGE;
    const grams = bigrams(input.q);
    const pages = (total: number) => ({ page: input.page, pages: Math.max(1, Math.ceil(total / PER_PAGE)) });
    const plain = input.sort === 'newest' && [input.kind, input.state, input.office, input.year, input.from, input.to, input.folder, input.late].every((one) => one === null);
    if (grams.length > 0 && plain) {
      const { ids, total, more } = await findDocuments(ctx, grams, offset, PER_PAGE, MOST_LISTED);
      return { rows: ids.length === 0 ? [] : await listed(ctx, { asked: input, ids }, 0, PER_PAGE), total, more, ...pages(total) };
    }
    const found = grams.length === 0 ? null : await findDocuments(ctx, grams, 0, MOST_FOUND);
    const looked: Looked = { asked: input, ids: found?.ids ?? null };
    // Counting stops where nobody reads on.
    const counted = (await ctx.db.selectFrom(matching(ctx, looked).select('d.id').limit(MOST_COUNTED + 1).as('m')).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    const total = Math.min(counted, MOST_COUNTED);
    return { rows: await listed(ctx, looked, offset, PER_PAGE), total, more: counted > total || found?.more === true, ...pages(total) };
  },
});

export const registerRows = query({ name: 'documents.registerRows', title: { ja: '登録簿の一覧（CSV用）', en: 'The register for CSV' }, input: searchShape, allow: readers, run: async (ctx, input) => listed(ctx, { asked: input, ids: bigrams(input.q).length === 0 ? null : (await findDocuments(ctx, bigrams(input.q), 0, MOST_FOUND)).ids }, 0, MOST_ROWS) });

export const document = query({
  name: 'documents.document', title: { ja: '文書', en: 'A document' }, input: z.object({ document: documentField }), allow: readers, personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.staff as s', 's.id', 'd.staff_id').leftJoin('documents.retentions as r', 'r.code', 'd.retention_code').leftJoin('documents.entries as e', 'e.id', 'd.entry_id').leftJoin('documents.folders as f', 'f.id', 'd.folder_id')
      .selectAll('d').select(['o.name as office', 'o.code as office_code', 's.name as person', 'r.name as retention', 'e.code as entry_code', 'e.title as entry_title', 'f.code as folder_code', 'f.title as folder_title', 'f.expires_on', opens(ctx.actor).as('opens')]).where('d.id', '=', input.document).where(knows(ctx.actor)).executeTakeFirst();
    if (!row) return null;
    const number = writeNumber({ fiscalYear: row.fiscal_year, symbol: row.symbol, number: row.number });
    ctx.shown(`document:${row.id}`);
    const stub = { id: row.id, number, kind: row.kind, state: row.state, confidentiality: row.confidentiality, office: row.office, registeredOn: row.registered_on, title: row.opens || row.confidentiality !== 'secret' ? row.title : SECRET_TITLE, retention: row.retention, folder: row.folder_id === null ? null : { id: row.folder_id, code: row.folder_code ?? '', title: row.folder_title ?? '', expires: row.expires_on } };
    if (!row.opens) return { ...stub, open: null };
    const [body, files, distributions, dispatches, seals, disposed, same] = await Promise.all([
      row.body_version === 0 ? undefined : ctx.db.selectFrom('documents.bodies').select('body').where('document_id', '=', row.id).where('version', '=', row.body_version).executeTakeFirst(),
      ctx.db.selectFrom('documents.attachments as a').leftJoin('documents.readings as g', 'g.attachment_id', 'a.id').select(['a.id', 'a.role', 'a.name', 'a.media_type', 'a.bytes', 'a.sha256', 'g.state as reading']).where('a.document_id', '=', row.id).orderBy('a.added_at').orderBy('a.id').execute(),
      ctx.db.selectFrom('documents.distributions as x').innerJoin('kernel.departments as xo', 'xo.id', 'x.department_id').leftJoin('kernel.departments as g', 'g.id', 'x.suggested_id').select(['x.id', 'x.state', 'x.reason', 'xo.name as office', 'xo.code', 'g.name as suggested']).where('x.document_id', '=', row.id).orderBy('x.sent_at').orderBy('x.id').execute(),
      ctx.db.selectFrom('documents.dispatches').select(['id', 'manner', 'recipient', 'sent_on']).where('document_id', '=', row.id).orderBy('at').execute(),
      ctx.db.selectFrom('documents.seal_uses as u').innerJoin('documents.seals as s', 's.id', 'u.seal_id').innerJoin('kernel.staff as p', 'p.id', 'u.pressed_by').select(['u.id', 's.name', 'u.sheets', 'u.pressed_on', 'p.name as person']).where('u.document_id', '=', row.id).orderBy('u.at').execute(),
      row.folder_id === null || row.state !== 'destroyed' ? undefined : ctx.db.selectFrom('documents.disposal_items as i').innerJoin('documents.disposals as p', 'p.id', 'i.disposal_id').select(['p.id', 'p.title', 'p.decided_on', 'p.executed_at']).where('i.folder_id', '=', row.folder_id).where('p.state', '=', 'executed').executeTakeFirst(),
      alike(ctx, row.id),
    ]);
    const linked = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select(['d.id', 'd.title', 'd.kind']).where((eb) => eb.or([eb('d.answers_id', '=', row.id), eb('d.id', '=', row.answers_id)])).where(opens(ctx.actor)).execute();
    const latest = await ctx.db.selectFrom('kernel.approval_cases').select(['id', 'number', 'state']).where('kind', '=', 'documents.decision').where('subject', '=', row.id).orderBy('created_at', 'desc').limit(1).executeTakeFirst();
    return {
      ...stub, open: {
        version: row.version, departmentId: row.department_id, mine: worksIn(ctx, { code: row.office_code }), person: row.person, summary: row.summary, titleReason: row.title_reason, disclosure: row.disclosure, grounds: row.withheld_grounds, retentionCode: row.retention_code, entry: row.entry_id === null ? null : { id: row.entry_id, code: row.entry_code ?? '', title: row.entry_title ?? '' },
        fiscalYear: row.fiscal_year, due: row.due_on, channel: row.channel, sender: row.sender_name, theirNumber: row.their_number, theirDate: row.their_date, authority: row.authority, answersId: row.answers_id, body: body?.body ?? null, bodyHash: row.body_hash, decidedOn: row.decided_on, closedOn: row.closed_on, voidReason: row.void_reason,
        case: latest ?? null, files, distributions: distributions.map(({ code, ...one }) => ({ ...one, mine: worksIn(ctx, { code }) })), dispatches, seals, disposed: disposed ?? null, alike: same, linked,
      },
    };
  },
});

/** A file that is attached, for whoever may open its document. */
export const attachment = query({
  name: 'documents.attachment', title: { ja: '添付ファイル', en: 'An attachment' }, input: z.object({ attachment: idField(labels.file) }), allow: readers, personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.attachments as a').innerJoin('documents.documents as d', 'd.id', 'a.document_id').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select(['a.name', 'a.media_type', 'a.sha256', 'd.id']).where('a.id', '=', input.attachment).where(opens(ctx.actor)).executeTakeFirst();
    if (row) ctx.shown(`document:${row.id}`);
    return row ?? null;
  },
});

/** 今日の机: what waits in the offices one works in. */
export const today = query({
  name: 'documents.today', title: { ja: '今日の文書', en: 'Today’s documents' }, input: z.object({}), allow: readers,
  async run(ctx) {
    const reach = officesOf(ctx.actor, 'documents.work');
    const codes = reach === 'city' ? null : [...reach];
    const here = codes === null ? sql<boolean>`true` : sql<boolean>`o.code = any(${codes}::text[])`;
    const own = () => ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').where(here).where(opens(ctx.actor));
    const count = async (states: readonly ('drafting' | 'in_route' | 'open' | 'decided' | 'closed')[]) => (await own().where('d.state', 'in', states).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    const arrivals = await ctx.db.selectFrom('documents.distributions as x').innerJoin('kernel.departments as o', 'o.id', 'x.department_id').innerJoin('documents.documents as d', 'd.id', 'x.document_id').select(['x.id', 'd.id as document', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.sender_name', 'd.due_on', 'o.name as office', 'x.sent_at', 'd.confidentiality']).where('x.state', '=', 'waiting').where(here).orderBy('x.sent_at').limit(50).execute();
    const due = await own().select(['d.id', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.state', 'd.due_on', 'o.name as office']).where('d.state', 'in', ['open', 'drafting', 'in_route', 'decided']).where('d.due_on', '<=', ctx.today.add({ days: 14 })).orderBy('d.due_on').orderBy('d.id').limit(50).execute();
    const named = <T extends { readonly fiscal_year: number; readonly symbol: string; readonly number: number | null }>({ fiscal_year, symbol, number, ...row }: T) => ({ ...row, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }) });
    return { offices: await ownOffices(ctx), arrivals: arrivals.map(named), due: due.map(named), counts: { open: await count(['open']), drafting: await count(['drafting']), inRoute: await count(['in_route']), decided: await count(['decided']), unfiled: await count(['closed']) } };
  },
});

/** How many distributions wait, for the menu. */
export const arrivalsWaiting = query({
  name: 'documents.arrivalsWaiting', title: { ja: '届いている配布', en: 'Arrivals' }, input: z.object({}), allow: [anyStaff('自分の所属に届いたものだけを数えます')],
  async run(ctx) {
    const reach = officesOf(ctx.actor, 'documents.work');
    let rows = ctx.db.selectFrom('documents.distributions as x').innerJoin('kernel.departments as o', 'o.id', 'x.department_id').where('x.state', '=', 'waiting');
    if (reach !== 'city') rows = rows.where('o.code', 'in', reach.length > 0 ? [...reach] : ['']);
    return (await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
  },
});
