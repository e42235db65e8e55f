/** リンク切れ, and readings by page. */
import { z } from 'zod';
import { act, page, route, to } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/csv.ts';
import { barChart, Figure } from '../../../../ui/charts.tsx';
import { A, DataTable, DateField, Empty, Facts, Form, FormActions, Notice, Page, Section, Select, Submit, When } from '../../../../ui/index.ts';
import { setForeignChecks } from '../../commands/night.ts';
import { brokenLinks, listReaders } from '../../queries/links.ts';
import { readers, statistics, statisticsInput } from '../../queries/office.ts';
import { NIGHTS } from '../../rules/links.ts';
import { withSearch } from '../parts.tsx';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/links`;
const said = z.string().max(80).catch('').default('');
const searchShape = z.object({ office: said, kind: z.enum(['all', 'own', 'foreign']).catch('all').default('all') });
const kindOptions = [{ value: 'all', label: 'すべて' }, { value: 'own', label: '市のサイトの中' }, { value: 'foreign', label: 'よそのサイト' }] as const;

export const linksPage = page({
  path,
  title: { ja: 'リンク切れ', en: 'Broken links' },
  allow: listReaders,
  search: searchShape,
  async load(ctx, { search }) {
    return { ...(await ctx.ask(brokenLinks, search)), asked: search };
  },
  actions: { foreign: act(setForeignChecks, { done: (made) => to(path, made.on ? 'よそのサイトへのリンクを、今夜から調べます。' : 'よそのサイトへのリンクは調べません。') }) },
  view(model, ctx) {
    const { asked, settings } = model;
    return (
      <Page title="リンク切れ" wide crumbs={[home]} lead={<p>市のサイトの中は、ページがなければその日に載せます。よそのサイトは、{NIGHTS}晩続けてつながらないときに載せます。</p>}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="リンク切れをしぼる" search submit="しぼる">
          <Select name="office" label="所属" quiet blank="すべて" value={asked.office} options={model.offices.map((one) => ({ value: one.code, label: one.name }))} />
          <Select name="kind" label="行き先" quiet blank={null} value={asked.kind} options={kindOptions} />
        </Form>
        <DataTable
          id="broken" caption={`切れているリンク　${model.rows.length.toLocaleString('ja-JP')}件`} keys rows={model.rows} rowKey={(row) => `${row.page} ${row.address} ${row.words}`} csvHref={withSearch(`${path}.csv`, { office: asked.office, kind: asked.kind === 'all' ? '' : asked.kind })}
          empty={<Empty title={model.seenOn === null ? 'まだ調べていません' : '切れているリンクはありません'} next={model.seenOn === null ? <p>毎晩2時10分に調べます。</p> : <p>調べたリンクは{model.links.toLocaleString('ja-JP')}件です。</p>} />}
          columns={[
            { key: 'p', label: 'ページ', heads: true, render: (row) => <><A to={`/staff/website/pages/${row.page}`} rowKey="Enter">{row.title}</A><br /><small>{row.path}</small></> },
            { key: 'o', label: '所属', render: (row) => row.office },
            { key: 'w', label: 'リンクの言葉', render: (row) => `「${row.words}」` },
            { key: 'a', label: '行き先', render: (row) => <small>{row.address}</small> },
            { key: 'y', label: 'どうなっているか', render: (row) => <>{row.why}<br /><small>{row.since !== null && <><When date={row.since} style="short" />から</>}{row.kind === 'foreign' && `（${row.nights}晩）`}</small></> },
          ]}
        />
        <Section title="よそのサイトへのリンク">
          <Facts rows={[
            { label: 'いまの設定', value: settings.foreignOn ? '毎晩調べる' : '調べない' },
            { label: 'よそへのリンク', value: `${model.foreign.toLocaleString('ja-JP')}件` },
            settings.changedAt !== null && { label: '最後に変えた人', value: <>{settings.changedName}（<When instant={settings.changedAt} style="short" />）</> },
          ]} />
          {settings.foreignOn && !model.canAsk && <Notice kind="warn" title="このサーバーからは、外へつなげません"><p>設定は「調べる」ですが、外へつなぐ口がまだ用意されていないので、よそのリンクは調べていません。システムの管理者に相談してください。</p></Notice>}
          {ctx.may('site-quality.work') && (
            <Form action="foreign" about={{ version: settings.version, on: settings.foreignOn ? 'no' : 'yes' }}>
              <FormActions next={settings.foreignOn ? undefined : '相手のサーバーに、市から確かめに行ったことが分かります。公のサイトにだけ、1件ずつ行きます。'}><Submit kind="second">{settings.foreignOn ? '調べるのをやめる' : '毎晩調べる'}</Submit></FormActions>
            </Form>
          )}
        </Section>
      </Page>
    );
  },
});

export const linksCsv = route({
  path: `${path}.csv`,
  title: { ja: 'リンク切れ（CSV）', en: 'Broken links as CSV' },
  allow: listReaders,
  async run(ctx, { search }) {
    const { rows } = await ctx.ask(brokenLinks, searchShape.parse(search));
    const lines = rows.map((row) => [String(row.pageNo).padStart(7, '0'), row.title, row.path, row.office, row.words, row.address, row.kind === 'own' ? '市のサイト' : 'よそのサイト', row.why, row.since, row.nights]);
    return { type: 'text/csv; charset=utf-8', filename: `リンク切れ-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '題名', 'アドレス', '所属', 'リンクの言葉', '行き先', '種類', '理由', 'いつから', '続いた晩'], ...lines]) };
  },
});

