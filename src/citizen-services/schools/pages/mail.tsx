/** 学校のお知らせメール: ask, confirm, stop. No page says whether an address is known, and no address stands in an address of ours. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { Checkboxes, type Crumb, Form, FormActions, LinkButton, Notice, Page, Submit, TextField } from '../../../ui/index.ts';
import { askForMail, confirmMail, stopMail } from '../commands/mail.ts';
import { mailLink } from '../queries/mail.ts';
import { schoolList } from '../queries/public.ts';

export const MAIL_PATH = '/schools/mail';
const open = [anyone('だれでも申し込める。登録の有無は答えから分からない')];
const holder = [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')];
const params = z.object({ secret: z.string().max(100) });
type At = { readonly params: z.infer<typeof params> };

const crumbs = (lang: Lang): readonly Crumb[] => [{ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' }, { to: '/schools', label: lang === 'ja' ? '学校' : 'Schools' }];
const again = (lang: Lang) => <LinkButton to={MAIL_PATH} kind="second">{lang === 'ja' ? '申込みの画面へ' : 'Register'}</LinkButton>;

export const mailPage = page({
  path: MAIL_PATH,
  title: { ja: '学校のお知らせメール', en: 'News of schools by mail' },
  allow: open,
  search: z.object({ school: z.string().max(32).catch('') }),
  async load(ctx, { search }) {
    const schools = (await ctx.ask(schoolList, {})).filter((one) => one.state === 'open');
    return { schools, chosen: search.school };
  },
  actions: { ask: act(askForMail, { input: (form) => ({ address: form.get('address'), schools: form.all('schools') }), done: () => to(`${MAIL_PATH}/sent`) }) },
  view({ schools, chosen }, { lang }) {
    const ja = lang === 'ja';
    return (
      <Page title={ja ? '学校のお知らせメール' : 'News of schools by mail'} crumbs={crumbs(lang)} lead={<p>{ja ? '臨時休校、登校時刻の繰り下げ、一斉下校、引き渡しが決まったとき・変わったとき・終わったときに、メールでお知らせします。' : 'We tell you by mail when a school closes, starts late or sends children home, and when this changes or ends.'}</p>}>
        {schools.length === 0 ? <p>{ja ? '学校のページは、まだありません。' : 'There is no school page yet.'}</p> : (
          <Form action="ask">
            <TextField name="address" label={ja ? 'メールアドレス' : 'E-mail address'} type="email" autocomplete="email" required width="long" hint={ja ? 'お名前や、お子さんの名前はうかがいません。' : 'We ask for no name, neither yours nor a child’s.'} />
            <Checkboxes name="schools" label={ja ? '学校' : 'Schools'} required inline values={schools.some((one) => one.code === chosen) ? [chosen] : []} options={schools.map((one) => ({ value: one.code, label: ja ? one.name : one.nameEn }))} hint={ja ? '10校まで選べます。前に申し込んだアドレスのときは、ここで選んだ学校に替わります。' : 'Up to ten. If the address is registered already, these schools take the place of the former ones.'} />
            <FormActions next={ja ? '確認のメールが届きます。24時間のうちに、メールのリンクを開いてください。' : 'You will get a message with a link that works for 24 hours.'}><Submit>{ja ? '確認のメールを受け取る' : 'Send me the link'}</Submit></FormActions>
          </Form>
        )}
        <p class="hint">{ja ? 'アドレスは、このお知らせにだけ使います。やめるときは、届いたメールのリンクから1回押すだけで、アドレスを消します。' : 'We use the address for this only. One press in any of our messages stops them and removes the address.'}</p>
      </Page>
    );
  },
});

export const mailSentPage = page({
  path: `${MAIL_PATH}/sent`,
  title: { ja: '確認のメールをお送りしました', en: 'We sent you a message' },
  allow: open,
  load: async () => ({}),
  view(_model, { lang }) {
    const ja = lang === 'ja';
    return (
      <Page title={ja ? '確認のメールをお送りしました' : 'We sent you a message'} crumbs={crumbs(lang)} lead={<p>{ja ? '24時間のうちに、メールのリンクを開いて、ボタンを押してください。押すと、登録が終わります。' : 'Please open the link in it within 24 hours and press the button.'}</p>}>
        <p>{ja ? '届かないときは、迷惑メールの箱と、アドレスの打ちまちがいをお確かめください。続けて申し込んでも、1時間に3通までしか届きません。' : 'If nothing arrives, please look at the spam folder and check the address. At most three messages an hour are sent to an address.'}</p>
        {again(lang)}
      </Page>
    );
  },
});

function Gone({ lang }: { readonly lang: Lang }) {
  const ja = lang === 'ja';
  return <Page title={ja ? 'このリンクは使えません' : 'This link is no longer valid'} crumbs={crumbs(lang)}><Notice kind="warn" title={ja ? '期限（24時間）が過ぎたか、もう使われています' : 'It is older than 24 hours, or was used'}><p>{ja ? '登録が済んでいれば、このままでお知らせが届きます。' : 'If you confirmed before, there is nothing to do.'}</p></Notice>{again(lang)}</Page>;
}

export const mailConfirmPage = page({
  path: `${MAIL_PATH}/confirm/:secret`,
  unkept: true,
  title: { ja: '学校のお知らせメールの確認', en: 'Confirm' },
  allow: holder,
  params,
  // A program that follows links in mail must not confirm anything: only the button does.
  async load(ctx, at) {
    const answer = await ctx.tryAsk(mailLink, { secret: at.params.secret });
    return { schools: answer.ok ? answer.value : null };
  },
  actions: { confirm: act(confirmMail, { input: (_form, at: At) => ({ secret: at.params.secret }), done: () => to(`${MAIL_PATH}/done`) }) },
  view({ schools }, { lang }) {
    if (schools === null) return <Gone lang={lang} />;
    const ja = lang === 'ja';
    return (
      <Page title={ja ? '学校のお知らせメールの確認' : 'Confirm: news of schools'} crumbs={crumbs(lang)} lead={<p>{ja ? '次の学校のお知らせを、このメールを受け取ったアドレスにお送りします。' : 'News of these schools will go to the address this link was sent to.'}</p>}>
        <ul class="list">{schools.map((one) => <li key={one.code}>{ja ? one.name : one.nameEn}</li>)}</ul>
        <Form action="confirm" submit={ja ? '登録する' : 'Confirm'} />
      </Page>
    );
  },
});

export const mailDonePage = page({
  path: `${MAIL_PATH}/done`,
  title: { ja: '登録しました', en: 'Registered' },
  allow: open,
  load: async () => ({}),
  view: (_model, { lang }) => <Page title={lang === 'ja' ? '登録しました' : 'Registered'} crumbs={crumbs(lang)} lead={<p>{lang === 'ja' ? '臨時休校などが決まったときに、メールが届きます。ふだんは届きません。' : 'You will get a message when something happens, and none otherwise.'}</p>}><LinkButton to="/schools" kind="second">{lang === 'ja' ? '学校のページへ' : 'To the schools'}</LinkButton></Page>,
});

export const mailStopPage = page({
  path: `${MAIL_PATH}/stop/:secret`,
  unkept: true,
  title: { ja: '学校のお知らせメールをやめる', en: 'Stop the messages' },
  allow: holder,
  params,
  load: async () => ({}),
  actions: { stop: act(stopMail, { input: (_form, at: At) => ({ secret: at.params.secret }), done: () => to(`${MAIL_PATH}/stopped`) }) },
  view(_model, { lang }) {
    const ja = lang === 'ja';
    return <Page title={ja ? '学校のお知らせメールをやめる' : 'Stop the messages'} crumbs={crumbs(lang)} lead={<p>{ja ? '押すと、すべての学校のお知らせを止めて、アドレスを消します。' : 'Press to stop the messages of all schools and to remove the address.'}</p>}><Form action="stop" submit={ja ? 'メールをやめる' : 'Stop the messages'} /></Page>;
  },
});

export const mailStoppedPage = page({
  path: `${MAIL_PATH}/stopped`,
  title: { ja: 'メールをやめました', en: 'Stopped' },
  allow: open,
  load: async () => ({}),
  view: (_model, { lang }) => <Page title={lang === 'ja' ? 'メールをやめました' : 'The messages are stopped'} crumbs={crumbs(lang)} lead={<p>{lang === 'ja' ? 'アドレスを消しました。送りかけていたメールが、1通だけ届くことがあります。' : 'The address is removed. One message may still be on its way.'}</p>}>{again(lang)}</Page>,
});
