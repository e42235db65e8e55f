/** 訓練: what is due, what is planned, what was measured; and one drill with its follow-ups. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { parseDate, parseTime, toInstant } from '../../../kernel/calendar/calendar.ts';
import { act, type Fields, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Facts, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Radios, Section, Select, Submit, TextArea, TextField, TimeField, When } from '../../../ui/index.ts';
import { addDrill, addFollowUp, finishFollowUp, moveDrill, planDrills, recordDrill, withdrawDrill } from '../commands/drills.ts';
import { changeDrillRule } from '../commands/places.ts';
import { drillWords, everyWords } from '../messages/words.ts';
import { drill, drillList } from '../queries/drills.ts';
import { formatDuration, formatSeconds, parseSeconds } from '../rules/duration.ts';
import { drillKinds } from '../rules/plan.ts';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/drills`;
const view = [staff('continuity.view')];
const kindOptions = drillKinds.map((kind) => ({ value: kind, label: drillWords[kind].ja }));
const dayText = (text: string) => <When date={Temporal.PlainDate.from(text)} style="short" />;

/** The form's day, time and measured times as the command takes them; or which field is wrong. */
function recordOf(form: Fields, today: Temporal.PlainDate): { readonly wrong: string; readonly field: string } | { readonly input: Record<string, unknown> } {
  const [date, time] = [parseDate(form.get('heldOn'), today), parseTime(form.get('heldAt'))];
  if (!date.ok) return { wrong: date.message.ja, field: 'heldOn' };
  if (!time.ok) return { wrong: time.message.ja, field: 'heldAt' };
  const { heldOn: _, heldAt: __, rto: ___, rpo: ____, ...rest } = form.input();
  const input: Record<string, unknown> = { ...rest, at: toInstant(date.value, time.value).toString() };
  for (const name of ['rto', 'rpo'] as const) {
    if (form.get(name).trim() === '') continue;
    const seconds = parseSeconds(form.get(name).slice(0, 40));
    if (!seconds.ok) return { wrong: seconds.message.ja, field: name };
    input[`${name}Seconds`] = seconds.value;
  }
  return { input };
}

async function record(ctx: PageContext, form: Fields) {
  const read = recordOf(form, ctx.today);
  if ('wrong' in read) return problem(read.wrong, read.field);
  const answer = await ctx.do(recordDrill, read.input);
  return answer.ok ? to(`${path}/${answer.value.drill}`, '訓練を記録しました。気づいたことと対応を書いてください。') : refusedGo(answer);
}

function RecordFields({ today, assets }: { readonly today: Temporal.PlainDate; readonly assets: readonly { readonly code: string; readonly name: string }[] }) {
  return (
    <>
      <div class="form inline"><DateField name="heldOn" label="行った日" required native value={today} /><TimeField name="heldAt" label="始めた時刻" required /></div>
      <div class="form inline">
        <Select name="asset" label="測ったシステム" blank="Yakuba 全体" quiet options={assets.map((asset) => ({ value: asset.code, label: asset.name }))} />
        <TextField name="rto" label="復旧にかかった時間" width="medium" hint="例 25分08秒。測らなかったら空欄" /><TextField name="rpo" label="失われる時間" width="medium" hint="最後の控えから停止まで" />
        <NumberField name="tables" label="復元した表" unit="個" /><NumberField name="files" label="復元したファイル" unit="個" />
      </div>
      <Radios name="allEqual" label="元と一致したか" inline value="" options={[{ value: 'yes', label: 'すべて一致' }, { value: 'no', label: '一致しないものがあった' }, { value: '', label: '比べていない' }]} />
      <TextArea name="note" label="経過" rows={4} />
    </>
  );
}

