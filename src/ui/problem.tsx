/** The pages for "not found", "refused", "too many", "busy" and "something broke": what happened, why, what next. */
import type { VNode } from 'preact';
import type { Text } from '../kernel/view.ts';
import { useText } from './context.tsx';
import { Page } from './page.tsx';
import { LinkButton, Notice } from './parts.tsx';

export type ProblemKind = 'not-found' | 'refused' | 'broken' | 'busy' | 'too-many' | 'shut';

/** A form that can be sent again from here. */
interface SendAgain {
  readonly path: string;
  readonly values: readonly (readonly [name: string, value: string])[];
}

const titles: Readonly<Record<ProblemKind, Text>> = {
  'not-found': { ja: 'ページが見つかりません', en: 'Page not found' },
  refused: { ja: 'この操作はできませんでした', en: 'This could not be done' },
  broken: { ja: '思わぬ不具合が起きました', en: 'Something went wrong' },
  busy: { ja: 'ただいま混み合っています', en: 'We are busy right now' },
  'too-many': { ja: '少し間をおいてください', en: 'Please wait a moment' },
  shut: { ja: 'ただいま受付けを止めています', en: 'We cannot take this just now' },
};

const bodies: Readonly<Record<ProblemKind, Text>> = {
  'not-found': { ja: 'お探しのページは、なくなったか、番号が違うか、見ることのできる人が限られています。アドレスを確かめるか、はじめのページから探してください。', en: 'The page may have been removed, the address may be wrong, or it may not be open to you. Please check the address or start from the first page.' },
  refused: { ja: '', en: '' },
  broken: { ja: 'ご不便をおかけします。入力した内容は保存されていないことがあります。少したってからもう一度お試しください。続くときは、下の受付番号を添えてお知らせください。', en: 'We are sorry. What you entered may not have been saved. Please try again in a moment; if it happens again, tell us the incident number below.' },
  busy: { ja: '操作は行われていません。数秒待ってから、もう一度お試しください。', en: 'Nothing was changed. Please try again in a few seconds.' },
  'too-many': { ja: '', en: '' },
  shut: { ja: '', en: '' },
};

function Problem({ kind, message, incident, again }: { readonly kind: ProblemKind; readonly message: string; readonly incident: string; readonly again: SendAgain | undefined }) {
  const t = useText();
  return (
    <Page title={t(titles[kind])}>
      <Notice kind={kind === 'broken' ? 'bad' : 'warn'} title={message || t(titles[kind])}>
        {message === '' && <p>{t(bodies[kind])}</p>}
        {kind === 'broken' && <p>{t({ ja: `受付番号 ${incident}`, en: `Incident number ${incident}` })}</p>}
      </Notice>
      {again && (
        <form method="post" action={again.path}>
          {again.values.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
          <p>{t({ ja: '入力したものは、ここに残っています。', en: 'What you entered is kept here.' })}</p>
          <p><button class="button" type="submit">{t({ ja: 'もう一度送る', en: 'Send again' })}</button></p>
        </form>
      )}
      <p><LinkButton to="/" kind="second">{t({ ja: 'はじめのページへ', en: 'To the first page' })}</LinkButton></p>
    </Page>
  );
}

export function problemPage(kind: ProblemKind, message: string, incident: string, again?: SendAgain): VNode {
  return <Problem kind={kind} message={message} incident={incident} again={again} />;
}
