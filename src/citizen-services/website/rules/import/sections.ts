/** One long document as several pages: each begins at a heading, which becomes its title, and its own headings begin at level 2. */
import type { Block, BlockOf } from '../blocks.ts';
import { partsOf } from '../inline.ts';
import { placesOf } from '../texts.ts';
import type { Imported } from './html.ts';
import { type ImportNote, Notes } from './note.ts';
import { fitPage } from './out.ts';

export interface Section extends Imported {
  /** Titles of the sections it lies in, outermost first. */
  readonly parents: readonly string[];
}

/** The heading under which the notes of a document stand. */
export const NOTES = '注';

type Heading = BlockOf<'heading'>;
interface Part {
  readonly heading: Heading | null;
  readonly parents: readonly string[];
  readonly blocks: Block[];
}

function partsAt(blocks: readonly Block[], level: number): Part[] {
  const above: Heading[] = [];
  const parts: Part[] = [{ heading: null, parents: [], blocks: [] }];
  for (const block of blocks) {
    if (block.type === 'heading' && block.level <= level) {
      while ((above.at(-1)?.level ?? 0) >= block.level) above.pop();
      parts.push({ heading: block, parents: above.map((one) => one.text), blocks: [] });
      above.push(block);
    } else parts.at(-1)?.blocks.push(block);
  }
  // A heading with nothing but sections below it is no page of its own; one with nothing at all still is.
  return parts.filter((part, index) => part.blocks.length > 0 || (part.heading !== null && (parts[index + 1]?.heading?.level ?? 0) <= part.heading.level));
}

function raised(blocks: readonly Block[]): Block[] {
  const highest = Math.min(...blocks.flatMap((block) => (block.type === 'heading' ? [block.level] : [])));
  const first = blocks.find((block) => block.type === 'heading');
  return blocks.map((block) => (block.type === 'heading' ? { ...block, level: block === first ? 2 : Math.min(6, block.level - highest + 2) } : block));
}

interface Endnotes {
  readonly heading: Heading;
  readonly list: BlockOf<'list'>;
}

/** The notes an import put at the end of the whole. */
function endnotes(blocks: readonly Block[]): Endnotes | null {
  const [heading, list] = blocks.slice(-2);
  return heading?.type === 'heading' && heading.text === NOTES && list?.type === 'list' && list.style === 'numbers' ? { heading, list } : null;
}

/** The notes a page points at, under the numbers they have in the whole document. */
function notesFor(blocks: readonly Block[], notes: Endnotes): Block[] {
  const draft = { title: '', lead: '', kind: 'guide', lang: 'ja', blocks, contact: '', categories: [], reviewOn: null } as const;
  const used = new Set(placesOf(draft).flatMap((place) => partsOf(place.rich)).flatMap(({ node, text }) => ('mark' in node && node.mark === 'sup' && /^\d{1,4}$/.test(text) ? [Number(text)] : [])));
  const items = notes.list.items.flatMap((item, index) => (used.has(index + 1) ? [{ term: `${index + 1}`, content: item.content }] : []));
  return items.length === 0 ? [] : [{ ...notes.heading, level: 2 }, { ...notes.list, style: 'terms', items }];
}

/** Pages at the headings of a level and of those above it. What stands before the first keeps the document's title. */
export function splitSections(result: Imported, level: number): readonly Section[] {
  const notes = endnotes(result.blocks);
  const parts = partsAt(notes ? result.blocks.slice(0, -2) : result.blocks, level);
  return parts.map((part, index): Section => {
    const report = new Notes();
    const own = raised(part.blocks);
    const blocks = fitPage(notes ? [...own, ...notesFor(own, notes)] : own, report);
    const said: readonly ImportNote[] = report.list();
    return { title: part.heading?.text ?? result.title, lead: part.heading === null && index === 0 ? result.lead : '', parents: part.heading === null || result.title === '' ? part.parents : [result.title, ...part.parents], blocks, report: said };
  });
}
