/**
 * The emergency notices for programs of other houses: OASIS Common Alerting Protocol 1.2, one file for each message, listed in an Atom feed.
 * 避難情報に関するガイドライン（内閣府）: what each level of warning asks of people.
 */
import { TOKYO } from '../../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../../kernel/view.ts';
import { element, XML_HEAD, xmlText } from './xml.ts';

export interface CapState {
  readonly version: number;
  readonly sent: Temporal.Instant;
  readonly endsAt: Temporal.Instant | null;
}

export interface CapNotice {
  readonly id: string;
  readonly kind: string;
  readonly severity: number;
  readonly areas: string;
  readonly headline: Text;
  readonly body: Text;
  /** There are English words; Japanese ones are not passed off as such. */
  readonly english: boolean;
  readonly startsAt: Temporal.Instant;
  readonly state: 'live' | 'ended' | 'cancelled';
  readonly issuedBy: string;
  /** Every state it was told in, oldest first; the last is the one described here. */
  readonly states: readonly CapState[];
}

export interface CapHouse {
  /** 全国地方公共団体コード. */
  readonly code: string;
  readonly name: Text;
  /** As it is dialled. */
  readonly phone: string;
  readonly origin: string;
  /** A drill host: its messages are exercises and say so. */
  readonly exercise: boolean;
}

/** A notice without an end is told anew every twelve hours and holds for twenty-four, so that a program that lost us does not show it for ever. */
const RENEWED_HOURS = 12;
const HOLDS_HOURS = 24;
/** Not more renewals than one month has: whoever leaves a notice standing longer has forgotten it. */
const MOST_RENEWALS = 62;

interface Message {
  readonly identifier: string;
  readonly sent: Temporal.Instant;
  readonly expires: Temporal.Instant;
  readonly renewal: boolean;
}

const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;
const moment = (at: Temporal.Instant) => at.toString({ timeZone: TOKYO, smallestUnit: 'second' });
const text = (name: string, value: string) => element(name, {}, xmlText(value));

/** All messages about a notice up to now, oldest first. */
export function messagesOf(notice: Pick<CapNotice, 'id' | 'state' | 'states'>, code: string, now: Temporal.Instant): readonly Message[] {
  return notice.states.flatMap((state, index): Message[] => {
    const next = notice.states[index + 1];
    const last = next === undefined;
    const over = last && notice.state !== 'live';
    const identifier = `${code}-${notice.id}-${state.version}`;
    const first = { identifier, sent: state.sent, expires: state.endsAt !== null && !over ? state.endsAt : state.sent.add({ hours: HOLDS_HOURS }), renewal: false };
    if (over || state.endsAt !== null) return [first];
    const until = next?.sent ?? now;
    const renewals = Math.min(MOST_RENEWALS, Math.floor((until.epochMilliseconds - state.sent.epochMilliseconds) / (RENEWED_HOURS * 3_600_000)));
    return [first, ...Array.from({ length: Math.max(0, renewals) }, (_, at) => {
      const sent = state.sent.add({ hours: RENEWED_HOURS * (at + 1) });
      return { identifier: `${identifier}.${at + 1}`, sent, expires: sent.add({ hours: HOLDS_HOURS }), renewal: true };
    })];
  });
}

/** Live ones until they end; what was ended or taken back, for a day. */
export function isTold(notice: CapNotice, now: Temporal.Instant): boolean {
  const last = notice.states.at(-1);
  if (!last || before(now, notice.startsAt)) return false;
  return notice.state === 'live' ? last.endsAt === null || before(now, last.endsAt) : before(now, last.sent.add({ hours: HOLDS_HOURS }));
}

const categories: Readonly<Record<string, string>> = { evacuation: 'Safety', shelter: 'Safety', water: 'Infra', power: 'Infra', road: 'Transport', school: 'Safety', garbage: 'Env' };
const urgencies: Readonly<Record<number, readonly [urgency: string, severity: string, certainty: string]>> = { 5: ['Immediate', 'Extreme', 'Observed'], 4: ['Immediate', 'Severe', 'Likely'], 3: ['Expected', 'Moderate', 'Likely'], 2: ['Future', 'Minor', 'Possible'] };

const actions: Readonly<Record<number, Text>> = {
  5: { ja: '命の危険があります。直ちに安全を確保してください。', en: 'Your life is in danger. Secure your safety at once.' },
  4: { ja: '危険な場所から全員避難してください。', en: 'Everybody must leave dangerous places.' },
  3: { ja: '危険な場所から高齢者等は避難してください。', en: 'Older people and others who need time must leave dangerous places.' },
};
const endings = { ended: { ja: '解除', en: 'No longer in force' }, cancelled: { ja: '取消（誤り）', en: 'Cancelled: sent by mistake' } } as const;

/** 緊急安全確保 does not ask people to set out: where they are may be the safest place left. */
function responseOf(notice: CapNotice): string | null {
  if (notice.state !== 'live') return notice.state === 'ended' ? 'AllClear' : null;
  if (notice.kind === 'evacuation') return notice.severity === 5 ? 'Shelter' : notice.severity === 4 ? 'Evacuate' : notice.severity === 3 ? 'Prepare' : 'Monitor';
  return null;
}

interface Names {
  /** Of a kind of notice, and of a level of warning. */
  readonly kind: Text;
  readonly level: Text;
}

