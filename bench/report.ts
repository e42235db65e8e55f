/** Prints a table for people and, with SAVE set, keeps it as `bench/results/NAME.md`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

export function machine(): string {
  return `機械: ${cpus().length} コア ${cpus()[0]?.model ?? ''}、${Math.round(totalmem() / 1024 ** 3)} GB、Node ${process.versions.node}、PostgreSQL は同じ機械`;
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\uffdc]/u.test(character) ? 2 : 1), 0);
}

export function printReport(name: string, title: string, rows: readonly (readonly string[])[], notes: readonly string[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  console.log(`\n${title}\n`);
  for (const row of rows) console.log(`  ${row.map((cell, column) => (column === 0 ? cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)) : ' '.repeat((widths[column] ?? 0) - widthOf(cell)) + cell)).join('   ')}`);
  console.log(`\n${notes.map((note) => `  ${note}`).join('\n')}\n`);
  if (!process.env['SAVE']) return;
  const [head = [], ...body] = rows;
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const table = [`| ${head.join(' | ')} |`, `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`, ...body.map((row) => `| ${row.join(' | ')} |`)].join('\n');
  writeFileSync(`${folder}${name}.md`, `# ${title}\n\n\`./yakuba bench ${name} --save\`、${Temporal.Now.plainDateISO('Asia/Tokyo').toString()}\n\n${table}\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`);
}
