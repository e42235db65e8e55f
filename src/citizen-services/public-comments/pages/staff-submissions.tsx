/** 届いた意見: read, typed in, put together; every look is recorded. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatDate, formatInstant, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { act, page, type PageContext, refusedGo, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Checkbox, Checkboxes, Chip, DateField, Empty, Facts, Fieldset, Form, FormActions, LinkButton, Notice, Page, Pager, Radios, Select, Section, Submit, Tabs, TextArea, TextField } from '../../../ui/index.ts';
import type { Channel } from '../commands/fields.ts';
import { compareTexts } from '../commands/course.ts';
import { placeSubmission } from '../commands/opinions.ts';
import { enterSubmission, markSamePerson, restrictSubmission } from '../commands/receiving.ts';
import { channelWords, submissionWords } from '../messages/words.ts';
import { readers } from '../queries/office.ts';
import { submissionFilters, submissionList, type SubmissionPage, submissionRecord, submissionsAll } from '../queries/submissions.ts';
import { Running } from './public-parts.tsx';
import { crumbsTo, Doors, numberParams, office, partOptions, withSearch } from './staff-parts.tsx';

const filterWords: Readonly<Record<(typeof submissionFilters)[number], string>> = { all: 'すべて', left: '未整理', done: '整理済み', none: '意見ではない', late: '期限後', withdrawn: '取下げ', group: '同じ文面' };
const search = z.object({ filter: z.enum(submissionFilters).catch('all').default('all'), group: z.coerce.number().int().min(1).nullable().catch(null).default(null), page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1) });
type Search = z.infer<typeof search>;
type Row = SubmissionPage['rows'][number];

/** What came on paper has a day and no hour. */
const receivedWords = (row: { readonly channel: Channel; readonly receivedAt: Temporal.Instant }) => (row.channel === 'web' ? formatInstant(row.receivedAt, 'ja') : formatDate(tokyoDate(row.receivedAt), 'ja', 'withWeekday'));

const here = (number: string, asked: Partial<Search>) => withSearch(`${office}/${number}/submissions`, { filter: asked.filter === undefined || asked.filter === 'all' ? '' : asked.filter, group: asked.group ? String(asked.group) : '', page: asked.page && asked.page > 1 ? String(asked.page) : '' });

export const submissionsPage = page({
  path: `${office}/:number/submissions`,
  title: { ja: '届いた意見', en: 'Submissions' },
  allow: readers,
  params: numberParams,
  search,
  load: (ctx, at) => ctx.ask(submissionList, { number: at.params.number, filter: at.search.filter, group: at.search.group, page: at.search.page }),
  actions: {
    place: act(placeSubmission, { input: (form) => ({ submission: form.get('submission'), opinions: form.all('opinions').filter((one) => one !== ''), notOpinion: form.get('notOpinion'), whole: form.get('whole') }), done: (value, at) => to(here(at.params.number, at.search), value.placed > 1 ? `同じ文面の${value.placed}件を整理しました。` : '整理しました。') }),
    compare: act(compareTexts, { done: (value, at) => to(here(at.params.number, { filter: 'group' }), `同じ文面の意見は${value.grouped}件です。`) }),
  },
  view(model, ctx) {
    const { consultation: about, counts } = model;
    const asked = { filter: model.filter, group: model.group };
    return (
      <Page title="届いた意見" wide crumbs={crumbsTo(about.number, about.title)} actions={about.mayWrite ? <><LinkButton icon="plus" to={`${office}/${about.number}/enter`}>紙・メールの意見を入力する</LinkButton> <LinkButton kind="second" icon="download" to={`${office}/${about.number}/submissions.csv`} download>表を保存（CSV）</LinkButton></> : undefined}>
        <Doors number={about.number} current="submissions" ctx={ctx} />
        <p>{`${counts.people}人・${counts.submissions}件（受け取った数 ${counts.received}件、期限後 ${counts.late}件、取下げ ${counts.withdrawn}件）。だれがどの意見を見たかは記録されます。`}</p>
        <Tabs label="しぼりこみ" items={submissionFilters.map((filter) => ({ to: here(about.number, { filter }), label: filterWords[filter], current: model.group === null && filter === model.filter }))} />
        {model.groups.length > 0 && <Facts rows={[{ label: '同じ文面', value: <ul>{model.groups.slice(0, 10).map((group) => <li key={group.group}><A to={here(about.number, { group: group.group })} current={model.group === group.group}>{`組${group.group}　${group.letters}件（${group.people}人）`}</A></li>)}</ul> }]} />}
        {about.mayWrite && <Form action="compare" about={{ consultation: about.id }} inline><Submit kind="second">同じ文面をさがし直す</Submit></Form>}
        {model.rows.length === 0 && <Empty title="当てはまる意見はありません" />}
        {model.rows.map((row) => <Letter key={row.id} row={row} model={model} ctx={ctx} />)}
        <Pager shown={model.rows.length} total={model.count} {...(model.page > 1 ? { previousHref: here(about.number, { ...asked, page: model.page - 1 }) } : {})} {...(model.page * model.size < model.count ? { nextHref: here(about.number, { ...asked, page: model.page + 1 }) } : {})} />
      </Page>
    );
  },
});

