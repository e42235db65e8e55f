/** 今日の机: what came, what is due, what is not finished; and what waits for one's own decision. */
import { z } from 'zod';
import { anyStaff } from '../../../kernel/actor.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, Facts, Form, LinkButton, Notice, Page, Section, Select, Submit, TextField, Tiles, When } from '../../../ui/index.ts';
import { answerDistribution } from '../commands/distribute.ts';
import { loadFile } from '../../../kernel/files/files.ts';
import { authorityWords, disclosureWords, roleWords } from '../messages/words.ts';
import { deciding, underDecision } from '../queries/deciding.ts';
import { choices } from '../queries/folders.ts';
import { readers, SECRET_TITLE, today } from '../queries/register.ts';
import { documentHref, DoorTabs, kilobytes, Lines, mayAnywhere, registerPath, root, SecrecyChip, StateChip, withSearch } from './words.tsx';

type Today = Awaited<ReturnType<typeof today.run>>;

function Arrivals({ rows, departments }: { readonly rows: Today['arrivals']; readonly departments: readonly { readonly id: string; readonly name: string }[] }) {
  return (
    <Section title={`届いた配布　${rows.length}件`}>
      <DataTable
        caption="届いた配布" hideCaption keys rows={rows} rowKey={(row) => row.id} empty="受け取りを待っている配布はありません。"
        columns={[
          { key: 'title', label: '件名', heads: true, render: (row) => <><A to={documentHref(row.document)} rowKey="Enter">{row.confidentiality === 'secret' ? SECRET_TITLE : row.title}</A><small>{row.number}　{row.sender_name}</small></> },
          { key: 'office', label: '配布先', render: (row) => row.office }, { key: 'due', label: '期限', nowrap: true, render: (row) => (row.due_on === null ? '―' : <When date={row.due_on} style="short" />) }, { key: 'sent', label: '届いた日時', nowrap: true, render: (row) => <When instant={row.sent_at} style="short" /> },
        ]}
        actions={(row) => (
          <>
            <Form action="accept" about={{ distribution: row.id }} inline><Submit kind="second" about={row.title}>受け取る</Submit></Form>
            <details><summary>返付する<span class="vh">：{row.title}</span></summary><Form action="return" about={{ distribution: row.id }}><TextField name="reason" label="返付の理由" required maxlength={200} /><Select name="suggested" label="所管と思われる課" quiet blank="分からない" options={departments.map((one) => ({ value: one.id, label: one.name }))} /><Submit kind="second" about={row.title}>返付する</Submit></Form></details>
          </>
        )}
      />
    </Section>
  );
}

export const todayPage = page({
  path: root,
  title: { ja: '今日の文書', en: 'Today’s documents' },
  allow: readers,
  async load(ctx) {
    const [now, chosen, mine] = await Promise.all([ctx.ask(today, {}), ctx.ask(choices, {}), ctx.ask(deciding, {})]);
    return { ...now, departments: chosen.departments, deciding: mine.length };
  },
  actions: {
    accept: act(answerDistribution, { input: (form) => ({ ...form.input(), answer: 'accept' }), done: (value) => to(documentHref(value.document), '受け取りました。担当する課の文書になりました。') }),
    return: act(answerDistribution, { input: (form) => ({ ...form.input(), answer: 'return' }), done: () => to(root, '返付しました。') }),
  },
  view(model, ctx) {
    const { counts } = model;
    const list = (state: string) => withSearch(registerPath, { state });
    const works = mayAnywhere(ctx, 'documents.work');
    return (
      <Page title="今日の文書" wide actions={works && model.offices.length > 0 ? <><LinkButton icon="plus" to={`${root}/receive`}>収受する</LinkButton> <LinkButton kind="second" icon="edit" to={`${root}/draft`}>起案する</LinkButton></> : undefined}>
        <DoorTabs ctx={ctx} current={root} />
        {works && model.offices.length === 0 && <Notice kind="warn" title="所属に、まだ文書記号がありません">文書係が記号を登録すると、収受と起案ができるようになります。</Notice>}
        {model.deciding > 0 && <Notice title={`決裁を待つ文書が${model.deciding}件あります`}><LinkButton kind="second" to={`${root}/deciding`}>本文を開いて決裁に進む</LinkButton></Notice>}
        {works && <Arrivals rows={model.arrivals} departments={model.departments} />}
        <Section title="期限の近い文書" aside={<A to={withSearch(registerPath, { late: 'week', sort: 'due' })}>すべて見る</A>}>
          <DataTable
            caption="期限の近い文書" hideCaption keys rows={model.due} rowKey={(row) => row.id} empty="2週間のうちに期限の来る文書はありません。"
            columns={[
              { key: 'due', label: '期限', nowrap: true, render: (row) => (row.due_on === null ? '―' : <>{Temporal.PlainDate.compare(row.due_on, ctx.today) < 0 ? <Chip kind="bad">過ぎた</Chip> : Temporal.PlainDate.compare(row.due_on, ctx.today) === 0 ? <Chip kind="wait">今日</Chip> : null} <When date={row.due_on} style="short" /></>) },
              { key: 'title', label: '件名', heads: true, render: (row) => <><A to={documentHref(row.id)} rowKey="Enter">{row.title}</A><small>{row.number}</small></> }, { key: 'office', label: '課', render: (row) => row.office }, { key: 'state', label: '段階', nowrap: true, render: (row) => <StateChip state={row.state} /> },
            ]}
          />
        </Section>
        <Section title="未完結の文書">
          <Tiles label="未完結の文書" items={[
            { to: list('open'), label: `処理中　${counts.open}件`, note: '収受して、まだ完結していないもの' }, { to: list('drafting'), label: `起案中　${counts.drafting}件`, note: '決裁に出す前・戻ってきたもの' }, { to: list('in_route'), label: `決裁中　${counts.inRoute}件`, note: '経路を進んでいるもの' },
            { to: list('decided'), label: `決裁済み　${counts.decided}件`, note: '施行と完結を待つもの' }, { to: list('closed'), label: `編てつ待ち　${counts.unfiled}件`, note: '完結して、簿冊に入れていないもの' },
          ]} />
        </Section>
      </Page>
    );
  },
});

