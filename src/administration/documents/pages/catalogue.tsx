/** 文書目録 for everybody, in Japanese and English: which folders there are, never what is in them. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { page, route } from '../../../kernel/page.ts';
import type { Text } from '../../../kernel/view.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, DataTable, Empty, Form, NumberField, Page, Pager, Section, TextField, useText, When } from '../../../ui/index.ts';
import { carrierWords, expiryWords, folderStateWords } from '../messages/words.ts';
import { folderSearch, publicRegister } from '../queries/folders.ts';
import { pageHrefs, withSearch } from './words.tsx';

const path = '/documents';
const allow = [anyone('公文書の目録は、だれでも見られます')];
const search = z.object({ q: folderSearch.q, year: folderSearch.year, page: folderSearch.page });
type Search = z.infer<typeof search>;
const asSearch = (asked: Search): Record<string, string> => ({ q: asked.q, year: asked.year === null ? '' : String(asked.year) });
const MOST_PAGES = 400;

/** A view's columns are text to the types; an unknown word is shown as it stands. */
const wordOf = (words: Readonly<Record<string, Text>>, value: string | null): Text => (value === null ? { ja: '―', en: '―' } : (words[value] ?? { ja: value, en: value }));

/** Retentions are the city's own words; the ordinary ones are said in English too. */
function retentionText(name: string): Text {
  const years = /^(\d+)年$/.exec(name);
  return { ja: name, en: years ? `${years[1]} ${years[1] === '1' ? 'year' : 'years'}` : name };
}

function Catalogue({ model }: { readonly model: Awaited<ReturnType<typeof publicRegister.run>> & { readonly asked: Search } }) {
  const t = useText();
  const { asked } = model;
  const asking = asked.q !== '' || asked.year !== null;
  return (
    <Page title={t({ ja: '公文書の目録', en: 'Register of public records' })} wide lead={t({ ja: '市の簿冊（文書のつづり）の一覧です。中の文書を見たいときは、情報公開請求ができます。', en: 'The folders of records that the city keeps. To see what is in them, you may ask for disclosure. Titles are in Japanese.' })}>
      <Form method="get" label={t({ ja: '目録をさがす', en: 'Search the register' })} search swap="catalogue">
        <TextField name="q" label={t({ ja: '簿冊の名・分類・課の名', en: 'Title, class or office' })} quiet type="search" value={asked.q} />
        <NumberField name="year" label={t({ ja: '年度（西暦）', en: 'Fiscal year' })} quiet value={asked.year} />
      </Form>
      <Section title={t({ ja: `簿冊　${model.total.toLocaleString('ja-JP')}冊`, en: `${model.total.toLocaleString('en-GB')} folders` })}>
        <DataTable
          id="catalogue" caption={t({ ja: '公文書の目録', en: 'Register of public records' })} hideCaption rows={model.rows} rowKey={(row) => row.id} csvHref={withSearch(`${path}/catalogue.csv`, asSearch(asked))}
          empty={asking ? <Empty title={t({ ja: '当てはまる簿冊はありません。', en: 'No folder matches.' })} next={<A to={path}>{t({ ja: 'すべての簿冊を見る', en: 'Show all folders' })}</A>} /> : <Empty title={t({ ja: '目録に載る簿冊は、まだありません。', en: 'There are no folders yet.' })} />}
          columns={[
            { key: 'title', label: t({ ja: '簿冊の名', en: 'Title' }), heads: true, render: (row) => <><span lang="ja">{row.title}</span><small lang="ja">{row.large}／{row.medium}／{row.small}</small></> }, { key: 'year', label: t({ ja: '作った年度', en: 'Fiscal year' }), nowrap: true, render: (row) => row.fiscal_year }, { key: 'office', label: t({ ja: '所管', en: 'Office' }), render: (row) => <span lang="ja">{row.office}</span> },
            { key: 'retention', label: t({ ja: '保存期間', en: 'Kept for' }), render: (row) => t(retentionText(row.retention ?? '')) }, { key: 'expires', label: t({ ja: '満了日', en: 'Until' }), nowrap: true, render: (row) => (row.expires_on === null ? '―' : <When date={row.expires_on} style="short" />) },
            { key: 'then', label: t({ ja: '満了のとき', en: 'Then' }), nowrap: true, render: (row) => t(wordOf(expiryWords, row.expiry_action)) }, { key: 'carrier', label: t({ ja: '媒体', en: 'Kept as' }), nowrap: true, render: (row) => t(wordOf(carrierWords, row.carrier)) }, { key: 'state', label: t({ ja: '状態', en: 'State' }), nowrap: true, render: (row) => t(wordOf(folderStateWords, row.state)) },
          ]}
        />
        <Pager shown={model.rows.length} total={model.total} {...pageHrefs(path, asSearch(asked), model)} />
      </Section>
    </Page>
  );
}

export const cataloguePage = page({
  path,
  title: { ja: '公文書の目録', en: 'Register of public records' },
  allow,
  search,
  shared: 'day',
  load: async (ctx, at) => ({ ...(await ctx.ask(publicRegister, at.search)), asked: at.search }),
  view: (model) => <Catalogue model={model} />,
});

export const catalogueCsv = route({
  path: `${path}/catalogue.csv`, title: { ja: '公文書の目録のCSV', en: 'Register as CSV' }, allow,
  async run(ctx, at) {
    const asked = search.safeParse(at.search);
    const wanted = asked.success ? asked.data : {};
    const first = await ctx.ask(publicRegister, { ...wanted, page: 1 });
    const rows = [...first.rows];
    for (let number = 2; number <= Math.min(first.pages, MOST_PAGES); number++) rows.push(...(await ctx.ask(publicRegister, { ...wanted, page: number })).rows);
    const lines = rows.map((row) => [row.code ?? '', row.large ?? '', row.medium ?? '', row.small ?? '', row.title ?? '', row.fiscal_year ?? '', row.office ?? '', row.made_by ?? '', row.retention ?? '', row.expires_on ?? '', wordOf(expiryWords, row.expiry_action).ja, wordOf(carrierWords, row.carrier).ja, wordOf(folderStateWords, row.state).ja]);
    return { type: 'text/csv; charset=utf-8', filename: `公文書の目録-${ctx.today.toString()}.csv`, body: writeCsv([['記号', '大分類', '中分類', '小分類', '簿冊の名', '年度', '所管', '作成した課', '保存期間', '満了日', '満了のとき', '媒体', '状態'], ...lines]) };
  },
});
