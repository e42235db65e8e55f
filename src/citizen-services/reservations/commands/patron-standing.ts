/** What becomes of a registration later: changed, suspended, renewed, expired, closed. 地方自治法244条2項・3項（正当な理由）. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, citizen, staff, system } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, codeField, dateField, emailField, idField, intField, kanaField, listField, nameField, optional, phoneField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse, type Refusals } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { countedStates } from '../rules/booking-state.ts';
import { cityRulesOf, foldedName, noteDuplicates, rememberPatron, tellPatron } from './patron-record.ts';
import { lastDay, lockForStaff, patronField } from './patrons.ts';

const { PatronState, UnknownClass, BasisMissing, RenewalTooEarly } = moreRefusals;
const reasonField = textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true });
/** How long before its end a registration is warned about, and may be asked to be renewed. */
const NOTICE_DAYS = 60;

export function mayAskRenewal(status: string, validTo: Temporal.PlainDate | null, today: Temporal.PlainDate): boolean {
  return validTo !== null && (status === 'expired' || (status === 'active' && today.until(validTo, { largestUnit: 'days' }).days <= NOTICE_DAYS));
}

const versionField = optional(intField({ ja: '版', en: 'Version' }));

export interface FutureBooking {
  readonly reservation: string;
  readonly number: string;
  readonly useDate: string;
  readonly state: string;
}

/** Bookings still to come. They are listed for staff to judge and never deleted by a change of standing. */
export async function futureBookings(ctx: Pick<Ctx, 'db' | 'today'>, patronId: string): Promise<readonly FutureBooking[]> {
  const rows = await ctx.db.selectFrom('reservations.reservations').select(['id', 'number', 'use_date', 'state']).where('patron_id', '=', patronId).where('use_date', '>=', ctx.today).where('state', 'in', [...countedStates]).orderBy('use_date').limit(200).execute();
  return rows.map((row) => ({ reservation: row.id, number: row.number, useDate: row.use_date.toString(), state: row.state }));
}

/** Corrects a registration. Bookings made before keep the class they were made with. */
export const changePatron = command({
  name: 'reservations.changePatron',
  title: { ja: '利用者登録を変更する', en: 'Change a registration' },
  input: z.object({
    patron: patronField, name: optional(nameField({ ja: '名前', en: 'Name' })), kana: optional(kanaField({ ja: 'フリガナ', en: 'Reading' })), representative: optional(nameField({ ja: '代表者', en: 'Representative' })),
    phone: optional(phoneField({ ja: '電話', en: 'Phone' })), email: optional(emailField({ ja: 'メール', en: 'E-mail' })), classCode: optional(codeField({ ja: '利用者区分', en: 'Class' })),
    facilities: optional(listField({ ja: '使う施設', en: 'Facilities' }, codeField({ ja: '施設', en: 'Facility' }), { max: 50 })), hiddenName: optional(boolField({ ja: '名前を出さない', en: 'Hide the name' })),
    reason: reasonField, version: versionField,
  }),
  allow: [staff('reservations.patrons')],
  refusals: { UnknownClass, PatronState },
  async run(ctx, input) {
    const patron = await lockForStaff(ctx, input.patron);
    if (!patron) return refuse('NotFound');
    if (patron.status === 'closed') return refuse('PatronState', { state: patron.status });
    if (input.version !== null && input.version !== patron.version) return refuse('Conflict');
    if (input.classCode && !(await cityRulesOf(ctx.db)).classes.some((one) => one.code === input.classCode)) return refuse('UnknownClass');
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({
      version: eb('version', '+', 1),
      ...(input.name ? { name: input.name, folded_name: foldedName(input.name) } : {}), ...(input.kana ? { kana: input.kana } : {}), ...(input.representative ? { representative: input.representative } : {}),
      ...(input.phone ? { phone: input.phone } : {}), ...(input.email ? { email: input.email } : {}), ...(input.classCode ? { class_code: input.classCode } : {}),
      ...(input.facilities ? { facilities: input.facilities } : {}), ...(input.hiddenName !== null ? { hidden_name: input.hiddenName } : {}),
    })).where('id', '=', patron.id).execute();
    if (input.name || input.phone || input.representative) await noteDuplicates(ctx, patron.id);
    const classChanged = input.classCode !== null && input.classCode !== patron.class_code;
    await rememberPatron(ctx, patron.id, classChanged ? 'class_changed' : 'changed', { note: input.reason, detail: classChanged ? { from: patron.class_code, to: input.classCode } : {} });
    ctx.audit({ subject: `patron:${patron.id}`, ...(classChanged ? { classFrom: patron.class_code, classTo: input.classCode } : {}) });
    tellPatron(ctx, patron.addressee, {
      kind: 'reservations.patronChanged', title: { ja: '利用者登録の内容が変わりました', en: 'Your registration was changed' },
      body: { ja: `登録番号 ${patron.number}\n理由: ${input.reason}\nすでにある予約は、そのままです。お心当たりのないときは、窓口にご連絡ください。`, en: `Number ${patron.number}\nReason: ${input.reason}\nExisting bookings stay as they are.` }, everyChannel: true,
    });
    return done({ patron: patron.id, bookings: classChanged ? await futureBookings(ctx, patron.id) : [] });
  },
});

