/** How the people of the sample city decide: always by the commands a person would press. */
import type { Actor } from '../../kernel/actor.ts';
import { caseView } from '../../kernel/approval/case-view.ts';
import { agree, approve, decide } from '../../kernel/approval/commands.ts';
import type { SampleContext } from '../../kernel/sample.ts';
import { sampleSteps } from './queries/sample-hands.ts';

export const house: Actor = { kind: 'system', id: 'sample' };

export function hand(person: { readonly id: string; readonly name: string }, permissions: readonly string[], scope: readonly string[] | null = null): Actor {
  return { kind: 'staff', id: person.id, name: person.name, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope })) };
}

const MOST_STEPS = 12;

/** Everybody on the way reads the case and agrees; answers whether it was decided. `steps`: stop after so many. */
export async function settle(ctx: SampleContext, caseId: string, key: string, at: Temporal.Instant, steps = MOST_STEPS): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const { active, hash, seq, state } = await ctx.ask(house, sampleSteps, { case: caseId });
    const [next] = active;
    if (state !== 'in_route' || !next) return;
    const actor = hand({ id: next.staff, name: '' }, []);
    await ctx.ask(actor, caseView, { case: caseId });
    const command = next.role === 'decide' ? decide : next.role.startsWith('consult') ? agree : approve;
    await ctx.must(actor, command, { case: caseId, hash, seq }, `${key}:step${step}`, at.add({ minutes: 20 * (step + 1) }));
  }
}
