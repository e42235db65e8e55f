/** 自分の設定: password, second factor, passkeys, tokens. */
import { h } from 'preact';
import { anyStaff } from '../../../kernel/actor.ts';
import { issueOwnToken, revokeToken, tokenList } from '../../../kernel/identity/api-tokens.ts';
import { registrationOptions } from '../../../kernel/identity/passkey.ts';
import { enrolTotp, staffChangePassword, staffRegisterPasskey, staffRemovePasskey, staffSignOutEverywhere } from '../../../kernel/identity/staff-account.ts';
import { staffSelf } from '../../../kernel/identity/staff-queries.ts';
import { freshSecret } from '../../../kernel/identity/tokens.ts';
import { offeredTotpSecret, totpUri } from '../../../kernel/identity/totp.ts';
import { act, page, problem, refusedGo, to } from '../../../kernel/page.ts';
import { barcode } from '../../../kernel/paper/barcode.ts';
import { Chip, DataTable, Facts, Form, Hidden, Notice, NumberField, Page, PasswordField, Section, Submit, TextField, When } from '../../../ui/index.ts';
import { withoutStaffSession } from './sign-in.tsx';

const mannerWords = { regular: '本務', concurrent: '兼務', acting: '職務代理', deputy: '代決' } as const;
const tokenStates = { live: ['ok', '使えます'], revoked: ['no', '止めました'], over: ['no', '期限切れ'] } as const;

