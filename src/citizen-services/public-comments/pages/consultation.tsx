/** 案を読み、意見を書く: the draft in parts, the period, the form, and a page to look it over before it is sent. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { explainIssues } from '../../../kernel/fields.ts';
import { refuse, sayRefusal } from '../../../kernel/outcome.ts';
import { type Fields, type Go, page, type PageContext, refusedGo, to } from '../../../kernel/page.ts';
import type { FieldError, FormState, Lang } from '../../../kernel/view.ts';
import { A, Facts, Form, FormActions, Hidden, LinkButton, LinkList, Notice, Page, Section, Select, Steps, Submit, TextArea, TextField, UiProvider, useUi } from '../../../ui/index.ts';
import { submitOpinion } from '../commands/submitting.ts';
import { BODY_MAX, isNumber, letterFields, newCode } from '../commands/fields.ts';
import { senderProblem } from '../letters.ts';
import { refusals } from '../messages/refusals.ts';
import { publicConsultation } from '../queries/public.ts';
import { daysLeftWords, homeCrumb, listCrumb, root, Running, StageChip, titleIn, Ways } from './public-parts.tsx';

type Model = NonNullable<Awaited<ReturnType<typeof publicConsultation.run>>>;
const Letter = z.object(letterFields);
const FIELDS = ['body', 'section', 'name', 'address'] as const;
const typedIn = (form: Fields) => Object.fromEntries(FIELDS.map((name) => [name, form.get(name)]));

/** The page again, for another look: nothing is wrong and nothing has been sent. */
const shownAgain = (code: 'Confirm' | 'Again'): Go => ({ go: 'refused', status: 200, code, message: '', errors: [], details: {} });

async function check(ctx: PageContext, form: Fields, number: string): Promise<Go> {
  const asks = await ctx.ask(publicConsultation, { number });
  const parsed = Letter.safeParse(typedIn(form));
  const errors: FieldError[] = parsed.success ? [] : explainIssues(parsed.error, ctx.lang);
  const missing = senderProblem({ name_rule: asks.nameRule, address_rule: asks.addressRule }, { name: form.get('name').trim(), address: form.get('address').trim() });
  if (missing) errors.push(...sayRefusal(refuse(missing), refusals, ctx.lang).errors);
  return errors.length > 0 ? { go: 'refused', status: 422, code: 'InvalidInput', message: '', errors, details: {} } : shownAgain('Confirm');
}

export const consultationPage = page({
  path: `${root}/:number`,
  title: { ja: '意見公募の案', en: 'A consultation' },
  allow: [anyone('意見公募の案は公表するもので、意見はだれでも出せます')],
  params: z.object({ number: z.string().refine(isNumber) }),
  search: z.object({ part: z.string().max(20).catch('').default('') }),
  load: (ctx, { params }) => ctx.ask(publicConsultation, { number: params.number }),
  actions: {
    check: (ctx, form, { params }) => check(ctx, form, params.number),
    again: async () => shownAgain('Again'),
    async send(ctx, form, { params }) {
      const ticket = form.get('ticket');
      const answer = await ctx.do(submitOpinion, { number: params.number, ...typedIn(form), ticket });
      // A sending that was repeated after all (the back button) leads to what was received the first time.
      if (answer.ok || answer.refused === 'CodeUsed') return to(`${root}/own/${ticket}?sent=1`);
      return refusedGo(answer);
    },
  },
  view: (model, ctx, { search }) => <Shown model={model} ctx={ctx} part={search.part} />,
});

interface ShownProps {
  readonly model: Model;
  readonly ctx: PageContext;
  readonly part: string;
}

function Shown(props: ShownProps) {
  const ui = useUi();
  const { form } = ui;
  const code = form?.refusal?.code;
  if (form !== null && code === 'Confirm') return <UiProvider ui={{ ...ui, form: null }}><Confirm {...props} typed={form.values} /></UiProvider>;
  if (form === null) return <Read {...props} came={false} />;
  // Whichever button was pressed, what was typed belongs to the one form.
  const { refusal, ...rest } = form;
  const state: FormState = { ...rest, action: 'check', ...(refusal && code !== 'Again' ? { refusal } : {}) };
  return <UiProvider ui={{ ...ui, form: state }}><Read {...props} came /></UiProvider>;
}

