/** What runs by itself. Every night: what is open in the public pages, whether their links lead somewhere, and the week's sums. */
import { z } from 'zod';
import { tokyoDate } from '../../kernel/calendar/calendar.ts';
import type { Command, Query } from '../../kernel/act.ts';
import { job, type JobContext } from '../../kernel/jobs/job.ts';
import { registeredSystems } from '../../kernel/registry.ts';
import { ask } from '../../kernel/run.ts';
import { editionToWrite, pageAt, pageNumbered, pagesToCheck, type PageToCheck, publicFile, sectionAt } from '../website/index.ts';
import { tellRequest } from './commands/asking.ts';
import { closeNight, keepAnswers, keepPages } from './commands/night.ts';
import { requestField } from './commands/request-fields.ts';
import { eraseRequests, remindRequests } from './commands/requests.ts';
import { linkFetcher } from './fetching.ts';
import { linksToAsk } from './queries/links.ts';
import { addressOf, matchesPattern, mayAsk, verdict } from './rules/links.ts';

const CHUNK = 50;

/** An imported page may hold characters that no field takes; a list does without them. */
const plain = (text: string, most: number) => text.replaceAll(/[\p{Cc}\p{Co}\p{Cs}\ufffe\uffff]/gu, '').replaceAll(/\s+/g, ' ').trim().slice(0, most);

/** Null where a job's own `ask` would throw: that nothing is there is an answer here. */
async function maybe<I, O>(ctx: JobContext, query: Query<I, O>, input: unknown): Promise<O | null> {
  const answer = await ask({ city: ctx.city, actor: { kind: 'system', id: 'site-quality.night' }, lang: 'ja' }, query, input);
  if (answer.ok) return answer.value;
  if (answer.refused === 'NotFound' || answer.refused === 'InvalidInput') return null;
  throw new Error(`${query.name}: ${answer.refused}`);
}

/** A night that could not be written down is a night to be done again, not one in which all was well. */
async function must<I, O, R extends string>(ctx: JobContext, command: Command<I, O, R>, input: unknown, key: string): Promise<void> {
  const answer = await ctx.do(command, input, key);
  if (!answer.ok) throw new Error(`${command.name}: ${answer.refused} ${answer.errors.map((error) => error.path).join(' ')}`);
}

async function allPages(ctx: JobContext): Promise<readonly PageToCheck[]> {
  const all: PageToCheck[] = [];
  for (;;) {
    const { pages, more } = await ctx.ask(pagesToCheck, { after: all.at(-1)?.pageNo ?? 0 });
    all.push(...pages);
    if (!more) return all;
  }
}

/** What a page looks like tonight, as the night's commands take it. */
async function looked(ctx: JobContext, page: PageToCheck) {
  const seen = await maybe(ctx, editionToWrite, { edition: page.edition });
  // LNK-07 and LNK-09 are about links: those are counted as links.
  const open = (seen?.findings ?? []).filter((finding) => finding.answer === null && finding.severity !== 'info' && !/^LNK-0[79]$/.test(finding.rule));
  const hosts = [new URL(ctx.city.origin).host];
  const links = page.links.flatMap(({ to, words }) => {
    const { kind, address } = addressOf(to, hosts);
    return kind === 'other' || address.length > 2000 || plain(address, 2000) !== address ? [] : [{ kind, address, words: plain(words, 200) }];
  });
  return {
    page: page.page, pageNo: page.pageNo, path: page.path, title: plain(page.title, 400), officeCode: page.officeCode, office: page.office, reviewOn: page.reviewOn?.toString() ?? '', contact: page.contact !== '', categories: page.categories.length > 0,
    blocks: open.filter((finding) => finding.severity === 'block').length, confirms: open.filter((finding) => finding.severity === 'confirm').length, heavy: open.some((finding) => finding.rule === 'WGT-01'), rules: [...new Set(open.map((finding) => finding.rule))], links,
  };
}

