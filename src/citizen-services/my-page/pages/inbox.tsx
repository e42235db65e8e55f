/** The citizen's inbox: everything the house said, whether or not it was also mailed. */
import { z } from 'zod';
import { citizen } from '../../../kernel/actor.ts';
import { readAllNotices, readNotice } from '../../../kernel/identity/citizen-account.ts';
import { myInbox, myMessage } from '../../../kernel/identity/citizen-queries.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Form, LinkButton, Page, Pager, When } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';

export const inboxPage = page({
  path: '/my/inbox',
  title: { ja: 'お知らせ', en: 'Messages' },
  allow: [citizen],
  search: z.object({ before: z.uuid().optional() }),
  load: (ctx, { search }) => ctx.ask(myInbox, { before: search.before ?? '' }),
  view(model, ctx, { search }) {
    const w = words(ctx.lang);
    const t = w.inbox;
    const paging = { ...(model.next === null ? {} : { nextHref: `/my/inbox?before=${model.next}` }), ...(search.before === undefined ? {} : { previousHref: '/my/inbox' }) };
    return (
      <Page title={t.title} crumbs={[{ to: '/my', label: w.home.title }]} actions={model.messages.some((message) => message.readAt === null) ? <Form action="readAll" submit={t.readAll} kind="second" inline /> : undefined}>
        <DataTable
          caption={t.title} hideCaption rows={model.messages} rowKey={(message) => message.id} empty={t.none}
          columns={[
            { key: 'subject', label: t.subject, render: (message) => <A to={`/my/inbox/${message.id}`}>{message.title}</A> },
            { key: 'state', label: t.state, render: (message) => (message.readAt === null ? <Chip kind="info">{t.unread}</Chip> : <Chip kind="no">{t.read}</Chip>) },
            { key: 'at', label: t.at, render: (message) => <When instant={message.at} /> },
          ]}
        />
        <Pager shown={model.messages.length} {...paging} />
      </Page>
    );
  },
  actions: { readAll: act(readAllNotices, { input: () => ({}), done: (_value, _at, ctx) => to('/my/inbox', words(ctx.lang).inbox.allRead) }) },
});

export const messagePage = page({
  path: '/my/inbox/:notice',
  title: { ja: 'お知らせ', en: 'A message' },
  allow: [citizen],
  params: z.object({ notice: z.uuid() }),
  async load(ctx, { params }) {
    const message = await ctx.ask(myMessage, params);
    // Opening it is reading it; marking twice changes nothing, so a reload is harmless.
    if (message.readAt === null) await ctx.do(readNotice, params, `read:${message.id}`);
    return message;
  },
  view(message, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={message.title} crumbs={[{ to: '/my', label: w.home.title }, { to: '/my/inbox', label: w.inbox.title }]}>
        <p><When instant={message.at} /></p>
        {message.body.split('\n').map((line, index) => <p key={index}>{line}</p>)}
        {message.href !== null && <LinkButton to={message.href.replace(/^\/en(?=\/)/, '')}>{w.inbox.follow}</LinkButton>}
      </Page>
    );
  },
});
