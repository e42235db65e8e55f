/** A town with one office whose pages are looked after: who writes and approves them, who keeps the site's quality, who approves that. */
import assert from 'node:assert/strict';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type Client, openTestServer, type TestServer, valueOf } from '../../testing-server.ts';

export type { Client, Reply } from '../../testing-server.ts';
export { phrased, refusedAs, valueOf } from '../../testing-server.ts';

export const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

const write: Grant = { permission: 'website.write', scope: ['department:LIFE'] };
const people = { author: ['佐藤 花子', [write]], chief: ['課長 次郎', ['website.approve', 'website.edit', 'website.write']], keeper: ['広報 花子', ['site-quality.work', 'site-quality.approve']], head: ['部長 三郎', ['site-quality.approve']] } as const satisfies Record<string, readonly [string, readonly (string | Grant)[]]>;
type Who = keyof typeof people;
const everybody = Object.keys(people) as readonly Who[];

export interface Town {
  readonly house: TestCity;
  readonly server: TestServer;
  readonly office: string;
  as(who: Who): Client;
  /** Signed in anew: a test may let weeks go by. */
  signIn(): Promise<void>;
  published(slug: string, more?: Record<string, unknown>): Promise<{ readonly page: string; readonly path: string }>;
  /** What the night's job does, at this moment. */
  night(): Promise<void>;
  close(): Promise<void>;
}

const block = (text: string, link: string | null) => ({ id: 'p1', type: 'text', content: link === null ? [text] : [text, { link, text: ['くわしい手続きの案内'] }, 'を見てください。'] });

export async function openTown(start = '2026-10-01T09:00:00+09:00'): Promise<Town> {
  const house = await testCity({ poolSize: 12, start });
  const server = await openTestServer(house);
  const admin = staffActor(house.id(), ['operations.organization']);
  const office = (await house.must(admin, createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' })).department;
  const ids = new Map<Who, string>();
  const clients = new Map<Who, Client>();
  for (const who of everybody) ids.set(who, await server.newStaff([...people[who][1]], people[who][0]));
  const as = (who: Who) => clients.get(who) ?? assert.fail(`${who} is not signed in`);
  const signIn = async () => {
    for (const who of everybody) clients.set(who, await server.asStaff(ids.get(who) ?? ''));
  };
  await signIn();
  await house.background.settle();
  const section = String(valueOf(await as('chief').api('website.saveSection', { parent: '', slug: 'kurashi', name: 'くらし', department: office, door: true }))['section']);
  valueOf(await as('chief').api('website.saveCategory', { code: 'garbage', facet: 'purpose', name: 'ごみ・リサイクル', nameEn: 'Garbage' }));
  valueOf(await as('chief').api('website.saveContact', { department: office, phone: '0243-55-5102' }));
  return {
    house, server, office, as, signIn,
    async published(slug, more = {}) {
      const made = valueOf(await as('author').api('website.createPage', { section, department: office, kind: 'guide', title: '', slug }));
      const { link = null, ...rest } = more;
      const saved = valueOf(await as('author').api('website.saveDraft', { edition: made['edition'], version: 1, title: `${slug}の手続き`, lead: '手続きを説明します。', kind: 'guide', lang: 'ja', contact: 'LIFE', categories: ['garbage'], reviewOn: '2027-03-01', blocks: [block('必要な書類をそろえて、窓口で申し込んでください。'.repeat(8), typeof link === 'string' ? link : null)], ...rest }));
      valueOf(await as('author').api('website.submitEdition', { edition: made['edition'], version: saved['version'] }));
      valueOf(await as('chief').api('website.decideEdition', { edition: made['edition'], version: Number(saved['version']) + 1, decision: 'approve' }));
      return { page: String(made['page']), path: String(made['path']) };
    },
    async night() {
      valueOf(await as('keeper').api('site-quality.measureNow', {}));
      await house.background.settle();
    },
    async close() {
      await server.stop();
      await house.close();
    },
  };
}
