/** 結果: how many wrote, what was said, what the city answers and what changed (行政手続法 第43条第1項 as the model). */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { notFound, page, route } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Chip, type ChipKind, Facts, LinkButton, Page, Section, When } from '../../../ui/index.ts';
import { isNumber } from '../commands/fields.ts';
import { outcomeWords, viewWords } from '../messages/words.ts';
import { publicResult } from '../queries/public.ts';
import type { View } from '../rules/result.ts';
import { homeCrumb, listCrumb, root, Running, titleIn } from './public-parts.tsx';

type Result = NonNullable<Awaited<ReturnType<typeof publicResult.run>>>;
const open = [anyone('意見公募の結果は公表するものです')];
const chips: Readonly<Record<View, ChipKind>> = { adopted: 'ok', partly: 'ok', noted: 'info', not_adopted: 'no', out_of_scope: 'no' };

export const resultPage = page({
  path: `${root}/:number/result`,
  title: { ja: '意見公募の結果', en: 'The result of a consultation' },
  allow: open,
  params: z.object({ number: z.string().refine(isNumber) }),
  shared: 'day',
  load: (ctx, { params }) => ctx.ask(publicResult, { number: params.number }),
  view(it, { lang }) {
    const ja = lang === 'ja';
    const title = ja ? `結果：${it.title}` : `Result: ${it.titleEn}`;
    const english = !ja && it.textEn !== '';
    const words = english ? it.textEn : it.text;
    return (
      <Page title={title} crumbs={[homeCrumb(lang), listCrumb(lang), { to: `${root}/${it.number}`, label: titleIn(lang, it) }]} actions={<LinkButton to={`${root}/${it.number}/result.csv`} kind="second" icon="download" download>{ja ? '表を保存（CSV）' : 'Save as CSV'}</LinkButton>}>
        <Facts rows={[
          { label: ja ? '結論' : 'Outcome', value: <strong>{outcomeWords[it.outcome][lang]}</strong> },
          { label: ja ? '決めた日' : 'Decided on', value: <When date={it.decidedOn} /> },
          { label: ja ? '募集期間' : 'Period', value: ja ? `${formatDate(it.publishedOn, lang)}から${formatDate(it.closesOn, lang)}まで（${it.days}日間）` : `${formatDate(it.publishedOn, lang)} to ${formatDate(it.closesOn, lang)} (${it.days} days)` },
          { label: ja ? '意見を出した人' : 'People', value: ja ? `${it.people}人` : String(it.people) },
          { label: ja ? '意見の数' : 'Submissions', value: countWords(it, lang) },
          { label: ja ? '担当課' : 'Office', value: <span lang={ja ? undefined : 'ja'}>{it.office}</span> },
          it.resultAt !== null && { label: ja ? '公表した日' : 'Published', value: <When date={tokyoDate(it.resultAt)} /> },
        ]} />
        {words !== '' && <Running text={words} lang={lang} written={english ? 'en' : 'ja'} />}
        <Section title={ja ? '意見の概要と市の考え方' : 'Opinions and the city’s answers'}>
          {it.opinions.length === 0 && <p>{ja ? '意見はありませんでした。' : 'No opinions were submitted.'}</p>}
          {it.opinions.map((one) => <Opinion key={one.ordinal} one={one} number={it.number} lang={lang} />)}
        </Section>
      </Page>
    );
  },
});

function countWords(it: Result, lang: Lang): string {
  const [repeated, late] = [(it.received ?? 0) - (it.submissions ?? 0), it.late ?? 0];
  if (lang === 'en') return `${it.submissions}${repeated > 0 ? `, not counting ${repeated} repeated by the same people` : ''}${late > 0 ? `, and ${late} late ones not counted` : ''}`;
  return `${it.submissions}件${repeated > 0 ? `（同じ人が同じ文面で重ねて出した${repeated}件は数えません）` : ''}${late > 0 ? `。ほかに期限後に届いたもの${late}件` : ''}`;
}

function Opinion({ one, number, lang }: { readonly one: Result['opinions'][number]; readonly number: string; readonly lang: Lang }) {
  const ja = lang === 'ja';
  return (
    <Section level={3} id={`opinion-${one.ordinal}`} title={ja ? `意見${one.ordinal}` : `Opinion ${one.ordinal}`} aside={<><Chip kind={chips[one.view]}>{viewWords[one.view][lang]}</Chip><span>{ja ? `${one.submissions}件` : `${one.submissions} submission${one.submissions === 1 ? '' : 's'}`}</span></>}>
      <Facts rows={[
        one.section !== '' && { label: ja ? '部分' : 'Part', value: <A to={`${root}/${number}#part-${one.section}`}>{`${one.section}　${one.heading}`}</A> },
        { label: ja ? '意見の概要' : 'Summary', value: <Running text={one.summary} lang={lang} /> },
        { label: ja ? '市の考え方' : 'Answer', value: <Running text={one.reply} lang={lang} /> },
        one.change !== '' && { label: ja ? '案の修正' : 'Change', value: <Running text={one.change} lang={lang} /> },
      ]} />
    </Section>
  );
}

export const resultCsv = route({
  path: `${root}/:number/result.csv`,
  title: { ja: '意見公募の結果のCSV', en: 'The result as CSV' },
  allow: open,
  async run(ctx, { params }) {
    const number = params['number'] ?? '';
    const answer = isNumber(number) ? await ctx.tryAsk(publicResult, { number }) : null;
    if (!answer?.ok || answer.value === null) return notFound;
    const it = answer.value;
    const rows = it.opinions.map((one) => [it.number, it.title, one.ordinal, one.section, one.heading, one.summary, one.submissions, viewWords[one.view].ja, one.reply, one.change]);
    return { type: 'text/csv; charset=utf-8', filename: `意見公募の結果-${it.number}.csv`, body: writeCsv([['番号', '件名', '意見', '部分', '見出し', '意見の概要', '件数', '市の考え方', '理由', '案の修正'], ...rows]) };
  },
});
