/**
 * Text on its way in: a row of pieces, each with how it was written. Word and old pages nest marks in any order and to any depth;
 * as pieces they have none, and what is built from them is always the same small form.
 */
import type { Inline, Rich } from '../blocks.ts';
import { tidy } from '../markup.ts';

export interface Format {
  readonly strong: boolean;
  readonly em: boolean;
  readonly script: 'sup' | 'sub' | null;
  readonly link: string | null;
  readonly lang: string | null;
  readonly colour: string | null;
}

export const PLAIN: Format = { strong: false, em: false, script: null, link: null, lang: null, colour: null };

export type Said = string | { readonly ruby: string; readonly text: string } | { readonly break: true };
export interface Run {
  readonly said: Said;
  readonly format: Format;
  /** White space is said as it stands (pre). */
  readonly kept?: boolean;
}

export const BREAK: Run = { said: { break: true }, format: PLAIN };

/** Characters no database can hold become nothing, half signs the sign for something broken (the author sees it), and what browsers draw as a space is one. */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/[\u00a0\f]/g, ' ').replaceAll(/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufeff]/g, '');
}

/** Signs that are written without spaces between words: a line end between two of them was only the editor's. */
const WIDE = /[\u1100-\u11ff\u2e80-\u303e\u3041-\u31ff\u3200-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u2460-\u24ff]/;

/** White space as a browser draws it: runs of it are one space, none at the ends of lines. */
export function collapse(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  let before = '\n';
  const waiting: { format: Format | null; line: boolean } = { format: null, line: false };
  const flush = (next: string) => {
    if (waiting.format !== null && before !== '\n' && next !== '\n' && !(waiting.line && WIDE.test(before) && WIDE.test(next))) out.push({ said: ' ', format: waiting.format });
    [waiting.format, waiting.line] = [null, false];
  };
  for (const run of runs) {
    if (typeof run.said !== 'string') {
      const first = 'break' in run.said ? '\n' : run.said.text.charAt(0);
      flush(first);
      out.push(run);
      before = 'break' in run.said ? '\n' : run.said.text.slice(-1);
    } else if (run.kept) {
      flush(run.said.charAt(0));
      out.push(run);
      before = run.said.slice(-1) || before;
    } else {
      for (const piece of run.said.match(/[ \t\n\f]+|[^ \t\n\f]+/g) ?? []) {
        if (/^[ \t\n\f]/.test(piece)) [waiting.format, waiting.line] = [waiting.format ?? run.format, waiting.line || piece.includes('\n')];
        else {
          flush(piece.charAt(0));
          out.push({ said: piece, format: run.format });
          before = piece.slice(-1);
        }
      }
    }
  }
  return trimmed(out);
}

const isBreak = (run: Run | undefined): boolean => run !== undefined && typeof run.said !== 'string' && 'break' in run.said;

function trimmed(runs: readonly Run[]): Run[] {
  let [from, to] = [0, runs.length];
  while (from < to && isBreak(runs[from])) from += 1;
  while (to > from && isBreak(runs[to - 1])) to -= 1;
  return runs.slice(from, to).filter((run, index, all) => !isBreak(run) || !isBreak(all[index - 1]) || !isBreak(all[index - 2]));
}

/** Paragraphs that were written as empty lines in one (`<br><br>`). */
export function paragraphs(runs: readonly Run[]): Run[][] {
  const found: Run[][] = [[]];
  const lines = collapse(runs);
  for (const [index, run] of lines.entries()) {
    if (isBreak(run) && isBreak(lines[index + 1])) found.push([]);
    else if (!(isBreak(run) && isBreak(lines[index - 1]))) found.at(-1)?.push(run);
  }
  return found.map(trimmed).filter((one) => one.length > 0);
}

type Mark = keyof Format;
/** Among marks of the same length the first is outermost: a paragraph all bold is bold from the outside (the rule HED-04 looks there). */
const MARKS: readonly Mark[] = ['strong', 'link', 'lang', 'em', 'colour', 'script'];

const same = (one: Run | undefined, other: Run | undefined, mark: Mark) => one !== undefined && other !== undefined && one.format[mark] === other.format[mark];

