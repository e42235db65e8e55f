/** A tiny sample city with the operations office open over HTTP, for tests of its pages. */
import pg from 'pg';
import { Assets } from '../../kernel/http/assets.ts';
import { startServer } from '../../kernel/http/server.ts';
import { type Client, testClient } from '../../kernel/http/testing-client.ts';
import { registerSystems } from '../../kernel/registry.ts';
import { type TestCity, testCity } from '../../kernel/testing.ts';
import { systems as all } from '../../main-systems.ts';
import { fillSample } from '../../sample-city.ts';
import { renderPage } from '../../ui/context.tsx';
import { problemPage } from '../../ui/problem.tsx';

export interface Office {
  readonly house: TestCity;
  /** Past the kernel, as the tables' owner. */
  readonly owner: pg.Client;
  /** Signs in by a sample login, with its second factor where it has one. */
  enter(login: string): Promise<Client>;
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const systems = all.filter((system) => ['my-page', 'desk', 'operations'].includes(system.name));
  registerSystems(systems);
  const house = await testCity({ sample: true });
  await fillSample(house.city, systems, { cityName: 'nihonmatsu', size: 'tiny', say: () => {}, progress: () => {} });
  const assets = new Assets();
  for (const name of ['ui.css', 'icon.svg', 'form.js', 'rows.js', 'passkey.js', 'city.css']) assets.add(name, Buffer.from('/* */'));
  const server = await startServer({ cityOf: () => house.city, systems, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: 0, rate: null });
  const owner = new pg.Client(house.connect('owner'));
  await owner.connect();
  return {
    house, owner,
    async enter(login) {
      const client = testClient(server.port, () => house.id());
      const { value } = (await client.query('identity.sampleLogins')).json() as { value: { login: string; code: string | null }[] };
      await client.post('/staff/sign-in', { _action: 'signIn', login, password: 'nihonmatsu-2026', code: value.find((one) => one.login === login)?.code ?? '' });
      house.clock.advance({ seconds: 31 });
      return client;
    },
    async close() {
      await owner.end();
      await server.stop();
      await house.close();
    },
  };
}
