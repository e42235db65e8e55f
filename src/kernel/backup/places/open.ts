/** A place from what was written after --to. */
import { isAbsolute, resolve } from 'node:path';
import { BackupProblem } from '../problem.ts';
import { folderPlace } from './folder.ts';
import type { Place } from './place.ts';

export async function openPlace(text: string): Promise<Place> {
  if (text === '') throw new BackupProblem('PlaceFails', '置き場所が空です。フォルダー、s3://…、ssh://… のどれかを書いてください。');
  if (text.startsWith('s3://')) return (await import('./s3.ts')).s3Place(text);
  if (text.startsWith('ssh://')) return (await import('./ssh.ts')).sshPlace(text);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !text.startsWith('file://')) throw new BackupProblem('PlaceFails', `「${text.slice(0, text.indexOf(':'))}」という種類の置き場所は使えません。フォルダー、s3://…、ssh://… のどれかを書いてください。`);
  const path = text.startsWith('file://') ? decodeURIComponent(new URL(text).pathname) : text;
  return folderPlace(isAbsolute(path) ? path : resolve(path));
}
