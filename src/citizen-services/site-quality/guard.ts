/** Whoever writes a page that leads to an address which fails three nights running hears of it while writing (LNK-09), not from a list a month later. */
import { addGuard, type Draft, type Finding, inText, placesOf } from '../website/index.ts';
import type { Tables } from './acts.ts';
import { addressOf, NIGHTS } from './rules/links.ts';
import { hostsOf } from './site.ts';
import type { ReadonlyKysely } from 'kysely/readonly';

type Place = ReturnType<typeof placesOf>[number];
type Inline = Place['rich'][number];

/** Every link of a text with its place in the plain characters. */
function linksIn(rich: readonly Inline[], from = 0): readonly { readonly to: string; readonly start: number; readonly end: number }[] {
  const found: { to: string; start: number; end: number }[] = [];
  let at = from;
  for (const one of rich) {
    const length = lengthOf(one);
    if (typeof one !== 'string' && 'link' in one) found.push({ to: one.link, start: at, end: at + length });
    if (typeof one !== 'string' && 'text' in one && typeof one.text !== 'string') found.push(...linksIn(one.text, at));
    at += length;
  }
  return found;
}

function lengthOf(one: Inline): number {
  if (typeof one === 'string') return one.length;
  if ('break' in one) return 1;
  return typeof one.text === 'string' ? one.text.length : one.text.reduce((sum, inner) => sum + lengthOf(inner), 0);
}

async function find(ctx: Parameters<Parameters<typeof addGuard>[0]['find']>[0], draft: Draft): Promise<readonly Finding[]> {
  const links = placesOf(draft).flatMap((place) => linksIn(place.rich).map((link) => ({ place, link, ...addressOf(link.to, hostsOf(ctx)) }))).filter((one) => one.kind === 'foreign');
  if (links.length === 0) return [];
  // The website hands over its own handle; these tables are open to the same role.
  const db = ctx.db as unknown as ReadonlyKysely<Tables>;
  const failing = await db.selectFrom('site_quality.links').select(['address', 'why', 'nights']).where('address', 'in', [...new Set(links.map((one) => one.address))]).where('kind', '=', 'foreign').where('nights', '>=', NIGHTS).execute();
  const by = new Map(failing.map((row) => [row.address, row]));
  return links.flatMap(({ place, link, address }) => {
    const bad = by.get(address);
    return bad ? [inText('LNK-09', 'confirm', place, link.start, link.end, `このリンクの行き先に、${bad.nights}晩続けてつながりません（${bad.why}）。アドレスを確かめてください。`)] : [];
  });
}

addGuard({ name: 'site-quality.links', find: (ctx, _about, draft) => find(ctx, draft) });
