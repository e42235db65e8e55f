/**
 * What can be permitted. Systems declare permissions in words a city's administrator understands; roles (a city's data)
 * grant them; everything else is denied.
 */
import type { Text } from '../view.ts';

export interface Permission {
  readonly label: Text;
  /** What the holder can do, for the role editor. */
  readonly note?: string;
  /** Sensitive: only with a second factor. */
  readonly strong?: boolean;
  /** May be limited to single things, e.g. facilities. */
  readonly scope?: 'facility' | 'department';
  /** Separation of duties: the role editor refuses a role that holds both. */
  readonly notWith?: readonly string[];
  /** Suggested bundle names, for a new city's first roles. */
  readonly suggested?: readonly string[];
}

export type Permissions = Readonly<Record<string, Permission>>;

/** Declares a system's permissions; names begin with the system's own. */
export function definePermissions<const P extends Permissions>(permissions: P): P {
  return permissions;
}

const strongOnes = new Set<string>();

/** Called once when the systems are assembled. */
export function registerPermissions(permissions: Permissions): void {
  for (const [name, permission] of Object.entries(permissions)) if (permission.strong) strongOnes.add(name);
}

export function needsSecondFactor(permission: string): boolean {
  return strongOnes.has(permission);
}

/** Pairs in this bundle that one person must not hold together. */
export function conflictsIn(bundle: readonly string[], permissions: Permissions): readonly (readonly [string, string])[] {
  return bundle.flatMap((name) => (permissions[name]?.notWith ?? []).filter((other) => bundle.includes(other)).map((other) => [name, other] as const));
}
