/** Reads what a form sent, within limits, and turns names like 'lines.0.count' into a command's input. */
import type { Fields, UploadedFile } from '../page.ts';

export const FORM_LIMIT = 512 * 1024;
export const UPLOAD_LIMIT = 12 * 1024 * 1024;
const MAX_FIELDS = 2000;

export class TooLargeBody extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super('body too large');
    this.limit = limit;
  }
}
export class BadBody extends Error {}

const arriving = new WeakMap<Request, AsyncIterable<Uint8Array>>();

/** Where this request's body comes in: Node's own stream, which costs a fraction of the web's. */
export function arrivesFrom(request: Request, stream: AsyncIterable<Uint8Array>): void {
  arriving.set(request, stream);
}

/** The body's bytes, or TooLargeBody as soon as it is. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? '0');
  if (declared > limit) throw new TooLargeBody(limit);
  const stream = arriving.get(request) ?? request.body;
  if (!stream) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > limit) throw new TooLargeBody(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    // Whoever was sending hung up, or was shown out for being slow.
    throw error instanceof TooLargeBody ? error : new BadBody('cut off');
  }
  return Buffer.concat(chunks);
}

export async function readForm(request: Request, uploads: boolean): Promise<Fields> {
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const body = await readBody(request, FORM_LIMIT);
    return fieldsOf([...new URLSearchParams(Buffer.from(body).toString('utf8'))], new Map());
  }
  if (!type.startsWith('multipart/form-data')) throw new BadBody('content type');
  const body = await readBody(request, uploads ? UPLOAD_LIMIT : FORM_LIMIT);
  let data: FormData;
  try {
    data = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new BadBody('multipart');
  }
  const entries: [string, string][] = [];
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of data) {
    if (typeof value === 'string') entries.push([name, value]);
    else if (value.size > 0 || value.name !== '') files.set(name, { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return fieldsOf(entries, files);
}

export function fieldsOf(entries: readonly (readonly [string, string])[], files: ReadonlyMap<string, UploadedFile>): Fields {
  if (entries.length > MAX_FIELDS) throw new BadBody('too many fields');
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return {
    get: (name) => values.get(name)?.at(-1) ?? '',
    all: (name) => values.get(name) ?? [],
    file: (name) => files.get(name) ?? null,
    names: () => [...values.keys()],
    input: () => nest(values),
  };
}

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

function nest(values: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, all] of values) {
    if (name.startsWith('_')) continue;
    const parts = name.replace(/\[\]$/, '').split('.');
    if (parts.length > 6 || parts.some((part) => UNSAFE.has(part))) continue;
    let here = root;
    for (const part of parts.slice(0, -1)) {
      const next = here[part];
      const branch: Record<string, unknown> = typeof next === 'object' && next !== null && !Array.isArray(next) ? { ...next } : {};
      here[part] = branch;
      here = branch;
    }
    here[parts.at(-1) ?? name] = name.endsWith('[]') || all.length > 1 ? [...all] : all[0];
  }
  return listsIn(root);
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function listsIn(value: Record<string, unknown>): Record<string, unknown> {
  const turn = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).map(([key, child]) => [key, turn(child)] as const);
    return entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key)) ? entries.toSorted((a, b) => Number(a[0]) - Number(b[0])).map(([, child]) => child) : Object.fromEntries(entries);
  };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, turn(inner)]));
}

/** What the page shows again. Secrets are never echoed. */
export function echoed(form: Fields): Record<string, string | readonly string[]> {
  const shown: Record<string, string | readonly string[]> = {};
  for (const name of form.names()) {
    if (name.startsWith('_') || /password|secret|code$/i.test(name)) continue;
    const all = form.all(name).map((value) => value.slice(0, 20_000));
    shown[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return shown;
}
