/** The sample city is data that a city could maintain by hand; this is what keeps it whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { boundsOf, distanceMetres, isInsideAny } from '../../src/kernel/geo/geo.ts';
import { polygonsOf } from '../../src/kernel/geo/city-outline.ts';
import { isCorporateNumber, isLocalGovernmentCode } from '../../src/kernel/text/check-digits.ts';
import { feeFor } from '../../src/citizen-services/reservations/rules/fee.ts';
import { CityReservationRules, FacilityPolicy, matchesAny } from '../../src/citizen-services/reservations/rules/policy.ts';
import { offeredSlots, requestSlots } from '../../src/citizen-services/reservations/rules/slots.ts';

const Text = z.strictObject({ ja: z.string().min(1), en: z.string().regex(/^[\x20-\x7e–¥]+$/u) });
const Kana = z.string().regex(/^[ァ-ヶー・]+$/u);
const NameAndKana = z.strictObject({ name: z.string().min(1), kana: Kana });
const Coded = z.strictObject({ code: z.string(), name: Text });
const Json = z.record(z.string(), z.json());

const City = z.strictObject({
  code: z.string().refine(isLocalGovernmentCode), name: Text, kana: Kana, prefecture: Text, postcode: z.string().regex(/^\d{7}$/u), address: Text,
  phone: z.string().regex(/^0243-00-\d{4}$/u), hours: Text, colour: z.string().regex(/^#[0-9a-f]{6}$/u), colourWash: z.string().regex(/^#[0-9a-f]{6}$/u), sample: z.literal(true),
  mayor: z.strictObject({ title: z.string(), name: z.string() }), areas: z.array(z.strictObject({ code: z.string(), name: Text, kana: Kana })),
  boundary: z.string(), towns: z.string(),
});
const Town = z.strictObject({ town: z.string().min(1), koaza: z.string(), lat: z.number(), lng: z.number(), area: z.string() });
const Payee = z.strictObject({
  code: z.string(), kind: z.enum(['city', 'designated_manager']), name: Text, kana: Kana, registrationNumber: z.string().regex(/^T\d{13}$/u).refine((number) => isCorporateNumber(number.slice(1))),
  address: z.string(), phone: z.string(), receiptTitle: Text, account: z.string(), term: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).optional(),
});
const Organization = z.strictObject({
  departments: z.array(z.strictObject({ code: z.string().regex(/^\d{4}$/u), parent: z.string().nullable(), name: Text, kana: Kana, posts: z.record(z.string(), z.int().min(1)) })),
  posts: z.array(z.strictObject({ code: z.string(), title: Text, rank: z.int() })),
  staff: z.strictObject({ count: z.int(), firstNumber: z.int(), hiredFrom: z.iso.date() }),
});
const People = z.strictObject({
  familyNames: z.array(NameAndKana), givenNames: z.array(NameAndKana),
  patrons: z.strictObject({ count: z.int(), shares: z.record(z.string(), z.int()) }),
  groupNames: z.strictObject({
    places: z.array(NameAndKana), activities: z.array(NameAndKana.extend({ purpose: z.string() })), endings: z.array(NameAndKana), special: z.array(NameAndKana.extend({ purpose: z.string() })),
  }),
});
const Facility = z.strictObject({
  code: z.string(), name: Text, kana: Kana, kind: z.string(), area: z.string(), address: z.string().startsWith('二本松市'), lat: z.number(), lng: z.number(),
  phone: z.string().regex(/^0243-00-\d{4}$/u), department: z.string(), manager: z.enum(['city', 'designated_manager']), payee: z.string(), ordinance: z.string().min(1),
  legalKind: z.enum(['public_facility', 'other_use']), shelter: z.array(z.string()), accessible: z.array(z.string()), rules: z.string(), policy: Json,
});
const Facilities = z.strictObject({ kinds: z.array(Coded), accessibleFeatures: z.array(Coded), shelterKinds: z.array(Coded), facilities: z.array(Facility) });

function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
}

const city = read('city.json', City);
const towns = read('towns.json', z.array(Town));
const outline = polygonsOf(read('boundary.geojson', z.json()));
const payees = read('payees.json', z.array(Payee));
const organization = read('organization.json', Organization);
const people = read('people.json', People);
const reservationRules = read('reservation-rules.json', CityReservationRules);
const ruleSets = read('rule-sets.json', z.record(z.string(), Json));
const { facilities, kinds, accessibleFeatures, shelterKinds } = read('facilities.json', Facilities);

type JsonValue = z.output<ReturnType<typeof z.json>>;

const isObject = (value: JsonValue | undefined): value is { [key: string]: JsonValue } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON Merge Patch (RFC 7396): objects are merged, everything else is replaced, null removes. */
function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const merged: { [key: string]: JsonValue } = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

