/** Blocks as an import makes them: whatever comes in, each block keeps the limits of its shape, by being split or cut, with a note. */
import type { Block, BlockOf, Inline } from '../blocks.ts';
import { plainOf } from '../inline.ts';
import type { Notes } from './note.ts';
import { BREAK, collapse, paragraphs, PLAIN, plainRuns, type Run, richOf } from './runs.ts';

/** Below the shapes' own limits, which count the composed text. */
const LONGEST_TEXT = 19_000;
const LONGEST_ROW = 480;
const LONGEST_LINK = 90;
const LONGEST_SHORT = 400;
const LONGEST_ADDRESS = 2000;
const MOST_ITEMS = 200;
const MOST_BLOCKS = 400;

/** The start of a text that fits, never half a sign. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const part = text.slice(0, longest);
  return part.isWellFormed() ? part : part.slice(0, -1);
}

/** Pieces written alike as one, lines as breaks. */
function joined(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const { said, format } = run;
    if (typeof said !== 'string') {
      out.push(run);
      continue;
    }
    said.split('\n').forEach((line, index) => {
      if (index > 0) out.push({ said: { break: true }, format });
      const last = out.at(-1);
      if (last && typeof last.said === 'string' && JSON.stringify(last.format) === JSON.stringify(format)) out[out.length - 1] = { said: last.said + line, format };
      else if (line !== '') out.push({ said: line, format });
    });
  }
  return out;
}

/** Pieces in portions that one text can hold. */
function portions(runs: readonly Run[]): Run[][] {
  const all: Run[][] = [[]];
  let [size, inLink]: [number, number] = [0, 0];
  const next = () => {
    all.push([]);
    [size, inLink] = [0, 0];
  };
  for (const run of joined(runs)) {
    let rest = typeof run.said === 'string' ? run.said : null;
    const weight = typeof run.said === 'string' ? run.said.length : 'ruby' in run.said ? run.said.text.length : 1;
    inLink = run.format.link === null ? 0 : inLink + 1;
    if ((all.at(-1)?.length ?? 0) >= LONGEST_ROW || inLink > LONGEST_LINK || (rest === null && size + weight > LONGEST_TEXT)) next();
    while (rest !== null && size + rest.length > LONGEST_TEXT) {
      const head: string = cut(rest, LONGEST_TEXT - size);
      all.at(-1)?.push({ ...run, said: head });
      rest = rest.slice(head.length);
      next();
    }
    all.at(-1)?.push(rest === null ? run : { ...run, said: rest });
    size += rest === null ? weight : rest.length;
  }
  return all.filter((one) => one.length > 0);
}

export interface Item {
  /** 1: the list itself. */
  readonly level: number;
  /** What a numbered line says before it; null: a bullet. */
  readonly number: string | null;
  readonly runs: readonly Run[];
}

export interface Term {
  readonly term: readonly Run[];
  readonly runs: readonly Run[];
}

const said = (text: string): Run => ({ said: text, format: PLAIN, kept: true });

/** Numbers that a numbered list gives by itself: 1 2 3. */
const plainNumber = (label: string): number | null => (/^[(（]?\d{1,4}[.)．）、]?$/.test(label.normalize('NFKC')) ? Number(label.normalize('NFKC').replaceAll(/\D/g, '')) : null);

export class Out {
  readonly blocks: Block[] = [];
  readonly notes: Notes;
  readonly newId: () => string;

  constructor(notes: Notes, newId: () => string) {
    this.notes = notes;
    this.newId = newId;
  }

  /** Text for one place: what it cannot hold is the rest. */
  rich(runs: readonly Run[]): { readonly content: Inline[]; readonly rest: readonly Inline[][] } {
    const [content = [], ...rest] = portions(collapse(runs)).map(richOf).filter((one) => plainOf(one).trim() !== '');
    return { content, rest };
  }

  short(text: string): string {
    const clean = text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
    if (clean.length > LONGEST_SHORT) this.notes.add('words_cut', clean);
    return cut(clean, LONGEST_SHORT).trim();
  }

  text(runs: readonly Run[]): void {
    for (const paragraph of paragraphs(runs)) {
      const { content, rest } = this.rich(paragraph);
      if (rest.length > 0) this.notes.add('text_split', plainOf(content));
      for (const one of [content, ...rest]) if (one.length > 0) this.blocks.push({ id: this.newId(), type: 'text', content: one });
    }
  }

  private overflow(rest: readonly Inline[][]): void {
    for (const content of rest) this.blocks.push({ id: this.newId(), type: 'text', content });
  }

  heading(level: number, runs: readonly Run[]): void {
    const text = plainRuns(runs);
    if (text === '') return;
    if (text.length > LONGEST_SHORT) {
      this.notes.add('heading_long', text);
      this.text(runs.map((run) => ({ ...run, format: { ...run.format, strong: true } })));
    } else this.blocks.push({ id: this.newId(), type: 'heading', level: Math.min(6, Math.max(1, Math.trunc(level))), text });
  }

