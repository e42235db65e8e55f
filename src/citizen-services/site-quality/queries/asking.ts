/** What whoever asks for another form sees: the page it is about, how long an answer takes, and how far their own request is. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { textField, withDefault } from '../../../kernel/fields.ts';
import { sha256 } from '../../../kernel/identity/tokens.ts';
import { query } from '../acts.ts';
import { ticketField } from '../commands/request-fields.ts';
import { pageAbout, requestRulesOn } from '../requests.ts';
import { countsByYear, dueOf, ownPath } from '../rules/requests.ts';
import { hostsOf } from '../site.ts';

export const requestForm = query({
  name: 'site-quality.requestForm',
  title: { ja: '別の形での提供を求める画面', en: 'The form for asking for another form' },
  input: z.object({ page: withDefault(textField({ ja: 'ページのアドレス', en: 'Address' }, { max: 2000, numbers: true }), '') }),
  allow: [anyone('だれでも求められます')],
  async run(ctx, input) {
    const [rules, policy] = await Promise.all([requestRulesOn(ctx.db, ctx.today), ctx.db.selectFrom('site_quality.public_policy').select(['contact', 'phone']).executeTakeFirst()]);
    const path = ownPath(input.page, hostsOf(ctx));
    const title = path === '' ? '' : (await pageAbout(ctx, path)).title;
    return { path, title, answerDays: rules.answer_days, keepDays: rules.keep_days, dueOn: dueOf(ctx.today, rules.answer_days), contact: policy ?? null };
  },
});

export const ownRequest = query({
  name: 'site-quality.ownRequest',
  title: { ja: '自分の求め', en: 'My request' },
  input: z.object({ code: ticketField }),
  allow: [anyone('控えの番号を知っている、求めた本人だけが見られます')],
  async run(ctx, input) {
    return (await ctx.db.selectFrom('site_quality.requests').select(['number', 'state', 'received_on as receivedOn', 'page_path as path', 'page_title as title', 'form', 'wish_on as wishOn', 'due_on as dueOn', 'closed_on as closedOn', 'answer', 'mailed', 'by_mail as byMail']).where('code_hash', '=', sha256(input.code)).executeTakeFirst()) ?? null;
  },
});

/** How many asked, and how many had their answer in time. No forms, no pages: few ask, and the form tells of the person. */
export const requestCounts = query({
  name: 'site-quality.requestCounts',
  title: { ja: '別の形での提供の件数', en: 'How many asked for another form' },
  input: z.object({}),
  allow: [anyone('年度ごとの件数だけを公開します')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('site_quality.requests').select(['received_on as receivedOn', 'due_on as dueOn', 'closed_on as closedOn']).execute();
    return countsByYear(rows, fiscalYearOf);
  },
});
