/** Node's test events as one line of JSON each, for the process that started the file. */
import type { TestEvent } from 'node:test/reporters';

export interface Told {
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly name: string;
  readonly error: string;
}

/** The cause of a failure in a few lines: message, difference, and the first place of ours. */
function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const places = (cause.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ') && !line.includes('node:internal') && !line.includes('node_modules'));
  return [cause.message || cause.name, ...places.slice(0, 4).map((line) => line.trim())].join('\n');
}

export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const trail: string[] = [];
  for await (const event of source) {
    if (event.type === 'test:start') {
      trail.length = event.data.nesting;
      trail.push(event.data.name);
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { details, name, nesting, skip, todo } = event.data;
    if (details.type === 'suite' && event.type === 'test:pass') continue;
    const failed = event.type === 'test:fail' && todo === undefined;
    const error = failed && 'error' in details ? details.error : null;
    // A parent that fails because of its subtests says nothing new.
    if (failed && typeof error === 'object' && error !== null && 'failureType' in error && error.failureType === 'subtestsFailed') continue;
    const told: Told = { ok: !failed, skipped: skip !== undefined, name: [...trail.slice(0, nesting), name].join(' › '), error: failed ? explain(error) : '' };
    yield `${JSON.stringify(told)}\n`;
  }
}
