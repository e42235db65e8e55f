/** The office around the desk: absences, the order of deputies, the disaster mode and what was decided by word of mouth. */
import { z } from 'zod';
import { actorKey, anyStaff, staff } from '../actor.ts';
import { choiceField, dateField, idField, instantField, intField, optional, textField } from '../fields.ts';
import { done, type Outcome, refuse, type Refusals } from '../outcome.ts';
import { command } from './acts.ts';
import { organizationAt } from './house-organization.ts';
import { carryOut, decidedKindOf, openFor } from './perform.ts';
import { disasterModeAt, lockCase, momentOf, reading } from './record.ts';
import { approvalRefusals } from './refusals.ts';
import { type CaseAction, decideStep, outstanding } from './rules/case-state.ts';
import { holdersOf } from './rules/organization.ts';
import { hrefOf } from './tell.ts';
import { sightOf } from './visibility.ts';

const labels = {
  staff: { ja: '職員', en: 'Member of staff' }, from: { ja: '始まり', en: 'From' }, to: { ja: '終わり', en: 'To' }, reason: { ja: '理由', en: 'Reason' }, post: { ja: '職', en: 'Post' }, deputy: { ja: '代決する職', en: 'Deputy post' },
  order: { ja: '順位', en: 'Order' }, day: { ja: '日', en: 'Day' }, case: { ja: '案件', en: 'Case' }, spokenAt: { ja: '口頭で決裁した日時', en: 'Spoken at' }, record: { ja: '口頭決裁の記録', en: 'Oral record' }, manner: { ja: '方法', en: 'Manner' },
};

const officeRefusals = {
  PeriodBackwards: { status: 422, field: 'to', ja: () => '終わりは始まりより後にしてください。', en: () => 'The end must be after the beginning.' },
  OwnPost: { status: 422, field: 'deputy', ja: () => '自分の職を代決者にはできません。別の職を選んでください。', en: () => 'A post cannot deputise for itself.' },
  OrderTaken: { ja: () => 'その順位は、すでに別の職に決まっています。順位を変えるか、今のものを終わらせてください。', en: () => 'That order is already taken.' },
  AlreadyOn: { ja: () => '災害モードは、すでに入っています。', en: () => 'The disaster mode is already on.' },
  NotOn: { ja: () => '口頭で決裁したという日時に、災害モードは入っていませんでした。日時を確かめてください。', en: () => 'The disaster mode was not on at that moment. Please check the time.' },
  FromTheFuture: { status: 422, field: 'spokenAt', ja: () => '口頭で決裁した日時が未来です。日時を確かめてください。', en: () => 'The moment lies in the future. Please check it.' },
  AlreadyRecorded: { ja: () => 'この案件には、すでに口頭決裁の記録があります。決裁者の確認を待ってください。', en: () => 'An oral decision is already recorded for this case.' },
  WrongState: approvalRefusals.WrongState, HolderVacant: approvalRefusals.HolderVacant, MissingConsult: approvalRefusals.MissingConsult, SelfDecision: approvalRefusals.SelfDecision, NotYourStep: approvalRefusals.NotYourStep, EffectRefused: approvalRefusals.EffectRefused, StaleVersion: approvalRefusals.StaleVersion, SecondFactor: approvalRefusals.SecondFactor,
} as const satisfies Refusals;
type OfficeRefusal = keyof typeof officeRefusals | 'NotFound' | 'NotAllowed';

