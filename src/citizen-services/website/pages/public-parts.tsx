/** What the public pages have in common: crumbs, lists, the foot of a page. */
import { z } from 'zod';
import { formatDate, formatInstant, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import type { PageContext } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import type { Lang } from '../../../kernel/view.ts';
import { Chip, type Crumb, LinkList, When } from '../../../ui/index.ts';
import { kindWords } from '../messages/words.ts';
import { type Contact, LIST, type Listed } from '../queries/public.ts';
import { pageKinds } from '../draft.ts';
import type { Position } from '../site.ts';
import type { Shown } from './blocks.tsx';

export const named = (lang: Lang, one: { readonly name: string; readonly nameEn: string }) => (lang === 'en' && one.nameEn !== '' ? one.nameEn : one.name);
export const homeCrumb = (lang: Lang): Crumb => ({ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' });
export const crumbsOf = (lang: Lang, way: readonly Position[]): readonly Crumb[] => [homeCrumb(lang), ...way.map((one) => ({ to: one.path, label: named(lang, one) }))];

export function kindWord(kind: string, lang: Lang): string {
  const known = pageKinds.find((one) => one === kind);
  return known ? kindWords[known][lang] : '';
}

/** Pages as a list of links, newest or by name; what is urgent says so in words. */
export function PageList({ pages, lang, dated = true }: { readonly pages: readonly Listed[]; readonly lang: Lang; readonly dated?: boolean }) {
  return <LinkList items={pages.map((one) => ({ to: one.path, label: one.title, ...(dated ? { lead: <When date={dayOf(one.changedAt)} style="short" /> } : {}), ...(one.kind === 'emergency' ? { note: <Chip kind="bad">{kindWord(one.kind, lang)}</Chip> } : one.lead === '' ? {} : { note: one.lead.length > 80 ? `${one.lead.slice(0, 80)}…` : one.lead }) }))} />;
}

/** Where the page of a list before and after this one is. */
export const pagerLinks = (path: string, at: number, count: number) => ({ ...(at > 1 ? { previousHref: at === 2 ? path : `${path}?page=${at - 1}` } : {}), ...(at * LIST < count ? { nextHref: `${path}?page=${at + 1}` } : {}) });

/** Which page of a list was asked for; what cannot be read is the first. */
export const paged = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });

/** Whether a system of this house has a page there; pages of the site lead to no other. */
export const declared = (path: string) => registeredSystems().some((system) => system.pages.some((one) => one.path === path));

export const fileHref = (sha256: string, name: string) => `/files/${sha256}/${encodeURIComponent(name === '' ? 'file' : name)}`;

/** How the blocks of a page find what they refer to. `light`: pictures stay away, their words stand for them. */
export function shownOf(ctx: Pick<PageContext, 'city'>, referred: { readonly contacts: Readonly<Record<string, Contact>>; readonly lists: Readonly<Record<string, readonly Listed[]>>; readonly fileDays: Readonly<Record<string, Temporal.Instant>>; readonly easy?: unknown }, lang: Lang, file = fileHref): Shown {
  return {
    fileAddress: file,
    updated: (block) => {
      const at = referred.fileDays[`${block.identity ?? ''} ${block.file}`];
      if (at === undefined) return null;
      const day = dayOf(at);
      // Plain words have no era.
      return lang === 'ja' && referred.easy ? `${day.year}年${day.month}月${day.day}日` : formatDate(day, lang, 'long');
    },
    contact: (department) => {
      const found = referred.contacts[department];
      return found ? { name: found.name, phone: found.phone === '' ? ctx.city.facts.phone : found.phone, address: [found.place, found.hours].filter((one) => one !== '').join('　'), form: null } : null;
    },
    pages: (block) => (referred.lists[block.id] ?? []).map((one) => ({ to: one.path, label: one.title, note: formatDate(dayOf(one.changedAt), lang, 'long') })),
  };
}

/** The day something became true, as it is told in lists. */
export const dayOf = (instant: Temporal.Instant) => tokyoDate(instant);
export const moment = (instant: Temporal.Instant, lang: Lang) => formatInstant(instant, lang);
