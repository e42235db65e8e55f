/** Fills a fresh sample city by running every system's sample steps in order: each calls that system's own commands. */
import { createHash } from 'node:crypto';
import { hasCityFile, readCityFile } from './city-files.ts';
import type { Actor } from './kernel/actor.ts';
import { ManualClock } from './kernel/clock.ts';
import { startBackground } from './kernel/background.ts';
import type { OpenCity } from './kernel/house.ts';
import { keepEverything } from './kernel/notices/mail.ts';
import { ask, execute } from './kernel/run.ts';
import type { SampleContext } from './kernel/sample.ts';
import type { System } from './kernel/system.ts';
import { tokyoDate } from './kernel/calendar/calendar.ts';

export type SampleSize = SampleContext['size'];

/** Deterministic dice from a seed (mulberry32): the same seed makes the same city. */
export function diceFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const SEED = 7210;
const AT_ONCE = 12;

export interface FillOptions {
  readonly cityName: string;
  readonly size: SampleSize;
  readonly say: (line: string) => void;
  readonly progress: (label: string, done: number, total: number) => void;
}

/** Does nothing when the city is filled already. A fill that was cut short goes on where it stopped: every step's commands have keys. */
export async function fillSample(city: OpenCity, systems: readonly System[], options: FillOptions): Promise<void> {
  if (!city.sample) return;
  const marker = await city.staffDb.use((connection) => connection.run<{ value: { complete?: boolean; today?: string; attempt?: number } }>(`select value from kernel.settings where name = 'sample'`));
  if (marker.rows[0]?.value.complete) return;
  const realToday = tokyoDate(city.clock.now());
  const today = Temporal.PlainDate.from(marker.rows[0]?.value.today ?? realToday.toString());
  const attempt = marker.rows[0] ? (marker.rows[0].value.attempt ?? 1) + 1 : 1;
  await remember(city, { complete: false, today: today.toString(), attempt });
  options.say(`${city.facts.name.ja}（見本）に、町・施設・職員・利用者・予約を入れています…`);
  const clock = new ManualClock(today.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '09:00' }).toInstant());
  const filling: OpenCity = { ...city, clock };
  // Ids come from a command's key, so that two fillings of one day are the same to the letter, in whatever order commands end.
  const cityFor = (key: string, at: Temporal.Instant | undefined): OpenCity => {
    // A command that was refused before a cut stands in the trail under its ids, and is refused again: it needs others then.
    const random = diceFrom(createHash('sha256').update(attempt === 1 ? key : `${key} ${attempt}`).digest().readUInt32LE(0));
    return { ...filling, clock: at ? { now: () => at } : clock, random: (bytes) => Uint8Array.from({ length: bytes }, () => random(256)) };
  };
  const background = startBackground([filling], systems, { mailer: keepEverything, loop: false });
  const steps = systems.flatMap((system) => system.sample ?? []).filter((step) => step.needs === undefined || hasCityFile(options.cityName, step.needs)).toSorted((a, b) => a.order - b.order);
  for (const step of steps) {
    const dice = diceFrom(SEED);
    const perform: SampleContext['do'] = (actor: Actor, command, input, key, at) => execute({ city: cityFor(key, at), actor, lang: 'ja' }, command, input, `sample:${key}`);
    await step.run({
      city: filling, clock, today, dice, size: options.size, data: (file) => readCityFile(options.cityName, file), do: perform,
      async must(actor, command, input, key, at) {
        const answer = await perform(actor, command, input, key, at);
        if (!answer.ok) throw new Error(`見本の ${step.name}: ${command.name} ${answer.refused} ${answer.message} ${JSON.stringify(answer.errors)}`);
        return answer.value;
      },
      async ask(actor, query, input) {
        const answer = await ask({ city: filling, actor, lang: 'ja' }, query, input);
        if (!answer.ok) throw new Error(`見本の ${step.name}: ${query.name} ${answer.refused}`);
        return answer.value;
      },
      async many(items, work) {
        let next = 0;
        const hand = async () => {
          for (let index = next++; index < items.length; index = next++) {
            const item = items[index];
            if (item !== undefined) await work(item, index);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, hand));
      },
      progress: (done, total) => options.progress(step.title, done, total),
    });
    await background.settle();
  }
  await background.stop();
  await city.staffDb.use((connection) => connection.run('analyze').catch(() => {}));
  await remember(city, { complete: true, today: today.toString(), attempt });
}

async function remember(city: OpenCity, value: { complete: boolean; today: string; attempt: number }): Promise<void> {
  await city.staffDb.use((connection) => connection.run(
    `insert into kernel.settings (name, value) values ('sample', $1::jsonb) on conflict (name) do update set value = excluded.value`, [JSON.stringify(value)]));
}
