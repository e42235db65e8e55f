/** CAP 1.2 (OASIS): a list of the emergency messages, and each as a file of its own, from the same record as the disaster page. From memory. */
import { anyone } from '../../../kernel/actor.ts';
import { notFound, type PageContext, route, type Route } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { noticeKinds, noticeKindWords, severityNames } from '../messages/words.ts';
import { capNotices } from '../queries/cap.ts';
import { capAlert, capFeed, type CapHouse, isTold } from '../rules/feeds/cap.ts';

const allow = [anyone('緊急のお知らせは、誰にでも見せます')];
const SINCE = Temporal.Instant.from('2026-04-01T00:00:00+09:00');
const SECONDS = 10;

/** What a drill says is read by nobody but the staff: a public host has real messages only. */
const houseOf = (ctx: PageContext): CapHouse => ({ code: ctx.city.facts.code, name: ctx.city.facts.name, phone: formatPhone(ctx.city.facts.phone.replaceAll('-', '')), origin: ctx.city.origin, exercise: false });

const feed = route({
  path: '/disaster.cap.xml', title: { ja: '緊急情報の配信（CAP）', en: 'Emergency messages (CAP)' }, allow, shared: 'minute',
  run: async (ctx) => ({ type: 'application/atom+xml; charset=utf-8', body: capFeed(await ctx.ask(capNotices, {}), houseOf(ctx), SINCE, ctx.now), cacheSeconds: SECONDS }),
});

const alert = route({
  path: '/disaster/cap/:id{[0-9a-f-]{36}\\.xml}', title: { ja: '緊急情報（CAP）', en: 'An emergency message (CAP)' }, allow, shared: 'minute',
  async run(ctx, { params }) {
    const answer = await ctx.tryAsk(capNotices, { notice: (params['id'] ?? '').slice(0, -'.xml'.length) });
    const notice = answer.ok ? answer.value[0] : undefined;
    if (!notice || !isTold(notice, ctx.now)) return notFound;
    const kind = noticeKinds.find((one) => one === notice.kind) ?? 'other';
    const body = capAlert(notice, houseOf(ctx), { kind: noticeKindWords[kind], level: severityNames[notice.severity] ?? noticeKindWords[kind] }, ctx.now);
    return body === null ? notFound : { type: 'application/cap+xml; charset=utf-8', body, cacheSeconds: SECONDS };
  },
});

export const capRoutes: readonly Route[] = [feed, alert];
