/** placeholder */
import type { ConnectTo } from '../db/database.ts';
import type { Source } from './source.ts';
export async function outsideSource(_admin: ConnectTo, _dataDir: string, _reader: string): Promise<Source> {
  throw new Error('not yet');
}
