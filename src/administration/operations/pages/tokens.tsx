/** サービスとトークン: the programs that come in by themselves. */
import { staff } from '../../../kernel/actor.ts';
import { createService, issueToken, revokeToken, serviceList, tokenList } from '../../../kernel/identity/api-tokens.ts';
import { freshSecret } from '../../../kernel/identity/tokens.ts';
import { act, page, refusedGo, to } from '../../../kernel/page.ts';
import { Chip, DataTable, Form, NumberField, Page, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { roleList } from '../queries/people.ts';

const states = { live: ['ok', '使えます'], revoked: ['no', '止めました'], over: ['no', '期限切れ'] } as const;

export const tokensPage = page({
  path: '/staff/operations/tokens',
  title: { ja: 'サービスとトークン', en: 'Services and tokens' },
  allow: [staff('operations.tokens')],
  async load(ctx) {
    const [tokens, services, roles] = await Promise.all([ctx.ask(tokenList, { own: '' }), ctx.ask(serviceList, {}), ctx.ask(roleList, {})]);
    return { tokens, services, roles };
  },
  view: ({ tokens, services, roles }) => (
    <Page title="サービスとトークン" wide>
      <DataTable
        caption="トークン" hideCaption rows={tokens} rowKey={(token) => token.mark} empty="トークンはまだありません。"
        columns={[
          { key: 'name', label: '名前', render: (token) => token.name }, { key: 'owner', label: '持ち主', render: (token) => token.owner }, { key: 'role', label: '役割', render: (token) => token.role ?? '本人の役割' },
          { key: 'created', label: '発行', nowrap: true, render: (token) => <When instant={token.createdAt} style="short" /> }, { key: 'expires', label: '期限', nowrap: true, render: (token) => <When instant={token.expiresAt} style="short" /> },
          { key: 'state', label: '状態', render: (token) => <Chip kind={states[token.state][0]}>{states[token.state][1]}</Chip> },
        ]}
        actions={(token) => (token.state === 'live' ? <Form action="revoke" about={{ mark: token.mark }} inline><Submit kind="danger" about={token.name}>止める</Submit></Form> : null)}
      />
      <Section title="サービスを登録する"><Form action="service" submit="登録する" kind="second"><TextField name="name" label="サービスの名前" hint="例 コンビニ収納の連携" required width="medium" maxlength={80} /></Form></Section>
      {services.length > 0 && (
        <Section title="トークンを発行する">
          <Form action="issue" submit="発行する">
            <Select name="service" label="サービス" options={services.filter((service) => service.closedAt === null).map((service) => ({ value: service.id, label: service.name }))} required />
            <Select name="role" label="役割" options={roles.map((role) => ({ value: role.id, label: role.name }))} required />
            <TextField name="name" label="トークンの名前" required width="medium" maxlength={80} /><NumberField name="days" label="有効日数" value={365} unit="日" required />
          </Form>
        </Section>
      )}
    </Page>
  ),
  actions: {
    service: act(createService, { done: () => to('/staff/operations/tokens', 'サービスを登録しました。') }),
    revoke: act(revokeToken, { done: () => to('/staff/operations/tokens', 'トークンを止めました。') }),
    async issue(ctx, form) {
      const token = freshSecret((bytes) => ctx.random(bytes), 'yk_s_');
      const answer = await ctx.do(issueToken, { ...form.input(), token });
      if (!answer.ok) return refusedGo(answer);
      return to('/staff/operations/tokens', answer.repeated ? 'このトークンはすでに発行されています。控えていないときは、止めて発行し直してください。' : `トークンを発行しました。いま一度だけ表示します：${token}`);
    },
  },
});
