/** イベント: one event with its days, how to apply, and what became of it. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import type { CityArea } from '../../../kernel/city.ts';
import { page } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { A, type Fact, Facts, LinkButton, Money, Notice, Page, Section, useText, useUi, When } from '../../../ui/index.ts';
import { eventFor } from '../calendar-store.ts';
import { categoryWords } from '../messages/words.ts';
import { type GoneEvent, type PublicEvent, publicEvent, type ShownOccurrence } from '../queries/public.ts';
import type { Content } from '../rules/content.ts';
import { eventJson } from '../rules/event-json.ts';
import { applicationOf } from '../rules/periods.ts';
import { firstDay, sameWhen } from '../rules/recurrence.ts';
import { JsonLd } from './json-ld.tsx';
import { areaNames, crumb, path, StatusChip, titleText } from './public-parts.tsx';
import { Lines, ruleText, WhenText, whenText } from './when.tsx';

/** More than that no search engine shows. */
const DESCRIBED = 10;

/** A new day is told with the one it takes the place of. */
function OccurrenceNote({ row }: { readonly row: ShownOccurrence }) {
  const { lang } = useUi();
  const t = useText();
  const moved = !sameWhen(row.when, row.planned) && row.status !== 'cancelled';
  const from = whenText(row.planned, lang);
  const said = [moved ? t({ ja: `${from}から変更しました`, en: `moved from ${from}` }) : '', row.note].filter((text) => text !== '');
  return <><StatusChip status={row.status} />{row.status !== 'scheduled' && said.length > 0 ? '　' : ''}{said.join('　')}</>;
}

function StatusNotice({ it }: { readonly it: PublicEvent }) {
  const t = useText();
  const { lang } = useUi();
  const [next] = it.upcoming;
  const note = it.statusNote === '' ? undefined : it.statusNote;
  if (it.identity.status === 'cancelled') return <Notice kind="bad" title={t({ ja: 'この行事は中止になりました', en: 'This event has been cancelled' })}>{note}</Notice>;
  if (it.identity.status === 'postponed') return <Notice kind="warn" title={t({ ja: 'この行事は延期になりました', en: 'This event has been postponed' })}>{note ?? t({ ja: '新しい日は、決まりしだいお知らせします。', en: 'The new date will be announced here.' })}</Notice>;
  if (it.past !== null) return <Notice title={t({ ja: 'この行事は終わりました', en: 'This event is over' })}><When date={it.past} /></Notice>;
  if (it.identity.status === 'moved_online') return <Notice title={t({ ja: 'この行事はオンラインで行います', en: 'This event takes place online' })}>{note}</Notice>;
  if (next?.status === 'cancelled') {
    const following = it.upcoming.find((one) => one.status !== 'cancelled');
    return <Notice kind="warn" title={t({ ja: `${whenText(next.when, lang)}の回は中止です`, en: `${whenText(next.when, lang)} is cancelled` })}>{next.note}{following && t({ ja: `　次は${whenText(following.when, lang)}です。`, en: ` The next one is on ${whenText(following.when, lang)}.` })}</Notice>;
  }
  return null;
}

function applyFacts(content: Content, now: Temporal.Instant, lang: 'ja' | 'en'): readonly (Fact | false)[] {
  const ja = lang === 'ja';
  const application = applicationOf(content, now);
  const at = (moment: Temporal.Instant) => formatInstant(moment, lang);
  const state = ((): string => {
    switch (application.state) {
      case 'none': return ja ? '申込みはいりません' : 'No application needed';
      case 'any': return ja ? '申し込んでください' : 'Please apply';
      case 'before': return ja ? `${at(application.from)}から受け付けます` : `Opens ${at(application.from)}`;
      case 'open': return application.until === null ? (ja ? '受け付けています' : 'Open') : ja ? `受け付けています（${at(application.until)}まで）` : `Open until ${at(application.until)}`;
      case 'closed': return ja ? `締め切りました（${at(application.since)}）` : `Closed on ${at(application.since)}`;
    }
  })();
  const period = application.state === 'before' && content.applyUntil !== null ? (ja ? `締切は${at(content.applyUntil)}` : `closes ${at(content.applyUntil)}`) : '';
  return [
    { label: ja ? '申込み' : 'Application', value: <><b>{state}</b>{period !== '' && `　${period}`}</> },
    content.applyMethod !== '' && { label: ja ? '申込みの方法' : 'How to apply', value: <span lang="ja"><Lines text={content.applyMethod} /></span> },
    content.applyUrl !== '' && application.state !== 'closed' && { label: ja ? '申込みのページ' : 'Application page', value: <A to={content.applyUrl}>{content.applyUrl}</A> },
  ];
}

