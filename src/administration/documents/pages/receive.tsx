/** 収受: a letter gets its number, with the scan in the same form. */
import { staff } from '../../../kernel/actor.ts';
import { page, refusedGo, to } from '../../../kernel/page.ts';
import { Checkboxes, DateField, Empty, Fieldset, FileField, Form, FormActions, Page, Radios, Select, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { receive } from '../commands/receive.ts';
import { FILE_MEGABYTES, sentFiles } from '../files.ts';
import { channels, channelWords, confidentialities, confidentialityWords, disclosures, disclosureWords, roles, roleWords } from '../messages/words.ts';
import { choices } from '../queries/folders.ts';
import { documentHref, DoorTabs, home, optionsOf, root } from './words.tsx';

export const receivePage = page({
  path: `${root}/receive`,
  title: { ja: '文書を収受する', en: 'Register an incoming document' },
  allow: [staff('documents.work')],
  uploads: true,
  load: (ctx) => ctx.ask(choices, {}),
  actions: {
    receive: async (ctx, form) => {
      const { file: _, role: __, ...input } = form.input();
      const answer = await ctx.do(receive, { ...input, files: sentFiles(form) });
      if (!answer.ok) return refusedGo(answer);
      const { document, number, alike } = answer.value;
      return to(documentHref(document), alike.length > 0 ? { kind: 'warn', message: `${number}で登録しました。同一の文書の可能性があります（下の「同一の文書の可能性」を確かめてください）。` } : `${number}で登録しました。`);
    },
  },
  view(model, ctx) {
    const [only] = model.own;
    return (
      <Page title="文書を収受する" crumbs={[home]} help={<p>番号は登録したときに付きます。途中で断られたときは、番号は使われません。同じ差出人・番号・日付の文書や、同じファイルが前に届いていれば、登録のあとでお知らせします。</p>}>
        <DoorTabs ctx={ctx} current="" />
        {only === undefined ? <Empty title="文書記号のある所属がありません。" next="文書係に、所属の文書記号の登録を頼んでください。" /> : (
          <Form action="receive" multipart>
            <Fieldset legend="何が届いたか">
              <TextField name="title" label="件名" required width="long" maxlength={200} hint="件名は目録に載ります。個人の氏名は入れません。" />
              <TextField name="titleReason" label="氏名を入れるわけ" width="long" maxlength={200} hint="件名にどうしても氏名が要るときだけ" />
              <div class="form inline"><TextField name="senderName" label="差出人" maxlength={100} /><TextField name="theirNumber" label="相手の文書番号" maxlength={60} hint="例 8財第45号" /><DateField name="theirDate" label="相手の文書の日付" native /></div>
              <div class="form inline"><DateField name="receivedOn" label="収受日" required native value={ctx.today} /><Select name="channel" label="受け取り方" required options={optionsOf(channelWords, channels)} /><DateField name="due" label="処理期限" native /></div>
              <TextArea name="summary" label="要旨" rows={3} maxlength={2000} />
            </Fieldset>
            <Fieldset legend="文書とスキャン">
              <FileField name="file" label="ファイル" accept=".pdf,.jpg,.jpeg,.png,.txt,.csv,application/pdf,image/jpeg,image/png,text/plain" hint={`PDF・JPEG・PNG・文字のファイル。${FILE_MEGABYTES}MBまで。2つめからは登録のあとで付けます。紙の文書は、スキャンして付けてください。`} />
              <Radios name="role" label="ファイルの役割" inline value="scan" options={optionsOf(roleWords, roles)} />
            </Fieldset>
            <Fieldset legend="扱い">
              <Select name="department" label="収受する課" required blank={model.own.length === 1 ? null : '選んでください'} value={model.own.length === 1 ? only.id : null} options={model.own.map((office) => ({ value: office.id, label: `${office.name}（${office.symbol}）` }))} />
              <Radios name="confidentiality" label="取扱い" inline value="general" options={optionsOf(confidentialityWords, confidentialities)} hint="部限は所管の課だけ、秘は権限のある人だけが開けます。" />
              <Radios name="disclosure" label="公開区分" inline value="open" options={optionsOf(disclosureWords, disclosures)} />
              <details><summary>ほかの課に配布する</summary><Checkboxes name="distribute" label="配布先" options={model.departments.filter((office) => office.symbol !== null).map((office) => ({ value: office.id, label: office.name }))} /></details>
            </Fieldset>
            <FormActions next="登録すると文書番号が付きます。番号は取り消せず、誤りは「欠番」にします。"><Submit icon="check">登録する</Submit></FormActions>
          </Form>
        )}
      </Page>
    );
  },
});
