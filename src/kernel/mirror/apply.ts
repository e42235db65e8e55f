/** A mirror takes a bundle: all of it, checked byte by byte, newer than the last; or nothing, and what stands goes on. */
import { lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BundleRefused, type Manifest, readManifest, sha256Of } from './bundle.ts';

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';
const FILES = 'files';
const CURRENT = 'current';
/** Kept beside the present one, for the way back by hand. */
const KEPT = 2;

const missing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Writes a bundle into a folder of its own; nothing may be there yet. */
export async function writeBundle(folder: string, signed: { readonly text: string; readonly signature: string }, contents: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: false });
  for (const [path, bytes] of contents) {
    const to = join(folder, FILES, path);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, bytes, { flag: 'wx' });
  }
  await writeFile(join(folder, SIGNATURE), signed.signature);
  // The list comes last: a folder without it is an unfinished bundle.
  await writeFile(join(folder, MANIFEST), signed.text);
}

/** The sequence a mirror serves; 0: none yet. */
export async function servedSequence(site: string): Promise<number> {
  try {
    const found = /(\d+)$/.exec(await readlink(join(site, CURRENT)));
    return found ? Number(found[1]) : 0;
  } catch (error) {
    if (missing(error)) return 0;
    throw error;
  }
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if (missing(error)) throw new BundleRefused(`${name} がありません。写し終わっていないか、束ではありません。`);
    throw error;
  }
}

/** Takes the bundle in `folder` for the site in `site`. Throws BundleRefused with the reason; what is served stays as it is. */
export async function applyBundle(folder: string, site: string, key: string): Promise<Manifest> {
  const manifest = readManifest({ text: await read(folder, MANIFEST), signature: await read(folder, SIGNATURE) }, key);
  const now = await servedSequence(site);
  if (manifest.sequence <= now) throw new BundleRefused(`番号 ${manifest.sequence} は、いま出している ${now} より新しくありません。古い束を出し直すことはできません。`);
  const releases = join(site, 'releases');
  const name = String(manifest.sequence).padStart(8, '0');
  const unfinished = join(releases, `${name}.part`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    for (const file of manifest.files) {
      const from = join(folder, FILES, file.path);
      // A link in a bundle would lead out of it.
      const is = await lstat(from).catch((error: unknown) => { if (missing(error)) throw new BundleRefused(`${file.path} がありません。`); throw error; });
      if (!is.isFile()) throw new BundleRefused(`${file.path} は、ふつうのファイルではありません。`);
      const bytes = await readFile(from);
      if (bytes.byteLength !== file.bytes || sha256Of(bytes) !== file.sha256) throw new BundleRefused(`${file.path} の中身が、一覧と違います。`);
      const to = join(unfinished, file.path);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, bytes);
    }
    await rm(join(releases, name), { recursive: true, force: true });
    await rename(unfinished, join(releases, name));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  // A link is replaced in one step: whoever asks in this moment gets the old site or the new one.
  const link = join(site, `${CURRENT}.part`);
  await rm(link, { force: true });
  await symlink(join('releases', name), link);
  await rename(link, join(site, CURRENT));
  await tidy(releases);
  return manifest;
}

async function tidy(releases: string): Promise<void> {
  const old = (await readdir(releases)).filter((name) => /^\d{8}$/.test(name)).toSorted().slice(0, -KEPT);
  for (const name of old) await rm(join(releases, name), { recursive: true, force: true });
}
