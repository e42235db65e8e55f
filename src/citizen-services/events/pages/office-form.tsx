/** 登録・直し: the form of an event. The days its rule makes stand beside it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatDate, TOKYO } from '../../../kernel/calendar/calendar.ts';
import { dateField, intField, optional } from '../../../kernel/fields.ts';
import { type Fields, notFound, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import type { Answer } from '../../../kernel/outcome.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { Checkbox, Checkboxes, DateField, Fieldset, Form, FormActions, Hidden, Notice, NumberField, Page, Radios, Section, Select, Submit, TextArea, TextField, TimeField, YenField } from '../../../ui/index.ts';
import { createEvent, saveEvent } from '../commands/editing.ts';
import { categoryWords, holidayWords, nthWords, repeatWords, weekdayWords } from '../messages/words.ts';
import { eventRecord, formChoices } from '../queries/office.ts';
import { categories, type Content } from '../rules/content.ts';
import { firstDay, lastDay, WEEKDAYS, type HolidayRule } from '../rules/recurrence.ts';
import { NO_RULE, partsOfRule, repeats, ruleOfParts, type RuleParts } from '../rules/rule-form.ts';
import { ruleWords, writeRule } from '../rules/rrule.ts';
import { type Day, home, root } from './office-parts.tsx';

type Choices = NonNullable<Awaited<ReturnType<typeof formChoices.run>>>;
const minutesOf = (at: Temporal.PlainDateTime) => at.hour * 60 + at.minute;
const dayLines = (days: readonly Temporal.PlainDate[]) => days.map((day) => formatDate(day, 'ja')).join('\n');
const listed = (text: string) => text.split(/[\n、,]+/).map((line) => line.trim()).filter((line) => line !== '');
const maybeDate = optional(dateField({ ja: '日', en: 'Date' }));
const maybeNumber = (max: number) => optional(intField({ ja: '数', en: 'Number' }, { min: 1, max }));

/** The rule of the form as RRULE; or which of its fields is wrong. */
function ruleOfForm(form: Fields): { readonly ok: true; readonly rule: string } | { readonly ok: false; readonly field: string; readonly message: string } {
  const repeat = form.get('repeat');
  if (repeat === 'keep') return { ok: true, rule: form.get('keepRule') };
  const wrong = (field: string, message: string) => ({ ok: false, field, message }) as const;
  const first = maybeDate.safeParse(form.get('firstDay'));
  const until = maybeDate.safeParse(form.get('until'));
  const [interval, count] = [maybeNumber(120).safeParse(form.get('interval')), maybeNumber(999).safeParse(form.get('count'))];
  if (!until.success) return wrong('until', '「この日まで」の日付を読み取れません。例 令和9年3月31日 または 2027-03-31');
  if (!interval.success) return wrong('interval', '「間隔」は1から120までの整数で入力してください。');
  if (!count.success) return wrong('count', '「回数」は1から999までの整数で入力してください。');
  // Without a first day the command says so itself.
  if (!first.success || first.data === null) return { ok: true, rule: '' };
  const parts: RuleParts = {
    repeat: repeats.find((one) => one === repeat) ?? 'none', interval: interval.data ?? 1, weekdays: WEEKDAYS.filter((day) => form.all('weekdays').includes(day)), nths: nthWords.map(([nth]) => nth).filter((nth) => form.all('nths').includes(String(nth))), monthDays: form.get('monthDays'),
    end: form.get('end') === 'until' ? 'until' : form.get('end') === 'count' ? 'count' : 'never', until: until.data, count: count.data,
  };
  const read = ruleOfParts(parts, first.data);
  if (!read.ok) return wrong('repeat', read.message);
  // The hour of the rule's end is the command's: it knows when the event begins.
  return { ok: true, rule: read.value === null ? '' : writeRule(read.value, null) };
}

const RULE_FIELDS = new Set(['repeat', 'keepRule', 'interval', 'weekdays', 'nths', 'monthDays', 'end', 'until', 'count']);

/** The command's input from the form. */
function inputOf(form: Fields, rule: string): Record<string, unknown> {
  const input = Object.fromEntries(Object.entries(form.input()).filter(([name]) => !RULE_FIELDS.has(name)));
  return { ...input, rule, exdates: listed(form.get('exdates')), rdates: listed(form.get('rdates')), areas: [...form.all('areas')] };
}