/** What people may correct themselves: how they are reached. Told on the old way too, so that a thief cannot do it silently. */
export const changeMyContact = command({
  name: 'reservations.changeMyContact',
  title: { ja: '利用者登録の連絡先を変える', en: 'Change my registration’s contact' },
  input: z.object({ patron: patronField, phone: phoneField({ ja: '電話', en: 'Phone' }), email: optional(emailField({ ja: 'メール', en: 'E-mail' })) }),
  allow: [citizen],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'citizen_id', 'email']).where('id', '=', input.patron).forNoKeyUpdate().executeTakeFirst();
    if (!row || ctx.actor.kind !== 'citizen' || row.citizen_id !== ctx.actor.id) return refuse('NotFound');
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({ phone: input.phone, email: input.email, version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
    await noteDuplicates(ctx, row.id);
    await rememberPatron(ctx, row.id, 'contact_changed');
    ctx.audit({ subject: `patron:${row.id}` });
    const message = { kind: 'reservations.patronChanged', title: { ja: '連絡先が変わりました', en: 'Your contact was changed' }, body: { ja: `登録番号 ${row.number} の連絡先が変わりました。お心当たりのないときは、窓口にご連絡ください。`, en: `The contact of registration ${row.number} was changed. If this was not you, please call us.` } };
    tellPatron(ctx, { citizenId: row.citizen_id, email: null }, { ...message, everyChannel: true });
    if (row.email && row.email !== input.email) tellPatron(ctx, { citizenId: null, email: row.email }, message);
    return done({ patron: row.id });
  },
});

/** Puts a registration out of use until a day. Shared with the penalties, whose thresholds suspend by themselves. */
export async function suspend(ctx: Ctx, patron: { readonly id: string; readonly number: string; readonly name: string; readonly addressee: { readonly citizenId: string | null; readonly email: string | null } }, terms: { readonly until: Temporal.PlainDate; readonly reason: string; readonly legalBasis: string }): Promise<readonly FutureBooking[]> {
  await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'suspended', status_reason: `${terms.reason}（${terms.legalBasis}）`, suspended_until: terms.until, version: eb('version', '+', 1) })).where('id', '=', patron.id).execute();
  await rememberPatron(ctx, patron.id, 'suspended', { note: terms.reason, legalBasis: terms.legalBasis, detail: { until: terms.until.toString() } });
  const bookings = await futureBookings(ctx, patron.id);
  const kept = bookings.length > 0 ? { ja: `\nこれからの予約${bookings.length}件は、取り消していません。扱いは施設からご連絡します。`, en: `\nYour ${bookings.length} upcoming booking(s) were not cancelled; the facility will contact you about them.` } : { ja: '', en: '' };
  tellPatron(ctx, patron.addressee, {
    kind: 'reservations.patronSuspended', title: { ja: '利用者登録を停止しました', en: 'Your registration was suspended' },
    body: {
      ja: `登録番号 ${patron.number}（${patron.name}）\n${formatDate(terms.until, 'ja')}まで、新しい予約と抽選の申込みはできません。\n理由: ${terms.reason}\n根拠: ${terms.legalBasis}${kept.ja}\nこの決定に不服があるときは、マイページから異議を申し出ることができます。また、知った日の翌日から3か月以内に審査請求ができます（行政不服審査法18条）。`,
      en: `Number ${patron.number} (${patron.name})\nNo new bookings or lottery entries until ${formatDate(terms.until, 'en')}.\nReason: ${terms.reason}\nBasis: ${terms.legalBasis}${kept.en}\nYou may object on My page, or ask for administrative review within three months.`,
    }, everyChannel: true,
  });
  return bookings;
}

