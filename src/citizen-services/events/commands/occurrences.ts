/** What becomes of single days, and of all of them: 中止, 延期, 日時の変更. It is told at once, for people may be on their way. */
import { z } from 'zod';
import { formatDate, isHoliday } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, dateField, intField, optional, timeField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { contentOfRow, type Ctx, eventFor, eventStatuses, identityOf, changesOf, lockedSeries, mayWrite, nameOf, storeOccurrences, whenColumns, whoOf } from '../calendar-store.ts';
import { refusals } from '../messages/refusals.ts';
import { firstDay, named, type Change } from '../rules/recurrence.ts';
import { writers } from './editing.ts';
import { eventField, labels, readTypedWhen, versionField, words } from './fields.ts';

const dayField = dateField(labels.day);
const sequenceField = intField({ ja: '開いたときの変更の回数', en: 'Changes so far' }, { min: 0, max: 100_000 });
const noteField = words({ ja: '知らせる言葉', en: 'What to tell' }, 300);

/** Writes the change of one day; a later one takes the place of an earlier one under a higher number. */
export async function writeChange(ctx: Ctx, series: string, change: Change): Promise<void> {
  const when = change.when === null ? { first_day: null, last_day: null, from_minutes: null, to_minutes: null } : whenColumns(change.when);
  const row = { status: change.status, ...when, note: change.note, sequence: change.sequence, changed_by: whoOf(ctx), changed_name: nameOf(ctx), updated_at: change.updatedAt };
  await ctx.db.insertInto('events.changes').values({ series_id: series, day: change.id, ...row }).onConflict((conflict) => conflict.columns(['series_id', 'day']).doUpdateSet(row)).execute();
}

/** A public event, one of whose days is to be changed, and what was changed before. */
async function publicDay(ctx: Ctx, id: string, day: Temporal.PlainDate) {
  const locked = await lockedSeries(ctx, id);
  if (!locked) return refuse('NotFound');
  if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
  const row = await ctx.db.selectFrom('events.public_series').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return refuse('NotPublic');
  const changes = await changesOf(ctx.db, id);
  const content = contentOfRow(row);
  const event = eventFor(ctx, identityOf(row, changes), content);
  const [occurrence] = named(event, { from: day, to: day }, isHoliday);
  return occurrence === undefined ? refuse('NoSuchDay', { day: formatDate(day, 'ja', 'withWeekday') }) : { series: locked.series, content, occurrence, before: changes.find((one) => one.id.equals(day)) ?? null };
}

export const changeOccurrence = command({
  name: 'events.changeOccurrence',
  title: { ja: '1回だけ中止・延期・日時の変更をする', en: 'Cancel or move one occurrence' },
  input: z.object({
    event: eventField, day: dayField, sequence: sequenceField, status: choiceField({ ja: 'どうするか', en: 'What happens' }, ['moved', 'postponed', 'cancelled', 'moved_online'] as const), note: noteField,
    allDay: boolField(labels.allDay), firstDay: optional(dateField(labels.firstDay)), firstTime: optional(timeField(labels.firstTime)), lastDay: optional(dateField(labels.lastDay)), lastTime: optional(timeField(labels.lastTime)),
  }),
  allow: writers,
  refusals: { Wrong: refusals.Wrong, NotPublic: refusals.NotPublic, NoSuchDay: refusals.NoSuchDay, PastDay: refusals.PastDay },
  async run(ctx, input): Promise<Outcome<{ event: string; sequence: number }, 'Wrong' | 'NotPublic' | 'NoSuchDay' | 'PastDay' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await publicDay(ctx, input.event, input.day);
    if ('refused' in found) return found;
    if ((found.before?.sequence ?? 0) !== input.sequence) return refuse('Conflict');
    const base = { id: input.day, note: input.note, sequence: (found.before?.sequence ?? 0) + 1, updatedAt: ctx.now };
    let change: Change = { ...base, status: input.status === 'moved' ? 'scheduled' : input.status, when: found.before?.when ?? null };
    if (input.status === 'moved') {
      if (input.firstDay === null) return refuse('Wrong', { field: 'firstDay', message: '移す先の日を入力してください。' });
      const when = readTypedWhen({ ...input, firstDay: input.firstDay });
      if (!when.ok) return refuse('Wrong', { field: 'firstDay', message: when.message });
      if (Temporal.PlainDate.compare(firstDay(when.value), ctx.today) < 0) return refuse('PastDay');
      // One series is all days or all hours: readers of the calendar take it so (RFC 5545 §3.8.4.4).
      if (when.value.allDay !== found.content.when.allDay) return refuse('Wrong', { field: 'firstTime', message: found.content.when.allDay ? 'この行事は終日です。時刻を空けて「終日」を選んでください。' : 'この行事には時刻があります。始まる時刻を入力してください。' });
      change = { ...base, status: 'scheduled', when: when.value };
    }
    if (input.status === 'moved_online' && found.content.onlineUrl === '') return refuse('Wrong', { field: 'status', message: 'オンラインのアドレスがありません。先に「内容を直す」でアドレスを入れて公開するか、別の方法を選んでください。' });
    await writeChange(ctx, input.event, change);
    await storeOccurrences(ctx, input.event);
    ctx.audit({ subject: `event:${input.event}`, day: input.day.toString(), status: input.status });
    return done({ event: input.event, sequence: change.sequence });
  },
});

