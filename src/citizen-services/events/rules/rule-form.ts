/** A rule as a form has it: how often, which days, until when. */
import { type ByDay, type Rule, WEEKDAYS, type Weekday } from './recurrence.ts';
import { refused, type Read, ruleProblems, tidyRule, writeRule } from './rrule.ts';

export const repeats = ['none', 'daily', 'weekly', 'monthly_weekday', 'monthly_day'] as const;
export type Repeat = (typeof repeats)[number];
export const ends = ['never', 'until', 'count'] as const;

export interface RuleParts {
  readonly repeat: Repeat;
  readonly interval: number;
  readonly weekdays: readonly Weekday[];
  /** 1–4, -1: the last. */
  readonly nths: readonly number[];
  /** 「1、15、末日」 */
  readonly monthDays: string;
  readonly end: (typeof ends)[number];
  readonly until: Temporal.PlainDate | null;
  readonly count: number | null;
}

export const NO_RULE: RuleParts = { repeat: 'none', interval: 1, weekdays: [], nths: [], monthDays: '', end: 'never', until: null, count: null };

/** 「1、15、末日」 → 1, 15, -1. Null: not days of a month. */
function readMonthDays(text: string): readonly number[] | null {
  const parts = text.normalize('NFKC').split(/[\s,、・]+/).filter((part) => part !== '');
  const days = parts.map((part) => (part === '末日' || part === '末' ? -1 : /^\d{1,2}日?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
  return days.every(Number.isInteger) ? days : null;
}

/** The rule; null: once only. */
export function ruleOfParts(parts: RuleParts, first: Temporal.PlainDate): Read<Rule | null> {
  if (parts.repeat === 'none') return { ok: true, value: null };
  if (parts.end === 'until' && parts.until === null) return refused('繰り返しの終わりの日を入力してください。終わりを決めないときは「決めない」を選んでください。');
  if (parts.end === 'count' && parts.count === null) return refused('繰り返しの回数を入力してください。終わりを決めないときは「決めない」を選んでください。');
  const end = parts.end === 'until' && parts.until ? { until: parts.until } : parts.end === 'count' && parts.count !== null ? { count: parts.count } : null;
  const base = { interval: parts.interval, byDay: [] as readonly ByDay[], byMonthDay: [] as readonly number[], weekStart: 'MO' as const, end };
  let rule: Rule;
  switch (parts.repeat) {
    case 'daily': rule = { ...base, freq: 'DAILY' }; break;
    case 'weekly': rule = { ...base, freq: 'WEEKLY', byDay: parts.weekdays.map((weekday) => ({ weekday, nth: null })) }; break;
    case 'monthly_weekday': {
      if (parts.nths.length === 0 || parts.weekdays.length === 0) return refused('「第2月曜日」のように、何番目かと曜日の両方を選んでください。');
      rule = { ...base, freq: 'MONTHLY', byDay: parts.nths.flatMap((nth) => parts.weekdays.map((weekday) => ({ weekday, nth }))) };
      break;
    }
    case 'monthly_day': {
      const days = readMonthDays(parts.monthDays);
      if (days === null) return refused('日にちは「1、15」や「末日」のように入力してください。');
      rule = { ...base, freq: 'MONTHLY', byMonthDay: days };
      break;
    }
  }
  const tidy = tidyRule(rule);
  const [problem] = ruleProblems(tidy, first);
  return problem === undefined ? { ok: true, value: tidy } : refused(problem);
}

/** The form of a rule; null: it says more than the form can (an imported one), and is kept as it is. */
export function partsOfRule(rule: Rule | null): RuleParts | null {
  if (rule === null) return NO_RULE;
  const weekdays = WEEKDAYS.filter((weekday) => rule.byDay.some((day) => day.weekday === weekday));
  const nths = [...new Set(rule.byDay.flatMap(({ nth }) => (nth === null ? [] : [nth])))];
  const end = rule.end === null ? { end: 'never' as const, until: null, count: null } : 'until' in rule.end ? { end: 'until' as const, until: rule.end.until, count: null } : { end: 'count' as const, until: null, count: rule.end.count };
  const base = { ...NO_RULE, interval: rule.interval, ...end };
  const made = ((): RuleParts => {
    if (rule.freq === 'DAILY') return { ...base, repeat: 'daily' };
    if (rule.freq === 'WEEKLY') return { ...base, repeat: 'weekly', weekdays };
    if (rule.byDay.length > 0) return { ...base, repeat: 'monthly_weekday', weekdays, nths };
    return { ...base, repeat: 'monthly_day', monthDays: rule.byMonthDay.map((day) => (day === -1 ? '末日' : String(day))).join('、') };
  })();
  // What does not come back as it went in is more than the form can say.
  const back = ruleOfParts(made, Temporal.PlainDate.from('1990-01-01'));
  return back.ok && back.value !== null && writeRule(back.value, null) === writeRule(tidyRule(rule), null) ? made : null;
}
