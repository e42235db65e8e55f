/** What parents read: the schools of the city, one school, its lunch. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { moved, page, type PageContext } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Chip, type Crumb, DataTable, Empty, Facts, Form, Hidden, LinkList, Notice, Page, Pager, Section, TextField, When } from '../../../ui/index.ts';
import { PageList, sitePages } from '../../website/index.ts';
import { closureWord, folderKinds, folderWords, schoolKindWords } from '../messages/words.ts';
import { type MenuDay, menus, school, schoolList, type SchoolPage } from '../queries/public.ts';

const open = [anyone('学校が公表していることだけを見せます')];
const root = '/schools';
export const codeParams = z.object({ code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/) });
const paged = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1).default(1) });
const PAGE = 50;

const named = (lang: Lang, one: { readonly name: string; readonly nameEn: string }) => (lang === 'ja' ? one.name : one.nameEn);
const homeCrumb = (lang: Lang): Crumb => ({ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' });
const listCrumb = (lang: Lang): Crumb => ({ to: root, label: lang === 'ja' ? '学校' : 'Schools' });

export function spanWords(from: Temporal.PlainDate, to: Temporal.PlainDate, lang: Lang): string {
  if (Temporal.PlainDate.compare(from, to) === 0) return formatDate(from, lang, 'withWeekday');
  return lang === 'ja' ? `${formatDate(from, lang, 'withWeekday')}から${formatDate(to, lang, 'withWeekday')}まで` : `${formatDate(from, lang, 'withWeekday')} – ${formatDate(to, lang, 'withWeekday')}`;
}

type Listed = Awaited<ReturnType<typeof schoolList.run>>[number];

export const listPage = page({
  path: root,
  title: { ja: '学校', en: 'Schools' },
  allow: open,
  shared: 'day',
  load: (ctx) => ctx.ask(schoolList, {}),
  view(schools, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const areas = [...new Set(schools.filter((one) => one.state === 'open').map((one) => one.area))];
    const order = (code: string) => (ctx.city.facts.areas ?? []).findIndex((area) => area.code === code);
    const areaName = (code: string) => ctx.city.facts.areas?.find((area) => area.code === code)?.name[lang] ?? (ja ? '市内' : 'In the city');
    const closed = schools.filter((one) => one.state === 'archived');
    return (
      <Page title={ja ? '学校' : 'Schools'} crumbs={[homeCrumb(lang)]} lead={<p>{ja ? '小学校・中学校の今日のようす、給食、行事です。' : 'News, lunch and events of the city’s schools.'}</p>}>
        {schools.length === 0 && <Empty title={ja ? '学校のページは、まだありません' : 'There is no school page yet'} />}
        {areas.toSorted((a, b) => order(a) - order(b)).map((area) => (
          <Section key={area} title={areaName(area)}><SchoolLinks schools={schools.filter((one) => one.state === 'open' && one.area === area)} lang={lang} /></Section>
        ))}
        {schools.some((one) => one.state === 'open') && <p><A to="/schools/mail">{ja ? '臨時休校などのお知らせをメールで受け取る' : 'Get news of closures by mail'}</A></p>}
        {closed.length > 0 && <Section title={ja ? '過去の学校' : 'Former schools'}><FormerSearch lang={lang} /><SchoolLinks schools={closed} lang={lang} /></Section>}
      </Page>
    );
  },
});

/** Straight into the site's search, narrowed to what former schools left. */
function FormerSearch({ lang }: { readonly lang: Lang }) {
  const label = lang === 'ja' ? '過去の学校のページの中をさがす' : 'Search the pages of former schools';
  return <Form method="get" to="/search" label={label} search submit={lang === 'ja' ? 'さがす' : 'Search'}><Hidden name="site" value="former-schools" /><TextField name="q" label={label} type="search" quiet maxlength={100} width="long" hint={lang === 'ja' ? '例　運動会、校歌' : undefined} /></Form>;
}

