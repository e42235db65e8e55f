/**
 * The form answers are written in: paragraphs, lists and links in plain text. Small and safe: nothing of it is HTML, and what is
 * not one of its few signs is words, so that no typing can be wrong and none is lost.
 *
 * A blank line ends a paragraph; 「・」 or `- ` begins a point, `1. ` a step; `[言葉](行き先)` is a link.
 */
export interface Link {
  readonly to: string;
  readonly words: string;
}
export type Run = string | Link;
/** Lines of a paragraph, or the points of a list. */
export interface Part {
  readonly kind: 'paragraph' | 'points' | 'steps';
  readonly lines: readonly (readonly Run[])[];
}

const LINK = /\[([^[\]\n]{1,120})\]\(((?:[^()\s]|\([^()\s]*\)){1,500})\)/g;
const POINT = /^\s*(?:[・●○]|[-*]\s)\s*(?=\S)/u;
const STEP = /^\s*(?:\d{1,2}|[０-９]{1,2})[.．）)]\s*(?=\S)/u;

/** Where a link may lead: a page of the house, an encrypted address, a telephone, a mailbox. */
export function mayLeadTo(to: string): boolean {
  return /^\/(?![/\\])[^\\]*$/.test(to) || /^https:\/\/[a-z0-9][^\\@]*$/i.test(to) || /^tel:\+?[0-9-]{3,20}$/.test(to) || /^mailto:[^\s@?]+@[a-z0-9.-]+$/i.test(to);
}

function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const found of line.matchAll(LINK)) {
    const [whole, words = '', to = ''] = found;
    if (!mayLeadTo(to)) continue;
    if (found.index > from) runs.push(line.slice(from, found.index));
    runs.push({ to, words });
    from = found.index + whole.length;
  }
  if (from < line.length || runs.length === 0) runs.push(line.slice(from));
  return runs;
}

/** The parts of an answer. Never refuses. */
export function partsOf(answer: string): readonly Part[] {
  const parts: { kind: Part['kind']; lines: (readonly Run[])[] }[] = [];
  let open = false;
  for (const line of answer.replaceAll(/\r\n?/g, '\n').split('\n')) {
    if (line.trim() === '') {
      open = false;
      continue;
    }
    const sign = POINT.exec(line) ?? STEP.exec(line);
    const kind = sign === null ? 'paragraph' : POINT.test(line) ? 'points' : 'steps';
    const last = parts.at(-1);
    const runs = runsOf(sign === null ? line.trim() : line.slice(sign[0].length).trim());
    // A list goes on over a blank line between its points; a paragraph does not.
    if (last && last.kind === kind && (open || kind !== 'paragraph')) last.lines.push(runs);
    else parts.push({ kind, lines: [runs] });
    open = true;
  }
  return parts;
}

/** Links that lead where none may; an author is told before anybody else reads them. */
export function wrongLinks(answer: string): readonly string[] {
  return [...answer.matchAll(LINK)].map(([, , to = '']) => to).filter((to) => !mayLeadTo(to));
}

const wordsOf = (runs: readonly Run[]) => runs.map((run) => (typeof run === 'string' ? run : run.words)).join('');

/** The words alone, for searching, for a voice, for machines. */
export function plainAnswer(answer: string): string {
  return partsOf(answer).map((part) => part.lines.map((line, index) => (part.kind === 'points' ? '・' : part.kind === 'steps' ? `${index + 1}. ` : '') + wordsOf(line)).join('\n')).join('\n');
}
