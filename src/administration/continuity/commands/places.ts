/** 代替拠点・電源・通信手段, and the city's own settings: tiers and how often a drill is due. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, dateField, idField, intField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { drillKindField, durationField, keyField, labels, tenthsField, tierField, versionField, versionIfAny, words } from './fields.ts';

const edit = [staff('continuity.edit')];
const placeField = idField(labels.place);
const watts = { ja: 'W', en: 'watts' };

export const savePlace = command({
  name: 'continuity.savePlace',
  title: { ja: '拠点を載せる・直す', en: 'Save a place' },
  input: z.object({
    place: optional(placeField), version: versionIfAny, key: keyField(30), name: textField(labels.name, { max: 60 }), kind: choiceField({ ja: '種類', en: 'Kind' }, ['office', 'second', 'branch', 'data_center', 'other'] as const),
    address: words({ ja: '住所', en: 'Address' }, 120), distanceKm: intField({ ja: '本庁舎からの距離', en: 'Distance' }, { min: 0, max: 2000, unit: { ja: 'km', en: 'km' } }), alternative: boolField({ ja: '代替拠点として使う', en: 'Alternative site' }),
    powerHours: intField({ ja: '自前の電源でもたせたい時間', en: 'Hours on own power' }, { min: 0, max: 720, unit: { ja: '時間', en: 'hours' } }), note: words(labels.note, 1000, true),
  }),
  allow: edit,
  refusals: { KeyTaken: refusals.KeyTaken },
  async run(ctx, input): Promise<Outcome<{ place: string }, 'KeyTaken' | 'NotFound' | 'Conflict'>> {
    const twin = await ctx.db.selectFrom('continuity.places').select('id').where('code', '=', input.key).executeTakeFirst();
    if (twin && twin.id !== input.place) return refuse('KeyTaken');
    const id = input.place ?? ctx.newId();
    const facts = { code: input.key, name: input.name, kind: input.kind, address: input.address, distance_km: input.distanceKm, alternative: input.alternative, power_hours: input.powerHours, note: input.note };
    if (input.place === null) await ctx.db.insertInto('continuity.places').values({ id, ...facts }).execute();
    else {
      const before = await ctx.db.selectFrom('continuity.places').select('version').where('id', '=', id).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.places').set({ ...facts, version: before.version + 1 }).where('id', '=', id).execute();
    }
    ctx.audit({ subject: `place:${id}` });
    return done({ place: id });
  },
});

export const savePowerSource = command({
  name: 'continuity.savePowerSource',
  title: { ja: 'UPS・発電機を載せる・直す', en: 'Save a power source' },
  input: z.object({
    source: optional(idField({ ja: '電源', en: 'Source' })), version: versionIfAny, place: placeField, kind: choiceField({ ja: '種類', en: 'Kind' }, ['ups', 'generator'] as const), name: textField(labels.name, { max: 60 }),
    ratedWatts: intField({ ja: '定格出力', en: 'Rated output' }, { min: 1, max: 10_000_000, unit: watts }), usableWattHours: optional(intField({ ja: '使える電力量', en: 'Usable watt-hours' }, { min: 1, max: 100_000_000, unit: { ja: 'Wh', en: 'Wh' } })),
    fuelLitres: optional(tenthsField({ ja: '燃料', en: 'Fuel' }, 100_000)), idleLitresHour: optional(tenthsField({ ja: '無負荷の消費', en: 'Idle consumption' }, 1000)), fullLitresHour: optional(tenthsField({ ja: '満負荷の消費', en: 'Full consumption' }, 1000)),
    startMinutes: optional(intField({ ja: '起動まで', en: 'Minutes to start' }, { min: 0, max: 600, unit: { ja: '分', en: 'minutes' } })), checkedOn: optional(dateField({ ja: '点検した日', en: 'Checked on' })),
  }),
  allow: edit,
  refusals: { FactsMissing: refusals.FactsMissing },
  async run(ctx, input): Promise<Outcome<{ source: string }, 'FactsMissing' | 'NotFound' | 'Conflict'>> {
    if (!(await ctx.db.selectFrom('continuity.places').select('id').where('id', '=', input.place).executeTakeFirst())) return refuse('NotFound');
    const id = input.source ?? ctx.newId();
    const isUps = input.kind === 'ups';
    const facts = {
      place_id: input.place, kind: input.kind, name: input.name, rated_watts: input.ratedWatts, usable_watt_hours: isUps ? input.usableWattHours : null, fuel_litres: isUps ? null : input.fuelLitres, idle_litres_hour: isUps ? null : input.idleLitresHour,
      full_litres_hour: isUps ? null : input.fullLitresHour, start_minutes: isUps ? null : input.startMinutes, checked_on: input.checkedOn,
    };
    // What a kind lacks, power_sources_facts_missing refuses.
    if (input.source === null) await ctx.db.insertInto('continuity.power_sources').values({ id, ...facts }).execute();
    else {
      const before = await ctx.db.selectFrom('continuity.power_sources').select('version').where('id', '=', id).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.power_sources').set({ ...facts, version: before.version + 1 }).where('id', '=', id).execute();
    }
    ctx.audit({ subject: `place:${input.place}` });
    return done({ source: id });
  },
});

export const savePowerDevice = command({
  name: 'continuity.savePowerDevice',
  title: { ja: '電気を使う機器を載せる・直す', en: 'Save a device' },
  input: z.object({
    device: optional(idField({ ja: '機器', en: 'Device' })), version: versionIfAny, place: placeField, asset: optional(idField(labels.asset)), name: textField(labels.name, { max: 60 }), quantity: intField({ ja: '台数', en: 'Quantity' }, { min: 1, max: 999 }),
    watts: intField({ ja: '1台の消費電力', en: 'Watts each' }, { min: 1, max: 100_000, unit: watts }), tier: tierField, onUps: boolField({ ja: 'UPSにつないである', en: 'On the UPS' }),
  }),
  allow: edit,
  async run(ctx, input) {
    const place = await ctx.db.selectFrom('continuity.places').select('id').where('id', '=', input.place).executeTakeFirst();
    const asset = input.asset === null || (await ctx.db.selectFrom('continuity.assets').select('id').where('id', '=', input.asset).executeTakeFirst());
    if (!place || !asset) return refuse('NotFound');
    const id = input.device ?? ctx.newId();
    const facts = { place_id: input.place, asset_id: input.asset, name: input.name, quantity: input.quantity, watts: input.watts, tier: input.tier, on_ups: input.onUps };
    if (input.device === null) await ctx.db.insertInto('continuity.power_devices').values({ id, ...facts }).execute();
    else {
      const before = await ctx.db.selectFrom('continuity.power_devices').select('version').where('id', '=', id).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.power_devices').set({ ...facts, version: before.version + 1 }).where('id', '=', id).execute();
    }
    ctx.audit({ subject: `place:${input.place}` });
    return done({ device: id });
  },
});

export const removePower = command({
  name: 'continuity.removePower',
  title: { ja: '電源・機器を外す', en: 'Remove a source or device' },
  input: z.object({ what: choiceField({ ja: '対象', en: 'What' }, ['source', 'device'] as const), item: idField({ ja: '対象の番号', en: 'Item' }) }),
  allow: edit,
  async run(ctx, input) {
    const gone = input.what === 'source'
      ? await ctx.db.deleteFrom('continuity.power_sources').where('id', '=', input.item).returning(['place_id', 'name']).executeTakeFirst()
      : await ctx.db.deleteFrom('continuity.power_devices').where('id', '=', input.item).returning(['place_id', 'name']).executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `place:${gone.place_id}`, before: gone });
    return done({});
  },
});

export const saveMeans = command({
  name: 'continuity.saveMeans',
  title: { ja: '通信手段を載せる・直す', en: 'Save a means of communication' },
  input: z.object({
    means: optional(idField({ ja: '通信手段', en: 'Means' })), version: versionIfAny, ordinal: intField(labels.order, { min: 1, max: 50 }), name: textField(labels.name, { max: 60 }), carries: textField({ ja: '運べるもの', en: 'Carries' }, { max: 200 }), needs: words({ ja: '必要なもの', en: 'Needs' }, 200),
    place: optional(placeField), readyMinutes: intField({ ja: '切り替えにかかる時間', en: 'Minutes until ready' }, { min: 0, max: 1440, unit: { ja: '分', en: 'minutes' } }), lastsHours: optional(intField({ ja: '停電でもつ時間', en: 'Hours without mains' }, { min: 0, max: 999, unit: { ja: '時間', en: 'hours' } })),
    testedOn: optional(dateField({ ja: '試した日', en: 'Tested on' })),
  }),
  allow: edit,
  refusals: { OrderTaken: refusals.OrderTaken },
  async run(ctx, input): Promise<Outcome<{ means: string }, 'OrderTaken' | 'NotFound' | 'Conflict'>> {
    if (input.place !== null && !(await ctx.db.selectFrom('continuity.places').select('id').where('id', '=', input.place).executeTakeFirst())) return refuse('NotFound');
    const id = input.means ?? ctx.newId();
    const facts = { ordinal: input.ordinal, name: input.name, carries: input.carries, needs: input.needs, place_id: input.place, ready_minutes: input.readyMinutes, lasts_hours: input.lastsHours, tested_on: input.testedOn };
    if (input.means === null) await ctx.db.insertInto('continuity.means').values({ id, ...facts }).execute();
    else {
      const before = await ctx.db.selectFrom('continuity.means').select('version').where('id', '=', id).forUpdate().executeTakeFirst();
      if (!before) return refuse('NotFound');
      if (before.version !== input.version) return refuse('Conflict');
      await ctx.db.updateTable('continuity.means').set({ ...facts, version: before.version + 1 }).where('id', '=', id).execute();
    }
    ctx.audit({ subject: `means:${id}` });
    return done({ means: id });
  },
});

export const removeMeans = command({
  name: 'continuity.removeMeans',
  title: { ja: '通信手段を外す', en: 'Remove a means of communication' },
  input: z.object({ means: idField({ ja: '通信手段', en: 'Means' }) }),
  allow: edit,
  async run(ctx, input) {
    const gone = await ctx.db.deleteFrom('continuity.means').where('id', '=', input.means).returning('name').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `means:${input.means}`, before: gone });
    return done({});
  },
});

export const changeTier = command({
  name: 'continuity.changeTier',
  title: { ja: '区分の約束を変える', en: 'Change what a tier promises' },
  input: z.object({ tier: tierField, version: versionField, meaning: textField({ ja: '意味', en: 'Meaning' }, { max: 200 }), backIn: durationField({ ja: '戻すまで', en: 'Back in' }), basis: textField({ ja: '根拠', en: 'Basis' }, { max: 300, numbers: true }) }),
  allow: edit,
  async run(ctx, input) {
    const row = await ctx.db.updateTable('continuity.tiers').set({ meaning: input.meaning, back_in_minutes: input.backIn, basis: input.basis, as_of: ctx.today, version: input.version + 1 }).where('tier', '=', input.tier).where('version', '=', input.version).returning('tier').executeTakeFirst();
    if (!row) return refuse('Conflict');
    ctx.audit({ subject: `tier:${input.tier}` });
    return done({});
  },
});

export const changeDrillRule = command({
  name: 'continuity.changeDrillRule',
  title: { ja: '訓練の間隔を変える', en: 'Change how often a drill is due' },
  input: z.object({ kind: drillKindField, version: versionField, every: choiceField({ ja: '間隔', en: 'How often' }, ['quarter', 'year', 'never'] as const), basis: textField({ ja: '根拠', en: 'Basis' }, { max: 300, numbers: true }) }),
  allow: edit,
  async run(ctx, input) {
    const row = await ctx.db.updateTable('continuity.drill_rules').set({ every: input.every, basis: input.basis, as_of: ctx.today, version: input.version + 1 }).where('kind', '=', input.kind).where('version', '=', input.version).returning('kind').executeTakeFirst();
    if (!row) return refuse('Conflict');
    ctx.audit({ subject: `drill-rule:${input.kind}` });
    return done({});
  },
});
