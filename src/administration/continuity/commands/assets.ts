/** 台帳: systems, what they need, who owns them. */
import { z } from 'zod';
import type { CommandContext } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, idField, intField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { index, unindex } from '../../../kernel/search/search.ts';
import { command, type Tables } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { assetKinds } from '../rules/plan.ts';
import { findCircle } from '../rules/start-order.ts';
import { assetField, durationField, keyField, labels, tierField, versionField, versionIfAny, words } from './fields.ts';

const edit = [staff('continuity.edit')];

const facts = z.object({
  key: keyField(40), name: textField(labels.name, { max: 60 }), kind: choiceField({ ja: '種類', en: 'Kind' }, assetKinds), department: optional(idField({ ja: '所管課', en: 'Department' })), ownerPost: words({ ja: '責任者の職', en: 'Owner' }, 60),
  tier: tierField, rto: durationField({ ja: '目標復旧時間', en: 'Wished RTO' }), rpo: durationField({ ja: '目標復旧時点', en: 'Wished RPO' }), startMinutes: intField({ ja: '起動にかかる時間', en: 'Minutes to start' }, { min: 0, max: 2880, unit: { ja: '分', en: 'minutes' } }),
  fallback: words({ ja: '止まっているときの進め方', en: 'Manual fallback' }, 1000, true), place: optional(idField(labels.place)), supplier: optional(idField({ ja: '保守事業者', en: 'Supplier' })), spare: words({ ja: '二重化・予備', en: 'Spare' }, 200),
  links: words({ ja: '資料のありか', en: 'Links' }, 2000, true), note: words(labels.note, 1000, true),
});
export type AssetFacts = z.infer<typeof facts>;

export function columnsOf(input: AssetFacts) {
  return {
    code: input.key, name: input.name, kind: input.kind, department_id: input.department, owner_post: input.ownerPost, tier: input.tier, rto_minutes: input.rto, rpo_minutes: input.rpo, start_minutes: input.startMinutes,
    fallback: input.fallback, place_id: input.place, supplier_id: input.supplier, spare: input.spare, links: input.links.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 10), note: input.note,
  };
}

export async function indexAsset(ctx: CommandContext<Tables>, asset: { readonly id: string; readonly code: string; readonly name: string }): Promise<void> {
  await index(ctx, { system: 'continuity', kind: 'asset', id: asset.id, title: asset.name, note: `情報システム台帳 ${asset.code}`, href: `/staff/continuity/systems/${asset.id}`, words: asset.code, face: 'staff', permission: 'continuity.view' });
}

/** Whether what the facts point to is there. */
async function pointsNowhere(ctx: CommandContext<Tables>, input: Pick<AssetFacts, 'department' | 'place' | 'supplier'>): Promise<boolean> {
  const department = input.department === null || (await ctx.db.selectFrom('kernel.departments').select('id').where('id', '=', input.department).executeTakeFirst());
  const place = input.place === null || (await ctx.db.selectFrom('continuity.places').select('id').where('id', '=', input.place).executeTakeFirst());
  const supplier = input.supplier === null || (await ctx.db.selectFrom('continuity.contacts').select('id').where('id', '=', input.supplier).executeTakeFirst());
  return !department || !place || !supplier;
}

export const saveAsset = command({
  name: 'continuity.saveAsset',
  title: { ja: 'システムを台帳に載せる・直す', en: 'Save a system' },
  input: facts.extend({ asset: optional(assetField), version: versionIfAny }),
  allow: edit,
  refusals: { KeyTaken: refusals.KeyTaken },
  async run(ctx, input): Promise<Outcome<{ asset: string }, 'KeyTaken' | 'NotFound' | 'Conflict'>> {
    if (await pointsNowhere(ctx, input)) return refuse('NotFound');
    const twin = await ctx.db.selectFrom('continuity.assets').select('id').where('code', '=', input.key).executeTakeFirst();
    if (twin && twin.id !== input.asset) return refuse('KeyTaken');
    const id = input.asset ?? ctx.newId();
    if (input.asset === null) {
      await ctx.db.insertInto('continuity.assets').values({ id, ...columnsOf(input), reviewed_on: ctx.today }).execute();
    } else {
      const before = await ctx.db.selectFrom('continuity.assets').select(['version', 'name', 'tier', 'rto_minutes', 'rpo_minutes']).where('id', '=', id).where('active', '=', true).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.assets').set({ ...columnsOf(input), reviewed_on: ctx.today, version: before.version + 1 }).where('id', '=', id).execute();
      ctx.audit({ before });
    }
    await indexAsset(ctx, { id, code: input.key, name: input.name });
    ctx.audit({ subject: `asset:${id}` });
    return done({ asset: id });
  },
});

