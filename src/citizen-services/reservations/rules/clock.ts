/** A moment as the clock on the wall shows it: '10:30'. */
export function clockOf(at: Temporal.Instant): string {
  const { hour, minute } = at.toZonedDateTimeISO('Asia/Tokyo');
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
