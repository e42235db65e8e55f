/** The trail of what was done, and of who looked at whom. Reading it is itself recorded. */
import { type SqlBool, sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { z } from 'zod';
import { actsOf } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import type { KernelTables } from '../../../kernel/db/rows.ts';
import { dateField, idField, optional, textField } from '../../../kernel/fields.ts';

const { query } = actsOf<KernelTables>();
const PAGE = 50;
const CSV_LIMIT = 20_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const word = (ja: string, en: string) => optional(textField({ ja, en }, { max: 100, numbers: true }));
const filters = {
  from: optional(dateField({ ja: 'いつから', en: 'From' })), to: optional(dateField({ ja: 'いつまで', en: 'To' })), actor: word('だれが', 'Who'), subject: word('だれの・何の', 'Whose'),
  before: optional(idField({ ja: '続き', en: 'Before' })), all: word('全件', 'All'),
};

/** The ids of the people whom a name, login, staff number or e-mail address means; an id means itself. */
async function idsOf(db: ReadonlyKysely<KernelTables>, who: string): Promise<readonly string[]> {
  const text = who.trim();
  if (UUID.test(text)) return [text];
  const [people, citizens] = await Promise.all([
    db.selectFrom('kernel.staff').select('id').where((eb) => eb.or([eb('login', '=', text.toLowerCase()), eb('number', '=', text), eb('name', '=', text)])).limit(100).execute(),
    db.selectFrom('kernel.citizens').select('id').where((eb) => eb.or([eb('email', '=', text.toLowerCase()), eb('name', '=', text)])).limit(100).execute(),
  ]);
  return [...people, ...citizens].map((row) => row.id).concat(text);
}

async function namesOf(db: ReadonlyKysely<KernelTables>, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.filter((id): id is string => id !== null && UUID.test(id)))];
  if (known.length === 0) return new Map();
  const [people, citizens, services] = await Promise.all([
    db.selectFrom('kernel.staff').select(['id', 'name']).where('id', 'in', known).execute(), db.selectFrom('kernel.citizens').select(['id', 'name']).where('id', 'in', known).execute(),
    db.selectFrom('kernel.services').select(['id', 'name']).where('id', 'in', known).execute(),
  ]);
  return new Map([...people, ...citizens, ...services].map((row) => [row.id, row.name]));
}

const kinds = { visitor: '来訪者', citizen: '市民', staff: '職員', service: 'サービス', system: '自動' } as const;

function actorWord(kind: string, id: string | null, names: ReadonlyMap<string, string>): string {
  const known = Object.entries(kinds).find(([name]) => name === kind)?.[1] ?? kind;
  return id === null ? known : `${known} ${names.get(id) ?? id}`;
}

export const auditSearch = query({
  name: 'operations.auditSearch',
  title: { ja: '操作の記録を調べる', en: 'Search the audit trail' },
  input: z.object({ ...filters, command: word('操作', 'Command'), outcome: word('結果', 'Outcome') }),
  allow: [staff('operations.audit')],
  personal: true,
  async run(ctx, input) {
    const limit = input.all === null ? PAGE : CSV_LIMIT;
    let rows = ctx.db.selectFrom('kernel.audit_entries').select(['id', 'at', 'command', 'outcome', 'actor_kind', 'actor_id', 'on_behalf', 'subject', 'request_id', 'parent', 'detail']);
    if (input.from) rows = rows.where('at', '>=', toInstant(input.from, 0));
    if (input.to) rows = rows.where('at', '<', toInstant(input.to, 1440));
    if (input.actor) rows = rows.where('actor_id', 'in', await idsOf(ctx.db, input.actor));
    if (input.subject) {
      const about = input.subject.includes(':') ? [input.subject] : (await idsOf(ctx.db, input.subject)).flatMap((id) => [`citizen:${id}`, `staff:${id}`]);
      rows = rows.where('subject', 'in', about);
      for (const one of about) ctx.shown(one);
    }
    if (input.command) rows = rows.where('command', 'like', `${input.command.replaceAll(/[\\%_]/g, '\\$&')}%`);
    if (input.outcome) rows = input.outcome === 'refused' ? rows.where('outcome', '<>', 'done') : rows.where('outcome', '=', input.outcome);
    if (input.before) rows = rows.where(sql<SqlBool>`(at, id) < (select at, id from kernel.audit_entries where id = ${input.before})`);
    const found = await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit + 1).execute();
    const page = found.slice(0, limit);
    const names = await namesOf(ctx.db, page.map((row) => row.actor_id));
    return {
      entries: page.map((row) => ({ id: row.id, at: row.at, command: row.command, outcome: row.outcome, actor: actorWord(row.actor_kind, row.actor_id, names), onBehalf: row.on_behalf, subject: row.subject, requestId: row.request_id, child: row.parent !== null, detail: JSON.stringify(row.detail) })),
      next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});

/** 閲覧記録: who looked at whom. */
export const lookSearch = query({
  name: 'operations.lookSearch',
  title: { ja: '閲覧の記録を調べる', en: 'Who looked at whom' },
  input: z.object(filters),
  allow: [staff('operations.audit')],
  personal: true,
  async run(ctx, input) {
    const limit = input.all === null ? PAGE : CSV_LIMIT;
    let rows = ctx.db.selectFrom('kernel.looks').select(['id', 'at', 'query', 'actor_kind', 'actor_id', 'subjects', 'purpose']);
    if (input.from) rows = rows.where('at', '>=', toInstant(input.from, 0));
    if (input.to) rows = rows.where('at', '<', toInstant(input.to, 1440));
    if (input.actor) rows = rows.where('actor_id', 'in', await idsOf(ctx.db, input.actor));
    if (input.subject) {
      const about = input.subject.includes(':') ? [input.subject] : (await idsOf(ctx.db, input.subject)).flatMap((id) => [`citizen:${id}`, `staff:${id}`]);
      rows = rows.where(sql<SqlBool>`subjects && ${about}::text[]`);
      for (const one of about) ctx.shown(one);
    }
    if (input.before) rows = rows.where(sql<SqlBool>`(at, id) < (select at, id from kernel.looks where id = ${input.before})`);
    const found = await rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit + 1).execute();
    const page = found.slice(0, limit);
    const names = await namesOf(ctx.db, page.map((row) => row.actor_id));
    return { entries: page.map((row) => ({ id: row.id, at: row.at, query: row.query, actor: actorWord(row.actor_kind, row.actor_id, names), subjects: row.subjects, purpose: row.purpose })), next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
  },
});
