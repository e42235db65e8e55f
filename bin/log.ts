/** `./yakuba log …`: the sealed log on the command line. Works beside an open town hall; checking evidence needs no town hall at all. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, resolve } from 'node:path';
import { checkEvidence, evidenceFor, evidenceText } from '../src/kernel/audit/evidence.ts';
import { exportLog } from '../src/kernel/audit/export.ts';
import { haltOf, haltWords } from '../src/kernel/audit/halts.ts';
import { keysOf, verifiersOf, witnessSigner } from '../src/kernel/audit/keys.ts';
import { parseVerifierKey, signerFrom, verifierKey } from '../src/kernel/audit/note.ts';
import { declareGap, entriesAbout, eraseEntries, rotateKey } from '../src/kernel/audit/operations.ts';
import { httpAuthority, stampNow } from '../src/kernel/audit/stamps.ts';
import { subjectHistory } from '../src/kernel/audit/subject.ts';
import { logFindings } from '../src/kernel/audit/verify.ts';
import { FileBook, watchLog } from '../src/kernel/audit/watch-book.ts';
import { openFileWitness } from '../src/kernel/audit/witness-machine.ts';
import { askWitnesses } from '../src/kernel/audit/witness-client.ts';
import { exitCodeOf } from '../src/kernel/backup/verify/finding.ts';
import { systemClock, systemRandom } from '../src/kernel/clock.ts';
import type { OpenCity } from '../src/kernel/house.ts';
import { withCity } from './city-beside.ts';
import { printFindings } from './verify.ts';
import { readWords } from './words.ts';

const say = (line: string) => console.log(line);

const HELP = `使い方: ./yakuba log 命令 [--city 市] [--data ./data]
  verify [--tree]                       葉・タイル・署名・行をすべて計算し直す（--tree: 行は見ない）
  verify --subject 対象                 ある対象（例: citizen:…）の記録が、欠けずに続いているかを調べる
  verify --package 証拠.json [ファイル…] [--trust 鍵]   証拠だけで調べる（データベースも町役場もいらない）
  key                                   町の記録の鍵と、証人としての鍵を出す
  package --subject 対象 --out 証拠.json [--withhold]   証拠を作る（--withhold: 本文を見せない）
  export --to フォルダー                C2SP tlog-tiles の形で書き出す
  witness add --key 鍵 --url 住所       この町の記録を見張ってもらう証人を加える
  witness watch --key 鍵                よその記録を、この町が証人として見張る
  witness ask                           いま証人に署名を求める
  witness serve --state ファイル --name 名前 [--port 8787] [--watch 鍵]   この機械だけで証人になる（監査委員の機械など）
  stamp --url 時刻認証局 [--anchor 証明書.pem]   最新の控えに時刻の証明（RFC 3161）をもらう。期限の近いものは更新する
  rotate                                署名の鍵を取り替える
  recover --reason わけ                 復元や消失のあと、欠けを宣言して続ける
  erase --subject 対象 --law 根拠 --approval 決裁番号   保存期間の満ちた記録の内容を消す（証明は残る）
終了コード: 0 よい、1 改ざん、2 途中、3 調べられない`;

interface Words {
  readonly options: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

function needed({ options }: Words, name: string): string {
  const value = options.get(name);
  if (!value) throw new Error(`--${name} を指定してください。\n\n${HELP}`);
  return value;
}

type Verb = (city: OpenCity, words: Words) => Promise<void>;

const verify: Verb = async (city, words) => {
  const subject = words.options.get('subject');
  if (subject) {
    const history = await subjectHistory(city, subject);
    for (const entry of history.entries) say(`  ${entry.idx}  ${entry.sealedAt.toString()}  ${entry.said}`);
    say(history.entries.length === 0 ? 'この対象の記録はありません。' : history.complete ? `${history.entries.length} 件の記録は、欠けずに続いています。` : '記録の続きが切れています。./yakuba log verify で調べてください。');
    process.exitCode = history.entries.length === 0 ? 3 : history.complete ? 0 : 1;
    return;
  }
  const findings = await city.staffDb.use(async (asks) => {
    await asks.run('set statement_timeout = 0');
    try {
      return await logFindings(asks, { city, now: systemClock.now(), rows: !words.options.has('tree') });
    } finally {
      await asks.run('reset statement_timeout');
    }
  });
  printFindings([{ database: city.database, findings }]);
  process.exitCode = exitCodeOf(findings);
};

const key: Verb = async (city) => {
  const keys = await city.staffDb.use((asks) => keysOf(asks));
  if (keys.length === 0) say('記録はまだ始まっていません（町役場を開くと始まります）。');
  for (const [place, verifier] of verifiersOf(keys).entries()) say(`記録  ${verifierKey(verifier)}${place < keys.length - 1 ? '  （前の鍵）' : ''}`);
  const { name, publicKey } = witnessSigner(city);
  say(`証人  ${verifierKey({ name, publicKey, kind: 'witness' })}`);
};

const makePackage: Verb = async (city, words) => {
  const ids = await entriesAbout(city, needed(words, 'subject'));
  const evidence = await city.staffDb.use((asks) => evidenceFor(asks, city.facts.name.ja, ids, { withhold: words.options.has('withhold') }));
  if (!evidence) throw new Error('この対象の記録がないか、まだ署名されていません（封印と署名は、書かれてから 10 秒ほどで終わります）。');
  const out = resolve(needed(words, 'out'));
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, evidenceText(evidence), { mode: 0o600 });
  say(`${evidence.entries.length} 件の証拠を ${out} に書きました。./yakuba log verify --package ${basename(out)} で、どの機械でも確かめられます。`);
};

const witness: Verb = async (city, words) => {
  const [, verb] = words.rest;
  if (verb === 'watch') return say(`${await watchLog(city, needed(words, 'key'))} を、この町が見張ります。`);
  if (verb === 'add') {
    const { name, publicKey, kind } = parseVerifierKey(needed(words, 'key'));
    if (kind !== 'witness') throw new Error('これは証人の鍵ではありません（記録の鍵です）。');
    await city.staffDb.use((asks) => asks.run('insert into kernel.log_witnesses (name, public_key, url, added_at) values ($1, $2, $3, $4) on conflict on constraint log_witnesses_pkey do update set public_key = excluded.public_key, url = excluded.url', [name, publicKey, needed(words, 'url'), systemClock.now()]));
    return say(`${name} を証人に加えました。`);
  }
  const signed = await askWitnesses(city);
  const problems = await city.staffDb.use((asks) => asks.run<{ name: string; problem: string }>('select name, problem from kernel.log_witnesses where problem is not null order by name'));
  say(`${signed} の証人が、いま署名しました。`);
  for (const { name, problem } of problems.rows) say(`  ${name}: ${problem}`);
  process.exitCode = problems.rows.length > 0 ? 2 : 0;
};

const verbs: Readonly<Record<string, Verb>> = {
  verify, key, witness, package: makePackage,
  async export(city, words) {
    const folder = resolve(needed(words, 'to'));
    say(`${(await city.staffDb.use((asks) => exportLog(asks, folder))).toLocaleString('ja-JP')} 件までの記録を ${folder} に書き出しました。`);
  },
  async stamp(city, words) {
    const anchor = words.options.get('anchor');
    const { stamped, renewed } = await stampNow(city, httpAuthority(needed(words, 'url'), anchor ? [readFileSync(anchor)] : []));
    say(stamped ? `${stamped.genTime.toString()} の時刻の証明をもらいました（${stamped.authority}）。更新 ${renewed} 件。` : `新しい控えはありません。更新 ${renewed} 件。`);
  },
  async rotate(city) {
    say(`署名の鍵を第 ${await rotateKey(city, 'command line')} 世代に取り替えました。新しい鍵（./yakuba log key）を公表し、証人に伝えてください（./yakuba log witness watch --key …）。`);
  },
  async recover(city, words) {
    const gap = await declareGap(city, needed(words, 'reason'), 'command line');
    say(`記録を ${gap.origin} という名前で続けます。${gap.lost ? `失われたのは ${gap.lost.from}〜${gap.lost.to} 番です。` : ''}証人には、新しい鍵（./yakuba log key）を伝えてください。`);
  },
  async erase(city, words) {
    const basis = { law: needed(words, 'law'), approval: needed(words, 'approval') };
    const { erased, idx } = await eraseEntries(city, await entriesAbout(city, needed(words, 'subject')), basis, 'command line');
    say(`${erased} 件の内容を消しました。根拠は ${idx} 番の記録にあります。`);
  },
};

export async function run(given: readonly string[]): Promise<void> {
  const words = readWords(given, ['city', 'data', 'subject', 'package', 'trust', 'out', 'to', 'key', 'url', 'state', 'name', 'port', 'watch', 'reason', 'law', 'approval', 'anchor'], ['tree', 'withhold']);
  const [name = 'help', second] = words.rest;
  if (name === 'verify' && words.options.has('package')) return offline(words);
  if (name === 'witness' && second === 'serve') return serve(words);
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return say(HELP);
  try {
    await withCity('./yakuba log', words.options, async (city) => {
      const stopped = await city.staffDb.use((asks) => haltOf(asks));
      if (stopped && name !== 'recover' && name !== 'verify') say(`！ ${haltWords(stopped)}。`);
      await verb(city, words);
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 3;
  }
}

/** Only the file itself, and keys known from elsewhere. */
function offline(words: Words): void {
  const path = needed(words, 'package');
  const [, ...files] = words.rest;
  const trust = words.options.get('trust');
  const check = checkEvidence(readFileSync(path, 'utf8'), { ...(trust ? { trusted: [trust] } : {}), files: files.map((file) => ({ name: basename(file), bytes: readFileSync(file) })) });
  for (const line of check.said) say(`${{ good: '✔', damaged: '✖', unknown: '？' }[check.level]} ${line}`);
  if (check.note) say(`！ ${check.note}（--trust で鍵を渡せます）`);
  process.exitCode = { good: 0, damaged: 1, unknown: 3 }[check.level];
}

/** A witness of its own: its key and its memory lie beside each other. */
async function serve(words: Words): Promise<void> {
  const state = resolve(needed(words, 'state'));
  mkdirSync(dirname(state), { recursive: true });
  const secret = `${state}.key`;
  if (!existsSync(secret)) writeFileSync(secret, systemRandom(32), { mode: 0o600 });
  const signer = signerFrom(needed(words, 'name'), readFileSync(secret));
  const book = new FileBook(state);
  const watch = words.options.get('watch');
  if (watch) say(`${book.watch(watch)} を見張ります。`);
  const server = createServer(openFileWitness(book, signer, () => Math.floor(systemClock.now().epochMilliseconds / 1000)));
  const port = Number(words.options.get('port') ?? 8787);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, done);
  });
  say(`証人を開きました（ポート ${port}）。町役場で次を実行してください:\n  ./yakuba log witness add --key '${verifierKey({ ...signer, kind: 'witness' })}' --url http://この機械:${port}\n終えるには Ctrl-C を押してください。`);
}
