/**
 * 別の形での提供を求める: by whoever needs it, without signing in, or typed in by the office from a call or a letter.
 * 障害者差別解消法 第7条第2項: a wish that is stated is weighed and answered; 障害者情報アクセシビリティ・コミュニケーション施策推進法 第12条・第13条.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone, staff, system } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { choiceField, codeField, dateField, emailField, optional, phoneField, textField, withDefault } from '../../../kernel/fields.ts';
import { mark, networkOfDevice, sha256 } from '../../../kernel/identity/tokens.ts';
import { done, type Outcome, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { requestLetters, requestRefusals as refusals } from '../messages/requests.ts';
import { type AskedRefusal, departmentOf, mayHandle, pageAbout, PERMISSION, publicRequests, requestRulesOn, requestStep, tellOffice } from '../requests.ts';
import type { RequestsRow } from '../rows.ts';
import { askingProblem, deskChannels, dueOf, forms, ownPath, pathIn } from '../rules/requests.ts';
import { type Ctx, hostsOf, whoOf } from '../site.ts';
import { requestField, ticketField } from './request-fields.ts';
import { words } from './fields.ts';

/** Free words go through the scan for Individual Numbers (番号法 第15条・第20条). */
const spoken = (ja: string, en: string, max: number, lines = false) => withDefault(textField({ ja, en }, { max, min: 0, lines }), '');

const askedFields = {
  page: words({ ja: 'ページのアドレス', en: 'Address of the page' }, 2000), subject: spoken('どのページ・どの書類か', 'Which page or paper', 300, true), form: choiceField({ ja: 'どんな形で', en: 'Form' }, forms), details: spoken('くわしい希望', 'Details', 1000, true),
  name: spoken('お名前', 'Name', 100), mail: optional(emailField({ ja: 'メール', en: 'E-mail' })), phone: optional(phoneField({ ja: '電話', en: 'Telephone' })), address: spoken('送り先の住所', 'Postal address', 200), wishOn: optional(dateField({ ja: 'いつまでに', en: 'Wanted by' })),
};
type Asked = z.infer<z.ZodObject<typeof askedFields>>;
/** What tells of a person never reaches the trail; the form tells of one too. */
const personal = ['subject', 'form', 'details', 'name', 'mail', 'phone', 'address'] as const;

const own = { SubjectMissing: refusals.SubjectMissing, PageWrong: refusals.PageWrong, FormUnsaid: refusals.FormUnsaid, ReachMissing: refusals.ReachMissing, NameMissing: refusals.NameMissing, WishPast: refusals.WishPast, CodeUsed: refusals.CodeUsed };

/** Seconds until this browser or network may send again; 0: now. Counted in the database, so that all processes count together. */
async function waitFor(ctx: Ctx): Promise<number> {
  if (!('device' in ctx.actor)) return 0;
  const { device } = ctx.actor;
  const [rules, hour] = [await requestRulesOn(ctx.db, ctx.today), ctx.now.subtract({ minutes: 60 })];
  const rows = await ctx.db.selectFrom('site_quality.requests').select(['sent_from', 'received_at']).where('sent_from', 'is not', null).where('received_at', '>', hour).where(sql<string>`split_part(sent_from, '.', 1)`, '=', networkOfDevice(device)).orderBy('received_at', 'desc').limit(rules.network_hourly).execute();
  const mine = rows.filter((row) => row.sent_from === device);
  const oldest = mine.length >= rules.browser_hourly ? mine[rules.browser_hourly - 1] : rows.length >= rules.network_hourly ? rows.at(-1) : undefined;
  return oldest ? Math.max(1, Math.ceil((oldest.received_at.epochMilliseconds - hour.epochMilliseconds) / 1000)) : 0;
}

/** Whoever types somebody else's address again and again sends them three letters, and no more that day. */
async function mayMail(ctx: Ctx, mail: string, most: number): Promise<boolean> {
  const rows = await ctx.db.selectFrom('site_quality.requests').select('id').where('mail_mark', '=', mailMark(ctx, mail)).where('received_at', '>', ctx.now.subtract({ hours: 24 })).where('mailed', '=', true).limit(most).execute();
  return rows.length < most;
}
const mailMark = (ctx: Ctx, mail: string) => mark(ctx.city, 'site-quality request mail', mail.toLowerCase());

interface Arrival {
  readonly channel: RequestsRow['channel'];
  readonly lang: 'ja' | 'en';
  readonly receivedOn: Temporal.PlainDate;
  /** The code by which whoever asked finds it again. */
  readonly ticket: string | null;
  readonly office: string | null;
}

type Taken = { readonly request: string; readonly number: string; readonly dueOn: Temporal.PlainDate; readonly mailed: boolean };

