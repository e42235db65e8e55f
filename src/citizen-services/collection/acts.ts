import { actsOf } from '../../kernel/act.ts';
import type { KernelTables } from '../../kernel/db/rows.ts';
import type { CollectionTables } from './rows.ts';

/** The payments room's tables are read beside this system's own. */
export const { command, query } = actsOf<CollectionTables & KernelTables>();
