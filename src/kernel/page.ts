/**
 * Pages and other addresses. A page loads a view model with queries, shows it, and its forms call commands:
 * post, redirect, get; when a command refuses, the same page is shown again with everything typed.
 */
import type { VNode } from 'preact';
import type { z } from 'zod';
import type { ActContext, Command, Query } from './act.ts';
import type { Allow } from './actor.ts';
import type { Answer, Details } from './outcome.ts';
import type { Face, FieldError, Text } from './view.ts';

export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What a form sent. */
export interface Fields {
  get(name: string): string;
  all(name: string): readonly string[];
  file(name: string): UploadedFile | null;
  names(): readonly string[];
  /** All fields as a command's input: 'lines.0.count' nests, a repeated name is a list, '_…' is left out. */
  input(): Record<string, unknown>;
}

export type Toast = { readonly kind: 'good' | 'warn' | 'bad'; readonly message: string };

/** Where to go after an action, or instead of a page. */
export type Go =
  | { readonly go: 'to'; readonly path: string; readonly toast?: Toast; readonly cookies?: readonly SetCookie[] }
  /** For good: whoever kept the old address may forget it. */
  | { readonly go: 'moved'; readonly path: string }
  /** For now: 302, and whoever followed it may go there again for so many seconds without asking. */
  | { readonly go: 'elsewhere'; readonly path: string; readonly cacheSeconds: number }
  | { readonly go: 'not-found' }
  | { readonly go: 'sign-in' }
  | { readonly go: 'refused'; readonly status: number; readonly code: string; readonly message: string; readonly errors: readonly FieldError[]; readonly details: Details };

export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly maxAgeSeconds: number;
}

export function to(path: string, toast?: string | Toast, cookies?: readonly SetCookie[]): Go {
  return { go: 'to', path, ...(toast === undefined ? {} : { toast: typeof toast === 'string' ? { kind: 'good', message: toast } : toast }), ...(cookies ? { cookies } : {}) };
}
/** The thing asked for stands at another address now, and will. */
export const moved = (path: string): Go => ({ go: 'moved', path });
/** Where the thing stands just now; the address that was asked stays the one to keep. */
export const elsewhere = (path: string, cacheSeconds: number): Go => ({ go: 'elsewhere', path, cacheSeconds });
export const notFound: Go = { go: 'not-found' };
export const signInFirst: Go = { go: 'sign-in' };

/** Shows the page again with this problem, as if a command had refused. */
export function problem(message: string, field = '', code = 'InvalidInput', details: Details = {}): Go {
  return { go: 'refused', status: 422, code, message, errors: field ? [{ path: field, message }] : [], details };
}

export function isGo(value: unknown): value is Go {
  return typeof value === 'object' && value !== null && 'go' in value && typeof value.go === 'string';
}

/** Thrown by `ctx.ask` so that `load` reads straight on; the kernel turns it into the right answer. */
export class Stop extends Error {
  readonly go: Go;
  constructor(go: Go) {
    super(`page stops: ${go.go}`);
    this.go = go;
  }
}

export interface PageContext extends ActContext {
  /** Asks a query; not found, not permitted and sign-in needed answer the page themselves. */
  ask<I, O>(query: Query<I, O>, input: unknown, purpose?: string): Promise<NonNullable<O>>;
  /** The same, with refusals as a value. */
  tryAsk<I, O>(query: Query<I, O>, input: unknown): Promise<Answer<O>>;
  /** Calls a command with the form's request id (or a key of its own). */
  do<I, O, R extends string>(command: Command<I, O, R>, input: unknown, requestId?: string): Promise<Answer<O>>;
  text(text: Text): string;
  readonly url: URL;
  /** The token of the session cookie, only for signing out. */
  readonly sessionToken: string | null;
  random(bytes: number): Uint8Array;
  /** The text of a built asset by its plain name ('lottery-verifier.js'), for a route that hands it out in another wrapping; null when there is none. */
  assetText(name: string): string | null;
}

