/** 旧システムの文書: the table of classes, files to take in, what was left and why, and the search. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, problem, refusedGo, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, Empty, FileField, Form, Page, Pager, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { importLegacy, mapLegacyClasses, retryLegacy, undoLegacy } from '../commands/legacy.ts';
import { choices } from '../queries/folders.ts';
import { legacyImports, legacyLeft, legacyRecords } from '../queries/legacy.ts';
import { legacyColumns, legacyReasonWord } from '../rules/legacy.ts';
import { pageHrefs, withSearch } from './words.tsx';

const path = '/staff/documents/legacy';
const office = { to: '/staff/documents/office', label: '文書係' };
/** The class that was chosen to be mapped next. */
const mapping = z.object({ system: z.string().max(20).catch('').default(''), oldClass: z.string().max(60).catch('').default('') });

export const legacyPage = page({
  path,
  title: { ja: '旧システムの文書の取り込み', en: 'Import of old records' },
  allow: [staff('documents.records')],
  search: mapping,
  uploads: true,
  load: async (ctx, at) => ({ ...(await ctx.ask(legacyImports, {})), chosen: await ctx.ask(choices, {}), next: at.search }),
  actions: {
    import: async (ctx, form) => {
      const file = form.file('content');
      if (!file) return problem('CSVのファイルを選んでください。', 'content');
      const answer = await ctx.do(importLegacy, { system: form.get('system'), name: file.name, content: Buffer.from(file.bytes).toString('base64') });
      return answer.ok ? to(path, `${answer.value.lines.toLocaleString('ja-JP')}行のうち${answer.value.taken.toLocaleString('ja-JP')}件を取り込み、${answer.value.left.toLocaleString('ja-JP')}行を理由とともに残しました。`) : refusedGo(answer);
    },
    map: act(mapLegacyClasses, { input: (form) => ({ system: form.get('system'), classes: [{ oldClass: form.get('oldClass'), department: form.get('department'), title: form.get('title'), retention: form.get('retention') }] }), done: () => to(path, '対応を決めました。「残った行をもう一度」で、残っていた行を取り込めます。') }),
    retry: act(retryLegacy, { done: (value) => to(path, `${value.taken.toLocaleString('ja-JP')}件を取り込みました。残りは${value.left.toLocaleString('ja-JP')}行です。`) }),
    undo: act(undoLegacy, { done: (value) => to(path, `取り込みを取り消しました（${value.removed.toLocaleString('ja-JP')}件）。`) }),
  },
  view(model) {
    return (
      <Page title="旧システムの文書の取り込み" wide crumbs={[office]} lead="分類の対応を決めてから、旧システムの登録簿をCSVで取り込みます。取り込めない行は、理由とともに残ります。" actions={<A to={`${path}/records`}>取り込んだ文書をさがす</A>}>
        <Section title="取り込み">
          <DataTable
            caption="取り込み" hideCaption rows={model.imports} rowKey={(row) => row.id} empty={<Empty title="まだ取り込んでいません。" />}
            columns={[
              { key: 'name', label: 'ファイル', heads: true, render: (row) => <>{row.name}<small>{row.system}　<When instant={row.importedAt} style="short" /></small></> }, { key: 'lines', label: '行', align: 'end', render: (row) => row.lines.toLocaleString('ja-JP') },
              { key: 'taken', label: '取り込んだ', align: 'end', render: (row) => row.taken.toLocaleString('ja-JP') },
              { key: 'left', label: '残った行と理由', render: (row) => (row.state === 'undone' ? <Chip kind="no">取消し</Chip> : row.reasons.length === 0 ? 'なし' : <>{row.reasons.map((one) => <small key={one.reason}>{legacyReasonWord(one.reason)} {one.count.toLocaleString('ja-JP')}行</small>)}<A to={`${path}/${row.id}/left.csv`}>残った行のCSV</A></>) },
            ]}
            actions={(row) => (row.state === 'undone' ? null : <><Form action="retry" about={{ import: row.id }} inline><Submit kind="second" about={row.name}>残った行をもう一度</Submit></Form><details><summary>取り消す</summary><Form action="undo" about={{ import: row.id }}><TextField name="reason" label="理由" required /><Submit kind="danger" about={row.name}>取り消す</Submit></Form></details></>)}
          />
          <Form action="import" submit="取り込む">
            <TextField name="system" label="旧システムの記号" required width="medium" hint="例 OLD1。分類の対応は、この記号ごとです。" spellcheck={false} />
            <FileField name="content" label="登録簿のCSV" required accept=".csv,text/csv" hint={`見出しは ${legacyColumns.join('、')}。UTF-8かShift_JIS、12MBまで（大きいものは分けて）。`} />
          </Form>
        </Section>
        {model.unknown.length > 0 && <Section title="対応の決まっていない分類"><DataTable caption="対応の決まっていない分類" hideCaption rows={model.unknown} rowKey={(row) => `${row.system} ${row.oldClass}`} empty="" columns={[{ key: 'system', label: '旧システム', render: (row) => row.system }, { key: 'class', label: '旧分類', render: (row) => row.oldClass || '（空欄）' }, { key: 'count', label: '行', align: 'end', render: (row) => row.count.toLocaleString('ja-JP') }]} actions={(row) => (row.oldClass === '' ? null : <A to={`${withSearch(path, { system: row.system, oldClass: row.oldClass })}#map`} about={row.oldClass}>対応を決める</A>)} /></Section>}
        <Section id="map" title="分類の対応">
          <DataTable caption="分類の対応" hideCaption rows={model.classes} rowKey={(row) => `${row.system} ${row.oldClass}`} empty="まだ決められていません。" columns={[{ key: 'old', label: '旧分類', heads: true, render: (row) => <>{row.oldClass}<small>{row.system}</small></> }, { key: 'title', label: 'いまの分類', render: (row) => row.title }, { key: 'office', label: '所管', render: (row) => row.office }, { key: 'retention', label: '保存期間', render: (row) => row.retention }]} />
          <Form action="map" submit="対応を決める" kind="second">
            <TextField name="system" label="旧システムの記号" required width="medium" value={model.next.system} spellcheck={false} /><TextField name="oldClass" label="旧分類" required width="medium" value={model.next.oldClass} /><TextField name="title" label="いまの分類の名" required width="long" />
            <Select name="department" label="所管" required options={model.chosen.departments.map((one) => ({ value: one.id, label: one.name }))} /><Select name="retention" label="保存期間" required options={model.chosen.retentions.map((one) => ({ value: one.code, label: one.name }))} />
          </Form>
        </Section>
      </Page>
    );
  },
});

