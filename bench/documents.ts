/**
 * 文書の全文検索: two-character words over a register of `DOCUMENTS` (500,000) letters and drafts, inside the permissions of a clerk and of
 * the records office. Made by SQL from phrases of real office language, with words from everywhere to nowhere. Goal: 95 of 100 within 100 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import documents from '../src/administration/documents/index.ts';
import { register } from '../src/administration/documents/queries/register.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { connectAs, openInstallation } from '../src/kernel/db/installation.ts';
import { openCity } from '../src/kernel/house.ts';
import { ask } from '../src/kernel/run.ts';
import { indexGrams } from '../src/kernel/text/search.ts';
import { machine, printReport } from './report.ts';

const DOCUMENTS = Number(process.env['DOCUMENTS'] ?? 500_000);
const ASKED = Number(process.env['ASKED'] ?? 200);
const OFFICES = 40;
const BATCH = 20_000;
/** The register goes back so far. */
const YEARS = 10;

const subjects = ['補助金', '道路占用', '市道改良', '除雪', '保育所', '学校給食', '体育施設', '指定管理', '情報公開', '国民健康保険', '介護認定', '生活保護', '児童手当', '市民税', '固定資産税', '滞納整理', '選挙人名簿', '住民票', '墓地使用', '不法投棄', '騒音苦情', '水道料金', '下水道', '橋りょう点検', '河川占用', '農地転用', '有害鳥獣', '観光案内', '商店街', '企業誘致', '防災無線', '避難所', '罹災証明', '消防団', '職員研修', '人事異動', '給与改定', '契約締結', '入札参加', '予算要求', '決算審査', '監査', '議会答弁', '広報紙', '総合計画', '公共交通', '空き家', '都市計画', '文化財', '図書館'];
const verbs = ['について（通知）', 'について（照会）', 'について（回答）', 'の交付決定について', 'の実績報告', 'の調査について', 'に関する協議', 'の申請', 'の更新について', 'に関する要望', 'の廃止について', 'の一部改正について'];
const sentences = ['このことについて、別紙のとおり通知します。', '期限までに御回答くださるようお願いします。', '現地を確認した結果、支障がないと認められる。', '関係書類を添えて提出します。', '予算の範囲内で執行する。', '担当者は資料を準備のうえ出席すること。', '前年度の実績を踏まえ、次のとおり定める。', '県の要綱により算定した額を交付する。', '工期は契約の日から九十日間とする。', '住民説明会を開き、意見を聞いた。', '条例の規定に基づき許可する。', '写しを関係各課に配布する。', '現場代理人と立会いのうえ測量した。', '委員会の審議を経て決定した。', '台風の影響により延期する。', '苦情の申出があり、指導を行った。'];
const senders = ['総務省自治行政局', '福島県県北地方振興局', '福島市', '国土交通省東北地方整備局', '二本松商工会', '安達地方広域行政組合', '町内会', '社会福祉協議会', '土地改良区', '森林組合'];
/** Family names and place names, rarer and rarer: the n-th stands in every n-th of the documents that name somebody. */
const names = ['佐藤', '鈴木', '高橋', '渡辺', '伊藤', '安斎', '菅野', '遠藤', '斎藤', '武藤', '国分', '三浦', '本多', '大内', '丹野', '半沢', '紺野', '安達', '根本', '柳沼', '橋本', '古川', '野地', '服部', '金色', '郭内', '榎戸', '油井', '渋川', '上川', '下川', '太田', '針道', '木幡', '戸沢', '小浜', '杉沢', '百目', '平石', '茶園', '竹田', '亀谷', '松岡', '若宮', '正法', '羽石', '向原', '箕輪', '永田', '原瀬', '成田', '岳下', '塩沢', '館野', '大平', '石井', '田沢', '初森', '長折', '上太'];

const dir = mkdtempSync(join(tmpdir(), 'yakuba-bench-documents-'));
const installation = await openInstallation(dir, { throwAway: true });
const facts = { code: '072109', name: { ja: '計測市', en: 'Bench City' }, address: { ja: '', en: '' }, phone: '' };
const city = await openCity(installation, [documents], { facts, database: 'bench_documents', dataDir: dir, origin: 'http://localhost', sample: false, poolSize: 4 });
const owner = new pg.Client(connectAs(installation, 'bench_documents', 'owner'));
await owner.connect();

