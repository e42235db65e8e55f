/** A school's days as an iCalendar file (RFC 5545): whole days, one entry each. */
export interface SchoolDay {
  readonly id: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly title: string;
  readonly madeAt: Temporal.Instant;
}

const MAX_OCTETS = 75;
const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r?\n/g, '\\n');
const compact = (text: string) => text.replaceAll(/[-:]/g, '');

/** Lines of more than 75 octets go on in the next one; no character is cut. */
function folded(line: string): string {
  let octets = 0;
  let out = '';
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (octets + size > MAX_OCTETS) [out, octets] = [`${out}\r\n `, 1];
    out += character;
    octets += size;
  }
  return out;
}

export function calendarFile(name: string, host: string, days: readonly SchoolDay[]): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Yakuba//schools//JA', `X-WR-CALNAME:${escaped(name)}`, ...days.flatMap((day) => [
    'BEGIN:VEVENT', `UID:${day.id}@${host}`, `DTSTAMP:${compact(day.madeAt.toString({ smallestUnit: 'second' }))}`,
    // The end of a day-long event is the day after it (RFC 5545 §3.6.1).
    `DTSTART;VALUE=DATE:${compact(day.from.toString())}`, `DTEND;VALUE=DATE:${compact(day.to.add({ days: 1 }).toString())}`, `SUMMARY:${escaped(day.title)}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
  ]), 'END:VCALENDAR'];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
