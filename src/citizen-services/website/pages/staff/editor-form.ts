/**
 * The editor's form and the blocks it means. Each block is `b.N.is` (its id and type) and its fields; what a block knows of its file
 * travels in one field, so that four hundred blocks stay within what a form may send.
 */
import type { FormState } from '../../../../kernel/view.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { blockFromFields, blockTypes, emptyBlock, type BlockFields, fieldsOfBlock } from '../../rules/block-form.ts';
import type { Block } from '../../rules/blocks.ts';

export type BlockType = Block['type'];

export interface TypedBlock {
  readonly id: string;
  readonly type: BlockType;
  readonly fields: BlockFields;
}

/** What is not typed, but known of the file. */
const carried: Partial<Readonly<Record<BlockType, readonly string[]>>> = {
  image: ['file', 'name', 'width', 'height', 'bytes', 'positionRemoved', 'source', 'identity'],
  file: ['file', 'name', 'bytes', 'kind', 'pages', 'hasText', 'tagged', 'named', 'hidden', 'identity'],
  video: ['captions'],
};

export const typeOf = (name: string): BlockType | null => blockTypes.find((type) => type === name) ?? null;

/** The one field that carries them; '' for blocks without. */
export function carriedText({ type, fields }: TypedBlock): string {
  const names = carried[type];
  return names ? JSON.stringify(Object.fromEntries(names.map((name) => [name, fields[name] ?? '']))) : '';
}

function carriedFields(text: string): BlockFields {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return isRecord(value) ? Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string')) : {};
  } catch {
    return {};
  }
}

export function shownBlock(block: Block): TypedBlock {
  return { id: block.id, type: block.type, fields: fieldsOfBlock(block) };
}

const first = (value: string | readonly string[] | undefined) => (value === undefined ? '' : typeof value === 'string' ? value : (value[0] ?? ''));

/** The blocks of a form as it was sent, in their order. Fields of no block are left out. */
export function typedBlocks(values: FormState['values']): readonly TypedBlock[] {
  const found = new Map<number, Record<string, string>>();
  for (const [name, value] of Object.entries(values)) {
    const [, index, field] = /^b\.(\d{1,4})\.([A-Za-z]{1,20})$/.exec(name) ?? [];
    if (index === undefined || field === undefined) continue;
    const at = Number(index);
    const known = found.get(at) ?? {};
    known[field] = first(value);
    found.set(at, known);
  }
  return [...found].toSorted(([a], [b]) => a - b).flatMap(([, { is = '', facts = '', ...fields }]) => {
    const [id = '', name = ''] = is.split(' ');
    const type = typeOf(name);
    return type === null ? [] : [{ id, type, fields: { ...fields, ...carriedFields(facts), id, type } }];
  });
}

export interface WrongBlock {
  readonly path: string;
  readonly message: string;
}

/** The blocks that were typed, or where the first one stands that cannot be read. */
export function blocksTyped(typed: readonly TypedBlock[]): readonly Block[] | WrongBlock {
  const blocks: Block[] = [];
  for (const [index, one] of typed.entries()) {
    const block = blockFromFields(one.fields);
    if ('wrong' in block) return { path: `b.${index}.${mainField[one.type]}`, message: `${index + 1}番目の部品：${block.wrong}` };
    blocks.push(block);
  }
  return blocks;
}

/** Where a block's own words are typed. */
export const mainField: Readonly<Record<BlockType, string>> = { heading: 'text', text: 'content', list: 'items', table: 'rows', image: 'alt', file: 'label', contact: 'department', map: 'points', steps: 'items', notice: 'content', accordion: 'items', video: 'address', embed: 'address', pages: 'of' };

/** 'up ID', 'down ID', 'drop ID', 'add TYPE AFTER' ('' or 'start' for AFTER: at the end, at the beginning). Anything else leaves the blocks as they are. */
export function arranged(blocks: readonly Block[], wish: string, newId: () => string): { readonly blocks: readonly Block[]; readonly at: string | null } {
  const [verb = '', what = '', after = ''] = wish.split(' ');
  const index = blocks.findIndex((block) => block.id === what);
  const moved = (to: number) => (index < 0 || to < 0 || to >= blocks.length ? blocks : blocks.toSpliced(index, 1).toSpliced(to, 0, ...blocks.slice(index, index + 1)));
  switch (verb) {
    case 'up': return { blocks: moved(index - 1), at: what };
    case 'down': return { blocks: moved(index + 1), at: what };
    case 'drop': return { blocks: index < 0 ? blocks : blocks.toSpliced(index, 1), at: blocks[index - 1]?.id ?? null };
    case 'add': {
      const type = typeOf(what);
      if (type === null) return { blocks, at: null };
      const id = newId();
      const place = after === 'start' ? 0 : blocks.findIndex((block) => block.id === after) + 1;
      return { blocks: blocks.toSpliced(after === '' || (place === 0 && after !== 'start') ? blocks.length : place, 0, emptyBlock(type, id)), at: id };
    }
    default: return { blocks, at: null };
  }
}
