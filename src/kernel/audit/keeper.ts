/** What the background does for a city's sealed log: looks once whether it is still the log it was, seals, signs, asks the witnesses. */
import type { City } from '../city.ts';
import { checkpoint, checkStart } from './checkpoint.ts';
import { holdingLog, sealBatch } from './sequencer.ts';
import { stampDaily } from './stamps.ts';
import { askWitnesses, checkWitnesses } from './witness-client.ts';

/** Batches of one visit: a city with a long queue goes to the end of the line in between. */
const BATCHES = 10;

const looked = new WeakSet<City>();

/** Before this process seals anything: is the log as long as this machine and the witnesses know it? */
async function look(city: City): Promise<void> {
  if (looked.has(city)) return;
  await holdingLog(city, (asks) => checkStart(asks, city));
  await checkWitnesses(city);
  looked.add(city);
}

/** One round: the number says how many leaves there are more. `signed`: there is a new checkpoint. */
export async function sealVisit(city: City, signed: () => void = () => {}): Promise<number> {
  await look(city);
  let sealed = 0;
  for (let round = 0; round < BATCHES; round++) {
    const more = await sealBatch(city);
    sealed += more;
    if (more === 0) break;
  }
  if (await checkpoint(city)) signed();
  return sealed;
}

/** One round of asking witnesses and, once a day, the time-stamping authority: the number says how many signatures there are more. */
export async function witnessVisit(city: City): Promise<number> {
  const signed = await askWitnesses(city);
  return signed + (await stampDaily(city));
}
