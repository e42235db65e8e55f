/** 一件の利用者登録: what is known, what looks alike, what was decided, and what can be decided. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { A, Chip, DataTable, DateField, Facts, FileField, Form, FormActions, Notice, Page, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { EVIDENCE_MEGABYTES, type EvidenceKind, evidenceKinds, fileName, sentFiles } from '../../commands/evidence-file.ts';
import { addPatronEvidence, removeEvidence } from '../../commands/evidence.ts';
import { changePatron, closePatron, liftSuspension, renewPatron, settleDuplicate, suspendPatron } from '../../commands/patron-standing.ts';
import { duplicateSignNames } from '../../commands/patron-record.ts';
import { decidePatron } from '../../commands/patrons.ts';
import { decideMerge, requestMerge, undoMerge } from '../../commands/merge.ts';
import { cityRules } from '../../queries/facilities.ts';
import { patronPage as patronQuery } from '../../queries/patrons.ts';
import { patronMerges } from '../../queries/merges.ts';
import type { Paper } from '../../queries/papers.ts';
import { MergePart, WaitingMerges } from './merges.tsx';
import { Papers, paperWords } from './papers.tsx';
import { home, LateRefusal, PatronChip, Phone, stateWords } from './words.tsx';

const path = '/staff/reservations/patrons';
const whats: Readonly<Record<string, string>> = { submitted: '申込み', approved: '承認', rejected: '却下', changed: '変更', class_changed: '区分の変更', contact_changed: '連絡先の変更', suspended: '停止', suspension_ended: '停止の終わり', renewed: '更新', expired: '期限切れ', closed: '終了', duplicate_settled: '重なりの確認', evidence_added: '書類の受取り', merged: '統合（受入れ）', merged_into: '統合（移した）', merge_undone: '統合の取消し', evidence_removed: '書類を外した', renewal_asked: '更新の申出', penalty: '点数', penalty_withdrawn: '点数の取消し', appeal: '異議の申出' };

function signsOf(reasons: readonly string[]): string {
  const names: Readonly<Record<string, { readonly ja: string }>> = duplicateSignNames;
  return reasons.map((reason) => names[reason]?.ja ?? reason).join('、');
}

const here = (patron: string) => `${path}/${patron}`;

export const patronPage = page({
  path: `${path}/:id`,
  title: { ja: '利用者登録', en: 'A registration' },
  allow: [staff('reservations.patrons'), staff('reservations.desk'), staff('reservations.penalties')],
  uploads: true,
  async load(ctx, { params }) {
    const [it, city, merges] = await Promise.all([ctx.ask(patronQuery, { patron: params['id'] }), ctx.tryAsk(cityRules, {}), ctx.tryAsk(patronMerges, { patron: params['id'] })]);
    return { it, merges: merges.ok ? merges.value : [], classes: city.ok && city.value ? city.value.classes : [] };
  },
  actions: {
    decide: act(decidePatron, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), value.status === 'active' ? '承認しました。' : '却下し、理由を知らせました。') }),
    change: act(changePatron, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), value.bookings.length > 0 ? { kind: 'warn', message: `変更しました。これからの予約${value.bookings.length}件は、前の区分のままです。` } : '変更しました。') }),
    papers: act(addPatronEvidence, { input: (form, { params }) => ({ patron: params['id'], evidenceFiles: sentFiles(form, [kindOf(form.get('kind'))]) }), done: (value) => to(here(value.patron), '書類を加えました。') }),
    removePaper: act(removeEvidence, { done: (value) => to(here(value.patron), { kind: 'warn', message: '書類を外しました。' }) }),
    renew: act(renewPatron, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), `${value.validTo}まで更新しました。`) }),
    suspend: act(suspendPatron, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), { kind: 'warn', message: `停止しました。これからの予約${value.bookings.length}件は、取り消していません。下の一覧で扱いを決めてください。` }) }),
    askMerge: act(requestMerge, { done: (_value, { params }: { readonly params: Record<string, string> }) => to(here(params['id'] ?? ''), '統合を申し出ました。別の職員が決めます。') }),
    merge: act(decideMerge, { done: (value) => to(here(value.keep), value.state === 'done' ? `統合しました。予約${value.bookings}件を引き継ぎました。` : '統合を認めませんでした。') }),
    unmerge: act(undoMerge, { done: (value) => to(here(value.keep), { kind: 'warn', message: '統合を取り消し、元に戻しました。' }) }),
    lift: act(liftSuspension, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), '停止を解きました。') }),
    settle: act(settleDuplicate, { done: (value, { params }: { readonly params: Record<string, string> }) => to(here(params['id'] ?? ''), value.verdict === 'same' ? { kind: 'warn', message: '「同じ」と記録しました。使わないほうの登録は、「登録の統合」でまとめてください。' } : '「別」と記録しました。') }),
    close: act(closePatron, { input: (form, { params }) => ({ ...form.input(), patron: params['id'] }), done: (value) => to(here(value.patron), '登録を終えました。') }),
  },
  view({ it, classes, merges }, ctx) {
    const open = it.hints.filter((hint) => hint.settled_at === null);
    const mayDecide = ctx.may('reservations.patrons');
    const mayPunish = ctx.may('reservations.penalties');
    const evidence = isRecord(it.evidence) ? [it.evidence['note'], it.evidence['issuer'], it.evidence['until']].filter((word) => typeof word === 'string' && word !== '').join('　') : '';
    return (
      <Page title={it.name} wide crumbs={[home, { to: path, label: '利用者登録' }]} lead={<><span class="num">{it.number}</span>　{it.kana}　<PatronChip status={it.status} /></>} actions={<>{it.status === 'active' && <A to={`${here(it.id)}/card.pdf`}>登録証（PDF）</A>}{mayDecide && <A to={`${here(it.id)}/application.pdf`}>申請書（PDF）</A>}</>}>
        <LateRefusal isGone={(action, about) => (action === 'settle' ? !open.some((hint) => hint.id === about('hint')) : action === 'decide' ? it.status !== 'submitted' : action === 'lift' ? it.status !== 'suspended' : false)} />
        <WaitingMerges merges={merges} />
        {open.length > 0 && (
          <Notice kind="warn" title={`似た登録が${open.length}件あります。同じ人・団体でないか、確かめてください`}>
            {open.map((hint) => (
              <div key={hint.id}>
                <p><A to={`${path}/${hint.other}`}>{hint.name}（{hint.number}）</A>　{signsOf(hint.reasons)}</p>
                {mayDecide && (
                  <Form action="settle" inline about={{ hint: hint.id }}>
                    <TextField name="note" label="確かめたこと" quiet width="long" />
                    <Submit kind="second" name="verdict" value="different" about={hint.name}>別の人・団体</Submit><Submit kind="second" name="verdict" value="same" about={hint.name}>同じ人・団体</Submit>
                  </Form>
                )}
              </div>
            ))}
          </Notice>
        )}
        {it.status === 'submitted' && mayDecide && (
          <Section title="審査">
            <Form action="decide">
              <Select name="classCode" label="利用者区分" quiet blank={null} value={it.class_code} options={classes.map((each) => ({ value: each.code, label: each.name.ja }))} />
              <TextArea name="reason" label="理由" rows={2} hint="却下するときは必ず書きます。申込者に知らせます。" />
              <FormActions><Submit name="decision" value="approve">承認する</Submit><Submit kind="danger" name="decision" value="reject">却下する</Submit></FormActions>
            </Form>
          </Section>
        )}
        <Section title="登録の内容">
          <Facts rows={[
            { label: '種別・区分', value: `${it.kind === 'group' ? '団体' : '個人'}　${classes.find((each) => each.code === it.class_code)?.name.ja ?? it.class_code}` },
            it.representative !== null && { label: '代表者', value: it.representative }, { label: '電話', value: <Phone number={it.phone} /> }, { label: 'メール', value: it.email ?? '―' },
            it.birth_date !== null && { label: '生年月日', value: <When date={it.birth_date} style="long" /> }, it.guardian !== null && { label: '保護者', value: it.guardian },
            { label: '確かめた書類', value: evidence || '―' }, { label: '使う施設', value: it.facilities.length === 0 ? 'すべて' : it.facilities.join('、') },
            { label: '有効期間', value: it.valid_to === null ? '―' : <>{it.valid_from && <When date={it.valid_from} style="short" />} ～ <When date={it.valid_to} style="short" /></> },
            it.suspended_until !== null && { label: '停止', value: <><When date={it.suspended_until} style="long" />まで　{it.status_reason}</> },
            it.hidden_name && { label: '表示', value: <Chip kind="info">名前を掲示に出しません</Chip> }, { label: '還付の口座', value: it.hasBankAccount ? '届出あり' : 'なし' },
          ]} />
        </Section>
        {mayDecide && <PapersPart papers={it.papers} />}
        {it.bookings.length > 0 && <Section title={`これからの予約　${it.bookings.length}件`}><DataTable caption="これからの予約" hideCaption keys rows={it.bookings} rowKey={(row) => row.id} empty="" columns={[{ key: 'n', label: '予約番号', render: (row) => <A to={`/staff/reservations/bookings/${row.id}`}>{row.number}</A> }, { key: 'd', label: '利用日', render: (row) => <When date={row.use_date} /> }, { key: 's', label: '状態', render: (row) => stateWords[row.state].word }]} /></Section>}
        {it.kind === 'group' && <Section title={`構成員　${it.members.length}人`}><DataTable caption="構成員" hideCaption rows={it.members} rowKey={(row) => `${row.name} ${row.kana}`} empty="構成員の登録はありません。" columns={[{ key: 'n', label: '氏名', render: (row) => row.name }, { key: 'k', label: 'フリガナ', render: (row) => row.kana }, { key: 'r', label: '市内・市外', render: (row) => ({ resident: '市内', work_or_school: '在勤・在学', non_resident: '市外' })[row.residency] ?? row.residency }]} /></Section>}
        {mayDecide && (it.status === 'active' || it.status === 'expired' || it.status === 'suspended') && (
          <Section title="変更・更新・終了">
            <details><summary>登録の内容を直す</summary>
              <Form action="change" about={{ version: it.version }}>
                <div class="form inline"><TextField name="name" label="名前" quiet value={it.name} /><TextField name="kana" label="フリガナ" quiet value={it.kana} /><TextField name="phone" label="電話" quiet value={it.phone} width="medium" /><TextField name="email" label="メール" quiet value={it.email} /></div>
                <Select name="classCode" label="利用者区分" quiet blank={null} value={it.class_code} options={classes.map((each) => ({ value: each.code, label: each.name.ja }))} />
                <Select name="hiddenName" label="名前の表示（DV等支援措置）" quiet blank={null} value={it.hidden_name ? 'yes' : 'no'} options={[{ value: 'no', label: '表示する' }, { value: 'yes', label: '名前を出さない（番号だけにする）' }]} />
                <TextField name="reason" label="理由" required width="long" /><FormActions><Submit kind="second">変更する</Submit></FormActions>
              </Form>
            </details>
            <Form action="renew" inline><TextField name="note" label="更新のとき確かめたこと" quiet width="long" /><Submit kind="second">更新する</Submit></Form>
            <details><summary>登録を終える</summary><Form action="close"><TextField name="reason" label="理由" required width="long" /><FormActions><Submit kind="danger">登録を終える</Submit></FormActions></Form></details>
          </Section>
        )}
        {it.status !== 'closed' && it.status !== 'rejected' && it.status !== 'submitted' && <MergePart patron={it.id} merges={merges} others={it.hints.filter((hint) => !merges.some((one) => (one.gone.id === hint.other || one.keep.id === hint.other) && (one.state === 'requested' || one.state === 'done')))} ctx={ctx} />}
        {mayPunish && (it.status === 'active' || it.status === 'suspended') && (
          <Section title="利用停止">
            {it.status === 'suspended' ? <Form action="lift" inline><TextField name="reason" label="停止を解く理由" required width="long" /><Submit kind="second">停止を解く</Submit></Form> : (
              <details><summary>利用を停止する</summary>
                <Form action="suspend">
                  <div class="form inline"><DateField name="until" label="いつまで" required native /><TextField name="legalBasis" label="根拠の条項" required hint="例 市民センター条例施行規則 第12条" width="long" /></div>
                  <TextArea name="reason" label="理由" required rows={2} /><FormActions next="利用者に、理由・根拠・不服申立ての方法を知らせます。予約は自動では取り消しません。"><Submit kind="danger">停止する</Submit></FormActions>
                </Form>
              </details>
            )}
          </Section>
        )}
        <Section title="経過"><DataTable caption="経過" hideCaption rows={it.history.map((row, index) => ({ ...row, index }))} rowKey={(row) => String(row.index)} empty="記録はありません。" columns={[{ key: 'at', label: '日時', nowrap: true, render: (row) => <When instant={row.at} style="short" /> }, { key: 'w', label: 'こと', render: (row) => whats[row.what] ?? row.what }, { key: 'n', label: '理由・根拠', render: (row) => `${row.note}${row.legal_basis ? `（${row.legal_basis}）` : ''}` }]} /></Section>
        {it.penalties.length > 0 && <Section title="点数"><DataTable caption="点数" hideCaption rows={it.penalties} rowKey={(row) => row.id} empty="" columns={[{ key: 'at', label: '日時', render: (row) => <When instant={row.at} style="short" /> }, { key: 'e', label: 'こと', render: (row) => row.event }, { key: 'p', label: '点数', align: 'end', render: (row) => row.points }, { key: 'n', label: '根拠', render: (row) => row.legal_basis }, { key: 's', label: '状態', render: (row) => (row.withdrawn_at ? '取消し' : row.appeal ? '異議あり' : '') }]} /></Section>}
      </Page>
    );
  },
});

function kindOf(sent: string): EvidenceKind {
  return evidenceKinds.find((kind) => kind === sent) ?? 'other';
}

/** The papers of a registration: opened, added at the counter, taken out when they show what must not be kept. */
function PapersPart({ papers }: { readonly papers: readonly Paper[] }) {
  return (
    <Section title={`確認書類　${papers.length}件`}>
      <Papers papers={papers} remove={(paper) => (
        <details><summary>外す<span class="vh">：{paper.name}</span></summary><Form action="removePaper" inline about={{ evidence: paper.id }}><TextField name="reason" label="外す理由" required width="long" /><Submit kind="danger" about={paper.name}>外す</Submit></Form></details>
      )} />
      <details>
        <summary>窓口で受け取った書類を加える</summary>
        <Form action="papers" multipart submit="加える" kind="second">
          <Select name="kind" label="種類" required blank={null} value="residency" options={Object.entries(paperWords).filter(([kind]) => kind !== 'reduction').map(([value, label]) => ({ value, label }))} />
          <FileField name={fileName(0)} label="書類のファイル" required hint={`写真（JPEG・PNG）かPDF、${EVIDENCE_MEGABYTES}MBまで。個人番号の見える面は、入れません。`} accept="image/jpeg,image/png,application/pdf" />
        </Form>
      </details>
    </Section>
  );
}
