/** ニュースを書く: one screen for a phone, and one press. */
import type { ComponentChildren } from 'preact';
import { page, type PageContext, refusedGo, to, type Fields, type Go, problem } from '../../../kernel/page.ts';
import { FileField, Fieldset, Form, FormActions, LinkList, Notice, Page, Radios, Submit, TextArea, TextField, useUi } from '../../../ui/index.ts';
import { postNews } from '../commands/post.ts';
import { seenKinds, seenWords } from '../messages/words.ts';
import { desk, mySchools, people } from '../queries/office.ts';
import { codeParams } from './public.tsx';
import { crumbsTo, home, newsPath, root, SchoolTabs } from './staff-parts.tsx';

const PHOTOS = [0, 1, 2] as const;
export const seenOptions = seenKinds.map((kind) => ({ value: kind, label: seenWords[kind] }));

async function post(ctx: PageContext, form: Fields, { params }: { readonly params: { readonly code: string } }): Promise<Go> {
  const used: number[] = [];
  const photos = PHOTOS.flatMap((index) => {
    const file = form.file(`photos.${index}.content`);
    if (file === null || file.bytes.byteLength === 0) return [];
    used.push(index);
    return [{ name: file.name === '' ? 'photo.jpg' : file.name, content: file.bytes, alt: form.get(`photos.${index}.alt`), seen: form.get(`photos.${index}.seen`), children: form.get(`secret.photos.${index}.children`) }];
  });
  const forgotten = PHOTOS.find((index) => !used.includes(index) && form.get(`photos.${index}.alt`).trim() !== '');
  if (forgotten !== undefined) return problem('説明を書いた写真が選ばれていません。写真を選び直してください（入力の誤りのあとは、写真だけもう一度選びます）。', `photos.${forgotten}.content`);
  const answer = await ctx.do(postNews, { school: params.code, title: form.get('title'), words: form.get('words'), photos });
  if (!answer.ok) {
    const go = refusedGo(answer);
    if (go.go !== 'refused') return go;
    // The command counts the photographs that came; the form has three places.
    return { ...go, errors: go.errors.map((error) => ({ ...error, path: error.path.replace(/^photos\.(\d+)\.(\w+)/, (_, index: string, name: string) => `${name === 'children' ? 'secret.' : ''}photos.${used[Number(index)] ?? index}.${name}`) })) };
  }
  const { edition, submitted, removed } = answer.value;
  const cleaned = removed.length > 0 ? `写真から取り除いたもの：${removed.join('、')}。` : '';
  return submitted ? to(newsPath(params.code, edition), `承認を求めました。承認されると公開されます。${cleaned}`) : to(newsPath(params.code, edition), { kind: 'warn', message: `書いたものは保存しました。公開の前に、直すところがあります。${cleaned}` });
}

export const postPage = page({
  path: `${root}/:code/post`,
  title: { ja: 'ニュースを書く', en: 'Post news' },
  allow: people,
  params: codeParams,
  uploads: true,
  load: (ctx, { params }) => ctx.ask(desk, { school: params.code }),
  actions: { post },
  view: (it) => (
    <Page title="ニュースを書く" crumbs={crumbsTo(it.code, it.name)} scripts={['school-photos.js']}>
      <SchoolTabs code={it.code} current="post" work={it.mayWork} decide={it.mayDecide} />
      {!it.mayWork || !it.mayWrite ? <Notice kind="warn" title="この学校のニュースは書けません"><p>{it.state === 'archived' ? '閉校した学校です。' : '「ページを作る・直す」の権限が要ります。教育委員会の担当にお尋ねください。'}</p></Notice> : (
        <Form action="post" multipart>
          <TextField name="title" label="題名" required maxlength={40} width="long" hint="例　5年生が稲を刈りました" />
          <TextArea name="words" label="本文" required rows={6} maxlength={4000} hint="5行くらいで。子どもの名前は書きません。おたよりやチラシは写真にせず、文字で書きます。" />
          <PhotoFields index={0} />
          <MorePhotos><PhotoFields index={1} /><PhotoFields index={2} /></MorePhotos>
          <FormActions next="承認する人（教頭など）に知らせが届きます。"><Submit icon="check">承認を求める</Submit></FormActions>
        </Form>
      )}
    </Page>
  ),
});

function PhotoFields({ index }: { readonly index: number }) {
  return (
    <Fieldset legend={`写真${index + 1}`}>
      <FileField name={`photos.${index}.content`} label="写真を選ぶ" accept="image/jpeg,image/png,image/webp" {...(index === 0 ? { hint: '撮影した場所の記録は、自動で取り除きます。3枚あわせて12MBまで。' } : {})} />
      <TextField name={`photos.${index}.alt`} label="写真の説明" maxlength={120} width="long" hint="見えない人に伝わるように。例　かまで稲を刈る手もと" />
      <Radios name={`photos.${index}.seen`} label="写っている人" value="" options={seenOptions} />
      <TextArea name={`secret.photos.${index}.children`} label="だれか分かる子ども" rows={2} maxlength={2000} hint="1行に一人、名簿のとおりに。同意書と照らし合わせるだけで、保存しません。" />
    </Fieldset>
  );
}

/** Closed until somebody needs them; open when the form came back, so that nothing wrong is hidden. */
function MorePhotos({ children }: { readonly children: ComponentChildren }) {
  const { form } = useUi();
  return <details open={form !== null}><summary>写真をもっと入れる（3枚まで）</summary><div class="form">{children}</div></details>;
}

/** From the menu straight to the form: most people have one school. */
export const choosePage = page({
  path: `${root}/post`,
  title: { ja: 'どの学校のニュースを書くか', en: 'Which school' },
  allow: people,
  async load(ctx) {
    const schools = await ctx.ask(mySchools, {});
    const [only] = schools;
    return only && schools.length === 1 ? to(`${root}/${only.code}/post`) : schools;
  },
  view: (schools) => (
    <Page title="どの学校のニュースを書きますか" crumbs={[home]}>
      {schools.length === 0 ? <p>受け持つ学校がありません。教育委員会の担当にお尋ねください。</p> : <LinkList items={schools.map((one) => ({ to: `${root}/${one.code}/post`, label: one.name }))} />}
    </Page>
  ),
});
