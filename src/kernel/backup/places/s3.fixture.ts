/** A small S3 on this machine: checks every signature with another library, lists in short pages, and is out of order now and then. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';

export interface FakeS3 {
  readonly port: number;
  readonly objects: Map<string, Buffer>;
  /** Requests that were turned away as a store does when it is busy. */
  readonly hiccups: () => number;
  /** Every so many requests one fails; 0: none. */
  failEvery: number;
  full: boolean;
  close(): Promise<void>;
}

const PAGE = 3;
const KEYS = { accessKeyId: 'TESTKEY', secretAccessKey: 'a secret of the test' } as const;
export const s3Keys = KEYS;

type Bytes = string | ArrayBuffer | ArrayBufferView;
const bufferOf = (data: Bytes): Buffer => (typeof data === 'string' ? Buffer.from(data) : ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data));

class Sha256 {
  readonly #hash;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bufferOf(secret));
  }
  update(data: Bytes): void {
    this.#hash.update(bufferOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {}
}

const signer = new SignatureV4({ service: 's3', region: 'us-east-1', credentials: KEYS, sha256: Sha256, uriEscapePath: false, applyChecksum: false });

async function wellSigned(request: IncomingMessage, url: URL): Promise<boolean> {
  const said = String(request.headers.authorization ?? '');
  const names = (/SignedHeaders=([^,]+)/.exec(said)?.[1] ?? '').split(';');
  const stamp = String(request.headers['x-amz-date'] ?? '');
  const date = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (!names.includes('host') || date === stamp) return false;
  const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name] ?? '')]));
  const signed = await signer.sign({ method: request.method ?? '', protocol: 'http:', hostname: url.hostname, path: url.pathname, query: Object.fromEntries(url.searchParams), headers }, { signingDate: date });
  const signature = (text: string) => /Signature=([0-9a-f]{64})/.exec(text)?.[1];
  return signature(said) !== undefined && signature(said) === signature(signed.headers['authorization'] ?? '');
}

export async function fakeS3(bucket: string): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  let asked = 0;
  let hiccups = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part);
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    const say = (status: number, text: string | Buffer = '') => response.writeHead(status).end(text);
    if (fake.failEvery > 0 && ++asked % fake.failEvery === 0) {
      hiccups++;
      // Sometimes it says so, sometimes the line is cut.
      if (hiccups % 2 === 0) request.socket.destroy();
      else say(503, '<Error><Code>SlowDown</Code></Error>');
      return;
    }
    if (!(await wellSigned(request, url))) return void say(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
    const [, asking = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    if (asking !== bucket) return void say(404, '<Error><Code>NoSuchBucket</Code></Error>');
    const key = rest.join('/');
    if (key === '') return void say(200, listing(objects, url.searchParams));
    if (request.method === 'PUT') {
      if (fake.full) return void say(507);
      objects.set(key, Buffer.concat(parts));
      return void say(200);
    }
    if (request.method === 'DELETE') return void say(objects.delete(key) ? 204 : 404);
    const found = objects.get(key);
    say(found ? 200 : 404, found ?? '<Error><Code>NoSuchKey</Code></Error>');
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const fake: FakeS3 = {
    port: typeof address === 'object' && address ? address.port : 0, objects, hiccups: () => hiccups, failEvery: 0, full: false,
    close: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
  return fake;
}

function listing(objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): string {
  const names = [...objects.keys()].filter((name) => name.startsWith(query.get('prefix') ?? '')).toSorted();
  const from = Number(query.get('continuation-token') ?? 0);
  const contents = names.slice(from, from + PAGE).map((name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)?.byteLength ?? 0}</Size></Contents>`).join('');
  return `<ListBucketResult>${contents}${from + PAGE < names.length ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : ''}</ListBucketResult>`;
}
