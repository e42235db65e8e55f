/** Markdown as plans and reports of a city are handed in: headings, paragraphs, lists, tables (also of tabs, as copied from Word), notes. */
import { importedAddress } from './address.ts';
import { type Imported, readHtml, titled } from './html.ts';
import { inlineRuns, type Inlines, paragraphRuns } from './markdown-inline.ts';
import { Notes } from './note.ts';
import { cut, fitPage, type Item, Out } from './out.ts';
import { clean, PLAIN, plainRuns, type Run } from './runs.ts';
import { NOTES } from './sections.ts';
import { addTable } from './table.ts';

export type { Imported } from './html.ts';
export { type Section, splitSections } from './sections.ts';

export interface MarkdownOptions {
  readonly newId: () => string;
  /** For `splitSections`: more blocks than a page holds are left in. */
  readonly whole?: boolean;
}

const LONGEST = 4_000_000;
const DEEPEST_QUOTE = 8;

const HEADING = /^ {0,3}(#{1,6})(?:[ \t\u3000]+(.*?))?(?:[ \t]+#+)?\s*$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^([ \t]*)([-*+]|\d{1,9}[.)])(?:[ \t]+(.*))?$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const NOTE = /^ {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*(.*)$/;
const HTML = /^ {0,3}<(table|div|details|ul|ol|dl|p|iframe|figure|section|center|h[1-6]|blockquote|video|img|pre|style|script|form|svg)(?=[\s>/])/i;
const DELIMITERS = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?$|^ {0,3}\|[ \t]*:?-+:?[ \t]*$/;

const isBlank = (line: string | undefined) => line === undefined || line.trim() === '';
const isPiped = (line: string | undefined) => line !== undefined && /^\s*\|.*\|\s*$/.test(line);
const isTabbed = (line: string | undefined) => line !== undefined && line.includes('\t') && line.trim() !== '' && !ITEM.test(line);
const width = (blanks: string) => blanks.replaceAll('\t', '    ').length;

function pipes(line: string): string[] {
  const cells = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '').split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}

export class Reader {
  private lines: readonly string[] = [];
  private at = 0;
  private readonly out: Out;
  private readonly inline: (text: string) => Run[];

  constructor(out: Out, inline: (text: string) => Run[]) {
    this.out = out;
    this.inline = inline;
  }

  read(lines: readonly string[], depth = 0): void {
    const [before, place] = [this.lines, this.at];
    [this.lines, this.at] = [lines, 0];
    while (this.at < this.lines.length) this.block(depth);
    [this.lines, this.at] = [before, place];
  }

  private line(ahead = 0): string | undefined {
    return this.lines[this.at + ahead];
  }

  private block(depth: number): void {
    const line = this.line() ?? '';
    const heading = HEADING.exec(line);
    const fence = FENCE.exec(line)?.[1];
    if (isBlank(line)) this.at += 1;
    else if (heading) {
      this.out.heading(heading[1]?.length ?? 1, this.inline(heading[2] ?? ''));
      this.at += 1;
    } else if (fence !== undefined) this.fenced(fence);
    else if (RULE.test(line)) {
      this.out.notes.add('rule');
      this.at += 1;
    } else if (ITEM.test(line)) this.list();
    else if (HTML.test(line)) this.html();
    else if (/^ {0,3}>/.test(line) && depth < DEEPEST_QUOTE) this.quote(depth);
    else if ((line.includes('|') && DELIMITERS.test(this.line(1) ?? '')) || (isPiped(line) && isPiped(this.line(1)))) this.piped();
    else if (/\S\t/.test(line) && isTabbed(line) && isTabbed(this.line(1))) this.tabbed();
    else this.paragraph();
  }

  private starts(line: string): boolean {
    return HEADING.test(line) || FENCE.test(line) || RULE.test(line) || ITEM.test(line) || HTML.test(line) || /^ {0,3}>/.test(line) || isPiped(line);
  }

