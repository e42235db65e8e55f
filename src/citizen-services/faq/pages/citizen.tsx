/** よくある質問 for everybody: the front, the search, a question with its answer, and the same for machines. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { act, notFound, page, type PageContext, route, to } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Card, Empty, Facts, Form, FormActions, LinkList, Notice, Page, Pager, Section, Submit, TextArea, TextField, Tiles, When } from '../../../ui/index.ts';
import { isIcon } from '../../../ui/parts/icon.tsx';
import { giveFeedback, noteSearch } from '../commands/asking.ts';
import { faqAnswer, faqFront, faqSearch, type FaqGone, type FaqShown, LIST } from '../queries/public.ts';
import { plainAnswer } from '../rules/answer.ts';
import { countReading } from '../views.ts';
import { Answer, faqCrumb, FaqList, homeCrumb, named, questionIn, withSearch } from './public-parts.tsx';

const open = [anyone('公開しているよくある質問だけを見せます')];
const word = z.string().max(100).catch('');
const listSearch = z.object({ q: word, category: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/).catch(''), page: z.coerce.number().int().min(1).max(10_000).catch(1) });

/** Where the pages of a list before and after this one are. */
const around = (path: string, asked: Readonly<Record<string, string>>, at: number, count: number) => ({
  ...(at > 1 ? { previousHref: withSearch(path, { ...asked, page: at === 2 ? 0 : at - 1 }) } : {}), ...(at * LIST < count ? { nextHref: withSearch(path, { ...asked, page: at + 1 }) } : {}),
});

function SearchBox({ lang, q = '' }: { readonly lang: Lang; readonly q?: string }) {
  const ja = lang === 'ja';
  return (
    <Form method="get" to="/faq/search" label={ja ? 'よくある質問をさがす' : 'Search the FAQ'} search submit={ja ? 'さがす' : 'Search'} kind="primary">
      <TextField name="q" type="search" quiet label={ja ? 'ききたいこと' : 'Your question'} value={q} maxlength={100} hint={ja ? '言葉でも、文でもさがせます（例 粗大ごみを捨てたい）。お名前や電話番号は入れないでください。' : 'Words or a whole sentence. Please leave out names and phone numbers.'} />
    </Form>
  );
}

export const faqFrontPage = page({
  path: '/faq',
  title: { ja: 'よくある質問', en: 'FAQ' },
  allow: open,
  search: listSearch,
  shared: 'day',
  async load(ctx, { search }) {
    // A search is counted when nothing answers it, so it is never answered from memory.
    if (search.q !== '') return to(withSearch('/faq/search', { q: search.q }));
    return ctx.ask(faqFront, { category: search.category, page: search.page });
  },
  view(it, { lang }) {
    const ja = lang === 'ja';
    const title = it.category === null ? (ja ? 'よくある質問' : 'Frequently asked questions') : named(lang, it.category);
    return (
      <Page title={title} crumbs={it.category === null ? [homeCrumb(lang)] : [homeCrumb(lang), faqCrumb(lang)]}>
        <SearchBox lang={lang} />
        {it.category === null && it.page === 1 && it.categories.length > 0 && (
          <Section title={ja ? '分類からさがす' : 'By category'}>
            <Tiles label={ja ? '分類' : 'Categories'} items={it.categories.map((one) => ({ to: withSearch('/faq', { category: one.code }), label: named(lang, one), note: ja ? `${one.count}件` : String(one.count), ...(isIcon(one.icon) ? { icon: one.icon } : {}) }))} />
          </Section>
        )}
        {it.category === null && it.page === 1 && it.mostRead.length > 0 && <Section title={ja ? 'よく読まれている質問' : 'Most read'}><FaqList faqs={it.mostRead} lang={lang} brief /></Section>}
        <Section title={it.category === null ? (ja ? 'すべての質問' : 'All questions') : (ja ? '質問' : 'Questions')}>
          {it.faqs.length === 0 ? <Empty title={ja ? 'まだ質問がありません。' : 'There are no questions here yet.'} /> : <FaqList faqs={it.faqs} lang={lang} />}
          <Pager shown={it.faqs.length} total={it.count} {...around('/faq', { category: it.category?.code ?? '' }, it.page, it.count)} />
        </Section>
      </Page>
    );
  },
});

