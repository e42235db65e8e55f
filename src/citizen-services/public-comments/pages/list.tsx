/** パブリックコメントの一覧: what is open now stands first, then the results, by year. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { page } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Card, DataTable, Empty, Facts, LinkButton, Page, Pager, Section, Tabs, When } from '../../../ui/index.ts';
import { PAGE, publicList } from '../queries/public.ts';
import { daysLeftWords, homeCrumb, root, StageChip, titleIn } from './public-parts.tsx';

type Model = Awaited<ReturnType<typeof publicList.run>>;

const search = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1), year: z.coerce.number().int().min(2000).max(2200).nullable().catch(null).default(null) });
const address = (year: number | null, at: number) => {
  const asked = [...(year === null ? [] : [`year=${year}`]), ...(at > 1 ? [`page=${at}`] : [])].join('&');
  return asked === '' ? root : `${root}?${asked}`;
};

export const listPage = page({
  path: root,
  title: { ja: 'パブリックコメント', en: 'Public comments' },
  allow: [anyone('意見公募の案と結果は公表するものです')],
  search,
  shared: 'minute',
  load: (ctx, at) => ctx.ask(publicList, at.search),
  view(model, { lang }) {
    const ja = lang === 'ja';
    const paging = { ...(model.page > 1 ? { previousHref: address(model.year, model.page - 1) } : {}), ...(model.page * PAGE < model.count ? { nextHref: address(model.year, model.page + 1) } : {}) };
    return (
      <Page title={ja ? 'パブリックコメント' : 'Public comments'} wide crumbs={[homeCrumb(lang)]} lead={<p>{ja ? '市の計画や条例の案に、だれでも意見を出せます。サインインは要りません。いただいた意見と市の考え方は、まとめて公表します。' : 'Anybody may comment on drafts of the city’s plans and ordinances, without signing in. Opinions are published in summary with the city’s answers.'}</p>}>
        <Section title={ja ? 'いま意見を募集しているもの' : 'Open now'}>
          {model.open.length === 0 ? <Empty title={ja ? 'いま募集している意見公募はありません' : 'There is no open consultation now'} next={<p>{ja ? '募集を始めるときは、このページと広報でお知らせします。' : 'New ones will be announced here.'}</p>} /> : model.open.map((one) => <OpenOne key={one.number} one={one} lang={lang} />)}
        </Section>
        <Section title={ja ? '募集を終えたもの・結果' : 'Closed, with results'} aside={<A to={`${root}/own`}>{ja ? '出した意見を確かめる' : 'See what I submitted'}</A>}>
          {model.years.length > 1 && <Tabs label={ja ? '公表した年' : 'Year of publication'} items={[{ to: root, label: ja ? 'すべて' : 'All', current: model.year === null }, ...model.years.map((year) => ({ to: address(year, 1), label: ja ? `${year}年` : String(year), current: model.year === year }))]} />}
          <DataTable
            caption={ja ? '募集を終えた意見公募' : 'Closed consultations'} hideCaption rows={model.over} rowKey={(one) => one.number} empty={ja ? 'まだありません。' : 'None yet.'}
            columns={[
              { key: 'title', label: ja ? '件名' : 'Title', heads: true, render: (one) => <A to={one.resultAt === null ? `${root}/${one.number}` : `${root}/${one.number}/result`}>{titleIn(lang, one)}</A> },
              { key: 'state', label: ja ? '状態' : 'State', nowrap: true, render: (one) => <StageChip stage={one.stage} lang={lang} /> },
              { key: 'closed', label: ja ? '締切' : 'Closed', nowrap: true, render: (one) => <When date={one.closesOn} style="short" /> },
              { key: 'count', label: ja ? '意見' : 'Opinions', nowrap: true, render: (one) => (one.resultAt === null ? '―' : ja ? `${one.people}人・${one.submissions}件` : `${one.submissions} from ${one.people}`) },
              { key: 'office', label: ja ? '担当課' : 'Office', render: (one) => <span lang={ja ? undefined : 'ja'}>{one.office}</span> },
            ]}
          />
          <Pager shown={model.over.length} total={model.count} {...paging} />
        </Section>
      </Page>
    );
  },
});

function OpenOne({ one, lang }: { readonly one: Model['open'][number]; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Card title={titleIn(lang, one)}>
      <Facts rows={[
        { label: ja ? '締切' : 'Closes', value: <>{ja ? `${formatDate(one.closesOn, lang, 'withWeekday')}24時` : `midnight at the end of ${formatDate(one.closesOn, lang, 'withWeekday')}`}　<strong>{daysLeftWords(one.daysLeft, lang)}</strong></> },
        { label: ja ? '担当課' : 'Office', value: <span lang={ja ? undefined : 'ja'}>{one.office}</span> },
      ]} />
      <p><LinkButton to={`${root}/${one.number}`}>{ja ? '案を読む・意見を出す' : 'Read the draft and comment'}</LinkButton></p>
    </Card>
  );
}

