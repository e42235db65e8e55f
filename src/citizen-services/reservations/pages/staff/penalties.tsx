/** 点数と異議: objections first; a point is withdrawn with a reason, never deleted. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Form, Notice, Page, Refusal, Section, Submit, TextField, When } from '../../../../ui/index.ts';
import { withdrawPenalty } from '../../commands/penalties.ts';
import { penaltyList, penaltyRules } from '../../queries/penalties.ts';
import { DoorTabs } from './home.tsx';
import { home, PatronChip } from './words.tsx';

const path = '/staff/reservations/penalties';
export const penaltyWords: Readonly<Record<string, string>> = { no_show: '無断不使用', late_cancel: '期限後の取消し', no_cleanup: '片付けなし', damage: '破損', purpose_fraud: '目的の偽り', resale: '転売', multi_account: '重複登録' };

export const penaltiesPage = page({
  path,
  title: { ja: '点数・停止', en: 'Penalties' },
  allow: [staff('reservations.penalties')],
  async load(ctx) {
    const [rows, rules] = await Promise.all([ctx.ask(penaltyList, {}), ctx.ask(penaltyRules, {})]);
    return { rows, rules };
  },
  actions: { withdraw: act(withdrawPenalty, { done: (value) => to(path, value.suspensionWithoutGround ? { kind: 'warn', message: `点数を取り消しました（残り ${value.total}点）。停止の根拠がなくなったため、利用者登録の画面で停止を解いてください。` } : `点数を取り消しました（残り ${value.total}点）。`) }) },
  view(model, ctx) {
    return (
      <Page title="点数・停止" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        {model.rules.length > 0 && <Notice kind="warn" title="根拠条項がないため働いていない規則があります">{model.rules.map((rule) => <p key={rule.facility}><A to={`/staff/reservations/${rule.facility}/rules?part=penalties`}>{rule.name}</A></p>)}</Notice>}
        <Refusal />
        <Section title={`点数　${model.rows.length}件`}>
          <DataTable caption="点数" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty="点数の記録はありません。"
            columns={[
              { key: 'who', label: '利用者', render: (row) => <><A to={`/staff/reservations/patrons/${row.patron}`}>{row.name}</A><small>{row.number}</small></> },
              { key: 'what', label: 'こと', render: (row) => <>{penaltyWords[row.event] ?? row.event}<small>{row.facility}　{row.note}</small></> },
              { key: 'points', label: '点数', align: 'end', render: (row) => `${row.points}点` },
              { key: 'at', label: '日時', nowrap: true, render: (row) => <When instant={row.at} style="short" /> },
              { key: 'basis', label: '根拠', render: (row) => row.legalBasis },
              { key: 'appeal', label: '異議', render: (row) => (row.withdrawnAt ? <Chip kind="no">取消し済み</Chip> : row.appeal ? <><Chip kind="bad">異議あり</Chip><small>{row.appeal}</small></> : '―') },
              { key: 'status', label: '登録', render: (row) => <PatronChip status={row.status} /> },
            ]}
            actions={(row) => (row.withdrawnAt ? null : <details><summary>取り消す</summary><Form action="withdraw" about={{ penalty: row.id }}><TextField name="reason" label="理由" required /><Submit kind="second" about={row.name}>点数を取り消す</Submit></Form></details>)}
          />
        </Section>
      </Page>
    );
  },
});