/** A refusal of several fields at once names each of them. */
function refusalGo(answer: Extract<Answer<unknown>, { ok: false }>) {
  const problems: unknown = answer.details['problems'];
  const errors = Array.isArray(problems) ? problems.filter(isRecord).map((one) => ({ path: String(one['field']), message: String(one['message']) })) : [];
  // A line of a list is wrong: the list is what stands in the form.
  const inLists = answer.errors.map((error) => ({ ...error, path: error.path.replace(/^(exdates|rdates|areas)\.\d+$/, '$1') }));
  return errors.length === 0 ? refusedGo({ ...answer, errors: inLists }) : { go: 'refused' as const, status: answer.status, code: 'InvalidInput', message: answer.message, errors, details: answer.details };
}

async function save(ctx: PageContext, form: Fields, event: string | null) {
  const rule = ruleOfForm(form);
  if (!rule.ok) return problem(rule.message, rule.field);
  const input = inputOf(form, rule.rule);
  const answer = event === null ? await ctx.do(createEvent, input) : await ctx.do(saveEvent, { ...input, event });
  return answer.ok ? to(`${root}/${answer.value.event}`, '保存しました。開催の日を確かめて、よければ「公開の承認を求める」を押してください。') : refusalGo(answer);
}

function WhenPart({ content }: { readonly content: Content | null }) {
  const when = content?.when ?? null;
  const moment = (at: Temporal.PlainDateTime | null) => (at === null ? null : minutesOf(at));
  const last = when === null || firstDay(when).equals(lastDay(when)) ? null : lastDay(when);
  const end = when === null || when.allDay || when.to === null ? null : when.to.hour === 0 && when.to.minute === 0 ? 1440 : moment(when.to);
  return (
    <Fieldset legend="日時">
      <DateField name="firstDay" label="始まりの日" required value={when === null ? null : firstDay(when)} />
      <Checkbox name="allDay" label="終日（時刻を決めない）" checked={when?.allDay ?? false} />
      <Fieldset legend="時刻" inline><TimeField name="firstTime" label="始まる時刻" quiet value={when === null || when.allDay ? null : moment(when.from)} /><TimeField name="lastTime" label="終わる時刻" quiet value={end} /></Fieldset>
      <DateField name="lastDay" label="終わりの日" value={last} hint="1日で終わる行事は、空けておいてください。" />
      <TextField name="whenNote" label="日時について" value={content?.whenNote} width="long" hint="例 雨天順延、受付は9時から" />
    </Fieldset>
  );
}

function RulePart({ content, days }: { readonly content: Content | null; readonly days: readonly Day[] | null }) {
  const parts = content === null ? NO_RULE : partsOfRule(content.rule);
  const shown = parts ?? NO_RULE;
  const kept = content?.rule && parts === null ? { value: 'keep', label: `いまの決まりのまま（${ruleWords(content.rule, firstDay(content.when), 'as_is')}）` } : null;
  const time = content === null || content.when.allDay ? null : content.when.from.toPlainTime();
  return (
    <Fieldset legend="繰り返し" hint="「毎月第2月曜日、祝日のときは翌日」のような決まりを選べます。">
      {content?.rule && days !== null && (
        <Notice title={`いま保存してある決まり：${ruleWords(content.rule, firstDay(content.when), content.holidayRule)}`}>次の開催の日：{days.slice(0, 6).map((day) => formatDate(firstDay(day.when), 'ja', 'monthDay')).join('、') || 'ありません'}</Notice>
      )}
      {kept !== null && content?.rule && <Hidden name="keepRule" value={writeRule(content.rule, time)} />}
      <Radios name="repeat" label="繰り返し方" value={kept?.value ?? shown.repeat} options={[...(kept === null ? [] : [kept]), ...repeats.map((repeat) => ({ value: repeat, label: repeatWords[repeat] }))]} />
      <NumberField name="interval" label="間隔" quiet value={shown.interval === 1 ? null : shown.interval} hint="1週おきは「2」、3か月ごとは「3」。毎回のときは空けておいてください。" />
      <Checkboxes name="nths" label="何番目" quiet inline values={shown.nths.map(String)} options={nthWords.map(([nth, word]) => ({ value: String(nth), label: word }))} hint="「毎月（第2月曜日のように）」のとき" />
      <Checkboxes name="weekdays" label="曜日" quiet inline values={[...shown.weekdays]} options={WEEKDAYS.map((day) => ({ value: day, label: weekdayWords[day] }))} hint="「毎週」か「毎月（第2月曜日のように）」のとき" />
      <TextField name="monthDays" label="日にち" quiet value={shown.monthDays} width="medium" hint="「毎月（15日のように）」のとき。例 1、15 または 末日" />
      <Radios name="end" label="繰り返しの終わり" quiet inline value={shown.end} options={[{ value: 'never', label: '決めない' }, { value: 'until', label: 'この日まで' }, { value: 'count', label: '回数' }]} />
      <DateField name="until" label="この日まで" quiet value={shown.until} />
      <NumberField name="count" label="回数" quiet unit="回" value={shown.count} />
      <Select name="holidayRule" label="祝日に当たるとき" quiet blank={null} value={content?.holidayRule ?? 'as_is'} options={(['as_is', 'skip', 'next_day', 'next_weekday'] as const satisfies readonly HolidayRule[]).map((one) => ({ value: one, label: holidayWords[one] }))} />
      <TextArea name="exdates" label="除く日" rows={3} value={dayLines(content?.exdates ?? [])} hint="1行に1日。年末年始などで行わない日" />
      <TextArea name="rdates" label="加える日" rows={3} value={dayLines(content?.rdates ?? [])} hint="1行に1日。決まりのほかに行う日（祝日でも行います）" />
    </Fieldset>
  );
}

