/** Which door stands in which zone (三層の対策), with what this process really opens. */
import { staff } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { Chip, DataTable, Facts, Notice, Page, Section } from '../../../ui/index.ts';
import { zones } from '../queries/zones.ts';

export const zonesPage = page({
  path: '/staff/operations/zones',
  title: { ja: '三層の対策', en: 'Zones' },
  allow: [staff('operations.jobs')],
  load: (ctx) => ctx.ask(zones, {}),
  view(model) {
    return (
      <Page title="三層の対策" lead="市民の入口・職員の入口・データベースを、どの系に置くか。このプロセスがいま開いているものを、モデルと比べます。" wide>
        {model.misfits.length === 0 ? null : <Notice kind="warn" title="モデルと合いません">{model.misfits.map((sentence) => <p key={sentence}>{sentence}</p>)}</Notice>}
        <Section title="このプロセス">
          {model.process === null ? <p>このプロセスは、入口を開いていません。</p> : (
            <Facts rows={[
              { label: '開いている入口', value: model.process.doors },
              { label: '待ち受ける住所', value: model.process.listens },
              { label: 'データベースの役割', value: model.process.roles },
              { label: 'データベースの管理', value: model.process.administrator ? 'できる（作成と移行を行う）' : 'できない' },
              { label: '自動のしごと', value: model.process.background ? '動かす' : '動かさない' },
              { label: 'モデル', value: model.model === null ? '選んでいません（YAKUBA_ZONES）' : `${model.model.name} モデル` },
            ]} />
          )}
        </Section>
        {model.model === null ? null : (
          <Section title={`${model.model.name} モデルで要ること`}>
            <Facts rows={[{ label: '考え方', value: model.model.about }, ...model.model.needs.map((need, index) => ({ label: `要ること ${index + 1}`, value: need }))]} />
          </Section>
        )}
        <Section title="四つのモデル">
          <DataTable
            caption="モデルごとの置き場所" hideCaption rows={model.rows} rowKey={(row) => row.model} empty=""
            columns={[
              { key: 'name', label: 'モデル', nowrap: true, render: (row) => <>{row.name}{row.chosen ? <>{' '}<Chip kind="ok">選択中</Chip></> : null}</> },
              { key: 'about', label: '考え方', render: (row) => row.about },
              { key: 'citizen', nowrap: true, label: '市民の入口', render: (row) => row.citizen },
              { key: 'staff', nowrap: true, label: '職員の入口', render: (row) => row.staff },
              { key: 'database', nowrap: true, label: 'データベース', render: (row) => row.database },
            ]}
          />
          <p>{model.said}</p>
        </Section>
      </Page>
    );
  },
});
