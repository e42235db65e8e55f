/** 不在と代決: the own absence, the order of deputies; and the disaster mode with what is still to be confirmed. */
import { anyStaff, staff } from '../../../../kernel/actor.ts';
import { cancelAbsence, endDeputy, endDisasterMode, nameDeputy, registerAbsence, startDisasterMode } from '../../../../kernel/approval/office.ts';
import { absences, deputyOrders, findStaff } from '../../../../kernel/approval/office-queries.ts';
import { disasterReport } from '../../../../kernel/approval/rule-queries.ts';
import { parseDate, parseTime, toInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, type Fields, type Go, page, type PageContext, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { Chip, DataTable, DateField, Form, FormActions, Notice, NumberField, Page, Section, Select, Submit, TextArea, TextField, TimeField, useUi, When } from '../../../../ui/index.ts';
import { home, LostRefusal, root } from './words.tsx';

const path = `${root}/absence`;
const sourceWords = { leave: '休暇', trip: '出張', manual: 'その他' } as const;

/** A day and a time of the form as a moment, or which field is wrong. */
function momentOf(form: Fields, name: string, today: Temporal.PlainDate): { readonly at: string } | { readonly wrong: Go } {
  const day = parseDate(form.get(`${name}Day`), today);
  if (!day.ok) return { wrong: problem(day.message.ja, `${name}Day`) };
  const time = parseTime(form.get(`${name}Time`));
  return time.ok ? { at: toInstant(day.value, time.value).toString() } : { wrong: problem(time.message.ja, `${name}Time`) };
}

async function whoIs(ctx: PageContext, form: Fields): Promise<string | null> {
  const typed = form.get('person').trim();
  if (typed === '') return ctx.actor.kind === 'staff' ? ctx.actor.id : null;
  if (!ctx.may('approval.office')) return null;
  const found = await ctx.ask(findStaff, { q: typed.slice(0, 60) });
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

async function register(ctx: PageContext, form: Fields): Promise<Go> {
  const person = await whoIs(ctx, form);
  if (person === null) return problem('職員を一人に決められません。職員番号かログイン名で入力してください。', 'person');
  const from = momentOf(form, 'from', ctx.today);
  if ('wrong' in from) return from.wrong;
  const until = momentOf(form, 'to', ctx.today);
  if ('wrong' in until) return until.wrong;
  const answer = await ctx.do(registerAbsence, { staff: person, from: from.at, to: until.at, reason: form.get('reason'), source: form.get('source') });
  if (answer.ok) return to(path, '不在を登録しました。');
  // The command names its own members; the form has a day and a time for each.
  const refused = refusedGo(answer);
  return refused.go === 'refused' ? { ...refused, errors: refused.errors.map((error) => (error.path === 'to' || error.path === 'from' ? { ...error, path: `${error.path}Day` } : error)) } : refused;
}

type Post = Awaited<ReturnType<typeof deputyOrders.run>>[number];

/** Folded away: thirty open forms would hide the list. Open again when it came back. */
function Ending({ post, order, deputy, today }: { readonly post: string; readonly order: number; readonly deputy: string; readonly today: Temporal.PlainDate }) {
  const { form } = useUi();
  return (
    <details open={form?.action === 'end' && form.values['deputy'] === deputy}>
      <summary>終わらせる<span class="vh">：{post} 第{order}順位</span></summary>
      <Form action="end" about={{ deputy }} inline><DateField name="to" label="終わりの日" native required value={today.add({ days: 1 })} /><Submit kind="second" about={`${post} 第${order}順位`}>終わらせる</Submit></Form>
    </details>
  );
}

function Orders({ posts, mayChange, today }: { readonly posts: readonly Post[]; readonly mayChange: boolean; readonly today: Temporal.PlainDate }) {
  return (
    <DataTable
      caption="代決者の順位" hideCaption rows={posts.filter((post) => post.deputies.length > 0)} rowKey={(post) => post.id} empty="代決者の順位はまだ決まっていません。"
      columns={[
        { key: 'post', label: '職', heads: true, render: (post) => <>{post.title}<small>{post.department}　{post.holder ?? '欠員'}</small></> },
        {
          key: 'deputies', label: '代決者', render: (post) => post.deputies.map((one) => (
            <div key={one.id}>
              第{one.order}順位　{one.title}（{one.holder ?? '欠員'}）{Temporal.PlainDate.compare(one.from, today) > 0 && <>　<When date={one.from} style="short" />から</>}{one.to !== null && <>　<When date={one.to} style="short" />に終わり</>}
              {mayChange && one.to === null && <Ending post={post.title} order={one.order} deputy={one.id} today={today} />}
            </div>
          )),
        },
      ]}
    />
  );
}

export const absencePage = page({
  path,
  title: { ja: '不在と代決', en: 'Absences and deputies' },
  allow: [anyStaff('自分の不在と、訓令で定まる代決の順位')],
  async load(ctx) {
    const [away, posts] = await Promise.all([ctx.ask(absences, { everybody: ctx.may('approval.office') }), ctx.ask(deputyOrders, {})]);
    return { away, posts };
  },
  view({ away, posts }, ctx) {
    const office = ctx.may('approval.office');
    const options = posts.map((post) => ({ value: post.id, label: `${post.title}（${post.department}）` }));
    return (
      <Page title="不在と代決" wide crumbs={[home]} lead="不在の間は、定められた順位の人が、規程の許す案件だけを代決できます。戻ると後閲が届きます。">
        <Section title={office ? '不在の職員' : '自分の不在'}>
          <DataTable
            caption="不在の登録" hideCaption rows={away} rowKey={(row) => row.id} empty="登録された不在はありません。"
            columns={[
              { key: 'who', label: '職員', render: (row) => <>{row.name}<small>{row.number}</small></> }, { key: 'from', label: '始まり', nowrap: true, render: (row) => <When instant={row.from} style="short" /> }, { key: 'to', label: '終わり', nowrap: true, render: (row) => <When instant={row.to} style="short" /> },
              { key: 'reason', label: '理由', render: (row) => <>{sourceWords[row.source === 'leave' || row.source === 'trip' ? row.source : 'manual']}　{row.reason}</> },
              { key: 'by', label: '登録', render: (row) => (row.byAnother ? <Chip kind="info">決裁の事務が登録</Chip> : '本人') },
            ]}
            actions={(row) => (row.mine || office) && <Form action="cancel" about={{ absence: row.id }} inline><Submit kind="danger" about={row.name}>取り消す</Submit></Form>}
          />
        </Section>
        <Section title="不在を登録する">
          <Form action="register">
            {office && <TextField name="person" label="職員番号・ログイン名・氏名" width="medium" hint="空のままなら自分の不在です。ほかの人の不在は、本人に知らせます。" />}
            <div class="form inline"><DateField name="fromDay" label="始まりの日" native required value={ctx.today} /><TimeField name="fromTime" label="始まりの時刻" required value="8:30" hint="" /></div>
            <div class="form inline"><DateField name="toDay" label="終わりの日" native required value={ctx.today} /><TimeField name="toTime" label="終わりの時刻" required value="17:15" hint="" /></div>
            <Select name="source" label="種類" required blank={null} value="manual" options={Object.entries(sourceWords).map(([value, label]) => ({ value, label }))} />
            <TextField name="reason" label="理由" required width="long" maxlength={200} hint="例 県庁での会議" />
            <FormActions><Submit>不在を登録する</Submit></FormActions>
          </Form>
        </Section>
        <Section title="代決者の順位"><Orders posts={posts} mayChange={office} today={ctx.today} /></Section>
        {office && (
          <Section title="代決者を定める">
            <Form action="name" submit="定める" kind="second">
              <Select name="post" label="代決される職" required options={options} /><Select name="deputy" label="代決する職" required options={options} />
              <NumberField name="order" label="順位" required value={1} hint="1から9。小さいほど先です。" /><DateField name="from" label="始まりの日" native required value={ctx.today} /><DateField name="to" label="終わりの日" native hint="決まっていなければ空のままで。" />
            </Form>
          </Section>
        )}
      </Page>
    );
  },
  actions: {
    register,
    cancel: act(cancelAbsence, { input: (form) => ({ absence: form.get('absence') }), done: () => to(path, '不在の登録を取り消しました。') }),
    name: act(nameDeputy, { input: (form) => ({ post: form.get('post'), deputy: form.get('deputy'), order: form.get('order'), from: form.get('from'), to: form.get('to') }), done: () => to(path, '代決者を定めました。') }),
    end: act(endDeputy, { input: (form) => ({ deputy: form.get('deputy'), to: form.get('to') }), done: () => to(path, '終わりの日を入れました。') }),
  },
});

type Report = Awaited<ReturnType<typeof disasterReport.run>>;
const disasterPath = `${root}/disaster`;

function OralList({ report }: { readonly report: Report }) {
  return (
    <DataTable
      caption="口頭・持回りの決裁" hideCaption rows={report.oral} rowKey={(row) => row.id} empty="口頭・持回りで決裁された案件はありません。"
      columns={[
        { key: 'number', label: '案件', heads: true, render: (row) => row.number ?? '' }, { key: 'manner', label: '方法', render: (row) => (row.manner === 'oral' ? '口頭' : '持回り') }, { key: 'spoken', label: '決裁した日時', nowrap: true, render: (row) => <When instant={row.spokenAt} style="short" /> }, { key: 'recorded', label: '記録した日時', nowrap: true, render: (row) => <When instant={row.recordedAt} style="short" /> },
        { key: 'state', label: '決裁者の確認', render: (row) => (row.confirmedAt !== null ? <Chip kind="ok">確認済み</Chip> : row.deniedAt !== null ? <Chip kind="bad">否認</Chip> : <Chip kind="wait">まだ</Chip>) },
      ]}
    />
  );
}

export const disasterPage = page({
  path: disasterPath,
  title: { ja: '決裁の災害モード', en: 'Disaster mode of approvals' },
  allow: [staff('approval.disaster'), staff('approval.office')],
  load: (ctx) => ctx.ask(disasterReport, {}),
  view(report, ctx) {
    const on = report.modes.find((mode) => mode.endedAt === null);
    return (
      <Page title="決裁の災害モード" wide crumbs={[home]} lead="入れている間は、口頭・持回りの決裁を記録でき、規程が認める事項は急ぎでなくても代決できます。">
        <LostRefusal offered={ctx.may('approval.disaster') ? [on ? 'end' : 'start'] : []} />
        {on ? <Notice kind="warn" title="災害モードに入っています"><When instant={on.startedAt} />から。{on.reason}</Notice> : <Notice title="ふだんのとおりです" />}
        {ctx.may('approval.disaster') && (on
          ? <Section title="終える"><Form action="end"><FormActions next="まだ確認・後閲の済んでいないものは、下の一覧と受信箱に残ります。"><Submit kind="danger">災害モードを終える</Submit></FormActions></Form></Section>
          : <Section title="入る"><Form action="start"><TextArea name="reason" label="理由" required rows={2} maxlength={400} /><FormActions next="入れたことと理由は記録に残ります。"><Submit kind="danger">災害モードに入る</Submit></FormActions></Form></Section>)}
        <Section title="口頭・持回りの決裁"><OralList report={report} /></Section>
        <Section title="これまで"><DataTable
          caption="これまでの災害モード" hideCaption rows={report.modes} rowKey={(mode) => mode.id} empty="まだ使われていません。"
          columns={[{ key: 'reason', label: '理由', render: (mode) => mode.reason }, { key: 'from', label: '始まり', nowrap: true, render: (mode) => <When instant={mode.startedAt} style="short" /> }, { key: 'to', label: '終わり', nowrap: true, render: (mode) => (mode.endedAt === null ? '続いています' : <When instant={mode.endedAt} style="short" />) }]}
        /></Section>
      </Page>
    );
  },
  actions: {
    start: act(startDisasterMode, { input: (form) => ({ reason: form.get('reason') }), done: () => to(disasterPath, '災害モードに入りました。') }),
    end: act(endDisasterMode, { input: () => ({}), done: (value) => to(disasterPath, `災害モードを終えました。後閲が${value.unviewed.length}件、口頭決裁の確認が${value.unconfirmed.length}件残っています。`) }),
  },
});
