/** 訓練: planned by rule, held by people or reported by a machine, measured, followed up. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { CommandContext } from '../../../kernel/act.ts';
import { actorKey, staff, system } from '../../../kernel/actor.ts';
import { fiscalYearOf, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { boolField, dateField, idField, instantField, intField, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command, type Tables } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { drillWords } from '../messages/words.ts';
import { dayToPlan, type Quarter, quarterOf, quartersToPlan } from '../rules/due.ts';
import type { DrillKind } from '../rules/plan.ts';
import { seal } from '../rules/seal.ts';
import { drillKindField, keyField, labels, secondsField, versionField, words } from './fields.ts';
import { nameOf } from './runbooks.ts';

const edit = [staff('continuity.edit')];
const drillField = idField(labels.drill);
/** The system that a restore drill measures unless told otherwise. */
const HOUSE = 'YAKUBA';
/** How long a machine's finding may wait. */
const FOLLOW_UP_DAYS = 14;

function titleOf(kind: DrillKind, { year, quarter }: Quarter): string {
  return `${year}年度第${quarter}四半期 ${drillWords[kind].ja}`;
}

/** Enters what the rules ask for in this quarter and the next; what stands there already stays. */
export const planDrills = command({
  name: 'continuity.planDrills',
  title: { ja: '訓練の予定をきまりから立てる', en: 'Plan drills by rule' },
  input: z.object({}),
  allow: [system, ...edit],
  async run(ctx) {
    const rules = await ctx.db.selectFrom('continuity.drill_rules').select(['kind', 'every']).orderBy('kind').execute();
    const year = fiscalYearOf(ctx.today);
    const standing = await ctx.db.selectFrom('continuity.drills').select('kind').where('fiscal_year', '=', year).where('state', 'in', ['planned', 'held']).groupBy('kind').execute();
    let planned = 0;
    for (const rule of rules) {
      for (const quarter of quartersToPlan(rule.every, standing.some((one) => one.kind === rule.kind), ctx.today)) {
        const row = await ctx.db.insertInto('continuity.drills').values({ id: ctx.newId(), kind: rule.kind, title: titleOf(rule.kind, quarter), fiscal_year: quarter.year, quarter: quarter.quarter, by_rule: true, planned_on: dayToPlan(quarter, ctx.today), state: 'planned' })
          .onConflict((conflict) => conflict.columns(['kind', 'fiscal_year', 'quarter']).where(sql<boolean>`by_rule and state in ('planned', 'held')`).doNothing()).returning('id').executeTakeFirst();
        if (row) planned += 1;
      }
    }
    return done({ planned });
  },
});

export const addDrill = command({
  name: 'continuity.addDrill',
  title: { ja: '訓練を予定に入れる', en: 'Plan a drill' },
  input: z.object({ kind: drillKindField, title: textField({ ja: '題名', en: 'Title' }, { max: 80 }), plannedOn: dateField({ ja: '行う日', en: 'Day' }) }),
  allow: edit,
  async run(ctx, input) {
    const id = ctx.newId();
    const { year, quarter } = quarterOf(input.plannedOn);
    await ctx.db.insertInto('continuity.drills').values({ id, kind: input.kind, title: input.title, fiscal_year: year, quarter, by_rule: false, planned_on: input.plannedOn, state: 'planned' }).execute();
    ctx.audit({ subject: `drill:${id}` });
    return done({ drill: id });
  },
});

export const moveDrill = command({
  name: 'continuity.moveDrill',
  title: { ja: '訓練の日を変える', en: 'Move a drill' },
  input: z.object({ drill: drillField, version: versionField, plannedOn: dateField({ ja: '行う日', en: 'Day' }) }),
  allow: edit,
  refusals: { AlreadyRecorded: refusals.AlreadyRecorded },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'AlreadyRecorded' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.drills').select(['state', 'version']).where('id', '=', input.drill).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'planned') return refuse('AlreadyRecorded');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('continuity.drills').set({ planned_on: input.plannedOn, version: row.version + 1 }).where('id', '=', input.drill).execute();
    ctx.audit({ subject: `drill:${input.drill}` });
    return done({});
  },
});