export const suspendPatron = command({
  name: 'reservations.suspendPatron',
  title: { ja: '利用者登録を停止する', en: 'Suspend a registration' },
  input: z.object({ patron: patronField, until: dateField({ ja: '停止の終わりの日', en: 'Suspended until' }), reason: reasonField, legalBasis: optional(textField({ ja: '根拠条項', en: 'Legal basis' }, { max: 200 })) }),
  allow: [staff('reservations.penalties')],
  refusals: { PatronState, BasisMissing },
  async run(ctx, input) {
    if (!input.legalBasis) return refuse('BasisMissing');
    const patron = await lockForStaff(ctx, input.patron, 'reservations.penalties');
    if (!patron) return refuse('NotFound');
    if (patron.status !== 'active' && patron.status !== 'suspended') return refuse('PatronState', { state: patron.status });
    if (Temporal.PlainDate.compare(input.until, ctx.today) < 0) return refuse('InvalidInput', { field: 'until' });
    const bookings = await suspend(ctx, patron, { until: input.until, reason: input.reason, legalBasis: input.legalBasis });
    ctx.audit({ subject: `patron:${patron.id}`, legalBasis: input.legalBasis });
    return done({ patron: patron.id, bookings });
  },
});

async function reopen(ctx: Ctx, patron: { readonly id: string; readonly number: string; readonly addressee: { readonly citizenId: string | null; readonly email: string | null } }, note: string): Promise<void> {
  await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'active', status_reason: null, suspended_until: null, version: eb('version', '+', 1) })).where('id', '=', patron.id).execute();
  await rememberPatron(ctx, patron.id, 'suspension_ended', { note });
  tellPatron(ctx, patron.addressee, { kind: 'reservations.patronResumed', title: { ja: '利用者登録の停止が終わりました', en: 'Your suspension has ended' }, body: { ja: `登録番号 ${patron.number}\nふたたび予約と抽選の申込みができます。`, en: `Number ${patron.number}\nYou can book and enter lotteries again.` } });
}

export const liftSuspension = command({
  name: 'reservations.liftSuspension',
  title: { ja: '利用停止を解く', en: 'Lift a suspension' },
  input: z.object({ patron: patronField, reason: reasonField }),
  allow: [staff('reservations.penalties')],
  refusals: { PatronState },
  async run(ctx, input) {
    const patron = await lockForStaff(ctx, input.patron, 'reservations.penalties');
    if (!patron) return refuse('NotFound');
    if (patron.status !== 'suspended') return refuse('PatronState', { state: patron.status });
    await reopen(ctx, patron, input.reason);
    ctx.audit({ subject: `patron:${patron.id}` });
    return done({ patron: patron.id });
  },
});

/** 更新. Counts from the end of the running term, or from today when that has passed. */
export const renewPatron = command({
  name: 'reservations.renewPatron',
  title: { ja: '利用者登録を更新する', en: 'Renew a registration' },
  input: z.object({ patron: patronField, note: optional(textField({ ja: '確認したこと', en: 'What was checked' }, { max: 300 })) }),
  allow: [staff('reservations.patrons')],
  refusals: { PatronState },
  async run(ctx, input) {
    const patron = await lockForStaff(ctx, input.patron);
    if (!patron) return refuse('NotFound');
    if (!['active', 'expired', 'suspended'].includes(patron.status)) return refuse('PatronState', { state: patron.status });
    const running = patron.valid_to !== null && Temporal.PlainDate.compare(patron.valid_to, ctx.today) >= 0;
    const from = running && patron.valid_to ? patron.valid_to.add({ days: 1 }) : ctx.today;
    const validTo = lastDay(from, (await cityRulesOf(ctx.db)).registrationYears);
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({
      status: patron.status === 'expired' ? 'active' : patron.status, valid_to: validTo, valid_from: patron.valid_from ?? ctx.today, notified_expiry_on: null, renewal_asked_at: null, approved_by: actorKey(ctx.actor), version: eb('version', '+', 1),
    })).where('id', '=', patron.id).execute();
    await rememberPatron(ctx, patron.id, 'renewed', { note: input.note ?? '', detail: { validTo: validTo.toString() } });
    ctx.audit({ subject: `patron:${patron.id}` });
    tellPatron(ctx, patron.addressee, { kind: 'reservations.patronRenewed', title: { ja: '利用者登録を更新しました', en: 'Your registration was renewed' }, body: { ja: `登録番号 ${patron.number}\n${formatDate(validTo, 'ja')}まで有効です。`, en: `Number ${patron.number}\nValid until ${formatDate(validTo, 'en')}.` } });
    return done({ patron: patron.id, validTo: validTo.toString() });
  },
});

