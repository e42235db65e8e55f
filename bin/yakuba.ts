/** The command line: one file per command, loaded only when asked for. */

interface CommandLine {
  readonly ja: string;
  readonly en: string;
  readonly load: () => Promise<{ run(words: readonly string[]): Promise<void> }>;
}

const commands: Readonly<Record<string, CommandLine>> = {
  start: { ja: 'start [--port 8080] [--data ./data] [--sample quarter|year|tiny]  町役場を開く', en: 'open the sample city', load: () => import('./start.ts') },
  test: { ja: 'test [--only 文字列]  必要なものを入れて、すべての試験を行う', en: 'install what is needed and run all tests', load: () => import('./test.ts') },
  check: { ja: 'check  型・書き方・建物のきまりを確かめる', en: 'types, lint, architecture', load: () => import('./check.ts') },
  backup: { ja: 'backup --to 場所 [--every 15m] [--data ./data]  バックアップを取る（--new-key で鍵を作る）', en: 'back up database, files and settings (--new-key makes the key)', load: () => import('./backup.ts') },
  restore: { ja: 'restore 場所 --identity 鍵のファイル [--at "2026-11-23 10:15"] [--data ./data]  空の機械に戻す', en: 'restore onto an empty machine', load: () => import('./restore.ts') },
  drill: { ja: 'drill restore --identity 鍵のファイル  復元の訓練をして、時間を測り、記録する', en: 'restore beside the running city, compare, measure, record', load: () => import('./drill.ts') },
  verify: { ja: 'verify [--data ./data]  壊れていないか、欠けていないかを調べる', en: 'look for damage and gaps', load: () => import('./verify.ts') },
  log: { ja: 'log verify|key|package|export|witness|recover …  改ざん検知ログを調べる・証拠を作る（log help で一覧）', en: 'the sealed log: verify, evidence, witnesses, recovery', load: () => import('./log.ts') },
  doctor: { ja: 'doctor [--data ./data]  この機械に足りないもの・おかしなところを調べる', en: 'say what is missing or wrong on this machine', load: () => import('./doctor.ts') },
  upgrade: { ja: 'upgrade [--to 版] [--data ./data]  写しを取ってから新しい版にする。だめなら元に戻す', en: 'go to the next version; back again when it fails', load: () => import('./upgrade.ts') },
  token: { ja: 'token --as ログイン名 [--data ./data]  API のトークンを出す', en: 'print a bearer token for the API', load: () => import('./token.ts') },
  city: { ja: 'city create|list|move|export|import|retire …  市を作る・移す・書き出す（city help で一覧）', en: 'make, move, export, import and retire cities', load: () => import('./city.ts') },
  publish: { ja: 'publish --to 場所 [--data ./data]  公開しているサイトを、署名した一束にする（--key で鏡に渡す鍵）', en: 'the public site as a signed bundle for any mirror', load: () => import('./publish.ts') },
  mirror: { ja: 'mirror --from 束 --to 公開フォルダー --key 鍵  束を確かめて、鏡のサイトを切り替える', en: 'take a signed bundle on a mirror', load: () => import('./mirror.ts') },
  'new-system': { ja: 'new-system 名前 [--pillar citizen-services]  新しい業務のフォルダーを作る', en: 'make the folder of a new system', load: () => import('./new-system.ts') },
  rows: { ja: 'rows [--check]  データベースから rows.ts を作る', en: 'write rows.ts from the migrated database', load: async () => ({ run: async () => void (await import('./rows.ts')) }) },
  bench: { ja: 'bench 名前 [--save]  測る（名前なしで一覧）', en: 'run a benchmark (without a name: list them)', load: () => import('./bench.ts') },
};

function help(): void {
  console.log('Yakuba（役場）\n\n使い方 / Usage: ./yakuba 命令 [選択肢]\n');
  for (const { ja, en } of Object.values(commands)) console.log(`  ${ja}\n      ${en}`);
  console.log('  help  この説明\n      this text\n\n環境変数 / Environment: DATABASE_URL, YAKUBA_FACE=citizen|staff|all, SMTP_URL, MAIL_FROM, YAKUBA_ORIGIN, YAKUBA_TRUST_PROXY=1, YAKUBA_METRICS, YAKUBA_DRAIN_SECONDS, YAKUBA_CONNECTIONS, YAKUBA_PREPARED=off, YAKUBA_KEY_FILE, YAKUBA_ZONES\n');
}

const [name = 'help', ...words] = process.argv.slice(2);
const command = commands[name];
if (name === 'help' || name === '--help' || name === '-h') help();
else if (!command) {
  console.error(`「${name}」という命令はありません。`);
  help();
  process.exitCode = 2;
} else {
  try {
    await (await command.load()).run(words);
  } catch (error) {
    console.error(error instanceof Error ? (process.env['YAKUBA_DEBUG'] ? error.stack : error.message) : String(error));
    process.exitCode = 1;
  }
}
