/** 登録, 直し: an event as it is written. What is before the public stays there until somebody else has agreed to the new words. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { isHoliday } from '../../../kernel/calendar/calendar.ts';
import { idField, optional } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { columnsOf, type Ctx, eventFor, identityOf, changesOf, type LockedSeries, lockedSeries, mayWrite, nameOf, officeCode, whoOf } from '../calendar-store.ts';
import { refusals } from '../messages/refusals.ts';
import { indexForStaff } from '../publishing.ts';
import type { Content, Identity } from '../rules/content.ts';
import { eventProblems, type Problem } from '../rules/event.ts';
import { contentFields, contentOfTyped, eventField, labels, type Typed, versionField, words } from './fields.ts';

export const writers = [staff('events.write')];

/** The form's field for a finding of the rules. */
const fieldOf: Readonly<Record<Problem['field'], string>> = { title: 'title', when: 'firstDay', rule: 'repeat', exdates: 'exdates', applyFrom: 'applyFromDay', applyUntil: 'applyUntilDay', place: 'lat', fee: 'fee', changes: 'firstDay' };

type WrongContent = Refused<'Wrong' | 'UnknownArea'>;

/** Why this cannot be an event of the city; null: it can. */
function wrongWith(ctx: Ctx, content: Content, identity: Identity): WrongContent | null {
  const known = new Set((ctx.city.facts.areas ?? []).map((area) => area.code));
  if (content.areas.some((area) => !known.has(area))) return refuse('UnknownArea');
  const problems = eventProblems(eventFor(ctx, identity, content), isHoliday).map(({ field, message }) => ({ field: fieldOf[field], message }));
  const [first] = problems;
  return first === undefined ? null : refuse('Wrong', { ...first, problems });
}

function readContent(ctx: Ctx, typed: Typed, identity: Identity): Content | WrongContent {
  const read = contentOfTyped(typed);
  if (!read.ok) return refuse('Wrong', { field: read.field, message: read.message });
  return wrongWith(ctx, read.value, identity) ?? read.value;
}

const isRefused = (value: Content | WrongContent): value is WrongContent => 'refused' in value;
const newcomer = (ctx: Ctx): Identity => ({ eventNo: 0, status: 'scheduled', sequence: 0, updatedAt: ctx.now, changes: [] });

/** A new draft of this event beside what there is. */
export async function startEdition(ctx: Ctx, series: string, content: Content, note: string): Promise<string> {
  const id = ctx.newId();
  const last = await ctx.db.selectFrom('events.editions').select((eb) => eb.fn.max('number').as('number')).where('series_id', '=', series).executeTakeFirst();
  await ctx.db.insertInto('events.editions').values({ id, series_id: series, number: Number(last?.number ?? 0) + 1, state: 'draft', ...columnsOf(content), authors: [whoOf(ctx)], saved_name: nameOf(ctx), saved_at: ctx.now, change_note: note, submitted_by: null, submitted_name: null, submitted_at: null, decided_by: null, decided_name: null, decided_at: null }).execute();
  return id;
}

export async function rewriteEdition(ctx: Ctx, open: NonNullable<LockedSeries['open']>, content: Content, note: string): Promise<number> {
  await ctx.db.updateTable('events.editions').set({ ...columnsOf(content), authors: [...new Set([...open.authors, whoOf(ctx)])], saved_name: nameOf(ctx), saved_at: ctx.now, change_note: note, version: open.version + 1 }).where('id', '=', open.id).execute();
  return open.version + 1;
}

export interface Source {
  readonly uid: string;
  readonly sequence: number | null;
  readonly updatedAt: Temporal.Instant | null;
}