/** Back to what was planned. Whoever was told of the change is told of this as well, so the change stays on record. */
export const restoreOccurrence = command({
  name: 'events.restoreOccurrence',
  title: { ja: '1回の変更を取り消す', en: 'Take one occurrence’s change back' },
  input: z.object({ event: eventField, day: dayField, sequence: sequenceField, note: noteField }),
  allow: writers,
  refusals: { NotPublic: refusals.NotPublic, NoSuchDay: refusals.NoSuchDay, NothingToDo: refusals.NothingToDo },
  async run(ctx, input): Promise<Outcome<{ event: string; sequence: number }, 'NotPublic' | 'NoSuchDay' | 'NothingToDo' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const found = await publicDay(ctx, input.event, input.day);
    if ('refused' in found) return found;
    const { before } = found;
    if ((before?.sequence ?? 0) !== input.sequence) return refuse('Conflict');
    if (before === null || (before.status === 'scheduled' && before.when === null)) return refuse('NothingToDo');
    const sequence = before.sequence + 1;
    await writeChange(ctx, input.event, { id: input.day, status: 'scheduled', when: null, note: input.note, sequence, updatedAt: ctx.now });
    await storeOccurrences(ctx, input.event);
    ctx.audit({ subject: `event:${input.event}`, day: input.day.toString(), restored: true });
    return done({ event: input.event, sequence });
  },
});

export const setStatus = command({
  name: 'events.setStatus',
  title: { ja: '行事全体の中止・延期・再開', en: 'Cancel, postpone or resume an event' },
  input: z.object({ event: eventField, version: versionField, status: choiceField({ ja: 'どうするか', en: 'What happens' }, eventStatuses), note: noteField }),
  allow: writers,
  refusals: { Wrong: refusals.Wrong, NotPublic: refusals.NotPublic, NothingToDo: refusals.NothingToDo },
  async run(ctx, input): Promise<Outcome<{ event: string; version: number }, 'Wrong' | 'NotPublic' | 'NothingToDo' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const locked = await lockedSeries(ctx, input.event);
    if (!locked) return refuse('NotFound');
    const { series } = locked;
    if (!mayWrite(ctx, locked.office)) return refuse('NotAllowed');
    if (series.state !== 'public') return refuse('NotPublic');
    if (series.version !== input.version) return refuse('Conflict');
    if (series.status === input.status && series.status_note === input.note) return refuse('NothingToDo');
    if (input.status === 'moved_online') {
      const row = await ctx.db.selectFrom('events.public_series').select('online_url').where('id', '=', series.id).executeTakeFirst();
      if (row?.online_url === '') return refuse('Wrong', { field: 'status', message: 'オンラインのアドレスがありません。先に「内容を直す」でアドレスを入れて公開してください。' });
    }
    await ctx.db.updateTable('events.series').set({ status: input.status, status_note: input.note, sequence: series.sequence + 1, updated_at: ctx.now, version: series.version + 1 }).where('id', '=', series.id).execute();
    await storeOccurrences(ctx, series.id);
    ctx.audit({ subject: `event:${series.id}`, before: series.status, status: input.status });
    return done({ event: series.id, version: series.version + 1 });
  },
});
