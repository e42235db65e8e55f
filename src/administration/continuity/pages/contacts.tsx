/** 連絡網: who calls whom, played through with some who do not answer; and the private numbers, whose every look is recorded. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, notFound, page, to } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { A, Checkboxes, Chip, DataTable, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Section, Select, Submit, TextField } from '../../../ui/index.ts';
import { placeCall, removeCall, retireContact, saveContact, setPrivatePhone } from '../commands/contacts.ts';
import { contactWords } from '../messages/words.ts';
import { contactTree, privatePhones } from '../queries/contacts.ts';
import { all, DoorTabs, home, root } from './words.tsx';

const path = `${root}/contacts`;
const readers = [staff('continuity.view'), staff('continuity.contacts')];
type Model = Awaited<ReturnType<typeof contactTree.run>>;
type Contact = Model['contacts'][number];

const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const contactsPage = page({
  path,
  title: { ja: '連絡網', en: 'The call tree' },
  allow: readers,
  load: (ctx, { search }) => ctx.ask(contactTree, { unreachable: all(search, 'gone').filter((id) => isId.test(id)).slice(0, 200) }),
  view(model, ctx) {
    const mayEdit = ctx.may('continuity.edit');
    const outside = model.contacts.filter((contact) => !model.lines.some((line) => line.id === contact.id));
    return (
      <Page title="連絡網" wide crumbs={[home]} actions={<>{mayEdit && <LinkButton icon="plus" to={`${root}/new-contact`}>連絡先を加える</LinkButton>}{ctx.may('continuity.contacts') && <><LinkButton kind="second" icon="phone" to={`${root}/phones`}>個人の電話番号</LinkButton><LinkButton kind="second" icon="print" to={`${path}.pdf`}>連絡網カードを印刷する</LinkButton></>}</>}>
        <DoorTabs ctx={ctx} current={path} />
        {model.unreachable.length > 0
          ? <Notice kind={model.notReached.length > model.unreachable.length ? 'bad' : 'good'} title={`${model.unreachable.length}人が出ないとき、最後の人に${model.lastMinute}分後に届きます${model.notReached.length > model.unreachable.length ? `。${model.notReached.length - model.unreachable.length}人には届きません` : ''}`} />
          : <Notice title={model.lines.length === 0 ? '連絡網は、まだ作られていません' : `全員が出れば、最後の人に${model.lastMinute}分後に届きます`}>下の「出ない人」を選ぶと、だれがだれに代わってかけ、何分後に届くかを確かめられます。</Notice>}
        <Section title={`連絡の順　${model.lines.length}人`}>
          <DataTable
            caption="連絡の順" hideCaption keys rows={model.lines.flatMap((line) => model.contacts.filter((contact) => contact.id === line.id).map((contact) => ({ ...contact, depth: line.depth })))} rowKey={(row) => row.id} empty="最初に連絡を受ける人から順に、連絡網に入れてください。"
            columns={[
              { key: 'name', label: '氏名', heads: true, render: (row) => <>{'　'.repeat(row.depth)}{row.depth > 0 && '└ '}{row.name}<small>{'　'.repeat(row.depth + (row.depth > 0 ? 1 : 0))}{row.organization} {row.post}</small></> },
              { key: 'duty', label: '役割', render: (row) => row.duty || '―' },
              { key: 'phone', label: '職場の電話', nowrap: true, render: (row) => (row.officePhone === null ? (row.hasPhone ? '個人の電話のみ' : <Chip kind="bad">なし</Chip>) : <A to={`tel:${row.officePhone}`}>{formatPhone(row.officePhone)}</A>) },
              { key: 'deputy', label: '代理', render: (row) => nameOf(model, row.deputy) },
              { key: 'minute', label: '届くまで', nowrap: true, align: 'end', render: (row) => <Reach row={row} unreachable={model.unreachable} /> },
              { key: 'by', label: 'かける人', render: (row) => <>{row.reached?.by ? nameOf(model, row.reached.by) : (row.call?.caller === null ? '（最初）' : '―')}{row.reached?.insteadBy && <small>この人の分は {nameOf(model, row.reached.insteadBy)} がかける</small>}</> },
            ]}
            {...(mayEdit ? { actions: editLink } : {})}
          />
        </Section>
        {model.lines.length > 0 && (
          <Section title="出ない人がいたら">
            <Form method="get" label="出ない人" submit="確かめる" inline={false}>
              <Checkboxes name="gone" label="出ない人" quiet inline values={model.unreachable} options={model.lines.flatMap((line) => model.contacts.filter((contact) => contact.id === line.id).map((contact) => ({ value: contact.id, label: contact.name })))} />
            </Form>
          </Section>
        )}
        <Section title={`連絡網に入っていない連絡先　${outside.length}件`}>
          <DataTable caption="連絡網に入っていない連絡先" hideCaption rows={outside} rowKey={(row) => row.id} empty="ほかの連絡先はありません。"
            columns={[
              { key: 'n', label: '名前', render: (row) => <>{row.name}<small>{row.organization} {row.post}</small></> }, { key: 'k', label: '種類', render: (row) => contactWords[row.kind].ja }, { key: 'd', label: '役割', render: (row) => row.duty || '―' },
              { key: 'p', label: '電話', nowrap: true, render: (row) => (row.officePhone === null ? '―' : <A to={`tel:${row.officePhone}`}>{formatPhone(row.officePhone)}</A>) },
            ]}
            {...(mayEdit ? { actions: editLink } : {})} />
        </Section>
      </Page>
    );
  },
});

function Reach({ row, unreachable }: { readonly row: Contact; readonly unreachable: readonly string[] }) {
  if (unreachable.includes(row.id)) return <Chip kind="no">出ない</Chip>;
  return row.reached === null || row.reached.minute === null ? <Chip kind="bad">届かない</Chip> : <>{`${row.reached.minute}分`}</>;
}

function nameOf(model: Model, id: string | null): string {
  return model.contacts.find((contact) => contact.id === id)?.name ?? '―';
}

function editLink(row: Contact) {
  return <A to={`${path}/${row.id}`} about={row.name}>直す</A>;
}

export const newContactPage = page({
  path: `${root}/new-contact`,
  title: { ja: '連絡先を加える', en: 'Add a contact' },
  allow: [staff('continuity.edit')],
  load: (ctx) => ctx.ask(contactTree, {}),
  actions: { save: act(saveContact, { done: (value) => to(`${path}/${value.contact}`, '加えました。連絡網に入れるときは、かける人を選んでください。') }) },
  view: (model) => <Page title="連絡先を加える" crumbs={[home, { to: path, label: '連絡網' }]}><Section title="連絡先"><ContactForm row={null} model={model} /></Section></Page>,
});

export const contactPage = page({
  path: `${path}/:id`,
  title: { ja: '連絡先', en: 'A contact' },
  allow: [staff('continuity.edit')],
  params: z.object({ id: z.uuid() }),
  async load(ctx, { params }) {
    const model = await ctx.ask(contactTree, {});
    const row = model.contacts.find((contact) => contact.id === params.id);
    return row ? { model, row } : notFound;
  },
  actions: {
    save: act(saveContact, { input: (form, { params }) => ({ ...form.input(), contact: params.id }), done: () => to(path, '連絡先を直しました。') }),
    place: act(placeCall, { input: (form, { params }) => ({ ...form.input(), callee: params.id }), done: () => to(path, '連絡網に入れました。') }),
    leave: act(removeCall, { input: (_, { params }) => ({ callee: params.id }), done: () => to(path, '連絡網から外しました。') }),
    retire: act(retireContact, { input: (form, { params }) => ({ ...form.input(), contact: params.id }), done: () => to(path, '連絡先から外し、個人の電話番号を消しました。') }),
  },
  view: ({ model, row }) => (
    <Page title={row.name} crumbs={[home, { to: path, label: '連絡網' }]} lead={`${row.organization} ${row.post}`}>
      <Section title="連絡網での位置">
        <Form action="place">
          <Select name="caller" label="この人にかける人" value={row.call?.caller} blank="（最初に連絡を受ける人）" options={others(model, row)} />
          <div class="form inline"><NumberField name="ordinal" label="その人の何番目の電話か" required value={row.call?.ordinal ?? 1} /><NumberField name="minutes" label="1回にかかる時間" required unit="分" value={row.call?.minutes ?? 3} /></div>
          <FormActions><Submit kind="second">{row.call === null ? '連絡網に入れる' : '移す'}</Submit></FormActions>
        </Form>
        {row.call !== null && <Form action="leave" inline><Submit kind="plain">連絡網から外す</Submit></Form>}
      </Section>
      <Section title="連絡先"><ContactForm row={row} model={model} /></Section>
      <Section title="連絡先から外す"><p>異動や契約の終わりのとき。個人の電話番号は、外した日に消します。</p><Form action="retire" inline><Hidden name="version" value={row.version} /><Submit kind="danger">連絡先から外す</Submit></Form></Section>
    </Page>
  ),
});

function others(model: Model, row: Contact | null) {
  return model.contacts.filter((contact) => contact.id !== row?.id && contact.kind === 'staff').map((contact) => ({ value: contact.id, label: `${contact.name}（${contact.post}）` }));
}

function ContactForm({ row, model }: { readonly row: Contact | null; readonly model: Model }) {
  return (
    <Form action="save">{row && <Hidden name="version" value={row.version} />}
      <Select name="kind" label="種類" required blank={null} value={row?.kind ?? 'staff'} options={Object.entries(contactWords).map(([value, label]) => ({ value, label: label.ja }))} />
      <TextField name="name" label="名前" required value={row?.name} /><TextField name="organization" label="所属・会社" value={row?.organization} /><TextField name="post" label="職" value={row?.post} />
      <TextField name="duty" label="計画での役割" hint="例 復旧班長" value={row?.duty} /><TextField name="officePhone" label="職場の電話" type="tel" value={row?.officePhone} width="medium" /><TextField name="email" label="メール" type="email" value={row?.email} />
      <TextField name="staffNumber" label="職員番号" hint="入れると、指摘の知らせがこの人に届きます" value={row?.staffNumber} width="medium" />
      <Select name="deputy" label="代理" value={row?.deputy} blank="なし" options={others(model, row)} />
      <FormActions><Submit kind="second">{row ? '連絡先を直す' : '連絡先を加える'}</Submit></FormActions>
    </Form>
  );
}

export const phonesPage = page({
  path: `${root}/phones`,
  title: { ja: '個人の電話番号', en: 'Private phone numbers' },
  allow: [staff('continuity.contacts')],
  async load(ctx) {
    const [tree, phones] = await Promise.all([ctx.ask(contactTree, {}), ctx.ask(privatePhones, {}, 'page')]);
    return tree.contacts.filter((contact) => contact.kind === 'staff').map((contact) => ({ ...contact, phone: phones.find((one) => one.id === contact.id)?.phone ?? null }));
  },
  actions: { set: act(setPrivatePhone, { done: () => to(`${root}/phones`, '個人の電話番号を記録しました。') }) },
  view: (rows) => (
    <Page title="個人の電話番号" wide crumbs={[home, { to: path, label: '連絡網' }]} lead="この画面を開いたことは、だれの番号を見たかとともに記録されます。災害と訓練のほかには使えません。">
      <Section title={`職員　${rows.length}人`}>
        <DataTable caption="個人の電話番号" hideCaption rows={rows} rowKey={(row) => row.id} empty="職員の連絡先がありません。"
          columns={[{ key: 'n', label: '氏名', render: (row) => <>{row.name}<small>{row.post}　{row.duty}</small></> }, { key: 'p', label: '個人の電話', nowrap: true, render: (row) => (row.phone === null ? '―' : <A to={`tel:${row.phone}`}>{formatPhone(row.phone)}</A>) }]}
          actions={(row) => <details><summary>{row.phone === null ? '登録する' : '直す・消す'}<span class="vh">：{row.name}</span></summary><Form action="set" inline about={{ contact: row.id }}><TextField name="phone" label="個人の電話番号" type="tel" quiet hint="空欄で消します" /><Submit kind="second" about={row.name}>記録する</Submit></Form></details>}
        />
      </Section>
    </Page>
  ),
});