function PlacePart({ content, areas }: { readonly content: Content | null; readonly areas: Choices['areas'] }) {
  return (
    <Fieldset legend="場所">
      <TextField name="placeName" label="場所の名前" value={content?.placeName} width="long" /><TextField name="placeAddress" label="住所" value={content?.placeAddress} width="long" /><TextField name="placeDetail" label="建物・階・部屋" value={content?.placeDetail} width="medium" />
      <Fieldset legend="地図の位置" inline><TextField name="lat" label="緯度" quiet value={content?.at ? String(content.at.lat) : ''} width="medium" inputmode="decimal" /><TextField name="lng" label="経度" quiet value={content?.at ? String(content.at.lng) : ''} width="medium" inputmode="decimal" /></Fieldset>
      {areas.length > 0 && <Checkboxes name="areas" label="地域" quiet inline values={[...(content?.areas ?? [])]} options={areas.map((area) => ({ value: area.code, label: area.name.ja }))} hint="全市の行事は、選ばないでください。" />}
      <TextField name="onlineUrl" label="オンラインのアドレス" type="url" value={content?.onlineUrl} width="long" /><TextField name="access" label="行き方" value={content?.access} width="long" /><TextField name="parking" label="駐車場" value={content?.parking} width="long" />
    </Fieldset>
  );
}

function ApplyPart({ content }: { readonly content: Content | null }) {
  const local = (at: Temporal.Instant | null | undefined) => at?.toZonedDateTimeISO(TOKYO).toPlainDateTime() ?? null;
  const [from, until] = [local(content?.applyFrom), local(content?.applyUntil)];
  const capacity = content === null ? '' : content.capacity === null ? content.capacityNote : `${content.capacity}人${content.capacityNote === '' ? '' : `（${content.capacityNote}）`}`;
  return (
    <Fieldset legend="参加と申込み">
      <TextField name="audience" label="対象" value={content?.audience} width="long" /><TextField name="capacity" label="定員" value={capacity} width="medium" hint="例 20人（先着）" />
      <YenField name="fee" label="料金" value={content?.fee} hint="無料は 0。場合によるときは空けて、下に書いてください。" /><TextField name="feeNote" label="料金について" value={content?.feeNote} width="long" />
      <Fieldset legend="申込みの始まり" inline><DateField name="applyFromDay" label="日" quiet value={from?.toPlainDate() ?? null} /><TimeField name="applyFromTime" label="時刻" quiet value={from === null ? null : minutesOf(from)} /></Fieldset>
      <Fieldset legend="申込みの締切" inline><DateField name="applyUntilDay" label="日" quiet value={until?.toPlainDate() ?? null} /><TimeField name="applyUntilTime" label="時刻" quiet value={until === null ? null : minutesOf(until)} /></Fieldset>
      <TextArea name="applyMethod" label="申込みの方法" rows={3} value={content?.applyMethod} /><TextField name="applyUrl" label="申込みのページ" type="url" value={content?.applyUrl} width="long" />
      <TextField name="organiser" label="主催" value={content?.organiser} width="long" /><TextField name="contactName" label="問い合わせ先" value={content?.contactName} width="long" hint="空けておくと、所属の名前が出ます。" />
      <Fieldset legend="問い合わせの電話" inline><TextField name="contactPhone" label="電話番号" quiet type="tel" value={content === null || content.contactPhone === '' ? '' : formatPhone(content.contactPhone)} width="medium" /><TextField name="contactExtension" label="内線" quiet value={content?.contactExtension} width="short" /></Fieldset>
      <TextField name="barrierFree" label="バリアフリー" value={content?.barrierFree} width="long" /><TextField name="childcare" label="託児" value={content?.childcare} width="long" />
      <TextField name="url" label="くわしい案内のページ" type="url" value={content?.url} width="long" /><TextArea name="remarks" label="備考" rows={2} value={content?.remarks} />
      <Checkbox name="boards" label="掲示板に出してよい" checked={content?.boards ?? true} /><Checkbox name="openData" label="オープンデータに入れる" checked={content?.openData ?? true} />
    </Fieldset>
  );
}

