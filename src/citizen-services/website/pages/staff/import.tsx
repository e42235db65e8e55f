/** 取込み: first what would be made, with everything to be known about it; then the same again, for good. */
import { staff } from '../../../../kernel/actor.ts';
import { type Fields, type Go, page, type PageContext, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { decodeText } from '../../../../kernel/text/csv.ts';
import { A, Checkboxes, Chip, DataTable, FileField, Form, FormActions, Page, Radios, Section, Select, Submit, TextArea, TextField, useUi } from '../../../../ui/index.ts';
import { type ImportedPage, importDocument, importSheet, type ImportResult } from '../../commands/importing.ts';
import { placesToWrite } from '../../queries/office.ts';
import { PAGE_COLUMNS } from '../../rules/import/csv.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { home, kindOptions, pagesCrumb, root, withSearch } from './words.tsx';

const path = `${root}/import`;

/** A trial is told by the same page: it refuses with what it found, so that everything typed stays. */
function told(result: ImportResult, trial: boolean): Go {
  if (!trial) return to(withSearch(`${root}/pages`, { state: 'new' }), `${result.pages.length}ページを下書きとして取り込みました。${result.redirects > 0 ? `前のアドレス${result.redirects}件を案内にしました。` : ''}`);
  return problem('まだ取り込んでいません。下の結果を確かめて、よければ「取り込む」を押してください。', '', 'Trial', { pages: result.pages });
}

function textOf(form: Fields): string | null {
  const file = form.file('file');
  return file && file.bytes.length > 0 ? decodeText(file.bytes) : form.get('text');
}

async function bring(ctx: PageContext, form: Fields): Promise<Go> {
  const trial = form.get('_do') !== 'import';
  const text = textOf(form);
  if (text === null) return problem('文字コードを読み取れません。UTF-8かShift_JISで保存し直してください。', 'file');
  const answer = await ctx.do(importDocument, { ...form.input(), text, dryRun: trial }, `${form.get('_request')} ${trial}`);
  return answer.ok ? told(answer.value, trial) : refusedGo(answer);
}

async function bringSheet(ctx: PageContext, form: Fields): Promise<Go> {
  const trial = form.get('_do') !== 'import';
  const text = textOf(form);
  if (text === null) return problem('文字コードを読み取れません。UTF-8かShift_JISで保存し直してください。', 'file');
  const answer = await ctx.do(importSheet, { ...form.input(), csv: text, dryRun: trial }, `${form.get('_request')} ${trial}`);
  return answer.ok ? told(answer.value, trial) : refusedGo(answer);
}

export const importPage = page({
  path,
  title: { ja: 'ページの取込み', en: 'Import pages' },
  allow: [staff('website.edit')],
  uploads: true,
  load: (ctx) => ctx.ask(placesToWrite, {}),
  actions: { document: bring, sheet: bringSheet },
  view(places) {
    const sections = places.sections.map((one) => ({ value: one.id, label: `${one.path} ${one.name}` }));
    const offices = places.offices.map((one) => ({ value: one.id, label: one.name }));
    return (
      <Page title="ページの取込み" wide crumbs={[home, pagesCrumb]} lead="取り込んだページは下書きになります。書式の指定は外し、見出し・表・箇条書き・注は残します。直すところは、点検が1か所ずつ示します。">
        <Trial />
        <Section title="文書をページにする（Markdown・HTML・Wordの貼り付け）">
          <Form action="document" multipart>
            <Radios name="form" label="文書の形" inline required value="markdown" options={[{ value: 'markdown', label: 'Markdown' }, { value: 'html', label: 'HTML（前のサイト・Word）' }]} />
            <FileField name="file" label="ファイル" accept=".md,.txt,.html,.htm" hint="または、下に貼り付けます。" />
            <TextArea name="text" label="文書" rows={8} />
            <div class="form inline">
              <Select name="section" label="フォルダー" required options={sections} /><Select name="department" label="担当の所属" required options={offices} /><Select name="kind" label="種類" quiet blank={null} value="guide" options={kindOptions} />
              <Select name="splitAt" label="ページの分け方" quiet blank={null} value="0" options={[{ value: '0', label: '1ページのまま' }, { value: '1', label: '第1段の見出しで分ける' }, { value: '2', label: '第2段の見出しで分ける' }, { value: '3', label: '第3段の見出しで分ける' }]} />
            </div>
            <div class="form inline"><TextField name="title" label="題名" maxlength={200} hint="空なら、文書の題名。" /><TextField name="slug" label="アドレスの文字" required maxlength={50} spellcheck={false} hint="分けるときは、後ろに番号が付きます。" /><TextField name="address" label="元のアドレス" type="url" maxlength={500} hint="相対リンクを読むために使います。" /></div>
            {places.categories.length > 0 && <Checkboxes name="categories" label="分類" inline quiet values={[]} options={places.categories.map((one) => ({ value: one.code, label: one.name }))} />}
            <FormActions><Submit kind="second" name="_do" value="try">試す（まだ作らない）</Submit><Submit name="_do" value="import">取り込む</Submit></FormActions>
          </Form>
        </Section>
        <Section title="表（CSV）から、たくさんのページを作る">
          <Form action="sheet" multipart>
            <FileField name="file" label="CSVファイル" required accept=".csv,text/csv" hint={`1行目の見出し：${PAGE_COLUMNS.join('、')}。1か所でも誤りがあれば、何も作りません。`} />
            <div class="form inline"><Select name="department" label="担当課の書いていない行の所属" required options={offices} /><TextField name="address" label="元のサイト" type="url" maxlength={500} /></div>
            <FormActions><Submit kind="second" name="_do" value="try">試す（まだ作らない）</Submit><Submit name="_do" value="import">取り込む</Submit></FormActions>
          </Form>
        </Section>
      </Page>
    );
  },
});

const isPage = (value: unknown): value is ImportedPage => isRecord(value) && typeof value['path'] === 'string';

function Trial() {
  const { form } = useUi();
  const details = form?.refusal?.details ?? {};
  const pages = Array.isArray(details['pages']) ? details['pages'].filter(isPage) : [];
  const errors = Array.isArray(details['errors']) ? details['errors'].filter((one) => typeof one === 'string') : [];
  if (errors.length > 0) return <Section title={`直すところ　${errors.length}か所`}><ul>{errors.map((one) => <li key={one}>{one}</li>)}</ul></Section>;
  if (pages.length === 0) return null;
  return (
    <Section title={`試した結果　${pages.length}ページ`}>
      <DataTable caption="試した結果" hideCaption rows={pages} rowKey={(row) => row.path} empty=""
        columns={[
          { key: 't', label: '題名', heads: true, render: (row) => <>{row.title}<br /><small>{row.path}</small></> }, { key: 'b', label: '部品', align: 'end', render: (row) => row.blocks },
          { key: 'f', label: '点検', render: (row) => (row.toRepair + row.toAnswer === 0 ? <Chip kind="ok">直すところなし</Chip> : <>{row.toRepair > 0 && <Chip kind="bad">直す {row.toRepair}</Chip>} {row.toAnswer > 0 && <Chip kind="wait">確かめる {row.toAnswer}</Chip>}</>) },
          { key: 'n', label: '変えたところ', render: (row) => (row.notes.length === 0 ? '―' : <details><summary>{row.notes.length}件</summary><ul>{row.notes.map((note) => <li key={note}>{note}</li>)}</ul></details>) },
        ]} />
      <p><A to={path}>はじめからやり直す</A></p>
    </Section>
  );
}
