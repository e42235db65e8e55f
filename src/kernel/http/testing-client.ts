/** A browser's or a program's side of HTTP for tests: cookies, redirects, zipped answers. No sockets are shared between clients. */
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As sent, after unzipping. */
  readonly text: string;
  /** Bytes on the wire. */
  readonly weight: number;
  readonly bytes: Uint8Array;
  /** Where the reply says to go. */
  readonly location: string;
  json(): unknown;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Goes on to where redirects lead, as a browser does (at most five); default: no. */
  readonly follow?: boolean;
}

/** What a form sends: a list sends its name again for every entry. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** One browser (or program) with its own cookies. */
export interface Client {
  readonly cookies: Map<string, string>;
  get(path: string, options?: AskOptions): Promise<Reply>;
  /** Sends a form as the page at this path would. `_request` is made when the form has none. */
  post(path: string, form: FormFields, options?: AskOptions): Promise<Reply>;
  /** Calls a command by its name through the JSON face. */
  api(name: string, body?: unknown, options?: AskOptions & { readonly key?: string }): Promise<Reply>;
  /** Asks a query by its name through the JSON face. */
  query(name: string, search?: Readonly<Record<string, string | readonly string[]>>, options?: AskOptions): Promise<Reply>;
  /** Anything else: another method, a raw body. */
  raw(method: string, path: string, body: string | Uint8Array, options?: AskOptions): Promise<Reply>;
}

/** A client of the doors on this port; `newId` makes request ids for forms that have none. */
export function testClient(port: number, newId: () => string): Client {
  const cookies = new Map<string, string>();
  const once = async (method: string, path: string, body: string | Uint8Array | null, headers: Readonly<Record<string, string>>): Promise<Reply> => {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await exchange(port, method, path, body, { 'user-agent': 'yakuba-test', 'accept-encoding': 'gzip', ...(jar ? { cookie: jar } : {}), ...headers });
    keepCookies(cookies, reply.headers['set-cookie'] ?? []);
    return reply;
  };
  const go = async (method: string, path: string, body: string | Uint8Array | null, headers: Readonly<Record<string, string>>, options: AskOptions): Promise<Reply> => {
    let reply = await once(method, path, body, { ...headers, ...options.headers });
    for (let hop = 0; options.follow && hop < 5 && reply.status >= 300 && reply.status < 400 && reply.location; hop++) {
      reply = await once('GET', reply.location, null, options.headers ?? {});
    }
    return reply;
  };
  const ours = { 'sec-fetch-site': 'same-origin' };
  return {
    cookies,
    get: (path, options = {}) => go('GET', path, null, {}, options),
    post(path, form, options = {}) {
      const entries = Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one])));
      if (!('_request' in form)) entries.push(['_request', newId()]);
      return go('POST', path, new URLSearchParams(entries).toString(), { ...ours, 'content-type': 'application/x-www-form-urlencoded' }, options);
    },
    api: (name, body = {}, options = {}) => go('POST', `/api/${name}`, JSON.stringify(body), { ...ours, 'content-type': 'application/json', ...(options.key ? { 'idempotency-key': options.key } : {}) }, options),
    query(name, search = {}, options = {}) {
      const entries = Object.entries(search).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : value.map((one) => [key, one])));
      return go('GET', `/api/${name}?${new URLSearchParams(entries).toString()}`, null, {}, options);
    },
    raw: (method, path, body, options = {}) => go(method, path, body, ours, options),
  };
}

function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    if (attributes.some((one) => one.trim().toLowerCase() === 'max-age=0')) cookies.delete(name);
    else cookies.set(name, pair.slice(pair.indexOf('=') + 1).trim());
  }
}

function exchange(port: number, method: string, path: string, body: string | Uint8Array | null, headers: Readonly<Record<string, string>>): Promise<Reply> {
  return new Promise((done, fail) => {
    const { pathname, search } = new URL(path, 'http://127.0.0.1');
    const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = send({ host: '127.0.0.1', port, method, path: pathname + search, headers: { ...length, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        const wire = Buffer.concat(chunks);
        const bytes = answer.headers['content-encoding'] === 'gzip' && wire.byteLength > 0 ? gunzipSync(wire) : wire;
        const text = bytes.toString('utf8');
        done({ status: answer.statusCode ?? 0, headers: answer.headers, text, weight: wire.byteLength, bytes, location: answer.headers.location ?? '', json: () => JSON.parse(text) });
      });
    });
    asked.on('error', fail);
    asked.end(body ?? undefined);
  });
}