const pair = z.object({ asset: assetField, needs: idField({ ja: '必要なもの', en: 'Needs' }) });

export const addNeed = command({
  name: 'continuity.addNeed',
  title: { ja: '必要なものを加える', en: 'Add a dependency' },
  input: pair.extend({ kind: choiceField({ ja: '必要の程度', en: 'How much' }, ['start', 'use'] as const), either: words({ ja: 'どれか一つでよい組', en: 'Any one of' }, 20) }),
  allow: edit,
  refusals: { Circle: refusals.Circle, Taken: refusals.Taken },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'Circle' | 'Taken' | 'NotFound'>> {
    const both = await ctx.db.selectFrom('continuity.assets').select(['id', 'name']).where('active', '=', true).execute();
    if (![input.asset, input.needs].every((id) => both.some((row) => row.id === id))) return refuse('NotFound');
    const needs = await ctx.db.selectFrom('continuity.dependencies').select(['asset_id as asset', 'needs_id as needs', 'kind']).execute();
    const circle = input.asset === input.needs ? [input.asset, input.asset] : findCircle([...needs, { asset: input.asset, needs: input.needs, kind: input.kind }]);
    if (circle) return refuse('Circle', { names: circle.map((id) => both.find((row) => row.id === id)?.name ?? '').join(' → ') });
    await ctx.db.insertInto('continuity.dependencies').values({ asset_id: input.asset, needs_id: input.needs, kind: input.kind, either: input.either }).execute();
    ctx.audit({ subject: `asset:${input.asset}` });
    return done({});
  },
});

export const removeNeed = command({
  name: 'continuity.removeNeed',
  title: { ja: '必要なものを外す', en: 'Remove a dependency' },
  input: pair,
  allow: edit,
  async run(ctx, input) {
    const gone = await ctx.db.deleteFrom('continuity.dependencies').where('asset_id', '=', input.asset).where('needs_id', '=', input.needs).returning(['kind', 'either']).executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `asset:${input.asset}`, before: gone });
    return done({});
  },
});

/** The yearly look: everything still true. */
export const confirmAsset = command({
  name: 'continuity.confirmAsset',
  title: { ja: '台帳の内容を確かめた', en: 'Confirm a system' },
  input: z.object({ asset: assetField, version: versionField }),
  allow: edit,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('continuity.assets').select('version').where('id', '=', input.asset).where('active', '=', true).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('continuity.assets').set({ reviewed_on: ctx.today, version: row.version + 1 }).where('id', '=', input.asset).execute();
    ctx.audit({ subject: `asset:${input.asset}` });
    return done({});
  },
});

export const retireAsset = command({
  name: 'continuity.retireAsset',
  title: { ja: 'システムを台帳から外す', en: 'Retire a system' },
  input: z.object({ asset: assetField, version: versionField, reason: textField(labels.reason, { max: 300 }) }),
  allow: edit,
  refusals: { StillNeeded: refusals.StillNeeded },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'StillNeeded' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.assets').select('version').where('id', '=', input.asset).where('active', '=', true).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    const needing = await ctx.db.selectFrom('continuity.dependencies as d').innerJoin('continuity.assets as a', 'a.id', 'd.asset_id').select('a.name').where('d.needs_id', '=', input.asset).orderBy('a.name').limit(5).execute();
    if (needing.length > 0) return refuse('StillNeeded', { names: needing.map((one) => one.name).join('、') });
    await ctx.db.deleteFrom('continuity.dependencies').where('asset_id', '=', input.asset).execute();
    await ctx.db.updateTable('continuity.assets').set({ active: false, version: row.version + 1 }).where('id', '=', input.asset).execute();
    await unindex(ctx, { system: 'continuity', kind: 'asset', id: input.asset });
    ctx.audit({ subject: `asset:${input.asset}`, reason: input.reason });
    return done({});
  },
});

