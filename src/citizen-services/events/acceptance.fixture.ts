/** A small city hall for the acceptance tests: somebody who writes, somebody who approves, and short ways to say what they do. */
import assert from 'node:assert/strict';
import type { Grant } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import { staffActor, testCity, testFacts, type TestCity } from '../../kernel/testing.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type Client, openTestServer, type TestServer, valueOf } from '../../testing-server.ts';

export { phrased, refusedAs, valueOf } from '../../testing-server.ts';

export interface Hall {
  readonly house: TestCity;
  readonly server: TestServer;
  readonly office: string;
  readonly writer: Client;
  readonly approver: Client;
  /** Signed in anew: a test may let weeks go by. */
  signIn(): Promise<void>;
  close(): Promise<void>;
}

const areas = [{ code: 'NIHONMATSU', name: { ja: '二本松', en: 'Nihonmatsu' } }, { code: 'TOWA', name: { ja: '東和', en: 'Towa' } }];

export async function openHall(start: string): Promise<Hall> {
  const house = await testCity({ poolSize: 10, start, facts: { ...testFacts, areas } });
  const server = await openTestServer(house);
  const admin = staffActor(house.id(), ['operations.organization']);
  const { department } = await house.must(admin, createDepartment, { code: 'HEALTH', name: '健康増進課', kana: 'ケンコウゾウシンカ', parent: '', from: '2020-04-01' });
  await house.must(admin, createDepartment, { code: 'TOURISM', name: '観光課', kana: 'カンコウカ', parent: '', from: '2020-04-01' });
  const grants: Grant[] = ['events.write', 'events.approve'].map((permission) => ({ permission, scope: ['department:HEALTH'] }));
  const ids = [await server.newStaff(grants, '健康 花子'), await server.newStaff(grants, '課長 次郎')];
  const hall = {
    house, server, office: department, writer: server.visitor(), approver: server.visitor(),
    async signIn() {
      const [writer, approver] = await Promise.all(ids.map((id) => server.asStaff(id)));
      if (writer && approver) Object.assign(hall, { writer, approver });
    },
    async close() {
      await server.stop();
      await house.close();
    },
  };
  await hall.signIn();
  return hall;
}


export const typed = (office: string, more: Record<string, unknown> = {}) => ({
  department: office, title: 'こころの健康相談', category: 'consultation', description: '保健師が相談に応じます。', firstDay: '2026-09-01', firstTime: '10:00', lastTime: '12:00', placeName: '保健センター', boards: true, openData: true, ...more,
});

export interface Made {
  readonly event: string;
  readonly eventNo: number;
}

export async function written(hall: Hall, more: Record<string, unknown> = {}): Promise<Made> {
  const made = valueOf(await hall.writer.api('events.createEvent', typed(hall.office, more)));
  return { event: String(made['event']), eventNo: Number(made['eventNo']) };
}

/** Submitted by one, approved by the other. */
export async function approved(hall: Hall, event: string, version = 1): Promise<void> {
  const sent = valueOf(await hall.writer.api('events.submitEvent', { event, version }));
  valueOf(await hall.approver.api('events.decideEvent', { event, version: sent['version'], decision: 'approve' }));
}

export async function published(hall: Hall, more: Record<string, unknown> = {}): Promise<Made> {
  const made = await written(hall, more);
  await approved(hall, made.event);
  return made;
}

/** The lines of an iCalendar file, unfolded (RFC 5545 §3.1). */
export const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

/** The days of a list of occurrences, as machines read them. */
export const daysOf = (page: string) => [...page.matchAll(/<li><span><time datetime="(\d{4}-\d{2}-\d{2})/g)].map((match) => match[1]);

/** Takes a file in as the page does: read, looked at, agreed to. */
export async function imported(hall: Hall, kind: 'ics' | 'csv', body: string, submit = false): Promise<{ readonly plan: Record<string, unknown>; readonly done: Record<string, unknown> | null }> {
  const kept = valueOf(await hall.writer.api('events.keepImport', { department: hall.office, kind, name: `file.${kind}`, category: 'course', body }));
  const plan = valueOf(await hall.writer.query('events.importPlan', { import: String(kept['import']) }));
  const counts = plan['counts'];
  assert.ok(isRecord(counts));
  if (Number(counts['new']) + Number(counts['update']) === 0 || (Array.isArray(plan['problems']) && plan['problems'].length > 0)) return { plan, done: null };
  return { plan, done: valueOf(await hall.writer.api('events.takeImport', { import: kept['import'], plan: plan['mark'], submit })) };
}

export function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
