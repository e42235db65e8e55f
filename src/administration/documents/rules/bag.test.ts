import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bagName, makeBag, tar } from './bag.ts';

const folder = mkdtempSync(join(tmpdir(), 'yakuba-bag-'));
after(() => rmSync(folder, { recursive: true }));
const bytes = (text: string) => new TextEncoder().encode(text);

test('tar と sha256sum だけで開けて確かめられ、1字変えると見つかる', () => {
  const payload = [{ path: '8二総第1号/伺い文.txt', bytes: bytes('補助金を交付する。') }, { path: '8二総第1号/通知.pdf', bytes: bytes('%PDF-1.7') }];
  writeFileSync(join(folder, 'bag.tar'), tar('bag', makeBag({ name: 'bag', lines: [['Source-Organization', '試験市']] }, payload), 1_700_000_000));
  execFileSync('tar', ['-xf', 'bag.tar'], { cwd: folder });
  const bag = join(folder, 'bag');
  const check = (manifest: string) => execFileSync('sha256sum', ['--check', '--strict', manifest], { cwd: bag, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(check('manifest-sha256.txt').match(/: OK/g)?.length, 2);
  assert.equal(check('tagmanifest-sha256.txt').match(/: OK/g)?.length, 3);
  assert.match(readFileSync(join(bag, 'bag-info.txt'), 'utf8'), /^Payload-Oxum: 35\.2$/m);
  appendFileSync(join(bag, 'data/8二総第1号/伺い文.txt'), '。');
  assert.throws(() => check('manifest-sha256.txt'));
});

test('名前は袋の外へ出られず、60バイトまで', () => {
  assert.deepEqual([bagName('../../etc/passwd'), bagName('a\u0000b/c'), bagName('')], ['__.._etc_passwd', 'a_b_c', '_']);
  assert.ok(bytes(bagName('あ'.repeat(100))).length <= 60);
});
