/** 日付と時刻の規則 DAT-01–05: one way to write a date, and no weekday that is another day's. */
import { eras } from '../../../kernel/calendar/calendar.ts';
import { type Draft, type Place, placesOf } from './texts.ts';
import { about, type Finding, inText, type Rule } from './finding.ts';

const WEEKDAYS = '月火水木金土日';

function dateOf(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return null;
  }
}

const weekdayOf = (date: Temporal.PlainDate) => WEEKDAYS[date.dayOfWeek - 1] ?? '';
const written = (date: Temporal.PlainDate) => `${date.year}年${date.month}月${date.day}日（${weekdayOf(date)}曜日）`;

/** 令和8 → 2026. Null: no such era. */
export function westernYear(era: string, year: number): number | null {
  const found = eras.find((one) => one.name === era || one.letter === era);
  return found ? found.firstYear + year - 1 : null;
}

const numeric: Rule = {
  id: 'DAT-01', title: '数字だけの日付', basis: '表記の決まり',
  *check(draft, { today }) {
    for (const place of placesOf(draft)) {
      for (const found of place.text.matchAll(/(?<![\d./-])(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?![\d./-]*\d)/g)) {
        const date = dateOf(Number(found[1]), Number(found[3]), Number(found[4]));
        if (date) yield inText('DAT-01', 'confirm', place, found.index, found.index + found[0].length, `日付は「${written(date)}」のように書きます。`, written(date));
      }
      for (const found of place.text.matchAll(/(?<![A-Za-z\d])([RHS])(\d{1,2})[./](\d{1,2})[./](\d{1,2})(?!\d)/g)) {
        const year = westernYear(found[1] ?? '', Number(found[2]));
        const date = year === null ? null : dateOf(year, Number(found[3]), Number(found[4]));
        if (date) yield inText('DAT-01', 'confirm', place, found.index, found.index + found[0].length, `日付は「${written(date)}」のように書きます。`, written(date));
      }
      for (const found of place.text.matchAll(/(?<![\d/.])(\d{1,2})\/(\d{1,2})[（(]([月火水木金土日])(?:曜日?)?[）)]/g)) {
        const date = nearest(Number(found[1]), Number(found[2]), today);
        if (date) yield inText('DAT-01', 'confirm', place, found.index, found.index + found[0].length, `日付は「${date.month}月${date.day}日（${weekdayOf(date)}曜日）」のように書きます。`, `${date.month}月${date.day}日（${weekdayOf(date)}曜日）`);
      }
    }
  },
};

/** A date without a year is the next one to come, but for what was a month ago and less: a report about it. */
function nearest(month: number, day: number, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const here = dateOf(today.year, month, day);
  if (here === null) return dateOf(today.year + 1, month, day);
  return Temporal.PlainDate.compare(here, today.subtract({ months: 1 })) < 0 ? (dateOf(today.year + 1, month, day) ?? here) : here;
}

interface Said {
  readonly place: Place;
  readonly date: Temporal.PlainDate;
  /** The year stood in the text. */
  readonly sure: boolean;
  readonly weekday: { readonly letter: string; readonly start: number; readonly end: number } | null;
}

const DATE = /(?:(?:(明治|大正|昭和|平成|令和)(元|\d{1,2})年)?(?:[（(]?(\d{4})年[）)]?)?)(\d{1,2})月(\d{1,2})日(?:\s*[（(]([月火水木金土日])(?:曜日?)?(?:[・、]?(?:祝日?|休日?|振休))?[）)])?/g;

/** Every date in words; one without a year has the year that was said last in its text, or the nearest. */
function* datesIn(place: Place, today: Temporal.PlainDate): Iterable<Said> {
  const text = place.text.normalize('NFC').replaceAll(/[０-９]/g, (wide) => String.fromCodePoint(wide.charCodeAt(0) - 0xfee0));
  let lastYear: number | null = null;
  for (const found of text.matchAll(DATE)) {
    const [whole, era, eraYear, western, month, day, letter] = found;
    const year: number | null = western ? Number(western) : era ? westernYear(era, eraYear === '元' ? 1 : Number(eraYear)) : lastYear;
    lastYear = year ?? lastYear;
    const date = year === null ? nearest(Number(month), Number(day), today) : dateOf(year, Number(month), Number(day));
    if (!date) continue;
    const start = found.index + whole.search(/[（(][月火水木金土日](?:曜|[・、祝休振）)])/) + 1;
    yield { place, date, sure: Boolean(western || era), weekday: letter ? { letter, start, end: start + 1 } : null };
  }
}

