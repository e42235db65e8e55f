/** 墨塗り: sentence by sentence, or by words that go wherever they stand. Works without scripts; the copy is set anew from what is left. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { type Fields, notFound, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import { Empty, Fieldset, Form, FormActions, Notice, Page, Section, Select, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { redactDocument } from '../commands/redact.ts';
import { grounds, groundWords } from '../messages/words.ts';
import { redactable } from '../queries/requests.ts';
import { pieces } from '../rules/redaction.ts';
import { home, optionsOf, requestsPath } from './words.tsx';

type Shown = NonNullable<Awaited<ReturnType<typeof redactable.run>>>;
type Source = Shown['texts'][number];
type At = { readonly params: { readonly id: string; readonly document: string } };

const WORD_ROWS = 6;
const options = optionsOf(groundWords, grounds);

/** What is to go: the sentences that got an item, and the words. */
function masksOf(form: Fields, text: string): { readonly words: string; readonly ground: string }[] {
  const sentences = pieces(text).flatMap((piece, index) => {
    const ground = form.get(`piece.${index}`);
    const words = piece.trim();
    return ground === '' || words === '' ? [] : [{ words, ground }];
  });
  const words = Array.from({ length: WORD_ROWS }, (_, index) => ({ words: form.get(`words.${index}`).trim(), ground: form.get(`ground.${index}`) })).filter((row) => row.words !== '');
  return [...sentences, ...words];
}

async function make(ctx: PageContext, form: Fields, { params }: At) {
  const it = await ctx.ask(redactable, { request: params.id, document: params.document });
  const attachment = form.get('attachment');
  const source = it.texts.find((one) => (one.id ?? '') === attachment);
  const masks = masksOf(form, source?.text ?? '');
  const [bare] = masks.filter((mask) => mask.ground === '');
  if (bare) return problem(`「${bare.words.slice(0, 20)}」を消す号を選んでください。`, 'ground.0');
  if (masks.length === 0) return problem('消すところがありません。文に号を付けるか、消すことばを入れてください。', 'words.0');
  const answer = await ctx.do(redactDocument, { request: params.id, document: params.document, attachment, transcript: form.get('transcript'), masks });
  return answer.ok ? to(`${requestsPath}/${params.id}`, `公開用の写しを作りました（${answer.value.masks}か所を消しました）。下の「公開用の写し」で確かめてください。`) : refusedGo(answer);
}

function WordRows() {
  return (
    <Fieldset legend="ことばで消す" hint="入れたことばは、この文面のどこにあっても、すべて消えます（氏名・電話番号・住所など）。">
      {Array.from({ length: WORD_ROWS }, (_, index) => <div class="form inline" key={index}><TextField name={`words.${index}`} label={`消すことば ${index + 1}`} quiet maxlength={500} /><Select name={`ground.${index}`} label={`号 ${index + 1}`} quiet blank="―" options={options} /></div>)}
    </Fieldset>
  );
}

function SourceForm({ source }: { readonly source: Source }) {
  const shown = pieces(source.text ?? '');
  return (
    <Section title={source.name}>
      <Form action="make" about={{ attachment: source.id ?? '' }}>
        <WordRows />
        <Fieldset legend="文ごと消す" hint="文ごとに、開示しない号を選びます。選ばない文は、そのまま残ります。">
          {shown.map((piece, index) => (piece.trim() === '' ? null : <Select key={index} name={`piece.${index}`} label={piece.trim()} quiet blank="残す" options={options} />))}
        </Fieldset>
        <FormActions next="消した文字は、写しのどこにも残りません。何を消したかも、記録に残りません（場所と号だけが残ります）。"><Submit>墨塗りした写しを作る</Submit></FormActions>
      </Form>
    </Section>
  );
}

/** PDFs and pictures: what they say is typed, and the copy is set from that. */
function TypedForm({ file }: { readonly file: { readonly id: string; readonly name: string } }) {
  return (
    <Section title={file.name}>
      <details><summary>文面を書き起こして写しを作る</summary>
        <Form action="make" about={{ attachment: file.id }}>
          <TextArea name="transcript" label="書き起こした文面" required rows={8} maxlength={30_000} hint="PDFや画像は、黒く塗っても下の文字を取り出せることがあるため、そのままでは写しにしません。" />
          <WordRows />
          <FormActions><Submit kind="second">墨塗りした写しを作る</Submit></FormActions>
        </Form>
      </details>
    </Section>
  );
}

export const redactPage = page({
  path: `${requestsPath}/:id/redact/:document`,
  title: { ja: '墨塗り', en: 'Redaction' },
  allow: [staff('documents.disclosure')],
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  async load(ctx, { params }) {
    const it = await ctx.ask(redactable, { request: params.id, document: params.document });
    return it.open ? { it, request: params.id } : notFound;
  },
  actions: { make },
  view({ it, request }) {
    return (
      <Page title="墨塗り" wide crumbs={[home, { to: `${requestsPath}/${request}`, label: '情報公開請求' }]} lead={it.title}>
        {it.state === 'destroyed' && <Notice kind="warn" title="この文書は廃棄されています" />}
        {it.texts.length + it.others.length === 0 && <Empty title="写しを作れる文面がありません。" next="文書に伺い文もファイルもありません。" />}
        {it.texts.map((source) => <SourceForm key={source.id ?? ''} source={source} />)}
        {it.others.map((file) => <TypedForm key={file.id} file={file} />)}
      </Page>
    );
  },
});