const seconds = (ja: string, en: string) => secondsField({ ja, en });
const measure = z.object({ asset: keyField(40), rtoSeconds: seconds('復旧にかかった時間', 'Seconds to recover'), rpoSeconds: optional(seconds('失われる時間', 'Seconds of data lost')) });

/** The kernel's backup room reports a restore drill with these fields; people fill in the same ones. */
export const recordDrill = command({
  name: 'continuity.recordDrill',
  title: { ja: '訓練の結果を記録する', en: 'Record a drill' },
  input: z.object({
    drill: optional(drillField), kind: withDefault(drillKindField, 'restore'), title: words({ ja: '題名', en: 'Title' }, 80), at: instantField({ ja: '行った日時', en: 'When' }), asset: withDefault(keyField(40), HOUSE),
    rtoSeconds: optional(seconds('復旧にかかった時間', 'Seconds to recover')), rpoSeconds: optional(seconds('失われる時間', 'Seconds of data lost')), tables: optional(intField({ ja: '表の数', en: 'Tables' }, { max: 1_000_000 })), files: optional(intField({ ja: 'ファイルの数', en: 'Files' }, { max: 1_000_000_000 })),
    allEqual: optional(boolField({ ja: 'すべて一致', en: 'All equal' })), note: words(labels.note, 2000, true), measures: listField({ ja: 'ほかの測定', en: 'More measures' }, measure, { max: 100 }),
  }),
  allow: [system, ...edit],
  refusals: { InFuture: refusals.InFuture, AlreadyRecorded: refusals.AlreadyRecorded },
  async run(ctx, input): Promise<Outcome<{ drill: string; hash: string }, 'InFuture' | 'AlreadyRecorded' | 'NotFound'>> {
    if (Temporal.Instant.compare(input.at, ctx.now.add({ minutes: 5 })) > 0) return refuse('InFuture');
    const quarter = quarterOf(tokyoDate(input.at));
    const chosen = await plannedDrill(ctx, input.drill, input.kind, quarter);
    if (!chosen.ok) return chosen;
    const wanted = [...(input.rtoSeconds === null ? [] : [{ asset: input.asset, rtoSeconds: input.rtoSeconds, rpoSeconds: input.rpoSeconds }]), ...input.measures];
    const assets = wanted.length === 0 ? [] : await ctx.db.selectFrom('continuity.assets').select(['id', 'code']).where('code', 'in', wanted.map((one) => one.asset)).execute();
    // A city that has no inventory yet still gets its drill recorded; a name a person typed must be right.
    if (ctx.actor.kind !== 'system' && wanted.some((one) => !assets.some((asset) => asset.code === one.asset))) return refuse('NotFound');
    const title = input.title || chosen.drill?.title || titleOf(input.kind, quarter);
    const id = chosen.drill?.id ?? ctx.newId();
    const measures = [...new Map(wanted.flatMap((one) => assets.filter((asset) => asset.code === one.asset).map((asset) => [asset.id, { ...one, asset: asset.id }] as const))).values()];
    const record = { kind: input.kind, title, held_at: input.at, source: ctx.actor.kind === 'system' ? 'machine' as const : 'person' as const, recorded_by: actorKey(ctx.actor), recorded_name: nameOf(ctx), tables: input.tables, files: input.files, all_equal: input.allEqual, note: input.note };
    const hash = seal({ ...record, id, held_at: input.at.toString(), measures: wanted });
    if (chosen.drill) await ctx.db.updateTable('continuity.drills').set({ ...record, fiscal_year: quarter.year, quarter: quarter.quarter, state: 'held', hash, version: chosen.drill.version + 1 }).where('id', '=', id).execute();
    else await ctx.db.insertInto('continuity.drills').values({ id, ...record, fiscal_year: quarter.year, quarter: quarter.quarter, by_rule: false, state: 'held', hash }).execute();
    if (measures.length > 0) await ctx.db.insertInto('continuity.drill_measures').values(measures.map((one) => ({ drill_id: id, asset_id: one.asset, rto_seconds: one.rtoSeconds, rpo_seconds: one.rpoSeconds }))).execute();
    if (input.allEqual === false) await ctx.db.insertInto('continuity.follow_ups').values({ id: ctx.newId(), drill_id: id, finding: '復元したものが元と一致しませんでした。', action: '一致しない表とファイルを調べ、原因を直してから、もう一度復元の訓練を行う。', post: '情報政策課 係長', due_on: ctx.today.add({ days: FOLLOW_UP_DAYS }) }).execute();
    ctx.audit({ subject: `drill:${id}`, hash });
    return done({ drill: id, hash });
  },
});

