/** A page of the site, at its address and by its number; what was there; and the folders. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { isGo, moved, notFound, page, type PageContext } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, LinkList, Notice, Page, Pager, Section, useUi, When } from '../../../ui/index.ts';
import { disasterNow } from '../queries/disaster.ts';
import { isEasy, linkLang, spokenLang } from '../rules/easy.ts';
import { type GonePage, pageAt, pageNumbered, type PublicPage, sectionAt } from '../queries/public.ts';
import { Blocks, contentsOf, Readings, Said } from './blocks.tsx';
import { crumbsOf, dayOf, declared, homeCrumb, moment, named, paged, pagerLinks, PageList, shownOf } from './public-parts.tsx';

const open = [anyone('公開しているページだけを見せます')];
type Shown = (PublicPage & { readonly light: boolean }) | GonePage;

/** The address within the tree. The pattern takes every path, the English prefix with it. */
const addressIn = (path: string) => `/${path.replace(/^en\//, '')}`;

async function shown(ctx: PageContext, found: Awaited<ReturnType<typeof pageAt.run>>) {
  if (found === null) return notFound;
  if (found.found === 'moved') return moved(found.to);
  if (found.found === 'gone') return found;
  // The lightest level sends words only.
  return { ...found, light: (await ctx.ask(disasterNow, {})).level === 3 };
}

export const sitePage = page({
  path: '/:path{.+\\.html}',
  title: { ja: 'ページ', en: 'Page' },
  allow: open,
  params: z.object({ path: z.string().max(290) }),
  search: z.object({ ruby: z.literal('1').optional().catch(undefined) }),
  shared: 'day',
  async load(ctx, { params, search }): Promise<Shown | ReturnType<typeof moved>> {
    const address = addressIn(params.path);
    const answer = await ctx.tryAsk(pageAt, { path: address, ruby: search.ruby ?? '' });
    // While the database is away nobody knows what stands there: that is said, and not that there is nothing.
    if (!answer.ok && answer.refused !== 'NotFound') await ctx.ask(pageAt, { path: address });
    const go = answer.ok ? await shown(ctx, answer.value) : notFound;
    if (!isGo(go)) return go;
    // Old links are typed in capitals as often as not.
    const lower = address.toLowerCase();
    if (go.go === 'not-found' && lower !== address) {
      const again = await ctx.tryAsk(pageAt, { path: lower });
      if (again.ok && again.value !== null) return moved(again.value.found === 'moved' ? again.value.to : lower);
    }
    return go;
  },
  status: (model) => (model.found === 'gone' ? 410 : 200),
  view: (model, ctx, { search }) => (model.found === 'gone' ? <Gone page={model} lang={ctx.lang} /> : <SitePage page={model} ctx={ctx} ruby={search.ruby === '1'} />),
});

export const numberedPage = page({
  path: '/p/:number{[0-9]{1,7}}',
  title: { ja: 'ページ番号で開く', en: 'Open by number' },
  allow: open,
  params: z.object({ number: z.string().regex(/^\d{1,7}$/) }),
  async load(ctx, { params }) {
    const found = await ctx.ask(pageNumbered, { number: params.number });
    // The number is for ever, the address may move: this one is not to be remembered.
    return found.found === 'page' ? { go: 'to' as const, path: found.path } : found.found === 'gone' ? found : moved(found.to);
  },
  status: () => 410,
  view: (model, ctx) => <Gone page={model} lang={ctx.lang} />,
});

