/** Opens the doors: cities, background work, HTTP faces. */
import { cityAssets, sharedAssets } from './assets.ts';
import { readCityFile } from './city-files.ts';
import { startBackground } from './kernel/background.ts';
import type { City } from './kernel/city.ts';
import type { OpenCities } from './kernel/cities/open-cities.ts';
import { standing } from './kernel/cities/zones.ts';
import type { Assets } from './kernel/http/assets.ts';
import { startServer } from './kernel/http/server.ts';
import { startMetrics } from './kernel/metrics.ts';
import { keepEverything, type Mailer, smtpMailer } from './kernel/notices/mail.ts';
import type { Face } from './kernel/view.ts';
import { systems } from './main-systems.ts';
import { openAsAdministrator, openAsFace } from './main-cities.ts';
import type { SampleSize } from './sample-city.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';

export interface TownHallOptions {
  readonly dataDir: string;
  /** The city that an empty installation begins with: a folder of `cities/`. */
  readonly cityName: string;
  readonly port: number;
  readonly host: string;
  readonly sample: SampleSize;
  readonly faces: readonly Face[];
  /** The folder of built islands, being built meanwhile. */
  readonly islands: Promise<string>;
  readonly say: (line: string) => void;
  readonly progress: (label: string, done: number, total: number) => void;
  /** Opens the doors for a look only: nothing runs by itself. */
  readonly inspection?: boolean;
}

export interface TownHall {
  readonly port: number;
  readonly cities: OpenCities;
  /** Tells the balancer to send nobody new; everybody is still served. */
  drain(): void;
  close(): Promise<void>;
}

const RATE = { reads: { perMinute: 1200, burst: 400 }, writes: { perMinute: 120, burst: 60 } } as const;

export async function openTownHall(options: TownHallOptions): Promise<TownHall> {
  const undo: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
    undo.length = 0;
  };
  try {
    const defaultOrigin = process.env['YAKUBA_ORIGIN'] ?? `http://localhost:${options.port}`;
    const urls = { citizen: process.env['YAKUBA_CITIZEN_DATABASE_URL'], staff: process.env['YAKUBA_STAFF_DATABASE_URL'] };
    const alone = (urls.citizen ?? urls.staff) !== undefined;
    const opened = alone ? await openAsFace({ ...options, defaultOrigin, urls }) : await openAsAdministrator({ ...options, defaultOrigin });
    undo.push(opened.close);
    const { cities } = opened;
    const background = startBackground(cities, systems, { mailer: mailerFor(defaultOrigin), loop: options.faces.includes('staff') && !options.inspection });
    undo.push(() => background.stop());
    const server = await startServer({
      cityOf: cities.cityOf, systems, faces: options.faces, assets: assetsByCity(await options.islands), drawing: { renderPage, problemPage }, port: options.port, host: options.host,
      trustProxy: process.env['YAKUBA_TRUST_PROXY'] === '1', rate: process.env['YAKUBA_RATE_LIMIT'] === 'off' ? null : RATE, walk: !options.inspection,
    });
    undo.push(() => server.stop());
    undo.push(await openMetrics());
    standing({ faces: options.faces, host: options.host, port: server.port, roles: opened.roles, administrator: !alone, background: options.faces.includes('staff') });
    await welcome(server.port, options, cities);
    return { port: server.port, cities, drain: () => server.drain(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `YAKUBA_METRICS=127.0.0.1:9464`: a listener for monitoring, never the public one. */
async function openMetrics(): Promise<() => Promise<void>> {
  const at = process.env['YAKUBA_METRICS'];
  if (!at) return async () => {};
  const found = /^(.+):(\d{1,5})$/.exec(at);
  if (!found?.[1]) throw new Error('YAKUBA_METRICS は 127.0.0.1:9464 のように書いてください。');
  const metrics = await startMetrics(found[1], Number(found[2]));
  return () => metrics.stop();
}

function mailerFor(origin: string): Mailer {
  const smtp = process.env['SMTP_URL'];
  return smtp ? smtpMailer(smtp, process.env['MAIL_FROM'] ?? `no-reply@${new URL(origin).hostname}`) : keepEverything;
}

/** Each city's own colours over what all share, made when the city is first shown. */
function assetsByCity(islands: string): (city: City) => Assets {
  const shared = sharedAssets(islands);
  void shared.compress();
  const made = new WeakMap<City, Assets>();
  return (city) => {
    const known = made.get(city);
    if (known) return known;
    const assets = cityAssets(shared, city.facts);
    made.set(city, assets);
    return assets;
  };
}

async function welcome(port: number, options: TownHallOptions, cities: OpenCities): Promise<void> {
  const { say } = options;
  say('\n役場が開きました。 / The town hall is open.');
  for (const row of cities.rows.filter((one) => one.state !== 'retired')) {
    const at = row.origin ?? `http://localhost:${port}`;
    if (cities.names().length > 1) say(`  ${row.name}（${row.hosts.join('、')}）`);
    if (options.faces.includes('citizen')) say(`  市民の入口   ${at}/`);
    if (options.faces.includes('staff')) say(`  職員の入口   ${at}/staff`);
  }
  if ((await cities.openByName(options.cityName))?.sample) {
    say('\n見本のログイン / Sample logins:');
    for (const line of sampleLogins(options.cityName)) say(`  ${line}`);
  }
  say('\n終えるには Ctrl-C を押してください。 / Press Ctrl-C to close.');
}

interface Logins {
  readonly password: string;
  readonly citizens: readonly { readonly email: string; readonly name: string; readonly can: string }[];
  readonly staff: readonly { readonly login: string; readonly kind: string; readonly can: string }[];
}

/** The logins of a sample city, as lines. */
export function sampleLogins(city: string): string[] {
  const { password, citizens, staff } = readCityFile<Logins>(city, 'logins.json');
  return [
    `パスワードはみな ${password} です（確認コードの要る人は、サインインの画面に出ます）。`,
    ...citizens.map((one) => `市民　${one.email.padEnd(22)}${one.name}　${one.can}`),
    ...staff.map((one) => `職員　${one.login.padEnd(22)}${one.kind}　${one.can}`),
  ];
}