/** The planned drill this one is: the one named, else what the rule planned for that quarter. */
async function plannedDrill(ctx: CommandContext<Tables>, drill: string | null, kind: DrillKind, { year, quarter }: Quarter) {
  const rows = ctx.db.selectFrom('continuity.drills').select(['id', 'title', 'state', 'version', 'kind']).forUpdate();
  if (drill !== null) {
    const row = await rows.where('id', '=', drill).executeTakeFirst();
    if (!row || row.kind !== kind) return refuse('NotFound');
    return row.state === 'planned' ? { ok: true as const, drill: row } : refuse('AlreadyRecorded');
  }
  const row = await rows.where('kind', '=', kind).where('fiscal_year', '=', year).where('quarter', '=', quarter).where('by_rule', '=', true).where('state', '=', 'planned').executeTakeFirst();
  return { ok: true as const, drill: row };
}

export const withdrawDrill = command({
  name: 'continuity.withdrawDrill',
  title: { ja: '訓練の記録を取り下げる・予定をやめる', en: 'Withdraw a drill' },
  input: z.object({ drill: drillField, version: versionField, reason: textField(labels.reason, { max: 300 }) }),
  allow: edit,
  refusals: { AlreadyRecorded: { ja: () => 'この訓練は、もう取り下げられています。', en: () => 'This drill was withdrawn already.' } },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'AlreadyRecorded' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.drills').select(['state', 'version']).where('id', '=', input.drill).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'held' && row.state !== 'planned') return refuse('AlreadyRecorded');
    if (row.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('continuity.drills').set({ state: row.state === 'held' ? 'withdrawn' : 'cancelled', withdrawn_reason: input.reason, version: row.version + 1 }).where('id', '=', input.drill).execute();
    ctx.audit({ subject: `drill:${input.drill}` });
    return done({});
  },
});

export const addFollowUp = command({
  name: 'continuity.addFollowUp',
  title: { ja: '訓練で気づいたことと対応を書く', en: 'Add a follow-up' },
  input: z.object({ drill: drillField, finding: textField({ ja: '気づいたこと', en: 'Finding' }, { max: 400, lines: true }), action: textField({ ja: 'すること', en: 'Action' }, { max: 400, lines: true }), post: textField(labels.post, { max: 60 }), dueOn: dateField({ ja: '期限', en: 'Due' }) }),
  allow: edit,
  async run(ctx, input) {
    const drill = await ctx.db.selectFrom('continuity.drills').select('id').where('id', '=', input.drill).where('state', '=', 'held').executeTakeFirst();
    if (!drill) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('continuity.follow_ups').values({ id, drill_id: drill.id, finding: input.finding, action: input.action, post: input.post, due_on: input.dueOn }).execute();
    ctx.audit({ subject: `drill:${drill.id}` });
    return done({ followUp: id });
  },
});

export const finishFollowUp = command({
  name: 'continuity.finishFollowUp',
  title: { ja: '対応を済みにする', en: 'Finish a follow-up' },
  input: z.object({ followUp: idField({ ja: '対応', en: 'Follow-up' }), note: textField({ ja: 'したこと', en: 'What was done' }, { max: 400, lines: true }) }),
  allow: edit,
  refusals: { Done: refusals.Done },
  async run(ctx, input): Promise<Outcome<{ drill: string }, 'Done' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('continuity.follow_ups').select(['drill_id', 'done_on', 'version']).where('id', '=', input.followUp).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.done_on !== null) return refuse('Done');
    await ctx.db.updateTable('continuity.follow_ups').set({ done_on: ctx.today, done_by: nameOf(ctx), done_note: input.note, version: row.version + 1 }).where('id', '=', input.followUp).execute();
    ctx.audit({ subject: `drill:${row.drill_id}` });
    return done({ drill: row.drill_id });
  },
});
