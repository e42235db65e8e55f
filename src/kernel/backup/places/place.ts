/** Where backups lie: another folder, an S3-compatible store, another machine by SSH. Objects are at most a few megabytes each. */
import { BackupProblem } from '../problem.ts';

export interface Listed {
  readonly name: string;
  readonly bytes: number;
}

export interface Place {
  /** For people, without secrets. */
  readonly shown: string;
  /** Whole or not at all: a crash in the middle leaves no object of that name. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Comes back when everything put so far outlives a power cut. */
  settle(): Promise<void>;
  /** Null: there is no such object. */
  get(name: string): Promise<Buffer | null>;
  /** Everything whose name begins with this folder ('objects/'), in any order. */
  list(folder: string): AsyncIterable<Listed>;
  remove(names: readonly string[]): Promise<void>;
  /** Free bytes, where the place can tell. */
  free(): Promise<number | null>;
  close(): Promise<void>;
}

/** Names that every place takes and none could mistake: no dots at the beginning, no way upwards. */
export function checkedName(name: string): string {
  if (!/^(?:[a-z0-9][a-zA-Z0-9_-]*\/)*[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(name) || name.includes('..')) throw new Error(`object name ${name}`);
  return name;
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The sentence for a place that failed. */
export function placeProblem(shown: string, error: unknown): BackupProblem {
  if (error instanceof BackupProblem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.has(code)) return placeFull(shown, error);
  return new BackupProblem('PlaceFails', `${shown} に届きません（${error instanceof Error ? error.message : String(error)}）。つながりと権限を確かめてください。`, { cause: error });
}

export function placeFull(shown: string, cause: unknown): BackupProblem {
  return new BackupProblem('PlaceFull', `${shown} がいっぱいです。容量を増やすか、残す世代（backup.json の keep、または --keep-…）を減らしてください。`, { cause });
}
