/** 登録の統合 on the office's pages: what waits for somebody else, what was done, and asking for it. */
import type { PageContext } from '../../../../kernel/page.ts';
import { A, Chip, Form, FormActions, Notice, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import type { patronMerges } from '../../queries/merges.ts';

type Merge = Awaited<ReturnType<typeof patronMerges.run>>[number];
const path = '/staff/reservations/patrons';
const states: Readonly<Record<string, string>> = { requested: '承認待ち', done: '統合済み', refused: '認めない', undone: '取消し' };

/** Those that wait; the one who asked waits for somebody else. `action` names the form of the page. */
export function WaitingMerges({ merges }: { readonly merges: readonly Merge[] }) {
  return (
    <>
      {merges.filter((one) => one.state === 'requested').map((one) => (
        <Notice key={one.id} kind="warn" title={`登録 ${one.gone.number} を登録 ${one.keep.number} にまとめる申出があります`}>
          <p><A to={`${path}/${one.gone.id}`}>{one.gone.name}</A> → <A to={`${path}/${one.keep.id}`}>{one.keep.name}</A>　理由：{one.reason}　<When instant={one.requestedAt} style="short" /></p>
          {one.mine ? <p class="hint">申し出た人とは別の職員が決めます。</p> : (
            <Form action="merge" inline about={{ merge: one.id }}><Submit kind="second" name="decision" value="approve" about={one.gone.number}>統合する</Submit><Submit kind="plain" name="decision" value="refuse" about={one.gone.number}>認めない</Submit></Form>
          )}
        </Notice>
      ))}
    </>
  );
}

/** Asking to take another registration in, and undoing what was a mistake. */
export function MergePart({ patron, merges, others, ctx }: { readonly patron: string; readonly merges: readonly Merge[]; readonly others: readonly { readonly other: string; readonly name: string; readonly number: string }[]; readonly ctx: PageContext }) {
  const past = merges.filter((one) => one.state !== 'requested');
  if (!ctx.may('reservations.patrons') || (others.length === 0 && past.length === 0)) return null;
  return (
    <Section title="登録の統合">
      {past.map((one) => (
        <div key={one.id}>
          <p><Chip kind={one.state === 'done' ? 'ok' : 'no'}>{states[one.state] ?? one.state}</Chip>　登録 {one.gone.number} → 登録 {one.keep.number}　{one.reason}{one.undoReason !== null && `（取消しの理由：${one.undoReason}）`}</p>
          {one.state === 'done' && <details><summary>統合を取り消す<span class="vh">：{one.gone.number}</span></summary><Form action="unmerge" inline about={{ merge: one.id }}><TextField name="reason" label="取り消す理由" required width="long" /><Submit kind="danger">元に戻す</Submit></Form></details>}
        </div>
      ))}
      {others.length > 0 && (
        <details>
          <summary>ほかの登録を、この登録にまとめる</summary>
          <Form action="askMerge" about={{ keep: patron }}>
            <Select name="gone" label="まとめる登録（使わなくなるほう）" required value="" options={others.map((one) => ({ value: one.other, label: `${one.name}（${one.number}）` }))} />
            <TextField name="reason" label="理由" required width="long" />
            <FormActions next="予約・抽選・点数・書類が、この登録に移ります。別の職員が認めるまで、何も変わりません。"><Submit kind="second">統合を申し出る</Submit></FormActions>
          </Form>
        </details>
      )}
    </Section>
  );
}
