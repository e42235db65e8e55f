/** The city's first page; in a disaster, the disaster page. */
import { anyone } from '../../../kernel/actor.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { page, type PageContext } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import type { HomeNotice, PortalCard } from '../../../kernel/system.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Card, Facts, isIcon, LinkButton, LinkList, Notice, Page, Section, type Tile, Tiles, useUi, When } from '../../../ui/index.ts';
import { noticeLabel } from '../messages/words.ts';
import { disasterNow } from '../queries/disaster.ts';
import { firstPage } from '../queries/public.ts';
import { LightPage } from './light.tsx';
import { homeCrumb, moment, named, PageList } from './public-parts.tsx';
import { SearchBox } from './search.tsx';

const open = [anyone('市のサイトの入口です')];

type Cards = readonly { readonly system: string; readonly cards: readonly PortalCard[] | null }[];

/** What the other systems tell. One that cannot answer just now says so, and the page stands. */
async function told(ctx: PageContext): Promise<{ readonly notices: readonly HomeNotice[]; readonly cards: Cards }> {
  const systems = registeredSystems();
  const notices = await Promise.all(systems.flatMap((system) => (system.portal?.notices ? [system.portal.notices(ctx).catch(() => [])] : [])));
  const cards = ctx.actor.kind !== 'citizen' ? [] : await Promise.all(systems.flatMap((system) => (system.portal?.cards ? [system.portal.cards(ctx).then((found) => ({ system: system.title[ctx.lang], cards: found }), () => ({ system: system.title[ctx.lang], cards: null }))] : [])));
  return { notices: notices.flat(), cards };
}

const loadFirst = async (ctx: PageContext) => ({ ...(await ctx.ask(firstPage, {})), ...(await told(ctx)) });
type First = Awaited<ReturnType<typeof loadFirst>>;
type Now = Awaited<ReturnType<typeof disasterNow.run>>;

export const homePage = page({
  path: '/',
  title: { ja: 'トップ', en: 'Home' },
  allow: open,
  shared: 'minute',
  async load(ctx): Promise<{ readonly now: Now; readonly first: First | null }> {
    const now = await ctx.ask(disasterNow, {});
    return { now, first: now.level >= 2 ? null : await loadFirst(ctx) };
  },
  view({ now, first }, ctx) {
    if (now.level === 3) return <LightPage now={now} lang={ctx.lang} city={ctx.city.facts} drill={false} root={ctx.lang === 'en' ? '/en' : ''} />;
    return first === null ? <DisasterPage now={now} ctx={ctx} /> : <FirstPage first={first} ctx={ctx} />;
  },
});

/** 通常のトップ: reachable while the disaster page stands in its place. */
export const usualPage = page({ path: '/home', title: { ja: '通常のトップ', en: 'Usual first page' }, allow: open, shared: 'minute', load: loadFirst, view: (first, ctx) => <FirstPage first={first} ctx={ctx} /> });

export const disasterPage = page({
  path: '/disaster',
  title: { ja: '災害情報', en: 'Disaster information' },
  allow: [anyone('緊急のお知らせは、誰にでも見せます')],
  shared: 'minute',
  load: (ctx) => ctx.ask(disasterNow, {}),
  view: (now, ctx) => <DisasterPage now={now} ctx={ctx} />,
});

const pillars = ['citizen-services', 'safety', 'administration', 'registers'];

/** The services of all systems; one's own page, where everything ends up, is the last. */
function servicesOf(lang: Lang): readonly Tile[] {
  const systems = registeredSystems().filter((system) => system.name !== 'website').toSorted((a, b) => pillars.indexOf(a.pillar) - pillars.indexOf(b.pillar));
  const entries = systems.flatMap((system) => system.menu).filter((entry) => entry.for === 'citizen' && entry.icon !== undefined);
  return entries.toSorted((a, b) => Number(a.to === '/my') - Number(b.to === '/my')).map(({ to, label, note, icon }) => ({ to, label: label[lang], ...(note ? { note: note[lang] } : {}), ...(isIcon(icon) ? { icon } : {}) }));
}

const tile = (to: string, label: string, icon: string, note = ''): Tile => ({ to, label, ...(note === '' ? {} : { note }), ...(isIcon(icon) ? { icon } : {}) });

