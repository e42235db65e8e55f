/** 携帯版: the whole site as words, for telephones with keys, slow lines, and whoever wants nothing else. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { type Go, moved, page, type PageContext } from '../../../kernel/page.ts';
import { searchPublic } from '../../../kernel/search/search.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import type { Lang, Text } from '../../../kernel/view.ts';
import { noticeLabel } from '../messages/words.ts';
import { disasterNow } from '../queries/disaster.ts';
import { numbersOf, officeNumbers, pagesOfKind, phoneKinds } from '../queries/phone.ts';
import { firstPage, type GonePage, LIST, type Listed, newsList, pageNumbered, type PublicPage, sectionAt } from '../queries/public.ts';
import { HITS, search } from '../queries/search.ts';
import { isEasy, spokenLang } from '../rules/easy.ts';
import { linksOf } from '../rules/inline.ts';
import { type Line, linesOf, partsOf, roomFor } from '../rules/phone.ts';
import { placesOf } from '../rules/texts.ts';
import { numbers } from './light.tsx';
import { KeyLink, Lines, Onward, type Place, rootOf, TextPage } from './phone-parts.tsx';
import { dayOf, fileHref, moment, named, shownOf } from './public-parts.tsx';

const open = [anyone('公開しているページだけを見せます')];
const count = z.coerce.number().int().min(1).max(10_000).catch(1);
const parted = z.object({ page: count, part: count });
type At = z.infer<typeof parted>;

const alarmsIn = async (ctx: PageContext) => (await ctx.ask(disasterNow, {})).notices.filter((notice) => notice.state === 'live').length;
const link = (to: string, text: string, more = ''): Line => ({ as: 'li', pieces: more === '' ? [{ to, text }] : [{ to, text }, more] });
const said = (text: string, as: Line['as'] = 'p'): Line => ({ as, pieces: [text] });
const textAddress = (it: Listed) => `/k/p/${it.pageNo}`;
const day = (instant: Temporal.Instant, lang: Lang) => formatDate(dayOf(instant), lang, 'long');
const listLines = (pages: readonly Listed[], lang: Lang) => pages.map((it) => [link(textAddress(it), it.title, `（${day(it.changedAt, lang)}）`)]);

/** One part of lines that may be long, within a list that may have several pages. */
function placed(title: string, groups: readonly (readonly Line[])[], path: string, at: At, total = 0, size = LIST): { readonly lines: readonly Line[]; readonly place: Place } {
  const parts = partsOf(groups, roomFor(title));
  const part = Math.min(at.part, parts.length);
  const address = (to: number, inside: number) => {
    const said = [...(to > 1 ? [`page=${to}`] : []), ...(inside > 1 ? [`part=${inside}`] : [])].join('&');
    return said === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${said}`;
  };
  return {
    lines: parts[part - 1] ?? [],
    place: {
      path, part: parts.length > 1 ? { at: part, of: parts.length } : null,
      previous: part > 1 ? address(at.page, part - 1) : at.page > 1 ? address(at.page - 1, 1) : null,
      next: part < parts.length ? address(at.page, part + 1) : at.page * size < total ? address(at.page + 1, 1) : null,
    },
  };
}

function LinesPage({ ctx, title, groups, path, at, total = 0, canonical, alarms, none }: { readonly ctx: PageContext; readonly title: string; readonly groups: readonly (readonly Line[])[]; readonly path: string; readonly at: At; readonly total?: number; readonly canonical?: string; readonly alarms: number; readonly none: Text }) {
  const { lines, place } = placed(title, groups, path, at, total);
  const root = rootOf(ctx);
  return <TextPage ctx={ctx} title={title} alarms={alarms} {...(canonical === undefined ? {} : { canonical })}>{lines.length === 0 ? <p>{none[ctx.lang]}</p> : <Lines lines={lines} root={root} />}<Onward place={place} ja={ctx.lang === 'ja'} root={root} /></TextPage>;
}

const nothing: Text = { ja: 'まだありません。', en: 'There is nothing here yet.' };

const menu: readonly (readonly [key: string, to: string, label: Text])[] = [
  ['1', '/k/emergency', { ja: '緊急情報', en: 'Emergency' }], ['2', '/k/news', { ja: 'お知らせ', en: 'News' }], ['3', '/k/folders', { ja: 'ごみ・くらし', en: 'Garbage, daily life' }], ['4', '/k/list/procedure', { ja: '手続き', en: 'Procedures' }], ['5', '/k/list/facility', { ja: '施設', en: 'Facilities' }],
  ['6', '/k/list/event', { ja: 'イベント', en: 'Events' }], ['7', '/k/list/faq', { ja: 'よくある質問', en: 'Questions' }], ['8', '/k/search', { ja: 'さがす', en: 'Search' }], ['9', '/k/phones', { ja: '電話', en: 'Telephone' }], ['0', '/k', { ja: 'はじめ', en: 'Start' }],
];

export const phoneFirst = page({
  path: '/k', title: { ja: '携帯版', en: 'Text pages' }, allow: open, shared: 'minute',
  load: (ctx) => ctx.ask(disasterNow, {}),
  view(now, ctx) {
    const { lang } = ctx;
    const root = rootOf(ctx);
    const live = now.notices.filter((notice) => notice.state === 'live');
    return (
      <TextPage ctx={ctx} title={lang === 'ja' ? `${ctx.city.facts.name.ja} 携帯版` : `${ctx.city.facts.name.en}: text pages`} canonical="/" first alarms={live.length}>
        {live.slice(0, 3).map((notice) => <p><b>{noticeLabel(notice, lang)}</b><br />{notice.headline[lang]}</p>)}
        <p>{menu.map(([key, to, label], index) => <>{index > 0 && <br />}<KeyLink to={`${root}${to}`} on={key}>{key} {label[lang]}</KeyLink></>)}</p>
      </TextPage>
    );
  },
});

export const phoneEmergency = page({
  path: '/k/emergency', title: { ja: '緊急情報（文字だけ）', en: 'Emergency (text)' }, allow: open, shared: 'minute', search: parted,
  load: (ctx) => ctx.ask(disasterNow, {}),
  view(now, ctx, { search: at }) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const notices = now.notices.map((notice): readonly Line[] => [
      said(`${noticeLabel(notice, lang)}${ja ? '　' : ': '}${notice.headline[lang]}`, 'h2'),
      said([notice.areas, notice.body[lang], `${moment(notice.changedAt, lang)}${ja ? ' 現在　' : ' '}${notice.issuedBy}`].filter((one) => one !== '').join('\n')),
    ]);
    const parts = now.parts.filter((part) => part.body[lang] !== '').map((part): readonly Line[] => [said(part.title[lang], 'h2'), said(`${part.asOf === null ? '' : `${moment(part.asOf, lang)}${ja ? ' 現在' : ''}${part.freshness === 'old' ? (ja ? '【古い情報】' : ' [may be out of date]') : ''}\n`}${part.body[lang]}`)]);
    const head = [said(ja ? `${moment(now.at, lang)} 現在` : `As of ${moment(now.at, lang)}`), ...(now.notices.length === 0 ? [said(ja ? 'いま出ている避難の情報や緊急のお知らせはありません。' : 'There is no evacuation order or emergency notice now.')] : [])];
    return <LinesPage ctx={ctx} title={ja ? '緊急情報' : 'Emergency'} groups={[head, ...notices, ...parts]} path="/k/emergency" at={at} canonical="/disaster" alarms={0} none={nothing} />;
  },
});

export const phoneNews = page({
  path: '/k/news', title: { ja: 'お知らせ（文字だけ）', en: 'News (text)' }, allow: open, shared: 'day', search: parted,
  load: async (ctx, { search: at }) => ({ ...(await ctx.ask(newsList, { page: at.page })), alarms: await alarmsIn(ctx) }),
  view: (it, ctx, { search: at }) => <LinesPage ctx={ctx} title={ctx.lang === 'ja' ? 'お知らせ' : 'News'} groups={listLines(it.pages, ctx.lang)} path="/k/news" at={at} total={it.count} canonical="/news" alarms={it.alarms} none={nothing} />,
});

export const phoneKind = page({
  path: '/k/list/:kind{procedure|facility|event|faq}', title: { ja: '種類のページ（文字だけ）', en: 'Pages of a kind (text)' }, allow: open, shared: 'day', search: parted, params: z.object({ kind: z.enum(phoneKinds) }),
  load: async (ctx, { params, search: at }) => ({ ...(await ctx.ask(pagesOfKind, { kind: params.kind, page: at.page })), alarms: await alarmsIn(ctx) }),
  view: (it, ctx, { params, search: at }) => <LinesPage ctx={ctx} title={menu.find(([, to]) => to === `/k/list/${params.kind}`)?.[2][ctx.lang] ?? ''} groups={listLines(it.pages, ctx.lang)} path={`/k/list/${params.kind}`} at={at} total={it.count} alarms={it.alarms} none={nothing} />,
});

export const phoneFolders = page({
  path: '/k/folders', title: { ja: 'くらし（文字だけ）', en: 'Daily life (text)' }, allow: open, shared: 'day', search: parted,
  load: async (ctx) => ({ doors: (await ctx.ask(firstPage, {})).doors, alarms: await alarmsIn(ctx) }),
  view: (it, ctx, { search: at }) => <LinesPage ctx={ctx} title={ctx.lang === 'ja' ? 'ごみ・くらし' : 'Garbage, daily life'} groups={it.doors.map((one) => [link(`/k/in${one.path}`, named(ctx.lang, one))])} path="/k/folders" at={at} canonical="/sitemap" alarms={it.alarms} none={nothing} />,
});

export const phoneFolder = page({
  path: '/k/in/:path{.+/}', title: { ja: 'フォルダー（文字だけ）', en: 'Folder (text)' }, allow: open, shared: 'day', search: parted, params: z.object({ path: z.string().max(290) }),
  async load(ctx, { params, search: at }) {
    const found = await ctx.ask(sectionAt, { path: `/${params.path}`, page: at.page });
    if (found.found === 'moved') return found.to.endsWith('/') ? moved(`/k/in${found.to}`) : moved(found.to);
    return { ...found, alarms: await alarmsIn(ctx) };
  },
  view: (it, ctx, { search: at }) => <LinesPage ctx={ctx} title={named(ctx.lang, it)} groups={[...(at.page > 1 ? [] : it.below.map((one) => [link(`/k/in${one.path}`, named(ctx.lang, one))])), ...listLines(it.pages, ctx.lang)]} path={`/k/in${it.path}`} at={at} total={it.count} canonical={it.path} alarms={it.alarms} none={nothing} />,
});

export const phoneNumbers = page({
  path: '/k/phones', title: { ja: '電話（文字だけ）', en: 'Telephone (text)' }, allow: open, shared: 'day', search: parted,
  load: async (ctx) => ({ offices: await ctx.ask(officeNumbers, {}), alarms: await alarmsIn(ctx) }),
  view(it, ctx, { search: at }) {
    const { lang } = ctx;
    const call = (phone: string, name: string, more = ''): readonly Line[] => [{ as: 'li', pieces: [`${name}${lang === 'ja' ? '　' : ' '}`, { to: `tel:${phone}`, text: phone.length > 4 ? formatPhone(phone.replaceAll('-', '')) : phone }, more === '' ? '' : `\n${more}`].filter((one) => one !== '') }];
    return <LinesPage ctx={ctx} title={lang === 'ja' ? '電話' : 'Telephone'} groups={[...numbers.map(([phone, label]) => call(phone, label[lang])), call(ctx.city.facts.phone, lang === 'ja' ? '市役所' : 'City hall'), ...it.offices.map((one) => call(one.phone, one.name, one.hours))]} path="/k/phones" at={at} alarms={it.alarms} none={nothing} />;
  },
});

type Shown = { readonly it: PublicPage; readonly numbers: Readonly<Record<string, string>>; readonly alarms: number } | { readonly it: GonePage; readonly alarms: number };

/** The pages of our own that a page leads to. */
const innerLinks = (it: PublicPage) => placesOf({ title: '', lead: '', kind: 'guide', lang: it.lang, contact: '', categories: [], reviewOn: null, blocks: it.blocks }).flatMap((place) => linksOf(place.rich).map(({ node }) => node.link.split('#')[0] ?? '')).filter((to) => /^\/[^/].*\.html$/.test(to) && to.length <= 300);

export const phonePage = page({
  path: '/k/p/:number{[0-9]{1,7}}', title: { ja: 'ページ（文字だけ）', en: 'A page (text)' }, allow: open, shared: 'day', params: z.object({ number: z.string().regex(/^\d{1,7}$/) }), search: parted,
  async load(ctx, { params }): Promise<Shown | ReturnType<typeof moved>> {
    const it = await ctx.ask(pageNumbered, { number: params.number });
    if (it.found === 'moved') return moved(it.to);
    const alarms = await alarmsIn(ctx);
    if (it.found === 'gone') return { it, alarms };
    return { it, numbers: await ctx.ask(numbersOf, { paths: [...new Set(innerLinks(it))].slice(0, 1000) }), alarms };
  },
  status: (model) => (model.it.found === 'gone' ? 410 : 200),
  view(model, ctx, { search: at }) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    if (!('numbers' in model)) {
      const { it } = model;
      const words: Line[] = [said(ja ? `「${it.title}」は、${moment(it.since, lang)}に公開を終えました。\nわけ：${it.reason}` : `“${it.title}” was withdrawn on ${moment(it.since, lang)}.\nReason: ${it.reason}`), ...(it.successor === null ? [] : [link(it.successor.path, it.successor.title)])];
      return <LinesPage ctx={ctx} title={ja ? 'このページは公開を終えました' : 'This page has been withdrawn'} groups={[words]} path={ctx.url.pathname.replace(/^\/en/, '')} at={{ ...at, page: 1 }} alarms={model.alarms} none={nothing} />;
    }
    const { it } = model;
    const shown = shownOf(ctx, it, lang);
    const own = (address: string) => {
      const [path = ''] = address.split('#');
      const number = model.numbers[path];
      return number === undefined ? address : `/k/p/${number}`;
    };
    const words = { ja, link: own, file: fileHref, contact: shown.contact, pages: (block: Parameters<typeof shown.pages>[0]) => (it.lists[block.id] ?? []).map((one) => ({ to: textAddress(one), label: one.title, note: day(one.changedAt, lang) })) };
    const foot = it.contact !== '' && !it.blocks.some((block) => block.type === 'contact') && it.contacts[it.contact] !== undefined;
    const warnings = [...(it.site?.archivedOn ? [ja ? `過去の学校のページです（${it.site.name}）。` : `A page of a former school (${it.site.name}).`] : []), ...(it.overdue ? [ja ? 'この情報は見直し期限を過ぎています。お問い合わせ先に確かめてください。' : 'This page is due for review. Please ask the office below.'] : [])].map((one) => said(one));
    const head: readonly Line[] = [...warnings, ...(it.lead === '' ? [] : [said(it.lead)])];
    const blocks = [...it.blocks, ...(foot ? [{ id: 'foot', type: 'contact' as const, department: it.contact }] : [])];
    const end = said(ja ? `ページ番号 ${it.pageNo}\n更新日 ${isEasy(it.lang) ? dayOf(it.changedAt).toLocaleString('ja-JP', { dateStyle: 'long' }) : day(it.changedAt, lang)}` : `Page number ${it.pageNo}\nUpdated ${day(it.changedAt, lang)}`);
    const { lines, place } = placed(it.title, [head, ...blocks.map((block) => linesOf(block, words)), [end]], `/k/p/${it.pageNo}`, { page: 1, part: at.part });
    const root = rootOf(ctx);
    return (
      <TextPage ctx={ctx} title={it.title} canonical={it.path} alarms={model.alarms}>
        <article lang={spokenLang(it.lang) === lang ? undefined : spokenLang(it.lang)}><Lines lines={lines} root={root} /></article>
        <Onward place={place} ja={ja} root={root} />
      </TextPage>
    );
  },
});

const one = z.union([z.string().max(100), z.array(z.string().max(100))]).catch('').transform((value) => (typeof value === 'string' ? value : (value[0] ?? '')));

interface Searched {
  readonly q: string;
  readonly found: Awaited<ReturnType<typeof search.run>> | null;
  readonly others: readonly { readonly href: string; readonly title: string }[];
  readonly alarms: number;
}

export const phoneSearch = page({
  path: '/k/search', title: { ja: 'さがす（文字だけ）', en: 'Search (text)' }, allow: [anyone('公開している情報だけを探します')], shared: 'day', search: z.object({ q: one, page: z.coerce.number().int().min(1).max(1000).catch(1), part: count }),
  async load(ctx, { search: at }): Promise<Searched | Go> {
    const q = at.q.trim();
    const alarms = await alarmsIn(ctx);
    if (q === '') return { q, found: null, others: [], alarms };
    const found = await ctx.ask(search, { q, page: at.page });
    if (found.numbered !== null && at.page === 1) return { go: 'to', path: `/k/p/${found.numbered}` };
    const others = at.page === 1 ? (await ctx.ask(searchPublic, { q })).filter((hit) => hit.system !== 'website').slice(0, 8) : [];
    return { q, found, others, alarms };
  },
  view(model, ctx, { search: at }) {
    const ja = ctx.lang === 'ja';
    const root = rootOf(ctx);
    const plain = (pieces: readonly { readonly text: string }[]) => pieces.map((piece) => piece.text).join('');
    const { found } = model;
    const groups = found === null ? [] : [
      [said(ja ? `「${model.q}」 ${found.total}件` : `“${model.q}”: ${found.total} pages`)], ...(found.office === null ? [] : [[said(`${found.office.name}　${found.office.phone}`)]]),
      ...found.hits.map((hit) => [link(`/k/p/${hit.pageNo}`, plain(hit.title), `\n${plain(hit.snippet)}`)]), ...model.others.map((hit) => [link(hit.href, hit.title, ja ? '（手続き・予約）' : ' (service)')]),
    ];
    const title = ja ? 'さがす' : 'Search';
    const { lines, place } = placed(title, groups, `/k/search?q=${encodeURIComponent(model.q)}`, at, found?.total ?? 0, HITS);
    return (
      <TextPage ctx={ctx} title={title} canonical="/search" alarms={model.alarms}>
        <form action={`${root}/k/search`} method="get" role="search"><p><label for="q">{ja ? 'さがす言葉・ページ番号' : 'Words or page number'}</label><br /><input id="q" name="q" type="search" maxlength={100} value={model.q} /> <button type="submit">{ja ? 'さがす' : 'Search'}</button></p></form>
        <Lines lines={lines} root={root} />
        {found !== null && found.total === 0 && <p>{ja ? '見つかりませんでした。別の言葉でおさがしください。' : 'Nothing was found. Please try other words.'}</p>}
        <Onward place={place} ja={ja} root={root} />
      </TextPage>
    );
  },
});
