/** 利用者登録: found in one field, the waiting ones first, registered at the counter. */
import { staff } from '../../../../kernel/actor.ts';
import { act, page, problem, refusedGo, route, to } from '../../../../kernel/page.ts';
import { A, Checkbox, Chip, DataTable, DateField, Form, FormActions, LinkButton, Page, Radios, Section, TextArea, TextField, Submit, When } from '../../../../ui/index.ts';
import { renewPatron } from '../../commands/patron-standing.ts';
import { decidePatron, registerAtDesk } from '../../commands/patrons.ts';
import { decideMerge } from '../../commands/merge.ts';
import { patronMerges } from '../../queries/merges.ts';
import { findPatron, patronsCsv, patronsWaiting, renewalsAsked } from '../../queries/patrons.ts';
import { DoorTabs } from './home.tsx';
import { WaitingMerges } from './merges.tsx';
import { home, one, PatronChip, Phone } from './words.tsx';

const path = '/staff/reservations/patrons';
const looking = [staff('reservations.patrons'), staff('reservations.desk'), staff('reservations.penalties')];

export const patronsPage = page({
  path,
  title: { ja: '利用者登録', en: 'Registrations' },
  allow: looking,
  async load(ctx, { search }) {
    const q = one(search, 'q').trim();
    const [merges, found, waiting, renewals] = await Promise.all([ctx.tryAsk(patronMerges, {}), q === '' ? null : ctx.tryAsk(findPatron, { text: q }), ctx.tryAsk(patronsWaiting, {}), ctx.tryAsk(renewalsAsked, {})]);
    return { q, merges: merges.ok ? merges.value : [], found: found?.ok ? found.value : null, waiting: waiting.ok ? waiting.value : [], renewals: renewals.ok ? renewals.value : [] };
  },
  actions: {
    decide: act(decidePatron, { done: (value) => to(path, value.status === 'active' ? `承認しました。${value.validTo ?? ''}まで有効です。` : '却下し、理由を知らせました。') }),
    renew: act(renewPatron, { done: () => to(path, '更新しました。') }),
    merge: act(decideMerge, { done: (value) => to(`${path}/${value.keep}`, value.state === 'done' ? `統合しました。予約${value.bookings}件を引き継ぎました。` : '統合を認めませんでした。') }),
  },
  view(model, ctx) {
    const mayDecide = ctx.may('reservations.patrons');
    return (
      <Page title="利用者登録" wide crumbs={[home]} scripts={['desk-grid.js']} actions={mayDecide ? <><LinkButton icon="plus" to={`${path}/register`}>窓口で登録する</LinkButton><A to="/staff/reservations/csv/patrons" download>名簿（CSV）</A></> : undefined}>
        <DoorTabs ctx={ctx} current={path} counts={{ [path]: model.waiting.length }} />
        <WaitingMerges merges={model.merges} />
        <div data-desk-focus=""><Form method="get" label="利用者登録をさがす" search><TextField name="q" label="番号・フリガナ・電話・名前" quiet value={model.q} width="long" autocomplete="off" /></Form></div>
        {model.found !== null && (
          <Section title={`見つかった登録　${model.found.length}件`}>
            <DataTable caption="見つかった登録" hideCaption keys rows={model.found} rowKey={(row) => row.id} current={model.found[0]?.id} empty="当てはまる登録はありません。フリガナの初めの数文字か、電話の下4桁でもさがせます。" columns={[
              { key: 'number', label: '登録番号', nowrap: true, render: (row) => <A to={`${path}/${row.id}`}>{row.number}</A> }, { key: 'name', label: '名前', render: (row) => <>{row.name}<small>{row.kana}</small></> },
              { key: 'class', label: '区分', render: (row) => `${row.kind === 'group' ? '団体' : '個人'}　${row.classCode}` }, { key: 'phone', label: '電話', nowrap: true, render: (row) => <Phone number={row.phone} /> },
              { key: 'until', label: '有効期限', nowrap: true, render: (row) => (row.validTo ? <When date={row.validTo} style="short" /> : '―') }, { key: 'status', label: '状態', render: (row) => <PatronChip status={row.status} /> },
            ]} />
          </Section>
        )}
        {mayDecide && (
          <Section title={`審査を待つ申込み　${model.waiting.length}件`}>
            <DataTable caption="審査を待つ申込み" hideCaption rows={model.waiting} keys={model.found === null} rowKey={(row) => row.id} empty="審査を待つ申込みはありません。" columns={[
              { key: 'name', label: '名前', render: (row) => <><A to={`${path}/${row.id}`}>{row.name}</A><small>{row.kana}　{row.number}</small></> }, { key: 'class', label: '区分', render: (row) => `${row.kind === 'group' ? '団体' : '個人'}　${row.classCode}` },
              { key: 'at', label: '申込み', nowrap: true, render: (row) => <When instant={row.createdAt} style="short" /> }, { key: 'hints', label: '重なり', render: (row) => (row.hints > 0 ? <Chip kind="bad">似た登録 {row.hints}件</Chip> : '―') },
            ]} actions={(row) => (row.hints > 0 ? <LinkButton kind="second" to={`${path}/${row.id}`} about={row.name}>確かめる</LinkButton> : <Form action="decide" inline about={{ patron: row.id }}><Submit kind="second" name="decision" value="approve" rowKey="a" about={row.name}>承認</Submit></Form>)} />
          </Section>
        )}
        {mayDecide && model.renewals.length > 0 && (
          <Section title={`更新の申出　${model.renewals.length}件`}>
            <DataTable caption="更新の申出" hideCaption empty="更新の申出はありません。" rows={model.renewals} rowKey={(row) => row.id} columns={[
              { key: 'name', label: '名前', render: (row) => <><A to={`${path}/${row.id}`}>{row.name}</A><small>{row.kana}　{row.number}</small></> }, { key: 'class', label: '区分', render: (row) => `${row.kind === 'group' ? '団体' : '個人'}　${row.classCode}` },
              { key: 'until', label: '有効期限', nowrap: true, render: (row) => (row.validTo ? <When date={row.validTo} style="short" /> : '―') }, { key: 'asked', label: '申出', nowrap: true, render: (row) => (row.askedAt ? <When instant={row.askedAt} style="short" /> : '―') },
            ]} actions={(row) => <Form action="renew" inline about={{ patron: row.id }}><Submit kind="second" about={row.name}>更新</Submit></Form>} />
          </Section>
        )}
      </Page>
    );
  },
});

