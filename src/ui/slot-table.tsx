/** Availability: time slots down, days across; on a phone, a list day by day. */
import type { ComponentChildren } from 'preact';
import { formatDate, weekdayName } from '../kernel/calendar/calendar.ts';
import { useText, useUi } from './context.tsx';
import { linkAddress } from './parts/link.tsx';
import { Mark, MarkLegend, Money } from './parts/value.tsx';
import type { MarkKind } from './parts/value.tsx';

export interface SlotDay {
  readonly date: Temporal.PlainDate;
  /** The name of the holiday; the day is then coloured and read as one. */
  readonly holiday?: string;
}

export interface SlotCell {
  readonly mark: MarkKind;
  /** Applications in the lottery so far. */
  readonly count?: number;
  readonly priceYen?: number;
  /** Where choosing this slot leads. Without it the slot is only shown. */
  readonly href?: string;
  /** Words instead of the mark's own accessible words. */
  readonly label?: string;
  readonly note?: string;
  readonly chosen?: boolean;
}

export interface Slot {
  /** 9時〜12時 */
  readonly label: string;
  /** One per day, in the days' order. */
  readonly cells: readonly SlotCell[];
}

export interface SlotTableProps {
  readonly caption: ComponentChildren;
  readonly days: readonly SlotDay[];
  readonly slots: readonly Slot[];
  /** Which signs the legend explains; those in use, unless said otherwise. */
  readonly legend?: readonly MarkKind[];
  /** What a phone shows: a list by day, or (office, many columns) the table itself to scroll. */
  readonly phone?: 'list' | 'scroll';
  readonly id?: string;
}

const markOrder: readonly MarkKind[] = ['free', 'part', 'taken', 'lottery', 'public', 'closed', 'none'];

export function SlotTable({ caption, days, slots, legend, phone = 'list', id }: SlotTableProps) {
  const used = new Set(slots.flatMap((slot) => slot.cells.map((cell) => cell.mark)));
  const explained = legend ?? markOrder.filter((mark) => used.has(mark) && mark !== 'lottery');
  return (
    <div class={phone === 'list' ? 'slots with-list' : 'slots'} id={id}>
      <MarkLegend kinds={explained} />
      <WeekGrid caption={caption} days={days} slots={slots} />
      {phone === 'list' && <DayList caption={caption} days={days} slots={slots} />}
    </div>
  );
}

function WeekGrid({ caption, days, slots }: Pick<SlotTableProps, 'caption' | 'days' | 'slots'>) {
  const t = useText();
  return (
    <section class="slot-scroll" aria-label={t({ ja: '空き状況の表', en: 'Table of availability' })} tabindex={0}>
      <table class="slot-grid">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t({ ja: '時間', en: 'Time' })}</th>
            {days.map((day) => <DayHead key={day.date.toString()} day={day} />)}
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => (
            <tr key={slot.label}>
              <th scope="row">{slot.label}</th>
              {days.map((day, index) => <td key={day.date.toString()}><SlotContent day={day} slot={slot} cell={slot.cells[index]} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DayHead({ day }: { readonly day: SlotDay }) {
  const { lang } = useUi();
  return (
    <th scope="col" class={dayClass(day)}>
      <time datetime={day.date.toString()}><span class="slot-month">{day.date.month}/</span><b>{day.date.day}</b><br />{weekdayName(day.date, lang)}</time>
      {day.holiday !== undefined && <span class="slot-holiday">{day.holiday}</span>}
    </th>
  );
}

function DayList({ caption, days, slots }: Pick<SlotTableProps, 'caption' | 'days' | 'slots'>) {
  const { lang } = useUi();
  return (
    <div class="slot-list">
      <p class="slot-caption">{caption}</p>
      {days.map((day, index) => (
        <section key={day.date.toString()}>
          <h3 class={dayClass(day)}>{formatDate(day.date, lang, 'monthDay')}{day.holiday !== undefined && <small> {day.holiday}</small>}</h3>
          {isClosedAllDay(slots, index)
            ? <p class="slot-closed"><Mark kind="closed" word /></p>
            : <ul>{slots.map((slot) => <li key={slot.label}><SlotContent day={day} slot={slot} cell={slot.cells[index]} listed /></li>)}</ul>}
        </section>
      ))}
    </div>
  );
}

function isClosedAllDay(slots: readonly Slot[], day: number): boolean {
  return slots.length > 0 && slots.every((slot) => slot.cells[day]?.mark === 'closed');
}

function dayClass(day: SlotDay): string | undefined {
  if (day.holiday !== undefined || day.date.dayOfWeek === 7) return 'sun';
  return day.date.dayOfWeek === 6 ? 'sat' : undefined;
}

/** One slot: in the grid its day and time are read but not shown; in the list its time is shown. */
function SlotContent({ day, slot, cell, listed = false }: { readonly day: SlotDay; readonly slot: Slot; readonly cell: SlotCell | undefined; readonly listed?: boolean }) {
  const { lang, href } = useUi();
  if (cell === undefined) return <span class="slot"><Mark kind="none" /></span>;
  const content = (
    <>
      <span class={listed ? 'slot-time' : 'vh'}>{listed ? slot.label : `${formatDate(day.date, lang, 'monthDay')} ${slot.label} `}</span>
      {cell.label === undefined ? <Mark kind={cell.mark} count={cell.count} word={listed} /> : <><span aria-hidden="true"><Mark kind={cell.mark} count={cell.count} /></span><span class="vh">{cell.label}</span></>}
      {cell.priceYen !== undefined && <span class="slot-price"> <Money yen={cell.priceYen} /></span>}
      {cell.note !== undefined && <span class="slot-note"> {cell.note}</span>}
    </>
  );
  if (cell.href === undefined) return <span class={`slot ${cell.mark}`}>{content}</span>;
  return <a class={`slot ${cell.mark}`} href={linkAddress(cell.href, href)} aria-current={cell.chosen === true ? 'true' : undefined}>{content}</a>;
}
