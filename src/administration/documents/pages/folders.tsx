/** 簿冊: the list with its filters and CSV, and one folder with its term, its holds, where it stands and what becomes of it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, notFound, page, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, Empty, Facts, Form, LinkButton, NumberField, Page, Pager, Section, Select, TextField, When } from '../../../ui/index.ts';
import { hold, liftHold, putIntoBox } from '../commands/keeping.ts';
import { closeFolder, startTerm } from '../commands/filing.ts';
import { bagOf } from '../export.ts';
import { carrierWords, confidentialityWords, disclosureWords, expiryWords, fateWords, folderStates, folderStateWords, holdWords } from '../messages/words.ts';
import { folderContent } from '../queries/export.ts';
import { boxes, choices, folder, folders, folderSearch } from '../queries/folders.ts';
import { readers } from '../queries/register.ts';
import type { Fate } from '../rules/retention.ts';
import { FolderForms, HoldsPart } from './folder-forms.tsx';
import { disposalsPath, DoorTabs, FolderChip, folderHref, foldersPath, home, mayAnywhere, optionsOf, pageHrefs, registerPath, SecrecyChip, withSearch } from './words.tsx';

const search = z.object(folderSearch);
type Search = z.infer<typeof search>;
const asSearch = (asked: Search): Record<string, string> => ({ q: asked.q, office: asked.office ?? '', year: asked.year === null ? '' : String(asked.year), state: asked.state ?? '', expired: asked.expired ?? '' });

export const foldersPage = page({
  path: foldersPath,
  title: { ja: '簿冊', en: 'Folders' },
  allow: readers,
  search,
  async load(ctx, at) {
    const [found, chosen] = await Promise.all([ctx.ask(folders, at.search), ctx.ask(choices, {})]);
    return { ...found, asked: at.search, departments: chosen.departments };
  },
  view(model, ctx) {
    const { asked } = model;
    return (
      <Page title="簿冊" wide crumbs={[home]} lead="もとの課の名や、西暦・和暦の年度でもさがせます。">
        <DoorTabs ctx={ctx} current={foldersPath} />
        <Form method="get" label="簿冊をさがす" search submit="さがす" swap="folders">
          <TextField name="q" label="名・分類・課・年度" quiet type="search" value={asked.q} />
          <Select name="office" label="所管" quiet blank="すべて" value={asked.office} options={model.departments.map((one) => ({ value: one.id, label: one.name }))} />
          <NumberField name="year" label="年度（西暦）" quiet value={asked.year} />
          <Select name="state" label="状態" quiet blank="すべて" value={asked.state} options={optionsOf(folderStateWords, folderStates)} />
          <Select name="expired" label="保存期間" quiet blank="すべて" value={asked.expired} options={[{ value: 'yes', label: '満了したもの' }]} />
        </Form>
        <Section title={`簿冊　${model.total.toLocaleString('ja-JP')}冊`}>
          <DataTable
            id="folders" caption="簿冊" hideCaption keys rows={model.rows} rowKey={(row) => row.id} csvHref={withSearch(`${foldersPath}.csv`, asSearch(asked))} empty={<Empty title="当てはまる簿冊はありません。" next={<A to={foldersPath}>条件をすべて外す</A>} />}
            columns={[
              { key: 'code', label: '記号', nowrap: true, render: (row) => row.code }, { key: 'title', label: '簿冊の名', heads: true, render: (row) => <><A to={folderHref(row.id)} rowKey="Enter">{row.title}</A><small>{row.large}／{row.medium}／{row.small}</small></> },
              { key: 'year', label: '年度', nowrap: true, render: (row) => (row.continuous ? `${row.fiscal_year}〜` : row.fiscal_year) }, { key: 'office', label: '所管', render: (row) => row.office }, { key: 'retention', label: '保存期間', render: (row) => <>{row.retention}{row.expires_on !== null && <small><When date={row.expires_on} style="short" />まで</small>}</> },
              { key: 'place', label: '置き場所', render: (row) => (row.box === null ? carrierWords[row.carrier].ja : `${row.storehouse ?? ''} ${row.shelf ?? ''} 箱${row.box}`) }, { key: 'state', label: '状態', nowrap: true, render: (row) => <FolderChip state={row.state} /> },
            ]}
          />
          <Pager shown={model.rows.length} total={model.total} {...pageHrefs(foldersPath, asSearch(asked), model)} />
        </Section>
      </Page>
    );
  },
});

export const foldersCsv = route({
  path: `${foldersPath}.csv`, title: { ja: '簿冊のCSV', en: 'Folders as CSV' }, allow: readers,
  async run(ctx, at) {
    const asked = search.safeParse(at.search);
    const found = asked.success ? asked.data : {};
    const first = await ctx.ask(folders, { ...found, page: 1 });
    const rows = [...first.rows];
    for (let number = 2; number <= Math.min(first.pages, 100); number++) rows.push(...(await ctx.ask(folders, { ...found, page: number })).rows);
    return {
      type: 'text/csv; charset=utf-8', filename: `簿冊-${ctx.today.toString()}.csv`,
      body: writeCsv([['記号', '大分類', '中分類', '小分類', '簿冊の名', '年度', '所管', '保存期間', '満了日', '媒体', '箱', '書庫', '棚', '状態'], ...rows.map((row) => [row.code, row.large, row.medium, row.small, row.title, row.fiscal_year, row.office, row.retention, row.expires_on ?? '', carrierWords[row.carrier].ja, row.box ?? '', row.storehouse ?? '', row.shelf ?? '', folderStateWords[row.state].ja])]),
    };
  },
});

/** What may happen to the folder today, in words. */
function FateWords({ fate }: { readonly fate: Fate | null }) {
  switch (fate?.kind) {
    case undefined: return <>―</>;
    case 'running': return <>まだ起算していません</>;
    case 'kept': return <><When date={fate.until} />まで保存します</>;
    case 'review': return <><Chip kind="wait">見直し</Chip> 永年の簿冊です。見直しをして、保存を続けます</>;
    case 'held': return <><Chip kind="bad">廃棄を止めています</Chip> {fate.by.map((one) => holdWords[one.ground].ja).join('、')}{fate.until === null ? '（期限なし）' : <>（<When date={fate.until} style="short" />まで）</>}</>;
    case 'expired': return <><Chip kind="info">満了</Chip> <When date={fate.since} />から、廃棄・移管の手続ができます</>;
  }
}

