/** What may be done with a document now: one form for each thing, the next step first. */
import { DateField, FileField, Form, FormActions, Hidden, LinkButton, Radios, Section, Select, Submit, TextField } from '../../../ui/index.ts';
import { FILE_MEGABYTES } from '../files.ts';
import { roles, roleWords } from '../messages/words.ts';
import type { Open, Shown } from './document-parts.tsx';
import { optionsOf, root, withSearch } from './words.tsx';

interface Props {
  readonly it: Shown;
  readonly open: Open;
  readonly departments: readonly { readonly id: string; readonly name: string; readonly symbol: string | null }[];
  readonly folders: readonly { readonly id: string; readonly code: string; readonly title: string; readonly entry_id: string | null; readonly retention: string }[];
  readonly today: Temporal.PlainDate;
}

const urgencies = [{ value: 'ordinary', label: '普通' }, { value: 'urgent', label: '至急' }, { value: 'same_day', label: '即日' }] as const;

function SendForm({ open }: { readonly open: Open }) {
  return (
    <Form action="send">
      <Hidden name="version" value={open.version} />
      <Radios name="urgency" label="緊急度" inline value="ordinary" options={urgencies} />
      <FormActions next="出したあとは、戻ってくるまで文面を変えられません。経路は決裁規程で決まります。"><Submit>決裁に出す</Submit></FormActions>
    </Form>
  );
}

function CloseForm({ open, today }: { readonly open: Open; readonly today: Temporal.PlainDate }) {
  return (
    <Form action="close" inline>
      <Hidden name="version" value={open.version} />
      <DateField name="closedOn" label="完結日" required native value={today} />
      <Submit>完結させる</Submit>
    </Form>
  );
}

function FileForm({ it, open, folders }: Pick<Props, 'it' | 'open' | 'folders'>) {
  const own = folders.find((folder) => folder.entry_id !== null && folder.entry_id === open.entry?.id);
  if (folders.length === 0) return <p>入れられる簿冊がありません。ファイル基準表が承認されると、年度の簿冊ができます。</p>;
  return (
    <Form action="file">
      <Hidden name="version" value={open.version} />
      <Select name="folder" label={it.folder === null ? '入れる簿冊' : '移す先の簿冊'} required value={own?.id ?? null} options={folders.map((folder) => ({ value: folder.id, label: `${folder.code} ${folder.title}（${folder.retention}）` }))} />
      <FormActions><Submit kind={it.folder === null ? 'primary' : 'second'}>簿冊に入れる</Submit></FormActions>
    </Form>
  );
}

function OtherForms({ it, open, departments }: Props) {
  const working = ['open', 'drafting', 'decided'].includes(it.state);
  return (
    <>
      {it.kind === 'incoming' && it.state === 'open' && (
        <details><summary>ほかの課に配布する</summary><Form action="distribute" inline><Select name="department" label="配布先" required options={departments.filter((one) => one.symbol !== null && one.id !== open.departmentId).map((one) => ({ value: one.id, label: one.name }))} /><Submit kind="second">配布する</Submit></Form></details>
      )}
      {(it.state === 'open' || it.state === 'drafting') && (
        <details><summary>ファイルを付ける</summary><Form action="addFile" multipart><FileField name="file" label="ファイル" required hint={`PDF・JPEG・PNG・文字のファイル。${FILE_MEGABYTES}MBまで。`} /><Radios name="role" label="役割" inline value="attached" options={optionsOf(roleWords, roles)} /><FormActions><Submit kind="second" icon="upload">付ける</Submit></FormActions></Form></details>
      )}
      {working && <details><summary>処理期限を変える</summary><Form action="due" inline><Hidden name="version" value={open.version} /><DateField name="due" label="処理期限" native value={open.due} hint="空にすると期限がなくなります。" /><Submit kind="second">変える</Submit></Form></details>}
      {it.kind === 'incoming' && it.state === 'open' && (
        <details><summary>番号を欠番にする</summary><Form action="void"><Hidden name="version" value={open.version} /><TextField name="reason" label="欠番にする理由" required width="long" maxlength={200} /><FormActions next="番号は使い直されず、理由とともに登録簿に残ります。元に戻せません。"><Submit kind="danger">欠番にする</Submit></FormActions></Form></details>
      )}
    </>
  );
}

/** For the office in charge; others read only. */
export function DocumentForms(props: Props) {
  const { it, open } = props;
  if (!open.mine) return null;
  const closes = it.state === (it.kind === 'incoming' ? 'open' : 'decided');
  if (!closes && !['open', 'drafting', 'closed', 'filed'].includes(it.state)) return null;
  return (
    <Section title="次にすること">
      {it.state === 'drafting' && <SendForm open={open} />}
      {it.kind === 'incoming' && it.state === 'open' && <p><LinkButton kind="second" icon="edit" to={withSearch(`${root}/draft`, { office: open.departmentId, form: 'answer', answers: it.id })}>回答を起案する</LinkButton></p>}
      {closes && <CloseForm open={open} today={props.today} />}
      {it.state === 'closed' && <FileForm {...props} />}
      {it.state === 'filed' && <details><summary>ほかの簿冊に移す</summary><FileForm {...props} /></details>}
      <OtherForms {...props} />
    </Section>
  );
}
