/** Loads the whole plan, as the rules, the papers and the editions take it. */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { tokyoDate } from '../../kernel/calendar/calendar.ts';
import type { Tables } from './acts.ts';
import type { Plan, PlanAsset, PlanDrill, PlanPlace, PlanRunbook } from './rules/plan.ts';

type Db = Kysely<Tables> | ReadonlyKysely<Tables>;

const dayText = (day: Temporal.PlainDate | null) => day?.toString() ?? null;
const dayOf = (at: Temporal.Instant) => tokyoDate(at).toString();

/** One statement after the other: inside a command they share its transaction. */
export async function loadPlan(db: Db, city: string, today: Temporal.PlainDate): Promise<Plan> {
  const tiers = await db.selectFrom('continuity.tiers').select(['tier', 'meaning', 'back_in_minutes as backInMinutes', 'basis', 'as_of']).orderBy('tier').execute();
  const rules = await db.selectFrom('continuity.drill_rules').select(['kind', 'every', 'basis', 'as_of']).orderBy('kind').execute();
  const chapters = await db.selectFrom('continuity.chapters').select(['code', 'heading', 'body', 'as_of']).orderBy('ordinal').orderBy('code').execute();
  const needs = await db.selectFrom('continuity.dependencies').select(['asset_id as asset', 'needs_id as needs', 'kind', 'either']).orderBy('asset_id').orderBy('needs_id').execute();
  const calls = await db.selectFrom('continuity.calls').select(['caller_id as caller', 'callee_id as callee', 'ordinal', 'minutes']).orderBy('ordinal').orderBy('callee_id').execute();
  const means = await db.selectFrom('continuity.means').select(['id', 'ordinal', 'name', 'carries', 'needs', 'ready_minutes as readyMinutes', 'lasts_hours as lastsHours', 'tested_on']).orderBy('ordinal').execute();
  const followUps = await db.selectFrom('continuity.follow_ups as f').innerJoin('continuity.drills as d', 'd.id', 'f.drill_id').select(['f.id', 'd.id as drillId', 'd.title as drill', 'f.finding', 'f.action', 'f.post', 'f.due_on', 'f.done_on']).where('d.state', '=', 'held').orderBy('f.due_on').orderBy('f.id').execute();
  const editions = await db.selectFrom('continuity.editions').select(['number', 'change_note', 'made_name', 'decided_name', 'decided_at']).where('state', '=', 'approved').orderBy('number').execute();
  const drills = await loadDrills(db);
  return {
    city, asOf: today.toString(),
    tiers: tiers.map(({ as_of, ...tier }) => ({ ...tier, asOf: as_of.toString() })),
    drillRules: rules.map(({ as_of, ...rule }) => ({ ...rule, asOf: as_of.toString() })),
    chapters: chapters.map(({ as_of, ...chapter }) => ({ ...chapter, asOf: as_of.toString() })),
    assets: await loadAssets(db, drills), needs, contacts: await loadContacts(db), calls, places: await loadPlaces(db),
    means: means.map(({ tested_on, ...one }) => ({ ...one, testedOn: dayText(tested_on) })),
    runbooks: await loadRunbooks(db), drills,
    followUps: followUps.map(({ due_on, done_on, ...one }) => ({ ...one, dueOn: due_on.toString(), doneOn: dayText(done_on) })),
    editions: editions.map((row) => ({ number: row.number, changeNote: row.change_note, madeBy: row.made_name, approvedBy: row.decided_name ?? '', approvedOn: row.decided_at ? dayOf(row.decided_at) : '' })),
  };
}

async function loadAssets(db: Db, drills: readonly PlanDrill[]): Promise<readonly PlanAsset[]> {
  const rows = await db.selectFrom('continuity.assets as a').leftJoin('kernel.departments as d', 'd.id', 'a.department_id').leftJoin('continuity.places as p', 'p.id', 'a.place_id').leftJoin('continuity.contacts as s', 's.id', 'a.supplier_id')
    .select(['a.id', 'a.code', 'a.name', 'a.kind', 'd.name as department', 'a.owner_post as ownerPost', 'a.tier', 'a.rto_minutes as rtoMinutes', 'a.rpo_minutes as rpoMinutes', 'a.start_minutes as startMinutes', 'a.fallback', 'p.name as place', 's.name as supplier', 'a.spare', 'a.links', 'a.note', 'a.reviewed_on'])
    .where('a.active', '=', true).orderBy('a.tier').orderBy('a.code').execute();
  // Newest first, so the first that measured a system is its latest.
  const latest = (id: string) => drills.flatMap((drill) => drill.measures.filter((one) => one.asset === id).map((one) => ({ rtoSeconds: one.rtoSeconds, rpoSeconds: one.rpoSeconds, on: drill.heldOn, drill: drill.title })))[0] ?? null;
  return rows.map(({ reviewed_on, ...row }) => ({ ...row, department: row.department ?? '', place: row.place ?? '', supplier: row.supplier ?? '', reviewedOn: dayText(reviewed_on), measured: latest(row.id) }));
}