/** Entering an absence for somebody else is shown to that person. */
export const registerAbsence = command({
  name: 'approval.registerAbsence', title: { ja: '不在を登録する', en: 'Register an absence' },
  input: z.object({ staff: idField(labels.staff), from: instantField(labels.from), to: instantField(labels.to), reason: textField(labels.reason, { max: 200 }), source: choiceField({ ja: '種類', en: 'Source' }, ['leave', 'trip', 'manual']) }),
  allow: [anyStaff('自分の不在はだれでも登録できる。ほかの人の分は決裁の事務だけ')], refusals: { PeriodBackwards: officeRefusals.PeriodBackwards },
  async run(ctx, input): Promise<Outcome<{ readonly absence: string }, 'PeriodBackwards' | 'NotFound' | 'NotAllowed'>> {
    const own = ctx.actor.kind === 'staff' && ctx.actor.id === input.staff;
    if (!own && !ctx.may('approval.office')) return refuse('NotAllowed');
    if (Temporal.Instant.compare(input.to, input.from) <= 0) return refuse('PeriodBackwards');
    const person = await ctx.db.selectFrom('kernel.staff').select('id').where('id', '=', input.staff).executeTakeFirst();
    if (!person) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.absences').values({ id, staff_id: input.staff, from_at: input.from, to_at: input.to, reason: input.reason, source: input.source, registered_by: actorKey(ctx.actor), registered_at: ctx.now }).execute();
    if (!own) ctx.notify({ to: { staff: input.staff }, kind: 'approval.absenceRegistered', title: { ja: 'あなたの不在が登録されました', en: 'Your absence was registered' }, body: { ja: '不在の間は、定められた代決者が決裁することがあります。心当たりがないときは、決裁の事務に知らせてください。', en: 'While you are away a deputy may decide. If this is wrong, please tell the approval office.' } });
    ctx.audit({ subject: `staff:${input.staff}`, forAnother: !own });
    return done({ absence: id });
  },
});

export const cancelAbsence = command({
  name: 'approval.cancelAbsence', title: { ja: '不在の登録を取り消す', en: 'Cancel an absence' }, input: z.object({ absence: idField({ ja: '不在', en: 'Absence' }) }), allow: [anyStaff('自分の不在はだれでも取り消せる。ほかの人の分は決裁の事務だけ')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.absences').select('staff_id').where('id', '=', input.absence).where('cancelled_at', 'is', null).forUpdate().executeTakeFirst();
    if (!row || ctx.actor.kind !== 'staff' || (row.staff_id !== ctx.actor.id && !ctx.may('approval.office'))) return refuse('NotFound');
    await ctx.db.updateTable('kernel.absences').set({ cancelled_at: ctx.now }).where('id', '=', input.absence).execute();
    ctx.audit({ subject: `staff:${row.staff_id}` });
    return done({});
  },
});

export const nameDeputy = command({
  name: 'approval.nameDeputy', title: { ja: '代決者の順位を定める', en: 'Name a deputy' },
  input: z.object({ post: idField(labels.post), deputy: idField(labels.deputy), order: intField(labels.order, { min: 1, max: 9 }), from: dateField(labels.from), to: optional(dateField(labels.to)) }),
  allow: [staff('approval.office')], refusals: { OwnPost: officeRefusals.OwnPost, OrderTaken: officeRefusals.OrderTaken, PeriodBackwards: officeRefusals.PeriodBackwards },
  async run(ctx, input): Promise<Outcome<{ readonly deputy: string }, 'NotFound' | 'OwnPost' | 'OrderTaken' | 'PeriodBackwards'>> {
    if (input.post === input.deputy) return refuse('OwnPost');
    if (input.to && Temporal.PlainDate.compare(input.to, input.from) <= 0) return refuse('PeriodBackwards');
    const posts = await ctx.db.selectFrom('kernel.posts').select('id').where('id', 'in', [input.post, input.deputy]).execute();
    if (posts.length !== 2) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.deputies').values({ id, post_id: input.post, deputy_post_id: input.deputy, order_no: input.order, valid_from: input.from, valid_to: input.to }).execute();
    ctx.audit({ subject: `post:${input.post}`, deputy: input.deputy, order: input.order });
    return done({ deputy: id });
  },
});

/** An order is ended, not deleted: who might have deputised on a day of the past stays known. */
export const endDeputy = command({
  name: 'approval.endDeputy', title: { ja: '代決者の順位を終わらせる', en: 'End a deputy’s order' }, input: z.object({ deputy: idField(labels.deputy), to: dateField(labels.to) }),
  allow: [staff('approval.office')], refusals: { PeriodBackwards: officeRefusals.PeriodBackwards },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotFound' | 'PeriodBackwards'>> {
    const row = await ctx.db.selectFrom('kernel.deputies').select(['post_id', 'valid_from', 'valid_to']).where('id', '=', input.deputy).forUpdate().executeTakeFirst();
    if (!row || (row.valid_to !== null && Temporal.PlainDate.compare(row.valid_to, ctx.today) <= 0)) return refuse('NotFound');
    // Whoever decided as a deputy until yesterday was one.
    if (Temporal.PlainDate.compare(input.to, row.valid_from) <= 0 || Temporal.PlainDate.compare(input.to, ctx.today) < 0) return refuse('PeriodBackwards');
    await ctx.db.updateTable('kernel.deputies').set({ valid_to: input.to }).where('id', '=', input.deputy).execute();
    ctx.audit({ subject: `post:${row.post_id}`, deputyUntil: input.to.toString() });
    return done({});
  },
});