function policyOf(facility: z.output<typeof Facility>): FacilityPolicy {
  const { code, name, payee, ordinance, rules, policy } = facility;
  return FacilityPolicy.parse(mergePatch({ facility: code, name, payee, ordinance, ...ruleSets[rules] }, policy));
}

const policies = new Map(facilities.map((facility) => [facility.code, policyOf(facility)]));
const codesOf = (list: readonly { readonly code: string }[]): Set<string> => new Set(list.map(({ code }) => code));

function policy(code: string): FacilityPolicy {
  const found = policies.get(code);
  assert.ok(found, code);
  return found;
}

test('二本松市の団体コードは072109', () => {
  assert.equal(city.code, '072109');
  assert.deepEqual(city.areas.map(({ name }) => name.ja), ['二本松', '安達', '岩代', '東和']);
});

test('569の町・字は四つの地域のどれかにあり、市の近くにある', () => {
  assert.equal(towns.length, 569);
  const areas = codesOf(city.areas);
  const bounds = boundsOf(outline.flat(2));
  assert.ok(bounds);
  for (const town of towns) {
    assert.ok(areas.has(town.area), town.town);
    assert.ok(town.lat > bounds.south - 0.01 && town.lat < bounds.north + 0.01 && town.lng > bounds.west - 0.01 && town.lng < bounds.east + 0.01, town.town);
  }
  const areaOf = (name: string) => towns.find(({ town }) => town === name)?.area;
  assert.deepEqual(['油井', '小浜', '針道', '郭内三丁目', '成田', '成田町一丁目'].map(areaOf), ['ADACHI', 'IWASHIRO', 'TOWA', 'NIHONMATSU', 'IWASHIRO', 'NIHONMATSU']);
});

test('80施設、243の貸出単位、約400の区画', () => {
  const all = [...policies.values()];
  assert.equal(facilities.length, 80);
  assert.equal(all.flatMap(({ units }) => units).length, 243);
  const cells = all.flatMap(({ spaces }) => spaces.flatMap((space) => space.cells)).length;
  assert.ok(cells >= 380 && cells <= 420, String(cells));
});

test('コードは重ならず、互いに指すものはすべてある', () => {
  assert.equal(policies.size, facilities.length);
  assert.equal(new Set(facilities.map(({ phone }) => phone)).size, facilities.length);
  const known = { kinds: codesOf(kinds), features: codesOf(accessibleFeatures), shelters: codesOf(shelterKinds), departments: codesOf(organization.departments) };
  for (const facility of facilities) {
    assert.ok(known.kinds.has(facility.kind) && known.departments.has(facility.department), facility.code);
    assert.ok(facility.accessible.every((code) => known.features.has(code)) && facility.shelter.every((code) => known.shelters.has(code)), facility.code);
    assert.ok(facility.rules in ruleSets, facility.code);
    const payee = payees.find(({ code }) => code === facility.payee);
    assert.equal(payee?.kind, facility.manager === 'city' ? 'city' : 'designated_manager', facility.code);
  }
  assert.deepEqual(Object.keys(ruleSets).filter((name) => !facilities.some(({ rules }) => rules === name)), [], 'rule sets that nobody uses');
  assert.equal(payees.filter(({ kind }) => kind === 'designated_manager').length, 2);
});

