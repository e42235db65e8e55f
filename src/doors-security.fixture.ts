/** A town with one citizen and one officer, its doors open over http and, as behind a balancer, over https. */
import { buildIslands } from '../bin/islands.ts';
import { makeAssets } from './assets.ts';
import { startServer } from './kernel/http/server.ts';
import { testClient } from './kernel/http/testing-client.ts';
import { sampleCitizen } from './kernel/identity/sample-people.ts';
import { testCity, testFacts } from './kernel/testing.ts';
import { systems } from './main-systems.ts';
import { type Client, openTestServer, type TestServer } from './testing-server.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';

export interface GuardedTown {
  readonly server: TestServer;
  readonly citizen: Client;
  readonly staff: Client;
  readonly email: string;
  readonly password: string;
  /** A browser of the same town whose address begins with https. */
  overHttps(): Client;
  close(): Promise<void>;
}

export async function openGuardedTown(): Promise<GuardedTown> {
  const house = await testCity({ sample: true });
  const server = await openTestServer(house);
  const { city } = house;
  const safe = { ...city, origin: 'https://town.example' };
  const https = await startServer({ cityOf: () => safe, systems, faces: ['citizen', 'staff'], assets: makeAssets(testFacts, await buildIslands()), drawing: { renderPage, problemPage }, port: 0, rate: null });
  const email = 'doors@example.jp';
  const password = 'とても長い合言葉です';
  const { citizen } = await house.must({ kind: 'system', id: 'test' }, sampleCitizen, { email, name: '扉 開子', kana: 'とびら あけこ', phone: '', password });
  return {
    server, email, password, citizen: await server.asCitizen(citizen), staff: await server.asStaff(await server.newStaff(['operations.accounts'])), overHttps: () => testClient(https.port, house.id),
    async close() {
      await https.stop();
      await server.stop();
      await house.close();
    },
  };
}

/** A town with nothing of the sample in it. */
export async function openRealTown(): Promise<{ readonly staff: Client; close(): Promise<void> }> {
  const house = await testCity();
  const server = await openTestServer(house);
  return {
    staff: await server.asStaff(await server.newStaff([])),
    async close() {
      await server.stop();
      await house.close();
    },
  };
}
