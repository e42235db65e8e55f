/** 様式・ファイル: files with a name of their own, and what a draft that refers to one shows of it. */
import { isRecord } from '../../kernel/text/json.ts';
import { about, type Finding } from './rules/finding.ts';
import type { Block, BlockOf } from './rules/blocks.ts';
import type { Draft } from './rules/texts.ts';
import { type Reader, reading } from './site.ts';

type FileBlock = BlockOf<'image'> | BlockOf<'file'>;
export const isFileBlock = (block: Block): block is FileBlock => block.type === 'image' || block.type === 'file';
/** The blocks that refer to a file by its name instead of to one version of it. */
export const namedBlocks = (blocks: readonly Block[]): readonly (FileBlock & { readonly identity: string })[] => blocks.flatMap((block) => (isFileBlock(block) && block.identity !== undefined ? [{ ...block, identity: block.identity }] : []));

export interface NewestVersion {
  readonly number: number;
  readonly sha256: string;
  readonly name: string;
  readonly picture: boolean;
}

/** The newest version of each file. */
export async function newestVersions(db: Reader, files: readonly string[]): Promise<ReadonlyMap<string, NewestVersion>> {
  if (files.length === 0) return new Map();
  const rows = await reading(db).selectFrom('website.named_file_versions as v').innerJoin('website.files as s', 's.sha256', 'v.sha256').select(['v.file_id as id', 'v.number', 'v.sha256', 's.name', 's.facts']).where('v.file_id', 'in', [...new Set(files)]).orderBy('v.number').execute();
  return new Map(rows.map((row) => [row.id, { number: row.number, sha256: row.sha256, name: row.name, picture: isRecord(row.facts) && isRecord(row.facts['picture']) }]));
}

/**
 * A draft shows the newest version of every file it refers to. Another picture is another block: what was answered about who is seen
 * on the old one, and their consent, says nothing about it.
 */
export async function withNewestVersions(db: Reader, draft: Draft, newId: () => string): Promise<Draft> {
  const newest = await newestVersions(db, namedBlocks(draft.blocks).map((block) => block.identity));
  const blocks = draft.blocks.map((block): Block => {
    if (!isFileBlock(block) || block.identity === undefined) return block;
    const it = newest.get(block.identity);
    if (it?.picture !== (block.type === 'image')) {
      const { identity: _, ...plain } = block;
      return plain;
    }
    if (it.sha256 === block.file) return block;
    return block.type === 'image' ? { ...block, id: newId(), file: it.sha256, name: it.name, consent: 'none' } : { ...block, file: it.sha256, name: it.name };
  });
  return { ...draft, blocks };
}

/** FIL-01: what was written before a file was replaced shows its old version until it is saved again. */
export async function olderVersions(db: Reader, draft: Draft): Promise<readonly Finding[]> {
  const blocks = namedBlocks(draft.blocks);
  const newest = await newestVersions(db, blocks.map((block) => block.identity));
  return blocks.flatMap((block) => {
    const it = newest.get(block.identity);
    return it && it.sha256 !== block.file ? [about('FIL-01', 'confirm', block.id, block.name, `このファイルには新しい版（第${it.number}版「${it.name}」）があります。下書きを保存すると、新しい版になります。`)] : [];
  });
}
