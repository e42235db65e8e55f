/**
 * プレビュー: an edition before it is public, for whoever holds its address; in the site's frame, marked as a draft, kept by no browser and
 * no search engine.
 */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { loadFile } from '../../../kernel/files/files.ts';
import { act, notFound, page, type PageContext, route, type Route, to } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { Form, FormActions, Page, Section, Submit, TextArea, When } from '../../../ui/index.ts';
import { noteOpening, sayRemark } from '../commands/previews.ts';
import { MOST_REMARK, previewPath, SECRET } from '../previews.ts';
import { type Preview, previewFile, previewOf } from '../queries/previews.ts';
import { isEasy, spokenLang } from '../rules/easy.ts';
import { Blocks, contentsOf } from './blocks.tsx';
import { shownTypes } from './files.ts';
import { moment, shownOf } from './public-parts.tsx';

const open = [anyone('プレビューのアドレスを知っている人だけが見られます')];

/** Null for every secret that opens nothing. */
async function found(ctx: PageContext, secret: string): Promise<Preview | null> {
  if (!SECRET.test(secret)) return null;
  const answer = await ctx.tryAsk(previewOf, { secret });
  // While the database is away nobody knows whether it opens something: that is said.
  if (!answer.ok && answer.refused !== 'NotFound') await ctx.ask(previewOf, { secret });
  return answer.ok ? answer.value : null;
}

export const previewPage = page({
  path: '/preview/:secret',
  title: { ja: 'プレビュー', en: 'Preview' },
  allow: open,
  unkept: true,
  params: z.object({ secret: z.string().max(100) }),
  async load(ctx, { params: { secret } }) {
    const it = await found(ctx, secret);
    // A count that cannot be written just now is no reason to show nothing.
    if (it !== null) await ctx.do(noteOpening, { secret });
    return it ?? notFound;
  },
  view: (it, ctx, { params }) => <PreviewPage it={it} ctx={ctx} secret={params.secret} />,
  actions: {
    async say(ctx, form, at) {
      const { secret } = at.params;
      const done = () => to(`${previewPath(secret)}#say`, ctx.lang === 'ja' ? '意見を送りました。ありがとうございました。' : 'Your comment was sent. Thank you.');
      const go = await act(sayRemark, { input: () => ({ secret, words: form.get('words') }), done })(ctx, form, at);
      // What a wrong secret is told says nothing about secrets.
      return go.go === 'refused' && (go.code === 'NotFound' || go.errors.some((one) => one.path === 'secret')) ? notFound : go;
    },
  },
});

const file = route({
  path: '/preview/:secret/files/:sha{[0-9a-f]{64}}/:name',
  title: { ja: 'プレビューのファイル', en: 'A file of a preview' },
  allow: open,
  async run(ctx, { params }) {
    const answer = await ctx.tryAsk(previewFile, { secret: params['secret'] ?? '', sha256: params['sha'] ?? '' });
    if (!answer.ok || answer.value === null) return notFound;
    const { mediaType, name, sha256 } = answer.value;
    return { type: mediaType.startsWith('text/') ? `${mediaType.split(';')[0]}; charset=utf-8` : mediaType, body: await loadFile(ctx.city, sha256), ...(shownTypes.has(mediaType) ? {} : { filename: name }) };
  },
});

export const previewRoutes: readonly Route[] = [file];

const NoIndex = () => <meta name="robots" content="noindex, nofollow, noarchive" />;

/** Above and below the draft, on paper too: nobody takes it for what the city says. */
function Strip({ lang }: { readonly lang: Lang }) {
  const words = lang === 'ja' ? '下書き　まだ公開していません' : 'Draft, not public';
  return <div class="strip"><p class="warn">　{words}</p></div>;
}

function About({ it, lang }: { readonly it: Preview; readonly lang: Lang }) {
  return <p>{lang === 'ja' ? `${moment(it.savedAt, lang)}に保存した内容です。これから変わることがあります。このアドレスは、${moment(it.expiresAt, lang)}まで使えます。ほかの人に送らないでください。` : `As saved on ${moment(it.savedAt, lang)}; it may still change. This address works until ${moment(it.expiresAt, lang)}. Please do not pass it on.`}</p>;
}

