/** 文書係の仕事: symbols of offices, boxes, reorganisation, the register of seals; and the desk where seals are pressed. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Form, FormActions, NumberField, Page, Refusal, Section, Select, Submit, TextField, useUi, When } from '../../../ui/index.ts';
import { pressSeal, saveSeal } from '../commands/dispatch.ts';
import { moveFolders, saveBox } from '../commands/keeping.ts';
import { openYear, saveOffice } from '../commands/plans.ts';
import { boxes, choices } from '../queries/folders.ts';
import { sealDesk } from '../queries/seals.ts';
import { DoorTabs, foldersPath, home, root, withSearch } from './words.tsx';

const path = `${root}/office`;
const sealPath = `${root}/seals`;

export const officePage = page({
  path,
  title: { ja: '文書係', en: 'The records office' },
  allow: [staff('documents.records')],
  load: async (ctx) => ({ chosen: await ctx.ask(choices, {}), boxes: await ctx.ask(boxes, {}) }),
  actions: {
    symbol: act(saveOffice, { done: () => to(path, '文書記号を登録しました。') }),
    box: act(saveBox, { done: (value) => to(path, `箱を登録しました。中の${value.folders}冊の置き場所が変わりました。`) }),
    move: act(moveFolders, { done: (value) => to(path, `${value.folders}冊の簿冊と、中の文書${value.documents}件の所管を替えました。もとの課の名でも、さがせます。`) }),
    open: act(openYear, { input: () => ({}), done: (value) => to(path, value.folders === 0 ? '新しく作る簿冊はありませんでした。' : `${value.folders}冊の簿冊を作りました。`) }),
  },
  view({ chosen, boxes: known }, ctx) {
    const options = chosen.departments.map((one) => ({ value: one.id, label: one.name }));
    return (
      <Page title="文書係" wide crumbs={[home]} actions={<A to={`${root}/legacy`}>旧システムの文書の取り込み</A>}>
        <DoorTabs ctx={ctx} current={path} />
        <Section title="文書記号">
          <DataTable caption="文書記号" hideCaption rows={chosen.departments.filter((one) => one.symbol !== null)} rowKey={(row) => row.id} empty="記号のある課はまだありません。" columns={[{ key: 'symbol', label: '文書記号', nowrap: true, render: (row) => row.symbol }, { key: 'name', label: '課', heads: true, render: (row) => row.name }]} />
          <details><summary>課の記号を登録する</summary><Form action="symbol" inline><Select name="department" label="課" required options={options} /><TextField name="symbol" label="文書記号" required width="short" maxlength={8} hint="例 二総。年度の数字は入れません。" /><Submit kind="second">登録する</Submit></Form></details>
        </Section>
        <Section title="書庫の箱">
          <DataTable caption="書庫の箱" hideCaption rows={known} rowKey={(row) => row.id} empty="箱はまだ登録されていません。"
            columns={[{ key: 'code', label: '箱', nowrap: true, render: (row) => row.code }, { key: 'place', label: '書庫・棚', heads: true, render: (row) => `${row.storehouse}　${row.shelf}` }, { key: 'folders', label: '簿冊', align: 'end', render: (row) => `${row.folders}冊` }, { key: 'label', label: 'ラベル', render: (row) => <A to={`${root}/boxes/${row.id}/label.pdf`} about={row.code}>印刷（QR付き）</A> }]} />
          <details><summary>箱を登録する・移す</summary><Form action="box"><div class="form inline"><TextField name="code" label="箱の番号" required width="short" /><TextField name="storehouse" label="書庫" required /><TextField name="shelf" label="棚" width="short" /></div><FormActions next="同じ番号の箱があれば、その箱を中の簿冊ごと移します。"><Submit kind="second">登録する・移す</Submit></FormActions></Form></details>
        </Section>
        <Section title="組織改編の所管替え">
          <details><summary>ある課の簿冊を、別の課へ移す</summary>
            <Form action="move"><div class="form inline"><Select name="from" label="いまの所管" required options={options} /><Select name="to" label="新しい所管" required options={options} /></div><TextField name="reason" label="理由" required width="long" maxlength={200} hint="例 令和9年4月1日の組織改編（福祉課を分割）" /><FormActions next="使用中と保存中の簿冊をすべて移します。中の文書も移り、もとの課の名でもさがせます。"><Submit kind="danger">所管を替える</Submit></FormActions></Form>
          </details>
          <p>一部の簿冊だけを移すときは、<A to={foldersPath}>簿冊の一覧</A>から、もとの課をしぼって確かめてください。</p>
        </Section>
        <Section title="年度の簿冊">
          <p>承認された基準表の簿冊は、年度が始まった日の0時にひとりでに作られます。<A to={withSearch(foldersPath, { state: 'active' })}>使用中の簿冊</A></p>
          <Form action="open"><FormActions><Submit kind="second">まだない簿冊をいま作る</Submit></FormActions></Form>
        </Section>
      </Page>
    );
  },
});

function LostRefusal() {
  const { form } = useUi();
  return form !== null && form.action === 'press' ? <Refusal /> : null;
}

export const sealsPage = page({
  path: sealPath,
  title: { ja: '公印', en: 'Seals' },
  allow: [staff('documents.seal'), staff('documents.records')],
  load: async (ctx) => ({ ...(await ctx.ask(sealDesk, {})), departments: (await ctx.ask(choices, {})).departments }),
  actions: {
    press: act(pressSeal, { done: () => to(sealPath, '公印を押したことを記録しました。') }),
    seal: act(saveSeal, { done: () => to(sealPath, '公印を台帳に載せました。') }),
  },
  view(model, ctx) {
    const live = model.seals.filter((seal) => seal.retired_on === null);
    const presses = ctx.may('documents.seal') && live.length > 0;
    return (
      <Page title="公印" wide crumbs={[home]} lead="決裁された文書だけに押せます。起案した本人は押せません。">
        <DoorTabs ctx={ctx} current={sealPath} />
        {!presses && <LostRefusal />}
        <Section title={`公印を待つ文書　${model.waiting.length}件`}>
          <DataTable
            caption="公印を待つ文書" hideCaption rows={model.waiting} rowKey={(row) => row.id} empty="公印を押していない決裁済みの文書はありません。"
            columns={[{ key: 'number', label: '番号', nowrap: true, render: (row) => row.number }, { key: 'title', label: '件名', heads: true, render: (row) => row.title }, { key: 'office', label: '課・担当', render: (row) => <>{row.office}<small>{row.person}</small></> }, { key: 'decided', label: '決裁日', nowrap: true, render: (row) => (row.decided_on === null ? '―' : <When date={row.decided_on} style="short" />) }]}
            {...(presses ? { actions: (row: (typeof model.waiting)[number]) => <details><summary>押す<span class="vh">：{row.title}</span></summary><Form action="press" about={{ document: row.id }} inline><Select name="seal" label="公印" required blank={live.length === 1 ? null : '選んでください'} options={live.map((seal) => ({ value: seal.id, label: seal.name }))} /><NumberField name="sheets" label="押した数" required unit="枚" value={1} /><Submit about={row.title}>押したことを記録する</Submit></Form></details> } : {})}
          />
        </Section>
        <Section title="公印台帳">
          <DataTable caption="公印台帳" hideCaption rows={model.seals} rowKey={(row) => row.id} empty="公印はまだ載っていません。" columns={[{ key: 'name', label: '公印', heads: true, render: (row) => row.name }, { key: 'office', label: '管守する課', render: (row) => row.office }, { key: 'sheets', label: '押した数', align: 'end', render: (row) => `${row.sheets.toLocaleString('ja-JP')}枚` }, { key: 'state', label: '状態', nowrap: true, render: (row) => (row.retired_on === null ? <Chip kind="ok">使用中</Chip> : <Chip kind="no">廃止</Chip>) }]} />
          {ctx.may('documents.records') && <details><summary>公印を台帳に載せる</summary><Form action="seal" inline><TextField name="name" label="公印の名" required maxlength={40} hint="例 市長印" /><Select name="department" label="管守する課" required options={model.departments.map((one) => ({ value: one.id, label: one.name }))} /><Submit kind="second">載せる</Submit></Form></details>}
        </Section>
        <Section title="公印の使用簿">
          <DataTable caption="公印の使用簿" hideCaption rows={model.used} rowKey={(row) => row.id} empty="まだ使われていません。" columns={[{ key: 'day', label: '日', nowrap: true, render: (row) => <When date={row.pressed_on} style="short" /> }, { key: 'title', label: '文書', heads: true, render: (row) => <>{row.title}<small>{row.number}</small></> }, { key: 'seal', label: '公印', render: (row) => row.seal }, { key: 'sheets', label: '数', align: 'end', render: (row) => row.sheets }, { key: 'person', label: '押した人', render: (row) => row.presser }]} />
        </Section>
      </Page>
    );
  },
});
