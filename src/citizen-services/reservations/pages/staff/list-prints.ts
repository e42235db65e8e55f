/** Papers about more than one booking: registrations, the board at the door, a draw, a series, the cash of a day, a month and a year. */
import { staff } from '../../../../kernel/actor.ts';
import { toInstant, tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import { notFound, type PageContext, route, type RouteBody } from '../../../../kernel/page.ts';
import { dayBook } from '../../../../kernel/payments/queries.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import collection from '../../../collection/index.ts';
import { type CashReportData, cashReportPaper, type FormHead, lotteryResultsPaper, namePlatesPaper, registrationApplicationPaper, registrationCardPaper, seriesResultsPaper, signagePaper } from '../../papers/papers.ts';
import { publicEvents } from '../../queries/bookings.ts';
import { cityRules, staffFacilities } from '../../queries/facilities.ts';
import { namePlates } from '../../queries/funeral.ts';
import { lotteryPage } from '../../queries/lottery.ts';
import { openings } from '../../queries/openings.ts';
import { patronPage } from '../../queries/patrons.ts';
import { seriesList } from '../../queries/series.ts';
import { readSlotKey } from '../../rules/slot-key.ts';
import { dayFrom } from '../citizen/addresses.ts';
import { loadDay } from './desk.tsx';
import { methodWords, one } from './words.tsx';

const pdf = (body: Uint8Array): RouteBody => ({ type: 'application/pdf', body });
const residencies: Readonly<Record<string, string>> = { resident: '市内在住', work_or_school: '市内在勤・在学', non_resident: '市外' };

async function patronOf(ctx: PageContext, id: string | undefined) {
  const [it, city, facilities] = await Promise.all([ctx.ask(patronPage, { patron: id }, 'print'), ctx.tryAsk(cityRules, {}), ctx.tryAsk(staffFacilities, {})]);
  const names = new Map((facilities.ok ? facilities.value : []).map((each) => [each.code, each.name.ja]));
  return {
    it, mayor: `${ctx.city.facts.name.ja}長`, classLabel: (city.ok ? city.value?.classes.find((each) => each.code === it.class_code)?.name.ja : undefined) ?? it.class_code,
    facilities: it.facilities.length === 0 ? ['市のすべての公共施設'] : it.facilities.map((code) => names.get(code) ?? code), representative: it.kind === 'group' ? it.representative || '' : null,
  };
}

const ordinance = '公共施設の利用者登録に関する規則';

const registrationApplication = route({
  path: '/staff/reservations/patrons/:id/application.pdf',
  title: { ja: '利用者登録申請書', en: 'Application for registration' },
  allow: [staff('reservations.patrons')],
  async run(ctx, { params }) {
    const { it, mayor, classLabel, facilities, representative } = await patronOf(ctx, params['id']);
    const head: FormHead = { to: mayor, date: tokyoDate(it.created_at), ordinance, contact: ctx.city.facts.name.ja };
    const evidence = isRecord(it.evidence) && typeof it.evidence['note'] === 'string' && it.evidence['note'] !== '' ? [it.evidence['note']] : [];
    return pdf(await registrationApplicationPaper({
      head, applicant: { registrationNumber: it.number, name: it.name, kana: it.kana, representative, address: '', phone: it.phone }, email: it.email ?? '', birthDate: it.kind === 'group' ? null : (it.birth_date ?? 'blank'), guardian: it.guardian === '' ? null : it.guardian,
      classLabel, purposes: [], facilities, evidence, members: it.members.map((member) => ({ name: member.name, kana: member.kana, residency: residencies[member.residency] ?? member.residency })),
    }));
  },
});

const registrationCard = route({
  path: '/staff/reservations/patrons/:id/card.pdf',
  title: { ja: '利用者登録証', en: 'Registration card' },
  allow: [staff('reservations.patrons'), staff('reservations.desk')],
  async run(ctx, { params }) {
    const { it, mayor, classLabel, facilities, representative } = await patronOf(ctx, params['id']);
    if (it.status !== 'active' || it.valid_from === null || it.valid_to === null) return notFound;
    return pdf(await registrationCardPaper({
      head: { date: ctx.today, to: { name: it.name, honorific: it.kind === 'group' ? '御中' : '様' }, issuer: { title: mayor, seal: '省略' }, ordinance, contact: ctx.city.facts.name.ja },
      cityName: ctx.city.facts.name.ja, registrationNumber: it.number, name: it.name, representative, classLabel, facilities, validFrom: it.valid_from, validTo: it.valid_to,
    }));
  },
});

const namePlatesPdf = route({
  path: '/staff/reservations/:code/name-plates.pdf',
  title: { ja: '斎場の名札', en: 'Name plates' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, { params, search }) {
    const day = await loadDay(ctx, params['code'] ?? '', dayFrom(one(search, 'date')));
    const rows = await ctx.ask(namePlates, { facility: day.facility.code, date: day.date.toString() }, 'print');
    return pdf(await namePlatesPaper({ facility: day.facility.name.ja, date: day.date, rows: rows.map((row) => ({ start: row.start, name: row.name, kana: row.kana, place: [row.unit.ja, ...row.rooms.map((room) => room.ja)].join('　') })) }));
  },
});

const signage = route({
  path: '/staff/reservations/:code/signage.pdf',
  title: { ja: 'ご利用案内（掲示）', en: 'Board at the door' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, { params, search }) {
    const day = await loadDay(ctx, params['code'] ?? '', dayFrom(one(search, 'date')));
    const events = await ctx.ask(publicEvents, { facility: day.facility.code });
    const uses = day.bookings.filter((row) => row.state === 'permitted' || row.state === 'in_use').map((row) => ({
      room: row.unit.ja, times: [{ start: row.start, end: row.end }], publicTitle: events.find((event) => event.unitCode === row.unitCode && event.from.equals(toInstant(day.date, row.start)))?.title ?? null,
    }));
    return pdf(await signagePaper({ facility: day.facility.name.ja, date: day.date, rows: uses, notes: [], printedAt: ctx.now, contact: `${day.facility.name.ja}　電話 ${day.facility.phone}` }));
  },
});

const lotteryResults = route({
  path: '/staff/reservations/lotteries/:id/results.pdf',
  title: { ja: '抽選結果一覧', en: 'Results of a draw' },
  allow: [staff('reservations.lottery'), staff('reservations.desk')],
  async run(ctx, { params }) {
    const it = await ctx.ask(lotteryPage, { lottery: params['id'] });
    if (it.state !== 'published' || it.drawnAt === null) return notFound;
    const open = await ctx.tryAsk(openings, { facility: it.facilityCode, days: 1 });
    const policy = open.ok ? open.value?.facility.policy : undefined;
    return pdf(await lotteryResultsPaper({
      title: it.name.ja, lotteryId: it.code, drawnAt: it.drawnAt, entries: it.entryCount ?? it.lines.length, confirmUntil: it.confirmBy === null ? null : tokyoDate(it.confirmBy),
      rows: it.lines.flatMap((line, index) => {
        const at = readSlotKey(line.slot_key);
        return at === null || line.outcome === null ? [] : [{ order: index + 1, alias: line.alias, unit: policy?.units.find((unit) => unit.code === line.unit)?.name.ja ?? line.unit, date: at.date, times: [{ start: at.start, end: at.end }], result: line.outcome, waiting: line.outcome === 'won' ? null : line.waiting_rank }];
      }),
      proof: { algorithm: it.algorithm, commitment: it.commitment, root: it.root ?? '', publicValue: it.publicValue ?? '', secret: it.secret ?? '' },
      verifyAt: `${ctx.city.origin}/lotteries/${it.code}`, ordinance: policy?.ordinance ?? '施設の設置条例', contact: it.facility.ja,
    }));
  },
});

const weekdayNames = ['月', '火', '水', '木', '金', '土', '日'];
const whyNot: Readonly<Record<string, string>> = { Taken: 'ほかの利用があります', Noise: '音の重なる利用があります', NotEnough: '附属設備が足りません', NotOffered: '受け付けていない時間です' };

const seriesResults = route({
  path: '/staff/reservations/series/:id/results.pdf',
  title: { ja: '定期利用の結果一覧', en: 'Results of a series' },
  allow: [staff('reservations.desk')],
  async run(ctx, { params }) {
    const it = (await ctx.ask(seriesList, {}, 'print')).find((each) => each.id === params['id']);
    if (!it) return notFound;
    const { rule, time } = it.series;
    return pdf(await seriesResultsPaper({
      facility: it.facility, unit: it.unit, patronName: it.patronName, rule: `${rule.everyWeeks === 1 ? '毎週' : `${rule.everyWeeks}週ごと`}${rule.weekdays.map((day) => weekdayNames[day - 1] ?? '').join('・')}曜日`,
      rows: it.results.map((row) => ({
        date: Temporal.PlainDate.from(row.date), times: time.from === null || time.to === null ? [] : [{ start: time.from, end: time.to }], result: row.result === 'refused' ? 'conflict' : row.result,
        note: row.why === undefined ? '' : (whyNot[row.why] ?? '規則により予約できません'), feeYen: null,
      })),
      printedAt: ctx.now, ordinance: '施設の設置条例', contact: it.facility,
    }));
  },
});

interface Back {
  readonly place: string;
  readonly amountYen: number;
}

const cashRefunds = collection.queries.find((query) => query.name === 'collection.cashRefunds');

async function backOf(ctx: PageContext, day: Temporal.PlainDate): Promise<readonly Back[]> {
  const rows: unknown = cashRefunds ? await ctx.ask(cashRefunds, { day: day.toString() }) : [];
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => (isRecord(row) && typeof row['place'] === 'string' && typeof row['amountYen'] === 'number' ? [{ place: row['place'], amountYen: row['amountYen'] }] : [])) : [];
}