function FirstPage({ first, ctx }: { readonly first: First; readonly ctx: PageContext }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  return (
    <Page title={ja ? '今日は、どのようなご用件ですか' : 'How can we help you today?'} wide head={<FeedLink />} hero={<><SearchBox lang={lang} q="" hidden /><Tiles label={ja ? 'ご用件から選ぶ' : 'Services'} items={servicesOf(lang)} /></>}>
      {first.cards.map(({ system, cards }) => (cards === null ? <Notice key={system} kind="warn" title={ja ? `「${system}」の情報を取得できません` : `We cannot reach “${system}” just now`}><p>{ja ? 'しばらくしてから、もう一度開いてください。' : 'Please try again a little later.'}</p></Notice> : cards.map((card) => <Section key={card.to} title={ctx.text(card.title)}><Facts rows={card.facts.map((fact) => ({ label: ctx.text(fact.label), value: ctx.text(fact.value) }))} /><p><LinkButton to={card.to} kind="second">{ctx.text(card.action)}</LinkButton></p></Section>)))}
      {first.news.length > 0 && <Section title={ja ? '新着情報' : 'News'} aside={<A to="/news">{ja ? '一覧' : 'All'}</A>}><PageList pages={first.news} lang={lang} /></Section>}
      {first.notices.length > 0 && <Section title={ja ? 'いま受け付けているもの' : 'Open now'}><LinkList items={first.notices.map((notice) => ({ to: notice.to, label: ctx.text(notice.title), ...(notice.until ? { note: ja ? `${formatInstant(notice.until, lang)}まで` : `until ${formatInstant(notice.until, lang)}` } : {}) }))} /></Section>}
      {first.life.length > 0 && <Section title={ja ? 'くらしの場面から' : 'Life events'}><Tiles label={ja ? 'くらしの場面' : 'Life events'} items={first.life.map((one) => tile(`/c/${one.code}`, named(lang, one), one.icon))} /></Section>}
      {first.doors.length > 0 && <Section title={ja ? '分野から' : 'By subject'} aside={<A to="/sitemap">{ja ? 'サイトマップ' : 'Site map'}</A>}><Tiles label={ja ? '分野' : 'Subjects'} items={first.doors.map((one) => tile(one.path, named(lang, one), one.icon, lang === 'ja' ? one.lead : ''))} /></Section>}
    </Page>
  );
}

function FeedLink() {
  const { href } = useUi();
  return <link rel="alternate" type="application/atom+xml" title="新着情報" href={href('/feed.xml')} />;
}

function DisasterPage({ now, ctx }: { readonly now: Now; readonly ctx: PageContext }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  const parts = now.parts.filter((part) => part.body[lang] !== '');
  return (
    <Page title={ja ? '災害情報' : 'Disaster information'} {...(now.level >= 2 ? {} : { crumbs: [homeCrumb(lang)] })} lead={<p>{ja ? `${moment(now.at, lang)} 現在。` : `As of ${moment(now.at, lang)}. `}{now.level >= 2 && <A to="/home">{ja ? '通常のトップへ' : 'Usual first page'}</A>}</p>}>
      {now.notices.length === 0 && <p>{ja ? 'いま出ている避難の情報や緊急のお知らせはありません。' : 'There is no evacuation order or emergency notice now.'}</p>}
      {now.notices.map((notice) => (
        <Notice key={notice.id} kind={notice.state === 'cancelled' ? 'info' : notice.severity >= 4 ? 'bad' : notice.severity >= 2 ? 'warn' : 'info'} title={`${noticeLabel(notice, lang)}${ja ? '　' : ': '}${notice.headline[lang]}`}>
          {notice.areas !== '' && <p><strong>{notice.areas}</strong></p>}
          {notice.body[lang] !== '' && <p>{notice.body[lang]}</p>}
          <p><When instant={notice.changedAt} />{ja ? ' 現在　' : ' '}{notice.issuedBy}</p>
        </Notice>
      ))}
      {parts.map((part) => (
        <Section key={part.code} title={part.title[lang]} aside={part.asOf === null ? undefined : <span>{part.freshness === 'old' && <strong>{ja ? '【古い情報】' : '[May be out of date] '}</strong>}<When instant={part.asOf} style="short" />{ja ? ' 現在' : ''}</span>}>
          {part.body[lang].split('\n').filter((line) => line.trim() !== '').map((line) => <p key={line}>{line}</p>)}
        </Section>
      ))}
      <Card title={ja ? '電話' : 'Telephone'}>
        <ul><li><a href="tel:119">119　{ja ? '火事・救急' : 'Fire, ambulance'}</a></li><li><a href="tel:110">110　{ja ? '警察' : 'Police'}</a></li><li><a href="tel:171">171　{ja ? '災害用伝言ダイヤル' : 'Disaster message service'}</a></li><li><a href={`tel:${ctx.city.facts.phone}`}>{ctx.city.facts.phone}　{ja ? '市役所' : 'City hall'}</a></li></ul>
      </Card>
    </Page>
  );
}