function EventFacts({ it, areas }: { readonly it: PublicEvent; readonly areas: readonly CityArea[] }) {
  const { lang, now } = useUi();
  const t = useText();
  const { content } = it;
  const said = (label: string, text: string) => text !== '' && { label, value: <span lang="ja"><Lines text={text} /></span> };
  const place = [content.placeName, content.placeDetail].filter((text) => text !== '').join('　');
  const rule = ruleText(content.rule, firstDay(content.when), content.holidayRule, lang);
  const next = it.upcoming.find((one) => one.status !== 'cancelled');
  const inAreas = areaNames(content.areas, areas, lang).join(lang === 'ja' ? '・' : ', ');
  return (
    <Facts rows={[
      rule !== '' && { label: t({ ja: '開催', en: 'When' }), value: rule },
      { label: rule === '' ? t({ ja: '日時', en: 'When' }) : t({ ja: '次の回', en: 'Next' }), value: rule === '' ? <WhenText when={it.upcoming[0]?.when ?? content.when} /> : next ? <WhenText when={next.when} /> : t({ ja: '決まっていません', en: 'Not decided' }) },
      said(t({ ja: '日時について', en: 'About the time' }), content.whenNote),
      (place !== '' || content.placeAddress !== '') && { label: t({ ja: '場所', en: 'Place' }), value: <span lang="ja">{place}{place !== '' && content.placeAddress !== '' && <br />}{content.placeAddress}</span> },
      content.onlineUrl !== '' && { label: t({ ja: 'オンライン', en: 'Online' }), value: <A to={content.onlineUrl}>{content.onlineUrl}</A> },
      inAreas !== '' && { label: t({ ja: '地域', en: 'Area' }), value: inAreas }, said(t({ ja: '行き方', en: 'Access' }), content.access), said(t({ ja: '駐車場', en: 'Parking' }), content.parking), said(t({ ja: '対象', en: 'For' }), content.audience),
      (content.fee !== null || content.feeNote !== '') && { label: t({ ja: '料金', en: 'Fee' }), value: <>{content.fee === 0 ? t({ ja: '無料', en: 'Free' }) : content.fee !== null && <Money yen={content.fee} />}{content.feeNote !== '' && <span lang="ja">{content.fee === null ? '' : '　'}<Lines text={content.feeNote} /></span>}</> },
      (content.capacity !== null || content.capacityNote !== '') && { label: t({ ja: '定員', en: 'Capacity' }), value: <>{content.capacity !== null && t({ ja: `${content.capacity}人`, en: `${content.capacity} people` })}{content.capacityNote !== '' && <span lang="ja">{content.capacity === null ? '' : '　'}{content.capacityNote}</span>}</> },
      ...(it.past === null && it.identity.status !== 'cancelled' ? applyFacts(content, now, lang) : []),
      said(t({ ja: 'バリアフリー', en: 'Accessibility' }), content.barrierFree), said(t({ ja: '託児', en: 'Childcare' }), content.childcare), said(t({ ja: '主催', en: 'Organiser' }), content.organiser),
      { label: t({ ja: '問い合わせ', en: 'Contact' }), value: <><span lang="ja">{content.contactName === '' ? it.department : content.contactName}</span>{content.contactPhone !== '' && <>　<A to={`tel:${content.contactPhone}`}>{formatPhone(content.contactPhone)}</A>{content.contactExtension !== '' && t({ ja: `（内線 ${content.contactExtension}）`, en: ` (ext. ${content.contactExtension})` })}</>}</> },
      content.url !== '' && { label: t({ ja: 'くわしい案内', en: 'More' }), value: <A to={content.url}>{content.url}</A> }, said(t({ ja: '備考', en: 'Remarks' }), content.remarks),
    ]} />
  );
}