/** 日計表 of one facility's counter: cash and other ways apart, and whether the drawer agreed. */
const cashReport = route({
  path: '/staff/reservations/:code/cash.pdf',
  title: { ja: '日計表', en: 'The day’s takings' },
  allow: [staff('payments.cash'), staff('payments.read')],
  async run(ctx, { params, search }) {
    const open = await ctx.ask(openings, { facility: params['code'], days: 1 });
    const place = open.facility.name.ja;
    const date = dayFrom(one(search, 'date')) ?? ctx.today;
    const [book, back] = await Promise.all([ctx.ask(dayBook, { day: date.toString(), place }), backOf(ctx, date)]);
    const backYen = back.filter((row) => row.place === place).reduce((sum, row) => sum + row.amountYen, 0);
    // A reversal takes the cash out again.
    const kinds = [...new Set(['cash', ...book.entries.map((row) => (row.method === 'reversal' ? 'cash' : row.method))])];
    const sumOf = (rows: typeof book.entries, kind: string) => rows.filter((row) => (row.method === 'reversal' ? 'cash' : row.method) === kind).reduce((sum, row) => sum + row.amountYen, 0);
    const payees = [...Map.groupBy(book.entries, (row) => row.payee)];
    const closing = book.closings.find((row) => row.place === place);
    const data: CashReportData = {
      place, date, methods: kinds.map((kind) => methodWords[kind] ?? kind),
      payees: payees.map(([name, rows], index) => ({ name, desks: [{ desk: place, count: rows.length, amountsYen: kinds.map((kind) => sumOf(rows, kind)), refundYen: index === 0 ? backYen : 0 }] })),
      drawers: closing ? [{ desk: place, floatYen: 0, takenYen: closing.expectedYen + backYen, paidBackYen: backYen, countedYen: closing.countedYen, reason: closing.note, denominations: [] }] : [],
      printedAt: ctx.now, ordinance: open.facility.policy.ordinance, contact: `${place}　電話 ${open.facility.phone}`,
    };
    return pdf(await cashReportPaper(data));
  },
});

export const listPrints = [registrationApplication, registrationCard, lotteryResults, seriesResults, namePlatesPdf, signage, cashReport];