function SchoolLinks({ schools, lang }: { readonly schools: readonly Listed[]; readonly lang: Lang }) {
  return <LinkList items={schools.map((one) => {
    const [closure] = one.closures;
    return { to: `${root}/${one.code}`, label: named(lang, one), note: closure ? <><Chip kind="bad">{closureWord(closure.kind)[lang]}</Chip>　{spanWords(closure.from, closure.to, lang)}</> : one.archivedOn ? `${formatDate(one.archivedOn, lang)}${lang === 'ja' ? ' 閉校' : ' closed'}` : schoolKindWords[one.kind][lang] };
  })} />;
}

export const schoolPage = page({
  path: `${root}/:code`,
  title: { ja: '学校のページ', en: 'A school' },
  allow: open,
  params: codeParams,
  search: paged,
  async load(ctx, { params, search }) {
    const [it, site] = await Promise.all([ctx.ask(school, { school: params.code }), ctx.tryAsk(sitePages, { site: params.code, page: search.page })]);
    return { it, news: site.ok && site.value ? site.value : { pages: [], count: 0, page: 1 } };
  },
  view({ it, news }, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const here = `${root}/${it.code}`;
    return (
      <Page title={named(lang, it)} crumbs={[homeCrumb(lang), listCrumb(lang)]}>
        {it.state === 'archived' && <Former it={it} lang={lang} />}
        {it.closures.map((one) => (
          <Notice key={one.path} kind="bad" title={`${closureWord(one.kind)[lang]}　${spanWords(one.from, one.to, lang)}`}>
            <p lang={ja ? undefined : 'ja'}>{one.reason}　<A to={one.path}>くわしいこと</A></p>
          </Notice>
        ))}
        {it.state === 'open' && <p><A to={`/schools/mail?school=${it.code}`}>{ja ? '臨時休校などのお知らせをメールで受け取る' : 'Get news of closures by mail'}</A></p>}
        <Section title={ja ? '学校ニュース' : 'News'}>
          {news.count === 0 ? <p>{ja ? 'ニュースは、まだありません。' : 'There is no news yet.'}</p> : <PageList pages={news.pages} lang={lang} />}
          <Pager shown={news.pages.length} total={news.count} {...(news.page > 1 ? { previousHref: `${here}?page=${news.page - 1}` } : {})} {...(news.page * PAGE < news.count ? { nextHref: `${here}?page=${news.page + 1}` } : {})} />
        </Section>
        {it.state === 'open' && <>
          <Section title={ja ? '今週の給食' : 'Lunch this week'} aside={<A to={`${here}/menus`}>{ja ? '先の献立' : 'More days'}</A>}><MenuList days={it.menus} lang={lang} /></Section>
          <Section title={ja ? '行事' : 'Events'} aside={<A to={`${here}/calendar.ics`} download>{ja ? 'カレンダーに入れる' : 'Add to calendar'}</A>}>
            {it.occasions.length === 0 ? <p>{ja ? 'これからの行事は、まだ入っていません。' : 'Nothing is planned yet.'}</p> : <ul class="list">{it.occasions.map((one) => <li key={one.id}>{spanWords(one.from, one.to, lang)}　<strong>{ja || one.titleEn === '' ? one.title : one.titleEn}</strong>{one.noSchool && <>　<Chip kind="no">{ja ? '授業なし' : 'No school'}</Chip></>}</li>)}</ul>}
          </Section>
        </>}
        <Section title={ja ? '学校について' : 'About the school'}>
          <LinkList items={folderKinds.flatMap((kind) => it.folders.filter((folder) => folder.kind === kind).map((folder) => ({ to: folder.path, label: folderWords[kind][lang] })))} />
          <Facts rows={[
            { label: ja ? '種類' : 'Kind', value: schoolKindWords[it.kind][lang] },
            it.address !== '' && { label: ja ? '所在地' : 'Address', value: <span lang={ja ? undefined : 'ja'}>{it.address}</span> },
            it.phone !== '' && { label: ja ? '電話' : 'Phone', value: <a href={`tel:${it.phone}`}>{formatPhone(it.phone)}</a> },
          ]} />
        </Section>
      </Page>
    );
  },
});

