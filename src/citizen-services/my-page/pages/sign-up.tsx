/** Getting an account, and getting back into one. Every page answers the same whether or not an address is known. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { linkLives } from '../../../kernel/identity/citizen-queries.ts';
import { confirmEmail, requestPasswordLink, setPassword, signUp } from '../../../kernel/identity/sign-up.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Form, LinkButton, Notice, Page, PasswordField, TextField } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';

const params = z.object({ secret: z.string().max(100) });

export const signUpPage = page({
  path: '/sign-up',
  title: { ja: 'マイページの登録', en: 'Sign up' },
  allow: [anyone('誰でも登録を申し込める')],
  load: async (ctx) => (ctx.actor.kind === 'citizen' ? to('/my') : {}),
  view(_model, ctx) {
    const w = words(ctx.lang);
    const t = w.signUp;
    return (
      <Page title={t.title} lead={t.lead}>
        <Form action="signUp" submit={t.submit}>
          <TextField name="name" label={w.fields.name} autocomplete="name" required width="long" />
          <TextField name="kana" label={w.fields.kana} hint={t.kanaHint} required width="long" lang="ja" />
          <TextField name="email" label={w.fields.email} hint={t.emailHint} type="email" autocomplete="email" required width="long" />
          <TextField name="phone" label={w.fields.phone} hint={t.phoneHint} type="tel" autocomplete="tel" width="medium" />
          <PasswordField name="password" label={w.fields.newPassword} hint={t.passwordHint} autocomplete="new-password" required />
        </Form>
        <p class="hint">{t.next}</p>
        <p><A to="/sign-in">{t.have}</A></p>
      </Page>
    );
  },
  actions: {
    signUp: act(signUp, { input: (form, _at, ctx) => ({ ...form.input(), phone: form.get('phone'), language: ctx.lang }), done: () => to('/sign-up/sent') }),
  },
});

export const signUpSent = page({
  path: '/sign-up/sent',
  title: { ja: '確認のメールをお送りしました', en: 'We sent you a message' },
  allow: [anyone('登録の続き')],
  load: async () => ({}),
  view(_model, ctx) {
    const t = words(ctx.lang).signUp;
    return <Page title={t.sentTitle} lead={t.sent}><p>{t.notArrived}</p><LinkButton to="/sign-up" kind="second">{t.title}</LinkButton></Page>;
  },
});

function Gone({ lang, again }: { readonly lang: 'ja' | 'en'; readonly again: string }) {
  const t = words(lang).gone;
  return <Page title={t.title}><Notice kind="warn" title={t.text} /><LinkButton to={again}>{t.again}</LinkButton></Page>;
}

export const confirmPage = page({
  path: '/confirm/:secret',
  unkept: true,
  title: { ja: 'メールアドレスの確認', en: 'Confirm your e-mail address' },
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  params,
  // A program that follows links in mail must not confirm anything: only the button does.
  async load(ctx, { params: { secret } }) {
    const answer = await ctx.tryAsk(linkLives, { secret });
    return { lives: answer.ok && answer.value.lives };
  },
  view(model, ctx) {
    const t = words(ctx.lang).confirm;
    if (!model.lives) return <Gone lang={ctx.lang} again="/sign-up" />;
    return <Page title={t.title} lead={t.lead}><Form action="confirm" submit={t.submit} /></Page>;
  },
  actions: {
    confirm: act(confirmEmail, {
      input: (_form, at: { params: { secret: string }; search: unknown }) => ({ secret: at.params.secret }),
      done: (value, _at, ctx) => (value.purpose === 'change_email' ? to('/my/profile', words(ctx.lang).confirm.changed) : to('/sign-in', words(ctx.lang).confirm.done)),
    }),
  },
});

export const forgotPage = page({
  path: '/forgot',
  title: { ja: 'パスワードの決め直し', en: 'Set a new password' },
  allow: [anyone('パスワードを忘れた人が使う')],
  load: async () => ({}),
  view(_model, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={w.forgot.title} lead={w.forgot.lead}>
        <Form action="send" submit={w.forgot.submit}><TextField name="email" label={w.fields.email} type="email" autocomplete="email" required width="long" /></Form>
      </Page>
    );
  },
  actions: { send: act(requestPasswordLink, { done: () => to('/forgot/sent') }) },
});

export const forgotSent = page({
  path: '/forgot/sent',
  title: { ja: 'メールをお送りしました', en: 'We sent you a message' },
  allow: [anyone('パスワードの決め直しの続き')],
  load: async () => ({}),
  view(_model, ctx) {
    const w = words(ctx.lang);
    return <Page title={w.forgot.sentTitle} lead={w.forgot.sent}><p>{w.signUp.notArrived}</p><A to="/sign-in">{w.signIn.title}</A></Page>;
  },
});

export const setPasswordPage = page({
  path: '/set-password/:secret',
  unkept: true,
  title: { ja: '新しいパスワード', en: 'New password' },
  allow: [anyone('メールのリンクを受け取った人だけが知る秘密で守られる')],
  params,
  async load(ctx, { params: { secret } }) {
    const answer = await ctx.tryAsk(linkLives, { secret });
    return { lives: answer.ok && answer.value.lives && answer.value.purpose === 'set_password' };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    if (!model.lives) return <Gone lang={ctx.lang} again="/forgot" />;
    return (
      <Page title={w.setPassword.title} lead={w.setPassword.lead}>
        <Form action="set" submit={w.setPassword.submit}><PasswordField name="password" label={w.fields.newPassword} hint={w.signUp.passwordHint} autocomplete="new-password" required /></Form>
      </Page>
    );
  },
  actions: {
    set: act(setPassword, {
      input: (form, at: { params: { secret: string }; search: unknown }) => ({ secret: at.params.secret, password: form.get('password') }),
      done: (_value, _at, ctx) => to('/sign-in', words(ctx.lang).setPassword.done),
    }),
  },
});
