/** 組織改正: the plan, what it touches, the way back. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Facts, Form, FormActions, Hidden, Notice, Page, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import { dropOfficeChange, planOfficeChange, rollBackOfficeChange } from '../../commands/offices.ts';
import { officeChange, officeChanges } from '../../queries/offices.ts';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/offices`;
const here = (id: string) => `${path}/${id}`;
const LINES = 6;
const stateWords = { planned: '計画', done: '行った', rolled_back: '元に戻した', dropped: 'やめた' } as const;
const crumb = { to: path, label: '組織改正' };

export const officesPage = page({
  path,
  title: { ja: '組織改正', en: 'Changes of offices' },
  allow: [staff('website.edit')],
  load: (ctx) => ctx.ask(officeChanges, {}),
  actions: {
    plan: act(planOfficeChange, {
      // Lines that were left empty are no lines.
      input: (form) => {
        const said = (name: string) => form.get(name);
        const lines = Array.from({ length: LINES }, (_, index) => index);
        return { name: said('name'), effectiveOn: said('effectiveOn'), offices: lines.flatMap((n) => (said(`from${n}`) === '' && said(`to${n}`) === '' ? [] : [{ from: said(`from${n}`), to: said(`to${n}`) }])), sections: lines.flatMap((n) => (said(`section${n}`) === '' ? [] : [{ section: said(`section${n}`), slug: said(`slug${n}`) }])) };
      },
      done: (made) => to(here(made.change), '計画しました。影響するページを確かめてください。'),
    }),
  },
  view(model, ctx) {
    const offices = model.offices.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }));
    const sections = model.sections.map((one) => ({ value: one.id, label: `${one.path} ${one.name}` }));
    return (
      <Page title="組織改正" wide crumbs={[home]} lead="改正の日の0時に、ページの担当と問い合わせ先、フォルダーのアドレスをまとめて替えます。前のアドレスは、新しいアドレスへ案内します。7日のうちなら、元に戻せます。">
        <DoorTabs ctx={ctx} current={path} />
        <DataTable caption="組織改正" rows={model.rows} rowKey={(row) => row.id} empty="計画はまだありません。"
          columns={[{ key: 'n', label: '名前', heads: true, render: (row) => <A to={here(row.id)}>{row.name}</A> }, { key: 'd', label: '改正の日', render: (row) => <When date={row.effectiveOn} style="short" /> }, { key: 's', label: '状態', render: (row) => <Chip kind={row.state === 'planned' ? 'wait' : row.state === 'done' ? 'ok' : 'no'}>{stateWords[row.state]}</Chip> }, { key: 'o', label: '課', align: 'end', render: (row) => row.offices }, { key: 'f', label: 'フォルダー', align: 'end', render: (row) => row.sections }, { key: 'b', label: '計画した人', render: (row) => row.by }]} />
        <Section title="計画する">
          <Form action="plan">
            <div class="form inline"><TextField name="name" label="名前" required width="long" maxlength={100} hint="例：令和9年4月1日の組織改正" /><DateField name="effectiveOn" label="改正の日" required native /></div>
            <table class="data"><caption>課の移り変わり</caption><thead><tr><th scope="col">改正前の課</th><th scope="col">改正後の課</th></tr></thead>
              <tbody>{Array.from({ length: LINES }, (_, n) => <tr key={n}><td data-label="改正前"><Select name={`from${n}`} label={`${n + 1}行目 改正前の課`} hideLabel quiet options={offices} /></td><td data-label="改正後"><Select name={`to${n}`} label={`${n + 1}行目 改正後の課`} hideLabel quiet options={offices} /></td></tr>)}</tbody></table>
            <table class="data"><caption>アドレスの変わるフォルダー</caption><thead><tr><th scope="col">フォルダー</th><th scope="col">新しいアドレスの文字</th></tr></thead>
              <tbody>{Array.from({ length: LINES }, (_, n) => <tr key={n}><td data-label="フォルダー"><Select name={`section${n}`} label={`${n + 1}行目 フォルダー`} hideLabel quiet options={sections} /></td><td data-label="新しい文字"><TextField name={`slug${n}`} label={`${n + 1}行目 新しいアドレスの文字`} hideLabel quiet maxlength={64} spellcheck={false} /></td></tr>)}</tbody></table>
            <FormActions next="新しい課は、先に組織の画面で作っておきます。ここではまだ何も変わりません。"><Submit>影響を調べて、計画する</Submit></FormActions>
          </Form>
        </Section>
      </Page>
    );
  },
});

export const officeChangePage = page({
  path: here(':id'),
  title: { ja: '組織改正の内容', en: 'A change of offices' },
  allow: [staff('website.edit')],
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(officeChange, { change: params.id }),
  actions: {
    drop: act(dropOfficeChange, { input: (form, { params }) => ({ change: params.id, version: form.get('version') }), done: (_, { params }) => to(here(params.id), '計画をやめました。') }),
    back: act(rollBackOfficeChange, { input: (form, { params }) => ({ change: params.id, version: form.get('version') }), done: (value, { params }) => to(here(params.id), `${value.pages}ページを元に戻しました。`) }),
  },
  view(it) {
    return (
      <Page title={it.name} wide crumbs={[home, crumb]} lead={<><Chip kind={it.state === 'planned' ? 'wait' : it.state === 'done' ? 'ok' : 'no'}>{stateWords[it.state]}</Chip>　<When date={it.effectiveOn} /></>}>
        {it.state === 'planned' && <Notice title={`改正の日の0時に、${it.pageCount}ページと問い合わせ先${it.cards.length}件が変わります`}><Form action="drop" inline><Hidden name="version" value={it.version} /><Submit kind="second">この計画をやめる</Submit></Form></Notice>}
        {it.rollbackUntil && <Notice kind="warn" title="元に戻せます"><p><When instant={it.rollbackUntil} />まで。</p><Form action="back" inline><Hidden name="version" value={it.version} /><Submit kind="danger">組織改正を元に戻す</Submit></Form></Notice>}
        <Section title="課の移り変わり"><Facts rows={it.offices.map((step) => ({ label: step.fromName, value: `→ ${step.toName}` }))} /></Section>
        {it.folders.length > 0 && <Section title="フォルダー"><DataTable caption="フォルダー" hideCaption rows={it.folders} rowKey={(row) => row.from} empty="" columns={[{ key: 'n', label: '名前', heads: true, render: (row) => row.name }, { key: 'f', label: 'いまのアドレス', render: (row) => row.from }, { key: 't', label: '新しいアドレス', render: (row) => row.to }, { key: 'c', label: '中のページ', align: 'end', render: (row) => row.addresses }]} /></Section>}
        <Section title={`問い合わせ先　${it.cards.length}件`}><DataTable caption="問い合わせ先" hideCaption rows={it.cards} rowKey={(row) => row.code} empty="変わる問い合わせ先はありません。" columns={[{ key: 'n', label: '課', heads: true, render: (row) => row.name }, { key: 'p', label: '電話', render: (row) => row.phone }]} /></Section>
        <Section title={`ページ　${it.pageCount}件`}><DataTable caption="ページ" hideCaption rows={it.pages} rowKey={(row) => row.id} empty="担当の変わるページはありません。" columns={[{ key: 'n', label: '番号', nowrap: true, render: (row) => <span class="num">{row.pageNo}</span> }, { key: 'p', label: 'アドレス', heads: true, render: (row) => <A to={`${root}/pages/${row.id}`}>{row.path}</A> }, { key: 'o', label: 'いまの担当', render: (row) => row.office }]} /></Section>
      </Page>
    );
  },
});
