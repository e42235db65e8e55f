/** 利用者登録: applying for one and deciding it. 登録の区分と要件は施設条例・規則による。 */
import { z } from 'zod';
import { actorKey, citizen, staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, dateField, emailField, idField, kanaField, listField, nameField, optional, phoneField, textField, withDefault } from '../../../kernel/fields.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { done, refuse, type Outcome, type Refused } from '../../../kernel/outcome.ts';
import type { PrepareContext } from '../../../kernel/act.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import type { ReservationsTables } from '../rows.ts';
import { type EvidenceFile, evidenceFilesField, evidenceRefusals, keepEvidence, type KeptFile, writeEvidence } from './evidence-file.ts';
import { cityRulesOf, classOf, foldedName, type Member, mayHandle, newPatronNumber, noteDuplicates, rememberPatron, type Residency, tellPatron, writeMembers } from './patron-record.ts';
import { seal, sealFingerprint } from './seal.ts';

const { TooFewMembers, RepresentativeNeeded, BirthDateNeeded, UnknownClass, PatronState, ReasonMissing } = moreRefusals;
const residencies = ['resident', 'work_or_school', 'non_resident'] as const;
const residencyLabel = { ja: '住所・勤務先・学校', en: 'Tie to the city' };
export const patronField = idField({ ja: '利用者登録', en: 'Registration' });
export const BANK = 'reservations.bank';

const memberField = z.object({
  name: nameField({ ja: '構成員の氏名', en: 'Member’s name' }), kana: withDefault(kanaField({ ja: '構成員のフリガナ', en: 'Member’s reading' }), ''), residency: choiceField(residencyLabel, residencies),
});

const applicationFields = {
  kind: choiceField({ ja: '個人か団体か', en: 'Person or group' }, ['individual', 'group']),
  name: nameField({ ja: '名前（団体名）', en: 'Name' }),
  kana: kanaField({ ja: 'フリガナ', en: 'Reading' }),
  representative: optional(nameField({ ja: '代表者', en: 'Representative' })),
  phone: phoneField({ ja: '電話', en: 'Phone' }),
  email: optional(emailField({ ja: 'メール', en: 'E-mail' })),
  birthDate: optional(dateField({ ja: '生年月日', en: 'Date of birth' })),
  guardian: optional(nameField({ ja: '保護者', en: 'Guardian' })),
  residency: choiceField(residencyLabel, residencies),
  evidence: withDefault(textField({ ja: '確認書類', en: 'Evidence' }, { max: 300, lines: true }), ''),
  evidenceIssuer: optional(textField({ ja: '書類の発行者（勤務先など）', en: 'Issuer of the evidence' }, { max: 100 })),
  evidenceUntil: optional(dateField({ ja: '書類の有効期限', en: 'Evidence valid until' })),
  facilities: listField({ ja: '使う施設（空欄はすべて）', en: 'Facilities (none: all)' }, codeField({ ja: '施設', en: 'Facility' }), { max: 50 }),
  members: listField({ ja: '構成員', en: 'Members' }, memberField, { max: 300 }),
  bankAccount: optional(textField({ ja: '還付先の口座', en: 'Account for refunds' }, { max: 100, numbers: true })),
  evidenceFiles: evidenceFilesField,
};
const application = z.object(applicationFields);
type Application = z.output<typeof application>;

interface Account {
  readonly sealed: Uint8Array;
  readonly fingerprint: string;
}

async function sealAccount(ctx: Pick<PrepareContext<ReservationsTables>, 'city' | 'random'>, account: string | null): Promise<Account | null> {
  if (!account) return null;
  const text = account.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
  return { sealed: await seal(ctx.city, BANK, text, ctx.random), fingerprint: sealFingerprint(ctx.city, BANK, text.replaceAll(/[\s-]/g, '')) };
}

interface Prepared {
  readonly account: Account | null;
  readonly files: readonly KeptFile[];
}

/** What must be done outside the transaction: sealing the account, putting the papers into the store. */
async function prepare(ctx: PrepareContext<ReservationsTables>, input: { readonly bankAccount: string | null; readonly evidenceFiles: readonly EvidenceFile[] }): Promise<Prepared | Refused<'FileTooLarge' | 'FileKind'>> {
  const files = await keepEvidence(ctx.city, input.evidenceFiles);
  return 'refused' in files ? files : { account: await sealAccount(ctx, input.bankAccount), files };
}

