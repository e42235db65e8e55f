/** A town with one office that asks its citizens, for the tests of this system. */
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { type Client, openTestServer, type TestServer, valueOf } from '../../testing-server.ts';

export { refusedAs, valueOf } from '../../testing-server.ts';

export interface Town {
  readonly house: TestCity;
  readonly server: TestServer;
  readonly office: string;
  /** Signed in anew: a test may let weeks go by. */
  clients(): Promise<{ readonly writer: Client; readonly head: Client; readonly other: Client; readonly stranger: Client }>;
  close(): Promise<void>;
}

const OFFICE = 'department:LIFE';

export async function openTown(start: string): Promise<Town> {
  const house = await testCity({ poolSize: 12, start });
  const server = await openTestServer(house);
  const admin = staffActor(house.id(), ['operations.organization']);
  const office = (await house.must(admin, createDepartment, { code: 'LIFE', name: '生活環境課', kana: 'セイカツカンキョウカ', parent: '', from: '2020-04-01' })).department;
  await house.must(admin, createDepartment, { code: 'ROAD', name: '土木課', kana: 'ドボクカ', parent: '', from: '2020-04-01' });
  const write: Grant = { permission: 'public-comments.write', scope: [OFFICE] };
  const approve: Grant = { permission: 'public-comments.approve', scope: [OFFICE] };
  const ids = {
    writer: await server.newStaff([write, approve], '佐藤 花子'), head: await server.newStaff([approve, write], '課長 次郎'), other: await server.newStaff([write], '別の 担当'),
    stranger: await server.newStaff([{ permission: 'public-comments.write', scope: ['department:ROAD'] }], '土木 三郎'),
  };
  return {
    house, server, office,
    async clients() {
      const [writer, head, other, stranger] = await Promise.all([server.asStaff(ids.writer), server.asStaff(ids.head), server.asStaff(ids.other), server.asStaff(ids.stranger)]);
      return { writer, head, other, stranger };
    },
    async close() {
      await server.stop();
      await house.close();
    },
  };
}

export const facts = (more: Readonly<Record<string, string>> = {}) => ({
  title: '第3次環境基本計画（案）', titleEn: 'Third Basic Environment Plan (draft)', purpose: '計画の期間が終わるため、次の10年の計画をつくります。', purposeEn: 'A plan for the next ten years.', basis: '市パブリックコメント手続実施要綱', publishedOn: '2026-04-01', closesOn: '2026-04-30', reason: '',
  channels: ['web', 'mail', 'post', 'fax', 'counter'], nameRule: 'optional', addressRule: 'optional', postRule: 'arrival', howTo: '〒964-0000 市役所 生活環境課', phone: '0243-55-5102', ...more,
});

export interface Made {
  readonly consultation: string;
  readonly number: string;
}

/** Prepared, approved by another; open from the day of its publication. */
export async function openConsultation(town: Town, more: Readonly<Record<string, string>> = {}): Promise<Made> {
  const { writer, head } = await town.clients();
  const made = valueOf(await writer.api('public-comments.createConsultation', { title: '第3次環境基本計画（案）', department: town.office }));
  const consultation = String(made['consultation']);
  valueOf(await writer.api('public-comments.saveConsultation', { consultation, version: 1, ...facts(more) }));
  valueOf(await writer.api('public-comments.saveSection', { consultation, ref: '1', heading: '計画の目標', body: '2036年度までに、ごみを2割減らします。', ordinal: 10 }));
  valueOf(await writer.api('public-comments.saveSection', { consultation, ref: '2-1', heading: '水と緑', body: '川の水質を毎年公表します。', ordinal: 20 }));
  valueOf(await writer.api('public-comments.askApproval', { consultation, what: 'publish' }));
  valueOf(await head.api('public-comments.decideApproval', { consultation, version: await versionOf(head, String(made['number'])), what: 'publish', decision: 'approve' }));
  return { consultation, number: String(made['number']) };
}

export async function record(client: Client, number: string): Promise<Record<string, unknown>> {
  return valueOf(await client.query('public-comments.record', { number }));
}

export async function versionOf(client: Client, number: string): Promise<number> {
  return Number((await record(client, number))['version']);
}

let serial = 0;
/** A code of the right form; a real one comes from the confirm page. */
export const ticket = () => `TEST0000000000000000${String(++serial).padStart(5, '0')}`;

export const opinion = (number: string, body: string, more: Record<string, unknown> = {}) => ({ number, body, ticket: ticket(), ...more });
