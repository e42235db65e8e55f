/** 情報システム台帳: the list, its CSV out and in. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { type Fields, page, problem, refusedGo, route, to } from '../../../kernel/page.ts';
import { readCsv, writeCsv } from '../../../kernel/text/csv.ts';
import { A, Checkbox, Chip, DataTable, FileField, Form, FormActions, LinkButton, Notice, Page, Section, Select, Submit, TextField, useUi } from '../../../ui/index.ts';
import { importAssets } from '../commands/assets.ts';
import { tierField } from '../commands/fields.ts';
import { kindWords } from '../messages/words.ts';
import { assetList, assetSorts } from '../queries/assets.ts';
import { formatDuration, formatSeconds } from '../rules/duration.ts';
import { assetKinds } from '../rules/plan.ts';
import { DoorTabs, home, root, TierChip, withSearch } from './words.tsx';

const path = `${root}/systems`;
const search = z.object({
  q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), tier: optional(tierField), kind: optional(choiceField({ ja: '種類', en: 'Kind' }, assetKinds)), wrong: boolField({ ja: '指摘のあるものだけ', en: 'With findings' }),
  sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, assetSorts), 'tier'), down: boolField({ ja: '逆順', en: 'Descending' }),
});
type Search = z.infer<typeof search>;

const asSearch = (asked: Search) => ({ q: asked.q, tier: asked.tier === null ? '' : String(asked.tier), kind: asked.kind ?? '', wrong: asked.wrong ? 'on' : '', sort: asked.sort === 'tier' ? '' : asked.sort, down: asked.down ? 'on' : '' });

export const systemsPage = page({
  path,
  title: { ja: '情報システム台帳', en: 'Inventory of systems' },
  allow: [staff('continuity.view')],
  search,
  uploads: true,
  async load(ctx, at) {
    return { ...(await ctx.ask(assetList, at.search)), asked: at.search };
  },
  actions: {
    import: async (ctx, form) => {
      const rows = sheetRows(form);
      if (typeof rows === 'string') return problem(rows, 'file');
      const answer = await ctx.do(importAssets, { rows });
      return answer.ok ? to(path, `読み込みました。新しいもの${answer.value.added}件、変えたもの${answer.value.changed}件。`) : refusedGo(answer);
    },
  },
  view(model, ctx) {
    const { asked } = model;
    const heading = (sort: Search['sort']) => ({ sortHref: withSearch(path, { ...asSearch(asked), sort, down: asked.sort === sort && !asked.down ? 'on' : '' }), ...(asked.sort === sort ? { sorted: asked.down ? 'descending' as const : 'ascending' as const } : {}) });
    return (
      <Page title="情報システム台帳" wide crumbs={[home]} actions={ctx.may('continuity.edit') ? <LinkButton icon="plus" to={`${root}/new-system`}>システムを載せる</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="台帳をさがす" search submit="さがす" swap="systems">
          <TextField name="q" label="名称・記号・所管課" quiet type="search" value={asked.q} />
          <Select name="tier" label="区分" quiet blank="すべて" value={asked.tier === null ? '' : String(asked.tier)} options={[0, 1, 2, 3, 4, 5].map((tier) => ({ value: String(tier), label: `区分${tier}` }))} />
          <Select name="kind" label="種類" quiet blank="すべて" value={asked.kind} options={assetKinds.map((kind) => ({ value: kind, label: kindWords[kind].ja }))} />
          <Checkbox name="wrong" label="指摘のあるものだけ" checked={asked.wrong} />
        </Form>
        <Section title={`台帳　${model.rows.length === model.total ? `${model.total}件` : `${model.total}件中 ${model.rows.length}件`}`}>
          <DataTable
            id="systems" caption="情報システム台帳" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty="当てはまるシステムはありません。さがすことばや区分を変えてください。" csvHref={withSearch(`${path}.csv`, asSearch(asked))}
            columns={[
              { key: 'name', label: '名称', heads: true, ...heading('name'), render: (row) => <><A to={`${path}/${row.id}`} rowKey="Enter">{row.name}</A><small>{row.code}　{kindWords[row.kind].ja}</small></> },
              { key: 'tier', label: '区分', nowrap: true, ...heading('tier'), render: (row) => <TierChip tier={row.tier} /> },
              { key: 'owner', label: '所管', ...heading('department'), render: (row) => <>{row.department || <Chip kind="wait">未定</Chip>}<small>{row.ownerPost}</small></> },
              { key: 'rto', label: '目標（RTO／RPO）', nowrap: true, ...heading('rto'), render: (row) => `${formatDuration(row.rtoMinutes)}／${formatDuration(row.rpoMinutes)}` },
              { key: 'measured', label: '実測（RTO）', nowrap: true, ...heading('measured'), render: (row) => (row.measured === null ? '―' : <>{formatSeconds(row.measured.rtoSeconds)}<small>{row.measured.on}</small></>) },
              { key: 'place', label: '動いている所', render: (row) => row.place || '―' },
              { key: 'findings', label: '指摘', nowrap: true, render: (row) => <>{row.red > 0 && <Chip kind="bad">{`直す ${row.red}`}</Chip>} {row.amber > 0 && <Chip kind="wait">{`確かめる ${row.amber}`}</Chip>}{row.red + row.amber === 0 && <Chip kind="ok">なし</Chip>}</> },
            ]}
          />
        </Section>
        {ctx.may('continuity.edit') && <ImportPart />}
      </Page>
    );
  },
});

function ImportPart() {
  const { form } = useUi();
  const rows: unknown = form?.refusal?.details?.['rows'];
  return (
    <Section title="表から読み込む">
      {Array.isArray(rows) && rows.length > 0 && <Notice kind="bad" title="読み込めなかったところ"><ul>{rows.map((row, index) => <li key={index}>{String(row)}</li>)}</ul></Notice>}
      <details open={form?.action === 'import'}><summary>CSVを選ぶ</summary>
        <Form action="import" multipart>
          <FileField name="file" label="CSVファイル" required accept=".csv,text/csv" hint="上の「表を保存（CSV）」で保存した形です。記号が同じ行は書き換え、新しい記号の行は加えます。1か所でも誤りがあれば、何も変えません。保存したあとに台帳が変わっていれば、その行を知らせます。" />
          <FormActions><Submit kind="second" icon="upload">読み込む</Submit></FormActions>
        </Form>
      </details>
    </Section>
  );
}

/** Headings of the sheet and the fields they stand for. */
const sheet: readonly (readonly [heading: string, field: string])[] = [
  ['記号', 'key'], ['名称', 'name'], ['種類', 'kind'], ['区分', 'tier'], ['所管課', 'department'], ['責任者の職', 'ownerPost'], ['目標復旧時間', 'rto'], ['目標復旧時点', 'rpo'], ['起動（分）', 'startMinutes'], ['止まっているときの進め方', 'fallback'],
  ['場所', 'place'], ['保守事業者', 'supplier'], ['二重化・予備', 'spare'], ['資料のありか', 'links'], ['備考', 'note'],
];
const kindOf = new Map(assetKinds.map((kind) => [kindWords[kind].ja, kind]));

