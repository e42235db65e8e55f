/** Pictures and files on their way in: looked into, cleaned of what nobody meant to publish, stored under the hash of what is left. */
import type { City } from '../../kernel/city.ts';
import { field } from '../../kernel/fields.ts';
import { storeFile, type StoredFile } from '../../kernel/files/files.ts';
import { inflateRaw } from '../../kernel/files/unpack.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { isRecord } from '../../kernel/text/json.ts';
import type { Block } from './rules/blocks.ts';
import { type Facts, factsOf } from './rules/files/facts.ts';
import { withNewestVersions } from './naming.ts';
import type { Draft } from './rules/texts.ts';
import { type Ctx, type Reader, reading, whoOf } from './site.ts';

export const FILE_MEGABYTES = 20;
const LIMIT = FILE_MEGABYTES * 1024 * 1024;
const MAX_CHARACTERS = Math.ceil((LIMIT * 4) / 3) + 3 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export const contentField = field<Uint8Array>({ ja: 'ファイル', en: 'The file' }, { type: 'string', contentEncoding: 'base64' }, (raw) => {
  if (raw instanceof Uint8Array) return { ok: true, value: raw };
  if (typeof raw !== 'string' || raw === '' || raw.length > MAX_CHARACTERS || raw.length % 4 !== 0 || !BASE64.test(raw)) return { ok: false, message: { ja: 'ファイルを読み取れません。選び直してください（APIでは Base64 で送ってください）。', en: 'The file cannot be read. Please choose it again (through the API: as Base64).' } };
  return { ok: true, value: Buffer.from(raw, 'base64') };
});

export interface Taken {
  readonly stored: StoredFile;
  readonly facts: Facts;
}

/** Into the store, before the transaction that names it. What may not be published at all is refused with the reason. */
export async function takeIn(city: City, name: string, bytes: Uint8Array): Promise<Taken | Refused<'FileTooLarge' | 'HiddenInside'>> {
  if (bytes.byteLength > LIMIT) return refuse('FileTooLarge', { limitMegabytes: FILE_MEGABYTES, field: 'file' });
  const facts = factsOf(bytes, name, { inflate: inflateRaw, limits: { fileBytes: LIMIT, pictureBytes: LIMIT } });
  const stops = facts.findings.filter((finding) => finding.severity === 'block').map((finding) => finding.reason);
  if (facts.cleaned === null || stops.length > 0) return refuse('HiddenInside', { why: stops.join(''), field: 'file' });
  const stored = await storeFile(city, facts.cleaned, { limit: LIMIT, types: [facts.mediaType], checkedAs: facts.mediaType });
  return 'refused' in stored ? refuse('HiddenInside', { why: '', field: 'file' }) : { stored, facts };
}

/** The row that says whose file it is. The same bytes are one file, whatever they are called. */
export async function nameFile(ctx: Ctx, { stored, facts }: Taken): Promise<void> {
  await ctx.db.insertInto('website.files').values({
    sha256: stored.sha256, name: facts.name, media_type: facts.mediaType, bytes: stored.bytes, width: facts.picture?.width ?? null, height: facts.picture?.height ?? null, removed: [...facts.removed],
    facts: JSON.stringify({ picture: facts.picture, file: facts.file }), made_by: whoOf(ctx), made_at: ctx.now,
  }).onConflict((conflict) => conflict.column('sha256').doNothing()).execute();
}

/** The block that shows it. `words`: what stands for a picture, or the name of the link. */
export function blockFor({ stored, facts }: Taken, id: string, words: string): Block {
  if (facts.picture) return { id, type: 'image', file: stored.sha256, name: facts.name, alt: words, decorative: false, caption: '', credit: '', people: false, consent: 'none', ...facts.picture };
  return { id, type: 'file', file: stored.sha256, name: facts.name, label: words, ...(facts.file ?? { bytes: stored.bytes, kind: 'other', hidden: [] }) };
}

/** What a block says of its file is what was found when the file came in, whatever a form or a program sends. */
export async function withFileFacts(db: Reader, typed: Draft, newId: () => string): Promise<Draft> {
  const draft = await withNewestVersions(db, typed, newId);
  const named = draft.blocks.flatMap((block) => (block.type === 'image' || block.type === 'file' ? [block.file] : [])).filter((sha) => /^[0-9a-f]{64}$/.test(sha));
  if (named.length === 0) return draft;
  const rows = new Map((await reading(db).selectFrom('website.files').select(['sha256', 'facts']).where('sha256', 'in', [...new Set(named)]).execute()).map((row) => [row.sha256, row.facts]));
  const blocks = draft.blocks.map((block): Block => {
    if (block.type !== 'image' && block.type !== 'file') return block;
    const facts = rows.get(block.file);
    const own = isRecord(facts) ? facts[block.type === 'image' ? 'picture' : 'file'] : undefined;
    return isRecord(own) ? { ...block, ...own } : block;
  });
  return { ...draft, blocks };
}
