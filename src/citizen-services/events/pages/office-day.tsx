/** One day of an event: cancel it, move it, or take that back. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, notFound, page, to } from '../../../kernel/page.ts';
import { DateField, Facts, Fieldset, Form, FormActions, Hidden, Notice, Page, Radios, Refusal, Section, Submit, TextField, TimeField, useUi } from '../../../ui/index.ts';
import { changeOccurrence, restoreOccurrence } from '../commands/occurrences.ts';
import { statusWords } from '../messages/words.ts';
import { eventRecord } from '../queries/office.ts';
import { firstDay, lastDay, sameWhen } from '../rules/recurrence.ts';
import { home, OfficeStatus, root, type Day } from './office-parts.tsx';
import { whenText } from './when.tsx';

interface At {
  readonly params: { readonly id: string; readonly day: string };
}
const about = (form: { input(): object }, { params }: At) => ({ ...form.input(), event: params.id, day: params.day });
const minutesOf = (at: Temporal.PlainDateTime) => at.hour * 60 + at.minute;

function MoveForm({ row }: { readonly row: Day }) {
  const { when } = row;
  const several = !firstDay(when).equals(lastDay(when));
  return (
    <Form action="move">
      <Hidden name="sequence" value={row.sequence} /><Hidden name="status" value="moved" />{when.allDay && <Hidden name="allDay" value="on" />}
      <DateField name="firstDay" label="新しい日" required value={firstDay(when)} />
      {!when.allDay && <Fieldset legend="時刻" inline><TimeField name="firstTime" label="始まる時刻" required value={minutesOf(when.from)} /><TimeField name="lastTime" label="終わる時刻" quiet value={when.to === null ? null : when.to.hour === 0 && when.to.minute === 0 ? 1440 : minutesOf(when.to)} /></Fieldset>}
      <DateField name="lastDay" label="終わりの日" value={several ? lastDay(when) : null} hint="1日で終わるときは、空けておいてください。" />
      <TextField name="note" label="知らせる言葉" value={row.note} width="long" hint="例 会場の都合により変更しました。" />
      <FormActions next="すぐに公開され、カレンダーに登録している人にも届きます。"><Submit>この日時に変える</Submit></FormActions>
    </Form>
  );
}

function CancelForm({ row }: { readonly row: Day }) {
  return (
    <Form action="cancel">
      <Hidden name="sequence" value={row.sequence} />
      <Radios name="status" label="どうするか" required value={row.status === 'scheduled' ? 'cancelled' : row.status} options={(['cancelled', 'postponed', 'moved_online'] as const).map((status) => ({ value: status, label: statusWords[status].ja }))} />
      <TextField name="note" label="知らせる言葉" value={row.note} width="long" hint="例 台風のため中止します。次の回は予定どおり行います。" />
      <FormActions next="すぐに公開され、カレンダーに登録している人にも届きます。"><Submit kind="danger">知らせる</Submit></FormActions>
    </Form>
  );
}

/** A form that is gone by now cannot show its own refusal. */
function GoneForm({ row }: { readonly row: Day }) {
  const { form } = useUi();
  return form?.action === 'restore' && !row.changed ? <Refusal /> : null;
}

export const officeDayPage = page({
  path: `${root}/:id/days/:day`,
  title: { ja: '1回だけの変更', en: 'Change one occurrence' },
  allow: [staff('events.write')],
  params: z.object({ id: z.uuid(), day: z.iso.date() }),
  async load(ctx, { params }) {
    const it = await ctx.ask(eventRecord, { event: params.id });
    const row = it.liveDays?.rows.find((one) => one.day.toString() === params.day);
    return it.mayWrite && row ? { it, row } : notFound;
  },
  actions: {
    cancel: act(changeOccurrence, { input: about, done: (_, { params }: At) => to(`${root}/${params.id}`, '知らせました。ほかの回は変わりません。') }),
    move: act(changeOccurrence, { input: about, done: (_, { params }: At) => to(`${root}/${params.id}`, '日時を変えました。ほかの回は変わりません。') }),
    restore: act(restoreOccurrence, { input: about, done: (_, { params }: At) => to(`${root}/${params.id}`, '予定どおりに戻しました。') }),
  },
  view({ it, row }) {
    return (
      <Page title={`${whenText(row.planned, 'ja')}の回`} crumbs={[home, { to: `${root}/${it.id}`, label: it.title }]} lead="この回だけを変えます。ほかの回は変わりません。">
        <GoneForm row={row} />
        <Facts rows={[{ label: '行事', value: it.title }, { label: 'いまの日時', value: <>{whenText(row.when, 'ja')} <OfficeStatus status={row.status} /></> }, !sameWhen(row.when, row.planned) && { label: '予定していた日時', value: whenText(row.planned, 'ja') }, row.note !== '' && { label: 'お知らせ', value: row.note }]} />
        {it.status !== 'scheduled' && <Notice kind="warn" title={`行事全体が「${statusWords[it.status].ja}」になっています`}>1回の変更より、全体の状態が先に見えます。</Notice>}
        <Section title="中止・延期"><CancelForm row={row} /></Section>
        <Section title="日時を変える"><MoveForm row={row} /></Section>
        {row.changed && <Section title="予定どおりに戻す"><Form action="restore"><Hidden name="sequence" value={row.sequence} /><TextField name="note" label="知らせる言葉" width="long" /><FormActions><Submit kind="second">予定どおりに戻す</Submit></FormActions></Form></Section>}
      </Page>
    );
  },
});