const weekday: Rule = {
  id: 'DAT-02', title: '曜日の違い', basis: '誤りの防止',
  *check(draft, { today }) {
    for (const place of placesOf(draft)) {
      for (const { date, weekday: said } of datesIn(place, today)) {
        if (!said || said.letter === weekdayOf(date)) continue;
        yield inText('DAT-02', 'block', place, said.start, said.end, `${date.year}年${date.month}月${date.day}日は${weekdayOf(date)}曜日です。「${said.letter}」になっています。日付と曜日の、どちらが正しいか確かめてください。`, weekdayOf(date));
      }
    }
  },
};

const eraOnly: Rule = {
  id: 'DAT-03', title: '元号だけの年', basis: 'やさしい日本語',
  *check(draft, { easy }) {
    // In plain words the era does not stand at all (EZY-02).
    if (easy || (draft.kind !== 'procedure' && draft.kind !== 'event')) return;
    for (const place of placesOf(draft).filter((one) => one.role === 'title' || one.role === 'lead')) {
      for (const found of place.text.matchAll(/(昭和|平成|令和)(元|\d{1,2})年(?:度)?(?![（(]\d{4})/g)) {
        const year = westernYear(found[1] ?? '', found[2] === '元' ? 1 : Number(found[2]));
        if (year === null || place.text.includes(`${year}年`)) continue;
        const end = found.index + found[0].length;
        yield inText('DAT-03', 'info', place, found.index, end, `外国の方のために、西暦も書くと親切です。「${found[0]}（${year}年${found[0].endsWith('度') ? '度' : ''}）」`, `${found[0]}（${year}年${found[0].endsWith('度') ? '度' : ''}）`);
      }
    }
  },
};

const clock: Rule = {
  id: 'DAT-04', title: '時刻の書き方', basis: '表記の決まり',
  *check(draft) {
    for (const place of placesOf(draft)) {
      for (const found of place.text.matchAll(/(?<!\d)(午前|午後)?(\d{1,2})(?:時(半|\d{1,2}分)?|[:：](\d{2}))(?![間\d])/g)) {
        const [whole, half, hour, rest, minutes] = found;
        const h = Number(hour);
        const m = rest === '半' ? 30 : Number(rest?.replace('分', '') ?? minutes ?? 0);
        const impossible = h > 24 || m > 59 || (h === 24 && m > 0) || (half !== undefined && h > 12);
        const mixed = rest === '半' || minutes !== undefined || (half === undefined && h > 12);
        if (!impossible && !mixed) continue;
        const becomes = houseStyle(half, h, m);
        const reason = impossible ? `「${whole}」という時刻はありません。` : `時刻は、午前・午後を付けて書きます。`;
        yield inText('DAT-04', 'confirm', place, found.index, found.index + whole.length, becomes === null ? `${reason}正しい時刻を書いてください。` : `${reason}「${becomes}」ではありませんか。`, ...(becomes === null ? [] : [becomes]));
      }
    }
  },
};

/** 午前9時, 午後0時30分, 翌日の午前0時30分. Null: it cannot be told what was meant. */
function houseStyle(half: string | undefined, hour: number, minute: number): string | null {
  if (minute > 59 || hour > 29) return null;
  const rest = minute === 0 ? '' : `${minute}分`;
  if (half === '午前' && hour > 12) return null;
  if (hour >= 24) return `翌日の午前${hour - 24}時${rest}`;
  const whole = half === '午後' && hour < 12 ? hour + 12 : hour;
  return whole < 12 ? `午前${whole}時${rest}` : `午後${whole - 12}時${rest}`;
}

const past: Rule = {
  id: 'DAT-05', title: '過ぎた日付ばかり', basis: '内容の古さ',
  *check(draft, { today }): Iterable<Finding> {
    if (draft.kind !== 'notice' && draft.kind !== 'event') return;
    const dates = allDates(draft, today).filter((one) => one.sure);
    const last = dates.map((one) => one.date).toSorted((a, b) => Temporal.PlainDate.compare(b, a))[0];
    if (last && Temporal.PlainDate.compare(last, today) < 0) yield about('DAT-05', 'confirm', null, written(last), `このページの日付は、いちばん新しいもの（${written(last)}）も過ぎています。いまも要る内容か確かめてください。`);
  },
};

function allDates(draft: Draft, today: Temporal.PlainDate): readonly Said[] {
  return placesOf(draft).flatMap((place) => [...datesIn(place, today)]);
}

export const dateRules: readonly Rule[] = [numeric, weekday, eraOnly, clock, past];
