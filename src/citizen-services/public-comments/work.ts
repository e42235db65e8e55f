/** The work on a result as its rules see it. */
import type { Reader } from './office.ts';
import { reading } from './office.ts';
import type { Letter } from './rules/people.ts';
import type { Answered, Outcome, Placed } from './rules/result.ts';

export async function lettersOf(db: Reader, consultation: string): Promise<readonly Letter[]> {
  return reading(db).selectFrom('public_comments.submissions').select(['id', 'state', 'person_mark as personMark', 'same_person_as as samePersonAs', 'sent_from as sentFrom', 'text_group as textGroup']).where('consultation_id', '=', consultation).orderBy('received_at').orderBy('receipt').execute();
}

export async function placedOf(db: Reader, consultation: string): Promise<readonly Placed[]> {
  const rows = await reading(db).selectFrom('public_comments.submissions as s').select(['s.id', 's.state', 's.not_opinion'])
    .select((eb) => eb.selectFrom('public_comments.assignments as a').whereRef('a.submission_id', '=', 's.id').select((one) => one.fn.countAll<number>().as('count')).as('opinions')).where('s.consultation_id', '=', consultation).execute();
  return rows.map((row) => ({ id: row.id, state: row.state, opinions: Number(row.opinions ?? 0), notOpinion: row.not_opinion !== '' }));
}

export async function workOf(db: Reader, row: { readonly id: string; readonly outcome: Outcome | null; readonly decided_on: Temporal.PlainDate | null }) {
  const opinions: readonly Answered[] = await reading(db).selectFrom('public_comments.opinions').select(['ordinal', 'view', 'reply', 'change']).where('consultation_id', '=', row.id).orderBy('ordinal').execute();
  return { submissions: await placedOf(db, row.id), opinions, outcome: row.outcome, decidedOn: row.decided_on };
}