export const legacyLeftCsv = route({
  path: `${path}/:import/left.csv`, title: { ja: '残った行のCSV', en: 'Left rows as CSV' }, allow: [staff('documents.records')],
  async run(ctx, { params }) {
    const rows = await ctx.ask(legacyLeft, { import: params['import'] });
    const lines = rows.map((row) => [row.line, legacyReasonWord(row.reason), ...legacyColumns.map((name) => String((row.content as Readonly<Record<string, unknown>>)[name] ?? ''))]);
    return { type: 'text/csv; charset=utf-8', filename: '残った行.csv', body: writeCsv([['行', '理由', ...legacyColumns], ...lines]) };
  },
});

const search = z.object({ q: z.string().max(100).catch('').default(''), page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1) });

export const legacyRecordsPage = page({
  path: `${path}/records`,
  title: { ja: '旧システムの文書', en: 'Old records' },
  allow: [staff('documents.records'), staff('documents.work')],
  search,
  load: async (ctx, at) => ({ ...(await ctx.ask(legacyRecords, at.search)), asked: at.search }),
  view(model) {
    return (
      <Page title="旧システムの文書" wide crumbs={[{ to: '/staff/documents', label: '文書管理' }]} lead="前の登録簿から取り込んだ文書です。現物の場所は「保管場所」にあります。">
        <Form method="get" label="旧システムの文書をさがす" search swap="legacy"><TextField name="q" label="件名・番号・差出人・場所" quiet type="search" value={model.asked.q} /></Form>
        <Section title={`文書　${model.total.toLocaleString('ja-JP')}件${model.more ? '以上' : ''}`}>
          <DataTable
            id="legacy" caption="旧システムの文書" hideCaption rows={model.rows} rowKey={(row) => row.id} empty={<Empty title={model.asked.q === '' ? '取り込んだ文書はありません。' : '当てはまる文書はありません。'} />}
            columns={[{ key: 'title', label: '件名', heads: true, render: (row) => <>{row.title}<small>{row.number}　{row.system}</small></> }, { key: 'day', label: '登録日', nowrap: true, render: (row) => <When date={row.registeredOn} style="short" /> }, { key: 'sender', label: '差出人', render: (row) => row.sender || '―' }, { key: 'office', label: '所管', render: (row) => row.office }, { key: 'retention', label: '保存期間・満了日', render: (row) => <>{row.retention}{row.expiresOn !== null && <small><When date={row.expiresOn} style="short" /></small>}</> }, { key: 'place', label: '保管場所', render: (row) => row.place || '―' }]}
          />
          <Pager shown={model.rows.length} total={model.total} {...pageHrefs(`${path}/records`, { q: model.asked.q }, model)} />
        </Section>
      </Page>
    );
  },
});