function Read({ model, ctx, part, came }: ShownProps & { readonly came: boolean }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  const open = model.stage === 'open';
  const title = titleIn(lang, model);
  const web = model.channels.includes('web');
  const english = lang === 'en' && model.purposeEn !== '';
  return (
    <Page title={title} crumbs={[homeCrumb(lang), listCrumb(lang)]} actions={open && web ? <LinkButton to="#write">{ja ? '意見を書く' : 'Write an opinion'}</LinkButton> : undefined}>
      {model.resultAt !== null && <Notice kind="good" title={ja ? '結果を公表しました' : 'The result has been published'}><p><A to={`${root}/${model.number}/result`}>{ja ? '意見の概要と市の考え方を見る' : 'See the opinions and the city’s answers'}</A></p></Notice>}
      {!open && model.resultAt === null && <Notice title={ja ? '募集は終わりました。いただいた意見を検討しています' : 'The period is over. Opinions are under consideration'}><p>{ja ? '結果は、このページで公表します。' : 'The result will be published on this page.'}</p></Notice>}
      {lang === 'en' && <Notice title="The draft is in Japanese"><p>You may write your opinion in English. The office named below can help.</p></Notice>}
      <Facts rows={[
        { label: ja ? '状態' : 'State', value: <><StageChip stage={model.stage} lang={lang} />{open && <strong>　{daysLeftWords(model.daysLeft, lang)}</strong>}</> },
        { label: ja ? '募集期間' : 'Period', value: ja ? `${formatDate(model.publishedOn, lang, 'withWeekday')}から${formatDate(model.closesOn, lang, 'withWeekday')}24時まで（${model.days}日間）` : `${formatDate(model.publishedOn, lang, 'withWeekday')} to midnight at the end of ${formatDate(model.closesOn, lang, 'withWeekday')} (${model.days} days)` },
        model.reasonIfShorter !== '' && { label: ja ? `${model.minDays}日より短い理由` : `Why under ${model.minDays} days`, value: <Running text={model.reasonIfShorter} lang={lang} /> },
        { label: ja ? '根拠' : 'Basis', value: <span lang={ja ? undefined : 'ja'}>{model.basis}</span> },
        { label: ja ? '担当課' : 'Office', value: <span lang={ja ? undefined : 'ja'}>{model.office}</span> },
        { label: ja ? '番号' : 'Number', value: model.number },
      ]} />
      <Section title={ja ? '何について、なぜ意見を求めるか' : 'What is asked, and why'}><Running text={english ? model.purposeEn : model.purpose} lang={lang} written={english ? 'en' : 'ja'} /></Section>
      {model.documents.length > 0 && <Section title={ja ? '資料' : 'Documents'}><div lang={ja ? undefined : 'ja'}><LinkList items={model.documents.map((one) => ({ to: one.url, label: one.label }))} /></div></Section>}
      {model.sections.length > 0 && <Draft model={model} lang={lang} offer={open && web} />}
      {(open || came) && web ? <Write model={model} lang={lang} part={part} /> : null}
      <Section title={ja ? '意見の出し方' : 'How to submit'}><Ways channels={model.channels} howTo={model.howTo} postRule={model.postRule} phone={model.phone} office={model.office} lang={lang} /></Section>
    </Page>
  );
}

function Draft({ model, lang, offer }: { readonly model: Model; readonly lang: Lang; readonly offer: boolean }) {
  const ja = lang === 'ja';
  return (
    <Section title={ja ? '案の本文' : 'The draft'}>
      <div class="section-body" lang={ja ? undefined : 'ja'}>
      {model.sections.length > 2 && <nav aria-label={ja ? '案の目次' : 'Parts of the draft'}><LinkList items={model.sections.map((one) => ({ to: `#part-${one.ref}`, label: `${one.ref}　${one.heading}` }))} /></nav>}
      {model.sections.map((one) => (
        <Section key={one.ref} id={`part-${one.ref}`} level={3} title={`${one.ref}　${one.heading}`} aside={offer ? <A to={`${root}/${model.number}?part=${one.ref}#write`} about={one.heading}><span lang={ja ? undefined : 'en'}>{ja ? 'ここに意見を書く' : 'Comment on this'}</span></A> : undefined}>
          <Running text={one.body} lang={lang} />
        </Section>
      ))}
      </div>
    </Section>
  );
}

