import { actsOf } from '../../kernel/act.ts';
import type { KernelTables } from '../../kernel/db/rows.ts';
import type { SchoolsTables } from './rows.ts';

/** The kernel's departments and people are read beside this system's own tables. */
export type Tables = SchoolsTables & KernelTables;
export const { command, query } = actsOf<Tables>();