async function phrases(kind: string, texts: readonly string[]): Promise<void> {
  await owner.query('insert into pg_temp.phrases (kind, n, text, grams) select $1, t.n, t.text, t.grams from json_to_recordset($2) as t(n int, text text, grams text[])', [kind, JSON.stringify(texts.map((text, n) => ({ n, text, grams: indexGrams(text) })))]);
}

const pick = (kind: string, expression: string) => `(select p from pg_temp.phrases p where p.kind = '${kind}' and p.n = ${expression})`;

/** Documents n from … to …: every choice follows from n, so that two runs make the same register. */
async function makeDocuments(from: number, to: number): Promise<void> {
  const mix = (salt: number, below: number) => `(abs(hashint4(i * 31 + ${salt})) % ${below})`;
  // The n-th name is n times rarer than the first; about two of three documents name somebody.
  const name = `least(${names.length - 1}, floor(${names.length} ^ ((abs(hashint4(i * 7 + 5)) % 100000) / 100000.0)) - 1)::int`;
  await owner.query(
    `with chosen as (
       select i, gen_random_uuid() as id, i % ${OFFICES} as office, i / ${OFFICES} + 1 as number, ${pick('subject', mix(1, subjects.length))} as s, ${pick('verb', mix(2, verbs.length))} as v, ${pick('sender', mix(3, senders.length))} as f,
              ${pick('sentence', mix(4, sentences.length))} as a, ${pick('sentence', mix(6, sentences.length))} as b, ${pick('name', name)} as who, ${mix(8, 100)} as kind
         from generate_series($1::int, $2::int) i),
     made as (select c.*, date '2016-04-01' + (c.number * ${YEARS * 365} / ${Math.ceil(DOCUMENTS / OFFICES) + 1}) as day, case when c.kind < 2 then 'secret' when c.kind < 10 then 'department' else 'general' end as secrecy from chosen c),
     named as (insert into documents.documents (id, kind, number_department_id, department_id, fiscal_year, symbol, number, registered_on, title, confidentiality, disclosure, state, staff_id, channel, received_at, sender_name)
       select m.id, 'incoming', o.id, o.id, extract(year from m.day - interval '3 months')::int, 'め' || m.office, m.number, m.day, (m.s).text || (m.v).text, m.secrecy, 'open', 'open', (select id from kernel.staff limit 1), 'post', now(), (m.f).text
         from made m join pg_temp.offices o on o.n = m.office),
     worded as (insert into documents.words (document_id, grams, registered_on, number, department_id, confidentiality, state) select m.id, array(select distinct unnest((m.s).grams || (m.v).grams || (m.f).grams || (m.a).grams || (m.b).grams || (m.who).grams)), m.day, m.number, o.id, m.secrecy, 'open' from made m join pg_temp.offices o on o.n = m.office)
     insert into documents.titles (document_id, grams, registered_on, number, department_id, confidentiality, state) select m.id, array(select distinct unnest((m.s).grams || (m.v).grams)), m.day, m.number, o.id, m.secrecy, 'open' from made m join pg_temp.offices o on o.n = m.office`, [from, to]);
}

