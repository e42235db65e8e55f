/** 方針: the one in force, the next in the making. */
import { page, refusedGo, to } from '../../../../kernel/page.ts';
import { formatPhone } from '../../../../kernel/text/phone.ts';
import { A, DataTable, DateField, Facts, Form, FormActions, LinkButton, Page, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { savePolicy } from '../../commands/policy.ts';
import { policies, readers } from '../../queries/office.ts';
import { written } from '../parts.tsx';
import { courseActions } from './course.ts';
import { Course, DoorTabs, home, root, StateChip } from './words.tsx';

const path = `${root}/policy`;
type Policy = Awaited<ReturnType<typeof policies.run>>['rows'][number];

function Said({ it }: { readonly it: Policy }) {
  return (
    <Facts rows={[
      { label: '対象範囲', value: written(it.scope) }, { label: '適合レベル', value: it.level }, { label: '期限', value: <When date={it.targetOn} style="long" /> },
      it.exceptions !== '' && { label: '例外事項', value: written(it.exceptions) }, it.note !== '' && { label: '追記する事項', value: written(it.note) },
      { label: '問い合わせ先', value: `${it.contact}　${formatPhone(it.phone)}　${it.mail}` }, { label: '書いた人', value: it.madeName }, it.decidedName !== null && { label: '承認した人', value: it.decidedName },
    ]} />
  );
}

function PolicyForm({ it, from }: { readonly it: Policy | null; readonly from: Policy | null }) {
  const shown = it ?? from;
  return (
    <Form action="save" about={it === null ? {} : { publication: it.id, version: it.version }}>
      <TextArea name="scope" label="対象範囲" required rows={3} maxlength={1000} value={shown?.scope ?? ''} hint="例　市のウェブサイトのすべてのページ" />
      <Select name="level" label="目標とする適合レベル" required value={shown?.level ?? 'AA'} options={[{ value: 'AA', label: 'AA' }, { value: 'A', label: 'A' }]} />
      <DateField name="targetOn" label="目標を達成する期限" required value={shown?.targetOn ?? null} />
      <TextArea name="exceptions" label="例外事項" rows={4} maxlength={2000} value={shown?.exceptions ?? ''} hint="対象だが、まだ達成できないもの。達成できない理由と、代わりの手段も書きます。" />
      <TextArea name="note" label="追記する事項" rows={3} maxlength={2000} value={shown?.note ?? ''} />
      <TextField name="contact" label="問い合わせ先の課" required maxlength={80} value={shown?.contact ?? ''} />
      <TextField name="phone" label="電話番号" required value={shown ? formatPhone(shown.phone) : ''} />
      <TextField name="mail" label="メール" value={shown?.mail ?? ''} width="long" />
      <FormActions><Submit kind={it === null ? 'primary' : 'second'}>{it === null ? '下書きを作る' : '下書きを保存'}</Submit></FormActions>
    </Form>
  );
}

export const policyStaffPage = page({
  path,
  title: { ja: 'ウェブアクセシビリティ方針', en: 'Accessibility policy' },
  allow: readers,
  load: (ctx) => ctx.ask(policies, {}),
  actions: {
    ...courseActions(() => path, path),
    async save(ctx, form) {
      const answer = await ctx.do(savePolicy, form.input());
      return answer.ok ? to(path, '保存しました。') : refusedGo(answer);
    },
  },
  view(model, ctx) {
    const past = model.rows.filter((row) => row.state === 'past');
    return (
      <Page title="ウェブアクセシビリティ方針" wide crumbs={[home]} actions={model.current === null ? undefined : <LinkButton kind="second" to="/accessibility">公開中のページを見る</LinkButton>}>
        <DoorTabs ctx={ctx} current={path} />
        {model.current !== null && <Section title="公開中" aside={<StateChip state={model.current.state} />}><Said it={model.current} /></Section>}
        {model.open !== null && (
          <Section title="次の方針" aside={<StateChip state={model.open.state} />}>{model.open.mayWrite ? <PolicyForm it={model.open} from={null} /> : <Said it={model.open} />}</Section>
        )}
        {model.open !== null && <Course it={model.open} drops />}
        {model.mayBegin && <Section title={model.current === null ? '方針を作る' : '方針を改める'}><PolicyForm it={null} from={model.current} /></Section>}
        {past.length > 0 && <Section title="これまでの方針"><DataTable caption="これまでの方針" hideCaption rows={past} rowKey={(row) => row.id} empty="" columns={[{ key: 'd', label: '公開した日', heads: true, render: (row) => (row.publicAt === null ? '―' : <When instant={row.publicAt} style="long" />) }, { key: 'l', label: 'レベル', render: (row) => row.level }, { key: 'w', label: '書いた人・承認した人', render: (row) => `${row.madeName}・${row.decidedName ?? ''}` }]} /></Section>}
        <p>試験の結果は<A to={`${root}/tests`}>試験</A>から公開します。</p>
      </Page>
    );
  },
});
