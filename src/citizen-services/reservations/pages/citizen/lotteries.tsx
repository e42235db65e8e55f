/** 抽選: what is being given out, entering, one's own entries, and everything that is published to check a draw. */
import { h } from 'preact';
import { z } from 'zod';
import { anyone, citizen } from '../../../../kernel/actor.ts';
import { formatDate, formatInstant, formatTimeRange } from '../../../../kernel/calendar/calendar.ts';
import { act, notFound, type PageContext, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, Facts, Form, LinkButton, Notice, Page, Section, Submit, When } from '../../../../ui/index.ts';
import { withdrawEntry } from '../../commands/lottery.ts';
import { confirmWin } from '../../commands/lottery-results.ts';
import { lotteryList, lotteryPage, myEntries } from '../../queries/lottery.ts';
import { readSlotKey } from '../../rules/slot-key.ts';
import { mondayOf, openingsAddress } from './addresses.ts';
import { lotteryByCode } from './lottery-routes.ts';
import { lotteryWords } from './lottery-words.ts';
import { one } from './search-fields.ts';
import { words } from './words.ts';

const why = anyone('抽選の告知と結果は公表するもの');

type Line = Awaited<ReturnType<typeof list>>[number];

function list(ctx: PageContext) {
  return ctx.ask(lotteryList, {});
}

export const lotteriesPage = page({
  path: '/lotteries',
  title: { ja: '抽選', en: 'Lotteries' },
  allow: [why],
  shared: 'minute',
  search: z.object({ facility: one, unit: one, date: one, slot: one, from: one }),
  async load(ctx, { search }) {
    const all = await list(ctx);
    if (!search.facility) return { all, asked: null };
    // Somebody came from a time in the grid: the lotteries of that facility whose days contain it.
    const open = all.filter((lottery) => lottery.isOpen && lottery.facilityCode === search.facility && lottery.useFrom.toString() <= search.date && search.date <= lottery.useTo.toString() && (search.unit === '' || lottery.unitCodes.includes(search.unit)));
    const [only] = open;
    if (open.length === 1 && only) return to(`/lotteries/${only.code}/enter?${new URLSearchParams(Object.entries(search)).toString()}`);
    return { all, asked: open };
  },
  view({ all, asked }, ctx) {
    const w = lotteryWords(ctx.lang);
    const shown = asked && asked.length > 0 ? asked : all;
    return (
      <Page title={w.title} lead={w.lead} crumbs={[{ to: '/', label: words(ctx.lang).common.home }]} actions={<LinkButton to="/my/entries" kind="second">{w.mine}</LinkButton>}>
        <DataTable caption={w.title} hideCaption rows={shown} rowKey={(lottery) => lottery.id} empty={<Empty title={w.none} next={<A to="/find">{words(ctx.lang).home.findTitle}</A>} />} columns={[
          { key: 'name', label: w.name, render: (lottery) => <A to={`/lotteries/${lottery.code}`}>{ctx.text(lottery.name)}</A> },
          { key: 'facility', label: w.facility, render: (lottery) => ctx.text(lottery.facility) },
          { key: 'state', label: words(ctx.lang).common.status, render: (lottery) => <LotteryChip lottery={lottery} ctx={ctx} /> },
          { key: 'closes', label: w.closes, render: (lottery) => <When instant={lottery.closesAt} style="monthDay" /> },
          { key: 'results', label: w.results, render: (lottery) => <When instant={lottery.resultsAt} style="monthDay" /> },
        ]} />
      </Page>
    );
  },
});

function LotteryChip({ lottery, ctx }: { readonly lottery: Pick<Line, 'isOpen' | 'state'>; readonly ctx: PageContext }) {
  const w = lotteryWords(ctx.lang);
  return <Chip kind={lottery.isOpen ? 'ok' : lottery.state === 'void' ? 'bad' : lottery.state === 'published' ? 'info' : 'wait'}>{lottery.isOpen ? w.isOpen : (w.states[lottery.state] ?? lottery.state)}</Chip>;
}

