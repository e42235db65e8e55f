/** 試験: the list, a new one, and the record of one with its checklist. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Facts, Form, FormActions, LinkButton, NumberField, Page, Progress, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { correctTest } from '../../commands/correcting.ts';
import { changeTest, createTest, proveTest } from '../../commands/tests.ts';
import { claimWords, editionWords } from '../../messages/words.ts';
import { readers, testList, testRecord } from '../../queries/office.ts';
import { keyOf, TEST_KEY } from '../../rules/correction.ts';
import { CorrectionParts } from '../correction.tsx';
import { CriteriaTable, Hash } from '../report.tsx';
import { courseActions } from './course.ts';
import { Course, DoorTabs, home, root, StateChip } from './words.tsx';

export const testsPath = `${root}/tests`;
export const testPath = (number: number | string) => `${testsPath}/${number}`;
export const testsCrumb = { to: testsPath, label: '試験' };
export const numberParams = z.object({ number: z.string().regex(TEST_KEY) });

export const testsPage = page({
  path: testsPath,
  title: { ja: 'ウェブアクセシビリティの試験', en: 'Accessibility tests' },
  allow: readers,
  load: (ctx) => ctx.ask(testList, {}),
  view: (rows, ctx) => (
    <Page title="ウェブアクセシビリティの試験" wide crumbs={[home]} actions={ctx.may('site-quality.work') ? <LinkButton icon="plus" to={`${testsPath}/new`}>試験を始める</LinkButton> : undefined}>
      <DoorTabs ctx={ctx} current={testsPath} />
      <DataTable
        caption="試験の一覧" hideCaption keys rows={rows} rowKey={(row) => row.id} empty="まだ試験していません。"
        columns={[
          { key: 'n', label: '試験', heads: true, render: (row) => <A to={testPath(keyOf(row))} rowKey="Enter">{`第${row.number}回${editionWords(row.edition, 'ja')}　レベル${row.level}`}</A> },
          { key: 's', label: '状態', nowrap: true, render: (row) => <StateChip state={row.state} /> },
          { key: 'd', label: '期間', nowrap: true, render: (row) => <><When date={row.fromOn} style="short" />～<When date={row.toOn} style="short" /></> },
          { key: 'p', label: 'ページ', align: 'end', render: (row) => row.pages }, { key: 'e', label: '乱数の種', align: 'end', render: (row) => row.seed },
          { key: 'a', label: '答えた欄', align: 'end', render: (row) => `${Math.min(row.answered, row.cells).toLocaleString('ja-JP')}／${row.cells.toLocaleString('ja-JP')}` },
        ]}
      />
    </Page>
  ),
});

export const newTestPage = page({
  path: `${testsPath}/new`,
  title: { ja: '試験を始める', en: 'Begin a test' },
  allow: [staff('site-quality.work')],
  load: async (ctx) => ({ today: ctx.today }),
  actions: { create: act(createTest, { done: (made) => to(testPath(made.number), `第${made.number}回の試験を作り、${made.pages}ページを選びました。`) }) },
  view: ({ today }) => (
    <Page title="試験を始める" crumbs={[home, testsCrumb]} lead={<p>代表となるページを決め、残りは公開中のページから無作為に選びます。同じ種と同じページの一覧からは、いつも同じページが選ばれます。</p>}>
      <Form action="create">
        <Select name="level" label="適合レベル" required blank={null} value="AA" options={[{ value: 'AA', label: 'AA（38の達成基準）' }, { value: 'A', label: 'A（25の達成基準）' }]} />
        <TextArea name="scope" label="対象となるウェブページ" required rows={2} maxlength={1000} value="市のウェブサイトのすべてのページ" />
        <TextArea name="named" label="必ず試験するページ" rows={6} value={'/\n/search\n/disaster\n/news\n/sitemap'} hint="1行に1つ、/ で始まるアドレスを書きます。トップ、検索、災害、問い合わせなど、代表となるページです。" />
        <NumberField name="size" label="ページの数（あわせて）" required unit="ページ" value={40} />
        <NumberField name="seed" label="乱数の種" required width="medium" value={today.toString().replaceAll('-', '')} hint="試験を決めた日など、あとから選べない数にします。報告書に載ります。" />
        <TextArea name="technologies" label="依存したウェブコンテンツ技術" required rows={4} value={'HTML5\nCSS3\nWAI-ARIA 1.2'} hint="1行に1つ" />
        <TextField name="tester" label="試験した人・会社" required maxlength={120} width="long" />
        <DateField name="fromOn" label="試験を始めた日" required native value={today} />
        <DateField name="toOn" label="試験を終えた日" required native value={today} hint="あとから直せます。" />
        <FormActions><Submit>ページを選ぶ</Submit></FormActions>
      </Form>
    </Page>
  ),
});

export const testPageStaff = page({
  path: `${testsPath}/:number`,
  title: { ja: '試験の記録', en: 'A test' },
  allow: readers,
  params: numberParams,
  load: (ctx, { params }) => ctx.ask(testRecord, { number: params.number }),
  actions: {
    ...courseActions<{ number: string }, Record<string, string | string[]>>((at) => testPath(at.params.number), testsPath),
    prove: act(proveTest, { done: (made, at: { readonly params: { readonly number: string } }) => to(testPath(at.params.number), `${made.pages}ページを規則で調べ、${made.answered}の欄に答えを入れました。`) }),
    correct: act(correctTest, { done: (made) => to(testPath(keyOf(made)), '訂正版の下書きを作りました。訂正するところだけを直してください。') }),
    change: act(changeTest, { done: (_, at: { readonly params: { readonly number: string } }) => to(testPath(at.params.number), '保存しました。') }),
  },
  view(model, ctx) {
    const { test, pages, cells } = model;
    const all = pages.length * cells;
    return (
      <Page title={`第${test.number}回の試験${editionWords(test.edition, 'ja')}`} wide crumbs={[home, testsCrumb]} actions={test.state === 'public' || test.state === 'past' ? <LinkButton kind="second" to={`/accessibility/results/${keyOf(test)}`}>公開中の結果を見る</LinkButton> : undefined}>
        {model.later !== null && <p>この版の訂正があります。<A to={testPath(keyOf(model.later))}>{`訂正第${model.later.edition ?? ''}版を開く`}</A></p>}
        {model.changes !== null && <CorrectionParts reason={test.correction} changes={model.changes} lang="ja" />}
        <Section title="試験" aside={<StateChip state={test.state} />}>
          <Facts rows={[
            { label: '規格・レベル', value: `${test.standard}　レベル${test.level}` }, { label: '対象', value: test.scope }, { label: '技術', value: test.technologies.join('、') }, { label: '試験した人', value: test.tester },
            { label: '期間', value: <><When date={test.fromOn} style="long" />～<When date={test.toOn} style="long" /></> },
            { label: 'ページの選び方', value: `種 ${test.seed}　公開中の${test.listed}ページから、代表を含めて${pages.length}ページ` }, { label: '一覧の指紋', value: <Hash text={test.listHash} /> },
            { label: 'いまの判定', value: model.open > 0 ? `未回答 ${model.open.toLocaleString('ja-JP')}欄` : `レベル${test.level}に${claimWords[model.claim].ja}（満たしているレベル ${model.met ?? 'なし'}）` },
          ]} />
          <Progress label="答えた欄" value={all - model.open} max={all} />
        </Section>
        {test.mayWrite && <Section title="機械で調べる"><p>点検の規則が、適用されない達成基準と、はっきりした不適合に答えを入れます。人が書いた答えは変えません。axe の結果は、ページごとに取り込みます。</p><Form action="prove" about={{ publication: test.id }}><FormActions><Submit kind="second">規則で調べる</Submit></FormActions></Form></Section>}
        <Section title={`ページ（${pages.length}）`}>
          <DataTable
            caption="試験するページ" hideCaption keys rows={pages} rowKey={(one) => String(one.ordinal)} empty=""
            columns={[
              { key: 'n', label: '番号', nowrap: true, render: (one) => <span class="num">{one.ordinal}</span> },
              { key: 'p', label: 'ページ', heads: true, render: (one) => <><A to={`${testPath(keyOf(test))}/pages/${one.ordinal}`} rowKey="Enter">{one.title}</A><br /><small>{one.path}</small></> },
              { key: 'h', label: '選び方', nowrap: true, render: (one) => (one.how === 'named' ? '代表' : '無作為') },
              { key: 'a', label: '答えた欄', align: 'end', nowrap: true, render: (one) => (one.answered >= cells ? <Chip kind="ok">済み</Chip> : `${one.answered}／${cells}`) },
              { key: 'f', label: '不適合', align: 'end', render: (one) => one.failing }, { key: 'l', label: '要確認', align: 'end', render: (one) => one.look }, { key: 'x', label: 'axe', nowrap: true, render: (one) => (one.axe ? '取込み済み' : '―') },
            ]}
          />
        </Section>
        <Section title="達成基準チェックリスト"><CriteriaTable lines={model.lines} lang="ja" caption="達成基準チェックリスト" /></Section>
        {model.more.length > 0 && <Section title="WCAG 2.2 で加わった達成基準"><CriteriaTable lines={model.more} lang="ja" caption="WCAG 2.2 で加わった達成基準" /></Section>}
        {test.mayWrite && (
          <Section title="記載事項を直す">
            <Form action="change" about={{ publication: test.id }}>
              <TextArea name="scope" label="対象となるウェブページ" required rows={2} maxlength={1000} value={test.scope} />
              <TextArea name="technologies" label="依存したウェブコンテンツ技術" required rows={3} value={test.technologies.join('\n')} hint="1行に1つ" />
              <TextField name="tester" label="試験した人・会社" required maxlength={120} width="long" value={test.tester} />
              <DateField name="fromOn" label="試験を始めた日" required native value={test.fromOn} />
              <DateField name="toOn" label="試験を終えた日" required native value={test.toOn} />
              <FormActions><Submit kind="second">保存</Submit></FormActions>
            </Form>
          </Section>
        )}
        <Course it={test} drops />
        {test.state === 'public' && model.later === null && ctx.may('site-quality.work') && (
          <Section title="訂正する">
            <p>公開した結果は書き換えません。訂正版を作り、別の人が承認すると入れ替わります。前の版も読めるまま残ります。</p>
            <Form action="correct" about={{ publication: test.id }}>
              <TextArea name="reason" label="訂正する理由" required rows={3} maxlength={1000} hint="そのまま公開します。何を見誤ったか、どう分かったかを書きます。" />
              <FormActions><Submit kind="second">訂正版を作る</Submit></FormActions>
            </Form>
          </Section>
        )}
        {!ctx.may('site-quality.work') && test.state === 'draft' && <p>試験の途中です。</p>}
      </Page>
    );
  },
});