const params = z.object({ id: z.uuid() });
type At = { readonly params: { readonly id: string } };
const about = (form: { input(): Record<string, unknown> }, at: At) => ({ ...form.input(), folder: at.params.id });
const back = (words: string) => (_: unknown, at: At) => to(folderHref(at.params.id), words);

export const folderPage = page({
  path: `${foldersPath}/:id`,
  title: { ja: '簿冊', en: 'A folder' },
  allow: readers,
  params,
  async load(ctx, at) {
    return { it: await ctx.ask(folder, { folder: at.params.id }), boxes: ctx.may('documents.records') ? await ctx.ask(boxes, {}) : [] };
  },
  actions: {
    close: act(closeFolder, { input: about, done: (value, at: At) => to(folderHref(at.params.id), value.expires === null ? '完結させました。保存期間は、終わった日を登録すると始まります。' : `完結させました。保存期間は${value.expires}までです。`) }),
    start: act(startTerm, { input: about, done: back('起算日を登録しました。') }),
    hold: act(hold, { input: about, done: back('廃棄を止めました。') }),
    lift: act(liftHold, { done: back('事情を解きました。') }),
    box: act(putIntoBox, { input: (form, at: At) => ({ box: form.get('box'), folders: [at.params.id] }), done: back('箱に入れました。') }),
  },
  view({ it, boxes: known }, ctx) {
    const ended = it.state === 'destroyed' || it.state === 'transferred';
    return (
      <Page
        title={it.title} wide crumbs={[home, { to: foldersPath, label: '簿冊' }]} lead={<><span class="num">{it.code}</span>　{it.continuous ? `${it.fiscal_year}年度から` : `${it.fiscal_year}年度`}　<FolderChip state={it.state} /> <SecrecyChip value={it.confidentiality} /></>}
        actions={mayAnywhere(ctx, 'documents.archive') && it.state !== 'destroyed' ? <LinkButton kind="second" icon="download" to={`${folderHref(it.id)}/bag.tar`}>長期保存の形で書き出す</LinkButton> : undefined}
      >
        <DoorTabs ctx={ctx} current={foldersPath} />
        <Section title="簿冊の事項" aside={<A to={withSearch(registerPath, { folder: it.id, sort: 'number' })}>中の文書を見る</A>}>
          <Facts rows={[
            { label: '分類', value: `${it.large}／${it.medium}／${it.small}` }, { label: '所管', value: it.made_by === it.office ? it.office : `${it.office}（作ったとき：${it.made_by}）` }, { label: '保存期間', value: it.retention }, { label: 'いまの扱い', value: ended ? <>{folderStateWords[it.state].ja}{it.ended_on !== null && <>（<When date={it.ended_on} />）</>}</> : <FateWords fate={it.fate} /> },
            it.closed_on !== null && { label: '完結日', value: <When date={it.closed_on} /> }, it.term_starts !== null && { label: '起算日', value: <When date={it.term_starts} /> }, it.expires_on !== null && { label: '満了日', value: <When date={it.expires_on} /> }, it.extended_until !== null && { label: '延長', value: <><When date={it.extended_until} />まで</> },
            { label: '満了のとき', value: expiryWords[it.expiry_action].ja }, { label: '媒体・置き場所', value: `${carrierWords[it.carrier].ja}${it.box === null ? '' : `　${it.storehouse ?? ''} ${it.shelf ?? ''} 箱${it.box}`}` }, { label: '取扱い・公開区分', value: `${confidentialityWords[it.confidentiality].ja}・${disclosureWords[it.disclosure].ja}` },
            it.disposal !== null && { label: '廃棄リスト', value: <><A to={`${disposalsPath}/${it.disposal.id}`}>{it.disposal.title}</A>（{fateWords[it.disposal.fate].ja}）</> },
          ]} />
        </Section>
        <HoldsPart it={it} records={ctx.may('documents.records')} today={ctx.today} />
        <FolderForms it={it} records={ctx.may('documents.records')} boxes={known} today={ctx.today} />
        {it.moves.length > 0 && <Section title="所管替え"><DataTable caption="所管替え" hideCaption rows={it.moves.map((move, index) => ({ ...move, index }))} rowKey={(row) => String(row.index)} empty="" columns={[{ key: 'on', label: '日', nowrap: true, render: (row) => <When date={row.moved_on} style="short" /> }, { key: 'from', label: '前の所管', render: (row) => row.from }, { key: 'to', label: '新しい所管', render: (row) => row.to }, { key: 'reason', label: '理由', render: (row) => row.reason }]} /></Section>}
      </Page>
    );
  },
});

/** 長期保存の書き出し: a bag anybody can open and check with tar and sha256sum. */
export const folderBag = route({
  path: `${foldersPath}/:id/bag.tar`, title: { ja: '簿冊の書き出し', en: 'A folder as a bag' }, allow: [staff('documents.archive')],
  async run(ctx, { params: at }) {
    const content = await ctx.ask(folderContent, { folder: at['id'] }, 'export');
    if (content.folder.state === 'destroyed') return notFound;
    const bag = await bagOf(ctx.city, content, ctx.now);
    return { type: 'application/x-tar', body: bag.bytes, filename: `${bag.name}.tar` };
  },
});
