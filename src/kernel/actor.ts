/** Who acts, and what they may. An actor is made by `identity` from a session or token, never by a system. */

/** A permission a role gave, for the whole city (`scope: null`) or for some things only, e.g. 'facility:GYM-2'. */
export interface Grant {
  readonly permission: string;
  readonly scope: readonly string[] | null;
}

interface Signed {
  readonly id: string;
  readonly name: string;
  /** A salted fingerprint of browser and network, for the pattern report; never an address. */
  readonly device: string;
}

export type Actor =
  | { readonly kind: 'visitor'; readonly device: string }
  | ({ readonly kind: 'citizen' } & Signed)
  | ({ readonly kind: 'staff'; readonly grants: readonly Grant[]; readonly strong: boolean; readonly onBehalfOf?: string } & Signed)
  | ({ readonly kind: 'service'; readonly grants: readonly Grant[] } & Signed)
  | { readonly kind: 'system'; readonly id: string };

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type CitizenActor = Extract<Actor, { kind: 'citizen' }>;

/** One line of a command's `allow`. A command allows whoever matches any of its lines; an empty list means nobody. */
export type Allow =
  | { readonly who: 'anyone'; readonly why: string }
  | { readonly who: 'citizen' }
  | { readonly who: 'staff'; readonly permission: string }
  | { readonly who: 'any-staff'; readonly why: string }
  | { readonly who: 'system' };

export const citizen: Allow = { who: 'citizen' };
/** Work that runs by itself: schedules, event handlers. */
export const system: Allow = { who: 'system' };

/** Open to everybody; the reason is part of the declaration and shown in the permission matrix. */
export function anyone(why: string): Allow {
  return { who: 'anyone', why };
}

/** Staff and services with this permission, in whatever scope; the command itself asks `ctx.may(permission, scope)` where scope matters. */
export function staff(permission: string): Allow {
  return { who: 'staff', permission };
}

/** Every signed-in member of staff, for what concerns only themselves. */
export function anyStaff(why: string): Allow {
  return { who: 'any-staff', why };
}

/** Whether the actor holds the permission; with a scope, for exactly that thing. */
export function holds(actor: Actor, permission: string, scope?: string): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind !== 'staff' && actor.kind !== 'service') return false;
  return actor.grants.some((grant) => grant.permission === permission && (scope === undefined || grant.scope === null || grant.scope.includes(scope)));
}

/** The scopes in which the actor holds the permission: 'city' or the list (empty: nowhere). For filtering lists. */
export function scopesOf(actor: Actor, permission: string): 'city' | readonly string[] {
  if (actor.kind === 'system') return 'city';
  if (actor.kind !== 'staff' && actor.kind !== 'service') return [];
  const found = actor.grants.filter((grant) => grant.permission === permission);
  if (found.some((grant) => grant.scope === null)) return 'city';
  return found.flatMap((grant) => grant.scope ?? []);
}

/** The scope of a permission that is limited to an office. */
export const officeScope = (code: string) => `department:${code}`;

/** The codes of the offices in which the actor holds a permission, or 'city': all of the hall. */
export function officesOf(actor: Actor, permission: string): 'city' | readonly string[] {
  const found = scopesOf(actor, permission);
  return found === 'city' ? 'city' : found.flatMap((scope) => (scope.startsWith('department:') ? [scope.slice('department:'.length)] : []));
}

/** 'yes', or why not: nobody is signed in, a second factor is missing, or they may not. */
export function admits(allow: readonly Allow[], actor: Actor, needsStrong: (permission: string) => boolean = () => false): 'yes' | 'sign-in' | 'strengthen' | 'no' {
  let strengthen = false;
  for (const line of allow) {
    switch (line.who) {
      case 'anyone':
        return 'yes';
      case 'citizen':
        if (actor.kind === 'citizen') return 'yes';
        break;
      case 'system':
        if (actor.kind === 'system') return 'yes';
        break;
      case 'any-staff':
        if (actor.kind === 'staff') return 'yes';
        break;
      case 'staff':
        if (!holds(actor, line.permission)) break;
        if (actor.kind !== 'staff' || actor.strong || !needsStrong(line.permission)) return 'yes';
        strengthen = true;
        break;
    }
  }
  if (strengthen) return 'strengthen';
  return actor.kind === 'visitor' ? 'sign-in' : 'no';
}

/** The stable key of an actor in rows: 'citizen:…', 'staff:…'. Visitors share none. */
export function actorKey(actor: Actor): string {
  return actor.kind === 'visitor' ? `visitor:${actor.device}` : `${actor.kind}:${actor.id}`;
}
