/** The inventory, one system, and the picture. */
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { foldForSearch } from '../../../kernel/text/search.ts';
import { query, type Tables } from '../acts.ts';
import { assetField, tierField } from '../commands/fields.ts';
import { loadPlan } from '../plan.ts';
import { assetKinds, type PlanAsset } from '../rules/plan.ts';
import { effectOfLoss, startOrder } from '../rules/start-order.ts';
import { saidFindings } from './overview.ts';

const view = [staff('continuity.view')];
export const assetSorts = ['tier', 'name', 'rto', 'measured', 'department'] as const;
const today = (ctx: QueryContext<Tables>) => loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);

function compare(sort: (typeof assetSorts)[number]): (a: PlanAsset, b: PlanAsset) => number {
  const byText = (of: (asset: PlanAsset) => string) => (a: PlanAsset, b: PlanAsset) => of(a).localeCompare(of(b), 'ja');
  const byNumber = (of: (asset: PlanAsset) => number) => (a: PlanAsset, b: PlanAsset) => of(a) - of(b) || a.code.localeCompare(b.code);
  switch (sort) {
    case 'tier': return byNumber((asset) => asset.tier);
    case 'name': return byText((asset) => asset.name);
    case 'rto': return byNumber((asset) => asset.rtoMinutes);
    case 'measured': return byNumber((asset) => asset.measured?.rtoSeconds ?? Infinity);
    case 'department': return byText((asset) => asset.department);
  }
}

export const assetList = query({
  name: 'continuity.assetList',
  title: { ja: '情報システム台帳', en: 'Inventory of systems' },
  input: z.object({
    q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), tier: optional(tierField), kind: optional(choiceField({ ja: '種類', en: 'Kind' }, assetKinds)), wrong: boolField({ ja: '指摘のあるものだけ', en: 'With findings only' }),
    sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, assetSorts), 'tier'), down: boolField({ ja: '逆順', en: 'Descending' }),
  }),
  allow: view,
  async run(ctx, input) {
    const plan = await today(ctx);
    const found = saidFindings(plan, ctx.today).filter((finding) => finding.about.type === 'asset');
    const versions = await ctx.db.selectFrom('continuity.assets').select(['id', 'version']).execute();
    const words = foldForSearch(input.q);
    const rows = plan.assets
      .map((asset) => ({ ...asset, version: versions.find((row) => row.id === asset.id)?.version ?? 1, red: found.filter((one) => one.about.id === asset.id && one.level === 'red').length, amber: found.filter((one) => one.about.id === asset.id && one.level === 'amber').length }))
      .filter((asset) => (input.tier === null || asset.tier === input.tier) && (input.kind === null || asset.kind === input.kind) && (!input.wrong || asset.red + asset.amber > 0) && (words === '' || foldForSearch([asset.name, asset.code, asset.department, asset.place, asset.supplier].join(' ')).includes(words)))
      .toSorted(compare(input.sort));
    return { rows: input.down ? rows.toReversed() : rows, total: plan.assets.length };
  },
});

export const asset = query({
  name: 'continuity.asset',
  title: { ja: 'システム一つ', en: 'One system' },
  input: z.object({ asset: assetField }),
  allow: view,
  async run(ctx, input) {
    const plan = await today(ctx);
    const row = plan.assets.find((one) => one.id === input.asset);
    const stored = await ctx.db.selectFrom('continuity.assets').select(['version', 'department_id as departmentId', 'place_id as placeId', 'supplier_id as supplierId']).where('id', '=', input.asset).executeTakeFirst();
    if (!row || !stored) return null;
    const name = (id: string) => ({ id, name: plan.assets.find((one) => one.id === id)?.name ?? '' });
    const order = startOrder(plan.assets, plan.needs);
    const loss = effectOfLoss(plan.assets, plan.needs, [row.id]);
    return {
      ...row, ...stored, supplierContact: plan.contacts.find((contact) => contact.id === stored.supplierId) ?? null,
      needs: plan.needs.filter((need) => need.asset === row.id).map((need) => ({ ...name(need.needs), kind: need.kind, either: need.either })),
      neededBy: plan.needs.filter((need) => need.needs === row.id).map((need) => ({ ...name(need.asset), kind: need.kind, either: need.either })),
      stopped: loss.stopped.map(name), reduced: loss.reduced.map(name), start: order.steps.find((step) => step.id === row.id) ?? null,
      findings: saidFindings(plan, ctx.today).filter((finding) => finding.about.type === 'asset' && finding.about.id === row.id),
      measures: plan.drills.flatMap((drill) => drill.measures.filter((one) => one.asset === row.id).map((one) => ({ drill: drill.id, title: drill.title, on: drill.heldOn, rtoSeconds: one.rtoSeconds, rpoSeconds: one.rpoSeconds }))),
      runbooks: plan.runbooks.filter((runbook) => runbook.asset === row.name).map(({ id, code, title }) => ({ id, code, title })), others: plan.assets.filter((one) => one.id !== row.id).map(({ id, name: label, kind }) => ({ id, name: label, kind })),
    };
  },
});

/** The picture with everything a loss would stop; without a loss, the order of starting. */
export const picture = query({
  name: 'continuity.picture',
  title: { ja: 'つながりの図と起動の順番', en: 'Dependencies and start-up order' },
  input: z.object({ without: optional(codeField({ ja: '止まったと考えるもの', en: 'Taken away' }, 40)) }),
  allow: view,
  async run(ctx, input) {
    const plan = await today(ctx);
    const lost = plan.assets.find((one) => one.code === input.without) ?? null;
    return { assets: plan.assets, needs: plan.needs, order: startOrder(plan.assets, plan.needs), lost, loss: lost ? effectOfLoss(plan.assets, plan.needs, [lost.id]) : null };
  },
});

/** What a form of this system can choose from. */
export const choices = query({
  name: 'continuity.choices',
  title: { ja: '選べるもの', en: 'Choices' },
  input: z.object({}),
  allow: [staff('continuity.edit')],
  async run(ctx) {
    const [departments, places, contacts, assets] = await Promise.all([
      ctx.db.selectFrom('kernel.departments').select(['id', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').limit(500).execute(),
      ctx.db.selectFrom('continuity.places').select(['id', 'name']).orderBy('code').execute(),
      ctx.db.selectFrom('continuity.contacts').select(['id', 'name', 'kind', 'post']).where('active', '=', true).orderBy('kind').orderBy('name').execute(),
      ctx.db.selectFrom('continuity.assets').select(['id', 'code', 'name']).where('active', '=', true).orderBy('tier').orderBy('code').execute(),
    ]);
    return { departments, places, contacts, assets };
  },
});
