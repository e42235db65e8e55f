/** What the public pages have in common: an answer drawn, a list of questions. */
import { Fragment } from 'preact';
import type { Lang } from '../../../kernel/view.ts';
import { A } from '../../../ui/index.ts';
import type { ListedFaq } from '../queries/public.ts';
import { partsOf, type Run } from '../rules/answer.ts';

export const homeCrumb = (lang: Lang) => ({ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' });
export const faqCrumb = (lang: Lang) => ({ to: '/faq', label: lang === 'ja' ? 'よくある質問' : 'FAQ' });
export const named = (lang: Lang, one: { readonly name: string; readonly nameEn: string }) => (lang === 'en' ? one.nameEn : one.name);

const runs = (line: readonly Run[]) => line.map((run, index) => (typeof run === 'string' ? run : <A key={index} to={run.to}>{run.words}</A>));

export function Answer({ text }: { readonly text: string }) {
  return (
    <>
      {partsOf(text).map((part, index) => {
        // The house's lists show no marks of their own; a reader of screens says list and number anyway.
        if (part.kind === 'points') return <ul key={index}>{part.lines.map((line, at) => <li key={at}><span aria-hidden="true">・</span>{runs(line)}</li>)}</ul>;
        if (part.kind === 'steps') return <ol key={index}>{part.lines.map((line, at) => <li key={at}><span aria-hidden="true">{at + 1}．</span>{runs(line)}</li>)}</ol>;
        return <p key={index}>{part.lines.map((line, at) => <Fragment key={at}>{at > 0 && <br />}{runs(line)}</Fragment>)}</p>;
      })}
    </>
  );
}

/** The question in the page's language, or in Japanese, which is then said to the browser. */
export const questionIn = (faq: { readonly question: string; readonly questionEn: string }, lang: Lang) => (lang === 'en' && faq.questionEn !== '' ? faq.questionEn : faq.question);

const MOST = 70;
function beginning(faq: ListedFaq, lang: Lang): string {
  const text = (lang === 'en' && faq.answerEn !== '' ? faq.answerEn : faq.answer).split('\n', 1)[0] ?? '';
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

export function FaqList({ faqs, lang, brief = false }: { readonly faqs: readonly ListedFaq[]; readonly lang: Lang; readonly brief?: boolean }) {
  return (
    <ul class="link-list">
      {faqs.map((faq) => (
        // A question that is not translated yet is read out as Japanese (WCAG 3.1.2).
        <li key={faq.number} lang={lang === 'en' && faq.questionEn === '' ? 'ja' : undefined}>
          <span><A to={faq.href}>{questionIn(faq, lang)}</A>{!brief && <span class="link-note">{beginning(faq, lang)}</span>}</span>
        </li>
      ))}
    </ul>
  );
}

/** An address with what is asked; empty values are left out. */
export function withSearch(path: string, asked: Readonly<Record<string, string | number>>): string {
  const search = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '' && value !== 0).map(([name, value]) => [name, String(value)]));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
