/** `./yakuba mirror --from 束 --to 公開フォルダー --key 鍵`: takes a signed bundle, whole or not at all. Needs no town hall and no database. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyBundle } from '../src/kernel/mirror/apply.ts';
import { BundleRefused } from '../src/kernel/mirror/bundle.ts';
import { readWords } from './words.ts';

const HELP = `使い方: ./yakuba mirror --from 束 --to 公開フォルダー --key 鍵
  束の署名・番号・すべてのファイルを確かめ、公開フォルダー/current を一度に切り替えます。合わなければ何も変えず、いまのサイトを出し続けます。
  --from には bundle-番号 か、それらの入ったフォルダー（いちばん新しいものを使います）。
  nginx の例:  root 公開フォルダー/current;  try_files $uri $uri.html $uri/index.html =404;
終了コード: 0 切り替えた、1 受け取れない`;

/** The newest bundle of a folder, or the folder itself. */
function bundleIn(folder: string): string {
  const bundles = readdirSync(folder).filter((name) => /^bundle-\d{8}$/.test(name)).toSorted();
  const newest = bundles.at(-1);
  return newest === undefined ? folder : join(folder, newest);
}

export async function run(given: readonly string[]): Promise<void> {
  const { options } = readWords(given, ['from', 'to', 'key'], ['help']);
  const [from, to, key] = [options.get('from'), options.get('to'), options.get('key')];
  if (options.has('help') || from === undefined || to === undefined || key === undefined) return console.log(HELP);
  try {
    const manifest = await applyBundle(bundleIn(resolve(from)), resolve(to), key);
    console.log(`番号 ${manifest.sequence}（${manifest.madeAt}、${manifest.files.length} 件）に切り替えました。`);
  } catch (error) {
    if (!(error instanceof BundleRefused)) throw error;
    console.error(`受け取れません：${error.message}`);
    process.exitCode = 1;
  }
}