function Letter({ row, model, ctx }: { readonly row: Row; readonly model: SubmissionPage; readonly ctx: PageContext }) {
  const part = model.sections.find((one) => one.ref === row.section);
  const workable = model.consultation.mayWrite && model.consultation.state === 'considering' && row.state === 'received';
  return (
    <Section
      title={row.receipt} level={3}
      aside={<>{row.state !== 'received' && <Chip kind="no">{submissionWords[row.state].ja}</Chip>}{row.state === 'received' && (row.notOpinion !== '' ? <Chip kind="no">意見ではない</Chip> : row.opinions.length > 0 ? <Chip kind="ok">整理済み</Chip> : <Chip kind="wait">未整理</Chip>)}{row.groupSize > 1 && <Chip kind="info">{`同じ文面 ${row.groupSize}件`}</Chip>}{row.letters > 1 && <Chip kind="info">{`同じ人 ${row.letters}件`}</Chip>}{row.lang === 'en' && <Chip kind="info">英語の画面から</Chip>}<A to={`${office}/received/${row.id}`} about={row.receipt}>提出者を見る</A></>}
    >
      <p><small>{receivedWords(row)}　{row.channel === 'web' ? 'ウェブ' : channelWords[row.channel].ja}　{part ? `${part.ref}　${part.heading}` : '案の全体'}　{row.named ? '氏名あり' : '氏名なし'}</small></p>
      {row.restricted !== '' && <Notice kind="warn" title={`閲覧を制限しています：${row.restricted}`}>{row.body === '' && <p>承認の権限がある人だけが読めます。</p>}</Notice>}
      {row.body !== '' && <Running text={row.body} lang="ja" written={row.lang} />}
      {row.opinions.length > 0 && <ul>{model.opinions.filter((one) => row.opinions.includes(one.id)).map((one) => <li key={one.id}>{`意見${one.ordinal}　${one.summary.slice(0, 60)}`}</li>)}</ul>}
      {row.notOpinion !== '' && <p>{`意見ではない：${row.notOpinion}`}</p>}
      {workable && <details><summary>整理する</summary>
        <Form action="place" about={{ submission: row.id }}>
          {model.opinions.length > 0 ? <Checkboxes name="opinions" label="どの意見の概要に入れるか" quiet values={row.opinions} options={model.opinions.map((one) => ({ value: one.id, label: `意見${one.ordinal}　${one.summary.slice(0, 80)}` }))} /> : <p>まだ意見の概要がありません。<A to={`${office}/${model.consultation.number}/result`}>「結果」の画面</A>で作れます。</p>}
          <TextField name="notOpinion" label="意見ではないときの理由" quiet maxlength={200} width="long" value={row.notOpinion} />
          {row.groupSize > 1 && <Checkbox name="whole" label={`同じ文面の${row.groupSize}件をまとめて整理する`} checked />}
          <FormActions><Submit about={row.receipt}>整理する</Submit></FormActions>
        </Form>
      </details>}
      {!workable && model.consultation.mayWrite && row.state === 'received' && ctx.may('public-comments.write') && model.consultation.stage === 'closed' && <p><small>「検討を始める」を押すと整理できます。</small></p>}
    </Section>
  );
}