  private paragraph(): void {
    const lines: string[] = [];
    for (let line = this.line(); line !== undefined && !isBlank(line); line = this.line()) {
      const under = lines.length === 1 ? /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line)?.[1] : undefined;
      if (under !== undefined) {
        this.at += 1;
        return this.out.heading(under.startsWith('=') ? 1 : 2, this.inline(lines[0] ?? ''));
      }
      if (lines.length > 0 && this.starts(line)) break;
      lines.push(line);
      this.at += 1;
    }
    this.out.text(paragraphRuns(lines, this.inline));
  }

  private fenced(fence: string): void {
    const lines: string[] = [];
    this.at += 1;
    for (let line = this.line(); line !== undefined && !line.trimStart().startsWith(fence); line = this.line()) {
      lines.push(line);
      this.at += 1;
    }
    this.at += 1;
    this.out.notes.add('code', lines[0] ?? '');
    this.out.text([{ said: clean(lines.join('\n')), format: PLAIN, kept: true }]);
  }

  private quote(depth: number): void {
    const lines: string[] = [];
    for (let line = this.line(); line !== undefined && /^ {0,3}>/.test(line); line = this.line()) {
      lines.push(line.replace(/^ {0,3}> ?/, ''));
      this.at += 1;
    }
    this.out.notes.add('quote', lines[0] ?? '');
    this.read(lines, depth + 1);
  }

  private html(): void {
    const tag = HTML.exec(this.line() ?? '')?.[1]?.toLowerCase() ?? '';
    const ends = this.lines.findIndex((line, index) => index >= this.at && line.toLowerCase().includes(`</${tag}>`));
    const blank = this.lines.findIndex((line, index) => index > this.at && isBlank(line));
    // A table may have empty lines in it; an element that never ends goes to the next one.
    const to = ends !== -1 ? ends + 1 : blank === -1 ? this.lines.length : blank;
    readHtml(this.lines.slice(this.at, to).join('\n'), this.out, undefined);
    this.at = to;
  }

  private rows(rows: readonly (readonly string[])[], headed: boolean): void {
    const used = Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => cell.trim() !== '') + 1));
    const cells = rows.map((row, r) => row.slice(0, used).map((cell) => ({ runs: this.inline(cell), columns: 1, rows: 1, head: headed && r === 0 })));
    addTable({ caption: this.caption(), headRows: headed ? 1 : 0, rows: cells.filter((row) => row.length > 0) }, this.out);
  }

  /** What a table is called, where the line below it says so: `表：` as people write, `: ` and `Table: ` as programs do. */
  private caption(): string {
    const skip = isBlank(this.line() ?? '-') ? 1 : 0;
    const found = /^(?:表[：:]|Table:|:)[ \t]*(\S.*)$/.exec(this.line(skip) ?? '');
    if (!found) return '';
    this.at += skip + 1;
    return clean(found[1] ?? '').trim();
  }

  private piped(): void {
    const headed = DELIMITERS.test(this.line(1) ?? '');
    const rows: string[][] = [];
    for (let line = this.line(); line !== undefined && !isBlank(line) && line.includes('|'); line = this.line()) {
      if (!(rows.length === 1 && headed && DELIMITERS.test(line))) rows.push(pipes(line));
      this.at += 1;
      if (headed && rows.length === 1 && DELIMITERS.test(this.line() ?? '')) this.at += 1;
    }
    this.rows(rows, headed && (rows[0] ?? []).some((cell) => cell !== ''));
  }

  /** Rows of tabs are what is left of Word's tables; and of its table of contents. */
  private tabbed(): void {
    const rows: string[][] = [];
    for (let line = this.line(); line !== undefined && isTabbed(line) && !HEADING.test(line); line = this.line()) {
      rows.push(line.split('\t').map((cell) => cell.trim()));
      this.at += 1;
    }
    const [title = '', ...rest] = rows.map((row) => row.filter((cell) => cell !== ''));
    if (/^(?:目\s*次|もくじ|contents)$/i.test(title[0] ?? '') && title.length === 1 && rest.every((row) => /^[\d０-９ivx]{1,4}$/i.test(row.at(-1) ?? ''))) this.out.notes.add('contents', rest[0]?.[0] ?? '');
    else this.rows(rows, false);
  }

  private list(): void {
    const items: { indent: number; number: string | null; lines: string[] }[] = [];
    for (let line = this.line(); line !== undefined; line = this.line()) {
      const found = RULE.test(line) ? null : ITEM.exec(line);
      const [last, next] = [items.at(-1), this.line(1)];
      if (found) {
        const number = /^\d/.test(found[2] ?? '') ? found[2] ?? '' : null;
        // A bullet after numbers at the margin is another list.
        if (items[0] && width(found[1] ?? '') <= items[0].indent && (number === null) !== (items[0].number === null)) break;
        items.push({ indent: width(found[1] ?? ''), number, lines: [found[3] ?? ''] });
      } else if (isBlank(line)) {
        if (isBlank(next) || next === undefined || !(ITEM.test(next) || /^(?: {2,}|\t)\S/.test(next)) || RULE.test(next)) break;
        if (!ITEM.test(next)) last?.lines.push('\\');
      } else if (last && (/^(?: {2,}|\t)/.test(line) || !this.starts(line))) last.lines.push(line);
      else break;
      this.at += 1;
    }
    const [above, counts]: [number[], number[]] = [[], []];
    // 1. 1. 1. is a common way of writing 1. 2. 3.
    const same = items.every((one) => one.number === null || one.number === '1.' || one.number === '1)');
    this.out.list(items.map((item): Item => {
      while (above.length > 1 && (above.at(-1) ?? 0) >= item.indent) above.pop();
      if (above.length === 0 || item.indent > (above.at(-1) ?? 0)) above.push(item.indent);
      const level = above.length;
      counts.length = level;
      counts[level - 1] = (counts[level - 1] ?? 0) + 1;
      return { level, number: item.number === null ? null : same ? `${counts[level - 1] ?? 1}.` : item.number, runs: paragraphRuns(item.lines, this.inline) };
    }));
  }
}