test('どの区画も貸出単位に入り、単位の区画はその室場のもの', () => {
  for (const { facility, spaces, units } of policies.values()) {
    const cells = spaces.flatMap((space) => space.cells.map(({ code }) => code));
    assert.equal(new Set(cells).size, cells.length, `${facility}: a cell stands twice`);
    for (const cell of cells) assert.ok(units.some((unit) => unit.cells.includes(cell) || unit.tied.some((tied) => tied.anyOf.includes(cell))), `${facility} ${cell} is lent by no unit`);
    for (const unit of units) {
      const own = spaces.find(({ code }) => code === unit.space)?.cells.map(({ code }) => code) ?? [];
      assert.ok(unit.cells.every((cell) => own.includes(cell)), `${facility} ${unit.code}`);
    }
  }
});

test('施設は市の中にあり、住所の町から2キロ以内', () => {
  for (const facility of facilities) {
    assert.ok(isInsideAny(facility, outline), `${facility.code} lies outside the city`);
    const near = towns.filter(({ town }) => facility.address.startsWith(`二本松市${town}`)).map((town) => distanceMetres(facility, town));
    assert.ok(Math.min(...near) < 2000, `${facility.code}: ${Math.min(...near)} m`);
    assert.ok(towns.some(({ town, area }) => facility.address.startsWith(`二本松市${town}`) && area === facility.area), facility.code);
  }
  for (const area of city.areas) assert.ok(facilities.filter((facility) => facility.area === area.code).length >= 10, area.code);
});

test('学校開放・庁内会議室・相談窓口は目的外使用、ほかは公の施設', () => {
  for (const facility of facilities) {
    const otherUse = ['school', 'office', 'consultation'].includes(facility.kind);
    assert.equal(facility.legalKind, otherUse ? 'other_use' : 'public_facility', facility.code);
    for (const unit of policy(facility.code).units) assert.equal(unit.legal.kind, facility.legalKind, `${facility.code} ${unit.code}`);
  }
});

test('利用者区分と利用目的は市が定めたもの', () => {
  const classes = reservationRules.classes.map(({ code }) => code);
  const purposes = codesOf(reservationRules.purposes);
  for (const { facility, windows, units } of policies.values()) {
    for (const pattern of windows.flatMap((window) => window.classes)) assert.ok(classes.some((code) => matchesAny([pattern], code)), `${facility} ${pattern}`);
    for (const window of windows) assert.notEqual(window.legalBasis, '', `${facility}: a window without a basis is not in force`);
    for (const unit of units) {
      assert.ok(windows.some((window) => matchesAny(window.units, unit.code)), `${facility} ${unit.code} can be booked by nobody`);
      for (const purpose of unit.purposes) assert.ok(purpose === '*' || purposes.has(purpose), `${facility} ${unit.code} ${purpose}`);
    }
  }
  for (const { purpose } of [...people.groupNames.activities, ...people.groupNames.special]) assert.ok(purposes.has(purpose), purpose);
});

const plainUse = { applicationDate: Temporal.PlainDate.from('2026-11-23'), admissionFee: 0, commercial: false, rehearsal: false, persons: 10, extensionHours: 0, extras: [], reduction: null };

test('一年のどの時間の枠にも値段がある', () => {
  for (const { units, fee, ...rest } of policies.values()) {
    for (const unit of units) {
      let offered = 0;
      // 11日おき: every weekday and every season comes up.
      for (let useDate = Temporal.PlainDate.from('2026-12-01'); useDate.year < 2028; useDate = useDate.add({ days: 11 })) {
        const slots = offeredSlots({ units, fee, ...rest }, unit, useDate);
        offered += slots.length;
        if (fee === undefined || slots.length === 0) continue;
        for (const userClass of ['R-GROUP', 'N-COMPANY']) {
          const answer = feeFor(fee, { ...plainUse, unit: unit.code, useDate, parts: slots, userClass, purpose: unit.purposes[0] ?? '*' });
          assert.ok(answer.ok, `${rest.facility} ${unit.code} ${useDate.toString()}: ${JSON.stringify(answer)}`);
        }
      }
      assert.ok(offered > 0, `${rest.facility} ${unit.code} never opens`);
    }
  }
});