export const drillsPage = page({
  path,
  title: { ja: '訓練', en: 'Drills' },
  allow: view,
  load: (ctx) => ctx.ask(drillList, {}),
  actions: {
    record,
    add: act(addDrill, { done: () => to(path, '予定に入れました。') }),
    plan: act(planDrills, { input: () => ({}), done: (value) => to(path, value.planned === 0 ? 'きまりで要る訓練は、もうすべて予定にあります。' : `${value.planned}件を予定に入れました。`) }),
    rule: act(changeDrillRule, { done: () => to(path, 'きまりを変えました。') }),
  },
  view(model, ctx) {
    const mayEdit = ctx.may('continuity.edit');
    const missed = model.calendar.filter((line) => line.missed);
    return (
      <Page title="訓練" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        {missed.length > 0 && <Notice kind="bad" title={`前の期間に行っていない訓練があります：${missed.map((line) => drillWords[line.kind].ja).join('、')}`} />}
        <Section title={`予定　${model.planned.length}件`} aside={mayEdit ? <Form action="plan" inline><Submit kind="plain">きまりから予定を立てる</Submit></Form> : undefined}>
          <DataTable caption="訓練の予定" hideCaption keys rows={model.planned} rowKey={(row) => row.id} empty="予定はありません。"
            columns={[{ key: 't', label: '訓練', render: (row) => <A to={`${path}/${row.id}`} rowKey="Enter">{row.title}</A> }, { key: 'd', label: '行う日', nowrap: true, render: (row) => (row.plannedOn ? <When date={row.plannedOn} style="withWeekday" /> : '未定') }, { key: 'r', label: 'もと', render: (row) => (row.byRule ? 'きまり' : '追加') }]} />
        </Section>
        <Section title={`行った訓練　${model.held.length}件`}>
          <DataTable caption="行った訓練" hideCaption keys rows={model.held} rowKey={(row) => row.id} empty="まだ行っていません。"
            columns={[
              { key: 't', label: '訓練', heads: true, render: (row) => <><A to={`${path}/${row.id}`} rowKey="Enter">{row.title}</A><small>{row.recordedBy}{row.source === 'machine' ? '（機械の報告）' : ''}</small></> },
              { key: 'on', label: '日', nowrap: true, render: (row) => dayText(row.heldOn) },
              { key: 'm', label: '測った時間（復旧／失われる時間）', render: (row) => (row.measures.length === 0 ? '―' : row.measures.slice(0, 3).map((one) => <div key={one.asset}>{one.name} {formatSeconds(one.rtoSeconds)}／{one.rpoSeconds === null ? '―' : formatSeconds(one.rpoSeconds)}</div>)) },
              { key: 'e', label: '一致', render: (row) => (row.allEqual === null ? '―' : row.allEqual ? <Chip kind="ok">すべて一致</Chip> : <Chip kind="bad">不一致</Chip>) },
              { key: 'f', label: '対応', render: (row) => (row.open ? <Chip kind="wait">残っています</Chip> : <Chip kind="ok">済み</Chip>) },
            ]} />
        </Section>
        {mayEdit && (
          <Section title="記録する・予定に入れる">
            <details><summary>行った訓練を記録する</summary><Form action="record"><Select name="kind" label="種類" required options={kindOptions} /><TextField name="title" label="題名" width="long" hint="空欄なら、その四半期の予定の題名になります" /><RecordFields today={ctx.today} assets={model.assets} /><FormActions><Submit>記録する</Submit></FormActions></Form></details>
            <details><summary>訓練を予定に入れる</summary><Form action="add"><Select name="kind" label="種類" required options={kindOptions} /><TextField name="title" label="題名" required width="long" /><DateField name="plannedOn" label="行う日" required native /><FormActions><Submit kind="second">予定に入れる</Submit></FormActions></Form></details>
          </Section>
        )}
        <Section title="訓練のきまり">
          <DataTable caption="訓練のきまり" hideCaption rows={model.rules} rowKey={(row) => row.kind} empty=""
            columns={[{ key: 'k', label: '訓練', render: (row) => drillWords[row.kind].ja }, { key: 'e', label: '間隔', render: (row) => everyWords[row.every].ja }, { key: 'n', label: '次の期限', render: (row) => { const next = model.calendar.find((line) => line.kind === row.kind); return next ? <When date={next.by} style="short" /> : '―'; } }, { key: 'b', label: '根拠（いつのものか）', render: (row) => <>{row.basis}<small><When date={row.asOf} style="short" /></small></> }]} />
          {mayEdit && model.rules.map((row) => <details key={row.kind}><summary>{`${drillWords[row.kind].ja}の間隔を変える`}</summary><Form action="rule" inline about={{ kind: row.kind }}><Hidden name="version" value={row.version} /><Select name="every" label="間隔" quiet blank={null} value={row.every} options={Object.entries(everyWords).map(([value, label]) => ({ value, label: label.ja }))} /><TextField name="basis" label="根拠" required value={row.basis} /><Submit kind="second" about={drillWords[row.kind].ja}>変える</Submit></Form></details>)}
        </Section>
      </Page>
    );
  },
});