const statisticsPath = `${root}/statistics`;
const SHOWN = 200;

export const statisticsPage = page({
  path: statisticsPath,
  title: { ja: 'アクセスの集計', en: 'Readings' },
  allow: readers,
  search: statisticsInput,
  load: (ctx, { search }) => ctx.ask(statistics, { from: search.from?.toString() ?? '', to: search.to?.toString() ?? '' }),
  view(model, ctx) {
    const most = model.days.reduce((best, day) => (day.views > best.views ? day : best), model.days[0] ?? { day: model.to, views: 0 });
    return (
      <Page title="アクセスの集計" wide crumbs={[home]} lead={<p>クッキーも、読んだ人の記録も使わずに、ページごと・日ごとの回数だけを数えています。市民には、月が終わってから、5回以上のものだけを<A to="/site-statistics">公開しています</A>。</p>}>
        <DoorTabs ctx={ctx} current={statisticsPath} />
        <Form method="get" label="期間を選ぶ" search submit="集計する">
          <DateField name="from" label="いつから" quiet native value={model.from} />
          <DateField name="to" label="いつまで" quiet native value={model.to} />
        </Form>
        {model.total === 0 ? <Empty title="この期間の記録はありません" next={<p>期間を変えてください。</p>} /> : (
          <>
            <Section title="日ごと">
              <Figure
                title={`日ごとの回数（あわせて${model.total.toLocaleString('ja-JP')}回）`} summary={`いちばん多かった日は${most.day.month}月${most.day.day}日の${most.views.toLocaleString('ja-JP')}回です。`}
                chart={barChart({ id: 'days', unit: '回', categories: model.days.map((one) => `${one.day.month}/${one.day.day}`), series: [{ name: '回数', values: model.days.map((one) => one.views) }] })}
                table={<DataTable caption="日ごとの回数" hideCaption rows={model.days} rowKey={(one) => one.day.toString()} empty="" columns={[{ key: 'd', label: '日', heads: true, render: (one) => <When date={one.day} style="short" /> }, { key: 'v', label: '回数', align: 'end', render: (one) => one.views.toLocaleString('ja-JP') }]} />}
              />
            </Section>
            <Section title="ページごと">
              <DataTable
                caption="ページごとの回数" hideCaption keys rows={model.pages.slice(0, SHOWN)} rowKey={(row) => row.path} empty="" csvHref={withSearch(`${statisticsPath}.csv`, { from: model.from.toString(), to: model.to.toString() })}
                columns={[{ key: 'p', label: 'ページ', heads: true, render: (row) => <><A to={row.path} rowKey="Enter">{row.title ?? row.path}</A>{row.title !== null && <><br /><small>{row.path}</small></>}</> }, { key: 'o', label: '所属', render: (row) => row.office ?? '―' }, { key: 'v', label: '回数', align: 'end', render: (row) => row.views.toLocaleString('ja-JP') }]}
              />
            </Section>
          </>
        )}
      </Page>
    );
  },
});

export const statisticsCsv = route({
  path: `${statisticsPath}.csv`,
  title: { ja: 'アクセスの集計（CSV）', en: 'Readings as CSV' },
  allow: readers,
  async run(ctx, { search }) {
    const asked = statisticsInput.safeParse(search);
    const { pages, from, to: until } = await ctx.ask(statistics, asked.success ? { from: asked.data.from?.toString() ?? '', to: asked.data.to?.toString() ?? '' } : {});
    return { type: 'text/csv; charset=utf-8', filename: `アクセス-${from.toString()}-${until.toString()}.csv`, body: writeCsv([['アドレス', '題名', '所属', '回数'], ...pages.map((page) => [page.path, page.title ?? '', page.office ?? '', page.views])]) };
  },
});
