/** What is said of an event: the words, the days, the place. One edition of it; who it is and what became of single days stand beside it. */
import type { CalendarEvent } from './event.ts';
import type { Change, EventStatus, HolidayRule, Rule, When } from './recurrence.ts';

export const categories = ['course', 'festival', 'sports', 'health', 'consultation', 'meeting', 'deadline', 'recruitment', 'tourism'] as const;
export type Category = (typeof categories)[number];

export interface Content {
  readonly title: string;
  readonly titleKana: string;
  readonly titleEn: string;
  readonly category: Category;
  readonly description: string;
  readonly descriptionEn: string;
  readonly when: When;
  readonly rule: Rule | null;
  readonly holidayRule: HolidayRule;
  readonly exdates: readonly Temporal.PlainDate[];
  readonly rdates: readonly Temporal.PlainDate[];
  /** 雨天順延, 受付は9時から. */
  readonly whenNote: string;
  readonly placeName: string;
  readonly placeAddress: string;
  /** 方書: building, floor, room. */
  readonly placeDetail: string;
  readonly at: { readonly lat: number; readonly lng: number } | null;
  readonly onlineUrl: string;
  readonly access: string;
  readonly parking: string;
  /** Yen; 0 is free of charge. Null: it depends, or nothing is said. */
  readonly fee: number | null;
  readonly feeNote: string;
  readonly capacity: number | null;
  readonly capacityNote: string;
  readonly applyFrom: Temporal.Instant | null;
  readonly applyUntil: Temporal.Instant | null;
  readonly applyMethod: string;
  readonly applyUrl: string;
  readonly organiser: string;
  readonly contactName: string;
  /** Digits only. */
  readonly contactPhone: string;
  readonly contactExtension: string;
  readonly audience: string;
  readonly barrierFree: string;
  readonly childcare: string;
  /** Codes of the city's parts; none: all of the city. */
  readonly areas: readonly string[];
  readonly url: string;
  readonly remarks: string;
  /** May be shown on information boards. */
  readonly boards: boolean;
  /** Goes into the open data. */
  readonly openData: boolean;
}

/** Everything empty but what an event cannot be without. */
export function contentOf(needed: Pick<Content, 'title' | 'category' | 'when'>, more: Partial<Content> = {}): Content {
  return {
    titleKana: '', titleEn: '', description: '', descriptionEn: '', rule: null, holidayRule: 'as_is', exdates: [], rdates: [], whenNote: '', placeName: '', placeAddress: '', placeDetail: '', at: null, onlineUrl: '', access: '', parking: '', fee: null, feeNote: '',
    capacity: null, capacityNote: '', applyFrom: null, applyUntil: null, applyMethod: '', applyUrl: '', organiser: '', contactName: '', contactPhone: '', contactExtension: '', audience: '', barrierFree: '', childcare: '', areas: [], url: '', remarks: '', boards: true, openData: true, ...needed, ...more,
  };
}

/** Who the event is, and what became of it. */
export interface Identity {
  readonly eventNo: number;
  readonly status: EventStatus;
  readonly sequence: number;
  readonly updatedAt: Temporal.Instant;
  readonly changes: readonly Change[];
}

/** The part before the @ of its UID, and its name in the open data. */
export const calendarId = (eventNo: number) => `ev-${eventNo}`;

/** The number in a name that we gave; null: somebody else's. */
export function ownNumber(name: string): number | null {
  const found = /^ev-(\d{1,7})$/i.exec(name);
  return found ? Number(found[1]) : null;
}

/** The event as the rules of the calendar see it. `categoryName`: as the city names it to readers. */
export function calendarEvent(identity: Identity, content: Content, words: { readonly categoryName: string; readonly url: string }): CalendarEvent {
  const address = [content.placeAddress, content.placeDetail].filter((text) => text !== '').join(' ');
  const said = [content.description, content.whenNote, content.applyMethod === '' ? '' : `申込み: ${content.applyMethod}`].filter((text) => text !== '');
  return {
    when: content.when, rule: content.rule, holidayRule: content.holidayRule, exdates: content.exdates, rdates: content.rdates, changes: identity.changes,
    id: calendarId(identity.eventNo), title: content.title, description: said.join('\n\n'), categories: [words.categoryName],
    place: content.placeName === '' && address === '' ? null : { name: content.placeName, address, at: content.at }, onlineUrl: content.onlineUrl === '' ? null : content.onlineUrl, url: words.url, image: null, organiser: content.organiser,
    fee: content.fee, feeNote: content.feeNote, capacity: content.capacity, applyFrom: content.applyFrom, applyUntil: content.applyUntil, status: identity.status, sequence: identity.sequence, updatedAt: identity.updatedAt,
  };
}

/** Whether two editions say the same. */
export const sameContent = (a: Partial<Content>, b: Partial<Content>) => JSON.stringify(Object.entries(a).toSorted(([x], [y]) => x.localeCompare(y))) === JSON.stringify(Object.entries(b).toSorted(([x], [y]) => x.localeCompare(y)));