/** 更新の申出, once the end is near. Renewing itself stays with the counter, which looks at the evidence again. */
export const requestRenewal = command({
  name: 'reservations.requestRenewal',
  title: { ja: '利用者登録の更新を申し出る', en: 'Ask to renew a registration' },
  input: z.object({ patron: patronField }),
  allow: [citizen],
  refusals: { PatronState, RenewalTooEarly },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'citizen_id', 'status', 'valid_to', 'renewal_asked_at']).where('id', '=', input.patron).forNoKeyUpdate().executeTakeFirst();
    if (!row || ctx.actor.kind !== 'citizen' || row.citizen_id !== ctx.actor.id) return refuse('NotFound');
    if ((row.status !== 'active' && row.status !== 'expired') || row.valid_to === null) return refuse('PatronState', { state: row.status });
    if (!mayAskRenewal(row.status, row.valid_to, ctx.today)) return refuse('RenewalTooEarly', { from: row.valid_to.subtract({ days: NOTICE_DAYS }).toString() });
    // Asking twice is asking once.
    if (row.renewal_asked_at === null) {
      await ctx.db.updateTable('reservations.patrons').set((eb) => ({ renewal_asked_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
      await rememberPatron(ctx, row.id, 'renewal_asked');
      tellPatron(ctx, { citizenId: row.citizen_id, email: null }, { kind: 'reservations.renewalAsked', title: { ja: '更新の申出を受け付けました', en: 'We received your wish to renew' }, body: { ja: `登録番号 ${row.number}\n窓口で内容を確かめてから、結果をお知らせします。住所や構成員が変わったときは、確認のための書類を窓口にお持ちください。`, en: `Number ${row.number}\nThe counter will check it and tell you the result. If your address or members have changed, please bring your evidence.` } });
    }
    ctx.audit({ subject: `patron:${row.id}` });
    return done({ patron: row.id });
  },
});

export const closePatron = command({
  name: 'reservations.closePatron',
  title: { ja: '利用者登録を終える', en: 'Close a registration' },
  input: z.object({ patron: patronField, reason: reasonField }),
  allow: [citizen, staff('reservations.patrons')],
  refusals: { PatronState },
  async run(ctx, input) {
    const own = ctx.actor.kind === 'citizen' ? await ctx.db.selectFrom('reservations.patrons').select('id').where('id', '=', input.patron).where('citizen_id', '=', ctx.actor.id).executeTakeFirst() : null;
    const patron = own ? await lockOwn(ctx, own.id) : await lockForStaff(ctx, input.patron);
    if (!patron) return refuse('NotFound');
    if (patron.status === 'closed' || patron.status === 'rejected') return refuse('PatronState', { state: patron.status });
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'closed', status_reason: input.reason, version: eb('version', '+', 1) })).where('id', '=', patron.id).execute();
    await rememberPatron(ctx, patron.id, 'closed', { note: input.reason });
    ctx.audit({ subject: `patron:${patron.id}` });
    tellPatron(ctx, patron.addressee, { kind: 'reservations.patronClosed', title: { ja: '利用者登録を終えました', en: 'Your registration was closed' }, body: { ja: `登録番号 ${patron.number}\n理由: ${input.reason}`, en: `Number ${patron.number}\nReason: ${input.reason}` } });
    return done({ patron: patron.id, bookings: await futureBookings(ctx, patron.id) });
  },
});

async function lockOwn(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'name', 'citizen_id', 'email', 'status']).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row ? { ...row, addressee: { citizenId: row.citizen_id, email: row.email } } : null;
}

const AlreadySettled = { ja: () => 'この重なりは、ほかの人がすでに確かめています。画面を開き直して、結果を見てください。', en: () => 'Somebody has already settled this possible duplicate. Please reload to see the result.' } as const satisfies Refusals[string];

