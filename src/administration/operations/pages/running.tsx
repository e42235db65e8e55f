/** What runs by itself: mail, jobs, health. A link shows the present state; a page that reloads itself would interrupt readers (WCAG 2.2.1). */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { DISK_LOW } from '../../../kernel/machine.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { Chip, type ChipKind, DataTable, Facts, Form, LinkButton, Page, Pager, Progress, Section, Submit, Tabs, When } from '../../../ui/index.ts';
import { cancelJob, retryEvent, retryJob, retrySending } from '../commands.ts';
import { health, jobList, machine, sendings, sendingStates } from '../queries/running.ts';
import { linkTo } from './words.tsx';

const sendingWords: Readonly<Record<string, readonly [ChipKind, string]>> = { waiting: ['wait', '送信待ち'], sent: ['ok', '送信済み'], kept: ['info', '保管（送信の設定なし）'], dead: ['bad', '送れませんでした'] };
const channelWords: Readonly<Record<string, string>> = { email: 'メール', sms: 'ショートメッセージ', letter: '郵便' };
const jobWords: Readonly<Record<string, readonly [ChipKind, string]>> = { waiting: ['wait', '順番待ち'], running: ['info', '動いています'], done: ['ok', '終わりました'], failed: ['bad', '失敗'], cancelled: ['no', '取消し'] };

function State({ words }: { readonly words: readonly [ChipKind, string] | undefined }) {
  return words === undefined ? null : <Chip kind={words[0]}>{words[1]}</Chip>;
}

export const mailPage = page({
  path: '/staff/operations/mail',
  title: { ja: '送信', en: 'Mail' },
  allow: [staff('operations.mail')],
  search: z.object({ state: z.enum(sendingStates).optional(), before: z.uuid().optional() }),
  load: (ctx, { search }) => ctx.ask(sendings, { state: search.state ?? '', before: search.before ?? '' }),
  view(model, _ctx, { search }) {
    const path = '/staff/operations/mail';
    const paging = { ...(model.next === null ? {} : { nextHref: linkTo(path, { state: search.state, before: model.next }) }), ...(search.before === undefined ? {} : { previousHref: linkTo(path, { state: search.state }) }) };
    return (
      <Page title="送信" lead="メールなどが届けられたかを確かめます。本文は、ここでは見えません。" wide>
        <Tabs label="状態" items={[{ to: path, label: 'すべて', current: search.state === undefined }, ...sendingStates.map((state) => ({ to: linkTo(path, { state }), label: sendingWords[state]?.[1] ?? state, count: model.counts[state] ?? 0, current: search.state === state }))]} />
        <DataTable
          caption="送信" hideCaption rows={model.sendings} rowKey={(row) => row.id} empty="当てはまる送信はありません。"
          columns={[
            { key: 'at', label: '日時', nowrap: true, render: (row) => <When instant={row.at} style="short" /> }, { key: 'title', label: '件名', render: (row) => row.title },
            { key: 'channel', label: '方法', render: (row) => channelWords[row.channel] ?? row.channel }, { key: 'address', label: '宛先', render: (row) => row.address },
            { key: 'state', label: '状態', render: (row) => <State words={sendingWords[row.state]} /> },
            { key: 'tries', label: '試みた回数', align: 'end', render: (row) => row.attempts }, { key: 'problem', label: '理由', render: (row) => row.problem ?? '' },
          ]}
          actions={(row) => (row.state === 'dead' || row.state === 'kept' ? <Form action="retry" about={{ sending: row.id }} inline><Submit kind="second" about={row.title}>送り直す</Submit></Form> : null)}
        />
        <Pager shown={model.sendings.length} {...paging} />
      </Page>
    );
  },
  actions: { retry: act(retrySending, { done: () => to('/staff/operations/mail', '送り直します。') }) },
});

