/** The first page of the citizens' face, and searching everything public. */
import { z } from 'zod';
import { anyone } from '../../../../kernel/actor.ts';
import { formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { page } from '../../../../kernel/page.ts';
import { registeredSystems } from '../../../../kernel/registry.ts';
import { searchPublic } from '../../../../kernel/search/search.ts';
import { Empty, Facts, Form, isIcon, LinkButton, LinkList, Page, Section, TextField, Tiles, When } from '../../../../ui/index.ts';
import type { Tile } from '../../../../ui/index.ts';
import { myBookings } from '../../queries/bookings.ts';
import { noticesFor, type HomeNotice } from './notices.ts';
import { one } from './search-fields.ts';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

export const homePage = page({
  path: '/',
  title: { ja: 'ホーム', en: 'Home' },
  allow: [anyone('市のサイトの入口です')],
  shared: 'minute',
  async load(ctx) {
    const notices: readonly HomeNotice[] = await noticesFor(ctx);
    if (ctx.actor.kind !== 'citizen') return { next: null, notices };
    const [next] = await ctx.ask(myBookings, {});
    return { next: next ?? null, notices };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const { next } = model;
    return (
      <Page title={w.home.title} wide hero={<><SearchForm lang={ctx.lang} q="" placeholder={w.home.searchExample} /><Tiles label={w.home.doors} items={tilesOf(ctx.lang)} /></>}>
        {next && (
          <Section title={w.home.yourNext}>
            <Facts rows={[
              { label: w.common.when, value: <><When date={next.date} /> {formatTimes(next.start, next.end, ctx.lang)}</> },
              { label: w.common.where, value: `${ctx.text(next.facility)} ${ctx.text(next.unit)}` },
            ]} />
            <p><LinkButton to={next.state === 'held' ? `/book/${next.id}` : `/my/reservations/${next.id}`} kind="second">{next.state === 'held' ? w.mine.continue : w.mine.see}</LinkButton></p>
          </Section>
        )}
        {model.notices.length > 0 && (
          <Section title={w.home.notices}>
            <LinkList items={model.notices.map((notice) => ({ to: notice.to, label: ctx.text(notice.title), ...(notice.until ? { note: w.home.untilDay(formatInstant(notice.until, ctx.lang)) } : {}) }))} />
          </Section>
        )}
        <Section title={w.home.useful}>
          <LinkList items={[
            { to: '/register', label: w.book.register, note: w.home.registerNote }, { to: '/my/reservations', label: w.mine.title, note: w.home.mineNote },
            { to: '/my/payments', label: w.home.payments, note: w.home.paymentsNote }, { to: '/official-use', label: w.official.title, note: w.home.officialNote },
          ]} />
        </Section>
      </Page>
    );
  },
});

/** The doors of all systems that are installed; one's own page, where everything ends up, is the last. */
function tilesOf(lang: 'ja' | 'en'): readonly Tile[] {
  const entries = registeredSystems().flatMap((system) => system.menu).filter((entry) => entry.for === 'citizen');
  return entries.toSorted((a, b) => Number(a.to === '/my') - Number(b.to === '/my')).map((entry) => {
    const { icon } = entry;
    return { to: entry.to, label: entry.label[lang], ...(entry.note ? { note: entry.note[lang] } : {}), ...(isIcon(icon) ? { icon } : {}) };
  });
}

function SearchForm({ lang, q, placeholder }: { readonly lang: 'ja' | 'en'; readonly q: string; readonly placeholder?: string }) {
  const w = words(lang);
  return (
    <Form method="get" to="/search" label={w.home.search} search submit={w.search.submit} kind="primary">
      <TextField name="q" label={w.home.search} type="search" value={q} quiet maxlength={100} width="long" {...(placeholder === undefined ? {} : { placeholder, hideLabel: true })} />
    </Form>
  );
}

export const searchPage = page({
  path: '/search',
  title: { ja: 'さがす', en: 'Search' },
  allow: [anyone('公開している情報だけを探します')],
  shared: 'day',
  search: z.object({ q: one }),
  async load(ctx, { search }) {
    const q = search.q.trim();
    return { q, hits: q === '' ? null : await ctx.ask(searchPublic, { q }) };
  },
  view({ q, hits }, ctx) {
    const w = words(ctx.lang).search;
    return (
      <Page title={w.title} crumbs={[{ to: '/', label: words(ctx.lang).common.home }]}>
        <SearchForm lang={ctx.lang} q={q} />
        {hits === null && <p>{w.ask}</p>}
        {hits !== null && hits.length === 0 && <Empty title={w.nothing} next={w.nothingHint} />}
        {hits !== null && hits.length > 0 && (
          <Section title={w.results(hits.length)}>
            <LinkList items={hits.map((hit) => ({ to: hit.href, label: hit.title, ...(hit.note ? { note: hit.note } : {}) }))} />
          </Section>
        )}
      </Page>
    );
  },
});
