/** 災害モード: made for a phone in the rain. The levels first, one press and one confirmation; then notices, then the parts of the page. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { act, page, type PageContext, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Fieldset, Form, FormActions, Hidden, Notice, Page, Radios, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { changeNotice, endNotice, issueNotice, savePart, setMode } from '../../commands/disaster.ts';
import { levelWords, noticeKinds, noticeKindWords, noticeLabel, severityNames } from '../../messages/words.ts';
import { disasterDesk, drillNow } from '../../queries/disaster.ts';
import { LightPage } from '../light.tsx';
import { DoorTabs, holds, home, root } from './words.tsx';

type Desk = Awaited<ReturnType<typeof disasterDesk.run>>;
type Row = Desk['notices'][number];
const path = `${root}/disaster`;
const viewers = [staff('website.emergency'), staff('website.edit'), staff('website.approve')];
const levelNotes: Readonly<Record<number, string>> = { 0: '帯も災害トップも出しません。', 1: '全ページの上に、緊急のお知らせの帯を出します。', 2: 'トップページを災害情報のページに替えます。', 3: 'トップページを、いちばん軽いページに固定します。混み合うとき、電波が弱いときに。' };

export const disasterDeskPage = page({
  path,
  title: { ja: '災害モード', en: 'Disaster mode' },
  allow: viewers,
  search: z.object({ drill: z.string().max(3).catch('') }),
  load: (ctx) => ctx.ask(disasterDesk, {}),
  actions: {
    mode: act(setMode, { done: (value, _, ctx) => to(back(ctx), `段階を「${levelWords[value.level]?.ja ?? ''}」にしました。`) }),
    issue: act(issueNotice, { done: (value, _, ctx) => to(back(ctx), `お知らせを出しました。いまの段階は「${levelWords[value.level]?.ja ?? ''}」です。`) }),
    change: act(changeNotice, { done: (_, __, ctx) => to(back(ctx), 'お知らせを改めました。') }),
    end: act(endNotice, { done: (_, __, ctx) => to(back(ctx), 'お知らせを終えました。') }),
    part: act(savePart, { done: (_, __, ctx) => to(back(ctx), '欄を書き替えました。') }),
  },
  view(desk, ctx, { search }) {
    const drill = search.drill !== '';
    const mode = desk.modes.find((one) => one.exercise === drill);
    const may = holds(ctx, 'website.emergency');
    return (
      <Page title={drill ? '【訓練】災害モード' : '災害モード'} wide crumbs={[home]} lead={mode && <>いまの段階：<b>{levelWords[mode.level]?.ja}</b>　<When instant={mode.since} style="short" />から　{mode.changed_name}</>} actions={<A to={drill ? path : `${path}?drill=1`}>{drill ? '本番の画面へ' : '訓練の画面へ'}</A>}>
        <DoorTabs ctx={ctx} current={path} />
        {drill && <Notice kind="info" title="訓練です"><p>ここで出すものは、公開のページには一切出ません。<A to={`${root}/drill`}>訓練のページを見る</A></p></Notice>}
        {may && mode && <LevelForm level={mode.level} version={mode.version} drill={drill} />}
        {may && <Section title="緊急のお知らせを出す"><IssueForm ctx={ctx} drill={drill} /></Section>}
        <Notices rows={desk.notices.filter((one) => one.exercise === drill)} may={may} />
        {!drill && <Parts parts={desk.parts} may={may} />}
        <Section title="段階の記録">
          <DataTable caption="段階の記録" hideCaption rows={desk.changes.filter((one) => one.exercise === drill)} rowKey={(row) => String(row.id)} empty="段階を変えたことはありません。"
            columns={[{ key: 'w', label: '日時', nowrap: true, render: (row) => <When instant={row.made_at} style="short" /> }, { key: 'l', label: '段階', heads: true, render: (row) => levelWords[row.level]?.ja ?? '' }, { key: 'b', label: '人', render: (row) => row.made_name }, { key: 'r', label: '理由', render: (row) => row.reason }]} />
        </Section>
      </Page>
    );
  },
});

const back = (ctx: PageContext) => (ctx.url.searchParams.get('drill') ? `${path}?drill=1` : path);

function LevelForm({ level, version, drill }: { readonly level: number; readonly version: number; readonly drill: boolean }) {
  return (
    <Section title="段階を変える">
      <Form action="mode">
        <Hidden name="version" value={version} />{drill && <Hidden name="exercise" value="on" />}
        <Radios name="level" label="段階" required value="" options={[0, 1, 2, 3].filter((one) => one !== level).map((one) => ({ value: String(one), label: levelWords[one]?.ja ?? '', note: levelNotes[one] }))} />
        <TextField name="reason" label="理由" width="long" maxlength={200} hint="記録に残ります。例：大雨警報（土砂災害）" />
        <FormActions next={drill ? '公開のページは変わりません。' : '押すと、すぐに公開のページが変わります。'}><Submit kind="danger">この段階にする</Submit></FormActions>
      </Form>
    </Section>
  );
}

const severities = [5, 4, 3, 2, 1].map((one) => ({ value: String(one), label: severityNames[one]?.ja ?? '' }));
const kinds = noticeKinds.map((kind) => ({ value: kind, label: noticeKindWords[kind].ja }));

function NoticeFields({ row, issuer }: { readonly row?: Row; readonly issuer: string }) {
  return (
    <>
      <div class="form inline"><Select name="kind" label="種類" required value={row?.kind ?? 'evacuation'} options={kinds} /><Select name="severity" label="重さ" required value={row ? String(row.severity) : ''} options={severities} /></div>
      <TextField name="headline" label="見出し" required width="long" maxlength={30} value={row?.headline} hint="30字まで。例：土砂災害のおそれ。すぐに避難してください" />
      <TextField name="areas" label="地域" width="long" maxlength={200} value={row?.areas} hint="例：岩代地域、東和地域" />
      <TextArea name="body" label="本文" rows={3} maxlength={200} value={row?.body} hint="200字まで。いつ・どこへ・何を持って。" />
      <details><summary>英語</summary><TextField name="headlineEn" label="英語の見出し" width="long" maxlength={80} value={row?.headline_en} lang="en" /><TextArea name="bodyEn" label="英語の本文" rows={2} maxlength={400} value={row?.body_en} /></details>
      <TextField name="issuedBy" label="発信者" required maxlength={60} value={row?.issued_by ?? issuer} />
    </>
  );
}

function IssueForm({ ctx, drill }: { readonly ctx: PageContext; readonly drill: boolean }) {
  return <Form action="issue">{drill && <Hidden name="exercise" value="on" />}<NoticeFields issuer={`${ctx.city.facts.name.ja}災害対策本部`} /><FormActions next="全ページの帯と災害情報のページに、すぐ出ます。"><Submit kind="danger">お知らせを出す</Submit></FormActions></Form>;
}

function Notices({ rows, may }: { readonly rows: readonly Row[]; readonly may: boolean }) {
  const live = rows.filter((row) => row.state === 'live');
  return (
    <Section title={`出しているお知らせ　${live.length}件`}>
      {live.length === 0 && <p>出しているお知らせはありません。</p>}
      {live.map((row) => (
        <Fieldset key={row.id} legend={`${noticeLabel(row, 'ja')}　${row.headline}`}>
          {row.areas !== '' && <p><b>{row.areas}</b></p>}<p>{row.body}</p><p><small><When instant={row.changed_at} style="short" /> 現在　{row.issued_by}</small></p>
          <p><a href={`${path}/${row.id}/poster.pdf`}>ポスター（PDF A4）</a>　<a href={`${path}/${row.id}/poster.pdf?size=a3`}>ポスター（PDF A3）</a></p>
          {may && <details><summary>改める<span class="vh">：{row.headline}</span></summary><Form action="change" about={{ notice: row.id }}><Hidden name="version" value={row.version} /><NoticeFields row={row} issuer={row.issued_by} /><FormActions><Submit>改める</Submit></FormActions></Form></details>}
          {may && <Form action="end" about={{ notice: row.id }} inline><Submit kind="second" name="manner" value="ended" about={row.headline}>解除する</Submit><Submit kind="plain" name="manner" value="cancelled" about={row.headline}>誤りなので取り消す</Submit></Form>}
        </Fieldset>
      ))}
      {rows.length > live.length && <details><summary>終わったお知らせ（{rows.length - live.length}件）</summary><ul>{rows.filter((row) => row.state !== 'live').map((row) => <li key={row.id}>{row.headline}　<Chip kind="no">{row.state === 'cancelled' ? '取り消し' : '解除'}</Chip></li>)}</ul></details>}
    </Section>
  );
}

function Parts({ parts, may }: { readonly parts: Desk['parts']; readonly may: boolean }) {
  return (
    <Section title="災害情報のページの欄">
      {parts.map((part) => (
        <details key={part.code}>
          <summary>{part.title}　{part.as_of === null ? <Chip kind="no">書いていない</Chip> : <>{part.freshness === 'old' ? <Chip kind="bad">古い情報</Chip> : <Chip kind="ok">新しい</Chip>}　<When instant={part.as_of} style="short" /></>}</summary>
          {may ? <Form action="part" about={{ part: part.code }}><Hidden name="version" value={part.version} /><TextArea name="body" label="内容" quiet rows={3} maxlength={600} value={part.body} hint="空にすると、欄を出しません。" /><TextArea name="bodyEn" label="英語の内容" rows={2} maxlength={800} value={part.body_en} /><FormActions><Submit about={part.title}>書き替える</Submit></FormActions></Form> : <p>{part.body}</p>}
        </details>
      ))}
    </Section>
  );
}

/** The drill as everybody would see it, on the office's own host only. */
export const drillPage = page({
  path: `${root}/drill`,
  title: { ja: '訓練のページ', en: 'The drill' },
  allow: [...viewers, staff('website.write')],
  load: (ctx) => ctx.ask(drillNow, {}),
  view: (now, ctx) => <LightPage now={now} lang="ja" city={ctx.city.facts} drill root="" />,
});
