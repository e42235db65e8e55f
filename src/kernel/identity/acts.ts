/** Commands and queries of the identity room, bound to the tables of people, posts and sessions. */
import { actsOf } from '../act.ts';
import type { KernelTables, PasskeysRow } from '../db/rows.ts';

/** A view's columns look never-null to the generator; this one is `kernel.passkeys` seen through a window. */
export type IdentityTables = Omit<KernelTables, 'kernel.citizen_passkeys'> & { readonly 'kernel.citizen_passkeys': PasskeysRow };

export const { command, query } = actsOf<IdentityTables>();
