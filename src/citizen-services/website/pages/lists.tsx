/** Lists of pages: what is new, what belongs together, the whole tree. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { LinkButton, LinkList, Page, Pager } from '../../../ui/index.ts';
import { easyList } from '../queries/easy.ts';
import { categoryPages, newsList, publicTree } from '../queries/public.ts';
import { homeCrumb, named, paged, pagerLinks, PageList } from './public-parts.tsx';

const open = [anyone('公開しているページだけを見せます')];

export const newsPage = page({
  path: '/news',
  title: { ja: '新着情報', en: 'News' },
  allow: open,
  search: paged,
  shared: 'day',
  load: (ctx, { search }) => ctx.ask(newsList, { page: search.page }),
  view: (it, { lang }) => (
    <Page title={lang === 'ja' ? '新着情報' : 'News'} crumbs={[homeCrumb(lang)]}>
      {it.count === 0 ? <p>{lang === 'ja' ? 'まだお知らせはありません。' : 'There is no news yet.'}</p> : <PageList pages={it.pages} lang={lang} />}
      <Pager shown={it.pages.length} total={it.count} {...pagerLinks('/news', it.page, it.count)} />
    </Page>
  ),
});

export const categoryPage = page({
  path: '/c/:code{[a-z][a-z0-9-]{0,31}}',
  title: { ja: '分類', en: 'Category' },
  allow: open,
  params: z.object({ code: z.string().max(32) }),
  search: paged,
  shared: 'day',
  load: (ctx, { params, search }) => ctx.ask(categoryPages, { code: params.code, page: search.page }),
  view: (it, { lang }) => (
    <Page title={named(lang, it)} crumbs={[homeCrumb(lang)]}>
      {it.navi && <p><LinkButton to={`/navi/${it.code}`} icon="list">{lang === 'ja' ? '自分に必要な手続きを調べる' : 'Find out what you have to do'}</LinkButton></p>}
      {it.count === 0 ? <p>{lang === 'ja' ? 'この分類のページは、まだありません。' : 'There is no page in this category yet.'}</p> : <PageList pages={it.pages} lang={lang} dated={false} />}
      <Pager shown={it.pages.length} total={it.count} {...pagerLinks(`/c/${it.code}`, it.page, it.count)} />
    </Page>
  ),
});

export const easyPage = page({
  path: '/yasashii',
  title: { ja: 'やさしい日本語', en: 'Plain Japanese' },
  allow: open,
  search: paged,
  shared: 'day',
  load: (ctx, { search }) => ctx.ask(easyList, { page: search.page }),
  view: (it, { lang }) => (
    <Page title={lang === 'ja' ? 'やさしい日本語の ページ' : 'Pages in plain Japanese'} crumbs={[homeCrumb(lang)]} lead={<p>{lang === 'ja' ? 'みじかい 文と、やさしい ことばの ページです。ふりがなが あります。' : 'Short sentences, easy words, and the reading over every character.'}</p>}>
      {it.count === 0 ? <p>{lang === 'ja' ? 'まだ ページが ありません。' : 'There is no page yet.'}</p> : <PageList pages={it.pages} lang={lang} dated={false} />}
      <Pager shown={it.pages.length} total={it.count} {...pagerLinks('/yasashii', it.page, it.count)} />
    </Page>
  ),
});

export const treePage = page({
  path: '/sitemap',
  title: { ja: 'サイトマップ', en: 'Site map' },
  allow: open,
  shared: 'day',
  load: (ctx) => ctx.ask(publicTree, {}),
  view: (tree, { lang }) => (
    <Page title={lang === 'ja' ? 'サイトマップ' : 'Site map'} crumbs={[homeCrumb(lang)]}>
      {tree.length === 0 ? <p>{lang === 'ja' ? 'まだフォルダーがありません。' : 'There is no folder yet.'}</p> : <LinkList items={tree.map((one) => ({ to: one.path, label: `${'　'.repeat(one.path.split('/').length - 3)}${named(lang, one)}`, ...(one.lead === '' ? {} : { note: one.lead }) }))} />}
    </Page>
  ),
});
