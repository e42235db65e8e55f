/** 操作の記録と閲覧の記録, as an auditor asks for them. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { page, route } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, DateField, Form, Page, Pager, Select, Tabs, TextField, When } from '../../../ui/index.ts';
import { auditSearch, lookSearch } from '../queries/records.ts';
import { linkTo } from './words.tsx';

const auditors = [staff('operations.audit')];
const text = z.string().max(100).optional();
const search = z.object({ from: text, to: text, actor: text, subject: text, command: text, outcome: text, before: z.uuid().optional() });
type Search = z.infer<typeof search>;

function titles(): ReadonlyMap<string, string> {
  return new Map(registeredSystems().flatMap((system) => [...system.commands, ...system.queries]).map((one) => [one.name, one.title.ja]));
}

/** What the filters say; a filter that cannot be read is left out instead of turning the auditor away. */
function asked(given: Search, all = '') {
  return { from: given.from ?? '', to: given.to ?? '', actor: given.actor ?? '', subject: given.subject ?? '', before: given.before ?? '', all };
}

function KindTabs({ current }: { readonly current: 'audit' | 'looks' }) {
  return <Tabs label="記録の種類" items={[{ to: '/staff/operations/audit', label: '操作の記録', current: current === 'audit' }, { to: '/staff/operations/looks', label: '閲覧の記録', current: current === 'looks' }]} />;
}

function WhenAndWho({ given }: { readonly given: Search }) {
  return (
    <>
      <DateField name="from" label="いつから" value={given.from ?? null} native quiet /><DateField name="to" label="いつまで" value={given.to ?? null} native quiet />
      <TextField name="actor" label="だれが" hint="氏名・職員番号・ログイン名・メールアドレス" value={given.actor ?? ''} quiet /><TextField name="subject" label="だれの・何の" hint="氏名、または「reservation:…」などの記号" value={given.subject ?? ''} quiet />
    </>
  );
}

function paging(path: string, given: Search, next: string | null) {
  const { before, ...filter } = given;
  return { ...(next === null ? {} : { nextHref: linkTo(path, { ...filter, before: next }) }), ...(before === undefined ? {} : { previousHref: linkTo(path, filter) }) };
}

export const auditPage = page({
  path: '/staff/operations/audit',
  title: { ja: '操作の記録', en: 'Audit trail' },
  allow: auditors,
  search,
  load: (ctx, { search: given }) => ctx.ask(auditSearch, { ...asked(given), command: given.command ?? '', outcome: given.outcome ?? '' }),
  view(model, _ctx, { search: given }) {
    const names = titles();
    const { before: _, ...filter } = given;
    return (
      <Page title="操作の記録" lead="調べたことも、記録に残ります。" wide>
        <KindTabs current="audit" />
        <Form method="get" label="操作の記録を調べる" search>
          <WhenAndWho given={given} />
          <Select name="command" label="操作" value={given.command ?? ''} blank="すべて" quiet options={registeredSystems().flatMap((system) => system.commands.map((command) => ({ value: command.name, label: command.title.ja, group: system.title.ja })))} />
          <Select name="outcome" label="結果" value={given.outcome ?? ''} blank="すべて" quiet options={[{ value: 'done', label: '行われた' }, { value: 'refused', label: '断られた' }]} />
        </Form>
        <DataTable
          caption="操作の記録" hideCaption rows={model.entries} rowKey={(entry) => entry.id} empty="当てはまる記録はありません。" csvHref={linkTo('/staff/operations/audit.csv', filter)}
          columns={[
            { key: 'at', label: '日時', nowrap: true, render: (entry) => <When instant={entry.at} style="short" /> },
            { key: 'actor', label: 'だれが', render: (entry) => entry.actor },
            { key: 'command', label: '操作', render: (entry) => <>{entry.child && '└ '}{names.get(entry.command) ?? entry.command}</> },
            { key: 'subject', label: 'だれの・何の', render: (entry) => (entry.subject === null ? '' : <A to={linkTo('/staff/operations/audit', { subject: entry.subject })}>{entry.subject}</A>) },
            { key: 'outcome', label: '結果', render: (entry) => (entry.outcome === 'done' ? <Chip kind="ok">行われた</Chip> : <Chip kind="no">{entry.outcome}</Chip>) },
            { key: 'detail', label: 'くわしく', render: (entry) => (entry.detail === '{}' ? '' : <details><summary>見る</summary><code>{entry.detail}</code></details>) },
          ]}
        />
        <Pager shown={model.entries.length} {...paging('/staff/operations/audit', given, model.next)} />
      </Page>
    );
  },
});

