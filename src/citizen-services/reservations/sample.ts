/** The sample city's facilities, patrons and a quarter (or a year) of reservations, all made by commands. */
import type { Actor } from '../../kernel/actor.ts';
import { savePayee } from '../../kernel/payments/commands.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { reserve } from './commands/book.ts';
import { finish, pay } from './commands/desk.ts';
import { saveCityRules, saveFacility } from './commands/facilities.ts';
import { decidePatron, registerAtDesk } from './commands/patrons.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import { mergePatch } from './rules/merge.ts';
import { type FacilityPolicy, matchesAny, type Unit } from './rules/policy.ts';
import { claimSpan, offeredSlots, type Slot } from './rules/slots.ts';
import { windowFor } from './rules/windows.ts';
import { openings } from './queries/openings.ts';
import { funeralStep } from './sample-funerals.ts';
import { openUseStep } from './sample-open-use.ts';
import { sampleCitizen } from '../../kernel/identity/sample-people.ts';

interface FacilityData {
  readonly code: string;
  readonly name: { readonly ja: string; readonly en: string };
  readonly kana: string;
  readonly kind: string;
  readonly area: string;
  readonly address: string;
  readonly lat: number;
  readonly lng: number;
  readonly phone: string;
  readonly manager: string;
  readonly payee: string;
  readonly ordinance: string;
  readonly legalKind: string;
  readonly shelter?: readonly string[];
  readonly accessible?: readonly string[];
  readonly rules: string;
  readonly policy: unknown;
}

interface PeopleData {
  readonly familyNames: readonly { readonly name: string; readonly kana: string }[];
  readonly givenNames: readonly { readonly name: string; readonly kana: string }[];
  readonly patrons: { readonly count: number; readonly shares: Readonly<Record<string, number>> };
  readonly groupNames: Readonly<Record<string, readonly { readonly name: string; readonly kana: string }[]>>;
}

const house: Actor = { kind: 'system', id: 'sample' };
const clerk: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000002', name: '見本 窓口', device: 'sample-desk', strong: true, grants: ['reservations.desk', 'reservations.patrons', 'payments.cash'].map((permission) => ({ permission, scope: null })) };

const facilityStep: SampleStep = {
  name: 'reservations.facilities',
  title: '施設と規則',
  order: 30,
  async run(ctx) {
    const payees = ctx.data<readonly { code: string; name: { ja: string }; registrationNumber: string; address: string; phone: string }[]>('payees.json');
    for (const one of payees) await ctx.must(house, savePayee, { code: one.code, name: one.name.ja, registrationNumber: one.registrationNumber, address: one.address, phone: one.phone }, `payee:${one.code}`);
    await ctx.must(house, saveCityRules, { rules: ctx.data('reservation-rules.json') }, 'city-rules');
    const ruleSets = ctx.data<Record<string, object>>('rule-sets.json');
    const { facilities } = ctx.data<{ facilities: readonly FacilityData[] }>('facilities.json');
    const wanted = ctx.size === 'tiny' ? facilities.slice(0, 12) : facilities;
    for (const [index, one] of wanted.entries()) {
      const policy = mergePatch({ facility: one.code, name: one.name, payee: one.payee, ordinance: one.ordinance, ...ruleSets[one.rules] }, one.policy);
      await ctx.must(house, saveFacility, {
        code: one.code, nameJa: one.name.ja, nameEn: one.name.en, kana: one.kana, category: one.kind, area: one.area, address: one.address, lat: one.lat, lng: one.lng, phone: one.phone,
        shelter: one.shelter?.[0] ?? '', about: { features: [...(one.accessible ?? [])], manager: one.manager, legalKind: one.legalKind }, policy, note: '見本の初期設定',
      }, `facility:${one.code}`);
      ctx.progress(index + 1, wanted.length);
    }
  },
};

interface SamplePatron {
  readonly id: string;
  readonly classCode: string;
}

const pick = <T>(ctx: SampleContext, list: readonly T[]): T => {
  const found = list[ctx.dice(list.length)];
  if (found === undefined) throw new Error('見本の一覧が空です');
  return found;
};

/** Made once in the patrons' step, used by the bookings' step of the same filling. */
const made = new WeakMap<object, SamplePatron[]>();