export const lotteryDetailPage = page({
  path: '/lotteries/:code',
  title: { ja: '抽選の内容', en: 'A lottery' },
  allow: [why],
  shared: 'minute',
  async load(ctx, { params }) {
    const found = await lotteryByCode(ctx, params['code']);
    if (!found) return notFound;
    return { lottery: await ctx.ask(lotteryPage, { lottery: found.id }) };
  },
  view({ lottery }, ctx) {
    const w = lotteryWords(ctx.lang);
    return (
      <Page title={ctx.text(lottery.name)} crumbs={[{ to: '/', label: words(ctx.lang).common.home }, { to: '/lotteries', label: w.title }]} scripts={lottery.secret === null ? [] : ['verifier.js']} lead={<LotteryChip lottery={lottery} ctx={ctx} />}>
        {lottery.voidReason !== null && <Notice kind="bad" title={w.voided}><p>{lottery.voidReason}</p></Notice>}
        {lottery.isOpen && (
          <Notice kind="good" title={w.openUntil(formatInstant(lottery.closesAt, ctx.lang))}>
            <p>{w.how}</p>
            <div class="form inline"><LinkButton to={`/lotteries/${lottery.code}/enter`}>{w.choose}</LinkButton> <LinkButton to={openingsAddress(lottery.facilityCode, { ...(lottery.unitCodes[0] ? { unit: lottery.unitCodes[0] } : {}), week: mondayOf(lottery.useFrom) })} kind="plain" icon="calendar">{words(ctx.lang).facility.openings}</LinkButton></div>
          </Notice>
        )}
        <Facts rows={[
          { label: w.facility, value: <A to={`/facilities/${lottery.facilityCode}`}>{ctx.text(lottery.facility)}</A> },
          { label: w.useDays, value: `${formatDate(lottery.useFrom, ctx.lang)}${ctx.lang === 'ja' ? 'から' : ' – '}${formatDate(lottery.useTo, ctx.lang)}` },
          { label: w.opens, value: <When instant={lottery.opensAt} /> }, { label: w.closes, value: <When instant={lottery.closesAt} /> }, { label: w.draws, value: <When instant={lottery.drawsAt} /> }, { label: w.results, value: <When instant={lottery.resultsAt} /> },
          lottery.confirmBy !== null && { label: w.confirmBy, value: <When instant={lottery.confirmBy} /> },
          lottery.capEntries !== null && { label: w.cap, value: String(lottery.capEntries) },
        ]} />
        <Proof lottery={lottery} ctx={ctx} />
        <Counts lottery={lottery} ctx={ctx} />
        <Results lottery={lottery} ctx={ctx} />
      </Page>
    );
  },
});

interface Part {
  readonly lottery: Awaited<ReturnType<typeof loadFor>>;
  readonly ctx: PageContext;
}

function loadFor(ctx: PageContext, id: string) {
  return ctx.ask(lotteryPage, { lottery: id });
}

/** The values that let anybody repeat the draw, as soon as each is public. */
function Proof({ lottery, ctx }: Part) {
  const w = lotteryWords(ctx.lang);
  return (
    <Section title={w.proof}>
      <p>{w.proofLead}</p>
      <Facts rows={[
        { label: w.commitment, value: <code>{lottery.commitment}</code> },
        { label: w.publicSource, value: `${lottery.publicSource ?? '—'}${lottery.publicValue === null ? '' : `：${lottery.publicValue}`}` },
        lottery.root !== null && { label: w.root, value: <code>{lottery.root}</code> },
        lottery.secret !== null && { label: w.secret, value: <code>{lottery.secret}</code> },
        lottery.seed !== null && { label: w.seed, value: <code>{lottery.seed}</code> },
        { label: w.algorithm, value: <code>{lottery.algorithm}</code> },
      ]} />
      {lottery.secret !== null && (
        <>
          <p><LinkButton to={`/lotteries/${lottery.code}/published.json`} kind="second" icon="download" download>{w.download}</LinkButton> <LinkButton to={`/lotteries/${lottery.code}/verifier.html`} kind="second" icon="download" download>{w.verifierFile}</LinkButton></p>
          <p>{w.verifierNote}</p>
          {h('lottery-verifier', {})}
        </>
      )}
    </Section>
  );
}

function Counts({ lottery, ctx }: Part) {
  const w = lotteryWords(ctx.lang);
  if (lottery.counts.length === 0) return null;
  return (
    <Section title={w.counts}>
      <DataTable caption={w.counts} hideCaption empty="" rows={lottery.counts} rowKey={(row) => `${row.unit} ${row.slot}`} columns={[
        { key: 'slot', label: w.slot, render: (row) => slotText(row.slot, ctx.lang) }, { key: 'unit', label: w.unit, render: (row) => row.unit }, { key: 'entries', label: w.entries, align: 'end', render: (row) => String(row.entries) },
        ...(lottery.state === 'published' ? [{ key: 'won', label: w.won, align: 'end' as const, render: (row: (typeof lottery.counts)[number]) => String(row.won) }] : []),
      ]} />
    </Section>
  );
}

