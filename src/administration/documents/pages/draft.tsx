/** 起案: written from a form of letter or from nothing, sent for decision from the document's own page. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { type Fields, notFound, page, type PageContext, refusedGo, to } from '../../../kernel/page.ts';
import { Checkboxes, DateField, Empty, Fieldset, FileField, Form, FormActions, Hidden, Page, Radios, Select, Submit, Tabs, TextArea, TextField } from '../../../ui/index.ts';
import { saveDraft } from '../commands/draft.ts';
import { FILE_MEGABYTES, sentFiles } from '../files.ts';
import { letterForms } from '../letters.ts';
import { authorities, authorityWords, confidentialities, confidentialityWords, disclosures, disclosureWords, grounds, groundWords, roles, roleWords } from '../messages/words.ts';
import { choices, classes } from '../queries/folders.ts';
import { document } from '../queries/register.ts';
import { documentHref, DoorTabs, home, optionsOf, root, withSearch } from './words.tsx';

const path = `${root}/draft`;
type Office = Awaited<ReturnType<typeof choices.run>>['own'][number];
type Classes = Awaited<ReturnType<typeof classes.run>>;

interface Shown {
  readonly office: Office;
  readonly classes: Classes;
  readonly retentions: readonly { readonly code: string; readonly name: string }[];
  readonly document: { readonly id: string; readonly version: number } | null;
  readonly title: string;
  readonly titleReason: string;
  readonly summary: string;
  readonly body: string;
  readonly entry: string | null;
  readonly retention: string | null;
  readonly authority: (typeof authorities)[number];
  readonly confidentiality: (typeof confidentialities)[number];
  readonly disclosure: (typeof disclosures)[number];
  readonly grounds: readonly string[];
  readonly due: Temporal.PlainDate | null;
  readonly answers: { readonly id: string; readonly title: string } | null;
}

async function save(ctx: PageContext, form: Fields) {
  const { file: _, role: __, ...input } = form.input();
  const answer = await ctx.do(saveDraft, { ...input, files: sentFiles(form) });
  return answer.ok ? to(documentHref(answer.value.document), '起案を保存しました。内容を確かめて、決裁に出してください。') : refusedGo(answer);
}

function DraftForm({ it }: { readonly it: Shown }) {
  const years = new Map(it.classes.map((one) => [one.id, one]));
  return (
    <Form action="save" multipart>
      <Hidden name="department" value={it.office.id} />
      {it.document !== null && <><Hidden name="document" value={it.document.id} /><Hidden name="version" value={it.document.version} /></>}
      {it.answers !== null && <><Hidden name="answers" value={it.answers.id} /><p>「{it.answers.title}」への回答です。</p></>}
      <Fieldset legend="伺い">
        <TextField name="title" label="件名" required width="long" maxlength={200} value={it.title} hint="件名は目録に載ります。個人の氏名は入れません。" />
        <TextField name="titleReason" label="氏名を入れるわけ" width="long" maxlength={200} value={it.titleReason} />
        <TextArea name="body" label="伺い文・施行文" rows={18} maxlength={50_000} value={it.body} hint="決裁のあとは変えられません。ここに書いたとおりの文面だけが施行されます。" />
        <TextArea name="summary" label="要旨" rows={2} maxlength={2000} value={it.summary} />
      </Fieldset>
      <Fieldset legend="分類と決裁">
        <Select name="entry" label="分類（ファイル基準表の簿冊）" value={it.entry} blank="あとで選ぶ（決裁に出すまでに必要です）" options={[...years.values()].map((one) => ({ value: one.id, label: `${one.code} ${one.title}（${one.retention}）`, group: `${one.fiscal_year}年度` }))} />
        <Select name="retention" label="保存期間" value={it.retention} blank="基準表のとおり" options={it.retentions.map((one) => ({ value: one.code, label: one.name }))} hint="基準表より短くはできません。" />
        <Radios name="authority" label="決裁区分" inline value={it.authority} options={optionsOf(authorityWords, authorities)} />
        <DateField name="due" label="処理期限" native value={it.due} />
      </Fieldset>
      <Fieldset legend="扱い">
        <Radios name="confidentiality" label="取扱い" inline value={it.confidentiality} options={optionsOf(confidentialityWords, confidentialities)} />
        <Radios name="disclosure" label="公開区分" inline value={it.disclosure} options={optionsOf(disclosureWords, disclosures)} />
        <Checkboxes name="grounds" label="部分公開・非公開のときの号" inline values={it.grounds} options={optionsOf(groundWords, grounds)} />
      </Fieldset>
      <Fieldset legend="添付">
        <FileField name="file" label="ファイル" accept=".pdf,.jpg,.jpeg,.png,.txt,.csv,application/pdf,image/jpeg,image/png,text/plain" hint={`PDF・JPEG・PNG・文字のファイル。${FILE_MEGABYTES}MBまで。`} />
        <Radios name="role" label="ファイルの役割" inline value="attached" options={optionsOf(roleWords, roles)} />
      </Fieldset>
      <FormActions next="保存しただけでは、決裁には出ません。"><Submit icon="check">保存する</Submit></FormActions>
    </Form>
  );
}

export const newDraftPage = page({
  path,
  title: { ja: '起案する', en: 'Write a draft' },
  allow: [staff('documents.work')],
  uploads: true,
  search: z.object({ office: z.string().max(40).optional().catch(undefined), form: z.string().max(20).optional().catch(undefined), answers: z.uuid().optional().catch(undefined) }),
  async load(ctx, { search }) {
    const chosen = await ctx.ask(choices, {});
    const office = chosen.own.find((one) => one.id === search.office) ?? chosen.own[0];
    if (!office) return { offices: chosen.own, shown: null, form: '', answers: '' };
    const answers = search.answers === undefined ? null : await ctx.ask(document, { document: search.answers });
    if (answers !== null && (answers.kind !== 'incoming' || answers.open === null)) return notFound;
    const letter = letterForms.find((one) => one.code === search.form);
    const shown: Shown = {
      office, classes: await ctx.ask(classes, { department: office.id }), retentions: chosen.retentions, document: null, title: answers !== null ? `${answers.title}（回答）` : (letter?.title.trim() ?? ''), titleReason: '', summary: '', body: letter?.body ?? '', entry: null, retention: null,
      authority: 'section_head', confidentiality: answers?.confidentiality ?? 'general', disclosure: 'open', grounds: [], due: answers?.open?.due ?? null, answers: answers === null ? null : { id: answers.id, title: answers.title },
    };
    return { offices: chosen.own, shown, form: letter?.code ?? '', answers: answers?.id ?? '' };
  },
  actions: { save: (ctx, form) => save(ctx, form) },
  view(model, ctx) {
    const { shown } = model;
    if (shown === null) return <Page title="起案する" crumbs={[home]}><DoorTabs ctx={ctx} current="" /><Empty title="文書記号のある所属がありません。" next="文書係に、所属の文書記号の登録を頼んでください。" /></Page>;
    const address = (form: string) => withSearch(path, { office: shown.office.id, form, answers: model.answers });
    return (
      <Page title="起案する" crumbs={[home]} lead={`${shown.office.name}（${shown.office.symbol}）の起案です。`}>
        <DoorTabs ctx={ctx} current="" />
        {model.offices.length > 1 && (
          <Form method="get" label="起案する課を替える" submit="替える"><Select name="office" label="起案する課" quiet blank={null} value={shown.office.id} options={model.offices.map((one) => ({ value: one.id, label: one.name }))} /></Form>
        )}
        <Tabs label="公用文の型" items={[{ to: address(''), label: '白紙', current: model.form === '' }, ...letterForms.map((one) => ({ to: address(one.code), label: one.label, current: one.code === model.form }))]} />
        <DraftForm it={shown} />
      </Page>
    );
  },
});

export const editDraftPage = page({
  path: `${root}/register/:id/draft`,
  title: { ja: '起案を直す', en: 'Edit a draft' },
  allow: [staff('documents.work')],
  uploads: true,
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }): Promise<Shown | typeof notFound> {
    const [it, chosen] = await Promise.all([ctx.ask(document, { document: params.id }), ctx.ask(choices, {})]);
    const open = it.open;
    const office = chosen.own.find((one) => one.id === open?.departmentId);
    if (it.kind !== 'draft' || it.state !== 'drafting' || open === null || !office) return notFound;
    const answers = open.answersId === null ? null : open.linked.find((one) => one.id === open.answersId);
    return {
      office, classes: await ctx.ask(classes, { department: office.id }), retentions: chosen.retentions, document: { id: it.id, version: open.version }, title: it.title, titleReason: open.titleReason, summary: open.summary, body: open.body ?? '', entry: open.entry?.id ?? null, retention: open.retentionCode,
      authority: open.authority ?? 'section_head', confidentiality: it.confidentiality, disclosure: open.disclosure, grounds: open.grounds, due: open.due, answers: answers ?? null,
    };
  },
  actions: { save: (ctx, form) => save(ctx, form) },
  view(shown, ctx) {
    return (
      <Page title="起案を直す" crumbs={[home, { to: documentHref(shown.document?.id ?? ''), label: shown.title }]} lead={`${shown.office.name}（${shown.office.symbol}）の起案です。`}>
        <DoorTabs ctx={ctx} current="" />
        <DraftForm it={shown} />
      </Page>
    );
  },
});