const patronStep: SampleStep = {
  name: 'reservations.patrons',
  title: '利用者登録',
  order: 40,
  async run(ctx) {
    const people = ctx.data<PeopleData>('people.json');
    const patrons: SamplePatron[] = [];
    made.set(ctx.city.key, patrons);
    await registerLogins(ctx, patrons);
    const share = ctx.size === 'tiny' ? 0.02 : 1;
    const wanted = Object.entries(people.patrons.shares).flatMap(([classCode, count]) => Array.from({ length: Math.ceil(count * share) }, () => classCode)).map((classCode, index) => applicationOf(ctx, people, classCode, index));
    let count = 0;
    await ctx.many(wanted, async ({ classCode, application }, index) => {
      const { patron } = await ctx.must(clerk, registerAtDesk, application, `patron:${index}`);
      await ctx.must(clerk, decidePatron, { patron, decision: 'approve', classCode }, `approve:${index}`);
      patrons[index + 10] = { id: patron, classCode };
      count++;
      if (count % 50 === 0) ctx.progress(count, wanted.length);
    });
    ctx.progress(wanted.length, wanted.length);
  },
};

/** The citizens whose logins are shown get registrations of their own: a person, a group, somebody from outside, a company. */
async function registerLogins(ctx: SampleContext, patrons: SamplePatron[]): Promise<void> {
  const { password, citizens } = ctx.data<{ password: string; citizens: readonly { email: string; name: string; kana: string; phone: string; can: string }[] }>('logins.json');
  const kinds = [['individual', 'R-PERSON', 'resident'], ['individual', 'R-PERSON', 'resident'], ['group', 'R-GROUP', 'resident'], ['individual', 'N-PERSON', 'non_resident'], ['group', 'N-COMPANY', 'non_resident']] as const;
  for (const [index, citizen] of citizens.entries()) {
    // The same command under the same key as in my-page: it happened once and answers again with the same person.
    const { can: _, ...person } = citizen;
    const account = await ctx.must(house, sampleCitizen, { ...person, password }, `citizen:${citizen.email}`);
    const [kind, classCode, residency] = kinds[index % kinds.length] ?? kinds[0];
    const group = kind === 'group';
    const name = group ? (classCode === 'R-GROUP' ? '城山バドミントンクラブ' : '株式会社あだたら企画') : citizen.name;
    const kana = group ? (classCode === 'R-GROUP' ? 'シロヤマバドミントンクラブ' : 'アダタラキカク') : citizen.kana;
    const members = group ? ['安斎 一郎', '武藤 二葉', '本多 三郎', '三浦 四郎', '丹野 五月'].map((member) => ({ name: member, residency })) : [];
    const { patron } = await ctx.must(clerk, registerAtDesk, { kind, name, kana, representative: group ? citizen.name : '', phone: '0243001001', birthDate: group ? '' : '1961-05-03', residency, members, citizen: account.citizen, email: citizen.email }, `login-patron:${citizen.email}`);
    await ctx.must(clerk, decidePatron, { patron, decision: 'approve', classCode }, `login-approve:${citizen.email}`);
    patrons[index] = { id: patron, classCode };
  }
}

function applicationOf(ctx: SampleContext, people: PeopleData, classCode: string, index: number) {
  const family = pick(ctx, people.familyNames);
  const given = pick(ctx, people.givenNames);
  const residency = classCode.startsWith('R-') ? 'resident' : classCode.startsWith('W-') ? 'work_or_school' : 'non_resident';
  const phone = `090${String(10_000_000 + ((index * 7919) % 89_999_999)).padStart(8, '0')}`;
  if (classCode.endsWith('-PERSON')) {
    return { classCode, application: { kind: 'individual', name: `${family.name} ${given.name}`, kana: `${family.kana} ${given.kana}`, phone, birthDate: `${1940 + ctx.dice(66)}-${String(1 + ctx.dice(12)).padStart(2, '0')}-${String(1 + ctx.dice(28)).padStart(2, '0')}`, residency, members: [] } };
  }
  const parts = Object.values(people.groupNames).map((list) => pick(ctx, list));
  const [place, ...rest] = parts;
  const name = `${place?.name ?? ''}${rest.map((part) => part.name).join('')}`;
  const kana = `${place?.kana ?? ''}${rest.map((part) => part.kana).join('')}`;
  const members = Array.from({ length: 5 + ctx.dice(8) }, () => ({ name: `${pick(ctx, people.familyNames).name} ${pick(ctx, people.givenNames).name}`, residency }));
  return { classCode, application: { kind: 'group', name, kana, representative: `${family.name} ${given.name}`, phone, residency, members } };
}

