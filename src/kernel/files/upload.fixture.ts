/** A process that stores a file and names it, for a test that kills it on the way. Says on standard output how far it is. */
import pg from 'pg';
import { z } from 'zod';
import { systemRandom } from '../clock.ts';
import type { City } from '../city.ts';
import { storeFile } from './files.ts';

const order = z.object({ filesDir: z.string(), megabytes: z.number(), connect: z.object({ host: z.string(), port: z.number().optional(), database: z.string(), user: z.string(), password: z.string() }) }).parse(JSON.parse(process.env['UPLOAD'] ?? ''));
const bytes = Buffer.alloc(order.megabytes * 1024 * 1024, 'a,b\n');
const store: Pick<City, 'filesDir' | 'random'> = { filesDir: order.filesDir, random: systemRandom };
const stored = await storeFile(store, bytes, { limit: bytes.byteLength, types: ['text/csv'] });
if (!('sha256' in stored)) throw new Error('refused');
const client = new pg.Client(order.connect);
await client.connect();
await client.query('begin');
await client.query(`insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values (gen_random_uuid(), $1, $2, 'text/csv', 'a.csv', 'test', now())`, [stored.sha256, stored.bytes]);
console.log(stored.sha256);
// Never commits: whoever started this ends it.
setInterval(() => {}, 60_000);
