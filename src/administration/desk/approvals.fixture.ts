/** さくら市 with its doors open: the desk's own pages before the kernel's town, and short ways to say what a person reads and presses. */
import assert from 'node:assert/strict';
import type { Grant } from '../../kernel/actor.ts';
import { kinds, propose, sakura, sakuraSystem, type Town } from '../../kernel/approval/town.fixture.ts';
import { type Client, type FormFields, openTestServer, type Reply, type TestServer } from '../../testing-server.ts';
import desk from './index.ts';

export interface OpenTown {
  readonly town: Town;
  readonly server: TestServer;
  /** The holder of a post, signed in at a browser. */
  at(code: string): Promise<Client>;
  /** Somebody of the house without a post, who holds these permissions. */
  office(permissions: readonly (string | Grant)[], name?: string): Promise<Client>;
  /** A case of the clerk's, on its way unless told; answers its id. */
  proposed(kind: keyof typeof kinds, more?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export async function openApprovals(start?: string): Promise<OpenTown> {
  const systems = [desk, sakuraSystem(false)];
  const town = await sakura({ systems, ...(start === undefined ? {} : { start }) });
  const server = await openTestServer(town.house, { systems });
  return {
    town, server,
    at: (code) => server.asStaff(town.id(code)),
    office: async (permissions, name) => server.asStaff(await server.newStaff(permissions, name)),
    proposed: async (kind, more = {}) => (await town.house.must(town.as('civil-clerk'), propose, { kind, title: `${kinds[kind].title.ja}の件`, vendor: town.house.id(), ...more })).caseId,
    async close() {
      await server.stop();
      await town.close();
    },
  };
}

/** A page's words as they are read: no tags, no places where a heading may break. */
export function readable(reply: Reply): string {
  return reply.text.replaceAll('<wbr/>', '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

/** The page of a case, and it was there. */
export async function shows(client: Client, path: string, ...words: readonly (string | RegExp)[]): Promise<Reply> {
  const reply = await client.get(path);
  assert.equal(reply.status, 200, `${path}: ${reply.status} ${readable(reply).slice(0, 300)}`);
  const text = readable(reply);
  for (const word of words) assert.ok(typeof word === 'string' ? text.includes(word) : word.test(text), `${path} does not say ${String(word)}: ${text.slice(0, 1500)}`);
  return reply;
}

/** The actions whose forms stand on a page. */
export function verbsOn(reply: Reply): readonly string[] {
  return [...new Set([...reply.text.matchAll(/name="_action" value="(\w+)"/g)].map((match) => match[1] ?? ''))].filter((verb) => verb !== 'signOut');
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string) => text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (found) => entities[found] ?? found);

/** The hidden fields of the form with this verb, as a browser without scripts would send them. */
export function formOn(reply: Reply, action: string): Record<string, string> {
  const form = [...reply.text.matchAll(/<form[^>]*>(.*?)<\/form>/gs)].map((match) => match[1] ?? '').find((body) => body.includes(`name="_action" value="${action}"`));
  assert.ok(form, `no form ${action}; there are: ${verbsOn(reply).join(' ')}`);
  return Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', plain(match[2] ?? '')]));
}

/** Opens the page, fills in the form and presses: what a person does, without scripts. */
export async function press(client: Client, path: string, action: string, more: FormFields = {}): Promise<Reply> {
  return client.post(path, { ...formOn(await shows(client, path), action), ...more });
}

/** The same, and it was done. */
export async function pressed(client: Client, path: string, action: string, more: FormFields = {}): Promise<Reply> {
  const reply = await press(client, path, action, more);
  assert.equal(reply.status, 303, `${action} at ${path}: ${reply.status} ${readable(reply).slice(0, 1500)}`);
  return reply;
}
