/** 施設と規則. The rules of a facility are data; saving them makes rooms, cells and units, and keeps every version. */
import { z } from 'zod';
import { actorKey, staff, system } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, nameField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { index } from '../../../kernel/search/search.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { refusals } from '../messages/refusals.ts';
import { CityReservationRules, FacilityPolicy } from '../rules/policy.ts';

const policyJson = z.unknown();

const about = z.object({
  features: withDefault(z.array(z.string().max(60)).max(40), []),
  notes: withDefault(textField({ ja: '利用案内', en: 'Notes' }, { max: 2000, lines: true }), ''),
  manager: withDefault(textField({ ja: '管理者', en: 'Manager' }, { max: 100 }), ''),
  legalKind: withDefault(textField({ ja: '法的な種類', en: 'Legal kind' }, { max: 60, numbers: true }), ''),
});

/** Says in a sentence where the rules are wrong. */
function readPolicy(value: unknown): FacilityPolicy | { readonly ja: string; readonly en: string } {
  let json = value;
  if (typeof value === 'string') {
    try {
      json = JSON.parse(value);
    } catch {
      return { ja: '規則を JSON として読み取れません。かっこ・引用符・コンマを確かめてください。', en: 'The rules are not valid JSON.' };
    }
  }
  const parsed = FacilityPolicy.safeParse(json);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const where = first ? first.path.map(String).join(' › ') : '';
  return { ja: `規則の「${where}」に誤りがあります。見本の形と比べて直してください。${first?.code === 'custom' ? first.message : ''}`, en: `The rules have an error at “${where}”.` };
}

export const saveFacility = command({
  name: 'reservations.saveFacility',
  title: { ja: '施設と規則を保存する', en: 'Save a facility and its rules' },
  input: z.object({
    code: codeField({ ja: '施設コード', en: 'Code' }, 40), nameJa: textField({ ja: '施設名', en: 'Name (Japanese)' }, { max: 80 }), nameEn: textField({ ja: '英語名', en: 'Name (English)' }, { max: 120 }), kana: nameField({ ja: 'フリガナ', en: 'Kana' }),
    category: codeField({ ja: '種類', en: 'Category' }, 40), area: codeField({ ja: '地域', en: 'Area' }, 40), address: textField({ ja: '所在地', en: 'Address' }, { max: 120, numbers: true }),
    lat: z.coerce.number().min(20).max(46), lng: z.coerce.number().min(122).max(154), phone: withDefault(textField({ ja: '電話', en: 'Phone' }, { max: 20, numbers: true }), ''),
    shelter: optional(choiceField({ ja: '避難所', en: 'Shelter' }, ['designated', 'welfare'])), hidden: boolField({ ja: '公開しない', en: 'Not public' }), about: withDefault(about, { features: [], notes: '', manager: '', legalKind: '' }),
    policy: policyJson, note: withDefault(textField({ ja: '変更の理由', en: 'Why' }, { max: 300 }), ''),
  }),
  allow: [staff('reservations.facilities'), system],
  refusals: { BadPolicy: refusals.BadPolicy, CellInUse: refusals.CellInUse },
  async run(ctx, input) {
    if (!ctx.may('reservations.facilities', `facility:${input.code}`)) return refuse('NotFound');
    const policy = readPolicy(input.policy);
    if ('ja' in policy) return refuse('BadPolicy', { field: 'policy', text: policy });
    if (policy.facility !== input.code) return refuse('BadPolicy', { field: 'policy', text: { ja: `規則の中の施設コード（${policy.facility}）が、施設コード（${input.code}）と違います。`, en: 'The facility code inside the rules differs.' } });
    const old = await ctx.db.selectFrom('reservations.facilities').select(['id', 'policy_no']).where('code', '=', input.code).forUpdate().executeTakeFirst();
    const id = old?.id ?? ctx.newId();
    const policyNo = (old?.policy_no ?? 0) + 1;
    const row = {
      code: input.code, name_ja: input.nameJa, name_en: input.nameEn, kana: input.kana, category: input.category, area: input.area, address: input.address, lat: input.lat, lng: input.lng, phone: input.phone,
      about: JSON.stringify(input.about), shelter: input.shelter, public: !input.hidden, policy: JSON.stringify(policy), policy_no: policyNo,
    };
    if (old) await ctx.db.updateTable('reservations.facilities').set((eb) => ({ ...row, version: eb('version', '+', 1) })).where('id', '=', id).execute();
    else await ctx.db.insertInto('reservations.facilities').values({ id, ...row, closed_at: null }).execute();
    await ctx.db.insertInto('reservations.policies').values({ facility_id: id, policy_no: policyNo, policy: JSON.stringify(policy), note: input.note, saved_by: actorKey(ctx.actor), saved_at: ctx.now }).execute();
    await saveUnits(ctx, id, policy);
    for (const pool of policy.pools) {
      const values = { facility_id: id, code: pool.code, name_ja: pool.name.ja, name_en: pool.name.en, capacity: pool.capacity };
      await ctx.db.insertInto('reservations.pools').values(values).onConflict((conflict) => conflict.columns(['facility_id', 'code']).doUpdateSet(values)).execute();
    }
    const words = `${input.kana} ${input.nameEn} ${input.code} ${policy.units.map((unit) => `${unit.name.ja} ${unit.name.en}`).join(' ')} ${input.address}`;
    if (!input.hidden) await index(ctx, { system: 'reservations', kind: 'facility', id: input.code, title: input.nameJa, note: input.address, href: `/facilities/${input.code}`, words, face: 'citizen' });
    await index(ctx, { system: 'reservations', kind: 'facility', id: input.code, title: input.nameJa, note: input.address, href: `/staff/reservations/${input.code}`, words, face: 'staff', permission: 'reservations.desk', scope: `facility:${input.code}` });
    ctx.audit({ subject: `facility:${input.code}`, policyNo });
    return done({ facility: id, policyNo });
  },
});