interface Registered {
  readonly patron: string;
  readonly number: string;
  readonly classCode: string;
  readonly duplicates: number;
}

async function register(ctx: Ctx, input: Application, { account, files }: Prepared, citizenId: string | null): Promise<Outcome<Registered, 'TooFewMembers' | 'RepresentativeNeeded' | 'BirthDateNeeded'>> {
  if (input.kind === 'group' && !input.representative) return refuse('RepresentativeNeeded');
  if (input.kind === 'individual' && !input.birthDate) return refuse('BirthDateNeeded');
  const rules = await cityRulesOf(ctx.db);
  // A person counts as their own only member, so that caps "per natural person" see them.
  const members: readonly Member[] = input.kind === 'group' ? input.members : [{ name: input.name, kana: input.kana, residency: input.residency }];
  const verdict = classOf(rules, input.kind, input.residency, members);
  if (verdict.tooFew) return refuse('TooFewMembers', { min: rules.groupResidency.minMembers, members: members.length });
  const id = ctx.newId();
  const number = await newPatronNumber(ctx);
  await ctx.db.insertInto('reservations.patrons').values({
    id, number, kind: input.kind, class_code: verdict.code, name: input.name, kana: input.kana, folded_name: foldedName(input.name), citizen_id: citizenId, representative: input.representative, phone: input.phone,
    email: input.email, birth_date: input.birthDate, guardian: input.guardian, residency: input.kind === 'group' ? verdict.residency : input.residency,
    evidence: JSON.stringify({ note: input.evidence, issuer: input.evidenceIssuer, until: input.evidenceUntil?.toString() ?? null }), facilities: input.facilities, bank_account: account?.sealed ?? null,
    bank_fingerprint: account?.fingerprint ?? null, device: ctx.actor.kind === 'citizen' ? ctx.actor.device : null, status: 'submitted', created_by: actorKey(ctx.actor), created_at: ctx.now,
  }).execute();
  await writeMembers(ctx, id, members);
  await writeEvidence(ctx, { patron: id }, files);
  const duplicates = await noteDuplicates(ctx, id);
  await rememberPatron(ctx, id, 'submitted', { detail: { classCode: verdict.code, papers: files.length } });
  ctx.audit({ subject: `patron:${id}` });
  return done({ patron: id, number, classCode: verdict.code, duplicates });
}

/** A citizen applies; the counter checks the evidence and decides. */
export const registerPatron = command({
  name: 'reservations.registerPatron',
  title: { ja: '利用者登録を申し込む', en: 'Apply for a registration' },
  input: application,
  allow: [citizen],
  secret: ['bankAccount', 'evidenceFiles'],
  refusals: { TooFewMembers, RepresentativeNeeded, BirthDateNeeded, ...evidenceRefusals },
  prepare,
  async run(ctx, input, prepared: Prepared) {
    if (ctx.actor.kind !== 'citizen') return refuse('NotAllowed');
    const outcome = await register(ctx, input, prepared, ctx.actor.id);
    if (!outcome.ok) return outcome;
    const { patron, number, classCode } = outcome.value;
    tellPatron(ctx, { citizenId: ctx.actor.id, email: null }, {
      kind: 'reservations.patronSubmitted', title: { ja: '利用者登録の申込みを受け付けました', en: 'We received your registration' },
      body: { ja: `登録番号 ${number}（${input.name}）\n内容を確かめてから、結果をお知らせします。`, en: `Number ${number} (${input.name})\nWe will check it and tell you the result.` },
    });
    // Signs of a duplicate are for staff; the applicant is not told of other people's registrations.
    return done({ patron, number, classCode });
  },
});

/** The same at the counter; the citizen's account, if there is one, is joined to it. */
export const registerAtDesk = command({
  name: 'reservations.registerAtDesk',
  title: { ja: '窓口で利用者登録を受け付ける', en: 'Register at the desk' },
  input: z.object({ ...applicationFields, citizen: optional(idField({ ja: '市民アカウント', en: 'Citizen account' })), hiddenName: boolField({ ja: '名前を掲示・一覧に出さない', en: 'Hide the name on lists' }) }),
  allow: [staff('reservations.patrons')],
  secret: ['bankAccount', 'evidenceFiles'],
  refusals: { TooFewMembers, RepresentativeNeeded, BirthDateNeeded, ...evidenceRefusals },
  prepare,
  async run(ctx, input, prepared: Prepared) {
    if (!mayHandle(ctx, 'reservations.patrons', input.facilities)) return refuse('NotAllowed');
    const outcome = await register(ctx, input, prepared, input.citizen);
    if (!outcome.ok) return outcome;
    if (input.hiddenName) await ctx.db.updateTable('reservations.patrons').set({ hidden_name: true }).where('id', '=', outcome.value.patron).execute();
    return done(outcome.value);
  },
});