function Results({ lottery, ctx }: Part) {
  const w = lotteryWords(ctx.lang);
  if (lottery.lines.length === 0) return null;
  return (
    <Section title={w.resultList}>
      <p>{w.aliases}</p>
      <DataTable caption={w.resultList} hideCaption empty="" rows={lottery.lines} rowKey={(line) => line.number} columns={[
        { key: 'number', label: w.entryNumber, render: (line) => line.number }, { key: 'alias', label: w.alias, render: (line) => line.alias }, { key: 'slot', label: w.slot, render: (line) => `${slotText(line.slot_key, ctx.lang)} ${line.unit}` },
        { key: 'outcome', label: w.outcome, render: (line) => <Chip kind={line.outcome === 'won' ? 'ok' : 'no'}>{w.outcomes[line.outcome ?? ''] ?? '—'}</Chip> }, { key: 'rank', label: w.waitingRank, align: 'end', render: (line) => (line.waiting_rank === null ? '—' : String(line.waiting_rank)) },
      ]} />
    </Section>
  );
}

/** '2027-02-07T09:00/12:00' as people read it. */
export function slotText(slot: string, lang: 'ja' | 'en'): string {
  const at = readSlotKey(slot);
  return at === null ? slot : `${formatDate(at.date, lang, 'monthDay')} ${formatTimeRange(at.start, at.end, lang)}`;
}

export const myEntriesPage = page({
  path: '/my/entries',
  title: { ja: '抽選の申込み', en: 'My lottery entries' },
  allow: [citizen],
  load: (ctx) => ctx.ask(myEntries, {}),
  view(entries, ctx) {
    const w = lotteryWords(ctx.lang);
    return (
      <Page title={w.mine} crumbs={[{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }]} actions={<LinkButton to="/lotteries" kind="second">{w.title}</LinkButton>}>
        <DataTable
          caption={w.mine} hideCaption rows={entries} rowKey={(entry) => entry.id} empty={<Empty title={w.noEntries} next={<LinkButton to="/lotteries" kind="second">{w.title}</LinkButton>} />}
          columns={[
            { key: 'what', label: w.slot, render: (entry) => <b>{slotText(entry.slot, ctx.lang)}</b> }, { key: 'unit', label: w.unit, render: (entry) => ctx.text(entry.unit) }, { key: 'name', label: w.name, render: (entry) => ctx.text(entry.name) },
            { key: 'number', label: w.entryNumber, render: (entry) => `${entry.number}（${entry.alias}）` },
            { key: 'state', label: words(ctx.lang).common.status, render: (entry) => <EntryState entry={entry} ctx={ctx} /> },
          ]}
          actions={(entry) => <EntryActions entry={entry} ctx={ctx} />}
        />
      </Page>
    );
  },
  actions: {
    withdraw: act(withdrawEntry, { done: (_value, _at, ctx) => to('/my/entries', lotteryWords(ctx.lang).withdrawn) }),
    confirm: act(confirmWin, { done: (value, _at, ctx) => to(`/my/reservations/${value.reservation}`, lotteryWords(ctx.lang).confirmed) }),
  },
});

type Entry = Awaited<ReturnType<typeof entriesOf>>[number];

function entriesOf(ctx: PageContext) {
  return ctx.ask(myEntries, {});
}

function EntryState({ entry, ctx }: { readonly entry: Entry; readonly ctx: PageContext }) {
  const w = lotteryWords(ctx.lang);
  if (entry.state === 'withdrawn') return <Chip kind="no">{w.entryStates['withdrawn']}</Chip>;
  if (entry.outcome === null) return <><Chip kind="wait">{w.entryStates['entered']}</Chip> <span class="hint">{w.resultsOn(formatInstant(entry.resultsAt, ctx.lang, 'monthDay'))}</span></>;
  return <><Chip kind={entry.outcome === 'won' ? 'ok' : 'no'}>{w.outcomes[entry.outcome] ?? entry.outcome}</Chip>{entry.waitingRank !== null && <span class="hint"> {w.rank(entry.waitingRank)}</span>}</>;
}

function EntryActions({ entry, ctx }: { readonly entry: Entry; readonly ctx: PageContext }) {
  const w = lotteryWords(ctx.lang);
  if (entry.state === 'won' && entry.reservation !== null) return <Form action="confirm" about={{ entry: entry.id }} inline><Submit about={entry.number}>{w.confirm}</Submit></Form>;
  if (entry.reservation !== null) return <A to={`/my/reservations/${entry.reservation}`} about={entry.number}>{w.seeBooking}</A>;
  const open = entry.state === 'entered' && Temporal.Instant.compare(ctx.now, entry.closesAt) < 0;
  return open ? <Form action="withdraw" about={{ entry: entry.id }} inline><Submit kind="plain" about={entry.number}>{w.withdraw}</Submit></Form> : null;
}

export const entriesAlias = page({
  path: '/my/lotteries',
  title: { ja: '抽選の申込み', en: 'My lottery entries' },
  allow: [citizen],
  search: z.object({}),
  load: async () => to('/my/entries'),
  view: () => <p />,
});
