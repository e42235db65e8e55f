/** One page of a test: 適用・結果・備考 for each criterion, with what machines saw beside it. */
import { z } from 'zod';
import { act, page, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { A, DataTable, Facts, FileField, Form, FormActions, Hidden, Page, RangeNav, Section, Select, Submit, TextField } from '../../../../ui/index.ts';
import { saveResults, takeAxe } from '../../commands/tests.ts';
import { editionWords, outcomeWords } from '../../messages/words.ts';
import { readers, testPage } from '../../queries/office.ts';
import { keyOf, TEST_KEY } from '../../rules/correction.ts';
import { home, root, StateChip } from './words.tsx';
import { testPath, testsCrumb } from './tests.tsx';

const params = z.object({ number: z.string().regex(TEST_KEY), ordinal: z.string().regex(/^[1-9]\d{0,2}$/) });
type Model = NonNullable<Awaited<ReturnType<typeof testPage.run>>>;
type Row = Model['rows'][number] & { readonly index: number };

const answerOptions = [{ value: 'open', label: '未回答' }, { value: 'na', label: '適用なし' }, { value: 'pass', label: '適合' }, { value: 'fail', label: '不適合' }] as const;
const answerOf = (result: Row['result']) => (result === null ? 'open' : !result.applies ? 'na' : result.passed ? 'pass' : 'fail');
const answerWord = (result: Row['result']) => answerOptions.find((option) => option.value === answerOf(result))?.label ?? '';
const sourceWords = { person: '人', rules: '規則', axe: 'axe' } as const;
const here = (at: { readonly params: { readonly number: string; readonly ordinal: string } }) => `${testPath(at.params.number)}/pages/${at.params.ordinal}`;

function Seen({ row }: { readonly row: Row }) {
  return <>{row.evidence.map((one) => <small key={`${one.source} ${one.rule}`}>{sourceWords[one.source]} {one.rule === 'parts' ? '' : one.rule}：{outcomeWords[one.outcome]}{one.said === '' ? '' : `　${one.said}`}<br /></small>)}</>;
}

function Table({ rows, writes, caption }: { readonly rows: readonly Row[]; readonly writes: boolean; readonly caption: string }) {
  return (
    <DataTable
      caption={caption} hideCaption rows={rows} rowKey={(row) => row.criterion.number} empty=""
      columns={[
        { key: 'c', label: '達成基準', heads: true, render: (row) => <><span class="num">{row.criterion.number}</span> {row.criterion.ja}（{row.criterion.level}）{row.evidence.length > 0 && <><br /><Seen row={row} /></>}</> },
        { key: 'r', label: '適用と結果を選ぶ', nowrap: true, render: (row) => (writes ? <><Hidden name={`rows.${row.index}.criterion`} value={row.criterion.number} /><Select name={`rows.${row.index}.answer`} label={`${row.criterion.number} の結果`} hideLabel quiet blank={null} value={answerOf(row.result)} options={answerOptions} /></> : answerWord(row.result)) },
        { key: 'n', label: '備考', render: (row) => (writes ? <TextField name={`rows.${row.index}.note`} label={`${row.criterion.number} の備考`} hideLabel quiet maxlength={300} value={row.result?.note ?? ''} /> : (row.result?.note ?? '')) },
        { key: 's', label: '答え', nowrap: true, render: (row) => (row.result === null ? '―' : sourceWords[row.result.source]) },
      ]}
    />
  );
}

export const resultsPage = page({
  path: `${root}/tests/:number/pages/:ordinal`,
  title: { ja: 'ページの試験結果', en: 'Results of a page' },
  allow: readers,
  params,
  uploads: true,
  load: (ctx, at) => ctx.ask(testPage, { number: at.params.number, ordinal: at.params.ordinal }),
  actions: {
    save: act(saveResults, { done: (made, at: { readonly params: { readonly number: string; readonly ordinal: string } }) => to(here(at), `${made.answered}の欄を保存しました。`) }),
    async axe(ctx, form, at) {
      const file = form.file('report');
      if (!file) return problem('axe の結果のファイルを選んでください。', 'report');
      const answer = await ctx.do(takeAxe, { publication: form.get('publication'), ordinal: at.params.ordinal, report: new TextDecoder().decode(file.bytes) });
      return answer.ok ? to(here(at), `axe の結果から${answer.value.kept}件を取り込み、${answer.value.answered}の欄に答えを入れました。`) : refusedGo(answer);
    },
  },
  view(model, _ctx, at) {
    const { test, page: it } = model;
    const rows: readonly Row[] = model.rows.map((row, index) => ({ ...row, index }));
    const more: readonly Row[] = model.more.map((row, index) => ({ ...row, index: rows.length + index }));
    const go = (ordinal: number) => ({ to: `${testPath(keyOf(test))}/pages/${ordinal}`, label: `ページ${ordinal}` });
    return (
      <Page title={`ページ${it.ordinal}　${it.title}`} wide crumbs={[home, testsCrumb, { to: testPath(keyOf(test)), label: `第${test.number}回${editionWords(test.edition, 'ja')}` }]}>
        <RangeNav label="試験するページ" current={`${it.ordinal}／${model.last}`} {...(it.ordinal > 1 ? { previous: go(it.ordinal - 1) } : {})} {...(it.ordinal < model.last ? { next: go(it.ordinal + 1) } : {})} />
        <Facts rows={[{ label: 'アドレス', value: <A to={it.path}>{it.path}</A> }, { label: '選び方', value: it.how === 'named' ? '代表' : '無作為' }, { label: '試験', value: <StateChip state={test.state} /> }]} />
        {test.mayWrite ? (
          <>
            <Form action="save" about={{ publication: test.id, ordinal: at.params.ordinal }}>
              <Section title={`達成基準（${rows.length}）`}><Table rows={rows} writes caption="達成基準" /></Section>
              <Section title={`WCAG 2.2 で加わった達成基準（${more.length}、規格の外）`}><Table rows={more} writes caption="WCAG 2.2 で加わった達成基準" /></Section>
              <FormActions next="「残りを適合にして保存」は、規格の達成基準で未回答のものだけを適合にします。機械が不適合とした欄は残します。">
                <Submit name="rest" value="leave">保存</Submit>
                <Submit name="rest" value="pass" kind="second">残りを適合にして保存</Submit>
              </FormActions>
            </Form>
            <Section title="axe の結果を取り込む">
              <Form action="axe" about={{ publication: test.id }} multipart>
                <FileField name="report" label="axe.run() の結果（JSON）" required accept=".json,application/json" hint="違反は不適合、判断できないものは要確認として、達成基準ごとに記録します。" />
                <FormActions><Submit kind="second" icon="upload">取り込む</Submit></FormActions>
              </Form>
            </Section>
          </>
        ) : (
          <>
            <Section title={`達成基準（${rows.length}）`}><Table rows={rows} writes={false} caption="達成基準" /></Section>
            <Section title={`WCAG 2.2 で加わった達成基準（${more.length}、規格の外）`}><Table rows={more} writes={false} caption="WCAG 2.2 で加わった達成基準" /></Section>
          </>
        )}
      </Page>
    );
  },
});
