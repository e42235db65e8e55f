/** Requests for another form, as the office sees them: lists without anything of the person; who asks is shown one at a time, and every look is recorded. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, codeField, idField, intField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { mayHandle, officesFor, PERMISSION } from '../requests.ts';
import { daysTaken, forms, isOpen, requestStates } from '../rules/requests.ts';
import type { Asked } from '../site.ts';

export const PAGE = 50;
/** Page authors see what concerns their own office; `mayHandle` draws the line. */
export const requestReaders = [staff(PERMISSION), staff('website.write')];

const filters = ['open', 'all', 'late', ...requestStates] as const;
const sorts = ['due', 'received', 'number', 'office'] as const;
export const requestInput = z.object({
  state: withDefault(choiceField({ ja: '状態', en: 'State' }, filters), 'open'), form: withDefault(choiceField({ ja: '形', en: 'Form' }, ['all', ...forms] as const), 'all'), office: withDefault(codeField({ ja: '課', en: 'Office' }, 80), ''),
  sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, sorts), 'due'), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1),
});
export type RequestSearch = z.infer<typeof requestInput>;

/** What the asker may see, filtered; ordered and cut by whoever calls. */
function found(ctx: Asked, input: RequestSearch) {
  const mine = officesFor(ctx);
  let rows = ctx.db.selectFrom('site_quality.requests as r').leftJoin('kernel.departments as d', 'd.id', 'r.department_id');
  if (mine !== 'city') rows = mine.length === 0 ? rows.where('r.id', 'is', null) : rows.where('d.code', 'in', [...mine]);
  if (input.state === 'open' || input.state === 'late') rows = rows.where('r.state', 'in', ['received', 'accepted']);
  else if (input.state !== 'all') rows = rows.where('r.state', '=', input.state);
  if (input.state === 'late') rows = rows.where('r.due_on', '<', ctx.today);
  if (input.form !== 'all') rows = rows.where('r.form', '=', input.form);
  return input.office === '' ? rows : input.office === 'none' ? rows.where('r.department_id', 'is', null) : rows.where('d.code', '=', input.office);
}
const columns = ['r.id', 'r.number', 'r.state', 'r.channel', 'r.received_on as receivedOn', 'r.page_path as path', 'r.page_title as title', 'r.form', 'r.wish_on as wishOn', 'r.due_on as dueOn', 'd.code as officeCode', 'd.name as office', 'r.taken_name as takenName', 'r.closed_on as closedOn'] as const;

function ordered(ctx: Asked, input: RequestSearch) {
  const rows = found(ctx, input).select(columns);
  const by = { due: () => rows.orderBy('r.due_on').orderBy('r.received_at'), received: () => rows.orderBy('r.received_at', 'desc'), number: () => rows.orderBy('r.number'), office: () => rows.orderBy('d.code').orderBy('r.due_on') }[input.sort];
  return by().orderBy('r.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof ordered>['execute']>>[number];
const shown = (ctx: Asked, row: Row) => ({ ...row, late: isOpen(row.state) ? Temporal.PlainDate.compare(row.dueOn, ctx.today) < 0 : row.closedOn !== null && Temporal.PlainDate.compare(row.closedOn, row.dueOn) > 0, days: row.closedOn === null ? null : daysTaken(row.receivedOn, row.closedOn) });

async function offices(ctx: Asked) {
  return ctx.db.selectFrom('kernel.departments').select(['code', 'name']).where('valid_from', '<=', ctx.today).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute();
}

export const formatRequests = query({
  name: 'site-quality.requests',
  title: { ja: '別の形での提供の求め', en: 'Requests for another form' },
  input: requestInput,
  allow: requestReaders,
  async run(ctx, input) {
    const [rows, { count }, all] = await Promise.all([ordered(ctx, input).limit(PAGE).offset((input.page - 1) * PAGE).execute(), found(ctx, input).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(), offices(ctx)]);
    const mine = officesFor(ctx);
    return { rows: rows.map((row) => shown(ctx, row)), count: Number(count), offices: mine === 'city' ? all : all.filter((one) => mine.includes(one.code)), wholeCity: mine === 'city', maySet: ctx.may('site-quality.work') };
  },
});

export const formatRequestsAll = query({
  name: 'site-quality.requestsAll',
  title: { ja: '別の形での提供の求め（CSV）', en: 'Requests for another form, for CSV' },
  input: requestInput,
  allow: requestReaders,
  run: async (ctx, input) => (await ordered(ctx, input).limit(10_000).execute()).map((row) => shown(ctx, row)),
});

export const requestsWaiting = query({
  name: 'site-quality.requestsWaiting',
  title: { ja: '答えを待つ求めの数', en: 'How many requests wait for an answer' },
  input: z.object({}),
  allow: requestReaders,
  async run(ctx) {
    const { count } = await found(ctx, { state: 'open', form: 'all', office: '', sort: 'due', page: 1 }).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    return Number(count);
  },
});

export const formatRequest = query({
  name: 'site-quality.request',
  title: { ja: '別の形での提供の求めと求めた人', en: 'A request and who asked' },
  input: z.object({ request: idField({ ja: '求め', en: 'Request' }) }),
  allow: requestReaders,
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('site_quality.requests as r').leftJoin('kernel.departments as d', 'd.id', 'r.department_id').select(columns).select(['r.received_at as receivedAt', 'r.lang', 'r.by_mail as byMail', 'r.by_phone as byPhone', 'r.by_post as byPost', 'r.mailed', 'r.answer', 'r.closed_name as closedName', 'r.erased_at as erasedAt', 'r.version']).where('r.id', '=', input.request).executeTakeFirst();
    if (!row || !mayHandle(ctx, row.officeCode)) return null;
    const [person, steps, all] = await Promise.all([
      ctx.db.selectFrom('site_quality.request_persons').select(['name', 'mail', 'phone', 'address', 'subject', 'details']).where('request_id', '=', row.id).executeTakeFirst(),
      ctx.db.selectFrom('site_quality.request_steps').select(['id', 'what', 'made_name as madeName', 'made_at as madeAt', 'note']).where('request_id', '=', row.id).orderBy('id').execute(),
      offices(ctx),
    ]);
    ctx.shown(`format-request:${row.id}`);
    return { ...shown(ctx, row), receivedAt: row.receivedAt, lang: row.lang, byMail: row.byMail, byPhone: row.byPhone, byPost: row.byPost, mailed: row.mailed, answer: row.answer, closedName: row.closedName, erasedAt: row.erasedAt, version: row.version, open: isOpen(row.state), person: person ?? null, steps, offices: all };
  },
});

export const requestRuleHistory = query({
  name: 'site-quality.requestRules',
  title: { ja: '求めに答える日数など', en: 'Numbers for requests' },
  input: z.object({}),
  allow: [staff(PERMISSION), staff('site-quality.work')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('site_quality.request_rules').select(['valid_from as from', 'answer_days as answerDays', 'keep_days as keepDays', 'browser_hourly as browserHourly', 'network_hourly as networkHourly', 'mail_daily as mailDaily', 'set_name as setName']).orderBy('valid_from', 'desc').execute();
    const current = rows.find((row) => Temporal.PlainDate.compare(row.from, ctx.today) <= 0);
    return { maySet: ctx.may('site-quality.work'), rows: rows.map((row) => ({ ...row, current: row === current })) };
  },
});