/** A registration with its row locked, if this member of staff handles it; otherwise as if it did not exist. */
export async function lockForStaff(ctx: Ctx, id: string, permission = 'reservations.patrons') {
  const row = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'name', 'kind', 'class_code', 'citizen_id', 'email', 'phone', 'status', 'facilities', 'valid_from', 'valid_to', 'suspended_until', 'version', 'residency']).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row && mayHandle(ctx, permission, row.facilities) ? { ...row, addressee: { citizenId: row.citizen_id, email: row.email } } : null;
}

/** The last day of a registration that begins on `from`. */
export function lastDay(from: Temporal.PlainDate, years: number): Temporal.PlainDate {
  return from.add({ years }).subtract({ days: 1 });
}

interface Decided {
  readonly patron: string;
  readonly status: 'active' | 'rejected';
  readonly validTo: string | null;
}

/** 承認・却下. Approving opens the registration for the years the city's rules say. */
export const decidePatron = command({
  name: 'reservations.decidePatron',
  title: { ja: '利用者登録を決める', en: 'Decide a registration' },
  input: z.object({
    patron: patronField, decision: choiceField({ ja: '決定', en: 'Decision' }, ['approve', 'reject']), reason: optional(textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true })),
    classCode: optional(codeField({ ja: '利用者区分', en: 'Class' })),
  }),
  allow: [staff('reservations.patrons')],
  refusals: { PatronState, ReasonMissing, UnknownClass },
  async run(ctx, input) {
    const patron = await lockForStaff(ctx, input.patron);
    if (!patron) return refuse('NotFound');
    if (patron.status !== 'submitted') return refuse('PatronState', { state: patron.status });
    ctx.audit({ subject: `patron:${patron.id}`, decision: input.decision });
    if (input.decision === 'reject') {
      if (!input.reason) return refuse('ReasonMissing');
      await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'rejected', status_reason: input.reason, version: eb('version', '+', 1) })).where('id', '=', patron.id).execute();
      await rememberPatron(ctx, patron.id, 'rejected', { note: input.reason });
      tellPatron(ctx, patron.addressee, {
        kind: 'reservations.patronRejected', title: { ja: '利用者登録をお受けできませんでした', en: 'Your registration was not accepted' },
        body: { ja: `登録番号 ${patron.number}（${patron.name}）\n理由: ${input.reason}\n内容を直して、もう一度お申し込みいただけます。ご不明な点は窓口にお問い合わせください。`, en: `Number ${patron.number} (${patron.name})\nReason: ${input.reason}\nYou may correct it and apply again.` },
      });
      return done<Decided>({ patron: patron.id, status: 'rejected', validTo: null });
    }
    const rules = await cityRulesOf(ctx.db);
    const classCode = input.classCode ?? patron.class_code;
    if (!rules.classes.some((one) => one.code === classCode)) return refuse('UnknownClass');
    const validTo = lastDay(ctx.today, rules.registrationYears);
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'active', status_reason: input.reason, class_code: classCode, valid_from: ctx.today, valid_to: validTo, approved_by: actorKey(ctx.actor), version: eb('version', '+', 1) })).where('id', '=', patron.id).execute();
    await rememberPatron(ctx, patron.id, 'approved', { note: input.reason ?? '', detail: { classCode, validTo: validTo.toString() } });
    tellPatron(ctx, patron.addressee, {
      kind: 'reservations.patronApproved', title: { ja: '利用者登録が済みました', en: 'Your registration is complete' },
      body: { ja: `登録番号 ${patron.number}（${patron.name}）\n${formatDate(validTo, 'ja')}まで有効です。予約と抽選の申込みができます。`, en: `Number ${patron.number} (${patron.name})\nValid until ${formatDate(validTo, 'en')}. You can now book and enter lotteries.` },
    });
    return done<Decided>({ patron: patron.id, status: 'active', validTo: validTo.toString() });
  },
});

export type { Residency };
