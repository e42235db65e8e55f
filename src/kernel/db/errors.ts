/** What PostgreSQL's refusals mean: worth another try, the server gone, or a refusal that a constraint is named after. */
import type { Command } from '../act.ts';
import { refuse, type Refused } from '../outcome.ts';
import { isConnectionLoss } from './database.ts';
import { EveryConnectionLent } from './lent.ts';

export interface SqlError {
  readonly constraint: string;
  readonly transient: boolean;
  /** Ran into the time limit: trying again would only add to the load. */
  readonly slow: boolean;
  /** The server went away, as opposed to having refused. */
  readonly lost: boolean;
}

/** Null: not the database's. */
export function sqlError(error: unknown): SqlError | null {
  if (error instanceof EveryConnectionLent) return { constraint: '', transient: true, slow: true, lost: false };
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return error instanceof Error && isConnectionLoss(error) ? { constraint: '', transient: true, slow: false, lost: true } : null;
  }
  const lost = isConnectionLoss(error);
  const transient = lost || ['40001', '40P01', '55P03', '57014', '53300'].includes(error.code);
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
  return transient || constraint !== '' ? { constraint, transient, slow: error.code === '57014', lost } : null;
}

interface WithRefusals<R extends string> extends Pick<Command<never, unknown, R>, 'refusals' | 'refusalNames'> {}

/** The refusal of this command that the violated constraint is named after; null: none. */
export function refusalOf<R extends string>(command: WithRefusals<R>, error: unknown): Refused<R> | null {
  const sql = sqlError(error);
  return sql && !sql.transient ? refusalOfConstraint<R>(command, sql.constraint) : null;
}

/** A constraint named after the refusal it stands for: `claims_taken` is `Taken`. */
function refusalOfConstraint<R extends string>(command: WithRefusals<R>, constraint: string): Refused<R> | null {
  for (const name of Object.keys(command.refusals) as R[]) {
    const snake = name.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    if (constraint.endsWith(`_${snake}`)) return refuse(name);
  }
  return null;
}
