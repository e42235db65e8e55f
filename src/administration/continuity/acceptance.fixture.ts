/** A small city hall for the acceptance tests: its doors open, some systems in the inventory, and short ways to say what a person does. */
import assert from 'node:assert/strict';
import { type TestCity, testCity } from '../../kernel/testing.ts';
import { type Client, openTestServer, type Reply, type TestServer, valueOf } from '../../testing-server.ts';

export { refusedAs, valueOf } from '../../testing-server.ts';

export interface Hall {
  readonly house: TestCity;
  readonly server: TestServer;
  /** Writes, sees, and holds the telephone numbers. */
  readonly writer: Client;
  /** A second person who approves. */
  readonly approver: Client;
  close(): Promise<void>;
}

export async function openHall(): Promise<Hall> {
  const house = await testCity({ poolSize: 10 });
  const server = await openTestServer(house);
  return {
    house, server,
    writer: await server.asStaff(await server.newStaff(['continuity.view', 'continuity.edit', 'continuity.contacts'], '情報 花子')),
    approver: await server.asStaff(await server.newStaff(['continuity.view', 'continuity.approve'], '決裁 太郎')),
    async close() {
      await server.stop();
      await house.close();
    },
  };
}

export function textOf(reply: Reply, name: string): string {
  const value = valueOf(reply)[name];
  assert.equal(typeof value, 'string', name);
  return String(value);
}

export const facts = (key: string, more: Record<string, unknown> = {}) => ({ key, name: `システム${key}`, kind: 'service', tier: 4, rto: '3日', rpo: '24時間', startMinutes: 5, fallback: '紙で受け付ける', ...more });

export async function addAsset(client: Client, key: string, more: Record<string, unknown> = {}): Promise<string> {
  return textOf(await client.api('continuity.saveAsset', facts(key, more)), 'asset');
}

export const step = { instruction: '控えから戻す', typed: './yakuba restore', post: '復旧班長', minutes: 10, proof: '件数が合う' };

/** A runbook handed in for approval: its draft and the version to decide on. */
export async function handIn(client: Client, key: string): Promise<{ readonly runbook: string; readonly draft: string; readonly version: number }> {
  const made = valueOf(await client.api('continuity.addRunbook', { key, title: `手順書${key}`, ordinal: 1 }));
  const draft = String(made['draft']);
  const saved = valueOf(await client.api('continuity.saveDraft', { draft, version: 1, opening: '止まったとき', steps: [step, step] }));
  valueOf(await client.api('continuity.submitDraft', { draft, version: saved['version'] }));
  return { runbook: String(made['runbook']), draft, version: Number(saved['version']) + 1 };
}

/** The words of a PDF without white space. */
export function squeezed(text: string): string {
  return text.replaceAll(/[\s\u200b]/gu, '');
}

/** A page's text as it is read: without the places where a heading may break. */
export function readable(reply: Reply): string {
  return reply.text.replaceAll('<wbr/>', '');
}
