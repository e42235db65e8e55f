/** What this system wants decided: 利用許可・減免 of an application, and 公用 that takes a place from everybody. */
import { sql } from 'kysely';
import { changedSince } from '../../kernel/approval/about.ts';
import { approvalKind, type Snapshot } from '../../kernel/approval/kinds.ts';
import { formatDate, tokyoDate } from '../../kernel/calendar/calendar.ts';
import { sayRefusal } from '../../kernel/outcome.ts';
import { blockOut, publicLabels } from './blocking.ts';
import type { Ctx } from './booking.ts';
import { cityRulesOf } from './commands/patron-record.ts';
import { carryOutDecision, type Decision, priceIf } from './deciding.ts';
import { whatOf, whenOf } from './ending.ts';
import { refusals } from './messages/refusals.ts';
import { moreRefusals } from './messages/refusals-more.ts';
import { className, purposeName, reductionNamed } from './rules/naming.ts';
import type { ReservationsTables } from './rows.ts';
import { lockStanding } from './standing.ts';

const all = { ...refusals, ...moreRefusals };
const shown = (content: Readonly<Record<string, unknown>>, name: string) => (typeof content[name] === 'string' ? content[name] : '');
const inYen = (amount: number) => `${amount.toLocaleString('ja-JP')}円`;
export const decisionWords: Readonly<Record<Decision, string>> = { grant: '許可する（減免の申請も認める）', grant_without_reduction: '減免を認めずに許可する', refuse: '不許可にする' };

/** The proposal that is in somebody's hands. */
async function openProposal(ctx: Ctx, reservation: string) {
  return ctx.db.selectFrom('reservations.decisions').selectAll().where('reservation_id', '=', reservation).where('state', '=', 'open').forUpdate().executeTakeFirst();
}

/** No applicant's name: the way through the hall is longer than the circle of those who need it. */
async function permitSnapshot(ctx: Ctx, reservation: string): Promise<Snapshot | null> {
  const it = await lockStanding(ctx, reservation);
  const proposal = await openProposal(ctx, reservation);
  if (!it || !proposal) return null;
  const [full, asked] = [await priceIf(ctx, it, false), await priceIf(ctx, it, it.reduction !== null)];
  if ('refused' in full || 'refused' in asked) return null;
  const rules = await cityRulesOf(ctx.db);
  const reduction = reductionNamed(it.place.facility.policy, it.reduction);
  const purpose = purposeName(rules, it.purpose);
  const owed = proposal.decision === 'refuse' ? 0 : proposal.decision === 'grant' ? asked.total : full.total;
  const waived = proposal.decision === 'grant' ? full.total - asked.total : 0;
  const title = `${whatOf(it).ja}の利用${proposal.decision === 'refuse' ? '不許可' : '許可'}${it.reduction === null ? '' : '・減免'}（${it.number}）`;
  return {
    title,
    content: {
      number: it.number, place: whatOf(it).ja, when: whenOf(it).ja, applicant: className(rules, it.classCode), purpose: it.title === '' ? purpose : `${purpose}（${it.title}）`, persons: it.persons, reduction: reduction === null ? (it.reduction ?? '') : `${reduction.name.ja}（${reduction.ground}）`,
      decision: decisionWords[proposal.decision], reason: proposal.reason, fullYen: full.total, waivedYen: waived, owedYen: owed,
    },
    facts: { values: { waived, fee: full.total }, flags: [...(proposal.decision === 'refuse' ? ['refusal'] : []), ...(it.reduction === null ? [] : ['reduction'])] },
  };
}

const gone = { ja: '申込みは、もう決定を待っていません。取り下げてください', en: 'the application no longer waits for a decision' };
const changed = { ja: '出したあとで申込みが変えられています。差し戻して出し直してもらってください', en: 'the application was changed after it was sent' };
const inWords = (refused: Parameters<typeof sayRefusal>[0]) => ({ refused: { ja: sayRefusal(refused, all, 'ja').message, en: sayRefusal(refused, all, 'en').message } });

async function endProposal(ctx: Ctx, reservation: string, state: 'decided' | 'ended'): Promise<void> {
  await ctx.db.updateTable('reservations.decisions').set({ state, ended_at: ctx.now }).where('reservation_id', '=', reservation).where('state', '=', 'open').execute();
}