/** 重なりの確認. Nothing is closed or merged by it: staff who find the same people twice close one registration with its own reason. */
export const settleDuplicate = command({
  name: 'reservations.settleDuplicate',
  title: { ja: '似た登録を確かめる', en: 'Settle a possible duplicate' },
  input: z.object({
    hint: idField({ ja: '似た登録', en: 'Possible duplicate' }), verdict: choiceField({ ja: '結果', en: 'Verdict' }, ['same', 'different']),
    note: withDefault(textField({ ja: '確かめたこと', en: 'What was checked' }, { max: 300 }), ''),
  }),
  allow: [staff('reservations.patrons')],
  refusals: { AlreadySettled },
  async run(ctx, input) {
    const hint = await ctx.db.selectFrom('reservations.duplicate_hints').select(['id', 'patron_id', 'other_id', 'settled_at']).where('id', '=', input.hint).forUpdate().executeTakeFirst();
    if (!hint) return refuse('NotFound');
    // In one order, so that two settlings never wait for each other.
    const handled = [];
    for (const id of [hint.patron_id, hint.other_id].toSorted()) handled.push(await lockForStaff(ctx, id));
    if (handled.every((patron) => patron === null)) return refuse('NotFound');
    if (hint.settled_at) return refuse('AlreadySettled');
    const words = input.verdict === 'same' ? '同じ人・団体' : '別の人・団体';
    const note = input.note === '' ? words : `${words}：${input.note}`;
    await ctx.db.updateTable('reservations.duplicate_hints').set({ settled_by: actorKey(ctx.actor), settled_at: ctx.now, note }).where('id', '=', hint.id).execute();
    for (const [patron, other] of [[hint.patron_id, hint.other_id], [hint.other_id, hint.patron_id]] as const) await rememberPatron(ctx, patron, 'duplicate_settled', { note, detail: { other, verdict: input.verdict } });
    ctx.audit({ subject: `patron:${hint.patron_id}`, other: `patron:${hint.other_id}`, verdict: input.verdict });
    return done({ hint: hint.id, verdict: input.verdict });
  },
});

const BATCH = 200;

/** What a new day does to registrations: warn before the end, expire, end suspensions. Answers how many; call again while there were some. */
export const turnPatronDay = command({
  name: 'reservations.turnPatronDay',
  title: { ja: '利用者登録の期限を処理する', en: 'Work through registration dates' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const ended = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'citizen_id', 'email']).where('status', '=', 'suspended').where('suspended_until', '<', ctx.today).orderBy('id').limit(BATCH).forNoKeyUpdate().execute();
    for (const row of ended) await reopen(ctx, { ...row, addressee: { citizenId: row.citizen_id, email: row.email } }, '期間の満了');
    const expired = await sql<DayRow>`update reservations.patrons set status = 'expired', version = version + 1 where id in
      (select id from reservations.patrons where status = 'active' and valid_to < ${ctx.today}::date order by valid_to limit ${BATCH} for no key update) returning id, number, name, citizen_id, email, valid_to`.execute(ctx.db);
    for (const row of expired.rows) {
      await rememberPatron(ctx, row.id, 'expired');
      tellPatron(ctx, { citizenId: row.citizen_id, email: row.email }, { kind: 'reservations.patronExpired', title: { ja: '利用者登録の期限が切れました', en: 'Your registration has expired' }, body: { ja: `登録番号 ${row.number}（${row.name}）\nすでにある予約はそのままです。新しく予約するには、更新してください。`, en: `Number ${row.number} (${row.name})\nExisting bookings stay. Please renew to book again.` } });
    }
    const soon = await sql<DayRow>`update reservations.patrons set notified_expiry_on = ${ctx.today}::date where id in
      (select id from reservations.patrons where status = 'active' and valid_to between ${ctx.today}::date and ${ctx.today.add({ days: NOTICE_DAYS })}::date and notified_expiry_on is null order by valid_to limit ${BATCH} for no key update) returning id, number, name, citizen_id, email, valid_to`.execute(ctx.db);
    for (const row of soon.rows) {
      tellPatron(ctx, { citizenId: row.citizen_id, email: row.email }, { kind: 'reservations.patronExpiring', title: { ja: '利用者登録の期限が近づいています', en: 'Your registration will expire soon' }, body: { ja: `登録番号 ${row.number}（${row.name}）\n${formatDate(row.valid_to, 'ja')}で期限が切れます。それまでに窓口で更新してください。`, en: `Number ${row.number} (${row.name})\nIt expires on ${formatDate(row.valid_to, 'en')}. Please renew before that.` } });
    }
    return done({ resumed: ended.length, expired: expired.rows.length, notified: soon.rows.length });
  },
});

interface DayRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly citizen_id: string | null;
  readonly email: string | null;
  readonly valid_to: Temporal.PlainDate;
}
