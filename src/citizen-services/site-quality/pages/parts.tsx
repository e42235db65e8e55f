/** What pages of this system share. */
import type { ComponentChildren } from 'preact';
import type { Lang } from '../../../kernel/view.ts';

/** Lines as they were typed. */
export function written(text: string): ComponentChildren {
  return text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br key={index} />, line]));
}

export const monthOf = (day: Temporal.PlainDate) => day.toString().slice(0, 7);
export const addMonths = (month: string, months: number) => monthOf(Temporal.PlainDate.from(`${month}-01`).add({ months }));
export const monthWords = (month: string, lang: Lang) => (lang === 'ja' ? `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月` : month);

export function withSearch(path: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text === '' ? path : `${path}?${text}`;
}
