/** The clock of a request for disclosure, and what a copy is made from. */
import type { Ctx, Reader } from './office.ts';
import { reading } from './office.ts';
import { type Correction, decideBy, type DeadlineRule } from './rules/deadline.ts';
import { loadFile } from '../../kernel/files/files.ts';
import type { City } from '../../kernel/city.ts';
import { plainText } from './files.ts';

export interface RuleInForce extends DeadlineRule {
  readonly copyYen: number;
  readonly basis: string;
}

/** The ordinance's days and fees on the day a request came. */
export async function ruleOn(db: Reader, day: Temporal.PlainDate): Promise<RuleInForce> {
  const row = await reading(db).selectFrom('documents.disclosure_rules').selectAll().where('from_on', '<=', day).orderBy('from_on', 'desc').executeTakeFirstOrThrow();
  return { days: row.days, extension: row.extension, movesOffHolidays: row.moves_off_holiday, copyYen: row.copy_yen, basis: row.basis };
}

export async function correctionsOf(db: Reader, request: string): Promise<readonly Correction[]> {
  const rows = await reading(db).selectFrom('documents.corrections').select(['asked_on', 'answered_on']).where('request_id', '=', request).orderBy('asked_on').execute();
  return rows.map((row) => ({ asked: row.asked_on, answered: row.answered_on }));
}

/** The last day for the decision; null while a correction is awaited. */
export async function dueOf(db: Reader, request: { readonly id: string; readonly received_on: Temporal.PlainDate; readonly extended_days: number }): Promise<Temporal.PlainDate | null> {
  return decideBy(await ruleOn(db, request.received_on), request.received_on, await correctionsOf(db, request.id), request.extended_days);
}

export async function requestHeld(ctx: Ctx, id: string) {
  return ctx.db.selectFrom('documents.requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** The text of a document's body or of a text file that is attached; of a PDF or a picture what was typed from it; null: there is none such. */
export async function sourceText(city: Pick<City, 'filesDir'>, db: Reader, document: string, attachment: string | null, transcript = ''): Promise<string | null> {
  if (attachment === null) {
    const row = await reading(db).selectFrom('documents.documents as d').innerJoin('documents.bodies as b', (join) => join.onRef('b.document_id', '=', 'd.id').onRef('b.version', '=', 'd.body_version')).select('b.body').where('d.id', '=', document).executeTakeFirst();
    return row?.body ?? null;
  }
  const file = await reading(db).selectFrom('documents.attachments').select(['sha256', 'media_type']).where('id', '=', attachment).where('document_id', '=', document).executeTakeFirst();
  if (!file) return null;
  return file.media_type === 'text/plain' ? plainText(await loadFile(city, file.sha256)).replaceAll('\r\n', '\n') : transcript === '' ? null : transcript;
}