/** How far a mark reaches from a place, without cutting a link in two. */
function reach(runs: readonly Run[], at: number, mark: Mark, open: readonly Mark[]): number {
  const value = runs[at]?.format[mark];
  if (!value) return 0;
  let end = at + 1;
  while (end < runs.length && runs[end]?.format[mark] === value) end += 1;
  const cuts = mark !== 'link' && open.includes('link') && end < runs.length && runs[end]?.format.link && same(runs[end - 1], runs[end], 'link');
  if (!cuts) return end - at;
  while (end > at && same(runs[end - 1], runs[end], 'link')) end -= 1;
  return end - at;
}

function wrapped(mark: Mark, format: Format, text: readonly Inline[]): Inline {
  if (mark === 'link') return { link: format.link ?? '', text };
  if (mark === 'lang') return { lang: format.lang ?? '', text };
  if (mark === 'colour') return { colour: format.colour ?? '', text };
  return { mark: mark === 'script' ? format.script ?? 'sup' : mark, text };
}

function build(runs: readonly Run[], open: readonly Mark[]): Inline[] {
  const nodes: Inline[] = [];
  for (let at = 0; at < runs.length;) {
    let [best, length]: [Mark | null, number] = [null, 0];
    for (const mark of open) {
      const far = reach(runs, at, mark, open);
      if (far > length) [best, length] = [mark, far];
    }
    const run = runs[at];
    if (run === undefined) break;
    if (best === null) {
      nodes.push(run.said);
      at += 1;
    } else {
      const inside = runs.slice(at, at + length);
      nodes.push(wrapped(best, run.format, build(inside, open.filter((mark) => mark !== best))));
      at += length;
    }
  }
  return nodes;
}

/** Blanks and line ends that stand alone need no mark: `<b> </b>` is a space. They take the marks both neighbours share, so that a bold line stays one. */
function bridged(runs: readonly Run[]): Run[] {
  return runs.map((run, index) => {
    if (typeof run.said === 'string' ? run.said.trim() !== '' : 'ruby' in run.said) return run;
    const [before, after] = [runs[index - 1]?.format, runs[index + 1]?.format];
    if (!before || !after) return { ...run, format: PLAIN };
    const both = <T>(one: T, other: T, none: T): T => (one === other ? one : none);
    return { ...run, format: {
      strong: before.strong && after.strong, em: before.em && after.em, script: both(before.script, after.script, null), link: both(before.link, after.link, null), lang: both(before.lang, after.lang, null), colour: both(before.colour, after.colour, null),
    } };
  });
}

/** Collapsed pieces as text of a block; composed (NFC), so that keeping it changes nothing. */
export function richOf(runs: readonly Run[]): Inline[] {
  return composed(tidy(build(bridged(runs), MARKS)));
}

function composed(rich: Rich): Inline[] {
  return rich.map((one): Inline => {
    if (typeof one === 'string') return one.normalize('NFC');
    if ('break' in one) return one;
    if ('ruby' in one) return { ruby: one.ruby.normalize('NFC'), text: one.text.normalize('NFC') };
    return 'link' in one ? { link: one.link.normalize('NFC'), text: composed(one.text) } : { ...one, text: composed(one.text) };
  });
}

/** What the pieces say, on one line. */
export function plainRuns(runs: readonly Run[]): string {
  return runs.map((run) => (typeof run.said === 'string' ? run.said : 'break' in run.said ? ' ' : run.said.text)).join('').replaceAll(/\s+/g, ' ').trim().normalize('NFC');
}

/** The pieces of text that has its marks already. */
export function runsOf(rich: Rich, format: Format = PLAIN): Run[] {
  return rich.flatMap((one): Run[] => {
    if (typeof one === 'string' || 'break' in one || 'ruby' in one) return [{ said: one, format }];
    if ('link' in one) return runsOf(one.text, { ...format, link: one.link });
    if ('lang' in one) return runsOf(one.text, { ...format, lang: one.lang });
    if ('colour' in one) return runsOf(one.text, { ...format, colour: one.colour });
    return runsOf(one.text, one.mark === 'strong' ? { ...format, strong: true } : one.mark === 'em' ? { ...format, em: true } : { ...format, script: one.mark });
  });
}
