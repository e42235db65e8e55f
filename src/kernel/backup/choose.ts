/** Which set, and which WAL after it, lead to a moment. Reads manifests only. */
import type { BackupSet, Group, Named, WalFile } from './manifest.ts';
import { timeInName } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import type { Vault } from './vault.ts';

export interface Chosen {
  readonly set: Named<BackupSet>;
  /** In their order, without a hole. */
  readonly wal: readonly WalFile[];
  /** Files that came after the set. */
  readonly newFiles: readonly Group[];
  /** Everything committed before this is restored. */
  readonly coversTo: Temporal.Instant;
}

/** For people, in Japan's time. */
export function momentWords(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** Choose for the latest moment there is, or for `at`. */
export async function choose(vault: Vault, at: Temporal.Instant | null): Promise<Chosen> {
  const names = await vault.names('sets');
  if (names.length === 0) throw new BackupProblem('NothingThere', `${vault.place.shown} にバックアップはありません。場所が正しいか確かめてください。`);
  const fitting = names.filter((name) => at === null || Temporal.Instant.compare(timeInName(name), at) <= 0);
  const name = fitting.at(-1);
  if (name === undefined) throw new BackupProblem('TooEarly', `${at ? momentWords(at) : ''} より前のバックアップはありません。いちばん古いものは ${momentWords(timeInName(names[0] ?? ''))} です。`);
  let set = await vault.set(name);
  if (at !== null && Temporal.Instant.compare(Temporal.Instant.from(set.value.consistentAt), at) > 0) {
    // The second in the name is the same, the moment is a fraction later.
    const before = fitting.at(-2);
    if (before === undefined) throw new BackupProblem('TooEarly', `${momentWords(at)} に戻せるバックアップはありません。いちばん古いものは ${momentWords(timeInName(name))} です。`);
    set = await vault.set(before);
  }
  await checkChain(vault, names, set);
  return follow(vault, set, at);
}

/** A set that stands there under a name another set refers to must be that one. A damaged one after it says nothing about it. */
async function checkChain(vault: Vault, names: readonly string[], set: Named<BackupSet>): Promise<void> {
  const next = names[names.indexOf(set.name) + 1];
  if (next === undefined) return;
  const before = await previousOf(vault, next);
  if (before === set.sha256) return;
  if (before !== null && names.some((name) => name.includes(before))) throw new BackupProblem('Damaged', `${next} は、${set.name} の次ではありません。控えのつながりが書き換えられています。`);
}

async function previousOf(vault: Vault, name: string): Promise<string | null> {
  try {
    return (await vault.set(name)).value.previous;
  } catch (error) {
    if (error instanceof BackupProblem && error.kind === 'Damaged') return null;
    throw error;
  }
}

async function follow(vault: Vault, set: Named<BackupSet>, at: Temporal.Instant | null): Promise<Chosen> {
  const start = Temporal.Instant.from(set.value.startedAt);
  const wal = new Map(set.value.wal.map((file) => [file.name, file]));
  const newFiles: Group[] = [];
  let coversTo = Temporal.Instant.from(set.value.consistentAt);
  let next = set.value.startWal;
  for (const name of await vault.names('shipments')) {
    if (Temporal.Instant.compare(timeInName(name).add({ seconds: 1 }), start) < 0) continue;
    if (at !== null && Temporal.Instant.compare(coversTo, at) > 0) break;
    const { value } = await vault.shipment(name);
    for (const file of value.wal) wal.set(file.name, file);
    // What came before a gap is good as far as it goes; since when WAL was lost nobody knows, so no moment is promised for it.
    if (value.gap && Temporal.Instant.compare(Temporal.Instant.from(value.coversTo), Temporal.Instant.from(set.value.consistentAt)) > 0) break;
    while (wal.has(next)) next = nextWal(next, set.value.walBytes);
    // WAL that nobody kept lies between: what comes after it cannot be reached from this set.
    if (value.wal.some((file) => file.name.length === next.length && file.name > next)) break;
    newFiles.push(...value.groups);
    const covers = Temporal.Instant.from(value.coversTo);
    if (Temporal.Instant.compare(covers, coversTo) > 0) coversTo = covers;
  }
  if (at !== null && Temporal.Instant.compare(at, coversTo) > 0) {
    throw new BackupProblem('TooLate', `${momentWords(at)} までの控えはありません。戻せるのは ${momentWords(coversTo)} までです（--at を付けなければ、そこまで戻します）。`);
  }
  return { set, wal: unbroken(set.value, [...wal.values()]), newFiles, coversTo };
}

/** The WAL from the set's start on one timeline, as far as no file is missing. */
export function unbroken(set: Pick<BackupSet, 'startWal' | 'walBytes'>, files: readonly WalFile[]): readonly WalFile[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const found: WalFile[] = [];
  for (let name = set.startWal; ; name = nextWal(name, set.walBytes)) {
    const file = byName.get(name);
    if (!file) break;
    found.push(file);
  }
  if (found.length === 0) throw new BackupProblem('Damaged', `WAL ${set.startWal} がないので、このバックアップは使えません。ほかの世代から復元してください。`);
  return found;
}

/** The file that follows (PostgreSQL: timeline, then the position's high and low part, 4 GB to a high part). */
export function nextWal(name: string, walBytes: number): string {
  const perHigh = 0x1_0000_0000 / walBytes;
  const number = Number.parseInt(name.slice(8, 16), 16) * perHigh + Number.parseInt(name.slice(16), 16) + 1;
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${name.slice(0, 8)}${hex(Math.floor(number / perHigh))}${hex(number % perHigh)}`;
}