const stateWords = { planned: '予定', held: '行いました', cancelled: 'やめました', withdrawn: '取り下げました' } as const;

export const drillPage = page({
  path: `${path}/:id`,
  title: { ja: '訓練', en: 'A drill' },
  allow: view,
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(drill, { drill: params.id }),
  actions: {
    record: (ctx, form) => record(ctx, form),
    move: act(moveDrill, { input: (form, { params }) => ({ ...form.input(), drill: params.id }), done: (_, { params }) => to(`${path}/${params.id}`, '日を変えました。') }),
    withdraw: act(withdrawDrill, { input: (form, { params }) => ({ ...form.input(), drill: params.id }), done: (_, { params }) => to(`${path}/${params.id}`, '取り下げました。') }),
    follow: act(addFollowUp, { input: (form, { params }) => ({ ...form.input(), drill: params.id }), done: (_, { params }) => to(`${path}/${params.id}`, '対応を書きました。') }),
    finish: act(finishFollowUp, { done: (_, { params }) => to(`${path}/${params.id}`, '済みにしました。') }),
  },
  view(it, ctx) {
    const mayEdit = ctx.may('continuity.edit');
    return (
      <Page title={it.title} wide crumbs={[home, { to: path, label: '訓練' }]} actions={it.state === 'held' ? <LinkButton kind="second" icon="print" to={`${path}/${it.id}/report.pdf`}>訓練記録を印刷する</LinkButton> : undefined}>
        <Section title="訓練の内容">
          <Facts rows={[
            { label: '種類', value: drillWords[it.kind].ja }, { label: '状態', value: <Chip kind={it.state === 'held' ? 'ok' : it.state === 'planned' ? 'wait' : 'no'}>{stateWords[it.state]}</Chip> },
            it.planned_on !== null && { label: '予定の日', value: <When date={it.planned_on} /> }, it.held_at !== null && { label: '行った日時', value: <When instant={it.held_at} /> },
            it.recorded_name !== null && { label: '記録した人', value: `${it.recorded_name}${it.source === 'machine' ? '（機械の報告）' : ''}` },
            it.all_equal !== null && { label: '元との一致', value: it.all_equal ? <Chip kind="ok">すべて一致</Chip> : <Chip kind="bad">一致しないものがあった</Chip> },
            it.tables !== null && { label: '復元したもの', value: `表 ${it.tables.toLocaleString('ja-JP')}個、ファイル ${(it.files ?? 0).toLocaleString('ja-JP')}個` },
            it.note !== '' && { label: '経過', value: it.note.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>) },
            it.hash !== null && { label: '記録のハッシュ', value: <span class="num">{it.hash}</span> }, it.withdrawn_reason !== null && { label: '取り下げた理由', value: it.withdrawn_reason },
          ]} />
        </Section>
        {it.measures.length > 0 && (
          <Section title="測った時間と目標">
            <DataTable caption="測った時間と目標" hideCaption rows={it.measures} rowKey={(row) => row.id} empty=""
              columns={[
                { key: 'n', label: 'システム', render: (row) => <A to={`${root}/systems/${row.id}`}>{row.name}</A> },
                { key: 'rto', label: '復旧（目標）', render: (row) => <>{formatSeconds(row.rtoSeconds)}（{formatDuration(row.rtoMinutes)}） {row.rtoSeconds > row.rtoMinutes * 60 ? <Chip kind="bad">超過</Chip> : <Chip kind="ok">以内</Chip>}</> },
                { key: 'rpo', label: '失われる時間（目標）', render: (row) => (row.rpoSeconds === null ? '―' : <>{formatSeconds(row.rpoSeconds)}（{formatDuration(row.rpoMinutes)}） {row.rpoSeconds > row.rpoMinutes * 60 ? <Chip kind="bad">超過</Chip> : <Chip kind="ok">以内</Chip>}</>) },
              ]} />
          </Section>
        )}
        {it.state === 'held' && <FollowUps it={it} mayEdit={mayEdit} />}
        {mayEdit && it.state === 'planned' && (
          <Section title="行ったら記録する">
            <Form action="record" about={{ drill: it.id, kind: it.kind }}><RecordFields today={ctx.today} assets={it.assets} /><FormActions><Submit>記録する</Submit></FormActions></Form>
            <details><summary>日を変える</summary><Form action="move" inline><Hidden name="version" value={it.version} /><DateField name="plannedOn" label="行う日" required native value={it.planned_on} /><Submit kind="second">日を変える</Submit></Form></details>
          </Section>
        )}
        {mayEdit && (it.state === 'held' || it.state === 'planned') && <Section title={it.state === 'held' ? '記録に誤りがあったら' : '行わないとき'}><details><summary>{it.state === 'held' ? '理由を書いて取り下げる' : '理由を書いてやめる'}</summary><Form action="withdraw"><Hidden name="version" value={it.version} /><TextField name="reason" label="理由" required width="long" /><FormActions next="記録は消えず、取り下げたことと理由が残ります。"><Submit kind="danger">取り下げる</Submit></FormActions></Form></details></Section>}
      </Page>
    );
  },
});

