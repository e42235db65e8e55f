/** A system's part of the sample city: made by calling its own commands, deterministic from a seed. */
import type { Answer } from './outcome.ts';
import type { Actor } from './actor.ts';
import type { Command, Query } from './act.ts';
import type { City } from './city.ts';
import type { ManualClock } from './clock.ts';

export interface SampleContext {
  readonly city: City;
  /** The sample's own clock: a step may set it to make the past. */
  readonly clock: ManualClock;
  /** The moment the sample city is filled for. */
  readonly today: Temporal.PlainDate;
  /** Folder `cities/NAME`, whose JSON files hold the data. */
  data<T>(file: string): T;
  /** Uniform integer in [0, below), from the seed. */
  dice(below: number): number;
  /** How much: the ordinary quarter or a whole year. */
  readonly size: 'tiny' | 'quarter' | 'year';
  /** Ids and numbers come from the key and the moment `at` (default: the sample's clock), so several may run at once and the city is still the same each time. */
  do<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: unknown, key: string, at?: Temporal.Instant): Promise<Answer<O>>;
  /** The same, but a refusal is a defect of the sample and stops it. */
  must<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: unknown, key: string, at?: Temporal.Instant): Promise<O>;
  /** Runs many of them, a few at a time. */
  many<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void>;
  ask<I, O>(actor: Actor, query: Query<I, O>, input: unknown): Promise<O>;
  progress(done: number, total: number): void;
}

export interface SampleStep {
  readonly name: string;
  readonly title: string;
  /** Lower runs first; steps of one order run in the order of the systems. */
  readonly order: number;
  /** The file of the city's folder it fills from. A city without it does not have this part. */
  readonly needs?: string;
  run(ctx: SampleContext): Promise<void>;
}
