/** Writes the published form of a log into a folder that any web server can offer: checkpoint, tiles, entry bundles. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Asks, bundleIn, cosignedNote, lastCheckpoint, tilesIn } from './store.ts';
import { tilePath, tilesOf } from './tiles.ts';

/** The size that was written; 0: nothing is signed yet. What is there already and full is written again only when asked for anew. */
export async function exportLog(asks: Asks, folder: string, progress: (done: number, total: number) => void = () => {}): Promise<number> {
  const last = await lastCheckpoint(asks);
  if (!last) return 0;
  const tiles = tilesOf(last.size);
  const source = tilesIn(asks);
  const write = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  for (const [done, tile] of tiles.entries()) {
    write(tilePath(tile), await source(tile));
    if (tile.level === 0) write(tilePath({ ...tile, level: 'entries' }), await bundleIn(asks, tile));
    progress(done + 1, tiles.length);
  }
  // Last, so that whoever sees the checkpoint finds all that it speaks of.
  write('checkpoint', await cosignedNote(asks, last));
  return last.size;
}