/** Members as lines: 氏名, フリガナ, 市内／在勤／市外. */
function membersOf(text: string): { readonly name: string; readonly kana: string; readonly residency: string }[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const [name = '', kana = '', where = ''] = line.split(/[,、，\t]/).map((cell) => cell.trim());
    return { name, kana, residency: where.startsWith('市外') ? 'non_resident' : where.startsWith('在') ? 'work_or_school' : 'resident' };
  });
}

const residencies = [{ value: 'resident', label: '市内に住んでいる' }, { value: 'work_or_school', label: '市内に勤めている・通学している' }, { value: 'non_resident', label: '市外' }];

export const registerPage = page({
  path: `${path}/register`,
  title: { ja: '窓口で利用者登録を受け付ける', en: 'Register at the desk' },
  allow: [staff('reservations.patrons')],
  load: async () => ({}),
  actions: {
    register: async (ctx, form) => {
      const members = membersOf(form.get('memberLines'));
      if (form.get('kind') === 'group' && members.length === 0) return problem('構成員を1行に1人ずつ書いてください。', 'memberLines');
      const { memberLines: _, ...rest } = form.input();
      const answer = await ctx.do(registerAtDesk, { ...rest, members: form.get('kind') === 'group' ? members : [] });
      return answer.ok ? to(`${path}/${answer.value.patron}`, `受け付けました（登録番号 ${answer.value.number}）。${answer.value.duplicates > 0 ? `似た登録が${answer.value.duplicates}件あります。` : '内容を確かめて、承認してください。'}`) : refusedGo(answer);
    },
  },
  view: () => (
    <Page title="窓口で利用者登録を受け付ける" wide crumbs={[home, { to: path, label: '利用者登録' }]} scripts={['desk-grid.js']}>
      <div data-desk-focus="">
        <Form action="register">
          <Radios name="kind" label="個人か団体か" required inline options={[{ value: 'individual', label: '個人' }, { value: 'group', label: '団体' }]} />
          <div class="form inline"><TextField name="name" label="名前（団体名）" required width="long" autocomplete="off" /><TextField name="kana" label="フリガナ" required width="long" autocomplete="off" /></div>
          <div class="form inline"><TextField name="representative" label="代表者（団体）" quiet width="medium" autocomplete="off" /><TextField name="phone" label="電話" required type="tel" width="medium" autocomplete="off" /><TextField name="email" label="メール" quiet type="email" width="long" autocomplete="off" /></div>
          <div class="form inline"><DateField name="birthDate" label="生年月日（個人）" quiet hint="" /><TextField name="guardian" label="保護者（18歳未満）" quiet width="medium" autocomplete="off" /></div>
          <Radios name="residency" label="住所・勤務先・学校" required inline options={residencies} />
          <TextField name="evidence" label="確かめた書類" quiet width="long" hint="例 運転免許証、在勤証明書（〇〇株式会社、令和9年3月末まで）。個人番号カードは、表の面だけを見て、番号は書きません。" />
          <TextArea name="memberLines" label="構成員（団体）" quiet rows={6} hint="1行に1人。氏名, フリガナ, 市内・在勤・市外。市内の人の割合で区分が決まります。" />
          <Checkbox name="hiddenName" label="名前を掲示や一覧に出さない（支援措置など）" />
          <FormActions><Submit>受け付ける</Submit></FormActions>
        </Form>
      </div>
    </Page>
  ),
});

export const patronsCsvRoute = route({
  path: '/staff/reservations/csv/patrons',
  title: { ja: '利用者名簿（CSV）', en: 'Registrations as CSV' },
  allow: [staff('reservations.patrons')],
  run: async (ctx) => ({ type: 'text/csv; charset=utf-8', body: await ctx.ask(patronsCsv, {}, 'csv'), filename: `利用者登録-${ctx.today.toString()}.csv` }),
});

