/** What may be done with a folder, and what keeps it from being destroyed. */
import { A, Chip, DataTable, DateField, Form, FormActions, Hidden, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { holdWords } from '../messages/words.ts';
import type { boxes, folder } from '../queries/folders.ts';
import { holdGrounds } from '../rules/retention.ts';
import { optionsOf, requestsPath } from './words.tsx';

type Shown = NonNullable<Awaited<ReturnType<typeof folder.run>>>;

interface Props {
  readonly it: Shown;
  /** The viewer keeps the records of the whole hall. */
  readonly records: boolean;
  readonly today: Temporal.PlainDate;
}

export function HoldsPart({ it, records, today }: Props) {
  const open = it.state === 'active' || it.state === 'closed';
  return (
    <Section title="廃棄を止める事情">
      <DataTable
        caption="廃棄を止める事情" hideCaption rows={it.holds} rowKey={(row) => row.id} empty="ありません。"
        columns={[
          { key: 'ground', label: '事情', nowrap: true, render: (row) => holdWords[row.ground].ja }, { key: 'basis', label: '根拠', heads: true, render: (row) => (row.request_id === null ? row.basis : <A to={`${requestsPath}/${row.request_id}`}>{row.basis}</A>) },
          { key: 'days', label: '期間', render: (row) => <><When date={row.from_on} style="short" />から{row.until_on === null ? '（期限なし）' : <><When date={row.until_on} style="short" />まで</>}</> },
          { key: 'state', label: '状況', render: (row) => (row.lifted_on === null ? <Chip kind="bad">止めている</Chip> : <><Chip kind="no">解いた</Chip><small><When date={row.lifted_on} style="short" />　{row.lift_reason}</small></>) },
        ]}
        {...(records ? { actions: (row: Shown['holds'][number]) => (row.lifted_on !== null || row.request_id !== null ? null : <details><summary>解く<span class="vh">：{row.basis}</span></summary><Form action="lift" about={{ hold: row.id }} inline><TextField name="reason" label="解く理由" required maxlength={200} /><Submit kind="second" about={row.basis}>解く</Submit></Form></details>) } : {})}
      />
      {records && open && (
        <details><summary>廃棄を止める</summary>
          <Form action="hold">
            <div class="form inline"><Select name="ground" label="事情" required options={optionsOf(holdWords, holdGrounds)} /><DateField name="from" label="始まりの日" required native value={today} /><DateField name="until" label="終わりの日" native hint="空なら、解くまで止めます。" /></div>
            <TextField name="basis" label="根拠" required width="long" maxlength={300} hint="例 令和8年(ワ)第12号 損害賠償請求事件" />
            <FormActions><Submit kind="second">止める</Submit></FormActions>
          </Form>
        </details>
      )}
    </Section>
  );
}

export function FolderForms({ it, records, boxes: known, today }: Props & { readonly boxes: Awaited<ReturnType<typeof boxes.run>> }) {
  const works = it.mine || records;
  const starts = it.state === 'closed' && it.expires_on === null;
  const box = records && (it.state === 'active' || it.state === 'closed') && known.length > 0;
  if (!(works && (it.state === 'active' || starts)) && !box) return null;
  return (
    <Section title="次にすること">
      {works && it.state === 'active' && (
        <details><summary>簿冊を完結させる</summary>
          <Form action="close">
            <Hidden name="version" value={it.version} />
            {it.starts === 'event' && <DateField name="eventOn" label="契約などが終わった日" native hint="まだなら空にします。終わったら登録すると、保存期間が始まります。" />}
            {it.starts === 'in_use' && <DateField name="releasedOn" label="使い終わった日" native value={today} />}
            <FormActions next="完結させると、もう文書を入れられません。保存期間は、最後の文書の完結日から決まります。"><Submit kind="second">完結させる</Submit></FormActions>
          </Form>
        </details>
      )}
      {works && starts && <Form action="start" inline><Hidden name="version" value={it.version} /><DateField name="on" label="終わった日" required native value={today} /><Submit>起算日を登録する</Submit></Form>}
      {box && <details><summary>箱に入れる</summary><Form action="box" inline><Select name="box" label="箱" required options={known.map((one) => ({ value: one.id, label: `${one.code}（${one.storehouse} ${one.shelf}）` }))} /><Submit kind="second">箱に入れる</Submit></Form></details>}
    </Section>
  );
}
