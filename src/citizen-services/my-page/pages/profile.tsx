/** Name, contact details, how to be told, and the way out. */
import { citizen } from '../../../kernel/actor.ts';
import { changeChannels, changeProfile, closeAccount } from '../../../kernel/identity/citizen-account.ts';
import { myProfile } from '../../../kernel/identity/citizen-queries.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { Checkbox, Checkboxes, Form, Notice, Page, Radios, Section, TextField } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';
import { withoutSession } from './sign-in.tsx';

export const profilePage = page({
  path: '/my/profile',
  title: { ja: '登録内容', en: 'My details' },
  allow: [citizen],
  load: (ctx) => ctx.ask(myProfile, {}),
  view(profile, ctx) {
    const w = words(ctx.lang);
    const t = w.profile;
    return (
      <Page title={t.title} lead={t.lead} crumbs={[{ to: '/my', label: w.home.title }]}>
        {profile.pendingEmail !== null && <Notice title={t.pending(profile.pendingEmail)} />}
        <Form action="change" submit={t.submit}>
          <TextField name="name" label={w.fields.name} value={profile.name} autocomplete="name" required width="long" />
          <TextField name="kana" label={w.fields.kana} value={profile.kana} required width="long" lang="ja" />
          <TextField name="phone" label={w.fields.phone} value={profile.phone === null ? '' : formatPhone(profile.phone)} type="tel" autocomplete="tel" width="medium" />
          <TextField name="email" label={w.fields.email} value={profile.email} type="email" autocomplete="email" required width="long" />
          <Radios name="language" label={w.fields.language} value={profile.language} required inline options={[{ value: 'ja', label: t.ja }, { value: 'en', label: t.en }]} />
        </Form>
        <Section title={t.channels}>
          <Form action="channels" submit={t.saveChannels} kind="second">
            <Checkboxes name="channels" label={t.channels} hint={t.channelsHint} quiet values={profile.channels} options={[{ value: 'email', label: t.email }, { value: 'sms', label: t.sms, disabled: profile.phone === null }]} />
          </Form>
        </Section>
        <Section title={t.close}>
          <p>{t.closeLead}</p>
          <Form action="close" submit={t.closeSubmit} kind="danger"><Checkbox name="confirm" label={t.closeConfirm} required /></Form>
        </Section>
      </Page>
    );
  },
  actions: {
    change: act(changeProfile, { input: (form) => ({ ...form.input(), phone: form.get('phone') }), done: (value, _at, ctx) => to('/my/profile', value.confirmByMail ? words(ctx.lang).profile.confirmByMail : words(ctx.lang).profile.done) }),
    channels: act(changeChannels, { input: (form) => ({ channels: form.all('channels') }), done: (_value, _at, ctx) => to('/my/profile', words(ctx.lang).profile.channelsDone) }),
    close: act(closeAccount, { input: (form) => ({ confirm: form.get('confirm') }), done: (_value, _at, ctx) => withoutSession('/', words(ctx.lang).profile.closed) }),
  },
});