interface Plan {
  readonly key: string;
  readonly unitId: string;
  readonly unit: Unit;
  readonly date: Temporal.PlainDate;
  readonly slot: Slot;
  readonly at: Temporal.Instant;
  readonly patron: SamplePatron | null;
  readonly purpose: string;
  readonly persons: number;
  readonly channel: string;
  readonly reason: string;
}

const YEARLY = 45_000;
const WEB_PERCENT = 14;

const bookingStep: SampleStep = {
  name: 'reservations.bookings',
  title: '予約',
  order: 50,
  async run(ctx) {
    const patrons = (made.get(ctx.city.key) ?? []).filter((one) => one !== undefined);
    const days = ctx.size === 'year' ? { back: 320, ahead: 45 } : ctx.size === 'tiny' ? { back: 7, ahead: 21 } : { back: 46, ahead: 45 };
    const total = ctx.size === 'tiny' ? 150 : Math.round((YEARLY * (days.back + days.ahead)) / 365);
    const plans = await planBookings(ctx, patrons, days, total);
    let count = 0;
    await ctx.many(plans, async (plan) => {
      await bookOne(ctx, plan);
      count++;
      if (count % 100 === 0) ctx.progress(count, plans.length);
    });
    ctx.progress(plans.length, plans.length);
  },
};

async function bookOne(ctx: SampleContext, plan: Plan): Promise<void> {
  // Cremations are made one after the other (sample-funerals.ts): their rooms are given out in the order of asking.
  if (plan.purpose === 'funeral') return;
  const times = plan.slot.code.startsWith('T') ? { from: plan.slot.start, to: plan.slot.end } : { slots: [plan.slot.code] };
  const answer = await ctx.do(clerk, reserve, {
    unit: plan.unitId, date: plan.date, ...times, patron: plan.patron?.id ?? '', walkInName: plan.patron ? '' : '庁内利用', userClass: plan.patron?.classCode ?? 'O-OFFICE', channel: plan.channel, purpose: plan.purpose, persons: plan.persons, reason: plan.reason,
  }, `book:${plan.key}`, plan.at);
  // Two members of one group may reach a cap together; a city has refusals too.
  if (!answer.ok) return;
  const { reservation, parts, state } = answer.value;
  const begins = toInstant(plan.date, plan.slot.start);
  const over = Temporal.PlainDate.compare(plan.date, ctx.today) < 0;
  const paysNow = over || ctx.dice(100) < 70;
  // Where the fee is paid in parts, the deposit comes first; what is over was paid in full.
  for (const { receivable, amountYen, part } of state !== 'provisional' || !paysNow ? [] : over ? parts : parts.slice(0, 1)) {
    await ctx.must(clerk, pay, { reservation, receivable, amount: amountYen, tendered: Math.ceil(amountYen / 1000) * 1000 }, part === 'balance' ? `pay-balance:${plan.key}` : `pay:${plan.key}`, plan.at.add({ minutes: 20 }));
  }
  if (over && (state === 'permitted' || state === 'provisional')) await ctx.do(clerk, finish, { reservation, persons: plan.persons }, `finish:${plan.key}`, begins.add({ hours: 3 }));
}

