/** What is new, for programs that read along: Atom 1.0 (RFC 4287) and RSS 2.0. */
import { TOKYO } from '../../../../kernel/calendar/calendar.ts';
import { element, XML_HEAD, xmlText } from './xml.ts';

export interface Category {
  readonly term: string;
  readonly label: string;
}

export interface FeedEntry {
  /** `tagUri`; the same for as long as the page exists. */
  readonly tag: string;
  readonly title: string;
  readonly url: string;
  readonly published: Temporal.Instant;
  readonly updated: Temporal.Instant;
  readonly summary: string;
  /** With whole addresses. Null: the summary is all. */
  readonly html: string | null;
  readonly categories: readonly Category[];
}

export interface Withdrawn {
  readonly tag: string;
  readonly at: Temporal.Instant;
}

export interface Feed {
  readonly tag: string;
  readonly title: string;
  readonly subtitle: string;
  /** The feed itself. */
  readonly self: string;
  /** The page that says the same to people. */
  readonly home: string;
  /** WebSub. */
  readonly hub: string | null;
  readonly author: string;
  readonly lang: string;
  /** Since when there is such a feed: what it says while it is empty. */
  readonly since: Temporal.Instant;
  readonly entries: readonly FeedEntry[];
  readonly withdrawn: readonly Withdrawn[];
}

/** `tag:host,year:p/1234` (RFC 4151). `born`: when the page was first published, a day on which the host was the city's. */
export function tagUri(host: string, born: Temporal.Instant, specific: string): string {
  return `tag:${host.toLowerCase()},${born.toZonedDateTimeISO(TOKYO).year}:${encodeURI(specific)}`;
}

export interface Publication {
  readonly at: Temporal.Instant;
  /** A misspelling put right: nobody needs to read the page again. */
  readonly minor: boolean;
}

/** When a page was first published, and when last with something to say. Null: never published. */
export function datesOf(publications: readonly Publication[]): { readonly published: Temporal.Instant; readonly updated: Temporal.Instant } | null {
  const sorted = publications.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
  const [first] = sorted;
  if (!first) return null;
  return { published: first.at, updated: sorted.findLast((one) => !one.minor)?.at ?? first.at };
}

const TOMBSTONE_HOURS = 30 * 24;
/** Readers that come once a month hear of it too. */
export function stillTold(withdrawn: readonly Withdrawn[], now: Temporal.Instant): readonly Withdrawn[] {
  const oldest = now.subtract({ hours: TOMBSTONE_HOURS });
  return withdrawn.filter(({ at }) => Temporal.Instant.compare(at, oldest) >= 0 && Temporal.Instant.compare(at, now) <= 0);
}

const moment = (at: Temporal.Instant) => at.toString({ timeZone: TOKYO, smallestUnit: 'second' });
const later = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) >= 0 ? a : b);
const text = (name: string, value: string) => element(name, {}, xmlText(value));

/** A page is in the feed or withdrawn, never both: whatever happened later counts. The newest stand first. */
function settled(feed: Feed): { readonly entries: readonly FeedEntry[]; readonly withdrawn: readonly Withdrawn[] } {
  const gone = new Map(feed.withdrawn.map((one) => [one.tag, one]));
  const entries = feed.entries.filter((entry) => {
    const at = gone.get(entry.tag)?.at;
    return at === undefined || Temporal.Instant.compare(entry.updated, at) > 0;
  });
  for (const { tag } of entries) gone.delete(tag);
  return { entries: entries.toSorted((a, b) => Temporal.Instant.compare(b.updated, a.updated)), withdrawn: [...gone.values()] };
}

export function atomFeed(feed: Feed): string {
  const { entries, withdrawn } = settled(feed);
  const updated = [...entries.map((entry) => entry.updated), ...withdrawn.map(({ at }) => at)].reduce(later, feed.since);
  return `${XML_HEAD}${element('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:at': withdrawn.length > 0 ? 'http://purl.org/atompub/tombstones/1.0' : null, 'xml:lang': feed.lang },
    text('id', feed.tag), text('title', feed.title), feed.subtitle === '' ? null : text('subtitle', feed.subtitle), text('updated', moment(updated)),
    element('link', { rel: 'self', type: 'application/atom+xml', href: feed.self }), element('link', { rel: 'alternate', type: 'text/html', href: feed.home }),
    feed.hub === null ? null : element('link', { rel: 'hub', href: feed.hub }), element('author', {}, text('name', feed.author)),
    ...entries.map((entry) => element('entry', {},
      text('id', entry.tag), text('title', entry.title), text('published', moment(entry.published)), text('updated', moment(entry.updated)),
      element('link', { rel: 'alternate', type: 'text/html', href: entry.url }), ...entry.categories.map(({ term, label }) => element('category', { term, label })),
      element('summary', { type: 'text' }, xmlText(entry.summary)), entry.html === null ? null : element('content', { type: 'html' }, xmlText(entry.html)))),
    // RFC 6721
    ...withdrawn.map(({ tag, at }) => element('at:deleted-entry', { ref: tag, when: moment(at) })))}\n`;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** Mon, 12 Oct 2026 15:04:10 +0900 */
export function mailDate(at: Temporal.Instant): string {
  const time = at.toZonedDateTimeISO(TOKYO);
  return `${DAYS[time.dayOfWeek - 1]}, ${two(time.day)} ${MONTHS[time.month - 1]} ${time.year} ${two(time.hour)}:${two(time.minute)}:${two(time.second)} +0900`;
}

/** RSS has no word for what was withdrawn: it is only left out. */
export function rssFeed(feed: Feed): string {
  const { entries } = settled(feed);
  return `${XML_HEAD}${element('rss', { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom' }, element('channel', {},
    text('title', feed.title), text('link', feed.home), text('description', feed.subtitle === '' ? feed.title : feed.subtitle), text('language', feed.lang),
    text('lastBuildDate', mailDate(entries.map((entry) => entry.updated).reduce(later, feed.since))),
    element('atom:link', { rel: 'self', type: 'application/rss+xml', href: feed.self }), feed.hub === null ? null : element('atom:link', { rel: 'hub', href: feed.hub }),
    ...entries.map((entry) => element('item', {},
      text('title', entry.title), text('link', entry.url), element('guid', { isPermaLink: 'false' }, xmlText(entry.tag)), text('pubDate', mailDate(entry.published)),
      text('description', entry.html ?? entry.summary), ...entry.categories.map(({ label }) => text('category', label))))))}\n`;
}
