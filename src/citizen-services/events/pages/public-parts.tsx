/** What the public pages of this system share. */
import type { Lang, Text } from '../../../kernel/view.ts';
import { Chip, type Crumb, Form, Hidden, Section, Select, Tabs, TextField, useText, useUi } from '../../../ui/index.ts';
import type { CityArea } from '../../../kernel/city.ts';
import { categoryWords, periodWords, statusWords } from '../messages/words.ts';
import { categories, type Category } from '../rules/content.ts';
import { applicationOf, periods } from '../rules/periods.ts';
import type { EventStatus } from '../rules/recurrence.ts';
import type { ListSearch } from '../queries/public.ts';

export const path = '/events';
export const crumb = (lang: Lang): Crumb => ({ to: path, label: lang === 'ja' ? 'イベント' : 'Events' });

/** The same address with these values; empty ones are left out. */
export function withSearch(to: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text === '' ? to : `${to}?${text}`;
}

export const asSearch = (asked: ListSearch): Record<string, string> => ({ period: asked.period === 'all' ? '' : asked.period, category: asked.category ?? '', area: asked.area, q: asked.q });

/** The English name where there is one; the Japanese one is marked as what it is. */
export function Title({ title, titleEn }: { readonly title: string; readonly titleEn: string }) {
  const { lang } = useUi();
  if (lang === 'ja') return <>{title}</>;
  return titleEn === '' ? <span lang="ja">{title}</span> : <>{titleEn}</>;
}
export const titleText = (lang: Lang, title: string, titleEn: string) => (lang === 'en' && titleEn !== '' ? titleEn : title);

export function StatusChip({ status }: { readonly status: EventStatus }) {
  const t = useText();
  if (status === 'scheduled') return null;
  return <Chip kind={status === 'moved_online' ? 'info' : status === 'postponed' ? 'wait' : 'bad'}>{t(statusWords[status])}</Chip>;
}

/** Whether one can apply now, in two words. */
export function ApplyChip({ from, until }: { readonly from: Temporal.Instant | null; readonly until: Temporal.Instant | null }) {
  const { now } = useUi();
  const t = useText();
  const application = applicationOf({ applyFrom: from, applyUntil: until, applyMethod: '', applyUrl: '' }, now);
  switch (application.state) {
    case 'before': return <Chip kind="info">{t({ ja: '申込み前', en: 'Not open yet' })}</Chip>;
    case 'open': return <Chip kind={application.near ? 'wait' : 'ok'}>{application.near ? t({ ja: '締切が近い', en: 'Closing soon' }) : t({ ja: '申込み受付中', en: 'Open for applications' })}</Chip>;
    case 'closed': return <Chip kind="no">{t({ ja: '申込み終了', en: 'Applications closed' })}</Chip>;
    case 'none': case 'any': return null;
  }
}

export const areaNames = (areas: readonly string[], known: readonly CityArea[], lang: Lang) => areas.map((code) => known.find((area) => area.code === code)?.name[lang] ?? code);

export function PeriodTabs({ asked }: { readonly asked: ListSearch }) {
  const t = useText();
  return <Tabs label={t({ ja: '期間', en: 'Period' })} items={periods.map((period) => ({ to: withSearch(path, { ...asSearch(asked), period: period === 'all' ? '' : period }), label: t(periodWords[period]), current: period === asked.period }))} />;
}

export function ListOrMonth({ month, narrow }: { readonly month: boolean; readonly narrow: Readonly<Record<string, string>> }) {
  const t = useText();
  return <Tabs label={t({ ja: '見かた', en: 'View' })} items={[{ to: withSearch(path, narrow), label: t({ ja: '一覧', en: 'List' }), current: !month }, { to: withSearch(`${path}/month`, narrow), label: t({ ja: '月のカレンダー', en: 'Month' }), current: month }]} />;
}

interface NarrowProps {
  readonly to: string;
  readonly category: Category | null;
  readonly area: string;
  readonly areas: readonly CityArea[];
  /** Where words can be looked for. */
  readonly q?: string;
  readonly keep: Readonly<Record<string, string>>;
}

/** Category, area, words. A plain form: it works without script, and its answer has an address. */
export function Narrow({ to, category, area, areas, q, keep }: NarrowProps) {
  const t = useText();
  return (
    <Form method="get" to={to} label={t({ ja: 'イベントをしぼり込む', en: 'Narrow down' })} search={q !== undefined} submit={t({ ja: 'しぼり込む', en: 'Show' })}>
      {Object.entries(keep).filter(([, value]) => value !== '').map(([name, value]) => <Hidden key={name} name={name} value={value} />)}
      <Select name="category" label={t({ ja: '分類', en: 'Category' })} quiet blank={t({ ja: 'すべて', en: 'All' })} value={category} options={categories.map((one) => ({ value: one, label: t(categoryWords[one]) }))} />
      {areas.length > 0 && <Select name="area" label={t({ ja: '地域', en: 'Area' })} quiet blank={t({ ja: 'すべて', en: 'All' })} value={area} options={areas.map((one) => ({ value: one.code, label: t(one.name) }))} />}
      {q !== undefined && <TextField name="q" label={t({ ja: 'ことば', en: 'Words' })} type="search" quiet value={q} maxlength={60} />}
    </Form>
  );
}

/** The calendar for one's own calendar, and the open data. */
export function Subscribe({ origin, code, narrow }: { readonly origin: string; readonly code: string; readonly narrow: Readonly<Record<string, string>> }) {
  const t = useText();
  const file = withSearch('/events.ics', narrow);
  const webcal = `${origin.replace(/^https?:/, 'webcal:')}${file}`;
  const says: Text = { ja: 'スマートフォンやパソコンのカレンダーに登録すると、中止や日時の変更も届きます。', en: 'Subscribe with your own calendar; cancellations and changes reach you there.' };
  return (
    <Section title={t({ ja: '自分のカレンダーで見る', en: 'In your own calendar' })}>
      <p>{t(says)}</p>
      <ul>
        <li><a href={webcal}>{t({ ja: 'カレンダーに登録する', en: 'Subscribe' })}</a></li>
        <li><a href={file} download>{t({ ja: 'カレンダーのファイル（iCalendar）', en: 'Calendar file (iCalendar)' })}</a></li>
        <li><a href="/events.csv" download={`${code}_event.csv`}>{t({ ja: 'オープンデータ（イベント一覧のCSV）', en: 'Open data (CSV)' })}</a></li>
      </ul>
    </Section>
  );
}
