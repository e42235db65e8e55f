/** 電源・通信: until when the lights stay on, and by which means one still speaks. */
import { staff } from '../../../kernel/actor.ts';
import { formatInstant, parseDate, parseTime, toInstant } from '../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { Checkbox, Chip, DataTable, DateField, Form, FormActions, Hidden, Notice, NumberField, Page, Section, Select, Submit, TextArea, TextField, TimeField, useUi, When } from '../../../ui/index.ts';
import { changeTier, removeMeans, removePower, saveMeans, savePlace, savePowerDevice, savePowerSource } from '../commands/places.ts';
import { placeWords } from '../messages/words.ts';
import { powerPlan } from '../queries/places.ts';
import { formatDuration } from '../rules/duration.ts';
import { DoorTabs, home, one, root } from './words.tsx';

const path = `${root}/power`;
type Model = Awaited<ReturnType<typeof powerPlan.run>>;
type Place = Model['places'][number];
const tierOptions = [0, 1, 2, 3, 4, 5].map((tier) => ({ value: String(tier), label: `区分${tier}` }));
const problemWords = { 'ups-overload': 'UPSの定格を超えます', 'generator-overload': '発電機の定格を超えます', gap: '発電機が動く前にUPSが切れます' } as const;

export const powerPage = page({
  path,
  title: { ja: '電源・通信', en: 'Power and communication' },
  allow: [staff('continuity.view')],
  load(ctx, { search }) {
    const [date, time] = [parseDate(one(search, 'day') || ctx.today.toString(), ctx.today), parseTime(one(search, 'time'))];
    return ctx.ask(powerPlan, { from: date.ok && time.ok ? toInstant(date.value, time.value).toString() : '' });
  },
  actions: {
    place: act(savePlace, { done: () => to(path, '拠点を記録しました。') }),
    source: act(savePowerSource, { done: () => to(path, '電源を記録しました。') }),
    device: act(savePowerDevice, { done: () => to(path, '機器を記録しました。') }),
    remove: act(removePower, { done: () => to(path, '外しました。') }),
    means: act(saveMeans, { done: () => to(path, '通信手段を記録しました。') }),
    drop: act(removeMeans, { done: () => to(path, '通信手段を外しました。') }),
    tier: act(changeTier, { done: () => to(path, '区分の約束を変えました。') }),
  },
  view(model, ctx) {
    const mayEdit = ctx.may('continuity.edit');
    return (
      <Page title="電源・通信" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="停電の始まり" submit="いつまでもつか計算する"><DateField name="day" label="停電した日" quiet native value={model.from.toZonedDateTimeISO('Asia/Tokyo').toPlainDate()} /><TimeField name="time" label="時刻" quiet value={minutesOf(model.from)} /></Form>
        {model.places.map((place) => <PlacePart key={place.id} place={place} from={model.from} mayEdit={mayEdit} />)}
        {model.places.length === 0 && <Notice title="拠点がまだありません">下で、本庁舎や第二拠点を加えてください。</Notice>}
        <MeansPart model={model} mayEdit={mayEdit} />
        <TierPart model={model} mayEdit={mayEdit} />
        {mayEdit && <Section title="拠点を加える"><PlaceForm place={null} /></Section>}
      </Page>
    );
  },
});

function minutesOf(at: Temporal.Instant): number {
  const zoned = at.toZonedDateTimeISO('Asia/Tokyo');
  return zoned.hour * 60 + zoned.minute;
}

function PlacePart({ place, from, mayEdit }: { readonly place: Place; readonly from: Temporal.Instant; readonly mayEdit: boolean }) {
  const all = place.runs[0];
  return (
    <Section title={place.name} aside={<>{place.alternative && <Chip kind="info">代替拠点</Chip>} {placeWords[place.kind].ja}{place.distanceKm > 0 && `　本庁舎から${place.distanceKm}km`}</>}>
      {place.note !== '' && <p>{place.note}</p>}
      {all && <Notice kind={all.problems.length > 0 ? 'bad' : 'info'} title={all.until === null ? '電気を使う機器がありません' : `すべて動かすと、${formatInstant(all.until, 'ja', 'monthDay')}まで`}>{all.problems.length > 0 && all.problems.map((problem) => <p key={problem}>{problemWords[problem]}（{all.loadWatts.toLocaleString('ja-JP')}W）</p>)}<p><When instant={from} style="monthDay" />に停電したときの計算です。</p></Notice>}
      {place.runs.length > 0 && (
        <DataTable caption="残す機器と、もつ時間" rows={place.runs} rowKey={(row) => String(row.keepTier)} empty=""
          columns={[
            { key: 'k', label: '残す機器', render: (row) => (row.keepTier === 5 ? 'すべて' : `区分${row.keepTier}まで`) }, { key: 'w', label: '消費', align: 'end', render: (row) => `${row.loadWatts.toLocaleString('ja-JP')}W` },
            { key: 'u', label: 'UPSだけで', align: 'end', render: (row) => (row.upsMinutes === null ? '―' : formatDuration(row.upsMinutes)) }, { key: 'g', label: '発電機で', align: 'end', render: (row) => (row.generatorMinutes === null ? '―' : formatDuration(row.generatorMinutes)) },
            { key: 't', label: 'いつまで', nowrap: true, render: (row) => (row.until === null ? '―' : <b><When instant={row.until} style="monthDay" /></b>) }, { key: 'p', label: '注意', render: (row) => (row.problems.length === 0 ? <Chip kind="ok">なし</Chip> : row.problems.map((problem) => <Chip key={problem} kind="bad">{problemWords[problem]}</Chip>)) },
          ]} />
      )}
      {(place.sources.length > 0 || place.loads.length > 0) && <SourcesAndLoads place={place} mayEdit={mayEdit} />}
      {mayEdit && <details><summary>{`${place.name}を直す、電源と機器を加える`}</summary><PlaceForm place={place} /><SourceForm place={place} /><DeviceForm place={place} /></details>}
    </Section>
  );
}