export const looksPage = page({
  path: '/staff/operations/looks',
  title: { ja: '閲覧の記録', en: 'Who looked at whom' },
  allow: auditors,
  search,
  load: (ctx, { search: given }) => ctx.ask(lookSearch, asked(given)),
  view(model, _ctx, { search: given }) {
    const names = titles();
    const { before: _, ...filter } = given;
    return (
      <Page title="閲覧の記録" lead="だれが、だれの個人情報を見たかの記録です。" wide>
        <KindTabs current="looks" />
        <Form method="get" label="閲覧の記録を調べる" search><WhenAndWho given={given} /></Form>
        <DataTable
          caption="閲覧の記録" hideCaption rows={model.entries} rowKey={(entry) => entry.id} empty="当てはまる記録はありません。" csvHref={linkTo('/staff/operations/looks.csv', filter)}
          columns={[
            { key: 'at', label: '日時', nowrap: true, render: (entry) => <When instant={entry.at} style="short" /> }, { key: 'actor', label: 'だれが', render: (entry) => entry.actor },
            { key: 'query', label: '見たもの', render: (entry) => names.get(entry.query) ?? entry.query },
            { key: 'subjects', label: 'だれの', render: (entry) => <>{entry.subjects.slice(0, 5).map((subject) => <div key={subject}><A to={linkTo('/staff/operations/looks', { subject })}>{subject}</A></div>)}{entry.subjects.length > 5 && <div>ほか{entry.subjects.length - 5}件</div>}</> },
            { key: 'purpose', label: '目的', render: (entry) => entry.purpose ?? '' },
          ]}
        />
        <Pager shown={model.entries.length} {...paging('/staff/operations/looks', given, model.next)} />
      </Page>
    );
  },
});

function given(raw: Record<string, string | string[]>): Search {
  const read = search.safeParse(raw);
  return read.success ? read.data : search.parse({});
}

export const auditCsv = route({
  path: '/staff/operations/audit.csv',
  title: { ja: '操作の記録（CSV）', en: 'Audit trail (CSV)' },
  allow: auditors,
  async run(ctx, at) {
    const filter = given(at.search);
    const names = titles();
    const { entries } = await ctx.ask(auditSearch, { ...asked(filter, 'all'), before: '', command: filter.command ?? '', outcome: filter.outcome ?? '' });
    const rows = entries.map((entry) => [entry.at.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'second' }), entry.actor, entry.onBehalf, names.get(entry.command) ?? entry.command, entry.command, entry.subject, entry.outcome, entry.requestId, entry.detail]);
    return { type: 'text/csv; charset=utf-8', filename: '操作の記録.csv', body: writeCsv([['日時', 'だれが', 'だれの代わりに', '操作', '記号', 'だれの・何の', '結果', '受付番号', 'くわしく'], ...rows]) };
  },
});

export const looksCsv = route({
  path: '/staff/operations/looks.csv',
  title: { ja: '閲覧の記録（CSV）', en: 'Looks (CSV)' },
  allow: auditors,
  async run(ctx, at) {
    const names = titles();
    const { entries } = await ctx.ask(lookSearch, { ...asked(given(at.search), 'all'), before: '' });
    const rows = entries.map((entry) => [entry.at.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'second' }), entry.actor, names.get(entry.query) ?? entry.query, entry.subjects.join(' '), entry.purpose]);
    return { type: 'text/csv; charset=utf-8', filename: '閲覧の記録.csv', body: writeCsv([['日時', 'だれが', '見たもの', 'だれの', '目的'], ...rows]) };
  },
});