export const jobsPage = page({
  path: '/staff/operations/jobs',
  title: { ja: 'しごと', en: 'Jobs' },
  allow: [staff('operations.jobs')],
  search: z.object({ state: z.enum(['open', 'failed', 'all']).optional(), before: z.uuid().optional() }),
  load: (ctx, { search }) => ctx.ask(jobList, { state: search.state ?? 'open', before: search.before ?? '' }),
  view(model, ctx, { search }) {
    const path = '/staff/operations/jobs';
    const titles = new Map(registeredSystems().flatMap((system) => system.jobs ?? []).map((job) => [job.name, job.title.ja]));
    const paging = { ...(model.next === null ? {} : { nextHref: linkTo(path, { state: search.state, before: model.next }) }), ...(search.before === undefined ? {} : { previousHref: linkTo(path, { state: search.state }) }) };
    return (
      <Page title="しごと" lead="自動で動くしごとの進み具合です。" wide actions={<LinkButton to={linkTo(path, { state: search.state })} kind="second">いまの様子を見る</LinkButton>}>
        <Tabs label="状態" items={[{ to: path, label: '動いている・待っている', current: (search.state ?? 'open') === 'open' }, { to: `${path}?state=failed`, label: '失敗', current: search.state === 'failed' }, { to: `${path}?state=all`, label: 'すべて', current: search.state === 'all' }]} />
        <DataTable
          caption="しごと" hideCaption rows={model.jobs} rowKey={(job) => job.id} empty="いま動いているしごとはありません。"
          columns={[
            { key: 'name', label: 'しごと', render: (job) => titles.get(job.name) ?? job.name }, { key: 'state', label: '状態', render: (job) => <State words={jobWords[job.state]} /> },
            { key: 'progress', label: '進み具合', render: (job) => (job.total === null ? job.message : <Progress value={job.done} max={job.total} label={job.message || (titles.get(job.name) ?? job.name)} {...(job.end === null ? {} : { end: `あと約${Math.max(1, Math.round(job.end.since(ctx.now).total('minutes')))}分` })} />) },
            { key: 'runAt', label: '始める日時', nowrap: true, render: (job) => <When instant={job.runAt} style="short" /> },
            { key: 'finished', label: '終わった日時', nowrap: true, render: (job) => (job.finishedAt === null ? '' : <When instant={job.finishedAt} style="short" />) },
            { key: 'problem', label: '理由', render: (job) => job.problem ?? '' },
          ]}
          actions={(job) => {
            const name = titles.get(job.name) ?? job.name;
            if (job.state === 'waiting' || job.state === 'running') return <Form action="cancel" about={{ job: job.id }} inline><Submit kind="danger" about={name}>取り消す</Submit></Form>;
            return job.state === 'failed' || job.state === 'cancelled' ? <Form action="retry" about={{ job: job.id }} inline><Submit kind="second" about={name}>やり直す</Submit></Form> : null;
          }}
        />
        <Pager shown={model.jobs.length} {...paging} />
        <Section title="予定">
          <DataTable caption="予定" hideCaption rows={model.schedules} rowKey={(row) => row.name} empty="予定されたしごとはありません。" columns={[{ key: 'name', label: 'しごと', render: (row) => titles.get(row.name) ?? row.name }, { key: 'next', label: '次に動く日時', render: (row) => <When instant={row.nextAt} /> }]} />
        </Section>
        <Section title="届かなかった連絡">
          <DataTable
            caption="届かなかった連絡" hideCaption rows={model.dead} rowKey={(row) => row.id} empty="ありません。"
            columns={[{ key: 'event', label: '連絡', render: (row) => row.event }, { key: 'at', label: '日時', render: (row) => <When instant={row.at} /> }, { key: 'problem', label: '理由', render: (row) => row.problem ?? '' }]}
            actions={(row) => <Form action="deliver" about={{ event: row.id }} inline><Submit kind="second" about={row.event}>届け直す</Submit></Form>}
          />
        </Section>
      </Page>
    );
  },
  actions: {
    cancel: act(cancelJob, { done: () => to('/staff/operations/jobs', '取り消しました。動いているしごとは、区切りのよいところで止まります。') }),
    retry: act(retryJob, { done: () => to('/staff/operations/jobs', 'やり直します。') }),
    deliver: act(retryEvent, { done: () => to('/staff/operations/jobs', '届け直します。') }),
  },
});

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toLocaleString('ja-JP', { maximumFractionDigits: 1 })} MB`;
}

function upTime(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours >= 48 ? `${Math.floor(hours / 24)}日` : hours > 0 ? `${hours}時間${Math.floor((seconds % 3600) / 60)}分` : `${Math.floor(seconds / 60)}分`;
}

export const healthPage = page({
  path: '/staff/operations/health',
  title: { ja: 'システムの様子', en: 'Health' },
  allow: [staff('operations.jobs')],
  load: async (ctx) => ({ ...(await ctx.ask(health, {})), machine: await ctx.ask(machine, {}) }),
  view(model) {
    const { machine: here } = model;
    const free = here.diskFreeBytes / here.diskBytes;
    const late = model.oldestOutbox !== null && model.now.since(model.oldestOutbox).total('minutes') > 5;
    const checks: readonly { readonly name: string; readonly well: boolean; readonly said: string }[] = [
      { name: 'データベース', well: true, said: `PostgreSQL ${model.postgres}、${megabytes(model.bytes)}` },
      { name: '連絡の受け渡し', well: !late, said: model.outbox === 0 ? '待ちはありません' : `${model.outbox}件が待っています` },
      { name: '送信', well: model.deadMail === 0, said: `待ち${model.mail}件、送れなかったもの${model.deadMail}件、保管${model.keptMail}件` },
      { name: 'ディスク', well: free >= DISK_LOW, said: `空き ${megabytes(here.diskFreeBytes)}（${Math.floor(free * 100)}%）${free >= DISK_LOW ? '' : '。増やすか、要らないものを移してください'}` },
      { name: 'しごと', well: model.failed === 0, said: `動いているもの${model.running}件、失敗${model.failed}件` },
    ];
    return (
      <Page title="システムの様子" actions={<LinkButton to="/staff/operations/health" kind="second">いまの様子を見る</LinkButton>}>
        <DataTable
          caption="点検" hideCaption rows={checks} rowKey={(check) => check.name} empty=""
          columns={[{ key: 'name', label: '項目', render: (check) => check.name }, { key: 'state', label: '状態', render: (check) => (check.well ? <Chip kind="ok">よい</Chip> : <Chip kind="bad">確かめてください</Chip>) }, { key: 'said', label: 'くわしく', render: (check) => check.said }]}
        />
        <Section title="遅かった問い合わせ">
          <DataTable
            caption="遅かった問い合わせ" hideCaption rows={here.slow.slice(0, 20)} rowKey={(row) => row.text} empty="0.3秒を超えたものは、起動してからありません。"
            columns={[{ key: 'text', label: '文', render: (row) => <code>{row.text.replaceAll(/\s+/g, ' ').slice(0, 300)}</code> }, { key: 'times', label: '回数', align: 'end', render: (row) => row.times }, { key: 'slowest', label: 'いちばん遅いとき', align: 'end', nowrap: true, render: (row) => `${(row.slowestMilliseconds / 1000).toFixed(1)}秒` }]}
          />
        </Section>
        <Section title="機械"><Facts rows={[
          { label: 'ホスト', value: here.host }, { label: 'Node.js', value: here.node }, { label: '動いている時間', value: upTime(here.upSeconds) }, { label: 'メモリー', value: megabytes(here.memoryBytes) },
        ]} /></Section>
        <Section title="利用"><Facts rows={[
          { label: '登録している市民', value: `${model.citizens.toLocaleString('ja-JP')}人` }, { label: 'サインイン中の職員', value: `${model.staffSessions.toLocaleString('ja-JP')}か所` },
          model.lastEntry !== null && { label: '最後の操作', value: <When instant={model.lastEntry} /> },
        ]} /></Section>
      </Page>
    );
  },
});