function SourcesAndLoads({ place, mayEdit }: { readonly place: Place; readonly mayEdit: boolean }) {
  const remove = (what: 'source' | 'device') => (row: { readonly id: string; readonly name: string }) => <Form action="remove" inline about={{ what, item: row.id }}><Submit kind="plain" about={row.name}>外す</Submit></Form>;
  return (
    <details><summary>{`電源${place.sources.length}台と、電気を使う機器${place.loads.length}種`}</summary>
      <DataTable caption="電源" rows={place.sources} rowKey={(row) => row.id} empty="電源はありません。"
        columns={[
          { key: 'n', label: '名称', render: (row) => row.name }, { key: 'r', label: '定格', align: 'end', render: (row) => `${row.rated_watts.toLocaleString('ja-JP')}W` },
          { key: 'c', label: '容量', render: (row) => (row.kind === 'ups' ? `${(row.usable_watt_hours ?? 0).toLocaleString('ja-JP')}Wh` : `燃料${row.fuel_litres ?? ''}L、毎時${row.idle_litres_hour ?? ''}〜${row.full_litres_hour ?? ''}L、起動${row.start_minutes ?? 0}分`) },
          { key: 'd', label: '点検', nowrap: true, render: (row) => (row.checked_on ? <When date={row.checked_on} style="short" /> : '―') },
        ]} {...(mayEdit ? { actions: remove('source') } : {})} />
      <DataTable caption="電気を使う機器" rows={place.loads} rowKey={(row) => row.id} empty="機器はありません。"
        columns={[{ key: 'n', label: '名称', render: (row) => row.name }, { key: 'q', label: '台数', align: 'end', render: (row) => row.quantity }, { key: 'w', label: '1台', align: 'end', render: (row) => `${row.watts}W` }, { key: 't', label: '残す順', render: (row) => `区分${row.tier}` }, { key: 'u', label: 'UPS', render: (row) => (row.on_ups ? 'つないである' : '―') }]}
        {...(mayEdit ? { actions: remove('device') } : {})} />
    </details>
  );
}

function PlaceForm({ place }: { readonly place: Place | null }) {
  return (
    <Form action="place" about={place ? { place: place.id } : { place: '' }}>{place && <Hidden name="version" value={place.version} />}
      <div class="form inline">
        <TextField name="key" label="記号" required value={place?.code} /><TextField name="name" label="名称" required value={place?.name} /><Select name="kind" label="種類" required blank={null} value={place?.kind ?? 'office'} options={Object.entries(placeWords).map(([value, label]) => ({ value, label: label.ja }))} />
        <TextField name="address" label="住所" value={place?.address} /><NumberField name="distanceKm" label="本庁舎から" required unit="km" value={place?.distanceKm ?? 0} /><NumberField name="powerHours" label="自前の電源でもたせたい時間" required unit="時間" value={place?.powerHours ?? 0} />
      </div>
      <Checkbox name="alternative" label="代替拠点として使う" checked={place?.alternative ?? false} /><TextArea name="note" label="備考" rows={2} value={place?.note} />
      <FormActions><Submit kind="second">{place ? '拠点を直す' : '拠点を加える'}</Submit></FormActions>
    </Form>
  );
}

function SourceForm({ place }: { readonly place: Place }) {
  return (
    <Form action="source" about={{ place: place.id }}>
      <div class="form inline">
        <Select name="kind" label="電源の種類" required blank={null} value="ups" options={[{ value: 'ups', label: 'UPS' }, { value: 'generator', label: '発電機' }]} /><TextField name="name" label="名称" required /><NumberField name="ratedWatts" label="定格出力" required unit="W" /><NumberField name="usableWattHours" label="使える電力量（UPS）" unit="Wh" />
        <NumberField name="fuelLitres" label="燃料（発電機）" decimal unit="L" /><NumberField name="idleLitresHour" label="無負荷の消費" decimal unit="L/時" /><NumberField name="fullLitresHour" label="満負荷の消費" decimal unit="L/時" /><NumberField name="startMinutes" label="起動まで" unit="分" /><DateField name="checkedOn" label="点検した日" native />
      </div>
      <FormActions><Submit kind="second">電源を加える</Submit></FormActions>
    </Form>
  );
}

