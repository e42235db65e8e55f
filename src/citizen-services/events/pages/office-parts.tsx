/** What the office's pages of this system share. Staff pages are Japanese. */
import { Chip, type Crumb, DataTable } from '../../../ui/index.ts';
import { statusWords } from '../messages/words.ts';
import type { Change, EventStatus, When } from '../rules/recurrence.ts';
import { sameWhen } from '../rules/recurrence.ts';
import { whenText } from './when.tsx';

export const root = '/staff/events';
export const home: Crumb = { to: root, label: 'イベント' };

export function StateChip({ state }: { readonly state: string }) {
  switch (state) {
    case 'draft': return <Chip kind="info">下書き</Chip>;
    case 'waiting': return <Chip kind="wait">承認待ち</Chip>;
    case 'public': return <Chip kind="ok">公開中</Chip>;
    case 'withdrawn': return <Chip kind="no">掲載終了</Chip>;
    case 'dropped': return <Chip kind="no">取りやめ</Chip>;
    default: return <Chip kind="no">前の版</Chip>;
  }
}

export function OfficeStatus({ status }: { readonly status: EventStatus }) {
  return status === 'scheduled' ? null : <Chip kind={status === 'cancelled' ? 'bad' : 'wait'}>{statusWords[status].ja}</Chip>;
}

export interface Day {
  readonly day: Temporal.PlainDate;
  readonly when: When;
  readonly planned: When;
  readonly status: EventStatus;
  readonly note: string;
  readonly sequence: number;
  readonly changed: boolean;
}

function DayNote({ row }: { readonly row: Day }) {
  const moved = sameWhen(row.when, row.planned) ? '' : `${whenText(row.planned, 'ja')}から変更`;
  const said = [moved, row.note].filter((text) => text !== '').join('　');
  return row.status === 'scheduled' && said === '' ? <>予定どおり</> : <><OfficeStatus status={row.status} /> {said}</>;
}

/** The days as readers will see them; `link`: where one of them is changed. */
export function Days({ rows, more, link }: { readonly rows: readonly Day[]; readonly more: number; readonly link: ((day: Temporal.PlainDate) => string) | null }) {
  return (
    <>
      <DataTable
        caption="開催の日" hideCaption keys rows={rows} rowKey={(row) => row.day.toString()} empty="これからの開催の日はありません。"
        columns={[
          { key: 'when', label: '日時', heads: true, render: (row) => whenText(row.when, 'ja') },
          { key: 'note', label: 'お知らせ', render: (row) => <DayNote row={row} /> },
        ]}
        {...(link === null ? {} : { actions: (row: Day) => <a class="button plain" href={link(row.day)} data-key="Enter"><span>変更する<span class="vh">：{whenText(row.when, 'ja')}</span></span></a> })}
      />
      {more > 0 && <p>このあとも{more}回あります。</p>}
    </>
  );
}

export function Lost({ changes }: { readonly changes: readonly Change[] }) {
  return changes.length === 0 ? null : <p>前に変更を知らせた次の日は、いまの繰り返しの中にありません：{changes.map((change) => `${change.id.toString()}（${statusWords[change.status].ja}）`).join('、')}</p>;
}
