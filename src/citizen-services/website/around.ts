/** What the authoring rules may know of the city, read once for a check. */
import type { ActContext } from '../../kernel/act.ts';
import { formatInstant } from '../../kernel/calendar/calendar.ts';
import { areAlike, pairsOf } from './rules/alike.ts';
import { about, type Around, type Finding } from './rules/finding.ts';
import { check } from './rules/check.ts';
import { isEasy } from './rules/easy.ts';
import { linksOf } from './rules/inline.ts';
import { type Draft, placesOf } from './rules/texts.ts';
import { blocksOf, fingerprint } from './draft.ts';
import { guarded } from './guards.ts';
import { olderVersions } from './naming.ts';
import { type Reader, reading } from './site.ts';

const NEARLY = 0.8;
const MOST_COMPARED = 60;
/** Editions whose pairs of characters are remembered: what is published does not change. A few kilobytes each. */
const MOST_REMEMBERED = 2_000;
const remembered = new Map<string, Uint32Array>();
const digits = (phone: string) => phone.replaceAll(/\D/g, '');

interface CheckContext extends ActContext {
  readonly db: Reader;
}

export interface About {
  readonly page: string;
  readonly section: string;
  readonly siteKind: 'city' | 'school';
}

const bodyOf = (draft: Pick<Draft, 'blocks'>) => placesOf({ title: '', lead: '', kind: 'guide', lang: 'ja', contact: '', categories: [], reviewOn: null, ...draft }).map((place) => place.text).join('\n');

interface Neighbour {
  readonly edition: string;
  readonly title: string;
}

/** The neighbours with what they say as pairs; only those seen for the first time are read whole. */
async function pairsOfAll(db: ReturnType<typeof reading>, neighbours: readonly Neighbour[]): Promise<readonly (readonly [title: string, pairs: Uint32Array])[]> {
  const unknown = neighbours.filter((one) => !remembered.has(one.edition)).map((one) => one.edition);
  const rows = unknown.length === 0 ? [] : await db.selectFrom('website.public_pages').select(['edition_id as edition', 'blocks']).where('edition_id', 'in', unknown).execute();
  const fresh = new Map(rows.map((row) => [row.edition, pairsOf(bodyOf({ blocks: blocksOf(row.blocks) }))]));
  const found = neighbours.map((one) => [one.title, remembered.get(one.edition) ?? fresh.get(one.edition) ?? new Uint32Array(0)] as const);
  for (const [edition, pairs] of fresh) remembered.set(edition, pairs);
  for (const edition of remembered.keys()) {
    if (remembered.size <= MOST_REMEMBERED) break;
    remembered.delete(edition);
  }
  return found;
}

