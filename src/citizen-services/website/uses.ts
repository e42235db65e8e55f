/** Which files a page before the public shows: only these are handed out. */
import { filesIn } from './draft.ts';
import { namedBlocks } from './naming.ts';
import type { Block } from './rules/blocks.ts';
import type { Ctx } from './site.ts';

export async function showNoFiles(ctx: Ctx, page: string): Promise<void> {
  await ctx.db.deleteFrom('website.file_uses').where('page_id', '=', page).execute();
  await ctx.db.deleteFrom('website.named_file_uses').where('page_id', '=', page).execute();
}

export async function showFiles(ctx: Ctx, page: string, blocks: readonly Block[]): Promise<void> {
  await showNoFiles(ctx, page);
  const files = filesIn(blocks);
  const known = files.length === 0 ? [] : await ctx.db.selectFrom('website.files').select('sha256').where('sha256', 'in', [...files]).execute();
  if (known.length > 0) await ctx.db.insertInto('website.file_uses').values(known.map(({ sha256 }) => ({ page_id: page, sha256 }))).execute();
  const named = namedBlocks(blocks);
  if (named.length === 0) return;
  const versions = await ctx.db.selectFrom('website.named_file_versions').select(['file_id', 'number', 'sha256', 'public_at']).where('file_id', 'in', [...new Set(named.map((block) => block.identity))]).orderBy('number', 'desc').execute();
  const shown = new Map(named.flatMap((block) => {
    const version = versions.find((one) => one.file_id === block.identity && one.sha256 === block.file);
    return version ? [[`${version.file_id} ${version.sha256}`, version] as const] : [];
  }));
  for (const { file_id, number, sha256, public_at } of shown.values()) {
    await ctx.db.insertInto('website.named_file_uses').values({ page_id: page, file_id, sha256 }).execute();
    if (public_at === null) await ctx.db.updateTable('website.named_file_versions').set({ public_at: ctx.now }).where('file_id', '=', file_id).where('number', '=', number).execute();
  }
}