function SitePage({ page: it, ctx, ruby }: { readonly page: PublicPage & { readonly light: boolean }; readonly ctx: PageContext; readonly ruby: boolean }) {
  const { lang } = ctx;
  const contents = contentsOf(it.blocks);
  const blocks = it.light ? it.blocks.filter((block) => block.type !== 'image') : it.blocks;
  const foot = it.contact !== '' && !it.blocks.some((block) => block.type === 'contact') && it.contacts[it.contact] !== undefined;
  return (
    <Readings.Provider value={it.ruby}>
    <Page title={it.title} crumbs={crumbsOf(lang, it.way)} {...(it.lead === '' ? {} : { lead: <p><Said text={it.lead} /></p> })} head={<PageLinks it={it} origin={ctx.city.origin} />} scripts={it.light ? [] : ['read-aloud.js']}>
      {it.site?.archivedOn && <Notice kind="warn" title={lang === 'ja' ? `過去の学校のページです（${it.site.name}）` : `A page of a former school (${it.site.name})`}><p>{lang === 'ja' ? 'この学校は閉校しました。記録として残しています。' : 'This school has closed. The page is kept as a record.'}</p></Notice>}
      {it.overdue && <Notice kind="warn" title={lang === 'ja' ? 'この情報は見直し期限を過ぎています' : 'This page is due for review'}><p>{lang === 'ja' ? '内容が古くなっているかもしれません。お問い合わせ先に確かめてください。' : 'It may be out of date. Please ask the office below.'}{it.reviewedAt !== null && <>{lang === 'ja' ? '最終確認　' : ' Last checked '}<When date={dayOf(it.reviewedAt)} style="long" /></>}</p></Notice>}
      {it.lang !== lang && !it.others.some((one) => one.lang === lang) && lang === 'en' && <Notice title="This page is in Japanese"><p>There is no English edition of it yet. The office below can help.</p></Notice>}
      {it.easy !== null && <EasyHead it={it} easy={it.easy} ja={lang === 'ja'} />}
      {contents.length > 0 && <nav class="card contents" aria-label={lang === 'ja' ? 'このページの目次' : 'On this page'}><ul>{contents.map((one) => <li key={one.to}><a href={one.to}><Said text={one.label} /></a></li>)}</ul></nav>}
      {it.lang === 'ja' && lang === 'ja' && <p class="read-tools"><EasyLink it={it} /><A to={ruby ? it.path : `${it.path}?ruby=1`}>{ruby ? 'ふりがなを外す' : 'ふりがなをつける'}</A>{ruby && it.ruby === null && '　ふりがなは、いま用意しています。'}</p>}
      <article class="prose" lang={spokenLang(it.lang) === lang ? undefined : spokenLang(it.lang)}>
        <Blocks blocks={blocks} shown={shownOf(ctx, it, lang)} />
        {foot && <Blocks blocks={[{ id: 'foot', type: 'contact', department: it.contact }]} shown={shownOf(ctx, it, lang)} />}
      </article>
      <div class="page-foot">
        <p>{lang === 'ja' ? 'ページ番号' : 'Page number'} <span class="num">{it.pageNo}</span>　<A to={`/k/p/${it.pageNo}`}>{lang === 'ja' ? '文字だけのページ' : 'Text only'}</A>　{lang === 'ja' ? '更新日' : 'Updated'} {it.easy !== null && lang === 'ja' ? <WesternDay at={it.changedAt} /> : <When date={dayOf(it.changedAt)} style="long" />}</p>
        {declared(OTHER_FORMS) && <p><A to={`${OTHER_FORMS}?page=${encodeURIComponent(it.path)}`}>{lang === 'ja' ? 'このページを別の形で受け取りたい方へ' : 'To receive this page in another form'}</A></p>}
        {it.others.length > 0 && <p>{it.others.map((one) => <span key={one.path}><LanguageLink one={one} words={it.easy !== null && one.lang === 'ja' ? 'もとの ページ' : (languageNames[one.lang] ?? one.lang)} /> </span>)}</p>}
        <p class="print-only"><img src={`/qr.svg?to=${encodeURIComponent(`/p/${it.pageNo}`)}`} width={90} height={90} loading="lazy" alt="" /> {ctx.city.origin}{it.path}</p>
        {it.categories.length > 0 && <p>{lang === 'ja' ? '分類' : 'Category'} {it.categories.map((one) => <span key={one.code}><A to={`/c/${one.code}`}>{named(lang, one)}</A> </span>)}</p>}
      </div>
    </Page>
    </Readings.Provider>
  );
}

/** Large print, Braille, read out: whoever keeps the site accessible answers (障害者差別解消法 第7条第2項). */
const OTHER_FORMS = '/accessibility/request';

const languageNames: Readonly<Record<string, string>> = { ja: '日本語', 'ja-easy': 'やさしい日本語', en: 'English', zh: '中文', ko: '한국어', vi: 'Tiếng Việt', ne: 'नेपाली' };

/** A day as plain words say it: without the era. */
function WesternDay({ at }: { readonly at: Temporal.Instant }) {
  const day = dayOf(at);
  return <time datetime={day.toString()}>{`${day.year}年${day.month}月${day.day}日`}</time>;
}

function LanguageLink({ one, words }: { readonly one: PublicPage['others'][number]; readonly words: string }) {
  const { href } = useUi();
  return <a href={href(one.path)} hreflang={linkLang(one.lang)} lang={spokenLang(one.lang)}>{words}</a>;
}