export const permitKind = approvalKind<ReservationsTables>({
  code: 'reservations.permit', title: { ja: '施設の利用許可・減免', en: 'Use of facilities and reductions' }, confidentiality: 'general',
  schema: {
    facts: { waived: { type: 'number', label: '減免する額', unit: '円', min: 0, max: 100_000_000 }, fee: { type: 'number', label: '使用料（減免前）', unit: '円', min: 0, max: 100_000_000 } },
    flags: { refusal: '不許可', reduction: '減免の申請がある' },
  },
  labels: { number: '予約番号', place: '施設', when: '利用日時', applicant: '申込者の区分', purpose: '目的', persons: '人数', reduction: '減免の申請', decision: '決定の案', reason: '理由', fullYen: '使用料（減免前・円）', waivedYen: '減免する額（円）', owedYen: '納めてもらう額（円）' },
  snapshot: permitSnapshot,
  href: (reservation) => `/staff/reservations/bookings/${reservation}`,
  summary: (content) => [
    `決定の案　${shown(content, 'decision')}`, `施設　${shown(content, 'place')}`, `利用日時　${shown(content, 'when')}`, `目的　${shown(content, 'purpose')}（区分 ${shown(content, 'applicant')}）`,
    ...(shown(content, 'reduction') === '' ? [] : [`減免の申請　${shown(content, 'reduction')}`]), `使用料　${inYen(Number(content['fullYen']))}、減免 ${inYen(Number(content['waivedYen']))}、納める額 ${inYen(Number(content['owedYen']))}`, ...(shown(content, 'reason') === '' ? [] : [`理由　${shown(content, 'reason')}`]),
  ],
  effects: {
    async onDecided(ctx, decided) {
      const it = await lockStanding(ctx, decided.subject);
      const proposal = await openProposal(ctx, decided.subject);
      const now = await permitSnapshot(ctx, decided.subject);
      if (!it || !proposal || !now || it.state !== 'approval_pending') return { refused: gone };
      if (await changedSince(ctx, decided, now.content)) return { refused: changed };
      const carried = await carryOutDecision(ctx, it, proposal.decision, proposal.reason, `staff:${decided.decider}`);
      if ('refused' in carried) return inWords(carried);
      await endProposal(ctx, decided.subject, 'decided');
      return undefined;
    },
    onRejected: (ctx, about) => endProposal(ctx, about.subject, 'ended'),
    onWithdrawn: (ctx, about) => endProposal(ctx, about.subject, 'ended'),
  },
});

async function askedBlock(ctx: Ctx, block: string) {
  return ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select(['b.id', 'b.cell_ids', 'b.during', 'b.reason', 'b.note', 'b.displaces', 'b.state', 'f.id as facility_id', 'f.code', 'f.name_ja']).where('b.id', '=', block).forUpdate('b').executeTakeFirst();
}

async function blockSnapshot(ctx: Ctx, block: string): Promise<Snapshot | null> {
  const row = await askedBlock(ctx, block);
  if (!row?.during.to) return null;
  const units = await ctx.db.selectFrom('reservations.units').select('name_ja').where('facility_id', '=', row.facility_id).where('closed_at', 'is', null).where(sql<boolean>`cell_ids <@ ${[...row.cell_ids]}::int[]`).orderBy('ordinal').execute();
  const day = (at: Temporal.Instant) => `${formatDate(tokyoDate(at), 'ja', 'withWeekday')} ${at.toZonedDateTimeISO('Asia/Tokyo').toPlainTime().toString({ smallestUnit: 'minute' })}`;
  const hours = Math.ceil(row.during.from.until(row.during.to).total('hours'));
  return {
    title: `${row.name_ja}の${publicLabels[row.reason]}`,
    content: { place: row.name_ja, rooms: units.map((unit) => unit.name_ja).join('、'), from: day(row.during.from), to: day(row.during.to), reason: publicLabels[row.reason], note: row.note, displaces: row.displaces === 'takeover' ? '予約を取り消して使う（全額を還付し、利用者に知らせる）' : '予約があれば使わない' },
    facts: { values: { hours }, flags: row.displaces === 'takeover' ? ['takeover'] : [] },
  };
}

async function endAsked(ctx: Ctx, block: string, by: string): Promise<void> {
  await ctx.db.updateTable('reservations.blocks').set((eb) => ({ state: 'refused', decided_by: by, decided_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', block).where('state', '=', 'requested').execute();
}

export const officialUseKind = approvalKind<ReservationsTables>({
  code: 'reservations.officialUse', title: { ja: '施設の公用', en: 'Official use of facilities' }, confidentiality: 'general',
  schema: { facts: { hours: { type: 'number', label: '使う時間', unit: '時間', min: 0, max: 100_000 } }, flags: { takeover: '予約を取り消す' } },
  labels: { place: '施設', rooms: '部屋', from: '始まり', to: '終わり', reason: '理由の種類', note: '具体的な理由', displaces: '予約があるとき' },
  snapshot: blockSnapshot,
  href: () => '/staff/reservations/blocks',
  summary: (content) => [`施設　${shown(content, 'place')}　${shown(content, 'rooms')}`, `期間　${shown(content, 'from')} から ${shown(content, 'to')}`, `理由　${shown(content, 'reason')}：${shown(content, 'note')}`, `予約があるとき　${shown(content, 'displaces')}`],
  effects: {
    async onDecided(ctx, decided) {
      const row = await askedBlock(ctx, decided.subject);
      const now = await blockSnapshot(ctx, decided.subject);
      if (!row || !now || row.state !== 'requested') return { refused: { ja: 'この申請は取り下げられています', en: 'the request was withdrawn' } };
      if (await changedSince(ctx, decided, now.content)) return { refused: changed };
      await ctx.db.updateTable('reservations.blocks').set((eb) => ({ state: 'approved', decided_by: `staff:${decided.decider}`, decided_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
      const cancelled = await blockOut(ctx, { id: row.id, target: { facilityId: row.facility_id, code: row.code, cells: row.cell_ids }, from: row.during.from, to: row.during.to, reason: row.reason, note: row.note, displaces: row.displaces });
      return typeof cancelled === 'number' ? undefined : inWords(cancelled);
    },
    onRejected: (ctx, about) => endAsked(ctx, about.subject, `approval:${about.caseId}`),
    onWithdrawn: (ctx, about) => endAsked(ctx, about.subject, `approval:${about.caseId}`),
  },
});
