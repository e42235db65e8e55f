import { actsOf } from '../act.ts';
import type { KernelTables } from '../db/rows.ts';

export type ApprovalTables = KernelTables;
export const { command, query } = actsOf<ApprovalTables>();