async function loadContacts(db: Db) {
  const rows = await db.selectFrom('continuity.contacts as c').leftJoin('continuity.private_phones as p', 'p.contact_id', 'c.id')
    .select(['c.id', 'c.kind', 'c.name', 'c.organization', 'c.post', 'c.duty', 'c.office_phone as officePhone', 'c.deputy_id as deputy', 'p.contact_id as own']).where('c.active', '=', true).orderBy('c.kind').orderBy('c.name').orderBy('c.id').execute();
  return rows.map(({ own, ...row }) => ({ ...row, hasPhone: row.officePhone !== null || own !== null }));
}

async function loadPlaces(db: Db): Promise<readonly PlanPlace[]> {
  const places = await db.selectFrom('continuity.places').select(['id', 'name', 'kind', 'address', 'distance_km as distanceKm', 'alternative', 'power_hours as powerHours', 'note']).orderBy('distance_km').orderBy('code').execute();
  const sources = await db.selectFrom('continuity.power_sources').selectAll().orderBy('name').orderBy('id').execute();
  const devices = await db.selectFrom('continuity.power_devices as d').leftJoin('continuity.assets as a', 'a.id', 'd.asset_id').select(['d.place_id', 'd.name', 'd.quantity', 'd.watts', 'd.tier', 'd.on_ups as onUps', 'a.name as asset']).orderBy('d.tier').orderBy('d.name').orderBy('d.id').execute();
  return places.map((place) => ({
    ...place,
    ups: sources.filter((one) => one.place_id === place.id && one.kind === 'ups').map((one) => ({ name: one.name, ratedWatts: one.rated_watts, usableWattHours: one.usable_watt_hours ?? 0 })),
    generators: sources.filter((one) => one.place_id === place.id && one.kind === 'generator').map((one) => ({ name: one.name, ratedWatts: one.rated_watts, fuelLitres: Number(one.fuel_litres), idleLitresHour: Number(one.idle_litres_hour), fullLitresHour: Number(one.full_litres_hour), startMinutes: one.start_minutes ?? 0 })),
    devices: devices.filter((one) => one.place_id === place.id).map(({ place_id: _, ...one }) => ({ ...one, asset: one.asset ?? '' })),
  }));
}

async function loadRunbooks(db: Db): Promise<readonly PlanRunbook[]> {
  const rows = await db.selectFrom('continuity.runbooks as r').leftJoin('continuity.assets as a', 'a.id', 'r.asset_id').select(['r.id', 'r.code', 'r.title', 'a.name as asset']).orderBy('r.ordinal').orderBy('r.code').execute();
  const versions = await db.selectFrom('continuity.runbook_versions').select(['id', 'runbook_id', 'number', 'opening', 'author_name', 'approved_name', 'approved_at', 'hash']).where('state', '=', 'approved').execute();
  const steps = await db.selectFrom('continuity.runbook_steps').select(['version_id', 'instruction', 'typed', 'post', 'minutes', 'proof']).orderBy('version_id').orderBy('ordinal').execute();
  return rows.map((row) => {
    const version = versions.find((one) => one.runbook_id === row.id);
    const approved = version?.approved_at ? {
      number: version.number, opening: version.opening, author: version.author_name, approvedBy: version.approved_name ?? '', approvedOn: dayOf(version.approved_at), hash: version.hash ?? '',
      steps: steps.filter((step) => step.version_id === version.id).map(({ version_id: _, ...step }) => step),
    } : null;
    return { ...row, asset: row.asset ?? '', approved };
  });
}

/** Held ones, newest first. */
async function loadDrills(db: Db): Promise<readonly PlanDrill[]> {
  const rows = await db.selectFrom('continuity.drills').select(['id', 'kind', 'title', 'held_at', 'source', 'recorded_name', 'tables', 'files', 'all_equal', 'note', 'hash']).where('state', '=', 'held').orderBy('held_at', 'desc').orderBy('id').limit(500).execute();
  const measures = await db.selectFrom('continuity.drill_measures').select(['drill_id', 'asset_id as asset', 'rto_seconds as rtoSeconds', 'rpo_seconds as rpoSeconds']).orderBy('asset_id').execute();
  return rows.map((row) => ({
    id: row.id, kind: row.kind, title: row.title, heldOn: row.held_at ? dayOf(row.held_at) : '', source: row.source ?? 'person', recordedBy: row.recorded_name ?? '', tables: row.tables, files: row.files, allEqual: row.all_equal, note: row.note, hash: row.hash ?? '',
    measures: measures.filter((one) => one.drill_id === row.id).map(({ drill_id: _, ...one }) => one),
  }));
}
