/** Search. A plain address with the words in it; without script, by keyboard, with the number of results said. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { type Go, page } from '../../../kernel/page.ts';
import { searchPublic } from '../../../kernel/search/search.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Checkbox, Chip, Empty, Form, LinkList, Page, Pager, Section, TextField, useUi, When } from '../../../ui/index.ts';
import { HITS, search, type SearchHit, SITES } from '../queries/search.ts';
import type { Piece } from '../rules/search/snippets.ts';
import { dayOf, homeCrumb, kindWord, named } from './public-parts.tsx';

const one = z.union([z.string().max(100), z.array(z.string().max(100))]).catch('').transform((value) => (typeof value === 'string' ? value : (value[0] ?? '')));

export function SearchBox({ lang, q, hidden = false, site = '' }: { readonly lang: Lang; readonly q: string; readonly hidden?: boolean; readonly site?: string }) {
  const label = lang === 'ja' ? 'サイトの中をさがす' : 'Search the site';
  return (
    <Form method="get" to="/search" label={label} search submit={lang === 'ja' ? 'さがす' : 'Search'} kind="primary">
      <TextField name="q" label={label} type="search" value={q} quiet maxlength={100} width="long" {...(hidden ? { hideLabel: true, placeholder: lang === 'ja' ? '例 粗大ごみ、住民票、ページ番号' : 'e.g. garbage, residence certificate' } : {})} />
      {site !== '' && <Checkbox name="site" label={siteName(lang)} value={site} checked />}
    </Form>
  );
}

const kindNames: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = { page: { ja: '案内', en: 'Guides' }, news: { ja: 'お知らせ', en: 'News' } };
const siteName = (lang: Lang) => (lang === 'ja' ? '過去の学校のページだけ' : 'Pages of former schools only');
const kindName = (kind: string, lang: Lang) => kindNames[kind]?.[lang] ?? kindWord(kind, lang);
const Marked = ({ pieces }: { readonly pieces: readonly Piece[] }) => <>{pieces.map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}</>;

export const searchPage = page({
  path: '/search',
  title: { ja: 'さがす', en: 'Search' },
  allow: [anyone('公開している情報だけを探します')],
  shared: 'day',
  search: z.object({ q: one, kind: one, category: one, site: z.enum(['', ...SITES]).catch(''), page: z.coerce.number().int().min(1).max(1000).catch(1) }),
  async load(ctx, { search: asked }): Promise<Asked | Go> {
    const q = asked.q.trim();
    if (q === '') return { q, found: null, others: [], asked };
    const found = await ctx.ask(search, { q, kind: asked.kind, category: asked.category, site: asked.site, page: asked.page });
    if (found.numbered !== null && asked.page === 1) return { go: 'to' as const, path: `/p/${found.numbered}` };
    // Pages of the site are found by the site's own search; what other systems offer stands beside them.
    const others = asked.page === 1 && !narrowed(asked) ? (await ctx.ask(searchPublic, { q })).filter((hit) => hit.system !== 'website').slice(0, 8) : [];
    return { q, found, others, asked };
  },
  view(model, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    return (
      <Page title={ja ? 'さがす' : 'Search'} crumbs={[homeCrumb(lang)]}>
        <SearchBox lang={lang} q={model.q} site={model.asked.site} />
        {model.found === null ? <p>{ja ? 'さがす言葉を入れてください。ページ番号や電話番号でもさがせます。' : 'Please enter words, a page number or a telephone number.'}</p> : <Results model={{ ...model, found: model.found }} lang={lang} />}
      </Page>
    );
  },
});

interface Asked extends Omit<Model, 'found'> {
  readonly found: Model['found'] | null;
}

interface Model {
  readonly q: string;
  readonly found: Awaited<ReturnType<typeof search.run>>;
  readonly others: readonly { readonly href: string; readonly title: string; readonly note: string }[];
  readonly asked: { readonly kind: string; readonly category: string; readonly site: string; readonly page: number };
}

const narrowed = (asked: { readonly kind: string; readonly category: string; readonly site: string }) => asked.kind !== '' || asked.category !== '' || asked.site !== '';

function Results({ model: { q, found, others, asked }, lang }: { readonly model: Model; readonly lang: Lang }) {
  const ja = lang === 'ja';
  const inSite: Readonly<Record<string, string>> = asked.site === '' ? {} : { site: asked.site };
  const here = (more: Record<string, string>) => `/search?${new URLSearchParams({ q, ...(asked.kind === '' ? {} : { kind: asked.kind }), ...(asked.category === '' ? {} : { category: asked.category }), ...inSite, ...more }).toString()}`;
  return (
    <>
      {found.office !== null && <Section title={ja ? 'この電話番号の窓口' : 'The office with this number'}><p><strong>{found.office.name}</strong>　<a href={`tel:${found.office.phone}`}>{found.office.phone}</a></p></Section>}
      {others.length > 0 && <Section title={ja ? '手続き・予約' : 'Services'}><LinkList items={others.map((hit) => ({ to: hit.href, label: hit.title, ...(hit.note === '' ? {} : { note: hit.note }) }))} /></Section>}
      <Section title={ja ? `ページ ${found.total.toLocaleString('ja-JP')}件` : `${found.total.toLocaleString('en-GB')} pages`} id="results">
        {found.total === 0 ? <Empty title={ja ? '見つかりませんでした' : 'Nothing was found'} next={<NoHits lang={lang} words={found.didYouMean} />} /> : <Hits hits={found.hits} lang={lang} />}
        <Pager shown={found.hits.length} total={found.total} {...(asked.page > 1 ? { previousHref: here({ page: String(asked.page - 1) }) } : {})} {...(asked.page * HITS < found.total ? { nextHref: here({ page: String(asked.page + 1) }) } : {})} />
      </Section>
      {(found.kinds.length > 1 || found.categories.length > 0 || found.formerSchools > 0 || narrowed(asked)) && (
        <Section title={ja ? 'しぼりこむ' : 'Narrow down'}>
          <LinkList items={[
            ...(narrowed(asked) ? [{ to: `/search?${new URLSearchParams({ q }).toString()}`, label: ja ? 'しぼりこみをやめる' : 'Show all' }] : []),
            ...(asked.site === '' && found.formerSchools > 0 ? [{ to: `/search?${new URLSearchParams({ q, site: 'former-schools' }).toString()}`, label: ja ? `過去の学校（${found.formerSchools}）` : `Former schools (${found.formerSchools})` }] : []),
            ...found.kinds.filter((kind) => kind.code !== asked.kind).map((kind) => ({ to: `/search?${new URLSearchParams({ q, ...inSite, kind: kind.code }).toString()}`, label: `${kindName(kind.code, lang)}（${kind.count}）` })),
            ...found.categories.filter((category) => category.code !== asked.category).map((category) => ({ to: `/search?${new URLSearchParams({ q, ...inSite, category: category.code }).toString()}`, label: `${named(lang, category)}（${category.count}）` })),
          ]} />
        </Section>
      )}
    </>
  );
}

function NoHits({ lang, words }: { readonly lang: Lang; readonly words: readonly string[] }) {
  const ja = lang === 'ja';
  return <>{words.length > 0 && <p>{ja ? 'もしかして：' : 'Did you mean: '}{words.map((word) => <span key={word}><A to={`/search?${new URLSearchParams({ q: word }).toString()}`}>{word}</A> </span>)}</p>}<p>{ja ? '短い言葉や、別の言い方でさがしてみてください。' : 'Please try shorter or other words.'}</p></>;
}

function Hits({ hits, lang }: { readonly hits: readonly SearchHit[]; readonly lang: Lang }) {
  const { href } = useUi();
  return <ol class="hits">{hits.map((hit) => <li key={hit.path}><p><a href={href(hit.path)}><Marked pieces={hit.title} /></a></p><p class="hit-words"><Marked pieces={hit.snippet} /></p><p class="link-note">{hit.easy && <><Chip kind="info">やさしい日本語</Chip>　</>}{hit.formerSchool !== null && <><Chip kind="no">{lang === 'ja' ? `過去の学校（${hit.formerSchool}）` : `Former school (${hit.formerSchool})`}</Chip>　</>}{kindName(hit.kind, lang)}　<When date={dayOf(hit.reviewedAt)} style="long" /></p></li>)}</ol>;
}

