/** The parts of a registration: number, class, persons, signs of a duplicate, its history and what its people are told. */
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { actorKey } from '../../../kernel/actor.ts';
import type { NoticeToSend } from '../../../kernel/notices/notice.ts';
import { foldForSearch, groupName, withMod10Weight3 } from '../../../kernel/text/text.ts';
import type { Text } from '../../../kernel/view.ts';
import type { Addressee, Ctx } from '../booking.ts';
import type { Db } from '../place.ts';
import { type DuplicateSign, duplicatesOf, type PatronTraits } from '../rules/duplicates.ts';
import { CityReservationRules } from '../rules/policy.ts';
import { residencyOf } from '../rules/residency.ts';
import type { ReservationsTables } from '../rows.ts';

export type Residency = 'resident' | 'work_or_school' | 'non_resident';

export interface Member {
  readonly name: string;
  readonly kana: string;
  readonly residency: Residency;
}

/** What a city without rules of its own starts from: residents and others, persons and groups. */
const usualRules = CityReservationRules.parse({
  classes: [
    { code: 'R-PERSON', name: { ja: '市内個人', en: 'Resident' }, kind: 'individual', residency: 'resident', legalBasis: '' },
    { code: 'R-PERSON-WORK', name: { ja: '在勤・在学', en: 'Works or studies here' }, kind: 'individual', residency: 'work_or_school', legalBasis: '' },
    { code: 'N-PERSON', name: { ja: '市外個人', en: 'Non-resident' }, kind: 'individual', residency: 'non_resident', legalBasis: '' },
    { code: 'R-GROUP', name: { ja: '市内団体', en: 'Resident group' }, kind: 'group', residency: 'resident', legalBasis: '' },
    { code: 'N-GROUP', name: { ja: '市外団体', en: 'Non-resident group' }, kind: 'group', residency: 'non_resident', legalBasis: '' },
  ],
  groupResidency: { minMembers: 3, sharePercent: 50, comparison: 'more_than', countWorkOrSchool: true, residentClass: 'R-GROUP', otherClass: 'N-GROUP', legalBasis: '' },
  purposes: [],
});

/** The city's classes, group rule and years of validity. */
export async function cityRulesOf(db: Db): Promise<CityReservationRules> {
  const row = await (db as ReadonlyKysely<ReservationsTables>).selectFrom('reservations.city_rules').select('rules').executeTakeFirst();
  return row ? CityReservationRules.parse(row.rules) : usualRules;
}

/** The class a registration falls into: persons by their own tie to the city, groups by their members'. */
export function classOf(rules: CityReservationRules, kind: 'individual' | 'group', residency: Residency, members: readonly Member[]): { readonly code: string; readonly residency: Residency; readonly tooFew: boolean } {
  if (kind === 'individual') {
    const own = rules.classes.filter((one) => one.kind === 'individual');
    const found = own.find((one) => one.residency === residency) ?? own.find((one) => one.residency === 'any') ?? own.find((one) => one.residency === 'non_resident');
    return { code: found?.code ?? 'N-PERSON', residency, tooFew: false };
  }
  const tie = { resident: 'resident', work_or_school: 'work', non_resident: 'none' } as const;
  const verdict = residencyOf(rules.groupResidency, members.map((member) => ({ tie: tie[member.residency] })));
  return { code: verdict.userClass, residency: verdict.userClass === rules.groupResidency.residentClass ? 'resident' : 'non_resident', tooFew: !verdict.isLargeEnough };
}

/** One natural person behind several registrations: the same name and reading, however written. */
export function personKey(name: string, kana: string): string {
  const fold = (text: string) => foldForSearch(text).replaceAll(/\s+/g, '');
  return `${fold(name)}|${fold(kana)}`;
}

/** Seven digits by chance and a check digit: nobody can count through the numbers of the others. */
export async function newPatronNumber(ctx: Ctx): Promise<string> {
  for (let tries = 0; tries < 20; tries += 1) {
    const chance = ctx.random(4).reduce((sum, byte) => sum * 256 + byte, 0);
    const number = withMod10Weight3(String(chance % 10_000_000).padStart(7, '0'));
    const taken = await ctx.db.selectFrom('reservations.patrons').select('id').where('number', '=', number).executeTakeFirst();
    if (!taken) return number;
  }
  throw new Error('no free registration number found');
}

export async function writeMembers(ctx: Ctx, patronId: string, members: readonly Member[]): Promise<void> {
  await ctx.db.deleteFrom('reservations.members').where('patron_id', '=', patronId).execute();
  if (members.length === 0) return;
  await ctx.db.insertInto('reservations.members').values(members.map((member) => ({
    id: ctx.newId(), patron_id: patronId, name: member.name, kana: member.kana, residency: member.residency, person_key: personKey(member.name, member.kana),
  }))).execute();
}

