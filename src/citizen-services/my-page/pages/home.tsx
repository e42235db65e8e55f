/** The citizen's home: what waits, what is new, what is owed. */
import { citizen } from '../../../kernel/actor.ts';
import { myInbox, myUnread } from '../../../kernel/identity/citizen-queries.ts';
import { page } from '../../../kernel/page.ts';
import { mine } from '../../../kernel/payments/queries.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { A, isIcon, LinkList, Page, Section, Tiles, When } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';
import { OwedTable } from './payments.tsx';

const NEWEST = 5;

export const homePage = page({
  path: '/my',
  title: { ja: 'マイページ', en: 'My page' },
  allow: [citizen],
  async load(ctx) {
    const [{ unread }, inbox, bills] = await Promise.all([ctx.ask(myUnread, {}), ctx.ask(myInbox, { before: '' }), ctx.ask(mine, {})]);
    return { unread, newest: inbox.messages.slice(0, NEWEST), owed: bills.filter((bill) => bill.state === 'open') };
  },
  view(model, ctx) {
    const w = words(ctx.lang);
    const t = w.home;
    const own = registeredSystems().filter((system) => system.name !== 'my-page').flatMap((system) => system.menu).filter((entry) => entry.for === 'citizen');
    return (
      <Page title={t.title} lead={ctx.actor.kind === 'citizen' ? t.hello(ctx.actor.name) : ''}>
        <Section title={t.owed}>{model.owed.length === 0 ? <p>{t.nothingOwed}</p> : <><p>{w.payments.how}</p><OwedTable bills={model.owed} lang={ctx.lang} caption={t.owed} /></>}</Section>
        <Section title={t.newest} aside={<A to="/my/inbox">{t.all}</A>}>
          {model.newest.length === 0 ? <p>{t.noMessages}</p> : <LinkList items={model.newest.map((message) => ({ to: `/my/inbox/${message.id}`, label: message.title, lead: <When instant={message.at} style="short" />, ...(message.readAt === null ? { note: w.inbox.unread } : {}) }))} />}
        </Section>
        <Section title={t.doors}>
          <Tiles label={t.doors} items={[
            { to: '/my/inbox', label: t.inbox, note: t.inboxNote(model.unread), icon: 'mail' },
            { to: '/my/payments', label: w.payments.title, icon: 'money' },
            ...own.map((entry) => ({ to: entry.to, label: entry.label[ctx.lang], ...(entry.note ? { note: entry.note[ctx.lang] } : {}), ...(isIcon(entry.icon) ? { icon: entry.icon } : {}) })),
            { to: '/my/profile', label: w.profile.title, icon: 'user' },
            { to: '/my/security', label: w.security.title, icon: 'shield' },
          ]} />
        </Section>
      </Page>
    );
  },
});
