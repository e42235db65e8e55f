/** The town of the website's measurement: 60,000 pages before the public, one process with both faces and one more of the citizens' face. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIslands } from '../bin/islands.ts';
import { faceUrl, type Hall, makeHall, openProcess, type Process, visitorAt } from '../e2e/growth/hall.ts';
import { Programs } from '../e2e/growth/programs.ts';
import { saveCategory, saveContact, saveSection } from '../src/citizen-services/website/commands/setup.ts';
import { hashOf, rowOf } from '../src/citizen-services/website/draft.ts';
import type { Actor } from '../src/kernel/actor.ts';
import type { Command } from '../src/kernel/act.ts';
import { newId, systemRandom } from '../src/kernel/clock.ts';
import { type Installation, openInstallation } from '../src/kernel/db/installation.ts';
import type { Client, Reply } from '../src/kernel/http/testing-client.ts';
import { createDepartment } from '../src/kernel/identity/organization.ts';
import { execute } from '../src/kernel/run.ts';
import { isRecord } from '../src/kernel/text/json.ts';
import { makeStaff } from './stage.ts';
import { type MadePage, PageMaker, type Vocabulary } from './website-pages.ts';

const SETTINGS = { max_connections: '200' };
const CHUNK = 500;
const FOLDERS = 60;
/** The numbers below are for pages made by commands. */
const FIRST_NUMBER = 1_000_001;

export interface Town {
  readonly hall: Hall;
  /** Both faces, as a small city opens them. */
  readonly main: Process;
  /** The citizens' face once more. */
  readonly second: Process;
  readonly author: Client;
  readonly head: Client;
  readonly department: string;
  /** The folder publications go to, and its address. */
  readonly section: string;
  readonly folder: string;
  readonly folders: readonly string[];
  readonly category: string;
  /** Addresses of the pages that were put in. */
  readonly paths: readonly string[];
  readonly fillSeconds: number;
  stopDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
  close(): Promise<void>;
}

export function valueOf(reply: Reply): Record<string, unknown> {
  const body = reply.status === 200 || reply.status === 201 ? reply.json() : null;
  if (!isRecord(body) || !isRecord(body['value'])) throw new Error(`${reply.status} ${reply.text.slice(0, 600)}`);
  return body['value'];
}

const fresh = () => newId(Temporal.Now.instant(), systemRandom);

function adminUrl({ admin }: Installation): string {
  return `postgres://${admin.user}:${encodeURIComponent(admin.password)}@localhost/postgres?host=${encodeURIComponent(admin.host)}`;
}

interface Ground {
  readonly department: string;
  readonly sections: readonly { readonly id: string; readonly path: string }[];
}

async function layGround(hall: Hall, words: Vocabulary): Promise<Ground> {
  const actor: Actor = { kind: 'staff', id: fresh(), name: '試験 広報', device: 'bench', strong: true, grants: ['operations.organization', 'website.edit', 'website.write'].map((permission) => ({ permission, scope: null })) };
  const must = async <I, O, R extends string>(command: Command<I, O, R>, input: unknown): Promise<O> => {
    const answer = await execute({ city: hall.city, actor, lang: 'ja' }, command, input, fresh());
    if (!answer.ok) throw new Error(`${command.name}: ${answer.message} ${JSON.stringify(answer.errors)}`);
    return answer.value;
  };
  const { department } = await must(createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' });
  await must(saveContact, { department, phone: '0243-55-5102' });
  for (const code of words.categories) await must(saveCategory, { code, facet: 'purpose', name: `分類${code}`.slice(0, 30), nameEn: code });
  const sections: { id: string; path: string }[] = [];
  let parent = { id: '', path: '/' };
  for (let index = 0; index < FOLDERS; index += 1) {
    const top = index % 8 === 0;
    const slug = `f${index}`;
    const { section } = await must(saveSection, { parent: top ? '' : parent.id, slug, name: (words.subjects[index] ?? slug).slice(0, 40), department, door: top });
    const made = { id: section, path: `${top ? '/' : parent.path}${slug}/` };
    if (top) parent = made;
    sections.push(made);
  }
  return { department, sections };
}

/** Straight into the tables: each page by its commands would take an hour. What the house's own search of all systems keeps is left out. */
async function fill(hall: Hall, ground: Ground, maker: PageMaker, count: number): Promise<readonly string[]> {
  const paths: string[] = [];
  const now = Date.now();
  for (let from = 0; from < count; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - from) }, (_, index) => {
      const page: MadePage = maker.next();
      const section = ground.sections[(from + index) % ground.sections.length] ?? { id: '', path: '/' };
      const path = `${section.path}${page.slug}.html`;
      paths.push(path);
      const { review_on: reviewOn, ...row } = rowOf(page);
      return { ...row, title: row.title.slice(0, 400), review_on: reviewOn?.toString(), blocks: JSON.parse(row.blocks), id: fresh(), edition: fresh(), no: FIRST_NUMBER + from + index, section: section.id, slug: page.slug, path, hash: hashOf(page), at: new Date(now - (1 + (from + index) % 1500) * 86_400_000).toISOString() };
    });
    await hall.rows(`
      with given as (select * from jsonb_to_recordset($1::jsonb) as g(id uuid, edition uuid, no int, section uuid, slug text, path text, title text, lead text, kind text, contact text, categories text[], review_on date, blocks jsonb, hash text, at timestamptz)),
      pages as (insert into website.pages (id, page_no, section_id, slug, path, department_id, state, first_public_at, changed_at, review_on, reviewed_at, made_by, made_at) select id, no, section, slug, path, $2, 'public', at, at, review_on, at, 'bench', at from given returning id),
      addresses as (insert into website.addresses (path, page_id, reason, made_by, made_at) select path, id, 'made', 'bench', at from given returning path),
      editions as (insert into website.editions (id, page_id, number, state, title, lead, kind, contact, categories, review_on, blocks, authors, made_by, made_at, saved_by, saved_name, saved_at, published_at, hash) select edition, id, 1, 'published', title, lead, kind, contact, categories, review_on, blocks, array['bench'], 'bench', at, 'bench', '試験', at, at, hash from given returning id)
      insert into website.releases (page_id, edition_id, what, made_by, made_name, made_at, hash) select id, edition, 'published', 'bench', '試験', at, hash from given`, [JSON.stringify(rows), ground.department]);
  }
  return paths;
}

