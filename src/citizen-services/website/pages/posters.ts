/** Posters (PDF) for shelters, boards and 回覧板: of the emergency as it is now, of one notice, of any public page. */
import { anyone, staff } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { notFound, type PageContext, route, type Route } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { noticeSection, type Poster, posterPdf, type PosterSection } from '../papers/poster.ts';
import { disasterDesk, disasterNow } from '../queries/disaster.ts';
import { pageNumbered } from '../queries/public.ts';
import { plainOf } from '../rules/inline.ts';

type Search = Readonly<Record<string, string | readonly string[]>>;
const MINUTE = 60;
const MOST_POINTS = 8;

async function pdf(ctx: PageContext, poster: Poster, search: Search, cacheSeconds: number) {
  const body = await posterPdf(poster, { facts: ctx.city.facts, origin: ctx.city.origin, lang: ctx.lang }, search['size'] === 'a3' ? 'a3' : 'a4');
  return { type: 'application/pdf', body, cacheSeconds };
}

const now = route({
  path: '/disaster/poster.pdf', title: { ja: '災害情報のポスター', en: 'Poster of the disaster information' }, allow: [anyone('緊急のお知らせは、誰にでも見せます')], shared: 'minute',
  async run(ctx, { search }) {
    const found = await ctx.ask(disasterNow, {});
    const { lang } = ctx;
    const ja = lang === 'ja';
    const parts = found.parts.filter((part) => part.body[lang] !== '').map((part): PosterSection => ({ severity: 0, label: part.title[lang], headline: '', areas: '', body: part.body[lang], note: part.asOf === null ? '' : `${formatTime(part.asOf, ctx)}${part.freshness === 'old' ? (ja ? '　古い情報です' : ' (may be out of date)') : ''}` }));
    const lead = found.notices.length === 0 ? (ja ? 'いま出ている避難の情報や緊急のお知らせはありません。' : 'There is no evacuation order or emergency notice now.') : '';
    return pdf(ctx, { title: ja ? '災害情報' : 'Disaster information', lead, at: found.at, next: null, sections: [...found.notices.map((notice) => noticeSection(notice, lang)), ...parts], to: '/disaster', number: null, contact: '', drill: false }, search, MINUTE);
  },
});

const formatTime = (at: Temporal.Instant, ctx: PageContext) => `${formatDate(at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate(), ctx.lang, 'long')} ${at.toZonedDateTimeISO('Asia/Tokyo').toPlainTime().toString({ smallestUnit: 'minute' })}${ctx.lang === 'ja' ? ' 現在' : ''}`;

/** One notice, a drill's as well, with the time of the next one if whoever prints it knows it: `?next=18:00`. */
const one = route({
  path: '/staff/website/disaster/:notice{[0-9a-f-]{36}}/poster.pdf', title: { ja: '緊急のお知らせのポスター', en: 'Poster of a notice' }, allow: [staff('website.emergency'), staff('website.edit'), staff('website.approve')],
  async run(ctx, { params, search }) {
    const row = (await ctx.ask(disasterDesk, {})).notices.find((notice) => notice.id === params['notice']);
    if (!row) return notFound;
    const next = typeof search['next'] === 'string' && /^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(search['next']) ? search['next'].split(':') : null;
    const section = noticeSection({ id: row.id, kind: row.kind, severity: row.severity, areas: row.areas, headline: { ja: row.headline, en: row.headline_en || row.headline }, body: { ja: row.body, en: row.body_en || row.body }, startsAt: row.starts_at, endsAt: row.ends_at, changedAt: row.changed_at, endedAt: row.ended_at, state: row.state, issuedBy: row.issued_by }, 'ja');
    return pdf(ctx, { title: row.exercise ? `【訓練】${row.headline}` : row.headline, lead: '', at: row.changed_at, next: next === null ? null : `次のお知らせ　${Number(next[0])}時${next[1]}分ごろ`, sections: [{ ...section, headline: '', note: row.issued_by }], to: '/disaster', number: null, contact: '', drill: row.exercise }, search, 0);
  },
});

/** Title, lead, and what the page is divided into: whoever wants more follows its code. */
const page = route({
  path: '/p/:number{[0-9]{1,7}}/poster.pdf', title: { ja: 'ページのポスター', en: 'Poster of a page' }, allow: [anyone('公開しているページだけを見せます')], shared: 'day',
  async run(ctx, { params, search }) {
    const found = await ctx.tryAsk(pageNumbered, { number: params['number'] ?? '' });
    if (!found.ok || found.value?.found !== 'page') return notFound;
    const it = found.value;
    const ja = ctx.lang === 'ja';
    const office = it.contacts[it.contact];
    const contact = office === undefined ? '' : `${office.name}　${ja ? '電話 ' : 'Phone '}${formatPhone((office.phone === '' ? ctx.city.facts.phone : office.phone).replaceAll('-', ''))}`;
    const heads = it.blocks.flatMap((block) => (block.type === 'heading' && block.level <= 2 && block.text !== '' ? [block.text] : []));
    const urgent = it.blocks.flatMap((block): PosterSection[] => (block.type === 'notice' && block.tone !== 'info' ? [{ severity: 2, label: block.title, headline: '', areas: '', body: plainOf(block.content), note: '' }] : []));
    const points = heads.length === 0 ? [] : [{ severity: 0, label: ja ? 'このページで分かること' : 'On this page', headline: '', areas: '', body: heads.slice(0, MOST_POINTS).map((head) => `・${head}`).join('\n'), note: '' }];
    const next = it.reviewOn === null ? '' : ja ? `次に見直す日　${it.reviewOn.month}月${it.reviewOn.day}日` : `Next review ${formatDate(it.reviewOn, 'en', 'long')}`;
    return pdf(ctx, { title: it.title, lead: it.lead, at: it.changedAt, next, sections: [...urgent, ...points], to: `/p/${it.pageNo}`, number: it.pageNo, contact, drill: false }, search, MINUTE);
  },
});

export const posterRoutes: readonly Route[] = [now, one, page];
