/** The calendar of the sample city, made by its own commands: one writes, another approves, one day falls away, one moves. */
import type { Actor } from '../../kernel/actor.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { decideEvent, submitEvent } from './commands/deciding.ts';
import { createEvent } from './commands/editing.ts';
import { changeOccurrence } from './commands/occurrences.ts';
import { eventRecord, formChoices } from './queries/office.ts';
import { type SampleEvent, sampleEvents, type Start } from './sample-events.ts';

const hand = (id: string, name: string, permission: string): Actor => ({ kind: 'staff', id, name, device: 'sample', strong: true, grants: [{ permission, scope: null }] });
const writer = hand('00000000-0000-7000-8000-000000000021', '見本 担当', 'events.write');
const approver = hand('00000000-0000-7000-8000-000000000022', '見本 課長', 'events.approve');

function inYear(year: number, start: Exclude<Start, { inDays: number }>): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month: start.month, day: 1 });
  if ('day' in start) return first.with({ day: start.day });
  return first.add({ days: ((start.weekday - first.dayOfWeek + 7) % 7) + (start.nth - 1) * 7 });
}

/** The feast of this year, if it is not over; else of the next. */
function firstDayOf({ start, days = 1 }: SampleEvent, today: Temporal.PlainDate): Temporal.PlainDate {
  if ('inDays' in start) return today.add({ days: start.inDays });
  const here = inYear(today.year, start);
  return Temporal.PlainDate.compare(here.add({ days: days - 1 }), today) >= 0 ? here : inYear(today.year + 1, start);
}

function inputOf(one: SampleEvent, department: string, today: Temporal.PlainDate): Record<string, unknown> {
  const first = firstDayOf(one, today);
  const { apply, hours, days = 1 } = one;
  return {
    department, boards: true, openData: true, ...one.input, firstDay: first.toString(), ...(hours ? { firstTime: hours[0], lastTime: hours[1] } : { allDay: true }), ...(days > 1 ? { lastDay: first.add({ days: days - 1 }).toString() } : {}),
    ...(apply ? { applyFromDay: first.subtract({ days: apply.from }).toString(), applyFromTime: '9:00', applyUntilDay: first.subtract({ days: apply.until }).toString(), applyUntilTime: '17:00' } : {}),
  };
}

async function make(ctx: SampleContext, one: SampleEvent, department: string): Promise<string> {
  const { event } = await ctx.must(writer, createEvent, inputOf(one, department, ctx.today), `event:${one.key}`);
  if (one.stage === 'draft') return event;
  const { version } = await ctx.must(writer, submitEvent, { event, version: 1 }, `event:${one.key}:sent`);
  if (one.stage !== 'waiting') await ctx.must(approver, decideEvent, { event, version, decision: 'approve', note: '' }, `event:${one.key}:approved`);
  return event;
}

export const sample: readonly SampleStep[] = [{
  name: 'events.calendar',
  title: 'イベント',
  order: 70,
  needs: 'organization.json',
  async run(ctx) {
    const { offices } = await ctx.ask(writer, formChoices, {});
    const made = new Map<string, string>();
    for (const [index, one] of sampleEvents.entries()) {
      const office = offices.find((row) => row.code === one.office) ?? offices[0];
      if (!office) return;
      made.set(one.key, await make(ctx, one, office.id));
      ctx.progress(index + 1, sampleEvents.length);
    }
    const dayOf = async (key: string, index: number) => {
      const event = made.get(key) ?? '';
      const record = await ctx.ask(writer, eventRecord, { event });
      return { event, row: record?.liveDays?.rows[index] };
    };
    const cancelled = await dayOf('exercise', 1);
    if (cancelled.row) await ctx.must(writer, changeOccurrence, { event: cancelled.event, day: cancelled.row.day.toString(), sequence: 0, status: 'cancelled', note: '会場の工事のため休みます。次の週は行います。' }, 'event:exercise:cancelled');
    const moved = await dayOf('complaints', 1);
    if (moved.row) {
      const day = moved.row.day.add({ days: 1 }).toString();
      await ctx.must(writer, changeOccurrence, { event: moved.event, day: moved.row.day.toString(), sequence: 0, status: 'moved', firstDay: day, firstTime: '13:00', lastTime: '15:00', note: '相談委員の都合により変更しました。' }, 'event:complaints:moved');
    }
  },
}];
