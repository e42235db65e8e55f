/** ウェブアクセシビリティ方針, and how often pages were read. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatFiscalYear, fiscalYear, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { page } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, type Crumb, DataTable, Empty, Facts, LinkButton, LinkList, Notice, Page, RangeNav, Section, When } from '../../../ui/index.ts';
import { requestCounts } from '../queries/asking.ts';
import { accessibility, publicStatistics } from '../queries/public.ts';
import { publicRequests } from '../requests.ts';
import { editionWords } from '../messages/words.ts';
import { addMonths, monthOf, monthWords, written } from './parts.tsx';

const open = [anyone('方針と試験結果は公表するものです')];
export const root = '/accessibility';
export const homeCrumb = (lang: Lang): Crumb => ({ to: '/', label: lang === 'ja' ? 'トップ' : 'Home' });
export const rootCrumb = (lang: Lang): Crumb => ({ to: root, label: lang === 'ja' ? 'ウェブアクセシビリティ' : 'Accessibility' });

export const policyPage = page({
  path: root,
  title: { ja: 'ウェブアクセシビリティ方針', en: 'Accessibility policy' },
  allow: open,
  shared: 'day',
  load: async (ctx) => ({ ...(await ctx.ask(accessibility, {})), counts: await ctx.ask(requestCounts, {}) }),
  view({ policy, tests, sheets, counts }, { lang, city }) {
    const ja = lang === 'ja';
    return (
      <Page title={ja ? 'ウェブアクセシビリティ方針' : 'Accessibility policy'} crumbs={[homeCrumb(lang)]} lead={<p>{ja ? `${city.facts.name.ja}は、だれもが市のホームページを使えるように、JIS X 8341-3:2016 に沿ってページを作り、毎年試験しています。` : `${city.facts.name.en} makes its website for everybody, after JIS X 8341-3:2016 (the same criteria as WCAG 2.0), and tests it every year.`}</p>}>
        <Section title={ja ? '方針' : 'Policy'} id="policy">
          {policy === null ? <Empty title={ja ? '方針は、まだ公開していません' : 'No policy has been published yet'} /> : (
            <Facts rows={[
              { label: ja ? '対象範囲' : 'Scope', value: <span lang={ja ? undefined : 'ja'}>{written(policy.scope)}</span> },
              { label: ja ? '目標とする適合レベルと対応度' : 'Level aimed at', value: ja ? `JIS X 8341-3:2016 の適合レベル${policy.level}に準拠` : `Conformance to JIS X 8341-3:2016 level ${policy.level}` },
              { label: ja ? 'あわせて目指すもの' : 'And besides', value: ja ? 'WCAG 2.2 のレベルAA' : 'WCAG 2.2 level AA' },
              { label: ja ? '目標を達成する期限' : 'To be met by', value: <When date={policy.target_on} style="long" /> },
              policy.exceptions !== '' && { label: ja ? '例外事項' : 'Exceptions', value: <span lang={ja ? undefined : 'ja'}>{written(policy.exceptions)}</span> },
              policy.note !== '' && { label: ja ? '追記する事項' : 'Further remarks', value: <span lang={ja ? undefined : 'ja'}>{written(policy.note)}</span> },
              { label: ja ? '公開した日' : 'Published', value: <When date={tokyoDate(policy.public_at)} style="long" /> },
            ]} />
          )}
        </Section>
        {policy !== null && (
          <Section title={ja ? '使いにくいところがあったら' : 'If something is hard to use'} id="contact">
            <p>{ja ? '読み上げられない、押せない、見えにくいなど、困ったことを教えてください。' : 'Please tell us if something cannot be read, pressed or seen.'}</p>
            <Facts rows={[
              { label: ja ? '問い合わせ先' : 'Contact', value: <span lang={ja ? undefined : 'ja'}>{policy.contact}</span> },
              { label: ja ? '電話' : 'Telephone', value: <A to={`tel:${policy.phone}`}>{formatPhone(policy.phone)}</A> },
              policy.mail !== '' && { label: ja ? 'メール' : 'E-mail', value: <A to={`mailto:${policy.mail}`}>{policy.mail}</A> },
            ]} />
          </Section>
        )}
        <Section title={ja ? '別の形での提供' : 'Other forms'} id="requests">
          <p>{ja ? '点字・大きな文字・音声・手話の動画など、あなたに合う形でお渡しします。ほかのページや、届いた書類も、同じ画面から求められます。' : 'Braille, large print, sound, sign language: you can have pages and papers in a form that suits you. Any other page, or a paper you were sent, can be asked for in the same place.'}</p>
          <p><LinkButton to={`${publicRequests}?page=${root}`} kind="second">{ja ? 'このページを別の形で受け取りたい方へ' : 'Ask for this page in another form'}</LinkButton></p>
          {counts.length > 0 && <Facts rows={counts.map((one) => ({ label: formatFiscalYear(fiscalYear(one.year), lang), value: ja ? `受けた数 ${one.received}件、答えた数 ${one.answered}件（うち期日まで ${one.inTime}件）` : `${one.received} received, ${one.answered} answered, ${one.inTime} of them in time` }))} />}
        </Section>
        <Section title={ja ? '試験結果' : 'Test results'} id="results">
          {tests.length === 0 ? <Empty title={ja ? '公開した試験結果は、まだありません' : 'No test result has been published yet'} /> : <LinkList items={tests.map((one) => ({ to: `${root}/results/${one.number}`, label: ja ? `第${one.number}回${editionWords(one.edition, lang)}　${one.standard} レベル${one.level}` : `No. ${one.number}${editionWords(one.edition, lang)}: ${one.standard} level ${one.level}`, lead: <When date={one.toOn} style="long" /> }))} />}
        </Section>
        {sheets.length > 0 && (
          <Section title={ja ? '取組確認・評価表' : 'Yearly self-assessment'} id="assessments">
            <LinkList items={sheets.map((one) => ({ to: `${root}/assessments/${one.fiscalYear}`, label: formatFiscalYear(fiscalYear(one.fiscalYear), lang), lead: <When date={one.confirmedOn} style="long" /> }))} />
          </Section>
        )}
      </Page>
    );
  },
});

const monthly = z.object({ month: z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/).nullable().catch(null).default(null) });

export const publicStatisticsPage = page({
  path: '/site-statistics',
  title: { ja: 'サイトの読まれ方', en: 'How the site is read' },
  allow: [anyone('5回に満たない数は見せません')],
  search: monthly,
  shared: 'day',
  load: (ctx, { search }) => ctx.ask(publicStatistics, { month: search.month ?? addMonths(monthOf(ctx.today), -1) }),
  view(model, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const last = addMonths(monthOf(ctx.today), -1);
    return (
      <Page title={ja ? 'サイトの読まれ方' : 'How the site is read'} wide crumbs={[homeCrumb(lang)]} lead={<p>{ja ? 'ページが読まれた回数を、日ごとに数えています。クッキーは使いません。だれが、どの機械から読んだかは、はじめから残していません。5回に満たない数は見せません。' : 'We count how often a page is read in a day. There are no cookies, and nothing of who read it is kept. Numbers below five are not shown.'}</p>}>
        <RangeNav
          label={ja ? '月を選ぶ' : 'Month'} current={monthWords(model.month, lang)} previous={{ to: `/site-statistics?month=${addMonths(model.month, -1)}`, label: ja ? '前の月' : 'Month before' }}
          {...(model.month < last ? { next: { to: `/site-statistics?month=${addMonths(model.month, 1)}`, label: ja ? '次の月' : 'Month after' } } : {})}
        />
        {!model.over ? <Notice title={ja ? `${monthWords(model.month, lang)}は、終わってから公開します` : 'A month is shown when it is over'} /> : (
          <>
            <Section title={ja ? `${monthWords(model.month, lang)}　よく読まれたページ` : `Most read, ${monthWords(model.month, lang)}`}>
              <DataTable
                caption={ja ? 'よく読まれたページ' : 'Most read pages'} hideCaption rows={model.pages} rowKey={(row) => row.path} empty={ja ? 'この月の記録はありません。' : 'Nothing was counted in this month.'}
                columns={[{ key: 'p', label: ja ? 'ページ' : 'Page', heads: true, render: (row) => <><A to={row.path}>{row.title === null ? row.path : <span lang={ja ? undefined : 'ja'}>{row.title}</span>}</A>{row.title !== null && <><br /><small>{row.path}</small></>}</> }, { key: 'v', label: ja ? '回数' : 'Readings', align: 'end', render: (row) => row.views.toLocaleString('ja-JP') }]}
              />
              {model.others !== null && <p>{ja ? `ほかの${model.otherPages}ページ　あわせて${model.others.toLocaleString('ja-JP')}回` : `${model.otherPages} other pages: ${model.others} in all`}</p>}
            </Section>
            {model.pages.length > 0 && (
              <Section title={ja ? '日ごと' : 'By day'}>
                <DataTable
                  caption={ja ? '日ごとの回数' : 'Readings by day'} hideCaption rows={model.days} rowKey={(row) => row.day.toString()} empty=""
                  columns={[{ key: 'd', label: ja ? '日' : 'Day', heads: true, render: (row) => <When date={row.day} style="long" /> }, { key: 'v', label: ja ? '回数' : 'Readings', align: 'end', render: (row) => (row.views === null ? (ja ? '（少ない数）' : '(few)') : row.views.toLocaleString('ja-JP')) }]}
                />
              </Section>
            )}
          </>
        )}
      </Page>
    );
  },
});