export const faqSearchPage = page({
  path: '/faq/search',
  title: { ja: 'よくある質問をさがす', en: 'Search the FAQ' },
  allow: open,
  search: listSearch,
  async load(ctx, { search }) {
    const found = await ctx.ask(faqSearch, { q: search.q, category: search.category, page: search.page });
    // Whether it could be counted is nothing to the reader.
    if (found.count === 0 && search.q.trim() !== '') await ctx.do(noteSearch, { q: search.q });
    return { ...found, q: search.q, asked: search.category };
  },
  view(it, { lang }) {
    const ja = lang === 'ja';
    const title = it.q.trim() === '' ? (ja ? 'よくある質問をさがす' : 'Search the FAQ') : ja ? `「${it.q}」の答え` : `Answers to “${it.q}”`;
    return (
      <Page title={title} crumbs={[homeCrumb(lang), faqCrumb(lang)]} head={<meta name="robots" content="noindex" />}>
        <SearchBox lang={lang} q={it.q} />
        {it.q.trim() !== '' && <p role="status">{it.count === 0 ? (ja ? '見つかりませんでした。' : 'Nothing was found.') : ja ? `${it.count}件見つかりました。` : `${it.count} found.`}</p>}
        {it.q.trim() !== '' && it.count === 0 && <Nothing lang={lang} />}
        {it.categories.length > 1 && (
          <Section title={ja ? 'しぼりこむ' : 'Narrow down'}>
            <LinkList items={[...(it.asked === '' ? [] : [{ to: withSearch('/faq/search', { q: it.q }), label: ja ? 'すべての分類' : 'All categories' }]), ...it.categories.filter((one) => one.code !== it.asked).map((one) => ({ to: withSearch('/faq/search', { q: it.q, category: one.code }), label: `${named(lang, one)}（${one.count}）` }))]} />
          </Section>
        )}
        {it.faqs.length > 0 && <Section title={ja ? '質問' : 'Questions'}><FaqList faqs={it.faqs} lang={lang} /><Pager shown={it.faqs.length} total={it.count} {...around('/faq/search', { q: it.q, category: it.asked }, it.page, it.count)} /></Section>}
      </Page>
    );
  },
});

function Nothing({ lang }: { readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <>
      <p>{ja ? '短い言葉や、別の言い方でさがしてみてください。同じことを何人もの方がさがしたときは、答えを用意します（だれがさがしたかは残しません）。' : 'Please try shorter or other words. When several people look for the same we prepare an answer; who looked is not kept.'}</p>
      <p><A to="/faq">{ja ? '分類からさがす' : 'Browse by category'}</A></p>
    </>
  );
}

export const faqPage = page({
  path: '/faq/:number{[0-9]{1,7}}',
  title: { ja: '質問と答え', en: 'A question and its answer' },
  allow: open,
  params: z.object({ number: z.string().regex(/^[1-9]\d{0,6}$/) }),
  search: z.object({ thanks: z.enum(['1', '2']).nullable().catch(null) }),
  async load(ctx, { params, search }): Promise<(FaqShown & { readonly thanks: '1' | '2' | null }) | FaqGone> {
    const found = await ctx.ask(faqAnswer, { number: params.number });
    if (found.found === 'gone') return found;
    if (search.thanks === null) await countReading(ctx, found.id);
    return { ...found, thanks: search.thanks };
  },
  status: (model) => (model.found === 'gone' ? 410 : 200),
  view: (model, ctx) => (model.found === 'gone' ? <Gone it={model} lang={ctx.lang} /> : <Shown it={model} ctx={ctx} />),
  actions: {
    // Said on the page itself and not by a cookie: nothing stays in the reader's browser.
    feedback: act(giveFeedback, { input: (form, at) => ({ ...form.input(), number: at.params.number }), done: (value, at) => to(`/faq/${at.params.number}?thanks=${value.counted ? '1' : '2'}`) }),
  },
});

function Shown({ it, ctx }: { readonly it: FaqShown & { readonly thanks: '1' | '2' | null }; readonly ctx: PageContext }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  const inEnglish = lang === 'en' && it.writtenEn !== '';
  const other = lang === 'en' && !inEnglish;
  return (
    <Page title={questionIn(it, lang)} crumbs={[homeCrumb(lang), faqCrumb(lang), ...it.categories.slice(0, 1).map((one) => ({ to: withSearch('/faq', { category: one.code }), label: named(lang, one) }))]} head={<Links it={it} lang={lang} origin={ctx.city.origin} />}>
      {it.thanks !== null && <Notice kind="good" role="status" title={it.thanks === '1' ? (ja ? 'ありがとうございました。答えの見直しに使います。' : 'Thank you. This helps us to improve the answer.') : (ja ? 'ありがとうございました。きょうの評価は、すでに数えています。' : 'Thank you. Your feedback of today has been counted already.')} />}
      {it.overdueDays >= OVERDUE && <Notice kind="warn" title={ja ? 'この答えは見直し期限を過ぎています' : 'This answer is due for review'}><p>{ja ? '内容が古くなっているかもしれません。下の窓口に確かめてください。' : 'It may be out of date. Please ask the office below.'}</p></Notice>}
      {other && <Notice title="This answer is in Japanese"><p>There is no English version of it yet. The office below can help.</p></Notice>}
      <div itemscope itemtype="https://schema.org/FAQPage">
        <div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
          <meta itemprop="name" content={questionIn(it, lang)} />
          <div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><div itemprop="text" lang={other ? 'ja' : undefined}><Card><Answer text={inEnglish ? it.writtenEn : it.written} /></Card></div></div>
        </div>
      </div>
      <Section title={ja ? 'お問い合わせ' : 'Contact'}>
        <Facts rows={[
          { label: ja ? '担当' : 'Office', value: <span lang={ja ? undefined : 'ja'}>{it.office}</span> },
          { label: ja ? '電話' : 'Phone', value: <A to={`tel:${it.phone}`}>{it.phone}</A> },
          { label: ja ? '最終確認' : 'Last checked', value: <When date={tokyoDate(it.reviewedAt)} style="long" /> },
          { label: ja ? '番号' : 'Number', value: <span class="num">{it.number}</span> },
        ]} />
      </Section>
      {it.thanks === null && <Feedback lang={lang} />}
      {it.related.length > 0 && <Section title={ja ? '関連する質問' : 'Related questions'}><FaqList faqs={it.related} lang={lang} brief /></Section>}
    </Page>
  );
}