function EventFields({ content, areas, days }: { readonly content: Content | null; readonly areas: Choices['areas']; readonly days: readonly Day[] | null }) {
  return (
    <>
      <Fieldset legend="行事">
        <TextField name="title" label="行事の名前" required value={content?.title} width="long" maxlength={120} /><TextField name="titleKana" label="名前の読み" value={content?.titleKana} width="long" /><TextField name="titleEn" label="英語の名前" value={content?.titleEn} width="long" lang="en" />
        <Select name="category" label="分類" required value={content?.category} options={categories.map((one) => ({ value: one, label: categoryWords[one].ja }))} />
        <TextArea name="description" label="内容" rows={5} value={content?.description} /><TextArea name="descriptionEn" label="英語の内容" rows={3} value={content?.descriptionEn} />
      </Fieldset>
      <WhenPart content={content} /><RulePart content={content} days={days} /><PlacePart content={content} areas={areas} /><ApplyPart content={content} />
    </>
  );
}

export const newEventPage = page({
  path: `${root}/new`,
  title: { ja: 'イベントを登録する', en: 'Write a new event' },
  allow: [staff('events.write')],
  load: (ctx) => ctx.ask(formChoices, {}),
  actions: { save: (ctx, form) => save(ctx, form, null) },
  view(model) {
    return (
      <Page title="イベントを登録する" crumbs={[home]} lead="保存しても、まだ公開されません。公開するには、別の人の承認が要ります。">
        <Section title="内容">
          <Form action="save">
            <Select name="department" label="所属" required value={model.offices.length === 1 ? (model.offices[0]?.id ?? null) : null} options={model.offices.map((one) => ({ value: one.id, label: one.name }))} />
            <EventFields content={null} areas={model.areas} days={null} />
            <FormActions next="保存すると、繰り返しの決まりから開催の日を計算してお見せします。"><Submit>保存して開催の日を確かめる</Submit></FormActions>
          </Form>
        </Section>
      </Page>
    );
  },
});

export const editEventPage = page({
  path: `${root}/:id/edit`,
  title: { ja: 'イベントを直す', en: 'Change an event' },
  allow: [staff('events.write')],
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const it = await ctx.ask(eventRecord, { event: params.id });
    if (!it.mayWrite) return notFound;
    if (it.open?.state === 'waiting') return to(`${root}/${it.id}`, { kind: 'warn', message: '承認を待っています。直すときは、先に取り下げてください。' });
    return { it, choices: await ctx.ask(formChoices, {}) };
  },
  actions: { save: (ctx, form, { params }) => save(ctx, form, params.id) },
  view({ it, choices }) {
    const content = it.open?.content ?? it.shown;
    return (
      <Page title={`直す：${content.title}`} crumbs={[home, { to: `${root}/${it.id}`, label: content.title }]} lead={it.live !== null ? '公開中の内容は、直したものが承認されるまで、そのまま残ります。' : undefined}>
        {it.open !== null && it.open.returnedNote !== '' && <Notice kind="warn" title="差し戻されました">{it.open.returnedNote}</Notice>}
        <Section title="内容">
          <Form action="save">
            <Hidden name="edition" value={it.open?.id ?? ''} /><Hidden name="version" value={it.open?.version ?? it.version} />
            <EventFields content={content} areas={choices.areas} days={(it.open?.days ?? it.liveDays)?.rows ?? null} />
            <TextField name="changeNote" label="直したところ" value={it.open?.changeNote} width="long" hint="承認する人に伝わります。" />
            <FormActions next="保存すると、開催の日を計算し直してお見せします。"><Submit>保存して開催の日を確かめる</Submit></FormActions>
          </Form>
        </Section>
      </Page>
    );
  },
});