/** Addresses of our own that a draft names. */
function ownAddresses(draft: Draft, host: string): readonly string[] {
  return [...new Set(placesOf(draft).flatMap((place) => linksOf(place.rich).map(({ node }) => node.link.replace(new RegExp(`^https?://${host.replaceAll('.', '\\.')}`), '').replace(/[?#].*$/, ''))).filter((link) => link.startsWith('/')))];
}

export async function aroundOf(ctx: CheckContext, about: About, draft: Draft): Promise<Around> {
  const db = reading(ctx.db);
  const easy = isEasy(draft.lang);
  const host = new URL(ctx.city.origin).host;
  const named = ownAddresses(draft, host);
  const [titles, departments, contacts, words, addresses, neighbours] = await Promise.all([
    db.selectFrom('website.public_pages').select('title').where('title', '=', draft.title.trim()).where('id', '<>', about.page).execute(),
    db.selectFrom('kernel.departments').select('name').execute(),
    db.selectFrom('website.contacts').select('phone').execute(),
    db.selectFrom('website.words').selectAll().execute(),
    named.length === 0 ? [] : db.selectFrom('website.public_addresses').select(['path', 'page_state as state']).where('path', 'in', [...named]).execute(),
    db.selectFrom('website.public_pages').select(['edition_id as edition', 'title']).where('section_id', '=', about.section).where('id', '<>', about.page).orderBy('changed_at', 'desc').limit(MOST_COMPARED).execute(),
  ]);
  const others = await pairsOfAll(db, neighbours);
  const listed = (kind: string) => words.filter((word) => word.kind === kind);
  const states = new Map(addresses.map((row) => [row.path, row.state]));
  return {
    site: { kind: about.siteKind, shortestLink: 4, schemes: ['https', 'http', 'mailto', 'tel'], hosts: [host], mailDomain: host.replace(/^www\./, '').replace(/:\d+$/, '') },
    words: { shortLinks: listed('short_link').map((word) => word.word), unfavourable: listed('unfavourable').map((word) => word.word), plain: new Map([...listed('plain'), ...(easy ? listed('easy') : [])].map((word) => [word.word, word.becomes])), departments: departments.map((row) => row.name) },
    today: ctx.today, easy, titles: new Set(titles.map((row) => row.title)), failing: new Set(),
    // Addresses of other systems (/reservations, /my …) are no pages of the tree; whoever wrote them is believed.
    page: (address) => {
      const path = address.replace(/[?#].*$/, '');
      const state = states.get(path);
      if (state !== undefined) return state === 'withdrawn' ? 'withdrawn' : state === 'new' ? 'missing' : 'public';
      return path.endsWith('.html') || path.startsWith('/p/') ? 'missing' : 'public';
    },
    phones: new Set([digits(ctx.city.facts.phone), ...contacts.map((row) => digits(row.phone))]),
    nearlySame: (body) => {
      // What is said in plain words is like what it was made from.
      if (body.length < 80 || easy) return [];
      const own = pairsOf(body);
      return others.filter(([, pairs]) => pairs.length > 0 && areAlike(own, pairs, NEARLY)).map(([title]) => title);
    },
  };
}

/** What a finding is called when an author answers it: the same as long as it says the same about the same place. */
export const findingKey = (finding: Pick<Finding, 'rule' | 'block' | 'path' | 'excerpt'>) => `${finding.rule}:${fingerprint([finding.block ?? '', ...finding.path, finding.excerpt])}`;

/** FCT-01: what a fact check said and nobody has ticked wants a reason before the page goes on. One more that comes is a new question. */
async function openRemarks(ctx: CheckContext, page: About): Promise<readonly Finding[]> {
  const rows = await reading(ctx.db).selectFrom('website.remarks as r').innerJoin('website.editions as e', 'e.id', 'r.edition_id').select(['r.id', 'r.made_at']).where('e.page_id', '=', page.page).where('e.state', 'in', ['draft', 'submitted', 'scheduled']).where('r.done_at', 'is', null).orderBy('r.made_at').orderBy('r.id').execute();
  const last = rows.at(-1);
  return last ? [{ ...about('FCT-01', 'confirm', null, `${rows.length}件　最後は${formatInstant(last.made_at, 'ja')}`, `事実確認の意見が${rows.length}件、済みになっていません。直して済みにするか、そのまま進める理由を書いてください。`), path: [last.id] }] : [];
}

/** What must not be public whoever approved it: personal data, and what the guards of other systems stop. */
export async function leaksOf(ctx: CheckContext, about: About, draft: Draft): Promise<readonly Finding[]> {
  const [around, more] = await Promise.all([aroundOf(ctx, about, draft), guarded(ctx, about, draft)]);
  return [...more, ...check(draft, around).filter((finding) => finding.rule.startsWith('PRV-'))].filter((finding) => finding.severity === 'block');
}

export async function findingsOf(ctx: CheckContext, about: About, draft: Draft): Promise<readonly Finding[]> {
  const [around, more, said, older] = await Promise.all([aroundOf(ctx, about, draft), guarded(ctx, about, draft), openRemarks(ctx, about), olderVersions(ctx.db, draft)]);
  return [...said, ...older, ...check(draft, around), ...more];
}
