/**
 * The two ways in: `command` (everything that changes) and `query` (everything that is read).
 * A system binds them once to its own tables: `export const { command, query } = actsOf<ReservationTables>()`,
 * so that its handle cannot name another system's table.
 */
import type { CompiledQuery, Kysely, QueryExecutorProvider } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { z } from 'zod';
import type { Actor, Allow } from './actor.ts';
import type { City } from './city.ts';
import type { NoticeToSend } from './notices/notice.ts';
import type { Outcome, Refusals } from './outcome.ts';
import type { Lang, Text } from './view.ts';

/** What other systems may hear. Declared in the emitter's `index.ts`. */
export interface EventType<P> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
}

export function eventType<P>(name: string, payload: z.ZodType<P>): EventType<P> {
  return { name, payload };
}

/** What every act knows. */
export interface ActContext {
  readonly actor: Actor;
  readonly city: City;
  readonly now: Temporal.Instant;
  /** The calendar day in Japan. */
  readonly today: Temporal.PlainDate;
  readonly lang: Lang;
  /** Whether the actor holds the permission, in the given scope where one is given. */
  may(permission: string, scope?: string): boolean;
}

export interface QueryContext<T> extends ActContext {
  readonly db: ReadonlyKysely<T>;
  /** For `personal` queries: whose data was shown ('citizen:…', 'patron:…'). */
  shown(subject: string): void;
}

/** What `prepare` knows: it may read, outside any transaction, to decide whether slow work is worth doing. */
export interface PrepareContext<T> extends ActContext {
  readonly db: ReadonlyKysely<T>;
  random(bytes: number): Uint8Array;
}

/** What is added to the audit entry. `subject` is whose record it is about, e.g. 'reservation:…'. */
export interface AuditNote {
  readonly subject?: string;
  readonly [key: string]: unknown;
}

export interface CommandContext<T> extends ActContext {
  /** The open transaction. */
  readonly db: Kysely<T>;
  readonly requestId: string;
  newId(): string;
  random(bytes: number): Uint8Array;
  /** Written with the change, delivered after it. */
  emit<P>(event: EventType<P>, payload: P): void;
  /** One call reaches a person by the channels they chose. Written with the change, sent after it. */
  notify(notice: NoticeToSend): void;
  audit(note: AuditNote): void;
  /** Background work that starts after the change. With a key, the same work stands only once. */
  enqueue(job: string, input: unknown, options?: { readonly key?: string; readonly at?: Temporal.Instant; readonly total?: number }): string;
  /** Another command in the same transaction, audited as this one's child. It checks its own permissions. */
  call<I, O, R extends string>(command: Command<I, O, R>, input: unknown): Promise<Outcome<O, R>>;
  /**
   * Sends a statement whose answer the command does not need: it is not waited for, and the trail and the commit leave right
   * behind it, which saves turns. The first that fails ends the change; nothing of it is kept.
   */
  behind(statement: { compile(db: QueryExecutorProvider): CompiledQuery<unknown> }): void;
  /** The next number of a series without gaps: the row stays locked until the end. */
  nextNumber(series: string): Promise<number>;
}

export interface Command<I = unknown, O = unknown, R extends string = string> {
  readonly is: 'command';
  readonly name: string;
  readonly title: Text;
  readonly input: z.ZodType<I>;
  readonly allow: readonly Allow[];
  readonly refusals: Refusals;
  /** Fields of the input that never reach the audit trail. */
  readonly secret: readonly string[];
  readonly refusalNames?: readonly R[];
  /** Slow work without the database (hashing, printing), before the transaction opens. */
  readonly prepare?: (ctx: PrepareContext<never>, input: I) => Promise<unknown>;
  readonly explain?: (ctx: PrepareContext<never>, input: I, refused: string) => Promise<Readonly<Record<string, unknown>>>;
  run(ctx: CommandContext<never>, input: I, prepared: unknown): Promise<Outcome<O, R>>;
}

export interface Query<I = unknown, O = unknown> {
  readonly is: 'query';
  readonly name: string;
  readonly title: Text;
  readonly input: z.ZodType<I>;
  readonly allow: readonly Allow[];
  readonly personal: boolean;
  run(ctx: QueryContext<never>, input: I): Promise<O>;
}

/** Common refusals a command may give itself; their texts stand in `outcome.ts`. */
export type CommonOwn = 'NotFound' | 'NotAllowed' | 'Conflict' | 'InvalidInput' | 'TooMany';

export interface CommandSpec<T, I, O, R extends string, P> {
  /** Stable: API path, audit. */
  readonly name: string;
  readonly title: Text;
  readonly input: z.ZodType<I>;
  readonly allow: readonly Allow[];
  /** The refusals this command can give beyond the common ones, with their texts. A constraint `…_taken` answers `Taken`. */
  readonly refusals?: Readonly<Record<R, Refusals[string]>>;
  readonly secret?: readonly (keyof I & string)[];
  readonly prepare?: (ctx: PrepareContext<T>, input: I) => Promise<P | Outcome<never, NoInfer<R> | CommonOwn>>;
  /** After a refusal was rolled back: what else to tell, e.g. what is free instead. Reads only. */
  readonly explain?: (ctx: PrepareContext<T>, input: I, refused: string) => Promise<Readonly<Record<string, unknown>>>;
  run(ctx: CommandContext<T>, input: I, prepared: P): Promise<Outcome<O, NoInfer<R> | CommonOwn>>;
}

export interface QuerySpec<T, I, O> {
  readonly name: string;
  readonly title: Text;
  readonly input: z.ZodType<I>;
  readonly allow: readonly Allow[];
  /** Shows personal data: every look is recorded. */
  readonly personal?: boolean;
  /** `null` is answered as "not found", which is also the answer for what the asker may not know. */
  run(ctx: QueryContext<T>, input: I): Promise<O>;
}

/** `command` and `query` bound to a system's own tables. */
export function actsOf<T>() {
  return {
    command<I, O, R extends string = never, P = undefined>(spec: CommandSpec<T, I, O, R, P>): Command<I, O, R | CommonOwn> {
      // The kernel hands the very transaction whose tables T describes, and what `prepare` returned comes back unchanged.
      const run = spec.run as unknown as Command<I, O, R | CommonOwn>['run'];
      const prepare = spec.prepare as unknown as Command<I, O, string>['prepare'];
      const { name, title, input, allow, refusals = {}, secret = [] } = spec;
      const explain = spec.explain as unknown as Command<I, O, string>['explain'];
      return { is: 'command', name, title, input, allow, refusals, secret, run, ...(prepare ? { prepare } : {}), ...(explain ? { explain } : {}) };
    },
    query<I, O>(spec: QuerySpec<T, I, O>): Query<I, O> {
      const run = spec.run as unknown as Query<I, O>['run'];
      return { is: 'query', personal: false, ...spec, run };
    },
  };
}
