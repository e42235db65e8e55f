import { actsOf } from '../act.ts';
import type { KernelTables } from '../db/rows.ts';

export const { command, query } = actsOf<KernelTables>();