async function saveUnits(ctx: Ctx, facilityId: string, policy: FacilityPolicy): Promise<void> {
  const cells = policy.spaces.flatMap((space) => space.cells.map((cell) => ({ facility_id: facilityId, space_code: space.code, code: cell.code })));
  await ctx.db.insertInto('reservations.cells').values(cells).onConflict((conflict) => conflict.columns(['facility_id', 'code']).doNothing()).execute();
  const known = await ctx.db.selectFrom('reservations.cells').select(['id', 'code']).where('facility_id', '=', facilityId).execute();
  const cellId = new Map(known.map((cell) => [cell.code, cell.id]));
  for (const [ordinal, unit] of policy.units.entries()) {
    const row = {
      facility_id: facilityId, code: unit.code, name_ja: unit.name.ja, name_en: unit.name.en, cell_ids: unit.cells.map((code) => cellId.get(code) ?? 0), zone: unit.noise ? `${policy.facility}:${unit.noise.zone}` : null, noise_class: unit.noise?.class ?? null,
      purposes: unit.purposes, capacity: unit.persons.max, visibility: unit.visibility, ordinal, closed_at: null,
    };
    await ctx.db.insertInto('reservations.units').values({ id: ctx.newId(), ...row }).onConflict((conflict) => conflict.columns(['facility_id', 'code']).doUpdateSet(row)).execute();
  }
  // A unit that the rules no longer name is closed, not deleted: its bookings keep their name.
  await ctx.db.updateTable('reservations.units').set({ closed_at: ctx.now }).where('facility_id', '=', facilityId).where('code', 'not in', policy.units.map((unit) => unit.code)).where('closed_at', 'is', null).execute();
}

/** Classes, purposes and registration terms of the whole city. */
export const saveCityRules = command({
  name: 'reservations.saveCityRules',
  title: { ja: '全施設に共通の規則を保存する', en: 'Save the city-wide rules' },
  input: z.object({ rules: policyJson }),
  allow: [staff('reservations.facilities'), system],
  refusals: { BadPolicy: refusals.BadPolicy },
  async run(ctx, input) {
    if (ctx.actor.kind === 'staff' && !ctx.actor.grants.some((grant) => grant.permission === 'reservations.facilities' && grant.scope === null)) return refuse('NotAllowed');
    const parsed = CityReservationRules.safeParse(input.rules);
    if (!parsed.success) return refuse('BadPolicy', { field: 'rules', text: { ja: `規則の「${parsed.error.issues[0]?.path.map(String).join(' › ') ?? ''}」に誤りがあります。`, en: 'The rules contain an error.' } });
    const rules = JSON.stringify(parsed.data);
    await ctx.db.insertInto('reservations.city_rules').values({ rules }).onConflict((conflict) => conflict.column('one').doUpdateSet({ rules })).execute();
    ctx.audit({ subject: 'reservations:city-rules' });
    return done({});
  },
});