export const startDisasterMode = command({
  name: 'approval.startDisasterMode', title: { ja: '災害モードに入る', en: 'Switch the disaster mode on' }, input: z.object({ reason: textField(labels.reason, { max: 400, lines: true }) }), allow: [staff('approval.disaster')], refusals: { AlreadyOn: officeRefusals.AlreadyOn },
  async run(ctx, input): Promise<Outcome<{ readonly mode: string }, 'AlreadyOn'>> {
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.approval_disaster_modes').values({ id, reason: input.reason, started_by: actorKey(ctx.actor), started_at: ctx.now }).execute();
    ctx.audit({ subject: `disasterMode:${id}` });
    return done({ mode: id });
  },
});

/** Switching off lists what nobody has viewed yet. */
export const endDisasterMode = command({
  name: 'approval.endDisasterMode', title: { ja: '災害モードを終える', en: 'Switch the disaster mode off' }, input: z.object({}), allow: [staff('approval.disaster')],
  async run(ctx) {
    const row = await ctx.db.selectFrom('kernel.approval_disaster_modes').select(['id', 'started_at']).where('ended_at', 'is', null).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    // Switched on by mistake and off in the same instant: it was on for a moment, and a period has a length.
    const ended = Temporal.Instant.compare(ctx.now, row.started_at) > 0 ? ctx.now : row.started_at.add({ milliseconds: 1 });
    await ctx.db.updateTable('kernel.approval_disaster_modes').set({ ended_at: ended, ended_by: actorKey(ctx.actor) }).where('id', '=', row.id).execute();
    const unviewed = await ctx.db.selectFrom('kernel.approval_post_views as v').innerJoin('kernel.approval_cases as c', 'c.id', 'v.case_id').select(['c.id as case', 'c.number', 'v.kind']).where('v.done_at', 'is', null).where('v.kind', 'in', ['oral', 'deputy']).where('v.opened_at', '>=', row.started_at).orderBy('c.number').limit(1000).execute();
    const unconfirmed = await ctx.db.selectFrom('kernel.approval_oral_records as o').innerJoin('kernel.approval_cases as c', 'c.id', 'o.case_id').select(['c.id as case', 'c.number']).where('o.mode_id', '=', row.id).where('o.confirmed_at', 'is', null).where('o.denied_at', 'is', null).orderBy('c.number').limit(1000).execute();
    ctx.audit({ subject: `disasterMode:${row.id}`, unviewed: unviewed.length, unconfirmed: unconfirmed.length });
    return done({ mode: row.id, unviewed, unconfirmed });
  },
});

