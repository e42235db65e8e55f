/** A small hall for the acceptance tests: two offices that register, rules of decision in force, doors open, and short ways to say what a person does. */
import assert from 'node:assert/strict';
import { publishSet } from '../../kernel/approval/publish.fixture.ts';
import type { Grant } from '../../kernel/actor.ts';
import { assignPost, createDepartment, createPost } from '../../kernel/identity/organization.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { staffActor, testCity, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { systems as listed } from '../../main-systems.ts';
import { type Client, openTestServer, type Reply, type TestServer, valueOf } from '../../testing-server.ts';

export { refusedAs, valueOf } from '../../testing-server.ts';
import documents from './index.ts';

const systems = [...listed.filter((system) => system.name !== 'documents'), documents];
const SINCE = '2026-04-01';
export type Code = 'HALL' | 'GENERAL' | 'AFFAIRS' | 'WELFARE' | 'CHILD';
type Who = 'mayor' | 'director' | 'head' | 'clerk' | 'second' | 'welfareHead' | 'welfare' | 'child' | 'records' | 'archivist' | 'disposer' | 'discloser' | 'keeper';

const at = (permission: string, ...codes: Code[]): Grant => ({ permission, scope: codes.map((code) => `department:${code}`) });
const people: Readonly<Record<Who, { readonly name: string; readonly grants: readonly (string | Grant)[]; readonly post?: readonly [code: string, rank: number, place: Code] }>> = {
  mayor: { name: '市長 花子', grants: [], post: ['MAYOR', 1, 'HALL'] }, director: { name: '総務部長 花子', grants: [], post: ['GENERAL-DIRECTOR', 10, 'GENERAL'] },
  head: { name: '総務課長 花子', grants: [at('documents.work', 'AFFAIRS'), at('documents.secret', 'AFFAIRS'), 'documents.approvePlan'], post: ['AFFAIRS-HEAD', 20, 'AFFAIRS'] },
  clerk: { name: '総務 花子', grants: [at('documents.work', 'AFFAIRS')], post: ['AFFAIRS-CLERK', 60, 'AFFAIRS'] }, second: { name: '総務 次郎', grants: [at('documents.work', 'AFFAIRS')] },
  welfareHead: { name: '福祉課長 花子', grants: [at('documents.work', 'WELFARE')], post: ['WELFARE-HEAD', 20, 'WELFARE'] }, welfare: { name: '福祉 花子', grants: [at('documents.work', 'WELFARE')], post: ['WELFARE-CLERK', 60, 'WELFARE'] }, child: { name: '子育 花子', grants: [at('documents.work', 'CHILD')] },
  records: { name: '文書 花子', grants: ['documents.records'], post: ['RECORDS-CLERK', 60, 'AFFAIRS'] }, archivist: { name: '文書館 花子', grants: ['documents.archive'] }, disposer: { name: '文書係長 花子', grants: ['documents.dispose', 'documents.records'] },
  discloser: { name: '公開 花子', grants: ['documents.disclosure'] }, keeper: { name: '公印 花子', grants: ['documents.seal'] },
};

export interface Hall {
  readonly house: TestCity;
  readonly server: TestServer;
  readonly office: (code: Code) => string;
  /** Signed in anew, so that a test may let years go by. */
  as(who: Who): Promise<Client>;
  close(): Promise<void>;
}

export async function openHall(start = '2026-05-12T10:00:00+09:00'): Promise<Hall> {
  registerSystems(systems);
  const house = await testCity({ poolSize: 12, start });
  const server = await openTestServer(house, { systems });
  const admin = staffActor(house.id(), ['operations.organization', 'operations.accounts', 'approval.rules', 'approval.publish', 'documents.records']);
  const places = new Map<Code, string>();
  const tree: readonly (readonly [Code, string, Code | null])[] = [['HALL', '試験市', null], ['GENERAL', '総務部', 'HALL'], ['AFFAIRS', '総務課', 'GENERAL'], ['WELFARE', '福祉課', 'GENERAL'], ['CHILD', '子育て課', 'GENERAL']];
  for (const [code, name, parent] of tree) places.set(code, (await house.must(admin, createDepartment, { code, name, kana: 'カ', parent: parent === null ? '' : places.get(parent), from: SINCE })).department);
  const office = (code: Code) => places.get(code) ?? assert.fail(code);
  const ids = new Map<string, string>();
  for (const [who, { name, grants, post }] of Object.entries(people)) {
    const id = await server.newStaff(grants, name);
    ids.set(who, id);
    if (!post) continue;
    const [code, rank, place] = post;
    const made = await house.must(admin, createPost, { department: office(place), code, title: name.split(' ')[0], rank, parent: '' });
    await house.must(admin, assignPost, { post: made.post, staff: id, manner: 'regular', from: SINCE, to: '' });
  }
  const hall: Hall = { house, server, office, as: (who) => server.asStaff(ids.get(who) ?? assert.fail(who)), async close() {
    await server.stop();
    await house.close();
  } };
  await publishSet(house, rules(), '決裁規程');
  const records = await hall.as('records');
  for (const [code, symbol] of [['AFFAIRS', '二総'], ['WELFARE', '二福'], ['CHILD', '二子']] as const) valueOf(await records.api('documents.saveOffice', { department: office(code), symbol }));
  return hall;
}

