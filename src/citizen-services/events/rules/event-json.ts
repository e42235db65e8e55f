/** An event for search engines: schema.org `Event` as JSON-LD. */
import { TOKYO } from '../../../kernel/calendar/calendar.ts';
import { type CalendarEvent, statusOf } from './event.ts';
import { type EventStatus, firstDay, type Occurrence, sameWhen, type When } from './recurrence.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

const SCHEMA = 'https://schema.org/';
const STATUSES: Readonly<Record<EventStatus, string>> = { scheduled: 'EventScheduled', postponed: 'EventPostponed', cancelled: 'EventCancelled', moved_online: 'EventMovedOnline' };

const moment = (at: Temporal.Instant) => at.toString({ timeZone: TOKYO, smallestUnit: 'second' });
const local = (at: Temporal.PlainDateTime) => moment(at.toZonedDateTime(TOKYO).toInstant());
const startOf = (when: When) => (when.allDay ? firstDay(when).toString() : local(when.from));

/** Unlike in iCalendar the last day belongs to the event. */
function endOf(when: When): JsonObject {
  if (when.allDay) return { endDate: when.last.toString() };
  return when.to ? { endDate: local(when.to) } : {};
}

function locations(event: CalendarEvent, status: EventStatus): readonly JsonObject[] {
  const online = event.onlineUrl === null ? [] : [{ '@type': 'VirtualLocation', url: event.onlineUrl }];
  if (event.place === null || status === 'moved_online') return online;
  const { name, address, at } = event.place;
  const place: JsonObject = {
    '@type': 'Place', name, ...(address === '' ? {} : { address: { '@type': 'PostalAddress', addressCountry: 'JP', streetAddress: address } }),
    ...(at ? { geo: { '@type': 'GeoCoordinates', latitude: at.lat, longitude: at.lng } } : {}),
  };
  return [place, ...online];
}

function offers(event: CalendarEvent): JsonObject {
  if (event.fee === null) return {};
  return {
    isAccessibleForFree: event.fee === 0,
    offers: {
      '@type': 'Offer', price: event.fee, priceCurrency: 'JPY', url: event.url, ...(event.feeNote === '' ? {} : { description: event.feeNote }),
      ...(event.applyFrom ? { validFrom: moment(event.applyFrom) } : {}), ...(event.applyUntil ? { validThrough: moment(event.applyUntil) } : {}),
    },
  };
}

/** One occurrence of an event. One that was moved to another time says when it would have been. */
export function eventJson(event: CalendarEvent, occurrence: Occurrence): JsonObject {
  const status = statusOf(event, occurrence);
  const moved = !sameWhen(occurrence.when, occurrence.planned);
  const location = locations(event, status);
  const virtual = location.filter((one) => one['@type'] === 'VirtualLocation').length;
  const attendance = (virtual === 0 && status !== 'moved_online') ? 'Offline' : virtual === location.length ? 'Online' : 'Mixed';
  return {
    '@context': 'https://schema.org', '@type': 'Event', '@id': `${event.url}#${occurrence.id.toString()}`, name: event.title, url: event.url, inLanguage: 'ja',
    ...(event.description === '' ? {} : { description: event.description }), ...(event.image === null ? {} : { image: event.image }),
    startDate: startOf(occurrence.when), ...endOf(occurrence.when), eventStatus: `${SCHEMA}${moved && status === 'scheduled' ? 'EventRescheduled' : STATUSES[status]}`,
    ...(moved ? { previousStartDate: startOf(occurrence.planned) } : {}), eventAttendanceMode: `${SCHEMA}${attendance}EventAttendanceMode`,
    ...(location.length === 0 ? {} : { location: location.length === 1 ? (location[0] ?? null) : location }),
    ...(event.organiser === '' ? {} : { organizer: { '@type': 'Organization', name: event.organiser } }),
    ...(event.capacity === null ? {} : { maximumAttendeeCapacity: event.capacity }), ...offers(event),
  };
}

/** JSON that can stand in a script element: nothing in it ends the element or begins a comment. */
export function scriptJson(value: Json): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
