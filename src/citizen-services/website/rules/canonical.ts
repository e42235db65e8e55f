/** One form for one page: two drafts that say the same are the same bytes, and the hash of an edition means what it says, not how it was typed. */
import { canonicalJson } from '../../../kernel/text/canonical-json.ts';
import { type Block, BlocksShape } from './blocks.ts';
import { tidy } from './markup.ts';
import { isRecord } from '../../../kernel/text/json.ts';

const FORM = 'website.edition.v1';

/** What of a page is decided, shown and kept. */
export interface Page {
  readonly title: string;
  readonly lead: string;
  readonly kind: string;
  readonly lang: string;
  readonly blocks: readonly Block[];
  readonly contact: string;
  readonly categories: readonly string[];
}

/** Words as people mean them: composed (NFC), one kind of line end. Compatibility characters stay as they were typed. */
const words = (text: string) => text.normalize('NFC').replaceAll(/\r\n?/g, '\n');

function composed(value: unknown): unknown {
  if (typeof value === 'string') return words(value);
  if (Array.isArray(value)) return value.map(composed);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, composed(one)])) : value;
}

function tidyBlock(block: Block): Block {
  switch (block.type) {
    case 'text': case 'notice': return { ...block, content: tidy(block.content) };
    case 'list': return { ...block, items: block.items.map((item) => ({ ...item, content: tidy(item.content) })) };
    case 'steps': case 'accordion': return { ...block, items: block.items.map((item) => ({ ...item, content: tidy(item.content) })) };
    case 'table': return { ...block, rows: block.rows.map((row) => row.map((cell) => ({ ...cell, content: tidy(cell.content) }))) };
    default: return block;
  }
}

/** Blocks as they are kept. Throws when they are not blocks, which every way in has checked before. */
export function tidyBlocks(blocks: readonly Block[]): Block[] {
  return BlocksShape.parse(composed(blocks)).map(tidyBlock);
}

/** The bytes an edition's hash is over. The order of categories says nothing and does not count. */
export function canonicalPage(page: Page): string {
  return canonicalJson({
    form: FORM, title: words(page.title).trim(), lead: words(page.lead).trim(), kind: page.kind, lang: page.lang, contact: page.contact,
    categories: [...new Set(page.categories)].toSorted(), blocks: tidyBlocks(page.blocks),
  });
}
