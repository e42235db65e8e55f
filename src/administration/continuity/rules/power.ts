/** 電源計画: until when the lights stay on. Watts, watt-hours, litres, minutes; never hours in decimals that hide a quarter. */

export interface Ups {
  readonly ratedWatts: number;
  readonly usableWattHours: number;
}

export interface Generator {
  readonly ratedWatts: number;
  readonly fuelLitres: number;
  /** Litres an hour without load and at full load; in between it is a straight line. */
  readonly idleLitresHour: number;
  readonly fullLitresHour: number;
  readonly startMinutes: number;
}

export interface Device {
  readonly watts: number;
  readonly quantity: number;
  readonly tier: number;
  readonly onUps: boolean;
}

export interface Runtime {
  /** Devices of this tier and more urgent ones stay on. */
  readonly keepTier: number;
  readonly loadWatts: number;
  readonly upsWatts: number;
  /** Null: nothing hangs on the UPS, or there is none. */
  readonly upsMinutes: number | null;
  readonly generatorMinutes: number | null;
  /** Minutes until what hangs on the UPS goes dark; null: never. */
  readonly lastsMinutes: number | null;
  readonly problems: readonly ('ups-overload' | 'generator-overload' | 'gap')[];
}

const watts = (devices: readonly Device[]) => devices.reduce((sum, device) => sum + device.watts * device.quantity, 0);

/** How long the place runs after the mains fail, when only devices up to `keepTier` stay on. */
export function runtime(sources: { readonly ups: readonly Ups[]; readonly generators: readonly Generator[] }, devices: readonly Device[], keepTier: number): Runtime {
  const kept = devices.filter((device) => device.tier <= keepTier);
  const [loadWatts, upsWatts] = [watts(kept), watts(kept.filter((device) => device.onUps))];
  const upsRated = sources.ups.reduce((sum, ups) => sum + ups.ratedWatts, 0);
  const stored = sources.ups.reduce((sum, ups) => sum + ups.usableWattHours, 0);
  const problems: Runtime['problems'][number][] = [];
  const upsOver = upsWatts > upsRated && upsWatts > 0 && sources.ups.length > 0;
  if (upsOver) problems.push('ups-overload');
  const upsMinutes = sources.ups.length === 0 || upsWatts === 0 ? null : upsOver ? 0 : Math.floor((stored * 60) / upsWatts);
  const generated = sources.generators.length === 0 ? null : generatorRun(sources.generators, loadWatts);
  if (generated?.overload) problems.push('generator-overload');
  const generatorMinutes = generated === null || generated.overload ? null : generated.minutes;
  const gap = generatorMinutes !== null && upsWatts > 0 && (upsMinutes ?? 0) < (generated?.startMinutes ?? 0);
  if (gap) problems.push('gap');
  return { keepTier, loadWatts, upsWatts, upsMinutes, generatorMinutes, lastsMinutes: lasts(loadWatts, upsMinutes, generatorMinutes, generated?.startMinutes ?? 0, gap), problems };
}

/** All sets share one load in proportion; all their fuel is one store. */
function generatorRun(generators: readonly Generator[], load: number): { readonly minutes: number; readonly startMinutes: number; readonly overload: boolean } {
  const rated = generators.reduce((sum, one) => sum + one.ratedWatts, 0);
  const startMinutes = Math.max(...generators.map((one) => one.startMinutes));
  if (load > rated) return { minutes: 0, startMinutes, overload: true };
  const share = load / rated;
  const perHour = generators.reduce((sum, one) => sum + one.idleLitresHour + (one.fullLitresHour - one.idleLitresHour) * share, 0);
  const fuel = generators.reduce((sum, one) => sum + one.fuelLitres, 0);
  return { minutes: perHour === 0 ? 0 : Math.floor((fuel * 60) / perHour), startMinutes, overload: false };
}

function lasts(load: number, ups: number | null, generator: number | null, start: number, gap: boolean): number | null {
  if (load === 0) return null;
  if (generator === null || gap) return ups ?? 0;
  // While it starts the UPS carries; when the fuel is gone a UPS that was charged again is not counted on.
  return start + generator;
}

/** When it goes dark if the mains fail at `from`. */
export function runsUntil(run: Pick<Runtime, 'lastsMinutes'>, from: Temporal.Instant): Temporal.Instant | null {
  return run.lastsMinutes === null ? null : from.add({ minutes: run.lastsMinutes });
}

/** One line for each tier that can be kept, most first: what turning things off wins. */
export function sheddingPlan(sources: Parameters<typeof runtime>[0], devices: readonly Device[]): readonly Runtime[] {
  const tiers = [...new Set(devices.map((device) => device.tier))].toSorted((a, b) => b - a);
  return tiers.map((tier) => runtime(sources, devices, tier));
}
