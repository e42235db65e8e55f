/** Days and times as people read them. */
import type { Lang } from '../view.ts';
import { formatWareki } from './wareki.ts';
import { LAST_MINUTE, tokyoDate, tokyoMinutes } from './zone.ts';
import type { Minutes } from './zone.ts';

/** long 令和8年12月12日 · short 2026/12/12 · withWeekday 令和8年12月12日（土） · monthDay 12月12日（土） */
export type DateStyle = 'long' | 'short' | 'withWeekday' | 'monthDay';

const weekdays = {
  ja: ['月', '火', '水', '木', '金', '土', '日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 土 / Sat */
export function weekdayName(date: Temporal.PlainDate, lang: Lang): string {
  return weekdays[lang][date.dayOfWeek - 1] ?? '';
}

export function formatDate(date: Temporal.PlainDate, lang: Lang, style: DateStyle = 'long'): string {
  return lang === 'ja' ? japaneseDate(date, style) : englishDate(date, style);
}

function japaneseDate(date: Temporal.PlainDate, style: DateStyle): string {
  switch (style) {
    case 'long': return formatWareki(date);
    case 'short': return `${date.year}/${date.month}/${date.day}`;
    case 'withWeekday': return `${formatWareki(date)}（${weekdayName(date, 'ja')}）`;
    case 'monthDay': return `${date.month}月${date.day}日（${weekdayName(date, 'ja')}）`;
  }
}

function englishDate(date: Temporal.PlainDate, style: DateStyle): string {
  const month = months[date.month - 1] ?? '';
  const short = `${date.day} ${month.slice(0, 3)}`;
  switch (style) {
    case 'long': return `${date.day} ${month} ${date.year}`;
    case 'short': return `${short} ${date.year}`;
    case 'withWeekday': return `${weekdayName(date, 'en')}, ${short} ${date.year}`;
    case 'monthDay': return `${weekdayName(date, 'en')}, ${short}`;
  }
}

/** 540 is 9:00, 1440 is 24:00, 1560 is 翌2:00 ("2:00 next day"). */
export function formatTime(minutes: Minutes, lang: Lang = 'ja'): string {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > LAST_MINUTE) throw new RangeError(`Not minutes of a business day: ${minutes}`);
  if (minutes <= 1440) return clock(minutes);
  return lang === 'ja' ? `翌${clock(minutes - 1440)}` : `${clock(minutes - 1440)} next day`;
}

function clock(minutes: Minutes): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** 9:00～12:00 / 9:00–12:00 */
export function formatTimeRange(start: Minutes, end: Minutes, lang: Lang): string {
  return `${formatTime(start, lang)}${lang === 'ja' ? '～' : '–'}${formatTime(end, lang)}`;
}

/** 令和8年12月12日（土）9:00 / Sat, 12 Dec 2026, 9:00, in Tokyo. */
export function formatInstant(instant: Temporal.Instant, lang: Lang, style: DateStyle = 'withWeekday'): string {
  const gap = lang === 'en' ? ', ' : /[日）]$/.test(formatDate(tokyoDate(instant), lang, style)) ? '' : ' ';
  return `${formatDate(tokyoDate(instant), lang, style)}${gap}${clock(tokyoMinutes(instant))}`;
}
