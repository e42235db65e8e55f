/** Background work: something a schedule, a command or a person starts, and whose progress everybody can see. */
import type { Answer } from '../outcome.ts';
import type { Command, Query } from '../act.ts';
import type { City } from '../city.ts';
import type { Text } from '../view.ts';

/** When a schedule fires, in Japanese time. */
export type Every =
  | { readonly minutes: number }
  | { readonly dailyAt: readonly [hour: number, minute: number] };

export interface JobContext {
  readonly city: City;
  /** The moment the job was due: for schedules, the scheduled moment, not when a late start got to it. */
  readonly dueAt: Temporal.Instant;
  readonly now: Temporal.Instant;
  readonly jobId: string;
  /** Calls a command as the house itself. The key makes a restarted job do nothing twice. */
  do<I, O, R extends string>(command: Command<I, O, R>, input: unknown, key: string): Promise<Answer<O>>;
  ask<I, O>(query: Query<I, O>, input: unknown): Promise<O>;
  progress(done: number, total: number, message?: string): Promise<void>;
  /** True when somebody pressed cancel; the job should stop at the next safe place. */
  cancelled(): boolean;
}

export interface Job {
  readonly name: string;
  readonly title: Text;
  readonly every?: Every;
  run(ctx: JobContext, input: unknown): Promise<unknown>;
}

export function job(spec: Job): Job {
  return spec;
}