interface TraitRow {
  readonly id: string;
  readonly name: string;
  readonly representative: string | null;
  readonly phone: string;
  readonly bank_fingerprint: string | null;
  readonly device: string | null;
  readonly members: readonly string[];
}

/** A desk enters many registrations on one machine: its device is no sign of anything. */
function traitsOf(row: TraitRow): PatronTraits {
  return {
    id: row.id, name: row.name, representative: { name: row.representative ?? row.name, phone: row.phone }, members: row.members,
    bankAccount: row.bank_fingerprint, device: row.device,
  };
}

/** Looks for registrations of the same people and writes what it finds for staff. Nobody is refused because of it. */
export async function noteDuplicates(ctx: Ctx, patronId: string): Promise<number> {
  const rows = await sql<TraitRow>`
    with mine as (select id, phone, folded_name, bank_fingerprint, device from reservations.patrons where id = ${patronId}),
    near as (
      select p.id from reservations.patrons p, mine where p.phone = mine.phone
      union select p.id from reservations.patrons p, mine where p.folded_name = mine.folded_name
      union select p.id from reservations.patrons p, mine where p.bank_fingerprint = mine.bank_fingerprint
      union select p.id from reservations.patrons p, mine where p.device = mine.device
      union select m.patron_id from reservations.members m where m.person_key in (select person_key from reservations.members where patron_id = ${patronId})
    )
    select p.id, p.name, p.representative, p.phone, p.bank_fingerprint, p.device, array(select m.person_key from reservations.members m where m.patron_id = p.id) as members
      from reservations.patrons p where p.id in (select id from near) and (p.status not in ('closed', 'rejected') or p.id = ${patronId}) limit 200`.execute(ctx.db);
  const own = rows.rows.find((row) => row.id === patronId);
  if (!own) return 0;
  const found = duplicatesOf(traitsOf(own), rows.rows.map(traitsOf));
  if (found.length > 0) {
    await ctx.db.insertInto('reservations.duplicate_hints').values(found.map((one) => ({ id: ctx.newId(), patron_id: one.patron, other_id: one.other, reasons: [...one.signs], found_at: ctx.now }))).execute();
  }
  return found.length;
}

export const duplicateSignNames: Readonly<Record<DuplicateSign, Text>> = {
  same_representative: { ja: '代表者と電話が同じ', en: 'Same representative and phone' },
  member_overlap: { ja: '構成員の7割以上が同じ', en: 'At least 70% of the members are the same' },
  same_account: { ja: '還付口座が同じ', en: 'Same bank account' },
  same_device: { ja: '同じ端末から登録', en: 'Registered from the same device' },
  similar_name: { ja: '名前がよく似ている', en: 'Very similar name' },
};

/** One line of a registration's history. */
export async function rememberPatron(ctx: Ctx, patronId: string, what: string, options: { readonly note?: string; readonly legalBasis?: string | null; readonly detail?: unknown } = {}): Promise<void> {
  await ctx.db.insertInto('reservations.patron_events').values({
    id: ctx.newId(), patron_id: patronId, at: ctx.now, actor: actorKey(ctx.actor), what, note: options.note ?? '', legal_basis: options.legalBasis ?? null, detail: JSON.stringify(options.detail ?? {}),
  }).execute();
}

export interface PatronMessage {
  readonly kind: string;
  readonly title: Text;
  readonly body: Text;
  readonly href?: string;
  readonly everyChannel?: boolean;
}

/** Tells the people of a registration; one with neither account nor address is listed for a phone call. */
export function tellPatron(ctx: Ctx, who: Addressee, message: PatronMessage): void {
  const to: NoticeToSend['to'] | null = who.citizenId ? { citizen: who.citizenId } : who.email ? { email: who.email } : null;
  if (!to) return;
  const { href, everyChannel, ...words } = message;
  ctx.notify({ ...words, to, ...(who.citizenId ? { href: href ?? '/my/patrons' } : {}), ...(everyChannel ? { everyChannel: true } : {}) });
}

/** How a name is kept for finding: legal forms, width and spaces make no difference. */
export function foldedName(name: string): string {
  return groupName(name);
}

/** Whether staff may handle a registration: it counts everywhere, or at a facility of theirs. */
export function mayHandle(ctx: Pick<Ctx, 'may'>, permission: string, facilities: readonly string[]): boolean {
  return ctx.may(permission) && (facilities.length === 0 || facilities.some((code) => ctx.may(permission, `facility:${code}`)));
}
