/** 公用車の運転日報: on the booking's page the key goes out and comes back; a month's log by car, as the 安全運転管理者 keeps it. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { dateField, optional } from '../../../../kernel/fields.ts';
import { act, page, route, to } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/text.ts';
import { A, Checkbox, Chip, DataTable, Facts, Form, FormActions, Notice, NumberField, Page, Radios, RangeNav, Section, Submit, TextField, When } from '../../../../ui/index.ts';
import { correctTrip } from '../../commands/trips.ts';
import { type TripView, tripMonth, type tripsOf } from '../../queries/trips.ts';
import { clockOf } from '../../rules/clock.ts';
import { deskCrumbs, one, withSearch } from './words.tsx';

type BookingTrips = NonNullable<Awaited<ReturnType<typeof tripsOf.run>>>;
const km = (value: number) => `${value.toLocaleString('ja-JP')}km`;

const columns = [
  { key: 'out', label: '出発', nowrap: true, render: (trip: TripView) => <When instant={trip.outAt} style="short" /> },
  { key: 'in', label: '帰着', nowrap: true, render: (trip: TripView) => (trip.inAt === null ? <Chip kind="wait">運転中</Chip> : clockOf(trip.inAt)) },
  { key: 'driver', label: '運転者', render: (trip: TripView) => trip.driver },
  { key: 'where', label: '行き先', render: (trip: TripView) => trip.destination },
  { key: 'meter', label: '走行距離計', align: 'end' as const, nowrap: true, render: (trip: TripView) => `${trip.outKm.toLocaleString('ja-JP')}～${trip.inKm === null ? '' : trip.inKm.toLocaleString('ja-JP')}` },
  { key: 'km', label: '走行', align: 'end' as const, render: (trip: TripView) => (trip.inKm === null ? '' : km(trip.inKm - trip.outKm)) },
  { key: 'check', label: '酒気帯びの確認', render: (trip: TripView) => <>{trip.checkedOutBy}{trip.checkedInBy !== null && trip.checkedInBy !== trip.checkedOutBy && `・${trip.checkedInBy}`}{trip.soberIn === false && <>　<Chip kind="bad">帰着時に酒気帯び</Chip></>}</> },
  { key: 'note', label: '特記事項', render: (trip: TripView) => trip.note },
];

/** On the page of a car's booking: what to do next stands first. Nothing where nothing is driven. */
export function TripPart({ it, driver }: { readonly it: BookingTrips | null; readonly driver: string }) {
  if (it === null) return null;
  return (
    <Section title={`運転日報　${it.plate}`}>
      {it.outElsewhere && <Notice kind="warn" title="この車は、前の予約の運転からまだ戻っていません。" />}
      {it.outHere && <ComeBack lastKm={it.lastKm} />}
      {it.mayDriveOff && <DriveOff lastKm={it.lastKm} driver={driver} />}
      {it.trips.length > 0 && <DataTable caption="この予約の運転" hideCaption rows={it.trips} rowKey={(trip) => trip.id} columns={columns} empty="" />}
    </Section>
  );
}

const sober = '酒気を帯びていないことを、目視とアルコール検知器で確かめた';

function DriveOff({ lastKm, driver }: { readonly lastKm: number | null; readonly driver: string }) {
  return (
    <Form action="driveOff">
      <div class="form inline"><TextField name="driver" label="運転者" required value={driver} /><TextField name="destination" label="行き先" required width="long" /></div>
      <div class="form inline"><NumberField name="km" label="出発時の走行距離計" required unit="km" value={lastKm} /><TextField name="checkedBy" label="酒気帯びの有無を確認した人" required /></div>
      <Checkbox name="sober" label={sober} />
      <TextField name="note" label="特記事項" width="long" hint="点検で気づいたことや、走行距離が前の記録と離れている理由" />
      <FormActions><Submit>出発を記録</Submit></FormActions>
    </Form>
  );
}

function ComeBack({ lastKm }: { readonly lastKm: number | null }) {
  return (
    <Form action="comeBack">
      <div class="form inline"><NumberField name="km" label="帰着時の走行距離計" required unit="km" hint={lastKm === null ? '' : `出発時 ${km(lastKm)}`} /><TextField name="checkedBy" label="酒気帯びの有無を確認した人" required /></div>
      <Radios name="alcohol" label="酒気帯び（目視とアルコール検知器）" required inline options={[{ value: 'none', label: 'なし' }, { value: 'found', label: 'あり' }]} />
      <TextField name="note" label="特記事項" width="long" hint="傷・故障・給油など" />
      <FormActions><Submit>帰着を記録</Submit></FormActions>
    </Form>
  );
}

