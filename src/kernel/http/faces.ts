/** What a process of some faces offers by its API: the other face's commands and queries are not there at all. */
import type { Allow } from '../actor.ts';
import type { System } from '../system.ts';
import type { Face } from '../view.ts';

const forOffice = (line: Allow) => line.who === 'staff' || line.who === 'any-staff';
const forPublic = (line: Allow) => line.who === 'citizen' || line.who === 'anyone';

/** The system as these faces offer it. Where both are open, everything. */
export function offeredOn(system: System, faces: readonly Face[]): System {
  if (faces.includes('citizen') && faces.includes('staff')) return system;
  if (faces.includes('staff')) {
    const open = system.faces.includes('staff');
    return {
      ...system,
      commands: system.commands.filter((command) => command.allow.some(forOffice)),
      // What anybody may know, the office may ask for as well.
      queries: system.queries.filter((query) => query.allow.some((line) => forOffice(line) || (open && line.who === 'anyone'))),
    };
  }
  const open = system.faces.includes('citizen');
  return {
    ...system,
    commands: system.commands.filter((command) => open && command.allow.some(forPublic)),
    queries: system.queries.filter((query) => open && query.allow.some(forPublic)),
  };
}

/** The token of an Authorization header. An office's token is worth nothing at a door that does not lead to the office. */
export function bearerOf(header: string | undefined, faces: readonly Face[]): string | undefined {
  const token = /^Bearer (\S{10,200})$/.exec(header ?? '')?.[1];
  return token?.startsWith('yk_s_') && !faces.includes('staff') ? undefined : token;
}
