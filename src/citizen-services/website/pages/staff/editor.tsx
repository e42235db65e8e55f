/**
 * 版を書く. One form: whatever button is pressed, what was typed is saved first. Works without script; with it, saves by itself
 * and shows how the page will look. Two people at once: what each changed is put together, and a real clash is shown to both.
 */
import { z } from 'zod';
import { act, type At, type Fields, type Go, page, type PageContext, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { A, Checkboxes, Chip, DateField, Form, FormActions, Hidden, Notice, Page, Section, Select, Submit, TextArea, TextField, useUi, When } from '../../../../ui/index.ts';
import { followOriginal } from '../../commands/easy.ts';
import { publishNow, submitEdition } from '../../commands/deciding.ts';
import { addFile, answerFinding, repairFinding, restoreSave, saveDraft, setRelease } from '../../commands/editing.ts';
import { insertFile, nameBlock } from '../../commands/files.ts';
import { writers } from '../../commands/pages.ts';
import { tickRemark } from '../../commands/previews.ts';
import { emergencyKinds } from '../../draft.ts';
import { isEasy } from '../../rules/easy.ts';
import { editionToWrite, type ShownFinding } from '../../queries/office.ts';
import { editionRemarks, type Remark } from '../../queries/previews.ts';
import { Blocks } from '../blocks.tsx';
import { shownOf } from '../public-parts.tsx';
import { CHANGED, EasyAside, EasyChanged } from './easy-parts.tsx';
import { AddButtons, blockWords, EditorBlock } from './editor-blocks.tsx';
import { arranged, blocksTyped, shownBlock, typedBlocks } from './editor-form.ts';
import { NamedFilePart } from './editor-files.tsx';
import { ClashPart, FilePart, ReleasePart, RushPart, SavesPart } from './editor-parts.tsx';
import { Remarks } from './previews.tsx';
import { editionPath, home, kindName, kindOptions, pagesCrumb, recordPath, SeverityChip, StateChip, withSearch, writePath } from './words.tsx';

export type Model = NonNullable<Awaited<ReturnType<typeof editionToWrite.run>>> & { readonly remarks: readonly Remark[] };
type Where = At<{ readonly id: string }, { readonly after: string }>;

const valuesOf = (form: Fields) => Object.fromEntries(form.names().map((name) => [name, form.get(name)]));
const shortId = (ctx: PageContext) => Buffer.from(ctx.random(6)).toString('hex');

/** Saves what was typed, then does what the pressed button asks for. */
async function save(ctx: PageContext, form: Fields, { params }: Where): Promise<Go> {
  const wish = form.get('_do');
  const typed = blocksTyped(typedBlocks(valuesOf(form)));
  if ('path' in typed) return problem(typed.message, typed.path);
  const next = arranged(typed, wish, () => shortId(ctx));
  const draft = { title: form.get('title'), lead: form.get('lead'), kind: form.get('kind'), lang: form.get('lang'), contact: form.get('contact'), categories: form.all('categories'), reviewOn: form.get('reviewOn'), blocks: next.blocks };
  const saved = await ctx.do(saveDraft, { edition: params.id, version: form.get('version'), ...draft, clash: form.get('clash') === '' ? 'ask' : form.get('clash') });
  if (!saved.ok) return refusedGo(saved);
  const [verb = '', what = ''] = wish.split(' ');
  const here = writePath(params.id);
  const request = `${form.get('_request')} ${verb}`;
  if (verb === 'repair') {
    const repaired = await ctx.do(repairFinding, { edition: params.id, version: saved.value.version, finding: what }, request);
    return to(here, repaired.ok ? '直しました。' : { kind: 'warn', message: repaired.message });
  }
  if (verb === 'answer') {
    const answered = await ctx.do(answerFinding, { edition: params.id, finding: what, reason: form.get(`_answer ${what}`) }, request);
    return to(here, answered.ok ? '確認したことを記録しました。' : { kind: 'bad', message: answered.message });
  }
  if (verb === 'tick' || verb === 'untick') {
    const ticked = await ctx.do(tickRemark, { remark: what, state: verb === 'tick' ? 'done' : 'open' }, request);
    return to(here, ticked.ok ? '保存し、意見の状態を記録しました。' : { kind: 'bad', message: ticked.message });
  }
  if (verb === 'submit') {
    const sent = await ctx.do(submitEdition, { edition: params.id, version: saved.value.version }, request);
    return sent.ok ? to(editionPath(params.id), sent.value.number === null ? '承認を求めました。書いた人とは別の人が承認します。' : `電子決裁に出しました（決裁番号 ${sent.value.number}）。`) : to(here, { kind: 'bad', message: sent.message });
  }
  if (verb === 'open') return to(`${withSearch(here, { after: what })}#e-${what}`);
  if (next.at !== null) return to(`${here}#e-${next.at}`);
  if (verb === 'auto') return to(here);
  return to(here, saved.value.covered ? { kind: 'warn', message: '保存しました。個人番号（マイナンバー）に当たる数字があったので、伏せて保存しました。' } : saved.value.merged ? '保存しました。ほかの人が書いたところと合わせてあります。' : '保存しました。');
}

async function sendFile(ctx: PageContext, form: Fields, { params }: Where): Promise<Go> {
  const file = form.file('file');
  if (!file || file.bytes.byteLength === 0) return problem('ファイルを選んでください。', 'file');
  const answer = await ctx.do(addFile, { edition: params.id, name: file.name.split(/[\\/]/).at(-1)?.slice(-200) || 'file', content: file.bytes, words: form.get('words') });
  if (!answer.ok) return refusedGo(answer);
  return to(`${writePath(params.id)}#e-${answer.value.block}`, answer.value.removed.length === 0 ? 'ページの終わりに入れました。' : `ページの終わりに入れました。次のものは取り除きました：${answer.value.removed.join('、')}。`);
}

const restored = act(restoreSave, { input: (form, { params }: Where) => ({ edition: params.id, version: form.get('version') }), done: (_, { params }) => to(writePath(params.id), '前に保存した状態に戻しました。戻す前の状態も、保存の記録に残っています。') });
const moment = (date: string, time: string) => (date === '' ? '' : `${date}T${time === '' ? '00:00' : time}+09:00`);

export const editorPage = page({
  path: writePath(':id'),
  title: { ja: '版を書く', en: 'Write an edition' },
  allow: writers,
  params: z.object({ id: z.uuid() }),
  search: z.object({ after: z.string().max(40).catch('') }),
  async load(ctx, { params }) {
    const [model, said] = await Promise.all([ctx.ask(editionToWrite, { edition: params.id }), ctx.tryAsk(editionRemarks, { edition: params.id })]);
    return model.state === 'draft' && model.mayWrite ? { ...model, remarks: said.ok ? said.value.remarks : [] } : to(editionPath(params.id));
  },
  uploads: true,
  actions: {
    save,
    file: sendFile,
    insert: act(insertFile, { input: (form, { params }: Where) => ({ edition: params.id, file: form.get('file'), words: form.get('words') }), done: (value, { params }) => to(`${writePath(params.id)}#e-${value.block}`, 'ページの終わりに入れました。') }),
    name: act(nameBlock, { input: (form, { params }: Where) => ({ edition: params.id, block: form.get('block'), handle: form.get('handle'), title: form.get('title') }), done: (_, { params }) => to(writePath(params.id), '名前を付けました。このページが公開されると、変わらないアドレスで開けます。') }),
    restore: restored,
    follow: act(followOriginal, { input: (_, { params }: Where) => ({ edition: params.id }), done: (value, { params }) => to(writePath(params.id), `もとのページの第${value.number}版に合わせたことを記録しました。`) }),
    release: act(setRelease, { input: (form, { params }: Where) => ({ edition: params.id, publishAt: moment(form.get('publishDay'), form.get('publishTime')), unpublishAt: moment(form.get('endDay'), form.get('endTime')), minor: form.get('minor'), changeNote: form.get('changeNote') }), done: (_, { params }) => to(writePath(params.id), '公開の日時と説明を保存しました。') }),
    rush: act(publishNow, { input: (form, { params }: Where) => ({ edition: params.id, version: form.get('version'), reason: form.get('reason') }), done: (_, { params }) => to(editionPath(params.id), '緊急に公開しました。あとで別の人が確かめます。') }),
  },
  view(model, ctx, { search }) {
    const title = model.draft.title === '' ? '（題名なし）' : model.draft.title;
    return (
      <Page title={title} wide crumbs={[home, pagesCrumb, { to: recordPath(model.page), label: `ページ番号 ${model.pageNo}` }]} scripts={['page-editor.js']} lead={<><StateChip state="draft" />　第{model.number}版　{model.path}</>} actions={<A to={editionPath(model.id)}>全体の見え方</A>}
        help={<p>どのボタンを押しても、書いたものは先に保存されます。書いている間も、自動で保存します。ほかの人が同時に書いても、別々のところなら合わさります。</p>}>
        {model.returnedNote !== '' && <Notice kind="warn" title="差し戻されました">{model.returnedNote}</Notice>}
        <Editor model={model} ctx={ctx} after={search.after} />
        {model.easy && <EasyChanged easy={model.easy} mayFollow />}
        <FilePart />
        <NamedFilePart model={model} />
        <ReleasePart model={model} />
        <SavesPart model={model} />
        {model.mayRush && emergencyKinds.includes(model.draft.kind) && <RushPart model={model} />}
      </Page>
    );
  },
});

function Editor({ model, ctx, after }: { readonly model: Model; readonly ctx: PageContext; readonly after: string }) {
  const { form } = useUi();
  const back = form?.action === 'save' ? form : null;
  const blocks = back ? typedBlocks(back.values) : model.draft.blocks.map(shownBlock);
  const version = back ? String(back.values['version'] ?? model.version) : model.version;
  const { draft } = model;
  return (
    <div class="editor" data-edition={model.id}>
      <Form action="save">
        <Hidden name="version" value={version} />
        {back?.refusal?.code === 'Clash' && <ClashPart details={back.refusal.details ?? {}} />}
        <div class="columns">
          <div class="form">
            <Section title="題名と分類">
              <div class="form">
                <TextField name="title" label="題名" required width="long" value={draft.title} hint="40字まで。何のページかが、題名だけで分かるように。" />
                <TextArea name="lead" label="概要" quiet rows={2} value={draft.lead} hint="だれが・何を・いつまでに。検索の結果にも出ます。" />
                <div class="form inline">
                  <Select name="kind" label="種類" quiet blank={null} value={draft.kind} options={kindOptions.some((one) => one.value === draft.kind) ? kindOptions : [...kindOptions, { value: draft.kind, label: kindName(draft.kind) }]} />
                  <Select name="lang" label="言語" quiet blank={null} value={draft.lang} options={isEasy(draft.lang) ? [{ value: draft.lang, label: 'やさしい日本語' }] : [{ value: 'ja', label: '日本語' }, { value: 'en', label: '英語' }, ...(['ja', 'en'].includes(draft.lang) ? [] : [{ value: draft.lang, label: draft.lang }])]} />
                  <Select name="contact" label="問い合わせ先" quiet value={draft.contact} options={model.offices.map((one) => ({ value: one.code, label: one.name }))} />
                  <DateField name="reviewOn" label="見直す日" quiet native value={draft.reviewOn} />
                </div>
                {model.categories.length > 0 && <Checkboxes name="categories" label="分類" inline quiet values={draft.categories} options={model.categories.map((one) => ({ value: one.code, label: one.name }))} />}
              </div>
            </Section>
            <Section title={`本文　部品 ${blocks.length}個`}>
              <div class="form">
                {blocks.length === 0 && <p>まだ何もありません。下から部品を選んで、書き始めてください。</p>}
                {blocks.map((block, index) => <EditorBlock key={block.id} block={block} index={index} count={blocks.length} choices={model} open={after === block.id} />)}
                <div><p><b>終わりに加える</b></p><AddButtons after="" /></div>
              </div>
            </Section>
            <FormActions next="承認を求めると、戻ってくるまで書き直せません。"><Submit name="_do" value="save" kind="second">保存する</Submit><Submit name="_do" value="submit" icon="check">保存して、承認を求める</Submit></FormActions>
          </div>
          <aside id="side" aria-label="点検と見え方">
            <p id="saved" role="status">第{model.number}版　{model.savedName}　<When instant={model.savedAt} style="short" /> に保存</p>
            {model.easy?.changed && <Notice kind="warn" title={CHANGED}><p><a href="#changed">変わったところを見る</a></p></Notice>}
            <Remarks remarks={model.remarks} tick={(one) => <Submit kind="second" name="_do" value={`${one.doneAt === null ? 'tick' : 'untick'} ${one.id}`} about={one.words.slice(0, 30)}>{one.doneAt === null ? '済みにする' : '未対応に戻す'}</Submit>} />
            <Findings findings={model.findings} blocks={blocks} />
            {model.easy && <EasyAside easy={model.easy} />}
            <Section title="携帯での見え方" level={2}>
              <div class="phone prose">
                <p class="phone-title">{draft.title === '' ? '（題名なし）' : draft.title}</p>
                {draft.lead !== '' && <p>{draft.lead}</p>}
                <Blocks blocks={draft.blocks} shown={shownOf(ctx, model, 'ja', (sha, name) => `/staff/website/files/${sha}/${encodeURIComponent(name === '' ? 'file' : name)}`)} />
              </div>
            </Section>
          </aside>
        </div>
      </Form>
    </div>
  );
}

function Findings({ findings, blocks }: { readonly findings: readonly ShownFinding[]; readonly blocks: readonly { readonly id: string; readonly type: keyof typeof blockWords }[] }) {
  const left = findings.filter((one) => one.severity !== 'info' && one.answer === null);
  const where = (id: string | null) => {
    const index = id === null ? -1 : blocks.findIndex((block) => block.id === id);
    const block = blocks[index];
    return block ? { to: `#e-${block.id}`, label: `${index + 1} ${blockWords[block.type]}` } : null;
  };
  return (
    <Section title={left.length === 0 ? '点検　直すところはありません' : `点検　残り${left.length}か所`}>
      {findings.length === 0 ? <p>書いたものに、決まりに反するところは見つかりませんでした。</p> : (
        <ul class="findings">{findings.map((one) => {
          const place = where(one.block);
          return (
            <li key={one.key}>
              <p>{one.answer ? <Chip kind="ok">確認済み</Chip> : <SeverityChip severity={one.severity} />}　<small>{one.rule}</small>{place && <>　<a href={place.to}>{place.label}</a></>}</p>
              <p>{one.reason}</p>
              {one.excerpt !== '' && <p><q>{one.excerpt}</q></p>}
              {one.answer ? <p><small>{one.answer.by}：{one.answer.reason}</small></p> : (
                <>
                  {one.becomes !== null && <Submit kind="second" name="_do" value={`repair ${one.key}`} about={one.reason}>{one.becomes === '' ? '消す' : one.becomes.length > 24 ? '直す' : `「${one.becomes}」に直す`}</Submit>}
                  {one.severity === 'confirm' && !one.never && <details><summary>このままでよい<span class="vh">：{one.reason}</span></summary><TextField name={`_answer ${one.key}`} label="理由" quiet width="long" maxlength={200} /><Submit kind="second" name="_do" value={`answer ${one.key}`} about={one.reason}>確認した</Submit></details>}
                </>
              )}
            </li>
          );
        })}</ul>
      )}
    </Section>
  );
}
