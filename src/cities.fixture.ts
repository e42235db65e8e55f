/** Several cities on one throw-away server, with their doors open: for tests of what cities share and what they do not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIslands } from '../bin/islands.ts';
import { cityAssets, sharedAssets } from './assets.ts';
import { type Background, startBackground } from './kernel/background.ts';
import type { CityFacts } from './kernel/city.ts';
import { newId, systemClock, systemRandom } from './kernel/clock.ts';
import { createCity } from './kernel/cities/create.ts';
import { healMoves } from './kernel/cities/move.ts';
import { OpenCities } from './kernel/cities/open-cities.ts';
import { prepareRegistry, registryAs } from './kernel/cities/registry.ts';
import { ConnectionBudget } from './kernel/db/budget.ts';
import { type Installation, openInstallation } from './kernel/db/installation.ts';
import { migrationsOf, type OpenCity } from './kernel/house.ts';
import type { Assets } from './kernel/http/assets.ts';
import { type RateLimit } from './kernel/http/guard.ts';
import { startServer } from './kernel/http/server.ts';
import { type AskOptions, type Client, testClient } from './kernel/http/testing-client.ts';
import { COOKIE, cookieName } from './kernel/http/visit.ts';
import { freshSecret, sha256 } from './kernel/identity/tokens.ts';
import { keepEverything, type Mailer } from './kernel/notices/mail.ts';
import { registerSystems } from './kernel/registry.ts';
import type { System } from './kernel/system.ts';
import { systems as all } from './main-systems.ts';
import { waysOf } from './main-cities.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';
import type { City } from './kernel/city.ts';

export function factsOf(ja: string, en: string, colour: string): CityFacts {
  return { code: '079995', name: { ja, en }, address: { ja: `${ja}大字試験1番地`, en: `1 Test, ${en}` }, phone: '0243-00-0000', colour, colourWash: '#eeeeee' };
}

/** A small town hall that still takes bookings: for tests in which each city is copied many times over. */
export const fewSystems: readonly System[] = all.filter((system) => ['my-page', 'desk', 'operations', 'reservations'].includes(system.name));

export interface Town {
  readonly installation: Installation;
  readonly dataDir: string;
  readonly cities: OpenCities;
  readonly budget: ConnectionBudget;
  readonly background: Background;
  readonly port: number;
  /** Makes a city while the doors are open; its host is `<name>.test`. */
  make(name: string, facts: CityFacts): Promise<OpenCity>;
  city(name: string): Promise<OpenCity>;
  /** A browser at this city's door. */
  at(name: string): Client;
  /** A browser at any host. */
  atHost(host: string): Client;
  /** The same cities as another process has them open; whoever asks closes it. */
  beside(): Promise<OpenCities>;
  asCitizen(name: string, id: string): Promise<Client & { readonly token: string }>;
  close(): Promise<void>;
}

export interface TownOptions {
  readonly rate?: { readonly reads: RateLimit; readonly writes: RateLimit } | null;
  readonly mailer?: Mailer;
  readonly connections?: number;
  readonly loop?: boolean;
  /** Default: every system. */
  readonly systems?: readonly System[];
}

/** Every request of this client goes to that host. */
function withHost(client: Client, host: string): Client {
  const named = <T extends AskOptions>(options: T | undefined) => ({ ...options, headers: { host, ...options?.headers } });
  return {
    cookies: client.cookies,
    get: (path, options) => client.get(path, named(options)),
    post: (path, form, options) => client.post(path, form, named(options)),
    api: (name, body, options) => client.api(name, body, named(options)),
    query: (name, search, options) => client.query(name, search, named(options)),
    raw: (method, path, body, options) => client.raw(method, path, body, named(options)),
  };
}

export async function openTown(options: TownOptions = {}): Promise<Town> {
  const systems = options.systems ?? all;
  if (options.systems) registerSystems(systems);
  const dataDir = mkdtempSync(join(tmpdir(), 'yakuba-cities-'));
  const installation = await openInstallation(dataDir, { throwAway: true });
  await prepareRegistry(installation);
  const registry = registryAs(installation);
  const budget = new ConnectionBudget(options.connections ?? 20);
  const beside = () => OpenCities.open({ registry, dataDir, budget, defaultOrigin: 'http://localhost', connect: (row) => waysOf(installation, dataDir, row), heal: (rows) => healMoves(installation, dataDir, rows) });
  const cities = await beside();
  const background = startBackground(cities, systems, { mailer: options.mailer ?? keepEverything, loop: options.loop ?? false });
  const shared = sharedAssets(await buildIslands());
  const made = new WeakMap<City, Assets>();
  const assets = (city: City) => {
    const own = made.get(city) ?? cityAssets(shared, city.facts);
    made.set(city, own);
    return own;
  };
  const server = await startServer({ cityOf: cities.cityOf, systems, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: 0, rate: options.rate ?? null });
  const id = () => newId(systemClock.now(), systemRandom);
  const atHost = (host: string) => withHost(testClient(server.port, id), host);
  const city = async (name: string) => {
    await cities.look();
    const found = await cities.openByName(name);
    if (!found) throw new Error(`no city ${name}`);
    return found;
  };
  return {
    installation, dataDir, cities, budget, background, port: server.port, atHost, city, beside,
    at: (name) => atHost(`${name}.test`),
    async make(name, facts) {
      await createCity(installation, dataDir, { name, hosts: [`${name}.test`], origin: `https://${name}.test`, server: 'main', folders: migrationsOf(systems), kept: { facts, outline: null, sample: false } });
      return city(name);
    },
    async asCitizen(name, citizen) {
      const own = await city(name);
      const token = freshSecret(own.random, 'yc_');
      const now = own.clock.now();
      await own.citizenDb.use((connection) => connection.run('insert into kernel.citizen_sessions (token_hash, citizen_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $3, $4, $5)', [sha256(token), citizen, now, now.add({ hours: 24 }), 'test']));
      const client = atHost(`${name}.test`);
      client.cookies.set(cookieName(own, COOKIE.citizen), token);
      return Object.assign(client, { token });
    },
    async close() {
      await server.stop();
      await background.stop();
      await cities.close();
      await installation.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A citizen's account with this id. */
export async function citizenIn(city: OpenCity, id: string, email: string, name = '試験 太郎'): Promise<void> {
  await city.staffDb.use((connection) => connection.run('insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at) values ($1, $2, $3, $4, $5, $3)', [id, email, city.clock.now(), name, 'しけん たろう']));
}
