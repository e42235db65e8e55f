/** Opens the doors: database, city, background work, HTTP faces. */
import { makeAssets } from './assets.ts';
import { readCityFile } from './city-files.ts';
import { startBackground } from './kernel/background.ts';
import type { CityFacts } from './kernel/city.ts';
import { holdFolder } from './kernel/db/lock.ts';
import { openInstallation } from './kernel/db/installation.ts';
import { openCity } from './kernel/house.ts';
import { startServer } from './kernel/http/server.ts';
import { keepEverything, smtpMailer } from './kernel/notices/mail.ts';
import type { Face } from './kernel/view.ts';
import { systems } from './main-systems.ts';
import { fillSample, type SampleSize } from './sample-city.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';

export interface TownHallOptions {
  readonly dataDir: string;
  readonly cityName: string;
  readonly port: number;
  readonly host: string;
  readonly sample: SampleSize;
  readonly faces: readonly Face[];
  /** The folder of built islands, being built meanwhile. */
  readonly islands: Promise<string>;
  readonly say: (line: string) => void;
  readonly progress: (label: string, done: number, total: number) => void;
}

export interface TownHall {
  readonly port: number;
  close(): Promise<void>;
}

const RATE = { reads: { perMinute: 1200, burst: 400 }, writes: { perMinute: 120, burst: 60 } } as const;

export async function openTownHall(options: TownHallOptions): Promise<TownHall> {
  const { say } = options;
  const release = await holdFolder(options.dataDir, './yakuba start', Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'second' }));
  const undo: (() => Promise<void> | void)[] = [release];
  const close = async () => {
    for (const step of undo.toReversed()) await step();
    undo.length = 0;
  };
  try {
    const installation = await openInstallation(options.dataDir, { databaseUrl: process.env['DATABASE_URL'] });
    undo.push(() => installation.stop());
    const facts = readCityFile<CityFacts & { sample?: boolean; boundary?: string }>(options.cityName, 'city.json');
    const origin = process.env['YAKUBA_ORIGIN'] ?? `http://localhost:${options.port}`;
    const city = await openCity(installation, systems, { facts, outline: facts.boundary ? readCityFile<unknown>(options.cityName, facts.boundary) : null, database: `yakuba_${options.cityName.replaceAll('-', '_')}`, dataDir: options.dataDir, origin, sample: facts.sample ?? false });
    undo.push(() => city.close());
    await fillSample(city, systems, { cityName: options.cityName, size: options.sample, say, progress: options.progress });
    const smtp = process.env['SMTP_URL'];
    const background = startBackground([city], systems, { mailer: smtp ? smtpMailer(smtp, process.env['MAIL_FROM'] ?? `no-reply@${new URL(origin).hostname}`) : keepEverything, loop: options.faces.includes('staff') });
    undo.push(() => background.stop());
    const assets = makeAssets(facts, await options.islands);
    const server = await startServer({
      cityOf: () => city, systems, faces: options.faces, assets, drawing: { renderPage, problemPage }, port: options.port, host: options.host,
      trustProxy: process.env['YAKUBA_TRUST_PROXY'] === '1', rate: process.env['YAKUBA_RATE_LIMIT'] === 'off' ? null : RATE,
    });
    undo.push(() => server.stop());
    welcome(server.port, options, city.sample, say);
    return { port: server.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function welcome(port: number, options: TownHallOptions, sample: boolean, say: (line: string) => void): void {
  const at = `http://localhost:${port}`;
  say('\n役場が開きました。 / The town hall is open.');
  if (options.faces.includes('citizen')) say(`  市民の入口   ${at}/`);
  if (options.faces.includes('staff')) say(`  職員の入口   ${at}/staff`);
  if (sample) {
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

function sampleLogins(cityName: string): string[] {
  const { password, citizens, staff } = readCityFile<Logins>(cityName, 'logins.json');
  return [
    `パスワードはみな ${password} です（確認コードの要る人は、サインインの画面に出ます）。`,
    ...citizens.map((one) => `市民　${one.email.padEnd(22)}${one.name}　${one.can}`),
    ...staff.map((one) => `職員　${one.login.padEnd(22)}${one.kind}　${one.can}`),
  ];
}