function PreviewPage({ it, ctx, secret }: { readonly it: Preview; readonly ctx: PageContext; readonly secret: string }) {
  const { lang } = ctx;
  const { draft } = it;
  const shown = shownOf(ctx, it, lang, (sha, name) => `${previewPath(secret)}/files/${sha}/${encodeURIComponent(name === '' ? 'file' : name)}`);
  const contents = contentsOf(draft.blocks);
  const foot = draft.contact !== '' && !draft.blocks.some((block) => block.type === 'contact') && it.contacts[draft.contact] !== undefined;
  return (
    <Page title={`【下書き】${draft.title === '' ? '（題名なし）' : draft.title}`} head={<NoIndex />} {...(draft.lead === '' ? {} : { lead: <p>{draft.lead}</p> })}>
      <Strip lang={lang} />
      <About it={it} lang={lang} />
      {it.kind === 'check' && <p>{lang === 'ja' ? <>{it.body}　{it.reader} 様：事実と違うところがないか、お確かめください。<a href="#say">意見を書く</a></> : <>{it.body}, {it.reader}: please tell us what is not correct. <a href="#say">Comment</a></>}</p>}
      {isEasy(draft.lang) && <p>{lang === 'ja' ? 'やさしい日本語の版です。ふりがなは、公開すると付きます。' : 'An edition in plain Japanese; its readings come with the publication.'}</p>}
      {contents.length > 0 && <nav class="card contents" aria-label={lang === 'ja' ? 'このページの目次' : 'On this page'}><ul>{contents.map((one) => <li key={one.to}><a href={one.to}>{one.label}</a></li>)}</ul></nav>}
      <article class="prose" lang={spokenLang(draft.lang) === lang ? undefined : spokenLang(draft.lang)}>
        <Blocks blocks={draft.blocks} shown={shown} />
        {foot && <Blocks blocks={[{ id: 'foot', type: 'contact', department: draft.contact }]} shown={shown} />}
      </article>
      <div class="page-foot"><p><strong>{lang === 'ja' ? '下書き' : 'Draft'}</strong>　{lang === 'ja' ? 'ページ番号' : 'Page number'} <span class="num">{it.pageNo}</span>　{lang === 'ja' ? `第${it.number}版` : `edition ${it.number}`}</p></div>
      <Strip lang={lang} />
      {it.kind === 'check' && <Comments it={it} lang={lang} />}
    </Page>
  );
}

function Comments({ it, lang }: { readonly it: Preview; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Section title={ja ? '事実確認の意見' : 'Your comments'} id="say">
      {it.said.length > 0 && <ul>{it.said.map((one, index) => <li key={index}>{one.words.split('\n').map((line, at) => <p key={at}>{line}</p>)}<p><small><When instant={one.at} style="short" />{one.done && (ja ? '　担当課が確かめました' : ' (looked at)')}</small></p></li>)}</ul>}
      <SayForm it={it} lang={lang} />
    </Section>
  );
}

function SayForm({ it, lang }: { readonly it: Pick<Preview, 'reader' | 'body'>; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Form action="say">
      <TextArea name="words" label={ja ? '意見' : 'Comment'} required rows={6} maxlength={MOST_REMARK} hint={ja ? `どこが、どう違うか。${MOST_REMARK.toLocaleString('ja-JP')}字まで。何度でも送れます。` : `What is not correct, and how it is. At most ${MOST_REMARK.toLocaleString('en-GB')} characters; you may send several.`} />
      <FormActions next={ja ? `${it.body}　${it.reader} 様の意見として、担当課に届きます。公開はしません。` : `It reaches the office as the comment of ${it.reader}, ${it.body}, and is not published.`}><Submit>{ja ? '意見を送る' : 'Send'}</Submit></FormActions>
    </Form>
  );
}