/** The rows of the chosen file, or what is wrong with it. */
function sheetRows(form: Fields): readonly { readonly row: number; readonly version: string; readonly values: Readonly<Record<string, string>> }[] | string {
  const file = form.file('file');
  if (!file || file.bytes.byteLength === 0) return 'CSVファイルを選んでください。';
  const csv = readCsv(file.bytes);
  if (!csv.ok) return csv.message.ja;
  const missing = sheet.filter(([heading]) => !csv.value.header.includes(heading)).map(([heading]) => `「${heading}」`);
  if (missing.length > 0) return `見出し${missing.join('')}がありません。「表を保存（CSV）」で保存した表を使ってください。`;
  if (csv.value.records.length === 0) return '行がありません。';
  return csv.value.records.map((record) => {
    const values = Object.fromEntries(sheet.map(([heading, field]) => [field, (record.values[heading] ?? '').slice(0, 3000)]));
    return { row: record.row, version: (record.values['版'] ?? '').trim(), values: { ...values, kind: kindOf.get(values['kind'] ?? '') ?? '' } };
  });
}

export const systemsCsv = route({
  path: `${path}.csv`,
  title: { ja: '情報システム台帳のCSV', en: 'Inventory as CSV' },
  allow: [staff('continuity.view')],
  async run(ctx, at) {
    const asked = search.safeParse(at.search);
    const { rows } = await ctx.ask(assetList, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.code, row.name, kindWords[row.kind].ja, row.tier, row.department, row.ownerPost, formatDuration(row.rtoMinutes), formatDuration(row.rpoMinutes), row.startMinutes, row.fallback, row.place, row.supplier, row.spare, row.links.join('\n'), row.note, row.version, row.measured ? formatSeconds(row.measured.rtoSeconds) : '', row.reviewedOn ?? '']);
    return { type: 'text/csv; charset=utf-8', filename: `情報システム台帳-${ctx.today.toString()}.csv`, body: writeCsv([[...sheet.map(([heading]) => heading), '版', '実測', '確かめた日'], ...lines]) };
  },
});