/** Whether an address of ours leads anywhere: the tree answers for itself, other systems by the addresses they declare. */
async function ownStands(ctx: JobContext, address: string): Promise<{ readonly stands: boolean; readonly why: string }> {
  const missing = { stands: false, why: 'このアドレスのページはありません' };
  const file = /^\/files\/([0-9a-f]{64})(?:\/|$)/.exec(address)?.[1];
  if (file !== undefined) return (await maybe(ctx, publicFile, { sha256: file })) ? { stands: true, why: '' } : { stands: false, why: 'このファイルは公開されていません' };
  const number = /^\/p\/(\d{1,7})$/.exec(address)?.[1];
  if (number !== undefined || address.endsWith('.html')) {
    const found = number === undefined ? await maybe(ctx, pageAt, { path: address.slice(0, 300) }) : await maybe(ctx, pageNumbered, { number });
    return found === null ? missing : found.found === 'gone' ? { stands: false, why: '公開を終えたページです' } : { stands: true, why: '' };
  }
  const systems = registeredSystems();
  if (systems.some((system) => system.pages.some((page) => page.face === 'citizen' && matchesPattern(page.path, address)) || (system.routes ?? []).some((route) => matchesPattern(route.path, address)))) return { stands: true, why: '' };
  return (await maybe(ctx, sectionAt, { path: (address.endsWith('/') ? address : `${address}/`).slice(0, 300) })) === null ? missing : { stands: true, why: '' };
}

async function askLinks(ctx: JobContext, night: Temporal.PlainDate): Promise<void> {
  const { foreignOn, links } = await ctx.ask(linksToAsk, { night: night.toString() });
  const fetcher = foreignOn ? linkFetcher() : null;
  let sent = 0;
  const answers: { address: string; said: ReturnType<typeof verdict>; why: string }[] = [];
  const send = async () => {
    const part = answers.splice(0);
    if (part.length > 0) await must(ctx, keepAnswers, { night: night.toString(), answers: part }, `site-quality.answers ${ctx.jobId} ${(sent += 1)}`);
  };
  for (const [index, link] of links.entries()) {
    if (ctx.cancelled()) return;
    if (link.kind === 'own') {
      const { stands, why } = await ownStands(ctx, link.address);
      answers.push({ address: link.address, said: stands ? 'good' : 'failing', why });
    } else if (fetcher && mayAsk(link.address)) {
      // One after the other: nobody is asked by us twice at once.
      const answer = await fetcher(link.address, ctx.city.origin).catch(() => ({ status: null, why: 'つながりません' }));
      answers.push({ address: link.address, said: verdict(answer.status), why: (answer.why || (answer.status === null ? 'つながりません' : `応答 ${answer.status}`)).slice(0, 120) });
    }
    if (answers.length >= CHUNK) await send();
    // A foreign server may take its time: whoever watches the job must see that it lives.
    if (index % CHUNK === 0 || link.kind === 'foreign') await ctx.progress(index, links.length, 'リンク');
  }
  await send();
}

const night = job({
  name: 'site-quality.night',
  title: { ja: '公開中のページとリンクの点検', en: 'Look at the public pages and their links' },
  every: { dailyAt: [2, 10] },
  async run(ctx) {
    const on = tokyoDate(ctx.dueAt);
    const pages = await allPages(ctx);
    for (let from = 0; from < pages.length; from += CHUNK) {
      if (ctx.cancelled()) return { cancelled: true };
      const part = [];
      for (const page of pages.slice(from, from + CHUNK)) part.push(await looked(ctx, page));
      await must(ctx, keepPages, { night: on.toString(), pages: part }, `site-quality.pages ${ctx.jobId} ${from}`);
      await ctx.progress(from + part.length, pages.length, 'ページ');
    }
    await askLinks(ctx, on);
    if (ctx.cancelled()) return { cancelled: true };
    await must(ctx, closeNight, { night: on.toString() }, `site-quality.close ${ctx.jobId}`);
    return { pages: pages.length };
  },
});

/** What a new request told the office of: the citizens' face cannot see who works here. */
const tell = job({
  name: 'site-quality.tellRequest',
  title: { ja: '新しい求めを担当に知らせる', en: 'Tell the office of a new request' },
  async run(ctx, input) {
    const work = z.object({ request: requestField }).safeParse(input);
    return work.success ? ctx.do(tellRequest, work.data, `site-quality.tellRequest ${ctx.jobId}`) : null;
  },
});

const remind = job({ name: 'site-quality.remindRequests', title: { ja: '期日の近い求めを知らせる', en: 'Remind of requests that are due' }, every: { dailyAt: [7, 40] }, run: (ctx) => ctx.do(remindRequests, {}, `site-quality.remindRequests ${ctx.jobId}`) });
const erase = job({ name: 'site-quality.eraseRequests', title: { ja: '古い求めの連絡先の消去', en: 'Erase contact data of old requests' }, every: { dailyAt: [3, 50] }, run: (ctx) => ctx.do(eraseRequests, {}, `site-quality.eraseRequests ${ctx.jobId}`) });

export const jobs = [night, tell, remind, erase];
