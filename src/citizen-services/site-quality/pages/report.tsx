/** 試験結果 as JIS X 8341-3:2016 附属書JB.3.1 asks for it, and the yearly sheet. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { fiscalYear, formatFiscalYear, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { page, route } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Chip, DataTable, Facts, LinkButton, Page, Section, When } from '../../../ui/index.ts';
import { claimWords, editionWords } from '../messages/words.ts';
import { assessmentReport, testReport } from '../queries/public.ts';
import type { Line } from '../rules/checklist.ts';
import { keyOf, TEST_KEY } from '../rules/correction.ts';
import { CorrectionNote, CorrectionParts } from './correction.tsx';
import { homeCrumb, root, rootCrumb } from './public.tsx';

/** Sixty-four characters that may be broken on a narrow screen. */
export function Hash({ text }: { readonly text: string }) {
  return <code>{(text.match(/.{1,8}/g) ?? []).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</code>;
}

const open = [anyone('試験結果と評価表は公表するものです')];
const numbered = z.object({ number: z.string().regex(TEST_KEY) });

export function ResultMark({ line, lang }: { readonly line: Pick<Line, 'passed' | 'open'>; readonly lang: Lang }) {
  const ja = lang === 'ja';
  if (line.open > 0 && line.passed === null) return <Chip kind="wait">{ja ? '未回答あり' : 'Open'}</Chip>;
  if (line.passed === null) return <span>{ja ? '―' : '–'}</span>;
  return line.passed ? <Chip kind="ok">{ja ? '適合' : 'Met'}</Chip> : <Chip kind="bad">{ja ? '不適合' : 'Not met'}</Chip>;
}

export function CriteriaTable({ lines, lang, caption }: { readonly lines: readonly Line[]; readonly lang: Lang; readonly caption: string }) {
  const ja = lang === 'ja';
  return (
    <DataTable
      caption={caption} hideCaption rows={lines} rowKey={(line) => line.criterion.number} empty={ja ? 'ありません。' : 'None.'}
      columns={[
        { key: 'n', label: ja ? '達成基準' : 'Criterion', heads: true, render: (line) => <><span class="num">{line.criterion.number}</span> {ja ? line.criterion.ja : line.criterion.en}</> },
        { key: 'l', label: ja ? 'レベル' : 'Level', nowrap: true, render: (line) => line.criterion.level },
        { key: 'a', label: ja ? '適用' : 'Applies', nowrap: true, render: (line) => (line.applies ? (ja ? 'あり' : 'Yes') : ja ? 'なし' : 'No') },
        { key: 'r', label: ja ? '結果' : 'Result', nowrap: true, render: (line) => <ResultMark line={line} lang={lang} /> },
        { key: 'm', label: ja ? '備考' : 'Remark', render: (line) => (line.remark === '' ? '' : <span lang={ja ? undefined : 'ja'}>{line.remark}</span>) },
      ]}
    />
  );
}

export const reportPage = page({
  path: `${root}/results/:number`,
  title: { ja: 'ウェブアクセシビリティの試験結果', en: 'Accessibility test result' },
  allow: open,
  params: numbered,
  shared: 'day',
  load: (ctx, { params }) => ctx.ask(testReport, { number: params.number }),
  view(report, { lang, city }) {
    const { test, pages, lines, more, claim, met } = report;
    const address = `${root}/results/${keyOf(test)}`;
    const ja = lang === 'ja';
    const random = pages.filter((one) => one.how === 'random').length;
    return (
      <Page title={ja ? `ウェブアクセシビリティの試験結果（第${test.number}回${editionWords(test.edition, lang)}）` : `Accessibility test result no. ${test.number}${editionWords(test.edition, lang)}`} wide crumbs={[homeCrumb(lang), rootCrumb(lang)]} head={test.state === 'past' ? <meta name="robots" content="noindex" /> : undefined} actions={<><LinkButton kind="second" icon="print" to={`${address}/report.pdf`}>{ja ? 'PDF' : 'PDF (Japanese)'}</LinkButton> <LinkButton kind="second" icon="download" to={`${address}/checklist.csv`}>CSV</LinkButton></>}>
        <CorrectionNote editions={report.editions} edition={test.edition} number={test.number} lang={lang} />
        {report.correction !== null && <CorrectionParts reason={report.correction.reason} changes={report.correction} lang={lang} />}
        <Section title={ja ? '表示事項' : 'Statement'} id="statement">
          <Facts rows={[
            { label: ja ? '表明日' : 'Stated on', value: <When date={tokyoDate(test.public_at)} style="long" /> },
            { label: ja ? '規格の番号と改正年' : 'Standard', value: test.standard },
            { label: ja ? '目標とした適合レベル' : 'Level aimed at', value: test.level },
            { label: ja ? '対応度' : 'Conformance', value: ja ? `適合レベル${test.level}${claimWords[claim].ja}` : `Level ${test.level}: ${claimWords[claim].en}` },
            { label: ja ? '満たしている適合レベル' : 'Level met', value: met ?? (ja ? 'まだありません' : 'None yet') },
            { label: ja ? '対象となるウェブページ' : 'Scope', value: <span lang={ja ? undefined : 'ja'}>{test.scope}</span> },
            { label: ja ? '依存したウェブコンテンツ技術' : 'Technologies relied upon', value: test.technologies.join(ja ? '、' : ', ') },
            { label: ja ? '試験した期間' : 'Tested', value: <><When date={test.from_on} style="long" />～<When date={test.to_on} style="long" /></> },
            { label: ja ? '試験した人' : 'Tested by', value: <span lang={ja ? undefined : 'ja'}>{test.tester}</span> },
            { label: ja ? 'ページの選び方' : 'Selection of pages', value: ja ? `代表となる${pages.length - random}ページと、公開中の${test.listed.toLocaleString('ja-JP')}ページから無作為に選んだ${random}ページ、あわせて${pages.length}ページ（附属書JB.1.2）` : `${pages.length - random} representative pages and ${random} drawn at random from ${test.listed} public pages, ${pages.length} in all` },
            { label: ja ? '乱数の種' : 'Seed', value: <><span class="num">{test.seed}</span><br /><small>{ja ? '「種・改行・アドレス」のSHA-256が小さい順に選びました。同じ一覧と種から、だれでも同じページを選び直せます。' : 'Pages with the smallest SHA-256 of “seed, line break, address”. The same list and seed give the same pages.'}</small></> },
            { label: ja ? '一覧の指紋（SHA-256）' : 'Fingerprint of the list', value: <Hash text={test.list_hash} /> },
          ]} />
        </Section>
        <Section title={ja ? `達成基準チェックリスト（${lines.length}）` : `Checklist of ${lines.length} criteria`} id="checklist"><CriteriaTable lines={lines} lang={lang} caption={ja ? '達成基準ごとの結果' : 'Results by criterion'} /></Section>
        {more.length > 0 && <Section title={ja ? 'WCAG 2.2 で加わった達成基準（規格の外）' : 'What WCAG 2.2 adds (beyond the standard)'} id="additions"><CriteriaTable lines={more} lang={lang} caption={ja ? 'WCAG 2.2 で加わった達成基準' : 'Criteria added by WCAG 2.2'} /></Section>}
        <Section title={ja ? `試験したページ（${pages.length}）` : `Pages tested (${pages.length})`} id="pages">
          <DataTable
            caption={ja ? '試験したページ' : 'Pages tested'} hideCaption rows={pages} rowKey={(one) => String(one.ordinal)} empty=""
            columns={[
              { key: 'n', label: ja ? '番号' : 'No.', nowrap: true, render: (one) => <span class="num">{one.ordinal}</span> },
              { key: 'p', label: ja ? 'ページ' : 'Page', heads: true, render: (one) => <><A to={one.path}><span lang={ja ? undefined : 'ja'}>{one.title}</span></A><br /><small>{city.origin}{one.path}</small></> },
              { key: 'h', label: ja ? '選び方' : 'Chosen', nowrap: true, render: (one) => (one.how === 'named' ? (ja ? '代表' : 'named') : ja ? '無作為' : 'random') },
            ]}
          />
        </Section>
      </Page>
    );
  },
});

export const reportCsv = route({
  path: `${root}/results/:number/checklist.csv`,
  title: { ja: '達成基準チェックリスト（CSV）', en: 'Checklist as CSV' },
  allow: open,
  async run(ctx, { params }) {
    const { test, lines, more } = await ctx.ask(testReport, { number: numbered.safeParse(params).data?.number ?? '' });
    const rows = [...lines.map((line) => ({ line, of: test.standard })), ...more.map((line) => ({ line, of: 'WCAG 2.2' }))].map(({ line, of }) => [of, line.criterion.number, line.criterion.ja, line.criterion.level, line.applies ? 'あり' : 'なし', line.passed === null ? '' : line.passed ? '適合' : '不適合', line.remark]);
    return { type: 'text/csv; charset=utf-8', filename: `試験結果-第${test.number}回${editionWords(test.edition, 'ja')}.csv`, body: writeCsv([['規格', '番号', '達成基準', 'レベル', '適用', '結果', '備考'], ...rows]) };
  },
});

export const assessmentPage = page({
  path: `${root}/assessments/:year`,
  title: { ja: 'ウェブアクセシビリティ取組確認・評価表', en: 'Yearly self-assessment of accessibility' },
  allow: open,
  params: z.object({ year: z.string().regex(/^20\d\d$|^21\d\d$/) }),
  shared: 'day',
  load: (ctx, { params }) => ctx.ask(assessmentReport, { fiscalYear: params.year }),
  view(it, { lang }) {
    const ja = lang === 'ja';
    return (
      <Page title={ja ? `取組確認・評価表（${formatFiscalYear(fiscalYear(it.fiscalYear), lang)}）` : `Self-assessment ${formatFiscalYear(fiscalYear(it.fiscalYear), lang)}`} wide crumbs={[homeCrumb(lang), rootCrumb(lang)]} actions={<LinkButton kind="second" icon="print" to={`${root}/assessments/${it.fiscalYear}/sheet.pdf`}>{ja ? 'PDF' : 'PDF (Japanese)'}</LinkButton>} lead={<p>{ja ? '総務省「みんなの公共サイト運用ガイドライン」の取組確認・評価表により、毎年確かめています。' : 'Confirmed every year with the sheet of the national guideline for public websites.'}</p>}>
        <Section title={ja ? '合計' : 'Totals'}>
          <Facts rows={[
            { label: ja ? '取組内容を確認した日' : 'Confirmed on', value: <When date={it.confirmedOn} style="long" /> },
            { label: ja ? '団体全体' : 'Organisation', value: ja ? `${it.organisation.points}点（満点${it.organisation.max}点）` : `${it.organisation.points} of ${it.organisation.max}` },
            { label: ja ? '公式ホームページ' : 'Official site', value: ja ? `${it.site.points}点（満点${it.site.max}点）` : `${it.site.points} of ${it.site.max}` },
            ...it.groups.map((group) => ({ label: group.group, value: ja ? `${group.points}点（満点${group.max}点）` : `${group.points} of ${group.max}` })),
          ]} />
        </Section>
        {(['organisation', 'site'] as const).map((part) => (
          <Section key={part} title={part === 'organisation' ? (ja ? '団体全体の取組' : 'The organisation') : ja ? '公式ホームページの取組' : 'The official site'}>
            <DataTable
              caption={part === 'organisation' ? (ja ? '団体全体の取組' : 'The organisation') : ja ? '公式ホームページの取組' : 'The official site'} hideCaption rows={it.items.filter((item) => item.part === part)} rowKey={(item) => item.code} empty=""
              columns={[
                { key: 'i', label: ja ? '項目' : 'Item', heads: true, render: (item) => (ja ? item.ja : item.en) },
                { key: 'p', label: ja ? '点' : 'Points', align: 'end', nowrap: true, render: (item) => `${item.points}／${item.max}` },
                { key: 's', label: ja ? '取組' : 'What is done', render: (item) => <span lang={ja ? undefined : 'ja'}>{item.steps[item.points] ?? ''}</span> },
                { key: 'r', label: ja ? '備考・根拠' : 'Remark and evidence', render: (item) => <><span lang={ja ? undefined : 'ja'}>{item.remark}</span>{item.evidence !== '' && <> <A to={item.evidence}>{ja ? `${item.ja}の根拠` : `Evidence for ${item.en.toLowerCase()}`}</A></>}</> },
              ]}
            />
          </Section>
        ))}
      </Page>
    );
  },
});
