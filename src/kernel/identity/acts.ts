/** Commands and queries of the identity room, bound to the tables of people, posts and sessions. */
import type { Generated } from 'kysely';
import { actsOf } from '../act.ts';
import type { KernelTables, PasskeysRow, StaffRow } from '../db/rows.ts';

/** A view's columns look never-null and required to the generator; this one is `kernel.passkeys` seen through a window. */
interface PostRolesRow {
  readonly id: string;
  readonly post_id: string;
  readonly role_id: string;
  readonly scope: readonly string[] | null;
}

export type IdentityTables = Omit<KernelTables, 'kernel.citizen_passkeys' | 'kernel.staff'> & {
  readonly 'kernel.citizen_passkeys': PasskeysRow;
  readonly 'kernel.staff': Omit<StaffRow, 'totp_step'> & { readonly totp_step: Generated<number | null> };
  readonly 'kernel.post_roles': PostRolesRow;
};

export const { command, query } = actsOf<IdentityTables>();