function infoOf(notice: CapNotice, house: CapHouse, names: Names, message: Message, lang: 'ja' | 'en'): string {
  const ja = lang === 'ja';
  const [urgency, severity, certainty] = notice.state === 'live' ? (urgencies[notice.severity] ?? ['Unknown', 'Unknown', 'Unknown']) : ['Past', 'Minor', 'Unknown'];
  const response = responseOf(notice);
  const head = `${notice.state === 'live' ? '' : ja ? `【${endings[notice.state].ja}】` : `[${endings[notice.state].en}] `}${notice.headline[lang]}`;
  const action = notice.state === 'live' && notice.kind === 'evacuation' ? actions[notice.severity] : undefined;
  const area = notice.areas === '' ? house.name[lang] : ja ? `${house.name.ja} ${notice.areas}` : `${house.name.en}: ${notice.areas}`;
  return element('info', {},
    text('language', ja ? 'ja-JP' : 'en'), text('category', categories[notice.kind] ?? 'Other'), text('event', notice.kind === 'evacuation' && notice.severity >= 3 ? names.level[lang] : names.kind[lang]),
    response === null ? null : text('responseType', response), text('urgency', urgency), text('severity', severity), text('certainty', certainty),
    text('effective', moment(notice.startsAt)), text('onset', moment(notice.startsAt)), text('expires', moment(message.expires)), text('senderName', `${house.name[lang]}${ja ? '　' : ': '}${notice.issuedBy}`),
    text('headline', head), text('description', notice.body[lang] === '' ? notice.headline[lang] : notice.body[lang]), action === undefined ? null : text('instruction', action[lang]),
    text('web', `${house.origin}${ja ? '' : '/en'}/disaster`), text('contact', house.phone),
    element('area', {}, text('areaDesc', area), element('geocode', {}, text('valueName', 'JIS X0402'), text('value', house.code))));
}

/** No spaces, commas, `<` or `&` may stand in it. The code tells the city from others on the same host; it is no mailbox. */
export const capSender = (house: Pick<CapHouse, 'code' | 'origin'>) => `${house.code}@${new URL(house.origin).hostname}`;

/** The newest message about a notice. Null: it never was told. */
export function capAlert(notice: CapNotice, house: CapHouse, names: Names, now: Temporal.Instant): string | null {
  const messages = messagesOf(notice, house.code, now);
  const newest = messages.at(-1);
  if (!newest) return null;
  const sender = capSender(house);
  // Renewals that nobody shows any more need not be called back.
  const earlier = messages.slice(0, -1).filter((one) => !one.renewal || before(newest.sent, one.expires));
  const type = notice.state !== 'live' ? 'Cancel' : earlier.length === 0 ? 'Alert' : 'Update';
  return `${XML_HEAD}${element('alert', { xmlns: 'urn:oasis:names:tc:emergency:cap:1.2' },
    text('identifier', newest.identifier), text('sender', sender), text('sent', moment(newest.sent)), text('status', house.exercise ? 'Exercise' : 'Actual'), text('msgType', type), text('scope', 'Public'),
    notice.state === 'live' ? null : text('note', `${endings[notice.state].ja} / ${endings[notice.state].en}`),
    earlier.length === 0 ? null : text('references', earlier.map((one) => `${sender},${one.identifier},${moment(one.sent)}`).join(' ')),
    infoOf(notice, house, names, newest, 'ja'), notice.english ? infoOf(notice, house, names, newest, 'en') : null)}\n`;
}

export const capPath = (id: string) => `/disaster/cap/${id}.xml`;

/** Which messages there are now; each is a file of its own. `since`: what the feed says of its time while nothing was ever told. */
export function capFeed(notices: readonly CapNotice[], house: CapHouse, since: Temporal.Instant, now: Temporal.Instant): string {
  const host = new URL(house.origin).hostname;
  const entries = notices.flatMap((notice) => {
    const newest = messagesOf(notice, house.code, now).at(-1);
    return newest && isTold(notice, now) ? [{ notice, newest }] : [];
  }).toSorted((a, b) => Temporal.Instant.compare(b.newest.sent, a.newest.sent) || a.notice.id.localeCompare(b.notice.id));
  const title = `${house.name.ja} 緊急情報（CAP）`;
  return `${XML_HEAD}${element('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'ja' },
    text('id', `tag:${host},2026:disaster.cap`), text('title', title), text('updated', moment(entries[0]?.newest.sent ?? since)),
    element('link', { rel: 'self', type: 'application/atom+xml', href: `${house.origin}/disaster.cap.xml` }), element('link', { rel: 'alternate', type: 'text/html', href: `${house.origin}/disaster` }), element('author', {}, text('name', house.name.ja)),
    ...entries.map(({ notice, newest }) => element('entry', {},
      text('id', `urn:x-cap:${newest.identifier}`), text('title', `${notice.state === 'live' ? '' : `【${endings[notice.state].ja}】`}${notice.headline.ja}`), text('updated', moment(newest.sent)), text('published', moment(notice.startsAt)),
      element('link', { rel: 'alternate', type: 'application/cap+xml', href: `${house.origin}${capPath(notice.id)}` }), text('summary', notice.body.ja === '' ? notice.headline.ja : notice.body.ja))))}\n`;
}