export interface At<P, S> {
  readonly params: P;
  readonly search: S;
}

export type PageAction<P, S> = (ctx: PageContext, form: Fields, at: At<P, S>) => Promise<Go>;

/**
 * What a page from memory depends on besides the data: 'day' on the date only, 'minute' on whole minutes (a deadline), 'moment' on
 * seconds (a place held for ten minutes), and is drawn again every few of them.
 */
export type Freshness = 'day' | 'minute' | 'moment';

export interface PageSpec<M, P, S> {
  /** '/reservations/:facility' for citizens, '/staff/…' for staff. */
  readonly path: string;
  readonly title: Text;
  readonly allow: readonly Allow[];
  readonly params?: z.ZodType<P>;
  readonly search?: z.ZodType<S>;
  /** Visitors may be answered from memory until something changes, or the time it depends on. Only without forms and personal data. */
  readonly shared?: Freshness;
  /** Whoever has the address sees the page: no browser keeps it, no search engine lists it, and no other site is told where its visitor came from. */
  readonly unkept?: boolean;
  /** Forms may carry files. */
  readonly uploads?: boolean;
  /** Another status than 200 for what was loaded: 410 for what is gone for good. */
  readonly status?: (model: M) => number;
  load(ctx: PageContext, at: At<P, S>): Promise<M | Go>;
  view(model: M, ctx: PageContext, at: At<P, S>): VNode;
  readonly actions?: Readonly<Record<string, PageAction<P, S>>>;
}

export interface AnyPage extends PageSpec<unknown, never, never> {
  readonly is: 'page';
  readonly face: Face;
}

function faceOf(path: string): Face {
  return path === '/staff' || path.startsWith('/staff/') ? 'staff' : 'citizen';
}

export function page<M, P = Record<string, string>, S = Record<string, string | string[]>>(spec: PageSpec<M, P, S>): AnyPage {
  // The router gives `load` exactly what `params` and `search` parsed, and `view` exactly what `load` returned.
  return { is: 'page', face: faceOf(spec.path), ...(spec as unknown as PageSpec<unknown, never, never>) };
}

export interface ActOptions<O, P, S> {
  /** The command's input; default: the form's fields as they are. */
  readonly input?: (form: Fields, at: At<P, S>, ctx: PageContext) => unknown;
  readonly done: (value: O, at: At<P, S>, ctx: PageContext) => Go;
}

/** An action that calls one command. */
export function act<I, O, R extends string, P, S>(command: Command<I, O, R>, options: ActOptions<O, P, S>): PageAction<P, S> {
  return async (ctx, form, at) => {
    const answer = await ctx.do(command, options.input ? options.input(form, at, ctx) : form.input());
    return answer.ok ? options.done(answer.value, at, ctx) : refusedGo(answer);
  };
}

/** A command's refusal as the page's answer. */
export function refusedGo(answer: Extract<Answer<unknown>, { ok: false }>): Go {
  if (answer.refused === 'SignInNeeded') return signInFirst;
  return { go: 'refused', status: answer.status, code: answer.refused, message: answer.message, errors: answer.errors, details: answer.details };
}

export interface RouteBody {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Offered as a download under this name. */
  readonly filename?: string;
  /** How long anybody may keep it; default: not at all. */
  readonly cacheSeconds?: number;
}

/** An address that answers something else than a page: CSV, PDF, iCalendar, map data. Reads only. */
export interface Route {
  readonly path: string;
  readonly title: Text;
  readonly allow: readonly Allow[];
  /** As for pages: visitors are answered from memory, also while the database is away. Not for downloads. */
  readonly shared?: Freshness;
  run(ctx: PageContext, at: At<Record<string, string>, Record<string, string | string[]>>): Promise<RouteBody | Go>;
}

export function route(spec: Route): Route {
  return spec;
}
