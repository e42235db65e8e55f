/** Spans of time as an office writes them: 15分, 3時間, 1時間30分, 2日, 2週間. Stored as whole minutes. */
import { accepted, rejected, type Parsed } from '../../../kernel/text/parsed.ts';
import { toHalfWidth } from '../../../kernel/text/width.ts';

/** Also what `formatDuration` says for nothing at all. */
const NOW = '即時';
const UNITS: readonly (readonly [RegExp, number])[] = [[/^(\d{1,4})\s*(?:週間|週|w)/i, 10_080], [/^(\d{1,5})\s*(?:日間|日|d)/i, 1440], [/^(\d{1,6})\s*(?:時間|h)/i, 60], [/^(\d{1,7})\s*(?:分間|分|min|m)/i, 1]];

/** Reads "3時間", "１時間30分", "2日", or a bare number of minutes. */
export function parseDuration(text: string, max = 100_000): Parsed<number> {
  let rest = toHalfWidth(text).replaceAll(',', '').trim();
  const wrong = rejected('時間を読み取れません。例 15分、3時間、1時間30分、2日、2週間', 'This is not a span of time. For example 15m, 3h, 2d.');
  if (rest === '') return wrong;
  if (rest === NOW) return accepted(0);
  let minutes = 0;
  if (/^\d{1,7}$/.test(rest)) {
    minutes = Number(rest);
    rest = '';
  }
  for (const [unit, size] of UNITS) {
    const found = unit.exec(rest);
    if (!found) continue;
    minutes += Number(found[1]) * size;
    rest = rest.slice(found[0].length).trim();
  }
  if (rest !== '') return wrong;
  return minutes > max ? rejected(`${formatDuration(max)}までにしてください。`, `At most ${max} minutes.`) : accepted(minutes);
}

/** 0 → 即時, 15 → 15分, 90 → 1時間30分, 1440 → 24時間, 4320 → 3日. */
export function formatDuration(minutes: number): string {
  if (minutes === 0) return '即時';
  if (minutes % 10_080 === 0) return `${minutes / 10_080}週間`;
  if (minutes > 1440 && minutes % 1440 === 0) return `${minutes / 1440}日`;
  const [days, rest] = minutes > 4320 ? [Math.floor(minutes / 1440), minutes % 1440] : [0, minutes];
  const [hours, left] = [Math.floor(rest / 60), rest % 60];
  return `${days > 0 ? `${days}日` : ''}${hours > 0 ? `${hours}時間` : ''}${left > 0 ? `${left}分` : ''}`;
}

/** Measured time to the second: 25分08秒. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds}秒`;
  const [hours, minutes, left] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours > 0 ? `${hours}時間` : ''}${minutes > 0 ? `${minutes}分` : ''}${left > 0 ? `${String(left).padStart(2, '0')}秒` : ''}`;
}

/** Reads a measured time: 25分08秒, 1時間2分, 25:08, 1:02:05, or bare seconds. */
export function parseSeconds(text: string): Parsed<number> {
  const folded = toHalfWidth(text).replaceAll(/[,\s]/g, '');
  const wrong = rejected('測った時間を読み取れません。例 25分08秒、1時間2分、25:08', 'This is not a measured time. For example 25:08 or 1:02:05.');
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/.exec(folded);
  const said = /^(?:(\d{1,3})時間)?(?:(\d{1,4})分)?(?:(\d{1,5})秒)?$/.exec(folded);
  const parts = clock ?? (folded === '' ? null : said);
  if (/^\d{1,6}$/.test(folded)) return accepted(Number(folded));
  if (!parts) return wrong;
  return accepted(Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0));
}
