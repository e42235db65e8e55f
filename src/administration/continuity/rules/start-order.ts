/**
 * What must run before what: the order in which systems are started after a stop, the longest chain, and what falls when one falls.
 * Minutes are counted from the moment the first switch is turned on, with enough hands to start in parallel whatever can be.
 */

export interface Asset {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly tier: number;
  readonly startMinutes: number;
}

/** `start`: the asset cannot start without it. `use`: it starts, but works reduced. Needs of one `either` word stand in for each other. */
export interface Need {
  readonly asset: string;
  readonly needs: string;
  readonly kind: 'start' | 'use';
  readonly either: string;
}

export interface StartStep {
  readonly id: string;
  /** 1, 2, 3 … in the order of the runbook. */
  readonly position: number;
  readonly beginMinute: number;
  readonly readyMinute: number;
  /** The most urgent tier of everything that waits for it, itself included: what a tier 0 thing needs is started as tier 0. */
  readonly urgency: number;
  /** What it waited for last; null: it could begin at once. */
  readonly waitedFor: string | null;
}

export interface StartOrder {
  readonly steps: readonly StartStep[];
  /** The chain that decides the total, first to last. */
  readonly criticalPath: readonly string[];
  readonly totalMinutes: number;
}

/** The needs of each asset in groups; of a group one is enough. A need without an `either` word is a group of its own. */
function groupsOf(needs: readonly Need[], kind: Need['kind']): ReadonlyMap<string, readonly (readonly string[])[]> {
  const byAsset = Map.groupBy(needs.filter((need) => need.kind === kind), (need) => need.asset);
  return new Map([...byAsset].map(([asset, own]) => [asset, [...Map.groupBy(own, (need) => (need.either === '' ? `=${need.needs}` : need.either)).values()].map((group) => group.map((need) => need.needs))]));
}

/** Throws `RangeError` when the needs go round in a circle; `findCircle` says which, the database refuses it beforehand. */
export function startOrder(assets: readonly Asset[], needs: readonly Need[]): StartOrder {
  const known = new Map(assets.map((asset) => [asset.id, asset]));
  const inside = needs.filter((need) => known.has(need.asset) && known.has(need.needs));
  const groups = groupsOf(inside, 'start');
  const urgency = urgencies(assets, inside);
  const ready = new Map<string, number>();
  const steps: StartStep[] = [];
  const waiting = new Map(assets.map((asset) => [asset.id, asset]));
  while (waiting.size > 0) {
    const possible = [...waiting.values()].filter((asset) => (groups.get(asset.id) ?? []).flat().every((id) => ready.has(id)));
    const next = possible.toSorted((a, b) => (urgency.get(a.id) ?? 9) - (urgency.get(b.id) ?? 9) || a.tier - b.tier || (a.code < b.code ? -1 : 1))[0];
    if (!next) throw new RangeError('needs go round in a circle');
    waiting.delete(next.id);
    const { minute, waitedFor } = beginOf(groups.get(next.id) ?? [], ready);
    ready.set(next.id, minute + next.startMinutes);
    steps.push({ id: next.id, position: steps.length + 1, beginMinute: minute, readyMinute: minute + next.startMinutes, urgency: urgency.get(next.id) ?? next.tier, waitedFor });
  }
  return { steps, ...criticalPath(steps) };
}

/** The quickest of each group, the slowest of the groups. */
function beginOf(groups: readonly (readonly string[])[], ready: ReadonlyMap<string, number>): { readonly minute: number; readonly waitedFor: string | null } {
  let minute = 0;
  let waitedFor: string | null = null;
  for (const group of groups) {
    const quickest = group.reduce((best, id) => ((ready.get(id) ?? Infinity) < (ready.get(best) ?? Infinity) ? id : best));
    const at = ready.get(quickest) ?? 0;
    if (waitedFor === null || at > minute) [minute, waitedFor] = [at, quickest];
  }
  return { minute, waitedFor };
}

