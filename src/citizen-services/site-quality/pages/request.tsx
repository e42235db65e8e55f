/** 別の形での提供を求める: the form, and the receipt by which whoever asked sees how far it is. Works without script, cookies and account. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { page, refusedGo, to } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Chip, type ChipKind, DateField, Facts, Form, FormActions, Hidden, Notice, Page, Radios, Section, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { requestFormat } from '../commands/asking.ts';
import { isCode, newCode } from '../commands/request-fields.ts';
import { formWords, requestStateWords } from '../messages/requests.ts';
import { ownRequest, requestForm } from '../queries/asking.ts';
import { publicRequests } from '../requests.ts';
import { forms, type RequestState } from '../rules/requests.ts';
import { written } from './parts.tsx';
import { homeCrumb, rootCrumb } from './public.tsx';

export const requestKinds: Readonly<Record<RequestState, ChipKind>> = { received: 'info', accepted: 'wait', delivered: 'ok', refused: 'no' };

/** The page it is about, under its own name; both are Japanese. */
function AboutPage({ path, title, lang }: { readonly path: string; readonly title: string; readonly lang: Lang }) {
  return <A to={path}><span lang={lang === 'ja' ? undefined : 'ja'}>{title === '' ? path : title}</span></A>;
}

const FIELDS = ['page', 'subject', 'form', 'details', 'name', 'mail', 'phone', 'address', 'wishOn', 'ticket'] as const;

export const requestPage = page({
  path: publicRequests,
  title: { ja: '別の形で受け取りたい方へ', en: 'Ask for another form' },
  allow: [anyone('だれでも、サインインせずに求められます')],
  // Anything else than a page of ours is as good as nothing: the form asks for it in words.
  search: z.object({ page: z.string().max(2000).catch('').default('') }),
  async load(ctx, { search }) {
    const asked = await ctx.tryAsk(requestForm, { page: search.page });
    return asked.ok ? asked.value : ctx.ask(requestForm, {});
  },
  actions: {
    async send(ctx, form) {
      const ticket = form.get('ticket');
      const answer = await ctx.do(requestFormat, Object.fromEntries(FIELDS.map((name) => [name, form.get(name)])));
      // A sending that was repeated after all (the back button) leads to what was received the first time.
      if (answer.ok || answer.refused === 'CodeUsed') return to(`${publicRequests}/${ticket}`);
      return refusedGo(answer);
    },
  },
  view(model, ctx) {
    const { lang, city } = ctx;
    const ja = lang === 'ja';
    const days = ja ? `${model.answerDays}開庁日のうち（きょうなら${formatDate(model.dueOn, 'ja', 'monthDay')}まで）` : `within ${model.answerDays} working days (today: by ${formatDate(model.dueOn, 'en', 'monthDay')})`;
    return (
      <Page title={ja ? '別の形で受け取りたい方へ' : 'Ask for another form'} crumbs={[homeCrumb(lang), rootCrumb(lang)]} lead={<p>{ja ? `市のページや書類を、点字・大きな文字・音声など、あなたに合う形でお渡しします。費用はかかりません。${days}にお答えします。` : `The city gives you its pages and papers in a form that suits you: braille, large print, sound and others, free of charge. You have an answer ${days}.`}</p>}>
        <Form action="send">
          {model.path !== '' && <Facts rows={[{ label: ja ? 'このページ' : 'This page', value: <AboutPage path={model.path} title={model.title} lang={lang} /> }]} />}
          {model.path !== '' && <Hidden name="page" value={model.path} />}
          <Hidden name="ticket" value={newCode((bytes) => ctx.random(bytes))} />
          <TextArea name="subject" label={model.path === '' ? (ja ? 'どのページ・どの書類か' : 'Which page or paper') : (ja ? 'ほかに必要な書類' : 'Other papers you need')} required={model.path === ''} rows={2} maxlength={300} hint={ja ? '題名、ページのアドレス、または「4月に届いた納税の通知」のように。' : 'A title, the address of the page, or words such as “the tax notice of April”.'} />
          <Radios name="form" label={ja ? 'どんな形で' : 'In which form'} required options={forms.map((form) => ({ value: form, label: formWords[form][lang] }))} />
          <TextArea name="details" label={ja ? 'くわしい希望' : 'Details'} rows={3} maxlength={1000} hint={ja ? '文字の大きさ、必要なところなど。「その他」のときは、どんな形がよいかを書いてください。障がいの名前や手帳の番号は要りません。' : 'Such as the size of letters, or the part you need. With “something else”, please say what. We need no diagnosis and no number of a certificate.'} />
          <DateField name="wishOn" label={ja ? 'いつまでに' : 'Wanted by'} hint={ja ? '急ぐときだけ。例 令和8年11月23日 または 2026-11-23' : 'Only if it is urgent. For example 2026-11-23'} />
          <Section title={ja ? '連絡先' : 'How to reach you'} id="reach">
            <p>{ja ? 'メール・電話・住所のうち、1つ以上を書いてください。' : 'Please give at least one of e-mail, telephone and address.'}</p>
            <TextField name="name" label={ja ? 'お名前' : 'Name'} maxlength={100} width="long" autocomplete="name" hint={ja ? '郵便で送るときは、宛名に使います。' : 'Needed for a letter.'} />
            <TextField name="mail" label={ja ? 'メール' : 'E-mail'} type="email" maxlength={254} width="long" autocomplete="email" />
            <TextField name="phone" label={ja ? '電話' : 'Telephone'} type="tel" maxlength={30} width="medium" autocomplete="tel" />
            <TextField name="address" label={ja ? '送り先の住所' : 'Postal address'} maxlength={200} width="long" autocomplete="address-line1" />
          </Section>
          <FormActions next={ja ? `連絡先は、お渡しするためだけに使い、終わって${model.keepDays}日たつと消します。` : `We use this only to serve you, and erase it ${model.keepDays} days after we are done.`}><Submit>{ja ? '送る' : 'Send'}</Submit></FormActions>
        </Form>
        <Section title={ja ? '電話でも受け付けます' : 'By telephone'} id="phone">
          {model.contact === null ? <p>{ja ? `${city.facts.name.ja}の代表電話へ、「別の形での提供」とお伝えください。` : `Please call ${city.facts.name.en} and say you need another form.`}</p> : <Facts rows={[{ label: ja ? '課' : 'Office', value: <span lang={ja ? undefined : 'ja'}>{model.contact.contact}</span> }, { label: ja ? '電話' : 'Telephone', value: <A to={`tel:${model.contact.phone}`}>{formatPhone(model.contact.phone)}</A> }]} />}
        </Section>
      </Page>
    );
  },
});

