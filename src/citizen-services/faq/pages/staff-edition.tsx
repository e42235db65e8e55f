/** One edition: written, asked approval for, approved; and what it changes. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, type Fields, page, refusedGo, to } from '../../../kernel/page.ts';
import { A, Card, Checkboxes, Chip, DateField, Facts, Form, FormActions, Notice, Page, Section, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { decideEdition } from '../commands/deciding.ts';
import { dropDraft, recallEdition, saveDraft, submitEdition } from '../commands/writing.ts';
import { editionWords } from '../messages/words.ts';
import { choices, editionView } from '../queries/office.ts';
import type { DiffLine } from '../rules/diff.ts';
import { Answer } from './public-parts.tsx';
import { home, root, Similar } from './staff-parts.tsx';

const readers = [staff('faq.write'), staff('faq.approve'), staff('faq.arrange')];
const params = z.object({ edition: z.string().max(40) });
const address = (edition: string) => `${root}/editions/${edition}`;

/** Boxes that are all unticked send nothing; the command is told an empty list. */
const draftInput = (form: Fields, edition: string) => ({ ...form.input(), edition, categories: form.all('categories') });

export const editionPage = page({
  path: `${root}/editions/:edition`,
  title: { ja: 'よくある質問の版', en: 'An edition of an FAQ' },
  allow: readers,
  params,
  load: async (ctx, at) => ({ ...(await ctx.ask(editionView, { edition: at.params.edition })), categories: (await ctx.ask(choices, {})).categories.filter((one) => !one.closed) }),
  actions: {
    save: async (ctx, form, at) => {
      const saved = await ctx.do(saveDraft, draftInput(form, at.params.edition));
      if (!saved.ok) return refusedGo(saved);
      if (form.get('then') !== 'submit') return to(address(at.params.edition), '保存しました。');
      const sent = await ctx.do(submitEdition, { edition: at.params.edition, version: saved.value.version }, `${form.get('_request')}-submit`);
      // What was typed is kept already; the form shown again must go on from there.
      return sent.ok ? to(address(at.params.edition), '承認を求めました。') : to(address(at.params.edition), { kind: 'warn', message: `保存しました。承認はまだ求めていません：${sent.message}` });
    },
    drop: act(dropDraft, { input: (_, at) => ({ edition: at.params.edition }), done: (value) => to(`${root}/${value.faq}`, '下書きをやめました。') }),
    recall: act(recallEdition, { input: (_, at) => ({ edition: at.params.edition }), done: (value) => to(address(value.edition), '引き戻しました。') }),
    decide: act(decideEdition, { input: (form, at) => ({ ...form.input(), edition: at.params.edition }), done: (value) => to(`${root}/${value.faq}`, value.state === 'public' ? '公開しました。' : '差し戻しました。') }),
  },
  view(model) {
    const { edition, faq } = model;
    const writing = edition.state === 'draft' && model.mayWrite;
    return (
      <Page title={edition.question} crumbs={[home, { to: `${root}/${faq.id}`, label: `番号 ${faq.faq_no}` }]} scripts={writing ? ['faq-similar.js'] : []}>
        <Facts rows={[
          { label: '状態', value: <><Chip kind={edition.state === 'public' ? 'ok' : edition.state === 'waiting' || edition.state === 'draft' ? 'wait' : 'no'}>{editionWords[edition.state].ja}</Chip>{`　第${edition.number}版`}</> },
          { label: '課', value: faq.office },
          { label: '保存', value: <><When instant={edition.saved_at} style="short" />{`　${edition.saved_name}`}</> },
        ]} />
        {edition.returned_note !== '' && <Notice kind="warn" title="差し戻されました"><p>{edition.returned_note}</p></Notice>}
        {writing ? <Section title="下書き"><Editor model={model} /></Section> : <Preview model={model} />}
        {model.changes !== null && <Section title="前の版から変わるところ"><Changes lines={model.changes} /></Section>}
        {edition.state === 'waiting' && model.mayDecide && <Decision version={edition.version} />}
        {edition.state === 'waiting' && !model.mayDecide && <p class="hint">{model.mine ? '自分が書いた版は、ほかの人が承認します。' : 'この版の承認は、所管の承認者が行います。'}</p>}
        {edition.state === 'waiting' && model.mayWrite && !model.mayDecide && <Form action="recall" submit="承認の求めを引き戻す" kind="second" />}
        {writing && <Form action="drop" submit="この下書きをやめる" kind="danger" />}
      </Page>
    );
  },
});