/** A plan in which nothing collides, so that it comes out the same in whatever order its bookings are made. */
async function planBookings(ctx: SampleContext, patrons: readonly SamplePatron[], days: { back: number; ahead: number }, total: number): Promise<Plan[]> {
  const { facilities } = ctx.data<{ facilities: readonly FacilityData[] }>('facilities.json');
  const wanted = ctx.size === 'tiny' ? facilities.slice(0, 12) : facilities;
  const places: { policy: FacilityPolicy; unitId: string; unit: Unit; code: string }[] = [];
  for (const one of wanted) {
    const found = await ctx.ask(house, openings, { facility: one.code, days: 1 });
    if (!found) continue;
    for (const unit of found.facility.policy.units) {
      const row = found.units.find((each) => each.code === unit.code);
      if (row) places.push({ policy: found.facility.policy, unitId: row.unit, unit, code: one.code });
    }
  }
  const taken = new Map<string, [number, number][]>();
  const offered = new Map<string, readonly Slot[]>();
  const plans: Plan[] = [];
  for (let attempt = 0; plans.length < total && attempt < total * 6; attempt++) {
    const place = pick(ctx, places);
    const date = ctx.today.add({ days: ctx.dice(days.back + days.ahead) - days.back });
    const key = `${place.unitId} ${date.toString()}`;
    const slots = offered.get(key) ?? offeredSlots(place.policy, place.unit, date);
    offered.set(key, slots);
    if (slots.length === 0) continue;
    const slot = pick(ctx, slots);
    const span = claimSpan(place.unit, date, slot);
    const range: [number, number] = [span.from.epochMilliseconds, span.to.epochMilliseconds];
    const cells = place.unit.cells.map((cell) => `${place.code} ${cell}`);
    const zone = place.unit.noise ? [`${place.code} zone ${place.unit.noise.zone} ${place.unit.noise.class}`] : [];
    if (cells.some((cell) => (taken.get(cell) ?? []).some(([from, to]) => from < range[1] && range[0] < to))) continue;
    const others = place.unit.noise ? [...taken.keys()].filter((one) => one.startsWith(`${place.code} zone ${place.unit.noise?.zone ?? ''} `) && one !== zone[0]) : [];
    if (others.some((one) => (taken.get(one) ?? []).some(([from, to]) => from < range[1] && range[0] < to))) continue;
    const plan = detailsFor(ctx, place, patrons, date, slot, plans.length);
    if (!plan) continue;
    for (const cell of [...cells, ...zone]) taken.set(cell, [...(taken.get(cell) ?? []), range]);
    plans.push(plan);
  }
  return plans.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

function detailsFor(ctx: SampleContext, place: { policy: FacilityPolicy; unitId: string; unit: Unit }, patrons: readonly SamplePatron[], date: Temporal.PlainDate, slot: Slot, index: number): Plan | null {
  const { policy, unit } = place;
  const office = unit.visibility === 'staff_only' || policy.windows.every((window) => window.classes.every((code) => code.startsWith('O-')));
  const allowed = office ? [] : patrons.filter((one) => policy.windows.length === 0 || policy.windows.some((window) => matchesAny(window.units, unit.code) && matchesAny(window.classes, one.classCode)));
  if (!office && allowed.length === 0) return null;
  const patron = office ? null : pick(ctx, allowed);
  const begins = toInstant(date, slot.start);
  // Made some days ahead, never after the sample's own moment.
  const ideal = begins.subtract({ hours: 24 * (4 + ctx.dice(24)) });
  const latest = ctx.clock.now().subtract({ minutes: 30 + ctx.dice(600) });
  const at = Temporal.Instant.compare(ideal, latest) < 0 ? ideal : latest;
  if (Temporal.Instant.compare(at, begins.subtract({ hours: 2 })) > 0) return null;
  const verdict = windowFor(policy, unit, { userClass: patron?.classCode ?? 'O-OFFICE', channel: 'desk' }, date, at);
  const inWindow = verdict.state === 'open' && verdict.phase === 'first_come';
  const purposes = unit.purposes.filter((purpose) => purpose !== '*' && !purpose.endsWith('*'));
  const most = Math.max(unit.persons.min, Math.min(unit.persons.max, 40));
  return {
    key: String(index), unitId: place.unitId, unit, date, slot, at, patron, purpose: purposes.length > 0 ? pick(ctx, purposes) : '', persons: unit.persons.min + ctx.dice(most - unit.persons.min + 1),
    channel: ctx.dice(100) < WEB_PERCENT ? 'web' : ctx.dice(3) === 0 ? 'phone' : 'desk', reason: inWindow ? '' : '年間の利用調整会議で決めた利用',
  };
}

export const sample: readonly SampleStep[] = [facilityStep, patronStep, bookingStep, funeralStep, openUseStep];
