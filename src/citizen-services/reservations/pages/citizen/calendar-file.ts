/** iCalendar (RFC 5545) files: enough of it for a booking and for closed days. Pure. */

export interface CalendarEntry {
  readonly uid: string;
  readonly title: string;
  readonly place?: string;
  readonly note?: string;
  /** A moment range, or a whole day. */
  readonly at: { readonly from: Temporal.Instant; readonly to: Temporal.Instant } | { readonly day: Temporal.PlainDate };
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r?\n/g, '\\n');
}

const MAX_OCTETS = 75;

/** Lines of more than 75 octets go on in the next one, which begins with a space; no character is cut. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let octets = 0;
  let out = '';
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > MAX_OCTETS) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}

function utc(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}

function day(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '');
}

export function calendarFile(name: string, entries: readonly CalendarEntry[], now: Temporal.Instant): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Yakuba//Reservations//JA', 'CALSCALE:GREGORIAN', `X-WR-CALNAME:${escaped(name)}`];
  for (const entry of entries) {
    lines.push('BEGIN:VEVENT', `UID:${entry.uid}`, `DTSTAMP:${utc(now)}`);
    if ('day' in entry.at) lines.push(`DTSTART;VALUE=DATE:${day(entry.at.day)}`, `DTEND;VALUE=DATE:${day(entry.at.day.add({ days: 1 }))}`, 'TRANSP:TRANSPARENT');
    else lines.push(`DTSTART:${utc(entry.at.from)}`, `DTEND:${utc(entry.at.to)}`);
    lines.push(`SUMMARY:${escaped(entry.title)}`);
    if (entry.place) lines.push(`LOCATION:${escaped(entry.place)}`);
    if (entry.note) lines.push(`DESCRIPTION:${escaped(entry.note)}`);
    lines.push('END:VEVENT');
  }
  lines.push('END:VCALENDAR');
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
