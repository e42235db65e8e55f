/**
 * A city for tests: a real PostgreSQL database of its own, a clock that stands still, a mailbox, and HTTP when asked for.
 * Under `./yakuba test` all files share one server and clone its template; alone, a file starts a server for itself.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Query } from './act.ts';
import type { Actor, Grant } from './actor.ts';
import { cityFolder } from './cities/folder.ts';
import { type Background, startBackground } from './background.ts';
import type { CityFacts } from './city.ts';
import { ManualClock, newId, systemRandom } from './clock.ts';
import { connectAs, type Installation, openInstallation } from './db/installation.ts';
import type { ConnectTo } from './db/database.ts';
import { dropDatabase } from './db/migrate.ts';
import { openCity, type OpenCity } from './house.ts';
import type { Letter, Mailer } from './notices/mail.ts';
import type { Answer } from './outcome.ts';
import { registeredSystems } from './registry.ts';
import { ask, execute } from './run.ts';

export const testFacts: CityFacts = { code: '072109', name: { ja: '試験市', en: 'Test City' }, address: { ja: '試験市金色1番地', en: '1 Konjiki, Test City' }, phone: '0243-00-0000' };

export interface TestCity {
  readonly city: OpenCity;
  readonly clock: ManualClock;
  readonly background: Background;
  /** What was sent, newest last. A test may make the gateway fail by setting `mailbox.fail`. */
  readonly mailbox: { readonly letters: Letter[]; readonly messages: Letter[]; fail: ((letter: Letter) => Error | null) | null };
  /** Connects as a role, for tests that look past the kernel. */
  connect(role: 'citizen' | 'staff' | 'owner'): ConnectTo;
  do<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: unknown, requestId?: string): Promise<Answer<O>>;
  /** The same, and a refusal fails the test. */
  must<I, O, R extends string>(actor: Actor, command: Command<I, O, R>, input: unknown, requestId?: string): Promise<O>;
  ask<I, O>(actor: Actor, query: Query<I, O>, input: unknown): Promise<Answer<O>>;
  id(): string;
  close(): Promise<void>;
}

interface Shared {
  readonly admin: ConnectTo;
  readonly passwords: Installation['passwords'];
  readonly template: string;
}

let own: Promise<{ installation: Installation; dir: string }> | null = null;
let open = 0;

async function installationFor(): Promise<{ installation: Installation; template: string | undefined; dir: string }> {
  const shared = process.env['YAKUBA_TEST_SERVER'];
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-test-'));
  if (shared) {
    const { admin, passwords, template }: Shared = JSON.parse(shared);
    return { installation: { admin, passwords, key: randomBytes(32), stop: async () => {} }, template, dir };
  }
  own ??= (async () => {
    const home = mkdtempSync(join(tmpdir(), 'yakuba-test-server-'));
    return { installation: await openInstallation(home, { throwAway: true }), dir: home };
  })();
  return { installation: (await own).installation, template: undefined, dir };
}

/** A city that was filled once, to begin with: a database to clone, its folder, and the moment it stands at. */
export interface FilledCity {
  readonly template: string;
  readonly folder: string;
  readonly at: string;
}

/** Who may make and rename databases on the server that all test files share. */
export function testAdmin(): ConnectTo {
  const shared: Shared = JSON.parse(process.env['YAKUBA_TEST_SERVER'] ?? 'null');
  return shared.admin;
}

/** Opens a fresh city. Close it in `after()`. */
export async function testCity(options: { readonly start?: string; readonly facts?: CityFacts; readonly poolSize?: number; readonly sample?: boolean; readonly from?: FilledCity } = {}): Promise<TestCity> {
  const { from } = options;
  const { installation, template: migrated, dir } = await installationFor();
  const template = from?.template ?? migrated;
  open++;
  const clock = new ManualClock(from?.at ?? options.start ?? '2026-11-23T10:00:00+09:00');
  const database = `t_${randomBytes(8).toString('hex')}`;
  if (from) cpSync(from.folder, cityFolder(dir, database.replaceAll('_', '-')), { recursive: true });
  const city = await openCity(installation, registeredSystems(), {
    facts: options.facts ?? testFacts, database, dataDir: dir, origin: 'http://localhost', sample: options.sample ?? false, clock, poolSize: options.poolSize ?? 8, ...(template ? { template } : {}),
  });
  const mailbox: TestCity['mailbox'] = { letters: [], messages: [], fail: null };
  const into = (box: Letter[]) => async (letter: Letter) => {
    const error = mailbox.fail?.(letter);
    if (error) throw error;
    box.push(letter);
  };
  const mailer: Mailer = { email: into(mailbox.letters), sms: into(mailbox.messages) };
  const background = startBackground([city], registeredSystems(), { mailer, loop: false });
  const id = () => newId(clock.now(), systemRandom);
  const perform: TestCity['do'] = (actor, command, input, requestId) => execute({ city, actor, lang: 'ja' }, command, input, requestId ?? id());
  return {
    city, clock, background, mailbox, id,
    connect: (role) => connectAs(installation, database, role),
    do: perform,
    async must(actor, command, input, requestId) {
      const answer = await perform(actor, command, input, requestId);
      if (!answer.ok) throw new Error(`${command.name}: ${answer.refused} ${answer.message} ${JSON.stringify(answer.errors)} ${JSON.stringify(answer.details)}`);
      return answer.value;
    },
    ask: (actor, query, input) => ask({ city, actor, lang: 'ja' }, query, input),
    async close() {
      await background.stop();
      await city.close();
      await dropDatabase(installation.admin, database);
      rmSync(dir, { recursive: true, force: true });
      open--;
      if (open === 0 && own) {
        const server = await own;
        own = null;
        await server.installation.stop();
        rmSync(server.dir, { recursive: true, force: true });
      }
    },
  };
}

/** A member of staff with these permissions, for tests of commands; strong unless told. */
export function staffActor(id: string, permissions: readonly (string | Grant)[], options: { readonly strong?: boolean; readonly name?: string } = {}): Actor {
  return { kind: 'staff', id, name: options.name ?? '試験 職員', device: 'test-staff', strong: options.strong ?? true, grants: permissions.map((one) => (typeof one === 'string' ? { permission: one, scope: null } : one)) };
}

export function citizenActor(id: string, name = '試験 太郎'): Actor {
  return { kind: 'citizen', id, name, device: 'test-citizen' };
}
