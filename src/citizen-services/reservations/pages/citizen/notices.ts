/** What the city's first page tells of reservations: the lotteries that take entries, and one's own next booking. */
import { formatDate } from '../../../../kernel/calendar/calendar.ts';
import type { PageContext } from '../../../../kernel/page.ts';
import type { HomeNotice, Portal, PortalCard } from '../../../../kernel/system.ts';
import type { Text } from '../../../../kernel/view.ts';
import { myBookings } from '../../queries/bookings.ts';
import { lotteryList } from '../../queries/lottery.ts';
import { formatTimes } from '../../rules/nights.ts';
import { words } from './words.ts';

const both = (say: (lang: 'ja' | 'en') => string): Text => ({ ja: say('ja'), en: say('en') });

async function notices(ctx: PageContext): Promise<readonly HomeNotice[]> {
  const lotteries = await ctx.ask(lotteryList, { limit: 50 });
  return lotteries.filter((one) => one.isOpen).map((one) => ({ to: `/lotteries/${one.code}`, title: both((lang) => words(lang).home.lotteryOpen(one.name[lang])), until: one.closesAt }));
}

async function cards(ctx: PageContext): Promise<readonly PortalCard[]> {
  const [next] = await ctx.ask(myBookings, {});
  if (!next) return [];
  const held = next.state === 'held';
  return [{
    title: both((lang) => words(lang).home.yourNext),
    to: held ? `/book/${next.id}` : `/my/reservations/${next.id}`,
    action: both((lang) => (held ? words(lang).mine.continue : words(lang).mine.see)),
    facts: [
      { label: both((lang) => words(lang).common.when), value: both((lang) => `${formatDate(next.date, lang)} ${formatTimes(next.start, next.end, lang)}`) },
      { label: both((lang) => words(lang).common.where), value: both((lang) => `${next.facility[lang]} ${next.unit[lang]}`) },
    ],
  }];
}

export const portal: Portal = { notices, cards };
