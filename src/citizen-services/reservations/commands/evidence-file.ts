/** A file as a command takes it, and its way into the store: sniffed by its bytes, limited, named by its hash. */
import { z } from 'zod';
import type { City } from '../../../kernel/city.ts';
import { choiceField, field, listField, textField } from '../../../kernel/fields.ts';
import { fileRefusals, type StoredFile, storeFile } from '../../../kernel/files/files.ts';
import { actorKey } from '../../../kernel/actor.ts';
import { refuse, type Refused, type Refusals } from '../../../kernel/outcome.ts';
import type { Fields } from '../../../kernel/page.ts';
import type { Ctx } from '../booking.ts';

export const EVIDENCE_MEGABYTES = 10;
const LIMIT = EVIDENCE_MEGABYTES * 1024 * 1024;
export const evidenceTypes = ['image/jpeg', 'image/png', 'application/pdf'] as const;
export const evidenceKinds = ['residency', 'identity', 'roster', 'reduction', 'other'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** The form's field for the n-th paper; a refusal names it, so that it is marked. */
export const fileName = (index: number) => `evidenceFiles.${index}`;

export const evidenceRefusals = {
  FileTooLarge: fileRefusals.FileTooLarge,
  FileKind: { status: 422, ja: () => 'この種類のファイルは受け取れません。写真（JPEG・PNG）かPDFで送り直してください。', en: () => 'This kind of file is not accepted. Please send a JPEG or PNG picture, or a PDF.' },
} as const satisfies Refusals;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** Base64 is a third longer than its bytes; a little more than the limit may come in, so that the refusal can name the limit. */
const MAX_CHARACTERS = Math.ceil((LIMIT * 4) / 3) + 3 * 1024 * 1024;
const label = { ja: '書類のファイル', en: 'The file' };

const content = field<Uint8Array>(label, { type: 'string', contentEncoding: 'base64' }, (raw) => {
  if (raw instanceof Uint8Array) return { ok: true, value: raw };
  if (typeof raw !== 'string' || raw.length > MAX_CHARACTERS || raw.length % 4 !== 0 || !BASE64.test(raw)) return { ok: false, message: { ja: '書類のファイルを読み取れません。写真かPDFを選び直してください（APIでは Base64 で送ってください）。', en: 'The file cannot be read. Please choose a picture or a PDF (through the API: as Base64).' } };
  return { ok: true, value: Buffer.from(raw, 'base64') };
});

/** A file in a command's input: what it shows, its name, and its bytes as they are (pages) or as Base64 (API). */
const evidenceFileField = z.object({ kind: choiceField({ ja: '書類の種類', en: 'Kind of paper' }, evidenceKinds), name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), content });
export type EvidenceFile = z.output<typeof evidenceFileField>;
export const evidenceFilesField = listField(label, evidenceFileField, { max: 3 });

/** What a form's file fields sent, as the command takes them: the n-th field is of the n-th kind, and one left empty is left out. */
export function sentFiles(form: Pick<Fields, 'file'>, kinds: readonly EvidenceKind[]): readonly { readonly kind: EvidenceKind; readonly name: string; readonly content: Uint8Array }[] {
  return kinds.flatMap((kind, index) => {
    const file = form.file(fileName(index));
    return file && file.bytes.byteLength > 0 ? [{ kind, name: shownName(file.name), content: file.bytes }] : [];
  });
}

/** Names come from other people's machines: paths and what cannot be shown are left out. */
function shownName(name: string): string {
  const kept = [...(name.split(/[\\/]/).at(-1) ?? '')].filter((sign) => !/[\p{C}]/u.test(sign)).slice(0, 120).join('').trim();
  return kept === '' ? '書類' : kept;
}

export interface KeptFile extends StoredFile {
  readonly kind: EvidenceKind;
  readonly name: string;
}

/** Into the store, before the transaction that names them. The first that cannot be taken is named. */
export async function keepEvidence(city: City, files: readonly EvidenceFile[]): Promise<readonly KeptFile[] | Refused<'FileTooLarge' | 'FileKind'>> {
  const kept: KeptFile[] = [];
  for (const [index, file] of files.entries()) {
    const stored = await storeFile(city, file.content, { limit: LIMIT, types: evidenceTypes });
    if ('refused' in stored) return refuse(stored.refused, { ...stored.details, field: fileName(index) });
    kept.push({ ...stored, kind: file.kind, name: file.name });
  }
  return kept;
}

/** The rows that say whose papers they are. The same paper sent twice is kept once. */
export async function writeEvidence(ctx: Ctx, about: { readonly patron: string } | { readonly reservation: string }, files: readonly KeptFile[]): Promise<void> {
  if (files.length === 0) return;
  await ctx.db.insertInto('reservations.evidence').values(files.map((file) => ({
    id: ctx.newId(), patron_id: 'patron' in about ? about.patron : null, reservation_id: 'reservation' in about ? about.reservation : null, kind: file.kind, name: file.name, sha256: file.sha256, bytes: file.bytes,
    media_type: mediaTypeOf(file), sent_by: actorKey(ctx.actor), sent_at: ctx.now,
  }))).onConflict((conflict) => conflict.doNothing()).execute();
}

function mediaTypeOf(file: KeptFile): (typeof evidenceTypes)[number] {
  const known = evidenceTypes.find((type) => type === file.mediaType);
  if (!known) throw new Error(`stored as ${file.mediaType}, which is no evidence`);
  return known;
}
