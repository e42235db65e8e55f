/** The parts of a request's page, each with its own form while the request is open. */
import { A, Checkboxes, Chip, DataTable, DateField, Form, FormActions, Hidden, LinkButton, NumberField, Radios, Section, Select, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { decisions, decisionWords, grounds, groundWords, opinionWords } from '../messages/words.ts';
import type { register } from '../queries/register.ts';
import type { request } from '../queries/requests.ts';
import { documentHref, kilobytes, optionsOf, requestsPath, root } from './words.tsx';

export type Shown = NonNullable<Awaited<ReturnType<typeof request.run>>>;
type Rows = Awaited<ReturnType<typeof register.run>>['rows'];

/** 特定: every hit is taken or left, with the reason; the worksheet stays as evidence. */
export function HitsPart({ it, found, total, q }: { readonly it: Shown; readonly found: Rows | null; readonly total: number; readonly q: string }) {
  const open = it.state === 'received';
  const known = new Set(it.hits.map((hit) => hit.id));
  const fresh = (found ?? []).filter((row) => !known.has(row.id));
  return (
    <Section title="対象文書の特定">
      <DataTable
        caption="特定した文書" rows={it.hits} rowKey={(hit) => hit.id} empty="まだ特定していません。"
        columns={[{ key: 'title', label: '文書', heads: true, render: (hit) => <><A to={documentHref(hit.id)}>{hit.title}</A><small>{hit.number}　{hit.office}</small></> }, { key: 'judged', label: '判断', render: (hit) => (hit.included ? <Chip kind="ok">対象</Chip> : <><Chip kind="no">対象外</Chip><small>{hit.reason}</small></>) }]}
        actions={(hit) => (open && hit.included ? <LinkButton kind="second" to={`${requestsPath}/${it.id}/redact/${hit.id}`} about={hit.title}>墨塗りする</LinkButton> : null)}
      />
      {open && (
        <>
          <Form method="get" label="対象の文書をさがす" search submit="さがす"><TextField name="q" label="請求の内容に当たる文書をさがす" quiet type="search" value={q} hint="部限・秘の文書は、件名だけで見つかります。" /></Form>
          {found !== null && <DataTable
            caption={`「${q}」で見つかった文書　${total}件${total > found.length ? `（はじめの${found.length}件）` : ''}`} rows={fresh} rowKey={(row) => row.id} empty={found.length === 0 ? '見つかりませんでした。ことばを変えてください。' : '見つかった文書は、すべて判断してあります。'}
            columns={[{ key: 'title', label: '文書', heads: true, render: (row) => <><A to={documentHref(row.id)}>{row.title}</A><small>{row.number}　{row.office}</small></> }]}
            actions={(row) => <><Form action="take" about={{ document: row.id }} inline><Submit kind="second" about={row.title}>対象にする</Submit></Form><details><summary>対象にしない<span class="vh">：{row.title}</span></summary><Form action="leave" about={{ document: row.id }} inline><TextField name="reason" label="対象としない理由" required maxlength={200} /><Submit kind="second" about={row.title}>記録する</Submit></Form></details></>}
          />}
        </>
      )}
    </Section>
  );
}

export function CopiesPart({ it }: { readonly it: Shown }) {
  if (it.redactions.length === 0) return null;
  return (
    <Section title="公開用の写し">
      <DataTable caption="公開用の写し" hideCaption rows={it.redactions} rowKey={(copy) => copy.id} empty="" columns={[{ key: 'title', label: '文書', heads: true, render: (copy) => copy.title }, { key: 'masks', label: '墨塗り', align: 'end', render: (copy) => `${copy.masks}か所` }, { key: 'at', label: '作った日時', nowrap: true, render: (copy) => <When instant={copy.made_at} style="short" /> }, { key: 'file', label: 'ファイル', render: (copy) => <><A to={`${root}/copies/${copy.id}/copy.pdf`} about={copy.title}>PDF（{kilobytes(copy.bytes)}）</A>　<A to={`${root}/copies/${copy.id}/copy.txt`} about={copy.title}>文字</A></> }]} />
    </Section>
  );
}

export function CorrectionsPart({ it, today }: { readonly it: Shown; readonly today: Temporal.PlainDate }) {
  const waiting = it.corrections.some((one) => one.answered_on === null);
  const open = it.state === 'received';
  if (!open && it.corrections.length === 0) return null;
  return (
    <Section title="補正と延長">
      <DataTable caption="補正" hideCaption rows={it.corrections} rowKey={(one) => one.id} empty="補正は求めていません。" columns={[{ key: 'what', label: '補正してほしいこと', heads: true, render: (one) => one.what }, { key: 'asked', label: '求めた日', nowrap: true, render: (one) => <When date={one.asked_on} style="short" /> }, { key: 'answered', label: '補正のあった日', nowrap: true, render: (one) => (one.answered_on === null ? <Chip kind="wait">待っています</Chip> : <When date={one.answered_on} style="short" />) }]} />
      {open && waiting && <Form action="corrected" inline><DateField name="answeredOn" label="補正のあった日" required native value={today} /><Submit>補正を受け付ける</Submit></Form>}
      {open && !waiting && <details><summary>補正を求める</summary><Form action="correct"><TextField name="what" label="補正してほしいこと" required width="long" maxlength={300} /><FormActions next="返ってくるまで、決定の期限は進みません。"><Submit kind="second">求める</Submit></FormActions></Form></details>}
      {open && !waiting && it.extended_days === 0 && <details><summary>決定の期限を延長する</summary><Form action="extend"><NumberField name="days" label="延長する日数" required unit="日" hint={`${it.rule.extension}日まで`} /><TextField name="reason" label="延長の理由" required width="long" maxlength={300} /><FormActions next="期限のうちに、請求者に通知します。"><Submit kind="second">延長する</Submit></FormActions></Form></details>}
    </Section>
  );
}

export function PartiesPart({ it }: { readonly it: Shown }) {
  const open = it.state === 'received';
  if (!open && it.parties.length === 0) return null;
  return (
    <Section title="第三者の意見">
      <DataTable
        caption="第三者の意見" hideCaption rows={it.parties} rowKey={(party) => party.id} empty="意見を聞いた第三者はいません。" columns={[{ key: 'name', label: '第三者', heads: true, render: (party) => party.name }, { key: 'asked', label: '聞いた日', nowrap: true, render: (party) => <When date={party.asked_on} style="short" /> }, { key: 'opinion', label: '意見', nowrap: true, render: (party) => (party.opinion === null ? <Chip kind="wait">待っています</Chip> : opinionWords[party.opinion].ja) }]}
        {...(open ? { actions: (party: Shown['parties'][number]) => (party.opinion === null ? <Form action="opinion" about={{ thirdParty: party.id }} inline><Select name="opinion" label="意見" required options={optionsOf(opinionWords, ['agrees', 'objects', 'silent'])} /><Submit kind="second" about={party.name}>記録する</Submit></Form> : null) } : {})}
      />
      {open && <details><summary>第三者に意見を聞く</summary><Form action="party" inline><TextField name="name" label="第三者の名" required maxlength={100} /><Submit kind="second">聞いたことを記録する</Submit></Form></details>}
    </Section>
  );
}

export function DecisionPart({ it, decided, today }: { readonly it: Shown; readonly decided: Rows; readonly today: Temporal.PlainDate }) {
  if (it.state === 'received') {
    return (
      <Section title="決定">
        <p>決定は、起案して決裁を受けます。<A to={`${root}/draft?form=disclosure`}>決定を起案する</A></p>
        <Form action="decide">
          <Radios name="decision" label="決定" required inline options={optionsOf(decisionWords, decisions)} />
          <Select name="decisionDocument" label="決裁された起案" required options={decided.map((row) => ({ value: row.id, label: `${row.number} ${row.title}` }))} hint="決裁されたばかりの起案が並びます。" />
          <Checkboxes name="grounds" label="開示しないときの号" inline options={optionsOf(groundWords, grounds)} /><TextArea name="reason" label="開示しない理由" rows={3} maxlength={1000} />
          <FormActions next="通知した日は今日になり、文書は1年のあいだ廃棄できなくなります。"><Submit>決定を通知する</Submit></FormActions>
        </Form>
        <details><summary>取下げを記録する</summary><Form action="withdraw"><FormActions><Submit kind="danger">取下げを記録する</Submit></FormActions></Form></details>
      </Section>
    );
  }
  if (it.state !== 'decided' || it.disclose_from === null) return null;
  return (
    <Section title="開示の実施">
      <Form action="disclose"><Hidden name="version" value={it.version} /><div class="form inline"><NumberField name="sheets" label="写しの枚数" required unit="枚" value={it.manner === 'copy' ? null : 0} hint={it.manner === 'copy' ? `1枚${it.rule.copyYen}円` : '閲覧は無料です。'} /><DateField name="paidOn" label="手数料を受け取った日" native value={it.manner === 'copy' ? today : null} /></div><FormActions><Submit>開示を記録する</Submit></FormActions></Form>
    </Section>
  );
}
