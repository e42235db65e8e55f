/** Every text of a draft with its place, so that one rule reads them all and one correction writes back where it was read. */
import { isRecord } from '../../../kernel/text/json.ts';
import { type Block, BlockShape, type Rich } from './blocks.ts';
import { plainOf, replaceIn } from './inline.ts';

/** What a page is before it is published, as far as its rules look at it. */
export interface Draft {
  readonly title: string;
  readonly lead: string;
  readonly kind: 'procedure' | 'notice' | 'news' | 'event' | 'facility' | 'faq' | 'guide' | 'landing' | 'emergency' | 'school_news';
  readonly lang: string;
  readonly blocks: readonly Block[];
  /** Code of the department that answers; '' : not chosen yet. */
  readonly contact: string;
  readonly categories: readonly string[];
  readonly reviewOn: Temporal.PlainDate | null;
}

export type Role = 'title' | 'lead' | 'heading' | 'prose' | 'label' | 'alt';

export interface Place {
  /** Null: the page's own title or lead. */
  readonly block: string | null;
  /** Within the block: names and indexes down to the text. */
  readonly path: readonly (string | number)[];
  readonly role: Role;
  readonly text: string;
  /** The text with its marks, where it has any. */
  readonly rich: Rich;
}

type Way = readonly [path: readonly (string | number)[], role: Role, said: string | Rich];

/** Where a block of each type keeps its texts. */
function waysOf(block: Block): readonly Way[] {
  switch (block.type) {
    case 'heading': return [[['text'], 'heading', block.text]];
    case 'text': return [[['content'], 'prose', block.content]];
    case 'list': return block.items.flatMap((item, i): Way[] => [...(item.term === undefined ? [] : [[['items', i, 'term'], 'label', item.term] as const]), [['items', i, 'content'], 'prose', item.content]]);
    case 'table': return [[['caption'], 'label', block.caption], ...block.rows.flatMap((row, r) => row.map((cell, c): Way => [['rows', r, c, 'content'], 'prose', cell.content]))];
    case 'image': return [[['alt'], 'alt', block.alt], [['caption'], 'prose', block.caption], [['credit'], 'label', block.credit]];
    case 'file': return [[['label'], 'label', block.label]];
    case 'map': return [[['title'], 'label', block.title], ...block.points.map((point, i): Way => [['points', i, 'name'], 'label', point.name])];
    case 'steps': case 'accordion': return block.items.flatMap((item, i): Way[] => [[['items', i, 'title'], 'label', item.title], [['items', i, 'content'], 'prose', item.content]]);
    case 'notice': return [[['title'], 'label', block.title], [['content'], 'prose', block.content]];
    case 'video': return [[['title'], 'label', block.title], [['transcript'], 'prose', block.transcript]];
    case 'embed': return [[['title'], 'label', block.title]];
    case 'contact': case 'pages': return [];
  }
}

/** A copy in which what lies at the end of the path is another. */
function withAt(value: unknown, path: readonly (string | number)[], put: string | Rich): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  if (Array.isArray(value)) return value.map((one: unknown, index) => (index === step ? withAt(one, rest, put) : one));
  return isRecord(value) ? { ...value, [step]: withAt(value[step], rest, put) } : value;
}

/** All texts in the order in which they are read; empty ones are left out. */
export function placesOf(draft: Draft): readonly Place[] {
  const own: Place[] = [{ block: null, path: ['title'], role: 'title', text: draft.title, rich: [draft.title] }, { block: null, path: ['lead'], role: 'lead', text: draft.lead, rich: [draft.lead] }];
  const inBlocks = draft.blocks.flatMap((block) => waysOf(block).map(([path, role, said]): Place => {
    const rich = typeof said === 'string' ? [said] : said;
    return { block: block.id, path, role, text: plainOf(rich), rich };
  }));
  return [...own, ...inBlocks].filter((place) => place.text !== '');
}

/** The draft with a block put in the place of another one. */
export function withBlock(draft: Draft, id: string, change: (block: Block) => Block): Draft {
  return { ...draft, blocks: draft.blocks.map((block) => (block.id === id ? change(block) : block)) };
}

/** The draft with other words, marks or links in a place. Where a place has no marks, only the words are taken. */
export function rewriteAt(draft: Draft, place: Place, rich: Rich): Draft {
  const plain = plainOf(rich);
  if (place.block === null) return place.role === 'title' ? { ...draft, title: plain } : { ...draft, lead: plain };
  const address = place.path.join('.');
  return withBlock(draft, place.block, (block) => {
    const unmarked = waysOf(block).some(([path, , said]) => path.join('.') === address && typeof said === 'string');
    return BlockShape.parse(withAt(block, place.path, unmarked ? plain : rich));
  });
}

/** The draft with some characters of a place replaced. */
export function replaceAt(draft: Draft, place: Place, start: number, end: number, words: string): Draft {
  return rewriteAt(draft, place, replaceIn(place.rich, start, end, words));
}

/** The words of the page without titles of pictures: what a reader gets from the text itself. */
export function bodyLength(draft: Draft): number {
  return placesOf(draft).filter((place) => place.role === 'prose' || place.role === 'heading').reduce((sum, place) => sum + Array.from(place.text.replaceAll(/\s/g, '')).length, 0);
}
