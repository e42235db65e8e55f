/** Files on their way in: sniffed by their bytes, limited, named by their hash; text is read so that it can be found. */
import { z } from 'zod';
import type { City } from '../../kernel/city.ts';
import { choiceField, field, listField, textField, withDefault } from '../../kernel/fields.ts';
import { fileRefusals, storeFile } from '../../kernel/files/files.ts';
import { refuse, type Refused, type Refusals } from '../../kernel/outcome.ts';
import type { Fields } from '../../kernel/page.ts';
import { decodeMs932 } from '../../kernel/text/ms932.ts';
import { containsMyNumber } from '../../kernel/text/my-number.ts';
import { roles } from './messages/words.ts';
import { refusals } from './messages/refusals.ts';
import { person, type Ctx } from './office.ts';

export const FILE_MEGABYTES = 10;
const LIMIT = FILE_MEGABYTES * 1024 * 1024;
const MAX_FILES = 20;
const MAX_WORDS = 30_000;
/** Base64 is a third longer than its bytes; a little more may come in, so that the refusal can name the limit. */
const MAX_CHARACTERS = Math.ceil((LIMIT * 4) / 3) + 3 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const label = { ja: 'ファイル', en: 'The file' };

export const fileRefusalsHere = {
  FileTooLarge: fileRefusals.FileTooLarge,
  FileKind: { status: 422, ja: () => 'この種類のファイルは受け取れません。PDF、JPEG・PNG、文字だけのファイル（メールの文面など）で送り直してください。', en: () => 'This kind of file is not accepted. Please send a PDF, a picture or plain text.' },
  FileTaken: refusals.FileTaken, MyNumberInFile: refusals.MyNumberInFile, TextFixed: refusals.TextFixed,
} as const satisfies Refusals;

const content = field<Uint8Array>(label, { type: 'string', contentEncoding: 'base64' }, (raw) => {
  if (raw instanceof Uint8Array) return { ok: true, value: raw };
  if (typeof raw !== 'string' || raw.length > MAX_CHARACTERS || raw.length % 4 !== 0 || raw === '' || !BASE64.test(raw)) return { ok: false, message: { ja: 'ファイルを読み取れません。選び直してください（APIでは Base64 で送ってください）。', en: 'The file cannot be read. Please choose it again (through the API: as Base64).' } };
  return { ok: true, value: Buffer.from(raw, 'base64') };
});

const fileField = z.object({ role: withDefault(choiceField({ ja: '役割', en: 'Role' }, roles), 'attached'), name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), content });
export const filesField = listField(label, fileField, { max: MAX_FILES });
export type SentFile = z.output<typeof fileField>;

/** What a form's file field sent, as the command takes it. */
export function sentFiles(form: Pick<Fields, 'file' | 'get'>, name = 'file'): readonly SentFile[] {
  const file = form.file(name);
  if (!file || file.bytes.byteLength === 0) return [];
  const role = roles.find((one) => one === form.get('role')) ?? 'attached';
  const plain = [...(file.name.split(/[\\/]/).at(-1) ?? '')].filter((sign) => !/[\p{C}]/u.test(sign)).slice(0, 120).join('').trim();
  return [{ role, name: plain === '' ? 'ファイル' : plain, content: file.bytes }];
}

export interface KeptFile {
  readonly role: SentFile['role'];
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: 'application/pdf' | 'image/jpeg' | 'image/png' | 'text/plain';
  readonly words: string;
}

const types = { 'application/pdf': 'application/pdf', 'image/jpeg': 'image/jpeg', 'image/png': 'image/png', 'text/csv': 'text/plain' } as const;
const knownTypes = Object.keys(types) as readonly (keyof typeof types)[];

/** The text of a plain file, UTF-8 or MS932. */
export function plainText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeMs932(bytes) ?? '';
  }
}

/** Into the store, before the transaction that names them. */
export async function keepFiles(city: City, files: readonly SentFile[]): Promise<readonly KeptFile[] | Refused<'FileTooLarge' | 'FileKind'>> {
  const kept: KeptFile[] = [];
  for (const file of files) {
    const stored = await storeFile(city, file.content, { limit: LIMIT, types: knownTypes });
    if ('refused' in stored) return refuse(stored.refused, { ...stored.details, field: 'file' });
    const known = knownTypes.find((type) => type === stored.mediaType);
    if (!known || stored.bytes === 0) return refuse('FileKind', { field: 'file' });
    kept.push({ role: file.role, name: file.name, sha256: stored.sha256, bytes: stored.bytes, mediaType: types[known], words: known === 'text/csv' ? plainText(file.content).replaceAll('\u0000', '').slice(0, MAX_WORDS) : '' });
  }
  return kept;
}

/** The rows that say whose files they are. 番号法20条: a file that seems to hold an Individual Number is kept with secret documents only. */
export async function attach(ctx: Ctx, document: string, files: readonly KeptFile[], confidentiality: string): Promise<Refused<'MyNumberInFile'> | null> {
  if (confidentiality !== 'secret' && files.some((file) => containsMyNumber(file.words))) return refuse('MyNumberInFile');
  if (files.length > 0) {
    await ctx.db.insertInto('documents.attachments').values(files.map((file) => ({ id: ctx.newId(), document_id: document, role: file.role, name: file.name, media_type: file.mediaType, bytes: file.bytes, sha256: file.sha256, words: file.words, added_by: person(ctx), added_at: ctx.now }))).execute();
  }
  return null;
}
