/** One request for another form with who asked, and one that came by phone, at the counter or by letter. */
import { z } from 'zod';
import { formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { formatPhone } from '../../../../kernel/text/phone.ts';
import { A, Chip, DataTable, DateField, Facts, Form, FormActions, Notice, Page, Radios, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { enterRequest } from '../../commands/asking.ts';
import { acceptRequest, closeRequest, moveRequest, noteRequest, setRequestDue } from '../../commands/requests.ts';
import { formWords, requestChannelWords, requestStateWords, requestStepWords } from '../../messages/requests.ts';
import { formatRequest, formatRequests, requestReaders } from '../../queries/requests.ts';
import { requestRoot } from '../../requests.ts';
import { deskChannels, forms } from '../../rules/requests.ts';
import { written } from '../parts.tsx';
import { requestKinds } from '../request.tsx';
import { requestsCrumb } from './requests.tsx';
import { home } from './words.tsx';

type Record = NonNullable<Awaited<ReturnType<typeof formatRequest.run>>>;
interface RequestAt {
  readonly params: { readonly request: string };
}
const here = (at: RequestAt) => `${requestRoot}/${at.params.request}`;
const told = (mailed: boolean, it: string) => `${it}${mailed ? '本人にメールで知らせました。' : '本人には、電話か郵便で知らせてください。'}`;

export const requestRecordPage = page({
  path: `${requestRoot}/:request{[0-9a-f-]{36}}`,
  title: { ja: '別の形での提供の求め', en: 'A request for another form' },
  allow: requestReaders,
  params: z.object({ request: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/) }),
  load: (ctx, { params }) => ctx.ask(formatRequest, { request: params.request }),
  actions: {
    accept: act(acceptRequest, { done: (made, at: RequestAt) => to(here(at), told(made.mailed, '引き受けました。')) }),
    close: act(closeRequest, { done: (made, at: RequestAt) => to(here(at), told(made.mailed, '答えを記録しました。')) }),
    // Whoever handed it over may not see it any more.
    move: act(moveRequest, { done: (made) => to(requestRoot, made.told > 0 ? `引き継ぎ、${made.told}人に知らせました。` : '引き継ぎました。知らせる相手がいないので、電話で伝えてください。') }),
    due: act(setRequestDue, { done: (made, at: RequestAt) => to(here(at), told(made.mailed, '期日を変えました。')) }),
    note: act(noteRequest, { done: (_, at: RequestAt) => to(here(at), '記録しました。') }),
  },
  view(it) {
    return (
      <Page title={`別の形での提供（${it.number}）`} wide crumbs={[home, requestsCrumb]}>
        {it.open && it.late && <Notice kind="warn" title="期日を過ぎています"><p>渡せないうちは、期日を変えて、理由を本人に知らせてください。</p></Notice>}
        <Section title="求め" aside={<Chip kind={requestKinds[it.state]}>{requestStateWords[it.state].ja}</Chip>}>
          <Facts rows={[
            it.path !== '' && { label: 'ページ', value: <A to={it.path}>{it.title === '' ? it.path : it.title}</A> },
            it.person !== null && it.person.subject !== '' && { label: 'どのページ・どの書類か', value: written(it.person.subject) },
            { label: '形', value: formWords[it.form].ja },
            it.person !== null && it.person.details !== '' && { label: 'くわしい希望', value: written(it.person.details) },
            it.wishOn !== null && { label: '希望の日', value: <When date={it.wishOn} style="withWeekday" /> },
            { label: '答える期日', value: <When date={it.dueOn} style="withWeekday" /> },
            { label: '受けた日', value: <><When date={it.receivedOn} style="withWeekday" />（{requestChannelWords[it.channel]}{it.lang === 'en' ? '、英語' : ''}）</> },
            { label: '担当', value: `${it.office ?? '（課が決まっていない）'}　${it.takenName}` },
            it.closedOn !== null && { label: '答えた日', value: <><When date={it.closedOn} style="withWeekday" />（{it.days}開庁日、{it.closedName}）</> },
            it.answer !== '' && { label: '本人に伝えたこと', value: written(it.answer) },
          ]} />
        </Section>
        <Section title="求めた人">
          {it.person === null ? <p>保存期間を過ぎたので、名前・連絡先・書かれた言葉は消しました。</p> : (
            <>
              <Facts rows={[
                { label: '名前', value: it.person.name === '' ? '（書いていない）' : it.person.name },
                it.person.mail !== '' && { label: 'メール', value: <A to={`mailto:${it.person.mail}`}>{it.person.mail}</A> },
                it.person.phone !== '' && { label: '電話', value: <A to={`tel:${it.person.phone}`}>{formatPhone(it.person.phone)}</A> },
                it.person.address !== '' && { label: '送り先', value: it.person.address },
              ]} />
              <p><small>だれがこの画面を見たかは、記録されます。</small></p>
            </>
          )}
        </Section>
        {it.open && <Work it={it} />}
        <Course it={it} />
      </Page>
    );
  },
});

function Work({ it }: { readonly it: Record }) {
  const about = { request: it.id, version: it.version };
  const mails = it.byMail ? '本人にメールで知らせます。' : 'メールがないので、電話か郵便で知らせてください。';
  return (
    <>
      {it.state === 'received' && <Section title="引き受ける"><Form action="accept" about={about}><FormActions next={mails}><Submit icon="check">引き受ける</Submit></FormActions></Form></Section>}
      <Section title="答える">
        <Form action="close" about={about}>
          <TextArea name="answer" label="本人に伝えること" rows={4} maxlength={1000} hint="渡せないときは必ず。過重な負担になる理由と、代わりにできること（読み上げる、別の形で渡すなど）を書きます。そのまま本人が読みます。" />
          <FormActions next={mails}>
            <Submit name="outcome" value="delivered" icon="check">渡した</Submit>
            <Submit name="outcome" value="refused" kind="second">渡せない</Submit>
          </FormActions>
        </Form>
      </Section>
      <Section title="期日を変える">
        <Form action="due" about={about}>
          <DateField name="dueOn" label="答える期日" required native value={it.dueOn} />
          <TextArea name="note" label="変える理由" required rows={2} maxlength={500} hint="そのまま本人に伝わります。" />
          <FormActions next={mails}><Submit kind="second">期日を変える</Submit></FormActions>
        </Form>
      </Section>
      <Section title="別の課に引き継ぐ">
        <Form action="move" about={about}>
          <Select name="office" label="引き継ぐ課" required options={it.offices.filter((one) => one.code !== it.officeCode).map((one) => ({ value: one.code, label: one.name }))} />
          <TextArea name="note" label="引き継ぐこと" rows={2} maxlength={800} />
          <FormActions><Submit kind="second">引き継ぐ</Submit></FormActions>
        </Form>
      </Section>
    </>
  );
}

function Course({ it }: { readonly it: Record }) {
  return (
    <Section title="経過">
      <DataTable
        caption="経過" hideCaption rows={[{ id: 0, what: null, madeName: '', madeAt: it.receivedAt, note: '' }, ...it.steps]} rowKey={(row) => String(row.id)} empty=""
        columns={[
          { key: 't', label: 'いつ', nowrap: true, render: (row) => formatInstant(row.madeAt, 'ja') },
          { key: 'w', label: 'こと', heads: true, render: (row) => (row.what === null ? `受け付けました${it.mailed ? '（確認のメールを送りました）' : ''}` : requestStepWords[row.what]) },
          { key: 'b', label: 'だれ', render: (row) => row.madeName },
          { key: 'n', label: '記録', render: (row) => written(row.note) },
        ]}
      />
      {it.erasedAt === null && (
        <Form action="note" about={{ request: it.id }}>
          <TextArea name="note" label="記録" required rows={2} maxlength={1000} hint="電話で話したことなど。連絡先と同じ日に消えます。" />
          <FormActions><Submit kind="second">記録する</Submit></FormActions>
        </Form>
      )}
    </Section>
  );
}

export const enterRequestPage = page({
  path: `${requestRoot}/new`,
  title: { ja: '求めを入力する', en: 'Type in a request' },
  allow: requestReaders,
  load: async (ctx) => ({ ...(await ctx.ask(formatRequests, {})), today: ctx.today }),
  actions: { enter: act(enterRequest, { done: (made) => to(`${requestRoot}/${made.request}`, `${made.number} として受け付けました。番号と期日を、本人に伝えてください。`) }) },
  view: (model) => (
    <Page title="電話・窓口の求めを入力する" crumbs={[home, requestsCrumb]}>
      <Form action="enter">
        <Radios name="channel" label="受け方" required inline options={deskChannels.map((one) => ({ value: one, label: requestChannelWords[one] }))} />
        <DateField name="receivedOn" label="受けた日" required native value={model.today} />
        <TextArea name="subject" label="どのページ・どの書類か" required rows={2} maxlength={300} hint="市のページのアドレスを入れると、担当の課が分かります。" />
        <Select name="form" label="どんな形で" required options={forms.map((form) => ({ value: form, label: formWords[form].ja }))} />
        <TextArea name="details" label="くわしい希望" rows={3} maxlength={1000} hint="必要なことだけ。障がいの名前や等級は書きません。" />
        <DateField name="wishOn" label="いつまでに" native />
        <Section title="連絡先（1つ以上）">
          <TextField name="name" label="名前" maxlength={100} width="long" autocomplete="off" />
          <TextField name="mail" label="メール" type="email" maxlength={254} width="long" autocomplete="off" />
          <TextField name="phone" label="電話" type="tel" maxlength={30} width="medium" autocomplete="off" />
          <TextField name="address" label="送り先の住所" maxlength={200} width="long" autocomplete="off" />
        </Section>
        <Select name="office" label="担当の課" required={!model.wholeCity} blank={model.wholeCity ? 'ページの課（分からなければ、あとで決める）' : '選んでください'} options={model.offices.map((one) => ({ value: one.code, label: one.name }))} />
        <FormActions><Submit>受け付ける</Submit></FormActions>
      </Form>
    </Page>
  ),
});