type Model = NonNullable<Awaited<ReturnType<typeof editionView.run>>> & { readonly categories: readonly { readonly code: string; readonly name: string }[] };

function Editor({ model }: { readonly model: Model }) {
  const { edition } = model;
  return (
    <Form action="save" about={{ version: edition.version }}>
      <TextField name="question" label="質問" required value={edition.question} maxlength={60} hint="60文字まで。市民がたずねる言葉で。" />
      <Similar near={model.similar} except={model.faq.id} />
      <TextArea name="variants" label="ほかの聞き方" rows={4} value={edition.variants.join('\n')} hint="1行に1つ、20個まで。検索で見つかるようになります（画面には出ません）。" />
      <TextArea name="answer" label="答え" quiet rows={12} value={edition.answer} maxlength={4000} hint="空行で段落、行の頭の「・」で箇条書き、「1. 」で手順、[言葉](行き先) でリンクになります。" />
      <Checkboxes name="categories" label="分類" quiet inline options={model.categories.map((one) => ({ value: one.code, label: one.name }))} values={edition.categories} />
      <DateField name="reviewOn" label="見直す日" quiet value={edition.review_on} hint="24か月以内。その30日前・7日前・当日に、課に知らせます。" />
      <TextField name="questionEn" label="質問（英語）" value={edition.question_en} maxlength={120} lang="en" />
      <TextArea name="answerEn" label="答え（英語）" rows={8} value={edition.answer_en} maxlength={6000} />
      <TextField name="changeNote" label="変更の説明" value={edition.change_note} maxlength={300} hint="承認する人に見せます。" />
      <FormActions>
        <Submit name="then" value="save" kind="second">下書きを保存</Submit>
        <Submit name="then" value="submit">保存して承認を求める</Submit>
      </FormActions>
    </Form>
  );
}

function Preview({ model }: { readonly model: Model }) {
  const { edition } = model;
  const names = new Map(model.categories.map((one) => [one.code, one.name]));
  return (
    <>
      <Section title="見え方"><Card title={edition.question}><Answer text={edition.answer} /></Card></Section>
      {edition.question_en !== '' && <Section title="英語"><div lang="en"><Card title={edition.question_en}><Answer text={edition.answer_en} /></Card></div></Section>}
      <Facts rows={[
        { label: 'ほかの聞き方', value: edition.variants.length === 0 ? '―' : edition.variants.join('、') },
        { label: '分類', value: edition.categories.map((code) => names.get(code) ?? code).join('、') || '―' },
        { label: '見直す日', value: edition.review_on === null ? '―' : <When date={edition.review_on} style="long" /> },
        edition.change_note !== '' && { label: '変更の説明', value: edition.change_note },
      ]} />
      {model.similar.length > 0 && <Section title="似た質問"><ul>{model.similar.map((one) => <li key={one.id}>{one.same && '【ほぼ同じ】'}<A to={`${root}/${one.id}`}>{one.question}</A>{`　${one.office}`}</li>)}</ul></Section>}
    </>
  );
}

const changeSigns: Readonly<Record<DiffLine['change'], string>> = { same: '　', gone: '－', new: '＋' };

function Changes({ lines }: { readonly lines: readonly DiffLine[] }) {
  if (lines.every((line) => line.change === 'same')) return <p>言葉は変わりません。</p>;
  return <ul>{lines.map((line, index) => <li key={index}><span aria-hidden="true">{changeSigns[line.change]}　</span>{line.change === 'gone' ? <del>{line.text}</del> : line.change === 'new' ? <ins>{line.text}</ins> : line.text}</li>)}</ul>;
}

function Decision({ version }: { readonly version: number }) {
  return (
    <Section title="判断">
      <Form action="decide" about={{ version }}>
        <TextArea name="note" label="意見" rows={3} maxlength={500} hint="差し戻すときは、どこをどう直すかを書きます。" />
        <FormActions next="承認すると、すぐに公開します。">
          <Submit name="decision" value="approve" icon="check">承認して公開する</Submit>
          <Submit name="decision" value="return" kind="second">差し戻す</Submit>
        </FormActions>
      </Form>
    </Section>
  );
}
