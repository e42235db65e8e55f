/** What new rules would do, before they are saved: the next days' opening, fees of today's kind, and bookings left outside. */
import { tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import type { BookingLine } from '../../queries/bookings.ts';
import { openingOf } from '../../rules/calendar.ts';
import { feeFor } from '../../rules/fee.ts';
import { type FacilityPolicy, unitOf, type UserClass } from '../../rules/policy.ts';
import { offeredSlots, requestRange } from '../../rules/slots.ts';

export const PREVIEW_DAYS = 14;

export interface DayPreview {
  readonly date: Temporal.PlainDate;
  readonly open: string | null;
  readonly closed: string | null;
  readonly slots: number;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The next two weeks with opening hours and the number of slots that all units lend together. */
export function previewDays(policy: FacilityPolicy, today: Temporal.PlainDate): readonly DayPreview[] {
  return Array.from({ length: PREVIEW_DAYS }, (_, offset) => {
    const date = today.add({ days: offset });
    const opening = openingOf(policy.calendar, date);
    return {
      date, open: opening.open ? opening.hours.map((range) => `${clock(range.start)}～${clock(range.end)}`).join('、') : null, closed: opening.open ? null : opening.reason.ja,
      slots: policy.units.reduce((sum, unit) => sum + offeredSlots(policy, unit, date).length, 0),
    };
  });
}

export interface FeePreview {
  readonly unit: string;
  readonly slot: string;
  /** One per class, in their order; null when there is no price. */
  readonly yen: readonly (number | null)[];
}

const MAX_EXAMPLES = 12;

/** The first slot of every unit on the next open day, for every class. */
export function previewFees(policy: FacilityPolicy, classes: readonly UserClass[], now: Temporal.Instant): readonly FeePreview[] {
  const today = tokyoDate(now);
  return policy.units.slice(0, MAX_EXAMPLES).flatMap((unit) => {
    for (let offset = 1; offset <= PREVIEW_DAYS; offset++) {
      const date = today.add({ days: offset });
      const [slot] = offeredSlots(policy, unit, date);
      if (!slot) continue;
      const yen = classes.map((one) => {
        if (!policy.fee) return 0;
        const fee = feeFor(policy.fee, { unit: unit.code, useDate: date, applicationDate: today, parts: [slot], userClass: one.code, purpose: '', admissionFee: 0, commercial: false, rehearsal: false, persons: 1, extensionHours: 0, extras: [], reduction: null });
        return fee.ok ? fee.total : null;
      });
      return [{ unit: unit.name.ja, slot: `${date.month}/${date.day} ${slot.name.ja}`, yen }];
    }
    return [];
  });
}

/** Bookings to come that the new rules would no longer admit, with the reason. They stay; somebody must decide about them. */
export function leftOutside(policy: FacilityPolicy, bookings: readonly BookingLine[], now: Temporal.Instant): readonly { readonly booking: BookingLine; readonly why: string }[] {
  return bookings.flatMap((booking) => {
    const unit = unitOf(policy, booking.unitCode);
    if (!unit) return [{ booking, why: 'この貸出単位がなくなります。' }];
    const fitted = requestRange(policy, { ...unit, minLeadMinutes: 0 }, booking.date, booking, now);
    if (fitted.ok || fitted.code === 'past') return booking.persons !== null && booking.persons > unit.persons.max ? [{ booking, why: `定員（${unit.persons.max}人）を超えます。` }] : [];
    return [{ booking, why: fitted.message.ja }];
  });
}