function Gone({ it }: { readonly it: GoneEvent }) {
  const { lang } = useUi();
  const t = useText();
  return (
    <Page title={it.title} crumbs={[crumb(lang)]}>
      <Notice kind="warn" title={t({ ja: 'このイベントの掲載は終わりました', en: 'This event is no longer listed' })}><When instant={it.since} style="withWeekday" />　<span lang="ja">{it.reason}</span></Notice>
      <p><A to={path}>{t({ ja: 'これからのイベントを見る', en: 'Upcoming events' })}</A></p>
    </Page>
  );
}

export const eventPage = page({
  path: `${path}/:id{[0-9]{1,7}}`,
  title: { ja: 'イベント', en: 'An event' },
  allow: [anyone('公開しているイベントだけを見せます')],
  params: z.object({ id: z.coerce.number().int().min(1).max(9_999_999) }),
  shared: 'minute',
  status: (it: PublicEvent | GoneEvent) => (it.found === 'gone' ? 410 : 200),
  load: (ctx, { params }): Promise<PublicEvent | GoneEvent> => ctx.ask(publicEvent, { event: params.id }),
  view(it, ctx) {
    if (it.found === 'gone') return <Gone it={it} />;
    const { lang } = ctx;
    const ja = lang === 'ja';
    const { content, identity } = it;
    const event = eventFor(ctx, identity, content);
    const described = it.upcoming.slice(0, DESCRIBED).map((one) => eventJson(event, { id: one.day, when: one.when, planned: one.planned, change: identity.changes.find((change) => change.id.equals(one.day)) ?? null }));
    const description = lang === 'en' && content.descriptionEn !== '' ? content.descriptionEn : content.description;
    const single = content.rule === null && it.upcoming.length <= 1;
    const [only] = it.upcoming;
    return (
      <Page
        title={titleText(lang, content.title, content.titleEn)} crumbs={[crumb(lang)]} lead={<A to={`${path}?category=${content.category}`}>{categoryWords[content.category][lang]}</A>}
        head={described.length > 0 ? <JsonLd events={described} /> : undefined}
      >
        <StatusNotice it={it} />
        {single && only && identity.status === 'scheduled' && (only.status !== 'scheduled' || only.note !== '' || !sameWhen(only.when, only.planned)) && <p><OccurrenceNote row={only} /></p>}
        {lang === 'en' && content.descriptionEn === '' && <p>{'The details below are in Japanese. Please contact us if you need help.'}</p>}
        {description !== '' && <p lang={lang === 'en' && content.descriptionEn === '' ? 'ja' : undefined}><Lines text={description} /></p>}
        <EventFacts it={it} areas={ctx.city.facts.areas ?? []} />
        {!single && it.upcoming.length > 0 && (
          <Section title={ja ? '開催の日' : 'Dates'}>
            <ul class="link-list">{it.upcoming.map((row) => <li key={row.day.toString()}><span><WhenText when={row.when} /></span><span><OccurrenceNote row={row} /></span></li>)}</ul>
            {it.more > 0 && <p>{ja ? `このあとも${it.more}回予定しています。` : `${it.more} more are planned.`}</p>}
          </Section>
        )}
        {it.past === null && <p><LinkButton kind="second" icon="calendar" to={`${path}/${identity.eventNo}.ics`} download>{ja ? '自分のカレンダーに入れる' : 'Add to my calendar'}</LinkButton></p>}
      </Page>
    );
  },
});