async function fill(): Promise<number> {
  const began = performance.now();
  await owner.query(`create temp table phrases (kind text, n int, text text, grams text[], primary key (kind, n)); create temp table offices (n int primary key, id uuid)`);
  await phrases('subject', subjects);
  await phrases('verb', verbs);
  await phrases('sentence', sentences);
  await phrases('sender', senders);
  await phrases('name', names.map((name) => `${name}さんから申出`));
  await owner.query(`insert into pg_temp.offices select n, gen_random_uuid() from generate_series(0, ${OFFICES - 1}) n`);
  await owner.query(`insert into kernel.departments (id, code, name, kana, valid_from) select id, 'D' || n, '計測' || n || '課', 'カ', '2020-04-01' from pg_temp.offices`);
  await owner.query(`insert into documents.offices (department_id, symbol) select id, 'め' || translate(n::text, '0123456789', 'あいうえおかきくけこ') from pg_temp.offices`);
  await owner.query(`insert into kernel.staff (id, number, login, name, kana, created_at) values (gen_random_uuid(), '1', 'bench', '計測 花子', 'ケイソク ハナコ', now())`);
  // A million rows come in once: constraints that look at one row after another and indexes are put on afterwards.
  await owner.query(`alter table documents.documents disable trigger user; alter table documents.words disable trigger user; drop index documents.words_found, documents.titles_found, documents.titles_gone`);
  for (let from = 0; from < DOCUMENTS; from += BATCH) await makeDocuments(from, Math.min(from + BATCH, DOCUMENTS) - 1);
  for (const statement of [`set maintenance_work_mem = '512MB'`, 'create index words_found on documents.words using gin (documents.search_keys(grams, registered_on))', 'create index titles_found on documents.titles using gin (documents.search_keys(grams, registered_on))', 'create index titles_gone on documents.titles using gin (documents.search_keys(grams, registered_on)) where state = \'destroyed\' and confidentiality <> \'secret\'', 'alter table documents.documents enable trigger user', 'vacuum analyze documents.documents', 'vacuum analyze documents.words', 'vacuum analyze documents.titles', 'analyze kernel.departments']) await owner.query(statement);
  return (performance.now() - began) / 1000;
}

const grant = (permission: string, scope: readonly string[] | null = null) => ({ permission, scope });
const hand = (grants: Extract<Actor, { kind: 'staff' }>['grants']): Actor => ({ kind: 'staff', id: '00000000-0000-7000-8000-000000000001', name: '計測', device: 'bench', strong: true, grants });
const actors: readonly (readonly [string, Actor])[] = [['課の職員', hand([grant('documents.work', ['department:D3'])])], ['文書係', hand([grant('documents.records')])]];

async function measure(): Promise<readonly (readonly string[])[]> {
  // Two characters each: from every second document down to a handful, and one that stands nowhere.
  const words = [...names, ...subjects.map((subject) => subject.slice(0, 2)), '通知', '照会', '期限', '契約', '予算', '福島', '県北', '立会', '苦情', '龍虎'];
  const rows: string[][] = [];
  for (const [who, actor] of actors) {
    const times: { readonly ms: number; readonly common: boolean }[] = [];
    for (let index = -20; index < ASKED; index++) {
      const q = words[Math.abs(index * 7) % words.length];
      const began = performance.now();
      const answer = await ask({ city, actor, lang: 'ja' }, register, { q });
      const ms = performance.now() - began;
      if (!answer.ok) throw new Error(answer.message);
      if (index >= 0) times.push({ ms, common: answer.value.more });
    }
    const at = (share: number, of: readonly { readonly ms: number }[] = times) => (of.map((one) => one.ms).toSorted((a, b) => a - b)[Math.min(of.length - 1, Math.floor(of.length * share))] ?? 0).toFixed(1);
    const common = times.filter((one) => one.common);
    const rare = times.filter((one) => !one.common);
    rows.push([who, at(0.5), at(0.95), at(0.99), at(0.95, common), at(0.95, rare), `${common.length}／${rare.length}`]);
  }
  return rows;
}

try {
  const seconds = await fill();
  const size = (await owner.query<{ size: string }>(`select pg_size_pretty(pg_database_size('bench_documents')) as size`)).rows[0]?.size ?? '';
  printReport('documents', `${DOCUMENTS.toLocaleString('ja-JP')} 件の文書から、2文字でさがす`, [['', 'p50 (ms)', 'p95 (ms)', 'p99 (ms)', 'よくある語 p95', 'まれな語 p95', '語の数（よくある／まれ）'], ...(await measure())], [`1回は、権限の中で見つけ、数え、新しい順に50件を並べるまで。${ASKED}回ずつ`, `作るのに ${seconds.toFixed(0)} 秒、データベース ${size}`, '目標: p95 100 ミリ秒以下', machine()]);
} finally {
  await owner.end();
  await city.close();
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
}
