import { actsOf } from '../../kernel/act.ts';
import type { ReservationsTables } from './rows.ts';

export const { command, query } = actsOf<ReservationsTables>();