function FollowUps({ it, mayEdit }: { readonly it: NonNullable<Awaited<ReturnType<typeof drill.run>>>; readonly mayEdit: boolean }) {
  return (
    <Section title={`気づいたことと対応　${it.followUps.length}件`}>
      <DataTable caption="気づいたことと対応" hideCaption rows={it.followUps} rowKey={(row) => row.id} empty="気づいたことは、まだ書かれていません。"
        columns={[
          { key: 'f', label: '気づいたこと', render: (row) => row.finding }, { key: 'a', label: 'すること', render: (row) => row.action }, { key: 'p', label: '担当', render: (row) => row.post }, { key: 'd', label: '期限', nowrap: true, render: (row) => <When date={row.dueOn} style="short" /> },
          { key: 's', label: '状況', render: (row) => (row.doneOn ? <><Chip kind="ok">済み</Chip><small><When date={row.doneOn} style="short" /> {row.doneBy}：{row.doneNote}</small></> : <Chip kind="wait">まだ</Chip>) },
        ]}
        {...(mayEdit ? { actions: (row: (typeof it.followUps)[number]) => (row.doneOn ? null : <details><summary>済みにする<span class="vh">：{row.action}</span></summary><Form action="finish" inline about={{ followUp: row.id }}><TextField name="note" label="したこと" required /><Submit kind="second" about={row.action}>済みにする</Submit></Form></details>) } : {})} />
      {mayEdit && <details><summary>気づいたことを加える</summary><Form action="follow"><TextArea name="finding" label="気づいたこと" required rows={2} /><TextArea name="action" label="すること" required rows={2} /><div class="form inline"><TextField name="post" label="担当の職" required /><DateField name="dueOn" label="期限" required native /></div><FormActions><Submit kind="second">加える</Submit></FormActions></Form></details>}
    </Section>
  );
}
