/** 連絡網: who is reached after how many minutes when some cannot be reached, and who takes over their calls. */

export interface Person {
  readonly id: string;
  /** Called instead when this one does not answer. */
  readonly deputy: string | null;
}

export interface Call {
  readonly caller: string | null;
  readonly callee: string;
  readonly ordinal: number;
  /** How long one call takes, answered or given up. */
  readonly minutes: number;
}

export interface Reached {
  readonly id: string;
  /** Minutes after the first alarm; null: nobody reached them. */
  readonly minute: number | null;
  readonly by: string | null;
  /** Who took over the calls of somebody who did not answer; null: they did so themselves, or nobody could. */
  readonly insteadBy: string | null;
}

export interface CallResult {
  readonly people: readonly Reached[];
  readonly lastMinute: number;
  readonly notReached: readonly string[];
}

interface Answered {
  minute: number;
  by: string | null;
}

/**
 * Plays the tree through. One call after the other for each caller, in order. Somebody who does not answer costs the same minutes;
 * then their deputy is called and takes their calls over; without a deputy who answers, the caller goes on with them.
 */
export function callTree(people: readonly Person[], calls: readonly Call[], unreachable: readonly string[]): CallResult {
  const deputies = new Map(people.map((person) => [person.id, person.deputy]));
  const below = Map.groupBy(calls.filter((call) => call.caller !== null), (call) => call.caller ?? '');
  const listOf = (id: string) => (below.get(id) ?? []).toSorted((a, b) => a.ordinal - b.ordinal);
  const gone = new Set(unreachable);
  const answered = new Map<string, Answered>();
  const instead = new Map<string, string>();
  const queues: { readonly caller: string | null; readonly from: number; readonly list: readonly Call[] }[] = [];
  const freeAt = new Map<string, number>();
  const reach = (id: string, minute: number, by: string | null) => {
    const before = answered.get(id);
    if (!before || minute < before.minute) answered.set(id, { minute, by });
  };
  const first = calls.find((call) => call.caller === null);
  if (first) queues.push({ caller: null, from: 0, list: [{ ...first, minutes: 0 }] });
  for (let queue = queues.shift(); queue; queue = queues.shift()) {
    const { caller } = queue;
    let minute = Math.max(queue.from, caller === null ? 0 : (freeAt.get(caller) ?? 0));
    const list = [...queue.list];
    for (let call = list.shift(); call; call = list.shift()) {
      if (call.callee === caller) {
        // A deputy who took over the branch they stand in themselves: nobody rings their own number.
        queues.push({ caller, from: minute, list: listOf(caller) });
        continue;
      }
      minute += call.minutes;
      if (!gone.has(call.callee)) {
        reach(call.callee, minute, caller);
        queues.push({ caller: call.callee, from: minute, list: listOf(call.callee) });
        continue;
      }
      const deputy = deputies.get(call.callee) ?? null;
      if (deputy !== null && !gone.has(deputy) && deputy !== caller) {
        // The first alarm itself takes no minutes; ringing in vain and then the deputy does.
        minute += Math.max(call.minutes, caller === null ? first?.minutes ?? 0 : 0);
        reach(deputy, minute, caller);
        instead.set(call.callee, deputy);
        queues.push({ caller: deputy, from: minute, list: listOf(call.callee) });
      } else if (caller !== null) {
        instead.set(call.callee, caller);
        list.push(...listOf(call.callee));
      }
    }
    if (caller !== null) freeAt.set(caller, minute);
    queues.sort((a, b) => a.from - b.from);
  }
  const inTree = new Set(calls.map((call) => call.callee));
  const result = people.filter((person) => inTree.has(person.id) || answered.has(person.id)).map((person): Reached => ({
    id: person.id, minute: answered.get(person.id)?.minute ?? null, by: answered.get(person.id)?.by ?? null, insteadBy: instead.get(person.id) ?? null,
  }));
  return { people: result, lastMinute: Math.max(0, ...result.map((one) => one.minute ?? 0)), notReached: result.filter((one) => one.minute === null).map((one) => one.id) };
}