function Former({ it, lang }: { readonly it: SchoolPage; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Notice kind="warn" title={ja ? '過去の学校です' : 'A former school'}>
      <p>{it.archivedOn && (ja ? `${formatDate(it.archivedOn, lang)}に閉校しました。` : `It closed on ${formatDate(it.archivedOn, lang)}. `)}{ja ? 'ページは記録として残しています。' : 'Its pages are kept as a record. '}{it.into && <>{ja ? '統合先　' : 'Merged into '}<A to={`${root}/${it.into.code}`}>{named(lang, it.into)}</A></>}</p>
    </Notice>
  );
}

/** The eight that must be shown stand out in words, not by colour alone. */
function Allergens({ day, lang }: { readonly day: MenuDay; readonly lang: Lang }) {
  if (day.allergens.length === 0) return <>{lang === 'ja' ? 'なし' : 'None'}</>;
  return <>{day.allergens.map((one, index) => <>{index > 0 && (lang === 'ja' ? '、' : ', ')}{one.required ? <strong>{lang === 'ja' ? one.name : one.nameEn}</strong> : <span>{lang === 'ja' ? one.name : one.nameEn}</span>}</>)}</>;
}

function MenuList({ days, lang }: { readonly days: readonly MenuDay[]; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <DataTable
      caption={ja ? '献立とアレルゲン' : 'Menus and allergens'} hideCaption rows={days} rowKey={(day) => day.day.toString()} empty={ja ? '献立は、まだ入っていません。' : 'There is no menu yet.'}
      columns={[
        { key: 'day', label: ja ? '日' : 'Day', heads: true, nowrap: true, render: (day) => <When date={day.day} style="withWeekday" /> },
        { key: 'dishes', label: ja ? '献立' : 'Dishes', render: (day) => <span lang={ja ? undefined : 'ja'}>{day.dishes.join('、')}</span> },
        { key: 'allergens', label: ja ? 'アレルゲン' : 'Allergens', render: (day) => <Allergens day={day} lang={lang} /> },
        { key: 'energy', label: ja ? 'エネルギー' : 'Energy', align: 'end', nowrap: true, render: (day) => (day.energy === null ? '―' : <span class="num">{day.energy} kcal</span>) },
      ]}
    />
  );
}

const menuLead = (lang: Lang, ctx: PageContext) => (lang === 'ja' ? `太い字は、表示の義務がある特定原材料です（食品表示基準 別表第14）。調理場では同じ器具を使います。心配なことは、学校か${ctx.city.facts.name.ja}の担当にお尋ねください。` : 'Bold: allergens that must be shown by law. The kitchen uses the same tools for all dishes; please ask the school when in doubt.');

export const menusPage = page({
  path: `${root}/:code/menus`,
  title: { ja: '給食の献立', en: 'School lunch' },
  allow: open,
  params: codeParams,
  shared: 'day',
  load: (ctx, { params }) => ctx.ask(menus, { school: params.code }),
  view(it, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const group = (kind: 'required' | 'advised') => it.words.filter((word) => word.class === kind).map((word) => (ja ? word.name : word.nameEn)).join(ja ? '、' : ', ');
    return (
      <Page title={ja ? `給食の献立（${it.name}）` : `School lunch: ${it.nameEn}`} crumbs={[homeCrumb(lang), listCrumb(lang), { to: `${root}/${it.code}`, label: named(lang, it) }]} lead={<p>{menuLead(lang, ctx)}</p>}>
        <Section title={ja ? 'これからの献立' : 'Coming days'} aside={<A to={`${root}/${it.code}/menus.csv`} download>{ja ? '表（CSV）' : 'Table (CSV)'}</A>}><MenuList days={it.days} lang={lang} /></Section>
        <Section title={ja ? 'アレルゲンの表示' : 'Which allergens are shown'}>
          <Facts rows={[{ label: ja ? '特定原材料' : 'Required', value: group('required') }, { label: ja ? '特定原材料に準ずるもの' : 'Advised', value: group('advised') }]} />
        </Section>
      </Page>
    );
  },
});

/** The address of a school's site leads to the school's page. */
export const siteRoot = page({
  path: '/gakko/:code/',
  title: { ja: '学校のサイト', en: 'A school’s site' },
  allow: open,
  params: codeParams,
  async load(ctx, { params }) {
    const it = await ctx.ask(school, { school: params.code });
    return moved(`${root}/${it.code}`);
  },
  view: () => <Page title="" />,
});
