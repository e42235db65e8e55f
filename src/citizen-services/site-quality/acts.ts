import { actsOf } from '../../kernel/act.ts';
import type { KernelTables } from '../../kernel/db/rows.ts';
import type { SiteQualityTables } from './rows.ts';

/** The kernel's departments are read beside this system's own tables. */
export type Tables = SiteQualityTables & KernelTables;
export const { command, query } = actsOf<Tables>();