const importRow = z.object({ row: intField({ ja: '行', en: 'Row' }, { min: 1, max: 10_000 }), version: versionIfAny, values: z.record(z.string(), z.string().max(3000)) });

/** One row of the sheet as the input of `saveAsset`, with names of departments and places turned into what they stand for. */
type Choices = Readonly<Record<'departments' | 'places' | 'suppliers', ReadonlyMap<string, string>>>;

function readRow(values: Readonly<Record<string, string>>, choices: Choices): { readonly ok: true; readonly value: AssetFacts } | { readonly ok: false; readonly messages: readonly string[] } {
  const messages: string[] = [];
  const chosen = (kind: keyof Choices, field: string): string => {
    const name = (values[field] ?? '').trim();
    const id = name === '' ? '' : choices[kind].get(name);
    if (id === undefined) messages.push(`「${name}」は登録されていません。`);
    return id ?? '';
  };
  const raw = { ...values, department: chosen('departments', 'department'), place: chosen('places', 'place'), supplier: chosen('suppliers', 'supplier') };
  const parsed = facts.safeParse(raw);
  if (!parsed.success) messages.push(...parsed.error.issues.map((issue) => ('params' in issue && typeof issue.params === 'object' && issue.params && 'text' in issue.params ? textOf(issue.params['text']) : '読み取れない欄があります。')));
  return parsed.success && messages.length === 0 ? { ok: true, value: parsed.data } : { ok: false, messages };
}

function textOf(text: unknown): string {
  return typeof text === 'object' && text !== null && 'ja' in text ? String(text.ja) : '';
}

/** All rows or none. A row whose key is known changes that system; its 版 must be the one the sheet was saved with. */
export const importAssets = command({
  name: 'continuity.importAssets',
  title: { ja: '台帳を表から読み込む', en: 'Import systems' },
  input: z.object({ rows: listField({ ja: '行', en: 'Rows' }, importRow, { min: 1, max: 500 }) }),
  allow: edit,
  refusals: { RowsWrong: refusals.RowsWrong },
  async run(ctx, input): Promise<Outcome<{ added: number; changed: number }, 'RowsWrong'>> {
    const departments = await ctx.db.selectFrom('kernel.departments').select(['id', 'name']).execute();
    const places = await ctx.db.selectFrom('continuity.places').select(['id', 'name']).execute();
    const suppliers = await ctx.db.selectFrom('continuity.contacts').select(['id', 'name']).where('kind', '=', 'supplier').execute();
    const known = await ctx.db.selectFrom('continuity.assets').select(['id', 'code', 'version']).orderBy('id').forUpdate().execute();
    const named = (rows: readonly { readonly id: string; readonly name: string }[]) => new Map(rows.map((row) => [row.name, row.id]));
    const choices = { departments: named(departments), places: named(places), suppliers: named(suppliers) };
    const byKey = new Map(known.map((row) => [row.code, row]));
    const wrong: string[] = [];
    const seen = new Set<string>();
    let [added, changed] = [0, 0];
    for (const row of input.rows) {
      const read = readRow(row.values, choices);
      if (!read.ok) {
        wrong.push(...read.messages.map((message) => `${row.row}行目: ${message}`));
        continue;
      }
      const before = byKey.get(read.value.key);
      if (seen.has(read.value.key)) wrong.push(`${row.row}行目: 記号「${read.value.key}」が二度出てきます。`);
      else if (before && before.version !== row.version) wrong.push(`${row.row}行目: 「${read.value.name}」は、この表を保存したあとに変更されています。表を保存し直してください。`);
      seen.add(read.value.key);
      if (wrong.length > 0) continue;
      const id = before?.id ?? ctx.newId();
      if (before) await ctx.db.updateTable('continuity.assets').set({ ...columnsOf(read.value), active: true, reviewed_on: ctx.today, version: before.version + 1 }).where('id', '=', id).execute();
      else await ctx.db.insertInto('continuity.assets').values({ id, ...columnsOf(read.value), reviewed_on: ctx.today }).execute();
      await indexAsset(ctx, { id, code: read.value.key, name: read.value.name });
      if (before) changed += 1;
      else added += 1;
    }
    if (wrong.length > 0) return refuse('RowsWrong', { count: wrong.length, first: wrong[0], rows: wrong.slice(0, 50) });
    ctx.audit({ subject: 'continuity:inventory', added, changed });
    return done({ added, changed });
  },
});