function dataImage(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

export const mePage = page({
  path: '/staff/me',
  title: { ja: '自分の設定', en: 'My settings' },
  allow: [anyStaff('自分の登録')],
  async load(ctx) {
    const [me, tokens] = await Promise.all([ctx.ask(staffSelf, {}), ctx.ask(tokenList, { own: 'own' })]);
    const secret = offeredTotpSecret(ctx.city, me.id, me.version);
    const options = await registrationOptions(ctx.city, 'staff', { id: me.id, account: me.login, name: me.name, existing: me.passkeys.map((key) => key.id) });
    return { me, tokens, secret, options, qr: dataImage(barcode('qrcode', totpUri(secret, me.login, ctx.city.facts.name.ja))) };
  },
  view({ me, tokens, secret, options, qr }) {
    // A weak session must not exchange a factor that is already there.
    const mayEnrol = me.strong || (!me.hasTotp && me.passkeys.length === 0);
    return (
      <Page title="自分の設定" scripts={['passkey.js']}>
        {!me.strong && <Notice kind="warn" title="いまは、パスワードだけでサインインしています。">確認コードかパスキーでサインインすると、権限の管理など、大切な操作もできます。</Notice>}
        <Section title="登録"><Facts rows={[
          { label: '氏名', value: `${me.name}（${me.kana}）` }, { label: '職員番号', value: me.number }, { label: 'ログイン名', value: me.login }, { label: 'メールアドレス', value: me.email ?? '登録がありません' },
          { label: '職', value: me.posts.length === 0 ? 'いまは職に就いていません' : me.posts.map((post) => <div key={post.id}>{post.department} {post.title}（{mannerWords[post.manner]}）</div>) },
        ]} /></Section>
        <Section title="パスワード">
          <Form action="password" submit="パスワードを変える">
            <PasswordField name="current" label="いまのパスワード" autocomplete="current-password" required />
            <PasswordField name="password" label="新しいパスワード" hint="10文字以上。長い文ほど安全です。" autocomplete="new-password" required />
          </Form>
        </Section>
        <Section title="確認コード（二段階の本人確認）" aside={me.hasTotp ? <Chip kind="ok">使っています</Chip> : <Chip kind="wait">まだです</Chip>}>
          {mayEnrol ? (
            <>
              <p>{me.hasTotp ? 'スマートフォンを替えたときは、新しいほうで読み取ってください。' : 'スマートフォンの認証アプリで読み取り、表示された6けたの数字を入れてください。'}</p>
              <p><img src={qr} alt="認証アプリで読み取る二次元コード" width="180" height="180" /></p>
              <p class="hint">読み取れないときは、次の文字を入れてください：<code>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
              <Form action="totp" submit="確認コードを使い始める"><TextField name="code" label="確認コード" required inputmode="numeric" autocomplete="one-time-code" width="short" maxlength={10} /></Form>
            </>
          ) : <p>替えるときは、いまの確認コードかパスキーでサインインし直してください。なくしたときは、情報政策の担当に頼んでください。</p>}
        </Section>
        <Section title="パスキー">
          <DataTable
            caption="パスキー" hideCaption rows={me.passkeys} rowKey={(key) => key.id} empty="パスキーはまだありません。"
            columns={[
              { key: 'name', label: '名前', render: (key) => key.name }, { key: 'created', label: '登録した日時', render: (key) => <When instant={key.createdAt} /> },
              { key: 'used', label: '最後に使った日時', render: (key) => (key.usedAt === null ? 'まだ使っていません' : <When instant={key.usedAt} />) },
            ]}
            actions={(key) => me.strong && <Form action="removePasskey" about={{ passkey: key.id }} inline><Submit kind="danger" about={key.name}>消す</Submit></Form>}
          />
          {mayEnrol && h('passkey-key', { mode: 'create', options, sorry: 'パスキーを登録できませんでした。もう一度お試しください。', hidden: true },
            <Form action="addPasskey"><Hidden name="passkey" value="" /><TextField name="name" label="パスキーの名前" hint="例 席のパソコン" required width="medium" maxlength={60} /><Submit kind="second" icon="key">パスキーを登録する</Submit><p role="status" data-said /></Form>)}
        </Section>
        <Section title="サインイン">
          <p>席を離れたままの機械や、なくした機械があるときは、ここですべてのサインインを終えられます。</p>
          <Form action="everywhere" submit="すべてのサインインを終える" kind="second" />
        </Section>
        <Section title="トークン">
          <p>プログラムから自分の権限で使うための鍵です。二段階の本人確認が必要な操作には使えません。</p>
          <DataTable
            caption="トークン" hideCaption rows={tokens} rowKey={(token) => token.mark} empty="トークンはまだありません。"
            columns={[
              { key: 'name', label: '名前', render: (token) => token.name }, { key: 'expires', label: '期限', render: (token) => <When instant={token.expiresAt} /> },
              { key: 'state', label: '状態', render: (token) => <Chip kind={tokenStates[token.state][0]}>{tokenStates[token.state][1]}</Chip> },
            ]}
            actions={(token) => (token.state === 'live' ? <Form action="revoke" about={{ mark: token.mark }} inline><Submit kind="danger" about={token.name}>止める</Submit></Form> : null)}
          />
          {me.strong && <Form action="token" submit="トークンを発行する" kind="second"><TextField name="name" label="トークンの名前" hint="例 夜間の集計" required width="medium" maxlength={80} /><NumberField name="days" label="有効日数" value={90} required unit="日" /></Form>}
        </Section>
      </Page>
    );
  },
  actions: {
    password: act(staffChangePassword, {
      input: (form) => ({ current: form.get('current'), password: form.get('password') }),
      done: (value) => (value.result === 'wrong' ? problem('いまのパスワードが違います。もう一度入力してください。', 'current') : withoutStaffSession('パスワードを変えました。新しいパスワードでサインインしてください。')),
    }),
    async totp(ctx, form) {
      const me = await ctx.ask(staffSelf, {});
      const answer = await ctx.do(enrolTotp, { secret: offeredTotpSecret(ctx.city, me.id, me.version), code: form.get('code') });
      return answer.ok ? to('/staff/me', '確認コードを使い始めました。次からは、サインインのときに入れてください。') : refusedGo(answer);
    },
    addPasskey: act(staffRegisterPasskey, { done: () => to('/staff/me', 'パスキーを登録しました。') }),
    everywhere: act(staffSignOutEverywhere, { input: () => ({}), done: () => withoutStaffSession('すべてのサインインを終えました。') }),
    removePasskey: act(staffRemovePasskey, { done: () => to('/staff/me', 'パスキーを消しました。') }),
    revoke: act(revokeToken, { done: () => to('/staff/me', 'トークンを止めました。') }),
    async token(ctx, form) {
      const token = freshSecret((bytes) => ctx.random(bytes), 'yk_s_');
      const answer = await ctx.do(issueOwnToken, { name: form.get('name'), days: form.get('days'), token });
      if (!answer.ok) return refusedGo(answer);
      // Said once, in the very next page; nobody can show it again.
      return to('/staff/me', answer.repeated ? 'このトークンはすでに発行されています。控えていないときは、止めて発行し直してください。' : `トークンを発行しました。いま一度だけ表示します：${token}`);
    },
  },
});
