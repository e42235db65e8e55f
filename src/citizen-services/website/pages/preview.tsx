/**
 * プレビュー: an edition before it is public, for whoever holds its address; in the site's frame, marked as a draft, kept by no browser and
 * no search engine. It is a route and no page because a page of a visitor may be kept and asked for again, and this must not be.
 */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { loadFile } from '../../../kernel/files/files.ts';
import { act, notFound, page, type PageContext, route, type Route, to } from '../../../kernel/page.ts';
import type { Lang, UiContext } from '../../../kernel/view.ts';
import { A, Form, FormActions, Notice, Page, renderPage, Section, Submit, TextArea, When } from '../../../ui/index.ts';
import { noteOpening, sayRemark } from '../commands/previews.ts';
import { MOST_REMARK, previewPath, sayPath, SECRET } from '../previews.ts';
import { type Preview, previewFile, previewOf } from '../queries/previews.ts';
import { isEasy, spokenLang } from '../rules/easy.ts';
import { Blocks, contentsOf } from './blocks.tsx';
import { shownTypes } from './files.ts';
import { homeCrumb, moment, shownOf } from './public-parts.tsx';

const open = [anyone('プレビューのアドレスを知っている人だけが見られます')];
const PARTS = '/preview-parts';
const parts: Readonly<Record<string, string>> = { 'ui.css': 'text/css', 'city.css': 'text/css', 'form.js': 'text/javascript', 'icon.svg': 'image/svg+xml' };
const PART_SECONDS = 300;

/** Null for every secret that opens nothing. */
async function found(ctx: PageContext, secret: string): Promise<Preview | null> {
  if (!SECRET.test(secret)) return null;
  const answer = await ctx.tryAsk(previewOf, { secret });
  // While the database is away nobody knows whether it opens something: that is said.
  if (!answer.ok && answer.refused !== 'NotFound') await ctx.ask(previewOf, { secret });
  return answer.ok ? answer.value : null;
}

/** A route has no frame of its own: here is the citizens', without menu, viewer and strip. */
function frameOf(ctx: PageContext, path: string): UiContext {
  const { facts, sample } = ctx.city;
  return {
    lang: ctx.lang, face: 'citizen', city: { ...facts, sample }, path, viewer: null, menu: [], toast: null, strip: [], now: ctx.now, form: null,
    newRequestId: () => Buffer.from(ctx.random(16)).toString('hex'), href: (one) => (ctx.lang === 'en' && one.startsWith('/') ? `/en${one}` : one), asset: (name) => `${PARTS}/${name}`,
  };
}