/** Days past the review from which a reader is told. */
const OVERDUE = 30;

function Links({ it, lang, origin }: { readonly it: FaqShown; readonly lang: Lang; readonly origin: string }) {
  const prefix = lang === 'en' ? '/en' : '';
  return (
    <>
      <link rel="canonical" href={`${origin}${prefix}/faq/${it.number}`} />
      <link rel="alternate" type="application/ld+json" href={`${prefix}/faq/${it.number}/faq.jsonld`} />
      <meta name="description" content={(lang === 'en' && it.answerEn !== '' ? it.answerEn : it.answer).replaceAll('\n', ' ').slice(0, 160)} />
    </>
  );
}

function Feedback({ lang }: { readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Section title={ja ? '役に立ちましたか' : 'Was this helpful?'}>
      <Form action="feedback">
        <TextArea name="words" label={ja ? 'ご意見' : 'Comment'} rows={2} maxlength={200} hint={ja ? '200文字まで。お名前・電話番号・メール・マイナンバーは書かないでください。お返事はできません。だれが送ったかは残しません。' : 'Up to 200 characters. Please give no name, phone number, mail address or My Number. We cannot reply, and who sent it is not kept.'} />
        <FormActions>
          <Submit kind="second" icon="check" name="helped" value="yes">{ja ? 'はい' : 'Yes'}</Submit>
          <Submit kind="second" icon="close" name="helped" value="no">{ja ? 'いいえ' : 'No'}</Submit>
        </FormActions>
      </Form>
    </Section>
  );
}

function Gone({ it, lang }: { readonly it: FaqGone; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Page title={ja ? 'この質問は公開を終えました' : 'This question has been withdrawn'} crumbs={[homeCrumb(lang), faqCrumb(lang)]}>
      <p>{ja ? `「${it.question}」は、${formatDate(tokyoDate(it.since), lang)}に公開を終えました。` : `“${it.question}” was withdrawn on ${formatDate(tokyoDate(it.since), lang)}.`}</p>
      <p>{ja ? 'わけ：' : 'Reason: '}{it.reason}</p>
      <p><A to="/faq">{ja ? 'ほかの質問をさがす' : 'Look for another question'}</A></p>
    </Page>
  );
}

/** The page as schema.org tells it to machines. */
export const faqJsonLd = route({
  path: '/faq/:number{[0-9]{1,7}}/faq.jsonld',
  title: { ja: '質問と答え（機械用）', en: 'A question and its answer as JSON-LD' },
  allow: open,
  shared: 'day',
  async run(ctx, { params }) {
    const answer = await ctx.tryAsk(faqAnswer, { number: params['number'] ?? '' });
    if (!answer.ok || answer.value === null || answer.value.found === 'gone') return notFound;
    const it = answer.value;
    const inEnglish = ctx.lang === 'en' && it.writtenEn !== '';
    const body = JSON.stringify({
      '@context': 'https://schema.org', '@type': 'FAQPage', inLanguage: inEnglish ? 'en' : 'ja', url: `${ctx.city.origin}${ctx.lang === 'en' ? '/en' : ''}/faq/${it.number}`, dateModified: it.publicAt.toString(),
      mainEntity: [{ '@type': 'Question', name: inEnglish ? it.questionEn : it.question, acceptedAnswer: { '@type': 'Answer', text: plainAnswer(inEnglish ? it.writtenEn : it.written) } }],
    });
    return { type: 'application/ld+json; charset=utf-8', body, cacheSeconds: 300 };
  },
});

export const faqRoutes = [faqJsonLd];