  /** A list of one level. Lines of lists inside it stand as items of their own, or as lines of a numbered item, whose number would change otherwise. */
  list(items: readonly Item[]): void {
    const lines = items.filter((item) => plainRuns(item.runs) !== '');
    const top = lines.filter((item) => item.level <= 1);
    const counted = top.length > 0 && top.length <= MOST_ITEMS && top.every((item, index) => item.number !== null && plainNumber(item.number) === index + 1);
    this.notes.add('list_nested', plainRuns(lines.find((item) => item.level > 1)?.runs ?? []), lines.filter((item) => item.level > 1).length);
    if (!counted) this.notes.add('list_number', plainRuns(top.find((item) => item.number !== null)?.runs ?? []), top.filter((item) => item.number !== null).length);
    const flat: Run[][] = [];
    for (const item of lines) {
      const last = flat.at(-1);
      const label = item.number === null ? '' : `${item.number} `;
      if (counted && item.level <= 1) flat.push([...item.runs]);
      else if (counted && last) last.push(BREAK, said(`${'　'.repeat(Math.min(item.level, 6) - 2)}${label || '・'}`), ...item.runs);
      else flat.push([said(label), ...item.runs]);
    }
    this.items(counted ? 'numbers' : 'bullets', flat);
  }

  private items(style: 'numbers' | 'bullets', all: readonly (readonly Run[])[]): void {
    const items = all.flatMap((runs) => {
      const { content, rest } = this.rich(runs);
      if (rest.length > 0) this.notes.add('text_split', plainOf(content));
      return [content, ...rest].map((one) => ({ content: one }));
    });
    this.inParts(items, (part) => ({ id: this.newId(), type: 'list', style, items: part }));
  }

  terms(terms: readonly Term[]): void {
    const items = terms.flatMap(({ term, runs }) => {
      const name = plainRuns(term);
      const long = name.length > LONGEST_SHORT;
      if (long) this.notes.add('words_cut', name);
      const { content, rest } = this.rich(long ? [...term, BREAK, ...runs] : runs);
      if (name === '' && content.length === 0) return [];
      return [{ term: cut(name, LONGEST_SHORT), content }, ...rest.map((one) => ({ term: '', content: one }))];
    });
    this.inParts(items, (part) => ({ id: this.newId(), type: 'list', style: 'terms', items: part }));
  }

  private inParts(items: BlockOf<'list'>['items'], make: (part: BlockOf<'list'>['items']) => Block): void {
    if (items.length > MOST_ITEMS) this.notes.add('list_split', plainOf(items[0]?.content ?? []));
    for (let from = 0; from < items.length; from += MOST_ITEMS) this.blocks.push(make(items.slice(from, from + MOST_ITEMS)));
  }

  accordion(title: string, runs: readonly Run[]): void {
    const { content, rest } = this.rich(runs);
    const item = { title: this.short(title), content };
    const last = this.blocks.at(-1);
    if (last?.type === 'accordion' && last.items.length < 100) this.blocks[this.blocks.length - 1] = { ...last, items: [...last.items, item] };
    else this.blocks.push({ id: this.newId(), type: 'accordion', items: [item] });
    this.overflow(rest);
  }

  notice(title: string, runs: readonly Run[]): void {
    const { content, rest } = this.rich(runs);
    if (content.length > 0) this.blocks.push({ id: this.newId(), type: 'notice', tone: 'info', title, content });
    this.overflow(rest);
  }

  /** `source` is only a record of where the picture was; it is shown to nobody but the author. */
  image(picture: { readonly source: string; readonly alt: string | null; readonly width: number; readonly height: number; readonly caption?: string }): void {
    const name = /([^/\\?#]+)(?:[?#].*)?$/.exec(picture.source)?.[1] ?? '';
    const alt = this.short(picture.alt ?? '');
    const decorative = picture.alt !== null && alt === '';
    if (picture.alt === null) this.notes.add('image_no_alt', name);
    this.blocks.push({
      id: this.newId(), type: 'image', file: '', name: this.short(name) || '画像', alt, decorative, caption: this.short(picture.caption ?? ''), credit: '', width: picture.width, height: picture.height,
      bytes: 0, people: false, consent: 'none', positionRemoved: false, source: cut(picture.source.normalize('NFC'), LONGEST_ADDRESS),
    });
  }

  embed(address: string, title: string, kind: 'embed' | 'video' | 'sound', autoplay = false): void {
    if (address.length > LONGEST_ADDRESS) return this.notes.add('embed_unsafe', address);
    this.notes.add('embed', title || address);
    const block = { id: this.newId(), address, title: this.short(title) };
    this.blocks.push(kind === 'embed' ? { ...block, type: 'embed' } : { ...block, type: 'video', soundOnly: kind === 'sound', captions: '', transcript: '', autoplay });
  }
}

function joinTexts(blocks: readonly Block[], notes: Notes): Block[] {
  let many = blocks.length - MOST_BLOCKS;
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (many > 0 && last?.type === 'text' && block.type === 'text' && last.content.length + block.content.length + 2 <= LONGEST_ROW && plainOf(last.content).length + plainOf(block.content).length < LONGEST_TEXT) {
      out[out.length - 1] = { ...last, content: [...last.content, { break: true }, { break: true }, ...block.content] };
      notes.add('text_joined', plainOf(block.content));
      many -= 1;
    } else out.push(block);
  }
  return out;
}

/** As many blocks as a page holds: paragraphs in a row become one before anything is left out. */
export function fitPage(blocks: readonly Block[], notes: Notes): Block[] {
  const fitting = joinTexts(blocks, notes);
  const over = fitting[MOST_BLOCKS];
  if (over) notes.add('blocks_cut', over.type === 'text' ? plainOf(over.content) : over.type === 'heading' ? over.text : over.type, fitting.length - MOST_BLOCKS);
  return fitting.slice(0, MOST_BLOCKS);
}
