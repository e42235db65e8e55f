/** 受信箱: the first thing an officer sees. What waits in each system, and what was said to this person. */
import { z } from 'zod';
import { anyStaff } from '../../../kernel/actor.ts';
import { staffReadNotice } from '../../../kernel/identity/staff-account.ts';
import { staffInbox, staffMessage } from '../../../kernel/identity/staff-queries.ts';
import { page, type PageContext } from '../../../kernel/page.ts';
import { registeredSystems } from '../../../kernel/registry.ts';
import { A, Chip, DataTable, LinkButton, Page, Pager, Section, When } from '../../../ui/index.ts';

interface WaitingThing {
  readonly to: string;
  readonly label: string;
  readonly system: string;
  readonly count: number;
}

/** Asks every system of the menu how many things wait for this person. */
async function whatWaits(ctx: PageContext): Promise<readonly WaitingThing[]> {
  const entries = registeredSystems().flatMap((system) => system.menu.filter((entry) => entry.for === 'staff' && entry.to !== '/staff' && entry.count).map((entry) => ({ system, entry })));
  const counted = await Promise.all(entries.map(async ({ system, entry }) => {
    if (!entry.count || (entry.needs && ![entry.needs].flat().some((needed) => ctx.actor.kind === 'staff' && ctx.actor.grants.some((grant) => grant.permission === needed)))) return null;
    const answer = await ctx.tryAsk(entry.count, {});
    return answer.ok && answer.value > 0 ? { to: entry.to, label: entry.label.ja, system: system.title.ja, count: answer.value } : null;
  }));
  return counted.filter((thing) => thing !== null);
}

export const inboxPage = page({
  path: '/staff',
  title: { ja: '受信箱', en: 'Inbox' },
  allow: [anyStaff('自分の受信箱')],
  search: z.object({ before: z.uuid().optional() }),
  async load(ctx, { search }) {
    const [waiting, inbox] = await Promise.all([whatWaits(ctx), ctx.ask(staffInbox, { before: search.before ?? '' })]);
    return { waiting, ...inbox };
  },
  view(model, _ctx, { search }) {
    const paging = { ...(model.next === null ? {} : { nextHref: `/staff?before=${model.next}` }), ...(search.before === undefined ? {} : { previousHref: '/staff' }) };
    return (
      <Page title="受信箱" wide>
        <Section title="待っている仕事">
          <DataTable
            caption="待っている仕事" hideCaption keys rows={model.waiting} rowKey={(thing) => thing.to} empty="いま待っている仕事はありません。"
            columns={[
              { key: 'label', label: '仕事', render: (thing) => <A to={thing.to} rowKey="Enter">{thing.label}</A> },
              { key: 'system', label: '業務', render: (thing) => thing.system },
              { key: 'count', label: '件数', align: 'end', render: (thing) => <b class="num">{thing.count.toLocaleString('ja-JP')}</b> },
            ]}
          />
        </Section>
        <Section title="お知らせ">
          <DataTable
            caption="お知らせ" hideCaption rows={model.messages} rowKey={(message) => message.id} empty="お知らせはまだありません。"
            columns={[
              { key: 'title', label: '件名', render: (message) => <A to={`/staff/inbox/${message.id}`}>{message.title}</A> },
              { key: 'state', label: '状態', render: (message) => (message.readAt === null ? <Chip kind="info">未読</Chip> : <Chip kind="no">既読</Chip>) },
              { key: 'at', label: '届いた日時', render: (message) => <When instant={message.at} /> },
            ]}
          />
          <Pager shown={model.messages.length} {...paging} />
        </Section>
      </Page>
    );
  },
});

export const messagePage = page({
  path: '/staff/inbox/:notice',
  title: { ja: 'お知らせ', en: 'A message' },
  allow: [anyStaff('自分の受信箱')],
  params: z.object({ notice: z.uuid() }),
  async load(ctx, { params }) {
    const message = await ctx.ask(staffMessage, params);
    // Opening it is reading it; marking twice changes nothing, so a reload is harmless.
    if (message.readAt === null) await ctx.do(staffReadNotice, params, `read:${message.id}`);
    return message;
  },
  view(message) {
    return (
      <Page title={message.title} crumbs={[{ to: '/staff', label: '受信箱' }]}>
        <p><When instant={message.at} /></p>
        {message.body.split('\n').map((line, index) => <p key={index}>{line}</p>)}
        {message.href !== null && <LinkButton to={message.href}>この件を開く</LinkButton>}
      </Page>
    );
  },
});