function DeviceForm({ place }: { readonly place: Place }) {
  return (
    <Form action="device" about={{ place: place.id }}>
      <div class="form inline"><TextField name="name" label="機器の名称" required /><NumberField name="quantity" label="台数" required value={1} /><NumberField name="watts" label="1台の消費電力" required unit="W" /><Select name="tier" label="残す順" required options={tierOptions} /></div>
      <Checkbox name="onUps" label="UPSにつないである" />
      <FormActions><Submit kind="second">機器を加える</Submit></FormActions>
    </Form>
  );
}

function MeansPart({ model, mayEdit }: { readonly model: Model; readonly mayEdit: boolean }) {
  const { form } = useUi();
  return (
    <Section title={`通信手段の順番　${model.means.length}段`}>
      <DataTable caption="通信手段の順番" hideCaption rows={model.means} rowKey={(row) => row.id} empty="通信手段がまだありません。"
        columns={[
          { key: 'o', label: '順', align: 'end', render: (row) => row.ordinal }, { key: 'n', label: '手段', heads: true, render: (row) => row.name }, { key: 'c', label: '運べるもの', render: (row) => row.carries }, { key: 'w', label: '必要なもの', render: (row) => row.needs || '―' },
          { key: 'r', label: '切替', align: 'end', render: (row) => formatDuration(row.ready_minutes) }, { key: 'l', label: '停電で', align: 'end', render: (row) => (row.lasts_hours === null ? '―' : `${row.lasts_hours}時間`) }, { key: 't', label: '試した日', nowrap: true, render: (row) => (row.tested_on ? <When date={row.tested_on} style="short" /> : <Chip kind="wait">まだ</Chip>) },
        ]} />
      {mayEdit && model.means.map((row) => <details key={row.id} open={form?.values['means'] === row.id}><summary>{`${row.ordinal}「${row.name}」を直す`}</summary><MeansForm row={row} /><Form action="drop" inline about={{ means: row.id }}><Submit kind="plain" about={row.name}>外す</Submit></Form></details>)}
      {mayEdit && <details open={form?.action === 'means' && form.values['means'] === ''}><summary>通信手段を加える</summary><MeansForm row={null} /></details>}
    </Section>
  );
}

function MeansForm({ row }: { readonly row: Model['means'][number] | null }) {
  return (
    <Form action="means" about={row ? { means: row.id } : { means: '' }}>{row && <Hidden name="version" value={row.version} />}
      <div class="form inline"><NumberField name="ordinal" label="順番" required value={row?.ordinal} /><TextField name="name" label="手段" required value={row?.name} /><NumberField name="readyMinutes" label="切替にかかる時間" required unit="分" value={row?.ready_minutes} /><NumberField name="lastsHours" label="停電でもつ時間" unit="時間" value={row?.lasts_hours} /><DateField name="testedOn" label="試した日" native value={row?.tested_on} /></div>
      <TextField name="carries" label="運べるもの" required width="long" value={row?.carries} /><TextField name="needs" label="必要なもの" width="long" value={row?.needs} />
      <FormActions><Submit kind="second" about={row?.name}>{row ? '直す' : '加える'}</Submit></FormActions>
    </Form>
  );
}

function TierPart({ model, mayEdit }: { readonly model: Model; readonly mayEdit: boolean }) {
  const { form } = useUi();
  return (
    <Section title="区分の約束">
      <DataTable caption="区分の約束" hideCaption rows={model.tiers} rowKey={(row) => String(row.tier)} empty=""
        columns={[{ key: 't', label: '区分', nowrap: true, render: (row) => `区分${row.tier}` }, { key: 'b', label: '戻すまで', nowrap: true, render: (row) => formatDuration(row.back_in_minutes) }, { key: 'm', label: '意味', render: (row) => row.meaning }, { key: 'g', label: '根拠（いつのものか）', render: (row) => <>{row.basis}<small><When date={row.as_of} style="short" /></small></> }]} />
      {mayEdit && model.tiers.map((row) => <details key={row.tier} open={form?.action === 'tier' && form.values['tier'] === String(row.tier)}><summary>{`区分${row.tier}の約束を変える`}</summary><Form action="tier" about={{ tier: row.tier }}><Hidden name="version" value={row.version} /><TextField name="backIn" label="戻すまで" required value={formatDuration(row.back_in_minutes)} /><TextField name="meaning" label="意味" required width="long" value={row.meaning} /><TextField name="basis" label="根拠" required width="long" value={row.basis} /><FormActions><Submit kind="second" about={`区分${row.tier}`}>変える</Submit></FormActions></Form></details>)}
    </Section>
  );
}
