/** What a corrected edition changed, read from the two editions. */
import { type Reader, reading } from './site.ts';
import { resultChanges, type Statement, type StatementChange, statementChanges, type ResultChange } from './rules/correction.ts';

export interface Changes {
  readonly statement: readonly StatementChange[];
  readonly results: readonly ResultChange[];
}

/** Between two tests by their ids. `open`: as the public may read them, through the views alone. */
export async function changesBetween(db: Reader, before: string, after: string, open: boolean): Promise<Changes> {
  const [tests, results] = [open ? 'site_quality.public_tests' as const : 'site_quality.tests' as const, open ? 'site_quality.public_results' as const : 'site_quality.results' as const];
  const both = [before, after];
  const [stated, all] = await Promise.all([
    reading(db).selectFrom(tests).select(['id', 'scope', 'technologies', 'tester', 'from_on as from', 'to_on as to']).where('id', 'in', both).execute(),
    reading(db).selectFrom(results).select(['test_id as test', 'ordinal', 'criterion', 'applies', 'passed', 'note']).where('test_id', 'in', both).execute(),
  ]);
  const statement = (id: string): Statement | undefined => stated.find((one) => one.id === id);
  const [was, is] = [statement(before), statement(after)];
  const of = (id: string) => all.filter((one) => one.test === id);
  return { statement: was && is ? statementChanges(was, is) : [], results: resultChanges(of(before), of(after)) };
}
