/** Structured lines on standard error, without personal data: no names, no addresses, no query values. */

type Line = Readonly<Record<string, string | number | boolean | null>>;
let write: (line: string) => void = (line) => void process.stderr.write(line);

/** For tests that look at what is logged. */
export function logTo(sink: (line: string) => void): void {
  write = sink;
}

export function log(event: string, line: Line = {}): void {
  write(`${JSON.stringify({ at: Temporal.Now.instant().toString({ smallestUnit: 'millisecond' }), event, ...line })}\n`);
}

/** A defect. The message may quote a row's values, so only name, code and stack places are kept. */
export function logProblem(event: string, error: unknown, line: Line = {}): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
  const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((row) => row.trimStart().startsWith('at ')).slice(0, 8).map((row) => row.trim()).join(' | ') : '';
  const message = error instanceof Error && !code ? error.message.slice(0, 300) : '';
  log(event, { ...line, problem: error instanceof Error ? error.name : typeof error, code, constraint, message, places });
}
