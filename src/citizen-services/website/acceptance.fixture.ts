/** A town with one office, one folder, and the four people of the site's acceptance scenarios. */
import assert from 'node:assert/strict';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type Client, openTestServer, type Reply, type TestServer, valueOf } from '../../testing-server.ts';

export type { Client, Reply } from '../../testing-server.ts';
export { phrased, refusedAs, valueOf } from '../../testing-server.ts';


export const text = (id: string, said: string) => ({ id, type: 'text', content: [said] });
export const heading = (id: string, level: number, said: string) => ({ id, type: 'heading', level, text: said });
const BODY = [heading('h1', 2, '申込みの方法'), text('p1', '収集を希望する日の七日前までに、電話で予約してください。'.repeat(8))];
export const draftOf = (more: Record<string, unknown> = {}) => ({ title: '粗大ごみの出し方', lead: '大きなごみは予約して出します。', kind: 'guide', lang: 'ja', contact: 'LIFE', categories: ['garbage'], reviewOn: '2027-03-01', blocks: BODY, ...more });

export interface Made {
  readonly page: string;
  readonly edition: string;
  readonly path: string;
  readonly pageNo: string;
  readonly version: number;
}

const write: Grant = { permission: 'website.write', scope: ['department:LIFE'] };
const approve: Grant = { permission: 'website.approve', scope: ['department:LIFE'] };
export const people = { author: ['佐藤 花子', [write, approve]], head: ['課長 次郎', [write, approve]], editor: ['広報 花子', ['website.edit', 'website.write']], duty: ['宿直 一郎', ['website.emergency']] } as const satisfies Record<string, readonly [string, readonly (string | Grant)[]]>;
type Who = keyof typeof people;

export interface Site {
  readonly house: TestCity;
  readonly server: TestServer;
  readonly office: string;
  readonly section: string;
  readonly ids: Readonly<Record<Who, string>>;
  as(who: Who): Client;
  /** Signed in anew: a test may let weeks go by. */
  signIn(): Promise<void>;
  written(slug: string, more?: Record<string, unknown>): Promise<Made>;
  approved(it: { readonly edition: string; readonly version: number }): Promise<Reply>;
  found(words: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openSite(start = '2026-03-20T10:00:00+09:00'): Promise<Site> {
  const house = await testCity({ poolSize: 12, start });
  const server = await openTestServer(house);
  const admin = staffActor(house.id(), ['operations.organization', 'website.edit']);
  const office = (await house.must(admin, createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' })).department;
  const ids = { author: '', head: '', editor: '', duty: '' };
  const clients = new Map<Who, Client>();
  for (const who of Object.keys(people) as Who[]) ids[who] = await server.newStaff([...people[who][1]], people[who][0]);
  const as = (who: Who) => clients.get(who) ?? assert.fail(`${who} is not signed in`);
  const signIn = async () => {
    for (const who of Object.keys(people) as Who[]) clients.set(who, await server.asStaff(ids[who]));
  };
  await signIn();
  const at = (parent: string, slug: string, name: string) => as('editor').api('website.saveSection', { parent, slug, name, department: office, door: true });
  const life = String(valueOf(await at('', 'kurashi', 'くらし'))['section']);
  const section = String(valueOf(await at(life, 'gomi', 'ごみ'))['section']);
  valueOf(await as('editor').api('website.saveCategory', { code: 'garbage', facet: 'purpose', name: 'ごみ・リサイクル', nameEn: 'Garbage' }));
  valueOf(await as('editor').api('website.saveContact', { department: office, phone: '0243-55-5102' }));
  return {
    house, server, office, section, ids, as, signIn,
    async written(slug, more = {}) {
      const made = valueOf(await as('author').api('website.createPage', { section, department: office, kind: 'guide', title: '', slug }));
      const saved = valueOf(await as('author').api('website.saveDraft', { edition: made['edition'], version: 1, ...draftOf(more) }));
      return { page: String(made['page']), edition: String(made['edition']), path: String(made['path']), pageNo: String(made['pageNo']), version: Number(saved['version']) };
    },
    async approved(it) {
      valueOf(await as('author').api('website.submitEdition', { edition: it.edition, version: it.version }));
      return as('head').api('website.decideEdition', { edition: it.edition, version: it.version + 1, decision: 'approve' });
    },
    async found(words) {
      const hits = valueOf(await server.visitor().query('website.search', { q: words }))['hits'];
      return Array.isArray(hits) ? hits.filter(isRecord).map((hit) => String(hit['path'])) : [];
    },
    async close() {
      await server.stop();
      await house.close();
    },
  };
}
