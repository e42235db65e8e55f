/** Free times of one room on one day as buttons; times lent by the hour run together into stretches. */
import { formatTimeRange } from '../../../../kernel/calendar/calendar.ts';
import { LinkButton, Money, useUi } from '../../../../ui/index.ts';
import { bookAddress } from './addresses.ts';

interface FreeSlot {
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly yen: number | null;
}

interface Shown {
  readonly start: number;
  readonly end: number;
  readonly yen: number | null;
  readonly wish: { readonly slots?: readonly string[]; readonly from?: number };
}

/** Slots without a name of their own are pieces of a grid; whoever books chooses start and end within the stretch. */
export function isGridSlot(slot: { readonly code: string; readonly start: number; readonly end: number }): boolean {
  return /^T\d{4}$/.test(slot.code) && slot.end - slot.start < 60;
}

function stretchesOf(slots: readonly FreeSlot[]): readonly Shown[] {
  if (!slots.every(isGridSlot)) return slots.map((slot) => ({ start: slot.start, end: slot.end, yen: slot.yen, wish: { slots: [slot.code] } }));
  const stretches: { start: number; end: number }[] = [];
  for (const slot of slots) {
    const last = stretches.at(-1);
    if (last?.end === slot.start) last.end = slot.end;
    else stretches.push({ start: slot.start, end: slot.end });
  }
  return stretches.map(({ start, end }) => ({ start, end, yen: null, wish: { from: start } }));
}

export function SlotLinks({ facility, unit, name, date, slots }: { readonly facility: string; readonly unit: string; readonly name: string; readonly date: Temporal.PlainDate; readonly slots: readonly FreeSlot[] }) {
  const { lang } = useUi();
  return (
    <div class="form inline">
      {stretchesOf(slots).map((slot) => (
        <LinkButton key={slot.start} kind="second" to={bookAddress({ facility, unit, date, ...slot.wish })} about={name}>
          <span class="num">{formatTimeRange(slot.start, slot.end, lang)}</span>{slot.yen !== null && <>　<Money yen={slot.yen} /></>}
        </LinkButton>
      ))}
    </div>
  );
}