function Write({ model, lang, part }: { readonly model: Model; readonly lang: Lang; readonly part: string }) {
  const ja = lang === 'ja';
  const asked = model.nameRule !== 'none' || model.addressRule !== 'none';
  return (
    <Section title={ja ? '意見を書く' : 'Write an opinion'} id="write">
      <Steps steps={ja ? ['書く', '確かめる', '控えを受け取る'] : ['Write', 'Check', 'Receipt']} current={0} />
      <Form action="check">
        <Select name="section" label={ja ? '案のどの部分についてか' : 'Which part it is about'} quiet blank={ja ? '案の全体について' : 'The draft as a whole'} value={part} options={model.sections.map((one) => ({ value: one.ref, label: `${one.ref}　${one.heading}` }))} />
        <TextArea name="body" label={ja ? 'ご意見' : 'Your opinion'} required rows={10} hint={ja ? `${BODY_MAX.toLocaleString('ja-JP')}文字まで。内容は、まとめて公表します。ほかの人の名前や個人番号（マイナンバー）は書かないでください。` : `Up to ${BODY_MAX.toLocaleString('en-GB')} characters. Opinions are published in summary. Please do not write names of others or your Individual Number.`} />
        {model.nameRule !== 'none' && <TextField name="name" label={ja ? '氏名' : 'Name'} required={model.nameRule === 'required'} autocomplete="name" maxlength={100} width="long" />}
        {model.addressRule !== 'none' && <TextField name="address" label={ja ? '住所' : 'Address'} required={model.addressRule === 'required'} autocomplete="street-address" maxlength={200} width="long" />}
        <FormActions next={asked ? (ja ? '氏名と住所は、同じ人の意見をまとめるために使い、公表しません。次の画面で確かめてから送ります。' : 'Name and address are used to group opinions of one person and are not published. You can check everything before it is sent.') : (ja ? '次の画面で確かめてから送ります。' : 'You can check everything before it is sent.')}><Submit>{ja ? '確かめる' : 'Check'}</Submit></FormActions>
      </Form>
    </Section>
  );
}

function Confirm({ model, ctx, typed }: ShownProps & { readonly typed: FormState['values'] }) {
  const { lang } = ctx;
  const ja = lang === 'ja';
  const value = (name: (typeof FIELDS)[number]) => {
    const found = typed[name];
    return typeof found === 'string' ? found : (found?.at(-1) ?? '');
  };
  const section = model.sections.find((one) => one.ref === value('section'));
  const none = ja ? '（書かない）' : '(left out)';
  return (
    <Page title={ja ? '送る前に確かめてください' : 'Please check before sending'} crumbs={[homeCrumb(lang), listCrumb(lang), { to: `${root}/${model.number}`, label: titleIn(lang, model) }]}>
      <Steps steps={ja ? ['書く', '確かめる', '控えを受け取る'] : ['Write', 'Check', 'Receipt']} current={1} />
      <Notice kind={model.stage === 'open' ? 'info' : 'warn'} title={model.stage === 'open' ? (ja ? 'まだ送っていません' : 'Nothing has been sent yet') : (ja ? '締切を過ぎました。送ると、期限後に届いた意見になり、件数に数えません' : 'The period is over. What you send now is kept as late and not counted')} />
      <Facts rows={[
        { label: ja ? '件名' : 'Consultation', value: titleIn(lang, model) },
        { label: ja ? '部分' : 'Part', value: section ? `${section.ref}　${section.heading}` : (ja ? '案の全体' : 'The draft as a whole') },
        model.nameRule !== 'none' && { label: ja ? '氏名' : 'Name', value: value('name').trim() || none },
        model.addressRule !== 'none' && { label: ja ? '住所' : 'Address', value: value('address').trim() || none },
      ]} />
      <Section title={ja ? 'ご意見' : 'Your opinion'}><Running text={value('body').trim()} lang={lang} written={lang} /></Section>
      <Form action="send">
        {FIELDS.map((name) => <Hidden key={name} name={name} value={value(name)} />)}
        <Hidden name="ticket" value={newCode((bytes) => ctx.random(bytes))} />
        <FormActions next={ja ? '送ると、受付番号と控えの番号が出ます。締切までは、控えの番号で直したり取り下げたりできます。' : 'You will get a receipt with a code, with which you can change or withdraw your opinion until the period ends.'}><Submit>{ja ? 'この内容で送る' : 'Send'}</Submit></FormActions>
      </Form>
      <Form action="again">
        {FIELDS.map((name) => <Hidden key={name} name={name} value={value(name)} />)}
        <FormActions><Submit kind="second">{ja ? '書き直す' : 'Change it'}</Submit></FormActions>
      </Form>
    </Page>
  );
}