/** Definitions of notes are taken out; the text only points at them. */
function notesOf(lines: readonly string[]): { readonly rest: string[]; readonly found: Map<string, string> } {
  const found = new Map<string, string>();
  const rest: string[] = [];
  let [name, fence]: [string | null, boolean] = [null, false];
  for (const line of lines) {
    if (FENCE.test(line)) fence = !fence;
    const note = fence ? null : NOTE.exec(line);
    if (note?.[1] !== undefined && !found.has(note[1])) {
      name = note[1];
      found.set(name, note[2] ?? '');
    } else if (name !== null && /^(?: {2,}|\t)\S/.test(line)) found.set(name, `${found.get(name) ?? ''}\n${line.trim()}`);
    else {
      if (!isBlank(line)) name = null;
      rest.push(line);
    }
  }
  return { rest, found };
}

const FRONT = /^---[ \t]*\n((?:[A-Za-z_-]+:.*\n|[ \t]+.*\n|#.*\n)*)(?:---|\.\.\.)[ \t]*(?:\n|$)/;

export function importMarkdown(text: string, options: MarkdownOptions): Imported {
  const notes = new Notes();
  const out = new Out(notes, options.newId);
  if (text.length > LONGEST) notes.add('too_long', text.slice(LONGEST, LONGEST + 200), text.length - LONGEST);
  let source = cut(text, LONGEST).replaceAll(/\r\n?/g, '\n').replace(/^\ufeff/, '');
  const front = FRONT.exec(source);
  if (front) source = source.slice(front[0].length);
  source = source.replaceAll(/<!--[\s\S]*?-->/g, (found) => { notes.add('html_comment', found.slice(4, -3)); return found.includes('\n') ? '\n' : ''; });
  const { rest, found } = notesOf(source.split('\n'));
  const order: string[] = [];
  const noteNumber = (name: string): number | null => {
    if (!found.has(name)) {
      notes.add('footnote_missing', `[^${name}]`);
      return null;
    }
    if (!order.includes(name)) order.push(name);
    return order.indexOf(name) + 1;
  };
  const image = (said: string, alt: string) => {
    const to = importedAddress(said);
    if (!to.ok && (to.why === 'link_unsafe' || to.why === 'empty')) return notes.add('image_unsafe', said.slice(0, 200));
    notes.add('image_foreign', alt || said.slice(0, 200));
    out.image({ source: to.ok ? to.address : clean(said).replaceAll(/[\s"<>\\]/g, ''), alt: alt.trim() === '' ? null : clean(alt), width: 0, height: 0 });
  };
  const around: Inlines = { notes, noteNumber, image };
  new Reader(out, (said) => inlineRuns(said, around)).read(rest);
  addNotes(out, found, order, around);
  const title = /^title:[ \t]*(.*)$/m.exec(front?.[1] ?? '')?.[1]?.trim().replaceAll(/^["']|["']$/g, '') ?? '';
  const page = titled(out.blocks, clean(title), notes, options.newId);
  return { title: page.title, lead: '', blocks: options.whole ? page.blocks : fitPage(page.blocks, notes), report: notes.list() };
}

function addNotes(out: Out, found: ReadonlyMap<string, string>, order: string[], around: Inlines): void {
  const used = order.length;
  for (const name of found.keys()) if (!order.includes(name)) order.push(name);
  if (order.length === 0) return;
  out.notes.add('footnote_unused', found.get(order[used] ?? '') ?? '', order.length - used);
  const levels = out.blocks.slice(1).flatMap((block) => (block.type === 'heading' ? [block.level] : []));
  // Notes of notes are numbered behind the others, like everything that was not pointed at before.
  const items: Item[] = [];
  for (let index = 0; index < order.length; index += 1) {
    const runs = inlineRuns(found.get(order[index] ?? '') ?? '', around);
    items.push({ level: 1, number: `${index + 1}.`, runs: plainRuns(runs) === '' ? [{ said: '（空の注）', format: PLAIN }] : runs });
  }
  out.heading(Math.min(...levels, 2), [{ said: NOTES, format: PLAIN }]);
  out.list(items);
}
