/** Password, passkeys, and where one is signed in. */
import { h } from 'preact';
import { citizen } from '../../../kernel/actor.ts';
import { changePassword, registerPasskey } from '../../../kernel/identity/citizen-account.ts';
import { myProfile, mySecurity } from '../../../kernel/identity/citizen-queries.ts';
import { removePasskey, signOutEverywhere } from '../../../kernel/identity/citizen-sign-in.ts';
import { registrationOptions } from '../../../kernel/identity/passkey.ts';
import { act, page, problem, to } from '../../../kernel/page.ts';
import { DataTable, Form, Hidden, Page, PasswordField, Section, Submit, TextField, When } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';
import { withoutSession } from './sign-in.tsx';

export const securityPage = page({
  path: '/my/security',
  title: { ja: '安全の設定', en: 'Security' },
  allow: [citizen],
  async load(ctx) {
    const [profile, security] = await Promise.all([ctx.ask(myProfile, {}), ctx.ask(mySecurity, {})]);
    const options = await registrationOptions(ctx.city, 'citizen', { id: profile.id, account: profile.email, name: profile.name, existing: security.passkeys.map((key) => key.id) });
    return { ...security, hasPassword: profile.hasPassword, options };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const t = w.security;
    return (
      <Page title={t.title} crumbs={[{ to: '/my', label: w.home.title }]} scripts={['passkey.js']}>
        <Section title={t.password}>
          <Form action="password" submit={t.changePassword}>
            {model.hasPassword && <PasswordField name="current" label={w.fields.current} autocomplete="current-password" required />}
            <PasswordField name="password" label={w.fields.newPassword} hint={w.signUp.passwordHint} autocomplete="new-password" required />
          </Form>
        </Section>
        <Section title={t.passkeys}>
          <p>{t.passkeysLead}</p>
          <DataTable
            caption={t.passkeys} hideCaption rows={model.passkeys} rowKey={(key) => key.id} empty={t.none}
            columns={[
              { key: 'name', label: t.keyName, render: (key) => key.name },
              { key: 'created', label: t.registered, render: (key) => <When instant={key.createdAt} /> },
              { key: 'used', label: t.used, render: (key) => (key.usedAt === null ? t.never : <When instant={key.usedAt} />) },
            ]}
            actions={(key) => <Form action="removePasskey" about={{ passkey: key.id }} inline><Submit kind="danger" about={key.name}>{t.remove}</Submit></Form>}
          />
          {h('passkey-key', { mode: 'create', options: model.options, sorry: t.sorry, hidden: true },
            <Form action="addPasskey"><Hidden name="passkey" value="" /><TextField name="name" label={t.keyName} hint={t.keyNameHint} required width="medium" maxlength={60} /><Submit kind="second" icon="key">{t.add}</Submit><p role="status" data-said /></Form>)}
        </Section>
        <Section title={t.sessions}>
          <DataTable
            caption={t.sessions} hideCaption rows={model.sessions} rowKey={(session) => session.createdAt.toString()} empty=""
            columns={[
              { key: 'device', label: t.device, render: (session) => (session.here ? t.here : t.other) },
              { key: 'since', label: t.since, render: (session) => <When instant={session.createdAt} /> },
              { key: 'seen', label: t.seen, render: (session) => <When instant={session.seenAt} /> },
            ]}
          />
          <Form action="everywhere" submit={t.everywhere} kind="second" />
        </Section>
      </Page>
    );
  },
  actions: {
    password: act(changePassword, {
      input: (form) => ({ current: form.get('current'), password: form.get('password') }),
      done: (value, _at, ctx) => (value.result === 'wrong' ? problem(words(ctx.lang).security.wrong, 'current', 'InvalidInput') : withoutSession('/sign-in', words(ctx.lang).security.changed)),
    }),
    addPasskey: act(registerPasskey, { done: (_value, _at, ctx) => to('/my/security', words(ctx.lang).security.added) }),
    removePasskey: act(removePasskey, { done: (_value, _at, ctx) => to('/my/security', words(ctx.lang).security.removed) }),
    everywhere: act(signOutEverywhere, { input: () => ({}), done: (_value, _at, ctx) => withoutSession('/', words(ctx.lang).signIn.outEverywhere) }),
  },
});
