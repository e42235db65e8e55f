/** The citizen's door: in by password or passkey, out again. */
import { h } from 'preact';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { COOKIE } from '../../../kernel/http/visit.ts';
import { signIn as signInCommand, signInByPasskey, signOut } from '../../../kernel/identity/citizen-sign-in.ts';
import { localPath } from '../../../kernel/identity/next-path.ts';
import { signInOptions } from '../../../kernel/identity/passkey.ts';
import { sampleLogins } from '../../../kernel/identity/sample-people.ts';
import { CITIZEN_SESSION_SECONDS, forget } from '../../../kernel/identity/session.ts';
import { foldEmail } from '../../../kernel/identity/sign-up.ts';
import { sessionToken } from '../../../kernel/identity/tokens.ts';
import { type Fields, page, problem, refusedGo, to } from '../../../kernel/page.ts';
import { A, DataTable, Form, Hidden, Page, PasswordField, Section, Submit, TextField } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';

const search = z.object({ next: z.string().max(1000).optional() });

/** Without a request id in the form (an old page) every attempt is its own. */
export function requestIdOf(form: Fields, random: (bytes: number) => Uint8Array): string {
  return form.get('_request') || Buffer.from(random(18)).toString('base64url');
}

function cookie(token: string, maxAgeSeconds = CITIZEN_SESSION_SECONDS) {
  return [{ name: COOKIE.citizen, value: token, maxAgeSeconds }];
}

interface SampleRow {
  readonly who: string;
  readonly login: string;
  readonly password: string;
  readonly can: string;
}

function SampleLogins({ rows, t }: { readonly rows: readonly SampleRow[]; readonly t: ReturnType<typeof words>['signIn'] }) {
  return (
    <Section title={t.sampleTitle}>
      <p>{t.sampleLead}</p>
      <DataTable
        caption={t.sampleTitle} hideCaption rows={rows} rowKey={(row) => row.login} empty=""
        columns={[
          { key: 'who', label: t.sampleWho, render: (row) => row.who },
          { key: 'login', label: t.sampleLogin, render: (row) => <code>{row.login}</code> },
          { key: 'password', label: t.samplePassword, render: (row) => <code>{row.password}</code> },
          { key: 'can', label: t.sampleCan, render: (row) => row.can },
        ]}
        actions={(row) => <Form action="signIn" about={{ sample: row.login }} inline><Hidden name="email" value={row.login} /><Hidden name="password" value={row.password} /><Submit kind="second" about={row.who}>{t.sampleUse}</Submit></Form>}
      />
    </Section>
  );
}

export const signInPage = page({
  path: '/sign-in',
  title: { ja: 'サインイン', en: 'Sign in' },
  allow: [anyone('サインインの入口')],
  search,
  async load(ctx, { search: { next } }) {
    if (ctx.actor.kind === 'citizen') return to(localPath(next, '/my'));
    const samples = (await ctx.ask(sampleLogins, {})).filter((login) => login.face === 'citizen');
    return { options: await signInOptions(ctx.city, 'citizen'), samples };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const t = w.signIn;
    return (
      <Page title={t.title} lead={t.lead} scripts={['passkey.js']}>
        <Form action="signIn" submit={t.submit}>
          <TextField name="email" label={w.fields.email} type="email" autocomplete="username webauthn" required width="long" />
          <PasswordField name="password" label={w.fields.password} autocomplete="current-password" required />
        </Form>
        {h('passkey-key', { mode: 'get', options: model.options, sorry: t.sorry, hidden: true },
          <Form action="passkey"><Hidden name="passkey" value="" /><p class="hint">{t.passkeyHint}</p><Submit kind="second" icon="key">{t.passkey}</Submit><p role="status" data-said /></Form>)}
        <ul><li><A to="/forgot">{t.forgot}</A></li><li><A to="/sign-up">{t.signUp}</A></li></ul>
        {model.samples.length > 0 && <SampleLogins rows={model.samples} t={t} />}
      </Page>
    );
  },
  actions: {
    async signIn(ctx, form, at) {
      const t = words(ctx.lang).signIn;
      const requestId = requestIdOf(form, (bytes) => ctx.random(bytes));
      const token = sessionToken(ctx.city, 'citizen', requestId, foldEmail(form.get('email').trim()), form.get('password').normalize('NFKC'));
      const answer = await ctx.do(signInCommand, { email: form.get('email'), password: form.get('password'), token, former: ctx.sessionToken }, requestId);
      if (!answer.ok) return refusedGo(answer);
      if (answer.value.result === 'wrong') return problem(t.wrong, '', 'WrongPassword');
      if (answer.value.result === 'unconfirmed') return problem(t.unconfirmed, '', 'Unconfirmed');
      if (ctx.sessionToken !== null && ctx.sessionToken !== token) forget(ctx.city, ctx.sessionToken);
      return to(localPath(at.search.next, '/my'), t.welcome, cookie(token));
    },
    async passkey(ctx, form, at) {
      const requestId = requestIdOf(form, (bytes) => ctx.random(bytes));
      const token = sessionToken(ctx.city, 'citizen', requestId, form.get('passkey'));
      const answer = await ctx.do(signInByPasskey, { passkey: form.get('passkey'), token, former: ctx.sessionToken }, requestId);
      if (answer.ok && ctx.sessionToken !== null && ctx.sessionToken !== token) forget(ctx.city, ctx.sessionToken);
      return answer.ok ? to(localPath(at.search.next, '/my'), words(ctx.lang).signIn.welcome, cookie(token)) : refusedGo(answer);
    },
  },
});

/** The frame's link. */
export const signInAlias = page({
  path: '/my/sign-in',
  title: { ja: 'サインイン', en: 'Sign in' },
  allow: [anyone('サインインの入口')],
  load: async () => to('/sign-in'),
  view: () => <Page title="" />,
});

export const signOutPage = page({
  path: '/my/sign-out',
  title: { ja: 'サインアウト', en: 'Sign out' },
  allow: [anyone('サインインが切れていても、出口は開いている')],
  load: async () => to('/'),
  view: () => <Page title="" />,
  actions: {
    async signOut(ctx) {
      const token = ctx.sessionToken;
      if (token !== null && ctx.actor.kind === 'citizen') {
        await ctx.do(signOut, { token });
        forget(ctx.city, token);
      }
      return to('/', words(ctx.lang).signIn.out, cookie('', 0));
    },
  },
});

/** Clears the cookie of a session that just ended. */
export function withoutSession(path: string, message: string) {
  return to(path, message, cookie('', 0));
}
