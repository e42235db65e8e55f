/**
 * 長期保存の形: a BagIt bag (RFC 8493) in a tar (POSIX ustar). Anybody can open it in thirty years with tar and check it with sha256sum;
 * nothing of ours is needed.
 */
import { createHash } from 'node:crypto';

export interface BagFile {
  /** Below data/, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface BagInfo {
  readonly name: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const utf8 = (text: string) => new TextEncoder().encode(text);

/** A name inside a bag: no way out of it, nothing that some disk cannot hold, not longer than ustar's field. */
export function bagName(text: string): string {
  const plain = text.normalize('NFC').replaceAll(/[\p{C}\\/:*?"<>|%]/gu, '_').replace(/^\.+/, '_').trim();
  let kept = '';
  for (const sign of plain === '' ? '_' : plain) {
    if (utf8(kept + sign).length > 60) break;
    kept += sign;
  }
  return kept;
}

/** The files of a bag: payload, its manifest, what it is, and the manifest of those. */
export function makeBag(info: BagInfo, payload: readonly BagFile[]): readonly BagFile[] {
  const paths = new Set(payload.map((file) => file.path));
  if (paths.size !== payload.length) throw new Error('two payload files of one name');
  const octets = payload.reduce((sum, file) => sum + file.bytes.length, 0);
  const lines = [...info.lines, ['Payload-Oxum', `${octets}.${payload.length}`]].map(([label, value]) => `${label}: ${String(value).replaceAll(/\s+/g, ' ')}\n`);
  const tags: BagFile[] = [
    { path: 'bagit.txt', bytes: utf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') },
    { path: 'bag-info.txt', bytes: utf8(lines.join('')) },
    { path: 'manifest-sha256.txt', bytes: utf8(payload.map((file) => `${sha256(file.bytes)}  data/${file.path}\n`).join('')) },
  ];
  const tagManifest = utf8(tags.map((file) => `${sha256(file.bytes)}  ${file.path}\n`).join(''));
  return [...tags, { path: 'tagmanifest-sha256.txt', bytes: tagManifest }, ...payload.map((file) => ({ path: `data/${file.path}`, bytes: file.bytes }))];
}

const BLOCK = 512;

function header(path: string, size: number, epochSeconds: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, length: number, text: string) => {
    const bytes = utf8(text);
    if (bytes.length > length) throw new Error(`too long for tar: ${path}`);
    block.set(bytes, at);
  };
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  const cut = utf8(path).length <= 100 ? -1 : path.lastIndexOf('/');
  put(0, 100, path.slice(cut + 1));
  put(100, 8, octal(0o644, 8));
  put(108, 8, octal(0, 8));
  put(116, 8, octal(0, 8));
  put(124, 12, octal(size, 12));
  put(136, 12, octal(epochSeconds, 12));
  put(148, 8, '        ');
  put(156, 1, '0');
  put(257, 6, 'ustar\0');
  put(263, 2, '00');
  if (cut > 0) put(345, 155, path.slice(0, cut));
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, 8, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** One tar of files below a folder. The same files and moment give the same bytes. */
export function tar(folder: string, files: readonly BagFile[], epochSeconds: number): Uint8Array {
  const parts = files.flatMap((file) => [header(`${folder}/${file.path}`, file.bytes.length, epochSeconds), file.bytes, new Uint8Array((BLOCK - (file.bytes.length % BLOCK)) % BLOCK)]);
  return Buffer.concat([...parts, new Uint8Array(BLOCK * 2)]);
}
