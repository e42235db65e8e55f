/** 拠点・電源・通信手段. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { instantField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { loadPlan } from '../plan.ts';
import { runsUntil, sheddingPlan } from '../rules/power.ts';

export const powerPlan = query({
  name: 'continuity.powerPlan',
  title: { ja: '電源と通信手段', en: 'Power and communication' },
  input: z.object({ from: optional(instantField({ ja: '停電の始まり', en: 'Mains lost at' })) }),
  allow: [staff('continuity.view')],
  async run(ctx, input) {
    const plan = await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);
    const from = input.from ?? ctx.now;
    const [places, sources, devices, means, tiers] = await Promise.all([
      ctx.db.selectFrom('continuity.places').select(['id', 'code', 'version']).execute(),
      ctx.db.selectFrom('continuity.power_sources').selectAll().orderBy('kind').orderBy('name').execute(),
      ctx.db.selectFrom('continuity.power_devices').selectAll().orderBy('tier').orderBy('name').execute(),
      ctx.db.selectFrom('continuity.means').selectAll().orderBy('ordinal').execute(),
      ctx.db.selectFrom('continuity.tiers').selectAll().orderBy('tier').execute(),
    ]);
    return {
      from, means, tiers,
      places: plan.places.map((place) => {
        const own = places.find((row) => row.id === place.id);
        return {
          ...place, code: own?.code ?? '', version: own?.version ?? 1, sources: sources.filter((row) => row.place_id === place.id), loads: devices.filter((row) => row.place_id === place.id),
          runs: sheddingPlan(place, place.devices).map((run) => ({ ...run, until: runsUntil(run, from) })),
        };
      }),
    };
  },
});