for (const code of ['CIVIC-CENTER-1', 'SHIROYAMA-GYM-2']) {
  test(`${code}: 土曜の午後と夜、市外、入場料500円、照明・冷暖房7時間、後援で半額 → 11,670円`, () => {
    const rules = policy(code);
    const unit = rules.units.find((candidate) => candidate.code === 'GYM-ALL');
    assert.ok(unit && rules.fee);
    const useDate = Temporal.PlainDate.from('2027-02-06');
    const use = requestSlots(rules, unit, useDate, ['PM', 'NT'], Temporal.Instant.from('2027-01-20T00:00:00Z'));
    assert.ok(!('code' in use));
    const answer = feeFor(rules.fee, {
      ...plainUse, unit: 'GYM-ALL', useDate, parts: use.parts, userClass: 'N-GROUP', purpose: 'badminton', admissionFee: 500,
      extras: [{ code: 'lighting', quantity: 1, minutes: 420 }, { code: 'climate', quantity: 1, minutes: 420 }], reduction: 'city_support',
    });
    assert.ok(answer.ok);
    assert.equal(answer.total, 11_670);
    assert.equal(answer.tax, 1060);
  });
}

test('市民センターは全面・半面・1/4面を貸す', () => {
  const { units, cancel } = policy('CIVIC-CENTER-1');
  assert.deepEqual(units.map(({ code, cells }) => `${code} ${cells.join(' ')}`), [
    'GYM-ALL g1 g2 g3 g4', 'GYM-A g1 g2', 'GYM-B g3 g4', 'GYM-Q1 g1', 'GYM-Q2 g2', 'GYM-Q3 g3', 'GYM-Q4 g4',
  ]);
  assert.deepEqual(cancel.tiers.map(({ daysBeforeMin, chargePercent }) => [daysBeforeMin, chargePercent]), [[60, 25], [14, 50], [0, 100]]);
  assert.deepEqual(policy('ADACHI-HALL').cancel.tiers.map(({ daysBeforeMin, chargePercent }) => [daysBeforeMin, chargePercent]), [[60, 25], [14, 50], [0, 100]]);
});

test('市の下に45の部・課・支所、600人分の職', () => {
  const { departments, posts, staff } = organization;
  const codes = codesOf(departments);
  assert.equal(codes.size, departments.length);
  assert.equal(departments.filter(({ parent }) => parent !== null).length, 45);
  for (const { parent, posts: held } of departments) {
    assert.ok(parent === null || codes.has(parent));
    for (const code of Object.keys(held)) assert.ok(posts.some((post) => post.code === code), code);
  }
  assert.equal(departments.flatMap((department) => Object.values(department.posts)).reduce((sum, count) => sum + count, 0), staff.count);
  assert.equal(staff.count, 600);
});

test('2,000の利用者を作れるだけの姓・名・団体名がある', () => {
  const { patrons, familyNames, givenNames, groupNames } = people;
  assert.equal(patrons.count, 2000);
  assert.equal(Object.values(patrons.shares).reduce((sum, share) => sum + share, 0), patrons.count);
  const classes = codesOf(reservationRules.classes);
  for (const code of Object.keys(patrons.shares)) assert.ok(classes.has(code), code);
  for (const names of [familyNames, givenNames]) {
    assert.ok(names.length >= 120);
    assert.equal(new Set(names.map(({ name }) => name)).size, names.length);
  }
  for (const rare of ['髙橋', '﨑山', '𠮷野', '葛󠄀城']) assert.ok(familyNames.some(({ name }) => name === rare), rare);
  assert.ok(groupNames.places.length * groupNames.activities.length * groupNames.endings.length > 5000);
  assert.ok(groupNames.special.some(({ name }) => [...name].length === 40));
});