export async function openTown(words: Vocabulary, pages: number, say: (line: string) => void): Promise<Town> {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-website-'));
  const programs = new Programs();
  const undo: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true, force: true }), () => programs.endAll()];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    await buildIslands();
    let installation = await openInstallation(dir, { settings: SETTINGS });
    let standing = true;
    undo.splice(1, 0, async () => (standing ? installation.stop() : undefined));
    const hall = await makeHall(installation, dir, { facilities: 2, patrons: 1 });
    undo.push(() => hall.close());
    const ground = await layGround(hall, words);
    const began = performance.now();
    const paths = await fill(hall, ground, new PageMaker(words), pages);
    await hall.rows('analyze website.pages, website.editions, website.addresses, website.releases').catch(() => undefined);
    const fillSeconds = (performance.now() - began) / 1000;
    say(`${pages} ページを入れました（${fillSeconds.toFixed(0)} 秒）`);
    const tokens = [await makeStaff(hall.city, ['website.write', 'website.edit', 'website.emergency']), await makeStaff(hall.city, ['website.write', 'website.approve', 'website.edit'])];
    const main = await openProcess(programs, hall, '両方の入口', { DATABASE_URL: adminUrl(installation) });
    const second = await openProcess(programs, hall, '市民の入口', { YAKUBA_FACE: 'citizen', YAKUBA_CITIZEN_DATABASE_URL: faceUrl(installation, 'citizen') });
    const [author, head] = tokens.map((token) => {
      const client = visitorAt(main.port);
      client.cookies.set('yakuba_staff', token);
      return client;
    });
    const [section] = ground.sections;
    if (!author || !head || !section) throw new Error('the town has nobody in it');
    return {
      hall, main, second, author, head, department: ground.department, section: section.id, folder: section.path, folders: ground.sections.map((one) => one.path), category: words.categories[0] ?? '', paths, fillSeconds, close,
      async stopDatabase() {
        standing = false;
        await installation.stop();
      },
      async startDatabase() {
        installation = await openInstallation(dir, { settings: SETTINGS });
        standing = true;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const review = () => Temporal.Now.plainDateISO('Asia/Tokyo').add({ days: 300 }).toString();

export interface Written {
  readonly page: string;
  readonly edition: string;
  readonly path: string;
  readonly version: number;
}

/** A page with a word nobody else has, written and submitted, ready to be decided; `of`: a further edition of a page there is. */
export async function submitted(town: Town, word: string, of: Pick<Written, 'page' | 'path'> | null): Promise<Written> {
  const { author } = town;
  const made = valueOf(of === null ? await author.api('website.createPage', { section: town.section, department: town.department, kind: 'news', title: '', slug: `s-${word.toLowerCase()}` }) : await author.api('website.startEdition', { page: of.page }));
  const edition = String(made['edition']);
  const saved = valueOf(await author.api('website.saveDraft', {
    edition, version: 1, title: `道路の工事（${word}）`, lead: `工事の番号は${word}です。`, kind: 'news', lang: 'ja', contact: 'LIFE', categories: [town.category], reviewOn: review(),
    blocks: [{ id: 'h1', type: 'heading', level: 2, text: '通れない区間' }, { id: 'p1', type: 'text', content: [`工事の間、車は通れません。歩いて通る人のために、片側に道を残します。番号は${word}です。`.repeat(4)] }],
  }));
  const submittedAs = Number(saved['version']);
  const reply = await author.api('website.submitEdition', { edition, version: submittedAs });
  if (reply.status >= 300) throw new Error(`${reply.status} ${reply.text.slice(0, 800)}`);
  return { page: String(made['page'] ?? of?.page), edition, path: String(made['path'] ?? of?.path), version: submittedAs + 1 };
}

export const decide = (town: Town, it: Written): Promise<Reply> => town.head.api('website.decideEdition', { edition: it.edition, version: it.version, decision: 'approve' });
