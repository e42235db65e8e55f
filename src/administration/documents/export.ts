/** A folder as a bag: the texts and files as they are, and one JSON that says what each is. */
import type { City } from '../../kernel/city.ts';
import { loadFile } from '../../kernel/files/files.ts';
import { type BagFile, bagName, makeBag, tar } from './rules/bag.ts';
import type { folderContent } from './queries/export.ts';

type Content = NonNullable<Awaited<ReturnType<typeof folderContent.run>>>;

/** The tar of a folder's bag. Every file is checked against its name as it is read. */
export async function bagOf(city: Pick<City, 'filesDir' | 'facts'>, content: Content, now: Temporal.Instant): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const payload: BagFile[] = [];
  for (const [index, document] of content.documents.entries()) {
    const folder = bagName(`${String(index + 1).padStart(4, '0')}-${document.number || document.id}`);
    if (document.body !== null) payload.push({ path: `${folder}/body.txt`, bytes: Buffer.from(document.body, 'utf8') });
    for (const [at, file] of document.files.entries()) payload.push({ path: `${folder}/${bagName(`${String(at + 1).padStart(2, '0')}-${file.name}`)}`, bytes: await loadFile(city, file.sha256) });
  }
  const described = content.documents.map(({ body: _, files, ...document }) => ({ ...document, files: files.map(({ name, sha256, bytes, media_type, role }) => ({ name, sha256, bytes, mediaType: media_type, role })) }));
  payload.push({ path: 'metadata.json', bytes: Buffer.from(`${JSON.stringify({ folder: content.folder, secretLeftOut: content.secretLeftOut, documents: described }, null, 2)}\n`, 'utf8') });
  const name = bagName(`${content.folder.fiscal_year}-${content.folder.code}`);
  const day = now.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString();
  const lines = [['Source-Organization', `${city.facts.name.ja} ${content.folder.made_by}`], ['Contact-Phone', city.facts.phone], ['External-Identifier', content.folder.id], ['External-Description', `${content.folder.title}（${content.folder.fiscal_year}年度、${content.folder.large}／${content.folder.medium}／${content.folder.small}）`], ['Bagging-Date', day]] as const;
  return { name, bytes: tar(name, makeBag({ name, lines }, payload), Math.floor(now.epochMilliseconds / 1000)) };
}