export const ownRequestPage = page({
  path: `${publicRequests}/:code`,
  unkept: true,
  title: { ja: '求めの控え', en: 'Your request' },
  allow: [anyone('控えの番号を知っている、求めた本人だけが見られます')],
  params: z.object({ code: z.string().refine(isCode) }),
  load: (ctx, { params }) => ctx.ask(ownRequest, { code: params.code }),
  view(it, { lang }) {
    const ja = lang === 'ja';
    const open = it.state === 'received' || it.state === 'accepted';
    return (
      <Page title={it.state === 'received' ? (ja ? '受け付けました' : 'We have received your request') : (ja ? '求めの控え' : 'Your request')} crumbs={[homeCrumb(lang), rootCrumb(lang)]} head={<meta name="robots" content="noindex" />}>
        {it.state === 'received' && <Notice kind="good" title={ja ? `${formatDate(it.dueOn, 'ja', 'withWeekday')}までにお答えします` : `You will have an answer by ${formatDate(it.dueOn, 'en', 'withWeekday')}`}><p>{it.mailed ? (ja ? '確かめのメールを送りました。このページのアドレスも書いてあります。' : 'We sent you an e-mail with the address of this page.') : (ja ? 'このページのアドレスか、受付番号を控えておいてください。' : 'Please keep the address of this page, or your number.')}</p></Notice>}
        <Facts rows={[
          { label: ja ? '受付番号' : 'Number', value: <strong class="num">{it.number}</strong> },
          { label: ja ? '状態' : 'State', value: <Chip kind={requestKinds[it.state]}>{requestStateWords[it.state][lang]}</Chip> },
          it.path !== '' && { label: ja ? 'ページ' : 'Page', value: <AboutPage path={it.path} title={it.title} lang={lang} /> },
          { label: ja ? '形' : 'Form', value: formWords[it.form][lang] },
          { label: ja ? '受け付けた日' : 'Received', value: <When date={it.receivedOn} style="long" /> },
          it.wishOn !== null && { label: ja ? 'ご希望の日' : 'Wanted by', value: <When date={it.wishOn} style="long" /> },
          open && { label: ja ? 'お答えする日' : 'Answer by', value: <When date={it.dueOn} style="withWeekday" /> },
          it.closedOn !== null && { label: ja ? 'お答えした日' : 'Answered', value: <When date={it.closedOn} style="long" /> },
        ]} />
        {it.answer !== '' && <Section title={ja ? '市からのお答え' : 'The city’s answer'}><p lang={ja ? undefined : 'ja'}>{written(it.answer)}</p></Section>}
        {open && <p>{ja ? '連絡先や希望を変えたいときは、受付番号を電話でお知らせください。' : 'To change anything, please call us with your number.'}</p>}
      </Page>
    );
  },
});