async function take(ctx: Ctx, asked: Asked, arrival: Arrival): Promise<Taken | Refused<Exclude<AskedRefusal, 'CodeUsed'>>> {
  const page = asked.page === '' ? pathIn(asked.subject, hostsOf(ctx)) : ownPath(asked.page, hostsOf(ctx));
  if (asked.page !== '' && page === '') return refuse('PageWrong');
  const [mail, phone] = [asked.mail ?? '', asked.phone ?? ''];
  const missing = askingProblem({ ...asked, page, mail, phone });
  if (missing) return refuse(missing);
  if (asked.wishOn !== null && Temporal.PlainDate.compare(asked.wishOn, ctx.today) < 0) return refuse('WishPast');
  const rules = await requestRulesOn(ctx.db, arrival.receivedOn);
  const about = page === '' ? { title: '', officeCode: null } : await pageAbout(ctx, page);
  const code = arrival.office ?? about.officeCode;
  const department = code === null ? null : await departmentOf(ctx.db, code, ctx.today);
  const id = ctx.newId();
  const number = `${fiscalYearOf(arrival.receivedOn)}-${String(await ctx.nextNumber(`site-quality.requests ${fiscalYearOf(arrival.receivedOn)}`)).padStart(4, '0')}`;
  const dueOn = dueOf(arrival.receivedOn, rules.answer_days);
  const web = arrival.channel === 'web';
  const mailed = mail !== '' && (await mayMail(ctx, mail, rules.mail_daily));
  await ctx.db.insertInto('site_quality.requests').values({
    id, number, channel: arrival.channel, received_at: ctx.now, received_on: arrival.receivedOn, page_path: page, page_title: about.title, form: asked.form, wish_on: asked.wishOn, due_on: dueOn, department_id: department?.id ?? null, lang: arrival.lang,
    by_mail: mail !== '', by_phone: phone !== '', by_post: asked.address !== '', mailed, code_hash: arrival.ticket === null ? null : sha256(arrival.ticket), sent_from: web && 'device' in ctx.actor ? ctx.actor.device : null, mail_mark: mail === '' ? null : mailMark(ctx, mail), entered_by: web ? null : whoOf(ctx),
  }).execute();
  await ctx.db.insertInto('site_quality.request_persons').values({ request_id: id, name: asked.name, mail, phone, address: asked.address, subject: asked.subject, details: asked.details }).execute();
  if (mailed) {
    const { title, body } = requestLetters.received(arrival.lang, number, dueOn);
    const path = arrival.ticket === null ? publicRequests : `${publicRequests}/${arrival.ticket}`;
    ctx.notify({ to: { email: mail }, kind: 'site-quality.requestReceived', href: arrival.lang === 'en' ? `/en${path}` : path, title: { ja: title, en: title }, body: { ja: body, en: body } });
  }
  ctx.audit({ subject: `format-request:${id}`, number });
  return { request: id, number, dueOn, mailed };
}

export const requestFormat = command({
  name: 'site-quality.requestFormat',
  title: { ja: '別の形での提供を求める', en: 'Ask for another form' },
  input: z.object({ ...askedFields, ticket: ticketField }),
  allow: [anyone('だれでも、サインインせずに求められます')],
  secret: [...personal, 'ticket'],
  refusals: own,
  async run(ctx, input): Promise<Outcome<{ number: string; dueOn: string; mailed: boolean }, AskedRefusal | 'TooMany'>> {
    const seconds = await waitFor(ctx);
    if (seconds > 0) return refuse('TooMany', { seconds });
    const taken = await take(ctx, input, { channel: 'web', lang: ctx.lang, receivedOn: ctx.today, ticket: input.ticket, office: null });
    if ('refused' in taken) return taken;
    // The citizens' face cannot see who works here: a job of the house tells them.
    ctx.enqueue('site-quality.tellRequest', { request: taken.request }, { key: `site-quality.tellRequest ${taken.request}` });
    return done({ number: taken.number, dueOn: taken.dueOn.toString(), mailed: taken.mailed });
  },
});

export const enterRequest = command({
  name: 'site-quality.enterRequest',
  title: { ja: '電話・窓口・手紙の求めを入力する', en: 'Type in a request that came by phone, counter or letter' },
  input: z.object({ ...askedFields, channel: choiceField({ ja: '受け方', en: 'Channel' }, deskChannels), receivedOn: dateField({ ja: '受けた日', en: 'Received on' }), office: withDefault(codeField({ ja: '担当の課', en: 'Office' }, 80), '') }),
  allow: [staff(PERMISSION), staff('website.write')],
  secret: personal,
  refusals: { ...own, UnknownOffice: refusals.UnknownOffice, ReceivedWrong: { status: 422, field: 'receivedOn', ja: () => '「受けた日」は、きょうまでの30日のうちの日にしてください。', en: () => 'The day must be one of the last thirty.' } },
  async run(ctx, input): Promise<Outcome<{ request: string; number: string }, AskedRefusal | 'UnknownOffice' | 'ReceivedWrong' | 'NotAllowed'>> {
    if (Temporal.PlainDate.compare(input.receivedOn, ctx.today) > 0 || Temporal.PlainDate.compare(input.receivedOn, ctx.today.subtract({ days: 30 })) < 0) return refuse('ReceivedWrong');
    if (input.office !== '' && (await departmentOf(ctx.db, input.office, ctx.today)) === null) return refuse('UnknownOffice');
    // Whoever handles one office's requests alone types in for that office.
    if (!mayHandle(ctx, input.office === '' ? null : input.office)) return refuse('NotAllowed');
    const taken = await take(ctx, input, { channel: input.channel, lang: ctx.lang, receivedOn: input.receivedOn, ticket: null, office: input.office === '' ? null : input.office });
    if ('refused' in taken) return taken;
    await requestStep(ctx, taken.request, 'entered');
    return done({ request: taken.request, number: taken.number });
  },
});

export const tellRequest = command({
  name: 'site-quality.tellRequest',
  title: { ja: '新しい求めを担当に知らせる', en: 'Tell the office of a new request' },
  input: z.object({ request: requestField }),
  allow: [system],
  async run(ctx, input): Promise<Outcome<{ told: number }, 'NotFound'>> {
    const row = await ctx.db.selectFrom('site_quality.requests').select(['id', 'number', 'due_on', 'department_id', 'taken_by']).where('id', '=', input.request).executeTakeFirst();
    if (!row) return refuse('NotFound');
    const day = `${row.due_on.month}月${row.due_on.day}日`;
    return done({ told: await tellOffice(ctx, row, 'site-quality.requestNew', { ja: `別の形での提供の求めが届きました（${row.number}）`, en: `A request for another form (${row.number})` }, { ja: `${day}までに答えます。`, en: `To be answered by ${row.due_on.toString()}.` }) });
  },
});