/** A new event with its number. */
export async function makeSeries(ctx: Ctx, department: string, content: Content, source: Source | null, status: Identity['status'] = 'scheduled'): Promise<{ readonly event: string; readonly eventNo: number; readonly edition: string }> {
  const event = ctx.newId();
  const eventNo = await ctx.nextNumber('events');
  await ctx.db.insertInto('events.series').values({
    id: event, event_no: eventNo, department_id: department, status, sequence: source?.sequence ?? 0, source_uid: source?.uid ?? null, source_sequence: source?.sequence ?? null, source_updated_at: source?.updatedAt ?? null,
    made_by: whoOf(ctx), made_at: ctx.now, updated_at: ctx.now, published_at: null, withdrawn_at: null, withdrawn_reason: null, stored_to: null,
  }).execute();
  const edition = await startEdition(ctx, event, content, '');
  await indexForStaff(ctx, { id: event, event_no: eventNo }, content.title);
  return { event, eventNo, edition };
}

export const createEvent = command({
  name: 'events.createEvent',
  title: { ja: 'イベントを登録する', en: 'Write a new event' },
  input: z.object({ department: idField(labels.department), ...contentFields }),
  allow: writers,
  refusals: { Wrong: refusals.Wrong, UnknownArea: refusals.UnknownArea, UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ event: string; eventNo: number; edition: string }, 'Wrong' | 'UnknownArea' | 'UnknownOffice'>> {
    const office = await officeCode(ctx.db, input.department);
    if (office === null || !mayWrite(ctx, office)) return refuse('UnknownOffice');
    const content = readContent(ctx, input, newcomer(ctx));
    if (isRefused(content)) return content;
    const made = await makeSeries(ctx, input.department, content, null);
    ctx.audit({ subject: `event:${made.event}`, edition: made.edition });
    return done(made);
  },
});

export const saveEvent = command({
  name: 'events.saveEvent',
  title: { ja: 'イベントの内容を直す', en: 'Change an event' },
  // `edition`: the one that was open when the form was opened; none: the public one, beside which a draft begins.
  input: z.object({ event: eventField, edition: optional(idField({ ja: '版', en: 'Edition' })), version: versionField, changeNote: words({ ja: '直したところ', en: 'What changed' }, 300), ...contentFields }),
  allow: writers,
  refusals: { Wrong: refusals.Wrong, UnknownArea: refusals.UnknownArea, NotOpen: refusals.NotOpen, OpenTaken: refusals.OpenTaken },
  async run(ctx, input): Promise<Outcome<{ event: string; edition: string; version: number }, 'Wrong' | 'UnknownArea' | 'NotOpen' | 'OpenTaken' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    const { series, open } = locked;
    if (open?.state === 'waiting') return refuse('NotOpen');
    if (input.edition === null ? open !== null : open?.id !== input.edition) return refuse(input.edition === null ? 'OpenTaken' : 'Conflict');
    if ((open?.version ?? series.version) !== input.version) return refuse('Conflict');
    const content = readContent(ctx, input, identityOf({ ...series, status: series.status }, await changesOf(ctx.db, series.id)));
    if (isRefused(content)) return content;
    ctx.audit({ subject: `event:${series.id}` });
    if (open === null) {
      const edition = await startEdition(ctx, series.id, content, input.changeNote);
      return done({ event: series.id, edition, version: 1 });
    }
    const version = await rewriteEdition(ctx, open, content, input.changeNote);
    if (series.state === 'draft') await indexForStaff(ctx, series, content.title);
    return done({ event: series.id, edition: open.id, version });
  },
});

/** What was written is laid aside; what is before the public stays as it is. */
export const dropEdition = command({
  name: 'events.dropEdition',
  title: { ja: '下書きを取りやめる', en: 'Drop a draft' },
  input: z.object({ event: eventField, version: versionField }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ event: string }, 'NotOpen' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    if (locked.open?.state !== 'draft') return refuse('NotOpen');
    if (locked.open.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('events.editions').set({ state: 'dropped', version: locked.open.version + 1 }).where('id', '=', locked.open.id).execute();
    // The source may offer the same again.
    await ctx.db.updateTable('events.series').set({ source_sequence: null, source_updated_at: null }).where('id', '=', locked.series.id).execute();
    ctx.audit({ subject: `event:${locked.series.id}`, dropped: locked.open.number });
    return done({ event: locked.series.id });
  },
});