const csvPath = '/staff/reservations/csv/driver-log';
const pathOf = (code: string) => `/staff/reservations/${code}/trips`;

export const tripsPage = page({
  path: '/staff/reservations/:code/trips',
  title: { ja: '運転日報', en: 'Driver’s log' },
  allow: [staff('reservations.desk')],
  search: z.object({ month: optional(dateField({ ja: '月', en: 'Month' })) }),
  load: (ctx, { params, search }) => ctx.ask(tripMonth, { facility: params['code'], month: search.month?.toString() ?? '' }),
  actions: { correct: act(correctTrip, { done: (_value, at: { readonly params: Readonly<Record<string, string>> }) => to(pathOf(at.params['code'] ?? ''), '走行距離を直しました。直す前の値は、特記事項に残ります。') }) },
  view(it) {
    const near = (months: number) => withSearch(pathOf(it.facility.code), { month: it.month.add({ months }).toString() });
    return (
      <Page title="運転日報" wide crumbs={deskCrumbs(it.facility)} lead="道路交通法施行規則9条の10の運転日誌と、酒気帯びの確認の記録です。" actions={<A to={withSearch(csvPath, { facility: it.facility.code, month: it.month.toString() })}>CSV</A>}>
        <RangeNav label="月の移動" previous={{ to: near(-1), label: '前の月' }} current={<>{it.month.year}年{it.month.month}月</>} next={{ to: near(1), label: '次の月' }} />
        {it.cars.map((car) => (
          <Section key={car.code} title={`${car.name.ja}　${car.plate}`}>
            {car.count > 0 && <Facts rows={[{ label: '運転', value: `${car.count}回　${km(car.km)}` }, car.unaccountedKm > 0 && { label: '記録のない距離', value: km(car.unaccountedKm) }]} />}
            <DataTable caption={car.name.ja} hideCaption rows={car.trips} rowKey={(trip) => trip.id} columns={columns} empty="この月の運転はありません。" />
            {car.trips.map((trip) => <Correct key={trip.id} trip={trip} />)}
          </Section>
        ))}
      </Page>
    );
  },
});

function Correct({ trip }: { readonly trip: TripView }) {
  if (trip.inKm === null) return null;
  return (
    <details>
      <summary><When instant={trip.outAt} style="short" />の走行距離を直す</summary>
      <Form action="correct" about={{ trip: trip.id }}>
        <div class="form inline"><NumberField name="outKm" label="出発時" required unit="km" value={trip.outKm} /><NumberField name="inKm" label="帰着時" required unit="km" value={trip.inKm} /><TextField name="reason" label="直す理由" required width="long" /><Submit kind="second">直す</Submit></div>
      </Form>
    </details>
  );
}

export const tripsCsv = route({
  path: csvPath,
  title: { ja: '運転日報（CSV）', en: 'Driver’s log as CSV' },
  allow: [staff('reservations.desk')],
  async run(ctx, { search }) {
    const it = await ctx.ask(tripMonth, { facility: one(search, 'facility'), month: one(search, 'month') });
    const body = writeCsv([
      ['車', '登録番号', '出発', '帰着', '運転者', '行き先', '出発時km', '帰着時km', '走行km', '出発時の確認者', '帰着時の確認者', '帰着時の酒気帯び', '特記事項'],
      ...it.cars.flatMap((car) => car.trips.map((trip) => [car.name.ja, car.plate, stamp(trip.outAt), trip.inAt === null ? '' : stamp(trip.inAt), trip.driver, trip.destination, trip.outKm, trip.inKm ?? '', trip.inKm === null ? '' : trip.inKm - trip.outKm, trip.checkedOutBy, trip.checkedInBy ?? '', trip.soberIn === null ? '' : trip.soberIn ? 'なし' : 'あり', trip.note])),
    ]);
    return { type: 'text/csv; charset=utf-8', body, filename: `運転日報-${it.facility.code}-${it.month.toString().slice(0, 7)}.csv` };
  },
});

function stamp(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