export const decidingPage = page({
  path: `${root}/deciding`,
  title: { ja: '決裁する文書', en: 'Documents to decide' },
  allow: [anyStaff('自分が決裁・合議の経路にいる起案だけが並びます')],
  load: (ctx) => ctx.ask(deciding, {}),
  view(rows) {
    return (
      <Page title="決裁する文書" wide lead="自分の職に届いている起案の本文を、ここで読みます。承認・決裁は、受信箱の案件の画面で行います。">
        <DataTable
          caption="決裁する文書" hideCaption keys rows={rows} rowKey={(row) => `${row.case}${row.role}`} empty={<Empty title="決裁を待つ文書はありません。" next={<A to="/staff/approvals">受信箱を見る</A>} />}
          columns={[
            { key: 'title', label: '件名', heads: true, render: (row) => <><A to={`${root}/deciding/${row.id}`} rowKey="Enter">{row.title}</A> <SecrecyChip value={row.confidentiality} /><small>{row.number}</small></> }, { key: 'from', label: '起案', render: (row) => <>{row.office}<small>{row.person}</small></> },
            { key: 'since', label: '届いた日時', nowrap: true, render: (row) => (row.since === null ? '―' : <When instant={row.since} style="short" />) }, { key: 'case', label: '案件', render: (row) => <A to={`/staff/approvals/${row.case}`} about={row.title}>決裁の画面</A> },
          ]}
        />
      </Page>
    );
  },
});

const underParams = z.object({ id: z.uuid() });

export const decidingTextPage = page({
  path: `${root}/deciding/:id`,
  title: { ja: '決裁する文書の本文', en: 'The text under decision' },
  allow: [anyStaff('決裁の経路にいる人だけが開けます')],
  params: underParams,
  load: (ctx, { params }) => ctx.ask(underDecision, { document: params.id }),
  view(it) {
    const caseHref = `/staff/approvals/${it.case}`;
    return (
      <Page title={it.title} wide crumbs={[{ to: `${root}/deciding`, label: '決裁する文書' }]} lead={<><span class="num">{it.caseNumber ?? ''}</span>　{it.office}　<StateChip state={it.state} /> <SecrecyChip value={it.confidentiality} /></>} actions={<LinkButton to={caseHref}>決裁の画面に進む</LinkButton>}>
        <Section title="伺い文"><div class="letter">{it.body === null ? '本文はまだありません。' : <Lines text={it.body} />}</div></Section>
        <Section title="添付">
          <DataTable caption="添付" hideCaption rows={it.files} rowKey={(file) => file.id} empty="添付はありません。"
            columns={[{ key: 'name', label: '名前', render: (file) => <A to={`${root}/deciding/${it.id}/files/${file.id}`}>{file.name}</A> }, { key: 'role', label: '役割', render: (file) => roleWords[file.role].ja }, { key: 'bytes', label: '大きさ', align: 'end', render: (file) => kilobytes(file.bytes) }]} />
        </Section>
        <Facts rows={[{ label: '起案者', value: it.person }, it.authority !== null && { label: '決裁区分', value: authorityWords[it.authority].ja }, { label: '公開区分', value: disclosureWords[it.disclosure].ja }, it.summary !== '' && { label: '要旨', value: <Lines text={it.summary} /> }, it.body_hash !== null && { label: '伺い文の指紋', value: <code>{it.body_hash.slice(0, 16)}…</code> }]} />
      </Page>
    );
  },
});

/** A file of a draft, for whoever is on its way. */
export const decidingFile = route({
  path: `${root}/deciding/:id/files/:file`, title: { ja: '決裁する文書の添付', en: 'A file under decision' }, allow: [anyStaff('決裁の経路にいる人だけが開けます')],
  async run(ctx, { params }) {
    const it = await ctx.ask(underDecision, { document: params['id'] });
    const file = it.files.find((one) => one.id === params['file']);
    return file ? { type: file.media_type, body: await loadFile(ctx.city, file.sha256), filename: file.name } : { go: 'not-found' };
  },
});

