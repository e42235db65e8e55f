/** What must go together in the trail: requests and audit entries, events and their delivery, migrations and their files. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { MigrationFolder } from '../../db/migrate.ts';
import { type Finding, finding } from './finding.ts';

/** After so many tries the outbox gives up (see kernel/outbox.ts). */
const OUTBOX_ATTEMPTS = 12;

async function countOf(client: pg.Client, text: string): Promise<number> {
  return Number((await client.query<{ n: string }>(text)).rows[0]?.n ?? 0);
}

export async function auditFindings(client: pg.Client): Promise<readonly Finding[]> {
  const silent = await countOf(client, `select count(*)::text as n from kernel.requests r where not exists (select from kernel.audit_entries a where a.request_id = r.request_id)`);
  const orphaned = await countOf(client, `select count(*)::text as n from kernel.audit_entries c where c.parent is not null and not exists (select from kernel.audit_entries p where p.id = c.parent)`);
  const twice = await countOf(client, `select count(*)::text as n from (select 1 from kernel.audit_entries where outcome = 'done' and parent is null and actor_kind <> 'visitor' group by actor_kind, actor_id, request_id having count(*) > 1) as twice`);
  const open = await countOf(client, `select count(*)::text as n from pg_trigger t where t.tgrelid in ('kernel.audit_entries'::regclass, 'kernel.looks'::regclass) and t.tgname like 'append_only%' and t.tgenabled = 'D'`);
  const found = [
    ...(silent > 0 ? [finding('操作の記録', 'damaged', `行われたのに操作の記録がない要求が ${silent} あります`)] : []),
    ...(orphaned > 0 ? [finding('操作の記録', 'damaged', `もとの操作が消えている記録が ${orphaned} あります`)] : []),
    ...(twice > 0 ? [finding('操作の記録', 'damaged', `同じ要求が二度行われた記録が ${twice} あります`)] : []),
    ...(open > 0 ? [finding('操作の記録', 'damaged', '操作の記録を書き換えから守るしくみが止められています')] : []),
  ];
  return found.length > 0 ? found : [finding('操作の記録', 'good', `${(await countOf(client, 'select count(*)::text as n from kernel.audit_entries')).toLocaleString('ja-JP')} 件に欠けはありません`)];
}

export async function outboxFindings(client: pg.Client): Promise<readonly Finding[]> {
  const dead = await countOf(client, `select count(*)::text as n from kernel.outbox where delivered_at is null and attempts >= ${OUTBOX_ATTEMPTS}`);
  const stuck = await countOf(client, `select count(*)::text as n from kernel.outbox where delivered_at is null and attempts < ${OUTBOX_ATTEMPTS} and at < now() - interval '1 hour'`);
  return [
    ...(dead > 0 ? [finding('連絡の受け渡し', 'incomplete', `届けられなかった連絡が ${dead} あります。「しごと」の画面で届け直してください`)] : []),
    ...(stuck > 0 ? [finding('連絡の受け渡し', 'incomplete', `1 時間より前から待っている連絡が ${stuck} あります（町役場が開いていれば、まもなく届きます）`)] : []),
    ...(dead + stuck === 0 ? [finding('連絡の受け渡し', 'good', '滞っている連絡はありません')] : []),
  ];
}

export async function migrationFindings(client: pg.Client, folders: readonly MigrationFolder[]): Promise<readonly Finding[]> {
  const ran = await client.query<{ system: string; name: string; sha256: string }>('select system, name, sha256 from kernel.migrations');
  const written = new Map<string, string>();
  for (const { system, folder } of folders) {
    const path = fileURLToPath(folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path).filter((file) => file.endsWith('.sql'))) written.set(`${system}/${name}`, createHash('sha256').update(readFileSync(new URL(name, folder))).digest('hex'));
  }
  const done = new Map(ran.rows.map((row) => [`${row.system}/${row.name}`, row.sha256]));
  const changed = [...done].filter(([name, hash]) => written.has(name) && written.get(name) !== hash).map(([name]) => name);
  const unknown = [...done.keys()].filter((name) => !written.has(name));
  const waiting = [...written.keys()].filter((name) => !done.has(name));
  return [
    ...(changed.length > 0 ? [finding('移行', 'damaged', `実行したあとに書き換えられた移行が ${changed.length} あります`, changed)] : []),
    ...(unknown.length > 0 ? [finding('移行', 'incomplete', `この版にない移行が ${unknown.length} あります（より新しい版のデータです）`, unknown)] : []),
    ...(waiting.length > 0 ? [finding('移行', 'incomplete', `まだ実行していない移行が ${waiting.length} あります（./yakuba start が実行します）`, waiting)] : []),
    ...(changed.length + unknown.length + waiting.length === 0 ? [finding('移行', 'good', `${done.size} の移行が、実行したときのままです`)] : []),
  ];
}
