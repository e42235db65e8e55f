/** What is put up on walls and handed round on paper, as one sheet of A4 or A3 where it fits. */
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import type { CityFacts } from '../../../kernel/city.ts';
import { barcode } from '../../../kernel/paper/barcode.ts';
import { compilePaper, isMissingGlyph } from '../../../kernel/paper/paper.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import type { Lang } from '../../../kernel/view.ts';
import { phrases } from '../../../ui/phrase.tsx';
import { noticeLabel } from '../messages/words.ts';
import type { DisasterNotice } from '../queries/disaster.ts';

export type PosterSize = 'a4' | 'a3';

export interface PosterSection {
  /** Level of warning, for its band; 0: an ordinary matter. */
  readonly severity: number;
  readonly label: string;
  readonly headline: string;
  readonly areas: string;
  readonly body: string;
  readonly note: string;
}

export interface Poster {
  readonly title: string;
  readonly lead: string;
  /** Of when it is. */
  readonly at: Temporal.Instant;
  /** When there will be a newer one, in words; null: a place where somebody writes it. */
  readonly next: string | null;
  readonly sections: readonly PosterSection[];
  /** Where it leads: '/disaster', '/p/0001234'. */
  readonly to: string;
  readonly number: string | null;
  /** Who answers; '' : the city hall. */
  readonly contact: string;
  readonly drill: boolean;
}

export interface PosterHouse {
  readonly facts: CityFacts;
  readonly origin: string;
  readonly lang: Lang;
}

/** 令和8年 is known to whoever stands before it: 10月12日15時04分. */
export function posterTime(at: Temporal.Instant, lang: Lang): string {
  if (lang === 'en') return `As of ${formatInstant(at, 'en')}`;
  const time = at.toZonedDateTimeISO('Asia/Tokyo');
  return `${time.month}月${time.day}日${time.hour}時${String(time.minute).padStart(2, '0')}分現在`;
}

export const noticeSection = (notice: DisasterNotice, lang: Lang): PosterSection => ({ severity: notice.state === 'cancelled' ? 1 : notice.severity, label: noticeLabel(notice, lang), headline: notice.headline[lang], areas: notice.areas, body: notice.body[lang], note: `${posterTime(notice.changedAt, lang)}${lang === 'ja' ? '　' : ' '}${notice.issuedBy}` });

/** Without what no printing face has: it stands as 〓 on the paper, for an emergency does not wait for a rare character. */
function withoutMissing(value: unknown, missing: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return Array.from(value, (one) => (missing.has(one) ? '〓' : one)).join('');
  if (Array.isArray(value)) return value.map((one) => withoutMissing(one, missing));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMissing(inner, missing)])) : value;
}

export async function posterPdf(poster: Poster, house: PosterHouse, size: PosterSize): Promise<Uint8Array<ArrayBuffer>> {
  const { facts, origin, lang } = house;
  const ja = lang === 'ja';
  const address = `${origin}${ja ? '' : '/en'}${poster.to}`;
  const data = {
    size, language: lang, city: facts.name[lang], drill: poster.drill, kind: poster.drill ? (ja ? 'これは訓練です' : 'This is a drill') : '', title: phrases(poster.title), lead: poster.lead === '' ? [] : phrases(poster.lead), time: posterTime(poster.at, lang),
    next: poster.next, number: poster.number,
    contact: poster.contact === '' ? `${ja ? '電話 ' : 'Phone '}${formatPhone(facts.phone.replaceAll('-', ''))}` : poster.contact, qr: barcode('qrcode', address), address: address.replace(/^https?:\/\//, ''),
    sections: poster.sections.map((section) => ({ ...section, headline: section.headline === '' ? [] : phrases(section.headline), body: section.body.split('\n').filter((line) => line !== '').map((line) => phrases(line)) })),
  };
  const template = { file: new URL('poster.typ', import.meta.url) };
  const options = { createdAt: poster.at };
  try {
    return await compilePaper(template, data, options);
  } catch (error) {
    if (!isMissingGlyph(error)) throw error;
    const { qr, ...words } = data;
    const told = withoutMissing(words, new Set(error.characters));
    return compilePaper(template, { ...(typeof told === 'object' ? told : {}), qr }, options);
  }
}
