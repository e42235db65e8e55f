/** Files that have a name: put into a page by it; and the name for a file that stands on this page already. */
import { Form, FormActions, Section, Select, Submit, TextField } from '../../../../ui/index.ts';
import { isFileBlock } from '../../naming.ts';
import type { Model } from './editor.tsx';

export function NamedFilePart({ model }: { readonly model: Model }) {
  const nameless = model.draft.blocks.flatMap((block) => (isFileBlock(block) && block.file !== '' && block.identity === undefined ? [{ value: block.id, label: block.name }] : []));
  if (model.registered.length === 0 && nameless.length === 0) return null;
  return (
    <Section title="様式・ファイル（差し替わるもの）">
      {model.registered.length > 0 && (
        <Form action="insert">
          <Select name="file" label="登録した様式・ファイル" required options={model.registered.map((one) => ({ value: one.id, label: `${one.title}（${one.handle}）` }))} hint="差し替えたときに、このページにも新しい版の差し替えができます。" />
          <TextField name="words" label="代わりの言葉・リンクの名前" width="long" maxlength={300} hint="空なら、ファイルの題になります。" />
          <FormActions next="ページの終わりに入ります。書きかけのものは、先に保存してください。"><Submit kind="second">入れる</Submit></FormActions>
        </Form>
      )}
      {nameless.length > 0 && (
        <details><summary>このページのファイルに、変わらない名前を付ける</summary>
          <Form action="name">
            <Select name="block" label="ファイル" required options={nameless} />
            <TextField name="title" label="ファイルの題" required width="long" maxlength={100} hint="例：住民票の写しの申請書" />
            <TextField name="handle" label="名前のアドレス" required width="medium" maxlength={64} spellcheck={false} hint="半角の英小文字・数字・ハイフン。例：juminhyo-shinsei。/files/by-name/… になり、あとから変えられません。" />
            <FormActions><Submit kind="second">名前を付ける</Submit></FormActions>
          </Form>
        </details>
      )}
    </Section>
  );
}
