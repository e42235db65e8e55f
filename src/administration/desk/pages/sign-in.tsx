/** The office's door. */
import { h } from 'preact';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { COOKIE } from '../../../kernel/http/visit.ts';
import { localPath } from '../../../kernel/identity/next-path.ts';
import { signInOptions } from '../../../kernel/identity/passkey.ts';
import { sampleLogins } from '../../../kernel/identity/sample-people.ts';
import { forget, STAFF_SESSION_SECONDS } from '../../../kernel/identity/session.ts';
import { staffDoor, staffSignOut } from '../../../kernel/identity/staff-sign-in.ts';
import { sessionToken } from '../../../kernel/identity/tokens.ts';
import { type Fields, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import { DataTable, Form, Hidden, LinkButton, Notice, Page, PasswordField, Section, Submit, TextField } from '../../../ui/index.ts';

const WRONG = 'ログイン名・パスワード・確認コードのどれかが違います。もう一度確かめて入力してください。確認コードは、一度使うと次の表示まで使えません。';

function cookie(token: string, maxAgeSeconds = STAFF_SESSION_SECONDS) {
  return [{ name: COOKIE.staff, value: token, maxAgeSeconds }];
}

function atTheDoor(ctx: PageContext, form: Fields) {
  return { city: ctx.city, lang: ctx.lang, requestId: form.get('_request') || Buffer.from(ctx.random(18)).toString('base64url') };
}

function deviceOf(ctx: PageContext): string {
  return 'device' in ctx.actor ? ctx.actor.device : 'house';
}

/** Only to the office's own pages: the citizen's side has its own sign-in. */
function afterwards(next: unknown): string {
  const path = localPath(next, '/staff');
  return /^\/staff(?=\/|\?|$)/.test(path) ? path : '/staff';
}

interface SampleRow {
  readonly who: string;
  readonly login: string;
  readonly password: string;
  readonly code: string | null;
  readonly can: string;
}

function SampleLogins({ rows }: { readonly rows: readonly SampleRow[] }) {
  return (
    <Section title="見本のログイン">
      <p>これは見本のまちです。次の職員になって試せます。確認コードは、ふだんは本人のスマートフォンだけに出ます。</p>
      <DataTable
        caption="見本のログイン" hideCaption rows={rows} rowKey={(row) => row.login} empty=""
        columns={[
          { key: 'who', label: '職員', render: (row) => row.who },
          { key: 'can', label: '試せること', render: (row) => row.can },
          { key: 'login', label: 'ログイン名', render: (row) => <code>{row.login}</code> },
          { key: 'password', label: 'パスワード', render: (row) => <code>{row.password}</code> },
          { key: 'code', label: '確認コード', render: (row) => (row.code === null ? 'なし' : <code>{row.code}</code>) },
        ]}
        actions={(row) => (
          <Form action="signIn" about={{ sample: row.login }} inline>
            <Hidden name="login" value={row.login} /><Hidden name="password" value={row.password} /><Hidden name="code" value={row.code ?? ''} />
            <Submit kind="second" about={row.who}>この職員で入る</Submit>
          </Form>
        )}
      />
    </Section>
  );
}

export const staffSignInPage = page({
  path: '/staff/sign-in',
  title: { ja: '職員のサインイン', en: 'Staff sign-in' },
  allow: [anyone('職員の入口')],
  search: z.object({ next: z.string().max(1000).optional() }),
  async load(ctx, { search }) {
    if (ctx.actor.kind === 'staff') return to(afterwards(search.next));
    return { options: await signInOptions(ctx.city, 'staff'), samples: (await ctx.ask(sampleLogins, {})).filter((login) => login.face === 'staff') };
  },
  view(model) {
    return (
      <Page title="職員のサインイン" scripts={['passkey.js']}>
        <Form action="signIn" submit="サインインする">
          <TextField name="login" label="ログイン名" autocomplete="username webauthn" required width="medium" spellcheck={false} />
          <PasswordField name="password" label="パスワード" autocomplete="current-password" required />
          <TextField name="code" label="確認コード" hint="登録している方は、スマートフォンに出ている6けたの数字を入れてください。入れないと、権限の管理など一部の操作ができません。" autocomplete="one-time-code" inputmode="numeric" width="short" maxlength={10} />
        </Form>
        {h('passkey-key', { mode: 'get', options: model.options, sorry: 'パスキーを使えませんでした。もう一度押すか、パスワードをお使いください。', hidden: true },
          <Form action="passkey"><Hidden name="passkey" value="" /><Submit kind="second" icon="key">パスキーでサインイン</Submit><p role="status" data-said /></Form>)}
        <p class="hint">パスワードを忘れたときは、情報政策の担当に、決め直すリンクを送るよう頼んでください。</p>
        {model.samples.length > 0 && <SampleLogins rows={model.samples} />}
      </Page>
    );
  },
  actions: {
    async signIn(ctx, form, at) {
      const door = atTheDoor(ctx, form);
      const typed = { login: form.get('login'), password: form.get('password'), code: form.get('code') };
      const token = sessionToken(ctx.city, 'staff', door.requestId, typed.login.normalize('NFKC').trim().toLowerCase(), typed.password.normalize('NFKC'), typed.code.trim());
      const answer = await staffDoor.signIn(door, { ...typed, token, former: ctx.sessionToken, device: deviceOf(ctx) });
      if (!answer.ok) return refusedGo(answer);
      if (answer.value.result === 'wrong') return problem(WRONG, '', 'WrongPassword');
      if (ctx.sessionToken !== null && ctx.sessionToken !== token) forget(ctx.city, ctx.sessionToken);
      return to(afterwards(at.search.next), undefined, cookie(token));
    },
    async passkey(ctx, form, at) {
      const door = atTheDoor(ctx, form);
      const token = sessionToken(ctx.city, 'staff', door.requestId, form.get('passkey'));
      const answer = await staffDoor.signInByPasskey(door, { passkey: form.get('passkey'), token, former: ctx.sessionToken, device: deviceOf(ctx) });
      if (answer.ok && ctx.sessionToken !== null && ctx.sessionToken !== token) forget(ctx.city, ctx.sessionToken);
      return answer.ok ? to(afterwards(at.search.next), undefined, cookie(token)) : refusedGo(answer);
    },
  },
});

export const staffSignOutPage = page({
  path: '/staff/sign-out',
  title: { ja: 'サインアウト', en: 'Sign out' },
  allow: [anyone('サインインが切れていても、出口は開いている')],
  load: async () => to('/staff/sign-in'),
  view: () => <Page title="サインアウト" />,
  actions: {
    async signOut(ctx) {
      const token = ctx.sessionToken;
      if (token !== null && ctx.actor.kind === 'staff') {
        await ctx.do(staffSignOut, { token });
        forget(ctx.city, token);
      }
      return to('/staff/sign-in', 'サインアウトしました。', cookie('', 0));
    },
  },
});

export const staffSetPasswordPage = page({
  path: '/staff/set-password/:secret',
  unkept: true,
  title: { ja: '職員のパスワードの設定', en: 'Set your staff password' },
  allow: [anyone('メールのリンクを受け取った職員だけが知る秘密で守られる')],
  params: z.object({ secret: z.string().max(100) }),
  load: async (ctx, { params }) => ({ lives: await staffDoor.linkLives({ city: ctx.city, lang: ctx.lang }, params.secret) }),
  view(model) {
    if (!model.lives) return <Page title="このリンクは使えません"><Notice kind="warn" title="期限が過ぎたか、すでに使われています。">情報政策の担当に、もう一度リンクを送るよう頼んでください。</Notice><LinkButton to="/staff/sign-in" kind="second">サインインの画面へ</LinkButton></Page>;
    return (
      <Page title="パスワードの設定" lead="業務システムのパスワードを決めてください。">
        <Form action="set" submit="このパスワードにする"><PasswordField name="password" label="新しいパスワード" hint="10文字以上。長い文ほど安全です。" autocomplete="new-password" required /></Form>
      </Page>
    );
  },
  actions: {
    async set(ctx, form, at) {
      const answer = await staffDoor.setPassword(atTheDoor(ctx, form), { secret: at.params.secret, password: form.get('password') });
      return answer.ok ? to('/staff/sign-in', 'パスワードを決めました。サインインしてください。') : refusedGo(answer);
    },
  },
});

/** Clears the cookie of a session that just ended. */
export function withoutStaffSession(message: string) {
  return to('/staff/sign-in', message, cookie('', 0));
}
