/** Working time of the town hall: 8:30–17:15 on business days. One tested arithmetic for service levels, reminders and ages. */
import { businessDayOnOrAfter, isBusinessDay, nextBusinessDay, toInstant, tokyoDate } from '../../calendar/calendar.ts';
import { WORKING_DAY_MINUTES } from './rule-set.ts';

const OPENS = 8 * 60 + 30;
const MINUTE = 60_000;

const opensOn = (day: Temporal.PlainDate) => toInstant(day, OPENS);
const closesOn = (day: Temporal.PlainDate) => toInstant(day, OPENS + WORKING_DAY_MINUTES);

/** The moment so many working minutes after a moment: Friday 17:00 and an hour is Monday 9:15. */
export function addWorkingMinutes(from: Temporal.Instant, minutes: number): Temporal.Instant {
  let day = businessDayOnOrAfter(tokyoDate(from));
  let start = later(from, opensOn(day));
  for (let left = minutes; ;) {
    const here = Math.max(0, between(start, closesOn(day)));
    // Exactly at closing time the work is done on that day.
    if (left <= here && (left > 0 || here > 0)) return start.add({ milliseconds: Math.round(left * MINUTE) });
    left -= here;
    day = nextBusinessDay(day);
    start = opensOn(day);
  }
}

/** Working minutes from one moment to a later one; 0 when there are none between them. */
export function workingMinutes(from: Temporal.Instant, to: Temporal.Instant): number {
  let total = 0;
  const last = tokyoDate(to);
  for (let day = tokyoDate(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (isBusinessDay(day)) total += Math.max(0, between(later(from, opensOn(day)), earlier(to, closesOn(day))));
  }
  return total;
}

function between(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / MINUTE;
}
function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}