export const submissionPage = page({
  path: `${office}/received/:submission`,
  title: { ja: '意見と提出者', en: 'A submission and its sender' },
  allow: readers,
  params: z.object({ submission: z.string().max(40) }),
  async load(ctx, { params }) {
    const answer = await ctx.tryAsk(submissionRecord, { submission: params.submission });
    return answer.ok && answer.value !== null ? answer.value : answer.ok || answer.status === 404 || answer.status === 422 ? { go: 'not-found' as const } : refusedGo(answer);
  },
  actions: {
    person: act(markSamePerson, { done: (value) => to(`${office}/received/${value.submission}`, '記録しました。') }),
    restrict: act(restrictSubmission, { done: (value) => to(`${office}/received/${value.submission}`, '記録しました。') }),
  },
  view(it) {
    const { consultation: about } = it;
    return (
      <Page title={`意見 ${it.receipt}`} wide crumbs={[...crumbsTo(about.number, about.title), { to: `${office}/${about.number}/submissions`, label: '届いた意見' }]}>
        <Facts rows={[
          { label: '状態', value: submissionWords[it.state].ja }, { label: '受け取った日時', value: receivedWords(it) }, it.changedAt !== null && { label: '直した日時', value: formatInstant(it.changedAt, 'ja') }, { label: '方法', value: it.channel === 'web' ? 'ウェブ' : channelWords[it.channel].ja },
          { label: '氏名', value: it.sender.name || '（なし）' }, { label: '住所', value: it.sender.address || '（なし）' }, { label: '案の部分', value: it.section || '全体' },
          it.others.length > 0 && { label: '同じ人の意見', value: <ul>{it.others.map((one) => <li key={one.id}><A to={`${office}/received/${one.id}`}>{one.receipt}</A></li>)}</ul> },
          it.opinions.length > 0 && { label: '意見の概要', value: <ul>{it.opinions.map((one) => <li key={one.id}>{`意見${one.ordinal}　${one.summary.slice(0, 60)}`}</li>)}</ul> },
        ]} />
        {it.restricted !== '' && <Notice kind="warn" title={`閲覧を制限しています：${it.restricted}`} />}
        <Section title="意見">{it.body === '' ? <p>{it.state === 'withdrawn' ? '取り下げられ、内容は消えています。' : '制限されています。承認の権限がある人だけが読めます。'}</p> : <Running text={it.body} lang="ja" written={it.lang} />}</Section>
        {about.mayWrite && <Section title="同じ人の意見としてまとめる"><Form action="person" about={{ submission: it.id }} inline><TextField name="as" label="同じ人の受付番号" quiet value={it.samePersonAs} hint="空欄で取り消します" /><Submit kind="second">まとめる</Submit></Form></Section>}
        {about.mayWrite && <Section title="閲覧を制限する"><p>脅迫や、特定の職員・個人への非難があるときに使います。内容は証拠として残ります。</p><Form action="restrict" about={{ submission: it.id }} inline><TextField name="reason" label="制限する理由" quiet maxlength={200} value={it.restricted} hint="空欄で解きます" width="long" /><Submit kind="second">記録する</Submit></Form></Section>}
      </Page>
    );
  },
});

export const enterPage = page({
  path: `${office}/:number/enter`,
  title: { ja: '紙・メールの意見を入力する', en: 'Type in a submission' },
  allow: [staff('public-comments.write')],
  params: numberParams,
  load: (ctx, { params }) => ctx.ask(submissionList, { number: params.number, filter: 'withdrawn', page: 10_000 }),
  actions: { enter: act(enterSubmission, { done: (value, at) => to(`${office}/${at.params.number}/enter`, { kind: value.state === 'late' ? 'warn' : 'good', message: value.state === 'late' ? `期限後の意見として記録しました。受付番号 ${value.receipt}` : `記録しました。受付番号 ${value.receipt}` }) }) },
  view({ consultation: about, sections }, ctx) {
    return (
      <Page title="紙・メールの意見を入力する" wide crumbs={[...crumbsTo(about.number, about.title), { to: `${office}/${about.number}/submissions`, label: '届いた意見' }]} lead={<p>書かれているとおりに入力してください。締切のあとに届いたものは「期限後」になり、数えません。</p>}>
        <Form action="enter" about={{ consultation: about.id }}>
          <Radios name="channel" label="届いた方法" required inline options={(['mail', 'post', 'fax', 'counter'] as const).map((channel) => ({ value: channel, label: channelWords[channel].ja }))} />
          <Fieldset legend="届いた日" inline><DateField name="receivedOn" label="受け取った日" required native value={ctx.today} />{about.post_rule === 'postmark' && <DateField name="postmarkedOn" label="消印の日（郵送）" native quiet />}</Fieldset>
          <Select name="section" label="案のどの部分についてか" quiet blank="案の全体について" options={partOptions(sections)} />
          <TextArea name="body" label="ご意見" required rows={10} />
          <TextField name="name" label="氏名" maxlength={100} width="long" />
          <TextField name="address" label="住所" maxlength={200} width="long" />
          <Radios name="lang" label="書かれていることば" required inline value="ja" options={[{ value: 'ja', label: '日本語' }, { value: 'en', label: '英語・その他' }]} />
          <FormActions><Submit>記録して次へ</Submit></FormActions>
        </Form>
      </Page>
    );
  },
});

export const submissionsCsv = route({
  path: `${office}/:number/submissions.csv`,
  title: { ja: '届いた意見のCSV', en: 'Submissions as CSV' },
  allow: [staff('public-comments.write')],
  async run(ctx, { params }) {
    const it = await ctx.ask(submissionsAll, { number: params['number'] ?? '' }, '意見の整理');
    const rows = it.rows.map((row) => [row.receipt, submissionWords[row.state].ja, row.channel === 'web' ? formatInstant(row.receivedAt, 'ja', 'short') : formatDate(tokyoDate(row.receivedAt), 'ja', 'short'), row.channel === 'web' ? 'ウェブ' : channelWords[row.channel].ja, row.section, row.restricted === '' || row.body !== '' ? row.body : '（制限）', row.name, row.address, row.person, row.group ?? '', row.ordinals.join('、'), row.notOpinion]);
    return { type: 'text/csv; charset=utf-8', filename: `届いた意見-${it.consultation.number}.csv`, body: writeCsv([['受付番号', '状態', '受け取った日時', '方法', '部分', '意見', '氏名', '住所', '同じ人', '同じ文面の組', '意見の概要', '意見ではない理由'], ...rows]) };
  },
});
