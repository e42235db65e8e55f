/**
 * An S3-compatible store: `s3://bucket/prefix?endpoint=https://…&region=…`. Keys come from AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY. An object appears whole or not at all, and none is larger than a few megabytes, so there are no
 * multipart uploads to leave behind.
 */
import { AwsClient } from 'aws4fetch';
import { setTimeout as pause } from 'node:timers/promises';
import { BackupProblem } from '../problem.ts';
import { checkedName, type Listed, type Place, placeFull, placeProblem } from './place.ts';

const TRIES = 5;
const DELETES_AT_ONCE = 8;

export function s3Place(text: string): Place {
  const url = new URL(text);
  const endpoint = url.searchParams.get('endpoint') ?? 'https://s3.amazonaws.com';
  const [accessKeyId, secretAccessKey, sessionToken] = [process.env['AWS_ACCESS_KEY_ID'], process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']];
  if (!accessKeyId || !secretAccessKey) throw new BackupProblem('PlaceFails', `${url.hostname} に入るための鍵がありません。環境変数 AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY を設定してください。`);
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}), service: 's3', region: url.searchParams.get('region') ?? process.env['AWS_REGION'] ?? 'us-east-1', retries: 0 });
  const prefix = url.pathname.replace(/^\/|\/$/g, '');
  const bucket = `${endpoint.replace(/\/$/, '')}/${url.hostname}`;
  const shown = `s3://${url.hostname}/${prefix}`;
  const full = (name: string) => (prefix === '' ? checkedName(name) : `${prefix}/${checkedName(name)}`);

  /** Asks again after a hiccup; a refusal is a refusal at once. */
  const ask = async (method: string, address: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await client.fetch(address, { method, redirect: 'error', ...(body ? { body } : {}) });
        if (answer.status < 500 && answer.status !== 429) return answer;
        await answer.body?.cancel();
        if (answer.status === 507) throw placeFull(shown, null);
        if (attempt >= TRIES) throw new Error(`HTTP ${answer.status}`);
      } catch (error) {
        if (error instanceof BackupProblem || attempt >= TRIES) throw placeProblem(shown, error);
      }
      await pause(100 * 2 ** attempt);
    }
  };
  const refused = async (answer: Response): Promise<BackupProblem> => {
    const code = /<Code>([^<]*)<\/Code>/.exec(await answer.text())?.[1] ?? '';
    if (/Quota|StorageFull|InsufficientStorage|TooManyBytes/i.test(code)) return placeFull(shown, null);
    if (answer.status === 403) return new BackupProblem('PlaceFails', `${shown} に入れません（${code || '403'}）。鍵と、この入れ物への権限を確かめてください。`);
    if (code === 'NoSuchBucket') return new BackupProblem('PlaceFails', `${url.hostname} という入れ物（bucket）がありません。名前を確かめるか、先に作ってください。`);
    return new BackupProblem('PlaceFails', `${shown} が断りました（${answer.status} ${code}）。`);
  };
  return {
    shown,
    async put(name, bytes) {
      const answer = await ask('PUT', `${bucket}/${full(name)}`, Uint8Array.from(bytes));
      if (!answer.ok) throw await refused(answer);
      await answer.body?.cancel();
    },
    settle: async () => {},
    async get(name) {
      const answer = await ask('GET', `${bucket}/${full(name)}`);
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      if (answer.status !== 404) throw await refused(answer);
      const said = await answer.text();
      if (said.includes('NoSuchBucket')) throw await refused(new Response(said, { status: 404 }));
      return null;
    },
    async *list(folder) {
      let token: string | null = null;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix: prefix === '' ? folder : `${prefix}/${folder}`, ...(token ? { 'continuation-token': token } : {}) });
        const answer = await ask('GET', `${bucket}?${query.toString()}`);
        if (!answer.ok) throw await refused(answer);
        const page = await answer.text();
        yield* listedIn(page, prefix === '' ? 0 : prefix.length + 1);
        token = unescaped(/<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(page)?.[1] ?? '') || null;
      } while (token);
    },
    async remove(names) {
      for (let at = 0; at < names.length; at += DELETES_AT_ONCE) {
        await Promise.all(names.slice(at, at + DELETES_AT_ONCE).map(async (name) => {
          const answer = await ask('DELETE', `${bucket}/${full(name)}`);
          if (!answer.ok && answer.status !== 404) throw await refused(answer);
          await answer.body?.cancel();
        }));
      }
    },
    free: async () => null,
    close: async () => {},
  };
}

function* listedIn(page: string, cut: number): Generator<Listed> {
  for (const [, content = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
    const key = unescaped(/<Key>([^<]*)<\/Key>/.exec(content)?.[1] ?? '');
    yield { name: key.slice(cut), bytes: Number(/<Size>(\d+)<\/Size>/.exec(content)?.[1] ?? 0) };
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
