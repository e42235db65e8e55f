/**
 * Clears away what no kept set and no kept WAL needs. An object that nobody needs is first only marked; a set that begins
 * afterwards does not count on marked objects, and they go a day later. So a set that is being made, even by another process,
 * never loses an object under its hands.
 */
import { z } from 'zod';
import { type KeepRule, setsToKeep } from './keep-rule.ts';
import { timeInName } from './manifest.ts';
import type { Vault } from './vault.ts';

export const MARKS = 'marked-for-removal.json';
const GRACE_HOURS = 24;

export interface Swept {
  readonly sets: readonly string[];
  readonly shipments: number;
  readonly objects: number;
}

/** `graceHours`: 0 when nobody else can be making a set, and room is needed at once. */
export async function sweep(vault: Vault, rule: KeepRule, now: Temporal.Instant, graceHours = GRACE_HOURS): Promise<Swept> {
  const sets = await vault.names('sets');
  const { keep, everyMomentFrom } = setsToKeep(sets.map((name) => ({ name, at: timeInName(name) })), rule);
  const gone = sets.filter((name) => !keep.has(name));
  const needed = new Set<string>();
  let oldest: Temporal.Instant | null = null;
  for (const name of sets.filter((one) => keep.has(one))) {
    const { value } = await vault.set(name);
    if (name === everyMomentFrom?.name) oldest = Temporal.Instant.from(value.startedAt);
    for (const group of value.groups) await need(vault, group.list.sha256, needed);
    for (const file of value.wal) for (const piece of file.pieces) needed.add(piece.object);
  }
  const old: string[] = [];
  for (const name of await vault.names('shipments')) {
    const { value } = await vault.shipment(name);
    if (oldest !== null && Temporal.Instant.compare(Temporal.Instant.from(value.coversTo), oldest) < 0) old.push(name);
    else {
      for (const group of value.groups) await need(vault, group.list.sha256, needed);
      for (const file of value.wal) for (const piece of file.pieces) needed.add(piece.object);
    }
  }
  // Manifests first: a set that lost objects must not stand there looking whole.
  await vault.place.remove([...gone, ...old]);
  const objects = await removeUnneeded(vault, needed, now, graceHours);
  return { sets: gone, shipments: old.length, objects };
}

async function need(vault: Vault, list: string, needed: Set<string>): Promise<void> {
  const name = `lists/${list}`;
  if (needed.has(name)) return;
  needed.add(name);
  for (const line of await vault.getList(list)) needed.add(line.slice(0, line.indexOf(' ')));
}

async function removeUnneeded(vault: Vault, needed: ReadonlySet<string>, now: Temporal.Instant, graceHours: number): Promise<number> {
  const before = await marks(vault);
  const after: Record<string, string> = {};
  const remove: string[] = [];
  for (const folder of ['objects/', 'lists/']) {
    for await (const { name } of vault.place.list(folder)) {
      if (needed.has(name)) continue;
      const since = before.get(name) ?? now.toString();
      if (now.since(Temporal.Instant.from(since)).total('hours') >= graceHours) remove.push(name);
      else after[name] = since;
    }
  }
  await vault.place.remove(remove);
  vault.forget(remove);
  if (before.size > 0 || Object.keys(after).length > 0) await vault.place.put(MARKS, Buffer.from(JSON.stringify(after)));
  return remove.length;
}

const Marked = z.record(z.string(), z.iso.datetime());

/** Marked objects, and since when. Marks that cannot be read are none: everything is marked anew and waits another day. */
export async function marks(vault: Pick<Vault, 'place'>): Promise<ReadonlyMap<string, string>> {
  const found = await vault.place.get(MARKS);
  if (found === null) return new Map();
  try {
    return new Map(Object.entries(Marked.parse(JSON.parse(found.toString('utf8')))));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return new Map();
    throw error;
  }
}
