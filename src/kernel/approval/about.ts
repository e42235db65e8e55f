/** What a system asks of the room before and besides submitting: do rules bind its matter today, and which case is about it? */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { tokyoDate } from '../calendar/calendar.ts';
import type { Reader } from './house-organization.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import { isRecord } from '../text/json.ts';
import type { ApprovalKind, DecidedCase, Snapshot } from './kinds.ts';
import { ruleSetInForce } from './record.ts';

/** A command's handle or a query's. */
type Handle<T> = Kysely<T> | ReadonlyKysely<T>;

interface Asking<T> {
  readonly db: Handle<T>;
  readonly now: Temporal.Instant;
}

/** The room's tables are the kernel's, whatever tables the calling system sees. */
function readerOf<T>(db: Handle<T>): Reader {
  return db as unknown as Reader;
}

/** Whether 決裁規程 in force today bind a kind. A system that could decide before there were any goes on as before where they do not. */
export async function rulesBind<T>({ db, now }: Asking<T>, kind: ApprovalKind): Promise<boolean> {
  const inForce = await ruleSetInForce(readerOf(db), kind.organ, tokyoDate(now));
  return inForce !== null && inForce.set.rules.some((rule) => rule.kind === null || rule.kind === kind.code);
}

export interface CaseAbout {
  readonly id: string;
  readonly number: string | null;
  readonly state: string;
}

/** The case that is in somebody's hands about each of these matters, by subject; one that ended is not. */
export async function casesAbout<T>(db: Handle<T>, kind: ApprovalKind, subjects: readonly string[]): Promise<ReadonlyMap<string, CaseAbout>> {
  if (subjects.length === 0) return new Map();
  const rows = await readerOf(db).selectFrom('kernel.approval_cases').select(['id', 'number', 'state', 'subject']).where('kind', '=', kind.code).where('subject', 'in', subjects).where('state', 'in', ['draft', 'in_route']).orderBy('created_at').execute();
  return new Map(rows.map(({ subject, ...row }) => [subject, row]));
}

/** Whether the matter is no longer what was read and decided: compares its content with the frozen version, parsed again from the bytes the hash is over. */
export async function changedSince<T>({ db }: { readonly db: Handle<T> }, decided: Pick<DecidedCase, 'caseId' | 'version'>, content: Snapshot['content']): Promise<boolean> {
  const row = await readerOf(db).selectFrom('kernel.approval_versions').select('frozen').where('case_id', '=', decided.caseId).where('version_no', '=', decided.version).executeTakeFirstOrThrow();
  const frozen: unknown = JSON.parse(Buffer.from(row.frozen).toString('utf8'));
  return !isRecord(frozen) || canonicalJson(frozen['content']) !== canonicalJson(content);
}
