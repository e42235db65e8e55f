/** A town with schools, their teachers, and the board of education. */
import assert from 'node:assert/strict';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type Client, openTestServer, type Reply, type TestServer, valueOf } from '../../testing-server.ts';

export type { Client, Reply } from '../../testing-server.ts';
export { phrased, refusedAs, valueOf } from '../../testing-server.ts';

export const listIn = (value: Record<string, unknown>, name: string): readonly Record<string, unknown>[] => {
  const list = value[name];
  assert.ok(Array.isArray(list), `${name} is no list`);
  return list.filter(isRecord);
};
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
export const WORDS = 'きょうは5年生が、学校の田んぼで稲を刈りました。地域の方に、かまの使い方を教えていただきました。';
export const CHILDREN = '氏名,ふりがな,写真のウェブ掲載\n鈴木　花子,すずき　はなこ,可\n安斎　蓮,あんざい　れん,否\n遠藤　陽菜,えんどう　ひな,';

const office = (code: string): readonly string[] => [`department:${code}`];
const scoped = (code: string, ...permissions: readonly string[]): readonly Grant[] => permissions.map((permission) => ({ permission, scope: office(code) }));
const people = {
  teacher: ['佐々木 先生', scoped('KITA', 'schools.work', 'website.write')], deputy: ['教頭 二郎', scoped('KITA', 'website.approve', 'website.write')], principal: ['校長 三郎', scoped('KITA', 'schools.head', 'website.approve')],
  board: ['教委 花子', ['schools.board', 'website.edit', 'website.write', 'website.emergency'].map((permission): Grant => ({ permission, scope: null }))], stranger: ['他校 太郎', scoped('MINAMI', 'schools.work', 'website.write', 'website.approve')],
} as const satisfies Record<string, readonly [string, readonly Grant[]]>;
type Who = keyof typeof people;

export interface Town {
  readonly house: TestCity;
  readonly server: TestServer;
  as(who: Who): Client;
  /** Signed in anew: a test may let weeks go by. */
  signIn(): Promise<void>;
  makeSchool(code: string, name: string, office: string): Promise<void>;
  /** Posted and submitted by the teacher. */
  post(more?: Record<string, unknown>): Promise<Record<string, unknown>>;
  approve(edition: unknown): Promise<Reply>;
  view(edition: unknown, who?: Who): Promise<Record<string, unknown>>;
  rows(sql: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function openTown(start = '2026-11-27T10:00:00+09:00'): Promise<Town> {
  const house = await testCity({ poolSize: 12, start });
  const server = await openTestServer(house);
  const admin = staffActor(house.id(), ['operations.organization']);
  const ids = new Map<Who, string>();
  const clients = new Map<Who, Client>();
  for (const who of Object.keys(people) as Who[]) ids.set(who, await server.newStaff([...people[who][1]], people[who][0]));
  const as = (who: Who) => clients.get(who) ?? assert.fail(`${who} is not signed in`);
  const signIn = async () => {
    for (const [who, id] of ids) clients.set(who, await server.asStaff(id));
  };
  await signIn();
  const makeSchool = async (code: string, name: string, officeCode: string) => {
    const { department } = await house.must(admin, createDepartment, { code: officeCode, name, kana: 'ガッコウ', parent: '', from: '2020-04-01' });
    valueOf(await as('board').api('schools.saveSchool', { school: code, name, nameEn: `${code} elementary school`, kind: 'elementary', department, area: 'NIHONMATSU', address: '金色1番地', phone: '0243-00-2001' }));
  };
  await makeSchool('kita', '試験北小学校', 'KITA');
  await makeSchool('minami', '試験南小学校', 'MINAMI');
  const view = async (edition: unknown, who: Who = 'teacher') => valueOf(await as(who).query('schools.newsView', { school: 'kita', edition: String(edition) }));
  return {
    house, server, as, signIn, makeSchool, view,
    post: async (more = {}) => valueOf(await as('teacher').api('schools.postNews', { school: 'kita', title: '5年生が稲を刈りました', words: WORDS, photos: [], ...more })),
    async approve(edition) {
      const { version } = await view(edition, 'deputy');
      return as('deputy').api('website.decideEdition', { edition, version, decision: 'approve' });
    },
    rows: (sql) => house.city.staffDb.use(async (connection) => (await connection.run<Record<string, unknown>>(sql)).rows),
    async close() {
      await server.stop();
      await house.close();
    },
  };
}