/** 決裁規程 of the test city: who decides a draft is what the draft says; what is not open is consulted with 福祉課; disposals go to the director, what the other systems want decided to the section head. */
function rules(): Parameters<typeof publishSet>[1] {
  const deciders = [['section_head', 'section-head'], ['director', 'director'], ['vice_mayor', 'mayor'], ['mayor', 'mayor']] as const;
  const others = listed.flatMap((system) => system.approvals ?? []).filter((kind) => !kind.code.startsWith('documents.'));
  return {
    authorities: [{ code: 'mayor', title: '市長', rank: 1, head: true }, { code: 'director', title: '部長', rank: 10 }, { code: 'section-head', title: '課長', rank: 20 }],
    rules: [
      ...deciders.map(([value, decider], index) => ({ no: String(index + 1), article: `別表${index + 1}`, kind: 'documents.decision', when: [{ op: '=' as const, fact: 'authority', value }], demands: { decider, deputyOk: false } })),
      { no: '8', article: '別表8', kind: 'documents.decision', when: [{ op: 'flag', anyOf: ['closed'] }], demands: { decider: 'section-head', deputyOk: false, consult: [{ post: 'WELFARE-HEAD', mode: 'agree' }] } }, { no: '9', article: '別表9', kind: 'documents.disposal', when: [], demands: { decider: 'director', deputyOk: false } },
      ...others.map((kind, index) => ({ no: String(20 + index), article: '別表20', kind: kind.code, when: [], demands: { decider: 'section-head', deputyOk: false } })),
    ],
  };
}

/** The list an answer that had to succeed is. */
export function rowsOf(reply: Reply, name?: string): readonly Record<string, unknown>[] {
  const body = reply.json();
  assert.ok(isRecord(body), reply.text.slice(0, 400));
  const value = name === undefined ? body['value'] : isRecord(body['value']) ? body['value'][name] : null;
  assert.ok(Array.isArray(value), reply.text.slice(0, 400));
  return value.filter(isRecord);
}

export const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
export const textFile = (name: string, text: string) => ({ role: 'main', name, content: base64(text) });

/** A letter as the sending desk of an office registers it. */
export async function letter(client: Client, office: string, more: Record<string, unknown> = {}): Promise<{ readonly id: string; readonly number: string; readonly value: Record<string, unknown> }> {
  const value = valueOf(await client.api('documents.receive', { department: office, title: '補助金の交付決定について', channel: 'post', receivedOn: '2026-05-12', senderName: '福島県', ...more }));
  return { id: String(value['document']), number: String(value['number']), value };
}

export async function versionOf(client: Client, document: string): Promise<unknown> {
  const open = valueOf(await client.query('documents.document', { document }))['open'];
  assert.ok(isRecord(open));
  return open['version'];
}

export const entry = (ordinal: number, more: Record<string, unknown> = {}) => ({ code: `01-01-01-${ordinal}`, large: '総務', medium: '文書', small: '往復', title: `往復文書${ordinal}`, retention: '5', expiryAction: 'destroy', carrier: 'electronic', ...more });

/** A file plan that was written, approved and opened; answers the folders in the order of their codes. */
export async function openPlan(hall: Hall, code: Code, year: number, entries: readonly Record<string, unknown>[]): Promise<readonly string[]> {
  const [writer, head] = [await hall.as(code === 'WELFARE' ? 'welfare' : 'clerk'), await hall.as('head')];
  const plan = valueOf(await writer.api('documents.makePlan', { department: hall.office(code), fiscalYear: year }))['plan'];
  for (const one of entries) valueOf(await writer.api('documents.saveEntry', { plan, ...one }));
  const { version } = valueOf(await writer.api('documents.submitPlan', { plan, version: 1 }));
  valueOf(await head.api('documents.decidePlan', { plan, version, decision: 'approve' }));
  return rowsOf(await writer.query('documents.openFolders', { department: hall.office(code), fiscalYear: String(year) })).map((row) => String(row['id']));
}

/** Closes a document on a day and puts it into a folder. */
export async function closeAndFile(client: Client, document: string, folder: string, closedOn: string): Promise<void> {
  valueOf(await client.api('documents.close', { document, version: await versionOf(client, document), closedOn }));
  valueOf(await client.api('documents.file', { document, version: await versionOf(client, document), folder }));
}

/** Opens the case, reads it and decides. */
export async function decideCase(client: Client, caseId: string): Promise<Reply> {
  const seen = valueOf(await client.query('approval.case', { case: caseId }));
  return client.api('approval.decide', { case: caseId, hash: seen['hash'], seq: seen['seq'] });
}

/** A draft that the section head decided. */
export async function decidedDraft(hall: Hall, more: Record<string, unknown> = {}): Promise<{ readonly id: string; readonly caseId: string }> {
  const [clerk, head] = [await hall.as('clerk'), await hall.as('head')];
  const made = valueOf(await clerk.api('documents.saveDraft', { department: hall.office('AFFAIRS'), title: '補助金の交付について', body: '次のとおり交付してよいか伺います。\n金額 100,000円', ...more }));
  const id = String(made['document']);
  const sent = valueOf(await clerk.api('documents.sendDraft', { document: id, version: made['version'] }));
  valueOf(await decideCase(head, String(sent['caseId'])));
  return { id, caseId: String(sent['caseId']) };
}
