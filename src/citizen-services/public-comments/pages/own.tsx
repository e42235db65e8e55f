/** 控え: what was received, for whoever has the code; until the period ends it can be changed and taken back. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { act, page, problem, to } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Checkbox, Facts, Form, FormActions, Notice, Page, Section, Select, Steps, Submit, TextArea, TextField } from '../../../ui/index.ts';
import { BODY_MAX, codeText, isCode } from '../commands/fields.ts';
import { reviseOwn, withdrawOwn } from '../commands/submitting.ts';
import { submissionWords } from '../messages/words.ts';
import { ownSubmission } from '../queries/public.ts';
import { grouped, homeCrumb, listCrumb, root, Running, titleIn } from './public-parts.tsx';

type Own = NonNullable<Awaited<ReturnType<typeof ownSubmission.run>>>;
const path = `${root}/own`;

export const findOwnPage = page({
  path,
  title: { ja: '出した意見を確かめる', en: 'See what I submitted' },
  allow: [anyone('控えの番号を入れる画面です')],
  load: async () => ({}),
  actions: {
    async open(ctx, form) {
      const code = codeText(form.get('receipt').slice(0, 100));
      const found = isCode(code) ? await ctx.tryAsk(ownSubmission, { code }) : null;
      return found?.ok ? to(`${path}/${code}`) : problem(ctx.lang === 'ja' ? 'この控えの番号は見つかりません。25文字の英数字です。控えを見て、もう一度入力してください。受付番号では開けません。' : 'We could not find this code. It has 25 letters and digits; the receipt number does not open it.', 'receipt');
    },
  },
  view: (_, { lang }) => (
    <Page title={lang === 'ja' ? '出した意見を確かめる' : 'See what I submitted'} crumbs={[homeCrumb(lang), listCrumb(lang)]} lead={<p>{lang === 'ja' ? '送ったときの控えにある「控えの番号」で開きます。締切までは、直したり取り下げたりできます。' : 'Opened with the code on your receipt. Until the period ends you can change or withdraw your opinion.'}</p>}>
      <Form action="open" submit={lang === 'ja' ? '開く' : 'Open'}><TextField name="receipt" label={lang === 'ja' ? '控えの番号' : 'Your code'} required width="long" autocomplete="off" spellcheck={false} hint={lang === 'ja' ? '25文字の英数字。空白は入れても入れなくてもかまいません。' : '25 letters and digits, with or without blanks.'} /></Form>
    </Page>
  ),
});

export const ownPage = page({
  path: `${path}/:code`,
  unkept: true,
  title: { ja: '意見の控え', en: 'Receipt' },
  allow: [anyone('控えの番号を知っている、出した本人だけが見られます')],
  params: z.object({ code: z.string().refine(isCode) }),
  search: z.object({ sent: z.string().catch('').default('') }),
  load: (ctx, { params }) => ctx.ask(ownSubmission, { code: params.code }),
  actions: {
    revise: act(reviseOwn, { input: (form, at) => ({ code: at.params.code, body: form.get('body'), section: form.get('section'), name: form.get('name'), address: form.get('address') }), done: (_, at, ctx) => to(`${path}/${at.params.code}`, ctx.lang === 'ja' ? '直しました。' : 'Changed.') }),
    async withdraw(ctx, form, at) {
      if (form.get('sure') === '') return problem(ctx.lang === 'ja' ? '取り下げるときは「取り下げる」に印を付けてください。' : 'Please tick the box to withdraw.', 'sure');
      return act(withdrawOwn, { input: () => ({ code: at.params.code }), done: () => to(`${path}/${at.params.code}`, ctx.lang === 'ja' ? '取り下げました。' : 'Withdrawn.') })(ctx, form, at);
    },
  },
  view(it, { lang }, { params, search }) {
    const ja = lang === 'ja';
    const sent = search.sent === '1' && it.state !== 'withdrawn';
    const section = it.sections.find((one) => one.ref === it.section);
    return (
      <Page title={sent ? (ja ? '意見を受け付けました' : 'We have received your opinion') : (ja ? '意見の控え' : 'Your submission')} crumbs={[homeCrumb(lang), listCrumb(lang)]} head={<meta name="robots" content="noindex" />}>
        {sent && <Steps steps={ja ? ['書く', '確かめる', '控えを受け取る'] : ['Write', 'Check', 'Receipt']} current={2} />}
        <Standing it={it} sent={sent} lang={lang} />
        <Facts rows={[
          { label: ja ? '受付番号' : 'Receipt number', value: <strong class="num">{it.receipt}</strong> },
          { label: ja ? '控えの番号' : 'Your code', value: <span class="num">{grouped(params.code)}</span> },
          { label: ja ? '件名' : 'Consultation', value: <A to={`${root}/${it.consultation.number}`}>{titleIn(lang, it.consultation)}</A> },
          { label: ja ? '受け付けた日時' : 'Received', value: formatInstant(it.receivedAt, lang) },
          it.changedAt !== null && { label: it.state === 'withdrawn' ? (ja ? '取り下げた日時' : 'Withdrawn') : (ja ? '直した日時' : 'Changed'), value: formatInstant(it.changedAt, lang) },
          { label: ja ? '状態' : 'State', value: submissionWords[it.state][lang] },
          it.state !== 'withdrawn' && { label: ja ? '部分' : 'Part', value: section ? `${section.ref}　${section.heading}` : (ja ? '案の全体' : 'The draft as a whole') },
          (it.named || it.addressed) && { label: ja ? '氏名・住所' : 'Name, address', value: ja ? '受け取っています（ここには表示しません）' : 'Received (not shown here)' },
        ]} />
        {it.state !== 'withdrawn' && <Section title={ja ? 'ご意見' : 'Your opinion'}><Running text={it.body} lang={lang} written={lang} /></Section>}
        {it.mayChange && (sent ? <p><A to={`${path}/${params.code}`}>{ja ? '直す・取り下げる' : 'Change or withdraw it'}</A></p> : <Change it={it} lang={lang} />)}
      </Page>
    );
  },
});

function Standing({ it, sent, lang }: { readonly it: Own; readonly sent: boolean; readonly lang: Lang }) {
  const ja = lang === 'ja';
  if (it.state === 'withdrawn') return <Notice title={ja ? 'この意見は取り下げられました。内容は消しました' : 'This opinion was withdrawn and its text removed'} />;
  if (it.state === 'late') return <Notice kind="warn" title={ja ? '締切のあとに届いたので、件数に数えません' : 'It arrived after the end and is not counted'}><p>{ja ? '内容は担当課が受け取っています。' : 'The office has received it nevertheless.'}</p></Notice>;
  return sent ? <Notice kind="good" title={ja ? 'ありがとうございました。このページを印刷するか、控えの番号を書き留めてください' : 'Thank you. Please print this page or write down your code'}><p>{ja ? '控えの番号は、ほかの人に見せないでください。番号がないと、直すことも取り下げることもできません。一人ひとりへの返事はしません。結果は市のサイトで公表します。' : 'Keep the code to yourself. Without it the opinion cannot be changed or withdrawn. There is no personal answer; the result will be published on this site.'}</p></Notice> : null;
}

function Change({ it, lang }: { readonly it: Own; readonly lang: Lang }) {
  const ja = lang === 'ja';
  const { consultation: asks } = it;
  const keep = ja ? '空欄なら、前に書いたものをそのまま使います。変えるときは氏名と住所を両方書いてください。' : 'Left empty, what you gave before stays. To change it, please give name and address again.';
  return (
    <>
      <Section title={ja ? '直す' : 'Change'}>
        <Form action="revise">
          <Select name="section" label={ja ? '案のどの部分についてか' : 'Which part it is about'} quiet blank={ja ? '案の全体について' : 'The draft as a whole'} value={it.section} options={it.sections.map((one) => ({ value: one.ref, label: `${one.ref}　${one.heading}` }))} />
          <TextArea name="body" label={ja ? 'ご意見' : 'Your opinion'} required rows={10} value={it.body} hint={ja ? `${BODY_MAX.toLocaleString('ja-JP')}文字まで` : `Up to ${BODY_MAX.toLocaleString('en-GB')} characters`} />
          {asks.nameRule !== 'none' && <TextField name="name" label={ja ? '氏名' : 'Name'} autocomplete="name" maxlength={100} width="long" hint={keep} />}
          {asks.addressRule !== 'none' && <TextField name="address" label={ja ? '住所' : 'Address'} autocomplete="street-address" maxlength={200} width="long" />}
          <FormActions><Submit>{ja ? '直した内容で出す' : 'Save the change'}</Submit></FormActions>
        </Form>
      </Section>
      <Section title={ja ? '取り下げる' : 'Withdraw'}>
        <Form action="withdraw"><Checkbox name="sure" label={ja ? '取り下げる' : 'Withdraw this opinion'} required hint={ja ? '内容と氏名・住所を消します。元に戻せません。' : 'Its text, name and address are removed. This cannot be undone.'} /><FormActions><Submit kind="danger">{ja ? '取り下げる' : 'Withdraw'}</Submit></FormActions></Form>
      </Section>
    </>
  );
}
