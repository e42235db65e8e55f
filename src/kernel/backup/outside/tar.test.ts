/** The tar reader against the machine's own tar. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { TarEnded, tarEntries } from './tar.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-tar-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const files = new Map([['backup_label', Buffer.from('START\n')], ['base/1/112', randomBytes(512)], ['base/1/113', randomBytes(513)], ['base/1/empty', Buffer.alloc(0)], [`base/${'x'.repeat(99)}/y`, Buffer.from('y')], ['global/pg_control', randomBytes(8192)]]);

function archive(): Buffer {
  for (const [path, bytes] of files) {
    mkdirSync(join(dir, 'from', path, '..'), { recursive: true });
    writeFileSync(join(dir, 'from', path), bytes, { mode: 0o600 });
  }
  return execFileSync('tar', ['--format=ustar', '--sort=name', '-C', join(dir, 'from'), '-cf', '-', '.']);
}

async function* inChunks(bytes: Buffer, size: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; ) {
    const part = bytes.subarray(at, at + size());
    at += part.byteLength;
    yield part;
  }
}

async function read(from: AsyncIterable<Buffer>): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for await (const entry of tarEntries(from)) if (entry.kind === 'file') found.set(entry.path, Buffer.concat(await Array.fromAsync(entry.content)));
  return found;
}

test('どこで切れて届いても、ファイルはもとのまま', async () => {
  const bytes = archive();
  await fc.assert(fc.asyncProperty(fc.infiniteStream(fc.integer({ min: 1, max: 3000 })), async (sizes) => {
    const found = await read(inChunks(bytes, () => sizes.next().value ?? 1));
    assert.deepEqual([...found].toSorted(), [...files].toSorted());
  }), { numRuns: 30 });
});

test('読まなかった中身はとばし、リンクと大きなファイルの印が分かる', async () => {
  archive();
  symlinkSync('/elsewhere', join(dir, 'from', 'linked'));
  const bytes = execFileSync('tar', ['--format=ustar', '--sort=name', '-C', join(dir, 'from'), '-cf', '-', '.']);
  rmSync(join(dir, 'from', 'linked'));
  const kinds = new Map((await Array.fromAsync(tarEntries(inChunks(bytes, () => 700)), ({ path, kind, mode }) => [path, { kind, mode }] as const)).map(([path, one]) => [path, one]));
  assert.equal(kinds.get('linked')?.kind, 'link');
  assert.equal(kinds.get('base/1')?.kind, 'folder');
  assert.deepEqual(kinds.get('global/pg_control'), { kind: 'file', mode: 0o600 });
  // 8 GiB and more do not fit into eleven octal digits.
  const large = Buffer.from(bytes.subarray(512, 1024));
  large.fill(0, 124, 136);
  large[124] = 0x80;
  large.writeUInt32BE(3, 128);
  large.fill(0x20, 148, 156);
  large.write(`${large.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const first = await tarEntries(inChunks(large, () => 512)).next();
  assert.equal(first.done === true ? null : first.value.bytes, 3 * 2 ** 32);
});

test('途中で終わったもの、終わりの印のないもの、tar でないものは、写しとして通らない', async () => {
  const bytes = archive();
  for (const cut of [100, 512 + 100, bytes.byteLength - 20 * 512 - 8192]) await assert.rejects(read(inChunks(bytes.subarray(0, cut), () => 1000)), TarEnded, String(cut));
  await assert.rejects(read(inChunks(Buffer.alloc(0), () => 1)), TarEnded);
  await assert.rejects(read(inChunks(randomBytes(2048), () => 512)), /not a tar archive/);
});