const preview = route({
  path: '/preview/:secret',
  title: { ja: 'プレビュー', en: 'Preview' },
  allow: open,
  async run(ctx, { params, search }) {
    const secret = params['secret'] ?? '';
    const it = await found(ctx, secret);
    if (it === null) return notFound;
    // A count that cannot be written just now is no reason to show nothing.
    await ctx.do(noteOpening, { secret });
    return { type: 'text/html; charset=utf-8', body: renderPage(<PreviewPage it={it} ctx={ctx} secret={secret} sent={search['sent'] === '1'} />, frameOf(ctx, previewPath(secret))) };
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

/** The frame's style and script under names a route knows; the built names are the kernel's own. */
const part = route({
  path: `${PARTS}/:name{[a-z]+\\.[a-z]+}`,
  title: { ja: 'プレビューの体裁', en: 'Style of previews' },
  allow: [anyone('どのページにもある体裁です')],
  run(ctx, { params }) {
    const name = params['name'] ?? '';
    const [type, body] = [Object.hasOwn(parts, name) ? parts[name] : undefined, ctx.assetText(name)];
    return Promise.resolve(type === undefined || body === null ? notFound : { type: `${type}; charset=utf-8`, body, cacheSeconds: PART_SECONDS });
  },
});

export const previewRoutes: readonly Route[] = [preview, file, part];

const NoIndex = () => <meta name="robots" content="noindex, nofollow, noarchive" />;

/** Above and below the draft, on paper too: nobody takes it for what the city says. */
function Strip({ lang }: { readonly lang: Lang }) {
  const words = lang === 'ja' ? '下書き　まだ公開していません' : 'Draft, not public';
  return <div class="strip"><p class="warn">　{words}</p></div>;
}

function About({ it, lang }: { readonly it: Preview; readonly lang: Lang }) {
  return <p>{lang === 'ja' ? `${moment(it.savedAt, lang)}に保存した内容です。これから変わることがあります。このアドレスは、${moment(it.expiresAt, lang)}まで使えます。ほかの人に送らないでください。` : `As saved on ${moment(it.savedAt, lang)}; it may still change. This address works until ${moment(it.expiresAt, lang)}. Please do not pass it on.`}</p>;
}

function PreviewPage({ it, ctx, secret, sent }: { readonly it: Preview; readonly ctx: PageContext; readonly secret: string; readonly sent: boolean }) {
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
      {it.kind === 'check' && <Comments it={it} lang={lang} secret={secret} sent={sent} />}
    </Page>
  );
}

function Comments({ it, lang, secret, sent }: { readonly it: Preview; readonly lang: Lang; readonly secret: string; readonly sent: boolean }) {
  const ja = lang === 'ja';
  return (
    <Section title={ja ? '事実確認の意見' : 'Your comments'} id="say">
      {sent && <Notice kind="good" title={ja ? '意見を送りました。ありがとうございました' : 'Sent. Thank you'} />}
      {it.said.length > 0 && <ul>{it.said.map((one, index) => <li key={index}>{one.words.split('\n').map((line, at) => <p key={at}>{line}</p>)}<p><small><When instant={one.at} style="short" />{one.done && (ja ? '　担当課が確かめました' : ' (looked at)')}</small></p></li>)}</ul>}
      <SayForm it={it} lang={lang} secret={secret} />
    </Section>
  );
}

function SayForm({ it, lang, secret }: { readonly it: Pick<Preview, 'reader' | 'body'>; readonly lang: Lang; readonly secret: string }) {
  const ja = lang === 'ja';
  return (
    <Form action="say" to={sayPath(secret)}>
      <TextArea name="words" label={ja ? '意見' : 'Comment'} required rows={6} maxlength={MOST_REMARK} hint={ja ? `どこが、どう違うか。${MOST_REMARK.toLocaleString('ja-JP')}字まで。何度でも送れます。` : `What is not correct, and how it is. At most ${MOST_REMARK.toLocaleString('en-GB')} characters; you may send several.`} />
      <FormActions next={ja ? `${it.body}　${it.reader} 様の意見として、担当課に届きます。公開はしません。` : `It reaches the office as the comment of ${it.reader}, ${it.body}, and is not published.`}><Submit>{ja ? '意見を送る' : 'Send'}</Submit></FormActions>
    </Form>
  );
}

/** Where the form of the preview is sent. A browser may keep this page: it shows the form, and nothing of the draft or of what was said. */
export const sayPage = page({
  path: '/preview/:secret/say',
  title: { ja: '事実確認の意見', en: 'Comments on a preview' },
  allow: open,
  params: z.object({ secret: z.string().max(100) }),
  async load(ctx, { params }) {
    const it = await found(ctx, params.secret);
    return it === null || it.kind !== 'check' ? notFound : { reader: it.reader, body: it.body };
  },
  actions: {
    async say(ctx, form, at) {
      const go = await act(sayRemark, { input: () => ({ secret: at.params.secret, words: form.get('words') }), done: () => to(`${previewPath(at.params.secret)}?sent=1#say`) })(ctx, form, at);
      // What a wrong secret is told says nothing about secrets.
      return go.go === 'refused' && (go.code === 'NotFound' || go.errors.some((one) => one.path === 'secret')) ? notFound : go;
    },
  },
  view: (it, { lang }, { params }) => (
    <Page title={lang === 'ja' ? '事実確認の意見' : 'Your comments'} crumbs={[homeCrumb(lang)]} head={<NoIndex />}>
      <p><A to={previewPath(params.secret)}>{lang === 'ja' ? '下書きに戻る' : 'Back to the draft'}</A></p>
      <SayForm it={it} lang={lang} secret={params.secret} />
    </Page>
  ),
});
