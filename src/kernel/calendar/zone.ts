/** Days, minutes of a day, and the moments they stand for. The city lives in one time zone without summer time. */

export const TOKYO = 'Asia/Tokyo';

/**
 * Minutes from midnight of a business day, 0 to 2880: a day of use may run past midnight,
 * and 24:00 is not the same thing as 0:00 of the next day.
 */
export type Minutes = number;

export const LAST_MINUTE: Minutes = 2880;

/** The moment that lies so many minutes after 0:00 of a day in Tokyo. Throws `RangeError` outside 0 to 2880. */
export function toInstant(date: Temporal.PlainDate, minutes: Minutes): Temporal.Instant {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > LAST_MINUTE) throw new RangeError(`Not minutes of a business day: ${minutes}`);
  return date.toZonedDateTime(TOKYO).toInstant().add({ minutes });
}

/** The calendar day in Tokyo at a moment. */
export function tokyoDate(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(TOKYO).toPlainDate();
}

/** Minutes from midnight in Tokyo at a moment, seconds dropped. */
export function tokyoMinutes(instant: Temporal.Instant): Minutes {
  const time = instant.toZonedDateTimeISO(TOKYO);
  return time.hour * 60 + time.minute;
}

/** The moment of a wall-clock time in Tokyo. Seconds matter to deadlines: 23:59:59. */
export function toInstantAt(date: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: TOKYO, plainTime: time }).toInstant();
}

export function sameDay(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) === 0;
}

export function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

export function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}

/** Calendar days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  return from.until(to, { largestUnit: 'days' }).days;
}