/** 口頭・持回り: written down by the office; it counts when the decider confirms it. */
export const recordOralDecision = command({
  name: 'approval.recordOralDecision', title: { ja: '口頭の決裁を記録する', en: 'Record an oral decision' },
  input: z.object({ case: idField(labels.case), manner: choiceField(labels.manner, ['oral', 'carry_round']), spokenAt: instantField(labels.spokenAt), reason: textField(labels.reason, { max: 400, lines: true }) }),
  allow: [staff('approval.office')], refusals: officeRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly record: string }, OfficeRefusal>> {
    const loaded = ctx.actor.kind === 'staff' ? await lockCase(ctx, input.case) : null;
    if (!loaded || ctx.actor.kind !== 'staff') return refuse('NotFound');
    // The office writes down for the whole house, but 限定 and 秘 stay with those who take part.
    const closed = loaded.row.confidentiality === 'restricted' || loaded.row.confidentiality === 'secret';
    if (closed && sightOf(ctx.actor, loaded, await organizationAt(reading(ctx), ctx.now)) === null) return refuse('NotFound');
    const step = decideStep(loaded.state);
    if (loaded.state.status !== 'in_route' || !step) return refuse('WrongState');
    if (Temporal.Instant.compare(input.spokenAt, ctx.now) > 0) return refuse('FromTheFuture');
    const mode = await disasterModeAt(reading(ctx), input.spokenAt);
    if (!mode) return refuse('NotOn');
    // Who held the post when it was spoken.
    const [holder] = holdersOf(await organizationAt(reading(ctx), input.spokenAt), step.post);
    if (!holder) return refuse('HolderVacant');
    const id = ctx.newId();
    await ctx.db.insertInto('kernel.approval_oral_records').values({ id, case_id: input.case, mode_id: mode, manner: input.manner, post_id: step.post, decider_id: holder.staff, version_hash: loaded.state.hash ?? '', spoken_at: input.spokenAt, reason: input.reason, recorded_by: ctx.actor.id, recorded_at: ctx.now }).execute();
    const organization = await organizationAt(reading(ctx), ctx.now);
    const action: CaseAction = { action: 'oral', at: momentOf(ctx), actor: ctx.actor.id, post: null, capacity: 'office', step: null, comment: input.reason };
    const carried = await carryOut(ctx, loaded, organization, action);
    if ('refused' in carried) return carried;
    ctx.notify({ to: { staff: holder.staff }, kind: 'approval.oralRecorded', title: { ja: '口頭の決裁の確認', en: 'Please confirm an oral decision' }, body: { ja: 'あなたが口頭で決裁したという記録があります。確認すると決裁になります。', en: 'An oral decision of yours was recorded. It counts once you confirm it.' }, href: hrefOf(input.case) });
    return done({ record: id });
  },
});

/** Only now the case is decided; the moment of the word and the moment of the record both stay. */
export const confirmOralDecision = command({
  name: 'approval.confirmOralDecision', title: { ja: '口頭の決裁を確認する', en: 'Confirm an oral decision' },
  input: z.object({ record: idField(labels.record), confirm: choiceField({ ja: '答え', en: 'Answer' }, ['yes', 'no']) }), allow: [anyStaff('記録された決裁者本人だけが確認できる')], refusals: officeRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly state: string }, OfficeRefusal>> {
    if (ctx.actor.kind !== 'staff') return refuse('NotFound');
    const row = await ctx.db.selectFrom('kernel.approval_oral_records').selectAll().where('id', '=', input.record).where('decider_id', '=', ctx.actor.id).forUpdate().executeTakeFirst();
    const opened = row ? await openFor(ctx, row.case_id) : null;
    if (!row || !opened) return refuse('NotFound');
    if (!ctx.actor.strong) return refuse('SecondFactor');
    const { loaded, organization } = opened;
    const step = decideStep(loaded.state);
    if (row.confirmed_at || row.denied_at || loaded.state.status !== 'in_route' || !step) return refuse('WrongState');
    const no = input.confirm === 'no';
    await ctx.db.updateTable('kernel.approval_oral_records').set(no ? { denied_at: ctx.now } : { confirmed_at: ctx.now }).where('id', '=', row.id).execute();
    const base = { at: momentOf(ctx), actor: ctx.actor.id, post: step.post, capacity: 'self' as const, step: step.no, comment: row.reason };
    if (no) {
      const denied = await carryOut(ctx, loaded, organization, { ...base, action: 'denyOral' });
      return 'refused' in denied ? denied : done({ state: denied.state.status });
    }
    // What was spoken was spoken about one text, by the one who was to decide, and never about the own draft.
    if (row.version_hash !== loaded.state.hash || row.post_id !== step.post) return refuse('StaleVersion');
    if (loaded.row.drafter_id === ctx.actor.id && loaded.requirement?.selfDecideOk !== true) return refuse('SelfDecision');
    if (outstanding(loaded.state).some((one) => one.role === 'examine')) return refuse('MissingConsult');
    const carried = await carryOut(ctx, loaded, organization, { ...base, action: 'decide', payload: { kind: decidedKindOf(loaded, organization, step, 'self'), oral: true, disaster: true } }, { effectiveAt: row.spoken_at });
    return 'refused' in carried ? carried : done({ state: carried.state.status });
  },
});
