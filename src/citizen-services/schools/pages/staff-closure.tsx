/** 臨時休校: announced for many schools in one press, changed, ended; and how many addresses a letter went to. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { act, page, type PageContext, to } from '../../../kernel/page.ts';
import { A, Checkboxes, Chip, DateField, Facts, Form, FormActions, LinkList, Notice, Page, Radios, Section, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { changeClosure, closeSchools, endClosure } from '../commands/closing.ts';
import { type ClosureKind, closureKinds, closureWords } from '../messages/words.ts';
import { announcement, announcements } from '../queries/mail.ts';
import { mySchools } from '../queries/office.ts';
import { spanWords } from './public.tsx';
import { BoardTabs, home, root } from './staff-parts.tsx';

const board = [staff('schools.board')];
const here = `${root}/closure`;
const params = z.object({ announcement: z.uuid() });

function MayNot({ ctx }: { readonly ctx: PageContext }) {
  return (
    <>
      {!ctx.may('website.emergency') && <Notice kind="warn" title="いまの権限では出せません"><p>「緊急に発信する」の権限も要ります。広報か防災の担当に頼んでください。</p></Notice>}
      {ctx.may('website.emergency') && ctx.actor.kind === 'staff' && !ctx.actor.strong && <Notice kind="warn" title="二段階の本人確認でサインインしていません"><p>決裁規程を施行している市では、確認コードかパスキーでサインインし直さないと出せません。</p></Notice>}
    </>
  );
}

interface Typed {
  readonly kind: ClosureKind;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate | null;
  readonly reason: string;
  readonly words: string;
  readonly next: string;
}

function ClosureFields({ it, ctx }: { readonly it: Typed; readonly ctx: PageContext }) {
  return (
    <>
      <Radios name="kind" label="何を" required inline value={it.kind} options={closureKinds.map((kind) => ({ value: kind, label: closureWords[kind].ja }))} />
      <DateField name="from" label="始まりの日" required native value={it.from} />
      <DateField name="to" label="終わりの日" native {...(it.to === null ? {} : { value: it.to })} hint="1日だけなら、空けておきます。" />
      <TextField name="reason" label="わけ" required maxlength={100} width="long" value={it.reason} hint="例　大雪のため" />
      <TextArea name="words" label="くわしいこと" rows={4} maxlength={1000} value={it.words} hint="学童保育、給食、部活動、スクールバスなど。保護者へのメールにもそのまま入ります。" />
      <TextField name="next" label="次のお知らせ" maxlength={60} value={it.next} hint={`例　${formatDate(ctx.today, 'ja', 'monthDay')} 16時`} />
    </>
  );
}

export const closurePage = page({
  path: here,
  title: { ja: '臨時休校', en: 'Close schools' },
  allow: board,
  async load(ctx) {
    const [schools, now] = await Promise.all([ctx.ask(mySchools, {}), ctx.ask(announcements, {})]);
    return { schools, now };
  },
  actions: { close: act(closeSchools, { input: (form) => ({ ...form.input(), schools: form.all('schools') }), done: (value) => to(`${here}/${value.announcement}`, `${value.schools}校のサイトと、市の帯で知らせました。保護者へのメールを送り始めています。`) }) },
  view: ({ schools, now }, ctx) => (
    <Page title="臨時休校などを一度に知らせる" wide crumbs={[home]} lead={<>選んだ学校のサイトすべてと、市のウェブサイトの帯に、すぐに出ます。登録した保護者（{now.reach}件のアドレス）のうち、その学校を選んだ人にメールが届きます。あとで別の人が確かめます。</>}>
      <BoardTabs ctx={ctx} current={here} />
      <MayNot ctx={ctx} />
      {now.live.length > 0 && (
        <Section title={`いま出しているお知らせ　${now.live.length}件`}>
          <LinkList items={now.live.map((one) => ({ to: `${here}/${one.id}`, label: `${closureWords[one.kind].ja}　${spanWords(one.from, one.to, 'ja')}　${one.schools.length}校`, note: `${one.reason}　メール ${one.mails ?? 0}通。変えるとき・終えるときは、ここから。` }))} />
        </Section>
      )}
      <Section title="知らせること">
        <Form action="close">
          <Checkboxes name="schools" label="学校" required inline values={schools.map((one) => one.code)} options={schools.map((one) => ({ value: one.code, label: one.name }))} hint="はじめは、すべての学校が選ばれています。" />
          <ClosureFields it={{ kind: 'closure', from: ctx.today, to: null, reason: '', words: '', next: '' }} ctx={ctx} />
          <FormActions next="押すと、すぐに公開し、メールを送ります。"><Submit icon="warning">すぐに知らせる</Submit></FormActions>
        </Form>
      </Section>
      {schools.length === 0 && <Chip kind="wait">学校がまだありません</Chip>}
    </Page>
  ),
});

const whatWords = { announced: '知らせたとき', changed: '変えたとき', ended: '終えたとき' } as const;

export const announcementPage = page({
  path: `${here}/:announcement`,
  title: { ja: '出したお知らせ', en: 'An announcement' },
  allow: board,
  params,
  load: (ctx, at) => ctx.ask(announcement, { announcement: at.params.announcement }),
  actions: {
    change: act(changeClosure, { done: (value) => to(`${here}/${value.announcement}`, `${value.schools}校に、変わったことを知らせました。市の帯の前の行は終えました。`) }),
    end: act(endClosure, { done: (value) => to(here, `${value.schools}校に、終わりを知らせました。市の帯の行も終えました。`) }),
  },
  view: (it, ctx) => (
    <Page title={`${closureWords[it.kind].ja}　${spanWords(it.from, it.to, 'ja')}`} wide crumbs={[home, { to: here, label: '臨時休校' }]}>
      <MayNot ctx={ctx} />
      <Section title="知らせたこと">
        <Facts rows={[
          { label: '学校', value: <>{it.schools.length}校　{it.schools.map((one) => <span key={one.code}><A to={one.path}>{one.name}</A>　</span>)}</> },
          { label: 'わけ', value: it.reason }, it.words !== '' && { label: 'くわしいこと', value: it.words }, it.next !== '' && { label: '次のお知らせ', value: it.next },
          { label: '知らせた人', value: <>{it.by}　<When instant={it.at} style="short" /></> },
          it.closedBy !== null && it.closedAt !== null && { label: it.state === 'changed' ? '変えた人' : '終えた人', value: <>{it.closedBy}　<When instant={it.closedAt} style="short" /></> },
          { label: '保護者へのメール', value: it.mailings.length === 0 ? `まだ送っていません（登録 ${it.reach}件）` : <>{it.mailings.map((one) => <span key={one.what}>{whatWords[one.what]} {one.mails}通　<When instant={one.at} style="short" />　</span>)}</> },
        ]} />
        {it.replacedBy !== null && <p><A to={`${here}/${it.replacedBy}`}>変わったあとのお知らせ</A></p>}
      </Section>
      {!it.over && <>
        <Section title="内容を変える">
          <Form action="change" about={{ announcement: it.id, version: it.version }}>
            <ClosureFields it={{ ...it, to: Temporal.PlainDate.compare(it.from, it.to) === 0 ? null : it.to }} ctx={ctx} />
            <FormActions next="押すと、前のページを新しいページに替え、変わったことをメールで知らせます。"><Submit icon="warning">変えて知らせる</Submit></FormActions>
          </Form>
        </Section>
        <Section title="終える・取り消す">
          <Form action="end" about={{ announcement: it.id, version: it.version }}>
            <DateField name="resumes" label="ふだんどおりになる日" required native value={ctx.today} hint={`今日から${formatDate(it.to.add({ days: 1 }), 'ja', 'monthDay')}まで。取り消すときは、始まりの日か今日にします。`} />
            <TextArea name="words" label="くわしいこと" rows={3} maxlength={1000} />
            <FormActions next="押すと、終わったことを学校のサイトとメールで知らせます。"><Submit kind="danger">終えて知らせる</Submit></FormActions>
          </Form>
        </Section>
      </>}
    </Page>
  ),
});