function urgencies(assets: readonly Asset[], needs: readonly Need[]): ReadonlyMap<string, number> {
  const urgency = new Map(assets.map((asset) => [asset.id, asset.tier]));
  const starts = needs.filter((need) => need.kind === 'start');
  for (let changed = true; changed;) {
    changed = false;
    for (const need of starts) {
      const [mine, below] = [urgency.get(need.asset) ?? 9, urgency.get(need.needs) ?? 9];
      if (mine < below) {
        urgency.set(need.needs, mine);
        changed = true;
      }
    }
  }
  return urgency;
}

function criticalPath(steps: readonly StartStep[]): { readonly criticalPath: readonly string[]; readonly totalMinutes: number } {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const last = steps.reduce<StartStep | undefined>((slowest, step) => (slowest === undefined || step.readyMinute > slowest.readyMinute ? step : slowest), undefined);
  const path: string[] = [];
  for (let step = last; step; step = step.waitedFor === null ? undefined : byId.get(step.waitedFor)) path.unshift(step.id);
  return { criticalPath: path, totalMinutes: last?.readyMinute ?? 0 };
}

/** The ids of one circle in the order of waiting, first repeated at the end; null: there is none. */
export function findCircle(needs: readonly Pick<Need, 'asset' | 'needs' | 'kind'>[]): readonly string[] | null {
  const below = Map.groupBy(needs.filter((need) => need.kind === 'start'), (need) => need.asset);
  const done = new Set<string>();
  const walk = (id: string, path: readonly string[]): readonly string[] | null => {
    const at = path.indexOf(id);
    if (at !== -1) return [...path.slice(at), id];
    if (done.has(id)) return null;
    for (const need of below.get(id) ?? []) {
      const circle = walk(need.needs, [...path, id]);
      if (circle) return circle;
    }
    done.add(id);
    return null;
  };
  for (const id of below.keys()) {
    const circle = walk(id, []);
    if (circle) return circle;
  }
  return null;
}

export interface Loss {
  /** What cannot run any more, without the lost ones themselves. */
  readonly stopped: readonly string[];
  /** What runs on, reduced. */
  readonly reduced: readonly string[];
}

/** What happens when these fail. */
export function effectOfLoss(assets: readonly Pick<Asset, 'id'>[], needs: readonly Need[], lost: readonly string[]): Loss {
  const [starts, uses] = [groupsOf(needs, 'start'), groupsOf(needs, 'use')];
  const down = new Set(lost);
  const anyGroupGone = (groups: readonly (readonly string[])[] | undefined) => (groups ?? []).some((group) => group.every((id) => down.has(id)));
  for (let changed = true; changed;) {
    changed = false;
    for (const { id } of assets) {
      if (down.has(id) || !anyGroupGone(starts.get(id))) continue;
      down.add(id);
      changed = true;
    }
  }
  const stopped = assets.map((asset) => asset.id).filter((id) => down.has(id) && !lost.includes(id));
  return { stopped, reduced: assets.map((asset) => asset.id).filter((id) => !down.has(id) && anyGroupGone(uses.get(id))) };
}

/** The start needs that do not follow from others: what a picture draws. A system that needs the server need not show that it needs the server's power. */
export function withoutImplied(needs: readonly Need[]): readonly Need[] {
  const starts = needs.filter((need) => need.kind === 'start');
  const below = Map.groupBy(starts, (need) => need.asset);
  const reach = new Map<string, ReadonlySet<string>>();
  const reachOf = (id: string): ReadonlySet<string> => {
    const known = reach.get(id);
    if (known) return known;
    const found = new Set<string>();
    reach.set(id, found);
    for (const need of below.get(id) ?? []) {
      found.add(need.needs);
      for (const further of reachOf(need.needs)) found.add(further);
    }
    return found;
  };
  return needs.filter((need) => need.kind === 'use' || need.either !== '' || !(below.get(need.asset) ?? []).some((other) => other.needs !== need.needs && other.either === '' && reachOf(other.needs).has(need.needs)));
}