/** To the same in plain words. */
function EasyLink({ it }: { readonly it: PublicPage }) {
  const easy = it.others.find((one) => isEasy(one.lang));
  return easy ? <><LanguageLink one={easy} words="やさしい日本語" />　</> : null;
}

/** How the title is read, where it comes from, and of which day that is. */
function EasyHead({ it, easy, ja }: { readonly it: PublicPage; readonly easy: NonNullable<PublicPage['easy']>; readonly ja: boolean }) {
  const original = it.others.find((one) => one.lang === 'ja');
  const read = it.ruby?.[it.title]?.map(([part, kana]) => kana ?? part).join('');
  return (
    <div class="read-tools">
      {read !== undefined && read !== it.title && <p lang={ja ? undefined : 'ja'}>{read}</p>}
      {it.ruby === null && <p lang={ja ? undefined : 'ja'}>ふりがなは、いま よういしています。</p>}
      <p>{original && <LanguageLink one={original} words="もとの ページ" />}　<A to="/yasashii">{ja ? 'ほかの やさしい日本語の ページ' : 'Other pages in plain Japanese'}</A></p>
      <p>{easy.madeFromAt !== null && (ja ? <>この ページは、<WesternDay at={easy.madeFromAt} />の もとの ページから つくりました。{easy.behind && <strong>もとの ページは、そのあと かわりました。</strong>}</> : <>In plain Japanese, made from the page of <When date={dayOf(easy.madeFromAt)} style="long" />.{easy.behind && <strong> The original has changed since.</strong>}</>)}</p>
    </div>
  );
}

function PageLinks({ it, origin }: { readonly it: PublicPage; readonly origin: string }) {
  const family = it.others.length === 0 ? [] : [{ lang: it.lang, path: it.path }, ...it.others];
  return <><link rel="canonical" href={`${origin}${it.path}`} />{family.map((one) => <link key={one.path} rel="alternate" hreflang={linkLang(one.lang)} href={`${origin}${one.path}`} />)}<meta name="description" content={it.lead === '' ? it.title : it.lead.slice(0, 160)} /></>;
}

function Gone({ page: it, lang }: { readonly page: GonePage; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Page title={ja ? 'このページは公開を終えました' : 'This page has been withdrawn'} crumbs={[homeCrumb(lang)]}>
      <p>{ja ? `「${it.title}」は、${moment(it.since, lang)}に公開を終えました。` : `“${it.title}” was withdrawn on ${moment(it.since, lang)}.`}</p>
      <p>{ja ? 'わけ：' : 'Reason: '}{it.reason}</p>
      {it.successor !== null && <p>{ja ? '代わりに、次のページをご覧ください。' : 'Please read this page instead: '}<A to={it.successor.path}>{it.successor.title}</A></p>}
      <p><A to="/search">{ja ? 'ほかのページをさがす' : 'Search the site'}</A></p>
    </Page>
  );
}

export const sectionPage = page({
  path: '/:path{.+/}',
  title: { ja: 'フォルダー', en: 'Folder' },
  allow: open,
  params: z.object({ path: z.string().max(290) }),
  search: paged,
  shared: 'day',
  async load(ctx, { params, search }) {
    const found = await ctx.ask(sectionAt, { path: addressIn(params.path), page: search.page });
    return found.found === 'moved' ? moved(found.to) : found;
  },
  view(it, ctx) {
    const { lang } = ctx;
    return (
      <Page title={named(lang, it)} crumbs={crumbsOf(lang, it.way)} {...(it.lead === '' ? {} : { lead: <p>{it.lead}</p> })} head={<FeedLink path={it.path} title={it.name} />}>
        {it.below.length > 0 && <Section title={lang === 'ja' ? 'この中の分類' : 'Folders'}><LinkList items={it.below.map((one) => ({ to: one.path, label: named(lang, one), ...(one.lead === '' ? {} : { note: one.lead }) }))} /></Section>}
        {it.pages.length > 0 && <Section title={lang === 'ja' ? 'ページ' : 'Pages'}><PageList pages={it.pages} lang={lang} /></Section>}
        {it.count === 0 && it.below.length === 0 && <p>{lang === 'ja' ? 'まだページがありません。' : 'There is no page here yet.'}</p>}
        <Pager shown={it.pages.length} total={it.count} {...pagerLinks(it.path, it.page, it.count)} />
      </Page>
    );
  },
});

function FeedLink({ path, title }: { readonly path: string; readonly title: string }) {
  const { href } = useUi();
  return <link rel="alternate" type="application/atom+xml" title={title} href={href(`/feed.xml?in=${encodeURIComponent(path)}`)} />;
}
